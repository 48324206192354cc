"""Propositions with their proofs: each claim, and the identity that proves it where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..errors import InputError
from ..games.definition import arguments_of
from ..prove import Finding, prove
from ..symbolic.certificate import Case, Certificate
from ..symbolic.condition import Condition
from ..symbolic.expression import ONE, ZERO, Expression, number, symbol
from ..symbolic.parser import parse_condition
from ..symbolic.proof import Proof
from ..symbolic.ring import simplify
from .steps import Bracket, Cell, Equation, Formula, Items, Result, Section, Statement, Step, joined
from .writing import chained

_METHODS = {
    "identity": "It is an identity.",
    "z3 and cvc5": "Two decision procedures for real polynomials, independent of each other, find its denial "
    "impossible; no short identity was found.",
    "z3": "A decision procedure for real polynomials finds its denial impossible.",
}


def formulas(model: Any) -> list[Step]:
    """Return the closed forms of a model, each with its meaning."""
    items: list[Cell] = []
    for name, f in model.contents.formula_table.items():
        own = (
            f.function(**{a: symbol(a) for a in arguments_of(f.function)}) if name in model.formulas else None
        )
        if isinstance(own, Expression):
            items.append((f"{f.meaning}: ", Formula((symbol(name), "=", own))))
    return [Section("Formulas", (Items(tuple(items)),))] if items else []


def explained(model: Any, time_limit: float) -> Iterator[Step]:
    """Yield each proposition of a model with its proof."""
    for theorem in prove(model, time_limit=time_limit):
        if not theorem.findings:
            told = "It cannot be said over the real numbers; the tests of the package check it."
            yield Result(theorem.name, (Statement(theorem.statement),), (Statement(told),))
            continue
        proof = [step for k, f in enumerate(theorem.findings, 1) for step in _finding(k, f)]
        yield Result(theorem.name, (Statement(theorem.statement),), tuple(proof))


def _finding(k: int, f: Finding) -> Iterator[Step]:
    given = (", where ", joined(map(_read, f.given), last=" and ")) if f.given else ()
    yield Statement((_read(f.claim), *given, "."), f"Claim {k}.")
    if f.status != "proved":
        why = f.fault or ("undecided within the time limit" if f.status == "undecided" else "refuted")
        yield Statement(f"This is not proved: {why}.")
        return
    shown = [p for p in f.proofs if p.certificate is not None]
    rest = [p for p in f.proofs if p.certificate is None]
    if len(f.proofs) > 1:
        yield Statement(f"It comes to {len(f.proofs)} comparisons.")
    told: set[str] = set()
    for p in shown[:4]:
        assert p.certificate is not None
        if p.claim[0] in p.given:
            if str(p.claim[0]) not in told:
                told.add(str(p.claim[0]))
                yield Statement((p.claim[0], " is given."))
        elif str(p.certificate) not in told:
            told.add(str(p.certificate))
            yield from certificate(p.certificate)
    if len(shown) > 4:
        yield Statement(f"The other {len(shown) - 4} comparisons are proved by identities of the same kind.")
    for method in dict.fromkeys(_method(p) for p in rest):
        yield Statement(method)
    if not f.proofs:
        yield Statement("There is nothing to exclude: the list of equilibria holds no others.")


def _read(text: str) -> Cell:
    """A condition, where the text is one; else the text."""
    try:
        return chained(parse_condition(text))
    except InputError:
        return text


def _method(p: Proof) -> str:
    return _METHODS.get(p.method, f"It is shown by: {p.method}.")


def certificate(c: Certificate) -> Iterator[Step]:
    """Yield a certificate as steps: in every case of the denial, terms that cannot sum to zero do."""
    for lemma in c.lemmas:
        yield Statement("First a lemma.")
        yield from certificate(lemma)
    if not c.verify():
        yield Statement("The certificate does not verify, and is not shown.")
        return
    used = _used(c)
    where = (" where ", chained(used)) if used else ()
    yield Statement(("To show ", c.claim, *where, ", suppose not."))
    for case in c.cases:
        more = ("With ", chained(case.suppose), ",") if case.suppose else ("Then",)
        yield Statement(more)
        yield Equation(Formula(("0", "=", *_sum(case))))
    zero = any(f.op == "=" for case in c.cases for t in case.terms for f in t.factors)
    told = "Terms with a factor that is zero vanish; no other is negative" if zero else "No term is negative"
    yield Statement(
        f"{told} and one is positive, so that the sum cannot be zero. Multiplying out confirms it."
    )


def _used(c: Certificate) -> list[Condition]:
    """The conditions that the certificate multiplies; all with its letters where one has another form."""
    supposed = {simplify(x.difference) for case in c.cases for x in case.suppose}
    factors = {f.lhs for case in c.cases for t in case.terms for f in t.factors} - {ZERO}
    left = {simplify(f) for f in factors} - supposed - {simplify(-x) for x in supposed}
    found = [x for x in c.given if {simplify(x.difference), simplify(-x.difference)} & left]
    if left <= {simplify(k * x.difference) for x in found for k in (1, -1)}:
        return found
    names = frozenset(s for f in factors for s in f.symbols)
    return [x for x in c.given if x.symbols & names]


def _sum(case: Case) -> Iterator[Any]:
    for k, t in enumerate(case.terms):
        if t.coefficient < 0 or k:
            yield "-" if t.coefficient < 0 else "+"
        size = abs(t.coefficient)
        if size != 1 or (not t.factors and t.multiplier == ONE):
            yield number(size)
        if t.multiplier != ONE:
            yield Bracket(t.multiplier)
        for f in t.factors:
            yield Bracket(f.lhs)
