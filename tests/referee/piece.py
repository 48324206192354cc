"""A piece: the product of two polytopes of strategies, each the convex hull of its vertices."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from .linear import Point, Row, feasible


@dataclass(frozen=True)
class Piece:
    """The hull of ``x`` (row player or sender) times the hull of ``y`` (column player or receiver)."""

    x: frozenset[Point]
    y: frozenset[Point]

    def contains(self, x: Point, y: Point) -> bool:
        """Return whether (x, y) lies in it."""
        return in_hull(x, self.x) and in_hull(y, self.y)

    def middle(self) -> tuple[Point, Point]:
        """Return the mean of the vertices: a point of the relative interior."""
        return mean(self.x), mean(self.y)

    def sample(self, random: Random) -> tuple[Point, Point]:
        """Return a random point of it, often on its boundary."""
        return _mixture(sorted(self.x), random), _mixture(sorted(self.y), random)


def maximal_products(partners: Mapping[Point, frozenset[Point]]) -> frozenset[Piece]:
    """Return the maximal products X x Y such that every y in Y is a partner of every x in X.

    ``partners``: each extreme x -> the extreme y with which it is an equilibrium.
    """
    closed: set[frozenset[Point]] = set()  # every intersection of the sets of partners
    for found in partners.values():
        closed |= {found} | {found & other for other in closed}
    return frozenset(
        Piece(frozenset(x for x, found in partners.items() if y <= found), y) for y in closed if y
    )


def mean(points: Collection[Point]) -> Point:
    """Return the mean of the points."""
    return tuple(sum(c, Fraction(0)) / len(points) for c in zip(*points, strict=True))


def in_hull(point: Point, corners: Collection[Point]) -> bool:
    """Return whether the point is a convex combination of the corners."""
    if point in corners:
        return True
    corners = list(corners)
    equal: list[Row] = [(*(c[i] for c in corners), -point[i]) for i in range(len(point))]
    equal.append([1] * len(corners) + [-1])
    least = [tuple(int(i == j) for j in range(len(corners) + 1)) for i in range(len(corners))]
    return feasible(len(corners), equal, least)


def extreme(points: Iterable[Point]) -> frozenset[Point]:
    """Return the points that are not convex combinations of the others."""
    points = frozenset(points)
    return frozenset(p for p in points if len(points) == 1 or not in_hull(p, points - {p}))


def _mixture(corners: list[Point], random: Random) -> Point:
    weights = [Fraction(random.choice((0, 0, 1, 2, 5))) for _ in corners]
    total = sum(weights)
    if not total:
        return random.choice(corners)
    return tuple(
        sum((w * c for w, c in zip(weights, column, strict=True)), Fraction(0)) / total
        for column in zip(*corners, strict=True)
    )
