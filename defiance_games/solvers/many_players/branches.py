"""Branches: pieces with one free unknown that one equation ties to the parameters, and where they exist.

The roots of a quadratic equation are formulas. That a root satisfies an inequality is a condition on the
signs of polynomials in the parameters, and so is that an equation of higher degree has such a root
(:mod:`..symbolic.counting`); the cells of the parameters in which these signs are right make the region.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ...errors import TimeLimitReached
from ...symbolic.counting import Counter, Undetermined
from ...symbolic.deciding import Claim
from ...symbolic.elimination import coefficients_in
from ...symbolic.parametric.explore import Pruned
from ...symbolic.parametric.workbench import Asked, Union, Workbench
from ...symbolic.ring import Poly
from ...symbolic.surds import Root, roots
from .setting import Piece, Setting

SECONDS = 15.0  # for one piece
MOST_CLAIMS = 4  # on a root that has no formula


@dataclass(frozen=True)
class Branch:
    """One root (None: those in the range of the free variable) and the region where it exists."""

    root: Root | None
    region: Union


def equation_of(setting: Setting, piece: Piece) -> Poly | None:
    """Return the equation of the one free unknown of a piece; None where it is not so simple."""
    if setting.numeric or piece.point is not None or len(piece.free) != 1:
        return None
    binding = [e for e in piece.equations if e.degrees()[piece.free[0]]]
    return binding[0] if len(binding) == 1 else None


class Branches:
    """Finds the branches of a game's pieces."""

    def __init__(self, setting: Setting, game: Any):
        self.setting, self.ring = setting, setting.ring
        leaves = [e for _, e in game.expressions()]
        sides = [side for c in game.domain for side in (c.lhs, c.rhs)]
        self._bench = lambda deadline: Workbench(
            [p.name for p in game.parameters], game.domain, [*leaves, *sides], deadline=deadline
        )
        self.unconfirmed: list[str] = []

    def of(self, piece: Piece, claims: Sequence[Claim]) -> list[Branch] | None:
        """Return the branches of a piece on which the claims hold; None where they cannot be told."""
        p = equation_of(self.setting, piece)
        if p is None:
            return None
        (i,) = piece.free
        others = [(q, op) for q, op in claims if q not in (p, -p)]
        others.sort(key=lambda claim: (claim[0].total_degree(), len(claim[0])))
        deadline = self._deadline()
        bench = self._bench(deadline)
        try:
            found = self._found(bench, p, i, others)
            self.unconfirmed += bench.unconfirmed(deadline)
        except (TimeLimitReached, Undetermined):
            return None
        return found

    def united(self, branches: Sequence[Branch]) -> Union:
        """Return the region where any of the branches exists."""
        union = tuple(d for b in branches for d in b.region)
        if len(branches) < 2:
            return union
        try:
            return self._bench(self._deadline()).short(union)
        except TimeLimitReached:
            return union

    def _deadline(self) -> float:
        now = time.monotonic()
        most = now + SECONDS
        return most if self.setting.deadline is None else min(most, max(self.setting.deadline, now + 2))

    def _found(self, bench: Workbench, p: Poly, i: int, claims: Sequence[Claim]) -> list[Branch]:
        degree = int(p.degrees()[i])
        if degree > 2:
            return self._implicit(bench, p, i, claims)
        c, b, a = coefficients_in(p, i)
        plus, minus = roots(self.ring, p, i)
        line = Root(self.ring, i, (-c, self.ring.zero, b), self.ring.one)
        double = Root(self.ring, i, (-b, self.ring.zero, 2 * a), self.ring.one)
        half = plus.surd[1]

        def separate(sign: Callable[[Poly], int], root: Root) -> bool:
            if root is line:
                if sign(a) == 0 == sign(b) == sign(c):
                    raise Undetermined
                return sign(a) == 0 != sign(b)
            if sign(a) == 0:
                return False
            if root is double:
                return sign(plus.d) < 0 and sign(half) == 0
            return sign(plus.d) >= 0 and (root is plus or (sign(plus.d) > 0 and sign(half) != 0))

        def holds(sign: Callable[[Poly], int], root: Root) -> bool:
            return separate(sign, root) and all(_is(root.sign(q, sign), op) for q, op in claims)

        found = []
        for root in (plus, minus, line, double):
            region = self._region(bench, lambda sign, root=root: holds(sign, root))
            if region:
                found.append(Branch(root, region))
        return found

    def _implicit(self, bench: Workbench, p: Poly, i: int, claims: Sequence[Claim]) -> list[Branch]:
        """The branch on which a polynomial has a root from 0 to 1."""
        x = self.setting.generator(i)
        inside = [(q, op) for q, op in claims if q.degrees()[i] and (q, op) not in ((x, ">="), (1 - x, ">="))]
        ties = [(q, op) for q, op in claims if not q.degrees()[i]]
        if len(inside) > MOST_CLAIMS:
            raise Undetermined

        def holds(sign: Callable[[Poly], int]) -> bool:
            counter = Counter(self.ring, i, sign)
            return all(_is(sign(q), op) for q, op in ties) and counter.any_root(p, inside)

        region = self._region(bench, holds)
        return [Branch(None, region)] if region else []

    def _region(self, bench: Workbench, holds: Callable[[Callable[[Poly], int]], bool]) -> Union:
        """The parameters at which something holds that is known from signs of polynomials in them."""

        def checked(here: Asked) -> bool:
            if not holds(lambda q: here.sign(self.ring.expression(q))):
                raise Pruned("no branch")
            return True

        parts = [
            self.ring.expression(self.setting.generator(k))
            for k in range(self.setting.count, len(self.ring.symbols))
        ]
        return tuple(d for union, _, _ in bench.grouped(bench.cases(checked, parts)) for d in union)


def _is(sign: int, op: str) -> bool:
    return {">": sign > 0, ">=": sign >= 0, "=": sign == 0, "!=": sign != 0}[op]
