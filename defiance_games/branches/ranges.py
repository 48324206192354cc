"""The range of an outcome over a continuum of equilibria without extreme points, at given parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from ..symbolic.balls import holds_at
from ..symbolic.condition import Condition
from ..symbolic.expression import Expression, number
from ..symbolic.linear import Linear, affine, best

UNKNOWN = "unknown"  # the outcome depends on free variables, and its range was not computed


def span(e: Expression, limits: Sequence[Condition], point: Mapping[str, Fraction]) -> Any:
    """Return the value of ``e`` at the parameters ``point``, or (lowest, highest) over what the limits allow.

    By linear programming where all is linear in the free variables; at the corners where each variable has an
    interval of its own and ``e`` is linear in each; at the roots where an equation fixes the only variable.
    Else ``UNKNOWN``. None where ``e`` has no value.

    >>> from ..symbolic.parser import parse, parse_condition
    >>> limits = parse_condition("0 <= x <= t/(1 - t)") + parse_condition("0 <= y <= x")
    >>> [str(x) for x in span(parse("x - y/2"), limits, {"t": Fraction(1, 3)})]
    ['0', '1/2']
    >>> span(parse("x*y"), limits, {"t": Fraction(1, 3)})
    'unknown'
    """
    try:
        e, limits = e.subs(point), [c.subs(point) for c in limits]
        names = sorted(e.symbols.union(*(c.symbols for c in limits)))
        if not e.symbols:
            return e.evaluate({})
        if len(names) == 1 and any(c.op == "=" for c in limits):
            return _at_roots(e, names[0], limits)
        constraints = [_linear(c, names) for c in limits]
        if any(c is None for c in constraints):
            return UNKNOWN
        known = [c for c in constraints if c is not None]
        form = affine(e, names)
        if form is not None:
            low, high = -_highest([-x for x in form[0]], known) + form[1], _highest(form[0], known) + form[1]
            return low if low == high else (low, high)
        return _at_corners(e, names, known)
    except (ZeroDivisionError, OverflowError):
        return None
    except ValueError:  # no bound, or a root or logarithm outside its domain
        return UNKNOWN


def _linear(c: Condition, names: Sequence[str]) -> Linear | None:
    """A condition as a linear constraint on the free variables; None where it is not one."""
    form = affine(c.difference, names) if c.op != "!=" else None
    if form is None:
        return None
    sign = -1 if c.op[0] == "<" else 1
    return Linear([sign * x for x in form[0]], sign * form[1], c.op.replace("<", ">"))


def _highest(objective: Sequence[Fraction], constraints: Sequence[Linear]) -> Fraction:
    """The largest value of a linear form over free variables of any sign (ValueError: none, or no bound)."""
    found = best(_halves(objective), [c._replace(coefficients=_halves(c.coefficients)) for c in constraints])
    if found is None:
        raise ValueError("no value of the free variables is allowed")
    return found[0]


def _halves(row: Sequence[Fraction]) -> list[Fraction]:
    """A row for x as one for (y, z) with x = y - z, both at least 0."""
    return [*row, *(-x for x in row)]


def _at_corners(e: Expression, names: Sequence[str], constraints: Sequence[Linear]) -> Any:
    """The range of what is linear in each variable where each has an interval of its own."""
    boxed = all(sum(1 for x in c.coefficients if x) <= 1 for c in constraints)
    if not boxed or any(n in e.diff(n).symbols for n in e.symbols):
        return UNKNOWN
    ends = []
    for i in (names.index(n) for n in sorted(e.symbols)):
        unit = [Fraction(int(i == k)) for k in range(len(names))]
        ends.append((-_highest([-x for x in unit], constraints), _highest(unit, constraints)))
    values = [e.evaluate(dict(zip(sorted(e.symbols), corner, strict=True))) for corner in product(*ends)]
    return _from_to(values)


def _at_roots(e: Expression, name: str, limits: Sequence[Condition]) -> Any:
    """The values where equations leave single values of one variable: from the lowest to the highest."""
    from ..symbolic.algebraic import coefficients_of, root_of

    equation = next(c for c in limits if c.op == "=").difference
    coefficients, values = coefficients_of(equation, name), []
    for k in range(len(coefficients) - 1):
        try:
            root = {name: root_of(coefficients, number(k))}
        except ValueError:  # no more real roots
            break
        held = [holds_at(c.subs(root), {}) for c in limits]
        if None in held:
            return UNKNOWN
        if all(held):
            values.append(e.subs(root).evaluate({}))
    return _from_to(values) if values else None


def _from_to(values: Sequence[Any]) -> Any:
    low, high = min(values), max(values)
    return low if low == high else (low, high)
