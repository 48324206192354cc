"""Rounding of what is not rational: exact wherever that is settled."""

from __future__ import annotations

import math
from fractions import Fraction

from .expression import Expression

_PRECISIONS = (128, 512, 2048)


def rounded(op: str, e: Expression, near: float) -> Fraction:
    """Return the floor or ceiling of a constant whose value is about ``near``.

    A ball whose points all round alike settles it; that the value is an integer is decided by powers for
    log(a)/log(b) and by elimination for algebraic numbers. Raises ValueError where it is not settled.

    >>> from .parser import parse
    >>> rounded("ceiling", parse("log(1/8)/log(1/2)"), 3.0000000000000004)
    Fraction(3, 1)
    """
    if abs(near) < 2**40 and abs(near - round(near)) > 1e-6 * max(1.0, abs(near)):
        return Fraction(math.floor(near) if op == "floor" else math.ceil(near))
    from .algebraic import precision
    from .balls import enclosure, sign_at

    ball = None
    for bits in _PRECISIONS:
        ball = enclosure(e, {}, bits)
        if ball is not None:
            with precision(bits):
                settled = (ball.floor() if op == "floor" else ball.ceil()).unique_fmpz()
            if settled is not None:
                return Fraction(int(settled))
    with precision(_PRECISIONS[-1]):
        whole = None if ball is None else (ball.mid() + 0.5).floor().unique_fmpz()
    if whole is not None and (_is_power(e, int(whole)) or sign_at(e - int(whole), {}) == 0):
        return Fraction(int(whole))
    raise ValueError(f"whether {e} is an integer is not settled")


def _is_power(e: Expression, n: int) -> bool:
    """Whether e is log(a)/log(b) with rational a = b**n."""
    if e.op != "*" or len(e.args) != 2 or e.args[0].op != "log" or e.args[1].op != "**":
        return False
    top, (base, exponent) = e.args[0], e.args[1].args
    if exponent != -1 or base.op != "log" or not (top.args[0].is_number and base.args[0].is_number):
        return False
    b, a = base.args[0].value, top.args[0].value
    digits = [max(x.numerator, x.denominator).bit_length() for x in (a, b)]
    return abs(n) * (digits[1] - 1) <= digits[0] and b**n == a  # a power has at least so many digits
