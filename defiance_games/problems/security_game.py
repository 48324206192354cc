"""Security games: where to put limited protection that an attacker sees before it strikes.

A defender covers each site j with c_j in [0, 1], sum of c_j <= budget, at a cost of ``marginal_cost`` per
unit. An attacker sees the coverage and strikes one site. A strike at j meets protection with probability
c_j::

    defender    c_j*D_j + (1 - c_j)*d_j  - marginal_cost*(sum of c)
    attacker    c_j*A_j + (1 - c_j)*a_j,      A_j <= a_j

(capital letters: the site is found covered). A solution is a strong Stackelberg equilibrium: the coverage
that is best for the defender given that the attacker strikes where it gets most, in ties where the defender
gets most. Of the best coverages it is one with the least sum. Coverage is divisible; with resources that
are not, it is the marginal probability of coverage, which a lottery over schedules of one site each
achieves.

The *worth* of a budget is what the defender gets from it, the cost aside. Whatever the marginal cost, the
best budget is at a corner of the least concave function above the worth: those corners are part of the
solution.

Source: Kiekintveld et al. (2009), section 4; Tambe (2011); strong Stackelberg: Conitzer & Sandholm (2006).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..errors import InputError
from ..symbolic.exact import exact, exact_row, names_of
from .problem import Found, Problem

PAYOFFS = ("defender_covered", "defender_uncovered", "attacker_covered", "attacker_uncovered")


@dataclass(frozen=True)
class SecurityGame(Problem):
    """A defender who spreads coverage, and an attacker who strikes one site.

    Parameters
    ----------
    sites : names
    defender_covered, defender_uncovered : D_j and d_j, the defender's payoff of a strike (utility)
    attacker_covered, attacker_uncovered : A_j <= a_j, the attacker's
    budget : the most that the coverages may sum to; None is enough for all sites
    marginal_cost : what a unit of coverage costs the defender (utility)

    Raises InputError for numbers missing, coverage that attracts the attacker, a negative budget or cost.

    >>> SecurityGame.zero_sum((4, 2, 1), budget=1).attacker_uncovered
    (Fraction(4, 1), Fraction(2, 1), Fraction(1, 1))
    """

    sites: Sequence[str]
    defender_covered: Any
    defender_uncovered: Any
    attacker_covered: Any
    attacker_uncovered: Any
    budget: Any = None
    marginal_cost: Any = 0

    kind = "security_game"

    @classmethod
    def zero_sum(cls, weights: Any, budget: Any = None, marginal_cost: Any = 0) -> SecurityGame:
        """Return the game in which a strike at site j takes weights[j]*(1 - c_j) from the defender."""
        faults: list[str] = []
        worths = exact_row(weights, "security_game: weights", faults)
        if faults:
            raise InputError(faults)
        none = (0,) * len(worths)
        losses = [-w for w in worths]
        sites = [f"site {j}" for j in range(1, len(worths) + 1)]
        return cls(sites, none, losses, none, worths, budget, marginal_cost)

    def __post_init__(self) -> None:
        faults: list[str] = []
        sites = names_of(self.sites, "security_game: sites", faults)
        rows = {
            name: exact_row(getattr(self, name), f"security_game: {name}", faults, len(sites))
            for name in PAYOFFS
        }
        budget = len(sites) if self.budget is None else self.budget
        numbers = {
            "budget": exact(budget, "security_game: budget", faults),
            "marginal_cost": exact(self.marginal_cost, "security_game: marginal_cost", faults),
        }
        faults += [f"security_game: {n}: must not be negative, got {x}." for n, x in numbers.items() if x < 0]
        if not faults:
            pairs = zip(rows["attacker_covered"], rows["attacker_uncovered"], strict=True)
            faults += [
                f"security_game: {site}: the attacker must not get more from it covered ({covered}) than "
                f"uncovered ({uncovered})."
                for site, (covered, uncovered) in zip(sites, pairs, strict=True)
                if covered > uncovered
            ]
        self.settle(faults, sites=sites, **rows, **numbers)


@dataclass(frozen=True)
class Coverage(Found):
    """The defender's best coverage; tuples have one entry for each site, or one for each corner."""

    kind = "security_game"

    coverage: tuple[Fraction, ...]
    spent: Fraction  # their sum
    targets: tuple[str, ...]  # where the attacker gets most, and the defender no less than here
    value: Fraction  # the defender's payoff, the cost of coverage included
    attacker_value: Fraction
    budgets: tuple[Fraction, ...]  # at the corners, ascending from 0,
    worths: tuple[Fraction, ...]  # and what they are worth to the defender
