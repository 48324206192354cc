"""Optimal policies of finite Markov decision processes, exactly.

A finite horizon is solved by backward induction. The discounted and the average criterion are solved by
policy iteration (Howard 1960): evaluate a policy by its linear equations, change every action that can be
improved, repeat. With several recurrent classes a change first raises the gain, then the bias among the
actions that keep the gain (Puterman 1994, section 9.2); an action that is as good as any stays. Every step
improves on the policy before, and there are finitely many.

>>> from defiance_games.problems.decision_process import DecisionProcess
>>> choices = {0: {"wait": (1, 1), "clean": (0, 0)}, 1: {"wait": (-1, 1), "clean": (0, 0)}}
>>> found = solve(DecisionProcess(choices, criterion="average"))
>>> found.gains, found.best
({0: Fraction(1, 2), 1: Fraction(1, 2)}, ({0: ('wait',), 1: ('clean',)},))
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from fractions import Fraction

from ..errors import TimeLimitReached
from ..problems.decision_process import DecisionProcess, Move, Policy, State
from ..symbolic.components import components
from ..symbolic.equations import solve_linear

Values = Mapping[State, Fraction]
Chosen = dict[State, str]
ZERO, ONE = Fraction(0), Fraction(1)


def solve(problem: DecisionProcess, deadline: float | None = None) -> Policy:
    """Return every optimal action and the values. Raises TimeLimitReached when the deadline passes."""
    if problem.criterion == "finite":
        return _backward(problem, deadline)
    return (_discounted if problem.criterion == "discounted" else _average)(problem, deadline)


def _backward(problem: DecisionProcess, deadline: float | None) -> Policy:
    layers: list[tuple[State, ...]] = [(problem.initial,) if problem.initial is not None else problem.reached]
    for _ in range(problem.horizon):
        after = (t for s in layers[-1] for m in problem.choices[s].values() for t in m.to)
        layers.append(tuple(dict.fromkeys(after)) if problem.initial is not None else layers[-1])
    values: list[Values] = [{s: problem.final.get(s, ZERO) for s in layers[-1]}]
    best: list[Mapping[State, tuple[str, ...]]] = [{}]
    for layer in reversed(layers[:-1]):
        _fail_if_late(deadline)
        worth = {s: _worth(problem.choices[s], values[0], problem.delta) for s in layer}
        values.insert(0, {s: max(w.values()) if w else problem.final.get(s, ZERO) for s, w in worth.items()})
        best.insert(0, {s: _attaining(w, values[0][s]) for s, w in worth.items()})
    return Policy(tuple(values), tuple(best))


def _discounted(problem: DecisionProcess, deadline: float | None) -> Policy:
    states = problem.reached
    values: Values = {s: problem.final.get(s, ZERO) for s in states}
    chosen: Chosen = {}
    while True:
        _fail_if_late(deadline)
        worth = {s: _worth(problem.choices[s], values, problem.delta) for s in states if problem.choices[s]}
        better = {s: _kept(w, chosen.get(s)) for s, w in worth.items()}
        if better == chosen:
            best = {s: _attaining(worth[s], values[s]) if s in worth else () for s in states}
            return Policy((values,), (best,))
        chosen = better
        moves = {s: problem.choices[s][a] for s, a in chosen.items()}
        ends = {s: problem.final.get(s, ZERO) for s in states if s not in moves}
        payoffs = {s: m.payoff for s, m in moves.items()}
        values = {**_fixed_point(moves, problem.delta, payoffs, ends, deadline), **ends}
        values = {s: values[s] for s in states}


def _average(problem: DecisionProcess, deadline: float | None) -> Policy:
    states = problem.reached
    chosen = {s: max(moves, key=lambda a, moves=moves: moves[a].payoff) for s, moves in _of(problem, states)}
    while True:
        _fail_if_late(deadline)
        gains, bias = _evaluate({s: problem.choices[s][a] for s, a in chosen.items()}, deadline)
        ahead = {s: {a: _mean(m.to, gains) for a, m in moves.items()} for s, moves in _of(problem, states)}
        better = {s: _kept(w, chosen[s]) for s, w in ahead.items()}
        if better == chosen:
            keeping = {s: _attaining(w, gains[s]) for s, w in ahead.items()}
            worth = {
                s: {a: w for a, w in _worth(moves, bias, ONE).items() if a in keeping[s]}
                for s, moves in _of(problem, states)
            }
            better = {s: _kept(w, chosen[s]) for s, w in worth.items()}
            if better == chosen:
                best = {s: _attaining(w, gains[s] + bias[s]) for s, w in worth.items()}
                return Policy((bias,), (best,), gains)
        chosen = better


def _of(problem: DecisionProcess, states: Sequence[State]) -> list[tuple[State, Mapping[str, Move]]]:
    return [(s, problem.choices[s]) for s in states]


def _evaluate(moves: Mapping[State, Move], deadline: float | None) -> tuple[Values, Values]:
    """The gain and the bias of a policy; the bias is 0 at the first state of each recurrent class."""
    gains: dict[State, Fraction] = {}
    bias: dict[State, Fraction] = {}
    for group in components({s: tuple(m.to) for s, m in moves.items()}):
        if all(t in group for s in group for t in moves[s].to):  # a recurrent class
            order = [s for s in moves if s in group]
            first, number = order[0], {s: i for i, s in enumerate(order)}
            rows = []
            for s in order:
                row = {number[s]: ONE} if s != first else {}
                for t, p in moves[s].to.items():
                    if t != first:
                        row[number[t]] = row.get(number[t], ZERO) - p
                rows.append({**row, number[first]: ONE})  # the gain stands in the place of the first's bias
            found = solve_linear(rows, [moves[s].payoff for s in order], deadline)
            gains |= dict.fromkeys(order, found[0])
            bias |= {s: found[number[s]] if s != first else ZERO for s in order}
    passing = {s: m for s, m in moves.items() if s not in gains}
    gains |= _fixed_point(passing, ONE, dict.fromkeys(passing, ZERO), gains, deadline)
    bias |= _fixed_point(passing, ONE, {s: m.payoff - gains[s] for s, m in passing.items()}, bias, deadline)
    return {s: gains[s] for s in moves}, {s: bias[s] for s in moves}


def _fixed_point(
    moves: Mapping[State, Move], delta: Fraction, payoffs: Values, known: Values, deadline: float | None
) -> Values:
    """The solution of V(s) = payoff(s) + delta*E V over the moves; V is known at the other states."""
    number = {s: i for i, s in enumerate(moves)}
    rows, right = [], []
    for s, move in moves.items():
        row, b = {number[s]: ONE}, payoffs[s]
        for t, p in move.to.items():
            if t in number:
                row[number[t]] = row.get(number[t], ZERO) - delta * p
            else:
                b += delta * p * known[t]
        rows.append(row)
        right.append(b)
    return dict(zip(moves, solve_linear(rows, right, deadline), strict=True))


def _mean(to: Mapping[State, Fraction], values: Values) -> Fraction:
    return sum((p * values[t] for t, p in to.items()), ZERO)


def _worth(moves: Mapping[str, Move], values: Values, delta: Fraction) -> dict[str, Fraction]:
    """What each action is worth when ``values`` follow."""
    return {a: m.payoff + delta * _mean(m.to, values) for a, m in moves.items()}


def _kept(worth: Mapping[str, Fraction], action: str | None) -> str:
    """The action itself where none is better, else the best one."""
    top = max(worth.values())
    return action if action is not None and worth.get(action) == top else max(worth, key=worth.__getitem__)


def _attaining(worth: Mapping[str, Fraction], value: Fraction) -> tuple[str, ...]:
    return tuple(a for a, w in worth.items() if w == value)


def _fail_if_late(deadline: float | None) -> None:
    if deadline is not None and time.monotonic() > deadline:
        raise TimeLimitReached("decision_process: the time limit was reached before a policy was optimal.")
