"""Gambit's .efg files: every variant is read and written back unchanged; what is wrong gets a sentence."""

from __future__ import annotations

import sys
import time
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from peers import FOLDER as PEERS

import defiance_games as dg
from defiance_games.cli import run
from defiance_games.errors import DefianceError, InputError, UnsupportedError
from defiance_games.games import files
from defiance_games.games.exchange import from_gambit, to_gambit, to_nashpy
from defiance_games.games.extensive_form import CHANCE, ExtensiveForm
from defiance_games.games.normal_form import NormalForm
from defiance_games.games.tree import end, move

EXAMPLES = Path(__file__).parent.parent / "examples" / "games"
POKER = r"""EFG 2 R "Stripped-down \"poker\"" { "Fred" "Alice" }
"A comment
over lines, with \"quotes\" and a { brace"

c "" 1 "" { "Red" 1/2 "Black" .5 } 0
p "a" 1 1 "" { "Raise" "" } 0
p "" 2 1 "meets" { "Meet" "Pass" } 0
t "" 1 "Win Big" { 2, -2 }
t "" 2 "Win" { 1 -1 }
t "" 2
p "b" 1 7 "" { "Raise" "Raise" } 3 "ante" { -0.5, 1e-1 }
p "" 2 1 0
t "" 4 "Lose Big" { -2 , 2 }
t "" 2 "Win" { 1, -1 }
t "" 0
"""


def loads(text: str, where: str = "game.efg") -> ExtensiveForm:
    found = files.loads(text, "efg", where)
    assert isinstance(found, ExtensiveForm)
    return found


def told(action, *args, **kwargs) -> list[str]:
    with pytest.raises(DefianceError) as error:
        action(*args, **kwargs)
    return list(error.value.faults) if isinstance(error.value, InputError) else [str(error.value)]


def meaning(game: ExtensiveForm) -> object:
    """All of a game but the names of results, nodes and information sets, which Gambit numbers anew."""
    return game.players, [s._replace(label="") for s in game.information_sets], dict(game.payoffs)


# -- reading ------------------------------------------------------------------------------------
def test_the_variants_of_a_file():
    game = loads(POKER)
    assert game.title == 'Stripped-down "poker"' and game.source.endswith('"quotes" and a { brace')
    red, raise_, meets, other = game.information_sets
    assert (red.player, red.label, red.probabilities) == (CHANCE, "chance:1", (Fraction(1, 2),) * 2)
    assert (raise_.label, raise_.actions) == ("Fred:1", ("Raise", "2"))
    assert (other.label, other.actions) == ("Fred:7", ("1", "2"))
    assert meets.label == "meets" and meets.nodes == (2, 7)
    assert [str(u[0]) for u in game.payoffs.values()] == ["2", "1", "1", "-5/2", "1/2", "-1/2"]
    assert str(game.payoffs[8][1]) == "21/10" and game.name_of(1) == "a"
    back = loads(files.dumps(game, "efg"))
    assert back == game and files.loads(files.dumps(game)) == game
    assert 'p "b" 1 7 "" { "1" "2" }' in files.dumps(game, "efg")


def test_versions_and_layouts():
    body = '{ "A" } p "" 1 1 "" { "x" "y" } 0 t "" 1 "o" { 1 } t "" 2 "" { 2. }'
    plain = loads(f'EFG 2 R "g" {body}')
    for text in (
        f'EFG 2 D "g" {body}',
        f'EFG 2 R "g" {body}'.replace(" ", "\r\n\t"),
        f'EFG 2 R "g" {body}'.replace('p ""', '"" p ""'),
        f'EFG 2 R "g" {body}'.replace('" "', '""').replace("{ 1 }", "{1}"),
    ):
        assert loads(text) == plain
    assert loads('EFG 2 R "" { "A" } t "" 0').payoffs == {0: (Fraction(0),)}
    later = 'EFG 2 R "g" { "A" } c "" 3 "" { "x" 1 "y" 0 } 0 t "" 9 "" { 1 } c "" 3 0 t "" 9 t "" 9'
    assert [len(s.nodes) for s in loads(later).information_sets] == [2]
    unnamed = loads('EFG 2 R "g" { "" "" } p "" 2 1 "" { "x" } 0 t "" 1 "" { 1 2 }')
    assert unnamed.players == ("1", "2") and unnamed.information_sets[0].label == "2:1"


def test_names_of_information_sets_are_made_different():
    def names(*sets: tuple[int, str]) -> list[str]:
        nodes = "".join(f'p "" 1 {n} "{name}" {{ "x" }} 0 ' for n, name in sets)
        game = loads(f'EFG 2 R "g" {{ "A" }} {nodes} t "" 1 "" {{ 1 }}')
        assert loads(files.dumps(game, "efg")) == game == files.loads(files.dumps(game))
        return [s.label for s in game.information_sets]

    assert names((5, ""), (1, "x"), (2, "x")) == ["A:5", "A:1", "A:2"]
    assert names((2, ""), (1, "")) == ["A:2", "A:1"]
    assert names((1, "A:2"), (2, "")) == ["A:1", "A:2"]
    assert names((1, "A:3"), (2, "one")) == ["A:3", "one"]


# -- faults -------------------------------------------------------------------------------------
HEAD = 'EFG 2 R "t" { "A" "B" }\n""\n'
MOVE = 'p "" 1 1 "s" { "l" "r" } 0\n'
ENDS = 't "" 1 "o" { 1, 2 }\nt "" 1\n'


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ('NFG 2 R "t"', "line 1: the first word of an .efg file must be 'EFG', got 'NFG'"),
        ("EFG", "the version of the format must be '2', but the file ends"),
        ('EFG 1 R "t" { "A" }', "the version of the format must be '2', got '1'"),
        ('EFG 2 X "t" { "A" }', "the kind of numbers must be R or D, got 'X'"),
        ("EFG 2 R t", "the title must be text in double quotes, got 't'"),
        ('EFG 2 R "t', "the title must be text in double quotes, got '\"t'"),
        ('EFG 2 R "t" { }', "at least one player"),
        ('EFG 2 R "t" { 3 }', "must hold text in double quotes, got '3'"),
        ('EFG 2 R "t" { "A" "B', "the players must be a list in braces, got '{'"),
        ('EFG 2 R "t" { "A\u202e" }', "A\\u202e"),
        (HEAD, "line 3: a node must begin with c, p or t (every branch needs one), but the file ends"),
        (HEAD + MOVE, "line 4: a node must begin with c, p or t (every branch needs one), but the file ends"),
        (HEAD + MOVE + 't "" 0', "but the file ends"),
        (HEAD + MOVE + ENDS + 't "" 0', "line 6: the file must end where every branch has ended, got 't'"),
        (HEAD + "x" + MOVE, "a node must begin with c, p or t"),
        (HEAD + 'p "" 3 1 "" { "l" } 0', "a player's number must be from 1 to 2, got '3'"),
        (HEAD + 'p "" 0 1 "" { "l" } 0', "a player's number must be from 1 to 2, got '0'"),
        (HEAD + 'p "" one 1 "" { "l" } 0', "a player must be a whole number, 1 or more, got 'one'"),
        (HEAD + 'p "" 1 -1 "" { "l" } 0', "the number of an information set must be a whole number"),
        (HEAD + 'p "" 1 0 "" { "l" } 0', "the number of an information set must be a whole number"),
        (HEAD + 'p "" 1 1 0', "line 3: information set 1 must be described where it is first named"),
        (HEAD + 'p "" 1 1 "" 0', "the actions must be a list in braces, got '0'"),
        (HEAD + 'p "" 1 1 "" { } 0', "at least one action"),
        (HEAD + 'p "" 1 1 "" { l } 0', "must hold text in double quotes, got 'l'"),
        (HEAD + 'p "" 1 1 "" { "l" } one', "an outcome must be a whole number, 0 or more, got 'one'"),
        (HEAD + 'p "" 1 1 "" { "l" }', "an outcome must be a whole number, 0 or more, but the file"),
        (HEAD + 'p 1 1 "" { "l" } 0', "the name of a node must be text in double quotes, got '1'"),
        (HEAD + MOVE + 'p "" 1 1 "s" { "l" } 0', "line 4: information set 1 must have the same list"),
        (HEAD + MOVE + 'p "" 1 1 "s" { "r" "l" } 0', "must have the same list as before, { \"l\" \"r\" }"),
        (HEAD + MOVE + 'p "" 1 1 "z" { "l" "r" } 0', "information set 1 must be \"s\" again, got '\"z\"'"),
        (HEAD + 'c "" 1 "" { "l" 1/2 "r" 1/3 } 0', "line 3: the probabilities must sum to one, not to 5/6"),
        (HEAD + 'c "" 1 "" { "l" 3/2 "r" -1/2 } 0', "a probability must be 0 or more"),
        (HEAD + 'c "" 1 "" { "l" "r" } 0', "pairs of a name in double quotes and a probability"),
        (HEAD + 'c "" 1 "" { "l" q "r" 1 } 0', "a probability must be a finite number such as -1.5 or 5/2"),
        (HEAD + 'c "" 1 "" { } 0', "at least one action"),
        (HEAD + 'c "" 1 "" { "l" 1 } 0 c "" 1 "" { "l" 1 "r" 0 } 0', "the same list as before"),
        (HEAD + MOVE + 't "" 1 "o" { 1, 2, 3 } t "" 0', "payoffs must be 2 numbers, one a player, not 3"),
        (HEAD + MOVE + 't "" 1 "o" { 1, x } t "" 0', "a payoff must be a finite number"),
        (HEAD + MOVE + 't "" 1 "o" { 1, nan } t "" 0', "a payoff must be a finite number"),
        (HEAD + MOVE + 't "" 1 "o" { 1, 1/0 } t "" 0', "a payoff must be a finite number"),
        (HEAD + MOVE + 't "" 1 "o" { 1, 1e9999 } t "" 0', "of at most 300 digits"),
        (HEAD + MOVE + f't "" 1 "o" {{ 1, {"9" * 5000} }} t "" 0', "of at most 300 digits"),
        (HEAD + MOVE + 't "" 1 "o" 1 2 t "" 0', "payoffs must be a list in braces, got '1'"),
        (HEAD + MOVE + 't "" 1 t "" 0', "line 4: outcome 1 must be described where it is first named"),
        (HEAD + MOVE + 't "" 0 "o" { 1, 2 } t "" 0', "outcome 0 pays nothing"),
        (HEAD + MOVE + 't "" 1 "o" { 1, 2 } t "" 1 "o" { 2, 1 }', "the same name and payoffs as before"),
        (HEAD + MOVE + 't "" 1 "o" { 1, 2 } t "" 1 "z" { 1, 2 }', "the same name and payoffs as before"),
        (HEAD + MOVE + 't "" 1 { 1, 2 } t "" 0', "a node must begin with c, p or t, got '{ 1, 2 }'"),
        (HEAD + 'p "" 999999999999999999999 1 "" { "l" } 0', "the number of a player must be a whole number"),
        (HEAD + 't "\u202e" 0', "\\u202e"),
        (HEAD + 'p "" 1 1 "a\x07" { "l" } 0 t "" 0', "\\x07"),
        (HEAD + 'p "" 1 1 "" { "l\u200b" } 0 t "" 0', "\\u200b"),
        (HEAD + 't "x\ny" 0', "a name must be printable, without a control character (U+000A)"),
    ],
)  # fmt: skip
def test_hostile_files(text, part):
    faults = told(loads, text)
    assert part in "\n".join(faults), faults
    assert all(f.startswith("game.efg: ") for f in faults) and "\u202e" not in "".join(faults)


def test_several_faults_at_once():
    text = (
        HEAD + 'p "" 1 1 "s" { "l" "r" "m" } 0\n t "" 1 "o" { 1 }\n t "" 2 "o" { 1, x }\n t "" 3 "o" { 1, y }'
    )
    assert [f.split(": ")[1] for f in told(loads, text)] == ["line 4", "line 5", "line 6"]
    many = HEAD + 'p "" 1 1 "s" { "l" } 0\n' * 1 + 't "" 1 "" { 1 ' + " ".join("x" for _ in range(10)) + "}"
    assert len(told(loads, many)) == 1
    ends = "".join(f't "" {k} "" {{ 1 }}\n' for k in range(1, 500))
    names = " ".join(f'"{k}"' for k in range(499))
    faults = told(loads, HEAD + f'p "" 1 1 "" {{ {names} }} 0\n{ends}')
    assert len(faults) == 51 and faults[0].startswith("game.efg: line 4") and "and more faults" in faults[-1]


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "{" * 200_000,
        HEAD + '{ "' * 100_000,
        HEAD + 'p "' + "\\" * 200_001,
        HEAD + 'p "" 1 1 "" { ' + '"a" ' * 50_000,
        HEAD + 'p "" 1 1 "" { ' + " ".join(f'"{k}"' for k in range(50_000)) + " } 0",
        HEAD + "p " * 200_000,
        HEAD + MOVE + 't "" 1 "" { ' + "1, " * 200_000,
        "EFG 2 R " + '"" ' * 200_000,
        " " * 500_000 + "x",
    ],
)
def test_faults_are_found_in_no_time(text):
    start = time.process_time()
    assert told(loads, text)
    assert time.process_time() - start < 5


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=60), st.text('EFG2Rpct "{}\\,/.e-01\n', max_size=80)))
def test_any_text_gives_a_game_or_a_sentence(text):
    for body in (text, HEAD + text, HEAD + MOVE + text, POKER[: len(text) * 7] + text):
        try:
            game = files.loads(body, "efg")
        except DefianceError as error:
            assert str(error).endswith(".")
        else:
            assert isinstance(game, ExtensiveForm)


@pytest.mark.parametrize("size", range(10, len(POKER) - 8, 13))
def test_truncated_files_are_refused(size):
    assert told(loads, POKER[:size])


def test_bytes_that_are_no_text(tmp_path):
    path = tmp_path / "latin.efg"
    path.write_bytes(HEAD.encode() + b't "caf\xe9" 0')
    assert "line 3: a game file must be text in UTF-8, got the byte 0xe9" in told(files.read, path)[0]


# -- writing and converting ---------------------------------------------------------------------
def test_only_numbers_can_be_written():
    game = ExtensiveForm.build(["A"], move("A", {"x": end("a"), "y": end("b")}))
    assert told(files.dumps, game, "efg") == [
        "game: an .efg file must hold numbers only, got the symbols a, b. "
        "Fix them (--set NAME=VALUE, --defaults), or write a .toml file."
    ]
    root = ExtensiveForm.build(["A"], move("A", {"x": end("sqrt(2)")}))
    assert "must be a rational number in an .efg file, got sqrt(2)" in told(files.dumps, root, "efg")[0]


def test_convert_between_all_formats(tmp_path):
    for path in sorted(EXAMPLES.glob("*.toml")):
        game = files.read(path)
        numbers = {p.name: p.default for p in game.parameters}
        tree = dg.convert(path, tmp_path / "x.efg", numbers)
        back = files.read(tmp_path / "x.efg")
        assert isinstance(back, ExtensiveForm) and back.players == tree.players
        dg.convert(tmp_path / "x.efg", tmp_path / "x.toml")
        assert files.read(tmp_path / "x.toml") == back
        if not back.forgetful:
            dg.convert(tmp_path / "x.efg", tmp_path / "x.nfg")
            dg.convert(path, tmp_path / "y.nfg", numbers)
            first, second = files.read(tmp_path / "x.nfg"), files.read(tmp_path / "y.nfg")
            assert isinstance(first, NormalForm) and isinstance(second, NormalForm)
            assert first.payoffs == second.payoffs


def test_the_command(tmp_path, capsys):
    tree, bad = str(tmp_path / "x.efg"), tmp_path / "bad.efg"
    assert run(["convert", str(EXAMPLES / "inspection.toml"), "--defaults", "-o", tree]) == 0
    assert "no place for outcomes; left out: inspection, defiance" in capsys.readouterr().err
    assert run(["convert", tree, "--to", "toml"]) == 0 and 'kind = "extensive"' in capsys.readouterr().out
    bad.write_text(HEAD + MOVE)
    assert run(["convert", str(bad), "--to", "toml"]) == 2
    done = capsys.readouterr()
    assert not done.out and "bad.efg: line 4: a node must begin" in done.err


@pytest.mark.skipif(not PEERS.is_dir(), reason="the peer's games are not here")
@pytest.mark.parametrize("path", sorted(PEERS.glob("*.efg")), ids=lambda p: p.stem)
def test_games_of_a_peer_round_trip(path):
    game = files.read(path)
    assert isinstance(game, ExtensiveForm)
    assert loads(files.dumps(game, "efg")) == game and files.loads(files.dumps(game)) == game
    assert max(map(len, str(game).splitlines())) <= 80
    forget = {"gilboa_absent_minded": "absent-mindedness", "wichardt2008": "forgets"}
    forget["vonstengel_fig10_7_imperfect_recall"] = "forgets"
    assert forget.get(path.stem, "") in game.forgetful and bool(game.forgetful) == (path.stem in forget)


# -- exchange -----------------------------------------------------------------------------------
def test_nashpy_gets_floats():
    pytest.importorskip("nashpy")
    game = to_nashpy(NormalForm.from_arrays([[3, 0], [5, "1/3"]], [[3, 5], [0, 1]]))
    assert game.payoff_matrices[0].tolist() == [[3.0, 0.0], [5.0, 1 / 3]]
    tree = ExtensiveForm.build(
        ["A", "B"], move("A", {"x": end(1, 2), "y": move("B", {"l": end(0, 0), "r": end(3, 1)})})
    )
    assert dg.to_nashpy(tree).payoff_matrices[1].tolist() == [[2.0, 2.0], [0.0, 1.0]]
    assert (
        "got the symbols a" in told(to_nashpy, NormalForm.build(["A", "B"], [["x"], ["y"]], [[("a", 0)]]))[0]
    )
    with pytest.raises(UnsupportedError, match="games of two players, and this has 1"):
        to_nashpy(NormalForm.from_arrays([1, 2]))


def test_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pygambit", None)
    monkeypatch.setitem(sys.modules, "nashpy", None)
    game = NormalForm.from_arrays([[1]], [[1]])
    with pytest.raises(ImportError, match=r"defiance-games\[gambit\]"):
        to_gambit(game)
    with pytest.raises(ImportError, match=r"defiance-games\[nashpy\]"):
        to_nashpy(game)
    assert "must be a pygambit.Game, got int" in told(from_gambit, 3)[0]


class Gambit:
    """What from_gambit needs of a game of pygambit."""

    def __init__(self, text: str):
        self.text, self.title, self.is_tree = text, "their game", text.startswith("EFG")

    def to_efg(self) -> str:
        return self.text

    to_nfg = to_efg


def test_games_of_gambit_are_read():
    game = loads(POKER)
    assert from_gambit(Gambit(files.dumps(game, "efg"))) == game
    table = NormalForm.from_arrays([[1, 2]], [[3, 4]])
    assert from_gambit(Gambit(files.dumps(table, "nfg"))) == table


@pytest.mark.parametrize("text", [POKER, files.dumps(files.loads(POKER, "efg"), "nfg")])
def test_gambit_itself(text):
    pytest.importorskip("pygambit")
    game = files.loads(text, "efg" if text.startswith("EFG") else "nfg")
    back = from_gambit(to_gambit(game))
    if isinstance(game, ExtensiveForm) and isinstance(back, ExtensiveForm):
        assert meaning(back) == meaning(game)
    else:
        assert back == game


# -- speed --------------------------------------------------------------------------------------
def test_a_hundred_thousand_nodes_are_read_in_no_time():
    lines, stack, sets = [HEAD], [0], 0
    while stack:
        depth = stack.pop()
        if depth == 15:
            lines.append(f't "" {len(lines)} "" {{ {len(lines) % 17}, {-len(lines) % 13} }}\n')
        else:
            sets += 1
            lines.append(f'p "" {depth % 2 + 1} {sets} "" {{ "l" "r" }} 0\n')
            stack += [depth + 1] * 2
    start = time.process_time()
    game = loads("".join(lines))
    taken = time.process_time() - start
    assert len(game.nodes) == 2**16 - 1 and taken < 5
