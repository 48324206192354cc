"""Fixed points and roots: all solutions of f(x) = x, or of f(x) = 0, in an interval.

The function is an expression in one variable: rational, piecewise rational (with min and max), or with
exp, log, sqrt and powers. Where f divides by zero it stands for its limit from within the interval, if
that is finite and the same from both sides. A fixed point of the map x -> f(x) is stable where ``|f'| < 1``,
unstable where ``|f'| > 1``, neutral where ``|f'| = 1``; at a kink both sides must agree.

All solutions are found, none by a starting guess. Of a piecewise rational function they are the roots of
polynomials, which are isolated with certainty; they come in closed form where that is short. Any other
function is enclosed with its derivatives on ever smaller intervals, until on each of them it has no root,
or is monotone and has one if its ends differ in sign. What is left where the smallest interval does not
tell (a double root) is named in ``unresolved``.

Source: Collins & Akritas (1976) for polynomials; Moore (1966), Krawczyk (1969) for interval methods.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..errors import escaped
from ..symbolic.exact import exact
from ..symbolic.expression import ZERO, Expression, as_expression, symbol
from ..symbolic.isolation import Value
from .problem import Found, Problem


@dataclass(frozen=True)
class FixedPoints(Problem):
    """An equation in one variable on a closed interval.

    Parameters
    ----------
    function : f, an expression in ``variable`` without other symbols
    low, high : the ends of the interval
    variable : its name
    zero : solve f(x) = 0 in place of f(x) = x

    Raises InputError for other symbols, or an interval that is empty or a point.

    >>> FixedPoints("max(0, 1 - 4/(25*x))", 0, 1).equation
    max(0, 1 - 4/(25*x)) - x
    """

    function: Any
    low: Any
    high: Any
    variable: str = "x"
    zero: bool = False

    kind = "fixed_points"

    def __post_init__(self) -> None:
        faults: list[str] = []
        function = as_expression(self.function)
        low, high = (exact(getattr(self, n), f"fixed_points: {n}", faults) for n in ("low", "high"))
        others = function.symbols - {self.variable}
        if others:
            named = ", ".join(escaped(s) for s in sorted(others))
            faults.append(f"fixed_points: function: must have no symbol but {self.variable}, got {named}.")
        if not faults and low >= high:
            faults.append(f"fixed_points: low must be below high, got {low} and {high}.")
        self.settle(faults, function=function, low=low, high=high)

    @property
    def equation(self) -> Expression:
        """What is zero at a solution."""
        return self.function - (ZERO if self.zero else symbol(self.variable))


@dataclass(frozen=True)
class FixedPoint(Found):
    """One solution: in closed form where that is short, else enclosed.

    ``stability``: "stable", "unstable", "neutral", or "kink" where the two sides differ; None for a root, and
    where it is not settled.
    """

    value: Value
    stability: str | None = None

    kind = "fixed_points"


@dataclass(frozen=True)
class FixedPointList(Found):
    """All solutions, ascending.

    ``continua``: intervals of which every point is a solution, their ends included. ``complete``: whether it
    is proved that there are no others; if not, those that are missing lie in the intervals ``unresolved``.
    """

    points: tuple[FixedPoint, ...]
    continua: tuple[tuple[Value, Value], ...] = ()
    complete: bool = True
    unresolved: tuple[tuple[Fraction, Fraction], ...] = ()

    kind = "fixed_points"

    @property
    def numbers(self) -> tuple[Value, ...]:
        """The solutions without their stability."""
        return tuple(p.value for p in self.points)
