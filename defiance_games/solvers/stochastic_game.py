"""Every Markov-perfect equilibrium of a finite stochastic game in pure strategies, by enumeration.

Each stationary profile is valued by linear equations, exactly, and kept where no player gains by one
deviation in any state. Their number is the product over the states of the numbers of profiles there.

>>> from defiance_games.problems.stochastic_game import StochasticGame
>>> prisoners = {("C", "C"): ((2, 2), "on"), ("C", "D"): ((0, 3), "off"), ("D", "C"): ((3, 0), "off"),
...              ("D", "D"): ((1, 1), "off")}
>>> game = StochasticGame(["A", "B"], {"on": prisoners, "off": {("D", "D"): ((0, 0), "off")}}, "1/2")
>>> [e.strategies["on"] for e in solve(game).equilibria]
[('C', 'C'), ('D', 'D')]
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Mapping
from fractions import Fraction

from ..errors import TimeLimitReached
from ..problems.stochastic_game import (
    MarkovEquilibria,
    MarkovEquilibrium,
    Profile,
    Stage,
    State,
    StochasticGame,
)
from ..symbolic.equations import solve_linear

Values = Mapping[State, Fraction]
ZERO, ONE = Fraction(0), Fraction(1)


def solve(problem: StochasticGame, deadline: float | None = None) -> MarkovEquilibria:
    """Return every equilibrium in pure strategies. Raises TimeLimitReached when the deadline passes."""
    states = list(problem.stages)
    found = []
    for profiles in itertools.product(*(problem.stages[s] for s in states)):
        if deadline is not None and time.monotonic() > deadline:
            raise TimeLimitReached(
                "stochastic_game: the time limit was reached before all profiles were tried."
            )
        chosen = dict(zip(states, profiles, strict=True))
        values = _equilibrium(problem, chosen)
        if values is not None:
            found.append(MarkovEquilibrium(chosen, values))
    return MarkovEquilibria(tuple(found), "pure")


def _equilibrium(
    problem: StochasticGame, chosen: Mapping[State, Profile]
) -> dict[State, tuple[Fraction, ...]] | None:
    """The values of a profile of strategies; None where a player gains by a deviation."""
    stages = {s: problem.stages[s][profile] for s, profile in chosen.items()}
    values = []
    for i, delta in enumerate(problem.delta):
        values.append(_values(stages, i, delta))
        if any(_gains(problem, chosen, i, s, values[i]) for s in chosen):
            return None
    return {s: tuple(v[s] for v in values) for s in chosen}


def _values(stages: Mapping[State, Stage], player: int, delta: Fraction) -> Values:
    if delta == 0:
        return {s: stage.payoffs[player] for s, stage in stages.items()}
    number = {s: i for i, s in enumerate(stages)}
    rows = []
    for s, stage in stages.items():
        row = {number[s]: ONE}
        for t, p in stage.to.items():
            row[number[t]] = row.get(number[t], ZERO) - delta * p
        rows.append(row)
    right = [stage.payoffs[player] for stage in stages.values()]
    return dict(zip(stages, solve_linear(rows, right), strict=True))


def _gains(
    problem: StochasticGame, chosen: Mapping[State, Profile], player: int, state: State, values: Values
) -> bool:
    """Whether a player gains in a state by another action for one period."""
    profile, delta = chosen[state], problem.delta[player]
    for action in problem.actions(state)[player]:
        stage = problem.stages[state][(*profile[:player], action, *profile[player + 1 :])]
        if stage.payoffs[player] + delta * sum(p * values[t] for t, p in stage.to.items()) > values[state]:
            return True
    return False
