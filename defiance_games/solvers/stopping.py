"""Optimal stopping of a finite Markov chain, exactly.

The states are taken in groups that lead back to one another, each after all that it leads to. A state alone
takes the better of its two values. In a group that comes back (delta < 1) the set of states in which to
continue is improved step by step: its values solve linear equations, and every state that gains by the other
choice changes (policy iteration).

>>> from defiance_games.problems.stopping import Stopping
>>> halves = {"low": "1/2", "high": "1/2"}
>>> found = solve(Stopping({"low": 1, "high": 3}, {"low": (0, halves), "high": (0, halves)}, delta="9/10"))
>>> found.value, found.stop, found.monotone
({'low': Fraction(27, 11), 'high': Fraction(3, 1)}, ('high',), False)
"""

from __future__ import annotations

import time
from fractions import Fraction

from ..errors import TimeLimitReached
from ..problems.stopping import State, Stopping, StoppingRule
from ..symbolic.components import components
from ..symbolic.equations import solve_linear

ZERO, ONE = Fraction(0), Fraction(1)


def solve(problem: Stopping, deadline: float | None = None) -> StoppingRule:
    """Return the value and where to stop. Raises TimeLimitReached when the deadline passes."""
    states, value = problem.states, dict[State, Fraction]()
    arrows = {s: tuple(problem.onward[s].to) if s in problem.onward else () for s in states}
    for group in components(arrows):
        if deadline is not None and time.monotonic() > deadline:
            raise TimeLimitReached("stopping: the time limit was reached.")
        members = [s for s in states if s in group] if len(group) > 1 else list(group)
        value |= _group(problem, members, value, deadline)
    ahead = {s: _continued(problem, s, value) for s in problem.onward}
    once = {
        s: _continued(problem, s, problem.stop)
        for s, move in problem.onward.items()
        if s in problem.stop and problem.stop.keys() >= move.to.keys()
    }
    one_step = tuple(
        s for s, v in problem.stop.items() if s not in problem.onward or (s in once and v >= once[s])
    )
    inside = set(one_step)
    silent = any(s in problem.stop and s not in once for s in problem.onward)
    return StoppingRule(
        value={s: value[s] for s in states},
        stop=tuple(s for s in states if problem.stop.get(s) == value[s]),
        go_on=tuple(s for s in states if s in ahead and ahead[s] == value[s]),
        one_step=one_step,
        monotone=None if silent else all(inside.issuperset(arrows[s]) for s in one_step),
    )


def _continued(problem: Stopping, state: State, after: dict[State, Fraction]) -> Fraction:
    move = problem.onward[state]
    return move.flow + problem.delta * sum((p * after[t] for t, p in move.to.items()), ZERO)


def _group(
    problem: Stopping, group: list[State], known: dict[State, Fraction], deadline: float | None
) -> dict[State, Fraction]:
    """The values of states that lead back to one another, those that they lead to being known."""
    going = {s for s in group if s not in problem.stop}
    while True:
        value = _evaluate(problem, group, going, known, deadline)
        after = {**known, **value}
        free = [s for s in group if s in problem.stop and s in problem.onward]
        ahead = {s: _continued(problem, s, after) for s in free}
        change = {s for s in free if (problem.stop[s] if s in going else ahead[s]) > value[s]}
        if not change:
            return value
        going ^= change


def _evaluate(
    problem: Stopping,
    group: list[State],
    going: set[State],
    known: dict[State, Fraction],
    deadline: float | None,
) -> dict[State, Fraction]:
    """What the states are worth when those in ``going`` continue and the others stop."""
    fixed = {**known, **{s: problem.stop[s] for s in group if s not in going}}
    order = [s for s in group if s in going]
    number = {s: i for i, s in enumerate(order)}
    rows, right = [], []
    for s in order:
        row, b = {number[s]: ONE}, problem.onward[s].flow
        for t, p in problem.onward[s].to.items():
            if t in number:
                row[number[t]] = row.get(number[t], ZERO) - problem.delta * p
            else:
                b += problem.delta * p * fixed[t]
        rows.append(row)
        right.append(b)
    found = dict(zip(order, solve_linear(rows, right, deadline), strict=True))
    return {**{s: fixed[s] for s in group if s not in going}, **found}
