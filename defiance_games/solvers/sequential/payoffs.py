"""Expected payoffs from a node on, and the deviations that have to be compared."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from functools import cached_property

from ...games.extensive_form import CHANCE
from ...games.precedence import Precedence
from ...symbolic.parametric.system import Field
from ...symbolic.ring import Quotient

Mixes = Mapping[int, tuple[Quotient, ...]]  # information set -> probability of each action
MOST_PLANS = 512


class Payoffs:
    """The payoffs of one game as rational functions; ``left_open`` collects what is too large."""

    def __init__(self, precedence: Precedence, field: Field, concept: str):
        self.precedence, self.game, self.math, self.concept = precedence, precedence.game, field, concept
        read = field.ring.quotient
        self.certain = [{k: read(u) for k, u in known.items()} for known in precedence.certain]
        self.chances = {
            s: tuple(map(read, here.probabilities))
            for s, here in enumerate(self.game.information_sets)
            if here.player == CHANCE
        }
        self.left_open: set[str] = set()

    def worth(self, mixes: Mixes, node: int, player: int, plan: Mapping[int, int] | None = None) -> Quotient:
        """Return a player's expected payoff from a node on, where it may follow a ``plan`` of its own."""
        total, known = self.math.zero, self.certain[player]
        stack = [(node, self.math.one)]
        while stack:
            k, weight = stack.pop()
            n = self.game.nodes[k]
            if k in known:
                total = self.math.plus(total, self.math.times(weight, known[k]))
            elif plan and n.information_set in plan:
                stack.append((n.children[plan[n.information_set]], weight))
            else:
                s = n.information_set
                mix = self.chances[s] if s in self.chances else mixes[s]
                stack += [
                    (child, p if weight is self.math.one else self.math.times(weight, p))
                    for child, p in zip(n.children, mix, strict=True)
                    if p.num != 0
                ]
        return total

    def plans(self, s: int) -> Iterator[dict[int, int]]:
        """Yield ways to deviate at ``s`` and again later, where beliefs may not follow from those here.

        With consistent beliefs, and at later sets of one node, deviating once at a time is enough.
        """
        later = self._later.get(s, ())
        sizes = [range(len(self.game.information_sets[t].actions)) for t in later]
        if later and math.prod(map(len, sizes)) <= MOST_PLANS:
            for choice in itertools.product(*sizes):
                yield dict(zip(later, choice, strict=True))
        elif later:
            self.left_open.add(f"deviations at {self.game.information_sets[s].label}, too many to compare")

    @cached_property
    def _later(self) -> dict[int, tuple[int, ...]]:
        """Information set -> the player's later sets of several nodes in the same subgame."""
        found: dict[int, list[int]] = {}
        sets = self.game.information_sets
        if self.concept != "sequential":
            for t in self.precedence.order:
                for s in self.precedence.before[t]:
                    if sets[s].player == sets[t].player and len(sets[t].nodes) > 1:
                        found.setdefault(s, []).append(t)
        return {s: tuple(ts) for s, ts in found.items()}

    @cached_property
    def _at_random(self) -> list[tuple[float, ...]]:
        """For each node, the payoffs where everybody moves at random from there on (0 for symbols)."""
        found: list[tuple[float, ...]] = [()] * len(self.game.nodes)
        for k in range(len(self.game.nodes) - 1, -1, -1):
            children = self.game.nodes[k].children
            if children:
                columns = zip(*(found[c] for c in children), strict=True)
                found[k] = tuple(sum(column) / len(children) for column in columns)
            else:
                found[k] = tuple(0.0 if u.symbols else float(u) for u in self.game.payoffs[k])
        return found

    def plausible(self, s: int) -> list[tuple[int, ...]]:
        """Return the supports at an information set, those that are likely to be found used first.

        First those with the action that is best if everybody moves at random afterwards, small ones first.
        """
        here = self.game.information_sets[s]
        actions = range(len(here.actions))

        def worth_of(a: int) -> float:
            children = (self.game.nodes[x].children[a] for x in here.nodes)
            return sum(self._at_random[c][here.player] for c in children)

        best = max(actions, key=worth_of)
        return sorted(subsets(len(actions)), key=lambda support: best not in support)


def subsets(n: int) -> list[tuple[int, ...]]:
    """Return the nonempty subsets of range(n), small ones first."""
    found = [tuple(i for i in range(n) if s >> i & 1) for s in range(1, 1 << n)]
    return sorted(found, key=lambda s: (len(s), s))
