"""Game files of the Gambit project, written by others: read, written back, solved; its answers kept.

The files are beside the repository, or where DEFIANCE_PEER_GAMES says; without them the tests
skip. The default run gives each file little time and accepts that some remain undecided; with
DEFIANCE_CAMPAIGN=full each has 60 s. ``data/gambit/make_trees.py`` made the answers.
"""

import json
import os
from collections.abc import Callable
from fractions import Fraction as F
from itertools import product
from math import prod
from pathlib import Path
from random import Random
from typing import Any

import pytest
from agreement_trees import tree_disagreements
from peers import FOLDER
from referee.realization import weights
from referee.tree import sets, subgames
from tree_entries import Entry, labels, tree_of

import defiance_games as dg
from defiance_games.errors import UnsupportedError
from defiance_games.games import files
from defiance_games.games.extensive_form import ExtensiveForm
from defiance_games.games.normal_form import NormalForm

ROOT = Path(__file__).parent.parent

PATHS = sorted([*FOLDER.glob("*.efg"), *FOLDER.glob("*.nfg")])
ANSWERS = json.loads((Path(__file__).parent / "data" / "gambit" / "files.json").read_text())["games"]
GAMBIT = {entry["file"]: entry for entry in ANSWERS}
FULL = os.environ.get("DEFIANCE_CAMPAIGN") == "full"
SECONDS = 60 if FULL else 1
MOST = 16 if FULL else 7  # plans of a player, up to which every plan is tried

pytestmark = pytest.mark.skipif(not PATHS, reason="the peer's games are not here")
each = pytest.mark.parametrize("path", PATHS, ids=lambda p: p.name)


def read(path) -> Any:
    """Return the game in a file."""
    return files.read(path)


def meaning(game):
    """Return all that a game says, as data."""
    if isinstance(game, NormalForm):
        return game.players, game.strategies, {p: game.payoffs[p] for p in game.profiles}
    return (
        game.players,
        [(n.parent, n.branch, n.information_set) for n in game.nodes],
        [s._replace(label=s.label if s.player >= 0 else "") for s in game.information_sets],
        dict(game.payoffs),
    )


@each
def test_read_and_written_back(path, tmp_path):
    game = read(path)
    for ending in ("toml", path.suffix[1:]):
        copy = tmp_path / f"copy.{ending}"
        files.write(game, copy)
        assert meaning(read(copy)) == meaning(game)
        assert read(copy).title == game.title


@each
def test_imperfect_recall_is_refused_with_a_reason(path):
    game = read(path)
    right = GAMBIT[path.name].get("perfect_recall")
    forgets = isinstance(game, ExtensiveForm) and game.forgetful
    assert right is None or right is not bool(forgets)
    if forgets:
        for concept in ("nash", "subgame-perfect"):
            with pytest.raises(UnsupportedError, match="information set"):
                dg.solve(game, concept=concept)


CASES = [(p, c) for p in PATHS for c in ("nash", "subgame-perfect") if p.suffix == ".efg" or c == "nash"]


@pytest.mark.parametrize("path, concept", CASES, ids=lambda x: getattr(x, "name", x))
def test_solved(path, concept):
    game = read(path)
    if isinstance(game, ExtensiveForm) and game.forgetful:
        return
    solution = dg.solve(game, concept=concept, time_limit=SECONDS)
    assert solution.complete is True or solution.undecided
    assert all(e.verified for e in solution.equilibria) or solution.undecided
    tree, random = tree_of(game), Random(0)
    plans = [prod(s.actions for s in sets(tree).values() if s.player == i) for i in range(len(game.players))]
    if max(plans) <= MOST and len(game.nodes if isinstance(game, ExtensiveForm) else plans) < 200:
        assert tree_disagreements(tree, solution, random, 3) == []
    if concept == "nash":
        compare(game, tree, solution, GAMBIT[path.name])


def compare(game, tree, solution, gambit):
    """Every equilibrium of Gambit's is in an entry of ours, and our extreme ones are among Gambit's."""
    entries = [Entry(game, tree, e) for e in solution.equilibria]
    if len(game.players) == 2 and isinstance(gambit.get("enummixed"), list):
        theirs = {pair(tree, profile(tree, p)) for p in gambit["enummixed"]}
        pieces = [entry.piece() for entry in entries]
        assert not theirs or {xy for piece in pieces for xy in product(piece.x, piece.y)} <= theirs
        if solution.complete is True:
            assert all(any(piece.contains(*xy) for piece in pieces) for xy in theirs)
    elif solution.complete is True:
        for listed in gambit.get("enumpure", []):
            assert any(entry.contains(profile(tree, listed)) is not False for entry in entries)
        for listed in gambit.get("enumpoly", []):
            if isinstance(listed, (list, dict)):
                mixes = profile(tree, listed, float)
                assert any(entry.contains(mixes, 1e-4) is not False for entry in entries)


def profile(tree, listed, number: Callable = F):
    """Return a profile of Gambit's in the referee's shape."""
    found = {}
    for k, s in sets(tree).items():
        mix = listed[s.player] if isinstance(listed, list) else listed[".".join(map(str, s.nodes[0]))]
        found[k] = None if mix is None else tuple(map(number, mix))
    return found


def pair(tree, behavior):
    return tuple(weights(tree, i, behavior) for i in range(2))


def test_every_file_has_an_answer_of_gambits():
    assert {p.name for p in PATHS} <= GAMBIT.keys()
    assert sum("enumpure" in entry for entry in ANSWERS) > 50


def test_gambit_misses_equilibria_that_the_literature_and_we_list():
    """Five of van der Laan's game and of the random one; the large payoffs are too much for it."""
    for name, solver, theirs, right in (
        ("large_payoff_game.efg", "enummixed", 0, 1),
        ("vanderlaan_2x2x2x2.nfg", "enumpoly", 4, 5),
        ("random3x3x3_five.nfg", "enumpoly", 4, 5),
    ):
        assert len(GAMBIT[name][solver]) == theirs
        if FULL or theirs == 0:
            assert len(dg.solve(read(FOLDER / name), concept="nash")) == right


def test_incredible_threats_are_nash_but_not_subgame_perfect():
    """Where a tree has proper subgames Gambit lists profiles that ours leave out; ``verify`` says why."""
    rejected, reasons = 0, []
    for path in PATHS:
        listed = GAMBIT[path.name].get("enumpure")
        if path.suffix != ".efg" or not isinstance(listed, list) or GAMBIT[path.name]["players"] > 2:
            continue
        game = read(path)
        tree = tree_of(game)
        if len(subgames(tree)) == 1 or len(game.nodes) > 60:
            continue
        solution = dg.solve(game, concept="subgame-perfect", time_limit=SECONDS)
        entries = [Entry(game, tree, e) for e in solution]
        for threat in (profile(tree, p) for p in listed):
            if any(e.contains(threat) for e in entries):
                continue
            rejected += 1
            if all(threat.values()):
                claim = claimed(game, tree, threat)
                assert dg.verify(game, claim, concept="nash").ok is True
                verdict = dg.verify(game, claim, concept="subgame-perfect")
                assert verdict.ok is False and verdict.regret and verdict.regret.value > 0
                reasons += verdict.reasons
    assert rejected >= 3 and reasons and all("subgame" in reason for reason in reasons)


def claimed(game, tree, behavior):
    """Return a profile as ``verify`` reads it."""
    strategies: dict = {player: {} for player in game.players}
    for k, (player, label, actions) in labels(game, tree).items():
        strategies[player][label] = dict(zip(actions, map(str, behavior[k]), strict=True))
    return {"strategies": strategies}
