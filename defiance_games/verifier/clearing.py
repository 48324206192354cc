"""Comparisons of quotients without denominators: their signs are guessed at a point and then assumed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from ..symbolic.balls import Value
from ..symbolic.condition import compare
from ..symbolic.polynomials import Clause, Literal, Poly, Quotient, literal


def _float(poly: Poly, place: Sequence[float]) -> float:
    """About the value of a polynomial: good enough for a guess that is checked (beyond floats, its sign)."""
    try:
        return _value(poly, place, 0.0)
    except OverflowError:
        exact = _value(poly, [Fraction(x) for x in place], Fraction(0))
        return float((exact > 0) - (exact < 0))


def _value(poly: Poly, place: Sequence[Any], value: Any) -> Any:
    for monomial, c in zip(poly.monoms(), poly.coeffs(), strict=True):
        term = type(value)(int(c))
        for x, d in zip(place, monomial, strict=False):
            term *= x ** int(d)
        value += term
    return value


def seems(literal: Literal, place: Sequence[float]) -> bool:
    """Whether a literal holds at a place, about."""
    value = _float(literal.poly, place)
    return compare(0.0 if abs(value) < 1e-9 else value, literal.op, 0)


def _floats(point: Sequence[Value]) -> list[float] | None:
    try:
        return [float(x) for x in point]
    except OverflowError:
        return None


class Clearing:
    """Drops denominators, on the assumption, which it notes, that each keeps the sign it has at one point."""

    def __init__(self, point: dict[str, Value], names: Sequence[str]):
        self.point = _floats([point[n] for n in names]) if point.keys() >= set(names) else None
        self.assumed: list[Literal] = []
        self._signs: dict[str, int] = {}

    def literal(self, q: Quotient, op: str) -> Literal:
        """Return ``q op 0``, denominators dropped."""
        if q.den.is_constant() or op in ("=", "!="):
            return literal(q, op)
        sign = 1
        for f, n in q.den.factor()[1]:
            s = self._sign(f)
            if not s:
                return literal(q, op)
            sign *= s if n % 2 else 1
        return literal(Quotient(q.num * sign, q.den.context().constant(1)), op)

    def _sign(self, f: Poly) -> int:
        key = str(f)
        if key not in self._signs:
            value = 0.0 if self.point is None else _float(f, self.point)
            self._signs[key] = (value > 1e-9) - (value < -1e-9)
            if self._signs[key]:
                self.assumed.append(Literal(-f * self._signs[key], ">="))
        return self._signs[key]


def denied(comparisons: Iterable[tuple[Quotient, str]]) -> Clause:
    """The clause that one of the comparisons fails."""
    return settled([lit for q, op in comparisons for lit in literal(q, op).negated()])


def settled(literals: Sequence[Literal]) -> Clause:
    """The clause that one of the literals holds; those that hold nowhere are dropped."""
    true = [lit for lit in literals if lit.truth]
    return tuple(true[:1] or (lit for lit in literals if lit.truth is None))
