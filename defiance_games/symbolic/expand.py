"""How large an expression would be when expanded, and whether it is identically zero.

An expression is a quotient of polynomials in its symbols and *atoms* (``exp(u)``, ``sqrt(u)``, ``x**y``, ...,
which count as symbols of their own). :func:`size` bounds that quotient without expanding it; :func:`is_zero`
decides whether it vanishes. Both answer at once where expansion would not end.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from .expression import Expression

_PRIME = 2**61 - 1
_MANY = 10**6


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
        terms = math.comb(self.terms + n - 1, n) if self.terms else int(n == 0)
        return _bound(terms, {k: d * n for k, d in self.degrees.items()})


def _bound(terms: int, degrees: dict[Expression, int]) -> Bound:
    """The smaller of two bounds: by counting products, and by counting monomials of these degrees."""
    box = 1
    for d in degrees.values():
        box *= d + 1
        if box >= terms:
            return Bound(terms, degrees)
    return Bound(box, degrees)


Below = Mapping[Expression, tuple[Bound, int]]


@dataclass(frozen=True)
class Size:
    """A bound of a numerator, and of each distinct factor of the denominator with its multiplicity."""

    above: Bound
    below: Below = field(default_factory=dict)

    @property
    def terms(self) -> int:
        """Bound of the terms of numerator or denominator; beyond a million it is not counted."""
        return max(self.above.terms, _product(self.below).terms)

    @property
    def degree(self) -> int:
        """Bound of the degree of numerator or denominator in any one symbol or atom."""
        return max((d for b in (self.above, _product(self.below)) for d in b.degrees.values()), default=0)


def size(e: Expression, memo: dict[Expression, Size] | None = None) -> Size:
    """Return a bound of what ``e`` becomes as one quotient of expanded polynomials.

    >>> from defiance_games.symbolic.parser import parse
    >>> size(parse("(a + b)**3/(1 - c) + 1/(1 - c)")).terms
    5
    """
    return e.fold(_size, memo)


def _size(e: Expression, parts: list[Size]) -> Size:
    if e.op == "number":
        return Size(Bound(1 if e.args[0] else 0))
    if e.op == "+":
        return _sum(parts)
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


def _sum(parts: list[Size]) -> Size:
    """Over the common denominator each numerator is multiplied by the factors that its own lacks."""
    common: dict[Expression, tuple[Bound, int]] = {}
    for part in parts:
        for key, (b, n) in part.below.items():
            common[key] = (b, max(n, common.get(key, (b, 0))[1]))
    whole = {key: b**n for key, (b, n) in common.items()}
    terms = math.prod(b.terms for b in whole.values())
    degrees: dict[Expression, int] = {}
    for b in whole.values():
        _change(degrees, b, 1)
    total = Bound(0)
    for part in parts:
        missing, lacking = terms, dict(degrees)
        for key, (b, n) in part.below.items():
            rest = b ** (common[key][1] - n)
            missing = missing // whole[key].terms * rest.terms
            _change(lacking, whole[key], -1)
            _change(lacking, rest, 1)
        total = total + part.above * _bound(missing, lacking)
        if total.terms > _MANY:
            break
    return Size(total, common)


def _change(degrees: dict[Expression, int], b: Bound, sign: int) -> None:
    for key, d in b.degrees.items():
        degrees[key] = degrees.get(key, 0) + sign * d


def _product(below: Below) -> Bound:
    total = Bound()
    for b, n in below.values():
        total = total * b**n
        if total.terms > _MANY:
            break
    return total


def integer_exponent(e: Expression) -> int | None:
    """Return n where e is base**n with an integer n, else None."""
    if e.op == "**" and e.args[1].is_number and e.args[1].value.denominator == 1:
        return int(e.args[1].value)
    return None


# -- identity to zero ---------------------------------------------------------------------------
def is_zero(e: Expression) -> bool:
    """Return whether ``e``, written as a quotient of polynomials, is identically zero.

    A value modulo a prime that is not zero settles most cases; the rest are expanded exactly. Identities that
    need more than the rules of rational functions, such as sqrt(x)**2 = x, are not seen.

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
    from .polynomials import Reader

    return not Reader([e]).quotient(e)


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
    text = repr((e.op, e.args[0] if e.op == "symbol" else parts))
    value = 7
    for ch in text:
        value = (value * 1_000_003 + ord(ch) * 982_451_653 + 12_345) % _PRIME
    return value


def _inverse(x: int) -> int:
    if x % _PRIME == 0:
        raise ZeroDivisionError
    return pow(x, -1, _PRIME)
