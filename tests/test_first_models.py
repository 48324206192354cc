"""The first models: their closed forms against what the solver finds, and the table P2.1 at numbers."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from defiance_games.model import load
from defiance_games.solve import solve
from defiance_games.symbolic.expression import as_expression

NAMES = ("career_calculus", "exemplary_sanction", "inspection_game")


# -- published closed forms, and what the solver finds -------------------------------
CLOSED_FORMS = {
    "career_calculus": {
        "B": "b+g*V",
        "Lambda": "s+(1-r*delta**tau)*L+(pi0+g)*V",
        "p_star": "(b+g*V)/(s+(1-r*delta**tau)*L+(pi0+g)*V)",
        "r_star": "(p*(s+L+(pi0+g)*V)-b-g*V)/(p*delta**tau*L)",
    },
    "exemplary_sanction": {
        "mu_star": "(p_star-p_W)/(p_R-p_W)",
        "bluff_prob": "q*(1-mu_star)/((1-q)*mu_star)",
        "P_sanction": "q/mu_star",
        "D2_after_defiance": "1-q*k_W/(mu_star*h)",
    },
    "inspection_game": {"p_inspect": "B/Lambda", "d_defy": "k/a", "U_center": "-h*k/a"},
}


@pytest.mark.parametrize("name", NAMES)
def test_closed_forms(name):
    sympy = pytest.importorskip("sympy")
    model = load(name)
    mu_star = model.formulas.get("mu_star")
    for formula, text in CLOSED_FORMS[name].items():
        published = as_expression(text)
        if mu_star is not None and formula != "mu_star":
            published = published.subs({"mu_star": mu_star})
        assert sympy.simplify(sympy.sympify(model.formulas[formula]) - published.to_sympy()) == 0, formula


def test_semi_separating_formulas_are_what_the_solver_finds():
    model, draw = load("exemplary_sanction"), random.Random(2)
    for _ in range(10):
        p_star, h = Fraction(draw.randint(2, 9), 10), draw.randint(2, 5)
        q = p_star * Fraction(draw.randint(1, 9), 10)
        values = {"q": q, "h": h, "k_W": Fraction(draw.randint(1, 9), 5), "p_star": p_star}
        got = model.ask("first_stage", **values)
        at = {**model.defaults, **values}
        for name in ("bluff_prob", "P_sanction", "D2_after_defiance"):
            assert got[name] == model.formulas[name].evaluate(at)


def test_inspection_formulas_are_what_the_solver_finds():
    model = load("inspection_game")
    values = {"B": 3, "Lambda": 7, "k": "2/3", "a": 1, "h": "5/4"}
    got = model.ask("nash", **values)
    assert all(got[n] == model.formulas[n].evaluate(values) for n in ("p_inspect", "d_defy", "U_center"))
    best = model.ask("stackelberg", **values)
    assert best["U_center"] == model.formulas["U_commit"].evaluate(values)


@pytest.mark.parametrize("known", load("career_calculus").known)
def test_the_game_says_what_decide_says(known):
    model = load("career_calculus")
    (found,) = solve(model.at(**known["params"]))
    assert model.contents.view is not None
    assert model.contents.view(found)["label"] == known["expect"]["action"]


# -- the table P2.1 against the solver, at numbers ----------------------------------------------------
def published_table(q, h, k_R, k_W, mu):
    """Label -> (a_R, a_W, d_S, d_N, mu_S, mu_N, (lo, hi) off the path, intuitive, d1), as in P2.1."""
    found, x = {}, q * (1 - mu) / ((1 - q) * mu)
    if k_R < h < k_W:
        found["separating"] = (1, 0, 0, 1, 1, 0, None, True, True)
    if h > k_W and q < mu:
        found["semi_separating"] = (1, x, 1 - k_W / h, 1, mu, 0, None, True, True)
    if h > k_W and q > mu:
        found["pooling_sanction"] = (1, 1, 0, None, q, None, (k_W / h, 1), True, True)
    if k_R >= 0 and q < mu:
        span = (max(0, 1 - k_R / h), 1)
        found["pooling_leniency"] = (0, 0, None, 1, None, q, span, not k_R < h < k_W, not h > k_R)
    if k_R >= 0 and q > mu:
        found["pooling_leniency"] = (0, 0, None, 0, None, q, (0, 1), True, True)
    if -h < k_R < 0 and q > mu:
        found["pooling_leniency"] = (0, 0, None, 0, None, q, (-k_R / h, 1), False, False)
    if h > k_R > 0 and q > mu:
        found["resolute_mixes"] = (1 - (1 - q) * mu / (q * (1 - mu)), 0, 0, k_R / h, 1, mu, None, True, True)
    return found


COLUMNS = ("a_R", "a_W", "d_S", "d_N", "mu_S", "mu_N", "off_path", "intuitive", "D1")


def test_equilibria_are_the_published_table():
    model, draw = load("exemplary_sanction"), random.Random(3)
    seen = set()
    for _ in range(40):
        q, mu = (Fraction(draw.randint(1, 12), 13) for _ in "qm")
        h, k_W = (Fraction(draw.randint(1, 9), 4) for _ in "hk")
        k_R = k_W - Fraction(draw.randint(1, 25), 7)
        if q == mu or 0 in (h - k_W, h - k_R, h + k_R, k_R):
            continue
        got = model.ask("equilibria", q=q, h=h, k_R=k_R, k_W=k_W, p_star=mu)
        published = published_table(q, h, k_R, k_W, mu)
        rows = {e["label"]: tuple(e[c] for c in COLUMNS) for e in got["equilibria"]}
        rows = {n: (*r[:6], r[6] and (r[6]["lo"], r[6]["hi"]), *r[7:]) for n, r in rows.items()}
        assert rows == published and got["count"] == len(published) and not got["knife_edge"]
        seen |= rows.keys()
    assert len(seen) == 5


@pytest.mark.parametrize(("p_R", "label", "d"), [("2/5", "deterrence_impossible", 1)])
@pytest.mark.parametrize(("k_R", "a_R"), [("1/2", 0), (-1, 1), (-5, 1)])
def test_deterrence_impossible(p_R, label, d, k_R, a_R):
    got = load("exemplary_sanction").ask("equilibria", q="1/4", h=2, k_R=k_R, k_W=1, p_star="1/2", p_R=p_R)
    (found,) = got["equilibria"]
    assert got["count"] == 1 and got["mu_star"] == Fraction(5, 4)
    assert (found["label"], found["a_R"], found["a_W"]) == (label, a_R, 0)
    assert (found["d_S"], found["d_N"], found["off_path"]) == (d, d, None)
    assert (found["mu_S"], found["mu_N"]) == ((1, 0) if a_R else (None, Fraction(1, 4)))


def test_deterrence_superfluous():
    values = {"q": "1/4", "h": 2, "k_R": "1/2", "k_W": 1, "p_star": "1/10", "p_W": "1/2"}
    got = load("exemplary_sanction").ask("equilibria", **values)
    (found,) = got["equilibria"]
    assert found["label"] == "deterrence_superfluous" and (found["d_S"], found["d_N"]) == (0, 0)
    assert got["mu_star"] < 0 and found["mu_N"] == Fraction(1, 4)


@pytest.mark.parametrize(
    "values",
    [
        {"q": "1/2"},
        {"h": 1},
        {"h": "1/2"},
        {"k_R": 0},
        {"q": "3/4", "k_R": -2},
        {"p_star": 1},
        {"q": "1/2", "h": 1},
        {"q": "1/2", "k_R": 0},
        {"p_R": "1/2", "h": "1/2"},
        {"p_star": "1/4", "p_W": "1/4", "k_R": 0},
    ],
)
def test_knife_edges_are_flagged(values):
    base = {"q": "1/4", "h": 2, "k_R": "1/2", "k_W": 1, "p_star": "1/2"}
    got = load("exemplary_sanction").ask("equilibria", **{**base, **values})
    assert got["knife_edge"] and got["count"] == len(got["equilibria"]) >= 1


def test_inside_a_continuum_the_ranges_are_told():
    base = {"h": 2, "k_R": "1/2", "k_W": 1, "p_star": "1/2"}
    got = load("exemplary_sanction").ask("equilibria", q="1/2", **base)
    lenient = {e["label"]: e for e in got["equilibria"]}["pooling_leniency"]
    assert lenient["d_N"] is None and lenient["ranges"] == [{"which": "d_N", "lo": 0, "hi": 1}]
    assert lenient["D1"] == [["4*d_N <= 1"]] and lenient["off_path"] == {"which": "d_S", "lo": 0, "hi": 1}
    got = load("exemplary_sanction").ask("equilibria", **{**base, "q": "1/4", "h": 1})
    mixed = {e["label"]: e for e in got["equilibria"]}["continuum"]
    assert mixed["ranges"] == [{"which": "a_W", "lo": 0, "hi": Fraction(1, 3)}] and mixed["d_S"] == 0


def test_knife_edges_of_the_other_questions():
    assert load("career_calculus").ask("decide", p="24/229")["action"] == "indifferent"
    stage = load("exemplary_sanction").ask("first_stage", q="1/4", h=2, k_W=1, p_star="1/2")
    assert stage["official1"] == "indifferent" and stage["knife_edge"]
    tie = load("exemplary_sanction").ask("first_stage", q="1/2", h=2, k_W=1, p_star="1/2")
    assert tie["knife_edge"]
    nowhere = load("career_calculus").ask("decide", p=0)
    assert nowhere["r_star"] is None and nowhere["action"] == "D"
