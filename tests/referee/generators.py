"""Random small games with numbers, tables and trees: generic, degenerate (payoffs 0, 1, 2) and mixed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from random import Random

from .bimatrix import Bimatrix
from .signaling import Signaling
from .tree import Chance, End, Move, Tree, plans, sets

BIMATRIX_SIZES = tuple((r, c) for r in range(1, 5) for c in range(1, 4))
# types, then the number of replies to each message
SIGNALING_SIZES = (
    (2, (2, 2)),
    (3, (2, 2)),
    (2, (2, 2, 2)),
    (2, (3, 3)),
    (2, (1, 2)),
    (2, (3, 2)),
    (3, (1, 3)),
    (2, (1, 2, 3)),
    (2, (2, 1, 2)),
    (1, (2, 2)),
    (3, (3, 2)),
    (2, (2,)),
)


def random_payoff(random: Random, kind: str) -> Fraction:
    """Return a payoff: ``generic`` ties almost never, ``degenerate`` is 0, 1, 2, ``mixed`` a fraction."""
    if kind == "degenerate":
        return Fraction(random.randrange(3))
    if kind == "mixed":
        return Fraction(random.randint(-6, 6), random.choice((1, 1, 2, 3)))
    return Fraction(random.randint(-9999, 9999))


def random_bimatrix(random: Random, kind: str, size: tuple[int, int] | None = None) -> Bimatrix:
    """Return a bimatrix game; a third of the ``mixed`` ones repeat a row or a column or a constant."""
    rows, columns = size or random.choice(BIMATRIX_SIZES)
    A, B = ([[random_payoff(random, kind) for _ in range(columns)] for _ in range(rows)] for _ in range(2))
    if kind == "mixed":
        twist = random.randrange(9)
        if twist == 0:
            k = random.randrange(rows)
            A[0], B[0] = A[k][:], B[k][:]
        elif twist == 1:
            for row in (*A, *B):
                row[0] = row[-1]
        elif twist == 2:
            A = [[A[0][0]] * columns] * rows
    return Bimatrix.of(A, B)


def random_priors(random: Random, types: int, kind: str) -> list[Fraction]:
    """Return priors; in degenerate games often equal, and one in eight times with a zero."""
    if kind == "degenerate":
        weights = [random.choice((1, 1, 1, 2)) for _ in range(types)]
    else:
        weights = [random.randint(1, 9) for _ in range(types)]
    if kind != "generic" and types > 1 and not random.randrange(8):
        weights[random.randrange(types)] = 0
    return [Fraction(w, sum(weights)) for w in weights]


def random_signaling(random: Random, kind: str, size: tuple[int, Sequence[int]] | None = None) -> Signaling:
    """Return a signalling game, with its own replies to each message."""
    types, replies = size or random.choice(SIGNALING_SIZES)
    sender, receiver = (
        [[[random_payoff(random, kind) for _ in range(n)] for n in replies] for _ in range(types)]
        for _ in range(2)
    )
    return Signaling.of(random_priors(random, types, kind), sender, receiver)


def random_tree(random: Random, kind: str, players: int = 2, ends: int | None = None, most: int = 8) -> Tree:
    """Return a tree of perfect recall, no player with more than ``most`` pure plans.

    In a tree of its own mood: how often chance moves, and how often a player cannot tell nodes apart.
    """
    while True:
        blind, luck = random.choice((0.0, 0.3, 0.6, 0.9)), random.choice((0.0, 0.15, 0.3))
        tree = _Growing(random, kind, players, blind, luck).grown(
            ends or random.randint(4, 12), ((),) * players
        )
        if all(len(plans(tree, i)) <= most for i in range(players)) and len(sets(tree)) > 1:
            return tree


class _Growing:
    """A tree in the making: what each player remembers at each of its information sets so far."""

    def __init__(self, random: Random, kind: str, players: int, blind: float, luck: float):
        self.random, self.kind, self.players, self.blind, self.luck = random, kind, players, blind, luck
        self.sets: dict[tuple, list[int]] = {}

    def grown(self, ends: int, memory: tuple[tuple, ...]) -> Tree:
        """Return a subtree with so many ends; ``memory``: the moves that each player has made."""
        random = self.random
        if ends == 1:
            return End(tuple(random_payoff(random, self.kind) for _ in range(self.players)))
        branches = 2 if random.random() < 0.75 else min(3, ends)
        cuts = [0, *sorted(random.sample(range(1, ends), branches - 1)), ends]
        parts = [b - a for a, b in zip(cuts, cuts[1:], strict=False)]
        if random.random() < self.luck:
            chances = [random.randint(1, 3 if self.kind == "degenerate" else 9) for _ in parts]
            weights = tuple(Fraction(c, sum(chances)) for c in chances)
            return Chance(weights, tuple(self.grown(n, memory) for n in parts))
        who = random.randrange(self.players)
        alike = self.sets.setdefault((who, memory[who], branches), [])
        if not alike or random.random() >= self.blind:
            alike.append(1 + sum(map(len, self.sets.values())))
        at = random.choice(alike)
        after = []
        for k, n in enumerate(parts):
            mine = (*memory[who], (at, k))
            after.append(self.grown(n, (*memory[:who], mine, *memory[who + 1 :])))
        return Move(who, at, tuple(after))
