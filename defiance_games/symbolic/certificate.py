"""A proof that a reader can check by hand: an identity of polynomials that contradicts the denial of a claim.

To prove ``p > 0`` on ``g_1 >= 0, ..., g_n >= 0`` suppose ``-p >= 0``. If there are numbers ``c_k > 0`` and
products ``P_k`` of the ``g_i`` and ``-p`` with ``sum c_k P_k = 0`` as polynomials, one ``P_k`` being surely
positive, then 0 > 0: the supposition is absurd. The numbers are found by a linear program and made exact;
checking them is multiplying out.
Source: Handelman (1988); Krivine (1964).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .condition import Condition
from .expression import ONE, Expression
from .polynomials import Clause, Literal, Reader, resolved


@dataclass(frozen=True)
class Term:
    """``coefficient`` times ``multiplier`` times the product of what ``factors`` compare with 0."""

    coefficient: Fraction
    factors: tuple[Condition, ...]
    multiplier: Expression = ONE

    @property
    def strict(self) -> bool:
        """Whether it is surely positive."""
        return all(f.op == ">" for f in self.factors)

    def __str__(self) -> str:
        parts = [f"[{f.lhs}]" for f in self.factors]
        if self.multiplier != ONE:
            parts.insert(0, f"({self.multiplier})")
        if self.coefficient != 1 or not parts:
            parts.insert(0, str(self.coefficient))
        return "*".join(parts)


@dataclass(frozen=True)
class Case:
    """Under what is supposed, the terms sum to zero, though none is negative and one is positive."""

    suppose: tuple[Condition, ...]
    terms: tuple[Term, ...]

    def __str__(self) -> str:
        return f"suppose {', '.join(map(str, self.suppose))}:  0 = {' + '.join(map(str, self.terms))}"


@dataclass(frozen=True)
class Certificate:
    """A contradiction in every case of the denial of ``claim``.

    Examples
    --------
    >>> from .proof import prove
    >>> certificate = prove("V*(1 - r) > 0", given=["V > 0", "r < 1"]).certificate
    >>> print(certificate)
    V*(1 - r) > 0, given V > 0, r < 1: else
      suppose V*(r - 1) >= 0:  0 = [V*(r - 1)] + [V]*[1 - r]
    a sum of nonnegative terms, one of them positive.
    >>> certificate.verify()
    True
    """

    claim: Condition
    given: tuple[Condition, ...]
    splits: tuple[
        tuple[Condition, ...], ...
    ]  # the denial, then what else is true: in each, one condition holds
    cases: tuple[Case, ...]
    lemmas: tuple[Certificate, ...] = ()

    def verify(self) -> bool:
        """Return whether it proves its claim: all is read and multiplied out anew, without a solver."""
        try:
            return all(lemma.verify() for lemma in self.lemmas) and _Check(self).holds()
        except KeyError:  # it speaks of something that is neither in its claim nor in what is given
            return False

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "claim": str(self.claim),
            "given": [str(c) for c in self.given],
            "lemmas": [lemma.to_dict() for lemma in self.lemmas],
            "cases": [
                {
                    "suppose": [str(c) for c in case.suppose],
                    "terms": [
                        {
                            "coefficient": str(t.coefficient),
                            "multiplier": str(t.multiplier),
                            "factors": [str(f) for f in t.factors],
                        }
                        for t in case.terms
                    ],
                }
                for case in self.cases
            ],
        }

    def __str__(self) -> str:
        lemmas = [
            f"lemma: {line}" if i == 0 else line
            for lemma in self.lemmas
            for i, line in enumerate(str(lemma).split("\n"))
        ]
        given = f", given {', '.join(map(str, self.given))}" if self.given else ""
        return "\n".join(
            [
                *lemmas,
                f"{self.claim}{given}: else",
                *(f"  {case}" for case in self.cases),
                "a sum of nonnegative terms, one of them positive.",
            ]
        )

    __repr__ = __str__


class _Check:
    """Rereads a certificate from its conditions alone."""

    def __init__(self, certificate: Certificate):
        self.certificate = certificate
        known = [*certificate.given, *(lemma.claim for lemma in certificate.lemmas)]
        read = [certificate.claim, *known]
        self.reader = Reader([c.difference for c in read])
        self.allowed = resolved([x for c in known for x in self.reader.clauses(c)] + self.reader.facts)
        self.positive = [c[0].poly for c in self.allowed if len(c) == 1 and c[0].op == ">"]

    def holds(self) -> bool:
        certificate = self.certificate
        lemmas_hold_here = all(set(lemma.given) <= set(certificate.given) for lemma in certificate.lemmas)
        denial = self.reader.literal(certificate.claim.difference, certificate.claim.op).negated()
        splits = [tuple(map(self._read, s)) for s in certificate.splits]
        return (
            lemmas_hold_here
            and self._covered()
            and bool(splits)
            and self._same(splits[0], denial)
            and all(self._is_allowed(s) for s in splits[1:])
            and all(self._contradicts(case) for case in certificate.cases)
        )

    def _covered(self) -> bool:
        """Whether the cases, in order, are the leaves of a tree that branches as the splits say."""
        splits, left = self.certificate.splits, [case.suppose for case in reversed(self.certificate.cases)]

        def walk(suppose: tuple[Condition, ...]) -> bool:
            if left and left[-1] == suppose:
                left.pop()
                return True
            return len(suppose) < len(splits) and all(walk((*suppose, c)) for c in splits[len(suppose)])

        return walk(()) and not left

    def _read(self, c: Condition) -> Literal:
        num, den = self.reader.quotient(c.difference)
        return Literal(num, c.op) if den.is_constant() else Literal(num * den, c.op)

    def _is_allowed(self, clause: Clause) -> bool:
        if any(self._same(clause, a) for a in self.allowed):
            return True
        nonzero = (
            len(clause) == 2 and all(lit.op == ">" for lit in clause) and clause[0].poly + clause[1].poly == 0
        )
        return nonzero and any(self._same((Literal(clause[0].poly, "!="),), a) for a in self.allowed)

    def _same(self, clause: Clause, other: Clause) -> bool:
        return len(clause) == len(other) and all(map(self._equivalent, clause, other))

    def _equivalent(self, a: Literal, b: Literal) -> bool:
        """Whether a says what b says: b's polynomial is a's times something known to be positive."""
        if a.op != b.op or a.poly == 0:
            return False
        quotient, rest = divmod(b.poly, a.poly)
        if rest != 0:
            quotient, rest = divmod(b.poly * int(a.poly.term_content().leading_coefficient()), a.poly)
        if rest != 0 or quotient == 0:
            return False
        constant, factors = quotient.factor()
        sign = 1 if constant > 0 else -1
        for f, n in factors:
            if f in self.positive or -f in self.positive:
                sign *= 1 if f in self.positive else (-1) ** int(n)
            else:
                return False
        return sign > 0 or a.op in ("=", "!=")

    def _contradicts(self, case: Case) -> bool:
        total, strict = self.reader.context.constant(0), False
        units = [c for c in self.allowed if len(c) == 1] + [(self._read(c),) for c in case.suppose]
        for term in case.terms:
            factors = [self._read(f) for f in term.factors]
            if not all(_is_square(f) or any(self._same((f,), u) for u in units) for f in factors):
                return False
            if not any(f.op == "=" for f in factors):
                if (
                    term.coefficient <= 0
                    or term.multiplier != ONE
                    or not all(f.op in (">", ">=") for f in factors)
                ):
                    return False
                strict = strict or term.strict
            top, below = self.reader.quotient(term.multiplier)
            if not below.is_constant():
                return False
            scale = math.lcm(*(t.coefficient.denominator for t in case.terms))
            total += math.prod((f.poly for f in factors), start=top * int(term.coefficient * scale))
        return strict and total == 0


def _is_square(lit: Literal) -> bool:
    constant, factors = lit.poly.factor()
    return lit.op == ">=" and constant > 0 and all(n % 2 == 0 for _, n in factors)
