"""Weak dominance among the plans of a game, exactly, with numbers or symbols.

A mixture x of plans is weakly dominated if some mixture z pays as much against every profile of the other
players' plans and more against one. Whether it is depends on the support of x only: if z dominates x, then
y + e*(z - x) dominates any y with the same support for a small e > 0. So x stands for the equal mixture on
its support here. With numbers z is found by a linear program, with symbols by cutting the simplex of all z.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from ..errors import UnsupportedError, escaped
from ..games.strategic import Strategic
from ..symbolic.expression import ONE, ZERO, Expression, add, number
from ..symbolic.linear import Linear, best
from ..symbolic.parametric.polytope import Polytope
from ..symbolic.parametric.search import Search
from ..symbolic.ring import Poly
from .words import listed

MAX_PROFILES = 20_000
Alive = tuple[tuple[int, ...], ...]  # for each player, the plans considered


class Better(NamedTuple):
    """A mixture (plan -> weight) that does as well against everything, and better against a profile."""

    mixture: dict[int, Expression]
    against: tuple[int, ...]  # the others' plans


class Dominance:
    """The payoff tables of a game on the workbench of one search."""

    def __init__(self, view: Strategic, search: Search):
        sizes = [p.count for p in view.players]
        if math.prod(sizes) > MAX_PROFILES:
            raise UnsupportedError(
                f"Cannot compare plans here: this is because there are {math.prod(sizes):,} profiles of "
                f"plans, more than {MAX_PROFILES:,}."
            )
        self.view, self.search, self.sizes = view, search, sizes
        profiles = list(view.profiles())
        paid = [_paid(view, profile) for profile in profiles]
        self.tables: list[dict[tuple[int, ...], Poly]] = [
            dict(zip(profiles, search.polynomials([u[i] for u in paid]), strict=True))
            for i in range(len(sizes))
        ]

    @property
    def everything(self) -> Alive:
        """All plans."""
        return tuple(tuple(range(n)) for n in self.sizes)

    def better(self, case: Any, player: int, support: Sequence[int], alive: Alive) -> Better | None:
        """Return a mixture that dominates the mixtures with this support among the plans alive, or None."""
        table = self.tables[player]
        columns: dict[tuple, tuple[tuple, tuple[int, ...]]] = {}
        for others in itertools.product(*(a for i, a in enumerate(alive) if i != player)):
            row = [table[(*others[:player], k, *others[player:])] for k in (*alive[player], *support)]
            mean = sum(row[len(alive[player]) :])
            gains = tuple(u * len(support) - mean for u in row[: len(alive[player])])
            if any(not isinstance(g, int) or g for g in gains):
                columns.setdefault(tuple(map(str, gains)) if self.search.ring else gains, (gains, others))
        found = self._pure(case, alive[player], list(columns.values()))
        if found is not None or len(alive[player]) <= 2:
            return found
        mixed = self._by_numbers if self.search.numeric else self._by_cutting
        return mixed(case, alive[player], list(columns.values()))

    def _pure(self, case: Any, plans: Sequence[int], columns: Sequence[tuple]) -> Better | None:
        for k, plan in enumerate(plans):
            strict = None
            for gains, others in columns:
                sign = case.sign(gains[k])
                if sign < 0:
                    break
                strict = others if sign and strict is None else strict
            else:
                if strict is not None:
                    return Better({plan: ONE}, strict)
        return None

    def _by_numbers(self, case: Any, plans: Sequence[int], columns: Sequence[tuple]) -> Better | None:
        rows = [[Fraction(g) for g in gains] for gains, _ in columns]
        total = [sum(c, Fraction(0)) for c in zip(*rows, strict=True)]
        constraints = [Linear(row, Fraction(0), ">=") for row in rows]
        constraints.append(Linear([Fraction(1)] * len(plans), Fraction(-1), "="))
        found = best(total, constraints) if rows else None
        if found is None or found[0] <= 0:
            return None
        weights = found[1]
        against = next(
            others
            for row, (_, others) in zip(rows, columns, strict=True)
            if sum(x * y for x, y in zip(row, weights, strict=True)) > 0
        )
        return Better({p: number(w) for p, w in zip(plans, weights, strict=True) if w}, against)

    def _by_cutting(self, case: Any, plans: Sequence[int], columns: Sequence[tuple]) -> Better | None:
        n = len(plans)
        q = Polytope(case, n, [range(n)], self.search.one)
        labels = [q.cut(dict(enumerate(gains))) for gains, _ in columns]
        for label, (_, others) in zip(labels, columns, strict=True):
            for v in q.vertices:
                if not v.tight & label:
                    point = self.search.point(v, [range(n)])
                    return Better({p: w for p, w in zip(plans, point, strict=True) if w != ZERO}, others)
        return None

    # -- in words ---------------------------------------------------------------------------------
    def sentence(self, player: int, support: Sequence[int], found: Better) -> str:
        """Say that a mixture dominates those with this support."""
        own = self.view.players[player]
        used = [self.label(player, k) for k in support]
        first, second = _apart(found.mixture, support)
        better, what = self._mixture(player, first), self._mixture(player, second)
        others = [i for i in range(len(self.view.players)) if i != player]
        against = listed(self.label(i, k) for i, k in zip(others, found.against, strict=True))
        who = escaped(own.player)
        if not others:
            return f"For {who}, {better} is better than {what}."
        tail = f", so that every mixture of {listed(used)} is dominated" if len(used) > 1 else ""
        rest = "the other does" if len(others) == 1 else "the others do"
        return (
            f"For {who}, {better} does as well as {what} whatever {rest}, and better against {against}{tail}."
        )

    def _mixture(self, player: int, weights: Mapping[int, Expression]) -> str:
        labels = [self.label(player, k) for k in weights]
        if len(labels) == 1:
            return labels[0]
        if len(set(weights.values())) == 1:
            return f"an equal mixture of {listed(labels)}"
        return f"a mixture of {listed(labels)} (with weights {', '.join(map(str, weights.values()))})"

    def label(self, player: int, plan: int) -> str:
        """The name of a plan: its strategy, or its actions in the order of the tree."""
        own = self.view.players[player]
        sequences = set(own.plans[plan])
        actions = [
            a for c in own.choices for a, s in zip(c.actions, c.sequences, strict=True) if s in sequences
        ]
        return actions[0] if len(actions) == 1 else f"({', '.join(actions)})"

    def used(self, player: int, sequences: frozenset[int]) -> tuple[int, ...]:
        """The plans that a strategy mixes which plays exactly these sequences."""
        return tuple(
            k for k, plan in enumerate(self.view.players[player].plans) if sequences.issuperset(plan)
        )


def _apart(
    better: Mapping[int, Expression], support: Sequence[int]
) -> tuple[dict[int, Expression], dict[int, Expression]]:
    """Return a mixture and the equal mixture on a support without what they have in common.

    >>> _apart({0: ONE}, [0, 1, 2])
    ({0: 1}, {1: 1/2, 2: 1/2})
    """
    equal = {k: number(Fraction(1, len(support))) for k in support}
    if not all(w.is_number for w in better.values()):
        return dict(better), equal
    common = {k: min(w.value, equal[k].value) for k, w in better.items() if k in equal}
    left = 1 - sum(common.values())
    sides = (
        {k: number((w.value - common.get(k, 0)) / left) for k, w in mixture.items()}
        for mixture in (better, equal)
    )
    first, second = ({k: w for k, w in side.items() if w != ZERO} for side in sides)
    return first, second


def _paid(view: Strategic, profile: Sequence[int]) -> tuple[Expression, ...]:
    """The payoffs at a profile of plans: the terms of its sequences."""
    plans = [p.plans[k] for p, k in zip(view.players, profile, strict=True)]
    if math.prod(map(len, plans)) > len(view.terms):
        return view.payoff(plans)
    found = [view.terms[key] for key in itertools.product(*plans) if key in view.terms]
    return tuple(add(*(u[i] for u in found)) for i in range(len(plans)))


def played(view: Strategic, player: int, strategy: Any) -> frozenset[int]:
    """Return the sequences that a player's strategy gives positive probability."""
    own = view.players[player]
    found = {0}
    for c in own.choices:
        mix = strategy if c.label == "" else strategy[c.label]
        if c.before in found and mix is not None:
            found |= {s for a, s in zip(c.actions, c.sequences, strict=True) if mix[a] != ZERO}
    return frozenset(found)
