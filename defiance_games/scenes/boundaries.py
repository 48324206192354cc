"""Boundaries of regions in closed form: with numbers, to be drawn, and with symbols, to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..branches.branch import Subject
from ..errors import InputError, TimeLimitReached, UnsupportedError
from ..solution import Solution
from ..solve import solve
from ..symbolic.condition import Region
from ..symbolic.expand import is_zero
from ..symbolic.expression import Expression, symbol
from ..threshold import Threshold, threshold

LONGEST = 34  # characters of a value with all its symbols
PATIENCE = 8  # seconds to find what values are called


@dataclass(frozen=True)
class Edge:
    """A boundary solved for a parameter, on ``region``; ``called``: the value with all its symbols."""

    parameter: str
    value: Expression
    region: Region
    called: Expression | None = None


class Boundaries:
    """Asks ``threshold`` about a model at some values, and about the model with every symbol."""

    def __init__(
        self, model: Any, subject: Subject, given: Mapping[str, Any], outcome: str | None, seconds: float
    ):
        self.model, self.subject, self.outcome, self.seconds = model, subject, outcome, seconds
        self.values = {**given, **subject.values}
        self.is_formula = model is not None and outcome in getattr(model, "formulas", ())
        self._whole: Solution | None = None

    def rows(self, parameter: str) -> tuple[Threshold, ...]:
        """The thresholds of a parameter, all but the axes fixed; none where they cannot be found."""
        found = None if self.is_formula else self.subject.solution
        try:
            return threshold(
                self.model,
                outcome=self.outcome,
                parameter=parameter,
                values=self.values,
                time_limit=self.seconds,
                solution=found,
            ).rows
        except InputError:
            raise
        except ValueError:  # a function whose slope is not known, as of harmonic numbers
            return ()

    def edges(self, parameter: str, rows: Sequence[Any]) -> list[Edge]:
        """The rows as edges, with what their values are called where no two things have the same value."""
        known = self.symbolic(parameter)
        found = []
        for row in rows:
            if isinstance(row.value, Expression):
                found.append(Edge(parameter, row.value, row.region, self._called(row.value, known)))
        return found

    def symbolic(self, parameter: str) -> list[tuple[Expression, Expression]]:
        """The thresholds with every symbol: (value here, what it is called); none if that takes too long."""
        shape = getattr(getattr(self.model, "contents", None), "shape", {})
        kept = {n: v for n, v in self.values.items() if n in shape}
        try:
            if self._whole is None and not self.is_formula:
                self._whole = self._solved(kept)
            rows = threshold(
                self.model,
                outcome=self.outcome,
                parameter=parameter,
                values=kept,
                time_limit=min(PATIENCE, self.seconds / 3),
                solution=self._whole,
            ).rows
        except (ValueError, TimeLimitReached, UnsupportedError):
            return []
        found: dict[str, tuple[Expression, Expression]] = {}
        for row in rows:
            if not isinstance(row.value, Expression) or row.region.subs(self._point(row.region)).never:
                continue
            called = symbol(row.name) if row.name else row.value
            try:
                here = self.subject.simplified(row.value)
            except (ZeroDivisionError, ValueError):
                continue
            if len(str(called)) <= LONGEST and called.symbols:
                found[str(called)] = (here, called)
        return list(found.values())

    def _solved(self, kept: Mapping[str, Any]) -> Solution:
        game = self.model.at(**kept) if hasattr(self.model, "at") else self.model
        return partial(solve, generic=True, concept=self.subject.solution.concept)(
            game, time_limit=min(PATIENCE, self.seconds / 3)
        )

    def _point(self, region: Region) -> dict[str, Any]:
        return {n: v for n, v in self.subject.values.items() if n in region.symbols}

    @staticmethod
    def _called(value: Expression, known: Sequence[tuple[Expression, Expression]]) -> Expression | None:
        same = [called for here, called in known if is_zero(here - value)]
        return same[0] if len(same) == 1 else None
