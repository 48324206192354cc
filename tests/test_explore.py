"""The page to play with: what it holds, that it is safe, and that it computes what Python computes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

import defiance_games as dg
from defiance_games.cli import run
from defiance_games.errors import InputError
from defiance_games.explore import explore
from defiance_games.games.files import loads
from defiance_games.report import render
from defiance_games.report.explorer import html
from defiance_games.report.explorer.data import data
from defiance_games.symbolic.parser import parse

GAMES = Path(__file__).parent.parent / "examples" / "games"
MAX_BYTES = 1_000_000
HOSTILE = '</script><script>alert("x")</script><img src=x onerror=alert(1)>&<!--'


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
B = ["__proto__", "constructor"]
[payoffs]
{json.dumps(HOSTILE + ", __proto__")} = ["a", "0"]
{json.dumps(HOSTILE + ", constructor")} = ["0", "b"]
"stay, __proto__" = ["0", "b"]
"stay, constructor" = ["b", "0"]
[outcomes]
{name} = "P(B = constructor)"
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


def test_the_forms_next_to_the_default_are_there_to_choose():
    x = explore(dg.load("coproduction_ignition"))
    assert [str(f.shape["N"]) for f in (x, *x.forms)] == ["3", "2", "4"]
    assert [p.name for p in x.choices] == ["N"] and "N" not in x.names
    for form in x.forms:
        assert form.solution == explore(dg.load("coproduction_ignition"), dict(form.shape)).solution
    assert json.loads(render(x, "json"))["forms"] == [{"N": "3"}, {"N": "2"}, {"N": "4"}]


def test_cases_and_published_examples_are_settings_with_a_name():
    x = explore(dg.load("career_calculus"))
    assert [(p.title, {n: str(v) for n, v in p.values.items()}) for p in x.presets] == [
        ("SARS 2003", {"g": "0"}),
        ("", {"r": "0"}),
    ]
    assert explore(dg.load("career_calculus"), {"g": "1/20"}).presets == ()
    point = {s.name: s.start for s in x.sliders}
    assert all(c.holds({**point, **p.values}) for p in x.presets for c in x.domain)


def test_questions_of_what_is_no_game_are_answered_along_each_parameter():
    model = dg.load("innovation_contest")
    (distinct,) = [a for a in explore(model).answers if a.name == "niches.distinct"]
    assert len(distinct.along["N"]) > 5
    for x, numbers in distinct.along["N"]:
        assert numbers == (float(model.ask("niches", N=x)["distinct"]),)
    assert "steady" in json.dumps(data(explore(dg.load("belief_diffusion")))[0])


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
