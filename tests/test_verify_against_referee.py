"""``verify`` says of any profile what the definition says: of equilibria, near misses and pure profiles."""

from fractions import Fraction as F
from itertools import product
from random import Random

import pytest
from bridge import claim, to_game
from campaign import numeric_games, show
from referee import (
    Bimatrix,
    bimatrix_pieces,
    is_nash,
    is_perfect_bayesian,
    posterior,
    signaling_pieces,
    supports,
)
from referee.signaling import best_replies

import defiance_games as dg

GAMES = 60


def profiles(numeric, pieces, random):
    """Yield points of the pieces, pairs of points of two pieces, and pure profiles."""
    pieces = sorted(pieces, key=lambda p: (sorted(p.x), sorted(p.y)))
    for _ in range(4):
        one, other = random.choice(pieces), random.choice(pieces)
        yield one.sample(random)
        yield one.sample(random)[0], other.sample(random)[1]
    if isinstance(numeric, Bimatrix):
        sizes = [[len(numeric.A)], [len(numeric.A[0])]]
    else:
        sizes = [[numeric.M] * numeric.T, [len(r) for r in numeric.sender[0]]]
    for _ in range(4):
        yield tuple(tuple(v for n in side for v in pure(random.randrange(n), n)) for side in sizes)


def pure(k, n):
    return [F(i == k) for i in range(n)]


@pytest.mark.parametrize("kind", ["generic", "mixed", "degenerate"])
def test_normal_form(kind):
    random = Random(kind)
    for numeric in numeric_games(kind, 1, GAMES):
        if isinstance(numeric, Bimatrix):
            game = to_game(numeric)
            for x, y in profiles(numeric, bimatrix_pieces(numeric), random):
                verdict = dg.verify(game, claim(game, x, y))
                assert verdict.ok is is_nash(numeric, x, y), (show(numeric), x, y, verdict)
                assert verdict.ok is (verdict.regret == 0)


@pytest.mark.parametrize("kind", ["generic", "mixed", "degenerate"])
def test_signaling(kind):
    """With beliefs stated, they must follow Bayes' rule and support the replies; without, some must exist."""
    random = Random(kind)
    for numeric in numeric_games(kind, 2, GAMES):
        if isinstance(numeric, Bimatrix):
            continue
        game = to_game(numeric)
        for x, y in profiles(numeric, signaling_pieces(numeric), random):
            right = is_perfect_bayesian(numeric, x, y)
            verdict = dg.verify(game, claim(game, x, y))
            assert verdict.ok is right, (show(numeric), x, y, verdict)
            beliefs = [random.choice(candidates(numeric, x, m)) for m in range(numeric.M)]
            fitting = right and all(fits(numeric, x, y, m, mu) for m, mu in enumerate(beliefs))
            verdict = dg.verify(game, claim(game, x, y, beliefs))
            assert verdict.ok is fitting, (show(numeric), x, y, beliefs, verdict)


def candidates(numeric, x, m):
    bayes = posterior(numeric, x, m)
    corners = [belief for belief, _ in best_replies(numeric, m)]
    return [bayes] * 5 + corners[:1] if bayes else corners


def fits(numeric, x, y, m, belief):
    used = {a for (n, a), q in zip(numeric.replies, y, strict=True) if n == m and q}
    return supports(numeric, m, used, belief) and posterior(numeric, x, m) in (None, belief)


def test_the_lattice_of_a_small_game():
    """Every profile in quarters of a game with a continuum."""
    numeric = Bimatrix.of([[2, 0], [1, 1]], [[1, 0], [2, 2]])
    game = to_game(numeric)
    quarters = [(F(k, 4), 1 - F(k, 4)) for k in range(5)]
    for x, y in product(quarters, repeat=2):
        assert dg.verify(game, claim(game, x, y)).ok is is_nash(numeric, x, y)
