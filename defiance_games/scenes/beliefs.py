"""The scene of a belief diagram: what the receiver believes after each message, against the prior."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations
from typing import Any

from ..branches.branch import subject_of
from ..equilibria.names import heads
from ..errors import InputError
from ..games.signaling import SignalingGame
from ..solution import Equilibrium
from ..solve import solve
from ..symbolic.condition import Condition, Region
from ..symbolic.expression import Expression
from ..symbolic.ring import simplify
from .axes import Axis, Range, axis, bounds, fail_if_unknown, shown_values
from .words import heading


@dataclass(frozen=True)
class Belief:
    """The probability of the first type after a message in one equilibrium, where that exists.

    ``free`` are the conditions on it, in the name of the belief, where it is not one number: after a message
    that is never sent.
    """

    equilibrium: str
    message: str
    value: Expression
    region: Region
    free: tuple[tuple[Condition, ...], ...] = ()


@dataclass(frozen=True)
class Cutoff:
    """The belief at which the receiver is indifferent between two responses."""

    message: str
    responses: tuple[str, str]
    value: Expression


@dataclass(frozen=True)
class Beliefs:
    """Posteriors and cutoffs for each message, along a parameter."""

    heading: str
    x: Axis
    sender: str
    receiver: str
    type: str
    variable: str  # what the belief is called in the conditions of ``free``
    other: str  # and that in the other type
    messages: tuple[str, ...]
    prior: Expression
    beliefs: tuple[Belief, ...]
    cutoffs: tuple[Cutoff, ...]
    domain: tuple[Condition, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def beliefs(
    model: Any, over: Mapping[str, Range] | None, values: Mapping[str, Any], seconds: float, **how: Any
) -> Beliefs:
    """Return the beliefs of a signaling game; against the first parameter of the prior where none is named.

    >>> import defiance_games as dg
    >>> found = beliefs(dg.load("exemplary_sanction"), None, {}, 60)
    >>> found.x.name, [(c.message, str(c.value)) for c in found.cutoffs]
    ('q', [('S', '1/2'), ('N', '1/2')])
    """
    find = partial(solve, generic=True, time_limit=seconds, **how)
    subject = subject_of(model, values, find)
    family = subject.game
    if not isinstance(family, SignalingGame):
        raise InputError(f"{subject.name}: a diagram of beliefs needs a signaling game; this one is none.")
    if len(family.types) != 2:
        many = len(family.types)
        raise InputError(f"{subject.name}: a diagram of beliefs needs two types of sender, got {many}.")
    if over is None:
        free = [p.name for p in family.parameters if p.name in family.priors[0].symbols]
        if not free:
            raise InputError(f"{subject.name}: no parameter is left in the prior. Name one to draw over.")
        over = {free[0]: None}
    (name,) = over
    fail_if_unknown(subject, over, [p.name for p in family.parameters])
    subject = subject.with_defaults(over)
    game, solution = subject.game, subject.solution
    assert isinstance(game, SignalingGame)
    first, other = game.types
    head = heads(solution)
    found = [
        Belief(head[e.name], m, e.beliefs[m][first], e.region, e.belief_sets.get(m, ()))
        for m in game.messages
        for e in solution
        if m in e.beliefs and not _varies(e)
    ]
    left = [e.name for e in solution if _varies(e)]
    return Beliefs(
        heading(subject, f"what {game.players[1]} believes"),
        axis(subject, name, over[name], [e for e in bounds(subject, name) if e is not None]),
        *game.players,
        first,
        f"mu_{first}",
        f"mu_{other}",
        game.messages,
        game.priors[0],
        tuple(found),
        tuple(_cutoffs(game)),
        tuple(subject.domain),
        shown_values(subject, values),
        (f"Not drawn, because its beliefs vary within it: {'; '.join(left)}.",) if left else (),
    )


def _varies(e: Equilibrium) -> bool:
    """Whether a belief depends on which member of a continuum is played."""
    return any(mu.symbols & e.free_variables.keys() for own in e.beliefs.values() for mu in own.values())


def _cutoffs(game: SignalingGame) -> Iterator[Cutoff]:
    """For two types: where the expected payoffs of the receiver from two responses meet."""
    if len(game.types) != 2:
        return
    for m, message in enumerate(game.messages):
        worth = [[game.payoffs[t, m, r][1] for t in (0, 1)] for r in range(len(game.responses[m]))]
        for a, b in combinations(range(len(worth)), 2):
            gain = [worth[a][t] - worth[b][t] for t in (0, 1)]
            try:
                value = simplify(-gain[1] / (gain[0] - gain[1]))
            except ZeroDivisionError:
                continue
            yield Cutoff(message, (game.responses[m][a], game.responses[m][b]), value)
