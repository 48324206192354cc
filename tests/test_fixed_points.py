"""Fixed points and roots: all of them, certified; piecewise, transcendental, degenerate."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from fractions import Fraction

import pytest

from defiance_games.errors import InputError, TimeLimitReached
from defiance_games.problems.fixed_points import FixedPoint, FixedPoints
from defiance_games.solve import solve
from defiance_games.symbolic.enclosure import Enclosure
from defiance_games.symbolic.expression import as_expression, number, symbol
from defiance_games.symbolic.functions import harmonic
from defiance_games.symbolic.harmonic import harmonic_sign
from defiance_games.symbolic.jets import jet
from defiance_games.symbolic.parser import parse
from defiance_games.verify import verify

F = Fraction


def listed(*args, **options):
    found = solve(FixedPoints(*args, **options))
    return [(str(p.value), p.stability) for p in found.points]


# -- piecewise rational ---------------------------------------------------------------------------
def test_the_steady_states_of_the_mean_field():
    """x' = (1 - lam)*x + lam*max(0, 1 - kappa/(pbar*x)): 0, and two more below kappa = pbar/4."""
    for kappa, pbar, lam in (
        (F(1, 20), F(3, 5), F(1, 4)),
        (F(3, 20), F(3, 5), F(1, 2)),
        (F(1, 5), F(3, 5), F(1)),
    ):
        x = symbol("x")
        rate = as_expression(lam)
        curve = (1 - rate) * x + rate * parse(f"max(0, 1 - {kappa}/({pbar}*x))")
        found = solve(FixedPoints(curve, 0, 1))
        part = 1 - 4 * kappa / pbar
        if part < 0:
            assert [str(p.value) for p in found.points] == ["0"]
            continue
        assert [p.stability for p in found.points] == (
            ["stable", "neutral"] if part == 0 else ["stable", "unstable", "stable"]
        )
        roots = sorted({(1 - math.sqrt(part)) / 2, (1 + math.sqrt(part)) / 2})
        assert [float(p.value) for p in found.points] == pytest.approx([0.0, *roots])
        assert found.complete and found.verified


@pytest.mark.parametrize(
    ("function", "low", "high", "points"),
    [
        ("max(x, 1/2)", 0, "1/4", []),
        ("min(x**2, 1 - x)", 0, 1, [("0", "stable")]),
        ("1/x", -2, 2, [("-1", "neutral"), ("1", "neutral")]),
        ("4*x*(1 - x)", 0, 1, [("0", "unstable"), ("3/4", "unstable")]),
        ("max(0, min(1, 3*x - 1))", 0, 1, [("0", "stable"), ("1/2", "unstable"), ("1", "stable")]),
        ("max(2*x, x/2)", -1, 1, [("0", "kink")]),
        ("max(-x, x) - 1/3", -1, 1, [("-1/6", "neutral")]),
        ("x**2 + 1", -5, 5, []),
        ("1/4 + x**2", 0, 1, [("1/2", "neutral")]),
        ("x**3/(x - 1/2)", 0, 1, [("0", "stable")]),
        ("(x**2 - x)/(x - 1) + 1", 0, 2, []),
    ],
)
def test_piecewise_rational(function, low, high, points):
    assert listed(function, low, high) == points


def test_a_kink_close_to_a_fixed_point():
    assert listed("4*x/5 + max(0, 1 - 1/(10**9*x))/5", 0, 1)[0] == ("0", "stable")


def test_continua():
    found = solve(FixedPoints("max(x, 1/2)", 0, 1))
    assert found.points == () and found.continua == ((F(1, 2), 1),)
    found = solve(FixedPoints("max(x, min(1/2, x**2))", 0, 1))
    assert found.continua == ((0, 1),) and found.complete
    found = solve(FixedPoints("min(x, max(1 - x, x - 1/4))", 0, 1))
    assert found.continua == ((0, F(1, 2)),) and found.points == ()


def test_random_piecewise_rational_against_a_grid():
    draw = random.Random(8)
    x = symbol("x")
    for _ in range(12):
        a, b, c, d = (F(draw.randint(-4, 4), draw.randint(1, 4)) for _ in "abcd")
        one = a * x**2 + b * x + c
        other = d * x + F(draw.randint(-3, 3), 4)
        curve = parse(f"{draw.choice(['max', 'min'])}({one}, {other})") if draw.random() < 0.7 else one
        problem = FixedPoints(curve, -2, 2)
        found = solve(problem)
        known = [float(p.value) for p in found.points]
        grid = [-2 + k / 400 + 1e-7 for k in range(1600)]
        heights = [float(problem.equation.evaluate({"x": F(t)})) for t in grid]
        for t, u, v in zip(grid, heights, heights[1:]):
            if u * v < 0:
                assert any(t - 1e-6 <= y <= t + 1 / 400 + 1e-6 for y in known), (curve, t)
        for y in known:
            assert abs(problem.equation.evaluate({"x": F(y)})) < 1e-9


# -- exp, log and powers --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("function", "low", "high", "roots"),
    [
        ("x*(1 - log(x)) - 1/2", "1/16", 1, [0.18668230885]),
        ("x*(1 - log(x)) - 1", "1/4", 1, [1.0]),
        ("exp(x) - 2*x - 1/3", -1, 1, []),
        ("exp(x) - 3*x", 0, 2, [0.6190612867, 1.5121345517]),
        ("x**(1/2) - x**2", "1/10", 2, [1.0]),
        ("max(exp(x) - 2, -x)", -1, 1, [0.0, math.log(2)]),
        ("exp(x) - 1", -1, "1/3", [0.0]),
        ("(x - 1)*exp(x)", 0, 2, [1.0]),
    ],
)
def test_transcendental_roots(function, low, high, roots):
    found = solve(FixedPoints(function, low, high, zero=True))
    assert found.complete and [p.stability for p in found.points] == [None] * len(roots)
    assert [float(p.value) for p in found.points] == pytest.approx(roots, abs=1e-9)


def test_stability_of_maps_with_exp():
    assert [p.stability for p in solve(FixedPoints("exp(-x)", 0, 1)).points] == ["stable"]
    assert [p.stability for p in solve(FixedPoints("exp(-4*x)", 0, 1)).points] == ["unstable"]
    (p,) = solve(FixedPoints("exp(x - 1)", "1/2", 1)).points
    assert (p.value, p.stability) == (1, "neutral")


def test_what_cannot_be_settled_is_named():
    found = solve(FixedPoints("(exp(x) - 2)**2", -1, "3/2", zero=True))
    ((low, high),) = found.unresolved
    assert not found.complete and found.points == () and low < F(math.log(2)) < high < low + F(1, 10**9)
    found = solve(FixedPoints("(exp(x) - 1)**2", -1, "3/2", zero=True))  # 0 is tried
    assert found.complete and found.numbers == (0,)
    found = solve(FixedPoints("log(x)", 0, 1, zero=True))
    assert not found.complete and found.unresolved[0][0] == 0 and found.numbers == (1,)


def test_the_time_limit_is_kept():
    with pytest.raises(TimeLimitReached):
        solve(FixedPoints("exp(x) - 3*x", 0, 2, zero=True), time_limit=1e-9)


# -- the verifier, and bad input --------------------------------------------------------------------
def test_wrong_answers_are_refused():
    problem = FixedPoints("max(0, 1 - 4/(25*x))", 0, 1)
    found = solve(problem)
    zero, fifth, rest = found.points
    near = FixedPoint(number(F(1, 5) + F(1, 10**4)), "unstable")
    for points in (
        (zero, rest),
        (zero, near, rest),
        (zero, replace(fifth, stability="stable"), rest),
        (zero, fifth, replace(rest, stability="unstable")),
        (rest, fifth, zero),
        (zero, fifth, FixedPoint(Enclosure(F(79, 100), F(795, 1000)), "stable")),
    ):
        assert not verify(problem, replace(found, points=points)).ok
    assert not verify(problem, replace(found, complete=False)).ok
    assert not verify(problem, replace(found, continua=((fifth.value, rest.value),))).ok
    cubic = FixedPoints("x**3", -2, 2)
    assert not verify(cubic, replace(solve(cubic), points=solve(cubic).points[:2])).ok


@pytest.mark.parametrize(
    ("args", "match"),
    [
        (("x + y", 0, 1), "no symbol but x"),
        (("x", 1, 1), "low must be below high"),
        (("x", "a", 1), "rational number"),
        (("sin(x)", 0, 1), "sin"),
    ],
)
def test_bad_input(args, match):
    with pytest.raises(InputError, match=match):
        FixedPoints(*args)


# -- the parts --------------------------------------------------------------------------------------
def test_jets_hold_values_and_derivatives():
    draw = random.Random(2)
    for text in ("x*exp(-x) + log(x)", "sqrt(x)/(1 + x)", "x**x", "max(x, 1/2)*x**3", "min(x, 2, exp(x))"):
        e = parse(text)
        for _ in range(20):
            low = F(draw.randint(60, 200), 100)
            high = low + F(draw.randint(1, 9), 100)
            found = jet(e, "x", low, high)
            assert found is not None
            for k in range(5):
                t = low + (high - low) * k / 4
                at = float(e.evaluate({"x": t}))
                step = 1e-5
                after, before = (float(e.evaluate({"x": float(t) + s})) for s in (step, -step))
                assert float(found.value.lower()) - 1e-12 <= at <= float(found.value.upper()) + 1e-12
                slope = (after - before) / (2 * step)
                assert float(found.first.lower()) - 1e-6 <= slope <= float(found.first.upper()) + 1e-6
                curve = (after - 2 * at + before) / step**2
                assert (
                    found.second is None
                    or float(found.second.lower()) - 1e-3 <= curve <= float(found.second.upper()) + 1e-3
                )
    assert jet(parse("log(x)"), "x", F(0), F(1)) is None and jet(parse("1/x"), "x", F(-1), F(1)) is None
    kink = jet(parse("max(x, 1 - x)"), "x", F(2, 5), F(3, 5))
    assert kink is not None and kink.second is None and kink.first.contains(0)


def test_harmonic_signs_are_exact():
    for k, n in ((0, 1), (3, 3), (8, 40), (1, 200)):
        part = (harmonic(n) - harmonic(k)).value
        for shift in (F(-1, 10**30), F(0), F(1, 10**30)):
            assert harmonic_sign(k, n, part + shift) == (shift < 0) - (shift > 0)


def test_enclosures_print_what_is_sure():
    assert (
        str(Enclosure(F(1, 2), F(1, 2))) == "0.500000000000000"
        or float(str(Enclosure(F(1, 2), F(1, 2)))) == 0.5
    )
    third = Enclosure(F(1, 3) - F(1, 10**8), F(1, 3) + F(1, 10**8))
    assert "error below" in str(third) and third.to_dict()["low"] == str(F(1, 3) - F(1, 10**8))


# -- what users found -------------------------------------------------------------------------------
@pytest.mark.parametrize("ends", [(0, 1), (-1, F(3, 2)), (-1, 2), (0, 4)])
def test_a_triple_root_is_found_or_named(ends):
    found = solve(FixedPoints("1/(1+exp(-4*(x-1/2)))", *ends))
    ((low, high),) = found.unresolved
    assert not found.complete and low <= F(1, 2) <= high
    assert [(p.value, p.stability) for p in found.points] in ([], [(F(1, 2), "neutral")])


@pytest.mark.parametrize("kappa", ["1e-9", "1e-30", "1e-60"])
def test_the_verifier_is_right_at_tiny_scales(kappa):
    problem = FixedPoints(parse(f"x*4/5 + max(0, 1 - {F(kappa) * 2}/x)/5"), 0, 1)
    found = solve(problem)
    assert [p.stability for p in found.points] == ["stable", "unstable", "stable"] and found.verified
    for points in (found.points[1:], found.points[:2], found.points[:1] + found.points):
        assert not verify(problem, replace(found, points=points)).ok


@pytest.mark.parametrize("function", ["exp(-x)", "max(0, 1 - 4/(25*x))"])
def test_dropped_and_doubled_points_are_refused(function):
    problem = FixedPoints(function, 0, 1)
    found = solve(problem)
    for points in (found.points[1:], found.points[:1] + found.points):
        assert not verify(problem, replace(found, points=points)).ok
