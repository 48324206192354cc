"""The strategic view of a game: each player's sequences, plans and realization weights.

A *sequence* is a player's own moves up to some point, a *plan* a reduced pure strategy: the set of its
sequences. A mixture of plans is given by the *realization weight* of each sequence (the probability with
which the player plays all its moves); weights are linear in the mixture, and expected payoffs are linear in
each player's weights. In a normal form the sequences are the strategies. Source: von Stengel (1996).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..errors import UnsupportedError
from ..symbolic.expression import ONE, ZERO, Expression, add, multiply
from .extensive_form import ExtensiveForm
from .normal_form import NormalForm

Plan = tuple[int, ...]  # sequence numbers, ascending; always with 0, the empty sequence
MAX_PLANS = 4096


@dataclass(frozen=True)
class Choice:
    """An information set of one player: the sequence that leads there, and those that continue it."""

    label: str  # "" in a normal form
    before: int
    actions: tuple[str, ...]
    sequences: tuple[int, ...]


@dataclass(frozen=True)
class Plans:
    """One player: information sets with their sequences. Sequence 0 is the empty one."""

    player: str
    choices: tuple[Choice, ...]  # those that come first in the game come first
    size: int  # number of sequences

    @cached_property
    def after(self) -> Mapping[int, tuple[Choice, ...]]:
        """Sequence -> the information sets that come next after it."""
        found: dict[int, tuple[Choice, ...]] = dict.fromkeys(range(self.size), ())
        for c in self.choices:
            found[c.before] += (c,)
        return found

    @cached_property
    def count(self) -> int:
        """The number of plans."""
        counts: dict[int, int] = {}
        for sequence in range(self.size - 1, -1, -1):
            ways = (sum(counts[s] for s in c.sequences) for c in self.after[sequence])
            counts[sequence] = math.prod(ways)
        return counts[0]

    @cached_property
    def plans(self) -> tuple[Plan, ...]:
        """The pure plans; UnsupportedError where there are too many to list."""
        if self.count > MAX_PLANS:
            raise UnsupportedError(
                f"Cannot list the pure plans of {self.player} here: this is because there are "
                f"{self.count:,} of them, more than {MAX_PLANS:,}."
            )
        below: dict[int, list[Plan]] = {}
        for sequence in range(self.size - 1, -1, -1):
            ways = [[p for s in c.sequences for p in below[s]] for c in self.after[sequence]]
            below[sequence] = [
                tuple(sorted((sequence, *itertools.chain(*chosen)))) for chosen in itertools.product(*ways)
            ]
        return tuple(below[0])

    def mixture(self, weights: Sequence[Expression]) -> dict[str, Any]:
        """Return what realization weights mean: information set -> action -> probability, or None.

        In a normal form: strategy -> probability.
        """
        found: dict[str, Any] = {}
        for c in self.choices:
            total = weights[c.before]
            if total == ZERO:
                found[c.label] = None
                continue
            shares = [weights[s] if total == ONE else weights[s] / total for s in c.sequences]
            found[c.label] = dict(zip(c.actions, shares, strict=True))
        return found[""] if self.choices and self.choices[0].label == "" else found


@dataclass(frozen=True)
class Strategic:
    """The players' plans, and what each combination of sequences pays (chance counted in)."""

    players: tuple[Plans, ...]
    terms: Mapping[tuple[int, ...], tuple[Expression, ...]]  # one sequence a player -> payoffs

    @classmethod
    def of(cls, game: NormalForm | ExtensiveForm) -> Strategic:
        """Return the strategic view of a normal form, or of a tree with perfect recall."""
        return _of_tree(game) if isinstance(game, ExtensiveForm) else _of_normal_form(game)

    def payoff(self, plans: Sequence[Plan]) -> tuple[Expression, ...]:
        """Return the payoffs when each player follows a pure plan."""
        sets = [frozenset(p) for p in plans]
        paid = [u for key, u in self.terms.items() if all(s in p for s, p in zip(key, sets))]
        return tuple(add(*(u[i] for u in paid)) for i in range(len(self.players)))

    def profiles(self) -> Iterator[tuple[int, ...]]:
        """Every combination of plans, by their numbers."""
        return itertools.product(*(range(len(p.plans)) for p in self.players))

    def strategies(self, weights: Sequence[Sequence[Expression]]) -> dict[str, Any]:
        """Return realization weights (a row per player) in the shape of ``Equilibrium.strategies``."""
        return {p.player: p.mixture(row) for p, row in zip(self.players, weights, strict=True)}


def _of_normal_form(game: NormalForm) -> Strategic:
    players = tuple(
        Plans(player, (Choice("", 0, labels, tuple(range(1, len(labels) + 1))),), len(labels) + 1)
        for player, labels in zip(game.players, game.strategies, strict=True)
    )
    return Strategic(players, {tuple(k + 1 for k in p): game.payoffs[p] for p in game.profiles})


def _of_tree(game: ExtensiveForm) -> Strategic:
    if game.forgetful:
        raise UnsupportedError(f"{game.name}: {game.forgetful}.")
    n = len(game.players)
    here: list[tuple[int, ...]] = []  # for each node, each player's sequence
    chance: list[Expression] = []
    sizes = [1] * n
    choices: list[dict[int, Choice]] = [{} for _ in range(n)]
    terms: dict[tuple[int, ...], list[tuple[Expression, ...]]] = {}
    for k, node in enumerate(game.nodes):
        if node.parent < 0:
            here.append((0,) * n)
            chance.append(ONE)
        else:
            s = game.nodes[node.parent].information_set
            mover, before = game.information_sets[s].player, here[node.parent]
            if mover < 0:
                p = game.information_sets[s].probabilities[node.branch]
                chance.append(multiply(chance[node.parent], p))
                here.append(before)
            else:
                own = choices[mover][s].sequences[node.branch]
                chance.append(chance[node.parent])
                here.append((*before[:mover], own, *before[mover + 1 :]))
        if node.information_set < 0:
            if chance[k] != ZERO:
                paid = tuple(multiply(chance[k], x) for x in game.payoffs[k])
                terms.setdefault(here[k], []).append(paid)
            continue
        s = node.information_set
        mover = game.information_sets[s].player
        if mover >= 0 and s not in choices[mover]:
            there = game.information_sets[s]
            sequences = tuple(range(sizes[mover], sizes[mover] + len(there.actions)))
            sizes[mover] += len(there.actions)
            choices[mover][s] = Choice(there.label, here[k][mover], there.actions, sequences)
    players = tuple(
        Plans(player, tuple(c.values()), size)
        for player, c, size in zip(game.players, choices, sizes, strict=True)
    )
    return Strategic(
        players, {key: tuple(add(*(u[i] for u in us)) for i in range(n)) for key, us in terms.items()}
    )
