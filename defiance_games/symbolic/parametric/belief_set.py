"""Off-path beliefs: for each unsent message the exact set of beliefs that serve, and one member.

A reply mix after an unsent message needs a belief to which every reply it uses is best. Over a piece of
replies, the beliefs that serve some reply mix are those that serve some vertex; one member must serve
every mix of the piece, so that it can be stated with the whole piece.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..condition import Condition
from ..expression import ONE, ZERO, Expression, add, number, symbol
from ..ring import Quotient
from .parametrize import Parametrizer
from .search import Point, Signs

Belief = tuple[Expression, ...]
Conjunction = tuple[Condition, ...]


@dataclass
class BeliefPart:
    """A part of a region on which one stated belief a message serves throughout."""

    owner: BeliefSets
    cells: list[Signs]
    members: dict[int, Belief]

    def sets(self, vertices: Sequence[Point], tools: Parametrizer) -> dict[int, tuple[Conjunction, ...]]:
        """Return, for each unsent message, the set of serving beliefs where it is not one point."""
        found = {}
        for m in self.owner.unsent:
            sets = self.owner.set_of(m, vertices, tools)
            if sets is not None:
                found[m] = sets
        return found


class BeliefSets:
    """The beliefs after the unsent messages of one piece. ``polytopes`` holds the game's payoffs."""

    def __init__(self, polytopes: Any, on_path: Sequence[int], replies: Sequence[Sequence[int]]):
        self.p, self.replies = polytopes, replies
        self.unsent = [m for m in polytopes.messages if m not in on_path]

    # -- a member ---------------------------------------------------------------------------------
    def parts(self, cells: Sequence[Signs]) -> Iterator[BeliefPart]:
        """Split the region as little as possible so that each part has one serving belief a message."""
        parts: list[tuple[list[Signs], dict[int, Belief]]] = [(list(cells), {})]
        for m in self.unsent:
            parts = [
                (part, {**members, m: belief})
                for whole, members in parts
                for part, belief in self._members(m, whole)
            ]
        for part, members in parts:
            yield BeliefPart(self, part, members)

    def _members(self, m: int, cells: list[Signs]) -> Iterator[tuple[list[Signs], Belief]]:
        p = self.p
        tools = Parametrizer(p.search, cells)
        families = p.belief_families(m, self.replies[m])
        unit = [tuple(ONE if t == s else ZERO for s in p.types) for t in p.types]
        candidates = [tuple(p.game.priors), *unit, *(v for f in families for v in f.vertices)]
        for belief in dict.fromkeys(candidates):
            if self._serves(tools, m, belief):
                yield cells, tools.turned(belief)
                return
        for family in families:
            part = p.search.joint(cells, family.cells)
            if part:
                yield p.search.short(part), family.vertices[0]

    def _serves(self, tools: Parametrizer, m: int, belief: Belief) -> bool:
        """Whether a belief makes all the replies best on the whole region."""
        p, ring = self.p, tools.ring
        weights = [ring.quotient(e) for e in belief]
        if any(tools.vanishes(Quotient(w.den, ring.one)) for w in weights):
            return False
        if any(tools.sign(w) not in (0, 1) and not tools.nonnegative(w) for w in weights):
            return False
        first = self.replies[m][0]
        for b in p.replies[m]:
            gain = Quotient(ring.zero, ring.one)
            for t, w in zip(p.types, weights, strict=True):
                gain = tools.minus(gain, tools.times(w, _whole(ring, p.v[t, m, b] - p.v[t, m, first])))
            if b in self.replies[m]:
                if tools.sign(gain) != 0:
                    return False
            elif not tools.nonnegative(gain):
                return False
        return True

    # -- the whole set ----------------------------------------------------------------------------
    def set_of(
        self, m: int, vertices: Sequence[Point], tools: Parametrizer
    ) -> tuple[Conjunction, ...] | None:
        """Return the beliefs that serve some vertex, as a disjunction; None where it is one point."""
        p = self.p
        supports = {tuple(a for a in p.replies[m] if v[p.y[m, a]] != ZERO) for v in vertices}
        minimal = sorted(s for s in supports if not any(set(o) < set(s) for o in supports))
        points = [self._only(m, s, tools) for s in minimal]
        if all(point is not None for point in points) and len(set(points)) == 1:
            return None
        conditions = self._interval if len(p.types) == 2 else self._polyhedron
        return _united(list(dict.fromkeys(conditions(m, s, tools) for s in minimal)))

    def _only(self, m: int, replies: tuple[int, ...], tools: Parametrizer) -> Belief | None:
        """The belief that supports the replies, where there is only one on the whole region."""
        families = [
            f for f in self.p.belief_families(m, replies) if self.p.search.joint(tools.cells, f.cells)
        ]
        found = {f.vertices for f in families}
        (only,) = found if len(found) == 1 else [()]
        return only[0] if len(only) == 1 else None

    def _rows(self, m: int, replies: Sequence[int]) -> list[tuple[list[Any], bool]]:
        """Rows (coefficient per type, equality?) whose values must be >= 0 or = 0."""
        p = self.p
        first = replies[0]
        return [
            ([p.v[t, m, first] - p.v[t, m, b] for t in p.types], b in replies)
            for b in p.replies[m]
            if b != first
        ]

    def _interval(self, m: int, replies: Sequence[int], tools: Parametrizer) -> Conjunction:
        """Two types: bounds on the first type's probability."""
        p, ring = self.p, tools.ring
        first, second = (symbol(f"mu_{label}") for label in p.game.types)
        low: list[Quotient] = [_whole(ring, 0)]
        high: list[Quotient] = [_whole(ring, 1)]
        other: list[Condition] = []
        for (a, b), equality in self._rows(m, replies):
            slope, constant = _whole(ring, a - b), _whole(ring, b)  # constant + slope * mu_first
            sign = tools.sign(slope)
            if sign == 0:
                continue
            if sign is None:
                lhs = add(ring.expression(constant.num), ring.expression(slope.num) * first)
                other.append(Condition(lhs, "=" if equality else ">=", ZERO))
                continue
            edge = tools.over(Quotient(-constant.num, constant.den), slope)
            if sign > 0 or equality:
                low.append(edge)
            if sign < 0 or equality:
                high.append(edge)
        low = _binding(low, tools, 1)
        high = _binding(high, tools, -1)
        if not other and len(low) == len(high) == 1 and tools.sign(tools.minus(low[0], high[0])) == 0:
            return (Condition(first, "=", tools.formula(low[0])), Condition(add(first, second), "=", ONE))
        conditions = [Condition(first, ">=", tools.formula(e)) for e in low]
        conditions += [Condition(first, "<=", tools.formula(e)) for e in high]
        return (*conditions, *other, Condition(add(first, second), "=", ONE))

    def _polyhedron(self, m: int, replies: Sequence[int], tools: Parametrizer) -> Conjunction:
        """Three types or more: the linear conditions on the beliefs."""
        p, ring = self.p, tools.ring
        mu = [symbol(f"mu_{label}") for label in p.game.types]
        conditions = [Condition(x, ">=", ZERO) for x in mu]
        for row, equality in self._rows(m, replies):
            terms = [(_expression(ring, c), x) for c, x in zip(row, mu, strict=True)]
            lhs = add(*(c * x for c, x in terms if c != ZERO))
            if lhs.symbols:
                conditions.append(Condition(lhs, "=" if equality else ">=", ZERO))
        return (*conditions, Condition(add(*mu), "=", ONE))


def _united(pieces: list[Conjunction]) -> tuple[Conjunction, ...]:
    """Join intervals that meet: [0, a] and [a, 1] are [0, 1]."""
    for a, b in itertools.permutations(pieces, 2):
        shared = {c.rhs for c in a if c.op == "<="} & {c.rhs for c in b if c.op == ">="}
        if shared and len(a) == len(b) == 3:
            joined = (*(c for c in a if c.op != "<="), *(c for c in b if c.op == "<="))
            rest = [p for p in pieces if p not in (a, b)]
            return _united([*rest, tuple(sorted(joined, key=lambda c: (">=", "<=", "=").index(c.op)))])
    return tuple(pieces)


def _binding(bounds: list[Quotient], tools: Parametrizer, direction: int) -> list[Quotient]:
    """Drop the bounds that another one makes redundant on the whole region."""
    kept: list[Quotient] = []
    for k, e in enumerate(bounds):
        rivals = kept + bounds[k + 1 :]
        difference = (tools.minus(r, e) if direction > 0 else tools.minus(e, r) for r in rivals)
        if not any(tools.nonnegative(d) for d in difference):
            kept.append(e)
    return kept


def _whole(ring: Any, p: Any) -> Quotient:
    return Quotient(ring.constant(p) if isinstance(p, int) else p, ring.one)


def _expression(ring: Any, p: Any) -> Expression:
    return number(p) if isinstance(p, int) else ring.expression(p)
