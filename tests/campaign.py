"""Solve many random games and compare every answer with the referee's.

    python tests/campaign.py --random 2000 --degenerate 500 --symbolic 100

prints each disagreement with its game, then how many games were compared. The tests run part of it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from random import Random

from agreement import disagreements
from bridge import Numeric, to_game
from referee.generators import random_bimatrix, random_signaling
from referee.symbolic import Symbolic, random_symbolic

import defiance_games as dg


def numeric_games(kind: str, seed: int, count: int) -> Iterator[Numeric]:
    """Yield numeric games, bimatrix and signalling in turn; ``kind``: generic, mixed or degenerate."""
    random = Random(f"{kind} {seed}")
    for number in range(count):
        yield random_signaling(random, kind) if number % 2 else random_bimatrix(random, kind)


def symbolic_games(seed: int, count: int, most: int = 4) -> Iterator[Symbolic]:
    """Yield games with one to ``most`` parameters in their payoffs."""
    random = Random(f"symbolic {seed}")
    for _ in range(count):
        yield random_symbolic(random, symbols=random.randint(1, most))


def numeric_faults(numeric: Numeric, random: Random) -> list[str]:
    """Return what is wrong with our answer for a numeric game; [] for nothing."""
    game = to_game(numeric)
    solution = dg.solve(game)
    faults = disagreements(numeric, solution, random)
    faults += [] if solution.complete is True else [f"complete is {solution.complete}"]
    for entry in solution.equilibria:
        verdict = dg.verify(game, entry)
        if verdict.ok is not True:
            faults.append(f"{entry.name}: verify says {verdict.ok}: {verdict.reasons}")
    return faults


def symbolic_faults(symbolic: Symbolic, random: Random, points: int = 10) -> list[str]:
    """Return what is wrong with our formulas for a game, at random and at lattice points of its domain."""
    solution = dg.solve(to_game(symbolic))
    for number in range(2 * points):
        at = symbolic.point(random, lattice=number % 2 == 0)
        faults = disagreements(symbolic.at(at), solution, random, at)
        if faults:
            return [f"at { ({k: str(v) for k, v in at.items()}) }", *faults]
    return []


def main() -> None:
    """Run the campaign that the options ask for."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    for name in ("random", "degenerate", "symbolic", "seed"):
        options.add_argument(f"--{name}", type=int, default=0)
    options.add_argument("--report", type=Path, help="also append each disagreement to this file")
    asked = options.parse_args()
    random, begun = Random(asked.seed), time.monotonic()
    campaigns = [
        ("generic", numeric_games("generic", asked.seed, (asked.random + 1) // 2), numeric_faults),
        ("mixed", numeric_games("mixed", asked.seed, asked.random // 2), numeric_faults),
        ("degenerate", numeric_games("degenerate", asked.seed, asked.degenerate), numeric_faults),
        ("symbolic", symbolic_games(asked.seed, asked.symbolic), symbolic_faults),
    ]
    for name, games, judge in campaigns:
        total = wrong = 0
        slowest = 0.0
        for game in games:
            started = time.monotonic()
            faults = judge(game, random)
            slowest = max(slowest, time.monotonic() - started)
            total += 1
            if faults:
                wrong += 1
                text = "\n  ".join([f"{name} {total}: {show(game)}", *faults])
                print(text, flush=True)
                if asked.report:
                    with asked.report.open("a") as file:
                        file.write(text + "\n\n")
        took = time.monotonic() - begun
        print(f"{name}: {total} games, {wrong} disagreements (slowest {slowest:.1f} s, {took:.0f} s in all)")


def show(game: Numeric | Symbolic) -> str:
    """Return the game as text that builds it again."""

    def nested(part: object) -> str:
        return "[" + ", ".join(map(nested, part)) + "]" if isinstance(part, tuple) else repr(str(part))

    parts = [getattr(game, f.name) for f in fields(game)]
    return f"{type(game).__name__}({', '.join(repr(p) if isinstance(p, dict) else nested(p) for p in parts)})"


if __name__ == "__main__":
    main()
