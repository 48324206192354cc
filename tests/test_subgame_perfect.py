"""Subgame-perfect equilibria: textbook trees, ties, symbols, and random trees against the definition."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from defiance_games.games.extensive_form import CHANCE, ExtensiveForm, InformationSet, Node, Result
from defiance_games.games.tree import Branch, chance, end, move
from defiance_games.solution import Equilibrium, Proposal
from defiance_games.solvers import nash, subgame_perfect
from defiance_games.symbolic.condition import Parameter, parameter
from defiance_games.symbolic.expression import Expression, number

PEERS = Path("/work/shared/peer-games")
Profile = dict[int, tuple[Fraction, ...]]  # information set -> probabilities
GRID = [Fraction(a, b) for a, b in ((0, 1), (1, 4), (1, 3), (1, 2), (2, 3), (3, 4), (1, 1))]


def build(players: Sequence[str], tree: Branch, parameters: Sequence[Parameter] = ()) -> ExtensiveForm:
    return ExtensiveForm.build(players, tree, parameters)


def solved(game: ExtensiveForm, **how: Any) -> Proposal:
    return subgame_perfect.propose(game, nash=nash.propose, **how)


def views(game: ExtensiveForm, **how: Any) -> list[tuple[str, str]]:
    """Names and regions."""
    proposal = solved(game, **how)
    assert not proposal.undecided
    return sorted((e.name, str(e.region)) for e in proposal.equilibria)


# -- the definition, in numbers -------------------------------------------------------------------
def worth(game: ExtensiveForm, profile: Profile, start: int) -> list[Fraction]:
    """Expected payoffs from a node on."""
    found: dict[int, list[Fraction]] = {}
    for k in range(game.last[start], start - 1, -1):
        node = game.nodes[k]
        if node.information_set < 0:
            found[k] = [u.value for u in game.payoffs[k]]
        else:
            s = game.information_sets[node.information_set]
            mix = [p.value for p in s.probabilities] if s.player == CHANCE else profile[node.information_set]
            columns = zip(*(found[c] for c in node.children))
            found[k] = [sum((p * u for p, u in zip(mix, c)), Fraction(0)) for c in columns]
    return found[start]


def plans(game: ExtensiveForm, profile: Profile, sets: Sequence[int]) -> Iterator[Profile]:
    """The profile with every pure plan at some information sets."""
    counts = [range(len(game.information_sets[s].actions)) for s in sets]
    for choice in itertools.product(*counts):
        pure = {s: unit(game, s, a) for s, a in zip(sets, choice)}
        yield {**profile, **pure}


def unit(game: ExtensiveForm, s: int, action: int) -> tuple[Fraction, ...]:
    return tuple(Fraction(int(a == action)) for a in range(len(game.information_sets[s].actions)))


def stable(game: ExtensiveForm, profile: Profile, root: int) -> bool:
    """Whether nobody gains in the subgame at a root by another plan for the whole subgame."""
    within = range(root, game.last[root] + 1)
    here = worth(game, profile, root)
    for player in range(len(game.players)):
        sets = [
            s for s, x in enumerate(game.information_sets) if x.player == player and x.nodes[0] in within
        ]
        if any(worth(game, other, root)[player] > here[player] for other in plans(game, profile, sets)):
            return False
    return True


def is_perfect(game: ExtensiveForm, profile: Profile) -> bool:
    return all(stable(game, profile, root) for root in game.subgames)


def numbers_of(game: ExtensiveForm, strategies: Any, values: Mapping[str, Any]) -> Profile:
    return {
        s: tuple(
            Fraction(strategies[game.players[x.player]][x.label][a].evaluate(values)) for a in x.actions
        )
        for s, x in enumerate(game.information_sets)
        if x.player != CHANCE
    }


def members(
    game: ExtensiveForm, e: Equilibrium, rng: random.Random, parameters: Mapping[str, Any] = {}
) -> Iterator[Profile]:
    """The ends of an entry and some of its other members."""
    for point in e.extreme_points:
        yield numbers_of(game, point, parameters)
    names = list(e.free_variables)
    conditions = [c for cs in e.free_variables.values() for c in cs]
    met = 0
    for _ in range(300 if names else 1):
        values = {**parameters, **{x: rng.choice(GRID) for x in names}}
        if all(c.holds(values) for c in conditions):
            met += 1
            yield numbers_of(game, e.strategies, values)
            if met == 5:
                return


def contains(
    game: ExtensiveForm, e: Equilibrium, profile: Profile, parameters: Mapping[str, Any] = {}
) -> bool:
    """Whether an entry has this profile among its members."""
    values: dict[str, Any] = dict(parameters)
    entries: list[tuple[Expression, Fraction]] = []
    for s, mix in profile.items():
        x = game.information_sets[s]
        written = e.strategies[game.players[x.player]][x.label]
        entries += [(written[a], p) for a, p in zip(x.actions, mix)]
    for formula, p in entries:
        if formula.op == "symbol" and formula.args[0] in e.free_variables:
            if values.setdefault(formula.args[0], p) != p:
                return False
    if set(e.free_variables) - values.keys():
        return False
    if not e.region.contains(parameters):
        return False
    conditions = (c for cs in e.free_variables.values() for c in cs)
    return all(c.holds(values) for c in conditions) and all(f.evaluate(values) == p for f, p in entries)


def some_perfect(game: ExtensiveForm, rng: random.Random, tries: int = 15) -> Iterator[Profile]:
    """Subgame-perfect profiles met by trying mixtures of the grid, from the last subgame to the first."""
    for _ in range(tries):
        profile: Profile = {}
        for s, x in enumerate(game.information_sets):
            if x.player != CHANCE:
                profile[s] = unit(game, s, 0)
        for root in reversed(game.subgames):
            inner = [r for r in game.subgames if root < r <= game.last[root]]
            own = {
                game.nodes[k].information_set
                for k in range(root, game.last[root] + 1)
                if not any(r <= k <= game.last[r] for r in inner) and game.nodes[k].information_set >= 0
            }
            own = {s for s in own if game.information_sets[s].player != CHANCE}
            for _ in range(40):
                profile.update({s: random_mixture(game, s, rng) for s in own})
                if stable(game, profile, root):
                    break
            else:
                break
        else:
            yield dict(profile)


def random_mixture(game: ExtensiveForm, s: int, rng: random.Random) -> tuple[Fraction, ...]:
    n = len(game.information_sets[s].actions)
    if rng.random() < 0.5:
        return unit(game, s, rng.randrange(n))
    k, j = rng.sample(range(n), 2) if n > 1 else (0, 0)
    p = rng.choice(GRID)
    return tuple(Fraction(p * (i == k) + (1 - p) * (i == j)) for i in range(n))


def pure_perfect(game: ExtensiveForm) -> Iterator[Profile]:
    sets = [s for s, x in enumerate(game.information_sets) if x.player != CHANCE]
    return (p for p in plans(game, {}, sets) if is_perfect(game, p))


def agrees(game: ExtensiveForm, rng: random.Random, values: Mapping[str, Any] | None = None) -> None:
    """Compare entries with the definition both ways; a game with symbols at some values of them."""
    proposal = solved(game)
    assert not proposal.undecided
    at = game.with_values(values) if values else game
    here = [e for e in proposal.equilibria if e.region.contains(values or {})]
    assert here
    for e in here:
        for profile in members(at, e, rng, values or {}):
            assert is_perfect(at, profile), (e, e.strategies, e.free_variables, profile)
    for profile in itertools.chain(pure_perfect(at), some_perfect(at, rng)):
        assert any(contains(at, e, profile, values or {}) for e in here), profile


# -- random trees ---------------------------------------------------------------------------------
def random_tree(rng: random.Random, players: Sequence[str], depth: int, simultaneous: bool) -> Branch:
    """A tree with payoffs 0, 1, 2; sometimes chance, sometimes two players who move at once."""
    if depth == 0 or rng.random() < 0.15:
        return end(*(rng.randrange(3) for _ in players))

    def below(less: int = 1) -> Branch:
        return random_tree(rng, players, max(0, depth - less), simultaneous)

    what = rng.random()
    if what < 0.12:
        return chance({"u": ("1/2", below()), "d": ("1/2", below())})
    if simultaneous and what < 0.4 and depth > 1:
        one, two = rng.sample(list(players), 2)
        label = f"set{rng.randrange(10**9)}"
        return move(one, {a: move(two, {b: below(2) for b in "lr"}, at=label) for a in "LR"})
    actions = ["a", "b", "c"][: rng.choice([2, 2, 3])]
    return move(rng.choice(list(players)), {a: below() for a in actions})
