"""The workbench of the exact parametric solvers: ring, oracle, explorer, and families of polytopes.

A *family* is a polytope whose vertices are closed forms in the parameters, and the union of cells in
which it is exactly that polytope. A solver asks for the families of a polytope given by cuts, joins
families that must hold together, and gets regions back.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ...errors import TimeLimitReached
from ..condition import ALWAYS, Condition, Region
from ..expression import ONE, ZERO, Expression, number
from ..ring import Poly, Quotient, Ring
from .polytope import Polytope, Vertex

Signs = dict[int, int]
Point = tuple[Expression, ...]


@dataclass(frozen=True)
class Family:
    """``vertices`` (sorted closed forms), ``always`` (what is tight at every vertex), ``cells``."""

    vertices: tuple[Point, ...]
    always: Any
    cells: tuple[Signs, ...]


@dataclass
class Attempt:
    """One system that was tried: what, how many answers it has, and what ruled out the rest.

    ``what`` names the system (a player's side with its supports, beliefs after a message, or how sides
    were joined). Each entry of ``ruled_out`` is the cell and the constraint that emptied it there.
    """

    what: tuple
    found: int = 0
    ruled_out: list[tuple[Signs, tuple]] = field(default_factory=list)


class Search:
    """The tools of one solve. ``ring`` and ``oracle`` are None where the game has only numbers."""

    def __init__(
        self,
        names: Sequence[str],
        expressions: Iterable[Expression],
        domain: Sequence[Condition] = (),
        generic: bool = False,
        deadline: float | None = None,
    ):
        expressions = list(expressions)
        symbols = frozenset().union(*(e.symbols for e in expressions)) if expressions else frozenset()
        related = _related(symbols, domain)
        self.numeric = not symbols and all(isinstance(e.evaluate(), Fraction) for e in expressions)
        self.deadline = deadline
        self.record: list[Attempt] = []
        self._memo: dict[Hashable, list[Family]] = {}
        self.oracle: Any = None
        self.ring: Any = None
        self.one: Poly = 1
        if not self.numeric:
            from .oracle import Oracle

            needed = symbols | {s for c in related for s in c.symbols}
            self.ring = Ring(
                [n for n in names if n in needed],
                [*expressions, *(e for c in related for e in (c.lhs, c.rhs))],
            )
            self.oracle = Oracle(self.ring, related, deadline)
            self.one = self.ring.one
        from .explore import Explorer

        self.explorer: Any = Explorer(self.oracle, generic, deadline)

    # -- in ---------------------------------------------------------------------------------------
    def polynomials(self, expressions: Sequence[Expression]) -> list[Poly]:
        """Return the expressions times one positive common multiple of their denominators."""
        if self.numeric:
            values = [_rational(e) for e in expressions]
            scale = math.lcm(*(v.denominator for v in values)) if values else 1
            return [int(v * scale) for v in values]
        quotients = [self.ring.quotient(e) for e in expressions]
        multiple = self.ring.one
        for q in quotients:
            multiple = multiple * (q.den / multiple.gcd(q.den))
        sign = self._definite_sign(multiple)
        scale = multiple * sign if sign else multiple * multiple
        return [q.num * (scale / q.den) for q in quotients]

    def _definite_sign(self, p: Poly) -> int:
        sign, parts = self.ring.factor(p)
        for index, multiplicity in parts:
            mask = self.oracle.possible(self.oracle.root, index)
            if mask not in (1, 4):
                return 0
            sign *= -1 if mask == 1 and multiplicity % 2 else 1
        return sign

    # -- families ---------------------------------------------------------------------------------
    def families(
        self,
        what: tuple,
        procedure: Callable[[Any], tuple[Polytope, Hashable]],
        blocks: Sequence[Sequence[int]] | None,
    ) -> list[Family]:
        """Return the families of the polytope that ``procedure`` builds; remembered under ``what``.

        ``blocks`` are the coordinates that sum to one; None where the first coordinate is one.
        """
        got = self._memo.get(what)
        if got is not None:
            return got
        before = len(self.explorer.pruned)
        groups: dict[tuple, list[Signs]] = {}
        for cell, (polytope, always) in self.explorer(procedure):
            points = tuple(sorted((self.point(v, blocks) for v in polytope.vertices), key=_order))
            groups.setdefault((points, always), []).append(cell.signs)
        families = []
        for (points, always), cells in groups.items():
            families.append(Family(points, always, tuple(self.short(cells, points))))
        self.record.append(Attempt(what, len(families), self.explorer.pruned[before:]))
        self._memo[what] = families
        return families

    def point(self, vertex: Vertex, blocks: Sequence[Sequence[int]] | None) -> Point:
        """Return the vertex as closed forms, each block summing to one (or the first coordinate one)."""
        out = [ZERO] * len(vertex.coordinates)
        if blocks is None:
            first, zero = vertex.coordinates[0], vertex.tight
            for i, x in enumerate(vertex.coordinates):
                if not zero >> i & 1:
                    out[i] = ONE if i == 0 or x == first else self._ratio(x, first)
            return tuple(out)
        for block in blocks:
            there = [i for i in block if not vertex.tight >> i & 1]
            if len(there) == 1:
                out[there[0]] = ONE
                continue
            entries = [vertex.coordinates[i] for i in there]
            total = sum(entries[1:], entries[0])
            for i, x in zip(there, entries, strict=True):
                out[i] = self._ratio(x, total)
        return tuple(out)

    def _ratio(self, a: Poly, b: Poly) -> Expression:
        return number(Fraction(a, b)) if self.numeric else self.ring.formula(self.ring.reduced(a, b))

    def weights(self, points: Iterable[Sequence[int]]) -> list[Point]:
        """Return points given by integers, the first coordinate the scale, as closed forms in order."""
        found = [tuple(number(Fraction(x, p[0])) for x in p) for p in points]
        return sorted(found, key=_order)

    def divided(
        self, cells: Sequence[Signs], procedure: Callable[[Any], bool]
    ) -> tuple[list[Signs], list[Signs]]:
        """Divide the union of cells into where the procedure says True and where it says False."""
        passed: list[Signs] = []
        failed: list[Signs] = []
        from .oracle import Cell

        for d in cells:
            for cell, verdict in self.explorer(procedure, None if self.numeric else Cell(d)):
                (passed if verdict else failed).append(cell.signs)
        return passed, failed

    def short(
        self, cells: Sequence[Signs], points: Iterable[Point] = (), care: Sequence[Signs] = ({},)
    ) -> list[Signs]:
        """Return the union of cells simplified, in the factors of the closed forms where that helps.

        Where ``care`` is given the answer is equal to the union within it, and anything outside.
        """
        if self.numeric:
            return [dict(c) for c in cells[:1]]
        from .simplify import simplified

        if self.explorer.generic:  # "different from zero" is what a generic search leaves unsaid
            cells = [{i: m for i, m in d.items() if m != 5} for d in cells]
        hints: list[int] = []
        if len(cells) > 1:
            for e in {e for p in points for e in p if not e.is_number}:
                q: Quotient = self.ring.quotient(e)
                for side in (q.num, q.den):
                    if not side.is_constant():
                        hints += [i for i, _ in self.ring.factor(side)[1]]
        apart = self.explorer.excepted if self.explorer.generic else ()
        return simplified(self.oracle, cells, sorted(set(hints)), care, apart)

    # -- regions ----------------------------------------------------------------------------------
    def joint(self, *unions: Sequence[Signs]) -> list[Signs]:
        """Return the conjunctions of one cell of each union that have a point."""
        if self.numeric:
            return [{}]
        from .oracle import conjunctions

        return [d for d in conjunctions(*unions) if self.oracle.feasible(d)]

    def joined(
        self, what: tuple, unions: Sequence[Sequence[Signs]], maximal: Callable[[Any], Any] | None
    ) -> list[Signs]:
        """Return where the unions hold together and (if asked) the piece is maximal; put on record."""
        before = len(self.explorer.pruned)
        cells = self.joint(*unions)
        if cells and maximal is not None:
            cells = self.within(cells, maximal)
        self.record.append(Attempt(what, len(cells), self.explorer.pruned[before:]))
        return cells

    def open_and_ties(self, cells: Sequence[Signs]) -> list[list[Signs]]:
        """Divide a union into its open part and the conjunctions that hold at ties only, where disjoint."""
        ties = [d for d in cells if 2 in d.values()]
        rest = [d for d in cells if 2 not in d.values()]
        if ties and rest and not self.joint(ties, rest):
            return [rest, ties]
        return [list(cells)]

    def independent(self, *unions: Sequence[Signs]) -> bool:
        """Whether the unions speak of different parameters, which the domain does not link."""
        if self.numeric:
            return True
        parts = [self.oracle.linked({i for d in u for i in d}) for u in unions]
        return sum(map(len, parts)) == len(frozenset().union(*parts))

    def within(self, cells: Sequence[Signs], procedure: Callable[[Any], Any]) -> list[Signs]:
        """Return the parts of the cells in which the procedure is not pruned."""
        if self.numeric:
            return [{} for _ in self.explorer(procedure)]
        from .oracle import Cell

        return [cell.signs for d in cells for cell, _ in self.explorer(procedure, Cell(d))]

    def region(self, cells: Sequence[Signs]) -> Region:
        """Return the union of cells as a Region."""
        return ALWAYS if self.numeric else self.oracle.region(cells)

    @property
    def excepted(self) -> tuple[Condition, ...]:
        """The ties that a generic search left out."""
        if self.numeric:
            return ()
        from .signs import ZERO_

        return tuple(self.oracle.condition((i, ZERO_)) for i in sorted(self.explorer.excepted))

    def wind_up(self) -> None:
        """From now on answer "possible" past the deadline, so that what was found can be written down."""
        if self.oracle is not None:
            self.oracle.lenient = True

    def unconfirmed(self, deadline: float | None) -> list[str]:
        """Return what the search left out on the word of one engine only, after asking the second."""
        if self.oracle is None:
            return []
        from .confirm import unconfirmed

        return unconfirmed(self.oracle, deadline)

    def check_time(self) -> None:
        """Raise TimeLimitReached past the deadline."""
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise TimeLimitReached("the time limit was reached")


def _related(symbols: frozenset[str], domain: Sequence[Condition]) -> list[Condition]:
    """The conditions of the domain that bear on the symbols, through chains of shared symbols."""
    reached = set(symbols)
    chosen: list[Condition] = []
    left = list(domain)
    while True:
        more = [c for c in left if c.symbols & reached]
        if not more:
            return chosen
        chosen += more
        left = [c for c in left if c not in more]
        for c in more:
            reached |= c.symbols


def _rational(e: Expression) -> Fraction:
    value = e.evaluate()
    if not isinstance(value, Fraction):
        raise ValueError(f"{e} is not a rational number")
    return value


def _order(p: Point) -> tuple:
    """Largest first where numbers; else by text."""
    return tuple((0, -e.value, "") if e.is_number else (1, Fraction(0), str(e)) for e in p)
