"""Repeated games with triggers: thresholds against discounted sums, with symbols, and bad answers."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from fractions import Fraction

import pytest

from defiance_games.errors import InputError
from defiance_games.games.normal_form import NormalForm
from defiance_games.model import load
from defiance_games.problems.repeated import Repeated
from defiance_games.solve import solve
from defiance_games.solvers.repeated import solve as propose
from defiance_games.symbolic.expression import as_expression
from defiance_games.verifier.repeated import faults
from defiance_games.verify import verify


def stage_game(draw, sizes):
    profiles = itertools.product(*map(range, sizes))
    payoffs = {p: tuple(draw.randint(-4, 4) for _ in sizes) for p in profiles}
    names = [[f"s{k}" for k in range(n)] for n in sizes]
    return NormalForm.build([f"P{i}" for i in range(len(sizes))], names, _named(payoffs, names))


def _named(payoffs, names):
    return {tuple(n[k] for n, k in zip(names, p)): u for p, u in payoffs.items()}


def replies(game, profile, i):
    """What player i gets from each of its strategies."""
    return [
        game.payoff([*profile[:i], s, *profile[i + 1 :]])[i].value for s in range(len(game.strategies[i]))
    ]


def holds(game, target, punishment, delta):
    """No one-shot deviation on the path or in the punishment gains, from discounted sums."""
    for i in range(len(game.players)):
        stay = game.payoff(target)[i].value / (1 - delta)
        after = game.payoff(punishment)[i].value / (1 - delta)
        if any(now + delta * after > stay for now in replies(game, target, i)):
            return False
    return True


@pytest.mark.parametrize("sizes", [(2, 2), (3, 2), (2, 2, 2)])
def test_thresholds_of_random_games_against_discounted_sums(sizes):
    draw, seen = random.Random(sum(sizes)), set()
    grid = [Fraction(i, 40) for i in range(1, 40)]
    for _ in range(40):
        game = stage_game(draw, sizes)
        profiles = list(game.profiles)
        nash = [
            p
            for p in profiles
            if all(game.payoff(p)[i].value == max(replies(game, p, i)) for i in range(len(sizes)))
        ]
        for punishment in nash:
            for target in profiles:
                names = [[game.strategies[i][k] for i, k in enumerate(p)] for p in (target, punishment)]
                found = solve(Repeated.trigger(game, *names))
                for delta in [*grid, *([found.critical] if found.critical and found.critical < 1 else [])]:
                    sustained = found.critical is not None and delta >= found.critical
                    assert holds(game, target, punishment, delta) == sustained
                seen.add((found.critical is None, found.critical == 0, len(found.binding)))
    assert len(seen) >= 4


def test_prisoners_dilemma_with_symbols():
    game = NormalForm.build(
        ["Row", "Column"],
        [["C", "D"], ["C", "D"]],
        {"C, C": ("R", "R"), "C, D": ("S", "T"), "D, C": ("T", "S"), "D, D": ("P", "P")},
        parameters={
            "T": {"domain": ["T > R"]},
            "R": {"domain": ["R > P"]},
            "P": {"domain": ["P > S"]},
            "S": {},
        },
    )
    for punishment in (["D", "D"], "minmax", [{"D": 1}, {"C": 0, "D": 1}]):
        found = solve(Repeated.trigger(game, ["C", "C"], punishment))
        point = {"T": 5, "R": 3, "P": 1, "S": 0}
        assert as_expression(found.critical).evaluate(point) == Fraction(1, 2)
        assert found.binding == ("Row", "Column") and found.where == ()
    impatient = solve(
        Repeated.trigger(game, ["C", "C"], ["D", "D"], delta="d", given=["0 < d", "d*(T - P) < T - R"])
    )
    assert impatient.sustained is False
    with pytest.raises(InputError, match="Row gains, or is not shown not to gain, by D"):
        Repeated.trigger(game, ["C", "C"], ["C", "D"])


def test_mixed_punishment_and_minmax():
    pennies = NormalForm.from_arrays([[4, -1], [-1, 1]], [[-1, 1], [1, -1]], strategies=[["H", "T"]] * 2)
    half = {"H": "1/2", "T": "1/2"}
    with pytest.raises(InputError, match="punishment"):
        Repeated.trigger(pennies, ["H", "H"], [half, half])
    two_sevenths = {"H": "2/7", "T": "5/7"}
    problem = Repeated.trigger(pennies, ["H", "H"], [half, two_sevenths])
    assert problem.punishment == (Fraction(3, 7), 0)
    assert problem.deviation == (4, 1) and Repeated.trigger(pennies, ["H", "H"], "minmax").punishment == (
        1,
        1,
    )


def test_the_routine_of_the_model_is_an_instance():
    """P4.4 at 5,000 random points against discounted losses."""
    draw, model = random.Random(44), load("sanction_reputation")
    for _ in range(5000):
        k, h = (Fraction(draw.randint(1, 20), 4) for _ in "kh")
        e, phi, delta = (Fraction(draw.randint(1, 19), 20) for _ in "epd")
        routine, collapse = (h * e + k * phi * e) / (1 - delta), h / (1 - delta)
        sustained = routine <= h * e + delta * collapse
        assert sustained == (delta >= k * phi * e / (h * (1 - e)))
    for _ in range(30):
        values = {n: Fraction(draw.randint(1, 19), 20) for n in ("e", "p_star", "delta")}
        values |= {n: Fraction(draw.randint(1, 20), 4) for n in "kh"}
        got = model.ask("infinite", **values)
        assert got["delta_c"] == model.formulas["delta_c"].evaluate(values)
        assert got["e_max"] == model.formulas["e_max"].evaluate(values)
        assert got["sustainable"] == (values["e"] <= got["e_max"]) == (values["delta"] >= got["delta_c"])
        universal = model.ask("infinite", **values, phi=1)
        assert universal["delta_c"] * values["p_star"] == got["delta_c"]  # P4.5


def test_degenerate_payoffs():
    assert solve(Repeated(["A"], [1], [1], [1])).critical == 0
    assert solve(Repeated(["A"], [1], [1], [2])).critical is None
    assert solve(Repeated(["A"], [1], [2], [2])).critical is None
    assert solve(Repeated(["A"], [1], [2], [1], delta="9/10")).critical == 1
    never = solve(Repeated(["A", "B"], [1, 1], [2, 2], [3, 0], delta="1/2"))
    assert never.binding == ("A",) and never.sustained is False and never.thresholds["B"] == Fraction(1, 2)
    either = solve(Repeated(["A", "B"], [3, "x"], [5, 5], [1, 2], given=["2 < x < 5"]))
    assert str(either.critical) == "max(1/2, (5 - x)/3)" and either.binding == ()


def test_wrong_answers_are_refused():
    problem = Repeated(["A", "B"], [3, 3], [5, 4], [1, 1], delta="2/5")
    right = propose(problem)
    assert not faults(problem, right)
    half, third = Fraction(1, 2), Fraction(1, 3)
    assert right.thresholds == {"A": half, "B": third} and right.sustained is False
    wrong = [
        replace(right, thresholds={"A": half}),
        replace(right, thresholds={"A": third, "B": third}),
        replace(right, thresholds={"A": Fraction(0), "B": third}),
        replace(right, thresholds={"A": None, "B": third}),
        replace(right, critical=third),
        replace(right, critical=None),
        replace(right, binding=("B",)),
        replace(right, sustained=True),
    ]
    assert all(faults(problem, answer) for answer in wrong)
    never = Repeated(["A"], [1], [2], [3])
    assert not faults(never, propose(never))
    assert faults(never, replace(propose(never), binding=()))
    assert faults(never, replace(propose(never), sustained=True))


def test_bad_input():
    with pytest.raises(InputError) as told:
        Repeated(["A", "A"], [1], [2, 3], "no")
    assert len(told.value.faults) == 3
    with pytest.raises(InputError, match="deviation of A: must be at least the cooperation 2, got 1"):
        Repeated(["A"], [2], [1], [0])
    with pytest.raises(InputError, match="delta"):
        Repeated(["A"], [1], [1], [0], delta=1)
    game = NormalForm.from_arrays([[3, 0], [5, 1]], [[3, 5], [0, 1]], strategies=[["C", "D"]] * 2)
    with pytest.raises(InputError, match="unknown strategy 'E'"):
        Repeated.trigger(game, ["C", "E"], ["D", "D"])
    with pytest.raises(InputError, match="sum to 1"):
        Repeated.trigger(game, ["C", "C"], [{"D": "1/2"}, "D"])
    with pytest.raises(InputError, match="each of 2 players"):
        Repeated.trigger(game, ["C"], ["D", "D"])


def test_who_binds_must_be_named_once():
    problem = Repeated(("A", "B"), (3, 3), (5, 5), (1, 1))
    found = solve(problem)
    assert found.binding == ("A", "B")
    for binding in ((), ("A",), ("B", "A"), ("A", "A"), ("Cx",)):
        assert not verify(problem, replace(found, binding=binding)).ok
