"""Every real root of a polynomial in an open interval, each alone in an interval of its own.

By Descartes' rule the number of roots of p in (0, 1), counted with multiplicity, is at most the number of
sign changes among the coefficients of (1 + x)**n * p(1/(1 + x)), and exactly that where it is 0 or 1. An
interval with more is halved; of a square-free polynomial that ends. All arithmetic is exact.

Source: Collins & Akritas (1976); Basu, Pollack & Roy, Algorithms in Real Algebraic Geometry,
section 10.2.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from .algebraic import precision, real_roots
from .enclosure import Enclosure
from .expression import Expression, function, number

Interval = tuple[Fraction, Fraction]
Value = Expression | Enclosure
LARGEST_DEGREE = 12  # of a root that is written as root_of; a longer polynomial says nothing to a reader
_FACTORED = 40  # degree up to which a polynomial is factored to find such roots
_BITS = 56


def roots_between(p: Any, low: Fraction, high: Fraction) -> list[Interval]:
    """Return, ascending, an interval for every distinct root of an integer polynomial with low < root < high.

    Each interval lies in [low, high] and holds one root: it is a single point, or its ends are no roots. The
    polynomial must not be zero.

    >>> from flint import fmpz_poly
    >>> p = fmpz_poly([-1, 4]) * fmpz_poly([-1, 2]) ** 2
    >>> [tuple(map(str, i)) for i in roots_between(p, Fraction(0), Fraction(1))]
    [('1/4', '1/4'), ('1/2', '1/2')]
    """
    simple = p / p.gcd(p.derivative()) if p.degree() > 0 else p
    unit = _composed(simple, low, high)
    return sorted((low + (high - low) * a, low + (high - low) * b) for a, b in _in_unit(unit))


def number_in(p: Any, interval: Interval) -> Value:
    """Return the one root of p in the interval: in closed form where that is short, else enclosed."""
    low, high = interval
    if low == high:
        return number(low)
    for factor in _factors(p):
        if sign_at(factor, low) * sign_at(factor, high) < 0:
            if factor.degree() <= LARGEST_DEGREE:
                return _closed(factor, low, high)
            return Enclosure(*narrowed(factor, interval))
    simple = p / p.gcd(p.derivative())
    return Enclosure(*narrowed(simple, interval))


def narrowed(p: Any, interval: Interval, bits: int = _BITS) -> Interval:
    """Return a smaller interval around the root at which p changes sign, its width relative to the root."""
    low, high = interval
    if low < 0 < high and sign_at(p, Fraction(0)) == 0:
        return Fraction(0), Fraction(0)
    before = sign_at(p, low)
    while high - low > max(abs(low), abs(high)) / 2**bits:
        middle = (low + high) / 2
        sign = sign_at(p, middle)
        if sign == 0:
            return middle, middle
        low, high = (middle, high) if sign == before else (low, middle)
    return low, high


def sign_at(p: Any, x: Fraction) -> int:
    """Return the sign of an integer polynomial at a rational number."""
    from flint import fmpq

    value = p(fmpq(x.numerator, x.denominator))
    return (value > 0) - (value < 0)


def sign_near(q: Any, p: Any, interval: Interval) -> int:
    """Return the sign of q at the one root of p in the interval, exactly."""
    low, high = interval
    if low == high:
        return sign_at(q, low)
    if q == 0 or roots_between(p.gcd(q), low, high):
        return 0
    simple, bits = p / p.gcd(p.derivative()), 4
    while roots_between(q, low, high) or sign_at(q, low) == 0 or sign_at(q, high) == 0:
        low, high = narrowed(simple, (low, high), bits := 2 * bits)
        if low == high:
            break
    return sign_at(q, low)


def from_bernstein(values: Sequence[Fraction]) -> Any:
    """Return, times a positive integer, the sum of values[k]*binomial(n, k)*x**k*(1 - x)**(n - k).

    >>> from_bernstein([Fraction(-1, 2), Fraction(0), Fraction(1, 2)])
    2*x + (-1)
    """
    from flint import fmpz_poly

    n = len(values) - 1
    scale = math.lcm(*(v.denominator for v in values))
    weighted = [int(v * scale) * math.comb(n, k) for k, v in enumerate(values)]
    shifted = _coefficients(fmpz_poly(weighted)(fmpz_poly([-1, 1])), n)  # the odds x/(1 - x), less one
    found: Any = fmpz_poly(shifted[::-1])(fmpz_poly([1, -1]))
    return found / found.content() if found != 0 else found


def _factors(p: Any) -> list[Any]:
    return [f for f, _ in p.factor()[1]] if p.degree() <= _FACTORED else []


def _closed(factor: Any, low: Fraction, high: Fraction) -> Expression:
    """The root of an irreducible polynomial in (low, high), where it has one, as an expression."""
    from flint import fmpq

    coefficients = [int(c) for c in factor.coeffs()]
    a, b = (fmpq(x.numerator, x.denominator) for x in (low, high))
    for bits in (64, 256, 1024, 4096):
        with precision(bits):
            near = [k for k, ball in enumerate(real_roots(coefficients)) if not (ball < a or ball > b)]
        if len(near) == 1:
            return function("root_of", *map(number, coefficients), number(near[0]))
    raise ArithmeticError("roots too close together")


def _in_unit(p: Any) -> list[Interval]:
    """An interval for each root of a square-free polynomial in (0, 1)."""
    from flint import fmpz_poly

    found: list[Interval] = []
    n, shift = p.degree(), fmpz_poly([1, 1])
    stack = [(p, Fraction(0), Fraction(1))]
    while stack:
        q, low, width = stack.pop()
        ends = q[0] != 0 and q(1) != 0
        changes = _changes(_coefficients(fmpz_poly(_coefficients(q, n)[::-1])(shift), n))
        if changes == 0:
            continue
        if changes == 1 and ends:
            found.append((low, low + width))
            continue
        left = fmpz_poly([c * 2 ** (n - k) for k, c in enumerate(_coefficients(q, n))])
        right = left(shift)
        middle = low + width / 2
        if right[0] == 0:
            found.append((middle, middle))
        stack += [(left, low, width / 2), (right, middle, width / 2)]
    return found


def _composed(p: Any, low: Fraction, high: Fraction) -> Any:
    """A positive multiple of p(low + (high - low)*x)."""
    from flint import fmpq, fmpq_poly

    if (low, high) == (0, 1):
        return p
    ends = [fmpq(x.numerator, x.denominator) for x in (low, high - low)]
    return fmpq_poly(p)(fmpq_poly(ends)).numer()


def _coefficients(p: Any, n: int) -> list[Any]:
    """The coefficients of a polynomial of degree n at most, the constant first."""
    found = p.coeffs()
    return [*found, *[0] * (n + 1 - len(found))]


def _changes(coefficients: Sequence[Any]) -> int:
    signs = [c > 0 for c in coefficients if c != 0]
    return sum(a != b for a, b in zip(signs, signs[1:]))
