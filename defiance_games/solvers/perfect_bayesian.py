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
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, partial
from typing import Any

from ..games.signaling import SignalingGame
from ..solution import Equilibrium, Proposal
from ..symbolic.condition import Region
from ..symbolic.expression import ONE, ZERO, Expression, add
from ..symbolic.parametric.belief_set import BeliefSets
from ..symbolic.parametric.explore import Pruned
from ..symbolic.parametric.parametrize import Parametrizer, free_names
from ..symbolic.parametric.polytope import Polytope
from ..symbolic.parametric.search import Family, Point, Search, Signs
from ..symbolic.ring import Poly, Quotient

Support = tuple[int, ...]
Supports = tuple[Support, ...]
Judgment = tuple["bool | Region", str]  # where an entry passes a refinement, and why it fails elsewhere


@dataclass(frozen=True)
class BayesianPiece:
    """A maximal product piece: the sender's and the receiver's polytopes, and where it is one."""

    sender: Family
    receiver: Family
    replies: Supports  # C
    on_path: Support
    cells: list[Signs] = field(default_factory=list)


def search_of(game: SignalingGame, generic: bool, deadline: float | None) -> Search:
    """Return the workbench for a game."""
    payoffs = (u for pair in game.payoffs.values() for u in pair)
    return Search([p.name for p in game.parameters], [*payoffs, *game.priors], game.domain, generic, deadline)


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
            [c for c in _subsets(len(r)) if self.belief_families(m, c)] for m, r in enumerate(self.replies)
        ]

    def message_of(self, t: int, piece: BayesianPiece) -> int:
        """A message that type t sends in the piece."""
        return next(m for m in self.messages if any(v[self.x[t, m]] != ZERO for v in piece.sender.vertices))

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


Judge = Callable[[Polytopes, BayesianPiece, Any], str]


def propose(
    game: SignalingGame, search: Search, judges: Mapping[str, Judge], first: bool = False
) -> Proposal:
    """Return every perfect Bayesian equilibrium (or the first), an entry a maximal product piece.

    ``judges`` are the refinements, each a procedure that says why a piece fails in a case ("": it passes).
    """
    p = Polytopes(game, search)
    proposal = Proposal("perfect-bayesian", record=search.record)
    pieces: dict[tuple, list[BayesianPiece]] = {}
    with proposal.until_time_runs_out("supports not yet tried"):
        for piece in maximal_pieces(p):
            key = (piece.sender.vertices, piece.receiver.vertices, piece.replies, piece.on_path)
            pieces.setdefault(key, []).append(piece)
            if first:
                break
    search.wind_up()
    classes: dict[tuple, int] = {}
    for key, same in pieces.items():
        cells = [d for piece in same for d in piece.cells]
        cells = search.short(cells) if len(same) > 1 else cells
        on_path = frozenset(
            tuple(v[p.y[m, a]] for m in same[0].on_path for a in p.replies[m])
            for v in same[0].receiver.vertices
        )
        number = classes.setdefault((key[0], on_path), len(classes) + 1)
        sets = BeliefSets(p, same[0].on_path, same[0].replies)
        for part in itertools.chain.from_iterable(sets.parts(some) for some in search.open_and_ties(cells)):
            piece = BayesianPiece(
                same[0].sender, same[0].receiver, same[0].replies, same[0].on_path, part.cells
            )
            refinements: dict[str, Judgment] = {}
            with proposal.until_time_runs_out(f"refinements of outcome class {number}"):
                refinements = judged(p, piece, judges)
            tools = Parametrizer(search, part.cells)
            proposal.add(_entry(p, piece, part, number, refinements, tools), tools.simplified)
    return proposal


def _entry(
    p: Polytopes,
    piece: BayesianPiece,
    part: Any,
    number: int,
    refinements: dict[str, Judgment],
    tools: Parametrizer,
) -> Equilibrium:
    """Write a piece as an Equilibrium."""
    game, search = p.game, p.search
    names = free_names([*game.symbols, *game.values])
    sent, given = piece.sender.vertices, piece.receiver.vertices
    messages = _messages(p, piece)
    sigma, x_ranges = tools.polytope(sent, p.sender_forms(piece.replies, piece.on_path), names)
    beta, y_ranges = tools.polytope(given, p.receiver_forms(messages), names)

    def strategies(x: Sequence[Expression], y: Sequence[Expression]) -> dict[str, Any]:
        return {
            game.players[0]: {
                label: {game.messages[m]: x[p.x[t, m]] for m in p.messages}
                for t, label in enumerate(game.types)
            },
            game.players[1]: {
                label: {game.responses[m][a]: y[p.y[m, a]] for a in p.replies[m]}
                for m, label in enumerate(game.messages)
            },
        }

    beliefs: dict[str, dict[str, Expression]] = {}
    for m, label in enumerate(game.messages):
        if m in piece.on_path:
            weights = [game.priors[t] * sigma[p.x[t, m]] for t in p.types]
            total = add(*weights)
            values = [
                ZERO if w == ZERO else ONE if w == total else tools.simplified(w / total) for w in weights
            ]
        else:
            values = part.members[m]
        beliefs[label] = dict(zip(game.types, values, strict=True))
    kind = _kind(messages)
    return Equilibrium(
        name=kind,
        kind=kind,
        strategies=strategies(sigma, beta),
        region=search.region(piece.cells),
        beliefs=beliefs,
        belief_sets={game.messages[m]: s for m, s in part.sets(piece.receiver.vertices, tools).items()},
        free_variables=x_ranges | y_ranges,
        extreme_points=tuple(strategies(tools.turned(x), tools.turned(y)) for x in sent for y in given)
        if x_ranges or y_ranges
        else (),
        refinements={name: verdict for name, (verdict, _) in refinements.items()},
        reasons={name: why for name, (_, why) in refinements.items() if why},
        outcome_class=number,
    )


def _kind(messages: Supports) -> str:
    if all(len(s) == 1 for s in messages):
        distinct = len({s[0] for s in messages})
        if distinct == 1:
            return "pooling"
        return "separating" if distinct == len(messages) else "partially separating"
    return "semi-separating"


def judged(p: Polytopes, piece: BayesianPiece, judges: Mapping[str, Judge]) -> dict[str, Judgment]:
    """Return for each refinement True, False or the Region in which the piece passes, and why not."""
    tools = Parametrizer(p.search, piece.cells)
    if not all(_constant(p, tools, t, piece) for t in p.types):
        return _judged_inside(p, piece, tools, judges)
    verdicts: dict[str, Judgment] = {}
    for name, judge in judges.items():
        why: list[str] = []
        passed, failed = p.search.divided(piece.cells, partial(_passes, judge, p, piece, why))
        mixed = passed and failed
        region = p.search.region(p.search.short(passed, care=piece.cells)) if mixed else bool(passed)
        verdicts[name] = region, _together(why)
    return verdicts


def _passes(judge: Judge, p: Polytopes, piece: BayesianPiece, why: list[str], case: Any) -> bool:
    """Whether a piece passes in a case; the reason why not goes to ``why``."""
    reason = judge(p, piece, case)
    if reason:
        why.append(reason)
    return not reason


def _together(reasons: Sequence[str]) -> str:
    """Return the two shortest of the reasons as one text."""
    return " Elsewhere: ".join(sorted(dict.fromkeys(reasons), key=len)[:2])


def _judged_inside(
    p: Polytopes, piece: BayesianPiece, tools: Parametrizer, judges: Mapping[str, Judge]
) -> dict[str, Judgment]:
    """The same where the outcome's payoffs vary inside the entry: a region in its free variables too."""
    beta, ranges = tools.polytope(
        piece.receiver.vertices, p.receiver_forms(_messages(p, piece)), _after_sender(p, piece, tools)
    )
    conjunctions = p.search.region(piece.cells).disjuncts
    passed_in: dict[str, list[tuple[Any, ...]]] = {name: [] for name in judges}
    why: dict[str, list[str]] = {name: [] for name in judges}
    for conjunction in conjunctions:
        payoffs = [u for pair in p.game.payoffs.values() for u in pair]
        domain = [*p.game.domain, *conjunction, *(c for cs in ranges.values() for c in cs)]
        names = [*(a.name for a in p.game.parameters), *ranges]
        inner = Search(names, [*payoffs, *p.game.priors, *beta], domain, deadline=p.search.deadline)
        q = Polytopes(p.game, inner)
        q.usable = p.usable
        point = replace(piece, receiver=Family((beta,), None, ()))
        for name, judge in judges.items():
            passed, _ = inner.divided([{}], partial(_passes, judge, q, point, why[name]))
            for extra in inner.region(inner.short(passed)).disjuncts if passed else ():
                passed_in[name].append((*conjunction, *extra) if len(conjunctions) > 1 else extra)
    return {
        name: (Region(tuple(found)) if found and why[name] else bool(found), _together(why[name]))
        for name, found in passed_in.items()
    }


def _constant(p: Polytopes, tools: Parametrizer, t: int, piece: BayesianPiece) -> bool:
    """Whether type t's payoff is the same at every vertex of the receiver's polytope."""
    m = p.message_of(t, piece)
    first, *rest = (p.expected(t, m, v) for v in piece.receiver.vertices)
    return all(
        tools.sign(Quotient(num * first[1] - first[0] * den, tools.ring.one)) == 0
        if not p.search.numeric
        else num * first[1] == first[0] * den
        for num, den in rest
    )


def _after_sender(p: Polytopes, piece: BayesianPiece, tools: Parametrizer) -> Iterator[str]:
    """The names of free variables that are left for the receiver, as in the entry."""
    names = free_names([*p.game.symbols, *p.game.values])
    tools.polytope(piece.sender.vertices, p.sender_forms(piece.replies, piece.on_path), names)
    return names


def _messages(p: Polytopes, piece: BayesianPiece) -> Supports:
    """The messages that each type sends somewhere in the piece."""
    sent = piece.sender.vertices
    return tuple(tuple(m for m in p.messages if any(v[p.x[t, m]] != ZERO for v in sent)) for t in p.types)


def maximal_pieces(p: Polytopes) -> Iterator[BayesianPiece]:
    """Yield every maximal product piece of perfect Bayesian equilibria (a piece may come in parts)."""
    search = p.search
    subsets = [_subsets(len(p.messages)) for _ in p.types]
    for messages in itertools.product(*subsets):
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


def _subsets(n: int) -> list[Support]:
    """Return the nonempty subsets of range(n), small ones first."""
    found = [tuple(i for i in range(n) if s >> i & 1) for s in range(1, 1 << n)]
    return sorted(found, key=lambda s: (len(s), s))
