"""Every zero of a piecewise rational function, by Sturm's theorem; all arithmetic is exact.

A function made of numbers, its variable, sums, products, whole powers, min and max is a quotient of
polynomials between two neighboring *cuts*: the roots of what stands above or below the bar of any of its
pieces, and of the differences that a min or max compares. Which quotient it is there, one sample point
tells. So a zero is a cut at which the quotients on both sides, in lowest terms, have a numerator of zero.
The number of roots in (a, b] is the loss of sign changes along Sturm's chain from a to b.

Source: Basu, Pollack & Roy, Algorithms in Real Algebraic Geometry, section 2.2.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from flint import fmpq, fmpq_poly

from ..symbolic.expression import Expression

Interval = tuple[Fraction, Fraction]
_RATIONAL = {"number", "symbol", "+", "*", "**", "min", "max"}


class Quotient(NamedTuple):
    """Two polynomials without a common factor."""

    above: Any
    below: Any

    @classmethod
    def of(cls, above: Any, below: Any) -> Quotient:
        """In lowest terms; ZeroDivisionError where nothing stands below the bar."""
        if below == 0:
            raise ZeroDivisionError("division by zero everywhere")
        common = above.gcd(below)
        return cls(above // common, below // common)

    def value(self, x: Fraction) -> Fraction:
        """The value at a rational number."""
        found = self.above(_inside(x)) / self.below(_inside(x))
        return Fraction(int(found.p), int(found.q))


class Zero(NamedTuple):
    """A zero: the one cut in an interval, the quotients beside it, and a polynomial of which it is a root."""

    place: Interval
    beside: tuple[Quotient, ...]
    vanishing: Any


class Zeros(NamedTuple):
    """All zeros, ascending, and the stretches of zeros, each by the cuts at its ends."""

    points: list[Zero]
    stretches: list[tuple[Interval, Interval]]
    cuts: Any  # the polynomial whose roots are the cuts


def is_rational(e: Expression) -> bool:
    """Return whether the function is piecewise rational."""

    def visit(node: Expression, parts: list[bool]) -> bool:
        whole = node.op != "**" or (node.args[1].is_number and node.args[1].value.denominator == 1)
        return node.op in _RATIONAL and whole and all(parts)

    return e.fold(visit)


def zeros(e: Expression, low: Fraction, high: Fraction) -> Zeros:
    """Return the zeros in [low, high]; where it divides by zero the function stands for its limit.

    >>> from ..symbolic.parser import parse
    >>> found = zeros(parse("max(0, x - 1/2)*(x - 3/4)"), Fraction(0), Fraction(1))
    >>> [len(found.points), len(found.stretches)]
    [1, 1]
    """
    edges = fmpq_poly([_inside(-low), 1]) * fmpq_poly([_inside(-high), 1])
    pieces, differences = _pieces(e)
    for q in (*pieces, *differences):
        edges = edges * q.below * (q.above if q.above != 0 else 1)
    cuts = isolated(edges, low, high)
    active = [_active(e, (a[1] + b[0]) / 2) for a, b in itertools.pairwise(cuts)]
    points: list[Zero] = []
    stretches: list[tuple[Interval, Interval]] = []
    for k, cut in enumerate(cuts):
        beside = tuple(active[max(0, k - 1) : k + 1])
        vanishing = beside[0].above.gcd(beside[-1].above)
        if all(q.above != 0 for q in beside) and has_root(vanishing, cut, edges):
            points.append(Zero(cut, beside, vanishing))
        if k < len(active) and active[k].above == 0:
            begin = stretches.pop()[0] if stretches and stretches[-1][1] == cut else cut
            stretches.append((begin, cuts[k + 1]))
    return Zeros(points, stretches, edges)


def _pieces(e: Expression) -> tuple[list[Quotient], list[Quotient]]:
    """The quotients that the function can be, and the differences whose signs tell which it is."""
    differences: list[Quotient] = []

    def visit(node: Expression, parts: list[list[Quotient]]) -> list[Quotient]:
        if node.op not in ("min", "max"):
            ways = itertools.product(*parts) if node.op != "**" else ((base,) for base in parts[0])
            return _distinct(_combined(node, list(way)) for way in ways)
        for one, other in itertools.combinations(parts, 2):
            differences.extend(_difference(a, b) for a in one for b in other)
        return _distinct(itertools.chain(*parts))

    return e.fold(visit), differences


def _distinct(quotients: Iterable[Quotient]) -> list[Quotient]:
    found: list[Quotient] = []  # polynomials have no hash
    for q in quotients:
        if q not in found:
            found.append(q)
    return found


def _active(e: Expression, x: Fraction) -> Quotient:
    """The quotient that the function is around a point that is no cut."""

    def visit(node: Expression, parts: list[Quotient]) -> Quotient:
        if node.op in ("min", "max"):
            return (min if node.op == "min" else max)(parts, key=lambda q: q.value(x))
        return _combined(node, parts[:1] if node.op == "**" else parts)

    return e.fold(visit)


def _combined(node: Expression, parts: list[Quotient]) -> Quotient:
    if node.op == "number":
        return Quotient(fmpq_poly([_inside(node.value)]), fmpq_poly([1]))
    if node.op == "symbol":
        return Quotient(fmpq_poly([0, 1]), fmpq_poly([1]))
    if node.op == "**":
        n = int(node.args[1].value)
        above, below = parts[0] if n >= 0 else (parts[0].below, parts[0].above)
        return Quotient.of(above ** abs(n), below ** abs(n))
    found = parts[0]
    for q in parts[1:]:
        if node.op == "+":
            found = Quotient.of(found.above * q.below + q.above * found.below, found.below * q.below)
        else:
            found = Quotient.of(found.above * q.above, found.below * q.below)
    return found


def _difference(a: Quotient, b: Quotient) -> Quotient:
    return Quotient.of(a.above * b.below - b.above * a.below, a.below * b.below)


# -- roots ------------------------------------------------------------------------------------------
def chain(p: Any) -> list[Any]:
    """Return Sturm's chain of the polynomial's square-free part."""
    simple = p // p.gcd(p.derivative()) if p.degree() > 0 else p
    found = [simple, simple.derivative()]
    while found[-1] != 0:
        found.append(-(found[-2] % found[-1]))
    return found[:-1]


def count(sturm: list[Any], low: Fraction, high: Fraction) -> int:
    """Return the number of roots in (low, high], or of a root at both where they are one point."""
    if low == high:
        return int(sturm[0](_inside(low)) == 0)
    return _changes(sturm, low) - _changes(sturm, high)


def isolated(p: Any, low: Fraction, high: Fraction) -> list[Interval]:
    """Return, ascending, an interval for each root in [low, high]; low and high must be roots.

    Where it is no point, a root lies within it, and both its ends are no roots.
    """
    sturm = chain(p)

    def split(a: Fraction, b: Fraction, roots: int) -> Iterator[Interval]:
        """The roots in (a, b), of which there are this many."""
        if not roots:
            return
        if roots == 1 and p(_inside(a)) != 0 and p(_inside(b)) != 0:
            yield a, b
            return
        middle = (a + b) / 2
        here = count(sturm, middle, middle)
        left = count(sturm, a, middle) - here
        yield from split(a, middle, left)
        yield from [(middle, middle)] * here
        yield from split(middle, b, roots - left - here)

    return [(low, low), *split(low, high, count(sturm, low, high) - 1), (high, high)]


def has_root(q: Any, place: Interval, p: Any) -> bool:
    """Return whether the one root of p in the place is a root of q."""
    return q == 0 or count(chain(p.gcd(q)), *place) > 0


def sign_at_root(q: Any, place: Interval, p: Any) -> int:
    """Return the sign of q at the one root of p in the place."""
    if has_root(q, place, p):
        return 0
    own, other = chain(p), chain(q)
    low, high = place
    while low < high and (count(other, low, high) or q(_inside(low)) == 0):
        low, high = halved(own, (low, high))
    value = q(_inside(high))
    return (value > 0) - (value < 0)


def halved(sturm: list[Any], place: Interval) -> Interval:
    """Return the half of the place in which the root lies, or the root."""
    low, high = place
    middle = (low + high) / 2
    if count(sturm, middle, middle):
        return middle, middle
    return (low, middle) if count(sturm, low, middle) else (middle, high)


def _changes(sturm: list[Any], x: Fraction) -> int:
    signs = [v > 0 for q in sturm if (v := q(_inside(x))) != 0]
    return sum(a != b for a, b in itertools.pairwise(signs))


def _inside(x: Fraction) -> fmpq:
    return fmpq(x.numerator, x.denominator)
