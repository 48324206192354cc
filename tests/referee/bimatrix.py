"""Two-player games: every maximal Nash subset.

The extreme equilibria are the pairs of vertices of the two best-reply polyhedra that together carry
every label; a maximal Nash subset is the product of the hulls of a maximal set of rows and columns that are
all equilibria with each other (Winkels 1979; Jansen 1981).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from .linear import Point, vertices
from .piece import Piece, maximal_products

Matrix = tuple[tuple[Fraction, ...], ...]


@dataclass(frozen=True)
class Bimatrix:
    """``A[i][j]`` and ``B[i][j]``: payoffs of the row and the column player."""

    A: Matrix
    B: Matrix

    @classmethod
    def of(cls, A: Sequence[Sequence], B: Sequence[Sequence]) -> Bimatrix:
        """Return the game of two matrices of numbers or texts of numbers."""
        return cls(*(tuple(tuple(Fraction(v) for v in row) for row in M) for M in (A, B)))


def bimatrix_pieces(game: Bimatrix) -> frozenset[Piece]:
    """Return every maximal Nash subset, each once."""
    xs = _best_replied(tuple(zip(*game.B, strict=True)))
    ys = _best_replied(game.A)
    # x may use the rows that are best replies to y, and leaves y the columns that are best replies to x
    partners = {
        x: frozenset(y for y, rows in ys.items() if _support(x) <= rows and _support(y) <= columns)
        for x, columns in xs.items()
    }
    return maximal_products(partners)


def is_nash(game: Bimatrix, x: Point, y: Point) -> bool:
    """Return whether (x, y) is an equilibrium, by the definition."""
    to_y = [sum(a * q for a, q in zip(row, y, strict=True)) for row in game.A]
    to_x = [sum(b * p for b, p in zip(column, x, strict=True)) for column in zip(*game.B, strict=True)]
    return all(not p or v == max(to_y) for p, v in zip(x, to_y, strict=True)) and all(
        not q or v == max(to_x) for q, v in zip(y, to_x, strict=True)
    )


def _best_replied(payoffs: Sequence[Sequence[Fraction]]) -> dict[Point, frozenset[int]]:
    """Return z -> {i : v = payoffs[i].z} for the vertices of {(z, v) : z a mixture, v >= payoffs[i].z}."""
    n = len(payoffs[0])
    equal = [(*[1] * n, 0, -1)]
    least = [tuple(int(i == j) for j in range(n + 2)) for i in range(n)]
    least += [(*(-c for c in row), 1, 0) for row in payoffs]
    found = {}
    for *z, v in vertices(n + 1, equal, least):
        tight = (i for i, row in enumerate(payoffs) if sum(c * p for c, p in zip(row, z, strict=True)) == v)
        found[tuple(z)] = frozenset(tight)
    return found


def _support(z: Point) -> frozenset[int]:
    return frozenset(i for i, p in enumerate(z) if p)
