"""Random small games with numbers: generic, degenerate (payoffs 0, 1, 2) and mixed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from random import Random

from .bimatrix import Bimatrix
from .signaling import Signaling

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
