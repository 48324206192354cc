"""The referee for trees, checked against textbook games, against itself and against Gambit's answers."""

import json
from fractions import Fraction as F
from itertools import product
from pathlib import Path
from random import Random

import pytest
from referee import Bimatrix, Piece, bimatrix_pieces, extreme
from referee.beliefs import bayes, is_perfect_bayesian, is_rational
from referee.generators import random_tree
from referee.perfection import pure_nash, pure_subgame_perfect, random_nash, random_subgame_perfect
from referee.realization import behavior, pure_plans, tree_pieces, weights
from referee.tree import (
    chance,
    end,
    is_nash,
    is_subgame_perfect,
    move,
    plain,
    players,
    pure,
    regret,
    sets,
    show,
    subgames,
    unplain,
    value,
)

GAMBIT = json.loads((Path(__file__).parent / "data" / "gambit" / "trees.json").read_text())["games"]
HALF = (F(1, 2), F(1, 2))
YES, NO = (F(1), F(0)), (F(0), F(1))

ENTRY = move(0, 1, end(0, 2), move(1, 2, end(-1, -1), end(1, 1)))
HORSE = move(  # Selten (1975), figure 1; every action R, L
    0,
    1,
    move(1, 2, end(1, 1, 1), move(2, 3, end(4, 4, 0), end(0, 0, 1))),
    move(2, 3, end(3, 2, 2), end(0, 0, 0)),
)
BEER = chance(  # Cho and Kreps (1987): the strong type (9/10) likes beer; the reply is fight or not
    ("9/10", move(0, 1, move(1, 3, end(1, 0), end(3, 1)), move(1, 4, end(0, 0), end(2, 1)))),
    ("1/10", move(0, 2, move(1, 3, end(0, 1), end(2, 0)), move(1, 4, end(1, 1), end(3, 0)))),
)
OUT_OR_BATTLE = move(  # Kohlberg and Mertens (1986): an outside option before the battle of the sexes
    0, 1, end(2, 2), move(0, 2, move(1, 3, end(3, 1), end(0, 0)), move(1, 3, end(0, 0), end(1, 3)))
)


def points(piece):
    return len(piece.x), len(piece.y)


def test_entry_deterrence():
    assert [path for path, _ in subgames(ENTRY)] == [(), (1,)]
    assert pure_nash(ENTRY) == [pure(ENTRY, 0, 0), pure(ENTRY, 1, 1)]
    assert pure_subgame_perfect(ENTRY) == [pure(ENTRY, 1, 1)]
    assert regret(ENTRY, pure(ENTRY, 1, 0)) == 2  # the incumbent should share
    threat = {1: YES, 2: HALF}
    assert is_nash(ENTRY, threat) and not is_subgame_perfect(ENTRY, threat)
    assert sorted(map(points, tree_pieces(ENTRY))) == [(1, 1), (1, 2)]


def test_seltens_horse():
    """Both pure equilibria are subgame perfect; in the second the move of player 2 is not rational."""
    first, second = pure(HORSE, 0, 0, 1), pure(HORSE, 1, 0, 0)
    assert len(subgames(HORSE)) == 1
    assert pure_nash(HORSE) == pure_subgame_perfect(HORSE) == [first, second]
    assert is_perfect_bayesian(HORSE, first) and not is_perfect_bayesian(HORSE, second)
    assert bayes(HORSE, first, 3) is None and bayes(HORSE, second, 3) == NO
    assert not is_rational(HORSE, second, 2, (F(1),))
    for left, serves in (("2/3", True), ("1", True), ("1/2", False)):
        belief = (F(left), 1 - F(left))
        assert is_perfect_bayesian(HORSE, first, {1: (F(1),), 2: (F(1),), 3: belief}) is serves


def test_beer_and_quiche():
    """Two pooling equilibria; each needs that the other message is taken for a weak type's."""
    pooling = [pure(BEER, 0, 0, 1, 0), pure(BEER, 1, 1, 0, 1)]
    assert [p for p in pure_nash(BEER) if is_perfect_bayesian(BEER, p)] == pooling
    assert pure_nash(BEER) == pooling
    alone = (F(1),)
    for weak, serves in (("1", True), ("1/2", True), ("1/3", False)):
        belief = (1 - F(weak), F(weak))
        stated = {1: alone, 2: alone, 3: (F(9, 10), F(1, 10)), 4: belief}
        assert is_perfect_bayesian(BEER, pooling[0], stated) is serves


def test_outside_option_before_the_battle_of_the_sexes():
    assert len(subgames(OUT_OR_BATTLE)) == 2
    found = pure_subgame_perfect(OUT_OR_BATTLE)
    assert found == [pure(OUT_OR_BATTLE, 0, 1, 1), pure(OUT_OR_BATTLE, 1, 0, 0)]
    mixed = {1: YES, 2: (F(3, 4), F(1, 4)), 3: (F(1, 4), F(3, 4))}
    assert is_subgame_perfect(OUT_OR_BATTLE, mixed)
    assert not is_subgame_perfect(OUT_OR_BATTLE, {**mixed, 1: HALF})
    assert sorted(map(points, tree_pieces(OUT_OR_BATTLE))) == [(1, 1), (1, 2)]


def test_a_subgame_does_not_cut_information_sets():
    blind = move(0, 1, move(1, 2, end(1, 0), end(0, 1)), move(1, 2, end(0, 1), end(1, 0)))
    assert [path for path, _ in subgames(blind)] == [()]
    (piece,) = tree_pieces(blind)
    assert piece == Piece(frozenset({(F(1), *HALF)}), frozenset({(F(1), *HALF)}))


@pytest.mark.parametrize("kind", ["generic", "degenerate"])
def test_two_player_trees_agree_with_their_tables(kind):
    """The maximal Nash subsets of the table of pure plans, as realization weights, are those of the tree."""
    random = Random(f"tables {kind}")
    for _ in range(25):
        tree = random_tree(random, kind, most=6)
        mine, yours = (sorted(pure_plans(tree, i)) for i in range(2))
        pairs = {(x, y): value(tree, filled(tree, x, y)) for x, y in product(mine, yours)}
        table = Bimatrix.of(*([[pairs[x, y][i] for y in yours] for x in mine] for i in range(2)))
        pieces = bimatrix_pieces(table)
        assert tree_pieces(tree) == {Piece(averages(p.x, mine), averages(p.y, yours)) for p in pieces}
        for piece in tree_pieces(tree):
            x, y = piece.sample(random)
            profile = {**behavior(tree, 0, x), **behavior(tree, 1, y)}
            assert (weights(tree, 0, profile), weights(tree, 1, profile)) == (x, y)
            assert is_nash(tree, profile)


def filled(tree, x, y):
    """Return the profile of two plans; where a player does not get, it takes the first action."""
    found = {**behavior(tree, 0, x), **behavior(tree, 1, y)}
    return {k: found[k] or (F(1), *[F(0)] * (s.actions - 1)) for k, s in sets(tree).items()}


def averages(mixtures, plans):
    return extreme(
        tuple(
            sum((p * w for p, w in zip(mix, column, strict=True)), F(0))
            for column in zip(*plans, strict=True)
        )
        for mix in mixtures
    )


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("kind", ["generic", "degenerate"])
def test_concepts_are_nested(kind, count):
    """Perfect Bayesian equilibria are subgame perfect, and these are Nash; pure ones are among the found."""
    random = Random(f"nested {kind} {count}")
    for _ in range(20 // count):
        tree = random_tree(random, kind, count, most=6)
        assert unplain(plain(tree)) == tree and players(tree) == count and show(tree)
        perfect = pure_subgame_perfect(tree)
        for profile in pure_nash(tree):
            assert not is_perfect_bayesian(tree, profile) or profile in perfect
        drawn = [random_subgame_perfect(tree, random) for _ in range(3)]
        assert all(is_subgame_perfect(tree, p) for p in drawn if p)
        assert all(is_nash(tree, p) for p in [*perfect, random_nash(tree, random)] if p)
        if count == 2:
            pieces = tree_pieces(tree)
            for p in perfect:
                assert any(piece.contains(*(weights(tree, i, p) for i in range(2))) for piece in pieces)


def gambit_profile(tree, listed):
    """Return Gambit's profile in our shape."""
    mixes = {k: listed[".".join(map(str, s.nodes[0]))] for k, s in sets(tree).items()}
    return {k: None if mix is None else tuple(map(F, mix)) for k, mix in mixes.items()}


def test_gambit_lists_the_extreme_equilibria_of_two_player_trees():
    """As realization weights: several of its mixtures of plans are the same behavior."""
    for entry in GAMBIT:
        tree = unplain(entry["tree"])
        if entry["players"] == 2 and "none" not in entry["enummixed"]:
            found = [gambit_profile(tree, p) for p in entry["enummixed"]]
            assert all(is_nash(tree, p) for p in found)
            theirs = {tuple(weights(tree, i, p) for i in range(2)) for p in found}
            pieces = tree_pieces(tree)
            assert theirs >= {pair for piece in pieces for pair in product(piece.x, piece.y)}
            assert all(any(piece.contains(*pair) for piece in pieces) for pair in theirs)


def test_gambit_lists_the_pure_equilibria_of_trees():
    for entry in GAMBIT:
        tree = unplain(entry["tree"])
        theirs = {key(tree, gambit_profile(tree, p)) for p in entry["enumpure"]}
        assert theirs == {key(tree, p) for p in pure_nash(tree)}


def key(tree, profile):
    """Return the realization weights, which do not change with behavior that a player does not reach."""
    return tuple(weights(tree, i, profile) for i in range(players(tree)))
