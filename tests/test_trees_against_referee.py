"""Our answers for trees against the definitions: none wrong, none missing, none twice.

The default run is a sample; DEFIANCE_CAMPAIGN=full runs 1,000 trees of two players and 200 of three for each
concept, and 100 with symbols. ``python tests/campaign_trees.py --help`` runs any number of others.
"""

import json
import os
from itertools import islice
from pathlib import Path
from random import Random

import pytest
from agreement_trees import text, tree_disagreements
from campaign_trees import CONCEPTS, symbolic_tree_faults, symbolic_trees, tree_faults, trees
from referee.tree import End, Move, efg, end, move, sets, show, unplain
from tree_entries import Entry, tree_game, tree_of

import defiance_games as dg
from defiance_games.games import files
from defiance_games.games.extensive_form import ExtensiveForm

GAMBIT = json.loads((Path(__file__).parent / "data" / "gambit" / "trees.json").read_text())["games"]
FULL = os.environ.get("DEFIANCE_CAMPAIGN") == "full"
CHUNKS = 4
COUNTS = {2: 1000, 3: 200} if FULL else {2: 24, 3: 4}
SYMBOLIC = 100 if FULL else 8
LISTED = 100 if FULL else 10
ENTRY = move(0, 1, end(0, 2), move(1, 2, end(-1, -1), end(1, 1)))


@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("players", COUNTS)
@pytest.mark.parametrize("concept", CONCEPTS)
def test_random_trees(concept, players, chunk):
    random = Random(chunk)
    for tree in islice(trees(players, 0, COUNTS[players]), chunk, None, CHUNKS):
        assert tree_faults(tree, concept, random, left_open=[]) == [], show(tree)


@pytest.mark.parametrize("concept", CONCEPTS[:3])
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_trees_with_symbols_at_random_and_lattice_points(concept, chunk):
    random = Random(chunk)
    for tree in islice(symbolic_trees(2, 0, SYMBOLIC), chunk, None, CHUNKS):
        assert symbolic_tree_faults(tree, concept, random) == [], (tree.domains, show(tree.tree))


@pytest.mark.parametrize("players", COUNTS)
def test_files_hold_the_tree(players):
    """An .efg text that the referee wrote is read as the tree, and so is what we write in either format."""
    for tree in trees(players, 1, 20):
        game = files.loads(efg(tree), "efg")
        copies = [files.loads(files.dumps(game, form), form) for form in ("efg", "toml")]
        for copy in (game, *copies):
            assert isinstance(copy, ExtensiveForm) and numbered(tree_of(copy)) == numbered(tree), show(tree)


def numbered(tree):
    """Return the tree with its information sets numbered in the order in which they are met."""
    order = {k: number for number, k in enumerate(sets(tree))}

    def walk(here):
        if isinstance(here, End):
            return here
        after = tuple(map(walk, here.after))
        return here._replace(after=after, **({"at": order[here.at]} if isinstance(here, Move) else {}))

    return walk(tree)


def test_gambits_equilibria_of_three_player_trees_are_ours():
    """Those that its polynomial solver lists, in floating point: each is close to an entry."""
    for game in [g for g in GAMBIT if g["players"] == 3 and isinstance(g["enumpoly"], list)][:LISTED]:
        tree = unplain(game["tree"])
        solution = dg.solve(tree_game(tree), concept="nash")
        entries = [Entry(solution.game, tree, e) for e in solution.equilibria]
        for listed in game["enumpoly"]:
            mixes = {k: listed[".".join(map(str, s.nodes[0]))] for k, s in sets(tree).items()}
            assert any(e.contains(mixes, 1e-4) is not False for e in entries), show(tree)


def test_the_comparison_notices_what_is_missing_wrong_and_twice():
    """Solutions of entry deterrence, tampered with."""
    random = Random(0)
    solution = dg.solve(tree_game(ENTRY), concept="nash")
    assert tree_disagreements(ENTRY, solution, random) == []

    def faults(entries, concept="nash"):
        changed = dg.Solution(solution.game, concept, tuple(entries), solution.status, True)
        return " ".join(tree_disagreements(ENTRY, changed, random))

    pure, mixed = sorted(solution.equilibria, key=lambda e: len(e.free_variables))
    assert "missing" in faults([pure])
    assert "twice" in faults([pure, mixed, mixed])
    assert "no equilibrium" in faults([mixed], "subgame-perfect")
    assert "missing" in faults([], "subgame-perfect")
    assert faults([pure], "subgame-perfect") == ""
    threat = Entry(solution.game, ENTRY, mixed)
    assert [threat.contains(p) for p in threat.ends()] == [True, True]
    assert threat.contains(Entry(solution.game, ENTRY, pure).ends()[0]) is False
    assert text(threat.ends()[0]).startswith("h1: 1 0, h2: ")
