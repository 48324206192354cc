"""Exact arithmetic with one real algebraic number: elements are polynomials in it with rational coefficients.

The sign of an element is decided by a ball around it, or where every ball holds zero by reduction modulo the
irreducible polynomial, which is zero iff the element is.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from .algebraic import precision, real_roots
from .expression import Expression, function, number

_PRECISIONS = (128, 512, 2048, 8192)


class NumberField:
    """The rational numbers with one root of an irreducible polynomial; ``index`` counts its real roots.

    >>> field = NumberField([-2, 0, 1], 1)
    >>> field.expression(field.generator + 1), field.sign(field.generator**2 - 2)
    (1 + sqrt(2), 0)
    """

    def __init__(self, coefficients: Sequence[int], index: int = 0):
        from flint import fmpq_poly

        self.coefficients, self.index = tuple(int(c) for c in coefficients), index
        self.modulus: Any = fmpq_poly(list(self.coefficients))
        self.one: Any = fmpq_poly([1])
        self.generator: Any = self.reduced(fmpq_poly([0, 1]))
        self._balls: dict[int, Any] = {}

    @property
    def degree(self) -> int:
        return len(self.coefficients) - 1

    def reduced(self, a: Any) -> Any:
        """Return a polynomial in the number, reduced."""
        return a % self.modulus

    def inverse(self, a: Any) -> Any:
        """Return 1/a (ZeroDivisionError where a is zero)."""
        g, s, _ = a.xgcd(self.modulus)
        if g.degree() != 0:
            raise ZeroDivisionError
        return self.reduced(s / g[0])

    def ball(self, a: Any, bits: int) -> Any:
        """Return a ball around an element."""
        from flint import arb_poly

        with precision(bits):
            if bits not in self._balls:
                self._balls[bits] = real_roots(self.coefficients)[self.index]
            return arb_poly(a)(self._balls[bits])

    def sign(self, a: Any) -> int:
        """Return -1, 0 or 1."""
        for bits in _PRECISIONS:
            ball = self.ball(a, bits)
            if ball > 0:
                return 1
            if ball < 0:
                return -1
            if bits == _PRECISIONS[0] and self.reduced(a) == 0:
                return 0
        raise ArithmeticError("a number too close to zero")

    def expression(self, a: Any) -> Expression:
        """Return an element in its simplest closed form."""
        from flint import fmpq_mat

        a = self.reduced(a)
        if a.degree() <= 0:
            return number(_fraction(a[0]))
        n, rows, row = self.degree, [], a
        for _ in range(n):
            rows.append([row[k] for k in range(n)])
            row = self.reduced(row * self.generator)
        minimal = fmpq_mat(rows).charpoly().numer().factor()[1][0][0]
        coefficients = [int(c) for c in minimal.coeffs()]
        for bits in _PRECISIONS:
            ball = self.ball(a, bits)
            with precision(bits):
                near = [k for k, r in enumerate(real_roots(coefficients)) if r.overlaps(ball)]
            if len(near) == 1:
                return function("root_of", *map(number, coefficients), number(near[0]))
        raise ArithmeticError("roots too close together")

    def value(self, p: Any, at: Mapping[int, Any]) -> Any:
        """Return the value of a polynomial where each of its variables is an element."""
        total = 0 * self.one
        for monomial, c in zip(p.monoms(), p.coeffs(), strict=True):
            term = self.one * int(c)
            for i, d in enumerate(monomial):
                for _ in range(int(d)):
                    term = self.reduced(term * at[i])
            total = total + term
        return total

    def simplified(self, e: Expression, known: Mapping[Expression, Any]) -> Expression:
        """Return an expression without symbols in its simplest form; ``known``: elements by closed form.

        An expression with roots of other numbers is returned as it is.
        """
        roots = {**known, **self._square_root()}

        def visit(node: Expression, parts: list[Any]) -> Any:
            if node in roots:
                return roots[node]
            if node.op == "number":
                return self.one * fmpq(node.value.numerator, node.value.denominator)
            if any(p is None for p in parts):
                return None
            if node.op == "+":
                return sum(parts[1:], parts[0])
            if node.op == "*":
                return functools.reduce(lambda a, b: self.reduced(a * b), parts)
            n = node.args[1].value if node.op == "**" and node.args[1].is_number else None
            if n is None or n.denominator != 1:
                return None
            return self.reduced((parts[0] if n > 0 else self.inverse(parts[0])) ** abs(int(n)))

        from flint import fmpq

        found = e.fold(visit, {})
        return e if found is None else self.expression(found)

    def _square_root(self) -> dict[Expression, Any]:
        """In a field of degree two, the square root that closed forms are written with."""
        if self.degree != 2:
            return {}
        c, b, a = self.coefficients
        root = next(x for x in _nodes(self.expression(self.generator)) if x.op == "sqrt")
        from flint import fmpq

        ratio = Fraction(b * b - 4 * a * c) / root.args[0].value
        part = fmpq(math.isqrt(ratio.numerator), math.isqrt(ratio.denominator))
        sign = 1 if (self.index == 1) == (a > 0) else -1
        return {root: (self.generator * (2 * a) + b) * (fmpq(sign) / part)}


def _nodes(e: Expression) -> list[Expression]:
    found = [e]
    for node in found:
        found += [a for a in node.args if isinstance(a, Expression)]
    return found


def rational_field() -> NumberField:
    """Return the rational numbers."""
    return NumberField([0, 1], 0)


# -- polynomials in one variable over a field: lists of elements, the constant first -----------------
def gcd(field: NumberField, p: list[Any], q: list[Any], step: Callable[[], None] = lambda: None) -> list[Any]:
    """Return the monic greatest common divisor; ``step`` is called on the way."""
    p, q = _trimmed(p), _trimmed(q)
    while q:
        step()
        p, q = q, _remainder(field, p, q)
    return _monic(field, p) if p else p


def square_free(field: NumberField, p: list[Any]) -> list[Any]:
    """Return the monic polynomial with the same roots, each once."""
    common = gcd(field, p, [c * k for k, c in enumerate(p)][1:])
    if len(common) <= 1:
        return _monic(field, p)
    quotient = [0 * field.one] * (len(p) - len(common) + 1)
    rest = list(p)
    while len(rest) >= len(common):
        lead, shift = rest[-1], len(rest) - len(common)
        quotient[shift] = lead
        rest = _trimmed(
            [c - field.reduced(lead * common[k - shift]) if k >= shift else c for k, c in enumerate(rest)]
        )
    return _monic(field, quotient)


def _trimmed(p: list[Any]) -> list[Any]:
    p = list(p)
    while p and p[-1] == 0:
        p.pop()
    return p


def _monic(field: NumberField, p: list[Any]) -> list[Any]:
    inverse = field.inverse(p[-1])
    return [field.reduced(c * inverse) for c in p]


def _remainder(field: NumberField, p: list[Any], q: list[Any]) -> list[Any]:
    q, rest = _monic(field, q), list(p)
    while len(rest) >= len(q):
        lead, shift = rest[-1], len(rest) - len(q)
        rest = _trimmed(
            [c - field.reduced(lead * q[k - shift]) if k >= shift else c for k, c in enumerate(rest)]
        )
    return rest


def _fraction(x: Any) -> Fraction:
    return Fraction(int(x.p), int(x.q))
