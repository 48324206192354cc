"""The polytopes of a signalling game, and the pieces of equilibria that are made of them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from ...games.signaling import SignalingGame
from ...symbolic.expression import ZERO
from ...symbolic.parametric.explore import Pruned
from ...symbolic.parametric.polytope import Polytope
from ...symbolic.parametric.search import Family, Point, Search, Signs
from ...symbolic.ring import Poly

Support = tuple[int, ...]
Supports = tuple[Support, ...]


@dataclass(frozen=True)
class BayesianPiece:
    """A maximal product piece: the sender's and the receiver's polytopes, and where it is one."""

    sender: Family
    receiver: Family
    replies: Supports  # C
    on_path: Support
    cells: list[Signs] = field(default_factory=list)


class Polytopes:
    """The polytopes X, Y and B of one game, by exact cutting."""

    def __init__(self, game: SignalingGame, search: Search):
        self.game, self.search = game, search
        self.types, self.messages = range(len(game.types)), range(len(game.messages))
        self.replies = [range(len(r)) for r in game.responses]
        # coordinates: (type, message) for the sender, (message, reply) for the receiver
        self.x = {(t, m): t * len(self.messages) + m for t in self.types for m in self.messages}
        starts = list(itertools.accumulate((len(r) for r in self.replies), initial=0))
        self.y = {(m, a): starts[m] + a for m in self.messages for a in self.replies[m]}
        self.sender_blocks = [[self.x[t, m] for m in self.messages] for t in self.types]
        self.receiver_blocks = [[self.y[m, a] for a in self.replies[m]] for m in self.messages]
        self.prior: list[Poly] = search.polynomials(list(game.priors))
        self.u: dict[tuple[int, int, int], Poly] = {}
        for t in self.types:
            keys = [(t, m, a) for m in self.messages for a in self.replies[m]]
            values = search.polynomials([game.payoffs[k][0] for k in keys])
            self.u.update(zip(keys, values, strict=True))
        self.v: dict[tuple[int, int, int], Poly] = {}
        for m in self.messages:
            keys = [(t, m, a) for t in self.types for a in self.replies[m]]
            values = search.polynomials([game.payoffs[k][1] for k in keys])
            self.v.update(zip(keys, values, strict=True))

    @cached_property
    def usable(self) -> list[list[Support]]:
        """For each message, the sets of replies that are all best to some belief somewhere."""
        return [
            [c for c in subsets(len(r)) if self.belief_families(m, c)] for m, r in enumerate(self.replies)
        ]

    def message_of(self, t: int, piece: BayesianPiece) -> int:
        """A message that type t sends in the piece."""
        return self.sent(piece)[t][0]

    def sent(self, piece: BayesianPiece) -> Supports:
        """Return the messages that each type sends somewhere in a piece."""
        points = piece.sender.vertices
        return tuple(
            tuple(m for m in self.messages if any(v[self.x[t, m]] != ZERO for v in points))
            for t in self.types
        )

    def expected(self, t: int, m: int, point: Point) -> tuple[Poly, Poly]:
        """Return type t's payoff from m against the reply mixes at ``point``, as (numerator, denominator)."""
        entries = [(point[self.y[m, a]], self.u[t, m, a]) for a in self.replies[m]]
        if self.search.numeric:
            total = sum((e.value * u for e, u in entries), Fraction(0))
            return total.numerator, total.denominator
        ring = self.search.ring
        num, den = ring.zero, ring.one
        for e, u in entries:
            q = ring.quotient(e)
            num, den = num * q.den + q.num * u * den, den * q.den
        got = ring.reduced(num, den)
        return got.num, got.den

    # -- beliefs ----------------------------------------------------------------------------------
    def beliefs(self, case: Any, m: int, replies: Support, types: Sequence[int]) -> Polytope:
        """Beliefs on ``types`` after m to which all ``replies`` are best; pruned where there is none."""
        p = Polytope(case, len(self.types), [types], self.search.one)
        first, *rest = replies
        for b in (*rest, *(b for b in self.replies[m] if b not in replies)):
            p.cut({t: self.v[t, m, first] - self.v[t, m, b] for t in types}, equality=b in rest)
            if not p.vertices:
                raise Pruned("reply", m, b)
        return p

    def belief_families(self, m: int, replies: Support) -> list[Family]:
        """Families of the beliefs on all types that support the replies."""
        return self.search.families(
            ("belief", m, replies),
            lambda case: (self.beliefs(case, m, replies, self.types), None),
            [self.types],
        )

    # -- the sender -------------------------------------------------------------------------------
    def sender(
        self, case: Any, allowed: Supports, replies: Supports, support: Supports
    ) -> tuple[Polytope, Any]:
        """X on ``allowed``; pruned unless it fills ``support``. Labels: on path, replies always best."""
        want = sum(1 << self.x[t, m] for t in self.types for m in support[t])
        blocks = [[self.x[t, m] for m in allowed[t]] for t in self.types]
        p = Polytope(case, len(self.x), blocks, self.search.one)
        labels: dict[tuple[int, int], int] = {}
        weighty = [t for t in self.types if case.sign(self.prior[t]) > 0]
        for m in self.messages:
            senders = [t for t in weighty if m in allowed[t]]
            if not senders:
                continue
            first, *rest = replies[m]
            for b in (*rest, *(b for b in self.replies[m] if b not in replies[m])):
                form = {
                    self.x[t, m]: self.prior[t] * (self.v[t, m, first] - self.v[t, m, b]) for t in senders
                }
                labels[m, b] = p.cut(form, equality=b in rest)
                if want & ~p.support():
                    raise Pruned("reply", m, b)
        if p.support() != want:
            raise Pruned("larger support")
        on_path = tuple(m for m in self.messages if any(m in support[t] for t in weighty))
        always = tuple(
            tuple(b for b in self.replies[m] if b in replies[m] or p.always(labels[m, b])) for m in on_path
        )
        return p, (on_path, always)

    def sender_families(self, messages: Supports, replies: Supports) -> list[Family]:
        """Families of X with full support; replies to messages that nobody sends do not matter."""
        sent = {m for s in messages for m in s}
        relevant = tuple(c if m in sent else () for m, c in enumerate(replies))
        return self.search.families(
            ("sender", messages, relevant),
            lambda case: self.sender(case, messages, relevant, messages),
            self.sender_blocks,
        )

    def sender_forms(self, replies: Supports, on_path: Support) -> list[dict[int, Poly]]:
        """The linear forms of X that are nonnegative where ``replies`` are best."""
        return [
            {
                self.x[t, m]: self.prior[t] * (self.v[t, m, replies[m][0]] - self.v[t, m, b])
                for t in self.types
            }
            for m in on_path
            for b in self.replies[m]
            if b not in replies[m]
        ]

    # -- the receiver -----------------------------------------------------------------------------
    def receiver(
        self, case: Any, messages: Supports, allowed: Supports, support: Supports
    ) -> tuple[Polytope, Any]:
        """Y on ``allowed``; pruned unless it fills ``support``. Labels: messages always best, by type."""
        want = sum(1 << self.y[m, a] for m in self.messages for a in support[m])
        blocks = [[self.y[m, a] for a in allowed[m]] for m in self.messages]
        p = Polytope(case, len(self.y), blocks, self.search.one)
        labels: dict[tuple[int, int], int] = {}
        cuts = [(t, m) for t in self.types for m in messages[t][1:]]
        cuts += [(t, m) for t in self.types for m in self.messages if m not in messages[t]]
        for t, m in cuts:
            first = messages[t][0]
            form = {self.y[first, a]: self.u[t, first, a] for a in allowed[first]}
            form |= {self.y[m, a]: -self.u[t, m, a] for a in allowed[m]}
            labels[t, m] = p.cut(form, equality=m in messages[t])
            if want & ~p.support():
                raise Pruned("message", t, m)
        if p.support() != want:
            raise Pruned("larger support")
        always = tuple(
            tuple(m for m in self.messages if m in messages[t] or p.always(labels[t, m])) for t in self.types
        )
        return p, always

    def receiver_forms(self, messages: Supports) -> list[dict[int, Poly]]:
        """The linear forms of Y that are nonnegative where each type's ``messages`` are best."""
        return [
            {self.y[s[0], a]: self.u[t, s[0], a] for a in self.replies[s[0]]}
            | {self.y[m, a]: -self.u[t, m, a] for a in self.replies[m]}
            for t, s in enumerate(messages)
            for m in self.messages
            if m not in s
        ]

    def receiver_families(self, messages: Supports, replies: Supports) -> list[Family]:
        """Families of Y with full support."""
        return self.search.families(
            ("receiver", messages, replies),
            lambda case: self.receiver(case, messages, replies, replies),
            self.receiver_blocks,
        )


def subsets(n: int) -> list[Support]:
    """Return the nonempty subsets of range(n), small ones first."""
    found = [tuple(i for i in range(n) if s >> i & 1) for s in range(1, 1 << n)]
    return sorted(found, key=lambda s: (len(s), s))
