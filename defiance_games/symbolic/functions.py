"""The functions of expressions, for model files: each takes numbers and expressions alike.

>>> from defiance_games.symbolic.expression import symbol
>>> sqrt(symbol("x") + 1), ceiling("7/2"), harmonic(3), binomial(5, 2)
(sqrt(x + 1), 4, 11/6, 10)
"""

from __future__ import annotations

from .expression import Expression, Like, as_expression, function


def _call(name: str, *args: Like) -> Expression:
    return function(name, *map(as_expression, args))


def exp(x: Like) -> Expression:
    """e to the power x."""
    return _call("exp", x)


def log(x: Like) -> Expression:
    """Natural logarithm of x > 0."""
    return _call("log", x)


def sqrt(x: Like) -> Expression:
    """Square root of x >= 0."""
    return _call("sqrt", x)


def smallest(*values: Like) -> Expression:
    """The least of the values."""
    return _call("min", *values)


def largest(*values: Like) -> Expression:
    """The greatest of the values."""
    return _call("max", *values)


def floor(x: Like) -> Expression:
    """The greatest integer that is at most x."""
    return _call("floor", x)


def ceiling(x: Like) -> Expression:
    """The least integer that is at least x."""
    return _call("ceiling", x)


def harmonic(n: Like) -> Expression:
    """1 + 1/2 + ... + 1/n, of an integer n >= 0."""
    return _call("harmonic", n)


def binomial(n: Like, k: Like) -> Expression:
    """The number of ways to choose k of n, of integers n >= 0 and k."""
    return _call("binomial", n, k)
