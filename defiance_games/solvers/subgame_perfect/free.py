"""The free variables of pieces: how they are made, what bears on payoffs, and equations solved for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ...symbolic.condition import Condition
from ...symbolic.expression import ONE, ZERO, Expression, add, symbol
from ...symbolic.parametric.projection import coefficients
from ...symbolic.parametric.workbench import Conjunction, Value, Workbench, linked
from ...symbolic.ring import simplify
from .pieces import Mixture, Piece, put


class FreeVariables:
    """Makes and settles the free variables of one solve."""

    def __init__(self, bench: Workbench):
        self.bench = bench
        self._simplices: dict[tuple[int, tuple[int, ...]], list[str]] = {}

    def mixture(self, s: int, n: int, actions: Sequence[int]) -> Mixture:
        """Return any mixture of some of the n actions at an information set, in free variables.

        Pieces of one subgame are alternatives, so that they may share their names.
        """
        key = (s, tuple(actions))
        if key not in self._simplices:
            names = [self.bench.fresh() for _ in actions[1:]]
            for name in names:
                self.bench.declare(name, (Condition(symbol(name), ">=", ZERO),))
            if names:
                self.bench.declare(names[-1], (Condition(add(*map(symbol, names)), "<=", ONE),))
            self._simplices[key] = names
        names = self._simplices[key]
        shares = dict(zip(actions, map(symbol, names), strict=False))
        shares[actions[-1]] = add(ONE, *(-x for x in shares.values()))
        return tuple(shares.get(k, ZERO) for k in range(n))

    def bearing(self, payoffs: Iterable[Value], limits: Conjunction) -> Conjunction:
        """Return the limits on which payoffs depend."""
        if not limits:
            return ()
        symbols = {s for u in payoffs if isinstance(u, Expression) for s in u.symbols}
        ranges = self.bench.ranges_of(s for c in limits for s in c.symbols)
        found = set(linked(symbols, [*limits, *ranges]))
        return tuple(c for c in limits if c in found)

    def settled(self, piece: Piece, limits: Conjunction, before: Conjunction) -> Iterator[Piece]:
        """Return a piece within limits, free variables that these determine put in for.

        ``before``: the limits that the pieces inside it know already.
        """
        if not limits:
            yield piece
            return
        work = [(piece, limits)]
        while work:
            piece, limits = work.pop()
            equation = next((found for c in limits if (found := self._equation(c))), None)
            if equation is None:
                new = tuple(c for c in limits if c not in before)
                yield replace(piece, limits=self.bearing(piece.payoffs, limits), new=new)
            else:
                work += list(self._put_in(piece, limits, *equation))[::-1]

    def _equation(self, c: Condition) -> tuple[Condition, str, Expression, Expression] | None:
        """An equation as slope * x + rest = 0, with x a free variable and none in its slope."""
        if c.op != "=":
            return None
        ring = self.bench.search([c.lhs, c.rhs]).ring
        p = ring.quotient(c.difference).num
        for x in reversed(self.bench.free(c.symbols)):
            i = ring.symbols.index(x)
            if p.degrees()[i] == 1:
                slope, rest = (ring.expression(q) for q in coefficients(p, i, x))
                if not self.bench.free(slope.symbols):
                    return c, x, slope, rest
        return None

    def _put_in(
        self, piece: Piece, limits: Conjunction, c: Condition, x: str, slope: Expression, rest: Expression
    ) -> Iterator[tuple[Piece, Conjunction]]:
        """Solve an equation: x = -rest/slope, and where its slope is zero so must be the rest."""
        others = tuple(d for d in limits if d != c)
        split = self.bench.cases(lambda ask: ask.sign(slope) == 0, [slope], piece.region, others)
        for region, within, vanishes in self.bench.grouped(split):
            part = replace(piece, region=region)
            if vanishes:
                conditions = [*within, Condition(rest, "=", ZERO)]
            else:
                e = simplify(-rest / slope)
                payoffs = tuple(put(u, x, e) for u in piece.payoffs)
                part = replace(part, payoffs=payoffs, solved=(*piece.solved, (x, e)))
                conditions = [d.subs({x: e}) for d in (*within, *self.bench.naming(x))]
            yield from self._narrowed(part, conditions)

    def _narrowed(self, piece: Piece, conditions: Sequence[Condition]) -> Iterator[tuple[Piece, Conjunction]]:
        """The parts of a piece on which conditions hold; these told apart and taken to their factors."""
        if any(not c.symbols and not c.holds() for c in conditions):
            return
        given = tuple(dict.fromkeys(c for c in conditions if c.symbols))
        for region, within in self.bench.within(piece.region, given):
            yield replace(piece, region=region), within
