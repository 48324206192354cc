"""Every maximal product piece of perfect Bayesian equilibria: a search over supports."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ...symbolic.parametric.explore import Pruned
from ...symbolic.parametric.polytope import Polytope
from .polytopes import BayesianPiece, Polytopes, Support, Supports, subsets


def maximal_pieces(p: Polytopes) -> Iterator[BayesianPiece]:
    """Yield every maximal product piece of perfect Bayesian equilibria (a piece may come in parts)."""
    search = p.search
    for messages in itertools.product(subsets(len(p.messages)), repeat=len(p.types)):
        sent = {m for s in messages for m in s}
        choices = [
            [c for c in p.usable[m] if m not in sent or _justified(p, m, c, messages)] for m in p.messages
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
            raise Pruned("unsent", m)
        return p.beliefs(case, m, replies, [t for t in types if case.sign(p.prior[t]) > 0]), None

    def unsent(case: Any) -> tuple[Polytope, None]:
        if any(case.sign(p.prior[t]) > 0 for t in types):
            raise Pruned("sent", m)
        return p.beliefs(case, m, replies, p.types), None

    what = (m, replies, tuple(types))
    return bool(
        p.search.families(("justified", *what), procedure, [p.types])
        or p.search.families(("unsent", *what), unsent, [p.types])
    )


def _pieces(p: Polytopes, messages: Supports, replies: Supports) -> Iterator[BayesianPiece]:
    search = p.search
    for x in p.sender_families(messages, replies):
        on_path, best = x.always
        off_path = [m for m in p.messages if m not in on_path]
        beliefs = {m: p.belief_families(m, replies[m]) for m in off_path}
        believed = [[c for f in beliefs[m] for c in f.cells] for m in off_path]
        for y in p.receiver_families(messages, replies):
            larger = [
                _above(c, m in on_path, best[on_path.index(m)] if m in on_path else p.replies[m])
                for m, c in enumerate(replies)
            ]
            alone = y.always == messages and all(len(options) == 1 for options in larger)
            maximal = None if alone else _maximal(p, messages, replies, y.always, larger, off_path)
            cells = search.joined(("pair", messages, replies), [x.cells, y.cells, *believed], maximal)
            if cells:
                yield BayesianPiece(x, y, replies, on_path, search.short(cells, x.vertices + y.vertices))


def _above(replies: Support, sent: bool, best: Sequence[int]) -> list[Support]:
    """The reply supports that may replace ``replies`` in a larger piece, itself first."""
    if sent:
        return [replies] if tuple(best) == replies else [replies, tuple(best)]
    extra = [a for a in best if a not in replies]
    return [
        tuple(sorted((*replies, *more)))
        for k in range(len(extra) + 1)
        for more in itertools.combinations(extra, k)
    ]


def _maximal(
    p: Polytopes,
    messages: Supports,
    replies: Supports,
    always: Any,
    larger: list[list[Support]],
    off_path: list[int],
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
