"""Solve many random trees and compare every answer with the definitions.

    python tests/campaign_trees.py --two 1000 --three 200 --symbolic 100

prints each disagreement with its tree, then how many were compared. The tests run part of it.
"""

from __future__ import annotations

import argparse
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from agreement_trees import tree_disagreements
from referee.generators import random_tree
from referee.symbolic_trees import SymbolicTree, random_symbolic_tree
from referee.tree import Tree, players, show
from tree_entries import tree_game

import defiance_games as dg

CONCEPTS = ("nash", "subgame-perfect", "perfect-bayesian", "sequential")
SLOW = 30  # seconds: longer ones are printed
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
        honest = left_open is not None and players(tree) > 2 and "refused" not in said
        (left_open if left_open is not None and honest else faults).append(said)
    elif not all(entry.verified for entry in solution.equilibria):
        faults.append("complete, but not all verified")
    return faults


def symbolic_trees(n: int, seed: int, count: int) -> Iterator[SymbolicTree]:
    """Yield random trees with one or two parameters."""
    random = Random(f"symbolic trees {n} {seed}")
    for number in range(count):
        yield random_symbolic_tree(random, n, 1 + number % 2)


def symbolic_tree_faults(symbolic: SymbolicTree, concept: str, random: Random, points: int = 6) -> list[str]:
    """Return what is wrong with our formulas for a tree, at random and at lattice points of its domain."""
    try:
        solution = dg.solve(tree_game(symbolic), concept=concept)
        for number in range(2 * points):
            at = symbolic.point(random, lattice=number % 2 == 0)
            faults = tree_disagreements(symbolic.at(at), solution, random, 3, at)
            if faults:
                return [f"at { ({k: str(v) for k, v in at.items()}) }", *faults]
    except CRASHES as error:
        return [f"{type(error).__name__}: {error}", traceback.format_exc(limit=-4)]
    return [u for u in solution.undecided if "refused" in u]


def main() -> None:
    """Run the campaign that the options ask for."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    for name in ("two", "three", "symbolic", "seed"):
        options.add_argument(f"--{name}", type=int, default=0)
    options.add_argument("--concepts", nargs="*", default=CONCEPTS)
    options.add_argument("--report", type=Path, help="also append each disagreement to this file")
    asked = options.parse_args()
    for concept in asked.concepts:
        for n, count in ((2, asked.two), (3, asked.three)):
            run(f"{concept}, {n} players", trees(n, asked.seed, count), concept, asked)
        run(f"{concept}, symbols", symbolic_trees(2, asked.seed, asked.symbolic), concept, asked)


def run(title: str, games: Iterator[Tree] | Iterator[SymbolicTree], concept: str, asked: Any) -> None:
    """Compare the trees; print what disagrees, and what takes long."""
    random, begun = Random(asked.seed), time.monotonic()
    total, wrong, slowest = 0, 0, 0.0
    left_open: list[str] = []
    for total, tree in enumerate(games, 1):
        started = time.monotonic()
        if isinstance(tree, SymbolicTree):
            faults, shown = symbolic_tree_faults(tree, concept, random), f"{tree.domains} {show(tree.tree)}"
        else:
            faults, shown = tree_faults(tree, concept, random, left_open=left_open), show(tree)
        took = time.monotonic() - started
        slowest = max(slowest, took)
        if faults or took > SLOW:
            wrong += bool(faults)
            text = "\n  ".join([f"{title}, {total} ({took:.0f} s): {shown}", *faults])
            print(text, flush=True)
            if asked.report:
                with asked.report.open("a") as file:
                    file.write(text + "\n\n")
    if total:
        print(
            f"{title}: {total} trees, {wrong} disagreements, {len(left_open)} left open "
            f"(slowest {slowest:.1f} s, {time.monotonic() - begun:.0f} s in all)",
            flush=True,
        )


if __name__ == "__main__":
    main()
