"""Whether no permitted set is better, by looking at every one.

In each state the actions are ranked as the delegate likes them, in ties as the principal does; from a set it
picks the one of highest rank. Sets are numbers whose binary digits are their actions, payoffs are integers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction

from ..problems.delegation import Delegation, Permission


def faults(problem: Delegation, found: Permission) -> list[str]:
    """Return a sentence for everything that is wrong with the permitted set found; none if it is right."""
    number = {a: i for i, a in enumerate(problem.actions)}
    if not found.permitted or not set(found.permitted) <= number.keys():
        return ["The permitted set must hold some of the actions, and nothing else."]
    if found.permitted != tuple(a for a in problem.actions if a in found.permitted):
        return ["The permitted actions must be named once, in their order."]
    if found.central_action not in number:
        return [f"There is no action {found.central_action}."]
    if set(found.choices) != set(problem.states):
        return ["There must be a choice in every state."]
    ranks = _Ranks(problem)
    own = sum(1 << number[a] for a in found.permitted)
    wrong = list(ranks.misreported(found, own))
    for permitted in ranks.sets():
        worth = ranks.worth(permitted)
        if worth > found.value or (worth == found.value and permitted.bit_count() < own.bit_count()):
            names = ", ".join(a for a, i in number.items() if permitted >> i & 1)
            wrong.append(f"Permitting {names} is worth {worth}, and it is {permitted.bit_count()} actions.")
            break
    return wrong


class _Ranks:
    """The ranking of the actions in every state."""

    def __init__(self, problem: Delegation):
        self.problem = problem
        n = len(problem.actions)
        weights = [[p * x for x in row] for p, row in zip(problem.prior, problem.principal, strict=True)]
        self.scale = math.lcm(*(x.denominator for row in weights for x in row))
        self.ranked = []
        for s, (u, v) in enumerate(zip(problem.principal, problem.delegate, strict=True)):
            order = sorted(range(n), key=lambda a, u=u, v=v: (-v[a], -u[a]))
            self.ranked.append([(1 << a, int(weights[s][a] * self.scale)) for a in order])

    def sets(self) -> Iterable[int]:
        """Every set that may be permitted."""
        n = len(self.problem.actions)
        if self.problem.sets == "any":
            return range(1, 1 << n)
        return ((1 << last) - (1 << first) for first in range(n) for last in range(first + 1, n + 1))

    def worth(self, permitted: int) -> Fraction:
        """The principal's expected payoff from permitting a set."""
        total = sum(next(x for bit, x in row if permitted & bit) for row in self.ranked)
        return Fraction(total, self.scale)

    def misreported(self, found: Permission, own: int) -> Iterator[str]:
        """What does not follow from the permitted set."""
        problem = self.problem
        number = {a: i for i, a in enumerate(problem.actions)}
        permitted = [number[a] for a in found.permitted]
        delegate_value = Fraction(0)
        for s, p, u, v in zip(
            problem.states, problem.prior, problem.principal, problem.delegate, strict=True
        ):
            best = max((v[a], u[a]) for a in permitted)
            picked = number.get(found.choices[s])
            if picked not in permitted or (v[picked], u[picked]) != best:
                yield f"In state {s} the delegate would not pick {found.choices[s]}."
            delegate_value += p * best[0]
        if problem.sets == "intervals" and own not in set(self.sets()):
            yield f"{', '.join(found.permitted)} is no interval."
        central = max(self.worth(1 << i) for i in number.values())
        for what, said, right in (
            ("principal's payoff", found.value, self.worth(own)),
            ("delegate's payoff", found.delegate_value, delegate_value),
            ("payoff from the best single action", found.value_central, central),
            (f"payoff from {found.central_action}", self.worth(1 << number[found.central_action]), central),
            ("payoff from full delegation", found.value_full, self.worth((1 << len(number)) - 1)),
        ):
            if said != right:
                yield f"The {what} must be {right}, got {said}."
