"""Finite stochastic games: a game in every state, and how it is played decides where play goes next.

In state s each player has finitely many actions. The profile a pays player i ``u_i(s, a)`` and leads to state
t with probability ``p(t | s, a)``; player i discounts by delta_i < 1 (0: it is myopic). A stationary Markov
strategy chooses an action for each state, and a profile of them is worth the V with::

    V_i(s) = u_i(s, a(s)) + delta_i*sum_t p(t | s, a(s))*V_i(t)

It is a Markov-perfect equilibrium iff no player gains in any state by another action for one period, the
profile being played from then on. A solution lists every one in pure strategies; there may be none, though
one in mixed strategies always exists.

Source: Shapley (1953); Fink (1964); Maskin & Tirole (2001).
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from ..errors import InputError, escaped
from ..symbolic.exact import exact_row, names_of
from ..symbolic.lottery import lottery
from .problem import Found, Problem

State = Hashable
Profile = tuple[str, ...]


class Stage(NamedTuple):
    """What a profile pays each player, and where it leads: state -> probability."""

    payoffs: tuple[Fraction, ...]
    to: Mapping[State, Fraction]


@dataclass(frozen=True)
class StochasticGame(Problem):
    """A finite stochastic game.

    Parameters
    ----------
    players : names
    stages : state -> profile -> (payoffs, where it leads); a profile is a tuple with an action of each
        player, and in a state each combination of its actions must be there. Where it leads is a state, or
        state -> probability
    delta : discount factor in [0, 1), one for all or one for each player

    Raises InputError, all faults at once.

    >>> game = StochasticGame(
    ...     ["Center", "Local"],
    ...     {"calm": {("trust", "comply"): ((1, 1), "calm"), ("trust", "defy"): ((0, 2), "unrest")},
    ...      "unrest": {("purge", "comply"): ((-1, 0), "calm")}},
    ...     delta="1/2",
    ... )
    >>> game.actions("calm")
    (('trust',), ('comply', 'defy'))
    """

    players: Any
    stages: Any
    delta: Any

    kind = "stochastic_game"

    def __post_init__(self) -> None:
        faults: list[str] = []
        players = names_of(self.players, "stochastic_game: players", faults)
        shared = isinstance(self.delta, str) or not isinstance(self.delta, Iterable)
        given = [self.delta] * len(players) if shared else self.delta
        delta = exact_row(given, "stochastic_game: delta", faults, len(players))
        faults += [f"stochastic_game: delta: must be in [0, 1), got {d}." for d in delta if not 0 <= d < 1]
        if not isinstance(self.stages, Mapping) or not self.stages:
            faults.append("stochastic_game: stages: must map states to profiles, with one state or more.")
            raise InputError(dict.fromkeys(faults))
        stages = {s: _stages(s, table, self.stages, len(players), faults) for s, table in self.stages.items()}
        self.settle(faults, players=players, stages=stages, delta=delta)

    def actions(self, state: State) -> tuple[tuple[str, ...], ...]:
        """Return the actions of each player in a state."""
        return _actions(self.stages[state])


@dataclass(frozen=True)
class MarkovEquilibrium(Found):
    """A Markov-perfect equilibrium in pure strategies."""

    strategies: Mapping[State, Profile]  # state -> the action of each player
    value: Mapping[State, tuple[Fraction, ...]]  # state -> what play from there is worth to each player

    kind = "markov_equilibrium"


@dataclass(frozen=True)
class MarkovEquilibria(Found):
    """Every Markov-perfect equilibrium in pure strategies."""

    equilibria: tuple[MarkovEquilibrium, ...]
    complete: str  # "pure": none in pure strategies is missing; those in mixed strategies are not looked for

    kind = "stochastic_game"


def _actions(table: Iterable[Profile]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(dict.fromkeys(column)) for column in zip(*table, strict=True))


def _stages(
    state: State, table: Any, known: Mapping[State, Any], players: int, faults: list[str]
) -> dict[Profile, Stage]:
    where = f"stochastic_game: state {escaped(state)}"
    if not isinstance(table, Mapping) or not table:
        faults.append(f"{where}: must map profiles to (payoffs, where they lead), with one profile or more.")
        return {}
    found: dict[Profile, Stage] = {}
    for profile, stage in table.items():
        place = f"{where}, profile {escaped(profile)}"
        if not isinstance(profile, tuple) or len(profile) != players:
            faults.append(f"{place}: must be a tuple with an action of each of {players} players.")
        elif not isinstance(stage, tuple) or len(stage) != 2:
            faults.append(f"{place}: must be (payoffs, where it leads), got {escaped(stage)}.")
        else:
            payoffs = exact_row(stage[0], f"{place}: payoffs", faults, players)
            found[profile] = Stage(payoffs, lottery(stage[1], known, place, faults))
    if found:
        faults += [
            f"{where}: the profile {escaped(', '.join(profile))} is missing."
            for profile in itertools.product(*_actions(found))
            if profile not in found
        ]
    return found
