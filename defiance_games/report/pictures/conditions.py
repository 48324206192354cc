"""Conditions as a picture says them: solved for the parameter on an axis where that is the same thing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...symbolic.condition import Condition, Region
from ...symbolic.expand import is_zero
from ...symbolic.expression import Expression, symbol
from ...symbolic.ring import simplify
from ..page import Between, conditions
from .sampling import Point, sampled
from .style import math

_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}
LINE = 26  # characters
Known = Sequence[tuple[str, Expression, Expression]]  # parameter, a value of it, what that value is called


def solved(c: Condition, names: Sequence[str], point: Point, known: Known) -> Condition:
    """Return ``c`` solved for one of the ``names`` where it is linear in it and its coefficient has one sign.

    The sign is that at the points of the picture, so that within it nothing changes. Where ``known`` says
    what the value is called, that is written: ``p < 2*(V + 2)/(7*V + 159)`` becomes ``p < p_star``.

    >>> from defiance_games.symbolic.parser import parse_condition
    >>> (c,) = parse_condition("7*p*V + 159*p < 4 + 2*V")
    >>> at = {"p": np.array([0.1, 0.5]), "V": np.array([0.0, 9.0])}
    >>> solved(c, ("V", "p"), at, ())
    p < 2*(V + 2)/(7*V + 159)
    >>> solved(c, ("V", "p"), at, [("p", solved(c, ("V", "p"), at, ()).rhs, symbol("p_star"))])
    p < p_star
    """
    found: list[Condition] = []
    for name in reversed(names):
        if name not in c.symbols:
            continue
        try:
            slope = simplify(c.difference.diff(name))
            if name in slope.symbols:
                continue
            signs = np.sign(sampled(slope, {n: point[n] for n in names}))
            if not signs.size or not (np.all(signs > 0) or np.all(signs < 0)):
                continue
            value = simplify(-c.difference.subs({name: 0}) / slope, names)
        except (ValueError, ZeroDivisionError):
            continue
        op = c.op if signs[0] > 0 else _TURNED[c.op]
        for parameter, other, called in known:
            if parameter == name and is_zero(value - other):
                return Condition(symbol(name), op, called)
        found.append(Condition(symbol(name), op, value))
    return min([*found, c], key=_length)


def _length(c: Condition) -> int:
    return len(str(c)) + (0 if c.lhs.op == "symbol" else 4)


def lines(region: Region, names: Sequence[str], point: Point, known: Known, most: int = LINE) -> list[str]:
    """Return a region as lines of mathematics: what is joined by "and" separated by commas, else "or".

    >>> from defiance_games.symbolic.parser import parse_condition
    >>> lines(Region((parse_condition("2*h > 1") + parse_condition("h < 1"),)), ("h",), {"h": np.ones(1)}, ())
    ['$\\\\frac{1}{2} < h < 1$']
    """
    if region.always:
        return ["everywhere"]
    found: list[str] = []
    for conjunction in region.disjuncts:
        cells = conditions([solved(c, names, point, known) for c in conjunction])
        parts = [c for c in cells if isinstance(c, (Condition, Between))]
        own: list[list[Any]] = [[]]
        for c in parts:
            if own[-1] and sum(len(str(d)) + 2 for d in own[-1]) + len(str(c)) > most:
                own.append([])
            own[-1].append(c)
        texts = [", ".join(math(c) for c in line) for line in own if line]
        ends = [f"{text}," for text in texts[:-1]] + texts[-1:]
        found += [f"or {ends[0]}", *ends[1:]] if found else ends
    return found
