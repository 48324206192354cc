"""Lottery contests: best replies by brute force, closed forms, players who stay out, bad input."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from defiance_games import solve, verify
from defiance_games.errors import InputError
from defiance_games.problems.contest import Contest
from defiance_games.verifier.contest import faults

F = Fraction


def drawn(seed: int) -> Contest:
    random.seed(seed)
    n = random.randint(2, 6)
    costs = [F(random.randint(1, 9), random.randint(1, 4)) for _ in range(n)]
    return Contest(costs, random.choice([5, [random.randint(1, 9) for _ in range(n)]]))


@pytest.mark.parametrize("seed", range(100))
def test_no_effort_on_a_grid_pays_more(seed):
    problem = drawn(seed)
    found = solve(problem)
    assert found.verified and sum(found.win_probabilities) == 1 and len(found.active) >= 2
    for i, (cost, prize) in enumerate(zip(problem.costs, problem.prizes)):
        others = found.total - found.efforts[i]
        for y in (F(k, 50) * prize / cost for k in range(51)):  # more than prize/cost is never worth it
            assert prize * y / (y + others) - cost * y <= found.payoffs[i]


@pytest.mark.parametrize("seed", range(30))
def test_the_total_is_the_only_one_at_which_shares_add_up(seed):
    problem = drawn(seed)
    total = solve(problem).total

    def shares(e):
        return sum(max(F(0), 1 - c * e / v) for c, v in zip(problem.costs, problem.prizes))

    assert shares(total) == 1
    assert all(shares(total * k / 20) > 1 for k in range(1, 20))
    assert all(shares(total * k / 20) < 1 for k in range(21, 60))


def test_closed_forms():
    for n in range(2, 12):
        found = solve(Contest([1] * n, 16))
        assert set(found.efforts) == {F((n - 1) * 16, n**2)} and set(found.payoffs) == {F(16, n**2)}
    for c1, c2 in ((1, 2), (3, 3), (F(1, 7), 5)):
        found = solve(Contest([c1, c2], 9))
        assert found.efforts == (9 * F(c2) / (c1 + c2) ** 2, 9 * F(c1) / (c1 + c2) ** 2)
        assert found.win_probabilities[0] == F(c2) / (c1 + c2)


def test_who_is_indifferent_stays_out():
    found = solve(Contest([1, 1, 2], 4))  # with two active the total is 2, and 2*2 = 4
    assert found.active == (1, 2) and found.efforts == (1, 1, 0) and found.payoffs[2] == 0
    assert solve(Contest([1, 1, F(199, 100)], 4)).active == (1, 2, 3)


@pytest.mark.parametrize(
    "change",
    [
        {"efforts": (F(2), F(1), F(1, 100))},
        {"efforts": (F(2), F(3, 2), F(0)), "total": F(7, 2)},
        {"efforts": (F(2), F(1))},
        {"efforts": (F(2), F(1), F(-1))},
        {"win_probabilities": (F(1, 2), F(1, 2), F(0))},
        {"payoffs": (F(4), F(2), F(0))},
        {"active": (1, 2, 3)},
        {"total": F(4)},
        {"unique": False},
    ],
)
def test_the_verifier_refuses_what_is_wrong(change):
    problem = Contest((1, 2, 9), 9)
    found = solve(problem)
    assert verify(problem, found).ok
    assert faults(problem, replace(found, **change)) and not verify(problem, replace(found, **change)).ok


def test_the_verifier_refuses_other_profiles():
    problem, found = Contest((1, 1), 4), solve(Contest((1, 1), 4))
    half = {"win_probabilities": (F(1, 2), F(1, 2))}
    more = replace(found, efforts=(F(2), F(2)), total=F(4), payoffs=(F(0), F(0)), **half)
    assert any("less effort" in fault for fault in faults(problem, more))
    none = replace(found, efforts=(F(0), F(0)), total=F(0), active=(), payoffs=(F(2), F(2)), **half)
    assert any("nobody else" in fault for fault in faults(problem, none))


def test_bad_input_is_told_at_once():
    with pytest.raises(InputError) as caught:
        Contest((1, 0, -2), "x")
    assert caught.value.faults == ("contest: prizes: must be a rational number, got x.",)
    with pytest.raises(InputError) as caught:
        Contest((1, 0, -2), (1, 2, -3))
    assert len(caught.value.faults) == 3
    with pytest.raises(InputError, match="two players or more, got 1"):
        Contest((1,), 2)
    with pytest.raises(InputError, match="there must be 2 numbers, got 1"):
        Contest((1, 2), (2,))
    with pytest.raises(InputError, match="list of numbers"):
        Contest("12", 2)
