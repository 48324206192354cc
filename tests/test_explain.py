"""Derivations: every formula in them is confirmed again here, nothing is missing, every format is whole."""

import itertools
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

import defiance_games as dg
from defiance_games.cli import run
from defiance_games.equilibria.names import at_ties
from defiance_games.errors import InputError, UnsupportedError
from defiance_games.explanation.checking import Court, strict, weak
from defiance_games.explanation.steps import Equation, Items, Result, Section, Statement
from defiance_games.report import records, render
from defiance_games.report.derivation import written
from defiance_games.report.derivation.mathml import mathml
from defiance_games.symbolic.condition import Condition
from defiance_games.symbolic.proof import prove

GAMES = Path(__file__).parents[1] / "examples" / "games"
SMALL = ("beer_quiche.toml", "inspection.toml", "entry_deterrence.toml", "stag_hunt.toml")
SEMI = "semi-separating: R S, W S/N"


def walk(steps):
    for step in steps:
        yield step
        if isinstance(step, Section):
            yield from walk(step.steps)
        elif isinstance(step, Result):
            yield from walk((*step.statement, *step.proof))


def results(found):
    return {step.title: step for step in found.steps if isinstance(step, Result)}


@pytest.fixture(scope="module")
def sanction():
    return dg.explain("exemplary_sanction")


@pytest.fixture(scope="module")
def semi():
    return dg.explain("exemplary_sanction", equilibrium=SEMI, level="student")


# -- what is said is so -----------------------------------------------------------------------------
def confirmed_again(found):
    for given, claim in dict.fromkeys(found.confirmed):
        if claim.lhs.is_number and claim.rhs.is_number:
            assert claim.holds() or prove("0 > 1", given=given).status == "proved"
        else:
            assert prove(claim, given=given, certify=False).status == "proved", claim


@pytest.mark.parametrize("name", SMALL)
def test_what_is_said_of_a_file_is_proved_again(name):
    found = dg.explain(dg.load(GAMES / name))
    assert found.confirmed and not found.left_out
    confirmed_again(found)


def test_what_is_said_of_one_equilibrium_is_proved_again(semi):
    assert len(semi.confirmed) >= 6
    confirmed_again(semi)


def test_what_is_said_of_a_sign_is_proved_again():
    found = dg.explain("exemplary_sanction", outcome="defiance", wrt="h")
    confirmed_again(found)
    text = str(found)
    assert "So defiance rises with h." in text and "So defiance falls with h." in text
    assert "p_R - p_W > 0, because p_W < p_R." in text


def test_chains_hold_at_the_example(semi):
    """What stands between two relations of a displayed inequality is in order at the running example."""
    (result,) = results(semi).values()
    at = example(result)
    solutions = {}
    for step in walk([result]):
        if isinstance(step, Equation):
            parts = step.formula.parts
            for i, part in enumerate(parts):
                if part == "iff":
                    value = parts[i + 3].subs({"mu_star": "(p_star - p_W)/(p_R - p_W)"}).subs(at)
                    solutions[str(parts[i + 1])] = value
    assert solutions.keys() == {"mu", "sigma", "rho"}
    point = {**at, **solutions, "mu_star": "1/2"}
    seen = 0
    for step in walk([result]):
        if isinstance(step, Equation):
            parts = list(itertools.takewhile(lambda p: p != "iff", step.formula.parts))
            for a, op, b in zip(parts, parts[1:], parts[2:], strict=False):
                if op in ("=", ">=") and hasattr(a, "evaluate") and hasattr(b, "evaluate"):
                    assert Condition(a.subs(point), op, b.subs(point)).holds(), step.formula
                    seen += 1
    assert seen >= 5


def example(result):
    (running,) = (s for s in result.proof if isinstance(s, Statement) and s.label == "Running example.")
    formulas = [part for part in running.text[0] if hasattr(part, "parts")]
    return {str(f.parts[0]): f.parts[2] for f in formulas}


def test_the_running_example_is_the_default_point_where_that_is_inside(semi):
    (result,) = results(semi).values()
    model = dg.load("exemplary_sanction")
    assert {n: v.value for n, v in example(result).items()} == model.defaults


@pytest.mark.parametrize("text", ["-k >= -h", "(a - b)*(1 - q) >= 0", "q*a + b < q*b + c", "a/(1 - q) <= b"])
def test_a_condition_is_shortened_to_an_equivalent_one(text):
    domain = [*dg.symbolic.proof.conditions(["0 < q < 1", "h > 0", "k > 0"])]
    court = Court(["q", "h", "k", "a", "b", "c"], domain, deadline=float("inf"))
    (c,) = dg.symbolic.proof.conditions(text)
    short = court.shortened(c)
    assert short is not None and len(str(short)) <= len(str(c)) + 8
    assert prove(short, given=[*domain, c]).status == prove(c, given=[*domain, short]).status == "proved"


def test_a_false_claim_is_refused():
    (c,) = dg.symbolic.proof.conditions("h > k")
    court = Court(["h", "k"], dg.symbolic.proof.conditions("h > 0"), deadline=float("inf"))
    with pytest.raises(dg.explanation.checking.Refused):
        court.affirm(c)
    assert court.affirm(weak(c), [strict(c)]) and len(court.confirmed) == 1


# -- nothing is missing -----------------------------------------------------------------------------
def test_every_equilibrium_off_ties_has_its_proposition(sanction):
    solution = dg.solve(dg.load("exemplary_sanction").at())
    assert list(results(sanction)) == [e.name for e in solution if not at_ties(e)]
    assert not sanction.left_out


def test_every_condition_of_a_region_is_traced(sanction):
    solution = dg.solve(dg.load("exemplary_sanction").at())
    for name, result in results(sanction).items():
        told = next(
            result.proof[i + 1]
            for i, s in enumerate(result.proof)
            if isinstance(s, Statement) and s.text == "Where the conditions come from:"
        )
        assert isinstance(told, Items)
        assert len(told.items) == sum(len(d) for d in solution[name].region.disjuncts)


def test_exemplary_sanction_reads_like_its_proof(sanction):
    text = re.sub(r"\s+", " ", str(sanction))
    for sentence in (
        "Where p_star < p_R, h > k_W and q < mu_star, this is an equilibrium:",
        "type W sends S with probability q*(1 - mu_star)/((1 - q)*mu_star) and N otherwise.",
        "u_Official 2(D) = mu*(p_star - p_R) + (1 - mu)*(p_star - p_W) = 0 = u_Official 2(C) iff mu",
        "mu = q/(q + (1 - q)*sigma) = mu_star iff sigma = q*(1 - mu_star)/((1 - q)*mu_star)",
        "u_W(S) = -h*rho - k_W = -h = u_W(N) iff rho = 1 - k_W/h",
        "h > k_W: rho must lie strictly between 0 and 1.",
        "N is off the path of play, and Bayes' rule is silent.",
        "It fails the intuitive criterion. After S, W (at most -k_W, against 0 in equilibrium) can only",
        "together, k_R >= k_W, which is false on the domain.",
    ):
        assert sentence in text, sentence


def test_why_there_is_nothing_else_in_a_small_table():
    text = re.sub(r"\s+", " ", str(dg.explain("inspection_game")))
    assert "The solver solved 13 systems" in text and "8 of them have no solution" in text
    assert "I against C: Center would gain by O: -k < 0." in text
    assert "The one left is what the equilibria of the list play" in text


def test_players_alike_are_argued_once():
    text = str(dg.explain("capacity_defiance"))
    assert text.count("(and likewise Official 2, Official 3)") == 2


def test_a_tree_is_argued_from_its_ends():
    found = dg.explain(dg.load(GAMES / "entry_deterrence.toml"))
    (result, *_) = results(found).values()
    labels = [s.label for s in result.proof if isinstance(s, Statement) and s.label]
    assert labels[:2] == ["Incumbent.", "Entrant."]


def test_what_a_concept_leaves_open_is_named():
    text = str(dg.explain(dg.load(GAMES / "selten_horse.toml")))
    assert "Play does not come to third, of which the concept asks nothing" in text


def test_a_proposition_shows_its_certificate():
    found = dg.explain("inspection_game", proposition=dg.load("inspection_game").propositions[0].name)
    assert any(isinstance(s, Result) for s in found.steps)
    text = str(dg.explain("exemplary_sanction", proposition="P2.4"))
    assert "0 = [" in text and "Multiplying out confirms it." in re.sub(r"\s+", " ", text)


def test_numbers_are_explained_too():
    found = dg.explain("inspection_game", B=2, Lambda=5, k="1/2", a=2, h=2)
    assert "y = 3/4" in str(found)


def test_a_model_without_a_game_has_formulas_and_propositions():
    name = next(n for n in dg.models() if not dg.load(n).is_game and dg.load(n).formulas)
    found = dg.explain(name)
    assert any(isinstance(s, Section) and s.title == "Formulas" for s in found.steps)


def test_levels():
    paper, student = (str(dg.explain("inspection_game", level=level)) for level in ("paper", "student"))
    assert "must pay the same" in student and "must pay the same" not in paper
    assert "In a Nash equilibrium nobody gains" in student and "In the example defiance = " in student


# -- formats ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", ["table", "markdown", "latex", "html", "json", "csv"])
def test_formats(sanction, form):
    text = render(sanction, form)
    assert SEMI.split(":")[0] in text
    if form == "table":
        assert max(map(len, text.splitlines())) <= 80
    if form == "markdown":
        assert text.count("$$") % 2 == 0 and r"\mu^{*}" in text
    if form == "latex":
        assert text.count(r"\begin{proposition}") == text.count(r"\end{proof}") == len(results(sanction))


def test_notebook_and_data_frame_views(semi):
    assert semi._repr_html_().startswith("<h1>") and semi._repr_markdown_().startswith("# ")
    assert r"\begin{proof}" in semi.to_latex()
    assert {"under", "formula", "reason"} == set(records(semi)[0])


def test_latex_compiles(semi, tmp_path):
    if shutil.which("pdflatex") is None:
        pytest.skip("no LaTeX here: apt-get install texlive-latex-base")
    (tmp_path / "e.tex").write_text(written(semi, "latex", whole=True))
    order = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "e.tex"]
    done = subprocess.run(order, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    assert "Overfull" not in done.stdout


class Balanced(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.links = [], []

    def handle_starttag(self, tag, attrs):
        self.links += [v for k, v in attrs if k in ("src", "href")]
        if tag not in ("meta", "mspace"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_html_is_whole_and_needs_no_network(sanction):
    page = Balanced()
    page.feed(written(sanction, "html", whole=True))
    assert page.open == [] and page.links == []


def test_mathml():
    assert mathml(r"\frac{1}{h}") == (
        "<math><mrow><mfrac><mrow><mn>1</mn></mrow><mrow><mi>h</mi></mrow></mfrac></mrow></math>"
    )
    assert "<mtext>Official 2</mtext>" in mathml(r"u_{\text{Official 2}}(D)")
    assert "≥" in mathml(r"a \ge b") and "−" in mathml("-a")


# -- the command, and bad input ---------------------------------------------------------------------
def test_command_writes_by_the_ending_of_the_file(tmp_path, capsys):
    for ending, start in ((".md", "# "), (".tex", "\\documentclass"), (".html", "<!DOCTYPE")):
        out = tmp_path / f"proof{ending}"
        assert run(["explain", "inspection_game", "-o", str(out)]) == 0
        assert out.read_text().startswith(start)
    assert capsys.readouterr().out == ""
    assert run(["explain", "inspection_game"]) == 0
    assert "Proposition (mixed)." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"equilibrium": "pooled on S (C; N: D/C)"}, "Did you mean 'pooling on S (C; N: D/C)'"),
        ({"proposition": "P9"}, "no proposition 'P9'"),
        ({"level": "expert"}, "level must be student or paper"),
        ({"outcome": "defiance", "proposition": "P2.1"}, "give one of"),
        ({"outcome": "defianse"}, "defiance"),
    ],
)
def test_bad_input(options, sentence):
    with pytest.raises(InputError, match=re.escape(sentence)):
        dg.explain("exemplary_sanction", **options)


def test_bad_ending_and_unsupported_concept(capsys):
    assert run(["explain", "inspection_game", "-o", "proof.docx"]) == 2
    caught = capsys.readouterr()
    assert caught.out == "" and ".md, .tex, .html" in caught.err
    with pytest.raises(UnsupportedError, match="not argued choice by choice"):
        dg.explain("inspection_game", concept="correlated")
