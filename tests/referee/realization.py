"""Two-player trees: every maximal Nash subset, in realization weights.

A *sequence* is the moves of one player up to some point; its weight is the probability with which the
player makes them all. A set of weights is Nash with another iff every pure plan that it may follow is a best
reply to the other; the extreme ones are vertices of {(x, v) : x weights, v >= what each of the other's plans
gets against x}. Source: von Stengel (1996).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from .linear import Point, Row, vertices
from .piece import Piece, maximal_products
from .tree import Chance, End, Move, Payoffs, Profile, Tree, plans, sets

Sequences = tuple[tuple[tuple[int, int], ...], ...]  # each: the player's own moves (set, action)


def sequences(tree: Tree, player: int) -> Sequences:
    """Return the player's sequences, the empty one first."""
    found: dict[tuple[tuple[int, int], ...], None] = {(): None}

    def walk(here: Tree, own: tuple[tuple[int, int], ...]) -> None:
        if isinstance(here, End):
            return
        for k, after in enumerate(here.after):
            mine = isinstance(here, Move) and here.player == player
            following = (*own, (here.at, k)) if isinstance(here, Move) and mine else own
            found.setdefault(following)
            walk(after, following)

    walk(tree, ())
    return tuple(found)


def weights(tree: Tree, player: int, profile: Profile) -> Point:
    """Return the realization weight of each sequence of the player."""
    found = []
    for sequence in sequences(tree, player):
        weight = Fraction(1)
        for s, action in sequence:
            mixture = profile[s]
            weight *= 0 if not weight or mixture is None else mixture[action]
        found.append(weight)
    return tuple(found)


def behavior(tree: Tree, player: int, point: Point) -> dict[int, tuple[Fraction, ...] | None]:
    """Return the mixtures that have these weights; None at sets that the player does not reach."""
    weight = dict(zip(sequences(tree, player), point, strict=True))
    found = {}
    for sequence in weight:
        for s, (who, actions, _) in sets(tree).items():
            if who == player and (*sequence, (s, 0)) in weight:
                total = weight[sequence]
                shares = (weight[*sequence, (s, a)] / total for a in range(actions) if total)
                found[s] = tuple(shares) or None
    return found


def pure_plans(tree: Tree, player: int) -> frozenset[Point]:
    """Return the weights of every pure plan, each once."""
    return frozenset(weights(tree, player, plan) for plan in plans(tree, player))


def tree_pieces(tree: Tree) -> frozenset[Piece]:
    """Return every maximal Nash subset of a two-player tree, each once."""
    own = [sequences(tree, i) for i in range(2)]
    table = _table(tree, own)
    found: list[dict[Point, tuple[frozenset[Point], frozenset[Point]]]] = []
    for i in range(2):
        gains = [
            (
                plan,
                [
                    sum(w * (table[s, t] if i == 0 else table[t, s])[1 - i] for t, w in enumerate(plan))
                    for s in range(len(own[i]))
                ],
            )
            for plan in pure_plans(tree, 1 - i)
        ]
        mine = pure_plans(tree, i)
        found.append({})
        for *x, v in vertices(len(own[i]) + 1, *_polyhedron(tree, i, own[i], [g for _, g in gains])):
            best = (plan for plan, g in gains if sum(a * b for a, b in zip(g, x, strict=True)) == v)
            used = (plan for plan in mine if all(p or not w for p, w in zip(x, plan, strict=True)))
            found[i][tuple(x)] = frozenset(used), frozenset(best)
    return maximal_products(
        {
            x: frozenset(
                y for y, (used_y, best_y) in found[1].items() if used_x <= best_y and used_y <= best_x
            )
            for x, (used_x, best_x) in found[0].items()
        }
    )


def _polyhedron(
    tree: Tree, player: int, own: Sequences, gains: Sequence[Sequence[Fraction]]
) -> tuple[list[Row], list[Row]]:
    """Return the rows of {(x, v) : x realization weights, v >= each gain . x}."""
    width = len(own) + 2
    number = {s: k for k, s in enumerate(own)}
    equal: list[Row] = [[1] + [0] * (width - 2) + [-1]]
    for sequence in own:
        for s, (who, actions, _) in sets(tree).items():
            if who == player and (*sequence, (s, 0)) in number:
                row = [0] * width
                row[number[sequence]] = -1
                for a in range(actions):
                    row[number[*sequence, (s, a)]] = 1
                equal.append(row)
    least: list[Row] = [[int(j == k) for j in range(width)] for k in range(len(own))]
    least += [[*(-g for g in gain), 1, 0] for gain in gains]
    return equal, least


def _table(tree: Tree, own: Sequence[Sequences]) -> dict[tuple[int, int], Payoffs]:
    """Return what each pair of sequences pays, chance counted in."""
    zero = (Fraction(0), Fraction(0))
    table = dict.fromkeys(((i, j) for i in range(len(own[0])) for j in range(len(own[1]))), zero)

    def walk(here: Tree, p: Fraction, made: tuple) -> None:
        if isinstance(here, End):
            key = own[0].index(made[0]), own[1].index(made[1])
            table[key] = tuple(a + p * b for a, b in zip(table[key], here.payoffs, strict=True))
        elif isinstance(here, Chance):
            for q, after in zip(here.probabilities, here.after, strict=True):
                walk(after, p * q, made)
        else:
            for k, after in enumerate(here.after):
                following = (*made[here.player], (here.at, k))
                walk(after, p, (following, made[1]) if here.player == 0 else (made[0], following))

    walk(tree, Fraction(1), ((), ()))
    return table
