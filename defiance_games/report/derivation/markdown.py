"""A derivation as Markdown, with formulas between dollar signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ...explanation.steps import Equation, Items, Lines, Result, Section, Statement, Step
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
    return "".join(escape(p) if isinstance(p, str) else f"${p.latex()}$" for p in flat(value))


def escape(text: str) -> str:
    """Return words as Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>#|$])", r"\\\1", text)


def _step(step: Step, level: int) -> Iterator[str]:
    if isinstance(step, Statement):
        yield (f"**{cell(step.label)}** " if step.label else "") + cell(step.text)
    elif isinstance(step, Equation):
        yield f"$$ {step.formula.latex()} $$"
        if step.reason:
            yield cell(sentence((step.reason,)))
    elif isinstance(step, Items):
        yield "\n".join(f"- {cell(sentence((item,)))}" for item in step.items)
    elif isinstance(step, Lines):
        yield f"```text\n{step.text}\n```"
    elif isinstance(step, Section):
        yield f"{'#' * level} {cell(step.title)}"
        for part in step.steps:
            yield from _step(part, level + 1)
    else:
        yield from _result(step, level)


def _result(result: Result, level: int) -> Iterator[str]:
    yield f"{'#' * level} Proposition ({cell(result.title)})"
    for part in result.statement:
        yield from _step(part, level + 1)
    if result.proof:
        yield "*Proof.*"
        for part in result.proof:
            yield from _step(part, level + 1)
        yield "∎"
