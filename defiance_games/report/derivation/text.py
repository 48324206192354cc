"""A derivation as plain text, 80 columns wide."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from ...explanation.steps import (
    Cases,
    Equation,
    Grid,
    Items,
    Lines,
    Numbered,
    Result,
    Section,
    Statement,
    Step,
)
from . import flat, sentence

WIDTH, TIE = 80, "\N{NO-BREAK SPACE}"


def written(explanation: Any, whole: bool = False) -> str:
    """Return the explanation as text."""
    lines = [explanation.title, ""]
    for step in explanation.steps:
        lines += [*_step(step, ""), ""]
    return "\n".join(lines).replace(TIE, " ").rstrip()


def cell(value: Any) -> str:
    """Return a cell as text in which formulas are not broken where they fit on a line."""
    out = []
    for part in flat(value):
        plain = str(part)
        out.append(plain if isinstance(part, str) or len(plain) > WIDTH // 2 else plain.replace(" ", TIE))
    return "".join(out)


def _wrapped(value: Any, indent: str, first: str = "") -> list[str]:
    return textwrap.wrap(
        cell(value),
        WIDTH,
        initial_indent=first or indent,
        subsequent_indent=indent + " " * (len(first) - len(indent) if first else 0),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _step(step: Step, indent: str) -> Iterator[str]:
    if isinstance(step, Statement):
        yield from _wrapped((*flat(step.label), " " if step.label else "", step.text), indent)
    elif isinstance(step, Equation):
        number = f"    {step.number}" if step.number else ""
        yield from textwrap.wrap(
            str(step.formula) + number,
            WIDTH,
            initial_indent=indent + "    ",
            subsequent_indent=indent + "      ",
        )
        if step.reason:
            yield from _wrapped(sentence((step.reason,)), indent)
    elif isinstance(step, Items):
        for item in step.items:
            yield from _wrapped(sentence((item,)), indent, indent + "  * ")
    elif isinstance(step, Cases):
        yield from _numbered(step.items, indent)
    elif isinstance(step, Grid):
        yield from _grid(step, indent + "    ")
    elif isinstance(step, Lines):
        yield from (indent + "    " + line for line in step.text.split("\n"))
    elif isinstance(step, Section):
        yield from _wrapped(step.title, indent)
        yield indent + "-" * min(WIDTH, len(cell(step.title)))
        for part in step.steps:
            yield from _step(part, indent)
    else:
        yield from _result(step, indent)


def _grid(grid: Grid, indent: str) -> Iterator[str]:
    """The table; where it is too wide, a line for each cell."""
    rows = [[cell(c) for c in row] for row in (grid.head, *grid.rows)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if len(indent) + sum(widths) + 3 * len(widths) <= WIDTH:
        for row in rows:
            yield (indent + "   ".join(c.ljust(w) for c, w in zip(row, widths, strict=True))).rstrip()
        return
    for row in rows[1:]:
        for name, c in zip(rows[0][1:], row[1:], strict=True):
            yield from _wrapped(f"{row[0]}, {name}: {c}", indent)


def _numbered(items: tuple[Numbered, ...], indent: str) -> Iterator[str]:
    for item in items:
        yield from _wrapped(sentence((item.text,)), indent, f"{indent}  {item.number} ")
        yield from _numbered(item.inside, indent + "    ")


def _result(result: Result, indent: str) -> Iterator[str]:
    yield from _wrapped(("Proposition (", result.title, ").") if result.title else "Proposition.", indent)
    for part in result.statement:
        yield from _step(part, indent)
    if result.proof:
        yield indent + "Proof."
        for part in result.proof:
            yield from _step(part, indent)
    yield ""
