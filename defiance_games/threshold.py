"""``threshold``: the values of one parameter at which behavior changes, in closed form, and which way."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .boundaries import NEG, POS, Atlas, Edge, Signs, Successor, shown
from .branches import Branch, Subject, branches, names_of, subject_of
from .errors import InputError, TimeLimitReached, escaped, nearest
from .roots import Root, roots
from .shown import Shown
from .solution import Solution, plain
from .symbolic.condition import ALWAYS, Condition, Region
from .symbolic.expression import ZERO, Expression

Value = Expression | str  # text for root_of(polynomial, k)


@dataclass(frozen=True)
class Threshold:
    """A value of the parameter at which an equilibrium begins or ends, on ``region`` of the other parameters.

    ``below`` and ``above`` are the outcome there, None where the equilibrium does not exist (several formulas:
    the extreme points of a continuum). For a formula of the model (equilibrium None) the value is where it
    changes sign, and ``below`` and ``above`` say so.
    """

    equilibrium: str | None
    value: Value
    begins: bool
    below: tuple[Expression | str | None, ...]
    above: tuple[Expression | str | None, ...]
    region: Region = ALWAYS
    takes_over: tuple[Successor, ...] = ()

    @property
    def jump(self) -> bool | None:
        """Whether the outcome jumps to that of an equilibrium on the other side; None where there is none."""
        jumps = [s.jump for s in self.takes_over]
        return any(jumps) if jumps else None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form (design, section 5)."""
        return {
            "equilibrium": self.equilibrium, "value": str(self.value),
            "below": shown(self.below), "above": shown(self.above), "region": self.region.to_list(),
            "begins": self.begins, "takes_over": [s.to_dict() for s in self.takes_over], "jump": self.jump,
        }


@dataclass(frozen=True)
class Thresholds(Shown):
    """The thresholds of ``parameter``, those of one value together."""

    model: str
    outcome: str
    parameter: str
    rows: tuple[Threshold, ...]
    given: tuple[Condition, ...] = ()
    values: Mapping[str, Expression] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def to_dict(self, numeric: bool = False) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "schema": "defiance-games/threshold/1", "model": self.model, "outcome": self.outcome,
            "parameter": self.parameter, "given": [str(c) for c in self.given], "values": plain(self.values),
            "rows": [r.to_dict() for r in self.rows], "notes": list(self.notes),
        }


def threshold(
    model_or_game: Any, outcome: str | None = None, parameter: str = "p", given: Iterable[Any] | str = (),
    time_limit: float = 60, solution: Solution | None = None, values: Mapping[str, Any] | None = None,
) -> Thresholds:
    """Return the values of ``parameter`` at which behavior changes, in closed form, and which way.

    A row for each boundary of an equilibrium's region, solved for the parameter: what the outcome is just
    below and just above, who exists on the other side, and where in the other parameters all this is so
    (corners, where several boundaries meet, aside).

    Parameters
    ----------
    outcome : an outcome of the game (its first where not given), or a formula of the model, whose changes of
        sign are then found
    given : further assumptions, which may name formulas of the model
    values : parameters held fixed

    Raises
    ------
    InputError : unknown names; assumptions that contradict the domain; the result of a question, which has no
        closed form

    Examples
    --------
    >>> import defiance_games as dg
    >>> found = dg.threshold(dg.load("career_calculus"), outcome="net", parameter="p", given=["Lambda > 0"])
    >>> [(str(row.value), row.below, row.above) for row in found.rows]
    [('(V*g + b)/(V*g + V*pi0 + L + s - L*r*delta**tau)', ('> 0',), ('< 0',))]
    """
    deadline = time.monotonic() + time_limit
    subject = subject_of(model_or_game, values, solution, time_limit)
    if parameter not in subject.game.symbols:
        raise InputError(f"{subject.name}: there is no free parameter '{escaped(parameter)}'. "
                         f"{nearest(parameter, [p.name for p in subject.game.parameters])}")
    assumed = subject.conditions(given)
    domain = subject.consistent(assumed)
    found = branches(subject, [outcome] if outcome else None)
    found = [b for b in found if b.name == found[0].name]
    if not found or not found[0].formulas:
        raise InputError(f"{subject.name}: {escaped(outcome)} has no closed form to solve. Use table instead.")
    regions, domain = _regions(found, domain)
    formulas = {b.equilibrium or b.name: b.formulas for b in found}
    work = _Work(subject, parameter, regions, formulas, domain, deadline)
    rows = work.rows()
    return Thresholds(
        subject.name, found[0].name, parameter, tuple(rows), assumed, subject.values, tuple(dict.fromkeys(work.notes))
    )
