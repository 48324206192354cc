"""Beliefs in trees: sequential rationality, and weak perfect Bayesian equilibrium in every subgame.

A profile is *sequentially rational* at an information set, given a belief (a probability of each of its
nodes), iff no plan for this set and the player's later ones pays more. In a perfect Bayesian equilibrium it
is so at every set for some belief; the belief is the conditional probability of the nodes, given the root
of a subgame, wherever the profile reaches the set from that root with positive probability.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from .linear import Row, feasible
from .tree import Chance, Path, Profile, Tree, node, plans, sets, subgames, value

Belief = tuple[Fraction, ...]  # in the order of the set's nodes


def reached(tree: Tree, profile: Profile, start: Path, path: Path) -> Fraction:
    """Return the probability that the play comes from the node at ``start`` to the node at ``path``."""
    here, total = node(tree, start), Fraction(1)
    for k in path[len(start) :]:
        mixture = here.probabilities if isinstance(here, Chance) else profile[here.at]
        assert mixture is not None
        total *= mixture[k]
        here = here.after[k]
    return total


def bayes(tree: Tree, profile: Profile, at: int) -> Belief | None:
    """Return what Bayes' rule says at an information set, in the smallest subgame that gets there."""
    where = sets(tree)[at].nodes  # where no subgame gets there: None
    for start, _ in reversed(subgames(tree)):
        if all(path[: len(start)] == start for path in where):
            chances = [reached(tree, profile, start, path) for path in where]
            if sum(chances):
                return tuple(p / sum(chances) for p in chances)
    return None


def losses(tree: Tree, profile: Profile, at: int) -> list[Belief]:
    """Return what each continuation plan loses against the profile, at each node of an information set."""
    found = sets(tree)[at]
    own = found.player
    below = [node(tree, path) for path in found.nodes]
    now = [value(here, profile)[own] for here in below]
    later = {k for here in below for k, s in sets(here).items() if s.player == own}
    every = {tuple((k, m) for k, m in plan.items() if k in later) for plan in plans(tree, own)}
    return [
        tuple(u - value(here, {**profile, **dict(plan)})[own] for u, here in zip(now, below, strict=True))
        for plan in every
    ]


def is_rational(tree: Tree, profile: Profile, at: int, belief: Sequence[Fraction]) -> bool:
    """Return whether no continuation plan gains at the belief."""
    return all(sum(p * x for p, x in zip(belief, row, strict=True)) >= 0 for row in losses(tree, profile, at))


def is_perfect_bayesian(tree: Tree, profile: Profile, beliefs: Mapping[int, Belief] | None = None) -> bool:
    """Return whether the profile is perfect Bayesian with these beliefs, or with some."""
    for at, found in sets(tree).items():
        right, stated = bayes(tree, profile, at), beliefs[at] if beliefs else None
        if stated is not None and (sum(stated) != 1 or min(stated) < 0 or right not in (None, stated)):
            return False
        belief = stated or right
        if belief is not None:
            if not is_rational(tree, profile, at, belief):
                return False
            continue
        n = len(found.nodes)
        least: list[Row] = [[int(j == k) for j in range(n + 1)] for k in range(n)]
        least += [(*row, 0) for row in losses(tree, profile, at)]
        if not feasible(n, [[1] * n + [-1]], least):
            return False
    return True
