"""Derivatives along equations that make a free variable of an equilibrium a function of the parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..symbolic.expression import Expression
from .branch import Branch
from .signs import Cell, Signs, derivative


def followed(branch: Branch, name: str, signs: Signs, cells: Sequence[Cell]) -> dict[str, Expression] | None:
    """Return the derivative in a parameter of each free variable that has to move with it; mostly none.

    By implicit differentiation of one equation in one variable, where its slope is surely not 0 on the cells.
    None where the free variables can neither be held fixed nor, for certain, be followed.
    """
    equations = [c.difference for c in branch.limits if c.op == "="]
    if not any(name in e.symbols for e in equations):
        return {}
    variables = [n for n in branch.ranges if any(n in e.symbols for e in equations)]
    if len(equations) != 1 or len(variables) != 1:
        return None
    (equation,), (variable,) = equations, variables
    slope = derivative(equation, variable, signs.order)
    certain = signs.of(slope, cells)
    if certain.sign not in ("+", "-") or not certain.strict:
        return None
    return {variable: -derivative(equation, name, signs.order) / slope}


def total_derivative(
    e: Expression, name: str, speed: Mapping[str, Expression], order: Sequence[str]
) -> Expression:
    """Return the derivative in a parameter where free variables move with it at some speed.

    >>> from ..symbolic.parser import parse
    >>> total_derivative(parse("c + 2*x"), "c", {"x": parse("1/(2*x)")}, ["c"])
    (x + 1)/x
    """
    from ..symbolic.ring import simplify

    total = derivative(e, name, order)
    for variable, own in speed.items():
        total = total + derivative(e, variable, order) * own
    return simplify(total, order) if speed else total
