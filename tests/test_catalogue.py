"""Asking a model, proving what it claims, and what makes a file a model."""

from __future__ import annotations

import importlib
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from defiance_games.cli import run
from defiance_games.errors import InputError, TimeLimitReached
from defiance_games.games.definition import BranchClaim, Claim, Exhaustive, Proposition
from defiance_games.model import Model, load, models
from defiance_games.prove import prove
from defiance_games.symbolic.expression import Expression

NAMES = models()


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


def test_what_a_question_used():
    model = load("exemplary_sanction")
    used = model.used("first_stage", q="1/5")
    assert list(used) == ["q", "h", "k_R", "k_W", "p_star", "p_R", "p_W", "p_star_1"]
    assert (used["q"], used["k_R"], used["p_star_1"]) == (Fraction(1, 5), -4, Fraction(1, 2))
    assert model.ask("first_stage", **used) == model.ask("first_stage", q="1/5")


def test_an_answer_needs_all_equilibria():
    with pytest.raises(TimeLimitReached, match="exemplary_sanction: The time limit"):
        load("exemplary_sanction").ask("equilibria", time_limit=1e-6)


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
    assert "must be a rational number" in faults(load("career_calculus").ask, "decide", p="b")[0]
    assert "p_star" in faults(load("exemplary_sanction").at, p_str="1/2")[0]


def test_defaults_and_what_is_missing():
    model = load("exemplary_sanction")
    assert model.completed({"q": "1/5"})["q"] == Fraction(1, 5)
    assert len(model.completed({})) == len(model.parameters)
    parameters = tuple(replace(p, default=None) for p in model.parameters)
    bare = Model("bare", replace(model.contents, parameters=parameters))
    assert bare.defaults == {}
    found = faults(bare.ask, "equilibria", q="1/4", h=2)
    told = "bare: equilibria: k_R (resolute type's cost of a sanction) must be given: it has no default. "
    told += "Give it with --set k_R=VALUE."
    assert told in found
    assert len(found) == 5


# -- proving ---------------------------------------------------------------------------------------
def with_claims(name, *claims, view=None) -> Model:
    model = load(name)
    proposition = Proposition("X", "A false statement.", claims)
    return Model(name, replace(model.contents, propositions=(proposition,), view=view or model.contents.view))


def test_false_claims_are_refuted():
    false = with_claims(
        "inspection_game",
        Claim("slope > 0", slope=("p_inspect", "Lambda")),
        BranchClaim("mixed", region=(("B > 1",),)),
        BranchClaim("mixed", values={"d_defy": "k/(2*a)"}),
        BranchClaim("pure", region=((),)),
        Exhaustive(("pure",)),
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


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("formulas=(half,)", "formulas=(half, half)", "declares 'half' twice"),
        ("def half(lam)", "def half(lm)", "Formula 'half' uses 'lm'"),
        ("def half(lam)", "def half(half)", "Formulas must not be defined by each other, got half."),
        ("def rate(lam, half)", "def rate(lam, haf)", "Question 'rate' uses 'haf', which is no parameter"),
    ],
)
def test_faults_of_a_model_file_are_told(shelf: Path, old, new, told):
    (shelf / "own2.py").write_text(FILE.replace(old, new))
    importlib.invalidate_caches()
    assert told in faults(load, "own2")[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("def half(lam:", "SyntaxError"),
        ("from .. import nothing_here", "ImportError"),
        ("MODEL = undefined", "NameError: name 'undefined' is not defined."),
        ("MODEL = 3", "MODEL must be a Definition"),
    ],
)
def test_a_broken_file_is_named_and_the_others_are_listed(shelf: Path, capsys, text, told):
    (shelf / "own3.py").write_text(text)
    importlib.invalidate_caches()
    assert run(["models"]) == 0
    said = capsys.readouterr()
    assert told in said.err and said.err.startswith("models/own3.py: ") and "own3" not in said.out
    assert "exemplary_sanction" in said.out


def test_a_game_file_is_a_model(tmp_path: Path):
    path = tmp_path / "inspection.toml"
    path.write_text("""
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
""")
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
