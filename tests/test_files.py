"""Game files: what is written reads back unchanged; hostile files get sentences; nothing is executed."""

from __future__ import annotations

import os
import stat
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from peers import FOLDER as PEERS

from defiance_games.convert import convert
from defiance_games.errors import DefianceError, InputError
from defiance_games.games import files
from defiance_games.games.game import Game
from defiance_games.games.normal_form import NormalForm
from defiance_games.games.signaling import SignalingGame
from defiance_games.symbolic.expression import Expression, as_expression, number

EXAMPLES = sorted((Path(__file__).parent.parent / "examples" / "games").glob("*.toml"))

INSPECTION = Path(__file__).parent.parent / "examples" / "games" / "inspection.toml"
SMALL = 'kind = "normal"\nplayers = ["A"]\n[strategies]\nA = ["x"]\n[payoffs]\nx = ["1"]\n'


def told(action, *args, **kwargs) -> list[str]:
    with pytest.raises(DefianceError) as error:
        action(*args, **kwargs)
    return list(error.value.faults) if isinstance(error.value, InputError) else [str(error.value)]


# -- examples -----------------------------------------------------------------------------------
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_examples_read_well_and_back(path, tmp_path):
    game = files.read(path)
    assert game.title and game.source and game.outcomes
    assert all(p.meaning and p.default is not None and p.domain for p in game.parameters)
    files.write(game, tmp_path / "copy.toml")
    assert files.read(tmp_path / "copy.toml") == game
    numbers = game.with_values({p.name: p.default for p in game.parameters})
    assert not numbers.symbols and files.loads(files.dumps(numbers)) == numbers
    assert max(map(len, str(game).splitlines())) <= 80


def test_the_contract_examples():
    names = {p.stem for p in EXAMPLES}
    assert {"inspection", "display", "beer_quiche", "spence", "stag_hunt"} <= names
    game = files.read(INSPECTION)
    assert [str(c) for c in game.domain] == ["c > 0", "f > 0", "h > c", "g > 0", "g < f"]
    display = files.read(INSPECTION.with_name("display.toml"))
    assert display.symbols == {"q", "p_R", "p_X", "L", "V", "h", "k_R", "k_X"}


def test_crlf_bom_and_inline_tables(tmp_path):
    path = tmp_path / "game.toml"
    text = SMALL.replace('[strategies]\nA = ["x"]', 'strategies = { A = ["x"] }').replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert files.read(path) == files.loads(SMALL)


def test_decimals_are_exact():
    text = SMALL.replace('["1"]', "[0.1]")
    game = files.loads(text)
    assert isinstance(game, NormalForm) and game.payoffs[0,] == (Fraction(1, 10),)
    assert files.loads(SMALL.replace('["1"]', "[1e-3]")) == files.loads(SMALL.replace('["1"]', '["1/1000"]'))


def test_values_are_put_in():
    text = SMALL.replace('["1"]', '["a + b"]') + "[parameters]\na = {}\n[values]\nb = 2\n"
    game = files.loads(text)
    assert isinstance(game, NormalForm)
    assert str(game.payoffs[0,][0]) == "a + 2" and game.values == {"b": 2} and game.symbols == {"a"}
    assert files.loads(files.dumps(game)) == game


# -- faults of a TOML file ----------------------------------------------------------------------
def test_all_faults_of_a_file_with_their_lines():
    text = """\
title = 7
kind = "signaling"
players = ["Center", "Local"]
messages = ["display", "silence"]
responses = ["comply", "defy"]
surprise = true

[parameters]
q = { domain = ["0 <= q", "q <= 1"], meanin = "prior" }
p = { domain = ["p >= z"] }

[types]
resolute = "q"
lax = "1 - qq"

[payoffs.resolute.display]
comply = ["-k", "0"]
defy = ["0"]

[payoffs.resolute.silence]
comply = [nan, 1e999]
defi = ["0", "0"]

[payoffs.lax.display]
comply = [true, 1979-05-27]
defy = ["0", "2p"]

[outcomes]
defiance = "P(dfy)"
"""
    faults = told(files.loads, text, where="game.toml")
    wanted = {
        1: "title: must be text, got 7",
        6: "surprise: is unknown here",
        9: "meanin: is unknown here. Did you mean 'meaning'",
        10: "got 'z'",
        14: "got 'qq'",
        17: "got 'k'",
        18: "must be 2 payoffs, in the order [Center, Local], got a list of 1",
        21: "a number must be finite",
        22: "is unknown here. Did you mean 'defy'?",
        25: "a value must be a real number",
        26: "Write 2*p",
        29: "unknown event 'dfy'. Did you mean 'defy'?",
        24: "payoffs.lax: the payoffs of 'silence' are missing",
    }
    for line, part in wanted.items():
        assert any(f.startswith(f"game.toml: line {line}: ") and part in f for f in faults), (line, part)
    lines = [int(f.split("line ")[1].split(":")[0]) for f in faults]
    assert lines == sorted(lines)


def test_duplicates_are_told_with_both_lines():
    faults = told(files.loads, SMALL + "x = ['2']\n'x' = ['3']\n[payoffs]\n", where="f.toml")
    assert faults == [
        "f.toml: line 7: 'payoffs.x' is there twice, first on line 6. Keep one of them.",
        "f.toml: line 8: 'payoffs.x' is there twice, first on line 6. Keep one of them.",
        "f.toml: line 9: 'payoffs' is there twice, first on line 5. Keep one of them.",
    ]
    inline = SMALL.replace('[strategies]\nA = ["x"]', 'strategies = { A = ["x"], A = ["y"] }')
    assert "line 3" in told(files.loads, inline)[0]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "the file is empty"),
        (" \n\t\n", "the file is empty"),
        ("kind = ", "end of document: this is not TOML"),
        ("kind = x", "line 1, column 8: this is not TOML"),
        ("x", "this is not TOML"),
        (SMALL.replace("normal", "norml"), "line 1: kind: must be one of normal, signaling, extensive, got"),
        (SMALL.replace('"normal"', "3"), "got 3"),
        ('players = ["A"]', "kind: must be one of normal, signaling, extensive, it is missing"),
        ('kind = "normal"', "the field 'strategies' is missing"),
        ('kind = "extensive"', "the field 'nodes' is missing"),
        (SMALL.replace('"A"]', '"A", "A"]'), "line 2: players: 'A' is there twice"),
        (SMALL.replace('"x"]', '"x", "x"]'), "line 4: strategies.A: 'x' is there twice"),
        (SMALL.replace('["1"]', '["1", "2"]'), "line 6: payoffs.x: must be 1 payoffs, in the order [A]"),
        (SMALL.replace('["1"]', '"1"'), "must be 1 payoffs"),
        (SMALL.replace('["1"]', "[inf]"), "finite"),
        (SMALL.replace('["1"]', "[-nan]"), "finite"),
        (SMALL.replace('["1"]', "[" + "9" * 5000 + "]"), "thousands of digits"),
        (SMALL.replace('["1"]', "[0x" + "f" * 5000 + "]"), "at most 300 digits"),
        (SMALL.replace('["1"]', "[1e999999999]"), "300 digits"),
        (SMALL.replace('["1"]', '["9**9**9**9"]'), "payoffs.x"),
        (SMALL.replace('"1"', "\"__import__('os').system('touch pwned')\""), "payoffs.x"),
        (SMALL.replace('["1"]', '["a.b"]'), "payoffs.x"),
        (SMALL.replace('["1"]', '["lambda: 0"]'), "payoffs.x"),
        (SMALL.replace('["1"]', '["' + "(" * 5000 + '"]'), "nested at most"),
        (SMALL.replace('["1"]', '["' + "1+" * 9000 + '1"]'), "at most 10,000 characters"),
        (SMALL + "a = " + "[" * 100_000, "must not be nested this deep"),
        (SMALL + "a = " + "{a=" * 100_000, "must not be nested this deep"),
        ("a." * 1000 + "a = 1", "at most 20 parts"),
        ("x = { " + "a." * 1000 + "a = 1 }", "at most 20 parts"),
        ("[" + "a." * 1000 + "a]", "at most 20 parts"),
        ('x = """' + '\n\\"""' * 50_000, "this is not TOML"),
        (SMALL.replace("[payoffs]", "[payoffs.x]"), "must be 1 payoffs"),
        (SMALL.replace("[payoffs]", "[[payoffs]]"), "payoffs: must be a table, got a list of 1"),
        (SMALL + '[parameters]\n"a b" = {}\n', "a name must be a letter"),
        (SMALL + '[parameters]\nk = { domain = ["k > 1", "k < 0"] }', "contradict each other"),
        (SMALL + '[parameters]\nk = { default = "oops" }', "got 'oops'"),
        (SMALL + '[parameters]\n"p\u0430" = {}', "CYRILLIC"),
        (SMALL + '[outcomes]\no = "E(B)"', "must name a player"),
        (SMALL.replace('"A"', '"A\u202e"'), "\\u202e"),
    ],
)
def test_hostile_toml(text, part, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    faults = told(files.loads, text, where="game.toml")
    assert part in "\n".join(faults)
    assert "\u202e" not in "".join(faults) and not list(tmp_path.iterdir())


def test_too_many_payoffs_are_refused():
    names = ", ".join(f'"{k}"' for k in range(400))
    text = 'kind = "normal"\nplayers = ["A", "B"]\npayoffs = {}\n'
    text += f"[strategies]\nA = [{names}]\nB = [{names}]\n"
    assert told(files.loads, text) == ["game: a game must have at most 200,000 payoffs, got 320,000."]


# -- files that are no files --------------------------------------------------------------------
def test_what_cannot_be_read(tmp_path):
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "latin.toml").write_bytes('# ok\ntitle = "caf\xe9"'.encode("latin-1"))
    (tmp_path / "empty.nfg").touch()
    (tmp_path / "game.txt").touch()
    (tmp_path / "tree.efg").write_text('EFG 2 R "t" { "A" }')
    (tmp_path / "big.toml").write_text("#" * 20_000_001)
    os.mkfifo(tmp_path / "pipe.toml")
    for name, part in [
        ("folder.toml", "got a folder"),
        ("latin.toml", "line 2: a game file must be text in UTF-8, got the byte 0xe9"),
        ("empty.nfg", "the file is empty"),
        ("game.txt", "must end in .toml, .nfg or .efg, got '.txt'"),
        ("pipe.toml", "regular"),
        ("tree.efg", "line 1: a node must begin with c, p or t (every branch needs one), but the file ends"),
        ("big.toml", "at most 20 MB"),
        ("latn.toml", "Did you mean 'latin.toml'"),
        ("none/x.toml", "There is no folder"),
        ("a\0.toml", "a\\x00.toml"),
    ]:
        assert part in told(files.read, tmp_path / name)[0], name
    only = ["folder.toml: a game file must be a file, got a folder."]
    assert told(files.read, tmp_path / "folder.toml") == only
    assert "must be toml, nfg or efg" in told(files.loads, SMALL, "tml")[0]


# -- writing ------------------------------------------------------------------------------------
def test_a_file_is_replaced_as_a_whole_or_left_alone(tmp_path, monkeypatch):
    game = files.loads(SMALL)
    target = tmp_path / "game.toml"
    target.write_text("before")
    target.chmod(0o640)
    monkeypatch.setattr(os, "replace", _fail)
    assert "cannot be written: No space left" in told(files.write, game, target)[0]
    assert target.read_text() == "before" and list(tmp_path.iterdir()) == [target]
    monkeypatch.undo()
    files.write(game, target)
    assert files.read(target) == game and stat.S_IMODE(target.stat().st_mode) == 0o640
    (tmp_path / "link.toml").symlink_to(target)
    files.write(game, tmp_path / "link.toml")
    assert (tmp_path / "link.toml").is_symlink() and files.read(target) == game
    assert "got a folder" in told(files.write, game, tmp_path, "toml")[0]
    assert "cannot be written" in told(files.write, game, tmp_path / "none" / "x.toml")[0]
    assert "must end in" in told(files.write, game, tmp_path / "x.csv")[0]


def _fail(*_):
    raise OSError(28, "No space left on device")


def test_what_does_not_fit_an_nfg_file(tmp_path):
    told_symbols = told(convert, INSPECTION, tmp_path / "x.nfg")[0]
    assert "got the symbols c, f, g, h" in told_symbols and "--defaults" in told_symbols
    game = convert(INSPECTION, tmp_path / "x.nfg", {"c": 1, "f": 3, "g": 1, "h": 2})
    back = files.read(tmp_path / "x.nfg")
    assert isinstance(back, NormalForm) and isinstance(game, NormalForm) and back.payoffs == game.payoffs
    assert "got the symbols c_A" in told(convert, INSPECTION.with_name("spence.toml"), tmp_path / "x.nfg")[0]
    root = NormalForm.build(["A"], [["x"]], [["sqrt(2)"]])
    assert "must be a rational number in an .nfg file, got sqrt(2)" in told(files.dumps, root, "nfg")[0]


# -- .nfg ---------------------------------------------------------------------------------------
def test_both_versions_of_nfg():
    by_payoff = 'NFG 1 R "t" { "A" "" } { { "x" "y" } { "" "" } } "why" 1 2 3.5 4 -5/2 .5e1 1E-2 8.'
    by_outcome = (
        'NFG 1 D "t" {"A" ""} { { "x" "y" } { "" "" } } "why"\n'
        '{ { "a \\"quoted\\" one" 1, 2 } { "" 7/2 4 } { "" -2.5, 5 } { "" 0.01, 8 } } 1 2 3 4'
    )
    game = files.loads(by_payoff, "nfg")
    assert game == files.loads(by_outcome, "nfg")
    assert isinstance(game, NormalForm) and game.players == ("A", "2") and game.strategies[1] == ("1", "2")
    assert game.payoffs == {
        (0, 0): (1, 2),
        (1, 0): (Fraction(7, 2), 4),
        (0, 1): (Fraction(-5, 2), 5),
        (1, 1): (Fraction(1, 100), 8),
    }
    null = files.loads('NFG 1 R "" { "A" } { 2 } { { "" 3 } } 0 1', "nfg")
    assert isinstance(null, NormalForm) and null.payoffs == {(0,): (0,), (1,): (3,)}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("EFG 2 R", "line 1: the first word of an .nfg file must be 'NFG', got 'EFG'"),
        ("NFG 2 R", "the version of the format must be '1', got '2'"),
        ("NFG 1 X", "must be R or D, got 'X'"),
        ("NFG 1 R title", "the title must be text in double quotes, got 'title'"),
        ('NFG 1 R "t', "the title must be text in double quotes"),
        ('NFG 1 R "t"', "the start of the list of players must be '{', the file ends"),
        ('NFG 1 R "t" { }', "at least one player"),
        ('NFG 1 R "t" { "A" } { 0 }', "at least one strategy"),
        ('NFG 1 R "t" { "A" } { { } }', "at least one strategy"),
        ('NFG 1 R "t" { "A" } { -1 }', "must be a whole number"),
        ('NFG 1 R "t" { "A" } { 2 2 }', "for 1 players, not for 2"),
        ('NFG 1 R "t" { "A" "B" } { 1000000000 1000000000 }', "at most 200,000 payoffs"),
        ('NFG 1 R "t" { "A" "A" } { 1 1 } 1 1', "'A' is there twice"),
        ('NFG 1 R "t" { "A" } { { "x" "x" } } 1 1', "'x' is there twice"),
        ('NFG 1 R "t" { "A" } { 2 } 1', "must end with 2 payoffs, not 1"),
        ('NFG 1 R "t" { "A" } { 2 }\n1 2\n3', "line 2: the file must end with 2 payoffs, not 3"),
        (
            'NFG 1 R "t" { "A" } { 2 }\n\nnan inf',
            "line 3: a payoff must be a finite number such as -1.5 or 5/2",
        ),
        ('NFG 1 R "t" { "A" } { 1 } 1/0', "no zero below its bar"),
        ('NFG 1 R "t" { "A" } { 1 } 1e9999', "at most 300 digits"),
        ('NFG 1 R "t" { "A" } { 1 } 1e9999999999999999', "must be a finite number"),
        ('NFG 1 R "t" { "A" } { 1 } \u0661', "must be a finite number"),
        ('NFG 1 R "t" { "A" } { 1 } { { "" 1 2 } } 1', "must have 1 payoffs, not 2"),
        ('NFG 1 R "t" { "A" } { 1 } { { "" 1 } } 2', "must be at most 1, got '2'"),
        ('NFG 1 R "t" { "A" } { 2 } { { "" 1 } } 1', "must end with 2 outcomes of profiles, not 1"),
        ('NFG 1 R "t" { "A" } { 1 } { { "" 1 }', "the end of the outcomes must be '}', the file ends"),
        ('NFG 1 R "t" ' + "{" * 100_000, "must be text in double quotes"),
        ('NFG 1 R "t" { "\u200b" } { 1 } 1', "ZERO WIDTH SPACE"),
        ('NFG 1 R "t" { "A" } { 1 } __import__("os")', "must end with 1 payoffs"),
    ],
)
def test_hostile_nfg(text, part):
    assert part in "\n".join(told(files.loads, text, "nfg", where="game.nfg"))


@pytest.mark.skipif(not PEERS.is_dir(), reason="the peer's games are not here")
@pytest.mark.parametrize("path", sorted(PEERS.glob("*.nfg")), ids=lambda p: p.stem)
def test_games_of_a_peer_round_trip(path):
    game = files.read(path)
    assert files.loads(files.dumps(game, "nfg"), "nfg") == game
    assert files.loads(files.dumps(game)) == game


# -- any game is saved and read back unchanged --------------------------------------------------
PRINTABLE = st.characters(exclude_categories=("C", "Zl", "Zp"))
LABEL = st.text(PRINTABLE, min_size=1, max_size=8).filter(lambda s: s == s.strip() and s.strip())
TEXT = st.text(st.one_of(PRINTABLE, st.sampled_from("\n\t\"\\'")), max_size=20)
NAMES = ("a", "b_1", "q", "lam", "Σ")
LEAF = st.one_of(
    st.sampled_from(NAMES),
    st.fractions(-1000, 1000, max_denominator=20).map(str),
    st.decimals(min_value=-99, max_value=99, places=3).map(str),
)


def _grow(part):
    return st.one_of(
        st.tuples(part, st.sampled_from("+-*"), part).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        st.tuples(part, st.integers(-2, 3)).map(lambda t: f"(1 + ({t[0]})**2)**{t[1]}"),
        st.tuples(part, part).map(lambda t: f"min({t[0]}, {t[1]})"),
        part.map(lambda t: f"exp(-({t})**2)"),
        part.map(lambda t: f"-({t})"),
        part.map(lambda t: f"({t})/7"),
    )


FORMULA = st.recursive(LEAF, _grow, max_leaves=4)
PARAMETERS: Any = st.fixed_dictionaries(
    {
        name: st.fixed_dictionaries(
            {},
            optional={
                "domain": st.just([f"{name} > 0"] if name != "q" else ["0 < q < 1"]),
                "default": st.just("1/2"),
                "meaning": TEXT,
                "unit": TEXT,
                "source": TEXT,
            },
        )
        for name in NAMES
    }
)


def _labels(low: int, high: int):
    return st.lists(LABEL, min_size=low, max_size=high, unique=True)


@st.composite
def normal_forms(draw, payoff=FORMULA) -> NormalForm:
    players = draw(_labels(1, 3))
    strategies = [draw(_labels(1, 3)) for _ in players]
    shape = 1
    for s in strategies:
        shape *= len(s)
    flat = draw(st.lists(st.tuples(*(payoff for _ in players)), min_size=shape, max_size=shape))

    def nest(sizes: list[int], cells: list):
        if not sizes:
            return cells.pop(0)
        return [nest(sizes[1:], cells) for _ in range(sizes[0])]

    return NormalForm.build(
        players,
        strategies,
        nest([len(s) for s in strategies], flat),
        draw(PARAMETERS),
        {draw(LABEL): f"E({_quoted(players[0])})"},
        draw(LABEL),
        draw(TEXT),
    )


@st.composite
def signaling_games(draw) -> SignalingGame:
    players, types, messages = draw(_labels(2, 2)), draw(_labels(2, 2)), draw(_labels(1, 2))
    responses = {m: draw(_labels(1, 2)) for m in messages}
    pair = st.tuples(FORMULA, FORMULA)
    payoffs = {(t, m, r): draw(pair) for t in types for m in messages for r in responses[m]}
    parameters = {**draw(PARAMETERS), "q": {"domain": ["0 < q < 1"]}}
    return SignalingGame.build(
        players,
        {types[0]: "q", types[1]: "1 - q"},
        messages,
        responses,
        payoffs,
        parameters,
        {draw(LABEL): f"P(type = {_quoted(types[0])})"},
        draw(LABEL),
        draw(TEXT),
    )


def _quoted(label: str) -> str:
    return '"' + label.replace("\\", "\\\\").replace('"', '\\"') + '"'


@settings(max_examples=60, deadline=None)
@given(st.one_of(normal_forms(), signaling_games()))
def test_toml_round_trip(game: Game):
    assert files.loads(files.dumps(game)) == game
    half = game.with_values({"a": "1/2", "Σ": 3})
    assert files.loads(files.dumps(half)) == half


@settings(max_examples=60, deadline=None)
@given(normal_forms(st.fractions()))
def test_nfg_round_trip(game: NormalForm):
    back = files.loads(files.dumps(game, "nfg"), "nfg")
    assert isinstance(back, NormalForm)
    for part in ("players", "strategies", "payoffs", "title", "source"):
        assert getattr(back, part) == getattr(game, part)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=60), st.text('NFG1D "{}\\,/.e-0\n'), st.text("[]{}=.,'\"#ab \n\\")))
def test_any_text_gives_a_game_or_a_sentence(text):
    for form in ("toml", "nfg"):
        for body in (text, 'NFG 1 R "t" { "A" } { 2 } ' + text, SMALL + text):
            try:
                game = files.loads(body, form)
            except DefianceError as error:
                assert str(error).endswith((".", "^")) or "\n" in str(error)
            else:
                assert isinstance(game, Game)


def test_leaves_stay_expressions():
    game = files.loads(SMALL)
    assert isinstance(game, NormalForm) and isinstance(game.payoffs[0,][0], Expression)
    assert game.payoffs[0,][0] == number(1)


def test_no_file_is_written_that_cannot_be_read_back():
    e = number(1)
    for k in range(300):
        e = e + as_expression(f"x_{k}") * as_expression(f"a_rather_long_name_of_a_symbol_{k}")
    game = NormalForm(("A",), (("x",),), {(0,): (e,)}, title="Large")
    assert "Large: payoffs.x: column 1: an expression must have at most 10,000" in told(files.dumps, game)[0]
