"""Whether profiles are the Markov-perfect equilibria of a stochastic game, from the definition.

The values stated must satisfy their equations, which have one solution, and no other action for one period
may be worth more in any state. Where there are few profiles each one that is not listed is valued as well, by
elimination on the full matrix, and a player must gain by a deviation from it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from fractions import Fraction

from ..problems.stochastic_game import MarkovEquilibria, MarkovEquilibrium, Profile, State, StochasticGame

FEW = 2_000  # profiles of which each is tried again
Values = Mapping[State, tuple[Fraction, ...]]


def faults(problem: StochasticGame, found: MarkovEquilibria) -> list[str]:
    """Return a sentence for everything that is wrong with the equilibria found; none if they are right."""
    if found.complete != "pure":
        return ["The list is complete of equilibria in pure strategies only."]
    wrong = [
        fault for n, e in enumerate(found.equilibria, 1) for fault in _entry(problem, e, f"Equilibrium {n}")
    ]
    if wrong:
        return wrong
    listed = [e.strategies for e in found.equilibria]
    if len(listed) != len({tuple(s[state] for state in problem.stages) for s in listed}):
        return ["An equilibrium is listed twice."]
    if math.prod(len(table) for table in problem.stages.values()) <= FEW:
        for profiles in itertools.product(*problem.stages.values()):
            chosen = dict(zip(problem.stages, profiles, strict=True))
            if chosen not in listed and not any(_deviations(problem, chosen, _valued(problem, chosen))):
                wrong.append(f"An equilibrium is missing: {chosen}.")
    return wrong


def _entry(problem: StochasticGame, entry: MarkovEquilibrium, name: str) -> list[str]:
    states, players = problem.stages, len(problem.players)
    if set(entry.strategies) != set(states) or set(entry.value) != set(states):
        return [f"{name}: there must be a profile and values for each state."]
    if any(entry.strategies[s] not in states[s] or len(entry.value[s]) != players for s in states):
        return [f"{name}: a profile or the number of values does not fit the game."]
    wrong = []
    for s in states:
        worth = tuple(_worth(problem, s, entry.strategies[s], i, entry.value) for i in range(players))
        if worth != entry.value[s]:
            wrong.append(f"{name}: state {s} is worth {worth}, not {entry.value[s]}.")
    return wrong + [f"{name}: {gain}" for gain in _deviations(problem, entry.strategies, entry.value)]


def _worth(problem: StochasticGame, state: State, profile: Profile, player: int, values: Values) -> Fraction:
    """What a profile for one period is worth to a player when ``values`` follow."""
    payoffs, to = problem.stages[state][profile]
    return payoffs[player] + problem.delta[player] * sum(p * values[t][player] for t, p in to.items())


def _deviations(problem: StochasticGame, chosen: Mapping[State, Profile], values: Values) -> Iterator[str]:
    """A sentence for each gain from one deviation."""
    for s, profile in chosen.items():
        for other in problem.stages[s]:
            changed = [i for i, (a, b) in enumerate(zip(profile, other, strict=True)) if a != b]
            if len(changed) == 1:
                (i,) = changed
                gain = _worth(problem, s, other, i, values) - values[s][i]
                if gain > 0:
                    yield f"in state {s} {problem.players[i]} gains {gain} by {other[i]}."


def _valued(problem: StochasticGame, chosen: Mapping[State, Profile]) -> Values:
    """What a profile is worth to each player, by Gauss-Jordan elimination."""
    states = list(chosen)
    columns = []
    for i, delta in enumerate(problem.delta):
        rows = []
        for s in states:
            payoffs, to = problem.stages[s][chosen[s]]
            rows.append([Fraction(s == t) - delta * to.get(t, Fraction(0)) for t in states] + [payoffs[i]])
        for k in range(len(states)):  # the diagonal stays positive, as delta < 1
            rows[k] = [x / rows[k][k] for x in rows[k]]
            for j in range(len(states)):
                if j != k and rows[j][k]:
                    rows[j] = [x - rows[j][k] * y for x, y in zip(rows[j], rows[k], strict=True)]
        columns.append([row[-1] for row in rows])
    return {s: tuple(column[k] for column in columns) for k, s in enumerate(states)}
