"""A verdict as a page: is it an equilibrium, and who gains by deviating if not?"""

from __future__ import annotations

from typing import Any

from .page import Cell, Fields, Page, values

_WORDS = {True: "yes", False: "no", None: "undecided"}


def page(verdict: Any) -> Page:
    """Return the page of a verdict."""
    rows: list[tuple[str, Cell]] = [("equilibrium", f"{_WORDS[verdict.ok]} ({verdict.concept})")]
    if verdict.regret is not None:
        rows.append(("regret", verdict.regret))
    if verdict.reasons:
        rows.append(("because", "\n".join(verdict.reasons)))
    if verdict.witness:
        rows.append(("fails at", values(verdict.witness)))
    return Page((Fields(tuple(rows)),))


def records(verdict: Any) -> list[dict[str, Any]]:
    """Return its one row."""
    reasons = "; ".join(verdict.reasons)
    return [
        {
            "ok": verdict.ok,
            "concept": verdict.concept,
            "regret": verdict.regret,
            "reasons": reasons,
            "witness": verdict.witness,
        }
    ]
