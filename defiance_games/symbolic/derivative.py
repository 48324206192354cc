"""Derivatives of expressions."""

from __future__ import annotations

from .expression import ONE, ZERO, Expression, add, function, multiply, power


def derivative(e: Expression, name: str) -> Expression:
    """Return the derivative of ``e`` with respect to ``name`` (ValueError through min or max).

    >>> from defiance_games.symbolic.expression import symbol
    >>> derivative(symbol("x")**3 / symbol("y"), "x")
    3*x**2/y
    """
    return e.fold(lambda node, parts: _derivative(node, parts, name))


def _derivative(e: Expression, parts: list[Expression], name: str) -> Expression:
    """The derivative of ``e`` from those of its parts."""
    op, args = e.op, e.args
    if op == "symbol":
        return ONE if args[0] == name else ZERO
    if all(d == ZERO for d in parts):
        return ZERO
    if op == "+":
        return add(*parts)
    if op == "*":
        return add(*(multiply(*args[:i], d, *args[i + 1 :]) for i, d in enumerate(parts)))
    if op == "**":
        by_base, by_exponent = ZERO, ZERO
        if parts[0] != ZERO:
            by_base = args[1] * power(args[0], args[1] - 1) * parts[0]
        if parts[1] != ZERO:
            by_exponent = function("log", args[0]) * e * parts[1]
        return by_base + by_exponent
    if op == "exp":
        return e * parts[0]
    if op == "log":
        return parts[0] / args[0]
    if op == "sqrt":
        return parts[0] / (2 * e)
    if op == "root_of":
        raise ValueError("root_of is not differentiated with respect to its coefficients")
    raise ValueError(f"{op} has no derivative everywhere")
