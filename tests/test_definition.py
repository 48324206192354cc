"""What a model file can say beside a finite game: shapes, words and lists, problems, settings."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from fractions import Fraction

import pytest

import defiance_games as dg
from defiance_games.errors import InputError, NotVerified, UnsupportedError
from defiance_games.games.definition import Definition, Formula, Question
from defiance_games.games.normal_form import NormalForm
from defiance_games.model import Model
from defiance_games.problems.contest import Contest
from defiance_games.symbolic.condition import parameter
from defiance_games.symbolic.functions import ceiling, floor, harmonic, log, sqrt
from defiance_games.symbolic.parser import parse

PARAMETERS = (
    parameter("N", "N >= 2", "9", "players", "count", integer=True),
    parameter("b", "0 < b < N", "1/2", "gain", "utility"),
    parameter("w", "w > 0", "1, 2", "costs", "utility", many=True),
    parameter("kind", (), "ring", "network", "a word", choices=("ring", "star")),
)


def game(N, b):
    """N players who may defy."""
    names = [f"Official {i + 1}" for i in range(N)]
    return NormalForm.build(
        players=names,
        strategies=[("D", "C")] * N,
        payoffs={p: [b if a == "D" else 0 for a in p] for p in itertools.product("DC", repeat=N)},
        parameters=PARAMETERS[:2],
    )


def steps(N):
    """Half of the players, rounded up."""
    return ceiling(N / 2)


def lottery(w, b):
    """A contest among the costs."""
    return Contest(costs=w, prizes=b)


def efforts(lottery, w, kind, N):
    """What the contest comes to."""
    return {"efforts": lottery.efforts, "kind": kind, "types": [type(x).__name__ for x in (w, kind, N)]}


def count(solution, N):
    """How many equilibria."""
    return {"count": len(solution), "N": N}


def correlated(correlated_solution):
    """Which concept."""
    return {"concepts": sorted({e.concept for e in correlated_solution})}


CONTENTS = Definition(
    "[X]",
    PARAMETERS,
    game,
    formulas=(Formula(steps),),
    questions=(efforts, count, correlated),
    shape={"N": 2},
    problems=(lottery,),
)
MODEL = Model("example", CONTENTS, "How?")


def test_the_shape_of_a_game_is_a_number_and_the_rest_are_symbols():
    assert len(MODEL.at().players) == 2 and MODEL.at().symbols == {"b"}
    assert len(MODEL.at(N=3).players) == 3 and MODEL.at(N=3).values == {"N": 3}
    assert [str(c) for c in MODEL.at(N=3).domain] == ["0 < b", "b < 3"]
    with pytest.raises(InputError, match="must be an integer >= 2, got b"):
        MODEL.at(N="b")
    assert dg.solve(MODEL.at(N=3, b=1)).complete is True
    assert MODEL.completed({})["N"] == 2 and MODEL.defaults["N"] == 9


def test_a_question_receives_what_it_names():
    got = MODEL.ask("efforts", w="1,1", b=4, kind="star")
    assert got["efforts"] == [1, 1] and got["kind"] == "star" and got["types"] == ["tuple", "str", "int"]
    assert MODEL.ask("count", N=3) == {"count": 1, "N": 3}
    assert MODEL.ask("correlated", N=2) == {"concepts": ["correlated"]}
    assert MODEL.used("efforts")["w"] == [1, 2]
    assert dg.solve(MODEL.problem("lottery", b=4, w=[1, 1])).verified


def test_all_faults_of_an_input_are_told_at_once():
    with pytest.raises(InputError) as caught:
        MODEL.ask("efforts", w="1, -2, x", kind="rng", N="5/2", zz=1)
    told = "\n".join(caught.value.faults)
    for part in ("got -2", "'x'", "'rng'. Did you mean 'ring'?", "an integer", "no parameter 'zz'"):
        assert part in told, told
    with pytest.raises(InputError, match="no problem 'lotery'. Did you mean 'lottery'"):
        MODEL.problem("lotery")


def test_a_model_without_a_game_is_asked_not_solved():
    model = Model("plain", replace(CONTENTS, game=None, shape={}, questions=(efforts,)), "How?")
    assert not model.is_game and model.at(b=1).values == {"b": 1}
    with pytest.raises(UnsupportedError, match="not a finite game. Ask it one of its questions: efforts"):
        dg.solve(model)
    assert model.ask("efforts")["kind"] == "ring"


def test_a_question_that_names_nothing_known_is_a_fault():
    with pytest.raises(InputError, match="Question 'efforts' uses 'N', which is no parameter"):
        replace(CONTENTS, parameters=PARAMETERS[1:], game=None, shape={}, formulas=())
    own = Question(efforts, parameters=(PARAMETERS[0],))
    replace(CONTENTS, parameters=PARAMETERS[1:], game=None, shape={}, formulas=(), questions=(own,))


def test_an_answer_that_the_verifier_refuses_is_not_given(monkeypatch):
    from defiance_games.verifier import contest

    monkeypatch.setattr(contest, "faults", lambda problem, found: ["The first player gains by more effort."])
    with pytest.raises(NotVerified, match="The first player gains"):
        dg.solve(Contest(costs=(1, 2), prizes=3))


def test_a_problem_has_no_concepts():
    with pytest.raises(InputError, match="no concepts or refinements, got nash"):
        dg.solve(Contest(costs=(1, 2), prizes=3), concept="nash")
    other = dg.solve(Contest(costs=(1, 2), prizes=3))
    assert dg.verify(Contest(costs=(1, 2), prizes=3), other).ok
    assert dg.verify(Contest(costs=(1, 3), prizes=3), other).ok is False
    with pytest.raises(InputError, match="must be what solve returns"):
        dg.verify(Contest(costs=(1, 2), prizes=3), {"efforts": [1, 1]})
    assert "verified" in str(other) and "Contest" in dir(dg.problems)
    with pytest.raises(AttributeError, match="no attribute 'Contst'"):
        _ = dg.problems.Contst


# -- functions of whole numbers -------------------------------------------------------------------
def test_rounding_is_exact():
    q, p = Fraction(9, 10) ** 22, Fraction(9, 10)
    assert ceiling(log("q") / log("p")).evaluate({"q": q, "p": p}) == 22
    assert ceiling(log("q") / log("p")).evaluate({"q": q - Fraction(1, 10**30), "p": p}) == 23
    assert floor(log("q") / log("p")).evaluate({"q": q + Fraction(1, 10**30), "p": p}) == 21
    assert floor(sqrt("x")).evaluate({"x": 10**30}) == 10**15
    assert floor(sqrt("x")).evaluate({"x": 10**30 - 1}) == 10**15 - 1
    assert floor(sqrt("2") * sqrt("8")).evaluate() == 4
    for n in (10**40 + 7, 10**60 + 12345, 2 * 10**34 + 1):  # beyond the digits of a float
        assert floor(sqrt("x")).evaluate({"x": n}) == math.isqrt(n)
        assert ceiling(sqrt("x")).evaluate({"x": n}) == math.isqrt(n) + 1
    assert harmonic(400).evaluate() == sum(Fraction(1, k) for k in range(1, 401))


@pytest.mark.parametrize("text", ["floor(x/2)", "ceiling(log(q)/log(p)) + harmonic(N)", "binomial(n - 1, k)"])
def test_functions_of_whole_numbers_are_read_and_written(text):
    sympy = pytest.importorskip("sympy")
    e = parse(text)
    assert str(e) == text and parse(str(e)) == e and e.latex()
    assert sympy.simplify(sympy.sympify(e) - e.to_sympy()) == 0
    with pytest.raises(ValueError, match="no derivative"):
        e.diff(sorted(e.symbols)[0] if "binomial" not in text else "n")


def test_what_is_proved_of_whole_numbers_is_true():
    assert dg.prove("floor(x) <= x").status == "proved"
    assert dg.prove("ceiling(x) < x + 1").status == "proved"
    assert dg.prove("floor(x) >= x").status == "refuted"
    assert dg.prove("floor(x) > x - 1/2").status in ("refuted", "undecided")
    assert dg.prove("harmonic(x) > 3/2", given=["x > 0"]).status != "proved"
    assert dg.prove("harmonic(x) >= 0").status != "proved"  # it has no value at x = -1/2
    assert dg.prove("harmonic(x) >= 0", given=["x >= 0"]).status == "proved"
    for wrong in ("binomial(n)", "binomial(n, k, 2)", "floor(1, 2)", "harmonic(1/2)", "binomial(-1, 2)"):
        with pytest.raises(InputError):
            parse(wrong)
