"""Whether values and a rule solve an optimal stopping problem: its optimality equation, exactly.

The equation has one solution: with delta < 1 it is a contraction, with delta = 1 the chain runs out. The
one-step rule and whether it is closed follow from their definitions; where it is, it must stop rightly.
"""

from __future__ import annotations

from fractions import Fraction

from ..problems.stopping import Stopping, StoppingRule


def faults(problem: Stopping, found: StoppingRule) -> list[str]:
    """Return a sentence for everything that is wrong with the rule found; none if it is right."""
    states, value = problem.states, found.value
    if set(value) != set(states):
        return ["There must be a value for each state."]
    if any(row != tuple(s for s in states if s in row) for row in (found.stop, found.go_on, found.one_step)):
        return ["The states must be listed once, in their order."]
    wrong, one_step, silent = [], set(), False
    for s in states:
        options: dict[str, Fraction] = {}
        if s in problem.stop:
            options["stop"] = problem.stop[s]
        if s in problem.onward:
            flow, to = problem.onward[s]
            options["continue"] = flow + problem.delta * sum(p * value[t] for t, p in to.items())
            stoppable = all(t in problem.stop for t in to)
            once = (
                flow + problem.delta * sum(p * problem.stop[t] for t, p in to.items()) if stoppable else None
            )
            silent = silent or (s in problem.stop and not stoppable)
        else:
            once = None
        if s in problem.stop and (s not in problem.onward or (once is not None and once <= problem.stop[s])):
            one_step.add(s)
        top = max(options.values())
        if value[s] != top:
            wrong.append(f"State {s}: is worth {top}, not {value[s]}.")
        for action, listed in (("stop", found.stop), ("continue", found.go_on)):
            if (s in listed) != (options.get(action) == top):
                wrong.append(f"State {s}: whether to {action} is optimal is not told rightly.")
    closed = all(t in one_step for s in one_step if s in problem.onward for t in problem.onward[s].to)
    monotone = None if silent else closed
    if set(found.one_step) != one_step or found.monotone is not monotone:
        wrong.append(f"The one-step rule must stop in {sorted(map(str, one_step))}, monotone: {monotone}.")
    if monotone and not one_step.issubset(found.stop):
        wrong.append("In the monotone case to stop must be optimal where the one-step rule stops.")
    return wrong
