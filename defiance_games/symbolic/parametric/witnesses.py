"""A pool of exact rational points of the domain: the cheap first answer to "can this be?".

For every factor met, the pool keeps as bit sets the points at which it is negative, zero and positive,
so that "is there a point in this cell?" is a few bitwise ands. Points are found by sampling, by solving
for ties, and from the solver's own witnesses.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpq

from ..ring import Poly, Ring
from .signs import FLIP, NEG, POS, ZERO_, bit, sign_of

Clause = Sequence[tuple[Poly, int]]  # a disjunction of (polynomial, mask)

ENOUGH = 1500  # points beyond which no more are sought on the zeros of each new factor


class Witnesses:
    """Points of the domain given by ``clauses``; ``given``: its literals on single factors."""

    def __init__(self, ring: Ring, clauses: Sequence[Clause], given: Mapping[int, int], seed: int = 0):
        self.ring, self._clauses, self._given = ring, clauses, given
        self._random = random.Random(seed)
        self._columns: list[list[int]] = []  # per factor, bit sets of the points: negative, zero, positive
        self._compiled: list[list[tuple[float, tuple[tuple[int, int], ...]]]] = []
        self._floats: list[tuple[float, ...]] = []
        self.points: list[tuple[fmpq, ...]] = []
        self._add(self._sample())

    def _sample(self, wanted: int = 1000) -> list[tuple[fmpq, ...]]:
        """Rational points of the domain, small and dyadic so that ties are common."""
        symbols = self.ring.symbols
        if not symbols or self.ring.atoms:
            return []  # atoms have no rational values; z3 supplies what is needed
        low, high = self._boxes()
        rng = np.random.default_rng(self._random.randrange(1 << 30))
        equations = [c[0][0] for c in self._clauses if len(c) == 1 and c[0][1] == ZERO_]
        kept: list[tuple[fmpq, ...]] = []
        for scale in (2, 8) if equations else (8, 2, 8, 64, 8, 2, 8, 64):
            n = 60 if equations else 6000
            columns = []
            for a, b in zip(low, high, strict=True):
                lo = -4 if a is None else float(a)
                hi = lo + 8 if b is None else float(b)
                lo = hi - 8 if a is None and b is not None else lo
                if hi - lo < 1e-9:
                    columns.append(np.full(n, lo))
                else:
                    step = min(1 / scale, (hi - lo) / 8)
                    columns.append(lo + step * rng.integers(0, int((hi - lo) / step) + 1, n))
            grid = np.column_stack(columns)
            if equations:
                solved = (self._solved(row, equations) for row in grid)
                kept += [point for point in solved if point is not None and self._in_domain(point)]
            else:
                good, close = np.ones(n, dtype=bool), np.zeros(n, dtype=bool)
                for clause in self._clauses:
                    ok = np.zeros(n, dtype=bool)
                    for p, mask in clause:
                        value, size = self._evaluate(p, grid)
                        near = ~(np.abs(value) > 1e-9 * size)  # also what is beyond floats
                        close |= near
                        sides = ((value > 0) & bool(mask & POS)) | ((value < 0) & bool(mask & NEG))
                        ok |= np.where(near, bool(mask & ZERO_), sides)
                    good &= ok
                for row, check in zip(grid[good][:wanted], close[good][:wanted], strict=True):
                    point = tuple(fmpq(*float(x).as_integer_ratio()) for x in row)
                    if not check or self._in_domain(point):
                        kept.append(point)
            if len(kept) >= wanted:
                break
        return list(dict.fromkeys(kept))

    def _solved(self, row: Any, equations: Sequence[Poly]) -> tuple[fmpq, ...] | None:
        """Change a point so that it satisfies the equations, each solved for a symbol of degree one."""
        point = [fmpq(*float(x).as_integer_ratio()) for x in row]
        used: set[int] = set()
        for p in equations:
            linear = [i for i, d in enumerate(p.degrees()[: len(point)]) if d == 1 and i not in used]
            if not linear:
                return None
            i = self._random.choice(linear)
            used.add(i)
            point[i] = fmpq(0)
            base = self.ring.value(p, point)
            point[i] = fmpq(1)
            slope = self.ring.value(p, point) - base
            if slope == 0:
                return None
            point[i] = -base / slope
        return tuple(point)

    def _boxes(self) -> tuple[list, list]:
        """Bounds of each symbol from the domain's conditions on one symbol."""
        n = len(self.ring.symbols)
        low: list[Fraction | None] = [None] * n
        high: list[Fraction | None] = [None] * n
        for index, mask in self._given.items():
            f = self.ring.factors[index]
            variables = self.ring.variables(f)
            if len(variables) != 1 or f.total_degree() != 1:
                continue
            (i,) = variables
            terms = {tuple(m): int(c) for m, c in f.terms()}
            slope = next(c for m, c in terms.items() if any(m))
            edge = Fraction(-terms.get((0,) * n, 0), slope)
            mask = mask if slope > 0 else FLIP[mask]
            if not mask & NEG:
                bound = low[i]
                low[i] = edge if bound is None else max(bound, edge)
            if not mask & POS:
                bound = high[i]
                high[i] = edge if bound is None else min(bound, edge)
        return low, high

    def _in_domain(self, point: Sequence[fmpq]) -> bool:
        return all(
            any(mask & bit(sign_of(self.ring.value(p, point))) for p, mask in clause)
            for clause in self._clauses
        )

    @staticmethod
    def _evaluate(p: Poly, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the float values of p at the points, and the sums of the absolute terms."""
        value, size = np.zeros(len(points)), np.zeros(len(points))
        with np.errstate(over="ignore", invalid="ignore"):
            for monomial, coefficient in p.terms():
                term = np.full(len(points), _float(int(coefficient)))
                for i, d in enumerate(monomial[: points.shape[1]]):
                    if d:
                        term *= points[:, i] ** int(d)
                value += term
                size += np.abs(term)
        return value, size

    def _add(self, points: Sequence[tuple[fmpq, ...]]) -> None:
        start = len(self.points)
        self.points += points
        self._floats += [tuple(_float(int(x.p), int(x.q)) for x in pt) for pt in points]
        for index, columns in enumerate(self._columns):
            self._fill(index, columns, start)

    def _fill(self, index: int, columns: list[int], start: int) -> None:
        """Set the bits of the points from ``start`` on: floats where they are safe, else exactly."""
        f, terms = self.ring.factors[index], self._compiled[index]
        found = [0, 0, 0]
        for k in range(start, len(self.points)):
            x = self._floats[k]
            value = size = 0.0
            try:
                for term, powers in terms:
                    for i, d in powers:
                        term *= x[i] ** d if d != 1 else x[i]
                    value += term
                    size += abs(term)
            except OverflowError:
                size = math.inf
            if abs(value) > 1e-9 * size:
                sign = 1 if value > 0 else -1
            else:
                sign = sign_of(self.ring.value(f, self.points[k]))
            found[sign + 1] |= 1 << k
        for s in range(3):
            columns[s] |= found[s]

    def bits(self, index: int) -> list[int]:
        """Return, for the signs -1, 0, 1, the bit set of the pool points at which a factor has it."""
        while len(self._columns) <= index:
            k = len(self._columns)
            f = self.ring.factors[k]
            self._compiled.append(
                [(_float(int(c)), tuple((i, int(d)) for i, d in enumerate(m) if d)) for m, c in f.terms()]
            )
            columns = [0, 0, 0]
            self._fill(k, columns, 0)
            self._columns.append(columns)
            self._add(self._points_on(f))
        return self._columns[index]

    def _points_on(self, f: Poly, wanted: int = 10) -> list[tuple[fmpq, ...]]:
        """Points of the domain on f = 0, by solving for a symbol in which f is linear."""
        if not self.points or self.ring.atoms or len(self.points) > ENOUGH:
            return []
        found = []
        linear = [i for i, d in enumerate(f.degrees()[: len(self.ring.symbols)]) if d == 1]
        for _ in range(3 * wanted if linear else 0):
            point = list(self._random.choice(self.points))
            i = self._random.choice(linear)
            at = list(point)
            at[i] = fmpq(0)
            base = self.ring.value(f, at)
            at[i] = fmpq(1)
            slope = self.ring.value(f, at) - base
            if slope == 0:
                continue
            point[i] = -base / slope
            if self._in_domain(point):
                found.append(tuple(point))
            if len(found) == wanted:
                break
        return found

    def where(self, signs: Mapping[int, int]) -> int:
        """Return the bit set of the pool points at which the literals hold."""
        for index in signs:
            if index >= len(self._columns):
                self.bits(index)
        inside = (1 << len(self.points)) - 1
        for index, mask in signs.items():
            negative, zero, positive = self._columns[index]
            inside &= (
                (negative if mask & NEG else 0)
                | (zero if mask & ZERO_ else 0)
                | (positive if mask & POS else 0)
            )
            if not inside:
                break
        return inside

    def point(self, signs: Mapping[int, int]) -> dict[str, Fraction] | None:
        """Return a point of the pool where the literals hold, if there is one."""
        inside = self.where(signs)
        if not inside:
            return None
        pt = self.points[(inside & -inside).bit_length() - 1]
        return {n: Fraction(int(x.p), int(x.q)) for n, x in zip(self.ring.symbols, pt, strict=True)}

    def seen(self, index: int, signs: Mapping[int, int]) -> int:
        """Return the mask of the signs that a factor has at the points where the literals hold."""
        columns = self.bits(index)
        inside = self.where(signs)
        return sum(b for b, c in zip((NEG, ZERO_, POS), columns, strict=True) if c & inside)

    def learn(self, point: Sequence[fmpq]) -> None:
        """Add a point, if it is exactly in the domain."""
        if self._in_domain(point):
            self._add([tuple(point)])


def _float(above: int, below: int = 1) -> float:
    """Return a quotient as a float; infinite where it is too large for one."""
    try:
        return above / below
    except OverflowError:
        return math.inf if above > 0 else -math.inf
