"""Finite-horizon reputation: one long-lived player against a sequence of short-lived ones, with a belief.

A long-lived player meets ``horizon`` short-lived ones, one after another, in view of all. Each complies (C)
or defies (D); after D the long-lived player sanctions (S) or not (N). With probability ``prior`` it is
resolute, a type that always sanctions; else it is weak, and at each meeting gets::

    C: 0        D, N: -harm        D, S: -harm - cost

discounted by ``delta``. A short-lived player gets 0 from C and, from D, ``tolerance`` less the probability of
S. What is public is the number n of meetings left (this one included) and the belief mu in the resolute type.

A solution is a sequential equilibrium in strategies of (n, mu), with delta*harm > cost > 0, so that it pays
to sanction once in order to have one more player comply. It has a *cutoff* for each n: a short-lived player
complies above it and defies below, the weak type sanctions for sure where the belief reaches the cutoff with
n - 1 left, and else so rarely that a sanction lifts the belief to just that cutoff. The cutoffs are powers of
the tolerance, so that a belief on a cutoff is told exactly from one beside it.

Source: Kreps & Wilson (1982), section 2; Milgrom & Roberts (1982); Selten (1978).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..symbolic.exact import exact
from .problem import Found, Problem

LONGEST = 5000


@dataclass(frozen=True)
class Reputation(Problem):
    """A long-lived player with a reputation to keep.

    Parameters
    ----------
    horizon : number of short-lived players, 1 to 5000 (exact beliefs are written out)
    prior : probability that the long-lived player is resolute, in (0, 1)
    tolerance : sanction probability at which a short-lived player is indifferent, in (0, 1)
    cost, harm : what a sanction, and what defiance, costs the weak type (utility); 0 < cost < delta*harm
    delta : discount factor, in (0, 1]

    Raises InputError, all faults at once.

    >>> Reputation(horizon=2, prior="1/4", tolerance=0.5, cost=1, harm=3, delta="9/10").tolerance
    Fraction(1, 2)
    """

    horizon: Any
    prior: Any
    tolerance: Any
    cost: Any
    harm: Any
    delta: Any = 1

    kind = "reputation"

    def __post_init__(self) -> None:
        faults: list[str] = []
        for name in ("prior", "tolerance", "cost", "harm", "delta", "horizon"):
            object.__setattr__(self, name, exact(getattr(self, name), f"reputation: {name}", faults))
        if not faults:
            rules = (
                (self.horizon in range(1, LONGEST + 1), "horizon", f"a whole number from 1 to {LONGEST}"),
                (0 < self.prior < 1, "prior", "in (0, 1)"),
                (0 < self.tolerance < 1, "tolerance", "in (0, 1)"),
                (0 < self.delta <= 1, "delta", "in (0, 1]"),
                (0 < self.cost < self.delta * self.harm, "cost", "in (0, delta*harm)"),
            )
            faults += [
                f"reputation: {name}: must be {rule}, got {getattr(self, name)}."
                for right, name, rule in rules
                if not right
            ]
        self.settle(faults, horizon=int(self.horizon))


@dataclass(frozen=True)
class Meeting(Found):
    """What happens with ``left`` meetings left at a belief; the weak type's value counts from here on."""

    left: int
    belief: Fraction
    power: int | None  # the belief is this power of the tolerance; None where it is the prior or 0
    comply: Fraction  # probability that the short-lived player complies
    weak_sanction: Fraction  # probability that the weak type sanctions defiance
    total_sanction: Fraction  # probability that defiance is sanctioned
    posterior: Fraction  # belief after a sanction; after none it is 0
    value: Fraction  # of the weak type
    expected_defiances: Fraction  # from here on, whatever the type

    kind = "meeting"


@dataclass(frozen=True)
class ReputationEquilibrium(Found):
    """A sequential equilibrium in strategies of the meetings left and the belief."""

    cutoffs: tuple[Fraction, ...]  # with 0, 1, ..., horizon meetings left
    mixing: tuple[Fraction, ...]  # probability of complying at the cutoff, with 1, ..., horizon left
    meetings: tuple[Meeting, ...]  # every belief above 0 that some play leads to, the first meeting first
    honeymoon: int  # meetings in which everybody complies for sure at the prior
    knife_edge: bool  # whether the prior is a cutoff, where other probabilities of complying serve as well

    kind = "reputation"

    @property
    def first(self) -> Meeting:
        """The first meeting, at the prior."""
        return self.meetings[0]

    def comply(self, left: int, belief: Fraction) -> Fraction:
        """Return the probability of complying with ``left`` meetings left, at any belief."""
        cutoff = self.cutoffs[left]
        return self.mixing[left - 1] if belief == cutoff else Fraction(belief > cutoff)

    def weak_sanction(self, left: int, belief: Fraction) -> Fraction:
        """Return the probability that the weak type sanctions, at a belief below 1."""
        reached = self.cutoffs[left - 1]
        if belief >= reached:
            return Fraction(1)
        return belief * (1 - reached) / ((1 - belief) * reached)

    def posterior(self, left: int, belief: Fraction) -> Fraction:
        """Return the belief after a sanction with ``left`` meetings left."""
        return max(belief, self.cutoffs[left - 1]) if belief else belief
