"""Check a search's impossibilities again with a second engine.

Where the oracle said "impossible" and the search therefore left a part of the parameter space out, its
word rests on a small conflict: a few literals that contradict each other on the domain. Completeness is
claimed only once an engine that shares no code with the first has confirmed each of them.
"""

from __future__ import annotations

import time

from ..engines import SAT, UNSAT, cvc5
from ..polynomials import Clause, Literal
from .oracle import Oracle
from .signs import ANY, OPERATOR


def unconfirmed(oracle: Oracle, deadline: float | None = None, most: float = 5.0) -> list[str]:
    """Return the conflicts that the second engine refuted or did not decide, each as a sentence."""
    domain: list[Clause] = [
        tuple(Literal(p, OPERATOR[mask]) for p, mask in clause) for clause in oracle.clauses if clause
    ]
    faults = []
    for conflict in oracle.conflicts():
        literals: list[Clause] = [
            (Literal(oracle.ring.factors[i], OPERATOR[m]),) for i, m in sorted(conflict) if m != ANY
        ]
        left = most if deadline is None else min(most, deadline - time.monotonic())
        said = cvc5(oracle.ring.symbols, [*domain, *literals], left).word
        if said != UNSAT:
            what = " and ".join(str(oracle.condition(lit)) for lit in sorted(conflict))
            verdict = "is refuted by" if said == SAT else "was not decided in time by"
            faults.append(f"that nothing satisfies {what} {verdict} the second engine")
    return faults
