"""Write a polytope given by its vertices in free variables: coordinates as formulas, and their ranges.

The free variables are coordinates themselves wherever that is possible on the whole region ("x is the
probability of defying, between 1 - k/h and 1"); else the weights of the vertices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from ..condition import Condition
from ..expression import ONE, ZERO, Expression, add, symbol
from ..ring import Quotient, Ring
from .search import Point, Search, Signs

Ranges = dict[str, tuple[Condition, ...]]


def free_names(taken: Sequence[str]) -> Iterator[str]:
    """Yield names for free variables that no parameter has."""
    used = set(taken)
    letters = ["x", "y", "z", "u", "v", "w"]
    names = letters + [f"x{k}" for k in range(1, 10_000)]
    yield from (n for n in names if n not in used)


class Parametrizer:
    """Signs and exact linear algebra on one region (``cells``) of a search."""

    def __init__(self, search: Search, cells: Sequence[Signs]):
        self.search, self.cells = search, cells
        self.ring = search.ring or Ring([])

    def sign(self, q: Quotient) -> int | None:
        """The sign of a closed form on the region, or None where it is not the same throughout."""
        mask = self._mask(q)
        return {1: -1, 2: 0, 4: 1}.get(mask)

    def nonnegative(self, q: Quotient) -> bool:
        """Whether a closed form is >= 0 on the whole region."""
        return not self._mask(q) & 1

    def vanishes(self, q: Quotient) -> bool:
        """Whether a closed form may be zero somewhere on the region."""
        return bool(self._mask(q) & 2)

    def _mask(self, q: Quotient) -> int:
        """The signs that a closed form can have on the region (a superset where factors are correlated)."""
        if q.num == 0:
            return 2
        union = 0
        for d in self.cells:
            mask = 4
            for p in (q.num, q.den):
                constant, parts = self.ring.factor(p)
                mask = _product(mask, 4 if constant > 0 else 1)
                for index, multiplicity in parts:
                    found = self.search.oracle.possible_in(d, index)
                    if multiplicity % 2 == 0:
                        found = (found & 2) | (4 if found & 5 else 0)
                    mask = _product(mask, found)
            union |= mask
        return union

    def minus(self, a: Quotient, b: Quotient) -> Quotient:
        return self.ring.reduced(a.num * b.den - b.num * a.den, a.den * b.den)

    def times(self, a: Quotient, b: Quotient) -> Quotient:
        return self.ring.reduced(a.num * b.num, a.den * b.den)

    def over(self, a: Quotient, b: Quotient) -> Quotient:
        return self.ring.reduced(a.num * b.den, a.den * b.num)

    def simplified(self, e: Expression) -> Expression:
        """Return a closed form in lowest terms; free variables may occur in it."""
        extra = sorted(e.symbols - set(self.ring.names))
        if extra or not self.ring.reads(e):
            return Ring([*self.ring.names, *extra], [e]).simplified(e)
        return self.formula(self.ring.quotient(e))

    def formula(self, q: Quotient) -> Expression:
        """Return a closed form with its factors written the way round that is positive on the region."""
        return self.ring.formula(q, self._sign_of_factor)

    def _sign_of_factor(self, index: int) -> int | None:
        mask = 0
        for d in self.cells:
            mask |= self.search.oracle.possible_in(d, index)
        return {1: -1, 4: 1, 3: -1, 6: 1}.get(mask)

    def turned(self, point: Point) -> Point:
        """Return a vertex with its formulas written that way."""
        return tuple(e if e.is_number else self.formula(self.ring.quotient(e)) for e in point)

    def polytope(
        self, vertices: Sequence[Point], forms: Sequence[Mapping[int, Any]], names: Iterator[str]
    ) -> tuple[tuple[Expression, ...], Ranges]:
        """Return the coordinates in free variables, and the ranges of the free variables.

        ``forms``: the linear forms (>= 0) that together with the coordinates' signs bound the polytope.
        """
        vertices = [self.turned(v) for v in vertices]
        if len(vertices) == 1:
            return vertices[0], {}
        corners = [[self.ring.quotient(e) for e in v] for v in vertices]
        pivots = self._eliminated(
            [[self.minus(a, b) for a, b in zip(v, corners[0], strict=True)] for v in corners[1:]]
        )
        if pivots is None:
            return self._weights(vertices, names)
        free = {column: next(names) for column, _ in pivots}
        base = vertices[0]
        coordinates = []
        for i in range(len(base)):
            if i in free:
                coordinates.append(symbol(free[i]))
                continue
            constant = corners[0][i]
            terms = []
            for column, row in pivots:
                if row[i].num != 0:
                    terms.append((self.formula(row[i]), symbol(free[column])))
                    constant = self.minus(constant, self.times(row[i], corners[0][column]))
            coordinates.append(add(self.formula(constant), *(c * x for c, x in terms)))
        if len(pivots) == 1:
            return tuple(coordinates), self._interval(pivots[0][0], free[pivots[0][0]], corners, vertices)
        return tuple(coordinates), self._facets(coordinates, corners, forms, free)

    def _eliminated(self, rows: list[list[Quotient]]) -> list[tuple[int, list[Quotient]]] | None:
        """Reduced row echelon form with pivots that vanish nowhere on the region; None if there is none."""
        pivots: list[tuple[int, list[Quotient]]] = []
        for column in range(len(rows[0])):
            chosen = next((r for r in rows if r[column].num != 0 and self.sign(r[column]) in (1, -1)), None)
            if chosen is None:
                continue
            row = [self.over(x, chosen[column]) for x in chosen]
            rows = [
                [self.minus(x, self.times(r[column], y)) for x, y in zip(r, row, strict=True)]
                for r in rows
                if r is not chosen
            ]
            pivots = [
                (c, [self.minus(x, self.times(r[column], y)) for x, y in zip(r, row, strict=True)])
                for c, r in pivots
            ]
            pivots.append((column, row))
        return pivots if all(self.sign(x) == 0 for r in rows for x in r) else None

    def _interval(self, column: int, name: str, corners: list, vertices: Sequence[Point]) -> Ranges:
        x = symbol(name)
        low = high = 0
        for k in range(1, len(corners)):
            if self.sign(self.minus(corners[k][column], corners[low][column])) == -1:
                low = k
            if self.sign(self.minus(corners[k][column], corners[high][column])) == 1:
                high = k
        return {name: (Condition(x, ">=", vertices[low][column]), Condition(x, "<=", vertices[high][column]))}

    def _facets(
        self, coordinates: list[Expression], corners: list, forms: Sequence, free: dict[int, str]
    ) -> Ranges:
        firm: list[tuple[frozenset[int], Expression]] = []  # forms that bound on the whole region come first
        slack: list[tuple[frozenset[int], Expression]] = []  # these vanish somewhere on it: there they do not
        for i in range(len(coordinates)):
            tight = frozenset(k for k, v in enumerate(corners) if v[i].num == 0)
            firm.append((tight, coordinates[i]))
        for form in map(partial(self._primitive, corners), forms):
            values = [self._value(form, v) for v in corners]
            tight = frozenset(k for k, v in enumerate(values) if v.num == 0 or self.sign(v) == 0)
            expression = add(*(self.ring.expression(c) * coordinates[i] for i, c in form.items()))
            loose = any(self.vanishes(v) for k, v in enumerate(values) if k not in tight)
            (slack if loose else firm).append((tight, expression))
        bounds = firm + slack
        kept: dict[frozenset[int], Expression] = {}
        for tight, e in bounds:
            if len(tight) < len(free) or len(tight) == len(corners) or tight in kept:
                continue
            if not any(tight < other for other, _ in bounds if len(other) < len(corners)):
                kept[tight] = e
        ranges: dict[str, list[Condition]] = {name: [] for name in free.values()}
        bounds_on = [self.bound(e, list(free.values())) for e in kept.values()]
        for c in sorted(bounds_on, key=lambda c: len(c.symbols & ranges.keys())):
            named = [name for name in ranges if name in c.symbols]
            bare = [name for name in named if not ranges[name]]
            ranges[bare[-1] if bare and len(named) > 1 else named[-1]].append(c)
        return {name: tuple(cs) for name, cs in ranges.items()}

    def _primitive(self, corners: list, form: Mapping[int, Any]) -> dict[int, Any]:
        """A form without what its coefficients have in common, where that bounds the polytope as well."""
        there = {i: self.ring.constant(c) if isinstance(c, int) else c for i, c in form.items() if c != 0}
        common = self.ring.zero
        for c in there.values():
            common = common.gcd(c)
        if common == 0 or common.is_constant():
            return there
        for divisor in (common, -common):
            short = {i: c / divisor for i, c in there.items()}
            if all(self.nonnegative(self._value(short, v)) for v in corners):
                return short
        return there

    def bound(self, e: Expression, names: Sequence[str]) -> Condition:
        """Return e >= 0, for a formula in the free variables ``names`` too, without denominators."""
        ring = Ring([*self.ring.names, *names], [e])
        q = ring.quotient(e)
        if q.den.is_constant():
            return bound(ring.expression(q.num), names)
        below = ring.expression(q.den)
        sign = None if below.symbols & set(names) else self.sign(self.ring.quotient(below))
        above = q.num * q.den if sign is None else q.num * sign
        return bound(ring.expression(above), names)

    def divided(self, c: Condition, by: Expression, names: Sequence[str]) -> Condition:
        """Return a condition (>= or <=) without the factor ``by``, which is positive, if it has it."""
        e = c.lhs - c.rhs if c.op == ">=" else c.rhs - c.lhs
        ring = Ring([*self.ring.names, *names], [e, by])
        whole, factor = ring.quotient(e), ring.quotient(by)
        rest, remainder = divmod(whole.num, factor.num)
        if whole.num == 0 or remainder != 0:
            return self.bound(e, names)
        left = ring.expression(rest) * ring.expression(factor.den) / ring.expression(whole.den)
        return self.bound(left, names)

    def _value(self, form: Mapping[int, Any], corner: list[Quotient]) -> Quotient:
        total = Quotient(self.ring.zero, self.ring.one)
        for i, c in form.items():
            coefficient = Quotient(self.ring.constant(c) if isinstance(c, int) else c, self.ring.one)
            total = self.minus(total, self.times(Quotient(-coefficient.num, coefficient.den), corner[i]))
        return total

    def _weights(
        self, vertices: Sequence[Point], names: Iterator[str]
    ) -> tuple[tuple[Expression, ...], Ranges]:
        free = [next(names) for _ in vertices[1:]]
        rest = ONE - add(*(symbol(n) for n in free))
        weights = [rest, *(symbol(n) for n in free)]
        coordinates = tuple(
            add(*(w * v[i] for w, v in zip(weights, vertices, strict=True))) for i in range(len(vertices[0]))
        )
        ranges: Ranges = {n: (Condition(symbol(n), ">=", ZERO),) for n in free}
        ranges[free[-1]] += (Condition(add(*(symbol(n) for n in free)), "<=", ONE),)
        return coordinates, ranges


def _product(a: int, b: int) -> int:
    """Signs of a product of numbers with these signs."""
    signs = {(i - 1) * (j - 1) for i in range(3) for j in range(3) if a >> i & 1 and b >> j & 1}
    return sum(1 << (s + 1) for s in signs)


def bound(e: Expression, names: Sequence[str]) -> Condition:
    """Return e >= 0, where e is a polynomial, with the minus signs moved across."""
    left: list[Expression] = []
    right: list[Expression] = []
    for t in e.args if e.op == "+" else (e,):
        head = t.args[0] if t.op == "*" else t
        negative = head.op == "number" and head.value < 0
        (right if negative else left).append(-t if negative else t)
    lhs, rhs = add(*left), add(*right)
    if not lhs.symbols & set(names):
        return Condition(rhs, "<=", lhs)
    return Condition(lhs, ">=", rhs)
