"""Security games: against scipy, water-filling, a grid of budgets, degenerate cases, and bad input."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import linprog

from defiance_games import solve, verify
from defiance_games.errors import InputError
from defiance_games.problems.security_game import SecurityGame

F = Fraction


def drawn(seed: int) -> SecurityGame:
    random.seed(seed)
    n, span = random.randint(1, 5), random.choice([1, 2, 9])

    def row(low=-span):
        return [random.randint(low, span) for _ in range(n)]

    budget = random.choice([None, F(random.randint(0, 6), 4)])
    cost = F(random.randint(0, 4), 3)
    if random.random() < 0.3:
        return SecurityGame.zero_sum(row(0), budget, cost)
    covered = row()
    uncovered = [a + b for a, b in zip(covered, row(0))]
    return SecurityGame([f"s{j}" for j in range(n)], row(), row(), covered, uncovered, budget, cost)


def by_scipy(problem, budget, cost):
    """The defender's best payoff: the best of a linear program for each site."""
    n = len(problem.sites)
    D, d, A, a = (
        np.array([float(x) for x in row])
        for row in (
            problem.defender_covered,
            problem.defender_uncovered,
            problem.attacker_covered,
            problem.attacker_uncovered,
        )
    )
    best = -np.inf
    for j in range(n):
        goal = np.full(n, -float(cost))
        goal[j] += D[j] - d[j]
        rows, right = [np.ones(n)], [float(budget)]
        for k in range(n):
            row = np.zeros(n)
            row[k] += A[k] - a[k]
            row[j] -= A[j] - a[j]
            rows.append(row)
            right.append(a[j] - a[k])
        found = linprog(-goal, np.array(rows), right, bounds=(0, 1))
        if found.status == 0:
            best = max(best, d[j] - found.fun)
    return best


@pytest.mark.parametrize("seed", range(60))
def test_against_scipy(seed):
    problem = drawn(seed)
    found = solve(problem)
    assert found.verified
    assert float(found.value) == pytest.approx(
        by_scipy(problem, problem.budget, problem.marginal_cost), abs=1e-7
    )
    for budget, worth in zip(found.budgets, found.worths):
        assert float(worth) == pytest.approx(by_scipy(problem, budget, 0), abs=1e-7)


def filled(weights, budget):
    """The loss by water-filling: the highest level at which what is missing adds up to the budget."""
    order = sorted(weights, reverse=True)
    levels = ((m - budget) / sum(1 / w for w in order[:m]) for m in range(1, len(order) + 1))
    return max(levels)


@pytest.mark.parametrize("seed", range(25))
def test_zero_sum_coverage_fills_up_like_water(seed):
    random.seed(seed)
    weights = [F(random.randint(1, 12), random.choice([1, 2, 3])) for _ in range(random.randint(1, 6))]
    budget = F(random.randint(0, 4 * len(weights) - 1), 4)
    found = solve(SecurityGame.zero_sum(weights, budget))
    y = filled(weights, budget)
    assert found.attacker_value == -found.value == y and found.spent == budget
    assert found.coverage == tuple(max(F(0), 1 - y / w) for w in weights)
    order = sorted(weights, reverse=True)
    kinks = [m - w * sum(1 / x for x in order[:m]) for m, w in enumerate([*order[1:], F(0)], 1)]
    assert found.budgets == tuple(sorted({F(0), *kinks}))


@pytest.mark.parametrize("seed", range(20))
def test_the_best_budget_on_a_grid(seed):
    random.seed(seed)
    weights = [F(random.randint(1, 9)) for _ in range(random.randint(1, 5))]
    cost = F(random.randint(1, 30), 6)
    found = solve(SecurityGame.zero_sum(weights, marginal_cost=cost))
    n = len(weights)
    grid = [F(k, 24) for k in range(24 * n + 1)]
    costs = {c: max(F(0), filled(weights, c)) + cost * c for c in grid}
    assert -found.value <= min(costs.values())
    assert found.spent in found.budgets
    assert all(x > -found.value for c, x in costs.items() if c < found.spent)  # the least of the best
    if max(weights) <= cost:
        assert found.spent == 0


def test_degenerate_games():
    found = solve(SecurityGame.zero_sum((3, 3, 3), budget=1))
    assert found.coverage == (F(1, 3),) * 3 and found.value == -2 and len(found.targets) == 3
    found = solve(SecurityGame.zero_sum((0, 0), budget=1))
    assert found.coverage == (0, 0) and found.budgets == (0,) and found.value == 0
    found = solve(SecurityGame.zero_sum((4, 2), budget=0))
    assert found.targets == ("site 1",) and found.value == -4
    found = solve(SecurityGame.zero_sum((4, 2), budget=9))
    assert found.coverage == (1, 1) and found.spent == 2


def test_a_defender_who_likes_to_be_struck_where_it_is_strong():
    """The tie is broken in its favor: it lets the attacker choose the covered site."""
    game = SecurityGame(("bait", "home"), (5, 0), (0, -9), (1, 0), (2, 3), budget=1)
    found = solve(game)
    assert found.targets == ("bait",) and found.coverage == (F(1, 2), F(1, 2)) and found.value == F(5, 2)
    assert found.attacker_value == F(3, 2)


BASE = SecurityGame.zero_sum((4, 2, 1), budget=1)


@pytest.mark.parametrize(
    "change",
    [
        {"coverage": (F(1, 2), F(1, 2), F(0))},
        {"coverage": (F(1), F(1), F(0))},
        {"coverage": (F(-1), F(1), F(0))},
        {"coverage": (F(1),)},
        {"spent": F(2)},
        {"targets": ("site 1",)},
        {"value": F(-1)},
        {"attacker_value": F(1)},
        {"budgets": (F(0), F(1, 2), F(5, 4))},
        {"budgets": (F(0), F(5, 4), F(3)), "worths": (F(-4), F(-1), F(0))},
        {"budgets": (F(0), F(1, 2), F(1), F(5, 4), F(3)), "worths": (F(-4), F(-2), F(-4, 3), F(-1), F(0))},
        {"budgets": (F(0), F(1, 2), F(5, 4), F(4))},
        {"budgets": (F(0), F(5, 4), F(1, 2), F(3)), "worths": (F(-4), F(-1), F(-2), F(0))},
        {"budgets": (), "worths": ()},
    ],
)
def test_the_verifier_refuses_what_is_wrong(change):
    found = solve(BASE)
    assert verify(BASE, found).ok and not verify(BASE, replace(found, **change)).ok


def test_the_verifier_knows_better_coverage():
    found = solve(BASE)
    even = replace(
        found, coverage=(F(1, 2), F(1, 2), F(0)), targets=("site 1",), value=F(-2), attacker_value=F(2)
    )
    assert verify(BASE, even).reasons == ("Another coverage pays the defender -4/3, more than -2.",)
    ample = replace(BASE, budget=3, marginal_cost=4)
    wasteful = replace(solve(ample), coverage=(F(1, 2), F(0), F(0)), spent=F(1, 2), attacker_value=F(2))
    wasteful = replace(wasteful, targets=("site 1", "site 2"))
    assert verify(ample, wasteful).reasons == ("Another coverage is as good and sums to 0 only.",)


def test_bad_input_is_told_at_once():
    with pytest.raises(InputError) as caught:
        SecurityGame(("a", "b"), (0, 0), (0, 0), (2, 0), (1,), budget=-1, marginal_cost="x")
    assert len(caught.value.faults) == 3
    with pytest.raises(InputError, match="must not get more from it covered"):
        SecurityGame(("a", "b"), (0, 0), (0, 0), (2, 0), (1, 1))
    with pytest.raises(InputError, match="weights, number 2: must be a rational number, got y"):
        SecurityGame.zero_sum((1, "y"))
    with pytest.raises(InputError, match="must be a list of numbers, got 3"):
        SecurityGame.zero_sum(3)
    with pytest.raises(InputError, match="sites: must not be empty"):
        SecurityGame.zero_sum(())
    with pytest.raises(InputError, match="given twice"):
        replace(BASE, sites=("a", "a", "b"))
