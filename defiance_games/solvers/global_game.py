"""The threshold of a global game: minus the mean gain under Laplacian beliefs.

Of a continuum the mean is an integral. Sums of c*x**n*log(x)**j are integrated in closed form, everything
else by quadrature with a proved bound on its error (Johansson 2018, of analytic functions).

>>> from defiance_games.problems.global_game import GlobalGame
>>> solve(GlobalGame(gains=(-1, "-1/2"))).threshold
3/4
>>> solve(GlobalGame(pieces=[("1/4", -1), (1, "-1/(4*x)")])).threshold
1/4 - log(1/4)/4
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from ..errors import InputError
from ..problems.global_game import GlobalGame, GlobalGameThreshold
from ..symbolic.algebraic import precision
from ..symbolic.clock import fail_if_late
from ..symbolic.enclosure import Enclosure
from ..symbolic.expression import ONE, ZERO, Expression, add, function, number, power
from ..symbolic.isolation import Value

Terms = Mapping[tuple[Fraction, int], Expression]  # (n, j) -> c, of the sum of c*x**n*log(x)**j
_BITS = 128
WRITTEN = 1_000  # players up to which the threshold is written out


def solve(problem: GlobalGame, deadline: float | None = None) -> GlobalGameThreshold:
    """Return the threshold: of more than a thousand players enclosed, as the fraction has so many digits.

    Raises InputError where the mean gain is not finite, TimeLimitReached past the deadline.
    """
    if problem.players and problem.players <= WRITTEN:
        return GlobalGameThreshold(number(-sum(problem.gains, Fraction(0)) / problem.players))
    if problem.players:
        return GlobalGameThreshold(_mean_enclosed(problem.gains, deadline))
    total: Value = ZERO
    low = Fraction(0)
    for end, gain in problem.pieces:
        terms = _terms(gain)
        part = _enclosed(gain, low, end) if terms is None else _area(terms, end) - _area(terms, low)
        total, low = _minus(total, part), end
    return GlobalGameThreshold(total)


def _mean_enclosed(gains: Sequence[Fraction], deadline: float | None) -> Enclosure:
    """Minus the mean, between two rational numbers."""
    from flint import arb, fmpq

    total = arb(0)
    with precision(_BITS):
        for m, g in enumerate(gains):
            if m % 10_000 == 0:
                fail_if_late(deadline, f"the sum of gains from number {m} on")
            total -= arb(fmpq(g.numerator, g.denominator))
        return Enclosure(*_ends(total / len(gains)))


def _minus(total: Value, part: Value) -> Value:
    if isinstance(total, Expression) and isinstance(part, Expression):
        return total - part
    (a, b), (c, d) = (_bounds(v) for v in (total, part))
    return Enclosure(a - d, b - c)


def _bounds(v: Value) -> tuple[Fraction, Fraction]:
    """Rational numbers below and above."""
    if isinstance(v, Enclosure):
        return v.low, v.high
    if v.is_number:
        return v.value, v.value
    from ..symbolic.balls import enclosure

    return _ends(enclosure(v, {}, _BITS))


def _ends(ball: Any) -> tuple[Fraction, Fraction]:
    with precision(_BITS):
        low, high = ball.lower().fmpq(), ball.upper().fmpq()
    return Fraction(int(low.p), int(low.q)), Fraction(int(high.p), int(high.q))


# -- in closed form ------------------------------------------------------------------------------
def _terms(e: Expression) -> Terms | None:
    """The expression as a sum of c*x**n*log(x)**j; None where it is none."""
    return e.fold(_read)


def _read(e: Expression, parts: list[Terms | None]) -> Terms | None:
    if not e.symbols:
        return {(Fraction(0), 0): e}
    if e.op == "symbol":
        return {(Fraction(1), 0): ONE}
    if e.op == "log" and e.args[0].op == "symbol":
        return {(Fraction(0), 1): ONE}
    if e.op == "sqrt" and e.args[0].op == "symbol":
        return {(Fraction(1, 2), 0): ONE}
    known = [p for p in parts if p is not None]
    if len(known) < len(parts):
        return None
    if e.op == "+":
        return _sum(known)
    if e.op == "*":
        return _product(known)
    exponent = e.args[1] if e.op == "**" else None
    if exponent is None or not exponent.is_number:
        return None
    n = exponent.value
    if n.denominator == 1 and n > 0:
        return _product([known[0]] * int(n))
    if len(known[0]) == 1:
        ((m, j), c) = next(iter(known[0].items()))
        if j == 0 and (n.denominator == 1 or c == ONE):
            return {(m * n, 0): power(c, exponent)}
    return None


def _sum(parts: list[Terms]) -> Terms:
    found: dict[tuple[Fraction, int], Expression] = {}
    for terms in parts:
        for key, c in terms.items():
            found[key] = found.get(key, ZERO) + c
    return found


def _product(parts: list[Terms]) -> Terms:
    found: Terms = {(Fraction(0), 0): ONE}
    for terms in parts:
        found = _sum([{(n + m, j + k): c * d} for (n, j), c in found.items() for (m, k), d in terms.items()])
    return found


def _area(terms: Terms, x: Fraction) -> Expression:
    """An antiderivative at x; at 0 its limit."""
    if x == 0:
        if any(n <= -1 and c != ZERO for (n, _), c in terms.items()):
            raise InputError("global_game: the mean gain must be finite: a piece from 0 has a pole there.")
        return ZERO
    at, log = number(x), function("log", number(x)) if x != 1 else ZERO

    def area(n: Fraction, j: int) -> Expression:
        if n == -1:
            return power(log, number(j + 1)) / (j + 1)
        whole = power(at, number(n + 1)) * power(log, number(j)) / (n + 1)
        return whole if j == 0 else whole - area(n, j - 1) * Fraction(j) / (n + 1)

    return add(ZERO, *(c * area(n, j) for (n, j), c in terms.items()))


# -- by quadrature -------------------------------------------------------------------------------
def _enclosed(e: Expression, low: Fraction, high: Fraction) -> Enclosure:
    """The integral, between two rational numbers."""
    from flint import acb, fmpq

    with precision(_BITS):
        a, b = (acb(fmpq(x.numerator, x.denominator)) for x in (low, high))
        ball = acb.integral(lambda z, analytic: _at(e, z, bool(analytic)), a, b).real
    if not ball.is_finite():
        raise InputError(f"global_game: the mean gain must be finite, got a piece {e}.")
    return Enclosure(*_ends(ball))


def _at(e: Expression, z: Any, analytic: bool) -> Any:
    """The value at a complex number; not a number where it must be analytic and is not."""
    from flint import acb, fmpq

    def visit(node: Expression, parts: list[Any]) -> Any:
        if node.op == "number":
            return acb(fmpq(node.value.numerator, node.value.denominator))
        if node.op == "symbol":
            return z
        if node.op == "+":
            return sum(parts[1:], parts[0])
        if node.op == "*":
            return math.prod(parts[1:], start=parts[0])
        if node.op == "exp":
            return parts[0].exp()
        if node.op in ("log", "sqrt"):
            return getattr(parts[0], node.op)(analytic=analytic)
        if node.op == "**":
            n = node.args[1]
            if n.is_number and n.value.denominator == 1:
                return parts[0] ** int(n.value)
            return (parts[0].log(analytic=analytic) * parts[1]).exp()
        raise InputError(f"global_game: a piece must be smooth; make two of {e}.")

    return e.fold(visit)
