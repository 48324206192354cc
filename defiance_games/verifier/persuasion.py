"""Whether a rule is obedient and no obedient rule pays the sender more.

The rule and its values are checked from the definition. That nothing pays more is shown by prices: numbers
l(s) and y(a, b) >= 0 with l(s) >= v(s, a) + sum over b of y(a, b)*(u(s, a) - u(s, b)) for every s and a bound
the sender's payoff from any obedient rule by the sum of P(s)*l(s), which must not exceed the value found.
The same bound with the receiver's payoff in place of the sender's, and the sender's payoff as a further
constraint, shows that no rule as good for the sender is better for the receiver.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from ..problems.persuasion import Disclosure, Persuasion
from ..symbolic.linear import Linear, best

ZERO, ONE = Fraction(0), Fraction(1)


def faults(problem: Persuasion, found: Disclosure) -> list[str]:
    """Return a sentence for everything that is wrong with the rule found; none if it is right."""
    wrong = list(_no_rule(problem, found.rule))
    if wrong:
        return wrong
    check = _Check(problem, found)
    wrong = [*check.disobedient(), *check.misreported()]
    return wrong or list(check.bettered())


def _no_rule(problem: Persuasion, rule: Mapping[str, Mapping[str, Fraction]]) -> Iterator[str]:
    if set(rule) != set(problem.states):
        yield f"The rule must speak of the states {', '.join(problem.states)}."
        return
    for s in problem.states:
        if set(rule[s]) != set(problem.actions):
            yield f"In state {s} the rule must give each action a probability."
        elif any(x < 0 for x in rule[s].values()) or sum(rule[s].values()) != 1:
            yield f"In state {s} the probabilities are no distribution."


class _Check:
    """One problem and the rule found for it."""

    def __init__(self, problem: Persuasion, found: Disclosure):
        self.problem, self.found = problem, found
        self.prior = dict(zip(problem.states, problem.prior, strict=True))
        self.u, self.v = (
            {
                (s, a): x
                for s, row in zip(problem.states, table, strict=True)
                for a, x in zip(problem.actions, row, strict=True)
            }
            for table in (problem.receiver, problem.sender)
        )
        self.joint = {(s, a): self.prior[s] * found.rule[s][a] for s, a in self.u}

    def total(self, payoffs: Mapping[Any, Fraction]) -> Fraction:
        """The expected payoff under the rule."""
        return sum((x * payoffs[k] for k, x in self.joint.items()), ZERO)

    def disobedient(self) -> Iterator[str]:
        """Recommendations that the receiver would not follow."""
        for a in self.problem.actions:
            for b in self.problem.actions:
                gain = sum(self.joint[s, a] * (self.u[s, b] - self.u[s, a]) for s in self.problem.states)
                if gain > 0:
                    yield f"Told {a}, the receiver gains {gain} by {b}."

    def misreported(self) -> Iterator[str]:
        """Values and beliefs that do not follow from the rule."""
        problem, found = self.problem, self.found
        told = {a: sum(self.joint[s, a] for s in problem.states) for a in problem.actions}
        posteriors = {
            a: {s: self.joint[s, a] / told[a] for s in problem.states} for a in problem.actions if told[a]
        }
        nothing = self.reply(self.prior)
        apart = [self.v[s, self.reply({s: ONE})] * p for s, p in self.prior.items()]
        silence = sum((p * self.v[s, nothing] for s, p in self.prior.items()), ZERO)
        for what, said, right in (
            ("posteriors", found.posteriors, posteriors),
            ("sender's payoff", found.value, self.total(self.v)),
            ("receiver's payoff", found.receiver_value, self.total(self.u)),
            ("sender's payoff without information", found.value_uninformed, silence),
            ("sender's payoff with full information", found.value_informed, sum(apart, ZERO)),
        ):
            if said != right:
                yield f"The {what} must be {right}, got {said}."
        worth = {a: sum(p * self.u[s, a] for s, p in self.prior.items()) for a in problem.actions}
        if worth.get(found.uninformed) != max(worth.values()) or (
            sum(p * self.v[s, found.uninformed] for s, p in self.prior.items()) != silence
        ):
            yield f"Told nothing, the receiver would not choose {found.uninformed}."

    def reply(self, belief: Mapping[str, Fraction]) -> str:
        """The receiver's best reply, ties broken as the sender likes."""
        worth = {
            a: tuple(sum(p * t[s, a] for s, p in belief.items()) for t in (self.u, self.v))
            for a in self.problem.actions
        }
        return max(worth, key=lambda a: worth[a])

    def bettered(self) -> Iterator[str]:
        """Whether another rule is better: for the sender, or as good for it and better for the receiver."""
        value = self.total(self.v)
        bound = self.bound(self.v)
        if bound > value:
            yield f"Some obedient rule pays the sender {bound}, more than {value}."
            return
        bound = self.bound(self.u, value)
        if bound > self.total(self.u):
            yield f"A rule that pays the sender {value} pays the receiver {bound}, more than this one."
        # the only optimum: none has more of what the rule leaves at zero
        away = {k: Fraction(x == 0) for k, x in self.joint.items()}
        for a, b in self.pairs:
            rows = {s: self.u[s, a] - self.u[s, b] for s in self.problem.states}
            if sum(self.joint[s, a] * rows[s] for s in rows) == 0:
                for s in rows:
                    away[s, a] += rows[s]
        if self.found.unique != (self.bound(away, value) == 0):
            yield f"That the rule is the only one as good for the sender is {not self.found.unique}."

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every action with every other."""
        return [(a, b) for a in self.problem.actions for b in self.problem.actions if a != b]

    def bound(self, goal: Mapping[Any, Fraction], value: Fraction | None = None) -> Fraction:
        """The least bound that prices give on the goal (among rules that pay the sender ``value``).

        Unknown are l(s) and the price of the sender's payoff, as differences of two positive numbers, and y.
        """
        states, pairs = self.problem.states, self.pairs
        width = 2 * len(states) + 2 + len(pairs)
        rows = []
        for i, s in enumerate(states):
            for a in self.problem.actions:
                row = [ZERO] * width
                row[2 * i], row[2 * i + 1] = ONE, -ONE
                if value is not None:
                    row[2 * len(states)], row[2 * len(states) + 1] = self.v[s, a], -self.v[s, a]
                for k, (told, other) in enumerate(pairs, 2 * len(states) + 2):
                    if told == a:
                        row[k] = self.u[s, other] - self.u[s, a]
                rows.append(Linear(row, -goal[s, a], ">="))
        cost = [ZERO] * width
        for i, s in enumerate(states):
            cost[2 * i], cost[2 * i + 1] = -self.prior[s], self.prior[s]
        if value is not None:
            cost[2 * len(states)], cost[2 * len(states) + 1] = -value, value
        solved = best(cost, rows)
        assert solved is not None  # large l(s) bound everything
        return self.proved(cost, rows, solved[1])

    @staticmethod
    def proved(cost: Sequence[Fraction], rows: Sequence[Linear], prices: Sequence[Fraction]) -> Fraction:
        """The bound that these prices give, which are checked to be prices."""
        assert all(p >= 0 for p in prices) and all(row.holds(prices) for row in rows)
        return -sum((c * p for c, p in zip(cost, prices, strict=True)), ZERO)
