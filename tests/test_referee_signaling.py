"""The referee for signalling games, checked against the definition and textbook games."""

from fractions import Fraction as F
from itertools import product
from random import Random

import pytest
from referee import (
    Piece,
    Signaling,
    extreme,
    is_perfect_bayesian,
    outcome_classes,
    passes_d1,
    passes_intuitive,
    signaling_pieces,
    supports,
)
from referee.generators import SIGNALING_SIZES, random_signaling


def beer_quiche(strong="9/10"):
    """Types (surly, wimp), messages (beer, quiche), replies (duel, defer): Cho and Kreps 1987."""
    sender = [[[1, 3], [0, 2]], [[0, 2], [1, 3]]]
    receiver = [[[0, 1], [0, 1]], [[1, 0], [1, 0]]]
    return Signaling.of([F(strong), 1 - F(strong)], sender, receiver)


def piece(xs, ys):
    return Piece(*(frozenset(tuple(map(F, p)) for p in side) for side in (xs, ys)))


def test_beer_quiche():
    game = beer_quiche()
    beer = piece([(1, 0, 1, 0)], [(0, 1, 1, 0), (0, 1, "1/2", "1/2")])
    quiche = piece([(0, 1, 0, 1)], [(1, 0, 0, 1), ("1/2", "1/2", 0, 1)])
    assert signaling_pieces(game) == {beer, quiche}
    for refinement in (passes_intuitive, passes_d1):
        assert refinement(game, *beer.middle()) and not refinement(game, *quiche.middle())
    assert supports(game, 1, {0, 1}, (F(1, 2), F(1, 2))) and not supports(game, 1, {0, 1}, (F(1), F(0)))


def test_beer_quiche_with_many_wimps_is_semi_separating():
    """Wimps mix so that the posterior after beer is 1/2; quiche meets a duel, beer half the time."""
    game = beer_quiche("1/4")
    mixed = piece([(1, 0, "1/3", "2/3")], [("1/2", "1/2", 1, 0)])
    assert mixed in signaling_pieces(game)


def test_a_dominated_threat_off_path_supports_nothing():
    """Nash equilibrium lets the receiver answer the unsent message with a dominated reply; beliefs do not."""
    sender = [[[2, 2], [3, 0]]]
    receiver = [[[0, 0], [1, 0]]]
    game = Signaling.of([1], sender, receiver)
    assert not is_perfect_bayesian(game, (F(1), F(0)), (F(1), F(0), F(0), F(1)))
    assert all(p.x == {(F(0), F(1))} for p in signaling_pieces(game))


def test_d1_asks_more_than_the_intuitive_criterion():
    """Message 1 tempts type 0 for more replies than type 1; believed to be type 0, the receiver yields."""
    sender = [[[0], [2, -1]], [[0], [1, -2]]]
    receiver = [[[0], [1, 0]], [[0], [0, 1]]]
    game = Signaling.of(["1/2", "1/2"], sender, receiver)
    x, y = (F(1), F(0), F(1), F(0)), (F(1), F(0), F(1))
    assert is_perfect_bayesian(game, x, y)
    assert passes_intuitive(game, x, y) and not passes_d1(game, x, y)


def test_off_path_supports_that_do_not_join_are_pieces_of_one_outcome():
    """Three replies off path, no belief makes the two outer ones best together: two pieces, one outcome."""
    sender = [[[1], [0, 0, 0]]] * 2
    receiver = [[[0], [4, 3, 0]], [[0], [0, 3, 4]]]
    game = Signaling.of(["1/2", "1/2"], sender, receiver)
    pieces = signaling_pieces(game)
    assert {p.y for p in pieces} == {
        frozenset({(F(1), F(1), F(0), F(0)), (F(1), F(0), F(1), F(0))}),
        frozenset({(F(1), F(0), F(1), F(0)), (F(1), F(0), F(0), F(1))}),
    }
    assert outcome_classes(game, pieces) == {pieces}


@pytest.mark.parametrize("kind", ["generic", "degenerate", "mixed"])
def test_pieces_hold_exactly_the_equilibria(kind):
    random = Random(f"signaling {kind}")
    for number in range(30):
        game = random_signaling(random, kind, SIGNALING_SIZES[number % len(SIGNALING_SIZES)])
        pieces = signaling_pieces(game)
        assert pieces
        for found in pieces:
            assert found.x == extreme(found.x) and found.y == extreme(found.y)
            profiles = [*product(found.x, found.y), found.middle(), *(found.sample(random) for _ in range(3))]
            assert all(is_perfect_bayesian(game, *profile) for profile in profiles)
            assert not any(
                other != found and all(other.contains(*v) for v in product(found.x, found.y))
                for other in pieces
            )
            assert passes_intuitive(game, *found.middle()) or not passes_d1(game, *found.middle())
        if game.T * game.M <= 4 and len(game.replies) <= 4:
            for profile in product(lattice([game.M] * game.T), lattice(map(len, game.sender[0]))):
                inside = any(found.contains(*profile) for found in pieces)
                assert inside == is_perfect_bayesian(game, *profile)


def lattice(actions):
    """Every behavior strategy in thirds."""
    simplices = [
        [tuple(F(k, 3) for k in c) for c in product(range(4), repeat=n) if sum(c) == 3] for n in actions
    ]
    return [sum(parts, ()) for parts in product(*simplices)]
