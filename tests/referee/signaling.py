"""Signalling games: every maximal product piece of perfect Bayesian equilibria.

A sender strategy ``x`` lists sigma(m | t) type by type; a receiver strategy ``y`` lists beta(a | m) message
by message. For supports S (messages used by each type) and C (replies used after each message) let

    X(S, C) = {sigma : supp sigma(.|t) in S_t; every reply in C_m is best against prior_t * sigma(m|t)},
    Y(S, C) = {beta : supp beta(.|m) in C_m; every message in S_t is best for type t}.

(S, C) is realised where some sigma in X has support exactly S, some beta in Y exactly C, and at each message
that no type of positive prior sends, some belief makes every reply in C_m best. The pieces are the maximal
X x Y. Each X(S, C) is a face of {(sigma, v) : v_m >= payoff of each reply}: its vertices are among that's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product

from .linear import Point, Row, vertices
from .piece import Piece, extreme

Payoffs = tuple[tuple[tuple[Fraction, ...], ...], ...]


@dataclass(frozen=True)
class Signaling:
    """``sender[t][m][a]`` and ``receiver[t][m][a]``: payoffs of reply a to message m of type t."""

    priors: tuple[Fraction, ...]
    sender: Payoffs
    receiver: Payoffs

    @classmethod
    def of(cls, priors: Sequence, sender: Sequence, receiver: Sequence) -> Signaling:
        """Return the game of nested lists of numbers or texts of numbers."""
        deep = [tuple(tuple(tuple(Fraction(v) for v in r) for r in m) for m in u) for u in (sender, receiver)]
        return cls(tuple(Fraction(p) for p in priors), *deep)

    @property
    def T(self) -> int:
        """Number of types."""
        return len(self.priors)

    @property
    def M(self) -> int:
        """Number of messages."""
        return len(self.sender[0])

    @property
    def sends(self) -> tuple[tuple[int, int], ...]:
        """(t, m) in the order of ``x``."""
        return tuple((t, m) for t in range(self.T) for m in range(self.M))

    @property
    def replies(self) -> tuple[tuple[int, int], ...]:
        """(m, a) in the order of ``y``."""
        return tuple((m, a) for m in range(self.M) for a in range(len(self.sender[0][m])))


def signaling_pieces(game: Signaling) -> frozenset[Piece]:
    """Return every maximal product piece of perfect Bayesian equilibria, each once."""
    xs, ys = _sender_vertices(game), _receiver_vertices(game)
    realised: set[tuple[frozenset[int], frozenset[int]]] = set()
    for S in _supports(game.T, [range(game.M)] * game.T):
        sent = {m for t, m in S if game.priors[t]}
        within = [i for i, (_, used, _) in enumerate(xs) if used <= S]
        serving = [j for j, (_, _, best) in enumerate(ys) if best >= S]
        if _union(xs[i][1] for i in within) != S or not serving:
            continue
        for C in _supports(game.M, [range(len(r)) for r in game.sender[0]]):
            X = [i for i in within if xs[i][2] >= C]
            Y = [j for j in serving if ys[j][1] <= C]
            if (
                _union(xs[i][1] for i in X) == S
                and _union(ys[j][1] for j in Y) == C
                and all(
                    any(C_m <= best for _, best in best_replies(game, m))
                    for m in range(game.M)
                    if m not in sent
                    for C_m in [frozenset(a for n, a in C if n == m)]
                )
            ):
                realised.add((frozenset(X), frozenset(Y)))
    return frozenset(
        Piece(frozenset(xs[i][0] for i in X), frozenset(ys[j][0] for j in Y))
        for X, Y in realised
        if not any((X, Y) != (U, V) and X <= U and Y <= V for U, V in realised)
    )


@cache
def best_replies(
    game: Signaling, m: int, types: frozenset[int] | None = None
) -> tuple[tuple[Point, frozenset[int]], ...]:
    """Return (belief, its best replies to m) at each corner of the regions where a set of replies is best.

    A set of replies is best at some belief on ``types`` if and only if it is best at one of these.
    """
    T, replies = game.T, range(len(game.sender[0][m]))
    allowed = range(T) if types is None else types
    equal: list[Row] = [(*[1] * T, 0, -1)]
    equal += [_unit(t, T + 2) for t in range(T) if t not in allowed]
    least: list[Row] = [_unit(t, T + 2) for t in allowed]
    least += [(*(-game.receiver[t][m][a] for t in range(T)), 1, 0) for a in replies]
    return tuple(
        (
            tuple(mu),
            frozenset(a for a in replies if sum(p * game.receiver[t][m][a] for t, p in enumerate(mu)) == v),
        )
        for *mu, v in vertices(T + 1, equal, least)
    )


def supports(game: Signaling, m: int, replies: Iterable[int], belief: Sequence[Fraction]) -> bool:
    """Return whether every one of the replies to m is best at the belief."""
    got = [
        sum(p * u for p, u in zip(belief, column, strict=True))
        for column in zip(*(game.receiver[t][m] for t in range(game.T)), strict=True)
    ]
    return all(got[a] == max(got) for a in replies)


def serves(game: Signaling, piece: Piece, m: int, belief: Sequence[Fraction]) -> bool:
    """Return whether some reply to m in the piece is best at the belief.

    The replies of a piece that are best at a belief are a face of it, so a vertex is among them.
    """
    return any(
        supports(game, m, (a for (n, a), q in zip(game.replies, y, strict=True) if n == m and q), belief)
        for y in piece.y
    )


def posterior(game: Signaling, x: Point, m: int) -> Point | None:
    """Return Bayes' belief after m, or None where m is sent with probability 0."""
    weights = [game.priors[t] * x[t * game.M + m] for t in range(game.T)]
    total = sum(weights)
    return tuple(w / total for w in weights) if total else None


def values(game: Signaling, y: Point) -> list[list[Fraction]]:
    """Return the payoff of each type from each message: ``[t][m]``."""
    table = [[Fraction(0)] * game.M for _ in range(game.T)]
    for (m, a), q in zip(game.replies, y, strict=True):
        for t in range(game.T):
            table[t][m] += q * game.sender[t][m][a]
    return table


def is_perfect_bayesian(game: Signaling, x: Point, y: Point) -> bool:
    """Return whether some beliefs make (x, y) a perfect Bayesian equilibrium, by the definition."""
    u = values(game, y)
    if any(p and u[t][m] != max(u[t]) for (t, m), p in zip(game.sends, x, strict=True)):
        return False
    for m in range(game.M):
        used = {a for (n, a), q in zip(game.replies, y, strict=True) if n == m and q}
        belief = posterior(game, x, m)
        if belief is None and not any(used <= best for _, best in best_replies(game, m)):
            return False
        if belief is not None and not supports(game, m, used, belief):
            return False
    return True


def sent_messages(game: Signaling, piece: Piece) -> frozenset[int]:
    """Return the messages that have positive probability somewhere in the piece."""
    return frozenset(m for m in range(game.M) if any(posterior(game, x, m) for x in piece.x))


def outcome_classes(game: Signaling, pieces: Iterable[Piece]) -> frozenset[frozenset[Piece]]:
    """Return the pieces grouped by what happens on path: the senders' set and the replies on path."""
    groups: dict[object, set[Piece]] = {}
    for piece in pieces:
        sent = sent_messages(game, piece)
        keep = [k for k, (m, _) in enumerate(game.replies) if m in sent]
        on_path = extreme(tuple(y[k] for k in keep) for y in piece.y)
        groups.setdefault((piece.x, sent, on_path), set()).add(piece)
    return frozenset(map(frozenset, groups.values()))


def _sender_vertices(game: Signaling) -> list[tuple[Point, frozenset, frozenset]]:
    """Return (sigma, the (t, m) it uses, the (m, a) that are best) at each vertex."""
    n, width = len(game.sends), len(game.sends) + game.M + 1
    equal = [(*(int(t == s) for s, _ in game.sends), *[0] * game.M, -1) for t in range(game.T)]
    least: list[Row] = [_unit(i, width) for i in range(n)]
    least += [
        (
            *(-game.priors[t] * game.receiver[t][m][a] if k == m else 0 for t, k in game.sends),
            *(int(k == m) for k in range(game.M)),
            0,
        )
        for m, a in game.replies
    ]
    return _labelled(vertices(width - 1, equal, least), game.sends, game.replies, least[n:])


def _receiver_vertices(game: Signaling) -> list[tuple[Point, frozenset, frozenset]]:
    """Return (beta, the (m, a) it uses, the (t, m) that are best) at each vertex."""
    n, width = len(game.replies), len(game.replies) + game.T + 1
    equal = [(*(int(m == k) for k, _ in game.replies), *[0] * game.T, -1) for m in range(game.M)]
    least: list[Row] = [_unit(i, width) for i in range(n)]
    least += [
        (
            *(-game.sender[t][m][a] if k == m else 0 for k, a in game.replies),
            *(int(s == t) for s in range(game.T)),
            0,
        )
        for t, m in game.sends
    ]
    return _labelled(vertices(width - 1, equal, least), game.replies, game.sends, least[n:])


def _labelled(found: Iterable[Point], own: Sequence, other: Sequence, rows: Sequence[Row]) -> list:
    return [
        (
            z[: len(own)],
            frozenset(k for k, p in zip(own, z, strict=False) if p),
            frozenset(
                k
                for k, row in zip(other, rows, strict=True)
                if not sum(c * v for c, v in zip(row, z, strict=False) if c)
            ),
        )
        for z in found
    ]


def _supports(sets: int, actions: Sequence[Iterable[int]]) -> list[frozenset[tuple[int, int]]]:
    """Return every choice of a nonempty set of actions at each of the information sets, as pairs."""
    choices = []
    for i in range(sets):
        pairs = [frozenset()]
        for a in actions[i]:
            pairs += [chosen | {(i, a)} for chosen in pairs]
        choices.append(pairs[1:])
    return [frozenset().union(*parts) for parts in product(*choices)]


def _union(sets: Iterable[frozenset]) -> frozenset:
    return frozenset().union(*sets)


def _unit(i: int, width: int) -> tuple[int, ...]:
    return tuple(int(i == j) for j in range(width))
