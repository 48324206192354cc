"""The page to play with: what it holds, that it is safe, and that it computes what Python computes."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

import pytest

import defiance_games as dg
from defiance_games.branches.branch import Branch
from defiance_games.cli import run
from defiance_games.errors import InputError
from defiance_games.explore import Curve, Exploration, Slider, explore
from defiance_games.games.files import loads
from defiance_games.report import render
from defiance_games.report.explorer import html
from defiance_games.symbolic.condition import parameter
from defiance_games.symbolic.parser import parse

GAMES = Path(__file__).parent.parent / "examples" / "games"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needs_browser = pytest.mark.skipif(
    CHROMIUM is None, reason="needs a browser: install Chromium, on Debian with apt-get install chromium"
)
MAX_BYTES = 1_000_000
HOSTILE = '</script><script>alert("x")</script><img src=x onerror=alert(1)>&<!--'


def browsed(text: str, tmp_path: Path, size: str = "1280,800") -> dict[str, Any]:
    """What the page says about itself when a browser opens it at #selftest."""
    assert CHROMIUM is not None
    file = tmp_path / "page.html"
    file.write_text(text, "ascii")
    command = [
        *(CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
        *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
        *(f"--user-data-dir={tmp_path / 'profile'}", f"--window-size={size}"),
        *("--virtual-time-budget=20000", "--dump-dom", f"{file.as_uri()}#selftest"),
    ]
    found = subprocess.run(command, capture_output=True, text=True, timeout=240, check=True).stdout
    said = re.search(r'<pre id="selftest">(.*?)</pre>', found, re.DOTALL)
    assert said is not None, found[:2000]
    return json.loads(unescape(said[1]))


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


def assert_sound(said: dict[str, Any]) -> None:
    assert said["numbers"]["different"] == []
    assert all(said["moved"]) and said["dragged"] and said["restored"]
    assert said["faults"] == [] and said["requests"] == [] and said["images"] == 0 and said["scripts"] == 1
    assert said["unlabeled"] == 0
    assert said["dark"] == "rgb(20, 24, 29)"


# -- in a browser -------------------------------------------------------------------------------------
@needs_browser
@pytest.mark.parametrize("name", ["exemplary_sanction", "leader_rotation"])
def test_the_page_computes_what_python_computes(name: str, tmp_path: Path):
    x = explore(dg.load(name))
    said = browsed(html(x, points(x, 1000 if name == "exemplary_sanction" else 200)), tmp_path)
    assert_sound(said)
    assert said["numbers"]["points"] >= 200
    assert said["numbers"]["exact"] > said["numbers"]["numbers"] / 2
    assert said["numbers"]["equilibria"] > 100
    assert said["here"] >= 1 and said["wide"] == 0


FUNCTIONS = (
    *("x/y", "1/(x - y)", "(x - 1/3)**-2", "x**(1/2)", "x**y", "z_0*x", "(x + y)**3 - x**3"),
    *("sqrt(x)", "sqrt(x*x + 1)", "log(x)", "log(x)/log(y)", "exp(x)", "exp(x*y) - x", "exp(100*x)"),
    *("min(x, y)", "max(x, 1/3, y)", "min(x/y, 1)", "floor(x)", "ceiling(x*y)", "floor(-x)"),
    *("harmonic(n)", "harmonic(n + 30)", "binomial(n, 2)", "binomial(n + 40, n)", "binomial(2, n)"),
    *("root_of(t**2 - x*t - 1, 1, t)", "root_of(t**3 + x*t - y, 0, t)", "root_of(t**3 - 3*t + 1, 2, t)"),
    *("root_of(t**3 - x*t + y/4, 2, t)", "root_of(t**5 - t - n, 0, t)", "1234567890123456789*x/3**40"),
)


def of_functions() -> Exploration:
    """An exploration of every function, at values where each is and is not defined."""
    declared = [parameter("x"), parameter("y"), parameter("n", integer=True), parameter("z_0")]
    sliders = tuple(
        Slider(p, Fraction(-2), Fraction(6), Fraction(1 if p.integer else Fraction(1, 8)), Fraction(2))
        for p in declared
    )
    curves = tuple(Curve(t, "", (Branch(t, None, (parse(t),)),)) for t in FUNCTIONS)
    return Exploration("functions", "Every function", "", "", sliders, (), curves=curves)


@needs_browser
def test_every_function_agrees_with_python_where_it_is_defined_and_where_not(tmp_path: Path):
    x = of_functions()
    said = browsed(html(x, points(x, 1000)), tmp_path)
    assert_sound(said)
    assert said["numbers"]["points"] == 1000
    assert said["numbers"]["undefined"] > 1000


@needs_browser
@pytest.mark.parametrize(
    "name", ["delegation_paradox", "career_calculus", "stag_hunt.toml", "selten_horse.toml"]
)
def test_pages_of_every_kind_work_on_a_phone(name: str, tmp_path: Path):
    x = explore(dg.load(str(GAMES / name) if name.endswith(".toml") else name))
    said = browsed(html(x, points(x, 20)), tmp_path, "500,740")  # headless Chromium is not narrower
    assert_sound(said)
    assert said["wide"] == 0


@needs_browser
def test_text_of_a_game_file_never_becomes_a_script(tmp_path: Path):
    said = browsed(html(explore(hostile()), points(explore(hostile()), 5)), tmp_path)
    assert_sound(said)
    assert said["here"] >= 1


# -- the file -----------------------------------------------------------------------------------------
def hostile() -> Any:
    """A game whose every name would be a script, if it were read as HTML."""
    name = json.dumps(HOSTILE)
    text = f"""
title = {name}
kind = "normal"
players = [{name}, "B"]
source = {name}
[parameters]
a = {{ domain = ["a > 0"], default = "1", meaning = {name}, unit = {name} }}
b = {{ domain = ["b > 0"], default = "2", meaning = {name} }}
[strategies]
{name} = [{name}, "stay"]
B = ["left", "right"]
[payoffs]
{json.dumps(HOSTILE + ", left")} = ["a", "0"]
{json.dumps(HOSTILE + ", right")} = ["0", "b"]
"stay, left" = ["0", "b"]
"stay, right" = ["b", "0"]
[outcomes]
{name} = "P(B = left)"
"""
    return loads(text)


def test_names_are_written_as_data():
    text = html(explore(hostile()))
    script = text[text.index("<script>") : text.rindex("</script>")]
    assert text.count("<script") == 1 and text.count("</script") == 1
    assert "<img" not in text and "<!--" not in script and "onerror=alert" in script
    assert "&lt;/script&gt;" in text[: text.index("</title>")]


def test_the_policy_allows_this_script_and_no_network():
    from base64 import b64encode

    text = html(explore(dg.load("inspection_game")))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None and "default-src 'none'" in policy[1] and "unsafe" not in policy[1]
    for tag in ("script", "style"):
        inside = text[text.index(f"<{tag}>") + len(tag) + 2 : text.index(f"</{tag}>")]
        assert b64encode(sha256(inside.encode()).digest()).decode() in policy[1]
    assert "http://www.w3.org/2000/svg" in text
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|\bsrc=|\bfetch\(|XMLHttp|@import|url\(", text)


@pytest.mark.parametrize("name", ["exemplary_sanction", "rival_explanations", str(GAMES / "spence.toml")])
def test_the_page_is_one_small_file_of_ascii(name: str):
    text = explore(dg.load(name)).to_html()
    assert len(text.encode("ascii")) < MAX_BYTES
    assert text.startswith("<!DOCTYPE html>") and "<!-- " not in text


# -- the verb -----------------------------------------------------------------------------------------
def test_what_is_set_is_fixed_and_the_rest_can_be_moved():
    x = explore(dg.load("inspection_game"), {"a": 3})
    assert "a" not in x.names and str(x.values["a"]) == "3"
    assert all(s.low <= s.start <= s.high and s.step > 0 for s in x.sliders)


def test_what_is_no_game_has_its_formulas():
    x = explore(dg.load("delegation_paradox"))
    assert x.solution is None and x.entries == () and len(x.curves) == 8
    assert x.names == ("beta",)
    assert json.loads(render(x, "json"))["solution"] is None


def test_a_continuum_has_the_values_at_its_vertices():
    x = explore(dg.load("exemplary_sanction"))
    (entry,) = [e for e in x.entries if e.equilibrium.name == "pooling on S (C; N: D/C)"]
    assert entry.over(parse("1 - x")) == (parse("0"), parse("1 - k_W/h"))
    assert entry.over(parse("q")) == (parse("q"),)
    assert replace(entry, corners=()).over(parse("1 - x")) is None


def test_a_parameter_without_default_starts_inside_the_domain():
    game = loads(
        'kind = "normal"\nplayers = ["A", "B"]\n[parameters]\na = { domain = ["a > 5"] }\n'
        '[strategies]\nA = ["u", "d"]\nB = ["l", "r"]\n[payoffs]\n"u, l" = ["a", "1"]\n'
        '"u, r" = ["0", "0"]\n"d, l" = ["0", "0"]\n"d, r" = ["1", "a"]\n'
    )
    (slider,) = explore(game).sliders
    assert slider.start > 5 and slider.low == 5


def test_what_the_form_of_the_game_depends_on_is_fixed_and_said():
    x = explore(dg.load("coproduction_ignition"), {"N": 2})
    assert str(x.values["N"]) == "2" and "N" not in x.names
    assert "depends on N" in x.notes[-1]


@pytest.mark.parametrize("concept", ["correlated", "stackelberg"])
def test_other_concepts_have_pages(concept: str):
    x = explore(dg.load(str(GAMES / "stag_hunt.toml")), concept=concept)
    assert x.solution is not None and x.solution.concept == concept
    assert f"Concept: {concept}." in html(x)


def test_unknown_parameters_are_refused():
    with pytest.raises(InputError, match="there is no parameter 'zz'"):
        explore(dg.load("inspection_game"), {"zz": 1})


# -- the command --------------------------------------------------------------------------------------
def test_the_command_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    target = tmp_path / "page.html"
    assert run(["explore", "inspection_game", "--set", "k=1/2", "-o", str(target)]) == 0
    assert "Content-Security-Policy" in target.read_text("ascii")
    assert capsys.readouterr().out == ""


def test_the_command_says_when_equilibria_may_be_missing(tmp_path: Path):
    page = str(tmp_path / "page.html")
    assert run(["explore", "exemplary_sanction", "--time-limit", "0.05", "-o", page]) == 4


def test_the_command_wants_a_name_that_a_browser_opens(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["explore", "inspection_game", "-o", str(tmp_path / "page.pdf")]) == 2
    assert run(["explore", "inspection_game"]) == 2
    said = capsys.readouterr()
    assert said.out == "" and "must end in .html" in said.err


@pytest.mark.parametrize("form", ["table", "csv", "latex", "markdown"])
def test_other_formats_say_what_the_page_holds(form: str):
    assert "Lambda" in render(explore(dg.load("inspection_game")), form)


def test_a_notebook_shows_the_page_in_a_frame():
    shown = explore(dg.load("delegation_paradox"))._repr_html_()
    assert shown.startswith("<iframe") and shown.count("<") == 2
