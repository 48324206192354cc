"""Where each strategy of a payoff table is a best response to the others' pure strategies.

>>> from defiance_games.games.normal_form import NormalForm
>>> from defiance_games.symbolic.condition import parameter
>>> first, second = [["a - k", 1], [0, 1]], [[1, 0], [0, 1]]
>>> game = NormalForm.from_arrays(first, second, parameters=[parameter("k", "k > 0")])
>>> found = best_responses(game)
>>> found[0, 0]
(a >= k, always)
>>> found[0, 1][0], found[0, 1][1]
(always, never)
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress

from ..errors import TimeLimitReached, UnsupportedError
from ..games.normal_form import NormalForm, Profile
from ..symbolic.condition import NEVER, Condition, Region
from ..symbolic.expression import ZERO, Expression, add
from ..symbolic.proof import prove
from ..symbolic.ring import simplify

Found = dict[Profile, tuple[Region, ...]]  # profile -> for each player, where its strategy there is one


def best_responses(game: NormalForm, time_limit: float = 10.0) -> Found:
    """Return for each pure profile and player where its strategy is a best response to the others'.

    Conditions that the domain decides are decided: proved ones are left out, and what is proved false is
    nowhere. Those not settled within ``time_limit`` seconds are kept.
    """
    work = _Work(game, time.monotonic() + time_limit)
    return {p: tuple(work.region(p, i) for i in range(len(game.players))) for p in game.profiles}


class _Work:
    def __init__(self, game: NormalForm, deadline: float):
        self.game, self.deadline, self.domain = game, deadline, game.domain
        self.order = [p.name for p in game.parameters]
        self.integers = [p.name for p in game.parameters if p.integer]
        self.decided: dict[Expression, Condition | bool] = {}

    def region(self, profile: Profile, player: int) -> Region:
        kept: dict[Condition, None] = {}
        for k in range(len(self.game.strategies[player])):
            other = (*profile[:player], k, *profile[player + 1 :])
            said = self.at_least(profile, other, player)
            if said is False:
                return NEVER
            if isinstance(said, Condition):
                kept[said] = None
        return Region((tuple(kept),))

    def at_least(self, profile: Profile, other: Profile, player: int) -> Condition | bool:
        """Whether a payoff is at least another: True, False, or where."""
        gain = self.game.payoffs[profile][player] - self.game.payoffs[other][player]
        if gain not in self.decided:
            self.decided[gain] = self._decide(gain)
        return self.decided[gain]

    def _decide(self, gain: Expression) -> Condition | bool:
        with suppress(ValueError, ZeroDivisionError):  # what is no quotient of polynomials stays as it is
            gain = simplify(gain, self.order)
        if gain.is_number:
            return gain.value >= 0
        if self._proved(Condition(gain, ">=", ZERO)):
            return True
        if self._proved(Condition(gain, "<", ZERO)):
            return False
        return balanced(gain)

    def _proved(self, claim: Condition) -> bool:
        left = self.deadline - time.monotonic()
        if left <= 0:
            return False
        try:
            return prove(claim, self.domain, min(left, 2.0), integers=self.integers).status == "proved"
        except (TimeLimitReached, UnsupportedError):
            return False


def balanced(difference: Expression) -> Condition:
    """Return ``difference >= 0`` with the terms that are taken away on the other side.

    >>> from defiance_games.symbolic.parser import parse
    >>> balanced(parse("a - k")), balanced(parse("-h"))
    (a >= k, 0 >= h)
    """
    terms: Sequence[Expression] = difference.args if difference.op == "+" else (difference,)
    left = [t for t in terms if not str(t).startswith("-")]
    right = [-t for t in terms if str(t).startswith("-")]
    return Condition(add(*left) if left else ZERO, ">=", add(*right) if right else ZERO)
