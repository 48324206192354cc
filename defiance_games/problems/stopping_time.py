"""Optimal stopping when time alone matters: at which date t = 0, 1, 2, ... to stop, or never.

Every date t before the stop pays ``flow(t)``; stopping at T pays ``stop(T)``. Both are polynomials in t with
rational coefficients, costs being negative. The value of stopping at T is::

    W(T) = flow(0) + delta*flow(1) + ... + delta**(T-1)*flow(T-1) + delta**T*stop(T)

and of never stopping its limit, with 0 < delta < 1. A solution is every date at which W is largest. One more
period pays iff D(t) = flow(t) + delta*stop(t+1) - stop(t) > 0, as W(T+1) - W(T) = delta**T*D(T). The
*one-step* rule stops at the first date with D <= 0; where D stays so for ever after, the *monotone* case,
it is optimal.

Source: Chow, Robbins & Siegmund (1971), chapter 3; Ferguson (2008), chapter 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..errors import InputError, escaped
from ..symbolic.algebraic import coefficients_of
from ..symbolic.exact import exact
from ..symbolic.expression import as_expression
from .problem import Found, Problem

DATE = "t"


@dataclass(frozen=True)
class StoppingTime(Problem):
    """When to stop.

    Parameters
    ----------
    flow, stop : polynomials in ``t``, as text, expressions or numbers
    delta : discount factor in (0, 1)

    Raises InputError, all faults at once.

    >>> StoppingTime(flow="-(1 + t/2)", stop=-12, delta=0.8).flow
    (Fraction(-1, 1), Fraction(-1, 2))
    """

    flow: Any
    stop: Any
    delta: Any

    kind = "stopping_time"

    def __post_init__(self) -> None:
        faults: list[str] = []
        rows = {name: _polynomial(getattr(self, name), name, faults) for name in ("flow", "stop")}
        delta = exact(self.delta, "stopping_time: delta", faults)
        if not 0 < delta < 1:
            faults.append(f"stopping_time: delta: must be in (0, 1), got {delta}.")
        self.settle(faults, **rows, delta=delta)


@dataclass(frozen=True)
class StoppingDates(Found):
    """When to stop."""

    dates: tuple[int, ...]  # every optimal date; 0 alone where every date is, and never as well
    never: bool  # whether never to stop is optimal
    value: Fraction | None  # None where the date is too late for it to be written out
    one_step: int | None  # the first date at which one more period does not pay
    monotone: bool  # from then on it never pays, so that the one-step rule is proved optimal

    kind = "stopping_time"


def _polynomial(given: Any, name: str, faults: list[str]) -> tuple[Fraction, ...]:
    """The coefficients of a polynomial in t, the constant first."""
    try:
        found = coefficients_of(as_expression(given), DATE)
    except (InputError, ValueError):
        found = []
    if not found or not all(c.is_number for c in found):
        faults.append(f"stopping_time: {name}: must be a polynomial in t with numbers, got {escaped(given)}.")
        return ()
    return tuple(c.value for c in found)
