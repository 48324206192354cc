"""Crowds with a mediator: how many act in the correlated equilibria of a symmetric two-action game.

N alike players act or abstain; ``gains[m]`` is what a player gains by acting when m of the others act. In
a correlated equilibrium a mediator draws a profile and tells each player only its own part; following is
best. As players are alike, averaging a correlated equilibrium over their names gives another with the
same expected number of players who act. So it is enough to look at the probabilities q[a] that a players
act, who they are being drawn evenly::

    sum of q[a]*a*gains[a - 1] >= 0        (told to act, a player is willing)
    sum of q[a]*(N - a)*gains[a] <= 0      (told to abstain, too)

A solution is the least and the greatest expected number of players who act. As correlated equilibria form a
convex set, every number between is reached too.

Source: Aumann (1987); the reduction is symmetrization, as in Papadimitriou & Roughgarden (2008), section 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..symbolic.exact import exact_row
from .problem import Found, Problem


@dataclass(frozen=True)
class CorrelatedCount(Problem):
    """Alike players, a mediator, and the question how many of them act.

    Parameters
    ----------
    gains : utility; ``gains[m]`` is gained by acting when m of the others act; one for each player

    Raises InputError where there are no gains or they are not rational numbers.

    >>> CorrelatedCount(gains=(-1, 1)).gains
    (Fraction(-1, 1), Fraction(1, 1))
    """

    gains: Any

    kind = "correlated_count"

    def __post_init__(self) -> None:
        faults: list[str] = []
        gains = exact_row(self.gains, "correlated_count: gains", faults)
        if not faults and not gains:
            faults.append("correlated_count: gains: there must be one or more, got none.")
        self.settle(faults, gains=gains)


@dataclass(frozen=True)
class CorrelatedRange(Found):
    """The least and the greatest expected number of players who act, and distributions that reach them.

    ``fewest`` and ``most`` map the number of players who act to its probability. ``prices_of_least`` and
    ``prices_of_greatest`` are multipliers of the two constraints that prove that no distribution goes beyond:
    (acting, abstaining) with a +- (acting*a*gains[a - 1] - abstaining*(N - a)*gains[a]) within the bound.
    """

    least: Fraction
    greatest: Fraction
    fewest: Mapping[int, Fraction]
    most: Mapping[int, Fraction]
    prices_of_least: tuple[Fraction, Fraction]
    prices_of_greatest: tuple[Fraction, Fraction]

    kind = "correlated_count"
