"""Whether values and actions solve a Markov decision process: its optimality equations, exactly.

With a finite horizon the equations define the values from the end backward. Discounted, they have one
solution (a contraction). Of the average, any gain and bias that solve the two nested equations have the
optimal gain (Puterman 1994, theorem 9.1.2 and proposition 9.1.1). In every case the actions listed must be
exactly those that attain the maxima.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from ..problems.decision_process import DecisionProcess, Move, Policy, State

Values = Mapping[State, Fraction]


def faults(problem: DecisionProcess, found: Policy) -> list[str]:
    """Return a sentence for everything that is wrong with the values and actions; none if they are right."""
    periods = problem.horizon + 1 if problem.criterion == "finite" else 1
    if len(found.value) != periods or len(found.best) != periods:
        return [f"There must be {periods} tables of values and of actions."]
    if problem.criterion != "average" and found.gains is not None:
        return [f"There are no gains where the criterion is {problem.criterion}."]
    if problem.criterion == "finite":
        return _finite(problem, found)
    values, best = found.value[0], found.best[0]
    if set(values) != set(problem.reached) or set(best) != set(values):
        return ["There must be a value and a list of actions for each state that can be reached."]
    if problem.criterion == "average":
        return _average(problem, found.gains, values, best)
    return [
        fault
        for s in values
        for fault in _one_step(problem, s, problem.choices[s], values[s], best[s], values)
    ]


def _finite(problem: DecisionProcess, found: Policy) -> list[str]:
    wrong = [] if not found.best[-1] else ["No action is left at the end."]
    needed: set[State] = {problem.initial} if problem.initial is not None else set(problem.choices)
    for k, values in enumerate(found.value):
        if not needed <= values.keys():
            return [*wrong, f"With {problem.horizon - k} periods left there are states without a value."]
        if k == problem.horizon:
            ends = {s: problem.final.get(s, Fraction(0)) for s in values}
            return wrong if ends == values else [*wrong, "At the end the values must be the final payoffs."]
        if set(found.best[k]) != set(values):
            return [*wrong, f"With {problem.horizon - k} periods left there must be actions for each state."]
        needed = {t for s in values for m in problem.choices[s].values() for t in m.to}
        if not needed <= found.value[k + 1].keys():
            continue
        for s, value in values.items():
            moves, after = problem.choices[s], found.value[k + 1]
            wrong += _one_step(problem, s, moves, value, found.best[k][s], after)
    return wrong


def _one_step(
    problem: DecisionProcess,
    state: State,
    moves: Mapping[str, Move],
    value: Fraction,
    best: Iterable[str],
    after: Values,
) -> list[str]:
    """Whether a value and the actions listed are those of V = max r + delta*E V."""
    if not moves:
        end = problem.final.get(state, Fraction(0))
        return [] if value == end and not tuple(best) else [f"State {state}: must be worth {end}, an end."]
    worth = {
        a: m.payoff + problem.delta * sum(p * after[t] for t, p in m.to.items()) for a, m in moves.items()
    }
    top = max(worth.values())
    wrong = [] if top == value else [f"State {state}: is worth {top}, not {value}."]
    if tuple(best) != tuple(a for a, w in worth.items() if w == top):
        wrong.append(f"State {state}: the best actions are not {', '.join(best) or 'none'}.")
    return wrong


def _average(
    problem: DecisionProcess, gains: Values | None, bias: Values, best: Mapping[State, tuple[str, ...]]
) -> list[str]:
    if gains is None or set(gains) != set(bias):
        return ["There must be a gain for each state that can be reached."]
    wrong = []
    for s in bias:
        moves = problem.choices[s]
        ahead = {a: sum(p * gains[t] for t, p in m.to.items()) for a, m in moves.items()}
        if max(ahead.values()) != gains[s]:
            wrong.append(f"State {s}: the best gain to be reached is {max(ahead.values())}, not {gains[s]}.")
            continue
        worth = {
            a: m.payoff + sum(p * bias[t] for t, p in m.to.items())
            for a, m in moves.items()
            if ahead[a] == gains[s]
        }
        top = max(worth.values())
        if top != gains[s] + bias[s]:
            wrong.append(f"State {s}: gain and bias must add up to {top}, got {gains[s] + bias[s]}.")
        if best[s] != tuple(a for a, w in worth.items() if w == top):
            wrong.append(f"State {s}: the best actions are not {', '.join(best[s]) or 'none'}.")
    return wrong
