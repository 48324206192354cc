"""Crowds against brute force, the definition and the general solver; correlated counts; themes."""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import replace
from fractions import Fraction

import pytest

from defiance_games.errors import InputError, TimeLimitReached
from defiance_games.games.normal_form import NormalForm
from defiance_games.problems.congestion import Congestion
from defiance_games.problems.correlated_count import CorrelatedCount
from defiance_games.problems.symmetric_game import MixedEquilibrium, SymmetricGame
from defiance_games.solve import solve
from defiance_games.symbolic.enclosure import Enclosure
from defiance_games.symbolic.expression import number
from defiance_games.symbolic.isolation import from_bernstein, number_in, roots_between, sign_near
from defiance_games.verify import verify

F = Fraction
ZERO, ONE = F(0), F(1)


def written_out(gains) -> NormalForm:
    """The game in normal form."""
    n = len(gains)
    payoffs = {
        acts: tuple(gains[sum(acts) - 1] if a else 0 for a in acts)
        for acts in itertools.product((0, 1), repeat=n)
    }
    return NormalForm.build([f"P{i}" for i in range(n)], [["abstain", "act"]] * n, payoffs)


def drawn(draw, n, top=3):
    return tuple(F(draw.randint(-top, top), draw.randint(1, 3)) for _ in range(n))


def gain(gains, others) -> float:
    """Expected gain from acting where the others act with these probabilities, over all their profiles."""
    total = 0.0
    for acts in itertools.product((0, 1), repeat=len(others)):
        weight = math.prod(p if a else 1 - p for a, p in zip(acts, others))
        total += weight * float(gains[sum(acts)])
    return total


def is_equilibrium(gains, profile, tolerance=1e-9) -> bool:
    for i, p in enumerate(profile):
        value = gain(gains, [*profile[:i], *profile[i + 1 :]])
        if (p > 0 and value < -tolerance) or (p < 1 and value > tolerance):
            return False
    return True


# -- against brute force -----------------------------------------------------------------------------
def test_pure_equilibria_are_those_of_all_profiles():
    draw = random.Random(1)
    for _ in range(150):
        gains = drawn(draw, draw.randint(1, 6))
        found = solve(SymmetricGame(gains=gains, some_mix=False))
        stable = {
            sum(acts)
            for acts in itertools.product((0, 1), repeat=len(gains))
            if is_equilibrium(gains, acts, 0)
        }
        assert set(found.pure) == stable and list(found.pure) == sorted(stable)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_the_general_solver_finds_the_same(n):
    draw, complete = random.Random(n), 0
    for _ in range(40 if n < 3 else 25):
        gains = drawn(draw, n, top=2 if n == 2 else 4)
        found = solve(SymmetricGame(gains=gains))
        general = solve(written_out(gains))
        if any(e.probability is None for e in found.mixed):
            assert any(e.free_variables for e in general)
            continue
        wanted = {
            tuple(order) for a in found.pure for order in itertools.permutations([ONE] * a + [ZERO] * (n - a))
        }
        for e in found.mixed:
            base = [ONE] * e.acting + [e.probability] * e.mixing + [ZERO] * e.abstaining
            wanted |= set(itertools.permutations(base))
        got = {tuple(m["act"] for m in e.strategies.values()) for e in general}
        assert {tuple(map(str, p)) for p in got} == {tuple(map(str, p)) for p in wanted}, gains
        complete += found.complete
    assert complete > 10


def test_mixed_equilibria_are_equilibria_by_definition():
    draw, seen = random.Random(5), 0
    for _ in range(40):
        gains = drawn(draw, draw.randint(2, 6))
        for e in solve(SymmetricGame(gains=gains)).mixed:
            p = draw.random() if e.probability is None else float(e.probability)
            assert is_equilibrium(gains, [1.0] * e.acting + [p] * e.mixing + [0.0] * e.abstaining), gains
            seen += 1
    assert seen > 80


def test_where_it_makes_no_difference_players_mix_as_they_like():
    found = solve(SymmetricGame(gains=(-1, 0, 0, 1)))
    free = [(e.acting, e.mixing, e.abstaining) for e in found.mixed if e.probability is None]
    assert found.complete and free == []  # somebody who acts alone would stop, who is the fourth would come
    free = [
        (e.acting, e.mixing, e.abstaining)
        for e in solve(SymmetricGame(gains=(1, 0, 0, -1))).mixed
        if e.probability is None
    ]
    assert free == [(1, 1, 2), (2, 1, 1), (1, 2, 1)]
    for chances in ((0.2, 0.9), (0.5, 0.5)):
        assert is_equilibrium((1, 0, 0, -1), [1.0, *chances, 0.0])


def test_a_list_that_may_leave_something_out_says_so():
    """Four residents of whom two are needed: two pairs can mix with different probabilities."""
    cost = F(46, 100)
    gains = tuple((1 if m == 1 else 0) - cost for m in range(4))
    found = solve(SymmetricGame(gains=gains))
    assert not found.symmetric and not found.complete and "not all alike" in found.left_out
    # of a player with s and one with t, nobody acts with a probability of the cost, and exactly one, too
    product, total = 1 - 2 * float(cost), 2 - 3 * float(cost)
    root = math.sqrt(total * total / 4 - product)
    s, t = total / 2 - root, total / 2 + root
    assert 0 < s < t < 1 and is_equilibrium(gains, [s, s, t, t])


def test_a_double_root_is_found_and_touches():
    found = solve(SymmetricGame(gains=(-1, 1, -1)))
    (e,) = found.symmetric
    assert (e.probability, e.slope) == (F(1, 2), "0") and not found.complete


def test_slopes_tell_stability():
    low, high = solve(SymmetricGame(gains=(-1, 2, -1))).symmetric
    assert (low.slope, high.slope) == ("+", "-")
    assert gain((-1, 2, -1), [float(low.probability) + 1e-3] * 2) > 0
    assert gain((-1, 2, -1), [float(high.probability) + 1e-3] * 2) < 0


# -- many players ---------------------------------------------------------------------------------
def test_a_thousand_players():
    stats = pytest.importorskip("scipy.stats")
    n = 1000
    gains = [F(3, 100) - min(ONE, F(8, m + 1)) for m in range(n)]
    found = solve(SymmetricGame(gains=gains))
    (e,) = found.symmetric
    assert found.pure == (0, n) and found.complete and e.slope == "+"
    assert isinstance(e.probability, Enclosure) and e.probability.high - e.probability.low < 1e-12
    mean = sum(w * float(g) for w, g in zip(stats.binom.pmf(range(n), n - 1, float(e.probability)), gains))
    assert abs(mean) < 1e-9
    chance = e.at_least(300)
    assert isinstance(chance, Enclosure)
    assert abs(float(chance) - stats.binom.sf(299, n, float(e.probability))) < 1e-9


def test_single_peaked_gains_of_many_players_have_two_roots():
    n = 200
    gains = [(1 if m == 49 else 0) - F(1, 100) for m in range(n)]
    found = solve(SymmetricGame(gains=gains, some_mix=False))
    assert [e.slope for e in found.symmetric] == ["+", "-"] and "only some" in found.left_out
    low, high = (float(e.probability) for e in found.symmetric)
    assert low < 49 / 199 < high


def test_the_time_limit_is_kept():
    gains = [F(1, 2) - F(m, 400) for m in range(400)]
    with pytest.raises(TimeLimitReached):
        solve(SymmetricGame(gains=gains), time_limit=0.2)


# -- the verifier, and bad input -----------------------------------------------------------------
def test_wrong_answers_are_refused():
    problem = SymmetricGame(gains=(-1, 2, -1))
    found = solve(problem)
    half = replace(found.mixed[-1], probability=number(F(1, 2)))
    acting = MixedEquilibrium(1, 2, 0, number(F(1, 2)), "+")
    for wrong in (
        replace(found, pure=(0,)),
        replace(found, mixed=found.mixed[:-1]),
        replace(found, mixed=found.mixed[1:]),
        replace(found, mixed=(*found.mixed[:-1], half)),
        replace(found, mixed=(*found.mixed, acting)),
        replace(found, left_out="something"),
    ):
        assert not verify(problem, wrong).ok
    assert verify(problem, found).ok


@pytest.mark.parametrize("gains", [(), "x", ("a", 1), (1, None), 3])
def test_bad_gains(gains):
    for family in (SymmetricGame, CorrelatedCount):
        with pytest.raises(InputError, match="gains"):
            family(gains=gains)


# -- isolation ---------------------------------------------------------------------------------
def test_roots_are_isolated_and_told_exactly():
    from flint import fmpz_poly

    draw = random.Random(3)
    for _ in range(60):
        roots = sorted({F(draw.randint(0, 12), draw.randint(1, 12)) for _ in range(draw.randint(1, 6))})
        p = fmpz_poly([1])
        for r in roots:
            p = p * fmpz_poly([-r.numerator, r.denominator]) ** draw.randint(1, 3)
        p = p * fmpz_poly([1, 0, 1])
        inside = [r for r in roots if 0 < r < 1]
        found = roots_between(p, ZERO, ONE)
        assert [number_in(p, i) for i in found] == inside
        assert all(
            sign_near(fmpz_poly([-1, 3]), p, i) == (r > F(1, 3)) - (r < F(1, 3))
            for i, r in zip(found, inside)
        )


def test_roots_very_close_together():
    from flint import fmpz_poly

    far = 10**9
    p = fmpz_poly([-1, 3]) * fmpz_poly([-far - 1, 3 * far]) * fmpz_poly([-2, 0, 9])
    found = [number_in(p, i) for i in roots_between(p, ZERO, ONE)]
    assert found[:2] == [F(1, 3), F(far + 1, 3 * far)] and str(found[2]) == "sqrt(2)/3"


def test_bernstein_form():
    values = [F(1), F(-2), F(3, 2), F(0)]
    p = from_bernstein(values)
    ratios = set()
    for k in range(1, 10):
        x = F(k, 10)
        exact = sum(v * math.comb(3, m) * x**m * (1 - x) ** (3 - m) for m, v in enumerate(values))
        at = sum(int(c) * x**m for m, c in enumerate(p.coeffs()))
        ratios.add(exact / at)
    assert len(ratios) == 1 and ratios.pop() > 0


# -- correlated equilibria ----------------------------------------------------------------------
def test_symmetric_distributions_are_enough_for_the_range():
    optimize = pytest.importorskip("scipy.optimize")
    draw = random.Random(4)
    for _ in range(25):
        gains = drawn(draw, draw.randint(1, 4))
        n = len(gains)
        profiles = list(itertools.product((0, 1), repeat=n))
        rows = []
        for i in range(n):
            for told, sign in ((1, -1), (0, 1)):
                rows.append([sign * float(gains[sum(a) - a[i]]) if a[i] == told else 0.0 for a in profiles])
        counts = [float(sum(a)) for a in profiles]
        found = solve(CorrelatedCount(gains=gains))
        for sign, value in ((1, found.least), (-1, found.greatest)):
            result = optimize.linprog(
                [sign * c for c in counts],
                A_ub=rows,
                b_ub=[0.0] * len(rows),
                A_eq=[[1.0] * len(profiles)],
                b_eq=[1.0],
            )
            assert abs(sign * result.fun - float(value)) < 1e-7


def test_correlated_ranges_are_verified():
    problem = CorrelatedCount(gains=("-1/2", 0, "1/6"))
    found = solve(problem)
    assert found.verified and (found.least, found.greatest) == (0, 3)
    for wrong in (
        replace(found, greatest=F(2)),
        replace(found, least=F(1), fewest={1: ONE}),
        replace(found, most={3: F(1, 2)}),
        replace(found, prices_of_least=(F(-1), ZERO)),
        replace(found, greatest=F(2), most={0: F(1, 3), 3: F(2, 3)}),
    ):
        assert not verify(problem, wrong).ok


# -- themes: singleton congestion ------------------------------------------------------------
def test_congestion_equilibria_are_those_of_all_profiles():
    draw = random.Random(6)
    for _ in range(60):
        n, width = draw.randint(1, 4), draw.randint(1, 4)
        values = [[F(draw.randint(-2, 4)) for _ in range(n)] for _ in range(width)]
        if draw.random() < 0.5:
            values = [sorted(row, reverse=True) for row in values]
        problem = Congestion(values=values, players=n)
        stable = set()
        for choice in itertools.product(range(width), repeat=n):
            counts = tuple(choice.count(j) for j in range(width))
            if all(
                values[k][counts[k]] <= values[j][counts[j] - 1]
                for j in set(choice)
                for k in range(width)
                if k != j
            ):
                stable.add(counts)
        found = solve(problem)
        assert set(found.counts) == stable
        assert found.best in stable and max(found.potentials) == problem.potential(found.best)


def test_the_potential_changes_by_what_a_mover_gains():
    problem = Congestion(values=[(5, 2, 1), (4, 4, 0), (3, 1, 1)], players=3)
    moved = problem.potential((1, 2, 0)) - problem.potential((2, 1, 0))
    assert moved == problem.values[1][1] - problem.values[0][1]


def test_wrong_and_bad_congestion():
    problem = Congestion(values=[(6, 3, 2), (4, 2, "4/3")], players=3)
    found = solve(problem)
    assert found.counts == ((2, 1),)
    for counts in ((), ((3, 0),), ((2, 1), (2, 1)), ((1, 1),)):
        wrong = replace(found, counts=counts, potentials=tuple(F(0) for _ in counts))
        assert not verify(problem, wrong).ok
    for values, players, match in (
        ([], 2, "one resource"),
        ([(1, 2)], 3, "3 numbers"),
        ([(1,)], "1/2", "whole number"),
        (["ab"], 2, "list of numbers"),
        (7, 2, "list for each"),
    ):
        with pytest.raises(InputError, match=match):
            Congestion(values=values, players=players)


def test_a_slope_that_is_turned_around_is_refused():
    for gains in (("-1/2", 0, "1/6"), (-1, 1), (1, 0, -1), (-1, 2, -3, 4, "-1/7", 1, 2, -5)):
        problem = SymmetricGame(gains=gains)
        found = solve(problem)
        for k, e in enumerate(found.mixed):
            for slope in {"+", "-", "0"} - {e.slope}:
                mixed = (*found.mixed[:k], replace(e, slope=slope), *found.mixed[k + 1 :])
                assert not verify(problem, replace(found, mixed=mixed)).ok
