"""Cells on a boundary as regions of the other parameters: the boundary's root is put in for the parameter."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from ..errors import InputError
from ..symbolic.condition import ALWAYS, Condition, Region
from .boundaries import NEG, POS, Atlas, Signs
from .roots import Root, coefficients

Conjunction = tuple[Condition, ...]


class Projection:
    """Says where in the other parameters something is so at a root in one parameter.

    A rational root is put into each polynomial, which leaves polynomials in the other parameters; any other
    closed form is put into the conditions as they are written.
    """

    def __init__(self, atlas: Atlas, parameter: str):
        self.atlas, self.parameter = atlas, parameter
        self.own = frozenset(atlas.users(parameter))  # symbols of the ring: the parameter and functions of it

    def inside(self, cell: Signs, root: Root) -> list[Signs]:
        """Return the parts of a cell on which it has this root, strictly inside the parameter's domain."""
        found = self.atlas.meeting([cell], root.cells)
        for c in self.atlas.domain:
            if self.parameter in c.symbols and c.op not in ("=", "!="):
                found = self.atlas.meeting(found, self.atlas.union(Condition(c.lhs, c.op[0], c.rhs)))
        return found

    def region(self, cells: Sequence[tuple[Root, Signs]], known: Sequence[tuple[Root, Signs]] = ()) -> Region:
        """Return a union of cells as a region, without what ``known`` says where that is one conjunction."""
        exact: list[Signs] = []
        written: list[Conjunction] = []
        for root, cell in cells:
            for part in self._projected(cell, root):
                rest = {i: m for i, m in part.items() if not self._uses(i)}
                texts = self._texts(part, root)
                if texts:
                    (conditions,) = self.atlas.region([rest]).disjuncts
                    written.append((*conditions, *self._not_implied(texts, conditions)))
                else:
                    exact.append(rest)
        short = self.atlas.region(exact).disjuncts if exact else ()
        found = dict.fromkeys((*short, *written))
        said = self.region(known).disjuncts if known else ()
        if len(said) == 1:
            found = dict.fromkeys(tuple(c for c in d if c not in said[0]) for d in found)
        return ALWAYS if () in found else Region(tuple(found))

    def _uses(self, i: int) -> bool:
        return bool(self.own & self.atlas.ring.variables(self.atlas.ring.factors[i]))

    def _projected(self, cell: Signs, root: Root) -> list[Signs]:
        """Replace the literals on the root's symbol, if the root is rational, by literals on the others."""
        if root.fraction is None:
            return [cell]
        ring, found = self.atlas.ring, [cell]
        replaced = [i for i in cell if i != root.index and root.generator in ring.variables(ring.factors[i])]
        for i in replaced:
            numerator = put(ring.factors[i], root.generator, *root.fraction)
            for k, _ in () if numerator.is_constant() else ring.factor(numerator)[1]:
                found = self.atlas.meeting(found, [{k: NEG}, {k: POS}])
        gone = {root.index, *replaced}
        return [{i: m for i, m in part.items() if i not in gone} for part in found]

    @cached_property
    def _oracle(self) -> Any:
        """An oracle on the other parameters' domain: what it says of the parameter is said of the root."""
        return self.atlas.oracle_on([c for c in self.atlas.domain if self.parameter not in c.symbols])

    def _texts(self, cell: Signs, root: Root) -> list[Condition]:
        """The literals that still hold the parameter, with the root put in; not those the rest implies."""
        found, rest = [], dict(cell)
        for i in [i for i in cell if self._uses(i) and i != root.index]:
            if root.alone and len(self.atlas.ring.variables(self.atlas.ring.factors[i])) == 1:
                continue  # decided: it holds all around the root
            others = {k: m for k, m in rest.items() if k != i}
            if self._oracle.possible_in(others, i) & ~cell[i] == 0:
                rest = others
                continue
            c = self.atlas.oracle.condition((i, cell[i]))
            found.append(c if isinstance(root.value, str) else c.subs({self.parameter: root.value}))
        return found

    def _not_implied(self, texts: Sequence[Condition], conditions: Conjunction) -> list[Condition]:
        from ..symbolic.proof import prove

        given = [*(c for c in self.atlas.domain if self.parameter not in c.symbols), *conditions]
        seconds = max(0.05, min(5, self.atlas.deadline - time.monotonic()))
        try:
            return [c for c in texts if not prove(c, given, seconds, certify=False)]
        except InputError:  # what could not be decided before: the conditions hold nowhere
            return list(texts)


def put(p: Any, generator: int, numerator: Any, denominator: Any) -> Any:
    """Return the numerator of p with numerator/denominator in place of one of its symbols."""
    parts = coefficients(p, generator)
    degree = len(parts) - 1
    total = parts[0] * denominator**degree
    for k in range(1, degree + 1):
        total = total + parts[k] * numerator**k * denominator ** (degree - k)
    return total
