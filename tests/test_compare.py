"""Competing accounts, and the table of the two cases: every cell against the number that was published."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction

import pytest

import defiance_games as dg
from defiance_games.cases import ROWS, Case, Value, cases, load_case
from defiance_games.cli import run
from defiance_games.compare import compare
from defiance_games.comparison.accounts import AccountComparison, compare_accounts
from defiance_games.comparison.cases import CaseComparison
from defiance_games.errors import InputError
from defiance_games.report import render

SARS, TIEBEN = "sars_2003", "tieben_2003_04"
ACCOUNTS = ("mei_pearson", "information_asymmetry", "factional_patronage", "declining_authority")


# -- accounts ---------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def accounts() -> AccountComparison:
    return compare_accounts(dg.load("rival_explanations"), time_limit=600)


PUBLISHED = {
    "M": "+000",
    "m": "-00-",
    "eta": "0-00",
    "f": "00+0",
    "q": "000-",
    "s": "----",
    "a wave of selective sanctions": "+00-",
}


@pytest.mark.parametrize(("name", "signs"), PUBLISHED.items())
def test_every_sign_is_the_published_one_and_proved(accounts, name, signs):
    row = accounts[name]
    assert tuple(row.signs) == ACCOUNTS
    assert "".join(sign.sign for sign in row.signs.values()) == signs
    assert {sign.proof for sign in row.signs.values()} == {"proved"}
    assert row.proof == "proved"
    assert not accounts.undecided


def test_what_each_observation_separates(accounts):
    mp, ia, fp, da = ACCOUNTS
    assert {row.name for row in accounts.rows} == PUBLISHED.keys()
    assert accounts["M"].separates == ((mp,), (ia, fp, da))
    assert accounts["m"].separates == ((mp, da), (ia, fp))
    assert accounts["eta"].separates == ((mp, fp, da), (ia,))
    assert accounts["s"].separates == ()
    assert accounts["a wave of selective sanctions"].separates == ((mp,), (ia, fp), (da,))


def test_the_wave_moves_the_shares_as_published():
    model = dg.load("rival_explanations")
    own = {a: {"account": a, "phi": "0.4" if a == "information_asymmetry" else "0.25"} for a in ACCOUNTS}
    before = {a: model.ask("share", **own[a])["Y"] for a in ACCOUNTS}
    after = {a: model.ask("share", m=8, M=100, **own[a])["Y"] for a in ACCOUNTS}
    assert abs(float(before["mei_pearson"]) - 0.155) < 1e-9
    assert abs(float(after["mei_pearson"]) - 0.7522727273) < 1e-9
    assert after["declining_authority"] == 0 < before["declining_authority"]
    assert all(after[a] == before[a] for a in ("information_asymmetry", "factional_patronage"))


def test_accounts_are_shown_in_every_format(accounts):
    text = str(accounts)
    assert max(map(len, text.splitlines())) <= 80
    assert "M, known defiers         +     0     0     0     Y_MP | Y_IA, Y_FP, Y_DA  proved" in text
    data = json.loads(render(accounts, "json"))
    assert data["schema"] == "defiance-games/accounts/1"
    assert data["accounts"]["mei_pearson"] == "Y_MP"
    wave = data["rows"][-1]
    assert wave["given"] == ["m > 0", "m*(a0 + b0) < M*a0"]
    assert wave["signs"]["mei_pearson"] == {"sign": "+", "strict": True, "proof": "proved"}
    rows = list(csv.DictReader(io.StringIO(render(accounts, "csv"))))
    assert len(rows) == len(PUBLISHED) * len(ACCOUNTS) == len(accounts.to_pandas())
    assert r"\toprule" in accounts.to_latex()
    assert "detection" in render(accounts, "markdown")


# -- cases ------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def table() -> CaseComparison:
    found = compare(robustness=True)
    assert isinstance(found, CaseComparison)
    return found


def test_all_cases_are_compared_if_none_is_named(table):
    assert cases() == (SARS, TIEBEN) == tuple(table.titles)
    assert [row.label for row in table.rows] == [row.label for row in ROWS]


# the published table: row, quantity, SARS 2003, Tieben 2003-04, digits after the point
NUMBERS = [
    ("what defiance earns", "g", 0, 0.1, 9),
    ("tolerated risk", "p_star", 0.0191, 0.1048, 4),
    ("follow-through", "p_R", 0.5, 0.08, 9),
    ("belief that deters", "mu_star", 0.0383, 1.310, 3),
    ("official 2", "q", 0.1, 0.1, 9),
    ("official 2", "D2_after_defiance", 0, 1, 9),
    ("global game", "K", 2, 8, 9),
    ("global game", "N", 30, 400, 9),
    ("global game", "p_G", 0.2330, 0.0970, 4),
    ("routine enforcement", "delta_c", 0.00026, 2.0, 5),
    ("belief after the news", "m", 2, 8, 9),
    ("belief after the news", "M", 4, 100, 9),
    ("belief after the news", "p_hat", 0.2857, 0.0909, 4),
    ("mean field", "kappa_c", 0.025, 0.125, 9),
]


@pytest.mark.parametrize(("label", "quantity", "sars", "tieben", "digits"), NUMBERS)
def test_every_number_is_the_published_one(table, label, quantity, sars, tieben, digits):
    for name, published in ((SARS, sars), (TIEBEN, tieben)):
        cell = table[label].cells[name]
        got = {**cell.inputs, **cell.results}[quantity]
        assert abs(float(got) - published) <= 0.51 * 10**-digits


WORDS = [
    ("what defiance earns", "no promotion", "growth counts for promotion"),
    ("sanctions", "two top officials removed", "eight officials disciplined"),
    ("belief that deters", None, "no signal can deter"),
    ("official 2", "complies", "defies"),
    ("global game", "above p_star: comply", "below p_star: defy"),
    ("routine enforcement", "sustainable at delta = 0.5", "impossible"),
    ("belief after the news", "up from 0.2", "down from 0.2"),
    ("belief after the news", "above p_star: comply", "below p_star: defy"),
    ("mean field", "dies out", "x_high = 0.8, a purge of more than 0.6 needed"),
]


@pytest.mark.parametrize(("label", "sars", "tieben"), WORDS)
def test_every_verdict_is_the_published_one(table, label, sars, tieben):
    for name, published in ((SARS, sars), (TIEBEN, tieben)):
        words = table[label].cells[name].words
        assert published in words if published else words == ()


def test_the_tolerated_risk_is_passed_on_exactly(table):
    linked = [each for each in table.inputs if set(each.sources.values()) == {"career_calculus.p_star"}]
    assert {each.model for each in linked} == {"exemplary_sanction", "capacity_defiance", "belief_diffusion"}
    for each in linked:
        assert dict(each.values) == {SARS: Fraction(4, 209), TIEBEN: Fraction(24, 229)}
    assert table["belief that deters"].cells[SARS].results["mu_star"] == Fraction(8, 209)


def test_where_inputs_are_from(table):
    source = {(each.model, each.parameter): each.sources for each in table.inputs}
    assert source["capacity_defiance", "K"][TIEBEN] == "[MP]: eight officials disciplined"
    assert source["capacity_defiance", "N"][TIEBEN] == "illustrative"
    assert set(source["sanction_reputation", "p_star"].values()) == {"illustrative"}
    for each in table.inputs:
        known = {p.name for p in dg.load(each.model).parameters}
        known |= {p.name for q in dg.load(each.model).questions.values() for p in q.parameters}
        assert each.parameter in known


# the paragraph below the published table: row, case, inputs, quantity, number, words
CHECKS = [
    ("global game", SARS, "N, K of Tieben 2003-04", "p_G", 0.0970, ("above p_star: comply",)),
    ("belief that deters", SARS, "p_R of Tieben 2003-04", "mu_star", 0.239, ()),
    ("official 2", SARS, "p_R of Tieben 2003-04", "D2_after_defiance", 0.8955, ("mixes: semi-separating",)),
    (
        "routine enforcement",
        TIEBEN,
        "p_star of career_calculus",
        "delta_c",
        0.419,
        ("sustainable at delta = 0.9",),
    ),
]


@pytest.mark.parametrize(("label", "case", "inputs", "quantity", "number", "words"), CHECKS)
def test_how_much_hangs_on_choices(table, label, case, inputs, quantity, number, words):
    (check,) = (c for c in table.checks if (c.label, c.case, c.inputs) == (label, case, inputs))
    assert abs(float(check.after.results[quantity]) - number) < 5e-4
    assert check.after.words == words
    assert check.changes == (label in ("official 2", "routine enforcement"))
    assert check.before == table[label].cells[case]


def test_official_2_after_the_check_is_semi_separating():
    found = dg.load("exemplary_sanction").ask(
        "first_stage", q="0.1", h=4, k_W=1, p_R="0.08", p_star=Fraction(4, 209)
    )
    assert 0 < found["bluff_prob"] < 1


def test_checks_are_made_only_if_asked_for():
    assert compare(SARS, TIEBEN).to_dict()["checks"] == []


def test_a_case_of_ones_own():
    mine = Case("Mine", {"sanctions": "none"}, {"career_calculus": {"g": Value("1/2", "my notes")}})
    found = compare(mine, SARS)
    assert isinstance(found, CaseComparison)
    assert tuple(found.titles.values()) == ("Mine", "SARS 2003")
    model = dg.load("career_calculus")
    assert found["tolerated risk"].cells["Mine"].results == {"p_star": model.ask("decide", g="1/2")["p_star"]}
    assert found["sanctions"].cells["Mine"].words == ("none",)
    alone = compare(SARS)
    assert isinstance(alone, CaseComparison)
    assert list(alone.titles) == [SARS]


def test_a_link_to_nothing_is_told():
    mine = Case("Mine", {}, {"career_calculus": {"b": Value("inspection_game.p_inspekt")}})
    with pytest.raises(InputError, match="inspection_game: no formula 'p_inspekt'. Did you mean 'p_inspect'"):
        compare(mine)


def test_faults_of_a_case_are_told():
    with pytest.raises(InputError, match="Mine: no model 'carer_calculus'. Did you mean 'career_calculus'"):
        compare(Case("Mine", {}, {"carer_calculus": {"g": Value("1")}, "inspect": {}}))
    with pytest.raises(InputError, match="Mine: g of career_calculus must be a number or a link"):
        compare(Case("Mine", {}, {"career_calculus": {"g": Value("gg")}}))
    with pytest.raises(InputError, match="no parameter 'gg'"):
        compare(Case("Mine", {}, {"career_calculus": {"gg": Value("1")}}))


def test_a_knife_edge_says_nothing():
    mine = Case("Mine", {}, {"exemplary_sanction": {"q": Value("1/2"), "p_star": Value("1/2")}})
    found = compare(mine)
    assert isinstance(found, CaseComparison)
    cell = found["official 2"].cells["Mine"]
    assert (cell.results["D2_after_defiance"], cell.words) == (None, ())
    assert "D2_after_defiance = –" in str(found)
    assert json.loads(render(found, "json", numeric=True))["rows"]


@pytest.mark.parametrize("name", cases())
def test_case_files(name):
    case = load_case(name)
    assert set(case.facts) == {row.label for row in ROWS if not row.question}
    assert set(case.values) == {row.model for row in ROWS if row.model}


def test_cases_are_shown_in_every_format(table):
    text = str(table)
    assert max(map(len, text.splitlines())) <= 80
    data = json.loads(render(table, "json"))
    assert data["schema"] == "defiance-games/cases/1"
    assert data["rows"][1]["cells"][SARS]["results"] == {"p_star": "4/209"}
    assert data["rows"][1]["model"] == "career_calculus"
    numeric = json.loads(render(table, "json", numeric=True))
    assert abs(numeric["rows"][1]["cells"][SARS]["results"]["p_star"] - 4 / 209) < 1e-12
    rows = list(csv.DictReader(io.StringIO(render(table, "csv"))))
    assert {row["table"] for row in rows} == {"rows", "inputs", "checks"}
    assert len(rows) == len(table.to_pandas())
    assert "what it rests on" in render(table, "markdown")
    assert "p_{G}" in table.to_latex()


# -- the command ------------------------------------------------------------------------------------
def test_the_command_prints_the_table(capsys):
    assert run(["compare"]) == 0
    assert capsys.readouterr().out.startswith("SARS 2003 and Tieben 2003-04\n")
    assert run(["compare", TIEBEN, SARS, "--robustness"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Tieben 2003-04 and SARS 2003\n")
    assert "how much hangs on those choices" in out


def test_the_command_prints_accounts(capsys):
    assert run(["compare", "rival_explanations", "--time-limit", "600"]) == 0
    assert "wave of selective sanctions" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sars_2033"], "No model or case 'sars_2033'. Did you mean 'sars_2003'?"),
        (
            ["inspection_game"],
            "inspection_game declares no competing accounts. Models that do: rival_explanations.",
        ),
        (["rival_explanations", SARS], "not both"),
        (["rival_explanations", "--robustness"], "Checks of robustness are made of cases"),
        (["sars_2033", "rival"], "No model or case 'rival'."),
    ],
)
def test_bad_input_is_a_sentence_and_exit_2(words, said, capsys):
    assert run(["compare", *words]) == 2
    out, err = capsys.readouterr()
    assert not out
    assert said in err
    assert "Traceback" not in err
