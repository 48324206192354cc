"""The answer to a problem."""

from __future__ import annotations

from typing import Any

from . import answer
from .page import Page


def page(found: Any) -> Page:
    """Return the page of an answer, its numbers exact."""
    return answer.page(_answer(found))


def records(found: Any) -> list[dict[str, Any]]:
    """Return a row for each result."""
    return answer.records(_answer(found))


def _answer(found: Any) -> answer.Answer:
    return answer.Answer({**found.values, "verified": found.verified}, True, found.kind.replace("_", " "))
