"""Any game as one in which all players choose complete plans at once: what normal-form concepts work on."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..errors import UnsupportedError
from ..symbolic.condition import Condition
from ..symbolic.expression import ONE, ZERO, Expression, add, multiply, symbol
from .extensive_form import ExtensiveForm
from .normal_form import NormalForm, Profile, joined
from .outcome import Event, Shape
from .strategic import Strategic


@dataclass(frozen=True)
class Simultaneous:
    """A game with its (reduced) normal form.

    >>> game = NormalForm.from_arrays([[1, 0]], [[0, 1]])
    >>> Simultaneous.of(game, "nash").pure((0, 1))["Player 2"]
    {'1': 0, '2': 1}
    """

    game: NormalForm | ExtensiveForm
    normal: NormalForm

    @classmethod
    def of(cls, game: Any, concept: str) -> Simultaneous:
        """Return the view; UnsupportedError where a game has none."""
        if isinstance(game, NormalForm):
            return cls(game, game)
        if isinstance(game, ExtensiveForm):
            if game.forgetful:
                raise UnsupportedError(
                    f"{game.name}: Cannot use {concept} here: this is because of {game.forgetful}."
                )
            return cls(game, game.normal_form())
        raise UnsupportedError(
            f"Cannot use {concept} here: this is because it is for games in normal form and trees, "
            f"got a {getattr(game, 'kind', type(game).__name__)} game."
        )

    @cached_property
    def _strategic(self) -> Strategic:
        return Strategic.of(self.game)

    def key(self, profile: Profile) -> str:
        """Return the name of a pure profile, as a game file writes it."""
        return joined(s[k] for s, k in zip(self.normal.strategies, profile))

    def mixture(self, player: int, probabilities: Sequence[Expression]) -> Mapping[str, Any]:
        """Return a mixture of plans in the shape of ``Equilibrium.strategies[player]``.

        In a tree it becomes the behavior strategy that plays alike (Kuhn 1953).
        """
        if isinstance(self.game, NormalForm):
            return dict(zip(self.normal.strategies[player], probabilities, strict=True))
        return self._strategic.players[player].mixture([ONE, *self._weights(player, probabilities)[1:]])

    def _weights(self, player: int, probabilities: Sequence[Expression]) -> list[Expression]:
        """The realization weights of a mixture of plans."""
        own = self._strategic.players[player]
        return [
            add(*(p for plan, p in zip(own.plans, probabilities, strict=True) if sequence in plan))
            for sequence in range(own.size)
        ]

    def convex(self, player: int, mixtures: Sequence[Sequence[Expression]]) -> bool:
        """Whether every information set is reached either by all of these mixtures of plans or by none."""
        if isinstance(self.game, NormalForm):
            return True
        before = [c.before for c in self._strategic.players[player].choices]
        reached = {tuple(w[s] != ZERO for s in before) for w in (self._weights(player, m) for m in mixtures)}
        return len(reached) == 1

    def any_of(
        self, player: int, plans: Sequence[int], names: Iterator[str]
    ) -> tuple[dict[str, Any], dict[str, tuple[Condition, ...]]] | None:
        """Return "any mixture of these plans" in free variables (``names``), with their ranges.

        None where a tree's plans are not all those that use some actions at each information set.
        """
        if isinstance(self.game, NormalForm):
            return _any_of(self.normal.strategies[player], plans, names)
        own = self._strategic.players[player]
        used = {s for k in plans for s in own.plans[k]}
        if sum(used.issuperset(plan) for plan in own.plans) > len(plans):
            return None
        mixed: dict[str, Any] = {}
        ranges: dict[str, tuple[Condition, ...]] = {}
        for c in own.choices:
            actions = [a for a, s in enumerate(c.sequences) if s in used]
            if actions:
                mixed[c.label], more = _any_of(c.actions, actions, names)
                ranges |= more
            else:
                mixed[c.label] = None
        return mixed, ranges

    def pure(self, profile: Profile) -> dict[str, Any]:
        """Return the strategies in which each player follows one plan for sure."""
        return {
            player: self.mixture(i, [ONE if k == profile[i] else ZERO for k in range(len(plans))])
            for i, (player, plans) in enumerate(zip(self.normal.players, self.normal.strategies, strict=True))
        }

    def others(self, player: int) -> Iterator[tuple[int, ...]]:
        """Every combination of the others' strategies, in the order of the players."""
        sizes = [len(s) for i, s in enumerate(self.normal.strategies) if i != player]
        return itertools.product(*map(range, sizes))


def _any_of(
    labels: Sequence[str], allowed: Sequence[int], names: Iterator[str]
) -> tuple[dict[str, Expression], dict[str, tuple[Condition, ...]]]:
    """Any mixture of the allowed actions; the last of them takes what the others leave."""
    free = [next(names) for _ in allowed[1:]]
    shares = dict(zip(allowed, (*map(symbol, free), ONE - add(*map(symbol, free))), strict=True))
    ranges: dict[str, tuple[Condition, ...]] = {n: (Condition(symbol(n), ">=", ZERO),) for n in free}
    if free:
        ranges[free[-1]] += (Condition(add(*map(symbol, free)), "<=", ONE),)
    return {label: shares.get(k, ZERO) for k, label in enumerate(labels)}, ranges


@dataclass
class Joint:
    """What an outcome is when the plans are drawn from one distribution over profiles."""

    view: Simultaneous
    distribution: Sequence[Expression]  # in the order of the profiles

    @property
    def shape(self) -> Shape:
        return self.view.game.shape

    @property
    def symbols(self) -> frozenset[str]:
        return self.view.game.symbols

    @property
    def values(self) -> Mapping[str, Expression]:
        return self.view.game.values

    @cached_property
    def _pure(self) -> list[dict[str, Any]]:
        return [self.view.pure(p) for p in self.view.normal.profiles]

    def chances(self, event: Event) -> list[Expression]:
        """Return the probability of an event in each pure profile."""
        return [self.view.game.probability(event, {}, s) or ZERO for s in self._pure]

    def amounts(self, player: str, given: Event) -> list[Expression]:
        """Return in each pure profile the expected payoff of ``player`` where an event happens, else 0."""
        game = self.view.game
        if not given:
            own = self.view.normal.players.index(player)
            return [self.view.normal.payoffs[p][own] for p in self.view.normal.profiles]
        found = []
        for s, chance in zip(self._pure, self.chances(given), strict=True):
            expected = None if chance == ZERO else game.expectation(player, given, s)
            found.append(ZERO if expected is None else multiply(chance, expected))
        return found

    def sum(self, values: Sequence[Expression]) -> Expression:
        """Return the mean of a value for each profile."""
        pairs = zip(self.distribution, values, strict=True)
        return add(*(multiply(p, x) for p, x in pairs if p != ZERO and x != ZERO))

    def both(self, event: Event, given: Event) -> list[Expression]:
        """Return the probability of two events together in each pure profile."""
        if any(given.get(role, label) != label for role, label in event.items()):
            return [ZERO] * len(self._pure)
        return self.chances({**event, **given})

    def probability(self, event: Event, given: Event, strategies: Any) -> Expression | None:
        return self.ratio(self.sum(self.both(event, given)), given)

    def expectation(self, player: str, given: Event, strategies: Any) -> Expression | None:
        return self.ratio(self.sum(self.amounts(player, given)), given)

    def ratio(self, total: Expression, given: Event) -> Expression | None:
        """Return a total over the probability of an event; None where that is zero."""
        if not given:
            return total
        from ..symbolic.expand import is_zero

        condition = self.sum(self.chances(given))
        return None if is_zero(condition) else total / condition
