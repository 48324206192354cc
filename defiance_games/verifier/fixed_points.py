"""Whether a list of fixed points, or roots, is right, and none is missing.

Of a piecewise rational function all zeros are found again, by Sturm's theorem, with their stability: the list
must be the same. Of any other function each point is put into the equation: exactly where it is exact; an
enclosure must have different signs at its ends and no jump between. That none is missing is told by enclosing
the function on ever smaller parts of the interval, in its mean value form: none that is far from all that is
listed may hold a zero. All comparisons are exact, at any scale.
"""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

from ..problems.fixed_points import FixedPoint, FixedPointList, FixedPoints
from ..symbolic.algebraic import precision
from ..symbolic.balls import enclosure, sign_at
from ..symbolic.enclosure import Enclosure
from ..symbolic.expression import ZERO, Expression, number
from ..symbolic.isolation import Value
from ..symbolic.jets import jet
from .quotients import Interval, Zero, chain, count, is_rational, sign_at_root, zeros

_WORDS = {-1: "stable", 0: "neutral", 1: "unstable"}
_BITS = (64, 256, 1024, 4096)
_FINEST, _NEAR = Fraction(1, 2**44), Fraction(1, 2**20)  # relative to the size of the numbers
_MOST = 4_000  # parts that are looked at: a root of a high order, not listed exactly, has no end of them
_STEP = Fraction(1, 2**200)  # of a chord, relative
_ROUGH = Fraction(1, 1000)  # by which a chord's slope may be off


def faults(problem: FixedPoints, found: FixedPointList) -> list[str]:
    """Return a sentence for everything that is wrong with the solutions found; none if they are right."""
    values = [*found.numbers, *itertools.chain(*found.continua)]
    if any(v.symbols for v in values if isinstance(v, Expression)):
        return ["Solutions must be numbers."]
    wrong = [f"{v} is not in the interval." for v in values if not _inside(problem, v)]
    if found.complete == bool(found.unresolved):
        wrong.append("A list is complete iff nothing is left unresolved.")
    if problem.zero and any(p.stability is not None for p in found.points):
        wrong.append("A root has no stability.")
    if wrong:
        return wrong
    return (_of_quotient if is_rational(problem.equation) else _of_any)(problem, found)


def _inside(problem: FixedPoints, value: Value) -> bool:
    low, high = _bounds(value)
    return problem.low <= high and low <= problem.high


def _bounds(value: Value, bits: int = 256) -> Interval:
    """Rational numbers below and above."""
    if isinstance(value, Enclosure):
        return value.low, value.high
    if value.is_number:
        return value.value, value.value
    ball = enclosure(value, {}, bits)
    if ball is None:
        return _bounds(value, 4 * bits)
    with precision(bits):
        low, high = ball.lower().fmpq(), ball.upper().fmpq()
    return Fraction(int(low.p), int(low.q)), Fraction(int(high.p), int(high.q))


# -- piecewise rational functions -----------------------------------------------------------------
def _of_quotient(problem: FixedPoints, found: FixedPointList) -> list[str]:
    right = zeros(problem.equation, problem.low, problem.high)
    if not found.complete:
        return ["Of a piecewise rational function nothing is left unresolved."]
    if len(right.points) != len(found.points):
        return [f"There are {len(right.points)} solutions, not {len(found.points)}."]
    if len(right.stretches) != len(found.continua):
        return [f"There are {len(right.stretches)} intervals of solutions, not {len(found.continua)}."]
    wrong = []
    for point, zero in zip(found.points, right.points, strict=True):
        if not _is_root(point.value, zero.vanishing, zero.place):
            wrong.append(f"{point.value} is no solution, or not in its place.")
        elif not problem.zero and point.stability != (word := _stability(zero)):
            wrong.append(f"{point.value} is {word}, not {point.stability}.")
    for told, ends in zip(found.continua, right.stretches, strict=True):
        if not all(_is_root(v, right.cuts, place) for v, place in zip(told, ends, strict=True)):
            wrong.append(f"The solutions do not go from {told[0]} to {told[1]}.")
    return wrong


def _is_root(value: Value, p: Any, place: Interval) -> bool:
    """Whether the value is, or encloses, the one root of p in the place."""
    bounds = _bounds(value)
    low, high = max(bounds[0], place[0]), min(bounds[1], place[1])
    if low > high:
        return False
    if isinstance(value, Enclosure):
        sturm = chain(p)
        everywhere = [count(sturm, a, b) + count(sturm, a, a) * (a < b) for a, b in (bounds, (low, high))]
        return everywhere == [1, 1]
    polynomial = ZERO
    for c in reversed(p.coeffs()):
        polynomial = polynomial * value + number(Fraction(int(c.p), int(c.q)))
    finer = (_bounds(value, bits) for bits in _BITS)
    return sign_at(polynomial, {}) == 0 and any(place[0] <= a and b <= place[1] for a, b in finer)


def _stability(zero: Zero) -> str:
    """From the slopes of f(x) - x on both sides: that of f is 1 more."""
    words = set()
    for above, below in zero.beside:
        slope = above.derivative() * below - above * below.derivative()
        words.add(_WORDS[sign_at_root(slope * (slope + 2 * below**2), zero.place, zero.vanishing)])
    return words.pop() if len(words) == 1 else "kink"


# -- any other function ---------------------------------------------------------------------------
def _of_any(problem: FixedPoints, found: FixedPointList) -> list[str]:
    e, name = problem.equation, problem.variable
    wrong = []
    for one, other in itertools.pairwise(found.points):
        if _bounds(one.value)[1] > _bounds(other.value)[0] or one.value == other.value:
            wrong.append("The solutions are not ascending.")
    for point in found.points:
        wrong += _of_one(problem, point)
    for low, high in found.continua:
        a, b = _bounds(low)[1], _bounds(high)[0]
        inner = (a + (b - a) * Fraction(k, 8) for k in range(1, 8))
        wrong += [f"{x} is no solution, though between {low} and {high}." for x in inner if _sign(e, name, x)]
    return wrong or _missing(problem, found)


def _of_one(problem: FixedPoints, point: FixedPoint) -> list[str]:
    e, name, value = problem.equation, problem.variable, point.value
    if isinstance(value, Enclosure):
        signs = [_sign(e, name, x) for x in (value.low, value.high)]
        with precision(_BITS[1]):
            smooth = jet(e, name, value.low, value.high) is not None
        fine = smooth and sorted(s or 0 for s in signs) == [-1, 1]
    else:
        fine = sign_at(e.subs({name: value}), {}) == 0
    return _unsteady(problem, point) if fine else [f"{value} is no solution."]


def _sign(e: Expression, name: str, x: Fraction) -> int | None:
    """The sign at a rational number; None where it is not defined or not settled."""
    for bits in _BITS:
        ball = enclosure(e, {name: x}, bits)
        if ball is not None and not ball.contains(0):
            return 1 if ball > 0 else -1
    return sign_at(e, {name: x})


def _unsteady(problem: FixedPoints, point: FixedPoint) -> list[str]:
    """Whether the slopes of chords of the map beside a point contradict the stability that is told."""
    slopes = [s for side in (-1, 1) if (s := _slope(problem, point.value, side)) is not None]
    wrong = {
        "stable": [s for s in slopes if s > 1 + _ROUGH],
        "unstable": [s for s in slopes if s < 1 - _ROUGH],
        "neutral": [s for s in slopes if abs(s - 1) > _ROUGH],
    }.get(point.stability or "", [])
    told = f"{point.value} is not {point.stability}: the slope there is about"
    return [f"{told} {float(wrong[0]):.4g}."] if wrong else []


def _slope(problem: FixedPoints, value: Value, side: int) -> Fraction | None:
    """The absolute slope of a short chord beside a point; None where the map is not defined there."""
    low, high = _bounds(value)
    middle = (low + high) / 2
    step = side * _STEP * (abs(middle) or problem.high - problem.low)
    if not problem.low <= middle + 2 * step <= problem.high:
        return None
    one, two = (enclosure(problem.function, {problem.variable: middle + k * step}, 2048) for k in (1, 2))
    if one is None or two is None:
        return None
    with precision(2048):
        rise = (two - one).mid().fmpq()
    return abs(Fraction(int(rise.p), int(rise.q)) / step)


def _missing(problem: FixedPoints, found: FixedPointList) -> list[str]:
    """Whether some part of the interval may hold a zero and is far from all that is listed."""
    listed = [*map(_bounds, found.numbers), *found.unresolved]
    listed += [(_bounds(a)[0], _bounds(b)[1]) for a, b in found.continua]
    finest = (problem.high - problem.low) * _FINEST**2
    reach = _NEAR * (problem.high - problem.low)
    near = [(a - reach - _NEAR * abs(a), b + reach + _NEAR * abs(b)) for a, b in listed]
    ends = sorted({problem.low, problem.high, *([Fraction(0)] if problem.low < 0 < problem.high else [])})
    stack = list(itertools.pairwise(ends))
    for _ in range(_MOST):
        if not stack:
            break
        low, high = stack.pop()
        if any(a <= low and high <= b for a, b in near) or not _may_vanish(problem, low, high):
            continue
        if high - low <= max(_FINEST * max(abs(low), abs(high)), finest):
            return [f"There may be a solution near {float(low):.8g}, which is not listed."]
        middle = (low + high) / 2
        stack += [(low, middle), (middle, high)]
    return []


def _may_vanish(problem: FixedPoints, low: Fraction, high: Fraction) -> bool:
    """Whether the enclosure of the equation on a part of the interval holds zero."""
    from flint import arb, fmpq

    e, name = problem.equation, problem.variable
    with precision(_BITS[1]):
        whole = jet(e, name, low, high)
        if whole is None or not whole.value.contains(0):
            return whole is None
        if whole.first is None:
            return True
        middle, half = (low + high) / 2, (high - low) / 2
        there = jet(e, name, middle, middle)
        reach = arb(0, arb(fmpq(half.numerator, half.denominator)))
        return there is None or bool((there.value + whole.first * reach).contains(0))
