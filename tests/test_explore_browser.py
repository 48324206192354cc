"""The page in a real browser: it computes what Python computes, moves, and asks nobody for anything."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from browser import CHROMIUM, Browser, browser
from test_explore import HOSTILE, hostile

import defiance_games as dg
from defiance_games.branches.branch import Branch
from defiance_games.explore import Curve, Exploration, Slider, explore
from defiance_games.report.explorer import html
from defiance_games.report.explorer.data import data
from defiance_games.symbolic.condition import Condition, Region, parameter
from defiance_games.symbolic.expression import Expression
from defiance_games.symbolic.parser import parse

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="needs a browser: install Chromium, on Debian with apt-get install chromium"
)
GAMES = Path(__file__).parent.parent / "examples" / "games"
COMPARE = (Path(__file__).parent / "explore_compare.js").read_text("ascii")


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("profile")) as found:
        yield found


@cache
def explored(name: str) -> Exploration:
    """What the page of a model or of a game file holds."""
    return explore(dg.load(name))


def opened(found: Browser, x: Exploration, folder: Path, fragment: str = "") -> Path:
    """Write the page and open it."""
    file = folder / "page.html"
    file.write_text(html(x), "ascii")
    found.open(file, fragment)
    return file


def assert_quiet(found: Browser) -> None:
    """Nothing was asked of anybody but the file itself, and nothing went wrong."""
    assert found.faults == []
    assert [r for r in found.requests if not r.startswith("file:")] == [] and len(found.requests) <= 2


def assert_in_view(found: Browser) -> None:
    """Nothing is wider than the window, and everything that can be used has a name."""
    assert found.run("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    unnamed = """[...document.querySelectorAll('input, select, button, canvas')].filter(n =>
        !n.closest('[hidden]') && !(n.labels && n.labels.length) && !n.getAttribute('aria-label')
        && !n.textContent.trim()).length"""
    assert found.run(unnamed) == 0


# -- numbers ------------------------------------------------------------------------------------------
def points(x: Exploration, count: int, seed: int = 7) -> list[dict[str, Fraction]]:
    """Points with few digits, on the sliders and a little beyond: some on ties, some outside the domain."""
    draw = random.Random(seed)

    def value(s: Slider) -> Fraction:
        if s.parameter.integer:
            return Fraction(draw.randint(int(s.low), int(s.high)))
        fine = draw.random() < 0.8
        part = Fraction(draw.randint(-5, 105), 100) if fine else Fraction(draw.randint(0, 4), 4)
        return round(s.low + part * (s.high - s.low), 3)

    return [{s.name: value(s) for s in x.sliders} for _ in range(count)]


def checks(x: Exploration, count: int) -> list[Any]:
    """Python's own values of every formula and its equilibria, in each form, at random points."""
    _, tables = data(x)
    ready = [(k, e) for e, k in tables.expressions.items() if e.symbols <= frozenset(x.names)]
    rows = []
    for point in points(x, count):
        here = [
            [k for k, e in enumerate(form.entries) if holds(e.equilibrium.region, point)]
            for form in (x, *x.forms)
        ]
        rows.append([[str(point[n]) for n in x.names], [[k, value(e, point)] for k, e in ready], here])
    return rows


def holds(region: Region, point: dict[str, Fraction]) -> bool:
    def true(c: Condition) -> bool:
        try:
            return c.holds(point)
        except (ZeroDivisionError, ValueError, OverflowError):
            return False

    return any(all(true(c) for c in d) for d in region.disjuncts)


def value(e: Expression, point: dict[str, Fraction]) -> str | float | None:
    try:
        found = e.evaluate(point)
    except (ZeroDivisionError, ValueError, OverflowError):
        return None
    return str(found) if isinstance(found, Fraction) else found


def compared(found: Browser, x: Exploration, count: int) -> dict[str, Any]:
    """What the page in the browser says about Python's values."""
    said = found.run(f"({COMPARE})({json.dumps(checks(x, count))})")
    assert said["different"] == []
    return said


@pytest.mark.parametrize(
    ("name", "count"),
    [("exemplary_sanction", 1000), ("leader_rotation", 150), ("coproduction_ignition", 100)],
)
def test_the_page_computes_what_python_computes(chromium: Browser, tmp_path: Path, name: str, count: int):
    x = explored(name)
    opened(chromium, x, tmp_path)
    said = compared(chromium, x, count)
    assert said["points"] == count and said["exact"] > said["numbers"] / 2 and said["equilibria"] > 100
    assert_quiet(chromium)


FUNCTIONS = (
    *("x/y", "1/(x - y)", "(x - 1/3)**-2", "x**(1/2)", "x**y", "z_0*x", "(x + y)**3 - x**3"),
    *("sqrt(x)", "sqrt(x*x + 1)", "log(x)", "log(x)/log(y)", "exp(x)", "exp(x*y) - x", "exp(100*x)"),
    *("min(x, y)", "max(x, 1/3, y)", "min(x/y, 1)", "floor(x)", "ceiling(x*y)", "floor(-x)"),
    *("harmonic(n)", "harmonic(n + 30)", "binomial(n, 2)", "binomial(n + 40, n)", "binomial(2, n)"),
    *("root_of(t**2 - x*t - 1, 1, t)", "root_of(t**3 + x*t - y, 0, t)", "root_of(t**3 - 3*t + 1, 2, t)"),
    *("root_of(t**3 - x*t + y/4, 2, t)", "root_of(t**5 - t - n, 0, t)", "1234567890123456789*x/3**40"),
)


def test_every_function_agrees_with_python_where_it_is_defined_and_where_not(
    chromium: Browser, tmp_path: Path
):
    declared = [parameter("x"), parameter("y"), parameter("n", integer=True), parameter("z_0")]
    sliders = tuple(
        Slider(p, Fraction(-2), Fraction(6), Fraction(1 if p.integer else Fraction(1, 8)), Fraction(2))
        for p in declared
    )
    curves = tuple(Curve(t, "", (Branch(t, None, (parse(t),)),)) for t in FUNCTIONS)
    x = Exploration("functions", "Every function", "", "", sliders, (), curves=curves)
    opened(chromium, x, tmp_path)
    said = compared(chromium, x, 1000)
    assert said["points"] == 1000 and said["undefined"] > 1000
    assert_quiet(chromium)


def test_text_of_a_game_file_is_text_and_never_a_script(chromium: Browser, tmp_path: Path):
    x = explore(hostile())
    opened(chromium, x, tmp_path)
    assert compared(chromium, x, 20)["numbers"] > 0
    assert chromium.run("[document.scripts.length, document.images.length]") == [1, 0]
    assert chromium.run("document.getElementById('title').textContent") == HOSTILE
    cards = chromium.run("document.getElementById('cards').textContent")
    assert HOSTILE in cards and "__proto__" in cards and "constructor" in cards
    assert_quiet(chromium)


# -- hands --------------------------------------------------------------------------------------------
def text_of(found: Browser, k: int) -> str:
    """The value of a parameter, as the page has it."""
    return found.run(f"E.text(state.v[{k}])")


@pytest.fixture(scope="module")
def inspection() -> Exploration:
    return explored("inspection_game")


def test_a_slider_moves_by_hand_and_by_key_and_everything_follows(
    chromium: Browser, tmp_path: Path, inspection: Exploration
):
    chromium.look(1280, 900)
    opened(chromium, inspection, tmp_path)
    cards, box = "document.getElementById('cards').textContent", "document.getElementById('p0').value"
    before, said = text_of(chromium, 0), chromium.run(cards)
    chromium.drag(chromium.place("#p0-slider", 0.33), chromium.place("#p0-slider", 0.1))
    after = text_of(chromium, 0)
    assert after != before and chromium.run(box) == str(float(Fraction(after)))
    chromium.press("ArrowRight")
    step = inspection.sliders[0].step
    assert Fraction(text_of(chromium, 0)) == Fraction(after) + step
    assert chromium.run(cards) != said
    assert_quiet(chromium)


def test_the_point_is_dragged_by_mouse_and_moved_by_keys(
    chromium: Browser, tmp_path: Path, inspection: Exploration
):
    chromium.look(1280, 900)
    opened(chromium, inspection, tmp_path)
    x, y = chromium.run("state.x"), chromium.run("state.y")
    before = text_of(chromium, x), text_of(chromium, y)
    chromium.drag(chromium.place("#canvas", 0.4, 0.4), chromium.place("#canvas", 0.7, 0.6))
    there = text_of(chromium, x), text_of(chromium, y)
    assert there[0] != before[0] and there[1] != before[1]
    chromium.press("ArrowRight")
    chromium.press("ArrowUp", shift=True)
    sliders = inspection.sliders
    assert Fraction(text_of(chromium, x)) - Fraction(there[0]) == sliders[x].step
    assert Fraction(text_of(chromium, y)) - Fraction(there[1]) == 10 * sliders[y].step
    assert_quiet(chromium)


def test_a_finger_drags_the_point_and_elsewhere_scrolls_the_page(
    chromium: Browser, tmp_path: Path, inspection: Exploration
):
    chromium.look(390, 844, touch=True)
    opened(chromium, inspection, tmp_path)
    chromium.place("#canvas")
    values = "state.v.map(E.text).join()"
    where = """(() => { const box = byId('canvas').getBoundingClientRect();
        const [x, y] = position(E.float(state.v[state.x]), E.float(state.v[state.y]));
        return [box.left + x, box.top + y]; })()"""
    before = chromium.run(values)
    x, y = chromium.run(where)
    away = chromium.place("#canvas", 0.95, 0.1 if y > 422 else 0.9)
    chromium.drag(away, (away[0], away[1] - 60), touch=True)
    assert chromium.run(values) == before
    x, y = chromium.run(where)
    chromium.drag((x, y), (x + 40, y - 30), touch=True)
    assert chromium.run(values) != before
    assert_quiet(chromium)


def test_every_control_is_reached_by_keyboard(chromium: Browser, tmp_path: Path, inspection: Exploration):
    chromium.look(1280, 900)
    opened(chromium, inspection, tmp_path)
    seen = []
    for _ in range(40):
        chromium.press("Tab")
        seen.append(chromium.run("document.activeElement.id"))
    for k in range(len(inspection.sliders)):
        assert {f"p{k}", f"p{k}-slider"} <= set(seen)
    assert {"skip", "share", "reset", "theme", "map-x", "map-y", "canvas", "curve", "along"} <= set(seen)


# -- the address --------------------------------------------------------------------------------------
def test_the_address_holds_the_setting_and_back_and_forward_go_through_what_was_chosen(
    chromium: Browser, tmp_path: Path
):
    chromium.look(1280, 900)
    x = explored("capacity_defiance")
    file = opened(chromium, x, tmp_path, "#N=4&K=2&p_star=1/3&.along=kappa&.theme=dark")
    assert chromium.run("[DATA.shape.N, DATA.shape.K, E.text(state.v[0]), P[state.along].name]") == [
        *("4", "2", "1/3", "kappa")
    ]
    assert chromium.run("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 29)"
    chromium.run("address('replaceState')")
    shared = chromium.run("location.hash")
    chromium.click("#reset")
    assert chromium.run("[DATA.shape.N, E.text(state.v[0])]") == ["3", "3/10"]
    chromium.run("history.back()")
    chromium.wait("DATA.shape.N === '4'")
    assert chromium.run("E.text(state.v[0])") == "1/3"
    chromium.run("history.forward()")
    chromium.wait("DATA.shape.N === '3'")
    chromium.open(file, shared)
    assert chromium.run("E.text(state.v[0])") == "1/3" and chromium.run("DATA.shape.N") == "4"
    assert_quiet(chromium)


@pytest.mark.parametrize(
    "fragment",
    [
        *(
            "#%E0%A4%A",
            "#=&==&a=b=c&&&",
            "#B=1/0&k=abc&Lambda=1e999&.across=zz&.equilibrium=-1&.show=nothing",
        ),
        *(
            "#B=99999999999999999999999999999999&.up=B&.across=B",
            "#__proto__=1&constructor=2&.keep=d1&.theme=x",
        ),
        "#B=-5",
    ],
)
def test_a_wrong_address_does_not_break_the_page(
    chromium: Browser, tmp_path: Path, inspection: Exploration, fragment: str
):
    opened(chromium, inspection, tmp_path, fragment)
    assert chromium.run("document.getElementById('here').textContent") != ""
    assert chromium.run("document.querySelectorAll('.parameter').length") == len(inspection.sliders)
    assert_quiet(chromium)


def test_outside_the_domain_the_page_says_so_and_goes_on(
    chromium: Browser, tmp_path: Path, inspection: Exploration
):
    opened(chromium, inspection, tmp_path, "#B=-5")
    assert "asks for 0 < B" in chromium.run("document.getElementById('fault').textContent")
    assert "outside the domain" in chromium.run("document.getElementById('here').textContent")
    chromium.click("#reset")
    assert chromium.run("document.getElementById('here').textContent") == "One equilibrium."


def test_at_a_tie_what_exists_only_there_is_shown_and_said(chromium: Browser, tmp_path: Path):
    opened(chromium, explored(str(GAMES / "hawk_dove.toml")), tmp_path, "#v=2&c=2")
    assert "only at this tie" in chromium.run("document.getElementById('here').textContent")
    assert_quiet(chromium)


# -- looks --------------------------------------------------------------------------------------------
KINDS = ("exemplary_sanction", "dual_assessment", "rival_explanations", "career_calculus")
FILES = ("stag_hunt.toml", "selten_horse.toml", "beer_quiche_tree.toml", "volunteers_dilemma.toml")


@pytest.mark.parametrize("name", [*KINDS, *FILES])
def test_nothing_is_wider_than_the_window(chromium: Browser, tmp_path: Path, name: str):
    chromium.look(360, 780, touch=True)
    opened(chromium, explored(str(GAMES / name) if name in FILES else name), tmp_path)
    for width in (360, 768, 1280):
        chromium.look(width, 800)
        chromium.settle()
        assert_in_view(chromium)
    assert_quiet(chromium)


@pytest.mark.parametrize("dark", [False, True])
def test_text_and_controls_have_contrast(
    chromium: Browser, tmp_path: Path, inspection: Exploration, dark: bool
):
    """WCAG AA: 4.5 for text, 3 for lines and the borders of controls."""
    chromium.look(1280, 900, dark=dark)
    opened(chromium, inspection, tmp_path)

    def light(name: str) -> float:
        color = chromium.run(f"ink('{name}')").lstrip("#")
        parts = [int(color[k : k + 2], 16) / 255 for k in (0, 2, 4)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(a: str, b: str) -> float:
        low, high = sorted((light(a), light(b)))
        return (high + 0.05) / (low + 0.05)

    for paper in ("--paper", "--card"):
        assert min(contrast(ink, paper) for ink in ("--ink", "--soft", "--bad", "--good")) >= 4.5
        assert min(contrast(ink, paper) for ink in ("--control", "--accent")) >= 3
    for k in range(12):
        assert contrast(f"--c{k}", "--card") >= 3 and contrast(f"--c{k}", "--on") >= 4.5


def test_a_page_in_a_frame_of_a_notebook_works(chromium: Browser, tmp_path: Path, inspection: Exploration):
    file = tmp_path / "notebook.html"
    file.write_text(f"<!DOCTYPE html><script>var state = {{}};</script>{inspection._repr_html_()}", "utf-8")
    chromium.look(1280, 900)
    chromium.open(file)
    inside = "document.querySelector('iframe').contentDocument"
    chromium.wait(f"{inside}.querySelectorAll('.card').length === 1")
    assert chromium.run(f"{inside}.getElementById('share').hidden")
    chromium.run(f"{inside}.getElementById('reset').click()")
    chromium.run("new Promise(done => setTimeout(() => done(true), 500))")
    assert chromium.faults == []


def test_an_answer_comes_before_the_eye_notices(chromium: Browser, tmp_path: Path):
    """The heaviest page: a frame of everything, at many points, on a machine that does other things too."""
    opened(chromium, explored("exemplary_sanction"), tmp_path)
    took = chromium.run("""(() => { const times = [];
        for (let k = 0; k < 40; k++) {
            state.v[k % N] = snapped(P[k % N], between(P[k % N], (k % 10) / 10));
            const from = performance.now();
            draw();
            document.body.offsetHeight;
            times.push(performance.now() - from);
        }
        return times.sort((a, b) => a - b); })()""")
    assert took[len(took) // 2] < 250
