"""Small linear programs in exact rational arithmetic: the simplex method on integers."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from .expression import Expression

Row = Sequence[Fraction]
Form = dict[str, Fraction]  # name -> coefficient; "" -> constant
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
    """Return ``e`` as (coefficients of ``names``, constant); None where it is not affine over the rationals.

    >>> from .parser import parse
    >>> affine(parse("(1 - x)/2 + y"), ["x", "y"])
    ([Fraction(-1, 2), Fraction(1, 1)], Fraction(1, 2))
    """

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
    """Return the largest ``objective . x`` for x >= 0 in the constraints (``>`` as ``>=``), and such an x.

    None if no x satisfies them; ValueError where the objective has no bound.

    >>> F = Fraction
    >>> best([F(1), F(0)], [Linear([F(1), F(2)], F(-4), "=")])
    (Fraction(4, 1), [Fraction(4, 1), Fraction(0, 1)])
    """
    return _Tableau(objective, constraints).best()


def feasible(n: int, constraints: Sequence[Linear]) -> list[Fraction] | None:
    """Return x >= 0 (n of them) that satisfies every constraint, strict ones strictly; else None."""
    room = [Linear([*c.coefficients, -ONE if c.op == ">" else ZERO], c.constant, c.op) for c in constraints]
    room.append(Linear([*([ZERO] * n), -ONE], ONE, ">="))
    found = best([*([ZERO] * n), ONE], room)
    if found is None or (found[0] == 0 and any(c.op == ">" for c in constraints)):
        return None
    return found[1][:n]


def vertices(n: int, constraints: Sequence[Linear], most: int = 5000) -> list[tuple[Fraction, ...]] | None:
    """Return the vertices of a closed polyhedron in n coordinates; None if it is unbounded or too large."""
    doubled = [c._replace(coefficients=[*c.coefficients, *(-x for x in c.coefficients)]) for c in constraints]
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
        if x is not None and all(c._replace(op="=" if c.op == "=" else ">=").holds(x) for c in constraints):
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


class _Tableau:
    """The simplex tableau in integers: entries over one common denominator (Edmonds; Bareiss)."""

    def __init__(self, objective: Row, constraints: Sequence[Linear]):
        self.n, self.objective = len(objective), objective
        slack = [i for i, c in enumerate(constraints) if c.op != "="]
        surely = [c.op != "=" and c.constant >= 0 for c in constraints]  # its slack can start in the basis
        extra = [i for i, sure in enumerate(surely) if not sure]
        self.real = self.n + len(slack)
        self.rows: list[list[int]] = []
        self.basis: list[int] = []
        self.common = 1
        for i, c in enumerate(
            constraints
        ):  # coefficients . x - slack = -constant, signed so that the right is >= 0
            sign = 1 if c.constant < 0 or (c.op == "=" and c.constant == 0) else -1
            scale = math.lcm(c.constant.denominator, *(x.denominator for x in c.coefficients)) * sign
            row = [x.numerator * (scale // x.denominator) for x in c.coefficients]
            row += [-sign if i == k else 0 for k in slack] + [1 if i == k else 0 for k in extra]
            self.rows.append([*row, -c.constant.numerator * (scale // c.constant.denominator)])
            self.basis.append(self.n + slack.index(i) if surely[i] else self.real + extra.index(i))

    def best(self) -> tuple[Fraction, list[Fraction]] | None:
        """The optimum and where it is reached; None where nothing satisfies the constraints."""
        width = len(self.rows[0]) if self.rows else self.n + 1
        shortfall = [0] * width
        for row, b in zip(self.rows, self.basis, strict=True):
            if b >= self.real:
                shortfall = [x - y for x, y in zip(shortfall, row, strict=True)]
        for k in range(self.real, width - 1):
            shortfall[k] = 0
        self.rows.append(shortfall)
        self._climb(self.real)
        if self.rows.pop()[-1]:
            return None
        for i, b in enumerate(self.basis):  # what is left at zero: out, or the row says nothing
            if b >= self.real:
                j = next((j for j in range(self.real) if self.rows[i][j]), None)
                if j is not None:
                    self._pivot(i, j)
        kept = [i for i, b in enumerate(self.basis) if b < self.real]
        self.rows, self.basis = [self.rows[i] for i in kept], [self.basis[i] for i in kept]
        scale = math.lcm(*(x.denominator for x in self.objective))
        cost = [-x.numerator * (scale // x.denominator) for x in self.objective] + [0] * (width - self.n)
        price = [c * self.common for c in cost]
        for row, b in zip(self.rows, self.basis, strict=True):
            if cost[b]:
                price = [x - cost[b] * y for x, y in zip(price, row, strict=True)]
        self.rows.append(price)
        self._climb(self.real)
        value = Fraction(self.rows.pop()[-1], self.common * scale)
        x = [ZERO] * self.n
        for row, b in zip(self.rows, self.basis, strict=True):
            if b < self.n:
                x[b] = Fraction(row[-1], self.common)
        return value, x

    def _climb(self, columns: int) -> None:
        """Pivot until the last row has no negative entry (Bland's rule)."""
        while (j := next((j for j in range(columns) if self.rows[-1][j] < 0), None)) is not None:
            chosen = None
            for i, b in enumerate(self.basis):
                a, r = self.rows[i][j], self.rows[i][-1]
                if a > 0:
                    left = r * self.rows[chosen][j] - self.rows[chosen][-1] * a if chosen is not None else -1
                    if left < 0 or (left == 0 and chosen is not None and b < self.basis[chosen]):
                        chosen = i
            if chosen is None:
                raise ValueError("the objective has no bound")
            self._pivot(chosen, j)

    def _pivot(self, i: int, j: int) -> None:
        if self.rows[i][j] < 0:
            self.rows[i] = [-x for x in self.rows[i]]
        chosen, p = self.rows[i], self.rows[i][j]
        for k, row in enumerate(self.rows):
            if k != i:
                f = row[j]
                self.rows[k] = [(x * p - f * y) // self.common for x, y in zip(row, chosen, strict=True)]
        self.common = p
        self.basis[i] = j
