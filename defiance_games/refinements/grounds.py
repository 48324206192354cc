"""Where an entry holds, as cells of a search that a judge can divide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ..solution import Equilibrium
from ..symbolic.condition import Condition, Region
from ..symbolic.expression import Expression, add
from ..symbolic.parametric.search import Search, Signs
from ..symbolic.ring import Ring
from .words import Conjunction


class Ground(NamedTuple):
    """A search, the cells in which the entry holds, and conditions that the search takes for granted."""

    search: Search
    cells: list[Signs]
    given: Conjunction = ()

    def region(self, good: Sequence[Signs]) -> tuple[Conjunction, ...]:
        """Return a union of cells within the ground's own as conjunctions."""
        found = self.search.region(self.search.short(good, care=self.cells)).disjuncts
        return tuple((*self.given, *(c for c in part if c not in self.given)) for part in found)


def grounds(
    game: Any, e: Equilibrium, expressions: Iterable[Expression], free: bool, deadline: float | None
) -> list[Ground]:
    """Return where an entry holds: one ground, or one for each part of its region.

    ``expressions`` are those that will be asked about; with ``free`` the free variables may occur in them.
    """
    sides = [x for d in e.region.disjuncts for c in d for x in (c.lhs, c.rhs)]
    expressions = [*expressions, *sides]
    names = [*(p.name for p in game.parameters), *(e.free_variables if free else ())]
    ranges = [c for cs in e.free_variables.values() for c in cs] if free else []
    search = Search(names, expressions, [*game.domain, *ranges], deadline=deadline)
    cells = _cells(search, e.region)
    if cells is not None:
        return [Ground(search, cells)]
    parts = e.region.disjuncts
    searches = (Search(names, expressions, [*game.domain, *d, *ranges], deadline=deadline) for d in parts)
    return [Ground(s, [{}], d if len(parts) > 1 else ()) for s, d in zip(searches, parts, strict=True)]


def _cells(search: Search, region: Region) -> list[Signs] | None:
    """Return a region as cells; None where a condition is not on the sign of one irreducible polynomial."""
    if search.numeric:
        return [{}]
    cells: list[Signs] = []
    for d in region.disjuncts:
        cell: Signs = {}
        for c in d:
            literals = search.oracle.literals(c)
            if literals is None:
                return None
            for index, mask in literals:
                cell[index] = cell.get(index, 7) & mask
        if all(cell.values()):
            cells.append(cell)
    return cells


def zero(e: Expression) -> Condition:
    """Return the condition e = 0, without minus signs.

    >>> from defiance_games.symbolic.parser import parse
    >>> zero(parse("1 - x - y")), zero(parse("x/2")), zero(parse("1 - x"))
    (x + y = 1, x = 0, x = 1)
    """
    ring = Ring(sorted(e.symbols), [e])
    num = ring.expression(ring.quotient(e).num)
    sides: tuple[list[Expression], list[Expression]] = ([], [])
    for t in num.args if num.op == "+" else (num,):
        head = t.args[0] if t.op == "*" else t
        negative = head.op == "number" and head.value < 0
        sides[negative].append(-t if negative else t)
    left, right = add(*sides[0]), add(*sides[1])
    if not right.symbols:
        scale = left.args[0] if left.op == "*" and left.args[0].is_number else None
        return Condition(left / scale, "=", right / scale) if scale else Condition(left, "=", right)
    return Condition(right, "=", left) if not left.symbols else Condition(left, "=", right)
