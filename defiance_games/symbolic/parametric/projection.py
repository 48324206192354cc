"""Where is there a value of the free variables? Fourier-Motzkin elimination with case distinction.

A variable that occurs linearly in every condition is eliminated: each condition bounds it from below, from
above or (where its coefficient vanishes) not at all, and there is a value iff no lower bound exceeds an upper
one. Coefficients and bounds are polynomials in the other symbols; where a sign varies the cell is split.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..ring import Poly
from .explore import Case, Pruned
from .oracle import Cell
from .search import Search, Signs
from .signs import ANY, FLIP, NEG, POS, ZERO_, bit

Constraint = tuple[Poly, int]  # a polynomial and the signs that it may have
Line = tuple[Poly, Poly, int]  # a > 0, b and mask: the sign of a*x + b is in the mask


class NotLinear(Exception):
    """Raised where a variable to be eliminated does not occur linearly."""


def without(search: Search, cells: Sequence[Signs], names: Sequence[str]) -> list[Signs]:
    """Return where the variables ``names`` have values such that a cell holds; NotLinear where out of reach.

    >>> from ..parser import parse, parse_condition
    >>> search = Search(["a", "x"], [parse("a + x")], parse_condition("0 <= x <= 1"))
    >>> below = search.ring.quotient(parse("a - x")).num
    >>> [(i, _)] = search.ring.factor(below)[1]
    >>> search.region(search.short(without(search, [{i: POS}], ["x"])))
    a > 0
    """
    left = list(names)
    cells = [part for d in cells for part in _sided(search, d, names)]
    while left:
        for name in left:  # any order will do: take one that goes
            try:
                found = [part for d in cells for part in _eliminated(search, d, name)]
            except NotLinear:
                continue
            cells = list({frozenset(d.items()): d for d in found}.values())
            left.remove(name)
            break
        else:
            raise NotLinear(left[0])
    return list(cells)


def _sided(search: Search, signs: Signs, names: Sequence[str]) -> list[Signs]:
    """A cell divided by which side of zero a factor is on that holds the variables and must not vanish."""
    ring, parts = search.ring, [signs]
    places = {ring.symbols.index(name) for name in names}
    for k, mask in signs.items():
        if mask == NEG | POS and places & ring.variables(ring.factors[k]):
            parts = [{**d, k: side} for d in parts for side in (NEG, POS)]
    return parts


def _eliminated(search: Search, signs: Signs, name: str) -> list[Signs]:
    ring, i = search.ring, search.ring.symbols.index(name)
    rest: Signs = {}
    bounds: list[Constraint] = []
    for k, mask in signs.items():
        if i in ring.variables(ring.factors[k]):
            bounds.append((ring.factors[k], mask))
        else:
            rest[k] = mask
    for clause in search.oracle.clauses:
        if any(i in ring.variables(p) for p, _ in clause):
            if len(clause) > 1:
                raise NotLinear(name)
            bounds.append(clause[0])
    lines = [(*coefficients(p, i, name), mask) for p, mask in bounds if mask != ANY]

    def procedure(case: Case) -> None:
        _fail_if_none(case, [line for line in (_upright(case, line) for line in lines) if line])

    return [cell.signs for cell, _ in search.explorer(procedure, Cell(rest))]


def coefficients(p: Poly, i: int, name: str) -> tuple[Poly, Poly]:
    """Return (a, b) with p = a*x + b, x the symbol number i; NotLinear where its degree is higher."""
    if p.degrees()[i] > 1:
        raise NotLinear(name)
    a = p.derivative(i)
    return a, p - a * p.context().gens()[i]


def _upright(case: Case, line: Line) -> Line | None:
    """The condition with a positive coefficient; None where the variable is not in it, and it holds."""
    a, b, mask = line
    sign = _sign(case, a)
    if sign == 0:
        if not mask & bit(_sign(case, b)):
            raise Pruned("no value")
        return None
    if mask == NEG | POS:
        raise NotLinear("a value left out")
    return (a, b, mask) if sign > 0 else (-a, -b, FLIP[mask])


def _fail_if_none(case: Case, lines: Sequence[Line]) -> None:
    equal = next((line for line in lines if line[2] == ZERO_), None)
    if equal is not None:
        a, b, _ = equal
        for c, d, mask in lines:
            if not mask & bit(_sign(case, d * a - c * b)):
                raise Pruned("no value")
        return
    for a, b, low in lines:
        for c, d, high in lines:
            if low & POS and high & NEG:  # -b/a <= x <= -d/c
                gap = _sign(case, b * c - d * a)
                if gap < 0 or (gap == 0 and not (low & ZERO_ and high & ZERO_)):
                    raise Pruned("no value")


def _sign(case: Case, p: Any) -> int:
    return case.sign(p)
