"""Subgame-perfect equilibria by the definition: all pure ones, and random ones with mixing.

A random one is built from the last subgames up: take any equilibrium of each subgame that follows, put its
payoffs in the subgame's place, and take any equilibrium of what is left. Every subgame-perfect equilibrium
of a two-player tree can come up so. With three players only those in which at most two of them mix.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from random import Random

from .linear import Point
from .realization import behavior, tree_pieces
from .tree import (
    Chance,
    End,
    Move,
    Path,
    Profile,
    Tree,
    is_nash,
    is_subgame_perfect,
    plans,
    players,
    pure_profiles,
    sets,
    subgames,
    value,
)


def pure_subgame_perfect(tree: Tree) -> list[Profile]:
    """Return every pure subgame-perfect equilibrium."""
    return [p for p in pure_profiles(tree) if is_subgame_perfect(tree, p)]


def pure_nash(tree: Tree) -> list[Profile]:
    """Return every pure Nash equilibrium, with an action at every information set."""
    return [p for p in pure_profiles(tree) if is_nash(tree, p)]


def random_subgame_perfect(tree: Tree, random: Random) -> Profile | None:
    """Return a random subgame-perfect equilibrium; None where this way of looking found none."""
    found: dict[int, tuple[Fraction, ...] | None] = {}
    following = [(path, here) for path, here in subgames(tree) if path]
    first = [
        (path, here)
        for path, here in following
        if not any(path[: len(p)] == p and path != p for p, _ in following)
    ]
    rest = tree
    for path, here in first:
        below = random_subgame_perfect(here, random)
        if below is None:
            return None
        found |= below
        rest = _replaced(rest, path, End(value(here, below)))
    above = random_nash(rest, random)
    if above is None:
        return None
    for k, s in sets(rest).items():
        found[k] = above[k] or _anything(s.actions, random)
    return found


def random_nash(tree: Tree, random: Random) -> Profile | None:
    """Return a random Nash equilibrium, None at sets that the player does not reach."""
    n = players(tree)
    if n == 2:
        x, y = _member(tree, random)
        return {**behavior(tree, 0, x), **behavior(tree, 1, y)}
    fixed = list(range(n))
    random.shuffle(fixed)
    for profile in _two_mix(tree, fixed, random):
        if is_nash(tree, profile):
            return profile
    return None


def _member(tree: Tree, random: Random) -> tuple[Point, Point]:
    """Return a random member of a random maximal Nash subset, or one of its extreme points."""
    piece = random.choice(sorted(tree_pieces(tree), key=lambda p: (sorted(p.x), sorted(p.y))))
    if random.random() < 0.4:
        return random.choice(sorted(piece.x)), random.choice(sorted(piece.y))
    return piece.sample(random)


def _two_mix(tree: Tree, order: list[int], random: Random) -> Iterator[Profile]:
    """Yield profiles in which every player but two plays a pure plan, and these two an equilibrium."""
    first, second, *others = order
    choices = list(product(*(plans(tree, i) for i in others)))
    random.shuffle(choices)
    for choice in choices:
        plan = {k: mixture for part in choice for k, mixture in part.items()}
        game = _between(tree, first, second, plan)
        x, y = _member(game, random)
        mixed = {**behavior(game, 0, x), **behavior(game, 1, y), **plan}
        yield {k: mixed[k] if k in mixed else _anything(s.actions, random) for k, s in sets(tree).items()}


def _between(tree: Tree, first: int, second: int, plan: Profile) -> Tree:
    """Return the game of two players, the others' moves made as planned."""
    if isinstance(tree, End):
        return End((tree.payoffs[first], tree.payoffs[second]))
    if isinstance(tree, Move):
        mixture = plan.get(tree.at)
        if mixture is not None:
            return _between(tree.after[mixture.index(1)], first, second, plan)
    after = tuple(_between(t, first, second, plan) for t in tree.after)
    if isinstance(tree, Chance):
        return Chance(tree.probabilities, after)
    return Move((first, second).index(tree.player), tree.at, after)


def _replaced(tree: Tree, path: Path, new: Tree) -> Tree:
    """Return the tree with the node at the path replaced."""
    if not path or isinstance(tree, End):
        return new
    k, *rest = path
    after = (*tree.after[:k], _replaced(tree.after[k], tuple(rest), new), *tree.after[k + 1 :])
    return tree._replace(after=after)


def _anything(actions: int, random: Random) -> tuple[Fraction, ...]:
    weights = [random.choice((0, 0, 1, 2)) for _ in range(actions)]
    weights = weights if any(weights) else [1] * actions
    return tuple(Fraction(w, sum(weights)) for w in weights)
