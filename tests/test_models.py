"""The catalogue: what every model promises, its published answers, and the book's formulas and claims."""

from __future__ import annotations

import importlib
import random
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from defiance_games.errors import InputError
from defiance_games.games.definition import BranchClaim, Claim, Exhaustive, Proposition
from defiance_games.model import Model, load, models
from defiance_games.prove import Proofs, prove
from defiance_games.solve import solve
from defiance_games.symbolic.domain import check_values
from defiance_games.symbolic.expression import Expression, as_expression
from defiance_games.symbolic.proof import sign

NAMES = ("career_calculus", "exemplary_sanction", "inspection_game")
KNOWN = [pytest.param(name, i, id=f"{name}-{i}") for name in NAMES for i in range(len(load(name).known))]


def agrees(got, expected, tol) -> bool:
    """The book's rule: |x - y| <= tol*max(1, |y|); an answer may carry more keys than are expected."""
    if isinstance(expected, dict):
        return all(key in got and agrees(got[key], value, tol) for key, value in expected.items())
    if isinstance(expected, list):
        return len(got) == len(expected) and all(agrees(g, e, tol) for g, e in zip(got, expected))
    if isinstance(expected, (str, bool)) or expected is None:
        return got == expected
    return got is not None and abs(float(got) - expected) <= tol * max(1, abs(expected))


# -- what every model promises ----------------------------------------------------------------------
def test_the_catalogue_is_discovered():
    assert models() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_parameters_say_what_they_are(name):
    model = load(name)
    for p in model.parameters:
        assert p.meaning and p.unit and p.source and p.domain and p.default is not None, p.name
    exact = {n: as_expression(v) for n, v in model.defaults.items()}
    assert check_values(model.parameters, model.defaults) == exact
    assert not model.at(**model.defaults).parameters
    assert {p.name for p in model.at().parameters} == {p.name for p in model.parameters}


@pytest.mark.parametrize("name", NAMES)
def test_the_docstring_is_the_definition(name):
    model = load(name)
    assert model.title.endswith("?") and "\n" not in model.title
    assert "Source: [MP]" in model.definition and model.source.startswith("[MP]")
    assert all(p.name in model.definition or p.name[:2] in model.definition for p in model.parameters)


@pytest.mark.parametrize("name", NAMES)
def test_formulas_questions_and_outcomes_hold_at_the_defaults(name):
    model = load(name)
    for formula, expression in model.formulas.items():
        assert isinstance(expression.evaluate(model.defaults), Fraction), formula
        assert expression.symbols <= {p.name for p in model.parameters}
        assert model.contents.formula_table[formula].meaning
        assert model.formula_region(formula) is not None
    for question, asked in model.questions.items():
        assert asked.meaning and model.ask(question)
    assert {o.name for o in model.at().outcomes} == set(model.outcomes)


@pytest.mark.parametrize(("name", "index"), KNOWN)
def test_published_answers(name, index):
    known = load(name).known[index]
    assert known["model"] == name
    got = load(name).ask(known["query"], **known["params"])
    assert agrees(got, known["expect"], known["tol"]), got


@pytest.mark.parametrize("name", NAMES)
def test_every_proposition_is_proved(name):
    model = load(name)
    proofs = prove(model)
    assert isinstance(proofs, Proofs)
    for theorem in proofs:
        assert theorem.status == "proved", [(f.claim, f.status, f.fault, f.witness) for f in theorem.findings]
        assert theorem.witness is None and theorem.statement
    assert [t.name for t in proofs] == [p.name for p in model.propositions]
    assert proofs[proofs[0].name] is proofs[0] and len(proofs) == len(model.propositions)
    data = proofs.to_dict()
    assert data["model"] == name and {p["status"] for p in data["propositions"]} == {"proved"}


def test_the_book_s_propositions_are_there():
    assert [p.name for name in NAMES for p in load(name).propositions] == [
        "P1.1", "P1.2", "P1.3", "P1.4", "P2.1", "P2.2", "P2.3", "P2.4", "P2.5", "P6.1", "P6.2", "P6.3"]


# -- closed forms of the book (section 0.6), and what the solver finds -------------------------------
CLOSED_FORMS = {
    "career_calculus": {
        "B": "b+g*V", "Lambda": "s+(1-r*delta**tau)*L+(pi0+g)*V",
        "p_star": "(b+g*V)/(s+(1-r*delta**tau)*L+(pi0+g)*V)",
        "r_star": "(p*(s+L+(pi0+g)*V)-b-g*V)/(p*delta**tau*L)",
    },
    "exemplary_sanction": {
        "mu_star": "(p_star-p_W)/(p_R-p_W)", "bluff_prob": "q*(1-mu_star)/((1-q)*mu_star)",
        "P_sanction": "q/mu_star", "D2_after_defiance": "1-q*k_W/(mu_star*h)",
    },
    "inspection_game": {"p_inspect": "B/Lambda", "d_defy": "k/a", "U_center": "-h*k/a"},
}


@pytest.mark.parametrize("name", NAMES)
def test_closed_forms(name):
    sympy = pytest.importorskip("sympy")
    model = load(name)
    mu_star = model.formulas.get("mu_star")
    for formula, text in CLOSED_FORMS[name].items():
        book = as_expression(text)
        book = book if mu_star is None or formula == "mu_star" else book.subs({"mu_star": mu_star})
        assert sympy.simplify(sympy.sympify(model.formulas[formula]) - book.to_sympy()) == 0, formula


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


def test_commitment_is_the_best_on_a_grid():
    module = importlib.import_module("defiance_games.models.inspection_game")
    draw = random.Random(1)
    for _ in range(20):
        table = {(r, c): (draw.randint(-3, 3), draw.randint(-3, 3)) for r in "CD" for c in "IO"}
        first, value = module.best_commitment(table)
        grid = [Fraction(n, 120) for n in range(121)]

        def at(x, table=table):
            mixed = {r: [x * table[r, "I"][i] + (1 - x) * table[r, "O"][i] for i in (0, 1)] for r in "CD"}
            top = max(u for u, _ in mixed.values())
            return max(v for u, v in mixed.values() if u == top)

        assert at(first) == value == max(value, *map(at, grid))


# -- the sign tables of the book ---------------------------------------------------------------------
CAREER = {  # parameter -> signs of p_star, net, B, Lambda; ? is ambiguous
    "p": "0-00", "b": "+++0", "g": "++++", "pi0": "--0+", "V": "??++", "L": "--0+", "s": "--0+", "r": "++0-",
    "delta": "++0-",
}
INSPECTION = {  # p_inspect, d_defy, U_center, U_commit
    "B": "+00-", "Lambda": "-00+", "k": "0+--", "a": "0-+0", "h": "00-0",
}
SANCTION = {  # P_sanction, mu_S, d_S, D2; p_star moves mu_star
    "q": "+00-", "p_star": "-+0+", "k_W": "00--", "h": "00++",
}


def check_signs(formulas, table, given):
    for parameter, signs in table.items():
        for formula, expected in zip(formulas, signs):
            found = sign(formula.diff(parameter), given)
            assert found.sign == {"?": "mixed"}.get(expected, expected), (parameter, str(formula))


def test_signs_of_career_calculus():
    model = load("career_calculus")
    names = ("p_star", "net", "B", "Lambda")
    given = [c.subs({"tau": 2}) for p in model.parameters if p.name != "tau" for c in p.domain]
    given += [c.subs({"tau": 2}) for c in model.contents.conditions(["Lambda > 0", "p_star < 1"])]
    check_signs([model.formulas[n].subs({"tau": 2}) for n in names], CAREER, given)


def test_signs_of_inspection_game():
    model = load("inspection_game")
    formulas = [model.formulas[n] for n in ("p_inspect", "d_defy", "U_center", "U_commit")]
    check_signs(formulas, INSPECTION, model.at().domain)


def test_signs_of_exemplary_sanction():
    """In the semi-separating branch that the solver finds, commitment-resolute."""
    model = load("exemplary_sanction")
    region = model.contents.conditions(["k_R < -h", "h > k_W", "q < mu_star < 1"])
    view = model.contents.view
    assert view is not None
    point = {**model.defaults, "k_R": -3}
    (found,) = (view(e) for e in solve(model.at()) if e.region.contains(point))
    formulas = [found[n] for n in ("sanction", "mu_S", "d_S", "defiance")]
    check_signs(formulas, SANCTION, (*model.at().domain, *region))


# -- the table P2.1 against the solver, at numbers ----------------------------------------------------
def table_of_the_book(q, h, k_R, k_W, mu):
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


def test_equilibria_are_the_book_s_table():
    model, draw = load("exemplary_sanction"), random.Random(3)
    seen = set()
    for _ in range(40):
        q, mu = (Fraction(draw.randint(1, 12), 13) for _ in "qm")
        h, k_W = (Fraction(draw.randint(1, 9), 4) for _ in "hk")
        k_R = k_W - Fraction(draw.randint(1, 25), 7)
        if q == mu or 0 in (h - k_W, h - k_R, h + k_R, k_R):
            continue
        got = model.ask("equilibria", q=q, h=h, k_R=k_R, k_W=k_W, p_star=mu)
        book = table_of_the_book(q, h, k_R, k_W, mu)
        rows = {e["label"]: tuple(e[c] for c in COLUMNS) for e in got["equilibria"]}
        rows = {n: (*r[:6], r[6] and (r[6]["lo"], r[6]["hi"]), *r[7:]) for n, r in rows.items()}
        assert rows == book and got["count"] == len(book) and not got["knife_edge"]
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


@pytest.mark.parametrize("values", [
    {"q": "1/2"}, {"h": 1}, {"h": "1/2"}, {"k_R": 0}, {"q": "3/4", "k_R": -2}, {"p_star": 1},
])
def test_knife_edges_are_flagged(values):
    base = {"q": "1/4", "h": 2, "k_R": "1/2", "k_W": 1, "p_star": "1/2"}
    got = load("exemplary_sanction").ask("equilibria", **{**base, **values})
    assert got["knife_edge"] and got["count"] == len(got["equilibria"]) >= 1


def test_knife_edges_of_the_other_questions():
    assert load("career_calculus").ask("decide", p="24/229")["action"] == "indifferent"
    stage = load("exemplary_sanction").ask("first_stage", q="1/4", h=2, k_W=1, p_star="1/2")
    assert stage["official1"] == "indifferent" and stage["knife_edge"]
    tie = load("exemplary_sanction").ask("first_stage", q="1/2", h=2, k_W=1, p_star="1/2")
    assert tie["knife_edge"]
    nowhere = load("career_calculus").ask("decide", p=0)
    assert nowhere["r_star"] is None and nowhere["action"] == "D"


# -- asking ----------------------------------------------------------------------------------------
def test_answers_are_exact():
    got = load("career_calculus").ask("decide", p=0.1, g="1/10")
    assert got["p_star"] == Fraction(24, 229) and got["net"] == Fraction(6, 5) - Fraction(229, 200)


def test_own_parameters_of_a_question():
    model = load("exemplary_sanction")
    given = {"q": "1/5", "h": 2, "k_W": 1, "p_star": "1/2"}
    assert model.ask("first_stage", **given)["official1"] == "D"
    assert model.ask("first_stage", **given, p_star_1="1/3")["official1"] == "C"
    assert model.ask("first_stage", **given, k_R=-2) == model.ask("first_stage", **given)
    (fault,) = faults(model.ask, "first_stage", **given, k_R="1/2")
    assert "k_R (resolute type's cost of a sanction) must be <= -h, got 1/2" in fault


def faults(call, *args, **kwargs):
    with pytest.raises(InputError) as caught:
        call(*args, **kwargs)
    return caught.value.faults


def test_every_fault_of_a_question_is_told():
    found = faults(load("career_calculus").ask, "decide", p="3/2", tau=1.5, gg=1, L="long")
    assert len(found) == 4
    assert "career_calculus: decide: p (sanction probability) must be in [0, 1], got 3/2." in found
    assert any("tau" in f and "integer" in f for f in found) and any("Did you mean 'g'?" in f for f in found)


def test_unknown_names():
    (fault,) = faults(load, "exemplary_sancton")
    assert fault == "No model 'exemplary_sancton'. Did you mean 'exemplary_sanction'?"
    assert "Did you mean 'decide'?" in faults(load("career_calculus").ask, "decid")[0]
    assert "must be a number" in faults(load("career_calculus").ask, "decide", p="b")[0]
    assert "p_star" in faults(load("exemplary_sanction").at, p_str="1/2")[0]


def test_defaults_and_what_is_missing():
    model = load("exemplary_sanction")
    assert model.completed({"q": "1/5"})["q"] == Fraction(1, 5)
    assert len(model.completed({})) == len(model.parameters)
    parameters = tuple(replace(p, default=None) for p in model.parameters)
    bare = Model("bare", replace(model.contents, parameters=parameters))
    assert bare.defaults == {}
    found = faults(bare.ask, "equilibria", q="1/4", h=2)
    told = "bare: equilibria: k_R (resolute type's cost of a sanction) must be given: it has no default."
    assert told in found
    assert len(found) == 5


# -- proving ---------------------------------------------------------------------------------------
def with_claims(name, *claims, view=None) -> Model:
    model = load(name)
    proposition = Proposition("X", "A false statement.", claims)
    return Model(name, replace(model.contents, propositions=(proposition,), view=view or model.contents.view))


def test_false_claims_are_refuted():
    false = with_claims(
        "inspection_game", Claim("slope > 0", slope=("p_inspect", "Lambda")),
        BranchClaim("mixed", region=(("B > 1",),)), BranchClaim("mixed", values={"d_defy": "k/(2*a)"}),
        BranchClaim("pure", region=((),)), Exhaustive(("pure",)),
    )
    (theorem,) = prove(false)
    assert theorem.status == "refuted" and [f.status for f in theorem.findings if f.status != "refuted"] == []
    for f in theorem.findings:
        assert f.witness is not None or f.fault
    assert theorem.witness is not None and {"B", "Lambda"} <= theorem.witness.keys()


def test_what_is_given_may_name_formulas_and_must_be_consistent():
    claims = with_claims("inspection_game", Claim("d_defy < 1/2"))
    assert prove(claims)[0].status == "refuted"
    assert prove(claims, given=["2*k < a"])[0].status == "proved"
    assert prove(claims, given="d_defy < 1/4")[0].status == "proved"
    assert "contradict" in faults(prove, claims, given=["k < 0"])[0]


def test_no_time_is_an_honest_undecided():
    for theorem in prove(load("exemplary_sanction"), time_limit=1e-6):
        assert theorem.status == "undecided" and theorem.witness is None
        assert all(f.fault == "the time limit was reached" for f in theorem.findings)


def test_a_claim_about_an_unknown_quantity_is_an_error():
    model = with_claims("inspection_game", BranchClaim("mixed", values={"d_def": "1"}))
    assert "Did you mean 'd_defy'?" in faults(prove, model)[0]


# -- a model is a file --------------------------------------------------------------------------------
FILE = '''"""Is it worth it?

Source: [MP].
"""

from defiance_games.games.definition import Definition
from defiance_games.games.normal_form import NormalForm
from defiance_games.symbolic.condition import parameter

PARAMETERS = (parameter("lam", "lam > 0", "1", "rate"),)


def half(lam):
    """Half of it."""
    return lam / 2


def game(lam):
    return NormalForm.build(players=("One",), strategies=(("D", "C"),), payoffs={"D": (lam,), "C": (0,)},
                            parameters=PARAMETERS)


def rate(lam, half):
    """Twice the rate."""
    return {"twice": 2 * lam, "half": half, "bits": [half, None, {"deep": half}]}


MODEL = Definition("[MP]", PARAMETERS, game, formulas=(half,), questions=(rate,))
'''


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A folder that belongs to the catalogue."""
    package = importlib.import_module("defiance_games.models")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    yield tmp_path
    for name in [n for n in sys.modules if n.startswith("defiance_games.models.own")]:
        monkeypatch.delitem(sys.modules, name)


def test_adding_a_model_is_adding_a_file(shelf: Path):
    (shelf / "own.py").write_text(FILE)
    (shelf / "_draft.py").write_text("raise RuntimeError")
    importlib.invalidate_caches()
    assert models() == tuple(sorted([*NAMES, "own"]))
    model = load("own")
    assert model.title == "Is it worth it?" and isinstance(model.formulas["half"], Expression)
    third = Fraction(1, 3)
    got = model.ask("rate", **{"lambda": "2/3"})
    assert got == {"twice": 4 * third, "half": third, "bits": [third, None, {"deep": third}]}


@pytest.mark.parametrize(("old", "new", "told"), [
    ("formulas=(half,)", "formulas=(half, half)", "declares 'half' twice"),
    ("def half(lam)", "def half(lm)", "Formula 'half' uses 'lm'"),
    ("def half(lam)", "def half(half)", "Formulas must not be defined by each other, got half."),
    ("def rate(lam, half)", "def rate(lam, haf)", "Question 'rate' uses 'haf', which is no parameter"),
])
def test_faults_of_a_model_file_are_told(shelf: Path, old, new, told):
    (shelf / "own2.py").write_text(FILE.replace(old, new))
    importlib.invalidate_caches()
    assert told in faults(load, "own2")[0]


def test_a_game_file_is_a_model(tmp_path: Path):
    path = tmp_path / "inspection.toml"
    path.write_text('''
title = "Inspection"
kind = "normal"
players = ["Center", "Local"]
[parameters]
c = { domain = ["0 < c < 2"], default = "1" }
[strategies]
Center = ["inspect", "trust"]
Local = ["comply", "defy"]
[payoffs]
"inspect, comply" = ["-c", "0"]
"inspect, defy" = ["1 - c", "-1"]
"trust, comply" = ["0", "0"]
"trust, defy" = ["-2", "1"]
[outcomes]
defiance = "P(defy)"
''')
    for given in (path, str(path)):
        model = load(given)
        assert (model.name, model.title) == ("inspection.toml", "Inspection")
        assert model.outcomes == {"defiance": "P(defy)"}
        assert model.defaults == {"c": 1} and not model.at(**model.defaults).parameters
        assert model.questions == model.formulas == {} and prove(model).theorems == ()
    assert "no question" in faults(load(path).ask, "nash")[0]


def test_listing_imports_no_model_and_nothing_heavy():
    code = (
        "import sys; from defiance_games.model import models, load; models();"
        "assert not any(m.startswith('defiance_games.models.') for m in sys.modules);"
        "[load(n).formulas for n in models()];"
        "heavy = {'numpy', 'scipy', 'sympy', 'z3', 'flint', 'rich', 'cvc5'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
