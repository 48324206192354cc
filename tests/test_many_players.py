"""All Nash equilibria of games of three or more players, against a referee that knows only the definition."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest

from defiance_games.games.normal_form import NormalForm
from defiance_games.solution import Equilibrium
from defiance_games.solvers.many_players import propose
from defiance_games.symbolic.condition import parameter
from defiance_games.symbolic.expression import Expression
from defiance_games.symbolic.parser import parse

Profile = tuple[tuple[Any, ...], ...]  # a probability for each strategy of each player
NEAR = 1e-9


# -- the referee ------------------------------------------------------------------------------------
def regret(game: NormalForm, profile: Profile) -> Any:
    """The largest gain from a deviation to a pure strategy, by the definition."""
    worst: Any = 0
    for i in range(len(game.players)):
        values: list[Any] = [0] * len(game.strategies[i])
        for pure, payoffs in game.payoffs.items():
            others = math.prod(profile[j][pure[j]] for j in range(len(pure)) if j != i)
            values[pure[i]] += others * payoffs[i].evaluate()
        average = sum(x * v for x, v in zip(profile[i], values, strict=True))
        worst = max(worst, *(v - average for v in values))
    return worst


def grid(sizes: Sequence[int], parts: int) -> Iterator[Profile]:
    """Every profile of probabilities that are multiples of 1/parts."""
    simplices = [
        [
            tuple(Fraction(x, parts) for x in point)
            for point in itertools.product(range(parts + 1), repeat=n)
            if sum(point) == parts
        ]
        for n in sizes
    ]
    return itertools.product(*simplices)


def profile_of(game: NormalForm, strategies: Any, values: Mapping[str, Any]) -> Profile:
    return tuple(
        tuple(strategies[player][s].evaluate(values) for s in labels)
        for player, labels in zip(game.players, game.strategies, strict=True)
    )


def close(a: Any, b: Any) -> bool:
    return a == b if isinstance(a, Fraction) and isinstance(b, Fraction) else abs(a - b) < NEAR


def contains(game: NormalForm, e: Equilibrium, profile: Profile) -> bool:
    """Whether an entry holds a profile; each free variable is the probability of a strategy."""
    written = [
        (e.strategies[player][s], x)
        for player, labels, row in zip(game.players, game.strategies, profile, strict=True)
        for s, x in zip(labels, row, strict=True)
    ]
    values = {w.args[0]: x for w, x in written if w.op == "symbol"}
    if set(values) != set(e.free_variables):
        raise AssertionError(f"a free variable is not a probability: {e.strategies}")
    for conditions in e.free_variables.values():
        for c in conditions:
            if not c.holds(values):
                return False
    try:
        return all(close(w.evaluate(values), x) for w, x in written)
    except ZeroDivisionError:
        return False


def members(e: Equilibrium, parts: int) -> Iterator[dict[str, Fraction]]:
    """Values of the free variables on a grid that satisfy their conditions."""
    names = list(e.free_variables)
    conditions = [c for cs in e.free_variables.values() for c in cs]
    for point in itertools.product([Fraction(k, parts) for k in range(parts + 1)], repeat=len(names)):
        values = dict(zip(names, point, strict=True))
        if all(c.holds(values) for c in conditions):
            yield values


def random_game(rng: random.Random, sizes: Sequence[int], most: int = 2) -> NormalForm:
    payoffs = {
        p: tuple(parse(str(rng.randint(0, most))) for _ in sizes)
        for p in itertools.product(*(range(n) for n in sizes))
    }
    players = tuple(f"Player {i + 1}" for i in range(len(sizes)))
    return NormalForm(players, tuple(tuple(str(k + 1) for k in range(n)) for n in sizes), payoffs)


def check(game: NormalForm, parts: int) -> None:
    proposal = propose(game)
    assert not proposal.undecided
    found = proposal.equilibria
    assert found  # Nash (1951)
    for e in found:
        for values in members(e, parts):
            profile = profile_of(game, e.strategies, values)
            assert all(close(sum(row), Fraction(1)) and min(row) >= -NEAR for row in profile)
            assert regret(game, profile) <= (0 if isinstance(regret(game, profile), Fraction) else NEAR), e
        for corner in e.extreme_points:
            assert abs(regret(game, profile_of(game, corner, {}))) < NEAR
    sizes = [len(s) for s in game.strategies]
    for profile in grid(sizes, parts):
        if regret(game, profile) == 0:
            assert any(contains(game, e, profile) for e in found), profile
    points = [e for e in found if not e.free_variables]
    for e in points:
        profile = profile_of(game, e.strategies, {})
        assert [other is e for other in found if contains(game, other, profile)] == [True], e


# -- random games with ties ---------------------------------------------------------------------------
@pytest.mark.parametrize("seed", range(20))
def test_every_equilibrium_of_games_with_ties(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(8):
        check(random_game(rng, (2, 2, 2)), 6)
    check(random_game(rng, (3, 2, 2)), 4)
    check(random_game(rng, (2, 2, 2), most=1), 6)
