"""Delegation: which actions to permit a delegate who knows more and wants something else.

There are finitely many states s with probabilities P(s) > 0. A principal permits a nonempty set of actions
and keeps its word. The delegate sees the state and picks the permitted action that pays it most; in ties
the one that the principal likes best. In state s action a pays the principal u(s, a) and the delegate v(s,
a). There are no transfers. A solution is a permitted set with the largest expected payoff of the principal,
among all sets of actions or (``sets = "intervals"``) among the sets of neighbors in the order in which the
actions are given. Of several it is one with the fewest actions. Permitting one action only is
centralization, permitting all is full delegation.

Source: Holmström (1984); Melumad & Shibano (1991); Alonso & Matouschek (2008).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..errors import escaped
from .problem import Found, Problem, read_states

SETS = ("any", "intervals")
MOST_ACTIONS = 14  # where any set may be permitted


@dataclass(frozen=True)
class Delegation(Problem):
    """A principal who permits actions, and a delegate who picks one of them knowing the state.

    Parameters
    ----------
    states, actions : names
    prior : probability of each state, positive, summing to one
    principal, delegate : payoffs (utility), a row for each state with a number for each action
    sets : which sets may be permitted: "any", or "intervals" of the actions in their order

    Raises InputError for names given twice, numbers missing, priors that are no distribution, more than 14
    actions where any set may be permitted.
    """

    states: Sequence[str]
    prior: Any
    actions: Sequence[str]
    principal: Any
    delegate: Any
    sets: str = "any"

    kind = "delegation"

    def __post_init__(self) -> None:
        faults, read = read_states(self, "principal", "delegate")
        if self.sets not in SETS:
            faults.append(f"delegation: sets: must be any or intervals, got {escaped(self.sets)}.")
        elif self.sets == "any" and (count := len(read["actions"])) > MOST_ACTIONS:
            faults.append(
                f"delegation: actions: of any sets there must be {MOST_ACTIONS} at most, got {count}. "
                "Give sets='intervals'."
            )
        self.settle(faults, **read)


@dataclass(frozen=True)
class Permission(Found):
    """A best set of permitted actions, and what it is worth."""

    kind = "delegation"

    permitted: tuple[str, ...]
    choices: Mapping[str, str]  # state -> the action that the delegate picks
    value: Fraction  # the principal's expected payoff
    delegate_value: Fraction  # the delegate's
    central_action: str  # the best single action,
    value_central: Fraction  # and what the principal gets from permitting only that
    value_full: Fraction  # what it gets from permitting everything
