"""Where an argument stands: the equilibrium, its region, and what may be said there."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..solution import Equilibrium
from ..symbolic.condition import Condition
from ..symbolic.expression import ONE, ZERO, Expression, add, symbol
from ..symbolic.ring import simplify
from .checking import Court, point_in
from .decisions import Belief, Parts
from .lemma import Lemma
from .steps import Cell, Formula, Named, joined
from .writing import Writer


@dataclass(frozen=True)
class Constraint:
    """What an equilibrium asks of the parameters (and free variables), and who asks it."""

    conditions: tuple[Condition, ...]
    asks: Cell


class Ground:
    """One equilibrium before the court; collects what it asks for. With an example where students read."""

    def __init__(
        self,
        court: Court,
        writer: Writer,
        e: Equilibrium,
        parts: Parts,
        prefer: Mapping[str, Any] | None = None,
        lemmas: Mapping[str, Lemma] | None = None,
    ):
        self.court, self.writer, self.e = court, writer, e
        self.decisions, self.unknowns, self.shown = parts
        self.ranges = tuple(c for cs in e.free_variables.values() for c in cs)
        shares = [
            p for d in self.decisions for p in d.mixture.values() if p.symbols & e.free_variables.keys()
        ]
        self.shares = tuple(c for p in shares for c in (Condition(p, ">=", ZERO), Condition(p, "<=", ONE)))
        self.lemmas: Mapping[str, Lemma] = lemmas or {}
        self.ends = self._ends()
        bounds = [
            Condition(v, op, x) for v in self.unknowns.values.values() for op, x in ((">", ZERO), ("<", ONE))
        ]
        self.inside = tuple(c for c in bounds if c.symbols and self.everywhere(c))
        self.constraints: list[Constraint] = []
        self.example = self._point(prefer) if writer.student else None

    def _ends(self) -> list[dict[str, Expression]]:
        """The corners of a box of free variables; none where their set is no box."""
        if not self.e.free_variables:
            return [{}]
        choices = []
        for name, bounds in self.e.free_variables.items():
            ends: list[Expression] = []
            for c in bounds:
                if c.symbols & (self.e.free_variables.keys() - {name}):
                    return []
                if symbol(name) not in (c.lhs, c.rhs):
                    return []
                ends.append(c.rhs if c.lhs == symbol(name) else c.lhs)
            choices.append([(name, x) for x in dict.fromkeys(ends)])
        return [dict(corner) for corner in itertools.product(*choices)]

    def at_ends(self, c: Condition) -> Cell:
        """What a condition comes to that has to hold for all free variables, beyond that there are any."""
        shares = [s.subs(corner) for s in self.shares for corner in self.ends]
        found = [self.court.shortened(c.subs(corner)) for corner in self.ends]
        kept = [x for x in found if x is not None]
        for x in list(kept):
            if self.court.follows(x, [*shares, *(y for y in kept if y is not x)]):
                kept.remove(x)
        return self.writer.conjunction(kept) if kept else ""

    def everywhere(self, claim: Condition) -> bool:
        """Whether a claim holds on the whole region, at all values of the free variables."""
        return all(self.court.follows(claim, (*d, *self.ranges)) for d in self.e.region.disjuncts)

    def _point(self, prefer: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """The point of the running example: the default one where the equilibrium exists there."""
        for d in self.e.region.disjuncts:
            found = point_in(self.court, (*d, *self.ranges), prefer)
            if found is not None:
                return found
        return None

    def number(self, x: Expression) -> Expression | None:
        """What a formula is at the example; None where there is none."""
        if self.example is None or not x.symbols <= self.example.keys():
            return None
        value = simplify(x.subs(self.example))
        return value if value.is_number else None

    def bounds(self, some: Sequence[Condition], b: Belief) -> Cell:
        """A set of beliefs without what every belief satisfies."""
        mine = [Condition(symbol(f"mu_{a}"), ">=", ZERO) for a in b.about]
        mine.append(Condition(add(*(symbol(f"mu_{a}") for a in b.about)), "=", ONE))
        kept = [
            c for c in some if c.op == "=" or not self.court.follows(c, (*mine, *self.e.region.disjuncts[0]))
        ]
        kept = [c for c in kept if not (c.op == "=" and self.court.follows(c, mine))]
        own = {f"mu_{a}": Named("mu", "", a, b.given) for a in b.about}
        shown = []
        for c in kept:
            right = self.writer.value(c.rhs)
            known = c.lhs.op == "symbol" and not right.symbols & own.keys()
            left = own.get(str(c.lhs)) if known else None
            shown.append(Condition(c.lhs, c.op, right) if left is None else Formula((left, c.op, right)))
        return joined(shown, last=" and ")

    def at(self, x: Expression, value: Expression) -> Cell:
        """The value at the example, in words."""
        number = self.number(value)
        return "" if number is None else ("in the example, ", Formula((x, "=", number)))

    def compared(self, x: Expression, y: Expression) -> tuple[Cell, ...]:
        a, b = self.number(x), self.number(y)
        if a is None or b is None:
            return ()
        return ("; in the example, ", Formula((a, ">=", b)))

    def affirm(self, claim: Condition) -> Condition:
        """Return a claim that holds on the whole region; Refused where that is not confirmed."""
        for c in self.e.region.disjuncts:
            self.court.affirm(claim, (*c, *self.ranges))
        return claim

    def constrain(self, conditions: tuple[Condition, ...], asks: Cell) -> None:
        """Take up what somebody asks for; it holds on the region."""
        self.constraints.append(Constraint(tuple(map(self.affirm, conditions)), asks))

    def only_root(self, difference: Expression, name: str, value: Expression) -> bool:
        """Whether an equation has no other solution that is a probability."""
        t = symbol(name)
        asked = [Condition(difference, "=", ZERO), Condition(t, ">=", ZERO), Condition(t, "<=", ONE)]
        claim = Condition(t, "=", value)
        return all(self.court.follows(claim, [*d, *self.ranges, *asked]) for d in self.e.region.disjuncts)

    def same(self, a: Expression, b: Expression) -> None:
        self.zero(a - b)

    def zero(self, difference: Expression) -> None:
        """Refused unless a difference is zero: identically, or on the region."""
        claim = Condition(difference, "=", ZERO)
        self.affirm(claim)
