"""``statics``: how outcomes move with parameters, each sign proved on the whole region of its equilibrium."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from .boundaries import Boundary, boundaries
from .branches import Branch, Subject, answer, branches, is_constant, names_of, solved, subject_of
from .errors import InputError, escaped, nearest
from .shown import Shown
from .signs import Cell, Signed, Signs, derivative, pieces
from .solution import Solution, plain
from .symbolic.condition import Condition, Region, equals
from .symbolic.expression import ZERO, Expression, as_expression

PROVED, REFUTED, UNDECIDED, NUMERIC = "proved", "refuted", "undecided", "numeric"
_PROOF = {"+": PROVED, "-": PROVED, "0": PROVED, "mixed": REFUTED, "undecided": UNDECIDED}
_STEP = Fraction(1, 10_000)


@dataclass(frozen=True)
class Effect:
    """How one parameter moves one outcome in one equilibrium (None: a formula, or the result of a question).

    Parameters
    ----------
    derivative : in closed form; None for an outcome with min or max, whose pieces follow as rows of their own
    sign : + - 0, mixed or undecided, on the whole region; + and - include 0 unless ``strict``
    proof : proved, refuted (mixed: the two witnesses refute every constant sign), undecided, numeric
    zero_where : where the sign is not strict, the polynomial at whose zeros the derivative is 0
    changes_where : where it is mixed, the polynomial at whose zeros the sign changes
    within : the part of the region that this row is about; all of it where empty
    at : number of the extreme point, in a continuum in which the outcome varies
    """

    outcome: str
    equilibrium: str | None
    parameter: str
    derivative: Expression | None
    sign: str
    proof: str
    region: Region
    strict: bool = True
    zero_where: Condition | None = None
    positive_at: Mapping[str, Any] | None = None
    negative_at: Mapping[str, Any] | None = None
    changes_where: Condition | None = None
    within: tuple[Condition, ...] = ()
    at: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form (design, section 5)."""
        optional: dict[str, Any] = {
            "zero_where": self.zero_where and str(self.zero_where),
            "positive_at": _point(self.positive_at), "negative_at": _point(self.negative_at),
            "changes_where": self.changes_where and str(self.changes_where),
            "within": [str(c) for c in self.within], "at": self.at,
        }
        return {
            "outcome": self.outcome, "equilibrium": self.equilibrium, "parameter": self.parameter,
            "derivative": plain(self.derivative), "sign": self.sign, "strict": self.strict, "proof": self.proof,
            **{k: v for k, v in optional.items() if v not in (None, [])}, "region": self.region.to_list(),
        }


@dataclass(frozen=True)
class Statics(Shown):
    """The sign table: ``rows``, what takes over across the ``boundaries``, and ``notes`` on what was left out."""

    model: str
    outcomes: tuple[str, ...]
    parameters: tuple[str, ...]
    rows: tuple[Effect, ...]
    given: tuple[Condition, ...] = ()
    values: Mapping[str, Expression] = field(default_factory=dict)
    boundaries: tuple[Boundary, ...] = ()
    notes: tuple[str, ...] = ()

    def of(self, outcome: str) -> Statics:
        """Return the table of one outcome."""
        return replace(self, outcomes=(outcome,), rows=tuple(r for r in self.rows if r.outcome == outcome))

    def to_dict(self, numeric: bool = False) -> dict[str, Any]:
        """Return the JSON form; ``outcome`` is a list where there are several."""
        return {
            "schema": "defiance-games/statics/1", "model": self.model,
            "outcome": self.outcomes[0] if len(self.outcomes) == 1 else list(self.outcomes),
            "parameters": list(self.parameters), "given": [str(c) for c in self.given], "values": plain(self.values),
            "rows": [r.to_dict() for r in self.rows],
            "boundaries": [b.to_dict() for b in self.boundaries], "notes": list(self.notes),
        }


def statics(
    model_or_game: Any, outcome: Iterable[str] | str | None = None, wrt: Iterable[str] | str | None = None,
    given: Iterable[Any] | str = (), time_limit: float = 60, solution: Solution | None = None,
    values: Mapping[str, Any] | None = None,
) -> Statics:
    """Return how outcomes move with parameters, a row for each equilibrium and parameter.

    The sign of each derivative is proved on the whole region of its equilibrium, or it is ``mixed``, with a
    point where it is positive, one where it is negative, and the polynomial at whose zeros it changes,
    followed by a row for each part of the region; or it is undecided within the time limit. The result of a
    question has no closed form: its derivative is a central difference at the values (else the defaults).

    Parameters
    ----------
    outcome : outcomes of the game, formulas of the model, ``question.result``; where not given, all outcomes
        of the game, and if none of them varies inside an equilibrium, the formulas of the model too
    wrt : parameters to move; all free ones where not given
    given : further assumptions, which may name formulas of the model
    values : parameters held fixed

    Raises
    ------
    InputError : unknown names; assumptions that contradict the domain or each other

    Examples
    --------
    >>> import defiance_games as dg
    >>> found = dg.statics(dg.load("inspection_game"), outcome="defiance")
    >>> [(row.parameter, row.sign) for row in found.rows]
    [('B', '0'), ('Lambda', '0'), ('k', '+'), ('a', '-'), ('h', '0')]
    """
    deadline = time.monotonic() + time_limit
    subject = subject_of(model_or_game, values)
    assumed = subject.conditions(given)
    domain = subject.consistent(assumed)
    moved = _parameters(subject, names_of(wrt))
    wanted = names_of(outcome)
    found = branches(subject, wanted, solution, time_limit)
    if wanted is None and subject.model is not None and is_constant(found):
        found += branches(subject, list(subject.model.formulas), solution, time_limit)
    integers = [p.name for p in subject.game.parameters if p.integer]
    work = _Work(subject, Signs(domain, integers, deadline), moved)
    rows = [row for branch in found for row in work.rows(branch)]
    edges: tuple[Boundary, ...] = ()
    if any(b.equilibrium is not None for b in found):
        solution = solution or solved(subject, time_limit)
        edges, more = boundaries(solution, subject, domain, deadline)
        work.notes += more
    return Statics(
        subject.name, tuple(dict.fromkeys(b.name for b in found)), tuple(moved), tuple(rows), assumed,
        subject.values, edges, tuple(dict.fromkeys(work.notes)),
    )
