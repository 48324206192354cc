"""Undefeated equilibria of signalling games (Mailath, Okuno-Fujiwara & Postlewaite 1993), on the outcome.

Let m be unsent in an equilibrium E, and let K be the types that send m in another equilibrium E'. Suppose
that no type in K gets less in E' than in E, and that some, G, get more. A belief after m is then in order if
it is Bayes' rule for some probabilities pi(t) of sending m: 1 for t in G, any for the rest of K, 0 outside K.
E' defeats E if E's belief after m is not in order. The outcome of E is undefeated if after each unsent
message some belief, in order for every such E', has a mixed best reply at which no type gains by sending m.

The E' are all equilibria listed, those with mixing too. Where E' is a whole piece, K may be the types that
send m in any part of it, and G the types that can gain there together. The end of a piece where fewer
messages are sent than inside it is judged by those sent there, and then the piece itself is among the E'.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from ..games.signaling import SignalingGame
from ..solution import Equilibrium
from ..symbolic.condition import Condition, Region
from ..symbolic.expression import ZERO, Expression, add, multiply
from ..symbolic.parametric.polytope import Polytope
from ..symbolic.parametric.search import Search
from ..symbolic.ring import Poly, Ring
from .grounds import grounds
from .words import Reason, Verdict, listed, together

Types = tuple[int, ...]


class Rival(NamedTuple):
    """An equilibrium in which the types ``senders`` send a message, and ``winners`` among them gain by it."""

    other: Equilibrium
    senders: Types
    winners: Types


def undefeated(
    game: SignalingGame, e: Equilibrium, equilibria: Sequence[Equilibrium], deadline: float | None = None
) -> Verdict:
    """Return where the outcome of an equilibrium is undefeated, and what defeats it elsewhere."""
    rivals = [r for r in equilibria if r is e or r.outcome_class != e.outcome_class]
    payoffs = [_payoff(game, e, e.strategies, t) for t in range(len(game.types))]
    asked = [*(u for pair in game.payoffs.values() for u in pair), *game.priors, *payoffs]
    asked += [x for mix in e.strategies[game.players[0]].values() for x in mix.values()]
    asked += [x for o in rivals for d in o.region.disjuncts for c in d for x in (c.lhs, c.rhs)]
    passed: list[tuple[Condition, ...]] = []
    why: list[Reason] = []
    for ground in grounds(game, e, asked, True, deadline):
        here = _Contest(game, e, rivals, payoffs, ground.search)
        good, failing = ground.examined(here.defeat)
        why += ground.reasons(good, failing)
        passed += ground.region(good) if good else ()
    if not why:
        return True, ""
    return (Region(tuple(passed)) if passed else False), together(why, e.region)


@dataclass
class _Contest:
    """One equilibrium, with what each type gets, against the others."""

    game: SignalingGame
    e: Equilibrium
    others: Sequence[Equilibrium]
    payoffs: Sequence[Expression]
    search: Search

    @cached_property
    def prior(self) -> list[Poly]:
        """The prior probabilities, times something positive."""
        return self.search.polynomials(list(self.game.priors))

    def gains(self, t: int, values: Sequence[Expression]) -> list[Poly]:
        """What type t gains by getting each of the values, times something positive."""
        return self.search.polynomials([v - self.payoffs[t] for v in values])

    # -- the definition ---------------------------------------------------------------------------
    def defeat(self, case: Any) -> str:
        """Return what defeats the equilibrium in a case, "" where nothing does."""
        for m in self._unsent(case):
            rivals = [r for o in self.others for r in self._rivals(case, m, o)]
            if rivals and not self._sustained(case, m, rivals):
                alone = next((r for r in rivals if not self._sustained(case, m, [r])), None)
                return self._sentence(m, [alone] if alone else rivals)
        return ""

    @cached_property
    def sending(self) -> list[list[Poly]]:
        """How likely types of positive prior send each message, times something positive."""
        game, sent = self.game, self.e.strategies[self.game.players[0]]
        mixes = [sent[t] for t, p in zip(game.types, game.priors, strict=True) if p != ZERO]
        return [self.search.polynomials([mix[label] for mix in mixes]) for label in game.messages]

    def _unsent(self, case: Any) -> list[int]:
        """The messages that no type of positive prior sends."""
        return [m for m, chances in enumerate(self.sending) if all(case.sign(p) == 0 for p in chances)]

    def _rivals(self, case: Any, m: int, other: Equilibrium) -> Iterator[Rival]:
        """The ways in which another equilibrium uses the message that would defeat this one."""
        options = self._senders(m, other)
        if not options or not self._holds(case, other.region):
            return
        corners = other.extreme_points or (other.strategies,)
        replies = {str(c[self.game.players[1]]): c for c in corners}.values()
        for senders in options:
            q = Polytope(case, len(replies), [range(len(replies))], self.search.one)
            labels = {}
            for t in senders:
                values = [_payoff(self.game, other, c, t) for c in replies]
                labels[t] = q.cut(dict(enumerate(self.gains(t, values))))
            winners = tuple(t for t in senders if q.vertices and not q.always(labels[t]))
            if any(case.sign(self.prior[t]) > 0 for t in winners):
                yield Rival(other, senders, winners)

    def _senders(self, m: int, other: Equilibrium) -> list[Types]:
        """The sets of types that send the message in some part of an equilibrium."""
        sender, message = self.game.players[0], self.game.messages[m]
        corners = other.extreme_points or (other.strategies,)
        found = {
            frozenset(t for t, label in enumerate(self.game.types) if c[sender][label][message] != ZERO)
            for c in corners
        }
        while more := {a | b for a, b in itertools.combinations(found, 2)} - found:
            found |= more
        return [tuple(sorted(s)) for s in sorted(found, key=sorted) if s]

    def _holds(self, case: Any, region: Region) -> bool:
        return any(all(self._condition(case, c) for c in d) for d in region.disjuncts)

    def _condition(self, case: Any, c: Condition) -> bool:
        sign = case.sign(self.search.polynomials([c.difference])[0])
        return {"<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0, "=": sign == 0}.get(
            c.op, sign != 0
        )

    def _sustained(self, case: Any, m: int, rivals: Sequence[Rival]) -> bool:
        """Whether a best reply to a belief that is in order for the rivals leaves nobody a gain."""
        game = self.game
        types, replies = range(len(game.types)), range(len(game.responses[m]))
        believed = [t for t in types if all(t in r.senders for r in rivals)]
        if not believed:
            return False
        paid = self.search.polynomials([game.payoffs[t, m, a][1] for t in types for a in replies])
        v = [paid[t * len(replies) :][: len(replies)] for t in types]
        gains = [self.gains(t, [game.payoffs[t, m, a][0] for a in replies]) for t in types]
        in_order = Polytope(case, len(types), [believed], self.search.one)
        for r in rivals:
            first = next(t for t in r.winners if case.sign(self.prior[t]) > 0)
            for t in r.senders:
                if t != first:  # pi(t) <= 1 = pi(first)
                    in_order.cut({first: self.prior[t], t: -self.prior[first]}, equality=t in r.winners)
        for best in _subsets(replies):
            q = Polytope(case, len(types), [believed], self.search.one)
            q.vertices, q.cuts = list(in_order.vertices), in_order.cuts
            for a in (*best[1:], *(a for a in replies if a not in best)):
                q.cut({t: v[t][best[0]] - v[t][a] for t in types}, equality=a in best)
            if not q.vertices:
                continue
            mix = Polytope(case, len(replies), [best], self.search.one)
            for t in types:
                mix.cut({a: -gains[t][a] for a in best})
            if mix.vertices:
                return True
        return False

    def _sentence(self, m: int, rivals: Sequence[Rival]) -> str:
        game, message = self.game, listed([self.game.messages[m]])
        r = rivals[0]
        winners, senders = (listed(game.types[t] for t in ts) for ts in (r.winners, r.senders))
        verb = "gains" if len(r.winners) == 1 else "gain"
        if len(r.winners) == 1 and not r.other.free_variables:
            gets = _payoff(game, r.other, r.other.strategies, r.winners[0])
            verb += f" by it ({_plain(gets)}, against {_plain(self.payoffs[r.winners[0]])})"
        first = f"Defeated by {listed(o.other.name for o in rivals)}: there {message} is sent by {senders}"
        last = f"no belief after {message} that allows for this deters everyone from sending it."
        return f"{first}, and {winners} {verb}; {last}"


def _plain(e: Expression) -> Expression:
    ring = Ring(sorted(e.symbols), [e])
    return ring.formula(ring.quotient(e))


def _payoff(game: SignalingGame, e: Equilibrium, strategies: Mapping[str, Any], t: int) -> Expression:
    """What type t gets against the receiver's strategy, by a message that it sends in the equilibrium."""
    sender, receiver = game.players
    sent = e.strategies[sender][game.types[t]]
    m = next(k for k, label in enumerate(game.messages) if sent[label] != ZERO)
    replies = strategies[receiver][game.messages[m]]
    terms = (multiply(replies[a], game.payoffs[t, m, k][0]) for k, a in enumerate(game.responses[m]))
    return add(*terms)


def _subsets(items: Sequence[int]) -> Iterator[tuple[int, ...]]:
    return itertools.chain.from_iterable(itertools.combinations(items, k) for k in range(1, len(items) + 1))
