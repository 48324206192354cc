"""Tables: every cell against the region and the formula it comes from, grids, jumps, bad requests."""

from __future__ import annotations

import time
from fractions import Fraction
from typing import Any

import by_hand
import continua
import pytest

import defiance_games as dg
from defiance_games.branches.grid import grid
from defiance_games.branches.ranges import span
from defiance_games.errors import InputError
from defiance_games.report import render
from defiance_games.solution import Equilibrium, Solution, Status
from defiance_games.symbolic.expression import as_expression
from defiance_games.table import table


@pytest.fixture(scope="module")
def exemplary() -> tuple[dg.Model, Solution]:
    return by_hand.exemplary_sanction()


def test_every_cell_is_the_formula_where_the_equilibrium_exists(exemplary):
    model, solution = exemplary
    found = table(
        model,
        {"q": "1/20:19/20:19", "h": "1/3, 3/4, 1, 2"},
        ["defiance", "sanction"],
        {"k_R": "1/4"},
        solution=solution,
    )
    values = {n: v.value for n, v in found.values.items()}
    assert values["k_R"] == Fraction(1, 4) and values["p_W"] == 0 and "p_star_1" not in values
    cells = {(b.equilibrium, b.outcome): b.cells for b in found.blocks}
    existing = 0
    for e in solution:
        for i, (q, h) in enumerate(found.points):
            point = {**values, "q": q, "h": h}
            if not e.region.contains(point):
                assert (e.name, "defiance") not in cells or cells[e.name, "defiance"][i] is None
                continue
            existing += 1
            for outcome in ("defiance", "sanction"):
                assert cells[e.name, outcome][i] == e.outcomes[outcome].evaluate(point)
    assert existing > 50


def test_jumps_say_which_equilibrium_begins_and_ends(exemplary):
    model, solution = exemplary
    found = table(model, {"q": "1/8:7/8:4"}, "defiance", solution=solution)
    (change,) = found.changes
    assert (change.parameter, change.below, change.above) == (
        "q",
        {"q": Fraction(3, 8)},
        {"q": Fraction(5, 8)},
    )
    assert set(change.ends) == {"semi_separating", "pooling_leniency_defied"}
    assert set(change.begins) == {"pooling_sanction", "pooling_leniency_obeyed", "resolute_mixes"}
    assert str(change).startswith("q between 3/8 and 5/8: semi_separating ends")
    assert found.to_dict()["changes"][0]["above"] == {"q": "5/8"}


def test_points_outside_the_domain_are_dashes_with_a_note(exemplary):
    model, solution = exemplary
    found = table(model, {"q": "0:1:5"}, "defiance", solution=solution)
    assert found.blocks[0].cells[0] is None and found.blocks[0].cells[-1] is None
    assert [n.split(": ")[1] for n in found.notes if "domain" in n] == ["q = 0.", "q = 1."]
    assert len(found.changes) == 2  # none to or from a point outside, two around 1/2
    with pytest.raises(InputError, match="no point of the grid is in the domain; the first breaks "):
        table(model, {"q": "2:3:2"}, "defiance", solution=solution)


def test_conditions_that_link_parameters_and_those_of_questions_bound_the_grid():
    linked = dg.NormalForm.build(
        players=("A",),
        strategies=(("x",),),
        payoffs={("x",): ("a",)},
        parameters=(
            dg.parameter("a", "0 < a < 1"),
            dg.parameter("t", "0 <= t <= a"),
            dg.parameter("u", "u > 0"),
        ),
    )
    found = table(linked, {"a": [Fraction(1, 4)], "t": "0, 1/4, 1/2"}, values={"u": 1})
    assert found.blocks[0].cells == (Fraction(1, 4), Fraction(1, 4), None)
    assert "Outside the domain, which asks for t <= a: a = 1/4, t = 1/2." in found.notes
    unused = table(linked, {"u": "0, 1"}, values={"a": "1/2", "t": 0})
    assert unused.blocks[0].cells == (None, Fraction(1, 2))
    model = dg.load("exemplary_sanction")  # the question first_stage asks for k_R <= -h
    found = table(model, {"k_R": "-5, -1"}, "first_stage.bluff_prob")
    assert found.blocks[0].cells == (Fraction(1, 3), None)
    assert "Outside the domain, which asks for k_R <= -2: k_R = -1." in found.notes
    found = table(model, {"h": "2, 3"}, "first_stage.D2_after_defiance")
    assert found.blocks[0].cells == (Fraction(3, 4), Fraction(5, 6)) and str(found.values["k_R"]) == "-2*h"


def wrong(value: Any) -> Any:
    """Return an argument of a type that the signature does not take."""
    return value


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda m: dg.statics("inspection_game"), r"Pass load\('inspection_game'\)"),
        (lambda m: dg.statics(m, wrt=wrong(3)), "wrt must be a name or a list of names, got 3"),
        (
            lambda m: dg.statics(m, outcome=wrong([None])),
            "outcome must be a name or a list of names, got None",
        ),
        (lambda m: dg.threshold(m, parameter=wrong(3)), "parameter must be the name of one parameter, got 3"),
        (lambda m: dg.table(m, vary=wrong(3)), "vary must map parameters to grids"),
        (lambda m: dg.table(m, vary=wrong({3: "0:1:2"})), "there is no parameter '3'"),
        (lambda m: m.ask(None), "no question 'None'"),
        (lambda m: dg.solve(m)["mixd"], "no equilibrium 'mixd'. Did you mean 'mixed'"),
    ],
)
def test_wrong_arguments_are_told_in_a_sentence(call, said):
    with pytest.raises(InputError, match=said):
        call(dg.load("inspection_game"))


def test_null_events_and_continua(exemplary):
    model, solution = exemplary
    found = table(model, {"q": "1/8:7/8:4"}, "defiance_after_leniency", solution=solution)
    cells = {b.equilibrium: b.cells for b in found.blocks}
    assert set(cells["pooling_sanction"]) == {None}
    game = dg.NormalForm.build(
        players=("A",),
        strategies=(("x", "y"),),
        payoffs={("x",): ("a",), ("y",): ("a",)},
        parameters=(dg.parameter("a", "a > 0"),),
        outcomes={"u": "P(x)*a"},
    )
    mixture, *ends = ({"A": {"x": as_expression(t), "y": 1 - as_expression(t)}} for t in ("t", "1/4", "3/4"))
    entry = Equilibrium(
        "mixed",
        "mixed",
        mixture,
        outcomes={"u": as_expression("t*a")},
        extreme_points=tuple(ends),
        free_variables={"t": by_hand.region(("1/4 <= t <= 3/4",)).disjuncts[0]},
    )
    found = table(game, {"a": [1, 4]}, solution=Solution(game, "nash", (entry,), Status.SOLVED, True))
    assert found.blocks[0].cells == ((Fraction(1, 4), Fraction(3, 4)), (1, 3))
    assert found.to_dict()["blocks"][0]["cells"] == [["1/4", "3/4"], ["1", "3"]]


def test_formulas_and_questions(exemplary):
    model, solution = by_hand.inspection_game()
    found = table(model, {"Lambda": "4:8:2"}, ["U_commit", "inspection"], solution=solution)
    assert [b.equilibrium for b in found.blocks] == [None, "mixed"]
    assert found.blocks[0].cells == (Fraction(-1, 4), Fraction(-1, 8))
    career = dg.load("career_calculus")
    found = table(career, {"p": "0:1/10:3"}, ["decide.action", "decide.net", "rho"])
    assert found.blocks[0].cells == ("D", "D", "D") or found.blocks[0].cells[0] == "D"
    assert found.blocks[1].cells[0] == Fraction(6, 5)
    model, solution = exemplary
    found = table(model, {"p_star": "1/4:3/2:3"}, ["mu_star", "P_sanction"], solution=solution)
    assert [c is None for c in found.blocks[1].cells] == [model_gap(model, x) for (x,) in found.points]


def model_gap(model: dg.Model, p_star: Fraction) -> bool:
    """Whether the semi-separating formulas do not apply at the defaults."""
    point = {**model.defaults, "p_star": p_star}
    return not all(c.holds(point) for c in model.formula_region("P_sanction"))


def test_integers_take_whole_values_only():
    found = table(dg.load("career_calculus"), {"tau": "0:2:5"}, "rho")
    assert found.blocks[0].cells == (Fraction(1, 2), None, Fraction(9, 20), None, Fraction(81, 200))
    assert any("tau an integer" in note for note in found.notes)


@pytest.mark.parametrize(
    ("vary", "words"),
    [
        ({"q": "0:1"}, "start:stop:count"),
        ({"q": "0:1:1"}, "different ends and 2 to"),
        ({"q": "0:0:5"}, "different ends"),
        ({"q": "0:1:2000000"}, "2 to 1000000 points"),
        ({"q": "a, b"}, "rational numbers"),
        ({"q": []}, "at least one value"),
        ({"q": [float("nan")]}, "vary q"),
        ({"qq": "0:1:3"}, "no parameter 'qq'"),
        ({}, "one or two parameters"),
        ({"q": "1/4", "h": "1", "k_R": "0"}, "one or two parameters"),
        ({"q": "1/4:3/4:2000", "h": "1:2:2000"}, "at most 1000000 points"),
    ],
)
def test_malformed_grids_are_refused(exemplary, vary, words):
    model, solution = exemplary
    with pytest.raises(InputError, match=words):
        table(model, vary, "defiance", solution=solution)


def test_a_parameter_is_varied_or_fixed_and_needs_a_value(exemplary):
    model, solution = exemplary
    with pytest.raises(InputError, match="either varied or fixed"):
        table(model, {"q": "0:1:3"}, values={"q": 1}, solution=solution)
    game = dg.NormalForm.build(
        players=("A",),
        strategies=(("x",),),
        payoffs={("x",): ("a + b + c",)},
        parameters=tuple(dg.parameter(n, meaning=f"the {n}") for n in "abc"),
    )
    with pytest.raises(InputError) as caught:
        table(game, {"a": "0:1:3"})
    assert [f.split(": ")[1][:15] for f in caught.value.faults] == ["b (the b) must ", "c (the c) must "]
    assert "--set b=VALUE" in caught.value.faults[0]


def test_grids_are_exact_and_ascending():
    assert grid("0:1:11")[3] == Fraction(3, 10)
    assert grid([0.1, "1/3", 0]) == (0, Fraction(1, 10), Fraction(1, 3))


def test_ten_thousand_points_are_quick(exemplary):
    model, solution = exemplary
    start = time.perf_counter()
    found = table(model, {"q": "1/200:199/200:100", "h": "1/10:5:100"}, solution=solution)
    assert len(found.points) == 10_000
    assert time.perf_counter() - start < 20


def test_rows_are_flat(exemplary):
    model, solution = exemplary
    rows = list(table(model, {"q": "1/8:7/8:4"}, ["defiance", "bluff"], solution=solution).rows())
    assert list(rows[0]) == ["q", "equilibrium", "defiance", "bluff"] and len(rows) == 5 * 4
    numeric = table(model, {"q": "1/8:7/8:4"}, "bluff", solution=solution).to_dict(numeric=True)
    assert numeric["vary"]["q"][0] == 0.125


def test_a_continuum_without_extreme_points_has_the_range_of_its_outcome():
    game = continua.game(continua.ENTRY)
    found = table(game, {"t": "1/10, 3/10"}, ["entry", "bluff"], {"m": 5, "c": 4, "f": 1})
    blocks = {b.outcome: b.cells for b in found.blocks if any(isinstance(c, tuple) for c in b.cells)}
    for i, t in enumerate(
        (Fraction(1, 10), Fraction(3, 10))
    ):  # the weak type builds with at most t*f/(1 - t)
        assert blocks["bluff"][i] == (0, t / (1 - t))
        assert blocks["entry"][i] == (1 - 2 * t, 1 - t)


def test_an_outcome_given_by_an_equation_has_its_values():
    found = table(continua.volunteers(), {"c": "1/4, 1/2"}, "help")
    (cells,) = (b.cells for b in found.blocks if b.cells[0] == Fraction(1, 2))
    assert cells[1] == pytest.approx(1 - 0.5**0.5)


@pytest.mark.parametrize(
    ("text", "limits", "value"),
    [
        ("x*y - x", ["0 <= x <= t", "1 <= y <= 3"], (0, 1)),
        ("x*y", ["0 <= x <= t", "x <= y <= 3"], "unknown"),
        ("x**2", ["-1 <= x <= t"], "unknown"),
        ("x + y", ["0 <= x <= 1", "y = t - x"], Fraction(1, 2)),
        ("x", ["x**3 = x", "x > -t"], (0, 1)),
        ("x", ["x**2 = -1"], None),
        ("1/(1 - 2*t)", ["0 <= x <= 1"], None),
        ("x", ["x >= t"], "unknown"),
    ],
)
def test_the_range_over_a_continuum(text, limits, value):
    region = by_hand.region(tuple(limits)).disjuncts[0]
    assert span(as_expression(text), region, {"t": Fraction(1, 2)}) == value


def test_a_range_that_was_not_computed_is_said_to_be_unknown():
    game = continua.pennies_with_a_stranger()
    found = table(game, {"k": "2, 3"}, "P(C = a)**2")
    assert [b.cells for b in found.blocks] == [("unknown", "unknown")]
    assert "unknown" in render(found, "csv") and any("range" in note for note in found.notes)


def test_an_equilibrium_has_one_name_along_a_slice_and_with_symbols():
    model = dg.load("exemplary_sanction")
    everywhere = dg.solve(model)
    names = [e.name for e in everywhere]
    assert len(set(names)) == len(names) and not any(", case " in name for name in names)
    found = dg.table(model, {"h": "1/2:3:6"}, "defiance")
    sliced = [b.equilibrium for b in found.blocks]
    assert sliced[:3] == ["semi-separating: R S, W S/N", "pooling on N (D; S: D/C)", "pooling on N (D)"]
    assert {name for name in sliced if ", tie" not in str(name)} <= set(names)
    for e in dg.solve(model.at(**model.defaults)):
        assert e.strategies.keys() == everywhere[e.name].strategies.keys()


def test_the_beginning_of_a_name_is_enough_where_no_other_begins_so():
    solution = dg.solve(dg.load("exemplary_sanction"))
    assert solution["pooling on S"].name == "pooling on S (C; N: D/C)"
    assert solution["pooling on N (D)"].name == "pooling on N (D)"
    with pytest.raises(InputError, match="Which of them: separating: R S \\(D\\), W N \\(D\\); separating"):
        solution["separating"]
    with pytest.raises(InputError, match="no equilibrium 'pool'"):
        solution["pool"]


def test_outcomes_of_correlated_equilibria():
    model = dg.load("examples/games/hawk_dove.toml")
    solution = dg.solve(model, concept="correlated")
    assert solution[0].name == "the only correlated equilibrium"
    assert all(e.name.count("welfare") < 2 for e in solution)
    found = dg.table(model, {"c": "3, 4"}, "fight", solution=solution)
    cells = {b.equilibrium: b.cells for b in found.blocks}
    assert cells["every correlated equilibrium"] == ((0, Fraction(1, 2)), (0, Fraction(1, 3)))
    assert cells["maximum of fight; minimum of welfare"] == (Fraction(1, 2), Fraction(1, 3))
    (row,) = (
        r
        for r in dg.statics(model, "fight", wrt="c", solution=solution).rows
        if r.equilibrium == "maximum of fight; minimum of welfare"
    )
    assert (row.sign, row.proof) == ("-", "proved")
    ends = dg.threshold(model, "fight", "c", solution=solution).rows
    assert any(r.value == as_expression("v") for r in ends)
