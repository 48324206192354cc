"""Polytopes whose facets carry symbols, by cutting: the double description method with exact signs.

A polytope starts as a product of simplices, whose vertices are known, and is cut by half-spaces and
hyperplanes, one at a time. A cut asks for the sign of its linear form at each vertex; a new vertex is a
positive combination of two adjacent ones, so every coordinate is known to be nonnegative and every zero
is exact. Vertices are homogeneous: the coordinates of each block sum to the same positive weight.
Source: Motzkin, Raiffa, Thompson & Thrall (1953); adjacency test of Fukuda & Prodon (1996).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..ring import Poly
from .explore import Case

Form = Mapping[int, Poly]  # a linear form: coordinate -> coefficient


@dataclass(frozen=True)
class Vertex:
    """``coordinates`` (0 where zero) and ``tight``, a bit mask: coordinates that are zero, then cuts."""

    coordinates: tuple[Poly, ...]
    tight: int

    def support(self) -> int:
        """Bit mask of the coordinates that are positive."""
        n = len(self.coordinates)
        return ~self.tight & ((1 << n) - 1)

    def sum(self, form: Form) -> Poly:
        """Return the value of a linear form."""
        total: Poly = 0
        for i, c in form.items():
            x = self.coordinates[i]
            if not isinstance(x, int) or x:
                total = _plus(total, _times(c, x))
        return total


class Polytope:
    """A product of simplices, cut. ``blocks``: for each simplex, its coordinates that may be positive."""

    def __init__(self, case: Case, n: int, blocks: Sequence[Sequence[int]], one: Poly):
        self.case = case
        self.n = n
        self.cuts = 0
        self.vertices: list[Vertex] = []
        for choice in itertools.product(*blocks):
            chosen = sum(1 << i for i in choice)
            tight = ((1 << n) - 1) & ~chosen
            self.vertices.append(Vertex(tuple(one if chosen >> i & 1 else 0 for i in range(n)), tight))

    @classmethod
    def spanned(cls, case: Case, n: int, points: Sequence[Sequence[int]], one: Poly) -> Polytope:
        """Return the hull of points given by the coordinates that are one there; the others are zero.

        Every facet of the hull must be a coordinate that is zero there (so it is for realization weights).
        """
        p = cls(case, n, [()], one)
        everything = (1 << n) - 1
        for point in points:
            chosen = sum(1 << i for i in point)
            coordinates = tuple(one if chosen >> i & 1 else 0 for i in range(n))
            p.vertices.append(Vertex(coordinates, everything & ~chosen))
        return p

    def support(self) -> int:
        """Bit mask of the coordinates that are positive somewhere."""
        union = 0
        for v in self.vertices:
            union |= v.support()
        return union

    def cut(self, form: Form, equality: bool = False) -> int:
        """Keep form >= 0 (or = 0); return the bit by which ``tight`` names this cut."""
        label = 1 << (self.n + self.cuts)
        self.cuts += 1
        values = [v.sum(form) for v in self.vertices]
        signs = [self.case.sign(x) for x in values]
        kept = [
            Vertex(v.coordinates, v.tight | label) if s == 0 else v
            for v, s in zip(self.vertices, signs, strict=True)
            if s == 0 or (s > 0 and not equality)
        ]
        above = [i for i, s in enumerate(signs) if s > 0]
        below = [i for i, s in enumerate(signs) if s < 0]
        for i, j in itertools.product(above, below):
            v, w = self.vertices[i], self.vertices[j]
            common = v.tight & w.tight
            if any((u.tight & common) == common for k, u in enumerate(self.vertices) if k != i and k != j):
                continue  # not adjacent
            a, b = values[i], -values[j]
            point = tuple(
                0 if common >> k & 1 else _plus(_times(a, y), _times(b, x))
                for k, (x, y) in enumerate(zip(v.coordinates, w.coordinates, strict=True))
            )
            kept.append(Vertex(_primitive(self.case, point), common | label))
        self.vertices = kept
        return label

    def always(self, label: int) -> bool:
        """Whether a cut is tight at every vertex."""
        return all(v.tight & label for v in self.vertices)


def _plus(a: Poly, b: Poly) -> Poly:
    if isinstance(a, int) and a == 0:
        return b
    return a if isinstance(b, int) and b == 0 else a + b


def _times(a: Poly, b: Poly) -> Poly:
    if (isinstance(a, int) and a == 0) or (isinstance(b, int) and b == 0):
        return 0
    return a * b


def _primitive(case: Case, point: tuple[Poly, ...]) -> tuple[Poly, ...]:
    """Divide out the common factor as far as its sign is known, so that coordinates stay nonnegative."""
    entries = [x for x in point if not (isinstance(x, int) and x == 0)]
    if all(isinstance(x, int) for x in entries):
        g: Any = math.gcd(*entries)
        return tuple(x // g if x else 0 for x in point)
    g = entries[0]
    for x in entries[1:]:
        g = g.gcd(x)
    if g.is_constant():
        divisor: Any = abs(int(g.leading_coefficient()))
    else:
        assert case.oracle is not None
        ring = case.oracle.ring
        divisor = ring.constant(abs(int(g.content())))
        for index, multiplicity in ring.factor(g)[1]:
            sign = case.known_sign(index)
            if sign:
                divisor = divisor * (ring.factors[index] * sign) ** multiplicity
    return tuple(0 if isinstance(x, int) and x == 0 else x / divisor for x in point)
