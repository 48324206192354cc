"""An explanation: its steps, in the formats of derivations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..explanation.steps import Equation, Result, Section
from .derivation import written as written


def records(explanation: Any) -> list[dict[str, Any]]:
    """Return the displayed formulas, one a row."""
    return list(_rows(explanation.steps, ""))


def _rows(steps: Any, under: str) -> Iterator[dict[str, Any]]:
    from .derivation.text import cell

    for step in steps:
        if isinstance(step, Equation):
            yield {"under": under, "formula": str(step.formula), "reason": cell(step.reason)}
        elif isinstance(step, Section):
            yield from _rows(step.steps, cell(step.title))
        elif isinstance(step, Result):
            yield from _rows((*step.statement, *step.proof), cell(step.title))
