"""Regular equilibria, which small trembles only move a little."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from ..symbolic.expression import ONE, ZERO, Expression, add, multiply, symbol
from ..symbolic.parametric.search import Search, Signs
from .agents import Agents

MAX_SQUARE = 6


def regular_cells(
    agents: Agents, search: Search, start: Signs, pattern: Sequence[Sequence[bool]]
) -> tuple[list[Signs], list[Signs]]:
    """Return the parts of a cell where the profile is a regular equilibrium, and the others.

    The actions in use (``pattern``) are strictly better than the others, and what they gain over each other
    has, as a function of their weights, a Jacobian that is not singular. By the implicit function theorem
    small trembles in the other actions then move the weights a little, so that the profile is perfect (van
    Damme 1987, theorem 2.5.5).
    """
    names = [[f"weight_{j}_{a}" for a in range(len(mix))] for j, mix in enumerate(agents.mixes)]
    used = [[a for a, positive in enumerate(row) if positive] for row in pattern]
    moving: list[list[Expression]] = []
    for row, mix, there in zip(names, agents.mixes, used, strict=True):
        last = ONE - add(*(symbol(row[a]) for a in there[:-1]))
        known = {a: symbol(row[a]) for a in there[:-1]} | {there[-1]: last}
        moving.append([known.get(a, ZERO) for a in range(len(mix))])
    here = {row[a]: mix[a] for row, mix in zip(names, agents.mixes, strict=True) for a in range(len(mix))}
    unknown = [names[j][a] for j, there in enumerate(used) for a in there[:-1]]
    if len(unknown) > MAX_SQUARE:
        return [], [start]
    equations = [agents.gain(j, a, there[-1], moving) for j, there in enumerate(used) for a in there[:-1]]
    square = [[e.diff(x).subs(here) for x in unknown] for e in equations]
    worse = [
        agents.gain(j, a, there[-1], agents.mixes)
        for j, there in enumerate(used)
        for a in range(len(names[j]))
        if a not in there
    ]
    determinant, *gains = search.polynomials([_determinant(square), *worse])

    def regular(case: Any) -> bool:
        return case.sign(determinant) != 0 and all(case.sign(g) < 0 for g in gains)

    return search.divided([start], regular)


def _determinant(square: Sequence[Sequence[Expression]]) -> Expression:
    if not square:
        return ONE
    first, *rest = square
    minors = ([[*row[:k], *row[k + 1 :]] for row in rest] for k in range(len(first)))
    signed = zip(first, minors, itertools.cycle((ONE, -ONE)))
    return add(*(multiply(s, x, _determinant(m)) for x, m, s in signed if x != ZERO))
