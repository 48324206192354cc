"""Where equilibria begin and end: the boundaries of their regions, and who exists on the other side.

Regions become cells: conjunctions of signs of irreducible polynomials. A cell ends where one of its
polynomials, ``f``, vanishes while its other signs hold; just across, an equilibrium exists where one of its
cells allows the other sign of f and shares the remaining signs. Boundaries are taken where regions have an
interior: entries that exist only at ties, and corners where several polynomials vanish at once, are not
followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from ..errors import TimeLimitReached
from ..symbolic.condition import ALWAYS, Condition, Region
from ..symbolic.expression import Expression, number

Signs = dict[int, int]  # factor number -> mask of the signs it may have
NEG, ZERO, POS, ANY = 1, 2, 4, 7
_MASK = {"<": NEG, "<=": NEG | ZERO, ">": POS, ">=": POS | ZERO, "=": ZERO, "!=": NEG | POS}


@dataclass(frozen=True)
class Successor:
    """An equilibrium that exists just across a boundary, ``where`` on it.

    ``begins``: it does not exist on the near side. ``outcome``, ``jump``: what the outcome is there (several
    values in a continuum), and whether that differs from its value on the near side (None: not known).
    """

    equilibrium: str
    begins: bool
    where: Region = ALWAYS
    outcome: tuple[Expression | None, ...] = ()
    jump: bool | None = None
    at_value: tuple[Expression | None, ...] = ()  # the outcome at the threshold, where that is simpler

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        found: dict[str, Any] = {"equilibrium": self.equilibrium, "begins": self.begins}
        if not self.where.always:
            found["where"] = self.where.to_list()
        if self.outcome:
            found |= {"outcome": shown(self.outcome), "jump": self.jump}
        if self.at_value:
            found["at_value"] = shown(self.at_value)
        return found


@dataclass(frozen=True)
class Boundary:
    """An equilibrium exists where ``inside`` holds, not across it; this is so on the part ``where`` of it."""

    equilibrium: str
    inside: Condition
    where: Region
    takes_over: tuple[Successor, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "equilibrium": self.equilibrium,
            "inside": str(self.inside),
            "where": self.where.to_list(),
            "takes_over": [s.to_dict() for s in self.takes_over],
        }


def shown(formulas: Sequence[Expression | str | None]) -> Any:
    """Return formulas as JSON data: text, or a list where there are several."""
    texts = [None if f is None else str(f) for f in formulas]
    return texts[0] if len(texts) == 1 else texts


@dataclass(frozen=True)
class Edge:
    """A part of a boundary: on ``cell`` factor ``index`` is 0; the equilibrium is where it has sign ``side``.

    ``far``: name, whether it begins, and the parts of ``cell`` where it exists, of each across the boundary.
    """

    equilibrium: str
    index: int
    side: int
    cell: Signs
    far: tuple[tuple[str, bool, tuple[Signs, ...]], ...]


class Atlas:
    """The interiors of regions as cells, with the oracle that decides about them."""

    def __init__(
        self,
        regions: Mapping[str, Region],
        domain: Sequence[Condition],
        deadline: float,
        expressions: Iterable[Expression] = (),
        order: Sequence[str] = (),
    ):
        from ..symbolic.ring import Ring, in_order

        expressions = list(expressions)
        conditions = [c for region in regions.values() for d in region.disjuncts for c in d]
        sides = [e for c in (*conditions, *domain) for e in (c.lhs, c.rhs)]
        names = in_order({s for e in (*sides, *expressions) for s in e.symbols}, order)
        self.domain, self.deadline = tuple(domain), deadline
        self.ring = Ring(names, [*sides, *expressions])
        self.oracle = self.oracle_on(self.domain)
        self.cells = {name: self.interior(region) for name, region in regions.items()}
        self.ties = [name for name, cells in self.cells.items() if not cells]

    def oracle_on(self, domain: Sequence[Condition]) -> Any:
        """Return an oracle for the same ring on another domain."""
        from ..symbolic.parametric.oracle import Oracle

        return Oracle(self.ring, domain, self.deadline)

    # -- in -----------------------------------------------------------------------------------------
    def interior(self, region: Region) -> list[Signs]:
        """Return the cells of a region that have an interior."""
        from ..symbolic.parametric.oracle import conjunctions

        found = []
        for disjunct in region.disjuncts:
            for signs in conjunctions(*(self.union(c) for c in disjunct)):
                inner = {i: m & ~ZERO for i, m in signs.items()}
                if all(inner.values()) and self.oracle.feasible(inner):
                    found.append(inner)
        return found

    def union(self, c: Condition) -> list[Signs]:
        """Return a condition as a union of cells."""
        q = self.ring.quotient(c.lhs - c.rhs)
        return self.sign_cells(q.num if q.den.is_constant() else q.num * q.den, _MASK[c.op])

    def atom(self, generator: int) -> Expression:
        """Return the function that a symbol of the ring stands for."""
        name = self.ring.symbols[generator]
        return next(e for e, own in self.ring.atoms.items() if own == name)

    def users(self, name: str) -> list[int]:
        """Return the numbers of the symbols of the ring that are a parameter or a function of it."""
        own = {atom for e, atom in self.ring.atoms.items() if name in e.symbols} | {name}
        return [i for i, symbol in enumerate(self.ring.symbols) if symbol in own]

    def slope(self, e: Expression, name: str) -> tuple[int, list[Signs]]:
        """Return the sign of the derivative on the domain (0 if it has not one), and where it is not 0."""
        from .signs import Signs as Prover
        from .signs import derivative

        found = Prover(self.domain, deadline=self.deadline).of(derivative(e, name), [()])
        sign = {"+": 1, "-": -1}.get(found.sign, 0)
        if found.zero_where is None:
            return sign, [{}]
        return sign, self.union(Condition(found.zero_where, "!=", number(0)))

    def sign_cells(self, polynomial: Any, mask: int) -> list[Signs]:
        """Return the union of cells on which a polynomial has a sign in the mask."""
        if polynomial.is_constant():
            value = 0 if polynomial == 0 else int(polynomial.leading_coefficient())
            return [{}] if mask & _bit(value) else []
        sign, parts = self.ring.factor(polynomial)
        odd = [i for i, m in parts if m % 2]
        even = {i: NEG | POS for i, m in parts if m % 2 == 0}
        found = [
            {**even, **dict(zip(odd, signs, strict=True))}
            for signs in product((NEG, POS), repeat=len(odd))
            if mask & _bit(sign * prod(1 if s == POS else -1 for s in signs))
        ]
        if len(odd) == 1 and not even and mask & ZERO and found:
            return [{i: m | ZERO for i, m in found[0].items()}] if len(found) == 1 else [{}]
        return found + ([{i: ZERO} for i, _ in parts] if mask & ZERO else [])

    # -- edges --------------------------------------------------------------------------------------
    def edges(self, about: Iterable[int] | None = None) -> Iterator[list[Edge]]:
        """Yield the edges on each factor, for one equilibrium after the other.

        Only on factors that use one of the symbols ``about``, where given.
        """
        symbols = None if about is None else frozenset(about)
        for name, cells in self.cells.items():
            found: dict[int, list[Edge]] = {}
            for cell in cells:
                for i, side in cell.items():
                    f = self.ring.factors[i]
                    if side in (NEG, POS) and (symbols is None or symbols & self.ring.variables(f)):
                        found.setdefault(i, []).extend(self._edges(name, cell, i, side))
            yield from (edges for edges in found.values() if edges)

    def _edges(self, name: str, cell: Signs, i: int, side: int) -> Iterator[Edge]:
        far = (NEG | POS) & ~side
        if not self.oracle.feasible({**cell, i: ZERO}) or not self.oracle.feasible({**cell, i: far}):
            return
        pieces = [{**cell, i: ZERO}]
        for other in self.cells[name]:
            if other is not cell and other.get(i, ANY) & far:
                pieces = self.without(pieces, dropped(other, i))
        for piece in pieces:
            others = (self._far(other, i, far, piece) for other in self.cells if other != name)
            yield Edge(name, i, side, piece, tuple(entry for found in others for entry in found))

    def _far(
        self, name: str, i: int, far: int, piece: Signs
    ) -> Iterator[tuple[str, bool, tuple[Signs, ...]]]:
        """Where on the piece an equilibrium exists across it: where it begins there, and where it goes on."""
        here = [dropped(d, i) for d in self.cells[name] if d.get(i, ANY) & far]
        parts = self.meeting([piece], here)
        near = [dropped(d, i) for d in self.cells[name] if d.get(i, ANY) & ~far & (NEG | POS)]
        new = parts
        for d in near:
            new = self.without(new, d)
        if new:
            yield name, True, tuple(new)
        old = self.meeting(parts, near)
        if old:
            yield name, False, tuple(old)

    def meeting(self, a: Iterable[Signs], b: Sequence[Signs]) -> list[Signs]:
        """Return the conjunctions of a cell of each that have a point."""
        found = (both(x, y) for x in a for y in b)
        return [cell for cell in found if cell is not None and self.oracle.feasible(cell)]

    def without(self, pieces: Sequence[Signs], d: Signs) -> list[Signs]:
        """Return the pieces less the cell d, up to its boundary."""
        left: list[Signs] = []
        for piece in pieces:
            if not self.meeting([piece], [d]):
                left.append(piece)
                continue
            for k, m in d.items():
                rest = both(piece, {k: ANY & ~m & ~ZERO})
                if rest is not None and self.oracle.feasible(rest):
                    left.append(rest)
        return left

    # -- out ----------------------------------------------------------------------------------------
    def covers(self, parts: Sequence[Signs], piece: Signs) -> bool:
        """Whether the parts fill the piece, up to their boundaries."""
        wide = [{i: m if m == ZERO else m | ZERO for i, m in part.items()} for part in parts]
        return self.oracle.inside_union(piece, wide)

    def region(self, cells: Sequence[Signs], without: Iterable[int] = ()) -> Region:
        """Return a union of cells as a short region; literals on the factors ``without`` are not written."""
        from ..symbolic.parametric.simplify import simplified

        hidden = frozenset(without)
        short = simplified(self.oracle, cells)
        return self.oracle.region({i: m for i, m in d.items() if i not in hidden} for d in short)

    def narrowed(self, parts: Sequence[Signs], piece: Signs) -> Region:
        """Return the parts of a piece as a region, without what the piece itself says."""
        rest = []
        for part in parts:
            own = {i: m for i, m in part.items() if self.oracle.possible_in(piece, i) & ~m & ~ZERO}
            rest.append(own)
        return self.oracle.region(rest)


def boundaries(
    regions: Mapping[str, Region], domain: Sequence[Condition], deadline: float, order: Sequence[str] = ()
) -> tuple[tuple[Boundary, ...], list[str]]:
    """Return the boundaries of every equilibrium, and notes on what was not followed."""
    found: list[Boundary] = []
    notes: list[str] = []
    undecided = 0
    try:
        atlas = Atlas(regions, domain, deadline, order=order)
        for edges in atlas.edges():
            for side in (NEG, POS):
                own = [e for e in edges if e.side == side]
                found += [_boundary(atlas, own)] if own else []
            undecided = atlas.oracle.undecided
    except TimeLimitReached:
        notes.append("The time limit was reached before all boundaries were found.")
    if undecided:
        notes.append("Some boundaries were not decided; what takes over there may be listed too widely.")
    return tuple(found), notes


def _boundary(atlas: Atlas, edges: Sequence[Edge]) -> Boundary:
    first = edges[0]
    where = atlas.region([e.cell for e in edges], [first.index])
    inside = atlas.oracle.condition((first.index, first.side))
    return Boundary(first.equilibrium, inside, where, tuple(successors(atlas, edges)))


def successors(atlas: Atlas, edges: Sequence[Edge]) -> Iterator[Successor]:
    """Yield who exists across the edges of one boundary, and where; those that begin there come first."""
    found: dict[tuple[str, bool], list[Signs]] = {}
    for edge in edges:
        for name, begins, parts in edge.far:
            found.setdefault((name, begins), []).extend(parts)
    for (name, begins), parts in sorted(found.items(), key=lambda item: not item[0][1]):
        everywhere = all(atlas.covers(parts, edge.cell) for edge in edges)
        if everywhere:
            where = ALWAYS
        elif len(edges) == 1:
            where = atlas.narrowed(parts, edges[0].cell)
        else:
            where = atlas.region(parts, [edges[0].index])
        yield Successor(name, begins, where)


def dropped(d: Signs, i: int) -> Signs:
    """Return the cell without its literal on factor i."""
    return {k: m for k, m in d.items() if k != i}


def both(a: Signs, b: Signs) -> Signs | None:
    """Return the conjunction, or None where it is empty by form."""
    found = dict(a)
    for i, m in b.items():
        found[i] = found.get(i, ANY) & m
        if not found[i]:
            return None
    return found


def _bit(value: int) -> int:
    return POS if value > 0 else NEG if value < 0 else ZERO
