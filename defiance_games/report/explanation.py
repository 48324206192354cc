"""An explanation: its steps, in the formats of derivations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..explanation.steps import Cases, Equation, Formula, Result, Section, Statement, flat
from .derivation import written as written


def records(explanation: Any) -> list[dict[str, Any]]:
    """Return what is claimed and the formulas that prove it, one a row."""
    return list(_rows(explanation.steps, ""))


def _rows(steps: Any, under: str) -> Iterator[dict[str, Any]]:
    from .derivation.text import cell

    title = under
    for step in steps:
        if isinstance(step, Statement):
            under = cell(step.label).rstrip(".") or under
            for part in flat(step.text):
                if isinstance(part, Formula):
                    yield {"under": under, "formula": str(part), "reason": ""}
        elif isinstance(step, Equation):
            yield {"under": under, "formula": str(step.formula), "reason": cell(step.reason)}
        elif isinstance(step, Cases):
            for item in step.items:
                for part in (item, *item.inside):
                    yield {"under": title, "formula": f"{part.number} {cell(part.text)}", "reason": ""}
        elif isinstance(step, Section):
            yield from _rows(step.steps, cell(step.title))
        elif isinstance(step, Result):
            yield from _rows(step.statement, cell(step.title))
            yield from _rows(step.proof, cell(step.title))
