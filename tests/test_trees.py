"""Trees: what is written reads back unchanged, faults get sentences, events mean what they say."""

from __future__ import annotations

import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import defiance_games as dg
from defiance_games.errors import DefianceError, InputError, UnsupportedError
from defiance_games.games import assembly, files
from defiance_games.games.extensive_form import CHANCE, ExtensiveForm
from defiance_games.games.normal_form import NormalForm
from defiance_games.games.outcome import Outcome, parse_outcome
from defiance_games.games.signaling import SignalingGame
from defiance_games.games.tree import Branch, chance, end, move
from defiance_games.games.trees import tree_of
from defiance_games.symbolic.expression import number, symbol

EXAMPLES = Path(__file__).parent.parent / "examples" / "games"

PASSIVE = """\
title = "Passivity"
kind = "extensive"
players = ["Center", "Local"]
source = "made up"

[parameters]
q = { domain = ["0 < q", "q < 1"], default = "1/5", meaning = "prior" }
h = { domain = ["h > 0"], default = "2" }

[nodes.root]
chance = { resolute = ["q", "a"], lax = ["1 - q", "b"] }
[nodes.a]
player = "Local"
information_set = "unsure"
actions = { comply = "a1", defy = "a2" }
[nodes.b]
player = "Local"
information_set = "unsure"
actions = { defy = "b2", comply = "b1" }
[nodes.a1]
payoffs = ["0", "0"]
[nodes.a2]
player = "Center"
actions = { punish = "a3", pass = "a4" }
[nodes.a3]
payoffs = ["-1", "-2"]
[nodes.a4]
payoffs = { Local = "1", Center = "-h" }
[nodes.b1]
payoffs = [0, 0]
[nodes.b2]
payoffs = ["-h", "1"]

[outcomes]
defiance = "P(Local = defy)"
punished = "P(punish | defy)"
"""


def game(text: str = PASSIVE) -> ExtensiveForm:
    found = files.loads(text, where="game.toml")
    assert isinstance(found, ExtensiveForm)
    return found


def entry() -> ExtensiveForm:
    later = move("Incumbent", {"fight": end(-1, "-f"), "accommodate": end(1, "m/2")})
    return ExtensiveForm.build(
        ["Entrant", "Incumbent"],
        move("Entrant", {"out": end(0, "m"), "enter": later}),
        {"f": {"domain": ["f > 0"]}, "m": {"domain": ["m > 0"]}},
        {"entry": "P(enter)"},
    )


def told(action, *args, **kwargs) -> list[str]:
    with pytest.raises(DefianceError) as error:
        action(*args, **kwargs)
    return list(error.value.faults) if isinstance(error.value, InputError) else [str(error.value)]


# -- reading and writing ------------------------------------------------------------------------
def test_the_contract_example_reads_as_written():
    found = game()
    unsure, mercy = (s for s in found.information_sets if s.player != CHANCE)
    assert (unsure.label, unsure.actions, len(unsure.nodes)) == ("unsure", ("comply", "defy"), 2)
    assert mercy.label == "a2" and found.players[mercy.player] == "Center"
    assert [found.name_of(k) for k in range(len(found.nodes))] == [
        "root", "a", "a1", "a2", "a3", "a4", "b", "b1", "b2",
    ]  # fmt: skip
    assert {found.name_of(k): u for k, u in found.payoffs.items()}["a4"] == (-symbol("h"), number(1))
    assert found.symbols == {"q", "h"} and not found.forgetful
    assert found.depth == 3 and [found.name_of(k) for k in found.subgames] == ["root", "a2"]


def test_toml_round_trip():
    for found in (game(), game().with_values({"q": "1/3"}), entry()):
        assert files.loads(files.dumps(found)) == found
    values = game().with_values({"q": "1/3", "h": 2})
    assert not values.symbols and values.information_sets[0].probabilities[0] == Fraction(1, 3)
    assert hash(game()) == hash(game()) and game() != entry() and game() != "game"


def test_all_faults_with_their_lines():
    text = PASSIVE.replace('player = "Center"', 'player = "Centre"').replace('["q", "a"]', '["q + 1", "a"]')
    text = text.replace('defy = "b2", comply', 'resist = "b2", comply').replace('["-1", "-2"]', '["-1"]')
    text = text.replace('["-h", "1"]', '["-k", "1"]').replace("P(punish | defy)", "P(punsh | defy)")
    faults = told(files.loads, text, where="game.toml")
    wanted = {
        19: "nodes.b.actions: the nodes of information set 'unsure' must have the same actions, "
        "got [resist, comply] after [comply, defy]",
        23: "nodes.a2.player: unknown player 'Centre'. Did you mean 'Center'?",
        26: "nodes.a3.payoffs: must be 2 payoffs, in the order [Center, Local], got a list of 1",
        32: "got 'k'",
    }
    for line, part in wanted.items():
        assert any(f.startswith(f"game.toml: line {line}: ") and part in f for f in faults), (line, faults)
    faults = told(files.loads, PASSIVE.replace('["q", "a"]', '["q + 1", "a"]'), where="game.toml")
    assert "line 11: nodes.root.chance: chance of resolute must be in [0, 1]" in faults[0]
    assert "the values of chance must sum to one" in faults[1]
    faults = told(files.loads, PASSIVE.replace("P(punish | defy)", "P(punsh | defy)"), where="game.toml")
    assert faults == ["game.toml: line 36: outcomes.punished: unknown event 'punsh'. Did you mean 'punish'?"]


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("[nodes.b2]", "[nodes.b3]", "line 19: nodes.b.actions.defy: there is no node 'b2'. Did"),
        ("[nodes.b2]", "[nodes.b3]", "line 31: nodes.b3: is unreachable: no action leads to it"),
        ('comply = "b1"', 'comply = "a1"', "node 'a1' is used twice, first after 'a'"),
        ('pass = "a4"', 'pass = "a"', "node 'a' is used twice, first after 'root'"),
        ('pass = "a4"', 'pass = "root"', "line 22: nodes.a2: must not lead back to the root"),
        ("[nodes.root]", "[nodes.start]", "the node 'root', where the game starts, is missing"),
        ('["q", "a"]', '["q"]', "line 11: nodes.root.chance.resolute: must be [probability, next node]"),
        ('["q", "a"]', '["q", 3]', "must name the next node, got 3"),
        ('["q", "a"]', '["r", "a"]', "got 'r'"),
        ('payoffs = ["-1", "-2"]', "", "must have actions (with a player), chance, or payoffs"),
        ('payoffs = ["-1", "-2"]', 'player = "Local"', "the field 'actions' is missing"),
        ('player = "Center"\n', "", "the field 'player' is missing"),
        ('player = "Center"\n', 'player = ["Center"]\n', "nodes.a2.player: must be text, got a list of 1"),
        ('player = "Center"\n', 'player = "Center"\nchance = {}\n', "of a player (player, actions) or of"),
        ('player = "Center"\n', 'player = "Center"\nprice = 3\n', "price: is unknown here"),
        ('{ punish = "a3", pass = "a4" }', "{}", "must have at least one"),
        ('{ punish = "a3", pass = "a4" }', "[]", "must be a table, got a list of 0"),
        ('"unsure"\nactions = { comply = "a1"', '" "\nactions = { comply = "a1"', "a name must not be empty"),
        ('"unsure"\nactions = { comply', '"x\\u202e"\nactions = { comply', "x\\u202e"),
        ('payoffs = ["-1", "-2"]', "payoffs = [nan, inf]", "a number must be finite"),
        ("[nodes.root]", '[nodes."x\\u202e"]\n[nodes.root]', "x\\u202e"),
        ('player = "Center"\n', 'player = "Center"\nlabel = "\\u200b"\n', "\\u200b"),
        ("[nodes.root]", "[nodes]\nroot = 3\n[nodes.x]", "nodes.root: must be a table, got 3"),
    ],
)  # fmt: skip
def test_hostile_nodes(old, new, part):
    assert old in PASSIVE
    faults = told(files.loads, PASSIVE.replace(old, new), where="game.toml")
    assert part in "\n".join(faults) and "\u202e" not in "".join(faults)


def test_cycles_are_named_once():
    around = 'player = "Local"\nactions = { go = "%s" }\n'
    text = PASSIVE + "".join(f"[nodes.{a}]\n{around % b}" for a, b in (("x", "y"), ("y", "z"), ("z", "x")))
    text = text.replace("[outcomes]", "[spare]").replace('defiance = "P', 'd = "P')
    faults = [f for f in told(files.loads, text, where="g") if "cycle" in f]
    assert len(faults) == 1 and "lies on a cycle: x -> y -> z -> x" in faults[0]


def test_labels_tell_information_sets_apart():
    def at(name: str, label: str = "") -> Branch:
        return move("A", {"l": end(0, 0), "r": end(1, 1)}, at=name, label=label)

    tree = move("B", {"1": at("x"), "2": at("", "x"), "3": at(""), "4": at("A:1"), "5": at("B:1")})
    labels = [s.label for s in ExtensiveForm.build(["A", "B"], tree).information_sets]
    assert labels[0] == "B:1" and len(set(labels[1:])) == 5 and labels[4:] == ["A:1", "B:1"]
    both = ExtensiveForm.build(
        ["A", "B"], move("B", {"1": at("x"), "2": move("B", {"u": end(0, 0)}, at="x")})
    )
    assert sorted(both.belief_names.values()) == ["A: x", "B: x", "B:1"]
    assert files.loads(files.dumps(both)) == both


LABEL = st.sampled_from(["a", "b", "c/d", "root", "node 2", "A:1", "A:2", "x y", "1", "chance:1"])


@st.composite
def branches(draw, depth: int = 0) -> Branch:
    paid = draw(st.none() | st.tuples(st.integers(-2, 2), st.integers(-2, 2)))
    label = draw(st.just("") | LABEL)
    if depth == 3 or draw(st.integers(0, 2 + depth)) > 2:
        return end(*(paid or (1, 2)), label=label)
    names = draw(st.lists(LABEL, min_size=1, max_size=3, unique=True))
    at = draw(st.just("") | LABEL)
    at = f"{at}{depth}{len(names)}{''.join(sorted(names))}" if at else ""
    below = {name: draw(branches(depth + 1)) for name in names}
    if draw(st.integers(0, 3)):
        return move(draw(st.sampled_from("AB")), below, at=at, label=label, payoffs=paid)
    odds = {name: (Fraction(1, len(names)), after) for name, after in below.items()}
    return chance(odds, at=at, label=label, payoffs=paid)


@settings(max_examples=150, deadline=None)
@given(branches())
def test_every_tree_round_trips(tree):
    found = ExtensiveForm.build(["A", "B"], tree)
    assert files.loads(files.dumps(found)) == found
    assert files.loads(files.dumps(found, "efg"), "efg") == found
    assert len(set(found.names)) == len(found.nodes)
    for player in (CHANCE, 0, 1):
        labels = [found.information_sets[s].label for s in found.sets_of(player)]
        assert len(set(labels)) == len(labels)


def _own(found: ExtensiveForm, node: int) -> list[tuple[int, int]]:
    """The moves on the way to a node that its player has made, by definition."""
    player = found.information_sets[found.nodes[node].information_set].player
    return [(s, a) for s, a in found.path(node) if found.information_sets[s].player == player]


@settings(max_examples=150, deadline=None)
@given(branches())
def test_memory_and_subgames_by_definition(tree):
    found = ExtensiveForm.build(["A", "B"], tree)
    sets = [s for s in found.information_sets if s.player != CHANCE]
    forgets = any(_own(found, k) != _own(found, s.nodes[0]) for s in sets for k in s.nodes)
    assert bool(found.forgetful) == forgets
    within = {k: set(range(k, found.last[k] + 1)) for k in range(len(found.nodes))}
    for k, n in enumerate(found.nodes):
        assert within[k] == {k}.union(*(within[c] for c in n.children))
        cuts = any(0 < len(within[k] & set(s.nodes)) < len(s.nodes) for s in sets)
        assert (k in found.subgames) == (n.information_set >= 0 and not cuts)
    for k in found.subgames:
        part = found.subgame(k)
        assert list(part.payoffs.values()) == [found.payoffs[j] for j in found.payoffs if j in within[k]]
        assert files.loads(files.dumps(part)).players == part.players
        assert all(
            part.nodes[j].information_set == i for i, s in enumerate(part.information_sets) for j in s.nodes
        )


# -- the builder --------------------------------------------------------------------------------
def test_a_branch_may_stand_at_two_places():
    same = move("B", {"l": end(1, 2), "r": end(2, 1)}, at="blind")
    found = ExtensiveForm.build(["A", "B"], move("A", {"u": same, "d": same}))
    assert len(found.nodes) == 7 and len(found.results) == 2
    assert found.information_sets[1].nodes == (1, 4)


def test_payoffs_on_the_way_are_added():
    tree = move("A", {"go": move("A", {"on": end("x"), "off": end(2)}, payoffs=[3])}, payoffs=["x"])
    found = ExtensiveForm.build(["A"], tree)
    assert [str(u[0]) for u in found.payoffs.values()] == ["x + 3 + x", "x + 5"]
    sub = found.subgame(1)
    assert list(sub.payoffs.values()) == list(found.payoffs.values())
    assert files.loads(files.dumps(found)) == found


untyped_move: Any = move  # what a user may write whom no type checker stops
untyped_chance: Any = chance


@pytest.mark.parametrize(
    ("make", "part"),
    [
        (lambda: move("A", {}), "A must have at least one action"),
        (lambda: untyped_move("A", [end(1)]), "the actions of A must be a table"),
        (lambda: chance({}), "at least one outcome"),
        (lambda: untyped_chance({"x": end(1)}), "got <end> for 'x'"),
        (lambda: untyped_move("A", {"x": end(1)}, at=3), "a name must be text, got 3"),
        (lambda: move("C", {"x": end(1)}), "root: unknown player 'C'. Known: A."),
        (lambda: move("", {"x": end(1)}), "unknown player ''"),
        (lambda: move("A", {"x": move("A", {"y": end(1, 2)})}), '"x/y": must be 1 payoffs'),
        (lambda: untyped_move("A", {"x": 3}), "x: a tree must be made of move, chance and end, got 3"),
        (lambda: None, "a tree must be made of move, chance and end, got None"),
        (lambda: Branch(), "the play must end with payoffs, or go on with actions"),
        (lambda: chance({"x": ("1/2", end(1)), "y": ("1/3", end(1))}), "sum to one, got 5/6"),
        (lambda: chance({"x": (2, end(1)), "y": (-1, end(1))}), "chance of x must be in [0, 1]"),
        (lambda: move("A", {"x": end(float("nan"))}), "finite"),
        (lambda: move("A", {" ": end(1)}), "a name must not be empty"),
        (lambda: untyped_move("A", {3: end(1)}), "a name must be text, got 3"),
        (
            lambda: move("A", {"x": move("A", {"l": end(1)}, at="i"), "y": move("A", {"r": end(1)}, at="i")}),
            "y: the nodes of information set 'i' must have the same actions, got [r] after [l]",
        ),
        (
            lambda: chance({a: (Fraction(1, 2), chance({"u": (p, end(1)), "v": (1 - p, end(0))}, at="i"))
                            for a, p in (("x", Fraction(1, 2)), ("y", Fraction(1, 3)))}),
            "y: the nodes of information set 'i' must have the same probabilities, got [1/3, 2/3] after",
        ),
    ],
)  # fmt: skip
def test_what_is_no_tree(make, part):
    assert part in "\n".join(told(lambda: ExtensiveForm.build(["A"], make())))


def test_a_branch_within_itself_is_refused():
    inside: dict[str, Any] = {"stop": end(1)}
    tree = Branch("A", inside)
    inside["go"] = tree
    assert told(ExtensiveForm.build, ["A"], tree) == [
        "game: go: a tree must be made of move, chance and end, got a branch within itself."
    ]


def test_trees_that_grow_without_end_are_refused(monkeypatch):
    monkeypatch.setattr(assembly, "MAX_NODES", 1000)
    tree = end(1)
    for _ in range(40):
        tree = move("A", {"l": tree, "r": tree})
    assert (
        told(ExtensiveForm.build, ["A"], tree)[0] == "game: a tree must have at most 1,000 nodes, got more."
    )


def test_symbols_of_chance_become_positive_parameters():
    found = ExtensiveForm.build(["A"], chance({"x": ("q", end(1)), "y": ("1 - q", end("b"))}))
    assert [str(c) for c in found.domain] == ["q > 0", "1 - q > 0"] and found.symbols == {"q", "b"}


def test_the_public_names():
    tree = dg.move("A", {"x": dg.end(1), "y": dg.chance({"z": (1, dg.end(2))})})
    assert isinstance(dg.ExtensiveForm.build(["A"], tree), ExtensiveForm)


# -- memory and subgames ------------------------------------------------------------------------
def test_forgetting_is_told():
    def second(at: str) -> Branch:
        return move("A", {"l": end(0), "r": end(1)}, at=at)

    forgets = ExtensiveForm.build(["A"], move("A", {"x": second("i"), "y": second("i")}))
    assert forgets.forgetful == "information set 'i' of A: the player forgets an earlier move there"
    absent = move("A", {"exit": end(0), "on": move("A", {"exit": end(4), "on": end(1)}, at="i")}, at="i")
    told_of = ExtensiveForm.build(["A"], absent).forgetful
    assert told_of == "information set 'i' of A: the player can meet it twice in one play (absent-mindedness)"
    assert not ExtensiveForm.build(["A"], move("A", {"x": second("i"), "y": second("j")})).forgetful
    unlike = chance({"x": ("1/2", second("i")), "y": ("1/2", second("i"))})
    assert not ExtensiveForm.build(["A"], unlike).forgetful
    knew = chance(
        {"x": ("1/2", move("A", {"go": second("i")})), "y": ("1/2", move("A", {"go": second("i")}))}
    )
    assert "forgets" in ExtensiveForm.build(["A"], knew).forgetful


def test_subgames():
    found = game()
    mercy = found.subgame(3)
    assert [s.label for s in mercy.information_sets] == ["a2"] and len(mercy.nodes) == 3
    assert mercy.symbols == found.symbols and mercy.nodes[0].parent == -1
    assert (
        "must start where somebody moves and cut no information set, got node 'a'"
        in told(found.subgame, 1)[0]
    )
    assert "got node 'a1'" in told(found.subgame, 2)[0]
    assert found.subgame(0).nodes == found.nodes


def test_belief_symbols():
    found = game()
    assert [found.belief_symbol(k) for k in found.information_sets[1].nodes] == ["mu_a", "mu_b"]
    named = ExtensiveForm.build(["A", "B"], move("A", {
        x: move("B", {"l": end("mu_in", 0), "r": end(0, 0)}, at="i") for x in ("in", "then in", "2")
    }))  # fmt: skip
    found = [named.belief_symbol(k) for k in named.information_sets[1].nodes]
    assert found == ["mu_in_", "mu_then_in", "mu_3"]


# -- outcomes -----------------------------------------------------------------------------------
def play(found: ExtensiveForm, text: str, **strategies: Any) -> Any:
    return parse_outcome("o", text, found).evaluate(found, strategies)


def test_events_of_a_tree():
    found = game()
    x, y = symbol("x"), symbol("y")
    mixed = {
        "Local": {"unsure": {"comply": 1 - x, "defy": x}},
        "Center": {"a2": {"punish": y, "pass": 1 - y}},
    }

    def value(text: str) -> Any:
        return play(found, text, **mixed)

    at = {"q": Fraction(1, 5), "x": Fraction(1, 3), "y": Fraction(1, 2), "h": 2}
    q = at["q"]
    assert value("P(defy)") == value("P(Local = defy)") == value("P(unsure = defy)")
    assert str(value("P(defy)")) == "q*x + (1 - q)*x"
    assert value("P(punish | defy and resolute)") == y
    assert value("P(defy | lax)") == x and value("P(chance = lax)") == 1 - symbol("q")
    assert value("P(punish | defy)").evaluate(at) == q / 2
    assert value("P(resolute | punish)") == 1
    assert value("P(comply and defy)") == 0 and value("P(a2)").evaluate(at) == q / 3
    assert value("P(b2)").evaluate(at) == Fraction(4, 15) and value("P(unsure)").evaluate(at) == 1
    assert value("E(Local | lax)") == x and value("E(Center | a3)") == -1
    expected = q / 3 * (Fraction(1, 2) * -2 + Fraction(1, 2) * 1) + (1 - q) / 3
    assert value("E(Local)").evaluate(at) == expected
    assert value("2*P(defy) - P(comply)").evaluate(at) == 0
    pure = {"Local": {"unsure": {"comply": 1, "defy": 0}}, "Center": {"a2": None}}
    pure = {
        p: {s: m and {a: number(v) for a, v in m.items()} for s, m in sets.items()}
        for p, sets in pure.items()
    }
    assert play(found, "P(punish | defy)", **pure) is None and play(found, "P(defy)", **pure) == 0
    assert play(found, "E(Local)", **pure) == 0
    assert found.probability({"Local": "defy"}, {}, mixed) == value("P(defy)")


def test_an_action_of_several_sets_is_no_ambiguity():
    again = move("A", {"l": end(1), "r": end(2)})
    found = ExtensiveForm.build(["A"], move("A", {"l": again, "r": end(0)}))
    half = {"l": number(Fraction(1, 2)), "r": number(Fraction(1, 2))}
    strategies = {"A": {"A:1": half, "A:2": half}}
    assert play(found, "P(l)", **strategies) == Fraction(1, 2)
    assert play(found, "P(r)", **strategies) == Fraction(3, 4)
    assert play(found, "P('A:2' = r)", **strategies) == Fraction(1, 4)
    assert play(found, "P(l and r)", **strategies) == Fraction(1, 4)
    assert play(found, "E(A | l and r)", **strategies) == 2


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("P(dfy)", "unknown event 'dfy'. Did you mean 'defy'?"),
        ("P(Locl = defy)", "unknown player 'Locl'. Did you mean 'Local'?"),
        ("P(Center = defy)", "unknown event 'defy'. Known: punish, pass."),
        ("P(Local = a2)", "unknown event 'a2'"),
        ("E(unsure)", "must name a player"),
        ("P()", "must name a move"),
        ("P(defy | | lax)", "at most one '|'"),
    ],
)
def test_events_that_mean_nothing(text, part):
    assert part in told(parse_outcome, "o", text, game())[0]


def test_outcomes_are_those_of_the_twin():
    signaling = files.read(EXAMPLES / "beer_quiche.toml")
    assert isinstance(signaling, SignalingGame)
    signaling = signaling.with_values({p.name: p.default for p in signaling.parameters})
    tree = tree_of(signaling)
    sender, receiver = signaling.players
    third = {name: Fraction(k + 1, 3) for k, name in enumerate(signaling.messages)}
    strategies = {
        sender: {t: {m: number(third[m]) for m in signaling.messages} for t in signaling.types},
        receiver: {
            m: {r: number(Fraction(k + 1, 3)) for k, r in enumerate(signaling.responses[i])}
            for i, m in enumerate(signaling.messages)
        },
    }
    (reply, *_), (first, second) = signaling.responses[0], signaling.messages
    for text in (f"E({sender})", f"P({reply} | {first})", f"E({receiver} | {second})", f"P({second})"):
        own, its = (Outcome("o", text).evaluate(g, strategies) for g in (tree, signaling))
        assert own is not None and own == its


# -- normal form --------------------------------------------------------------------------------
def test_normal_form():
    found = entry()
    table = found.normal_form()
    assert table.strategies == (("out", "enter"), ("fight", "accommodate")) and table.symbols == {"f", "m"}
    assert [str(x) for x in table.payoff(["enter", "fight"])] == ["-1", "-f"]
    assert tree_of(table).normal_form() == table
    twice = move("A", {"out": end(0), "in": move("A", {"l": end(1), "r": end(2)})})
    full = ExtensiveForm.build(["A", "B"], twice_paid(twice)).normal_form(reduced=False)
    assert full.strategies == (("out, l", "out, r", "in, l", "in, r"), ("-",))
    assert [int(full.payoffs[k, 0][0].value) for k in range(4)] == [0, 0, 1, 2]


def twice_paid(b: Branch) -> Branch:
    """The same tree for two players who are paid alike."""
    if b.payoffs is not None:
        return end(*b.payoffs, *b.payoffs)
    return move(b.player, {name: twice_paid(after) for name, after in b.branches.items()}, at=b.at)


def test_names_of_plans_differ():
    inner = {a: move("A", {"x": end(1), "x, x": end(2)}, label=a) for a in ("x", "x, x")}
    table = ExtensiveForm.build(["A"], move("A", inner, label="top")).normal_form()
    assert len(set(table.strategies[0])) == 4


def test_normal_forms_that_cannot_be_listed():
    tree = end(0)
    for k in range(30):
        tree = move("A", {"l": move("B", {"x": end(k), "y": end(1)}), "r": tree})
    paid = twice_paid(tree)
    big = ExtensiveForm.build(["A", "B"], paid)
    assert "Cannot list" in told(big.normal_form)[0] and "Cannot list" in told(big.normal_form, False)[0]
    forgets = move("A", {x: move("A", {"l": end(0), "r": end(1)}, at="i") for x in "xy"})
    with pytest.raises(UnsupportedError, match="forgets"):
        ExtensiveForm.build(["A"], forgets).normal_form()


def test_trees_of_other_games():
    for path in sorted(EXAMPLES.glob("*.toml")):
        found = files.read(path)
        tree = tree_of(found)
        assert tree.symbols == found.symbols and tree.domain == found.domain and not tree.forgetful
        if isinstance(found, NormalForm):
            assert tree.normal_form().payoffs == found.payoffs
            assert tree.normal_form().strategies == found.strategies
        if isinstance(found, SignalingGame):
            labels = {tree.players[s.player]: [] for s in tree.information_sets if s.player >= 0}
            for s in tree.information_sets:
                if s.player >= 0:
                    labels[tree.players[s.player]].append(s.label)
            assert labels == {found.players[0]: list(found.types), found.players[1]: list(found.messages)}


# -- views --------------------------------------------------------------------------------------
def test_a_tree_as_text():
    assert str(game()).splitlines()[:8] == [
        "Passivity",
        "Center, Local",
        "chance",
        "  resolute (q): Local at unsure",
        "    comply: 0, 0",
        "    defy: Center at a2",
        "      punish: -1, -2",
        "      pass: -h, 1",
    ]
    assert game()._repr_html_().startswith(("<svg", "<pre>Passivity\n"))
    hostile = ExtensiveForm.build(["A"], move("A", {"<b>": end(1)}))
    assert "<b>" not in hostile._repr_html_()


def test_large_trees_are_abbreviated():
    wide = ExtensiveForm.build(["A"], move("A", {str(k): end(k) for k in range(1000)}))
    assert len(str(wide).splitlines()) < 100 and "... and 921 more nodes" in str(wide)
    tree = end(0)
    for k in range(500):
        tree = move(
            "A", {"stop here if you like, or else go on": end("a_long_name" * 3), "go": tree}, label=f"n{k}"
        )
    text = str(ExtensiveForm.build(["A"], tree))
    assert len(text.splitlines()) < 200 and max(map(len, text.splitlines())) <= 80 and "more nodes" in text


# -- size ---------------------------------------------------------------------------------------
def deep(moves: int) -> ExtensiveForm:
    tree = end(0, 0)
    for k in range(moves):
        tree = move("AB"[k % 2], {"stop": end(k % 7, 1), "go": tree})
    return ExtensiveForm.build(["A", "B"], tree)


def test_depth_is_no_limit():
    start = time.process_time()
    found = deep(20_000)
    assert found.depth == 20_000 and not found.forgetful and len(found.subgames) == 20_000
    assert len(set(found.names)) == len(found.nodes) and max(map(len, found.names)) <= 140
    assert len(found.payoffs) == 20_001 and len(str(found)) < 10_000
    assert len(found.belief_names) == 20_000
    back = files.loads(files.dumps(found, "efg"), "efg")
    assert back == found and hash(back) == hash(found)
    first = {p: {s.label: {"stop": number(1), "go": number(0)} for s in found.information_sets} for p in "AB"}
    assert play(found, "E(A)", **first) == found.payoffs[1][0]
    assert play(found, "P(go)", **first) == 0
    assert time.process_time() - start < 60


def test_deep_toml_is_read_or_refused():
    found = deep(5_000)
    assert files.loads(files.dumps(found)) == found


def test_reading_trees_loads_no_heavy_library():
    code = (
        "import sys, defiance_games as dg; from defiance_games.games import files; "
        f"files.loads({PASSIVE!r}); dg.move; "
        "assert not {'numpy', 'scipy', 'sympy'} & sys.modules.keys(), sys.modules.keys()"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], check=False, cwd=EXAMPLES.parent.parent).returncode == 0
    )
