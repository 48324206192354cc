"""Two decision procedures for real polynomials, z3's nlsat and cvc5's coverings, asked the same question.

Both are told clauses of literals (:mod:`~defiance_games.symbolic.polynomials`) as SMT-LIB text and answer
*satisfiable* (z3 with a point), *unsatisfiable* or *unknown*. What builds on them believes neither alone.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from importlib import import_module
from typing import Any

from .balls import Root, Value
from .polynomials import Clause, Literal

COVERED = 99  # variables up to which cvc5 uses cylindrical coverings, which may overrun the time limit
SAT, UNSAT, UNKNOWN = "satisfiable", "unsatisfiable", "unknown"


@dataclass(frozen=True)
class Answer:
    """What an engine said; where z3 says satisfiable, ``point`` gives every variable."""

    word: str
    point: dict[str, Value] | None = None


# -- SMT-LIB ----------------------------------------------------------------------------------------
def declared(count: int) -> str:
    """Return the declarations of ``count`` variables."""
    return "".join(f"(declare-const x{i} Real)" for i in range(count))


def formula(clause: Clause) -> str:
    """Return a clause as a formula.

    >>> from .expression import symbol
    >>> from .polynomials import Reader
    >>> a = symbol("a")
    >>> formula((Reader([a]).literal(2 * a**2 - 3, ">="),))
    '(>= (+ (* 2 x0 x0) (- 3)) 0)'
    """
    if not clause:
        return "false"
    parts = [_literal(lit) for lit in clause]
    return parts[0] if len(parts) == 1 else f"(or {' '.join(parts)})"


def _literal(literal: Literal) -> str:
    terms = []
    for monomial, coefficient in zip(literal.poly.monoms(), literal.poly.coeffs(), strict=True):
        c = int(coefficient)
        factors = [f"x{i}" for i, d in enumerate(monomial) for _ in range(int(d))]
        if c != 1 or not factors:
            factors.insert(0, str(c) if c >= 0 else f"(- {-c})")
        terms.append(factors[0] if len(factors) == 1 else f"(* {' '.join(factors)})")
    whole = "0" if not terms else terms[0] if len(terms) == 1 else f"(+ {' '.join(terms)})"
    return f"(distinct {whole} 0)" if literal.op == "!=" else f"({literal.op} {whole} 0)"


def _asserted(clauses: Iterable[Clause]) -> str:
    return "".join(f"(assert {formula(c)})" for c in clauses)


def _milliseconds(seconds: float) -> int:
    return max(1, math.ceil(1000 * seconds))


# -- engines ----------------------------------------------------------------------------------------
@lru_cache(maxsize=1)
def _nlsat() -> Any:
    """z3's tactic in a context of this package's own: making it takes longer than most questions."""
    import z3

    return z3.Tactic("qfnra-nlsat", z3.Context())


class Z3:
    """z3 on fixed hypotheses."""

    def __init__(self, names: Sequence[str], hypotheses: Iterable[Clause]):
        import z3

        tactic = _nlsat()
        self.z3, self.context, self.names = z3, tactic.ctx, tuple(names)
        self.reals = [z3.Real(f"x{i}", self.context) for i in range(len(names))]
        self.solver = tactic.solver()
        self.solver.set("ctrl_c", False)  # an interruption is for Python to handle
        self.solver.from_string(declared(len(names)))
        self.hypotheses: list[str] = []
        self.add(hypotheses)

    def add(self, clauses: Iterable[Clause]) -> None:
        """Add hypotheses for good."""
        new = [formula(c) for c in clauses]
        self.hypotheses += new
        self.solver.from_string("".join(f"(assert {f})" for f in new))

    def ask(self, clauses: Iterable[Clause], seconds: float) -> Answer:
        """Decide the hypotheses together with ``clauses``; the general solver helps where nlsat is slow."""
        text, begun = _asserted(clauses), time.monotonic()
        for most in (0.25, 3.0):
            share = min(most, seconds / 4)
            answer = self._nlsat(text, share)
            if answer.word != UNKNOWN:
                return answer
            solver = self.z3.SimpleSolver(self.context)
            solver.set("ctrl_c", False)
            solver.from_string(
                declared(len(self.names)) + "".join(f"(assert {h})" for h in self.hypotheses) + text
            )
            answer = self._answer(solver, share)
            if answer.word != UNKNOWN:
                return answer
        return self._nlsat(text, seconds - (time.monotonic() - begun))

    def _nlsat(self, text: str, seconds: float) -> Answer:
        self.solver.push()
        try:
            self.solver.from_string(text)
            return self._answer(self.solver, seconds)
        finally:
            self.solver.pop()

    def _answer(self, solver: Any, seconds: float) -> Answer:
        if seconds <= 0:
            return Answer(UNKNOWN)
        solver.set("timeout", _milliseconds(seconds))
        said = solver.check()
        if said == self.z3.sat:
            return Answer(SAT, self._point(solver.model()))
        return Answer(UNSAT if said == self.z3.unsat else UNKNOWN)

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
        """Return the numbers of hypotheses that suffice against ``clauses``; None where none were found."""
        if seconds <= 0:
            return None
        solver = self.z3.SimpleSolver(self.context)
        solver.set(timeout=_milliseconds(seconds), ctrl_c=False)
        marks = [f"h{i}" for i in range(len(self.hypotheses))]
        solver.from_string(
            declared(len(self.names))
            + "".join(f"(declare-const {m} Bool)" for m in marks)
            + _asserted(clauses)
            + "".join(f"(assert (=> {m} {h}))" for m, h in zip(marks, self.hypotheses, strict=True))
        )
        if solver.check(*(self.z3.Bool(m, self.context) for m in marks)) != self.z3.unsat:
            return None
        return sorted(int(str(m)[1:]) for m in solver.unsat_core())


def cvc5(names: Sequence[str], clauses: Iterable[Clause], seconds: float, covered: int = COVERED) -> Answer:
    """Decide ``clauses`` by cvc5 (no point is returned); with more than ``covered`` variables, in time.

    >>> from .expression import symbol
    >>> from .polynomials import Reader
    >>> reader = Reader([symbol("x")])
    >>> cvc5(reader.names, [(reader.literal(-(symbol("x") ** 2), ">"),)], 1).word
    'unsatisfiable'
    """
    if seconds <= 0:
        return Answer(UNKNOWN)
    clauses = list(clauses)
    used = {k for c in clauses for lit in c for m in lit.poly.monoms() for k, d in enumerate(m) if d}
    library: Any = import_module("cvc5")
    solver = library.Solver(library.TermManager())
    solver.setLogic("QF_NRA")
    solver.setOption("tlimit-per", str(_milliseconds(seconds)))
    if len(used) > covered:  # the coverings would not heed the time limit
        solver.setOption("nl-cov", "false")
        solver.setOption("nl-ext", "full")
    parser = library.InputParser(solver)
    text = declared(len(names)) + _asserted(clauses)
    parser.setStringInput(library.InputLanguage.SMT_LIB_2_6, text, "claim")
    while not (command := parser.nextCommand()).isNull():
        command.invoke(solver, parser.getSymbolManager())
    said = solver.checkSat()
    return Answer(UNSAT if said.isUnsat() else SAT if said.isSat() else UNKNOWN)
