"""Equilibria that differ only in what is off the path of play: to a picture they are one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import permutations, product

from ..symbolic.condition import Condition, Region
from ..symbolic.expand import is_zero
from ..symbolic.linear import affine
from ..table import Block, Cell

_ORDERS = ("<", ">", "<=", ">=")
Part = Sequence[Condition]


def united(regions: Iterable[Region]) -> Region:
    """Return the union, where parts meet at a boundary as one part.

    What lies on the boundary itself belongs to it: solutions of the generic case leave it out.

    >>> from defiance_games.symbolic.parser import parse_condition
    >>> united(Region((parse_condition(text),)) for text in ("0 < x < 1", "1 < x < 2"))
    0 < x and x < 2
    """
    parts = list(dict.fromkeys(tuple(d) for region in regions for d in region.disjuncts))
    while True:
        for one, two in permutations(range(len(parts)), 2):
            if _within(parts[one], parts[two]):
                parts.pop(one)
                break
            wider = _across(parts[one], parts[two])
            if wider is not None and wider != parts[two]:
                parts[two] = wider
                break
        else:
            return Region(tuple(parts))


def _across(one: Part, two: Part) -> tuple[Condition, ...] | None:
    """``two`` and what of ``one`` lies beyond a boundary of it; None where there is no such boundary."""
    for x, y in product(one, two):
        if _opposite(x, y):
            left, right = (tuple(c for c in part if c is not b) for part, b in ((one, x), (two, y)))
            if _within(right, left):
                return right
            if _within(one, right) and _within(two, left):
                return tuple(dict.fromkeys((*left, *right)))
    return None


def _within(one: Part, two: Part) -> bool:
    """Whether every condition of ``two`` follows from one of ``one``, as far as is plain to see."""
    return all(any(_implies(c, d) for c in one) for d in two)


def _implies(c: Condition, d: Condition) -> bool:
    if c == d:
        return True
    first, second = _bound(c), _bound(d)
    if first is None or second is None or first[:2] != second[:2]:
        return False
    return first[2] > second[2] if first[1] else first[2] < second[2]


def _bound(c: Condition) -> tuple[str, bool, float] | None:
    """A condition on one number as (name, whether it is bounded below, the bound)."""
    if len(c.symbols) != 1 or c.op not in _ORDERS:
        return None
    (name,) = c.symbols
    form = affine(c.difference, [name])
    if form is None or not form[0][0]:
        return None
    slope, rest = form[0][0], form[1]
    return name, (c.op[0] == ">") == (slope > 0), float(-rest / slope)


def _opposite(a: Condition, b: Condition) -> bool:
    """Whether two conditions are the two sides of one boundary."""
    if a.op not in _ORDERS or b.op not in _ORDERS:
        return False
    if a.op[0] == b.op[0]:
        return is_zero(a.difference + b.difference)
    return is_zero(a.difference - b.difference)


def blocks_of_outcomes(blocks: Iterable[Block], head: Mapping[str, str]) -> tuple[Block, ...]:
    """Return a block of cells for each outcome: where one equilibrium ends the next one goes on."""
    found: dict[tuple[str | None, str], Block] = {}
    for block in blocks:
        name = head.get(block.equilibrium or "", block.equilibrium)
        key = name, block.outcome
        before = found.get(key)
        cells = block.cells if before is None else tuple(map(_first, before.cells, block.cells))
        found[key] = replace(block, equilibrium=name, cells=cells)
    return tuple(found.values())


def _first(a: Cell, b: Cell) -> Cell:
    return b if a is None else a
