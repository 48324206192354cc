"""Check a search's impossibilities again, without the engine that found them.

Where the oracle said "impossible" and the search therefore left a part of the parameter space out, its
word rests on a small conflict: a few literals that contradict each other on the domain. Completeness is
claimed only once each of them is confirmed: by an engine that shares no code with the first, by a
certificate (an identity of polynomials, checked exactly) or, where neither is done in time, by the
complete procedure of the first engine (the conflict was found by its quick one, linearization).
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from ..condition import Condition
from ..engines import SAT, UNKNOWN, UNSAT, Z3, cvc5
from ..handelman import find
from ..polynomials import Clause, Literal, Reader
from .oracle import Oracle
from .signs import ANY, OPERATOR
from .signs import Literal as Sign


def unconfirmed(oracle: Oracle, deadline: float | None = None) -> list[str]:
    """Return a sentence for each conflict that was refuted, and one for those not confirmed in time."""
    faults: list[str] = []
    open_: list[str] = []
    for conflict in oracle.conflicts():
        late = deadline is not None and time.monotonic() > deadline
        word = UNKNOWN if late else _verdict(oracle, conflict, deadline)
        if word != UNSAT:
            what = " and ".join(str(oracle.condition(lit)) for lit in sorted(conflict))
            if word == SAT:
                faults.append(f"two engines disagree whether anything satisfies {what}")
            else:
                open_.append(what)
    if open_:
        n = f"{len(open_)} steps of the proof" if len(open_) > 1 else "1 step of the proof"
        faults.append(
            f"{n} that nothing is missing, which no second engine has confirmed; the first: that "
            f"{open_[0]} is impossible"
        )
    return faults


def _verdict(oracle: Oracle, conflict: Iterable[Sign], deadline: float | None) -> str:
    """Return what a certificate or the second engine says of a conflict."""
    literals = [(i, m) for i, m in sorted(conflict) if m != ANY]
    clauses: list[Clause] = [tuple(Literal(p, OPERATOR[mask]) for p, mask in c) for c in oracle.clauses]
    clauses += [(Literal(oracle.ring.factors[i], OPERATOR[m]),) for i, m in literals]
    names = oracle.ring.symbols
    word = cvc5(names, clauses, _until(deadline, 0.03) - time.monotonic(), covered=2).word
    if word == UNKNOWN and not oracle.ring.atoms and _certified(oracle, literals, _until(deadline, 1)):
        word = UNSAT
    if word == UNKNOWN:
        word = Z3(names, clauses).ask([], _until(deadline, 2) - time.monotonic()).word
    return word


def _certified(oracle: Oracle, literals: list[Sign], deadline: float) -> bool:
    """Whether an identity of polynomials shows the conflict."""
    linked = oracle.linked(i for i, _ in literals)
    known = [oracle.condition(lit) for lit in literals]
    known += [
        Condition(oracle.ring.expression(p), OPERATOR[mask], oracle.ring.expression(oracle.ring.zero))
        for clause in oracle.clauses
        for p, mask in clause
        if len(clause) == 1 and oracle.ring.variables(p) <= linked
    ]
    reader = Reader([c.difference for c in known])
    clauses = [(_literal(reader, c),) for c in known]
    found = find(known[0].negated(), tuple(known[1:]), (), reader, clauses[0], clauses[1:], deadline)
    return found is not None and found.verify()


def _literal(reader: Reader, c: Condition) -> Literal:
    if c.op in ("<", "<="):
        return reader.literal(-c.difference, {"<": ">", "<=": ">="}[c.op])
    return reader.literal(c.difference, c.op)


def _until(deadline: float | None, seconds: float) -> float:
    end = time.monotonic() + seconds
    return end if deadline is None else min(end, deadline)
