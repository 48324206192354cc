"""Refinements of perfect Bayesian equilibrium, judged exactly on the outcome (what happens on the path).

Intuitive criterion (Cho & Kreps 1987): at an unsent message m let J be the types that get more in
equilibrium than from any reply that is best to some belief. The outcome fails if J is not all types and
some type would gain whatever reply, best to some belief on the types outside J, it were given.

D1 (Banks & Sobel 1987; Cho & Kreps 1987): a type is struck at m if the mixed best replies at which it
would weakly gain are strictly inside those at which some other type strictly gains. The outcome passes
if, after each unsent message, some belief on the types that are left (all, if none is) has a mixed best
reply at which nobody gains.

Both are written as ordinary exact code; with symbols the region is split where their answer changes.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

from ..symbolic.parametric.explore import Pruned
from ..symbolic.parametric.polytope import Polytope
from ..symbolic.ring import Poly


class OnPath:
    """The payoffs of the outcome, and what each type would get from an unsent message."""

    def __init__(self, p: Any, piece: Any, case: Any):
        self.p, self.case = p, case
        self.unsent = [m for m in p.messages if m not in piece.on_path]
        self.payoff = [p.expected(t, p.message_of(t, piece), piece.receiver.vertices[0]) for t in p.types]

    def gain(self, t: int, m: int, a: int) -> Poly:
        """What type t gains by m and reply a over its payoff, times something positive."""
        num, den = self.payoff[t]
        return (self.p.u[t, m, a] * den - num) * self.case.sign(den)

    def best(self, m: int, types: Sequence[int]) -> list[tuple[int, ...]]:
        """The sets of replies that are all best to one belief on ``types``."""
        found = []
        for replies in self.p.usable[m]:
            try:
                self.p.beliefs(self.case, m, replies, types)
            except Pruned:
                continue
            found.append(replies)
        return found


def intuitive(p: Any, piece: Any, case: Any) -> bool:
    """Whether the outcome of a piece passes the intuitive criterion."""
    on = OnPath(p, piece, case)
    for m in on.unsent:
        replies = _single(on.best(m, p.types))
        out = [t for t in p.types if all(case.sign(on.gain(t, m, a)) < 0 for a in replies)]
        if len(out) == len(p.types):
            continue
        rest = [t for t in p.types if t not in out]
        replies = _single(on.best(m, rest))
        if any(all(case.sign(on.gain(t, m, a)) > 0 for a in replies) for t in rest):
            return False
    return True


def d1(p: Any, piece: Any, case: Any) -> bool:
    """Whether the outcome of a piece passes D1."""
    on = OnPath(p, piece, case)
    return all(_sustained(on, m, _left(on, m)) for m in on.unsent)


def _single(replies: list[tuple[int, ...]]) -> list[int]:
    return [r[0] for r in replies if len(r) == 1]


def _left(on: OnPath, m: int) -> list[int]:
    """The types that D1 does not strike at m."""
    faces = _maximal(on.best(m, on.p.types))
    struck = set()
    for t, other in itertools.permutations(on.p.types, 2):
        if t in struck:
            continue
        inside = not any(_vertices(on, m, face, {t: 1, other: -1}) for face in faces)
        if inside and any(_strictly(on, m, face, other, t) for face in faces):
            struck.add(t)
    left = [t for t in on.p.types if t not in struck]
    return left or list(on.p.types)


def _vertices(on: OnPath, m: int, face: Sequence[int], signs: dict[int, int]) -> Polytope | None:
    """Mixed replies on a face at which the gain of each type t has the weak sign signs[t]; None if none."""
    q = Polytope(on.case, len(on.p.replies[m]), [face], on.p.search.one)
    for t, sign in signs.items():
        q.cut({a: on.gain(t, m, a) * sign for a in face})
        if not q.vertices:
            return None
    return q


def _strictly(on: OnPath, m: int, face: Sequence[int], winner: int, loser: int) -> bool:
    """Whether at some mixed reply on the face one type strictly gains and the other strictly loses."""
    q = _vertices(on, m, face, {winner: 1, loser: -1})
    if q is None:
        return False
    n = len(on.p.replies[m])
    return not q.always(1 << n) and not q.always(1 << (n + 1))


def _sustained(on: OnPath, m: int, types: Sequence[int]) -> bool:
    """Whether a mixed best reply to a belief on ``types`` leaves nobody a gain from m."""
    faces = _maximal(on.best(m, types))
    return any(_vertices(on, m, face, dict.fromkeys(on.p.types, -1)) is not None for face in faces)


def _maximal(faces: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    return [f for f in faces if not any(set(f) < set(g) for g in faces)]


JUDGES: dict[str, Callable[[Any, Any, Any], bool]] = {"intuitive": intuitive, "d1": d1}
