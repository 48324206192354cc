"""Small linear programs in exact rational arithmetic: the simplex method with Bland's rule."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from .expression import Expression

Row = Sequence[Fraction]
ZERO, ONE = Fraction(0), Fraction(1)


class Linear(NamedTuple):
    """``coefficients . x + constant op 0`` with op one of ``>= > =``."""

    coefficients: Row
    constant: Fraction
    op: str

    def holds(self, x: Row) -> bool:
        """Whether it holds at x."""
        value = dot(self.coefficients, x) + self.constant
        return value > 0 if self.op == ">" else value == 0 if self.op == "=" else value >= 0


def dot(a: Row, b: Row) -> Fraction:
    """Return the inner product."""
    return sum((x * y for x, y in zip(a, b, strict=True) if x and y), ZERO)


def affine(e: Expression, names: Sequence[str]) -> tuple[list[Fraction], Fraction] | None:
    """Return ``e`` as (coefficients of ``names``, constant); None where it is not affine with rational numbers.

    >>> from .parser import parse
    >>> affine(parse("(1 - x)/2 + y"), ["x", "y"])
    ([Fraction(-1, 2), Fraction(1, 1)], Fraction(1, 2))
    """
    Form = dict[str, Fraction]

    def visit(node: Expression, parts: list[Form | None]) -> Form | None:
        if node.op == "number":
            return {"": node.value}
        if node.op == "symbol":
            return {node.args[0]: ONE} if node.args[0] in names else None
        forms = [p for p in parts if p is not None]
        if len(forms) < len(parts):
            return None
        if node.op == "+":
            total: Form = {}
            for form in forms:
                for k, v in form.items():
                    total[k] = total.get(k, ZERO) + v
            return total
        if node.op == "*" and sum(form.keys() != {""} for form in forms) <= 1:
            scale = ONE
            rest: Form = {"": ONE}
            for form in forms:
                if form.keys() == {""}:
                    scale *= form[""]
                else:
                    rest = form
            return {k: scale * v for k, v in rest.items()}
        return None

    found = e.fold(visit, {})
    return None if found is None else ([found.get(n, ZERO) for n in names], found.get("", ZERO))


def best(objective: Row, constraints: Sequence[Linear]) -> tuple[Fraction, list[Fraction]] | None:
    """Return the largest ``objective . x`` over x >= 0 within the constraints (``>`` taken as ``>=``), and such an x.

    None if there is no such x; ValueError where the objective has no bound.

    >>> F = Fraction
    >>> best([F(1), F(0)], [Linear([F(1), F(2)], F(-4), "=")])
    (Fraction(4, 1), [Fraction(4, 1), Fraction(0, 1)])
    """
    slack = [i for i, c in enumerate(constraints) if c.op != "="]
    rows = [[*c.coefficients, *(-ONE if j == i else ZERO for j in slack)] for i, c in enumerate(constraints)]
    found = _maximize([*objective, *([ZERO] * len(slack))], rows, [-c.constant for c in constraints])
    return None if found is None else (found[0], found[1][: len(objective)])


def feasible(n: int, constraints: Sequence[Linear]) -> list[Fraction] | None:
    """Return x >= 0 (n of them) that satisfies every constraint, strict ones strictly; None if there is none."""
    room = [Linear([*c.coefficients, -ONE if c.op == ">" else ZERO], c.constant, c.op) for c in constraints]
    room.append(Linear([*([ZERO] * n), -ONE], ONE, ">="))
    found = best([*([ZERO] * n), ONE], room)
    if found is None or (found[0] == 0 and any(c.op == ">" for c in constraints)):
        return None
    return found[1][:n]


def vertices(n: int, constraints: Sequence[Linear], most: int = 5000) -> list[tuple[Fraction, ...]] | None:
    """Return the vertices of a polyhedron in n free coordinates (closed); None where it is unbounded or too large."""
    import math

    doubled = [Linear([*c.coefficients, *(-x for x in c.coefficients)], c.constant, c.op) for c in constraints]
    for k in range(2 * n):
        goal = [ZERO] * (2 * n)
        goal[k], goal[(k + n) % (2 * n)] = ONE, -ONE
        try:
            if best(goal, doubled) is None:
                return []
        except ValueError:
            return None
    if math.comb(len(constraints), n) > most:
        return None
    found: dict[tuple[Fraction, ...], None] = {}
    for chosen in itertools.combinations(constraints, n):
        x = _solved([c.coefficients for c in chosen], [-c.constant for c in chosen])
        if x is not None and all(Linear(c.coefficients, c.constant, "=" if c.op == "=" else ">=").holds(x) for c in constraints):
            found[tuple(x)] = None
    return list(found)


def _solved(rows: Sequence[Row], right: Row) -> list[Fraction] | None:
    """Solve a square system; None where it is singular."""
    n = len(rows)
    table = [[*row, b] for row, b in zip(rows, right, strict=True)]
    for i in range(n):
        k = next((k for k in range(i, n) if table[k][i]), None)
        if k is None:
            return None
        table[i], table[k] = table[k], table[i]
        table[i] = [x / table[i][i] for x in table[i]]
        for k in range(n):
            if k != i and table[k][i]:
                factor = table[k][i]
                table[k] = [x - factor * y for x, y in zip(table[k], table[i], strict=True)]
    return [row[n] for row in table]


def _maximize(objective: Row, rows: Sequence[Row], right: Row) -> tuple[Fraction, list[Fraction]] | None:
    """The largest objective . x over x >= 0 with rows x = right."""
    n, m = len(objective), len(rows)
    table = [[*(row if b >= 0 else [-x for x in row]), *([ZERO] * m), abs(b)]
             for row, b in zip(rows, right, strict=True)]
    for i in range(m):
        table[i][n + i] = ONE
    basis = [n + i for i in range(m)]
    if _climb(table, basis, [ZERO] * n + [-ONE] * m, n + m) < 0:
        return None
    for i in range(m):  # artificial variables that are left at zero: out, or the row says nothing
        if basis[i] >= n:
            j = next((j for j in range(n) if table[i][j]), None)
            if j is not None:
                _pivot(table, basis, i, j)
    kept = [i for i in range(m) if basis[i] < n]
    table, basis = [table[i] for i in kept], [basis[i] for i in kept]
    value = _climb(table, basis, [*objective, *([ZERO] * m)], n)
    x = [ZERO] * n
    for row, j in zip(table, basis, strict=True):
        x[j] = row[-1]
    return value, x


def _climb(table: list[list[Fraction]], basis: list[int], cost: Row, columns: int) -> Fraction:
    """Pivot to the optimum; return it."""
    while True:
        column = next((
            j for j in range(columns)
            if j not in basis and cost[j] > sum(cost[b] * r[j] for b, r in zip(basis, table, strict=True) if r[j])
        ), None)
        if column is None:
            return sum((cost[b] * row[-1] for b, row in zip(basis, table, strict=True)), ZERO)
        ratios = [(row[-1] / row[column], basis[i], i) for i, row in enumerate(table) if row[column] > 0]
        if not ratios:
            raise ValueError("the objective has no bound")
        _pivot(table, basis, min(ratios)[2], column)


def _pivot(table: list[list[Fraction]], basis: list[int], i: int, j: int) -> None:
    scale = table[i][j]
    table[i] = [x / scale for x in table[i]]
    for k, row in enumerate(table):
        if k != i and row[j]:
            factor = row[j]
            table[k] = [x - factor * y if y else x for x, y in zip(row, table[i], strict=True)]
    basis[i] = j


Values = Mapping[str, Fraction]
