"""Thresholds: closed forms, and existence on both sides of them checked at random points."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import by_hand
import continua
import pytest

import defiance_games as dg
from defiance_games.errors import InputError
from defiance_games.games.normal_form import NormalForm
from defiance_games.report import render
from defiance_games.solution import Equilibrium, Solution, Status
from defiance_games.statics import statics
from defiance_games.symbolic.expression import ONE, Expression
from defiance_games.threshold import Thresholds, threshold

SMALL = Fraction(1, 10**9)


@pytest.fixture(scope="module")
def exemplary() -> tuple[dg.Model, Solution]:
    return by_hand.exemplary_sanction()


def points(game, seed: int, count: int) -> list[dict[str, Fraction]]:
    """Random rational points of a game's domain, without ties between coordinates."""
    rng, found = random.Random(seed), []
    while len(found) < count:
        point = {p.name: Fraction(rng.randint(-97, 331) or 1, 101 + k) for k, p in enumerate(game.parameters)}
        if all(c.holds(point) for c in game.domain):
            found.append(point)
    return found


def holds_there(game, point: dict[str, Fraction]) -> bool:
    return all(c.holds(point) for c in game.domain)


def crossings(solution: Solution, found: Thresholds, name: str, at: list[dict[str, Fraction]]) -> int:
    """Check each row at each point, on both sides of its value; return how many are active."""
    game, regions = solution.game, {e.name: e.region for e in solution}
    crossed = 0
    row: Any
    for point, row in product(at, found.rows):
        value = row.value.evaluate(point)
        below, above = ({**point, name: value + step} for step in (-SMALL, SMALL))
        near, far = (above, below) if row.begins else (below, above)
        own = regions[str(row.equilibrium)]
        inside = holds_there(game, below) and holds_there(game, above)
        flips = inside and own.contains(near) and not own.contains(far)
        assert row.region.contains(point) == flips, (name, row, point)
        if not flips:
            continue
        crossed += 1
        there = {s.equilibrium for s in row.takes_over if s.where.contains(point)}
        assert there == {n for n, r in regions.items() if r.contains(far)}
        new = {s.equilibrium for s in row.takes_over if s.begins and s.where.contains(point)}
        assert new == {n for n in there if not regions[n].contains(near)}
        here = row.above if row.begins else row.below
        for s in (s for s in row.takes_over if s.equilibrium in there and len(s.outcome) == len(here) == 1):
            a, b = (f[0] and f[0].evaluate({**point, name: value}) for f in (here, s.outcome))
            assert s.jump == (a != b)
    return crossed


@pytest.mark.parametrize("name", ["q", "h", "k_R", "k_W", "p_star", "p_R", "p_W"])
def test_across_a_threshold_equilibria_begin_and_end_as_said(exemplary, name):
    model, solution = exemplary
    found = threshold(model, parameter=name, solution=solution)
    assert crossings(solution, found, name, points(solution.game, 7, 80)) > 5


@pytest.mark.parametrize("name", ["q", "h", "p_star"])
def test_no_threshold_is_missing(exemplary, name):
    model, solution = exemplary
    found = threshold(model, parameter=name, solution=solution)
    changes = 0
    for point in points(solution.game, 11, 15):
        steps = [{**point, name: Fraction(k, 37)} for k in range(1, 120)]
        steps = [x for x in steps if holds_there(solution.game, x)]
        for e in solution:
            rows = [r for r in found.rows if r.equilibrium == e.name and r.region.contains(point)]
            for a, b in zip(steps, steps[1:], strict=False):
                if e.region.contains(a) != e.region.contains(b):
                    between = [r for r in rows if a[name] <= r.value.evaluate(point) <= b[name]]
                    assert [r.begins for r in between] == [e.region.contains(b)]
                    changes += 1
    assert changes > 2


def test_the_first_threshold_of_q_is_the_belief_that_makes_indifferent(exemplary):
    model, solution = exemplary
    row = threshold(model, "defiance", "q", solution=solution).rows[0]
    assert (row.equilibrium, row.name, row.begins, row.above) == (
        "semi_separating",
        "mu_star",
        False,
        (None,),
    )
    assert row.jump is True
    data = row.to_dict()
    assert data["value"] == str(model.formulas["mu_star"]) and data["above"] is None
    assert {"equilibrium", "below", "above", "value", "region"} <= data.keys()


def test_a_formula_has_thresholds_where_it_changes_sign():
    model = dg.load("career_calculus")
    (row,) = threshold(model, "net", "p", given=["Lambda > 0"]).rows
    assert (row.equilibrium, row.name, row.below, row.above) == (None, "p_star", ("> 0",), ("< 0",))
    rng = random.Random(3)
    for name in ("r", "V", "tau", "delta"):
        found = threshold(model, "net", name, given=["Lambda > 0"]).rows
        assert found
        for _ in range(30):
            point = {
                p.name: Fraction(rng.randint(1, 15), 16)
                if p.name in ("p", "g", "pi0", "r", "delta")
                else Fraction(rng.randint(1, 48), 8)
                for p in model.parameters
            }
            point["g"] = min(point["g"], 1 - point["pi0"])
            for row in found:
                assert isinstance(row.value, Expression)
                if not row.region.contains(point):
                    continue
                value = float(row.value.evaluate(point))
                low, high = (
                    float(model.formulas["net"].evaluate({**point, name: value + d})) for d in (-1e-6, 1e-6)
                )
                assert (low > 0, high > 0) == (row.below == ("> 0",), row.above == ("> 0",))


# -- other closed forms -----------------------------------------------------------------------------
def solved(where: str, **domains: str | list[str]) -> Solution:
    """One equilibrium with outcome 1, on a region."""
    game = NormalForm.build(
        players=("A",),
        strategies=(("x",),),
        payoffs={("x",): (1,)},
        outcomes={"u": "P(x)"},
        parameters=tuple(dg.parameter(n, d) for n, d in domains.items()),
    )
    entry = Equilibrium("x", "pure", {"A": {"x": ONE}}, by_hand.region((where,)), outcomes={"u": ONE})
    return Solution(game, "nash", (entry,), Status.SOLVED, True)


def test_a_quadratic_boundary_has_two_branches():
    solution = solved("p**2 - 3*a*p + b > 0", p="p > 0", a="a > 0", b="b > 0")
    found = threshold(solution.game, "u", "p", solution=solution).rows
    assert {(str(r.value), r.begins) for r in found} == {
        ("(3*a - sqrt(9*a**2 - 4*b))/2", False),
        ("(3*a + sqrt(9*a**2 - 4*b))/2", True),
    }
    rng = random.Random(2)
    for _ in range(100):
        point = {"a": Fraction(rng.randint(1, 40), 8), "b": Fraction(rng.randint(1, 80), 8)}
        for row in found:
            assert row.region.contains(point) == (9 * point["a"] ** 2 > 4 * point["b"])


def test_a_cubic_without_other_parameters_has_exact_roots():
    solution = solved("p**3 - 3*p + 1 > 0", p="p > 0")
    found = threshold(solution.game, "u", "p", solution=solution).rows
    assert [(str(r.value), r.begins) for r in found] == [
        ("root_of(x**3 - 3*x + 1, 1)", False),
        ("root_of(x**3 - 3*x + 1, 2)", True),
    ]
    assert all(r.region.always for r in found)


def test_a_cubic_with_parameters_names_its_root():
    solution = solved("p**3 + p > a", p="p > 0", a="a > 0")
    found = threshold(solution.game, "u", "p", solution=solution).rows
    assert [(str(r.value), r.begins) for r in found] == [("root_of(x**3 + x - a, 0)", True)]


def test_an_exponential_is_inverted():
    solution = solved("exp(-r*T) > a", r="r > 0", T="T > 0", a=["a > 0", "a < 1"])
    (row,) = threshold(solution.game, "u", "T", solution=solution).rows
    assert (str(row.value), row.begins) == ("-log(a)/r", False)


def test_the_sign_of_a_coefficient_decides_the_side():
    solution = solved("a*p > b", p="p > 0", a=[], b=[])
    found = threshold(solution.game, "u", "p", solution=solution).rows
    assert {(str(r.value), r.begins, str(r.region)) for r in found} == {
        ("b/a", True, "a > 0 and b > 0"),
        ("b/a", False, "a < 0 and b < 0"),
    }


def test_where_another_part_of_the_region_goes_on_there_is_no_threshold():
    solution = solved("p > 0", p="p > -9", a=["a > 1"])
    entry = solution.equilibria[0]
    whole = by_hand.region(("p > 0", "p < 2"), ("p > a", "p < 5"))
    solution = Solution(
        solution.game,
        "nash",
        (Equilibrium("x", "pure", entry.strategies, whole, outcomes=entry.outcomes),),
        Status.SOLVED,
        True,
    )
    found = {
        (str(r.value), r.begins): r.region for r in threshold(solution.game, "u", "p", solution=solution).rows
    }
    assert set(found) == {("0", True), ("2", False), ("a", True), ("5", False)}
    for a, gap in ((Fraction(3, 2), False), (Fraction(3), True), (Fraction(6), None)):
        assert found["2", False].contains({"a": a}) == (gap is not False)
        assert found["a", True].contains({"a": a}) == (gap is True)
        assert found["5", False].contains({"a": a}) == (gap is not None)


def test_bad_requests_are_refused(exemplary):
    model, solution = exemplary
    with pytest.raises(InputError, match="no free parameter 'k_r'. Did you mean"):
        threshold(model, "defiance", "k_r", solution=solution)
    with pytest.raises(InputError, match="no closed form"):
        threshold(model, "first_stage.P_sanction", "q", solution=solution)
    with pytest.raises(InputError, match="contradict"):
        threshold(model, "defiance", "q", given=["h < 0"], solution=solution)


def test_without_time_it_says_so(exemplary):
    model, solution = exemplary
    found = threshold(model, "defiance", "q", solution=solution, time_limit=1e-9)
    assert not found.rows and found.undecided and any("time limit" in note for note in found.notes)


def test_equilibria_at_ties_are_noted():
    solution = solved("p = a", p="p > 0", a="a > 0")
    found = threshold(solution.game, "u", "p", solution=solution)
    assert not found.rows and any("ties" in note for note in found.notes)


def test_the_solver_s_equilibria_cross_as_said():
    model = dg.load("exemplary_sanction")
    solution = dg.solve(model)
    crossed = crossings(
        solution, threshold(model, parameter="h", solution=solution), "h", points(solution.game, 5, 25)
    )
    assert crossed > 5
    (row,) = threshold(dg.load("career_calculus"), "net", "p", given="Lambda > 0").rows
    found = threshold(dg.load("career_calculus"), "defiance", "p", given="Lambda > 0").rows
    assert {(r.equilibrium, r.value, r.name, r.begins) for r in found} == {
        ("D", row.value, "p_star", False),
        ("C", row.value, "p_star", True),
    }


@pytest.mark.parametrize("seed", [1, 2, 3, 8, 15, 19])
def test_random_games_cross_as_said(seed):
    rng = random.Random(seed)

    def payoff() -> str:
        name, other = rng.choice("ab"), rng.choice("ab")
        kinds = (
            f"{rng.randint(-3, 3)}",
            f"{name} + {rng.randint(-2, 2)}",
            f"{name}*{other} - {rng.randint(0, 2)}",
        )
        return rng.choice(kinds)

    game = NormalForm.build(
        players=("A", "B"),
        strategies=(("R", "S"), ("x", "y")),
        outcomes={"u": "P(R)"},
        payoffs={(r, c): (payoff(), payoff()) for r in "RS" for c in "xy"},
        parameters=tuple(dg.parameter(n, [f"{n} > -3", f"{n} < 3"]) for n in "ab"),
    )
    solution = dg.solve(game)
    at = points(game, seed, 12)
    for name in "ab":
        found = threshold(game, "u", name, solution=solution)
        assert not any("not solved" in note for note in found.notes)
        rational = [r for r in found.rows if isinstance(r.value, Expression) and "sqrt" not in str(r.value)]
        crossings(solution, replace(found, rows=tuple(rational)), name, at)
    for row in statics(game, solution=solution).rows:
        for point in at:
            if solution[str(row.equilibrium)].region.contains(point) and isinstance(
                row.derivative, Expression
            ):
                value = row.derivative.evaluate(point)
                signs = {"+": value >= 0, "-": value <= 0, "0": value == 0, "mixed": True}
                assert signs[row.sign] or not all(c.holds(point) for c in row.within)


# -- continua, and ties that are given ------------------------------------------------------------------
@pytest.fixture(scope="module")
def entry() -> Solution:
    return dg.solve(continua.game(continua.ENTRY))


def test_at_a_threshold_the_outcome_is_written_without_the_parameter(entry):
    found = threshold(entry.game, "entry", "t", solution=entry)
    (row,) = (r for r in found.rows if r.below[0] is not None and "t" in r.below[0].symbols)
    (here,) = row.at_value
    assert str(row.value) == "1/(f + 1)" and "t" not in here.symbols
    for f, m, c in ((1, 5, 2), (3, 4, 1)):
        point = {"f": Fraction(f), "m": Fraction(m), "c": Fraction(c)}
        assert here.evaluate(point) == row.below[0].evaluate(point | {"t": Fraction(1, f + 1)})
    assert row.to_dict()["at_value"] == str(here)
    assert f"tending to {here}" in " ".join(render(found, "table").split())
    constant = next(r for r in found.rows if r.below[0] is not None and not r.below[0].symbols)
    assert not constant.at_value and "at_value" not in constant.to_dict()


def test_a_tie_that_is_given_has_thresholds_of_its_own(entry):
    at_tie = [e for e in entry if any(str(c) == "1 + c = m" for c in e.region.disjuncts[0])]
    found = threshold(entry.game, "entry", "t", given="1 + c = m", solution=entry)
    assert {e.name for e in at_tie} <= {r.equilibrium for r in found.rows}
    assert not {e.name for e in at_tie} & {
        r.equilibrium for r in threshold(entry.game, "entry", "t", solution=entry).rows
    }
    (curved,) = (e for e in at_tie if not e.extreme_points)
    assert list(found.free_variables) == [curved.name]
    assert "free variables take any value with 0 <= x <= f*t/(1 - t)" in " ".join(
        render(found, "table").split()
    )
    (ends,) = (r for r in found.rows if r.equilibrium == curved.name)
    # at the threshold x can be 1, and nobody enters, as on the other side: not known to be a jump
    assert {s.jump for s in ends.takes_over} == {None} and ends.jump is None
    low = next(r for r in found.rows if r.takes_over and {str(f) for f in r.below} == {"1"})
    assert low.jump is True
