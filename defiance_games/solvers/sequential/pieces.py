"""From complete states to entries: closed pieces, the smaller ones put into the larger, beliefs written out.

A piece is the closure of the assessments of one support profile and basis: limits of such assessments are
equilibria too. A piece that lies in another one is listed there only; its beliefs then join those of the
larger piece at the information sets where every belief can be had.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...symbolic.expression import Expression
from ...symbolic.parametric.search import Signs
from ...symbolic.parametric.signs import ANY, NEG, POS, ZERO_
from ...symbolic.parametric.system import Part
from ...symbolic.ring import Quotient
from .supports import State, Supports, View

Row = tuple[dict[int, Quotient], bool]


@dataclass
class Piece:
    """One support profile with what is believed; ``cells`` is where in the parameters it is an entry."""

    mixes: Mapping[int, tuple[Quotient, ...]]
    beliefs: Mapping[int, Mapping[int, Quotient]]  # where they are not free
    free: Mapping[int, tuple[View, list[Row]]]
    part: Part
    owners: Mapping[int, tuple[int, int]]  # unknown left -> whose probability or belief it is
    closed: bool
    cells: list[Signs] = field(default_factory=list)
    absorbed: list[Piece] = field(default_factory=list)

    def inside(self, other: Piece) -> bool:
        """Whether every action used and node believed in is so in the other piece, and not conversely."""
        mine, its = self.support, other.support
        return mine < its and self.free.keys() == other.free.keys()

    @property
    def support(self) -> frozenset[tuple[int, int, bool]]:
        """The actions used and the nodes believed in."""
        used = {(s, a, True) for s, mix in self.mixes.items() for a, p in enumerate(mix) if p.num != 0}
        return frozenset(used | {(s, x, False) for s, mu in self.beliefs.items() for x in mu})


class Pieces:
    """Makes pieces of the states of one search."""

    def __init__(self, supports: Supports):
        self.supports = supports
        self.game, self.search, self.system = supports.game, supports.search, supports.system
        self.ring, self.math = supports.ring, supports.math
        self.left_open: list[str] = []

    # -- making them ------------------------------------------------------------------------------
    def piece(self, state: State) -> Piece:
        """Return the closed piece of a complete state."""
        part = state.part
        mixes = {s: tuple(self.system.value(part, p) for p in mix) for s, mix in sorted(state.mixes.items())}
        beliefs: dict[int, dict[int, Quotient]] = {}
        free: dict[int, tuple[View, list[Row]]] = {}
        for s, view in sorted(state.views.items()):
            if view.free:
                forms = self.supports.comparisons(state, s)
                rows = [({x: self.system.value(part, q) for x, q in f.items()}, e) for f, e in forms]
                free[s] = view, rows
            else:
                beliefs[s] = self._normalized(part, view.weights)
        shown = [q for mix in mixes.values() for q in mix] + [q for b in beliefs.values() for q in b.values()]
        left = frozenset[int]().union(*(self.system.unknowns_in(part, q) for q in shown))
        names = {i: self.supports.names.index(self.system.unknowns[i]) for i in left}
        owners = {i: state.unknowns[k] for i, k in sorted(names.items(), key=lambda pair: pair[1])}
        closed = self._closed(part, shown)
        piece = Piece(mixes, beliefs, free, closed or part, owners, closed is not None)
        piece.cells = self._region(part)
        return piece

    def _normalized(self, part: Part, weights: Mapping[int, Quotient]) -> dict[int, Quotient]:
        total = self.math.zero
        for w in weights.values():
            total = self.math.plus(total, w)
        return {x: self.system.value(part, self.math.over(w, total)) for x, w in weights.items()}

    def _closed(self, part: Part, shown: Sequence[Quotient]) -> Part | None:
        """The part with its limits; None where a formula has no value there."""
        signs = {i: m | ZERO_ if self.has_unknown(i) and m != NEG | POS else m for i, m in part.signs.items()}
        if any(m == NEG | POS and self.has_unknown(i) for i, m in part.signs.items()):
            return None
        for q in shown:
            for index, _ in self.ring.factor(q.den)[1]:
                if self.has_unknown(index) and self.search.oracle.possible_in(signs, index) & ZERO_:
                    return None
        return Part(signs, part.solved)

    def has_unknown(self, index: int) -> bool:
        return bool(self.ring.variables(self.ring.factors[index]) & self.system.unknowns.keys())

    def _region(self, part: Part) -> list[Signs]:
        """Where in the parameters the piece exists."""
        unknowns = [i for i in self.system.unknowns if any(self.has(index, i) for index in part.signs)]
        cells = self.system.projected(part, unknowns)
        if cells is not None:
            return cells
        if self.game.symbols:
            self.left_open.append("the exact region of an implicit branch")
        return [{i: m for i, m in part.signs.items() if not self.has_unknown(i)}]

    def has(self, index: int, unknown: int) -> bool:
        return unknown in self.ring.variables(self.ring.factors[index])

    # -- putting smaller ones into larger ones ----------------------------------------------------
    def merged(self, pieces: Sequence[Piece]) -> list[Piece]:
        """Return the pieces, those parts of them taken out that lie in a larger one."""
        ordered = sorted(pieces, key=lambda p: -len(p.support))
        for k, small in enumerate(ordered):
            for large in ordered[:k]:
                if small.cells and large.cells and small.inside(large):
                    self._put_into(small, large)
        return [p for p in ordered if p.cells]

    def _put_into(self, small: Piece, large: Piece) -> None:
        for cell in list(large.cells):
            joint = self.search.joint(small.cells, [cell])
            if joint and all(self._lies_in(small, large, d) for d in joint):
                small.cells = self._without(small.cells, cell)
                if small not in large.absorbed:
                    large.absorbed.append(small)

    def _lies_in(self, small: Piece, large: Piece, cell: Signs) -> bool:
        """Whether the small piece is in the large one where the parameters are in a cell."""
        values: dict[str, Expression] = {}
        for i, (s, a) in large.owners.items():
            q = small.mixes[s][a] if s >= 0 else self.belief(small, a)
            values[self.system.unknowns[i]] = self.ring.formula(q)
        signs = {i: small.part.signs.get(i, ANY) & cell.get(i, ANY) for i in {*small.part.signs, *cell}}
        if not all(signs.values()) or not self.search.oracle.feasible(signs):
            return True

        def at(q: Quotient) -> Quotient | None:
            try:
                return self.ring.quotient(self.ring.formula(q).subs(values)) if values else q
            except ZeroDivisionError:
                return None

        pairs = [(q, small.mixes[s][a]) for s, mix in large.mixes.items() for a, q in enumerate(mix)]
        pairs += [
            (q, small.beliefs[s].get(x, self.math.zero))
            for s, mu in large.beliefs.items()
            for x, q in mu.items()
        ]
        for q, p in pairs:
            there = at(q)
            if there is None or self.system.possible(signs, self.math.minus(there, p)) != ZERO_:
                return False
        for index, mask in large.part.signs.items():
            if self.has_unknown(index):
                there = at(Quotient(self.ring.factors[index], self.ring.one))
                if there is None or self.system.possible(signs, there) & ~mask:
                    return False
        return True

    def belief(self, piece: Piece, node: int) -> Quotient:
        s = self.game.nodes[node].information_set
        return piece.beliefs[s].get(node, self.math.zero)

    def _without(self, cells: Sequence[Signs], cell: Signs) -> list[Signs]:
        """The cells less another one, in disjoint parts."""
        outside: list[Signs] = []
        kept: Signs = {}
        for i, m in cell.items():
            outside.append({**kept, i: ANY & ~m})
            kept[i] = m
        return self.search.joint(cells, outside) if outside else []
