"""Small linear programs in exact rational arithmetic: the simplex method with Bland's rule."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

Row = Sequence[Fraction]


def maximize(objective: Row, rows: Sequence[Row], right: Row) -> tuple[Fraction, list[Fraction]] | None:
    """Return the largest ``objective . x`` over x >= 0 with ``rows x = right``, and such an x; None if there is no x.

    Raises ValueError where the objective has no bound.

    >>> F = Fraction
    >>> maximize([F(1), F(0)], [[F(1), F(2)]], [F(4)])
    (Fraction(4, 1), [Fraction(4, 1), Fraction(0, 1)])
    """
    n, m = len(objective), len(rows)
    table = [[*(row if b >= 0 else [-x for x in row]), *([Fraction(0)] * m), abs(b)]
             for row, b in zip(rows, right, strict=True)]
    for i in range(m):
        table[i][n + i] = Fraction(1)
    basis = [n + i for i in range(m)]
    artificial = [Fraction(0)] * n + [Fraction(-1)] * m
    if _climb(table, basis, artificial, n + m) < 0:
        return None
    for i in range(m):  # artificial variables that are left at zero: out, or the row says nothing
        if basis[i] >= n:
            j = next((j for j in range(n) if table[i][j]), None)
            if j is not None:
                _pivot(table, basis, i, j)
    kept = [i for i in range(m) if basis[i] < n]
    table, basis = [table[i] for i in kept], [basis[i] for i in kept]
    value = _climb(table, basis, [*objective, *([Fraction(0)] * m)], n)
    x = [Fraction(0)] * n
    for row, j in zip(table, basis, strict=True):
        x[j] = row[-1]
    return value, x


def _climb(table: list[list[Fraction]], basis: list[int], cost: Row, columns: int) -> Fraction:
    """Pivot to the optimum; return it."""
    while True:
        gain = None
        for j in range(columns):
            if j not in basis and cost[j] > sum(cost[b] * row[j] for b, row in zip(basis, table, strict=True) if row[j]):
                gain = j
                break
        if gain is None:
            return sum((cost[b] * row[-1] for b, row in zip(basis, table, strict=True)), Fraction(0))
        ratios = [(row[-1] / row[gain], basis[i], i) for i, row in enumerate(table) if row[gain] > 0]
        if not ratios:
            raise ValueError("the objective has no bound")
        _pivot(table, basis, min(ratios)[2], gain)


def _pivot(table: list[list[Fraction]], basis: list[int], i: int, j: int) -> None:
    scale = table[i][j]
    table[i] = [x / scale for x in table[i]]
    for k, row in enumerate(table):
        if k != i and row[j]:
            factor = row[j]
            table[k] = [x - factor * y if y else x for x, y in zip(row, table[i], strict=True)]
    basis[i] = j
