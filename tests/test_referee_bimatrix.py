"""The referee for two-player games, checked against the definition, textbook games and Nashpy."""

from fractions import Fraction as F
from itertools import product
from random import Random

import pytest
from referee import Bimatrix, Piece, bimatrix_pieces, extreme, is_nash
from referee.generators import random_bimatrix


def points(*entries):
    return {(tuple(map(F, x)), tuple(map(F, y))) for x, y in entries}


def single(pieces):
    assert all(len(p.x) == len(p.y) == 1 for p in pieces)
    return {(*p.x, *p.y) for p in pieces}


def test_battle_of_the_sexes():
    found = bimatrix_pieces(Bimatrix.of([[2, 0], [0, 1]], [[1, 0], [0, 2]]))
    assert single(found) == points(((1, 0), (1, 0)), ((0, 1), (0, 1)), (("2/3", "1/3"), ("1/3", "2/3")))


def test_matching_pennies():
    found = bimatrix_pieces(Bimatrix.of([[1, -1], [-1, 1]], [[-1, 1], [1, -1]]))
    assert single(found) == points((("1/2", "1/2"), ("1/2", "1/2")))


def test_entry_deterrence_is_a_point_and_a_segment():
    """Selten's chain store: (in, accommodate), and out against fighting with probability at least 1/2."""
    found = bimatrix_pieces(Bimatrix.of([[2, 0], [1, 1]], [[1, 0], [2, 2]]))
    one = Piece(frozenset({(F(1), F(0))}), frozenset({(F(1), F(0))}))
    segment = Piece(frozenset({(F(0), F(1))}), frozenset({(F(1, 2), F(1, 2)), (F(0), F(1))}))
    assert found == {one, segment}


def test_subsets_that_share_a_face_are_two_pieces():
    found = bimatrix_pieces(Bimatrix.of([[1, 1], [1, 0]], [[1, 1], [1, 0]]))
    e1, e2 = (F(1), F(0)), (F(0), F(1))
    assert found == {Piece(frozenset({e1}), frozenset({e1, e2})), Piece(frozenset({e1, e2}), frozenset({e1}))}


def test_everything_is_an_equilibrium_of_a_constant_game():
    (piece,) = bimatrix_pieces(Bimatrix.of([[3] * 3] * 4, [[0] * 3] * 4))
    assert (len(piece.x), len(piece.y)) == (4, 3)


@pytest.mark.parametrize("kind", ["generic", "degenerate", "mixed"])
def test_pieces_hold_exactly_the_equilibria(kind):
    random = Random(f"bimatrix {kind}")
    for _ in range(60):
        game = random_bimatrix(random, kind)
        pieces = bimatrix_pieces(game)
        assert pieces
        for piece in pieces:
            assert piece.x == extreme(piece.x) and piece.y == extreme(piece.y)
            assert all(is_nash(game, *profile) for profile in product(piece.x, piece.y))
            assert is_nash(game, *piece.middle()) and is_nash(game, *piece.sample(random))
            assert not any(
                other != piece and all(other.contains(*v) for v in product(piece.x, piece.y))
                for other in pieces
            )
        for profile in product(lattice(len(game.A)), lattice(len(game.A[0]))):
            if is_nash(game, *profile):
                assert any(piece.contains(*profile) for piece in pieces)
        if kind == "generic":
            assert len(single(pieces)) % 2 == 1  # Wilson's oddness theorem


def lattice(n, step=2):
    return [tuple(F(k, step) for k in c) for c in product(range(step + 1), repeat=n) if sum(c) == step]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_nashpy_finds_nothing_else():
    """Nashpy misses equilibria of generic games, so only this direction can be asked."""
    nash = pytest.importorskip("nashpy")
    random, found, listed = Random("nashpy"), 0, 0
    for _ in range(40):
        game = random_bimatrix(random, "generic", (3, 3))
        ours = [[float(v) for side in profile for v in side] for profile in single(bimatrix_pieces(game))]
        listed += len(ours)
        floats = [[[float(v) for v in row] for row in M] for M in (game.A, game.B)]
        for profile in nash.Game(*floats).support_enumeration():
            theirs = [v for side in profile for v in side]
            assert any(theirs == pytest.approx(mine, abs=1e-9) for mine in ours)
            found += 1
    assert listed >= found > listed / 2


def test_the_equilibrium_that_nashpy_misses():
    game = Bimatrix.of([[99, 98, 50], [45, 84, 4], [81, 75, 97]], [[94, 2, 93], [47, 25, 61], [22, 32, 65]])
    missed = (F(43, 44), F(0), F(1, 44)), (F(47, 65), F(0), F(18, 65))
    assert missed in single(bimatrix_pieces(game))
