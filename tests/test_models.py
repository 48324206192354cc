"""The catalogue: what every model promises, its published answers, sign tables and propositions."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from functools import cache

import pytest

from defiance_games.cli import run
from defiance_games.model import load, models
from defiance_games.prove import Proofs, prove
from defiance_games.statics import statics
from defiance_games.symbolic.domain import check_arguments
from defiance_games.symbolic.expression import Expression

NAMES = models()
ASKED = [(name, i) for name in NAMES for i in range(len(load(name).known))]
TABLES = [(name, i) for name in NAMES for i in range(len(load(name).signs))]


def agrees(got, expected, tol) -> bool:
    """|x - y| <= tol*max(1, |y|); an answer may carry more keys than are expected."""
    if isinstance(expected, dict):
        return all(key in got and agrees(got[key], value, tol) for key, value in expected.items())
    if isinstance(expected, list):
        return len(got) == len(expected) and all(agrees(g, e, tol) for g, e in zip(got, expected))
    if isinstance(expected, (str, bool)) or expected is None:
        return got == expected
    return got is not None and abs(float(got) - expected) <= tol * max(1, abs(expected))


def test_the_catalogue_is_whole():
    assert len(NAMES) == 24 and len(ASKED) == 96
    numbers = {int(re.findall(r"\d+", p.name)[0]) for name in NAMES for p in load(name).propositions}
    assert numbers == set(range(1, 25))


@pytest.mark.parametrize("name", NAMES)
def test_parameters_say_what_they_are(name):
    model = load(name)
    own = [p for q in model.questions.values() for p in q.parameters]
    for p in (*model.parameters, *own):
        assert p.meaning and p.unit and p.source and p.default is not None, p.name
    read = check_arguments(model.parameters, model.defaults)
    assert all(read[n] == v for n, v in model.defaults.items())
    if model.is_game:
        values = {**model.defaults, **model.contents.shape}
        assert not model.at(**values).parameters
        assert model.contents.shape.keys() <= {p.name for p in model.parameters}
    assert {p.name for p in model.setting.parameters} == {p.name for p in model.parameters if p.is_symbol}


@pytest.mark.parametrize("name", NAMES)
def test_the_docstring_is_the_definition(name):
    model = load(name)
    assert model.title.endswith("?") and "\n" not in model.title
    assert re.search(r"^Source: \[(MP|A|KT|Z|LF)\]", model.definition, re.M) and model.source.startswith("[")
    assert "Related:" in model.definition
    missing = [p.name for p in model.parameters if not re.search(rf"\b{p.name}\b", model.definition)]
    assert len(missing) <= len(model.parameters) / 2, missing
    assert model.references and len(set(model.references)) == len(model.references)


@pytest.mark.parametrize("name", NAMES)
def test_formulas_and_questions_hold_at_the_defaults(name):
    model = load(name)
    symbols = {p.name for p in model.parameters if p.is_symbol}
    for formula, expression in model.formulas.items():
        assert isinstance(expression, Expression) and expression.symbols <= symbols
        assert model.contents.formula_table[formula].meaning, formula
        if all(c.holds(model.defaults) for c in model.formula_region(formula)):
            assert isinstance(expression.evaluate(model.defaults), (Fraction, float)), formula
    for question, asked in model.questions.items():
        assert asked.meaning and model.ask(question), question
    if model.is_game:
        assert {o.name for o in model.at().outcomes} == set(model.outcomes)


@pytest.mark.parametrize(("name", "index"), ASKED)
def test_published_answers(name, index, capsys):
    known = load(name).known[index]
    assert known["model"] == name
    got = load(name).ask(known["query"], **known["params"])
    assert agrees(got, known["expect"], known["tol"]), got
    settings = [f"--set={n}={_written(v)}" for n, v in known["params"].items()]
    assert run(["ask", name, known["query"], *settings, "--format", "json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert agrees(printed, known["expect"], known["tol"]), printed


def _written(value):
    return ",".join(map(str, value)) if isinstance(value, list) else value


@cache
def proofs(name) -> Proofs:
    return prove(load(name), time_limit=300)


@pytest.mark.parametrize("name", NAMES)
def test_every_proposition_is_proved(name):
    model = load(name)
    for theorem in proofs(name):
        failed = [(f.claim, f.status, f.fault, f.witness) for f in theorem.findings if f.status != "proved"]
        assert not failed and theorem.witness is None and theorem.statement, theorem.name
    assert [t.name for t in proofs(name)] == [p.name for p in model.propositions]
    assert all(re.fullmatch(r"P\d+\.\d+", t.name) for t in proofs(name))
    data = proofs(name).to_dict()
    assert data["model"] == name


@pytest.mark.parametrize(("name", "index"), TABLES)
def test_published_sign_tables(name, index):
    """Proved where there is a closed form; numeric, and so labelled, for results of questions."""
    model, table = load(name), load(name).signs[index]
    found = statics(model, table.columns, list(table.rows), table.given, values=table.values)
    for parameter, row in table.rows.items():
        for column, expected in row.items():
            effects = [e for e in found.of(column).rows if e.parameter == parameter and not e.within]
            if "." in column:
                allowed = "+-0" if expected == "ambiguous" else expected
                assert effects and all(e.proof == "numeric" and e.sign in allowed for e in effects)
                continue
            wanted = "mixed" if expected == "ambiguous" else expected
            proof = "refuted" if wanted == "mixed" else "proved"
            signs = {(e.sign, e.proof) for e in effects}
            assert signs == {(wanted, proof)}, (parameter, column, expected, signs)
