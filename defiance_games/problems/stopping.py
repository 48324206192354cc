"""Optimal stopping of a finite Markov chain: to take what there is, or to wait and see?

In state s one may stop, for ``stop(s)``, or continue, which pays ``flow(s)`` and leads to state t with
probability ``p(t | s)``, one period later. The value is the largest V with::

    V(s) = max(stop(s), flow(s) + delta*sum_t p(t | s)*V(t))

With delta < 1 there is only one; with delta = 1 the chain must run out (no state comes back to itself), as in
a search or a secretary problem. A state may allow only one of the two.

The *one-step* rule stops where that is at least as good as to continue once and stop then. Where it does not,
to stop cannot be optimal; where the states in which it does lead only to one another, the *monotone* case, to
stop in them is optimal. It says nothing where one may come, from a state in which one may stop,
to one in which one cannot.

Source: Chow, Robbins & Siegmund (1971), chapter 3; Ferguson (2008), chapter 5.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from ..errors import escaped
from ..symbolic.components import components
from ..symbolic.exact import exact
from ..symbolic.lottery import lottery, table_of
from .problem import Found, Problem

State = Hashable


class Onward(NamedTuple):
    """What continuing pays and where it leads: state -> probability."""

    flow: Fraction
    to: Mapping[State, Fraction]


@dataclass(frozen=True)
class Stopping(Problem):
    """A Markov chain that may be stopped.

    Parameters
    ----------
    stop : state -> payoff from stopping; states left out cannot be stopped in
    onward : state -> (flow payoff, where it leads); states left out cannot be continued from. Where it leads
        is a state, or state -> probability
    delta : discount factor in (0, 1]; 1 only for a chain that runs out

    Raises InputError, all faults at once.

    >>> Stopping({"low": 1, "high": 3}, {"low": (0, {"low": "1/2", "high": "1/2"})}, delta=0.9).delta
    Fraction(9, 10)
    """

    stop: Any
    onward: Any
    delta: Any = 1

    kind = "stopping"

    def __post_init__(self) -> None:
        faults: list[str] = []
        stops, moves = (table_of(getattr(self, n), f"stopping: {n}", faults) for n in ("stop", "onward"))
        states = dict.fromkeys([*stops, *moves])
        stop = {s: exact(v, f"stopping: stop in {escaped(s)}", faults) for s, v in stops.items()}
        onward = {s: _onward(s, move, states, faults) for s, move in moves.items()}
        delta = exact(self.delta, "stopping: delta", faults)
        if not 0 < delta <= 1:
            faults.append(f"stopping: delta: must be in (0, 1], got {delta}.")
        if not states:
            faults.append("stopping: there must be a state or more, got none.")
        if delta == 1 and not faults:
            arrows = {s: tuple(onward[s].to) if s in onward else () for s in states}
            circles = [c for c in components(arrows) if len(c) > 1 or any(s in arrows[s] for s in c)]
            faults += [
                f"stopping: delta: must be below 1, as state {escaped(sorted(map(str, c))[0])} may come back."
                for c in circles
            ]
        self.settle(faults, stop=stop, onward=onward, delta=delta)

    @property
    def states(self) -> tuple[State, ...]:
        """Every state: first those in which one may stop."""
        return tuple(dict.fromkeys([*self.stop, *self.onward]))


@dataclass(frozen=True)
class StoppingRule(Found):
    """Where to stop."""

    value: Mapping[State, Fraction]
    stop: tuple[State, ...]  # where stopping is optimal
    go_on: tuple[State, ...]  # where continuing is optimal; at a tie a state is in both
    one_step: tuple[State, ...]  # where stopping is at least as good as stopping one period later
    monotone: (
        bool | None
    )  # they lead only to one another: there stopping is proved best; None: rule is silent

    kind = "stopping"


def _onward(state: State, move: Any, known: Mapping[State, Any], faults: list[str]) -> Onward:
    where = f"stopping: onward from {escaped(state)}"
    if not isinstance(move, tuple) or len(move) != 2:
        faults.append(f"{where}: must be (flow payoff, where it leads), got {escaped(move)}.")
        return Onward(Fraction(0), {})
    return Onward(exact(move[0], f"{where}: flow", faults), lottery(move[1], known, where, faults))
