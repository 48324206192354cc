"""Conditions written without minus signs, and decided where they are about numbers."""

from __future__ import annotations

from collections.abc import Mapping

from ..symbolic.condition import Condition
from ..symbolic.expression import ZERO, Expression, add
from ..symbolic.ring import Ring

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def arranged(e: Expression, op: str) -> Condition:
    """Return the condition ``e op 0``, without minus signs.

    >>> from defiance_games.symbolic.parser import parse
    >>> arranged(parse("1 - x - y"), "="), arranged(parse("1/2 - 2*x"), ">="), arranged(parse("x/2"), ">")
    (x + y = 1, x <= 1/4, x > 0)
    """
    ring = Ring(sorted(e.symbols), [e])
    q = ring.quotient(e)
    if not q.den.is_constant() and op not in ("=", "!="):
        return Condition(e, op, ZERO)
    num = ring.expression(q.num)
    sides: tuple[list[Expression], list[Expression]] = ([], [])
    for t in num.args if num.op == "+" else (num,):
        head = t.args[0] if t.op == "*" else t
        negative = head.op == "number" and head.value < 0
        sides[negative].append(-t if negative else t)
    left, right = add(*sides[0]), add(*sides[1])
    if not left.symbols:
        left, op, right = right, _FLIPPED[op], left
    scale = left.args[0] if left.op == "*" and left.args[0].is_number and right.is_number else None
    return Condition(left / scale, op, right / scale) if scale else Condition(left, op, right)


def put_in(c: Condition, values: Mapping[str, Expression]) -> Condition:
    """Return a condition with expressions put in for symbols; it has no symbols where none are left.

    >>> from defiance_games.symbolic.parser import parse, parse_condition
    >>> put_in(parse_condition("x + y <= 1")[0], {"y": parse("1 - x")})
    0 <= 0
    """
    if not c.symbols & values.keys():
        return c
    e = c.difference.subs(values)
    ring = Ring(sorted(e.symbols), [e])
    q = ring.quotient(e)
    if q.num == 0:
        return Condition(ZERO, c.op, ZERO)
    plain = ring.formula(q)
    return arranged(plain, c.op) if plain.symbols else Condition(plain, c.op, ZERO)
