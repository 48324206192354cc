"""Parts of the harmonic series, compared exactly and at any size."""

from __future__ import annotations

from fractions import Fraction

from .algebraic import precision
from .functions import harmonic

_PRECISIONS = (64, 256, 1024)


def harmonic_sign(k: int, n: int, value: Fraction) -> int:
    """Return the sign of 1/(k + 1) + ... + 1/n - value: by balls around digamma, or term by term.

    >>> harmonic_sign(1, 3, Fraction(5, 6)), harmonic_sign(8, 10**12, Fraction(25))
    (0, 1)
    """
    from flint import arb, fmpq

    for bits in _PRECISIONS:
        with precision(bits):
            ball = arb(n + 1).digamma() - arb(k + 1).digamma() - arb(fmpq(value.numerator, value.denominator))
        if ball > 0 or ball < 0:
            return 1 if ball > 0 else -1
    rest = (harmonic(n) - harmonic(k)).value - value
    return (rest > 0) - (rest < 0)
