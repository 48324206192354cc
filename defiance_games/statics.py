"""``statics``: how outcomes move with parameters, each sign proved on the whole region of its equilibrium."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from .branches.boundaries import Boundary, boundaries
from .branches.branch import Subject, asked_of, branches, is_constant, names_of
from .branches.effects import UNDECIDED, Effect, Effects
from .branches.signs import Signs
from .errors import InputError, escaped, nearest
from .shown import Shown, journal_table
from .solution import Solution, plain
from .solve import solve
from .symbolic.condition import Condition
from .symbolic.expression import Expression


@dataclass(frozen=True)
class Statics(Shown):
    """The sign table: ``rows``, what takes over across ``boundaries``, and ``notes`` on what was left out."""

    model: str
    outcomes: tuple[str, ...]
    parameters: tuple[str, ...]
    rows: tuple[Effect, ...]
    given: tuple[Condition, ...] = ()
    values: Mapping[str, Expression] = field(default_factory=dict)
    boundaries: tuple[Boundary, ...] = ()
    notes: tuple[str, ...] = ()
    undecided: bool = False  # within the time limit
    asked: bool = False  # for these outcomes, not for all there are

    def of(self, outcome: str) -> Statics:
        """Return the table of one outcome."""
        rows = tuple(r for r in self.rows if r.outcome == outcome)
        return replace(self, outcomes=(outcome,), rows=rows, asked=True)

    def to_latex(self, journal: bool = False) -> str:
        """Return it as LaTeX: a page of tables or, as in a ``journal``, one float with panels and notes."""
        return journal_table(self) if journal else super().to_latex()

    def to_dict(self, numeric: bool = False) -> dict[str, Any]:
        """Return the JSON form; ``outcome`` is a list where there are several."""
        return {
            "schema": "defiance-games/statics/1",
            "model": self.model,
            "outcome": self.outcomes[0] if len(self.outcomes) == 1 else list(self.outcomes),
            "parameters": list(self.parameters),
            "given": [str(c) for c in self.given],
            "values": plain(self.values),
            "rows": [r.to_dict() for r in self.rows],
            "boundaries": [b.to_dict() for b in self.boundaries],
            "notes": list(self.notes),
        }


def statics(
    model_or_game: Any,
    outcome: Iterable[str] | str | None = None,
    wrt: Iterable[str] | str | None = None,
    given: Iterable[Any] | str = (),
    time_limit: float = 60,
    solution: Solution | None = None,
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
    find = partial(solve, time_limit=time_limit)
    wanted = names_of(outcome)
    source = find if solution is None else solution
    named = names_of(wrt, "wrt")
    subject = asked_of(
        model_or_game, values, source, wanted, lambda s: s.conditions(given), lambda s: _parameters(s, named)
    )
    assumed = subject.conditions(given)
    domain = subject.consistent(assumed)
    moved = _parameters(subject, named)
    found = branches(subject, wanted)
    if wanted is None and subject.model is not None and subject.family.kind != "none" and is_constant(found):
        found += branches(subject, list(subject.model.formulas))
    signs = Signs(domain, subject.integers, deadline, subject.order)
    work = Effects(subject, signs, moved, assumed)
    rows = [row for branch in found for row in work.rows(branch)]
    edges: tuple[Boundary, ...] = ()
    regions = {b.equilibrium: b.given(domain).region for b in found if b.equilibrium is not None}
    if regions:
        edges, more = boundaries(regions, domain, deadline, subject.order)
        work.own_notes += more
    work.own_notes += subject.caveats
    undecided = subject.undecided or any(r.sign == UNDECIDED for r in rows) or time.monotonic() >= deadline
    return Statics(
        subject.name,
        tuple(dict.fromkeys(b.name for b in found)),
        tuple(moved),
        tuple(rows),
        assumed,
        {**subject.family.values, **subject.values},
        edges,
        tuple(dict.fromkeys(work.notes)),
        undecided,
        wanted is not None,
    )


def _parameters(subject: Subject, wrt: list[str] | None) -> list[str]:
    free = [n for n in subject.declared if n not in subject.values]
    if wrt is None:
        return [p.name for p in subject.game.parameters]
    unknown = [n for n in wrt if n not in free]
    if unknown:
        raise InputError(
            f"{subject.name}: there is no free parameter '{escaped(n)}'. {nearest(n, free)}" for n in unknown
        )
    return wrt
