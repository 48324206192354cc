"""Finite Markov decision processes: one decision maker, finitely many states, exact optimal policies.

In state s the action a pays ``r(s, a)`` and leads to state t with probability ``p(t | s, a)``. By criterion:

* ``finite``: the sum of the payoffs of ``horizon`` periods, discounted by delta <= 1, and of a final payoff
  of the state reached; V_n(s) = max_a r(s, a) + delta*sum_t p(t | s, a)*V_{n-1}(t);
* ``discounted``: the discounted sum for ever, delta < 1; V(s) = max_a r(s, a) + delta*sum_t p(t | s, a)*V(t);
* ``average``: the long-run average per period. The gain g and the bias h of the process solve

      g(s) = max_a sum_t p(t | s, a)*g(t)
      g(s) + h(s) = max_a r(s, a) + sum_t p(t | s, a)*h(t), over the actions that attain the first

  in any chain structure, several recurrent classes included; the bias is 0 at one state of each of them.

A solution gives the values and *every* action that attains the maxima. A state without actions is an end: the
process stops there and pays its final payoff once (finite and discounted only).

Source: Puterman (1994), chapters 4, 6 and 9; Howard (1960).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from ..errors import escaped, nearest
from ..symbolic.exact import exact
from ..symbolic.lottery import is_state, lottery, table_of
from .problem import Found, Problem

CRITERIA = ("finite", "discounted", "average")
State = Hashable


class Move(NamedTuple):
    """What an action pays and where it leads: state -> probability."""

    payoff: Fraction
    to: Mapping[State, Fraction]


@dataclass(frozen=True)
class DecisionProcess(Problem):
    """A finite Markov decision process.

    Parameters
    ----------
    choices : state -> action -> (payoff, where it leads); where it leads is a state, or state -> probability
    criterion : "finite", "discounted" or "average"
    delta : discount factor; below 1 for "discounted", at most 1 for "finite", none for "average"
    horizon : number of periods, for "finite"
    final : state -> payoff when the process ends there (0 where none is given)
    initial : a state; what cannot be reached from it is left out. None keeps all

    Raises InputError, all faults at once.

    >>> process = DecisionProcess(
    ...     {"rest": {"stay": (0, "rest"), "go": (-1, "work")}, "work": {"stay": (2, {"work": 1})}},
    ...     criterion="discounted", delta="1/2",
    ... )
    >>> process.choices["rest"]["go"]
    Move(payoff=Fraction(-1, 1), to={'work': Fraction(1, 1)})
    """

    choices: Any
    criterion: str = "discounted"
    delta: Any = None
    horizon: Any = None
    final: Any = field(default_factory=dict)
    initial: Any = None

    kind = "decision_process"

    def __post_init__(self) -> None:
        faults: list[str] = []
        choices = _choices(self.choices, faults)
        where = f"{self.kind}: final"
        given = table_of(self.final, where, faults)
        final = {s: exact(v, f"{where}, {escaped(s)}", faults) for s, v in given.items()}
        faults += [
            f"{self.kind}: {where}: unknown state {escaped(s)}. {nearest(str(s), map(str, choices))}"
            for where, states in (("final", final), ("initial", [self.initial]))
            for s in states
            if s is not None and not (is_state(s) and s in choices)
        ]
        delta, horizon = self._times(faults)
        if self.criterion == "average":
            faults += [
                f"{self.kind}: state {escaped(s)}: must have an action, as the average is over all periods."
                for s, moves in choices.items()
                if not moves
            ]
        self.settle(faults, choices=choices, final=final, delta=delta, horizon=horizon)

    def _times(self, faults: list[str]) -> tuple[Fraction, int]:
        """The discount factor (1 where there is none) and the number of periods (0 where it is infinite)."""
        if self.criterion not in CRITERIA:
            known = nearest(str(self.criterion), CRITERIA)
            faults.append(f"{self.kind}: criterion: unknown '{escaped(self.criterion)}'. {known}")
            return Fraction(1), 0
        finite, average = self.criterion == "finite", self.criterion == "average"
        delta = Fraction(1) if self.delta is None else exact(self.delta, f"{self.kind}: delta", faults)
        if average and self.delta is not None:
            faults.append(f"{self.kind}: delta: must be left out, as an average does not discount.")
        if not 0 < delta <= 1 or (self.criterion == "discounted" and delta == 1):
            rule = "in (0, 1]" if finite else "in (0, 1)"
            faults.append(f"{self.kind}: delta: must be {rule}, got {delta}.")
        if not finite:
            if self.horizon is not None:
                faults.append(f"{self.kind}: horizon: must be left out, as {self.criterion} has none.")
            return delta, 0
        horizon = exact(self.horizon, f"{self.kind}: horizon", faults)
        if horizon.denominator != 1 or horizon < 1:
            got = escaped(self.horizon)
            faults.append(f"{self.kind}: horizon: must be a whole number from 1 on, got {got}.")
        return delta, int(horizon)

    @property
    def reached(self) -> tuple[State, ...]:
        """The states that some policy reaches from the initial one; all where there is none."""
        if self.initial is None:
            return tuple(self.choices)
        found, stack = {self.initial: None}, [self.initial]
        while stack:
            new = [t for m in self.choices[stack.pop()].values() for t in m.to if t not in found]
            found |= dict.fromkeys(new)
            stack += dict.fromkeys(new)
        return tuple(s for s in self.choices if s in found)


@dataclass(frozen=True)
class Policy(Found):
    """The best actions and what they are worth.

    With a finite horizon there is a table for each number of periods left, the full horizon first and none
    left at the end; from an initial state, each has the states that can be reached by then. Else there is
    one table for all periods.
    """

    value: tuple[Mapping[State, Fraction], ...]  # state -> value; for "average" the bias
    best: tuple[Mapping[State, tuple[str, ...]], ...]  # state -> every action that is best
    gains: Mapping[State, Fraction] | None = None  # state -> average payoff per period

    kind = "decision_process"


def _choices(given: Any, faults: list[str]) -> dict[State, dict[str, Move]]:
    where = "decision_process"
    if not isinstance(given, Mapping) or not given:
        faults.append(f"{where}: choices: must map states to actions, with one state or more.")
        return {}
    found: dict[State, dict[str, Move]] = {}
    for s, actions in given.items():
        found[s] = {}
        if not isinstance(actions, Mapping):
            faults.append(f"{where}: state {escaped(s)}: must map actions to what they do.")
            continue
        for a, move in actions.items():
            place = f"{where}: state {escaped(s)}, action {escaped(a)}"
            if not isinstance(move, tuple) or len(move) != 2:
                faults.append(f"{place}: must be (payoff, where it leads), got {escaped(move)}.")
                continue
            payoff = exact(move[0], f"{place}: payoff", faults)
            found[s][a] = Move(payoff, lottery(move[1], given, place, faults))
    return found
