"""The border with SymPy: an expression as a SymPy expression, and back."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import sympy

from ..errors import InputError, escaped
from .expression import COUNTING, ONE, Expression, add, function, multiply, number, power, symbol
from .names import check_name


def to_sympy(e: Expression) -> Any:
    """Return the SymPy expression; symbols are plain ``sympy.Symbol(name)``."""
    build: dict[str, Any] = {
        "number": lambda x: sympy.Rational(x.numerator, x.denominator),
        "symbol": sympy.Symbol,
        "+": sympy.Add,
        "*": sympy.Mul,
        "**": sympy.Pow,
        "exp": sympy.exp,
        "log": sympy.log,
        "sqrt": sympy.sqrt,
        "min": sympy.Min,
        "max": sympy.Max,
        "floor": sympy.floor,
        "ceiling": sympy.ceiling,
        "harmonic": sympy.harmonic,
        "binomial": sympy.binomial,
        "root_of": _sympy_root,
    }
    return e.fold(lambda part, parts: build[part.op](*(parts or part.args)))


def from_sympy(value: Any) -> Expression:
    """Return the expression of a SymPy expression; InputError where it is no real one of these functions."""
    if isinstance(value, sympy.Symbol):
        return symbol(check_name(value.name))
    if isinstance(value, sympy.Rational):
        return number(Fraction(int(value.p), int(value.q)))
    if isinstance(value, sympy.Float):
        return number(Fraction(str(value)))
    if value is sympy.E:
        return function("exp", ONE)
    build: dict[Any, Callable[..., Expression]] = {
        sympy.Add: add,
        sympy.Mul: multiply,
        sympy.Pow: power,
        **{
            f: partial(function, name)
            for f, name in (
                (sympy.exp, "exp"),
                (sympy.log, "log"),
                (sympy.Min, "min"),
                (sympy.Max, "max"),
                *((getattr(sympy, name), name) for name in COUNTING),
            )
        },
    }
    if isinstance(value, sympy.CRootOf):
        coefficients = reversed(value.poly.all_coeffs())
        return function("root_of", *map(from_sympy, coefficients), number(int(value.index)))
    kind = getattr(value, "func", None)
    if kind not in build:
        rule = "a SymPy expression must be real and made of + * ** exp log sqrt Min Max"
        raise InputError(f"{rule}, got {escaped(value)}.")
    return build[kind](*map(from_sympy, value.args))


def _sympy_root(*parts: Any) -> Any:
    """The SymPy form of ``root_of``: its real roots come first, in ascending order."""
    *coefficients, index = parts
    return sympy.rootof(sympy.Poly(coefficients[::-1], sympy.Symbol("x")), int(index))
