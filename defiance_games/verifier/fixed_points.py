"""Whether a list of fixed points, or roots, is right, and none is missing.

Each is put into the equation: exactly where it is exact; an enclosure must have different signs at its ends.
That none is missing is told by Sturm's theorem for polynomials; other functions are looked at on a fine grid,
where every change of sign that is no jump must be accounted for.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..problems.fixed_points import FixedPoint, FixedPointList, FixedPoints
from ..symbolic.algebraic import coefficients_of
from ..symbolic.balls import enclosure, sign_at
from ..symbolic.enclosure import Enclosure
from ..symbolic.expression import Expression

_GRID, _SHIFT = 3000, Fraction(618, 1000)  # points, off the round numbers that solutions often are
_TINY = 1e-7  # what floating point calls zero here
_STEP = Fraction(1, 10**6)


def faults(problem: FixedPoints, found: FixedPointList) -> list[str]:
    """Return a sentence for everything that is wrong with the solutions found; none if they are right."""
    values = [float(p.value) for p in found.points]
    wrong = ["The solutions are not ascending."] if values != sorted(values) else []
    for point in found.points:
        wrong += _of_one(problem, point)
    for low, high in found.continua:
        for k in range(1, 8):
            x = Fraction(float(low) + (float(high) - float(low)) * k / 8)
            if abs(_value(problem.equation, problem.variable, x) or 0.0) > _TINY:
                wrong.append(f"{float(x):.6g} is no solution, though between {low} and {high}.")
    if found.complete == bool(found.unresolved):
        wrong.append("A list is complete iff nothing is left unresolved.")
    counted = _sturm(problem)
    if counted is None:
        wrong += _missing(problem, found, values)
    elif counted != len(values):
        wrong.append(f"There are {counted} solutions, not {len(values)}.")
    return wrong


def _of_one(problem: FixedPoints, point: FixedPoint) -> list[str]:
    e, name, value = problem.equation, problem.variable, point.value
    near = float(value)
    if not float(problem.low) - _TINY <= near <= float(problem.high) + _TINY:
        return [f"{value} is not in the interval."]
    if isinstance(value, Enclosure):
        ends = [sign_at(e, {name: x}) for x in (value.low, value.high)]
        fine = None not in ends and (ends[0] or 0) * (ends[1] or 0) <= 0
        fine = fine or all(abs(_value(e, name, x) or 1.0) < _TINY for x in (value.low, value.high))
    elif (sign := _sign(e, name, value)) is not None:
        fine = sign == 0
    else:  # it divides by zero there: look at both sides
        steps = [s for s in (-1e-9, 1e-9) if float(problem.low) <= near + s <= float(problem.high)]
        fine = all(abs(_value(e, name, Fraction(near + s)) or 0.0) < _TINY for s in steps)
    return _unsteady(problem, point) if fine else [f"{value} is no solution."]


def _sign(e: Expression, name: str, value: Expression) -> int | None:
    try:
        return sign_at(e.subs({name: value}), {})
    except (ZeroDivisionError, ValueError):
        return None


def _unsteady(problem: FixedPoints, point: FixedPoint) -> list[str]:
    """Whether the map's slopes, as differences over a small step, contradict the stability that is told."""
    if problem.zero or point.stability not in ("stable", "unstable"):
        return [] if not problem.zero or point.stability is None else ["A root has no stability."]
    slopes = [abs(float(s)) for side in (-1, 1) if (s := _difference(problem, point, side)) is not None]
    wrong = [s for s in slopes if (s > 1.001 if point.stability == "stable" else s < 0.999)]
    told = f"{point.value} is not {point.stability}: the slope there is about"
    return [f"{told} {wrong[0]:.4g}."] if wrong else []


def _difference(problem: FixedPoints, point: FixedPoint, side: int) -> Fraction | float | None:
    """Slope of a chord of the map beside a point: over a tiny step where arithmetic is exact."""
    x, error = _near(point.value)
    for step in (max(error * 2**20, _STEP**10), _STEP):
        ends = [x + side * k * step for k in (1, 2)]
        if not all(problem.low <= end <= problem.high for end in ends):
            return None
        try:
            one, two = (problem.function.evaluate({problem.variable: end}) for end in ends)
        except (ZeroDivisionError, ValueError, OverflowError):
            return None
        if isinstance(one, Fraction) and isinstance(two, Fraction) or step == _STEP:
            return (two - one) / step
    return None


def _near(value: Expression | Enclosure) -> tuple[Fraction, Fraction]:
    """A rational number near the point, and a bound on its distance."""
    if isinstance(value, Enclosure):
        return (value.low + value.high) / 2, value.high - value.low
    if value.is_number:
        return value.value, Fraction(0)
    middle = enclosure(value, {}, 512).mid().fmpq()
    return Fraction(int(middle.p), int(middle.q)), _STEP**12


def _value(e: Expression, name: str, x: Fraction) -> float | None:
    """The value in floating point; None where there is none."""
    try:
        return float(e.evaluate({name: x}))
    except (ZeroDivisionError, ValueError, OverflowError):
        return None


def _missing(problem: FixedPoints, found: FixedPointList, values: list[float]) -> list[str]:
    e, name = problem.equation, problem.variable
    low, width = problem.low, problem.high - problem.low
    inner = (low + width * (k + _SHIFT) / (_GRID + 1) for k in range(_GRID))
    grid = [low, *inner, problem.high]
    heights = [_value(e, name, x) for x in grid]
    spans = [(float(a), float(b)) for a, b in (*found.continua, *found.unresolved)]
    wrong = []
    for (a, u), (b, v) in zip(zip(grid, heights), zip(grid[1:], heights[1:])):
        if u is None or v is None or u * v >= 0:
            continue
        x, height = _crossing(e, name, a, b, u)
        known = any(abs(x - y) <= 1e-6 * max(1.0, abs(x)) for y in values)
        if abs(height) < _TINY and not known and not any(s - _TINY <= x <= t + _TINY for s, t in spans):
            wrong.append(f"There is a solution near {x:.8g} that is not listed.")
    return wrong


def _crossing(e: Expression, name: str, a: Fraction, b: Fraction, u: float) -> tuple[float, float]:
    """Where the sign changes between a and b, and the height there: not small where the function jumps."""
    height = u
    for _ in range(60):
        middle = Fraction(float((a + b) / 2))
        value = _value(e, name, middle)
        if value is None:
            return float(middle), float("inf")
        height = value
        a, b = (middle, b) if (value > 0) == (u > 0) else (a, middle)
    return float(b), height


def _sturm(problem: FixedPoints) -> int | None:
    """How many solutions there are, where the equation is a polynomial and not zero."""
    from flint import fmpq, fmpq_poly

    try:
        coefficients = [c.value for c in coefficients_of(problem.equation, problem.variable)]
    except ValueError:
        return None
    p: Any = fmpq_poly([fmpq(c.numerator, c.denominator) for c in coefficients])
    if p == 0:
        return 0
    total = 0
    for end in (problem.low, problem.high):
        factor = fmpq_poly([fmpq(-end.numerator, end.denominator), 1])
        total += int(p % factor == 0)
        while p % factor == 0:
            p = p // factor
    chain = [p, p.derivative()]
    while chain[-1] != 0:
        chain.append(-(chain[-2] % chain[-1]))

    def changes(x: Fraction) -> int:
        signs = [v > 0 for q in chain[:-1] if (v := q(fmpq(x.numerator, x.denominator))) != 0]
        return sum(a != b for a, b in zip(signs, signs[1:]))

    return total + changes(problem.low) - changes(problem.high)
