"""Thresholds of global games: against iterated dominance from both ends, quadrature and closed forms."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import pytest

from defiance_games.errors import InputError
from defiance_games.model import load
from defiance_games.problems.global_game import GlobalGame
from defiance_games.solve import solve
from defiance_games.symbolic.enclosure import Enclosure
from defiance_games.symbolic.expression import number
from defiance_games.verify import verify

F = Fraction


def capped(n, k):
    return [-min(F(1), F(k, m + 1)) for m in range(n)]


def best_threshold(gains, others, noise=0.5, nodes=400):
    """Signal at which a player is indifferent where the others act iff their signal is above ``others``.

    The state given the own signal x, and the others' signals given the state, are uniform around them.
    """
    n = len(gains)

    def gain(x):
        total = 0.0
        for k in range(nodes):
            state = x + noise * (2 * (k + 0.5) / nodes - 1)
            q = min(1.0, max(0.0, (state + noise - others) / (2 * noise)))
            mean = sum(
                math.comb(n - 1, m) * q**m * (1 - q) ** (n - 1 - m) * float(g) for m, g in enumerate(gains)
            )
            total += state + mean
        return total / nodes

    low, high = -float(max(gains)) - 2, -float(min(gains)) + 2
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if gain(middle) < 0 else (low, middle)
    return low


@pytest.mark.parametrize(("n", "k"), [(2, 1), (4, 2), (5, 2)])
def test_iterated_dominance_from_both_ends(n, k):
    gains = capped(n, k)
    threshold = float(solve(GlobalGame(gains=gains)).threshold)
    for start in (-1.0, 2.0):
        at = start
        for _ in range(60):
            at, before = best_threshold(gains, at, nodes=120), at
            if abs(at - before) < 1e-5:
                break
        assert abs(at - threshold) < 2e-4


def test_the_mean_of_random_gains():
    for gains in ([0], [-1, 1], [F(-3, 2), F(-1, 2), F(-1, 2), 4]):
        found = solve(GlobalGame(gains=gains))
        assert found.threshold == -sum(map(F, gains)) / len(gains) and found.verified


@pytest.mark.parametrize(
    ("pieces", "closed"),
    [
        ([("1/4", -1), (1, "-1/(4*x)")], "1/4 - log(1/4)/4"),
        ([(1, "log(x)")], "1"),
        ([(1, "x**2*log(x) + x")], "-7/18"),
        ([("1/2", "x**2"), (1, "sqrt(x)")], None),
        ([(1, "3*x**(1/2) - 1")], "-1"),
        ([(1, "-1/x**2*x**3 + 2*x")], "-1/2"),
    ],
)
def test_closed_forms_of_a_continuum(pieces, closed):
    integrate = pytest.importorskip("scipy.integrate")
    problem = GlobalGame(pieces=pieces)
    found = solve(problem)
    assert not isinstance(found.threshold, Enclosure)
    mean, low = 0.0, 0.0
    for end, gain in problem.pieces:
        mean += integrate.quad(lambda x, g=gain: float(g.evaluate({"x": x})), low, float(end))[0]
        low = float(end)
    assert abs(float(found.threshold) + mean) < 1e-8
    if closed is not None:
        from defiance_games.symbolic.parser import parse

        assert abs(float(found.threshold) - float(parse(closed))) < 1e-14


@pytest.mark.parametrize(
    ("gain", "mean"), [("exp(x)", math.e - 1), ("-1/(1 + x)", -math.log(2)), ("exp(x)*x", 1.0)]
)
def test_other_gains_are_enclosed(gain, mean):
    found = solve(GlobalGame(pieces=[(1, gain)]))
    assert isinstance(found.threshold, Enclosure)
    assert found.threshold.high - found.threshold.low < 1e-20
    assert abs(float(found.threshold) + mean) < 1e-14


def test_a_jump_between_pieces():
    found = solve(GlobalGame(pieces=[("1/3", -2), ("2/3", "exp(x) - 2"), (1, 1)]))
    assert abs(float(found.threshold) - (2 / 3 - (math.exp(2 / 3) - math.exp(1 / 3) - 2 / 3) - 1 / 3)) < 1e-14


def test_wrong_thresholds_are_refused():
    for problem in (
        GlobalGame(gains=(-1, 0)),
        GlobalGame(pieces=[(1, "x")]),
        GlobalGame(pieces=[(1, "exp(x)")]),
    ):
        found = solve(problem)
        near = number(F(float(found.threshold)) + F(1, 10**6))
        assert not verify(problem, replace(found, threshold=near)).ok
        assert verify(problem, found).ok


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({}, "either gains"),
        ({"gains": (0,), "pieces": [(1, 1)]}, "either gains"),
        ({"gains": (1, 0)}, "never fall"),
        ({"gains": ("a",)}, "rational number"),
        ({"pieces": [(1, "-x")]}, "never fall"),
        ({"pieces": [("1/2", 1)]}, "last end must be 1"),
        ({"pieces": [("1/2", 1), ("1/4", 1)]}, "its end"),
        ({"pieces": [(1, "y")]}, "written in x"),
        ({"pieces": [1]}, "pair"),
        ({"pieces": 5}, "list of pairs"),
    ],
)
def test_bad_input(given, match):
    with pytest.raises(InputError, match=match):
        GlobalGame(**given)


@pytest.mark.parametrize("gain", ["-1/x", "-1/x**2"])
def test_a_mean_that_is_not_finite(gain):
    with pytest.raises(InputError, match="finite"):
        solve(GlobalGame(pieces=[(1, gain)]))


def test_a_piece_must_be_smooth():
    with pytest.raises(InputError, match="smooth"):
        solve(GlobalGame(pieces=[(1, "max(x, 1/2)")]))


def test_of_many_players_the_threshold_is_enclosed():
    n, k = 5000, 8
    problem = GlobalGame(gains=[-Fraction(min(k, m + 1), m + 1) for m in range(n)])
    found = solve(problem)
    assert isinstance(found.threshold, Enclosure) and found.verified
    exact = sum((Fraction(min(k, m), m) for m in range(1, n + 1)), Fraction(0)) / n
    assert found.threshold.low <= exact <= found.threshold.high
    moved = Enclosure(found.threshold.high + 1, found.threshold.high + 2)
    assert not verify(problem, replace(found, threshold=moved)).ok


def test_too_many_localities_are_refused_at_once():
    for question in ("equilibria", "correlated", "global_game", "priority_list"):
        with pytest.raises(InputError, match="N .localities. must be at most"):
            load("capacity_defiance").ask(question, N=10**12)
    assert load("capacity_defiance").ask("global_game", N=10**4)["action"] == "D"
