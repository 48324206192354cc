"""What is known of a claim (:class:`Proof`) and of the sign of an expression (:class:`Sign`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..shown import Shown
from .balls import Value
from .certificate import Certificate
from .condition import Condition
from .expression import Expression

PROVED, REFUTED, UNDECIDED = "proved", "refuted", "undecided"


@dataclass(frozen=True, repr=False)
class Proof(Shown):
    """What is known of a claim: ``status`` is proved, refuted or undecided.

    Parameters
    ----------
    claim, given : conjunctions of conditions
    method : identity | certificate | z3 and cvc5 | z3 | witness; empty where undecided
    witness : where refuted, a point at which ``given`` holds and ``claim`` does not
    certificate : where there is one, a :class:`Certificate` that can be checked by hand
    polynomial : the polynomial whose sign decides
    reason : where undecided, why
    parts : the proofs of the claims, where they are several
    """

    status: str
    claim: tuple[Condition, ...]
    given: tuple[Condition, ...]
    method: str = ""
    witness: Mapping[str, Value] | None = None
    certificate: Certificate | None = None
    polynomial: Expression | None = None
    reason: str = ""
    seconds: float = field(default=0.0, compare=False)
    parts: tuple[Proof, ...] = ()

    def __bool__(self) -> bool:
        return self.status == PROVED

    def to_dict(self, numeric: bool = False) -> dict[str, Any]:
        """Return the JSON form; a witness is exact text, or floats where ``numeric``."""
        return {
            "schema": "defiance-games/proof/1",
            "status": self.status,
            "claim": [str(c) for c in self.claim],
            "given": [str(c) for c in self.given],
            "method": self.method or None,
            "witness": None
            if self.witness is None
            else {k: float(v) if numeric else str(v) for k, v in self.witness.items()},
            "polynomial": None if self.polynomial is None else str(self.polynomial),
            "certificate": None if self.certificate is None else self.certificate.to_dict(),
            "reason": self.reason or None,
            **({"parts": [p.to_dict() for p in self.parts]} if self.parts else {}),
        }

    def __repr__(self) -> str:
        return f"<{self.status}: {' and '.join(map(str, self.claim))}>"


@dataclass(frozen=True)
class Sign:
    """The sign of an expression on a region.

    ``sign`` is + - 0 mixed or undecided; + and - include zero unless ``strict``. The points are witnesses
    (None where there is none, or none is known).
    """

    sign: str
    strict: bool = False
    positive_at: Mapping[str, Value] | None = None
    negative_at: Mapping[str, Value] | None = None
    zero_at: Mapping[str, Value] | None = None
    polynomial: Expression | None = None
    proofs: tuple[Proof, ...] = ()
    reason: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""

        def point(p: Mapping[str, Value] | None) -> dict[str, str] | None:
            return None if p is None else {k: str(v) for k, v in p.items()}

        return {
            "sign": self.sign,
            "strict": self.strict,
            "positive_at": point(self.positive_at),
            "negative_at": point(self.negative_at),
            "zero_at": point(self.zero_at),
            "polynomial": None if self.polynomial is None else str(self.polynomial),
            "reason": self.reason or None,
        }
