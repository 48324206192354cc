"""Expansion in pure Python: how large it would be, what it is, and whether it is zero.

An expression is a quotient of polynomials in its symbols and *atoms* (``exp(u)``, ``sqrt(u)``, ``x**y``, ...,
which count as symbols of their own). :func:`size` bounds the number of terms of that quotient without
expanding; :func:`is_zero` decides whether it vanishes identically.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .expression import Expression

Monomial = frozenset[tuple[Expression, int]]
Polynomial = dict[Monomial, Fraction]
_PRIME = 2**61 - 1


# -- bounds -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Bound:
    """An upper bound of a polynomial: its number of terms and its degree in each symbol or atom."""

    terms: int = 1
    degrees: Mapping[Expression, int] = field(default_factory=dict)

    def __mul__(self, other: Bound) -> Bound:
        degrees = dict(self.degrees)
        for key, d in other.degrees.items():
            degrees[key] = degrees.get(key, 0) + d
        return _bound(self.terms * other.terms, degrees)

    def __add__(self, other: Bound) -> Bound:
        degrees = dict(self.degrees)
        for key, d in other.degrees.items():
            degrees[key] = max(degrees.get(key, 0), d)
        return _bound(self.terms + other.terms, degrees)

    def __pow__(self, n: int) -> Bound:
        return _bound(math.comb(self.terms + n - 1, n), {k: d * n for k, d in self.degrees.items()})


def _bound(terms: int, degrees: dict[Expression, int]) -> Bound:
    """The smaller of two bounds: by counting products, and by counting monomials of these degrees."""
    box = 1
    for d in degrees.values():
        box *= d + 1
        if box >= terms:
            return Bound(terms, degrees)
    return Bound(box, degrees)


@dataclass(frozen=True)
class Size:
    """A bound of a numerator, and of each distinct factor of the denominator with its multiplicity."""

    above: Bound
    below: Mapping[Expression, tuple[Bound, int]] = field(default_factory=dict)

    @property
    def terms(self) -> int:
        """Bound of the terms of numerator or denominator, whichever has more."""
        return max(self.above.terms, _product(self.below).terms)


def size(e: Expression, memo: dict[Expression, Size] | None = None) -> Size:
    """Return a bound of what ``e`` becomes as one quotient of expanded polynomials.

    >>> from defiance_games.symbolic.parser import parse
    >>> size(parse("(a + b)**3/(1 - c) + 1/(1 - c)")).terms
    5
    """
    return e.fold(_size, {} if memo is None else memo)


def _size(e: Expression, parts: list[Size]) -> Size:
    if e.op == "number":
        return Size(Bound(1 if e.args[0] else 0))
    if e.op == "+":
        common: dict[Expression, tuple[Bound, int]] = {}
        for part in parts:
            for key, (b, n) in part.below.items():
                common[key] = (b, max(n, common.get(key, (b, 0))[1]))
        total = Bound(0)
        for part in parts:
            missing = {k: (b, n - part.below.get(k, (b, 0))[1]) for k, (b, n) in common.items()}
            total = total + part.above * _product(missing)
        return Size(total, common)
    if e.op == "*":
        above, below = Bound(), {}
        for part in parts:
            above = above * part.above
            for key, (b, n) in part.below.items():
                below[key] = (b, n + below.get(key, (b, 0))[1])
        return Size(above, below)
    n = integer_exponent(e)
    if n is None:
        return Size(Bound(1, {e: 1}))
    base = parts[0]
    turned = {k: (b, m * abs(n)) for k, (b, m) in base.below.items()}
    if n > 0:
        return Size(base.above**n, turned)
    return Size(_product(turned), {} if e.args[0].is_number else {e.args[0]: (base.above, -n)})


def _product(below: Mapping[Expression, tuple[Bound, int]]) -> Bound:
    total = Bound()
    for b, n in below.values():
        total = total * b**n if n else total
    return total


def integer_exponent(e: Expression) -> int | None:
    """Return n where e is base**n with an integer n, else None."""
    if e.op == "**" and e.args[1].is_number and e.args[1].value.denominator == 1:
        return int(e.args[1].value)
    return None


# -- identity to zero ---------------------------------------------------------------------------
def is_zero(e: Expression) -> bool:
    """Return whether ``e``, written as a quotient of polynomials, is identically zero.

    A value modulo a prime that is not zero settles most cases; the rest are expanded exactly.

    >>> from defiance_games.symbolic.parser import parse
    >>> is_zero(parse("(p + 1)**2 - p**2 - 2*p - 1")), is_zero(parse("p - q"))
    (True, False)
    """
    if e.is_number:
        return e.value == 0
    try:
        if e.fold(_modular, {}):
            return False
    except ZeroDivisionError:  # an unlucky point: the exact way decides
        pass
    return not numerator(e)


def _modular(e: Expression, parts: list[int]) -> int:
    """The value at one fixed point modulo a prime; atoms take a value that depends on their parts' values."""
    if e.op == "number":
        return e.args[0].numerator * _inverse(e.args[0].denominator) % _PRIME
    if e.op == "+":
        return sum(parts) % _PRIME
    if e.op == "*":
        return math.prod(parts) % _PRIME
    n = integer_exponent(e)
    if n is not None:
        return pow(parts[0] if n > 0 else _inverse(parts[0]), abs(n), _PRIME)
    if e.op == "sqrt" and parts[0] == 0:
        return 0
    text = repr((e.op, e.args[0] if e.op == "symbol" else parts))
    value = 7
    for ch in text:
        value = (value * 1_000_003 + ord(ch) * 982_451_653 + 12_345) % _PRIME
    return value


def _inverse(x: int) -> int:
    if x % _PRIME == 0:
        raise ZeroDivisionError
    return pow(x, -1, _PRIME)


def numerator(e: Expression) -> Polynomial:
    """Return the expanded numerator of ``e`` over the product of its denominators (not reduced)."""
    return e.fold(_quotient, {})[0]


def _quotient(e: Expression, parts: list[Any]) -> tuple[Polynomial, dict[Expression, tuple[Polynomial, int]]]:
    if e.op == "number":
        return ({frozenset(): e.args[0]} if e.args[0] else {}), {}
    if e.op == "+":
        common: dict[Expression, tuple[Polynomial, int]] = {}
        for _, below in parts:
            for key, (f, n) in below.items():
                common[key] = (f, max(n, common.get(key, (f, 0))[1]))
        total: Polynomial = {}
        for above, below in parts:
            for key, (f, n) in common.items():
                above = _times(above, _to_the(f, n - below.get(key, (f, 0))[1]))
            for m, c in above.items():
                total[m] = total.get(m, Fraction(0)) + c
        return {m: c for m, c in total.items() if c}, common
    if e.op == "*":
        above, factors = {frozenset(): Fraction(1)}, {}
        for p, below in parts:
            above = _times(above, p)
            for key, (f, n) in below.items():
                factors[key] = (f, n + factors.get(key, (f, 0))[1])
        return above, factors
    n = integer_exponent(e)
    if n is None:
        if e.op == "sqrt" and not parts[0][0]:
            return {}, {}
        return {frozenset([(e, 1)]): Fraction(1)}, {}
    above, below = parts[0]
    turned = {k: (f, m * abs(n)) for k, (f, m) in below.items()}
    if n > 0:
        return _to_the(above, n), turned
    if not above:
        raise ZeroDivisionError(f"{e.args[0]} is identically zero")
    top: Polynomial = {frozenset(): Fraction(1)}
    for f, m in turned.values():
        top = _times(top, _to_the(f, m))
    return top, {e.args[0]: (above, -n)}


def _times(a: Polynomial, b: Polynomial) -> Polynomial:
    total: Polynomial = {}
    for m, c in a.items():
        powers = dict(m)
        for m2, c2 in b.items():
            merged = dict(powers)
            for key, n in m2:
                merged[key] = merged.get(key, 0) + n
            mono = frozenset(merged.items())
            total[mono] = total.get(mono, Fraction(0)) + c * c2
    return {m: c for m, c in total.items() if c}


def _to_the(a: Polynomial, n: int) -> Polynomial:
    total: Polynomial = {frozenset(): Fraction(1)}
    for _ in range(n):
        total = _times(total, a)
    return total
