"""The best set of permitted actions: all intervals, or any sets by branch and bound.

Actions are taken in or left out one after the other. However the rest is decided, in state s the delegate
will pick an action that it likes no less than the best one already in; the principal's best such action
bounds what the state can be worth. A branch whose bound is below what was found is cut.

>>> from defiance_games.problems.delegation import Delegation
>>> tempted = Delegation(states=("low", "high"), prior=("1/2", "1/2"), actions=("0", "1", "2"),
...                      principal=((0, -1, -4), (-1, 0, -1)), delegate=((-1, 0, -1), (-4, -1, 0)))
>>> found = solve(tempted)
>>> found.permitted, found.value, found.value_full
(('0',), Fraction(-1, 2), Fraction(-1, 1))
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from ..problems.delegation import Delegation, Permission
from ..symbolic.clock import fail_if_late


class Best(NamedTuple):
    """What a set of actions is worth; among equals the smaller, then the earlier set counts for more."""

    worth: int
    fewness: int
    earliness: tuple[int, ...]

    @property
    def actions(self) -> list[int]:
        """The set."""
        return [-a for a in self.earliness]


def solve(problem: Delegation, deadline: float | None = None) -> Permission:
    """Return a best permitted set; TimeLimitReached where the deadline passes first."""
    search = _Search(problem, deadline)
    actions = range(len(problem.actions))
    single = max(search.weighed([a]) for a in actions)
    best = search.interval(single) if problem.sets == "intervals" else search.extended(single, [], 0)
    choices = search.choices(best.actions)
    rows = zip(problem.prior, problem.delegate, choices, strict=True)
    return Permission(
        permitted=tuple(problem.actions[a] for a in best.actions),
        choices={s: problem.actions[a] for s, a in zip(problem.states, choices, strict=True)},
        value=Fraction(best.worth, search.scale),
        delegate_value=sum((p * row[a] for p, row, a in rows), Fraction(0)),
        central_action=problem.actions[single.actions[0]],
        value_central=Fraction(single.worth, search.scale),
        value_full=Fraction(search.weighed(actions).worth, search.scale),
    )


class _Search:
    """Payoffs in whole numbers: in each state the delegate's ranking, and what actions are worth."""

    def __init__(self, problem: Delegation, deadline: float | None):
        self.deadline, self.n = deadline, len(problem.actions)
        weights = [[p * x for x in row] for p, row in zip(problem.prior, problem.principal, strict=True)]
        self.scale = math.lcm(*(x.denominator for row in weights for x in row))
        self.worths = [[int(x * self.scale) for x in row] for row in weights]
        self.ranks: list[list[int]] = []  # by the delegate's payoff, in ties by the principal's
        for v, u in zip(problem.delegate, problem.principal, strict=True):
            likings = list(zip(v, u, strict=True))
            order = {liking: rank for rank, liking in enumerate(sorted(set(likings)))}
            self.ranks.append([order[liking] for liking in likings])

    def choices(self, permitted: Sequence[int]) -> list[int]:
        """What the delegate picks in each state."""
        return [max(permitted, key=rank.__getitem__) for rank in self.ranks]

    def weighed(self, permitted: Sequence[int]) -> Best:
        """The set with what it is worth."""
        worth = sum(row[a] for row, a in zip(self.worths, self.choices(permitted), strict=True))
        return Best(worth, -len(permitted), tuple(-a for a in permitted))

    def interval(self, best: Best) -> Best:
        """The best interval, or the one given."""
        for first in range(self.n):
            fail_if_late(self.deadline, "some intervals")
            best = max(best, *(self.weighed(range(first, end + 1)) for end in range(first, self.n)))
        return best

    def extended(self, best: Best, chosen: list[int], undecided: int) -> Best:
        """The best set that holds the chosen actions and any from ``undecided`` on, or the one given."""
        fail_if_late(self.deadline, "some sets of actions")
        if chosen:
            best = max(best, self.weighed(chosen))
        if undecided == self.n or self.bound(chosen, undecided) < best.worth:
            return best
        best = self.extended(best, [*chosen, undecided], undecided + 1)
        return self.extended(best, chosen, undecided + 1)

    def bound(self, chosen: list[int], undecided: int) -> int:
        """The most that such a set can be worth."""
        rest = [*chosen, *range(undecided, self.n)]
        total = 0
        for rank, row in zip(self.ranks, self.worths, strict=True):
            least = max((rank[a] for a in chosen), default=0)
            total += max(row[a] for a in rest if rank[a] >= least)
        return total
