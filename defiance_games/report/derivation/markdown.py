"""A derivation as Markdown, with formulas between dollar signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ...explanation.steps import (
    Cases,
    Emphasis,
    Equation,
    Grid,
    Items,
    Lines,
    Numbered,
    Reference,
    Result,
    Section,
    Statement,
    Step,
)
from . import flat, sentence


def written(explanation: Any, whole: bool = False) -> str:
    """Return the explanation as Markdown."""
    blocks = [f"# {cell(explanation.title)}", *(b for s in explanation.steps for b in _step(s, 2))]
    return "\n\n".join(blocks)


def cell(value: Any) -> str:
    """Return a cell as Markdown.

    >>> from defiance_games.symbolic.expression import symbol
    >>> cell(("at ", symbol("p_star")))
    'at $p^{*}$'
    """
    return "".join(_inline(p) for p in flat(value))


def _inline(part: Any) -> str:
    if isinstance(part, (str, Reference)):
        return escape(str(part))
    return f"*{escape(part.words)}*" if isinstance(part, Emphasis) else f"${_formula(part)}$"


def _formula(part: Any) -> str:
    """A formula in which no label can be taken for a tag of HTML."""
    return re.sub(r"<(?=[A-Za-z/!?])", "{<}", part.latex())


def escape(text: str) -> str:
    """Return words as Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>#|$])", r"\\\1", text)


def _step(step: Step, level: int) -> Iterator[str]:
    if isinstance(step, Statement):
        yield (f"**{cell(step.label)}** " if step.label else "") + cell(step.text)
    elif isinstance(step, Equation):
        number = rf" \tag{{{step.number.number.strip('()')}}}" if step.number else ""
        yield f"$$ {_formula(step.formula)}{number} $$"
        if step.reason:
            yield cell(sentence((step.reason,)))
    elif isinstance(step, Items):
        yield "\n".join(f"- {cell(sentence((item,)))}" for item in step.items)
    elif isinstance(step, Cases):
        yield "\n".join(_numbered(step.items, ""))
    elif isinstance(step, Grid):
        rows = [f"| {' | '.join(map(cell, row))} |" for row in (step.head, *step.rows)]
        yield "\n".join([rows[0], "|---" * len(step.head) + "|", *rows[1:]])
    elif isinstance(step, Lines):
        yield f"```text\n{step.text}\n```"
    elif isinstance(step, Section):
        yield f"{'#' * level} {cell(step.title)}"
        for part in step.steps:
            yield from _step(part, level + 1)
    else:
        yield from _result(step, level)


def _numbered(items: tuple[Numbered, ...], indent: str) -> Iterator[str]:
    for item in items:
        yield f"{indent}- **{item.number}** {cell(sentence((item.text,)))}"
        yield from _numbered(item.inside, indent + "  ")


def _result(result: Result, level: int) -> Iterator[str]:
    yield f"{'#' * level} Proposition" + (f" ({cell(result.title)})" if result.title else "")
    for part in result.statement:
        yield from _step(part, level + 1)
    if result.proof:
        yield "*Proof.*"
        for part in result.proof:
            yield from _step(part, level + 1)
        yield "∎"
