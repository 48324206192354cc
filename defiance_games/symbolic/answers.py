"""What is known of a claim (:class:`Proof`) and of the sign of an expression (:class:`Sign`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ..errors import escaped
from .balls import Value
from .certificate import Certificate
from .condition import Condition
from .expression import Expression, number, symbol

PROVED, REFUTED, UNDECIDED = "proved", "refuted", "undecided"


@dataclass(frozen=True)
class Proof:
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
            "seconds": round(self.seconds, 3),
            **({"parts": [p.to_dict() for p in self.parts]} if self.parts else {}),
        }

    def __str__(self) -> str:
        claim = " and ".join(map(str, self.claim))
        lines = [f"{self.status}: {claim}"]
        if self.given:
            lines.append(f"  given {', '.join(map(str, self.given))}")
        if self.witness is not None:
            at = ", ".join(f"{k} = {v}" for k, v in self.witness.items()) or "every point"
            lines.append(f"  fails at {at}")
        if self.method and self.status == PROVED:
            lines.append(f"  by {self.method}")
        if self.certificate is not None:
            lines += [f"  {line}" for line in str(self.certificate).split("\n")]
        if self.reason:
            lines.append(f"  because {self.reason}")
        return "\n".join(lines)

    __repr__ = __str__

    def to_latex(self) -> str:
        """Return it as a sentence of LaTeX."""

        def listed(conditions: Iterable[Condition]) -> str:
            return ", ".join(f"${c.latex()}$" for c in conditions)

        text = f"{listed(self.claim)}" + (f" whenever {listed(self.given)}" if self.given else "")
        if self.status == REFUTED and self.witness is not None:
            at = ", ".join(f"${symbol(k).latex()} = {_latex(v)}$" for k, v in self.witness.items())
            return f"Refuted: {text}; it fails at {at or 'every point'}."
        return f"{self.status.capitalize()}: {text}" + (f" ({escaped(self.method)})." if self.method else ".")

    _repr_latex_ = to_latex

    def _repr_html_(self) -> str:
        import html

        return f"<pre>{html.escape(str(self))}</pre>"


def _latex(value: Value) -> str:
    e = number(value) if isinstance(value, Fraction) else value.closed
    return str(value) if e is None else e.latex()


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
