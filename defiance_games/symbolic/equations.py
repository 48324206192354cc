"""Systems of linear equations over the rationals, solved by elimination on sparse rows."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from fractions import Fraction

from flint import fmpq

from .clock import fail_if_late


def solve_linear(
    rows: Sequence[Mapping[int, Fraction]], right: Sequence[Fraction], deadline: float | None = None
) -> list[Fraction]:
    """Return the x with ``sum(row[j]*x[j]) = right`` for every row, exactly.

    Parameters
    ----------
    rows : as many as there are unknowns; each maps the number of an unknown to its coefficient

    The equation with the fewest unknowns is used first, and in it the unknown that the fewest others have.
    Raises ValueError where there is no solution, or more than one; TimeLimitReached past the deadline.

    >>> solve_linear([{0: 1, 1: 1}, {0: Fraction(1, 2), 1: -1}], [3, 0])
    [Fraction(2, 1), Fraction(1, 1)]
    """
    table = [{j: _inside(c) for j, c in row.items() if c} for row in rows]
    known = [_inside(b) for b in right]
    users: list[set[int]] = [set() for _ in rows]
    for i, row in enumerate(table):
        for j in row:
            users[j].add(i)
    heap = [(len(row), i) for i, row in enumerate(table)]
    heapq.heapify(heap)
    used: dict[int, int] = {}  # equation -> unknown that it gives
    while heap:
        fail_if_late(deadline, f"{len(rows) - len(used)} linear equations")
        size, i = heapq.heappop(heap)
        if i in used or size != len(table[i]):
            continue  # another entry of the heap has its present size
        if not size:
            raise ValueError("The equations do not have exactly one solution.")
        j = min(table[i], key=lambda unknown: (len(users[unknown]), unknown))
        for unknown in table[i]:
            users[unknown].discard(i)
        used[i] = j
        for k in users[j]:
            _subtract(table, known, users, i, j, k)
            heapq.heappush(heap, (len(table[k]), k))
        users[j] = set()
    found = {}
    for i, j in reversed(used.items()):
        fail_if_late(deadline, "the values of the unknowns")
        rest = sum((c * found[n] for n, c in table[i].items() if n != j), fmpq(0))
        found[j] = (known[i] - rest) / table[i][j]
    return [Fraction(int(found[j].p), int(found[j].q)) for j in range(len(rows))]


def _subtract(
    table: list[dict[int, fmpq]], known: list[fmpq], users: list[set[int]], i: int, j: int, k: int
) -> None:
    """Remove unknown ``j`` from equation ``k`` by a multiple of equation ``i``."""
    row, ratio = table[k], table[k][j] / table[i][j]
    known[k] -= ratio * known[i]
    for unknown, c in table[i].items():
        value = row.pop(unknown, fmpq(0)) - ratio * c
        if unknown != j and value != 0:
            row[unknown] = value
            users[unknown].add(k)
        elif unknown != j:
            users[unknown].discard(k)


def _inside(value: Fraction) -> fmpq:
    exact = Fraction(value)
    return fmpq(exact.numerator, exact.denominator)
