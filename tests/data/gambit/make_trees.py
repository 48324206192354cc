"""Ask Gambit for the equilibria of random trees and of game files, and keep its answers beside the tests.

    python tests/data/gambit/make_trees.py FOLDER     # writes trees.json, and files.json from *.efg and *.nfg

It needs pygambit; the tests read the files instead. A profile of a tree gives each information set, named by
the branches that lead to its first node, the probabilities of its actions, or null where the player's own
strategy does not reach it; a profile of a table gives each player's probabilities.
"""

from __future__ import annotations

import io
import json
import multiprocessing
import sys
from collections.abc import Callable
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))

from referee.generators import random_tree  # noqa: E402
from referee.tree import Tree, efg, plain, sets  # noqa: E402

SECONDS = 30


def trees() -> list[Tree]:
    """Return small trees of two and of three players, half of them with ties."""
    random = Random("gambit trees")
    found = [random_tree(random, kind, n) for n in (2, 2, 3) for kind in ("generic", "degenerate") * 15]
    return [tree for tree in found if sets(tree)]


def answer(text: str, ending: str, solver: str) -> Any:
    """Return what one of Gambit's solvers says about a game file; for ``shape`` what kind of game it is."""
    pygambit = import_module("pygambit")
    game = (pygambit.read_efg if ending == ".efg" else pygambit.read_nfg)(io.BytesIO(text.encode()))
    if solver == "shape":
        return {"players": len(game.players), "perfect_recall": not game.is_tree or game.is_perfect_recall}
    options = {"enummixed": {"rational": True}, "enumpoly": {"use_strategic": True}}.get(solver, {})
    found = getattr(pygambit.nash, f"{solver}_solve")(game, **options).equilibria
    return [profile(e, decimal if solver == "enumpoly" else fraction) for e in found]


def answers(text: str, ending: str) -> dict[str, Any]:
    """Return what Gambit says about a game file; under ``none`` why a solver says nothing."""
    found = within_time(text, ending, "shape")
    if "none" in found or not found["perfect_recall"]:
        return found
    for solver in ("enumpure", "enummixed" if found["players"] == 2 else "enumpoly"):
        found[solver] = within_time(text, ending, solver)
    return found


def fraction(p: Any) -> str:
    """Return a rational as text."""
    return str(Fraction(str(p)))


def decimal(p: Any) -> float:
    """Return a float with twelve digits."""
    return float(f"{float(p):.12g}")


def profile(mixed: Any, shown: Callable[[Any], Any]) -> Any:
    """Return a mixed profile as data."""
    game = mixed.game
    if not game.is_tree:
        return [[shown(mixed[s]) for s in player.strategies] for player in game.players]
    found = {}
    for player in game.players:
        for infoset in player.infosets:
            weights = [
                sum((mixed[s] for s in player.strategies if s.action(infoset) == action), 0)
                for action in infoset.actions
            ]
            total = sum(weights)
            found[path(infoset)] = [shown(w / total) for w in weights] if total else None
    return found


def path(infoset: Any) -> str:
    """Return the branches from the root to the first node of an information set."""
    here, branches = list(infoset.members)[0], []
    while here.parent is not None:
        branches.append(list(here.parent.children).index(here))
        here = here.parent
    return ".".join(map(str, reversed(branches)))


def within_time(text: str, ending: str, solver: str) -> Any:
    """Return the answer, or why there is none."""
    with multiprocessing.Pool(1) as pool:
        try:
            return pool.apply_async(answer, (text, ending, solver)).get(SECONDS)
        except multiprocessing.TimeoutError:
            return {"none": f"no answer within {SECONDS} s"}
        except (ValueError, RuntimeError) as error:
            return {"none": str(error)}


def write(name: str, games: list[dict[str, Any]]) -> None:
    """Write one file of answers, a game a line."""
    version = import_module("pygambit").__version__
    head = json.dumps({"made_by": "make_trees.py", "with": f"pygambit {version}"})[:-1]
    rows = ",\n".join(json.dumps(g, separators=(",", ":")) for g in games)
    (HERE / f"{name}.json").write_text(f'{head}, "games": [\n{rows}\n]}}\n')


def main() -> None:
    """Write the two files."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    write("trees", [{"tree": plain(tree), **answers(efg(tree), ".efg")} for tree in trees()])
    folder = Path(sys.argv[1])
    files = sorted([*folder.glob("*.efg"), *folder.glob("*.nfg")])
    write("files", [{"file": f.name, **answers(f.read_text(), f.suffix)} for f in files])


if __name__ == "__main__":
    main()
