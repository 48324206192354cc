"""Subgames in which moves are not observed: Nash equilibria, with what follows replaced by its worth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from ...games.extensive_form import CHANCE, ExtensiveForm
from ...games.truncated import truncated
from ...solution import Equilibrium, Proposal
from ...symbolic.condition import Parameter
from ...symbolic.expression import ONE, ZERO, Expression, multiply, symbol
from ...symbolic.parametric.workbench import Asked, Conjunction, Union, Workbench
from ...symbolic.ring import simplify
from .free import FreeVariables
from .pieces import Mixture, Piece, expected, text, values

Mixtures = dict[int, Mixture | None]  # information set -> probabilities, None where it is not reached


class Solve(Protocol):
    """Proposes the Nash equilibria of a tree."""

    def __call__(
        self, tree: ExtensiveForm, /, *, generic: bool, first: bool, deadline: float | None
    ) -> Proposal: ...


class Unobserved:
    """Makes pieces of such subgames."""

    def __init__(
        self,
        game: ExtensiveForm,
        bench: Workbench,
        free: FreeVariables,
        nash: Solve,
        generic: bool,
        first: bool,
        deadline: float | None,
    ):
        self.game, self.bench, self.free = game, bench, free
        self.nash, self.generic, self.first, self.deadline = nash, generic, first, deadline
        self.undecided: dict[str, None] = {}

    def pieces(
        self,
        members: Sequence[int],
        leaves: Sequence[int],
        parts: tuple[Piece, ...],
        region: Union,
        limits: Conjunction,
    ) -> Iterator[Piece]:
        """Yield the equilibria of a subgame, behavior given also where the own strategy does not reach."""
        worth = {k: tuple(map(text, p.payoffs)) for k, p in zip(leaves, parts, strict=True)}
        tree = truncated(self.game, members, worth, self._parameters(worth.values(), region, limits))
        mixed = any(p.name in self.bench.ranges for p in tree.parameters)
        generic = self.generic and not mixed
        proposal = self.nash(tree, generic=generic, first=self.first, deadline=self.deadline)
        self.undecided.update(dict.fromkeys(proposal.undecided))
        if proposal.search is not None:
            self.bench.others.append(proposal.search)
        numbers = _numbers(self.game, members)
        for e in proposal.equilibria:
            yield from self._divided(_Entry(self, tree, numbers, e), parts, region, limits)

    def _parameters(
        self, worth: Iterable[Sequence[Expression]], region: Union, limits: Conjunction
    ) -> tuple[Parameter, ...]:
        """The game's parameters, and the free variables on which payoffs depend, with their domains."""
        conditions = [*limits, *(region[0] if len(region) == 1 else ())]
        symbols = {s for us in worth for u in us for s in u.symbols}
        symbols |= {s for c in conditions for s in c.symbols}
        symbols |= {s for c in self.bench.ranges_of(symbols) for s in c.symbols}
        names = self.bench.free(symbols)
        found = [*self.game.parameters, *(Parameter(x, self.bench.ranges[x]) for x in names)]
        if found and conditions:
            found[-1] = replace(found[-1], domain=(*found[-1].domain, *conditions))
        return tuple(found)

    def _divided(
        self, entry: _Entry, parts: tuple[Piece, ...], region: Union, limits: Conjunction
    ) -> Iterator[Piece]:
        """The pieces of one entry: divided by the information sets that a player's own strategy reaches.

        Behavior where it does not is free: no play and no other player's deviation comes there.
        """
        weights = {s: w for s, w in entry.weights().items() if not w.is_number}

        def unreached(ask: Asked) -> tuple[int, ...]:
            return tuple(s for s, w in weights.items() if ask.sign(w) == 0)

        given = tuple(tuple(dict.fromkeys((*d, *b))) for d in region for b in entry.region)
        within = tuple(dict.fromkeys((*limits, *entry.limits)))
        asked = [*weights.values(), *entry.formulas]
        for there, now, gone in self.bench.grouped(self.bench.cases(unreached, asked, given, within)):
            yield from self._filled(entry.without(gone), parts, there, now, limits)

    def _filled(
        self, entry: _Entry, parts: tuple[Piece, ...], region: Union, limits: Conjunction, before: Conjunction
    ) -> Iterator[Piece]:
        tree = entry.tree
        reached = list(tree.reached(entry.strategies()))
        payoffs = expected([w for _, w in reached], [values(tree.payoffs[k]) for k, _ in reached])
        own = []
        for s, mix in entry.mixtures.items():
            n = len(self.game.information_sets[s].actions)
            if mix is None:
                mix = self.free.mixture(s, n, (0,) if self.first else range(n))
            own.append((s, mix))
        yield from self.free.settled(Piece(payoffs, tuple(own), parts, region), limits, before)


class _Entry:
    """A proposed equilibrium of a truncated tree, in the names of the whole game."""

    def __init__(self, owner: Unobserved, tree: ExtensiveForm, numbers: Mapping[Any, int], e: Equilibrium):
        self.game, self.tree, self.numbers = owner.game, tree, numbers
        bench = owner.bench
        renamed = {x: symbol(bench.fresh()) for x in e.free_variables}
        names = {y.args[0] for y in renamed.values()}
        limits = []
        for x, y in renamed.items():
            for c in (c.subs(renamed) for c in e.free_variables[x]):
                if names.issuperset(bench.free(c.symbols)):
                    bench.declare(y.args[0], (c,))
                else:
                    limits.append(c)
        self.limits: Conjunction = tuple(limits)
        self.region = tuple(tuple(c.subs(renamed) for c in d) for d in e.region.disjuncts)
        self.mixtures: Mixtures = {}
        for (player, label), s in numbers.items():
            mix = e.strategies[self.game.players[player]][label]
            actions = self.game.information_sets[s].actions
            self.mixtures[s] = None if mix is None else tuple(mix[a].subs(renamed) for a in actions)

    @property
    def formulas(self) -> list[Expression]:
        """Every probability that is not a number."""
        return [e for mix in self.mixtures.values() if mix for e in mix if not e.is_number]

    def without(self, gone: Sequence[int]) -> _Entry:
        """Return the entry with some information sets not reached."""
        found = object.__new__(_Entry)
        found.__dict__.update(self.__dict__)
        found.mixtures = {s: None if s in gone else mix for s, mix in self.mixtures.items()}
        return found

    def strategies(self) -> dict[str, dict[str, Any]]:
        """Return the mixtures in the shape of ``Equilibrium.strategies``."""
        found: dict[str, dict[str, Any]] = {p: {} for p in self.game.players}
        for (player, label), s in self.numbers.items():
            mix, actions = self.mixtures[s], self.game.information_sets[s].actions
            found[self.game.players[player]][label] = mix and dict(zip(actions, mix, strict=True))
        return found

    def weights(self) -> dict[int, Expression]:
        """Return, for each information set reached, the probability of the player's own moves to it."""
        found = {}
        for there in self.tree.information_sets:
            s = self.numbers.get((there.player, there.label))
            if s is None or self.mixtures[s] is None:
                continue
            weight = ONE
            for t, action in self.tree.path(there.nodes[0]):
                mover = self.tree.information_sets[t]
                if mover.player == there.player:
                    mix = self.mixtures[self.numbers[mover.player, mover.label]]
                    weight = ZERO if mix is None else multiply(weight, mix[action])
            found[s] = weight if weight.is_number else simplify(weight)
        return found


def _numbers(game: ExtensiveForm, members: Iterable[int]) -> dict[tuple[int, str], int]:
    """(player, label) -> information set, of those in a part of the tree."""
    sets = dict.fromkeys(game.nodes[k].information_set for k in members)
    here = {s: game.information_sets[s] for s in sets}
    return {(x.player, x.label): s for s, x in here.items() if x.player != CHANCE}
