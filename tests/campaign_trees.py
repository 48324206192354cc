"""Solve many random trees and compare every answer with the definitions.

    python tests/campaign_trees.py --two 1000 --three 200

prints each disagreement with its tree, then how many were compared. The tests run part of it.
"""

from __future__ import annotations

import argparse
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from random import Random

from agreement_trees import tree_disagreements, tree_game
from referee.generators import random_tree
from referee.tree import Tree, players, show

import defiance_games as dg

CONCEPTS = ("nash", "subgame-perfect", "perfect-bayesian", "sequential")
CRASHES = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)


def trees(n: int, seed: int, count: int) -> Iterator[Tree]:
    """Yield random trees, those with ties (payoffs 0, 1, 2) and generic ones in turn."""
    random = Random(f"trees {n} {seed}")
    for number in range(count):
        yield random_tree(random, ("generic", "degenerate")[number % 2], n)


def tree_faults(
    tree: Tree, concept: str, random: Random, seconds: float = 60, left_open: list[str] | None = None
) -> list[str]:
    """Return what is wrong with our answer for a tree; [] for nothing.

    An answer for two players must be complete; for three players what it leaves open goes to ``left_open``.
    """
    game = tree_game(tree)
    try:
        solution = dg.solve(game, concept=concept, time_limit=seconds)
        faults = tree_disagreements(tree, solution, random)
    except CRASHES as error:
        return [f"{type(error).__name__}: {error}", traceback.format_exc(limit=-4)]
    if solution.complete is not True:
        said = f"complete is {solution.complete}: {' '.join(solution.undecided)}"
        (faults if left_open is None or players(tree) == 2 else left_open).append(said)
    elif not all(entry.verified for entry in solution.equilibria):
        faults.append("complete, but not all verified")
    return faults


def main() -> None:
    """Run the campaign that the options ask for."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    for name in ("two", "three", "seed"):
        options.add_argument(f"--{name}", type=int, default=0)
    options.add_argument("--concepts", nargs="*", default=CONCEPTS)
    options.add_argument("--report", type=Path, help="also append each disagreement to this file")
    asked = options.parse_args()
    for concept in asked.concepts:
        for number, count in ((2, asked.two), (3, asked.three)):
            run(concept, number, asked.seed, count, asked.report)


def run(concept: str, n: int, seed: int, count: int, report: Path | None) -> None:
    """Compare so many trees; print what disagrees."""
    random, begun = Random(seed), time.monotonic()
    wrong, slowest = 0, 0.0
    left_open: list[str] = []
    for number, tree in enumerate(trees(n, seed, count), 1):
        started = time.monotonic()
        faults = tree_faults(tree, concept, random, left_open=left_open)
        slowest = max(slowest, time.monotonic() - started)
        if faults:
            wrong += 1
            text = "\n  ".join([f"{concept}, {n} players, {number}: {show(tree)}", *faults])
            print(text, flush=True)
            if report:
                with report.open("a") as file:
                    file.write(text + "\n\n")
    took = time.monotonic() - begun
    print(
        f"{concept}, {n} players: {count} trees, {wrong} disagreements, {len(left_open)} left open "
        f"(slowest {slowest:.1f} s, {took:.0f} s in all)"
    )


if __name__ == "__main__":
    main()
