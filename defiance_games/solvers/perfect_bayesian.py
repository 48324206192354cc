"""All perfect Bayesian equilibria of a signalling game, symbols or numbers.

Fix supports: S[t], the messages type t may send, and C[m], the replies the receiver may give to m. Let

    X = {sigma on S : every reply in C[m] is best against the weights prior(t) sigma(m|t), for each m},
    Y = {beta on C : every message in S[t] is best for t},
    B[m] = {beliefs against which all of C[m] are best replies}.

If some sigma in X has support S, some beta in Y has support C, and B[m] is not empty for each message m
off the path, then X x Y are equilibria; every maximal product piece is of this form. The conditions of
X have no Bayes denominator, so each block is linear given the parameters. A piece is maximal iff neither
side alone can be enlarged: S by messages that are always best, C by replies always best against X, or,
off the path, by replies that share a supporting belief with C[m].
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..games.signaling import SignalingGame
from ..symbolic.explore import Pruned
from ..symbolic.polytope import Polytope
from ..symbolic.ring import Poly
from ..symbolic.search import Family, Search, Signs

Support = tuple[int, ...]
Supports = tuple[Support, ...]


@dataclass(frozen=True)
class BayesianPiece:
    """A maximal product piece: the sender's and the receiver's polytopes, and where it is one."""

    sender: Family
    receiver: Family
    replies: Supports  # C
    on_path: Support
    beliefs: dict[int, list[Family]]  # off path: message -> families of beliefs that support all of C[m]
    cells: list[Signs] = field(default_factory=list)


def search_of(game: SignalingGame, generic: bool, deadline: float | None) -> Search:
    """Return the workbench for a game."""
    payoffs = (u for pair in game.payoffs.values() for u in pair)
    return Search([*payoffs, *game.priors], game.domain, generic, deadline)


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

    # -- beliefs ----------------------------------------------------------------------------------
    def beliefs(self, case: Any, m: int, replies: Support, types: Sequence[int]) -> Polytope:
        """Beliefs on ``types`` after m to which all ``replies`` are best; pruned where there is none."""
        p = Polytope(case, len(self.types), [types], self.search.one)
        first, *rest = replies
        for b in (*rest, *(b for b in self.replies[m] if b not in replies)):
            p.cut({t: self.v[t, m, first] - self.v[t, m, b] for t in types}, equality=b in rest)
            if not p.vertices:
                raise Pruned("no belief makes these replies best")
        return p

    def belief_families(self, m: int, replies: Support) -> list[Family]:
        """Families of the beliefs on all types that support the replies."""
        return self.search.families(
            ("belief", m, replies), lambda case: (self.beliefs(case, m, replies, self.types), None), [self.types]
        )

    # -- the sender -------------------------------------------------------------------------------
    def sender(self, case: Any, allowed: Supports, replies: Supports, support: Supports) -> tuple[Polytope, Any]:
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
                form = {self.x[t, m]: self.prior[t] * (self.v[t, m, first] - self.v[t, m, b]) for t in senders}
                labels[m, b] = p.cut(form, equality=b in rest)
                if want & ~p.support():
                    raise Pruned(f"the replies to message {m} are not best")
        if p.support() != want:
            raise Pruned("the sender's support can be enlarged")
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

    # -- the receiver -----------------------------------------------------------------------------
    def receiver(self, case: Any, messages: Supports, allowed: Supports, support: Supports) -> tuple[Polytope, Any]:
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
                raise Pruned(f"type {t} gains or loses by message {m}")
        if p.support() != want:
            raise Pruned("the receiver's support can be enlarged")
        always = tuple(
            tuple(m for m in self.messages if m in messages[t] or p.always(labels[t, m])) for t in self.types
        )
        return p, always

    def receiver_families(self, messages: Supports, replies: Supports) -> list[Family]:
        """Families of Y with full support."""
        return self.search.families(
            ("receiver", messages, replies),
            lambda case: self.receiver(case, messages, replies, replies),
            self.receiver_blocks,
        )


def maximal_pieces(game: SignalingGame, search: Search) -> Iterator[BayesianPiece]:
    """Yield every maximal product piece of perfect Bayesian equilibria, with its region."""
    p = Polytopes(game, search)
    subsets = [_subsets(len(p.messages)) for _ in p.types]
    usable = [[c for c in _subsets(len(r)) if p.belief_families(m, c)] for m, r in enumerate(p.replies)]
    for messages in itertools.product(*subsets):
        sent = {m for s in messages for m in s}
        choices = [
            [c for c in usable[m] if m not in sent or _justified(p, m, c, messages)] for m in p.messages
        ]
        for replies in itertools.product(*choices):
            search.check_time()
            yield from _pieces(p, messages, replies)


def _justified(p: Polytopes, m: int, replies: Support, messages: Supports) -> bool:
    """Whether the replies can be best against a full mixture of the types that send m."""
    types = [t for t in p.types if m in messages[t]]
    if len(types) == len(p.types):
        return True

    def procedure(case: Any) -> tuple[Polytope, None]:
        if all(case.sign(p.prior[t]) == 0 for t in types):
            raise Pruned("nobody sends it")
        return p.beliefs(case, m, replies, [t for t in types if case.sign(p.prior[t]) > 0]), None

    def unsent(case: Any) -> tuple[Polytope, None]:
        if any(case.sign(p.prior[t]) > 0 for t in types):
            raise Pruned("somebody sends it")
        return p.beliefs(case, m, replies, p.types), None

    what = (m, replies, tuple(types))
    return bool(
        p.search.families(("justified", *what), procedure, [p.types])
        or p.search.families(("unsent", *what), unsent, [p.types])
    )


def _pieces(p: Polytopes, messages: Supports, replies: Supports) -> Iterator[BayesianPiece]:
    search = p.search
    for x in p.sender_families(messages, replies):
        on_path, best = x.always  # type: ignore[misc]
        off_path = [m for m in p.messages if m not in on_path]
        beliefs = {m: p.belief_families(m, replies[m]) for m in off_path}
        believed = [[c for f in beliefs[m] for c in f.cells] for m in off_path]
        for y in p.receiver_families(messages, replies):
            cells = search.joint(x.cells, y.cells, *believed)
            larger = [_above(c, m in on_path, best[on_path.index(m)] if m in on_path else p.replies[m])
                      for m, c in enumerate(replies)]
            if cells and (y.always != messages or any(len(options) > 1 for options in larger)):
                cells = search.within(cells, _maximal(p, messages, replies, y.always, larger, off_path))
            if cells:
                cells = search.short(cells, x.vertices + y.vertices)
                yield BayesianPiece(x, y, replies, on_path, beliefs, cells)


def _above(replies: Support, sent: bool, best: Sequence[int]) -> list[Support]:
    """The reply supports that may replace ``replies`` in a larger piece, itself first."""
    if sent:
        return [replies] if tuple(best) == replies else [replies, tuple(best)]
    extra = [a for a in best if a not in replies]
    return [tuple(sorted((*replies, *more))) for k in range(len(extra) + 1) for more in itertools.combinations(extra, k)]


def _maximal(
    p: Polytopes, messages: Supports, replies: Supports, always: Any, larger: list[list[Support]], off_path: list[int]
) -> Callable[[Any], None]:
    def procedure(case: Any) -> None:
        if always != messages:
            p.sender(case, always, replies, messages)  # pruned where the sender can do more
        options = [
            o if m not in off_path else [c for c in o if c == replies[m] or _believable(p, case, m, c)]
            for m, o in enumerate(larger)
        ]
        for wider in itertools.product(*options):
            if wider != replies:
                p.receiver(case, messages, wider, replies)  # pruned where the receiver can do more

    return procedure


def _believable(p: Polytopes, case: Any, m: int, replies: Support) -> bool:
    try:
        p.beliefs(case, m, replies, p.types)
    except Pruned:
        return False
    return True


def _subsets(n: int) -> list[Support]:
    """Return the nonempty subsets of range(n), small ones first."""
    found = [tuple(i for i in range(n) if s >> i & 1) for s in range(1, 1 << n)]
    return sorted(found, key=lambda s: (len(s), s))
