"""Real algebraic numbers: ``root_of(polynomial, k)``, the k-th real root of a polynomial.

Real roots are counted in ascending order from 0, without multiplicity. With rational coefficients a root is
written in its simplest form when it is built: a fraction, a formula with one square root, or a root of its
irreducible polynomial; equal numbers are then equal expressions.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from .expression import ONE, ZERO, Expression, add, function, multiply, number, power, symbol

_DIGITS = 10**12


def root_of(coefficients: Sequence[Expression], index: Expression) -> Expression:
    """Return the real root with this index of the polynomial whose coefficients begin with the constant.

    Raises ValueError where the coefficients are numbers and there is no such root.

    >>> root_of([number(c) for c in (1, -2, 0, 1)], number(2)), root_of([number(-2), ZERO, ONE], ONE)
    (1, sqrt(2))
    >>> root_of([number(c) for c in (-1, 1, 0, 1)], ZERO)
    root_of(x**3 + x - 1, 0)
    """
    kept = list(coefficients)
    while kept and kept[-1] == ZERO:
        kept.pop()
    if not all(c.is_number for c in kept) or not index.is_number:
        return Expression("root_of", (*kept, index))
    factor, k, _ = _chosen([c.value for c in kept], index.value)
    if len(factor) == 2:
        return number(Fraction(-factor[0], factor[1]))
    if len(factor) == 3:
        return _quadratic(*factor, k)
    return Expression("root_of", (*map(number, factor), number(k)))


def root_value(*parts: Fraction | float) -> Fraction | float:
    """Return the value of ``root_of(coefficients, index)``: a Fraction where it is rational."""
    *coefficients, index = (Fraction(x) for x in parts)
    while coefficients and coefficients[-1] == 0:
        coefficients.pop()
    factor, _, ball = _chosen(coefficients, index)
    return Fraction(-factor[0], factor[1]) if len(factor) == 2 else float(ball.mid())


def ball_of(e: Expression) -> Any:
    """Return a ball (flint.arb) around a ``root_of`` with numbers, at the working precision."""
    factor = [int(c.value) for c in e.args[:-1]]
    return real_roots(factor)[int(e.args[-1].value)]


def bounds_of(e: Expression) -> tuple[Fraction, Fraction]:
    """Return rational numbers surely below and above a ``root_of`` with numbers, 12 digits apart."""
    with precision(128):
        ball = ball_of(e)
    low, high = ((x.fmpq()) for x in (ball.lower(), ball.upper()))
    return (
        Fraction(math.floor(Fraction(int(low.p), int(low.q)) * _DIGITS), _DIGITS),
        Fraction(math.ceil(Fraction(int(high.p), int(high.q)) * _DIGITS), _DIGITS),
    )


def polynomial(e: Expression, name: str = "x") -> Expression:
    """Return the polynomial of a ``root_of`` in the symbol ``name``, highest power first."""
    terms = ((k, c) for k, c in enumerate(e.args[:-1]) if c != ZERO)
    x = symbol(name)
    return add(
        *(multiply(c, power(x, number(k))) for k, c in sorted(terms, reverse=True, key=lambda t: t[0]))
    )


def bound_name(e: Expression) -> str:
    """Return the variable in which a ``root_of`` is written: x, or where a parameter is called so another."""
    taken = e.symbols
    return next(n for n in ("x", "t", "z", *(f"x{k}" for k in range(len(taken) + 1))) if n not in taken)


def coefficients_of(e: Expression, name: str) -> list[Expression]:
    """Return the coefficients of a polynomial in ``name``, the constant first (ValueError if it is none).

    >>> x, a = symbol("x"), symbol("a")
    >>> coefficients_of((x - a) * (x + a), "x")
    [-a**2, 0, 1]
    """
    from .polynomials import Reader

    reader = Reader([e, symbol(name)])
    above, below = reader.quotient(e)
    place = reader.names.index(name)
    mixed = any(name in atom.expression.symbols for atom in reader.atoms.values())
    if mixed or any(m[place] for m in below.monoms()):
        raise ValueError(f"{e} is not a polynomial in {name}")
    parts: dict[int, dict] = {}
    for monomial, c in zip(above.monoms(), above.coeffs(), strict=True):
        rest = (*monomial[:place], 0, *monomial[place + 1 :])
        parts.setdefault(int(monomial[place]), {})[rest] = c
    divisor = reader.expression(below)
    found = [ZERO] * (max(parts, default=0) + 1)
    for k, terms in parts.items():
        c = reader.expression(reader.context.from_dict(terms))
        found[k] = c if divisor == ONE else c / divisor
    return found


def precision(bits: int) -> Any:
    """Work with balls of this many bits (a context manager)."""
    from flint import ctx

    return ctx.workprec(bits)


def real_roots(factor: Sequence[int]) -> list[Any]:
    """Return balls around the real roots of a square-free integer polynomial, in ascending order."""
    from flint import fmpz_poly

    found: Any = fmpz_poly(list(factor)).complex_roots()
    return _ascending([r.real for r, _ in found if r.imag == 0])


def _ascending(balls: list[Any]) -> list[Any]:
    return sorted(balls, key=functools.cmp_to_key(lambda a, b: -1 if a < b else 1 if a > b else 0))


def _chosen(coefficients: Sequence[Fraction], index: Fraction) -> tuple[tuple[int, ...], int, Any]:
    """The irreducible factor that has the root, the root's index in it, and a ball around the root."""
    from flint import fmpz_poly

    if len(coefficients) < 2 or index.denominator != 1:
        raise ValueError("root_of needs a polynomial that is not constant, and a whole number")
    scale = math.lcm(*(c.denominator for c in coefficients))
    whole: Any = fmpz_poly([int(c * scale) for c in coefficients])
    factors = [[int(c) for c in f.coeffs()] for f, _ in whole.factor()[1]]
    for bits in (64, 256, 1024, 4096):
        with precision(bits):
            found = [(ball, f, k) for f in factors for k, ball in enumerate(real_roots(f))]
        if any(a[0].overlaps(b[0]) for i, a in enumerate(found) for b in found[:i]):
            continue
        found.sort(key=functools.cmp_to_key(lambda a, b: -1 if a[0] < b[0] else 1))
        if not 0 <= index < len(found):
            raise ValueError(f"the polynomial has {len(found)} real roots, none with the index {index}")
        ball, factor, k = found[int(index)]
        return tuple(factor), k, ball
    raise ValueError("the roots of the polynomial lie too close together")


def _quadratic(c: int, b: int, a: int, index: int) -> Expression:
    """The smaller (index 0) or larger root of a*x**2 + b*x + c, as a formula."""
    if a < 0:
        a, b, c = -a, -b, -c
    n = b * b - 4 * a * c
    square = max(k for k in range(1, min(math.isqrt(n), 1000) + 1) if n % (k * k) == 0)
    root = multiply(number(Fraction(square, 2 * a)), function("sqrt", number(n // square**2)))
    middle = number(Fraction(-b, 2 * a))
    return middle + root if index else middle - root
