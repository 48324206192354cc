"""Whether a comparison holds wherever others do: proved, refuted with a witness, or undecided.

Nothing rests on one engine. A claim counts as proved when it is an identity, when a certificate proves it
(:mod:`certificate`), or when z3 and cvc5 both find its denial impossible. It counts as refuted when it fails,
exactly, at a point that is given.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from ..errors import Faults, InputError
from .answers import PROVED, REFUTED, UNDECIDED, Proof, Sign
from .balls import Value, sign_at
from .condition import Condition, Region
from .expression import ZERO, Expression, as_expression
from .prover import Prover, prover_for

__all__ = ["Proof", "Sign", "conditions", "prove", "sign"]

Claims = str | Condition | Region | Iterable[str | Condition]


def conditions(claims: Claims, where: str = "") -> tuple[Condition, ...]:
    """Read one claim or several; InputError names what cannot be read.

    >>> conditions(["0 < r < 1", "V > 0"])
    (0 < r, r < 1, V > 0)
    """
    from .parser import parse_condition

    if isinstance(claims, (str, Condition)):
        claims = [claims]
    if isinstance(claims, Region):
        if len(claims.disjuncts) != 1:
            raise InputError(
                f"{where}: a region must be one conjunction here, got {len(claims.disjuncts)}. Prove them "
                "one by one."
            )
        claims = claims.disjuncts[0]
    faults, read = Faults(), []
    for x in claims:
        with faults:
            read += [x] if isinstance(x, Condition) else parse_condition(x, where=where)
    faults.tell()
    return tuple(read)


def prove(
    claim: Claims,
    given: Claims = (),
    time_limit: float = 60,
    certify: bool = True,
    integers: Collection[str] = (),
) -> Proof:
    """Return whether ``claim`` holds wherever ``given`` does, over the real numbers.

    Parameters
    ----------
    claim, given : text or Conditions; several mean all of them
    time_limit : seconds; then the answer is undecided
    certify : back each "proved" by a certificate or by a second engine; else z3 alone is believed
    integers : symbols that a witness must give integer values

    Raises InputError where a text cannot be read or ``given`` holds nowhere (it names what conflicts).

    >>> prove("V*(1 - r) > 0", given=["V > 0", "0 < r < 1"]).status
    'proved'
    >>> prove("(x - 1)**2 > 0").witness
    {'x': Fraction(1, 1)}
    """
    faults, claims, assumed = Faults(), (), ()
    with faults:
        claims = conditions(claim, "claim")
    with faults:
        assumed = tuple(dict.fromkeys(conditions(given, "given")))
    faults.tell()
    if not claims:
        raise InputError("claim: there must be a comparison to prove, got none.")
    deadline = time.monotonic() + time_limit
    parts: list[Proof] = []
    for c in claims:  # each from what is given alone: what one claim presupposes must not prove another
        prover = prover_for([c.difference], assumed, certify, frozenset(integers)).consistent()
        parts.append(prover.prove(c, deadline))
        if parts[-1].status == REFUTED:
            break
    if len(claims) == 1:
        return parts[0]
    worst = next((p for s in (REFUTED, UNDECIDED) for p in parts if p.status == s), None)
    seconds = sum(p.seconds for p in parts)
    if worst is not None:
        return replace(worst, claim=claims, seconds=seconds, parts=tuple(parts))
    methods = ", ".join(dict.fromkeys(p.method for p in parts))
    return Proof(PROVED, claims, assumed, methods, seconds=seconds, parts=tuple(parts))


def sign(
    expression: Expression | str,
    given: Claims = (),
    time_limit: float = 60,
    certify: bool = False,
    integers: Collection[str] = (),
) -> Sign:
    """Return the sign of ``expression`` on the region where ``given`` holds.

    >>> sign("V*(1 - r)", ["V > 0", "0 < r <= 1"]).sign, sign("1 - r", ["r > 0"]).sign
    ('+', 'mixed')
    """
    e, assumed = as_expression(expression), tuple(dict.fromkeys(conditions(given, "given")))
    deadline = time.monotonic() + time_limit
    prover = prover_for([e], assumed, certify, frozenset(integers)).consistent()
    return _sign(prover, e, deadline)


def _sign(prover: Prover, e: Expression, deadline: float) -> Sign:
    proofs: list[Proof] = []
    seen: dict[int, Mapping[str, Value]] = {}
    polynomial = None

    def settle(op: str) -> bool:
        """Whether e op 0 is proved; a refutation leaves its witness in ``seen``."""
        nonlocal polynomial
        proof = prover.prove(Condition(e, op, ZERO), deadline)
        proofs.append(proof)
        polynomial = proof.polynomial or polynomial
        at = None if proof.witness is None else sign_at(e, proof.witness)
        if proof.witness is not None and at is not None:
            seen.setdefault(at, proof.witness)
        return proof.status == PROVED

    def answer(word: str, strict: bool = False) -> Sign:
        reason = next((p.reason for p in proofs if p.reason), "") if word == UNDECIDED else ""
        return Sign(word, strict, seen.get(1), seen.get(-1), seen.get(0), polynomial, tuple(proofs), reason)

    start = prover.point
    if start is not None and (s := sign_at(e, start)) is not None:
        seen[s] = start
    for side, strict_op, weak_op in ((1, ">", ">="), (-1, "<", "<=")):
        if -side in seen:
            continue
        if 0 not in seen and settle(strict_op):
            return answer("+" if side > 0 else "-", strict=True)
        if -side not in seen and settle(weak_op):
            if side in seen or not settle("="):
                return answer("+" if side > 0 else "-") if side in seen else answer(UNDECIDED)
            return answer("0")
        if {1, -1} <= seen.keys():
            return answer("mixed")
    return answer("mixed" if {1, -1} <= seen.keys() else UNDECIDED)
