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
from defiance_games.explanation.elsewhere import Exclusion, played_in
from defiance_games.explanation.proposition import slug
from defiance_games.explanation.steps import (
    Cases,
    Emphasis,
    Equation,
    Items,
    Result,
    Section,
    Statement,
    flat,
)
from defiance_games.explanation.writing import Writer
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
def course():
    return dg.explain("exemplary_sanction", level="student")


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
def numbered(items):
    for item in items:
        yield from numbered(item.inside) if item.inside else [item]


def test_every_equilibrium_off_ties_has_its_case(sanction):
    solution = dg.solve(dg.load("exemplary_sanction").at())
    names = [e.name for e in solution if not at_ties(e)]
    (result,) = results(sanction).values()
    (cases,) = (step for step in result.statement if isinstance(step, Cases))
    labels = [item.number.label.split(":")[1].rsplit("-", 1)[0] for item in numbered(cases.items)]
    assert sorted(labels) == sorted(map(slug, names))
    proved = {
        str(part) for step in walk(result.proof) if isinstance(step, Statement) for part in flat(step.label)
    }
    assert {str(item.number) for item in numbered(cases.items)} <= proved
    assert not sanction.left_out


def test_every_condition_of_a_region_is_traced(course):
    solution = dg.solve(dg.load("exemplary_sanction").at())
    (result,) = results(course).values()
    cases = [step for step in result.proof if isinstance(step, Section)]
    assert len(cases) == sum(not at_ties(e) for e in solution)
    for case in cases:
        e = solution[str(case.title[-1]).removeprefix(": ")]
        told = next(
            case.steps[i + 1]
            for i, s in enumerate(case.steps)
            if isinstance(s, Statement) and s.text == "Where the conditions come from:"
        )
        assert isinstance(told, Items)
        assert len(told.items) == sum(len(d) for d in e.region.disjuncts)
        assert "found by the solver" not in str(told)


def test_exemplary_sanction_reads_like_its_proof(sanction):
    text = re.sub(r"\s+", " ", str(sanction))
    for sentence in (
        "semi-separating: R S, W S/N. Where p_star < p_R, h > k_W and q < mu_star, type R sends S; type "
        "W sends S with probability q*(1 - mu_star)/((1 - q)*mu_star) and N otherwise;",
        "u_Official 2(D) - u_Official 2(C) = mu*(p_star - p_R) + (1 - mu)*(p_star - p_W) (1) so that D is "
        "best iff mu <= mu_star, and C is best iff mu >= mu_star.",
        "By (1), both replies are best iff mu(R | S) = mu_star. Bayes' rule gives it where",
        "mu(R | S) = q/(q + (1 - q)*sigma) = mu_star iff sigma = q*(1 - mu_star)/((1 - q)*mu_star)",
        "u_W(S) = -h*rho - k_W = -h = u_W(N) iff rho = 1 - k_W/h",
        "0 < rho < 1 asks for h > k_W.",
        "N is off the path of play, where Bayes' rule is silent; with mu(R | N) = mu_star both replies",
        "that is, x >= k_W/h, which holds for all x of the range.",
        "(viii)(c) fails the intuitive criterion: after S, W (at most -k_W, against 0 in equilibrium) can",
        "If type R sends N and type W sends S, then type R asks for",
        "together, k_R >= k_W, which is false on the domain.",
        "There are no others, ties between parameters apart.",
    ):
        assert sentence in text, sentence


def test_semi_separating_student_text_has_every_step(semi):
    text = re.sub(r"\s+", " ", str(semi))
    for sentence in (
        "Where p_star < p_R, h > k_W and q < mu_star, this is an equilibrium:",
        "type W sends S with probability q*(1 - mu_star)/((1 - q)*mu_star) and N otherwise.",
        "u_Official 2(D) = mu*(p_star - p_R) + (1 - mu)*(p_star - p_W) = 0 = u_Official 2(C) iff mu",
        "h > k_W: rho must lie strictly between 0 and 1.",
        "It passes the intuitive criterion and D1.",
    ):
        assert sentence in text, sentence


def test_the_paper_level_is_short(sanction):
    assert len(written(sanction, "text")) < 12_500


def test_why_there_is_nothing_else_in_a_small_table():
    text = re.sub(r"\s+", " ", str(dg.explain("inspection_game")))
    assert "the solver solved 13 systems" in text and "8 of them have no solution" in text
    assert "of the 9 choices, 8 are impossible" in text
    assert "If Center plays I and Official plays only C, then Center would gain by O: -k < 0." in text
    assert "The one left is what the equilibria above play" in text


@pytest.mark.parametrize(("name", "point"), [("exemplary_sanction", {}), ("inspection_game", {})])
def test_no_equilibrium_plays_what_is_excluded(name, point):
    model = dg.load(name)
    game, numbers = model.at(), model.at(**(model.defaults | point))
    solution = dg.solve(game)
    court = Court([p.name for p in game.parameters], game.domain, deadline=float("inf"))
    steps = Exclusion(game, solution, court, Writer(court))
    reasons = steps.reasons()
    assert reasons
    for e in dg.solve(numbers):
        played = played_in(numbers, e)
        for reason in reasons:
            assert not all((a in played[k]) == used for k, a, used in reason)


def test_players_alike_are_argued_once():
    text = re.sub(r"\s+", " ", str(dg.explain("capacity_defiance")))
    assert text.count("(and likewise Official 2 and Official 3)") == 3
    assert "the only root in [0,1] is x = (sqrt(12*p_star - 3) - 1)/2" in text


def test_a_tree_is_argued_from_its_ends():
    found = dg.explain(dg.load(GAMES / "entry_deterrence.toml"))
    (result, *_) = results(found).values()
    words = [
        part.words
        for s in result.proof
        if isinstance(s, Statement)
        for part in flat(s.text)
        if isinstance(part, Emphasis)
    ]
    assert words[:2] == ["Incumbent.", "Entrant."]


def test_what_a_concept_leaves_open_is_named():
    text = re.sub(r"\s+", " ", str(dg.explain(dg.load(GAMES / "selten_horse.toml"))))
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


# -- other concepts ---------------------------------------------------------------------------------
def test_nash_of_a_tree_leaves_open_what_is_not_reached():
    text = re.sub(r"\s+", " ", str(dg.explain(dg.load(GAMES / "entry_deterrence.toml"), concept="nash")))
    assert "Entrant plays out; and Incumbent plays fight with probability x" in text
    assert "u_Entrant(out) = 0 >= b - x = u_Entrant(enter), that is, x >= b" in text


def test_correlated_has_its_inequalities_and_those_that_bind():
    found = dg.explain("inspection_game", concept="correlated")
    text = re.sub(r"\s+", " ", str(found))
    assert "Official, told C, not D: (Lambda - B) p(I, C) - B p(O, C) >= 0." in text
    assert "These are indifferent: Center, told I, not O;" in text
    confirmed_again(found)


def test_stackelberg_compares_reply_by_reply():
    found = dg.explain("inspection_game", concept="stackelberg")
    text = re.sub(r"\s+", " ", str(found))
    assert "Center commits to I with probability B/Lambda and O otherwise." in text
    assert (
        "C: u_Center = -k*t <= -k*B/Lambda, where it is a best reply, which asks for t >= B/Lambda." in text
    )
    confirmed_again(found)


def test_a_refinement_says_what_it_excludes():
    text = re.sub(r"\s+", " ", str(dg.explain(dg.load(GAMES / "beer_quiche.toml"), refine="d1")))
    assert "These equilibria do not pass D1: * pooling on quiche" in text and "No others pass D1" in text


ODD = """title = "Fines & permits: 50% of the_time"
kind = "normal"
players = ["The $ministry", "Firm #1_a"]
[parameters]
lambda = {{ domain = ["lambda > 0"] }}
p_star = {{ domain = ["p_star > 0"] }}
my_long_name = {{ domain = ["my_long_name > 0"] }}
[strategies]
"The $ministry" = ["audit_50%", "trust & wait", "{}"]
"Firm #1_a" = ["comply", "defy~{{x}}"]
[payoffs]
"audit_50%, comply" = ["-lambda", "0"]
"audit_50%, defy~{{x}}" = ["p_star - lambda", "-p_star"]
"trust & wait, comply" = ["0", "0"]
"trust & wait, defy~{{x}}" = ["-my_long_name", "1"]
"{}, comply" = ["-1", "0"]
"{}, defy~{{x}}" = ["-my_long_name - 1", "1"]
"""


def test_odd_names_compile(tmp_path):
    if shutil.which("pdflatex") is None:
        pytest.skip("no LaTeX here: apt-get install texlive-latex-base")
    (tmp_path / "odd.toml").write_text(ODD.format(*["être β 中"] * 3))
    found = dg.explain(dg.load(tmp_path / "odd.toml"))
    (tmp_path / "e.tex").write_text(written(found, "latex", whole=True))
    compiled(tmp_path)


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
        assert text.count(r"\begin{proposition}") == text.count(r"\end{proof}") == len(results(sanction)) == 1
        labels = re.findall(r"\\label\{([^}]*)\}", text)
        assert len(labels) == len(set(labels)) and set(re.findall(r"\\(?:eq)?ref\{([^}]*)\}", text)) <= set(
            labels
        )


def test_notebook_and_data_frame_views(semi):
    assert semi._repr_html_().startswith("<h1>") and semi._repr_markdown_().startswith("# ")
    assert r"\begin{proof}" in semi.to_latex()
    assert {"under", "formula", "reason"} == set(records(semi)[0])


def test_latex_compiles(semi, tmp_path):
    if shutil.which("pdflatex") is None:
        pytest.skip("no LaTeX here: apt-get install texlive-latex-base")
    (tmp_path / "e.tex").write_text(written(semi, "latex", whole=True))
    compiled(tmp_path)


def test_the_paper_compiles_with_its_references(sanction, tmp_path):
    if shutil.which("pdflatex") is None:
        pytest.skip("no LaTeX here: apt-get install texlive-latex-base")
    (tmp_path / "e.tex").write_text(written(sanction, "latex", whole=True))
    compiled(tmp_path)
    said = compiled(tmp_path)
    pages = re.findall(r"(\d+) pages?", said)
    assert "undefined" not in said and int(pages[0]) <= 6


def compiled(folder):
    order = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "e.tex"]
    done = subprocess.run(order, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    assert "Overfull" not in done.stdout
    return done.stdout


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
    assert "Proposition (Nash equilibria)." in capsys.readouterr().out


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
    model = dg.load("inspection_game")
    with pytest.raises(UnsupportedError, match="followed in numbers"):
        dg.explain(model.at(**model.defaults), concept="quantal-response")


def test_a_range_s_ends_are_not_said_to_make_it_empty(sanction):
    text = re.sub(r"\s+", " ", written(sanction, "text"))
    assert "not empty" not in text
    assert "The ends of the range are probabilities only where" in text


TABLE = """
kind = "normal"
players = ["A", "B"]
[parameters]
a = {{ domain = ["a > 0"] }}
[strategies]
A = ["{label}", "D"]
B = ["L", "R"]
[payoffs]
"{label}, L" = ["{payoff}", "1"]
"{label}, R" = ["0", "2"]
"D, L" = ["1", "a"]
"D, R" = ["3", "0"]
"""


def test_no_label_is_a_tag_in_markdown(tmp_path):
    (tmp_path / "t.toml").write_text(TABLE.format(label="<img src=x>", payoff="a"))
    told = written(dg.explain(dg.load(tmp_path / "t.toml")), "markdown")
    assert "img src" in told and not re.search(r"(?<!\\)<img", told)


def test_payoffs_beyond_floats(tmp_path):
    (tmp_path / "t.toml").write_text(TABLE.format(label="U", payoff="(a + 1)**320"))
    solution = dg.solve(dg.load(tmp_path / "t.toml"), time_limit=60)
    assert [e.verified for e in solution] and all(e.verified for e in solution)
