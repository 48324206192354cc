"""Reports: every kind of result in every format, readable at 80 columns and compiling as LaTeX."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from fractions import Fraction

import pytest

import defiance_games as dg
from defiance_games.games.normal_form import NormalForm
from defiance_games.games.signaling import SignalingGame
from defiance_games.report import FORMATS, records, render
from defiance_games.report.answer import Answer
from defiance_games.report.latex import escape
from defiance_games.report.model import Description
from defiance_games.report.page import Fields, Grid, Heading, Note, Page, conditions, decimals
from defiance_games.report.text import text
from defiance_games.solution import Equilibrium, Solution, Status
from defiance_games.symbolic.condition import ALWAYS, NEVER, Region
from defiance_games.symbolic.expression import as_expression as e
from defiance_games.symbolic.parser import parse_condition


def where(*texts):
    return tuple(c for t in texts for c in parse_condition(t))


def display_game():
    """A signalling game with one symbol in its prior and two in its payoffs."""
    return SignalingGame.build(
        players=("Center", "Local"),
        types={"resolute": "q", "lax": "1 - q"},
        messages=("display", "silence"),
        responses=("comply", "defy"),
        payoffs={
            (t, m, r): (
                f"{'-k' if m == 'display' else '0'} - {'h' if r == 'defy' else '0'}",
                0 if r == "comply" else "V",
            )
            for t in ("resolute", "lax")
            for m in ("display", "silence")
            for r in ("comply", "defy")
        },
        parameters={
            "q": {"domain": ["0 < q", "q < 1"]},
            "k": {"domain": ["k > 0"]},
            "h": {"domain": ["h > 0"]},
        },
        outcomes={"defiance": "P(defy)"},
        title="Display",
    )


def pooling(**changes):
    """Pooling on silence with a continuum of replies off the path, and every optional field filled."""
    fields = dict(
        name="pooling",
        kind="pooling",
        strategies={
            "Center": {t: {"display": e(0), "silence": e(1)} for t in ("resolute", "lax")},
            "Local": {
                "display": {"comply": e("x"), "defy": e("1 - x")},
                "silence": {"comply": e(0), "defy": e(1)},
            },
        },
        region=Region((where("h >= k", "q <= 1/2"), where("h = k"))),
        payoffs={"Center": {"resolute": e("-h"), "lax": e("-h")}, "Local": e("V")},
        outcomes={"defiance": e(1), "defiance_after_display": None},
        beliefs={
            "display": {"resolute": e("1/3"), "lax": e("2/3")},
            "silence": {"resolute": e("q"), "lax": e("1 - q")},
        },
        belief_sets={"display": (where("mu_resolute <= 1/3"),)},
        free_variables={"x": where("0 <= x", "x <= k/h")},
        refinements={"intuitive": False, "d1": Region((where("h < k"),))},
        outcome_class=1,
        verified=True,
    )
    return Equilibrium(**{**fields, **changes})


def solution(**changes):
    fields = dict(
        game=display_game(),
        concept="perfect-bayesian",
        equilibria=(pooling(), pooling(name="pooling 2")),
        status=Status.SOLVED,
        complete=True,
    )
    return Solution(**{**fields, **changes})


def test_solution_json_is_the_contract():
    found = json.loads(render(solution(complete="generic", excepted=where("h = k")), "json"))
    assert found["schema"] == "defiance-games/solution/1"
    assert found["kind"] == "signaling" and found["status"] == "solved"
    assert found["complete"] == "generic" and found["except"] == ["h = k"]
    assert found["free"] == ["q", "k", "h", "V"]
    first = found["equilibria"][0]
    assert first["class"] == "pooling"
    assert first["region"] == [["h >= k", "q <= 1/2"], ["h = k"]]
    assert first["strategies"]["Local"]["display"] == {"comply": "x", "defy": "1 - x"}
    assert first["belief_sets"] == {"display": [["mu_resolute <= 1/3"]]}
    assert first["free_variables"] == {"x": ["0 <= x", "x <= k/h"]}
    assert first["refinements"] == {"intuitive": False, "d1": [["h < k"]]}
    assert first["outcomes"] == {"defiance": "1", "defiance_after_display": None}
    assert first["beliefs"]["display"]["resolute"] == "1/3" and first["verified"] is True


def test_numeric_json_has_floats_where_there_are_no_symbols():
    first = json.loads(render(solution(), "json", numeric=True))["equilibria"][0]
    assert first["beliefs"]["display"]["resolute"] == 0.333333333333
    assert first["beliefs"]["silence"]["resolute"] == "q"


@pytest.mark.parametrize("region, said", [(ALWAYS, []), (NEVER, None)])
def test_regions_always_and_never(region, said):
    found = pooling(region=region).to_dict()["region"]
    assert found == ([said] if said is not None else [])


def test_text_says_what_a_reader_needs():
    shown = str(solution())
    assert "2 equilibria; the list is proved complete, ties included." in " ".join(shown.split())
    assert "or h = k" in shown
    assert "after display: comply with probability x, otherwise defy" in shown
    point = "mu_resolute = 1/3 (0.333333)"
    said = f"any with mu_resolute <= 1/3 supports some of these replies; {point} supports them all"
    assert f"after display (off path): {said}" in " ".join(shown.split())
    assert "d1: passes where h < k" in shown
    assert "defiance_after_display = undefined" in shown
    assert "same outcome  pooling 2" in shown
    assert "0 < q < 1" in shown


def test_beliefs_are_told_truly():
    varying = pooling().strategies
    fixed = {**varying, "Local": {**varying["Local"], "display": {"comply": e(0), "defy": e(1)}}}
    everything = {"display": (where("mu_resolute >= 0", "mu_resolute <= 1"),)}
    for changes, said in [
        (
            {"strategies": fixed},
            "any with mu_resolute <= 1/3; for example mu_resolute = 1/3 (0.333333) after silence",
        ),
        ({"strategies": fixed, "belief_sets": everything}, "any belief after silence"),
        (
            {"belief_sets": everything},
            "any belief supports some of these replies; mu_resolute = 1/3 (0.333333)",
        ),
    ]:
        assert f"after display (off path): {said}" in " ".join(str(pooling(**changes)).split())


def test_what_exists_only_at_ties_is_left_out():
    tie = pooling(name="tie", region=Region((where("h = k"),)), outcome_class=2)
    both = solution(equilibria=(pooling(), tie))
    for form in ("table", "markdown", "latex"):
        short, long = render(both, form), render(both, form, ties=True)
        assert "1 more exists only at ties between parameters: --ties prints it" in " ".join(
            short.replace("-{}-", "--").split()
        )
        assert "What follows exists only at ties" in long and "more exists" not in long
    assert len(json.loads(render(both, "json"))["equilibria"]) == len(records(both)) == 2
    assert "\ntie (pooling)" in str(solution(equilibria=(tie,)))  # nothing else to show


def test_many_equilibria_have_an_overview():
    assert "overview" not in str(solution())
    many = [pooling(name=f"pooling {i}", region=Region((where(f"h > {i}*k"),))) for i in range(1, 5)]
    assert "overview\n  pooling 1  h > k\n  pooling 2  h > 2*k\n" in str(solution(equilibria=tuple(many)))


def test_representations_are_one_short_line():
    assert repr(solution()) == "<Solution of 'Display': 2 perfect-bayesian equilibria, complete>"
    assert repr(solution(complete="generic")).endswith("generically complete>")
    assert repr(solution(complete=False)).endswith("not complete>")
    assert repr(pooling(region=ALWAYS)) == "<Equilibrium 'pooling' where always>"
    assert repr(dg.load("inspection_game")).startswith("<Model inspection_game: Why do harsher")


def test_without_pandas_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"defiance-games\[notebook\]"):
        solution().to_pandas()


@pytest.mark.parametrize(
    "status, complete, said",
    [
        (Status.NONE_EXISTS, True, "There is no equilibrium, and this is proved."),
        (Status.NOT_FOUND, False, "No equilibrium was found, but the search was not complete."),
        (
            Status.UNDECIDED,
            False,
            "The time limit, or the reach of the method, ended the search before it was complete.",
        ),
    ],
)
def test_text_says_how_a_search_ended(status, complete, said):
    assert said in " ".join(str(solution(equilibria=(), status=status, complete=complete)).split())


@pytest.mark.parametrize("complete", [False, True, "generic"])
def test_text_never_claims_more_than_was_proved(complete):
    shown = " ".join(str(solution(complete=complete)).split())
    assert ("proved complete" in shown) == bool(complete)
    assert ("ties included" in shown) == (complete is True)


@pytest.mark.parametrize("width", [60, 80])
def test_text_keeps_to_its_width(width):
    lines = render(solution(), "table", width=width).splitlines()
    assert max(map(len, lines)) <= width
    assert not any(line != line.rstrip() for line in lines)


def test_csv_has_a_row_for_each_equilibrium():
    rows = list(csv.DictReader(io.StringIO(render(solution(), "csv"))))
    assert [r["equilibrium"] for r in rows] == ["pooling", "pooling 2"]
    assert rows[0]["strategy:Local/display/comply"] == "x"
    assert rows[0]["outcome:defiance"] == "1" and rows[0]["outcome:defiance_after_display"] == ""


def test_data_frames_have_the_rows_of_the_csv():
    pandas = pytest.importorskip("pandas")
    frame = solution().to_pandas()
    assert isinstance(frame, pandas.DataFrame) and list(frame.columns) == list(records(solution())[0])


def test_notebooks_get_html_and_latex():
    assert "$h \\ge k$" in solution()._repr_html_()
    assert solution()._repr_latex_() == solution().to_latex()
    assert (
        "<script>"
        not in solution(
            game=NormalForm.build(["A"], [["x"]], {"x": [0]}, title="<script>alert(1)</script>"),
            equilibria=(),
        )._repr_html_()
    )


@pytest.mark.parametrize("form", [*FORMATS, "html"])
def test_every_format_of_every_kind(form):
    for result in (solution(), pooling(), Answer({"x": Fraction(1, 3), "list": [{"a": 1}], "none": None})):
        assert render(result, form).strip()


def test_unknown_format_is_named():
    with pytest.raises(ValueError, match="format must be one of"):
        render(solution(), "docx")


@pytest.mark.parametrize(
    "value, decimal, exact",
    [
        (Fraction(1, 3), 0.333333333333, "1/3"),
        (e("2/5"), 0.4, "2/5"),
        (e("1/3").subs({}), 0.333333333333, "1/3"),
        (7, 7, 7),
        (None, None, None),
        ("D", "D", "D"),
        (True, True, True),
        (float("inf"), None, None),
        (e("V/2"), "V/2", "V/2"),
        ([e(1), None], [1.0, None], ["1", None]),
    ],
)
def test_answers_are_plain_json(value, decimal, exact):
    assert Answer({"x": value}).to_dict() == {"x": decimal}
    assert Answer({"x": value}, exact=True).to_dict() == {"x": exact}


def test_wide_grids_are_cut_and_keep_their_key():
    grid = Grid(("key", *(f"column {i}" for i in range(20))), (("row", *map(str, range(20))),))
    lines = text(Page((grid,)), 60).splitlines()
    assert max(map(len, lines)) <= 60
    assert sum("key" in line for line in lines) == sum("row" in line for line in lines) > 1


def test_decimals_leave_symbols_alone():
    page = decimals(Page((Fields((("a", e("1/3")), ("b", e("q/3")), ("c", ("x = ", e("1/4"))))),)))
    block = page.blocks[0]
    assert isinstance(block, Fields)
    assert block.rows == (("a", "0.333333"), ("b", e("q/3")), ("c", ("x = ", "0.25")))


def test_bounds_are_read_together():
    assert str(conditions(where("q > 0", "q < 1"))) == "(0 < q < 1,)"
    assert "".join(map(str, conditions(where("k <= h", "0 < k", "k != 2")))) == "0 < k <= h, k != 2"


def _document(body):
    return (
        "\\documentclass{article}\n\\usepackage{booktabs}\n\\begin{document}\n" + body + "\n\\end{document}\n"
    )


def compile_latex(body, folder):
    """Compile a fragment in a document that loads booktabs only; skip where there is no LaTeX."""
    if shutil.which("pdflatex") is None:
        pytest.skip("there is no pdflatex here")
    (folder / "page.tex").write_text(_document(body), encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page.tex"],
        cwd=folder,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-1500:]


def test_latex_compiles(tmp_path):
    hard = Page(
        (
            Heading("50% of {x}_y & #1 ~ ^ \\ $ | < > − –", 1),
            Note("a\n\nb\nc"),
            Fields((("p_star", e("sqrt(p_star)/(1 - mu_R**2)*exp(-delta*T) + min(a, b)")), ("none", None))),
            Grid(("a_b", "%"), (("−", e("1/2")), (None, "?")), caption="c_d"),
        )
    )
    from defiance_games.report.latex import latex

    compile_latex("\n\n".join([render(solution(), "latex"), latex(hard)]), tmp_path)


def test_latex_is_booktabs_and_balanced():
    shown = render(solution(), "latex")
    assert "\\toprule" in shown and "\\hline" not in shown
    assert shown.count("\\begin{") == shown.count("\\end{")
    assert len(re.findall(r"(?<!\\)\$", shown)) % 2 == 0
    assert escape("a_b") == "a\\_b"


@pytest.mark.parametrize(
    "name, parameter, grid",
    [
        ("career_calculus", "p", "0:1:5"),
        ("exemplary_sanction", "h", "1/4:3:4"),
        ("inspection_game", "k", "1/2:1:3"),
    ],
)
def test_the_models_read_well_and_compile(name, parameter, grid, tmp_path):
    model = dg.load(name)
    solution = dg.solve(model)
    results = [
        Description(model, model.at()),
        solution,
        dg.statics(model, solution=solution),
        dg.threshold(model, parameter=parameter, solution=solution),
        dg.table(model, vary={parameter: grid}),
    ]
    for result in results:
        lines = str(result).splitlines()
        assert max(map(len, lines)) <= 80
        assert not any(word in str(result) for word in ("None", "Fraction(", "never happens", "()"))
        json.loads(render(result, "json"))
        assert csv.DictReader(io.StringIO(render(result, "csv"))).fieldnames
    compile_latex("\n\n".join(render(result, "latex") for result in results), tmp_path)


def test_a_sign_table_says_where_a_sign_changes():
    shown = " ".join(str(dg.statics(dg.load("career_calculus"), outcome="net", wrt=["p", "V"])).split())
    assert "net −° ±¹" in shown
    assert "¹ net in V: + where" in shown and "for example + at" in shown


def test_a_sign_table_of_one_outcome_says_where_the_equilibria_in_its_lines_exist():
    model = dg.load("exemplary_sanction")
    solution = dg.solve(model)
    whole = dg.statics(model, solution=solution)
    for found in (dg.statics(model, "defiance", "h", solution=solution), whole.of("bluff")):
        regions = str(found).partition("where equilibria exist")[2]
        lines = [r.equilibrium for r in found.rows if r.sign != "0" and ", tie" not in str(r.equilibrium)]
        headings = [x.strip() for x in regions.splitlines() if x and not x.startswith(" ")]
        assert headings[3:] == list(dict.fromkeys(lines)) and lines
    assert "\npooling on N (D)\n" in str(whole).partition("where equilibria exist")[2]
    still = str(dg.statics(model, "sanction", "h", given="h < k_W", solution=solution))
    assert "pooling on N (D)\n  exists where" in still  # no line: the regions are all there is to say


def test_steps_are_said_once():
    found = dg.statics(dg.load("capacity_defiance"), ["p_G", "m_crit"])
    said = "Moving in steps, so without a derivative: p_G with N, K; m_crit with K, p_star."
    assert [note for note in found.notes if "steps" in note] == [said]


def test_a_sign_table_says_what_takes_over():
    game = NormalForm.build(
        ["A"],
        [["left", "right"]],
        {"left": ["x"], "right": ["y"]},
        parameters={"x": {}, "y": {}},
        outcomes={"left": "P(left)"},
    )
    shown = " ".join(str(dg.statics(game)).split())
    assert "Just outside a border of a region: the equilibria that begin there" in shown
    assert "left exists where x > y just outside x < y: right" in shown
