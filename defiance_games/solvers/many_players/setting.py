"""What every step of the search works with: payoff polynomials, the decider, and pieces of answers."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ...errors import TimeLimitReached
from ...games.multilinear import Demands, Face, Multilinear, reached
from ...games.strategic import Strategic
from ...symbolic.condition import Condition
from ...symbolic.deciding import Claim, Decider
from ...symbolic.elimination import AlgebraicPoint, Component, substituted
from ...symbolic.factors import factored
from ...symbolic.intervals import Root
from ...symbolic.ring import Poly


@dataclass
class Piece:
    """A part of K(F): a point, or a set of values of the unknowns that are not solved."""

    demands: Demands
    point: AlgebraicPoint | None = None
    solved: tuple[tuple[int, Poly, Poly], ...] = ()
    equalities: tuple[Poly, ...] = ()  # everything that vanishes on it, in the unknowns of its face
    equations: tuple[Poly, ...] = ()  # what is left of that, in what is not solved
    ends: tuple[Root, Root] | None = None  # of the one free variable
    claims: list[Claim] = field(default_factory=list)  # what constrains the free variables and parameters

    @property
    def component(self) -> Component:
        """What is solved, and what is left to solve."""
        return Component(self.solved, self.equations)

    @property
    def free(self) -> list[int]:
        """The unknowns that are not solved."""
        solved = {i for i, _, _ in self.solved}
        return [i for i in self.demands.unknowns if i not in solved]


class Setting:
    """A game's polynomials, in ``ring``: ``count`` weights, then parameters (none where ``numeric``)."""

    def __init__(self, strategic: Strategic, payoffs: Multilinear, decider: Decider, deadline: float | None):
        self.strategic, self.players = strategic, strategic.players
        self.payoffs, self.decider, self.deadline = payoffs, decider, deadline
        self.ring, self.count = payoffs.ring, len(payoffs.labels)
        self.numeric = len(self.ring.symbols) == self.count

    @classmethod
    def of(cls, game: Any, deadline: float | None) -> Setting:
        """Return the setting of a normal form, or of a tree with perfect recall."""
        strategic = Strategic.of(game)
        used = frozenset(s for us in strategic.terms.values() for u in us for s in u.symbols)
        names, domain = _related(used, game.domain)
        order = [p.name for p in game.parameters if p.name in names]
        ring = Multilinear.ring_of(strategic, order, [e for c in domain for e in (c.lhs, c.rhs)])
        decider = Decider(ring, domain, deadline)
        return cls(strategic, Multilinear(strategic, ring, decider.sign), decider, deadline)

    def check_time(self) -> None:
        """Raise TimeLimitReached past the deadline."""
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise TimeLimitReached("the time limit was reached")

    def name(self, profile: Sequence[Face]) -> str:
        """The moves that a profile of faces uses, in words."""
        names = []
        for plans, face in zip(self.players, profile, strict=True):
            for choice, moves in reached(plans, face):
                used = [a for a, s in zip(choice.actions, choice.sequences, strict=True) if s in moves]
                names.append(used[0] if len(used) == 1 else "{" + ", ".join(used) + "}")
        return ", ".join(names)

    def generator(self, i: int) -> Poly:
        """A variable of the ring as a polynomial."""
        return self.ring.context.gens()[i]

    def put_in(self, p: Poly, component: Component, demands: Demands, bound: bool = False) -> Poly:
        """p with the solved unknowns put in, up to a factor that is positive inside the face; zero as such.

        ``bound``: p bounds the face, so that only parameters may be left out.
        """
        for i, numerator, denominator in component.solved:
            p, n = substituted(p, i, numerator, denominator)
            if n % 2:
                p = p * denominator
        if p == 0 or p.is_constant():
            return p
        constant, parts = factored(p)
        total = self.ring.constant(1 if constant > 0 else -1)
        for f, n in parts:
            if any(f == e or f == -e for e in component.equations):
                return self.ring.zero
            sign = None if bound and any(f.degrees()[: self.count]) else demands.definite(f)
            total = total * (sign**n if sign else f if n % 2 else f * f)
        return total


def negated(claim: Claim) -> Claim:
    """Return the claim that holds where this one does not."""
    p, op = claim
    return {">": (-p, ">="), ">=": (-p, ">"), "=": (p, "!="), "!=": (p, "=")}[op]


def _related(used: frozenset[str], domain: Sequence[Condition]) -> tuple[set[str], list[Condition]]:
    """The parameters that bear on those in use, through chains of conditions, and these conditions."""
    names, chosen = set(used), []
    left = list(domain)
    while more := [c for c in left if c.symbols & names]:
        chosen += more
        left = [c for c in left if c not in more]
        names |= {s for c in more for s in c.symbols}
    return names, chosen
