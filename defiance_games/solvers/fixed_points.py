"""All fixed points, or roots, of a function of one variable: isolated, never guessed.

>>> from defiance_games.problems.fixed_points import FixedPoints
>>> found = solve(FixedPoints("max(0, 1 - 4/(25*x))", 0, 1))
>>> [(p.value, p.stability) for p in found.points]
[(0, 'stable'), (1/5, 'unstable'), (4/5, 'stable')]
>>> solve(FixedPoints("x*(1 - log(x)) - 1/2", "1/16", 1, zero=True)).numbers
(0.186682308850837 (error below 6e-17),)
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from ..errors import UnsupportedError
from ..problems.fixed_points import FixedPoint, FixedPointList, FixedPoints
from ..symbolic.algebraic import precision
from ..symbolic.balls import sign_at as sign_of
from ..symbolic.clock import fail_if_late
from ..symbolic.enclosure import Enclosure
from ..symbolic.expression import Expression, add, multiply, number, power, symbol
from ..symbolic.isolation import Interval, Value, number_in, roots_between, sign_near
from ..symbolic.jets import jet
from ..symbolic.polynomials import Reader

_RATIONAL = {"number", "symbol", "+", "*", "**", "min", "max"}
_SMALLEST, _NARROW = Fraction(1, 2**44), Fraction(1, 2**52)  # relative widths: left unresolved; found
_BITS = 192
_MOST = 256  # ways to choose among the arguments of min and max
_WORDS = {-1: "stable", 0: "neutral", 1: "unstable"}


def solve(problem: FixedPoints, deadline: float | None = None) -> FixedPointList:
    """Return every solution; raises TimeLimitReached past the deadline."""
    if problem.function.fold(_is_rational):
        return _piecewise_rational(problem, deadline)
    return _by_enclosure(problem, deadline)


def _is_rational(e: Expression, parts: list[bool]) -> bool:
    whole = e.op != "**" or (e.args[1].is_number and e.args[1].value.denominator == 1)
    return e.op in _RATIONAL and whole and all(parts)


# -- rational functions, and min and max of them ------------------------------------------------
class _Piece(NamedTuple):
    """One piece of the function, smooth, and the quotient of polynomials that the equation is there."""

    function: Expression
    above: Any
    below: Any


def _piecewise_rational(problem: FixedPoints, deadline: float | None) -> FixedPointList:
    """Solutions are where pieces meet, or roots of the polynomial above the bar of a piece."""
    from flint import fmpz_poly

    low, high, x = problem.low, problem.high, problem.variable
    edges: Any = fmpz_poly([1])  # its roots in [low, high] are the places where pieces may meet
    for end in (low, high):
        edges = edges * fmpz_poly([-end.numerator, end.denominator])
    smooth, differences = _parts(problem.equation)
    for e in smooth:
        edges = edges * _quotient(e, x)[1]
    for e in differences:
        above, below = _quotient(e, x)
        edges = edges * below * (above if above != 0 else 1)
    cuts = [(low, low), *roots_between(edges, low, high), (high, high)]
    pieces = []
    for (_, a), (b, _) in itertools.pairwise(cuts):
        fail_if_late(deadline, f"solutions above {a}")
        piece = _resolved(problem.function, {x: (a + b) / 2})
        pieces.append(_Piece(piece, *_quotient(piece if problem.zero else piece - symbol(x), x)))
    points: list[FixedPoint] = []
    for k, cut in enumerate(cuts):
        around = pieces[max(0, k - 1) : k + 1]
        if all(p.above != 0 and sign_near(p.above, edges, cut) == 0 for p in around):
            points.append(FixedPoint(number_in(edges, cut), _stability(problem, around, edges, cut)))
        if k == len(pieces) or pieces[k].above == 0:
            continue
        passed, together = 0, edges * pieces[k].above
        for interval in roots_between(together, low, high):
            fail_if_late(deadline, f"solutions above {interval[0]}")
            if sign_near(edges, together, interval) == 0:
                passed += 1
            elif passed == k:
                word = _stability(problem, [pieces[k]], together, interval)
                points.append(FixedPoint(number_in(pieces[k].above, interval), word))
    whole = [
        (number_in(edges, cuts[k]), number_in(edges, cuts[k + 1]))
        for k, p in enumerate(pieces)
        if p.above == 0
    ]
    return FixedPointList(tuple(points), _joined(whole))


def _parts(e: Expression) -> tuple[list[Expression], list[Expression]]:
    """What the expression can be without min and max, and the differences whose signs tell which it is."""
    found: list[Expression] = []

    def visit(node: Expression, parts: list[list[Expression]]) -> list[Expression]:
        if not parts:
            return [node]
        if node.op in ("min", "max"):
            for one, other in itertools.combinations(parts, 2):
                found.extend(a - b for a in one for b in other)
            return list(dict.fromkeys(itertools.chain(*parts)))
        if math.prod(map(len, parts)) > _MOST:
            raise UnsupportedError(
                f"fixed_points: Cannot solve this: min and max make over {_MOST} pieces of it."
            )
        return list(dict.fromkeys(_built(node, list(choice)) for choice in itertools.product(*parts)))

    return e.fold(visit), found


def _resolved(e: Expression, at: dict[str, Fraction]) -> Expression:
    """The expression without min and max that it is around a point."""

    def visit(node: Expression, parts: list[Expression]) -> Expression:
        if node.op in ("min", "max"):
            return (min if node.op == "min" else max)(parts, key=lambda part: part.evaluate(at))
        return _built(node, parts) if parts else node

    return e.fold(visit)


def _built(node: Expression, parts: list[Expression]) -> Expression:
    return {"+": add, "*": multiply, "**": power}[node.op](*parts)


def _quotient(e: Expression, x: str) -> tuple[Any, Any]:
    """The polynomials in x above and below the bar, in lowest terms."""
    from flint import fmpz_poly

    def dense(p: Any) -> Any:
        terms = {int(m[0]): c for m, c in zip(p.monoms(), p.coeffs(), strict=True)}
        return fmpz_poly([terms.get(k, 0) for k in range(max(terms, default=0) + 1)])

    above, below = Reader([e, symbol(x)]).quotient(e)
    return dense(above), dense(below)


def _stability(problem: FixedPoints, around: list[_Piece], p: Any, interval: Interval) -> str | None:
    """Whether the slopes of the pieces at the root of p in the interval are below one in absolute value."""
    if problem.zero:
        return None
    words = set()
    for piece in around:
        above, below = _quotient(piece.function.diff(problem.variable), problem.variable)
        words.add(_WORDS[sign_near(above * above - below * below, p, interval)])
    return words.pop() if len(words) == 1 else "kink"


def _joined(intervals: list[tuple[Value, Value]]) -> tuple[tuple[Value, Value], ...]:
    """Intervals with those that touch made one."""
    found: list[tuple[Value, Value]] = []
    for low, high in intervals:
        if found and found[-1][1] == low:
            low = found.pop()[0]
        found.append((low, high))
    return tuple(found)


# -- any other function ------------------------------------------------------------------------
def _by_enclosure(problem: FixedPoints, deadline: float | None) -> FixedPointList:
    """Halve the interval until each part surely has no solution, or is monotone."""
    e, x = problem.equation, problem.variable
    found: dict[tuple[Fraction, Fraction], None] = {}
    unresolved: list[tuple[Fraction, Fraction]] = []
    ends = sorted({problem.low, problem.high, *([Fraction(0)] if problem.low < 0 < problem.high else [])})
    stack = list(itertools.pairwise(ends))
    least = (problem.high - problem.low) * _SMALLEST**2
    while stack:
        low, high = stack.pop()
        fail_if_late(deadline, f"solutions above {float(low):.12g}")
        with precision(_BITS):
            near = jet(e, x, low, high)
        if near is not None and not near.value.contains(0):
            continue
        if near is not None and _monotone(e, x, low, high, near):
            found.update(dict.fromkeys(_crossed(e, x, low, high)))
        elif high - low <= max(_SMALLEST * max(abs(low), abs(high)), least):
            unresolved.append((low, high))
            found.update(((end, end), None) for end in (low, high) if sign_of(e, {x: end}) == 0)
        else:
            stack += [((low + high) / 2, high), (low, (low + high) / 2)]
    points = tuple(FixedPoint(_number(i), _slope(problem, i)) for i in sorted(found))
    return FixedPointList(points, (), not unresolved, _merged(unresolved))


def _monotone(e: Expression, x: str, low: Fraction, high: Fraction, near: Any) -> bool:
    """Whether the function surely rises, or falls, all along the interval.

    It does where its slope is not zero; or where the slope itself is monotone and does not change sign.
    """
    if near.first is not None and not near.first.contains(0):
        return True
    if near.second is None or near.second.contains(0) or not e.fold(_is_smooth):
        return False
    slope = e.diff(x)
    before, after = (sign_of(slope, {x: end}) for end in (low, high))
    return before is not None and after is not None and before * after >= 0


def _is_smooth(e: Expression, parts: list[bool]) -> bool:
    return e.op not in ("min", "max") and all(parts)


def _crossed(e: Expression, x: str, low: Fraction, high: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
    """The zero of a function that is monotone on the interval, where it has one: narrow, or a point."""
    below, above = (sign_of(e, {x: end}) for end in (low, high))
    for end, sign in ((low, below), (high, above)):
        if sign == 0:
            yield end, end
    if below is None or above is None or below * above >= 0:
        return
    while high - low > _NARROW * max(abs(low), abs(high)):  # 0 is an end, or outside
        middle = (low + high) / 2
        sign = sign_of(e, {x: middle})
        if not sign:
            low, high = (middle, middle) if sign == 0 else (low, high)
            break
        low, high = (middle, high) if sign == below else (low, middle)
    yield low, high


def _number(interval: tuple[Fraction, Fraction]) -> Value:
    low, high = interval
    return number(low) if low == high else Enclosure(low, high)


def _slope(problem: FixedPoints, interval: tuple[Fraction, Fraction]) -> str | None:
    """The stability of the solution in a narrow interval; None where it is not settled."""
    if problem.zero:
        return None
    low, high = interval
    with precision(_BITS):
        near = jet(problem.function, problem.variable, low, high)
    if near is None or near.first is None:
        return None
    size = abs(near.first)
    if size < 1 or size > 1:
        return "stable" if size < 1 else "unstable"
    if low == high and problem.function.fold(_is_smooth):
        slope = problem.function.diff(problem.variable)
        sign = sign_of(slope * slope - 1, {problem.variable: low})
        return None if sign is None else _WORDS[sign]
    return None


def _merged(intervals: list[tuple[Fraction, Fraction]]) -> tuple[tuple[Fraction, Fraction], ...]:
    """Neighbors made one."""
    found: list[tuple[Fraction, Fraction]] = []
    for low, high in sorted(intervals):
        if found and found[-1][1] >= low:
            low = found.pop()[0]
        found.append((low, high))
    return tuple(found)
