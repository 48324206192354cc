"""Two decision procedures for real polynomials, z3's nlsat and cvc5's coverings, asked the same question.

Both are told clauses of literals (:mod:`polynomials`) and answer *satisfiable* (z3 with a point), *unsatisfiable*
or *unknown*. Neither is believed alone by what builds on them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .balls import Root, Value
from .polynomials import Clause, Literal

SAT, UNSAT, UNKNOWN = "satisfiable", "unsatisfiable", "unknown"
_LEAST = 0.001  # seconds


@dataclass(frozen=True)
class Answer:
    """What an engine said; ``point`` gives every variable, or is empty."""

    word: str
    point: dict[str, Value] | None = None

    def __bool__(self) -> bool:
        return self.word == SAT


class Z3:
    """z3 on fixed hypotheses; a context of its own, so that answers do not depend on what was asked elsewhere."""

    def __init__(self, names: Sequence[str], hypotheses: Iterable[Clause]):
        import z3

        self.z3, self.context = z3, z3.Context()
        self.reals = [z3.Real(f"x{i}", self.context) for i in range(len(names))]
        self.names = tuple(names)
        self._terms: dict[tuple[str, str], Any] = {}
        self.solver = z3.Tactic("qfnra-nlsat", self.context).solver()
        self.hypotheses = [self.clause(c) for c in hypotheses]
        self.solver.add(*self.hypotheses)

    def clause(self, clause: Clause) -> Any:
        """Return the formula of a clause."""
        terms = [self.literal(lit) for lit in clause]
        return terms[0] if len(terms) == 1 else self.z3.Or(*terms, self.context) if terms else self._false()

    def _false(self) -> Any:
        return self.z3.BoolVal(False, self.context)

    def literal(self, literal: Literal) -> Any:
        """Return the formula of a literal."""
        key = literal.key
        if key not in self._terms:
            term = self._polynomial(literal.poly)
            self._terms[key] = {">": term > 0, ">=": term >= 0, "=": term == 0, "!=": term != 0}[literal.op]
        return self._terms[key]

    def _polynomial(self, poly: Any) -> Any:
        terms = []
        for monomial, coefficient in zip(poly.monoms(), poly.coeffs(), strict=True):
            factors = [x**int(d) if d > 1 else x for x, d in zip(self.reals, monomial, strict=False) if d]
            c = int(coefficient)
            if c != 1 or not factors:
                factors.insert(0, self.z3.RealVal(c, self.context))
            terms.append(factors[0] if len(factors) == 1 else self.z3.Product(*factors))
        return terms[0] if len(terms) == 1 else self.z3.Sum(*terms) if terms else self.z3.RealVal(0, self.context)

    def ask(self, clauses: Iterable[Clause], seconds: float) -> Answer:
        """Decide the hypotheses together with ``clauses``."""
        self.solver.push()
        try:
            self.solver.add(*(self.clause(c) for c in clauses))
            self.solver.set("timeout", max(1, math.ceil(1000 * max(seconds, _LEAST))))
            said = self.solver.check()
            if said == self.z3.unsat:
                return Answer(UNSAT)
            return Answer(SAT, self._point(self.solver.model())) if said == self.z3.sat else Answer(UNKNOWN)
        finally:
            self.solver.pop()

    def _point(self, model: Any) -> dict[str, Value]:
        point: dict[str, Value] = {}
        for name, x in zip(self.names, self.reals, strict=True):
            value = model.eval(x, model_completion=True)
            if self.z3.is_rational_value(value):
                point[name] = Fraction(value.numerator_as_long(), value.denominator_as_long())
            else:
                coefficients = tuple(int(str(c)) for c in value.poly())
                point[name] = Root(coefficients, value.index() - 1)
        return point

    def core(self, clauses: Sequence[Clause], seconds: float) -> list[int] | None:
        """Return the numbers of hypotheses that suffice against ``clauses``, as few as dropping one by one leaves."""
        solver = self.z3.SimpleSolver(self.context)
        solver.set("timeout", max(1, math.ceil(1000 * max(seconds, _LEAST))))
        marks = [self.z3.Bool(f"h{i}", self.context) for i in range(len(self.hypotheses))]
        for mark, h in zip(marks, self.hypotheses, strict=True):
            solver.assert_and_track(h, mark)
        solver.add(*(self.clause(c) for c in clauses))
        if solver.check() != self.z3.unsat:
            return None
        return sorted(int(str(m)[1:]) for m in solver.unsat_core())


def cvc5(names: Sequence[str], clauses: Iterable[Clause], seconds: float) -> Answer:
    """Decide ``clauses`` by cvc5 (no point is returned).

    >>> from .polynomials import Reader
    >>> from .expression import symbol
    >>> reader = Reader([symbol("x")])
    >>> cvc5(reader.names, [(reader.literal(-(symbol("x") ** 2), ">"),)], 1).word
    'unsatisfiable'
    """
    from cvc5 import Kind, Solver, TermManager

    terms = TermManager()
    solver = Solver(terms)
    solver.setLogic("QF_NRA")
    solver.setOption("tlimit-per", str(max(1, math.ceil(1000 * max(seconds, _LEAST)))))
    reals = [terms.mkConst(terms.getRealSort(), f"x{i}") for i in range(len(names))]
    zero = terms.mkReal(0)

    def polynomial(poly: Any) -> Any:
        summands = []
        for monomial, coefficient in zip(poly.monoms(), poly.coeffs(), strict=True):
            factors = [terms.mkReal(int(coefficient))]
            factors += [x for x, d in zip(reals, monomial, strict=False) for _ in range(int(d))]
            summands.append(terms.mkTerm(Kind.MULT, *factors) if len(factors) > 1 else factors[0])
        return terms.mkTerm(Kind.ADD, *summands) if len(summands) > 1 else summands[0] if summands else zero

    def literal(lit: Literal) -> Any:
        if lit.op == "!=":
            return terms.mkTerm(Kind.NOT, terms.mkTerm(Kind.EQUAL, polynomial(lit.poly), zero))
        kind = {">": Kind.GT, ">=": Kind.GEQ, "=": Kind.EQUAL}[lit.op]
        return terms.mkTerm(kind, polynomial(lit.poly), zero)

    for clause in clauses:
        parts = [literal(lit) for lit in clause]
        solver.assertFormula(
            parts[0] if len(parts) == 1 else terms.mkTerm(Kind.OR, *parts) if parts else terms.mkFalse())
    said = solver.checkSat()
    return Answer(UNSAT if said.isUnsat() else SAT if said.isSat() else UNKNOWN)
