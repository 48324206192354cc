"""Lottery contests: players spend effort, and win a prize with probability equal to their share of it.

Players i = 1, ..., N choose efforts e_i >= 0 at unit costs c_i > 0. Player i wins a prize worth V_i > 0 to it
with probability e_i/E, where E is the sum of the efforts (with no effort at all the winner is drawn evenly),
so that its payoff is::

    u_i = V_i*e_i/E - c_i*e_i

A solution is a Nash equilibrium in pure strategies. There is exactly one: a player's share of the total E is
max(0, 1 - (c_i/V_i)*E), and the shares add up to one at a single E. The success function is Tullock's with
exponent one; with another exponent the equilibrium has no rational form, and need not be unique.

Source: Tullock (1980); uniqueness: Szidarovszky & Okuguchi (1997), Cornes & Hartley (2005).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..symbolic.exact import exact, exact_row
from .problem import Found, Problem


@dataclass(frozen=True)
class Contest(Problem):
    """A lottery contest.

    Parameters
    ----------
    costs : unit cost of effort of each player, positive (utility per unit of effort)
    prizes : what winning is worth, positive (utility): one number, or one for each player

    Raises InputError for fewer than two players, or numbers that are not positive.

    >>> Contest(costs=(1, 2), prizes=9).prizes
    (Fraction(9, 1), Fraction(9, 1))
    """

    costs: Any
    prizes: Any

    kind = "contest"

    def __post_init__(self) -> None:
        faults: list[str] = []
        costs = exact_row(self.costs, "contest: costs", faults)
        if isinstance(self.prizes, (list, tuple)):
            prizes = exact_row(self.prizes, "contest: prizes", faults, len(costs))
        else:
            prizes = (exact(self.prizes, "contest: prizes", faults),) * len(costs)
        if not faults and len(costs) < 2:
            faults.append(f"contest: costs: there must be two players or more, got {len(costs)}.")
        if not faults:
            for name, row in (("costs", costs), ("prizes", prizes)):
                faults += [
                    f"contest: {name}, number {i}: must be positive, got {x}."
                    for i, x in enumerate(row, 1)
                    if x <= 0
                ]
        self.settle(faults, costs=costs, prizes=prizes)


@dataclass(frozen=True)
class ContestEquilibrium(Found):
    """The equilibrium of a contest; every tuple has one entry for each player, in the order of the costs."""

    kind = "contest"

    efforts: tuple[Fraction, ...]
    win_probabilities: tuple[Fraction, ...]
    payoffs: tuple[Fraction, ...]
    active: tuple[int, ...]  # who makes an effort, counted from 1
    total: Fraction  # of the efforts
    unique: bool = True  # there is no other equilibrium in pure strategies
