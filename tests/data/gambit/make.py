"""Ask Gambit for the equilibria of small games and keep its answers beside the tests.

    python tests/data/gambit/make.py          # writes bimatrix.json and signaling.json next to this file

It needs pygambit, which compiles for minutes; the tests read the files instead.
"""

from __future__ import annotations

import io
import json
import sys
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))

from referee import Bimatrix, Signaling  # noqa: E402
from referee.generators import BIMATRIX_SIZES, random_bimatrix, random_signaling  # noqa: E402

# the receiver's last reply to the last message is strictly dominated and hurts every type: an empty threat
THREAT = Signaling.of(
    ["1/3", "2/3"], [[[2, 1], [3, 0, -9]], [[2, 1], [1, 4, -9]]], [[[1, 0], [2, 1, -5]], [[0, 1], [1, 2, -5]]]
)
NASHPY_MISSES = Bimatrix.of(
    [[99, 98, 50], [45, 84, 4], [81, 75, 97]], [[94, 2, 93], [47, 25, 61], [22, 32, 65]]
)
GAMBIT_REPEATS = [
    Bimatrix.of([[1, 1, 1], [1, 1, 1], [2, 2, 0], [2, 1, 0]], [[2, 2, 1], [1, 0, 2], [1, 0, 2], [1, 2, 0]]),
    Bimatrix.of(
        [[1, 1, 0, 2, 0], [2, 0, 0, 1, 0], [0, 1, 1, 1, 0], [1, 1, 0, 2, 2], [0, 2, 2, 1, 2]],
        [[2, 1, 0, 1, 0], [1, 2, 0, 1, 2], [1, 2, 1, 2, 1], [2, 1, 2, 0, 0], [2, 0, 1, 2, 1]],
    ),
]


def bimatrix_games() -> list[Bimatrix]:
    """Return 150 games (30 generic, 90 degenerate, 30 mixed) up to 4x3, then those that defeat a peer."""
    random = Random("gambit")
    sizes = [s for s in BIMATRIX_SIZES if min(s) > 1]
    kinds = ["generic"] * 30 + ["degenerate"] * 90 + ["mixed"] * 30
    games = [random_bimatrix(random, kind, sizes[i % len(sizes)]) for i, kind in enumerate(kinds)]
    return [*games, *GAMBIT_REPEATS, NASHPY_MISSES]


def signaling_games() -> list[Signaling]:
    """Return the game with an empty threat and some random ones."""
    random = Random("gambit trees")
    sizes = [(2, (2, 2)), (3, (2, 2)), (2, (1, 2))]
    kinds = ["generic", "degenerate"]
    games = [random_signaling(random, kinds[i % 2], sizes[i % 3]) for i in range(30)]
    return [THREAT, *(g for g in games if all(g.priors))]  # Gambit says nothing on types of prior 0


def solve_bimatrix(game: Bimatrix, solver: str = "enummixed_solve") -> list[list[list[str]]]:
    """Return Gambit's mixed profiles of a bimatrix game, in its order, duplicates kept."""
    pygambit = import_module("pygambit")

    tables = [
        [[pygambit.Rational(v.numerator, v.denominator) for v in row] for row in M] for M in (game.A, game.B)
    ]
    found = getattr(pygambit.nash, solver)(pygambit.Game.from_arrays(*tables)).equilibria
    return [
        [[str(Fraction(str(profile[s]))) for s in player.strategies] for player in profile.game.players]
        for profile in found
    ]


def solve_tree(game: Signaling, solver: str) -> list[dict[str, Any]]:
    """Return Gambit's behavior profiles of the tree, with the regret it states for each."""
    pygambit = import_module("pygambit")

    tree = pygambit.read_efg(io.StringIO(efg(game)))
    answers = []
    for profile in getattr(pygambit.nash, solver)(tree).equilibria:
        behavior = profile.as_behavior() if hasattr(profile, "as_behavior") else profile
        sides = [
            [str(Fraction(str(behavior[a]))) for s in player.infosets for a in s.actions]
            for player in tree.players
        ]
        answers.append({"x": sides[0], "y": sides[1], "max_regret": str(Fraction(str(regret(profile))))})
    return answers


def regret(profile: Any) -> Any:
    """Return the regret that Gambit states for a strategy or a behavior profile."""
    return profile.max_regret() if hasattr(profile, "max_regret") else profile.agent_max_regret()


def efg(game: Signaling) -> str:
    """Return the signalling game in Gambit's .efg format."""

    def named(letter: str, n: int) -> str:
        return " ".join(f'"{letter}{k + 1}"' for k in range(n))

    lines = ['EFG 2 R "signaling" { "Sender" "Receiver" }']
    lines.append('c "" 1 "" { ' + " ".join(f'"t{t + 1}" {p}' for t, p in enumerate(game.priors)) + " } 0")
    outcome = 0
    for t in range(game.T):
        lines.append(f'p "" 1 {t + 1} "" {{ {named("m", game.M)} }} 0')
        for m in range(game.M):
            lines.append(f'p "" 2 {m + 1} "" {{ {named("a", len(game.sender[t][m]))} }} 0')
            for u, v in zip(game.sender[t][m], game.receiver[t][m], strict=True):
                outcome += 1
                lines.append(f't "" {outcome} "o{outcome}" {{ {u}, {v} }}')
    return "\n".join(lines) + "\n"


def texts(nested: Any) -> Any:
    """Return nested tuples of fractions as lists of texts."""
    return [texts(part) for part in nested] if isinstance(nested, tuple) else str(nested)


def main() -> None:
    """Write the two files."""
    pygambit = import_module("pygambit")

    tables = [
        {"A": texts(g.A), "B": texts(g.B)}
        | {s: solve_bimatrix(g, f"{s}_solve") for s in ("enummixed", "lcp")}
        for g in bimatrix_games()
    ]
    trees = [
        {"priors": texts(g.priors), "sender": texts(g.sender), "receiver": texts(g.receiver)}
        | {s: solve_tree(g, f"{s}_solve") for s in ("enumpure", "enummixed", "lcp")}
        for g in signaling_games()
    ]
    for name, games in (("bimatrix", tables), ("signaling", trees)):
        head = json.dumps({"made_by": "make.py", "with": f"pygambit {pygambit.__version__}"})[:-1]
        rows = ",\n".join(json.dumps(g, separators=(",", ":")) for g in games)
        (HERE / f"{name}.json").write_text(f'{head}, "games": [\n{rows}\n]}}\n')


if __name__ == "__main__":
    main()
