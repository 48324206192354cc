"""Proofs from one set of assumptions: translate, ask z3, then a certificate or the second engine.

What is learned about the assumptions (the signs of denominators, further facts about exp and log) is kept.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from ..errors import InputError
from .answers import PROVED, REFUTED, UNDECIDED, Proof
from .balls import Point, Root, Value, holds_at, sign_at
from .certificate import Certificate
from .condition import Condition
from .domain import check_consistent
from .engines import SAT, UNKNOWN, UNSAT, Z3, Answer, cvc5
from .expand import integer_exponent
from .expression import FUNCTIONS, ZERO, Expression, symbol
from .handelman import find
from .polynomials import Clause, Literal, Reader, obligations, resolved
from .smt import satisfy
from .tangents import refine

MOST_REFINEMENTS = 50


# -- one set of assumptions -------------------------------------------------------------------------
def prover_for(
    expressions: Iterable[Expression],
    given: tuple[Condition, ...],
    certify: bool = False,
    integers: frozenset[str] = frozenset(),
) -> Prover:
    """Return the prover of these assumptions that can read the expressions; the latest are kept."""
    extra: set[str] = set()
    functions: dict[Expression, None] = {}

    def visit(node: Expression, _: list[None]) -> None:
        if node.op == "symbol":
            extra.add(node.args[0])
        elif node.op in (*FUNCTIONS, "root_of") or (node.op == "**" and integer_exponent(node) is None):
            functions[node] = None

    memo: dict[Expression, None] = {}
    for e in expressions:
        e.fold(visit, memo)
    extra -= {s for c in given for s in c.symbols}
    return _prover(given, tuple(sorted(extra)), tuple(sorted(functions, key=str)), certify, integers)


@lru_cache(maxsize=64)
def _prover(
    given: tuple[Condition, ...],
    symbols: tuple[str, ...],
    functions: tuple[Expression, ...],
    certify: bool,
    integers: frozenset[str],
) -> Prover:
    return Prover(given, [*map(symbol, symbols), *functions], certify, integers)


class Prover:
    """Proves claims from fixed assumptions; what it learns about them (signs of denominators) it keeps."""

    def __init__(
        self,
        given: tuple[Condition, ...],
        extra: Iterable[Expression] = (),
        certify: bool = True,
        integers: frozenset[str] = frozenset(),
    ):
        self.given, self.certify, self.integers = given, certify, integers
        self.reader = Reader([*(c.difference for c in given), *extra])
        clauses = resolved([x for c in given for x in self.reader.clauses(c)] + self.reader.facts)
        keys = [tuple(lit.key for lit in clause) for clause in clauses]
        self.hypotheses: list[Clause] = [c for i, c in enumerate(clauses) if keys[i] not in keys[:i]]
        self.z3 = Z3(self.reader.names, self.hypotheses)
        self.empty = False  # whether what is given holds nowhere
        self.pool: list[dict[str, Value]] = []  # models that were found, with values of the atoms too
        self.point = self._start()
        # factor -> why it is positive, where what is given does not say so itself
        self.lemmas: dict[str, Certificate | None] = {}
        self._positive = {str(c[0].poly) for c in self.hypotheses if len(c) == 1 and c[0].op == ">"}
        self._defined: dict[tuple[Expression, str], Proof] = {}

    def _start(self) -> dict[str, Value] | None:
        """A point at which everything given holds; None where none was found."""
        answer = self.z3.ask([], 5.0)
        self.empty = answer.word == UNSAT
        if answer.point is not None:
            self.pool.append(answer.point)
            point = {s: answer.point[s] for s in self.reader.symbols}
            if all(isinstance(v, Fraction) for v in point.values()) and self._allowed(point):
                return point
        found = {} if self.empty else check_consistent(self.given, integers=self.integers)
        plain: dict[str, Value] = {
            s: found[s].value if s in found and found[s].is_number else Fraction(1)
            for s in self.reader.symbols
        }
        return plain if not self.empty and self._allowed(plain) else None

    def consistent(self) -> Prover:
        """Return this prover; InputError, naming what conflicts, where everything given holds nowhere."""
        if self.empty:
            check_consistent(self.given, integers=self.integers)
            raise InputError(
                f"the conditions must hold together at some point, got {'; '.join(map(str, self.given))}."
            )
        return self

    # -- a claim --------------------------------------------------------------------------------
    def prove(self, claim: Condition, deadline: float) -> Proof:
        """Return the proof of one claim."""
        begun = time.monotonic()
        proof = self._prove(claim, deadline)
        return replace(proof, seconds=time.monotonic() - begun)

    def _prove(self, claim: Condition, deadline: float) -> Proof:
        holes = [
            p
            for e, op in obligations(claim.difference)
            if (p := self._obliged(e, op, deadline)).status != PROVED
        ]
        literal, used = self._cleared(self.reader.literal(claim.difference, claim.op), claim, deadline)
        decided = self.reader.factored(literal.poly)
        if not holes and literal.truth:
            return Proof(PROVED, (claim,), self.given, "identity", polynomial=decided)
        if not holes and literal.truth is None:
            quick = self._refuted_by([self.point] if self.point else [], claim)
            if quick is not None:
                return Proof(REFUTED, (claim,), self.given, "witness", quick, polynomial=decided)
        denial = literal.negated()
        denial = tuple(lit for lit in denial if lit.truth is not False)
        extra: list[Clause] = [denial] if not any(lit.truth for lit in denial) else []
        if holes:  # look for a refutation where the claim is defined
            extra += [self.reader.clause(e, op) for e, op in obligations(claim.difference)]
        answer, witness = self._ask(extra, claim, deadline)
        common = {"claim": (claim,), "given": self.given, "polynomial": decided}
        if answer.word == SAT:
            if witness is not None:
                return Proof(REFUTED, method="witness", witness=witness, **common)
            return Proof(UNDECIDED, reason=self._why_no_witness(holes), **common)
        if holes:
            return Proof(UNDECIDED, reason=_undefined(holes[0]), **common)
        if answer.word == UNSAT and not self.certify:
            return Proof(PROVED, method="z3", **common)
        certificate = self._certificate(claim, denial, used, deadline)
        if certificate is not None:
            return Proof(PROVED, method="certificate", certificate=certificate, **common)
        if answer.word == UNKNOWN and self.reader.transcendental:
            return Proof(UNDECIDED, reason=self._why_no_witness(holes), **common)
        second = cvc5(self.reader.names, [*self.hypotheses, *extra], deadline - time.monotonic())
        if answer.word == second.word == UNSAT:
            return Proof(PROVED, method="z3 and cvc5", **common)
        return Proof(UNDECIDED, reason=_disagreement(answer.word, second.word), **common)

    def _obliged(self, e: Expression, op: str, deadline: float) -> Proof:
        """The proof that a part of a claim is defined."""
        known = self._defined.get((e, op))
        if known is not None:
            return known
        own = prover_for([e], self.given, self.certify, self.integers)
        proof = own.prove(Condition(e, op, ZERO), deadline)
        if proof.status != UNDECIDED:
            self._defined[e, op] = proof
        return proof

    def _cleared(self, literal: Literal, claim: Condition, deadline: float) -> tuple[Literal, list[str]]:
        """Drop the factors of denominators whose sign is fixed; also return which lemmas say so."""
        below = self.reader.quotient(claim.difference).den
        used: list[str] = []
        if below.is_constant():
            return literal, used
        poly = literal.poly
        for f, _ in below.factor()[1]:
            side = self._side(f, deadline)
            if side and poly != 0:
                if str(side * f) in self.lemmas:
                    used.append(str(side * f))
                quotient, rest = divmod(poly, f)
                if rest == 0:
                    poly = quotient * side if literal.op in (">", ">=") else quotient
        return Literal(poly, literal.op), used

    def _side(self, f: Any, deadline: float) -> int:
        """1 or -1 where f is positive or negative throughout, and that is proved; else 0."""
        for s in (1, -1):
            if str(s * f) in self._positive:
                return s
        at = None if self.point is None else sign_at(self.reader.expression(f), self.point)
        for s in (1, -1) if at is None else (at,) if at else ():
            c = self.reader.condition(Literal(s * f, ">"))
            own = prover_for([c.lhs], self.given, self.certify, self.integers) if self.reader.atoms else self
            proof = own.prove(c, deadline)
            if proof.status == PROVED:
                self._positive.add(str(s * f))
                self.lemmas[str(s * f)] = proof.certificate
                return s
        return 0

    def _certificate(
        self, claim: Condition, denial: Clause, used: Sequence[str], deadline: float
    ) -> Certificate | None:
        lemmas = [self.lemmas[key] for key in used]
        if any(lemma is None for lemma in lemmas):
            return None
        core = self.z3.core([denial], min(2.0, deadline - time.monotonic()))
        chosen = self.hypotheses if core is None else [self.hypotheses[i] for i in core]
        kept = tuple(lemma for lemma in lemmas if lemma is not None)
        found = find(claim, self.given, kept, self.reader, denial, chosen, deadline)
        return found if found is not None and found.verify() else None

    def _ask(
        self, extra: Sequence[Clause], claim: Condition, deadline: float
    ) -> tuple[Answer, dict[str, Value] | None]:
        """Ask z3 for a counterexample; where it gives a false one, for want of facts about exp, add facts."""
        for step in range(MOST_REFINEMENTS):
            answer = self.z3.ask(extra, deadline - time.monotonic())
            if answer.point is None:
                return answer, None
            witness = self._witness(answer.point, extra, claim, deadline)
            facts = [] if witness is not None else refine(self.reader, answer.point)
            if witness is None and (step == 2 or not facts):
                witness = self._search(claim, deadline)
            if witness is not None or not facts:
                return answer, witness
            self.z3.add(facts)
            self.hypotheses += facts
        return Answer(UNKNOWN), None

    # -- witnesses --------------------------------------------------------------------------------
    def _refutes(self, point: Point, claim: Condition) -> bool:
        """Whether, exactly, everything given holds at the point and the claim does not."""
        return holds_at(claim, point) is False and self._allowed(point)

    def _allowed(self, point: Point) -> bool:
        """Whether everything given surely holds at the point."""
        whole = all(
            isinstance(v := point[s], Fraction) and v.denominator == 1 for s in self.integers if s in point
        )
        return whole and all(holds_at(c, point) for c in self.given)

    def _refuted_by(self, points: Iterable[Point], claim: Condition) -> dict[str, Value] | None:
        return next((dict(p) for p in points if self._refutes(p, claim)), None)

    def _witness(
        self, model: Mapping[str, Value], extra: Sequence[Clause], claim: Condition, deadline: float
    ) -> dict[str, Value] | None:
        """A point that refutes the claim: the model or one near it, rational where that can be."""
        point = {s: model[s] for s in self.reader.symbols}
        near = itertools.chain(_rounded(point), self._pinned(point, extra, deadline), [point])
        return self._refuted_by(near, claim)

    def _search(self, claim: Condition, deadline: float) -> dict[str, Value] | None:
        """A point that refutes the claim, among plain numbers and elsewhere."""
        seconds = min(10.0, deadline - time.monotonic())
        denied = [*self.given, claim.negated()]
        guess = satisfy(denied, seconds, self.integers, tries=3000)[1] if seconds > 0 else None
        if guess is None or not all(x.is_number for x in guess.values()):
            return None
        point = {s: guess[s].value if s in guess else Fraction(1) for s in self.reader.symbols}
        return self._refuted_by([point], claim)

    def _pinned(
        self, point: Mapping[str, Value], extra: Sequence[Clause], deadline: float
    ) -> Iterator[dict[str, Value]]:
        """Models in which coordinates are fixed, one by one, at simple rationals near the model's."""
        pins: list[Clause] = []
        for name in sorted(point, key=lambda n: n not in self.integers):
            value = point[name]
            if isinstance(value, Fraction) and (name not in self.integers or value.denominator == 1):
                continue
            for candidate in _simple(float(value), name in self.integers):
                x = self.reader.generators[name]
                pin = (Literal(x * candidate.denominator - candidate.numerator, "="),)
                answer = self.z3.ask([*extra, *pins, pin], min(1.0, deadline - time.monotonic()))
                if answer.word == SAT and answer.point is not None:
                    pins.append(pin)
                    yield {s: answer.point[s] for s in self.reader.symbols}
                    break

    def _why_no_witness(self, holes: Sequence[Proof]) -> str:
        if holes:
            return _undefined(holes[0])
        if self.integers:
            return "it fails at real values, but no integer ones were found at which it fails"
        if self.reader.transcendental:
            return "the bounds on exp, log and powers do not prove it, and no counterexample was found"
        return "it fails somewhere, but no point at which it fails could be written down exactly"


def _undefined(hole: Proof) -> str:
    (c,) = hole.claim
    at = (
        ""
        if not hole.witness
        else ", which does not hold at " + ", ".join(f"{k} = {v}" for k, v in hole.witness.items())
    )
    return f"the claim is defined only where {c}{at or ', which is not proved'}"


def _disagreement(first: str, second: str) -> str:
    if first == UNKNOWN:
        return (
            "the time limit was reached"
            if second == UNKNOWN
            else f"z3 gave no answer (cvc5 finds the denial {second})"
        )
    other = "gave no answer" if second == UNKNOWN else f"finds it {second}"
    return f"z3 finds the denial {first}, cvc5 {other}, and no certificate was found"


def _rounded(point: Mapping[str, Value]) -> Iterator[dict[str, Value]]:
    """The point with its irrational coordinates rounded, coarsely at first."""
    if not any(isinstance(v, Root) for v in point.values()):
        return
    for largest in (1, 10, 1000, 10**6, 10**9):
        yield {
            k: v if isinstance(v, Fraction) else Fraction(float(v)).limit_denominator(largest)
            for k, v in point.items()
        }


def _simple(x: float, integer: bool) -> list[Fraction]:
    near = Fraction(x)
    if integer:
        return [Fraction(n) for n in dict.fromkeys([round(x), round(x) + 1, round(x) - 1, 0, 1, 2])]
    return list(dict.fromkeys(near.limit_denominator(d) for d in (1, 4, 100))) + [
        near.limit_denominator(10) + 1
    ]
