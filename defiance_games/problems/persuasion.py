"""Bayesian persuasion: what to tell a decision maker, if it can be promised what is told in which state.

There are finitely many states s with prior probabilities P(s) > 0. A sender commits to a *rule*: in state s
it recommends action a with probability x(a | s). The receiver knows the rule, hears the recommendation, and
picks an action; in state s action a pays the receiver u(s, a) and the sender v(s, a). By the revelation
principle the sender needs no messages but recommendations that the receiver is willing to follow
(*obedience*)::

    sum over s of  P(s)*x(a | s)*(u(s, a) - u(s, b)) >= 0      for all actions a, b

A solution is an obedient rule with the largest sum of P(s)*x(a | s)*v(s, a): a linear program, whose value
is the concave closure of the sender's payoff as a function of the receiver's belief, taken at the prior.
Where several rules pay the sender as much, the solution is one of those that pay the receiver most. A
receiver who is indifferent does as the sender likes.

Source: Kamenica & Gentzkow (2011), proposition 1 and corollary 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .problem import Found, Problem, read_states

Rule = Mapping[str, Mapping[str, Fraction]]


@dataclass(frozen=True)
class Persuasion(Problem):
    """A sender who can promise what it will say, and a receiver who acts on it.

    Parameters
    ----------
    states, actions : names
    prior : probability of each state, positive, summing to one
    receiver, sender : payoffs (utility), a row for each state with a number for each action

    Raises InputError for names given twice, numbers missing, priors that are no distribution.

    >>> court = Persuasion(states=("innocent", "guilty"), prior=("0.7", "0.3"), actions=("acquit", "convict"),
    ...                    receiver=((1, 0), (0, 1)), sender=((0, 1), (0, 1)))
    >>> court.prior
    (Fraction(7, 10), Fraction(3, 10))
    """

    states: Sequence[str]
    prior: Any
    actions: Sequence[str]
    receiver: Any
    sender: Any

    kind = "persuasion"

    def __post_init__(self) -> None:
        faults, read = read_states(self, "receiver", "sender")
        self.settle(faults, **read)


@dataclass(frozen=True)
class Disclosure(Found):
    """A sender-optimal obedient rule, and what it is worth."""

    kind = "persuasion"

    rule: Rule  # state -> action -> probability that it is recommended there
    posteriors: Rule  # action that is sometimes recommended -> state -> belief in it after that
    value: Fraction  # the sender's expected payoff
    receiver_value: Fraction  # the receiver's
    uninformed: str  # what the receiver does if told nothing
    value_uninformed: Fraction  # what the sender gets if it tells nothing,
    value_informed: Fraction  # and if it tells everything
    unique: bool  # no other rule pays the sender as much
