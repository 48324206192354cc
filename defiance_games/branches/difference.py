"""Derivatives of what has no closed form: differences of computed values."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..errors import InputError
from ..symbolic.expression import Expression
from .branch import Subject, answer

STEP = Fraction(1, 1_000_000)  # of the value, or of 1 where that is larger
Number = Fraction | float


def difference(subject: Subject, outcome: str, name: str, x: Fraction, middle: Number) -> float | None:
    """Return the slope of ``question.result`` in a parameter at ``x``, where its value is ``middle``.

    A central difference; one-sided where the other side is outside the domain or not a number; None where
    neither side is one. An integer parameter moves by one.
    """
    question, _, result = outcome.partition(".")
    step = Fraction(1) if subject.declared[name].integer else max(abs(x), Fraction(1)) * STEP
    ends: list[tuple[Fraction, Number]] = []
    for at in (x - step, x + step):
        try:
            value = number_of(answer(subject, question, result, {name: at}))
        except InputError:  # outside the domain
            value = None
        if value is not None:
            ends.append((at, value))
    if not ends:
        return None
    (a, low), (b, high) = ends if len(ends) == 2 else sorted([(x, middle), ends[0]])
    return float(high - low) / float(b - a)


def number_of(value: Any) -> Number | None:
    """Return what a question answered as a number, or None where it is not one.

    >>> number_of(2), number_of("D"), number_of(True)
    (Fraction(2, 1), None, None)
    """
    if isinstance(value, Expression):
        return None if value.symbols else value.evaluate()
    if isinstance(value, bool) or not isinstance(value, (int, float, Fraction)):
        return None
    return Fraction(value) if isinstance(value, int) else value
