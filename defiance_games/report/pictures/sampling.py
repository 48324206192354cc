"""Exact formulas and conditions over arrays of parameter values: what a fine picture needs, in floats."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Any

import numpy as np

from ...symbolic.condition import Condition, Region, compare
from ...symbolic.expression import Expression

Point = Mapping[str, Any]  # parameter -> array; all of one shape
_STEPS: dict[str, Callable[[list[Any]], Any]] = {
    "+": lambda parts: reduce(operator.add, parts),
    "*": lambda parts: reduce(operator.mul, parts),
    "**": lambda parts: np.power(parts[0], parts[1]),
    "exp": lambda parts: np.exp(parts[0]),
    "log": lambda parts: np.log(parts[0]),
    "sqrt": lambda parts: np.sqrt(parts[0]),
    "min": lambda parts: reduce(np.minimum, parts),
    "max": lambda parts: reduce(np.maximum, parts),
    "floor": lambda parts: np.floor(parts[0]),
    "ceiling": lambda parts: np.ceil(parts[0]),
}


def sampled(e: Expression, point: Point) -> np.ndarray:
    """Return the value of ``e`` at every point; nan where it has none.

    >>> from defiance_games.symbolic.parser import parse
    >>> sampled(parse("1/x + sqrt(y)"), {"x": np.array([1.0, 0.0]), "y": np.array([4.0, 4.0])}).tolist()
    [3.0, nan]
    """
    shape = np.broadcast_shapes(*(np.shape(v) for v in point.values()))
    with np.errstate(all="ignore"):
        found = _values(e, {n: np.asarray(v, float) for n, v in point.items()}, shape)
    return np.where(np.isfinite(found), found, np.nan)


def _values(e: Expression, point: Mapping[str, np.ndarray], shape: tuple[int, ...]) -> np.ndarray:
    strange = False

    def visit(node: Expression, parts: list[Any]) -> Any:
        nonlocal strange
        if node.op == "number":
            return np.float64(float(node.args[0]))
        if node.op == "symbol":
            return point[node.args[0]]
        if node.op not in _STEPS:
            strange = True
            return np.nan
        return _STEPS[node.op](parts)

    found = e.fold(visit)
    if not strange:
        return np.broadcast_to(found, shape)
    columns = np.column_stack([np.broadcast_to(point[n], shape).ravel() for n in point])
    rows, place = np.unique(columns, axis=0, return_inverse=True)
    one_by_one = np.array([_value(e, dict(zip(point, map(float, row)))) for row in rows])
    return one_by_one[place.ravel()].reshape(shape)


def _value(e: Expression, point: Mapping[str, float]) -> float:
    try:
        return float(e.evaluate({n: int(v) if v.is_integer() else v for n, v in point.items()}))
    except (ZeroDivisionError, ValueError, OverflowError):
        return math.nan


def held(c: Condition, point: Point) -> np.ndarray:
    """Return whether a condition holds at every point; not where a side has no value."""
    left, right = sampled(c.lhs, point), sampled(c.rhs, point)
    return compare(left, c.op, right) & np.isfinite(left) & np.isfinite(right)


def inside(region: Region, point: Point) -> np.ndarray:
    """Return which points lie in a region.

    >>> from defiance_games.symbolic.parser import parse_condition
    >>> inside(Region((parse_condition("0 < x < 1"),)), {"x": np.array([-1.0, 0.5])}).tolist()
    [False, True]
    """
    shape = np.broadcast_shapes(*(np.shape(v) for v in point.values()))
    found = np.zeros(shape, bool)
    for conjunction in region.disjuncts:
        found |= all_hold(conjunction, point)
    return found


def all_hold(conditions: Iterable[Condition], point: Point) -> np.ndarray:
    """Return the points at which every condition holds."""
    shape = np.broadcast_shapes(*(np.shape(v) for v in point.values()))
    found = np.ones(shape, bool)
    for c in conditions:
        found &= held(c, point)
    return found
