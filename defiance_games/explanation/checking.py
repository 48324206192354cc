"""The court of a derivation: every equality and inequality passes here before it is printed.

An equality must be an identity of rational functions; an inequality must be proved on the domain and what
is assumed besides. What is refused raises :class:`Refused`, and is not printed.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from ..symbolic.condition import Condition
from ..symbolic.expand import integer_exponent, is_zero
from ..symbolic.expression import ZERO, Expression, add, as_expression, multiply, symbol
from ..symbolic.parametric.search import Search
from ..symbolic.ring import simplify
from ..symbolic.smt import satisfy
from .refuting import Refuter

_WEAK = {"<": "<=", ">": ">="}
_STRICT = {"<=": "<", ">=": ">"}


class Refused(Exception):
    """What a derivation was about to say could not be confirmed."""


class Court:
    """Confirms what a derivation says on a domain, within a time limit; keeps what it confirmed."""

    def __init__(
        self, names: Sequence[str], domain: Iterable[Condition], deadline: float, integers: Iterable[str] = ()
    ):
        self.names, self.domain, self.deadline = list(names), tuple(domain), deadline
        self.integers = frozenset(integers)
        self.confirmed: list[tuple[tuple[Condition, ...], Condition]] = []
        self._empty: dict[frozenset[Condition], bool] = {}
        self._refuter = Refuter(self.domain, self.integers)
        self._searches: dict[tuple[tuple[Condition, ...], frozenset[str]], Search] = {}

    # -- what holds -------------------------------------------------------------------------------
    def same(self, a: Expression, b: Expression) -> bool:
        """Whether two expressions are equal identically."""
        return a == b or is_zero(a - b)

    def impossible(self, conditions: Iterable[Condition]) -> bool:
        """Whether conditions contradict each other on the domain (False where undecided)."""
        asked = [c for c in conditions if not _settled(c) or not c.holds()]
        if any(map(_settled, asked)):
            return True
        key = frozenset(asked)
        if key not in self._empty:
            left = max(0.05, min(5.0, self.deadline - time.monotonic()))
            self._empty[key] = self._refuter.refuted(asked, left)
        return self._empty[key]

    def follows(self, claim: Condition, given: Iterable[Condition] = ()) -> bool:
        """Whether a claim holds wherever what is given does, on the domain."""
        given = tuple(given)
        if claim.op == "=" and self.same(claim.lhs, claim.rhs):
            return True
        if claim in given or claim in self.domain or weak(claim) in given:
            return claim in given or claim in self.domain or self.impossible([*given, claim.negated()])
        return self.impossible([*given, claim.negated()])

    def affirm(self, claim: Condition, given: Iterable[Condition] = ()) -> Condition:
        """Return the claim; Refused where it is not confirmed."""
        given = tuple(given)
        if not self.follows(claim, given):
            raise Refused(f"{claim}, given {', '.join(map(str, given)) or 'the domain'}")
        self.note(claim, given)
        return claim

    def note(self, claim: Condition, given: Iterable[Condition] = ()) -> None:
        """Keep a claim that was confirmed, with all that it was confirmed from."""
        self.confirmed.append(((*self.domain, *given), claim))

    def minimal(self, conditions: Sequence[Condition], given: Sequence[Condition] = ()) -> list[Condition]:
        """Return the fewest of the conditions (dropping one after the other) that are still contradictory."""
        kept = list(conditions)
        for c in list(kept):
            rest = [x for x in kept if x is not c]
            if self.impossible([*given, *rest]):
                kept = rest
        return kept

    # -- how it is written ------------------------------------------------------------------------
    def _search(self, given: tuple[Condition, ...], expressions: Sequence[Expression]) -> Search:
        used = frozenset().union(*(e.symbols for e in expressions))
        names = [*self.names, *sorted(used - set(self.names))]
        if not all(map(_rational, expressions)):
            return Search(names, expressions, [*self.domain, *given])
        if (given, used) not in self._searches:
            plain = [add(*map(symbol, sorted(used)))]
            self._searches[given, used] = Search(names, plain, [*self.domain, *given])
        return self._searches[given, used]

    def shortened(self, c: Condition, given: Iterable[Condition] = ()) -> Condition | None:
        """Return an equivalent condition without factors whose sign is known; None where it always holds."""
        if c.op == "!=" or not c.symbols:
            return None if not c.symbols and c.holds() else c
        given = tuple(given)
        difference = c.difference
        if is_zero(difference):
            return None if c.op in ("=", "<=", ">=") else c
        search = self._search(given, [c.lhs, c.rhs])
        if search.numeric or search.oracle is None:
            return None if c.holds() else c
        from ..symbolic.parametric.signs import FLIP, MASK, NEG, POS

        ring, oracle = search.ring, search.oracle
        quotient = ring.quotient(difference)
        mask = MASK[c.op]
        left: list[tuple[int, int]] = []
        for p in (quotient.num, quotient.den):
            sign, parts = ring.factor(p)
            mask = mask if sign > 0 else FLIP[mask]
            for index, multiplicity in parts:
                found = oracle.possible(oracle.root, index)
                if found == POS or (multiplicity % 2 == 0 and not found & 2):
                    continue
                if found == NEG:
                    mask = FLIP[mask] if multiplicity % 2 else mask
                    continue
                if p is quotient.den:  # its sign is open: the condition cannot be cleared of it
                    return c
                left.append((index, multiplicity))
        if not left:
            return None if mask & 4 else c
        if len(left) == 1:
            index, multiplicity = left[0]
            if multiplicity % 2 == 0:
                return c
            return oracle.condition((index, mask))
        product = multiply(*(ring.expression(ring.factors[i]) ** m for i, m in left))
        return Condition(product, {1: "<", 2: "=", 3: "<=", 4: ">", 5: "!=", 6: ">="}[mask], ZERO)

    def tidy(self, e: Expression) -> Expression:
        """Return a formula in lowest terms, factors that are negative on the domain turned round."""
        if not e.symbols or not _rational(e):
            return simplify(e)
        search = self._search((), [e])
        oracle = search.oracle

        def sign_of(index: int) -> int | None:
            return {1: -1, 4: 1}.get(oracle.possible(oracle.root, index))

        return search.ring.simplified(e, sign_of)

    def rational(self, e: Expression) -> bool:
        """Whether an expression is a quotient of polynomials."""
        return _rational(e)

    def positive(self, e: Expression, given: Iterable[Condition] = ()) -> bool:
        """Whether an expression is positive where what is given holds."""
        return self.follows(Condition(e, ">", ZERO), given)


def _settled(c: Condition) -> bool:
    """Whether a condition is between rational numbers; what is near a root is left to the prover."""
    return not c.symbols and isinstance(c.difference.evaluate(), Fraction)


def _rational(e: Expression) -> bool:
    """Whether an expression is a quotient of polynomials with rational coefficients."""

    def visit(e: Expression, parts: list[bool]) -> bool:
        plain = e.op in ("number", "symbol", "+", "*") or (e.op == "**" and integer_exponent(e) is not None)
        return plain and all(parts)

    return e.fold(visit)


def weak(c: Condition) -> Condition:
    """Return the condition with equality allowed."""
    return Condition(c.lhs, _WEAK.get(c.op, c.op), c.rhs)


def strict(c: Condition) -> Condition:
    """Return the condition with equality excluded."""
    return Condition(c.lhs, _STRICT.get(c.op, c.op), c.rhs)


def point_in(
    court: Court, conditions: Iterable[Condition], prefer: Mapping[str, Any] | None = None
) -> dict[str, Expression] | None:
    """Return a rational point inside the conditions, as near to the preferred one as one by one allows."""
    own = list(conditions)
    if prefer and set(court.names) <= prefer.keys() and not any(c.symbols - prefer.keys() for c in own):
        if all(c.holds(prefer) for c in (*court.domain, *own)):
            return {n: as_expression(prefer[n]) for n in court.names}
    for inner in ([*map(strict, (*court.domain, *own))], [*court.domain, *own]):
        kept = list(inner)
        if not _point(court, kept):
            continue
        for name, value in (prefer or {}).items():
            more = [*kept, Condition(symbol(name), "=", as_expression(value))]
            kept = more if name in court.names and _point(court, more) else kept
        return _point(court, kept)
    return None


def _point(court: Court, conditions: Sequence[Condition]) -> dict[str, Expression] | None:
    word, point = satisfy(conditions, 1.0, court.integers)
    return point if word == "sat" else None
