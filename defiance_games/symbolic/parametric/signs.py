"""Signs and sets of signs: a mask is a union of ``NEG``, ``ZERO_`` and ``POS``."""

from __future__ import annotations

from typing import Any

Literal = tuple[int, int]  # (factor index, mask)
NEG, ZERO_, POS, ANY = 1, 2, 4, 7
MASK = {"<": NEG, "<=": NEG | ZERO_, ">": POS, ">=": POS | ZERO_, "=": ZERO_, "!=": NEG | POS}
OPERATOR = {m: op for op, m in MASK.items()}
FLIP = {m: ((m & NEG) << 2) | (m & ZERO_) | ((m & POS) >> 2) for m in range(8)}  # of the negative


def bit(sign: int) -> int:
    """Return the mask bit of a sign.

    >>> bit(-1), bit(0), bit(1)
    (1, 2, 4)
    """
    return (NEG, ZERO_, POS)[sign + 1]


def sign_of(x: Any) -> int:
    """Return -1, 0 or 1."""
    return (x > 0) - (x < 0)
