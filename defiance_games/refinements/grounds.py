"""Where an entry holds, as cells of a search that a judge can divide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..solution import Equilibrium
from ..symbolic.condition import Region
from ..symbolic.expression import Expression
from ..symbolic.parametric.search import Search, Signs
from .words import Conjunction, Reason


class Ground(NamedTuple):
    """A search, the cells in which the entry holds, and conditions that the search takes for granted."""

    search: Search
    cells: list[Signs]
    given: Conjunction = ()

    def examined(self, procedure: Callable[[Any], str]) -> tuple[list[Signs], dict[str, list[Signs]]]:
        """Return where a procedure says nothing, and where it says what."""
        from ..symbolic.parametric.oracle import Cell

        found: dict[str, list[Signs]] = {"": []}
        for d in self.cells:
            for cell, text in self.search.explorer(procedure, None if self.search.numeric else Cell(d)):
                found.setdefault(text, []).append(cell.signs)
        return found.pop(""), found

    def reasons(self, good: Sequence[Signs], failing: Mapping[str, list[Signs]]) -> Iterator[Reason]:
        """Yield what was said, with the place."""
        for text, cells in failing.items():
            throughout = not good and len(failing) == 1
            yield Reason(text, Region((self.given,) if throughout else self.region(cells)))

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
