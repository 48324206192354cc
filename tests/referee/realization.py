"""Two-player trees: every maximal Nash subset, in realization weights.

A *sequence* is the moves of one player up to some point; its weight is the probability with which the
player makes them all. A set of weights is Nash with another iff every pure plan that it may follow is a best
reply to the other; the extreme ones are vertices of {(x, v) : x weights, v >= what each of the other's plans
gets against x}. Source: von Stengel (1996).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from .linear import Point, Row, vertices
from .piece import Piece, maximal_products
from .tree import Chance, End, Move, Payoffs, Profile, Tree, plans, sets

ZERO = Fraction(0)
Table = dict[tuple[int, int], Payoffs]
Plans = frozenset[Point]
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
    table = _table(tree)
    xs, ys = (_best_replied(tree, i, table) for i in range(2))
    return maximal_products(
        {
            x: frozenset(y for y, (used_y, best_y) in ys.items() if used_x <= best_y and used_y <= best_x)
            for x, (used_x, best_x) in xs.items()
        }
    )


def _best_replied(tree: Tree, player: int, table: Table) -> dict[Point, tuple[Plans, Plans]]:
    """Return x -> (the plans that x may follow, the other's best replies) for the vertices (x, v)."""
    own = range(len(sequences(tree, player)))
    gains = {
        plan: [
            sum((w * table[(s, t) if player == 0 else (t, s)][1 - player] for t, w in enumerate(plan)), ZERO)
            for s in own
        ]
        for plan in pure_plans(tree, 1 - player)
    }
    found = {}
    for *x, v in vertices(len(own) + 1, *_polyhedron(tree, player, gains.values())):
        best = (plan for plan, g in gains.items() if sum(a * b for a, b in zip(g, x, strict=True)) == v)
        used = (p for p in pure_plans(tree, player) if all(q or not w for q, w in zip(x, p, strict=True)))
        found[tuple(x)] = frozenset(used), frozenset(best)
    return found


def _polyhedron(tree: Tree, player: int, gains: Iterable[Sequence[Fraction]]) -> tuple[list[Row], list[Row]]:
    """Return the rows of {(x, v) : x realization weights, v >= each gain . x}."""
    number = {s: k for k, s in enumerate(sequences(tree, player))}
    width = len(number) + 2
    equal: list[Row] = [[1] + [0] * (width - 2) + [-1]]
    for sequence in number:
        for s, (who, actions, _) in sets(tree).items():
            if who == player and (*sequence, (s, 0)) in number:
                row = [0] * width
                row[number[sequence]] = -1
                for a in range(actions):
                    row[number[*sequence, (s, a)]] = 1
                equal.append(row)
    least: list[Row] = [[int(j == k) for j in range(width)] for k in range(len(number))]
    least += [[*(-g for g in gain), 1, 0] for gain in gains]
    return equal, least


def _table(tree: Tree) -> Table:
    """Return what each pair of sequences pays, chance counted in."""
    own = [sequences(tree, i) for i in range(2)]
    table: Table = {(i, j): (ZERO, ZERO) for i in range(len(own[0])) for j in range(len(own[1]))}

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
