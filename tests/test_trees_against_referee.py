"""Our answers for trees against the definitions: none wrong, none missing, none twice.

The default run is a sample; DEFIANCE_CAMPAIGN=full runs 1,000 trees of two players and 200 of three for each
concept. ``python tests/campaign_trees.py --help`` runs any number of others.
"""

import os
from itertools import islice
from random import Random

import pytest
from agreement_trees import Entry, text, tree_disagreements, tree_game
from campaign_trees import CONCEPTS, tree_faults, trees
from referee.tree import end, move, show

import defiance_games as dg

FULL = os.environ.get("DEFIANCE_CAMPAIGN") == "full"
CHUNKS = 4
COUNTS = {2: 1000, 3: 200} if FULL else {2: 40, 3: 8}
ENTRY = move(0, 1, end(0, 2), move(1, 2, end(-1, -1), end(1, 1)))


@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("players", COUNTS)
@pytest.mark.parametrize("concept", CONCEPTS)
def test_random_trees(concept, players, chunk):
    random = Random(chunk)
    for tree in islice(trees(players, 0, COUNTS[players]), chunk, None, CHUNKS):
        assert tree_faults(tree, concept, random) == [], show(tree)


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
