"""The bibliography, and what ``cite`` makes of it for each model and method."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

import defiance_games as dg
from defiance_games.cite import METHODS, PACKAGE, SOURCES, Entry, bibliography, cite, entries, latex
from defiance_games.cli import run
from defiance_games.errors import InputError
from defiance_games.refinements import REFINEMENTS
from defiance_games.report import FORMATS, render
from defiance_games.report.citation import plain
from defiance_games.solution import CONCEPTS

HOUSE = Path(dg.__file__).parent
TEXT = (HOUSE / "bibliography.bib").read_bytes().decode("ascii")
TABLE = bibliography()
REQUIRED = {
    "article": ("author", "title", "journal", "year"),
    "book": ("author", "title", "publisher", "year"),
    "incollection": ("author", "title", "booktitle", "publisher", "year"),
    "inproceedings": ("author", "title", "booktitle", "year"),
    "techreport": ("author", "title", "institution", "year"),
    "phdthesis": ("author", "title", "school", "year"),
    "misc": ("author", "title", "howpublished"),
    "software": ("author", "title", "version"),
}
KNOWN_FIELDS = {
    *(name for names in REQUIRED.values() for name in names),
    *("volume", "number", "pages", "doi", "address", "editor", "series", "type", "chapter"),
}


# -- the file ---------------------------------------------------------------------------------------
def test_every_entry_is_read_and_no_key_is_used_twice():
    read = list(entries(TEXT))
    assert len(read) == TEXT.count("\n@") == len({e.key for e in read}) == len(TABLE)
    assert len({e.key.lower() for e in read}) == len(read)  # BibTeX does not tell a from A


@pytest.mark.parametrize("key", TABLE)
def test_entry(key):
    entry = TABLE[key]
    assert re.fullmatch(r"[A-Za-z]+(\d{4}[A-Z]?[a-z]*)?", key)
    assert set(REQUIRED[entry.kind]) <= entry.fields.keys() <= KNOWN_FIELDS
    for name, value in entry.fields.items():
        assert value.strip() == value
        assert value
        assert value.isascii()
        assert re.search(r"(?<!\\)[#$%&_^~]", value) is None or name == "doi"
        assert "\n" not in value
    assert list(entries(entry.to_bibtex())) == [entry]
    if "year" in entry.fields:
        assert re.fullmatch(r"1[89]\d\d|20\d\d", entry.fields["year"])
        assert entry.fields["year"] in key
    if "pages" in entry.fields:
        ranges = re.findall(r"([\d:]+)(?:--([\d:]+))?", entry.fields["pages"])
        assert all(int(a.split(":")[-1]) <= int((b or a).split(":")[-1]) for a, b in ranges)
    if "doi" in entry.fields:
        assert re.fullmatch(r"10\.\d{4,5}/[^\s{}\\]+", entry.fields["doi"])


@pytest.mark.parametrize("key", [k for k in TABLE if re.search(r"\d{4}", k)])
def test_a_key_is_made_of_the_surnames_and_the_year(key):
    surnames = [n.split(",")[0] for n in TABLE[key].fields["author"].split(" and ")]
    first, *rest = (re.sub(r"[^A-Za-z]|Jr\.", "", _ascii(n.title())) for n in surnames)
    name = first if not rest else first + rest[0] if len(rest) == 1 else first + "EtAl"
    assert key.lower().startswith((name + TABLE[key].fields["year"]).lower())


def _ascii(name: str) -> str:
    import unicodedata

    text = plain(name).replace("ø", "o").replace("Ø", "O")
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def test_every_entry_is_used_by_a_model_or_a_method_and_the_other_way_round():
    models = {key for name in dg.models() for key in dg.load(name).references}
    methods = {key for keys in METHODS.values() for key in keys}
    assert models | methods | {PACKAGE} | set(SOURCES) == TABLE.keys()


def test_every_publication_that_a_method_names_is_in_the_bibliography():
    missing = []
    for file in sorted(HOUSE.rglob("*.py")):
        if "models" in file.parts or "cases" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
                text = " ".join((ast.get_docstring(node) or "").split())
                missing += [
                    f"{file.name}: {name} {year}" for name, year in _cited(text) if not _known(name, year)
                ]
    assert not missing


def _cited(text: str):
    """The surname just before each year of a publication: ``Selten (1965, 1975)``, ``van Damme 1987``."""
    for found in re.finditer(r"([A-Z][\w-]+)(?: et al\.)?,? \(?((?:(?:18|19|20)\d\d(?:, )?)+)\b(?!-)", text):
        for year in re.findall(r"\d{4}", found[2]):
            yield found[1], year


def _known(name: str, year: str) -> bool:
    """Whether somebody of this name published something in this year."""
    return any(e.fields.get("year") == year and name in plain(e.fields["author"]) for e in TABLE.values())


@pytest.mark.parametrize("name", dg.models())
def test_what_a_docstring_relates_to_is_in_the_references(name):
    model = dg.load(name)
    own = [TABLE[key] for key in model.references]
    for surname, year in _cited(" ".join(model.definition.split())):
        assert any(e.fields.get("year") == year and surname in plain(e.fields["author"]) for e in own)


def test_every_solver_family_and_concept_has_its_method():
    concepts = {c for known in CONCEPTS.values() for c in known}
    families = {f.stem.replace("_", "-") for f in (HOUSE / "problems").glob("*.py")} - {"--init--", "problem"}
    solvers = {f.stem.replace("_", "-") for f in (HOUSE / "solvers").iterdir()} - {"--init--", "--pycache--"}
    assert concepts | set(REFINEMENTS) | families | solvers <= METHODS.keys()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("@misc{A, title = {x}", "line 1: 'A' must go on"),
        ("\n@misc{A, title = {x", "line 2: a brace is not closed"),
        ("@misc{A, title = x}", "line 1: 'A' must go on"),
    ],
)
def test_faulty_bibtex_is_refused(text, said):
    with pytest.raises(InputError, match=said):
        list(entries(text))


def test_braces_and_comments_are_read():
    (entry,) = entries("words @ home\n@Book { K1 ,\n Title={The {Nash {Way}}} ,author = {A and B},\n}\nmore")
    assert entry == Entry("book", "K1", {"title": "The {Nash {Way}}", "author": "A and B"})


# -- models -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", dg.models())
def test_every_model_can_be_cited(name):
    found = cite(name)
    keys = [entry.key for entry in found]
    assert len(keys) == len(set(keys))
    assert set(dg.load(name).references) <= set(keys)
    assert {e.key for e in found.roles["sources"]} <= set(SOURCES)
    assert keys[-1] == PACKAGE
    assert [e.key for e in entries(found.to_bibtex())] == keys


def test_roles_of_a_model():
    roles = {role: [e.key for e in own] for role, own in cite("exemplary_sanction").roles.items()}
    assert roles["sources"] == ["MeiPearson"]
    assert roles["related"][-2:] == ["ChoKreps1987", "BanksSobel1987"]
    assert roles["method"][0] == "KrepsWilson1982Sequential"
    assert "ChoKreps1987" not in roles["method"]
    assert roles["software"] == [PACKAGE]
    assert cite("exemplary_sanction").roles["software"][0].fields["version"] == dg.__version__


def test_methods_can_be_named():
    found = cite(dg.load("inspection_game"), ["stackelberg", "undefeated"])
    assert [e.key for e in found.roles["method"]] == [
        "ConitzerSandholm2006",
        "VonStengelZamir2010",
        "MailathEtAl1993",
    ]
    with pytest.raises(InputError, match="No method 'stackelburg'. Did you mean 'stackelberg'"):
        cite("inspection_game", ["stackelburg"])


def test_three_players_are_solved_by_other_means(tmp_path):
    file = tmp_path / "three.nfg"
    file.write_text(
        'NFG 1 R "Three" { "A" "B" "C" } { 2 2 2 }\n\n' + " ".join("1 0 2" for _ in range(8)) + "\n"
    )
    assert [e.key for e in cite(str(file)).roles["method"]][:2] == ["VonStengel1996", "McKelveyMcLennan1996"]
    assert "sources" not in cite(str(file)).roles


SOURCE = r"Ann & Bob, 50% off_{x} \\input{y} ~^ # $ }{ 2020"
GAME = f"""
title = "A game of {{mine}} & yours"
kind = "normal"
players = ["A", "B"]
source = '{SOURCE}'
[strategies]
A = ["x", "y"]
B = ["x", "y"]
[payoffs]
"x, x" = ["1", "1"]
"x, y" = ["0", "0"]
"y, x" = ["0", "0"]
"y, y" = ["1", "1"]
"""


def test_the_source_of_a_game_file_is_a_note(tmp_path):
    file = tmp_path / "my-game 2.toml"
    file.write_text(GAME)
    found = cite(str(file))
    (entry,) = found.roles["sources"]
    assert (entry.kind, entry.key) == ("misc", "MyGame2")
    assert entry.fields["title"] == r"A game of \textbraceleft{}mine\textbraceright{} \& yours"
    assert plain(entry.fields["note"]) == SOURCE
    assert list(entries(found.to_bibtex())) == list(found)  # nothing in a source can break an entry


def test_latex_spells_out_what_is_no_text():
    assert latex("a\x07b \u202e") == r"a\textbackslash{}x07b \textbackslash{}u202e"


# -- shown ------------------------------------------------------------------------------------------
def test_the_command_prints_bibtex(capsys):
    assert run(["cite", "career_calculus"]) == 0
    out, err = capsys.readouterr()
    assert not err
    assert out.startswith("% sources\n\n@misc{MeiPearson,\n  author = {Mei, Ciqi and Pearson, Margaret},\n")
    assert re.findall(r"^% (\w+)$", out, re.M) == ["sources", "related", "method", "software"]
    assert out.isascii()
    assert [e.key for e in entries(out)] == [e.key for e in cite("career_calculus")]


@pytest.mark.parametrize("form", FORMATS)
def test_the_command_prints_every_format(form, capsys, tmp_path):
    assert run(["cite", "rival_explanations", "--format", form]) == 0
    out = capsys.readouterr().out
    assert "Holmstrom1979" in out
    assert run(["cite", "rival_explanations", "--format", form, "-o", str(tmp_path / "x")]) == 0
    assert (tmp_path / "x").read_text("utf-8") == out


def test_json_has_a_row_for_each_entry():
    data = json.loads(render(cite("career_calculus"), "json"))
    assert data["schema"] == "defiance-games/citation/1"
    assert data["entries"][1] == {
        "role": "related",
        "key": "Becker1968",
        "type": "article",
        **TABLE["Becker1968"].fields,
    }
    frame = cite("career_calculus").to_pandas()
    assert list(frame.key) == [e["key"] for e in data["entries"]]


def test_people_read_names_not_latex():
    text = str(cite("rival_explanations"))
    assert "Bengt Holmström (1979). Moral Hazard and Observability. Bell" in text
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize(
    "words", [["cite"], ["cite", "exemplary_sancton"], ["cite", "career_calculus", "--method", "magic"]]
)
def test_bad_input_is_a_sentence_and_exit_2(words, capsys):
    assert run(words) == 2
    out, err = capsys.readouterr()
    assert not out
    assert "Traceback" not in err
