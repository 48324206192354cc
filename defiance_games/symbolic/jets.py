"""A function of one variable with its first two derivatives, enclosed over an interval.

Balls (``arb`` of flint) are pushed through the expression together with their derivatives. What is not surely
defined on the whole interval has no jet; through a min or max whose argument is not settled the second
derivative is unknown.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from .expression import Expression


class Jet(NamedTuple):
    """Balls around the value and the derivatives; None where a derivative is unknown."""

    value: Any
    first: Any
    second: Any


def jet(e: Expression, name: str, low: Fraction, high: Fraction) -> Jet | None:
    """Return the jet of ``e`` over low <= name <= high, at the working precision; None where it has none.

    >>> from .parser import parse
    >>> found = jet(parse("x*(1 - log(x))"), "x", Fraction(2, 5), Fraction(1, 2))
    >>> found.first > 0, found.second < 0      # it rises and is concave there
    (True, True)
    """
    found = e.fold(lambda node, parts: _visit(node, parts, name, _ball(low, high)))
    return found if found is not None and found.value.is_finite() else None


def _ball(low: Fraction, high: Fraction) -> Any:
    from flint import arb, fmpq

    ends = [arb(fmpq(x.numerator, x.denominator)) for x in (low, high)]
    return ends[0].union(ends[1])


def _visit(node: Expression, parts: list[Jet | None], name: str, x: Any) -> Jet | None:
    from flint import arb, fmpq

    if node.op == "number":
        return Jet(arb(fmpq(node.value.numerator, node.value.denominator)), arb(0), arb(0))
    if node.op == "symbol":
        return Jet(x, arb(1), arb(0)) if node.args[0] == name else None
    known = [p for p in parts if p is not None]
    if len(known) < len(parts):
        return None
    if node.op == "+":
        return Jet(*(_added(column) for column in zip(*known)))
    if node.op == "*":
        found = known[0]
        for factor in known[1:]:
            found = _times(found, factor)
        return found
    if node.op in ("min", "max"):
        found = known[0]
        for other in known[1:]:
            found = _extreme(found, other, node.op == "min")
        return found
    if node.op == "**" and node.args[1].is_number and node.args[1].value.denominator == 1:
        return _whole_power(known[0], int(node.args[1].value))
    if node.op == "**":
        log = _log(known[0])
        return None if log is None else _exp(_times(known[1], log))
    if node.op == "sqrt":
        half = Jet(arb(fmpq(1, 2)), arb(0), arb(0))
        log = _log(known[0])
        return None if log is None else _exp(_times(half, log))
    return _exp(known[0]) if node.op == "exp" else _log(known[0]) if node.op == "log" else None


def _added(column: tuple[Any, ...]) -> Any:
    return None if None in column else sum(column[1:], column[0])


def _times(a: Jet, b: Jet) -> Jet:
    if None in (a.first, b.first):
        return Jet(a.value * b.value, None, None)
    first = a.first * b.value + a.value * b.first
    if None in (a.second, b.second):
        return Jet(a.value * b.value, first, None)
    return Jet(a.value * b.value, first, a.second * b.value + 2 * a.first * b.first + a.value * b.second)


def _composed(a: Jet, value: Any, slope: Any, curve: Any) -> Jet:
    """The jet of f(a), given f, f' and f'' there."""
    first = None if a.first is None else slope * a.first
    second = None if a.second is None else curve * a.first * a.first + slope * a.second
    return Jet(value, first, second)


def _whole_power(a: Jet, n: int) -> Jet | None:
    if n < 0 and a.value.contains(0):
        return None
    square = a.value ** (n - 2) if n >= 2 or n < 0 else 0 * a.value
    return _composed(a, a.value**n, n * a.value ** (n - 1), n * (n - 1) * square)


def _exp(a: Jet) -> Jet:
    e = a.value.exp()
    return _composed(a, e, e, e)


def _log(a: Jet) -> Jet | None:
    if not a.value > 0:
        return None
    return _composed(a, a.value.log(), 1 / a.value, -1 / a.value**2)


def _extreme(a: Jet, b: Jet, least: bool) -> Jet:
    if a.value < b.value or b.value < a.value:
        return a if (a.value < b.value) == least else b
    value = a.value.min(b.value) if least else a.value.max(b.value)
    first = None if None in (a.first, b.first) else a.first.union(b.first)
    return Jet(value, first, None)
