"""Vertices of a polyhedron, by solving every square subsystem of its inequalities with integers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import gcd, lcm

Row = Sequence[Fraction | int]  # n coefficients and a constant: row . (z, 1)
Point = tuple[Fraction, ...]


def vertices(n: int, equal: Sequence[Row], least: Sequence[Row]) -> frozenset[Point]:
    """Return every vertex of {z in R^n : row.(z, 1) = 0 for equal, row.(z, 1) >= 0 for least}.

    >>> sorted(vertices(1, [], [(1, 0), (-1, 2)]))
    [(Fraction(0, 1),), (Fraction(2, 1),)]
    """
    return frozenset(_search(n, equal, least))


def feasible(n: int, equal: Sequence[Row], least: Sequence[Row]) -> bool:
    """Return whether that polyhedron, which must contain no line, has a point (that is, a vertex)."""
    return next(_search(n, equal, least), None) is not None


def _search(n: int, equal: Sequence[Row], least: Sequence[Row]) -> Iterator[Point]:
    rows = [_integers(r) for r in least]
    # rays of the space of all (z, w) that satisfy the rows taken so far with equality
    space = [tuple(int(i == j) for j in range(n + 1)) for i in range(n + 1)]
    for row in equal:
        smaller = _cut(space, _integers(row))
        space = space if smaller is None else smaller
    yield from _deeper(rows, 0, space)


def _deeper(rows: list[tuple[int, ...]], start: int, space: list[tuple[int, ...]]) -> Iterator[Point]:
    if not any(ray[-1] for ray in space):
        return  # no point with w = 1
    if len(space) == 1:
        ray = space[0] if space[0][-1] > 0 else tuple(-c for c in space[0])
        if all(_dot(row, ray) >= 0 for row in rows):
            yield tuple(Fraction(c, ray[-1]) for c in ray[:-1])
        return
    for i in range(start, len(rows) - len(space) + 2):
        smaller = _cut(space, rows[i])
        if smaller is not None:
            yield from _deeper(rows, i + 1, smaller)


def _cut(space: list[tuple[int, ...]], row: tuple[int, ...]) -> list[tuple[int, ...]] | None:
    """Return the part of the space on which row vanishes; None where it vanishes on all of it."""
    heights = [_dot(row, ray) for ray in space]
    pivot = next((k for k, h in enumerate(heights) if h), None)
    if pivot is None:
        return None
    top, across = heights[pivot], space[pivot]
    return [
        ray if not h else _primitive([top * a - h * b for a, b in zip(ray, across, strict=True)])
        for k, (ray, h) in enumerate(zip(space, heights, strict=True))
        if k != pivot
    ]


def _dot(a: Sequence[int], b: Sequence[int]) -> int:
    return sum(map(int.__mul__, a, b))


def _primitive(ray: list[int]) -> tuple[int, ...]:
    g = gcd(*ray)
    return tuple(c // g for c in ray) if g > 1 else tuple(ray)


def _integers(row: Row) -> tuple[int, ...]:
    fractions = [Fraction(c) for c in row]
    scale = lcm(*(c.denominator for c in fractions))
    return tuple(int(c * scale) for c in fractions)
