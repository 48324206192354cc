"""The value of each operation: a Fraction where it is exact, else a float."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction


def _sum_value(*parts: Fraction | float) -> Fraction | float:
    return math.fsum(parts) if any(isinstance(x, float) for x in parts) else sum(parts, Fraction(0))


def _product_value(*parts: Fraction | float) -> Fraction | float:
    if any(isinstance(x, float) for x in parts):
        return math.prod(map(float, parts))
    return math.prod(parts, start=Fraction(1))


def power_value(x: Fraction | float, n: Fraction | float) -> Fraction | float:
    if isinstance(n, Fraction):
        if n.denominator == 1:
            return x ** int(n)
        root = exact_root(x, n.denominator) if isinstance(x, Fraction) else None
        if root is not None:
            return root**n.numerator
    if x < 0:
        raise ValueError("a power of a negative number is not real")
    return float(x) ** float(n)


def _sqrt_value(x: Fraction | float) -> Fraction | float:
    root = exact_root(x, 2) if isinstance(x, Fraction) else None
    if root is not None or not isinstance(x, Fraction) or x <= 0:
        return math.sqrt(x) if root is None else root
    shift = 2 * ((x.numerator.bit_length() - x.denominator.bit_length()) // 2)  # x = y * 2**shift
    y = x / 2**shift if shift >= 0 else x * 2**-shift
    return math.ldexp(math.sqrt(y), shift // 2)


def _exp_value(x: Fraction | float) -> Fraction | float:
    return Fraction(1) if isinstance(x, Fraction) and x == 0 else math.exp(x)


def _log_value(x: Fraction | float) -> Fraction | float:
    return Fraction(0) if isinstance(x, Fraction) and x == 1 else math.log(x)


def _floor_value(x: Fraction | float) -> Fraction | float:
    return Fraction(math.floor(x)) if isinstance(x, Fraction) else float(math.floor(x))


def _ceiling_value(x: Fraction | float) -> Fraction | float:
    return Fraction(math.ceil(x)) if isinstance(x, Fraction) else float(math.ceil(x))


def _whole(name: str, x: Fraction | float) -> int:
    if not isinstance(x, Fraction) or x.denominator != 1:
        raise ValueError(f"{name} takes an integer, got {x}")
    return int(x)


def _harmonic_value(x: Fraction | float) -> Fraction | float:
    n = _whole("harmonic", x)
    if n < 0:
        raise ValueError(f"harmonic takes an integer of at least 0, got {n}")
    return _harmonic_part(0, n)


def _harmonic_part(low: int, high: int) -> Fraction:
    """1/(low + 1) + ... + 1/high, by halves, so that large fractions are added late."""
    if high - low <= 32:
        return sum((Fraction(1, k) for k in range(low + 1, high + 1)), Fraction(0))
    middle = (low + high) // 2
    return _harmonic_part(low, middle) + _harmonic_part(middle, high)


def _binomial_value(x: Fraction | float, y: Fraction | float) -> Fraction | float:
    n, k = _whole("binomial", x), _whole("binomial", y)
    if n < 0:
        raise ValueError(f"binomial takes an integer of at least 0, got {n}")
    return Fraction(math.comb(n, k) if k >= 0 else 0)


def _root_of_value(*parts: Fraction | float) -> Fraction | float:
    from .algebraic import root_value

    return root_value(*parts)


VALUE: dict[str, Callable[..., Fraction | float]] = {
    "+": _sum_value,
    "*": _product_value,
    "**": power_value,
    "sqrt": _sqrt_value,
    "exp": _exp_value,
    "log": _log_value,
    "min": min,
    "max": max,
    "floor": _floor_value,
    "ceiling": _ceiling_value,
    "harmonic": _harmonic_value,
    "binomial": _binomial_value,
    "root_of": _root_of_value,
}


def exact_root(x: Fraction, k: int) -> Fraction | None:
    """Return the k-th root of ``x`` where it is rational and not negative, else None.

    >>> exact_root(Fraction(8, 27), 3)
    Fraction(2, 3)
    """
    if x < 0:
        return None
    above, below = _integer_root(x.numerator, k), _integer_root(x.denominator, k)
    return Fraction(above, below) if above**k == x.numerator and below**k == x.denominator else None


def _integer_root(n: int, k: int) -> int:
    """The integer part of the k-th root of ``n``, by bisection."""
    if k == 2:
        return math.isqrt(n)
    low, high = 0, 1 << (n.bit_length() // k + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**k <= n else (low, middle - 1)
    return low
