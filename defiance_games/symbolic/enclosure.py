"""Numbers without a short closed form, held between two rational numbers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

_DIGITS = 15


@dataclass(frozen=True)
class Enclosure:
    """A real number that is proved to lie between ``low`` and ``high``.

    It prints as a decimal to at most 15 digits, with a bound on its error.

    >>> Enclosure(Fraction(1, 3), Fraction(1, 3) + Fraction(1, 10**14))
    0.333333333333338 (error below 6e-15)
    >>> float(Enclosure(Fraction(1, 4), Fraction(3, 4)))
    0.5
    """

    low: Fraction
    high: Fraction

    def __float__(self) -> float:
        return float((self.low + self.high) / 2)

    def __str__(self) -> str:
        written = _decimal((self.low + self.high) / 2, _DIGITS)
        error = max(abs(Fraction(written) - self.low), abs(Fraction(written) - self.high))
        if not error:
            return f"{written:f}"
        bound = _decimal(error * Fraction(21, 20), 1)
        return f"{written:f} (error below {bound if Fraction(bound) > error else 2 * bound:.0e})"

    __repr__ = __str__

    def to_dict(self) -> dict[str, str]:
        """Return the JSON form: the two rational numbers."""
        return {"low": str(self.low), "high": str(self.high)}


def _decimal(x: Fraction, digits: int) -> Decimal:
    """The nearest decimal with this many significant digits."""
    context = Context(prec=digits, rounding=ROUND_HALF_EVEN)
    return context.divide(Decimal(x.numerator), Decimal(x.denominator))
