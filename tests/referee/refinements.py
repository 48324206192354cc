"""The intuitive criterion and D1, by their definitions, judged at a perfect Bayesian equilibrium (x, y).

u*(t) is the payoff of type t; a message is unsent where its probability is 0 (types of prior 0 do not count).

* Intuitive (Cho and Kreps 1987): J(m) are the types with u*(t) > every payoff from m over best replies to
  all beliefs. It fails where, for some unsent m with J(m) not everyone, some t has u*(t) < every payoff from
  m over best replies to beliefs on the types outside J(m).
* D1: the mixed best replies to m are the mixtures of replies that are best together at some belief. Type t
  is struck where the mixed best replies that make t weakly better off than u* are strictly inside those that
  make some other type strictly better off. So a type whose set is empty is struck by any type whose set is
  not; where both are empty neither is; the relation is a strict order, so someone always remains. It passes
  where at every unsent m some belief on those who remain, and some mixed best reply to it, leave no type a
  gain.

D1 implies the intuitive criterion: where the latter fails, D1 strikes all of J(m).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from .linear import Point, Row, feasible
from .signaling import Signaling, best_replies, posterior, values


def passes_intuitive(game: Signaling, x: Point, y: Point) -> bool:
    """Return whether the outcome of (x, y) passes the intuitive criterion."""
    everyone = frozenset(range(game.T))
    star = [max(u) for u in values(game, y)]
    for m in _unsent(game, x):
        possible = _some_best(game, m, everyone)
        ruled_out = frozenset(t for t in everyone if star[t] > max(game.sender[t][m][a] for a in possible))
        if ruled_out == everyone:
            continue
        credible = _some_best(game, m, everyone - ruled_out)
        if any(star[t] < min(game.sender[t][m][a] for a in credible) for t in everyone):
            return False
    return True


def passes_d1(game: Signaling, x: Point, y: Point) -> bool:
    """Return whether the outcome of (x, y) passes D1."""
    star = [max(u) for u in values(game, y)]
    return all(_sustained(game, m, star, remaining(game, m, star)) for m in _unsent(game, x))


def remaining(game: Signaling, m: int, star: Sequence[Fraction]) -> frozenset[int]:
    """Return the types that D1 does not strike at m."""
    types = range(game.T)
    return frozenset(t for t in types if not any(_struck(game, m, star, t, s) for s in types if s != t))


def _struck(game: Signaling, m: int, star: Sequence[Fraction], t: int, other: int) -> bool:
    """Return whether D_weak(t) is a proper subset of D_strict(other), at a perfect Bayesian equilibrium.

    It is a subset where no mixed best reply has g_t >= 0 and g_other <= 0 (g: the gain over u*). It is then
    proper where D_strict(other) is not empty: equal sets would be closed and open in the set of mixed best
    replies, which is connected, hence all of it, and then ``other`` would deviate to m.
    """
    simplices = _maximal(best for _, best in best_replies(game, m))
    if not any(game.sender[other][m][a] > star[other] for best in simplices for a in best):
        return False
    return not any(_mix(game, m, star, best, [(t, 1), (other, -1)]) for best in simplices)


def _sustained(game: Signaling, m: int, star: Sequence[Fraction], types: frozenset[int]) -> bool:
    nobody_gains = [(t, -1) for t in range(game.T)]
    return any(
        _mix(game, m, star, best, nobody_gains)
        for best in _maximal(best for _, best in best_replies(game, m, types))
    )


def _mix(
    game: Signaling,
    m: int,
    star: Sequence[Fraction],
    replies: frozenset[int],
    signs: Sequence[tuple[int, int]],
) -> bool:
    """Return whether some mixture of the replies has sign * (payoff of t - u*(t)) >= 0 for each (t, sign)."""
    actions = sorted(replies)
    n = len(actions)
    least: list[Row] = [tuple(int(i == j) for j in range(n + 1)) for i in range(n)]
    least += [(*(sign * (game.sender[t][m][a] - star[t]) for a in actions), 0) for t, sign in signs]
    return feasible(n, [(*[1] * n, -1)], least)


def _some_best(game: Signaling, m: int, types: frozenset[int]) -> frozenset[int]:
    return frozenset(a for _, best in best_replies(game, m, types) for a in best)


def _maximal(sets: Iterable[frozenset[int]]) -> list[frozenset[int]]:
    distinct = set(sets)
    return [s for s in distinct if not any(s < other for other in distinct)]


def _unsent(game: Signaling, x: Point) -> list[int]:
    return [m for m in range(game.M) if posterior(game, x, m) is None]
