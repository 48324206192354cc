"""Refinements of perfect Bayesian equilibrium, judged exactly on the outcome (what happens on the path).

Intuitive criterion (Cho & Kreps 1987): at an unsent message m let J be the types that get more in
equilibrium than from any reply that is best to some belief. The outcome fails if J is not all types and
some type would gain whatever reply, best to some belief on the types outside J, it were given.

D1 (Banks & Sobel 1987; Cho & Kreps 1987): a type is struck at m if the mixed best replies at which it
would weakly gain are strictly inside those at which some other type strictly gains. The outcome passes
if, after each unsent message, some belief on the types that are left (all, if none is) has a mixed best
reply at which nobody gains.

Both are written as ordinary exact code; with symbols the region is split where their answer changes. A
judge returns "" where the outcome passes, else the reason why it fails.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

from ..symbolic.expression import Expression, add, function, multiply
from ..symbolic.parametric.explore import Pruned
from ..symbolic.parametric.parametrize import Parametrizer
from ..symbolic.parametric.polytope import Polytope
from ..symbolic.ring import Poly
from .words import listed


class OnPath:
    """The payoffs of the outcome, and what each type would get from an unsent message."""

    def __init__(self, p: Any, piece: Any, case: Any):
        self.p, self.case, self.mixes = p, case, piece.receiver.vertices[0]
        self.unsent = [m for m in p.messages if m not in piece.on_path]
        self.sent = [p.message_of(t, piece) for t in p.types]
        self.payoff = [p.expected(t, m, self.mixes) for t, m in enumerate(self.sent)]

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

    # -- in words ---------------------------------------------------------------------------------
    def types(self, types: Sequence[int]) -> str:
        """The names of types."""
        return listed(self.p.game.types[t] for t in types)

    def message(self, m: int) -> str:
        """The name of a message."""
        return listed([self.p.game.messages[m]])

    def replies(self, m: int, replies: Sequence[int]) -> str:
        """The names of replies."""
        return listed((self.p.game.responses[m][a] for a in replies), "or")

    def expected(self, t: int) -> Expression:
        """What type t gets in equilibrium."""
        game, m = self.p.game, self.sent[t]
        terms = (multiply(self.mixes[self.p.y[m, a]], game.payoffs[t, m, a][0]) for a in self.p.replies[m])
        return self._plain(add(*terms))

    def extreme(self, t: int, m: int, replies: Sequence[int], most: bool) -> Expression:
        """The most (or the least) that type t gets from m over the replies."""
        tools = self._tools
        values = list(dict.fromkeys(self._plain(self.p.game.payoffs[t, m, a][0]) for a in replies))
        for v in list(values):
            here = tools.ring.quotient(v)
            others = [tools.ring.quotient(w) for w in values if w != v]
            beyond = (tools.minus(w, here) if most else tools.minus(here, w) for w in others)
            if any(tools.nonnegative(d) for d in beyond):
                values.remove(v)
        return values[0] if len(values) == 1 else function("max" if most else "min", *values)

    def _plain(self, e: Expression) -> Expression:
        ring = self._tools.ring
        return ring.formula(ring.quotient(e))

    @property
    def _tools(self) -> Parametrizer:
        return Parametrizer(self.p.search, [self.case.cell.signs if self.case.cell else {}])


def intuitive(p: Any, piece: Any, case: Any) -> str:
    """Return why the outcome of a piece fails the intuitive criterion, "" where it passes."""
    on = OnPath(p, piece, case)
    for m in on.unsent:
        possible = _single(on.best(m, p.types))
        out = [t for t in p.types if all(case.sign(on.gain(t, m, a)) < 0 for a in possible)]
        if len(out) == len(p.types):
            continue
        rest = [t for t in p.types if t not in out]
        replies = _single(on.best(m, rest))
        for t in rest:
            if all(case.sign(on.gain(t, m, a)) > 0 for a in replies):
                return _not_intuitive(on, m, out, possible, t, replies)
    return ""


def _not_intuitive(
    on: OnPath, m: int, out: Sequence[int], possible: Sequence[int], t: int, replies: Sequence[int]
) -> str:
    most = {s: on.extreme(s, m, possible, True) for s in out}
    losers = " and ".join(
        f"{on.types([s])} (at most {most[s]}, against {on.expected(s)} in equilibrium)" for s in out
    )
    first = f"After {on.message(m)}, {losers} can only lose" if out else f"After {on.message(m)}"
    least = on.extreme(t, m, replies, False)
    return (
        f"{first}; the reply to anyone else is {on.replies(m, replies)}, so that {on.types([t])} gains by "
        f"sending it ({'' if len(replies) == 1 else 'at least '}{least}, against {on.expected(t)})."
    )


def d1(p: Any, piece: Any, case: Any) -> str:
    """Return why the outcome of a piece fails D1, "" where it passes."""
    on = OnPath(p, piece, case)
    for m in on.unsent:
        left = _left(on, m)
        if not _sustained(on, m, left):
            return _not_d1(on, m, left)
    return ""


def _not_d1(on: OnPath, m: int, left: Sequence[int]) -> str:
    struck = [t for t in on.p.types if t not in left]
    first = f"After {on.message(m)}"
    if struck:
        first += (
            f", {on.types(left)} would gain from more replies than {on.types(struck)}, so that only "
            f"{on.types(left)} can be believed to send it"
        )
    for a in _single(on.best(m, left)):
        for t in on.p.types:
            if on.case.sign(on.gain(t, m, a)) > 0:
                gets = on.extreme(t, m, [a], True)
                return (
                    f"{first}; the reply is then {on.replies(m, [a])}, and {on.types([t])} gains "
                    f"({gets}, against {on.expected(t)} in equilibrium)."
                )
    return f"{first}; whatever mixed reply is then best, some type gains."


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


JUDGES: dict[str, Callable[[Any, Any, Any], str]] = {"intuitive": intuitive, "d1": d1}
