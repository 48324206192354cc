"""Grids of parameter values, and exact evaluation of expressions and regions over them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from ..errors import InputError, escaped
from ..symbolic.condition import Condition, Region, compare
from ..symbolic.expression import Expression, as_expression

MOST_POINTS = 1_000_000


def grid(values: Any) -> tuple[Fraction, ...]:
    """Return the values of a grid, exactly, in ascending order.

    >>> [str(x) for x in grid("0:1:5")], [str(x) for x in grid("0.1, 1/3")], [str(x) for x in grid([0.5, 0])]
    (['0', '1/4', '1/2', '3/4', '1'], ['1/10', '1/3'], ['0', '1/2'])
    """
    if not isinstance(values, str):
        found = tuple(_rational(v) for v in values)
    elif ":" not in values:
        found = tuple(_rational(v) for v in values.split(","))
    else:
        parts = values.split(":")
        if len(parts) != 3 or not parts[2].strip().isdecimal():
            raise InputError(f"a grid must be start:stop:count or a, b, c, got '{escaped(values)}'.")
        start, stop, count = _rational(parts[0]), _rational(parts[1]), int(parts[2])
        if not 2 <= count <= MOST_POINTS or start == stop:
            rule = f"a grid must have different ends and 2 to {MOST_POINTS} points"
            raise InputError(f"{rule}, got '{escaped(values)}'.")
        found = tuple(start + (stop - start) * Fraction(i, count - 1) for i in range(count))
    if not found:
        raise InputError("a grid must have at least one value.")
    return tuple(sorted(set(found)))


def _rational(value: Any) -> Fraction:
    read = as_expression(value.strip() if isinstance(value, str) else value)
    if not read.is_number:
        raise InputError(f"a grid must be made of rational numbers, got {escaped(value)}.")
    return read.value


class Grid:
    """Evaluates expressions exactly over a grid: each part once, along the axes that it depends on."""

    def __init__(self, axes: Mapping[str, tuple[Fraction, ...]]):
        self.axes = axes
        self.names = tuple(axes)
        self.points = tuple(product(*axes.values()))
        self._columns: dict[Expression, list[Any]] = {}
        self._tests: dict[Condition, list[bool]] = {}

    def values(self, e: Expression) -> list[Any]:
        """Return the value of ``e`` at every point; None where it has none."""
        return self._column(e, self.names)

    def condition(self, c: Condition) -> list[bool]:
        """Return whether ``c`` holds, at every point."""
        if c not in self._tests:
            names = self._used(c)
            pairs = zip(self._column(c.lhs, names), self._column(c.rhs, names), strict=True)
            held = [None not in (a, b) and compare(a, c.op, b) for a, b in pairs]
            self._tests[c] = self._spread(held, names, self.names)
        return self._tests[c]

    def region(self, region: Region) -> list[bool]:
        """Return which points lie in the region."""
        disjuncts = [[self.condition(c) for c in d] for d in region.disjuncts]
        return [any(all(test[i] for test in d) for d in disjuncts) for i in range(len(self.points))]

    def _used(self, e: Expression | Condition) -> tuple[str, ...]:
        return tuple(n for n in self.names if n in e.symbols)

    def _column(self, e: Expression, names: tuple[str, ...]) -> list[Any]:
        """The values of ``e`` along the axes ``names``."""
        own = self._used(e)
        if e not in self._columns:
            self._columns[e] = self._evaluated(e, own)
        return self._spread(self._columns[e], own, names)

    def _evaluated(self, e: Expression, names: tuple[str, ...]) -> list[Any]:
        step = _step(e)
        if e.op == "symbol":
            return list(self.axes[e.args[0]])
        if step is None:
            points = product(*(self.axes[n] for n in names))
            return [_value(e, dict(zip(names, x, strict=True))) for x in points]
        columns = [self._column(a, names) for a in e.args]
        return [None if None in parts else step(parts) for parts in zip(*columns, strict=True)]

    def _spread(self, column: list[Any], names: tuple[str, ...], wider: tuple[str, ...]) -> list[Any]:
        """A column along the axes ``names`` as one along the axes ``wider``."""
        if names == wider:
            return column
        sizes = [len(self.axes[n]) for n in wider]
        if not names:
            return column * math.prod(sizes)
        return [x for x in column for _ in range(sizes[1])] if names == wider[:1] else column * sizes[0]


def _step(e: Expression) -> Callable[[Sequence[Any]], Any] | None:
    """How a sum, product or whole power is made of its parts; None for the rest."""
    if e.op == "+":
        return lambda parts: sum(parts[1:], parts[0])
    if e.op == "*":
        return lambda parts: math.prod(parts[1:], start=parts[0])
    if e.op == "**" and e.args[1].is_number and e.args[1].value.denominator == 1:
        return lambda parts: parts[0] ** parts[1].numerator if parts[0] or parts[1] > 0 else None
    return None


def _value(e: Expression, point: Mapping[str, Fraction]) -> Any:
    try:
        return e.evaluate(point)
    except (ZeroDivisionError, ValueError, OverflowError):
        return None
