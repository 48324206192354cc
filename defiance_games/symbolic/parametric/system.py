"""Polynomial conditions on parameters and unknowns, solved as they come.

A *part* is a conjunction of signs on top of the domain together with the unknowns that its equations
settle. Asking a part for one more condition returns the parts of it in which the condition holds, none
where that is impossible. An equation in which some unknown is linear, with a coefficient that is not
zero, is solved for that unknown, which thereby disappears; other equations stay as they are (an implicit
branch).

>>> from ..condition import Condition
>>> from ..expression import symbol
>>> from .search import Search
>>> x, c = symbol("x"), symbol("c")
>>> domain = [Condition(x, ">=", 0 * x), Condition(x, "<=", 1 + 0 * x), Condition(c, ">", 0 * c)]
>>> system = System(Search(["c", "x"], [c, x], domain), ["x"])
>>> parts = system.require(system.start, system.ring.quotient(c * x - 1), "=")
>>> [(system.formulas(p), system.search.region([p.signs])) for p in parts]
[({'x': 1/c}, c >= 1)]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..expression import Expression
from ..ring import Poly, Quotient, Ring
from .search import Search, Signs
from .signs import FLIP, MASK, NEG, POS, ZERO_

Solved = Mapping[int, Quotient]  # position of an unknown among the ring's symbols -> its value


@dataclass(frozen=True)
class Part:
    """Signs of factors, and the unknowns that are settled."""

    signs: Signs = field(default_factory=dict)
    solved: Solved = field(default_factory=dict)


class Field:
    """Arithmetic of rational functions."""

    def __init__(self, ring: Ring):
        self.ring = ring
        self.zero, self.one = Quotient(ring.zero, ring.one), Quotient(ring.one, ring.one)

    def plus(self, a: Quotient, b: Quotient) -> Quotient:
        if a.num == 0 or b.num == 0:
            return b if a.num == 0 else a
        if a.den == b.den:
            return self.ring.reduced(a.num + b.num, a.den)
        return self.ring.reduced(a.num * b.den + b.num * a.den, a.den * b.den)

    def minus(self, a: Quotient, b: Quotient) -> Quotient:
        return self.plus(a, Quotient(-b.num, b.den))

    def times(self, a: Quotient, b: Quotient) -> Quotient:
        if a.num == 0 or b.num == 0:
            return self.zero
        return self.ring.reduced(a.num * b.num, a.den * b.den)

    def over(self, a: Quotient, b: Quotient) -> Quotient:
        return self.ring.reduced(a.num * b.den, a.den * b.num)


class System:
    """Asks parts for conditions. ``unknowns``: the names of symbols that equations are solved for."""

    def __init__(self, search: Search, unknowns: Sequence[str]):
        self.search, self.oracle, self.ring = search, search.oracle, search.ring
        self.field = Field(self.ring)
        places = {name: i for i, name in enumerate(self.ring.symbols)}
        self.unknowns = {places[n]: n for n in unknowns if n in places}
        self.start = Part()
        self._reach: dict[int, frozenset[int]] = {}  # factor -> the symbols it is linked to by the domain

    # -- values -----------------------------------------------------------------------------------
    def value(self, part: Part, q: Quotient) -> Quotient:
        """Return a rational function with the settled unknowns replaced."""
        for i in self._within(q.num) | self._within(q.den):
            if i in part.solved:
                q = self._replaced(q, i, part.solved[i])
        return q

    def _within(self, p: Poly) -> frozenset[int]:
        return self.ring.variables(p) & self.unknowns.keys()

    def unknowns_in(self, part: Part, q: Quotient) -> frozenset[int]:
        """Return the unknowns left in a rational function."""
        q = self.value(part, q)
        return self._within(q.num) | self._within(q.den)

    def formulas(self, part: Part) -> dict[str, Expression]:
        """Return the settled unknowns."""
        return {self.unknowns[i]: self.ring.formula(q) for i, q in sorted(part.solved.items())}

    def coefficients(self, p: Poly, i: int) -> list[Poly]:
        """Return the coefficients of the powers of one symbol, ascending."""
        terms: dict[int, dict[tuple[int, ...], int]] = {}
        for monomial, coefficient in p.terms():
            powers = [int(d) for d in monomial]
            degree, powers[i] = powers[i], 0
            terms.setdefault(degree, {})[tuple(powers)] = int(coefficient)
        return [self.ring.context.from_dict(terms.get(d, {})) for d in range(max(terms, default=0) + 1)]

    def _replaced(self, q: Quotient, i: int, by: Quotient) -> Quotient:
        above, below = self.coefficients(q.num, i), self.coefficients(q.den, i)
        degree = max(len(above), len(below)) - 1

        def at(coefficients: list[Poly]) -> Poly:
            total = self.ring.zero
            for k, c in enumerate(coefficients):
                total = total + c * by.num**k * by.den ** (degree - k)
            return total

        return self.ring.reduced(at(above), at(below))

    def _possible_in(self, signs: Signs, index: int) -> int:
        """Return the signs that a factor can have; only what is linked to it is asked about."""
        return self.oracle.possible_in(self._about(signs, index), index)

    def _about(self, signs: Signs, index: int) -> Signs:
        """The literals that share symbols with a factor, directly or through others."""
        reached = self._reached(index)
        left = {i: self._reached(i) for i in signs}
        found: dict[int, int] = {}
        more = True
        while more:
            more = [i for i, symbols in left.items() if symbols & reached]
            for i in more:
                found[i] = signs[i]
                reached |= left.pop(i)
        return {i: found[i] for i in signs if i in found}

    def _reached(self, index: int) -> frozenset[int]:
        got = self._reach.get(index)
        if got is None:
            got = self._reach[index] = self.oracle.linked([index])
        return got

    # -- conditions -------------------------------------------------------------------------------
    def require(self, part: Part, q: Quotient, op: str) -> list[Part]:
        """Return the parts of ``part`` in which ``q op 0`` holds."""
        return list(self._required(part, q, MASK[op]))

    def all(self, part: Part, conditions: Sequence[tuple[Quotient, str]]) -> list[Part]:
        """Return the parts in which every condition holds."""
        parts = [part]
        for q, op in conditions:
            parts = [p for old in parts for p in self._required(old, q, MASK[op])]
        return parts

    def _required(self, part: Part, q: Quotient, mask: int) -> Iterator[Part]:
        q = self.value(part, q)
        if q.num == 0:
            yield from [part] if mask & ZERO_ else []
            return
        sign, factors = 1, []
        for p in (q.num, q.den):
            constant, found = self.ring.factor(p)
            sign *= constant
            factors += found
        yield from self._product(part, sign, factors, mask)

    def _product(
        self, part: Part, sign: int, factors: Sequence[tuple[int, int]], mask: int
    ) -> Iterator[Part]:
        """The parts in which ``sign`` times a product of powers of factors has a sign in the mask."""
        unsettled = []
        for index, multiplicity in factors:
            possible = self._possible_in(part.signs, index)
            if possible == ZERO_:
                yield from [part] if mask & ZERO_ else []
                return
            if possible not in (NEG, POS):
                unsettled.append((index, multiplicity, possible))
            elif possible == NEG and multiplicity % 2:
                sign = -sign
        if not unsettled:
            yield from [part] if mask & (POS if sign > 0 else NEG) else []
            return
        (index, multiplicity, possible), *rest = unsettled
        if not rest and multiplicity % 2:
            yield from self.with_sign(part, index, mask if sign > 0 else FLIP[mask])
            return
        left = [(i, m) for i, m, _ in rest]
        for b, turn in ((NEG, -1 if multiplicity % 2 else 1), (POS, 1)):
            if possible & b:
                for p in self.with_sign(part, index, b):
                    yield from self._again(p, sign * turn, left, mask)
        if mask & ZERO_ and possible & ZERO_:
            yield from self.with_sign(part, index, ZERO_)

    def _again(self, part: Part, sign: int, factors: Sequence[tuple[int, int]], mask: int) -> Iterator[Part]:
        """The same for the factors left, in which an unknown may just have been settled."""
        num = self.ring.one
        for index, multiplicity in factors:
            num = num * self.ring.factors[index] ** multiplicity
        yield from self._required(part, Quotient(num * sign, self.ring.one), mask)

    def with_sign(self, part: Part, index: int, mask: int) -> Iterator[Part]:
        """The parts in which a factor's sign is in the mask; equations are solved where possible."""
        possible = self._possible_in(part.signs, index)
        mask &= possible
        if mask in (0, possible):
            yield from [part] if mask else []
            return
        parameters_only = not self._within(self.ring.factors[index])
        explorer = self.search.explorer
        if mask == ZERO_ and parameters_only and explorer.generic:
            explorer.excepted.add(index)
            return
        signs = {**part.signs, index: mask}
        found = Part(signs, part.solved)
        if mask == ZERO_ and not parameters_only:
            yield from self._solved(found, index)
        else:
            yield found

    def _solved(self, part: Part, index: int) -> Iterator[Part]:
        """Solve the equation factor = 0 for an unknown, if it is linear in one."""
        f = self.ring.factors[index]
        linear = {i: self.coefficients(f, i) for i in sorted(self._within(f)) if f.degrees()[i] == 1}
        if not linear:
            yield part
            return
        without = Part({i: m for i, m in part.signs.items() if i != index}, part.solved)
        for i, (_, slope) in linear.items():
            if not self._may_vanish(part, slope):
                yield from self._settled(without, f, i)
                return
        i, (constant, slope) = next(iter(linear.items()))
        for p in self._required(without, Quotient(slope, self.ring.one), NEG | POS):
            yield from self._settled(p, f, i)
        for p in self._required(without, Quotient(slope, self.ring.one), ZERO_):
            yield from self._required(p, Quotient(constant, self.ring.one), ZERO_)

    def _may_vanish(self, part: Part, p: Poly) -> bool:
        factors = self.ring.factor(p)[1] if p != 0 else ()
        return p == 0 or any(self._possible_in(part.signs, index) & ZERO_ for index, _ in factors)

    def _settled(self, part: Part, f: Poly, i: int) -> Iterator[Part]:
        """The part with unknown ``i`` settled by f = 0, its conditions stated in what is left."""
        q = self.value(part, Quotient(f, self.ring.one))
        if i not in self._within(q.num):
            yield from self._required(part, q, ZERO_)
            return
        constant, slope = self.coefficients(q.num, i)
        x = self.ring.reduced(-constant, slope)
        solved = {k: self._replaced(v, i, x) for k, v in part.solved.items()} | {i: x}
        moved = {k: m for k, m in part.signs.items() if i in self.ring.variables(self.ring.factors[k])}
        kept = Part({k: m for k, m in part.signs.items() if k not in moved}, solved)
        conditions = [(x, MASK[">="]), (self.field.minus(x, self.field.one), MASK["<="])]
        conditions += [(Quotient(self.ring.factors[k], self.ring.one), m) for k, m in moved.items()]
        parts = [kept]
        for value, mask in conditions:
            parts = [p for old in parts for p in self._required(old, value, mask)]
        yield from parts

    def possible(self, signs: Signs, q: Quotient) -> int:
        """Return the mask of the signs that a rational function can have (or more, if factors are linked)."""
        if q.num == 0:
            return ZERO_
        mask = POS
        for p in (q.num, q.den):
            constant, factors = self.ring.factor(p)
            mask = mask if constant > 0 else FLIP[mask]
            for index, multiplicity in factors:
                found = self._possible_in(signs, index)
                if multiplicity % 2 == 0:
                    found = (found & ZERO_) | (POS if found & (NEG | POS) else 0)
                mask = _times(mask, found)
        return mask

    # -- projection -------------------------------------------------------------------------------
    def projected(self, part: Part, unknowns: Sequence[int]) -> list[Signs] | None:
        """Return where the unknowns left have values, as signs of the other symbols; None if not linear."""
        parts = [part]
        for i in unknowns:
            following: list[Part] = []
            for p in parts:
                found = self._without(p, i)
                if found is None:
                    return None
                following += found
            parts = following
        return [p.signs for p in parts]

    def _without(self, part: Part, i: int) -> list[Part] | None:
        """Eliminate one unknown, between 0 and 1, by Fourier and Motzkin's method."""
        one = self.ring.one
        bounded = {k: m for k, m in part.signs.items() if i in self.ring.variables(self.ring.factors[k])}
        if not bounded:
            return [part]
        left = [Part({k: m for k, m in part.signs.items() if k not in bounded}, part.solved)]
        pairs = {k: self.coefficients(self.ring.factors[k], i) for k in bounded}
        if any(len(pair) > 2 or bounded[k] in (ZERO_, NEG | POS) for k, pair in pairs.items()):
            return None
        for _, slope in pairs.values():
            q = Quotient(slope, one)
            left = [p for old in left for op in ("<", "=", ">") for p in self.require(old, q, op)]
        done: list[Part] = []
        for p in left:
            low: list[tuple[Quotient, bool]] = [(self.field.zero, False)]
            high: list[tuple[Quotient, bool]] = [(self.field.one, False)]
            conditions: list[tuple[Quotient, str]] = []
            for k, (constant, slope) in pairs.items():
                above = bounded[k] & POS > 0
                strict = not bounded[k] & ZERO_
                sign = self._sign(p, slope)
                if sign == 0:
                    op = (">" if above else "<") + ("" if strict else "=")
                    conditions.append((Quotient(constant, one), op))
                    continue
                edge = self.ring.reduced(-constant, slope)
                (low if (sign > 0) == above else high).append((edge, strict))
            conditions += [
                (self.field.minus(b, a), ">" if strict or strict_too else ">=")
                for a, strict in low
                for b, strict_too in high
            ]
            done += self.all(p, conditions)
        return done

    def _sign(self, part: Part, p: Poly) -> int:
        if p == 0:
            return 0
        sign, factors = self.ring.factor(p)
        for index, multiplicity in factors:
            mask = self._possible_in(part.signs, index)
            if mask == ZERO_:
                return 0
            sign *= -1 if mask == NEG and multiplicity % 2 else 1
        return sign


def _times(a: int, b: int) -> int:
    """The signs that a product of numbers with these signs can have."""
    signs = {(i - 1) * (j - 1) for i in range(3) for j in range(3) if a >> i & 1 and b >> j & 1}
    return sum(1 << (k + 1) for k in signs)
