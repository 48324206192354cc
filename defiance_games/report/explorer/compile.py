"""Expressions as JavaScript: a tree of the package becomes a JavaScript expression, text of ours only.

Each expression is compiled twice. The *fast* form is arithmetic in floating point, for maps and curves; the
*exact* form calls the functions of ``numbers.js``, which keep fractions as fractions, for the point that is
looked at. Both are ``NaN`` where the expression is not defined: division by zero, the root of a negative
number, the logarithm of one that is not positive. Symbols are places in the array ``v``; no name that a
user has written enters the code.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ...symbolic.expression import Expression

_SAFE = 2**53  # integers below it are exact in JavaScript


def fast(e: Expression, places: Mapping[str, int]) -> str:
    """Return the JavaScript of ``e`` in floating point; ``places``: symbol -> its place in ``v``.

    >>> from defiance_games.symbolic.parser import parse
    >>> fast(parse("1/3 - sqrt(p)/L**2"), {"p": 0, "L": 1})
    '((1/3)+(-1*root(v[0])*ipow(v[1],-2)))'
    """

    def visit(node: Expression, parts: list[str]) -> str:
        if node.op == "number":
            return _float(node.value)
        if node.op == "symbol":
            return f"v[{places[node.args[0]]}]"
        if node.op in "+*":
            return f"({node.op.join(parts)})"
        if node.op == "**":
            base, exponent = node.args
            if not exponent.is_number:
                return f"pow({','.join(parts)})"
            n = exponent.value
            if n == -1:
                return f"inv({parts[0]})"
            return f"ipow({parts[0]},{n})" if n.denominator == 1 else f"pow({parts[0]},{_float(n)})"
        return f"{_FAST[node.op]}({','.join(parts)})"

    return e.fold(visit)


def exact(e: Expression, places: Mapping[str, int]) -> str:
    """Return the JavaScript of ``e`` in exact arithmetic where it is exact.

    >>> from defiance_games.symbolic.parser import parse
    >>> exact(parse("1/3 - sqrt(p)/L**2"), {"p": 0, "L": 1})
    'E.add(E.of(1n,3n),E.mul(E.of(-1n,1n),E.sqrt(v[0]),E.pow(v[1],E.of(-2n,1n))))'
    """

    def visit(node: Expression, parts: list[str]) -> str:
        if node.op == "number":
            return f"E.of({node.value.numerator}n,{node.value.denominator}n)"
        if node.op == "symbol":
            return f"v[{places[node.args[0]]}]"
        return f"E.{_EXACT[node.op]}({','.join(parts)})"

    return e.fold(visit)


_EXACT = {
    "+": "add",
    "*": "mul",
    "**": "pow",
    "exp": "exp",
    "log": "log",
    "sqrt": "sqrt",
    "min": "min",
    "max": "max",
    "floor": "floor",
    "ceiling": "ceiling",
    "harmonic": "harmonic",
    "binomial": "binomial",
    "root_of": "rootOf",
}
_FAST = {
    "exp": "exp",
    "log": "log",
    "sqrt": "root",
    "min": "Math.min",
    "max": "Math.max",
    "floor": "floor",
    "ceiling": "ceiling",
    "harmonic": "harmonic",
    "binomial": "binomial",
    "root_of": "rootOf",
}


def _float(x: Fraction) -> str:
    """A rational number as the nearest floating-point number."""
    n, d = abs(x.numerator), x.denominator
    if n >= _SAFE or d >= _SAFE:
        try:
            return repr(float(x))
        except OverflowError:
            return "NaN"
    if d == 1:
        return str(x.numerator)
    return f"({x.numerator}/{d})"
