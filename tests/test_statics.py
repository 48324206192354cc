"""Signs: those of the book, those of random points, and what is left out and why."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

import by_hand
import continua
import pytest

import defiance_games as dg
from defiance_games.branches.branch import subject_of
from defiance_games.errors import InputError
from defiance_games.games.normal_form import NormalForm
from defiance_games.report import render
from defiance_games.solution import Equilibrium, Solution, Status
from defiance_games.statics import Statics, statics
from defiance_games.symbolic.condition import Region
from defiance_games.symbolic.expression import ONE, Expression, as_expression


def test_formulas_are_written_in_the_order_of_the_parameters() -> None:
    model = dg.load("inspection_game")
    (row,) = statics(model, "U_commit", wrt="k").rows
    assert str(row.derivative) == str(-model.formulas["p_inspect"])
    game = NormalForm.build(
        players=("A",),
        strategies=(("x", "y"),),
        payoffs={("x",): ("z + b",), ("y",): ("0",)},
        parameters=(dg.parameter("z"), dg.parameter("b")),
    )
    solved = {str(c) for e in dg.solve(game) for d in e.region.disjuncts for c in d}
    found = statics(game, 'E("A")')
    assert found.boundaries and {str(b.inside) for b in found.boundaries} <= {"z + b > 0", "z + b < 0"}
    assert solved <= {f"z + b {op} 0" for op in ("<", "<=", "=", ">=", ">")}
    assert {str(r.value) for r in dg.threshold(game, parameter="z").rows} == {"-b"}


def signs(found: Statics, equilibrium: str | None = None) -> dict[tuple[str, str], str]:
    """(outcome, parameter) -> sign on the whole region."""
    return {
        (r.outcome, r.parameter): r.sign for r in found.rows if r.equilibrium == equilibrium and not r.within
    }


def book(table: str) -> dict[tuple[str, str], str]:
    """A table of the book: parameters down, outcomes across."""
    head, *lines = (line.split() for line in table.strip().splitlines())
    return {(outcome, line[0]): sign for line in lines for outcome, sign in zip(head, line[1:], strict=True)}


def sample(game, seed: int, count: int, low: int = -4) -> list[dict[str, Fraction]]:
    """Random rational points of a game's domain."""
    rng, found = random.Random(seed), []
    while len(found) < count:
        point = {p.name: Fraction(rng.randint(8 * low, 32), rng.choice((8, 16, 32))) for p in game.parameters}
        if all(c.holds(point) for c in game.domain):
            found.append(point)
    return found


@pytest.fixture(scope="module")
def exemplary() -> tuple[dg.Model, Solution]:
    return by_hand.exemplary_sanction()


# -- the tables of the book -----------------------------------------------------------------------
def test_the_inspection_game_has_the_signs_of_the_book():
    model, solution = by_hand.inspection_game()
    found = statics(model, ["inspection", "defiance", "U_center", "U_commit"], solution=solution)
    expected = book("""
               inspection defiance U_center U_commit
        B      +          0        0        -
        Lambda -          0        0        +
        k      0          +        -        -
        a      0          -        +        0
        h      0          0        -        0""")
    assert {**signs(found), **signs(found, "mixed")} == expected
    assert {r.proof for r in found.rows} == {"proved"}
    assert all(r.strict for r in found.rows)


def test_the_semi_separating_equilibrium_has_the_signs_of_the_book(exemplary):
    model, solution = exemplary
    found = signs(
        statics(model, ["sanction", "defiance_after_sanction", "defiance"], solution=solution),
        "semi_separating",
    )
    expected = book("""
               sanction defiance_after_sanction defiance
        q      +        0                       -
        p_star -        0                       +
        k_W    0        -                       -
        h      0        +                       +
        k_R    0        0                       0""")
    assert {key: found[key] for key in expected} == expected


def test_the_official_s_decision_has_the_signs_of_the_book():
    found = statics(
        dg.load("career_calculus"), ["p_star", "net", "B", "Lambda"], given=["Lambda > 0", "p_star < 1"]
    )
    expected = book("""
              p_star net   B Lambda
        p     0      -     0 0
        b     +      +     + 0
        g     +      +     + +
        pi0   -      -     0 +
        V     mixed  mixed + +
        L     -      -     0 +
        s     -      -     0 +
        r     +      +     0 -
        tau   -      -     0 +
        delta +      +     0 -""")
    assert signs(found) == expected
    weak = next(r for r in found.rows if (r.outcome, r.parameter) == ("p_star", "L"))
    assert not weak.strict and str(weak.zero_where).endswith("= 0")


# -- signs against points ---------------------------------------------------------------------------
def test_every_sign_is_that_of_the_derivative_at_random_points(exemplary):
    model, solution = exemplary
    found = statics(model, solution=solution)
    compared = 0
    for point in sample(solution.game, 1, 100):
        here = {e.name for e in solution if e.region.contains(point)}
        for row in found.rows:
            if row.equilibrium in here and not row.within and isinstance(row.derivative, Expression):
                value = row.derivative.evaluate(point)
                assert row.sign == {1: "+", 0: "0", -1: "-"}[(value > 0) - (value < 0)]
                compared += 1
    assert compared > 300


def test_a_mixed_sign_has_witnesses_and_parts_that_cover_the_region():
    model = dg.load("career_calculus")
    found = statics(model, "p_star", wrt="V", given="Lambda > 0")
    whole: Any
    whole, *parts = found.rows
    assert (whole.sign, whole.proof) == ("mixed", "refuted")
    assert whole.derivative.evaluate(whole.positive_at) > 0 > whole.derivative.evaluate(whole.negative_at)
    subject = subject_of(model)
    for witness in (whole.positive_at, whole.negative_at):
        assert all(c.holds(witness) for c in [*subject.game.domain, *subject.conditions("Lambda > 0")])
    assert [p.sign for p in parts] == ["+", "-", "0"]
    rng = random.Random(5)
    for point in [whole.positive_at, whole.negative_at] * 10:
        moved = {n: v if n == "delta" else v + Fraction(rng.randint(0, 2), 4) for n, v in point.items()} | {
            "tau": 1
        }
        here = [p for p in parts if all(c.holds(moved) for c in p.within)]
        assert len(here) == 1
        value = whole.derivative.evaluate(moved)
        assert here[0].sign == {1: "+", 0: "0", -1: "-"}[(value > 0) - (value < 0)]
    data = whole.to_dict()
    assert data["changes_where"] == str(whole.changes_where) and data["changes_where"].endswith(" = 0")
    assert set(data["positive_at"]) == {p.name for p in model.parameters}


# -- what is left out ---------------------------------------------------------------------------------
def test_assumptions_must_be_consistent_and_leave_equilibria_out(exemplary):
    model, solution = exemplary
    with pytest.raises(InputError, match=r"contradict each other.*k_R > k_W"):
        statics(model, "defiance", given=["k_R > k_W"], solution=solution)
    with pytest.raises(InputError, match="mu_star"):
        statics(model, "defiance", given=["mu_sta > 1"], solution=solution)
    found = statics(model, "defiance", given=["h > k_W", "mu_star > q", "mu_star < 1"], solution=solution)
    assert {r.equilibrium for r in found.rows} == {"semi_separating", "pooling_leniency_defied"}


def test_unknown_names_are_reported_with_the_nearest(exemplary):
    model, solution = exemplary
    with pytest.raises(InputError, match="no outcome 'defianc'. Did you mean 'defiance'"):
        statics(model, "defianc", solution=solution)
    with pytest.raises(InputError, match="no free parameter 'k_r'"):
        statics(model, "defiance", wrt=["k_r"], solution=solution)
    with pytest.raises(InputError, match="no free parameter 'q'"):
        statics(model, "defiance", wrt="q", values={"q": "1/4"}, solution=solution)


def test_an_outcome_that_is_conditional_on_a_null_event_is_noted(exemplary):
    model, solution = exemplary
    found = statics(model, "defiance_after_leniency", solution=solution)
    assert "pooling_sanction" not in {r.equilibrium for r in found.rows}
    assert any("defiance_after_leniency" in note and "pooling_sanction" in note for note in found.notes)


def game_of_one(payoff: str, *parameters: str, outcome: str = "E(A)") -> NormalForm:
    """A game with one profile."""
    declared = tuple(dg.parameter(p, [f"{p} > 0"]) for p in parameters)
    return NormalForm.build(
        players=("A",),
        strategies=(("x",),),
        payoffs={("x",): (payoff,)},
        parameters=declared,
        outcomes={"u": outcome},
    )


def solved_by_hand(game: NormalForm, region: Region) -> Solution:
    value = next(iter(game.payoffs.values()))[0]
    entry = Equilibrium("x", "pure", {"A": {"x": ONE}}, region, outcomes={"u": value})
    return Solution(game, "nash", (entry,), Status.SOLVED, True)


def test_an_equilibrium_at_a_tie_has_no_derivative_along_it():
    game = game_of_one("a*b*c", "a", "b", "c")
    found = statics(game, solution=solved_by_hand(game, by_hand.region(("a = b",))))
    assert [(r.parameter, r.sign) for r in found.rows] == [("c", "+")]
    assert any("a = b" in note for note in found.notes)


def test_min_and_max_are_taken_piece_by_piece():
    game = game_of_one("max(a, b)*c", "a", "b", "c")
    rows = statics(game, solution=solved_by_hand(game, by_hand.region(()))).rows
    whole = {r.parameter: r for r in rows if not r.within}
    assert (whole["a"].sign, whole["a"].strict, whole["a"].derivative) == ("+", False, None)
    assert (whole["c"].sign, whole["c"].strict) == ("+", True)
    assert [(str(r.within[0]), r.sign) for r in rows if r.parameter == "a" and r.within] == [
        ("a >= b", "+"),
        ("b >= a", "0"),
    ]
    mixed = game_of_one("max(a, b - a)", "a", "b")
    (row, *parts) = statics(mixed, wrt="a", solution=solved_by_hand(mixed, by_hand.region(()))).rows
    assert row.sign == "mixed" and row.positive_at and row.negative_at
    assert row.positive_at["a"] >= row.positive_at["b"] - row.positive_at["a"]
    assert row.changes_where is not None and {p.sign for p in parts} == {"+", "-"}


def test_a_continuum_has_a_row_for_each_extreme_point():
    game = NormalForm.build(
        players=("A",),
        strategies=(("x", "y"),),
        payoffs={("x",): ("a",), ("y",): ("a",)},
        parameters=(dg.parameter("a", "a > 0"),),
        outcomes={"u": "P(x)*a"},
    )
    mixture = {"A": {"x": as_expression("t"), "y": as_expression("1 - t")}}
    ends = tuple({"A": {"x": as_expression(x), "y": as_expression(1 - x)}} for x in (0, 1))
    entry = Equilibrium(
        "mixed",
        "mixed",
        mixture,
        outcomes={"u": as_expression("t*a")},
        free_variables={"t": by_hand.region(("0 <= t <= 1",)).disjuncts[0]},
        extreme_points=ends,
    )
    found = statics(game, solution=Solution(game, "nash", (entry,), Status.SOLVED, True))
    assert [(r.at, r.sign) for r in found.rows] == [(0, "0"), (1, "+")]
    assert found.rows[1].to_dict()["at"] == 1


def test_without_time_the_answer_is_undecided(exemplary):
    model, solution = exemplary
    found = statics(model, "defiance", solution=solution, time_limit=1e-9)
    assert {r.sign for r in found.rows if isinstance(r.derivative, Expression) and r.derivative.symbols} == {
        "undecided"
    }


# -- questions ------------------------------------------------------------------------------------------
def test_a_question_has_a_numeric_derivative_that_says_so():
    model = dg.load("career_calculus")
    found = statics(model, "decide.net", wrt=["p", "s", "V", "g"])
    assert {r.proof for r in found.rows} == {"numeric"}
    assert {r.parameter: r.sign for r in found.rows} == {"p": "-", "s": "-", "V": "+", "g": "+"}
    exact = model.formulas["net"].diff("p").evaluate(model.defaults)
    slope = found.rows[0].derivative
    assert isinstance(slope, float) and abs(slope - float(exact)) < 1e-6
    assert float(found.rows[0].to_dict()["derivative"]) == pytest.approx(slope)
    assert "p = 2/25" in found.rows[0].region.to_list()[0]
    words = statics(model, "decide.action")
    assert not words.rows and "not a number" in words.notes[0]
    with pytest.raises(InputError, match="no result 'nett'"):
        statics(model, "decide.nett")


# -- boundaries -----------------------------------------------------------------------------------------
def test_boundaries_say_what_takes_over(exemplary):
    model, solution = exemplary
    found = statics(model, "defiance", solution=solution)
    edge = next(b for b in found.boundaries if b.equilibrium == "separating" and str(b.inside) == "h < k_W")
    begins = {s.equilibrium: s.where for s in edge.takes_over if s.begins}
    assert set(begins) == {"semi_separating", "pooling_sanction"}
    point = {"q": Fraction(1, 4), "h": 1, "k_W": 1, "k_R": 0, "p_star": Fraction(1, 2), "p_R": 1, "p_W": 0}
    assert begins["semi_separating"].contains(point) and not begins["pooling_sanction"].contains(point)


def test_the_json_is_that_of_the_contract(exemplary):
    model, solution = exemplary
    data = statics(model, "defiance", wrt=["h", "q"], solution=solution).to_dict()
    assert data["schema"] == "defiance-games/statics/1" and data["outcome"] == "defiance"
    assert {"equilibrium", "parameter", "derivative", "sign", "proof", "region"} <= data["rows"][0].keys()
    assert {r["parameter"] for r in data["rows"]} == {"h", "q"}


def test_an_outcome_may_be_written_as_an_event(exemplary):
    model, solution = exemplary
    found = statics(model, "P(S and D)", wrt="q", solution=solution)
    assert {r.equilibrium: r.sign for r in found.rows}["semi_separating"] == "+"


# -- with the package's own solver --------------------------------------------------------------------
def test_the_solver_s_equilibria_have_the_signs_of_the_book():
    model = dg.load("inspection_game")
    typed = statics(model, solution=by_hand.inspection_game()[1])
    assert [(r.parameter, r.derivative, r.sign) for r in statics(model).rows] == [
        (r.parameter, r.derivative, r.sign) for r in typed.rows
    ]
    model = dg.load("exemplary_sanction")
    found = statics(
        model, ["defiance", "sanction"], given=["h > k_W", "q < mu_star", "k_R < -h", "mu_star < 1"]
    )
    (name,) = {r.equilibrium for r in found.rows}  # commitment-resolute: the path is unique (P2.2)
    expected = {"q": "-", "h": "+", "k_R": "0", "k_W": "-", "p_star": "+"}
    assert {p: s for (o, p), s in signs(found, name).items() if o == "defiance" and p in expected} == expected
    assert found.given[0].holds({"h": 2, "k_W": 1})


# -- continua -------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def entry() -> Solution:
    return dg.solve(continua.game(continua.ENTRY))


def of(solution: Solution, *conditions: str) -> Equilibrium:
    """The equilibrium whose region is this conjunction."""
    (found,) = (e for e in solution if set(e.region.to_list()[0]) == set(conditions))
    return found


@pytest.mark.parametrize("text", [continua.INDIFFERENT_TREE, continua.INDIFFERENT_MATRIX])
def test_every_format_says_where_in_a_continuum_a_parameter_matters(text):
    found = statics(continua.game(text), "gain")
    assert {(str(r.value), r.sign) for r in found.rows} == {("0", "0"), ("m", "+")}
    for form, line in (
        ("table", r"at gain = m +\+"),
        ("markdown", r"at gain = \$m\$ \| \+"),
        ("latex", r"at gain = \$m\$ & \+"),
        ("csv", r"m,[01],m,\+,"),
    ):
        shown = render(found, form)
        assert re.search(line, shown), shown
        assert "No parameter matters" not in shown
        assert "at gain = 0" in shown.replace("$", "") or form == "csv"


def test_a_constant_outcome_at_every_extreme_point_is_no_claim_about_the_continuum():
    shown = " ".join(render(statics(continua.game(continua.INDIFFERENT_TREE), "left"), "table").split())
    assert "The outcome varies inside the continuum, and no parameter matters at its extreme points" in shown
    assert "No parameter matters in" not in shown


def test_a_continuum_without_extreme_points_holds_its_free_variables_fixed_within_their_ranges(entry):
    e = of(entry, "t*f + t < 1", "1 + c = m")
    assert e.free_variables and not e.extreme_points
    found = statics(entry.game, "entry", wrt=["t", "m"], solution=entry)
    (row,) = (r for r in found.rows if r.equilibrium == e.name)
    assert (row.parameter, row.sign, row.strict, row.held_fixed) == ("t", "-", True, ("x",))
    assert row.positive_at is None and not row.within
    assert row.to_dict()["free_variables"] == {"x": [str(c) for c in e.free_variables["x"]]}
    for point in sample(entry.game, 4, 20, low=0):
        point["x"] = Fraction(1, 3) * point["f"] * point["t"] / (1 - point["t"])
        if point["f"] * point["t"] + point["t"] < 1:
            assert isinstance(row.derivative, Expression) and row.derivative.evaluate(point) < 0
    shown = " ".join(render(statics(entry.game, "entry", given="1 + c = m", solution=entry), "table").split())
    assert "at fixed x" in shown and "with 0 <= x <= f*t/(1 - t)" in shown


def test_a_mixed_sign_inside_a_continuum_has_witnesses_in_its_ranges():
    game = continua.pennies_with_a_stranger()
    solution = dg.solve(game)
    (e,) = solution
    assert not e.extreme_points
    whole, *parts = statics(game, "k*P(C = a) - k/2", solution=solution).rows
    assert whole.sign == "mixed" and {p.sign for p in parts} == {"+", "-", "0"}
    for witness in (whole.positive_at, whole.negative_at):
        assert witness and all(c.holds(witness) for c in e.free_variables["x"])


def test_a_variable_that_an_equation_ties_to_the_parameter_moves_with_it():
    game = continua.volunteers()
    solution = dg.solve(game)
    e = solution[-1]  # all mix: 1 - sqrt(c) in closed form, said here by its equation
    (row,) = (r for r in statics(game, "help", solution=solution).rows if r.equilibrium == e.name)
    assert (str(row.value or e.outcomes["help"]), row.sign, row.proof) == ("1 - sqrt(c)", "-", "proved")
    x = as_expression("x")
    mixed = {player: {"a": x, "b": 1 - x} for player in game.players}
    ranges = {"x": by_hand.region(("(1 - x)**2 = c", "0 <= x", "x <= 1")).disjuncts[0]}
    e = replace(e, strategies=mixed, free_variables=ranges, outcomes={"help": x})
    implicit = replace(solution, equilibria=(e,))
    (row,) = (r for r in statics(game, "help", solution=implicit).rows if r.equilibrium == e.name)
    assert (row.sign, row.proof, row.held_fixed) == ("-", "proved", ())
    assert isinstance(row.derivative, Expression)
    for root in (Fraction(1, 5), Fraction(2, 3)):  # each volunteers with probability 1 - sqrt(c)
        (name,) = e.free_variables
        point = {"c": root**2, name: 1 - root}
        assert all(c.holds(point) for c in e.free_variables[name])
        assert row.derivative.evaluate(point) == -1 / (2 * root)
    two = replace(
        e, free_variables={"x": e.free_variables["x"], "y": by_hand.region(("x*y = c",)).disjuncts[0]}
    )
    found = statics(game, "help", solution=replace(solution, equilibria=(two,)))
    assert [r.sign for r in found.rows] == ["undecided"] and "No derivative" in found.notes[0]


def test_what_exists_at_a_tie_that_is_given_is_shown(entry):
    found = statics(entry.game, "entry", given="1 + c = m", solution=entry)
    at_tie = [e.name for e in entry if {"1 + c = m"} <= set(e.region.to_list()[0])]
    assert len(at_tie) == 2
    rows = [r for r in found.rows if r.equilibrium in at_tie]
    assert {r.parameter for r in rows} == {"t", "f"}
    assert all(c.op != "=" for r in rows for d in r.region.disjuncts for c in d)
    shown = " ".join(render(found, "table").split())
    for name in at_tie:
        assert f"{name} at " in shown
    assert f"No parameter matters in: {at_tie[0]}" not in shown
    alone = statics(entry.game, "entry", wrt="m", given="1 + c = m", solution=entry)
    assert any(f"fixes every parameter asked for: {'; '.join(at_tie)}." in note for note in alone.notes)
