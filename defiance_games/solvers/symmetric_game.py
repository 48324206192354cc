"""Equilibria of a crowd: real roots of polynomials whose Bernstein coefficients are the gains from acting.

>>> from defiance_games.problems.symmetric_game import SymmetricGame
>>> found = solve(SymmetricGame(gains=("-1/2", 0, "1/6")))
>>> found.pure, found.symmetric[0].probability, found.complete
((0, 3), 3/2 - sqrt(3)/2, True)
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ..problems.symmetric_game import CrowdEquilibria, MixedEquilibrium, SymmetricGame
from ..symbolic.clock import fail_if_late
from ..symbolic.isolation import from_bernstein, number_in, roots_between, sign_at, sign_near

_SIGNS = {1: "+", 0: "0", -1: "-"}
_SOME_MIX = "equilibria in which only some of the players mix"
_UNLIKE = "equilibria in which several players mix, not all alike"


def solve(problem: SymmetricGame, deadline: float | None = None) -> CrowdEquilibria:
    """Return every equilibrium in which those who mix mix alike, and whether there can be others.

    Raises TimeLimitReached past the deadline.
    """
    gains, n = problem.gains, problem.players
    pure = tuple(a for a in range(n + 1) if _holds(gains, a, 0))
    mixed: list[MixedEquilibrium] = []
    for i, k in _ways(problem):
        fail_if_late(deadline, _SOME_MIX if k < n else "mixed equilibria")
        mixed += _mixing(problem, i, k)
    alone = problem.some_mix or n == 1 or (problem.rising and 0 not in gains)
    alike = _alike(problem, mixed)
    left = [text for text, fine in ((_SOME_MIX, alone), (_UNLIKE, alike)) if not fine]
    return CrowdEquilibria(pure, tuple(mixed), not left, "; ".join(left))


def _ways(problem: SymmetricGame) -> Iterator[tuple[int, int]]:
    """How many may act for sure and how many mix: (acting, mixing), all mixing last.

    Of rising gains, who acts for sure faces fewer others who act than who mixes, and so gains less; who
    abstains faces more. So there only some mix only if it makes no difference to anybody.
    """
    gains, n = problem.gains, problem.players
    first, last = 0, n  # of those who may mix
    if problem.rising:
        first = gains.index(0) if 0 in gains else n
        last = first + gains.count(0)
    for k in range(1, min(n - 1, last - first) + 1 if problem.some_mix else 1):
        yield from ((i, k) for i in range(first, last - k + 1))
    yield 0, n


def _holds(gains: Any, acting: int, free: int) -> bool:
    """Whether the sure players are right where ``free`` others make no difference to anybody."""
    above = acting + free
    return (acting == 0 or gains[acting - 1] >= 0) and (above == len(gains) or gains[above] <= 0)


def _mixing(problem: SymmetricGame, i: int, k: int) -> Iterator[MixedEquilibrium]:
    """Equilibria in which i players act, k mix and the rest abstain."""
    gains, n = problem.gains, problem.players
    window = gains[i : i + k]
    rest = n - i - k
    if not any(window):
        if _holds(gains, i, k):
            yield MixedEquilibrium(i, k, rest, None, "0")
        return
    if min(window) >= 0 or max(window) <= 0:
        return
    p = from_bernstein(window)
    for interval in roots_between(p, Fraction(0), Fraction(1)):
        stay = i == 0 or sign_near(from_bernstein(gains[i - 1 : i + k]), p, interval) >= 0
        if stay and (rest == 0 or sign_near(from_bernstein(gains[i : i + k + 1]), p, interval) <= 0):
            yield MixedEquilibrium(i, k, rest, number_in(p, interval), _SIGNS[_crossing(p, interval)])


def _crossing(p: Any, interval: tuple[Fraction, Fraction]) -> int:
    """1 where p goes from negative to positive at its root in the interval, -1 the other way, 0 neither."""
    low, high = interval
    if low < high:
        before, after = sign_at(p, low), sign_at(p, high)
        return 0 if before == after else after
    order, q = 1, p.derivative()
    while not (sign := sign_at(q, low)):
        order, q = order + 1, q.derivative()
    return sign if order % 2 else 0


def _alike(problem: SymmetricGame, mixed: list[MixedEquilibrium]) -> bool:
    """Whether those who mix surely mix alike, or are all free to mix as they like."""
    gains = problem.gains
    if problem.rising or problem.falling or min(gains) >= 0 or max(gains) <= 0:
        return True
    return problem.players <= 3 and all(e.slope != "0" or e.probability is None for e in mixed)
