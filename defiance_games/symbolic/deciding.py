"""Can these polynomial conditions hold together? Asked of two engines, of which neither is believed alone."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from .condition import Condition
from .engines import SAT, UNKNOWN, UNSAT, Z3, cvc5
from .polynomials import Clause, Literal
from .ring import Poly, Ring

Claim = tuple[Poly, str]  # polynomial op 0, op one of > >= = !=


class Decider:
    """Decides claims about a ring's variables on a domain; remembers what it was asked."""

    def __init__(self, ring: Ring, domain: Sequence[Condition] = (), deadline: float | None = None):
        self.ring, self.deadline = ring, deadline
        self.unconfirmed = 0  # "impossible" on the word of one engine only
        self.hypotheses: list[Clause] = [(self.literal(c),) for c in domain]
        self.hypotheses += [tuple(map(self.literal, clause)) for clause in ring.facts]
        self._known: dict[frozenset, str] = {}
        self._sure: set[frozenset] = set()

    def literal(self, c: Condition) -> Literal:
        """Return a condition as a literal; denominators multiplied in."""
        q = self.ring.quotient(self.ring.flat(c.lhs) - self.ring.flat(c.rhs))
        p = q.num if q.den.is_constant() else q.num * q.den
        if c.op in ("<", "<="):
            return Literal(-p, {"<": ">", "<=": ">="}[c.op])
        return Literal(p, c.op)

    def possible(self, claims: Iterable[Claim], seconds: float = 2.0, confirm: bool = False) -> bool | None:
        """Whether the claims hold somewhere on the domain together; None where that is not settled.

        ``confirm``: an answer "no" is asked of the second engine as well.
        """
        literals = [Literal(p, op) for p, op in claims]
        truths = [x.truth for x in literals]
        if any(t is False for t in truths):
            return False
        left = [(x,) for x, t in zip(literals, truths, strict=True) if t is None]
        key = frozenset(x[0].key for x in left)
        if key not in self._known:
            self._known[key] = self._ask(left, seconds)
        if self._known[key] == UNSAT and confirm and key not in self._sure:
            self._sure.add(key)
            self._known[key] = self._confirmed(left)
        return {SAT: True, UNSAT: False}.get(self._known[key])

    def sign(self, p: Poly) -> int | None:
        """The sign of a polynomial on the domain, where it is strict and the same throughout."""
        if self.possible([(-p, ">=")]) is False:
            return 1
        return -1 if self.possible([(p, ">=")]) is False else None

    def _seconds(self, most: float) -> float:
        return most if self.deadline is None else min(most, self.deadline - time.monotonic())

    def _ask(self, clauses: list[Clause], seconds: float) -> str:
        if not clauses and not self.hypotheses:
            return SAT
        seconds = self._seconds(seconds)
        if seconds <= 0:
            return UNKNOWN
        return Z3(self.ring.symbols, self.hypotheses).ask(clauses, seconds).word

    def _confirmed(self, clauses: list[Clause]) -> str:
        word = cvc5(self.ring.symbols, [*self.hypotheses, *clauses], self._seconds(0.5), covered=2).word
        if word == UNKNOWN:
            self.unconfirmed += 1
        return UNKNOWN if word == SAT else UNSAT
