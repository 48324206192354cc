"""One choice of an equilibrium, step by step: what is believed, what must be equal or no better."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..symbolic.condition import Condition
from ..symbolic.expression import ONE, ZERO, Expression, symbol
from ..symbolic.ring import simplify
from .decisions import Belief, Decision
from .ground import Ground
from .lemma import Lemma, applied
from .steps import Cell, Equation, Formula, Named, Statement, Step, joined


class Choice:
    """The steps of one decision on a ground; ``others`` are decisions just like it."""

    def __init__(self, ground: Ground, d: Decision, others: Sequence[Decision] = ()):
        self.ground, self.d, self.others = ground, d, others
        self.writer, self.court = ground.writer, ground.court

    @property
    def lemma(self) -> Lemma | None:
        """What is said once for all of the replies to a message."""
        b = self.d.belief
        return None if b is None else self.ground.lemmas.get(b.given)

    @property
    def title(self) -> str:
        """Who chooses where."""
        d, others = self.d, self.others
        title = f"{d.who[0].upper()}{d.who[1:]}{', ' + d.place if d.place else ''}."
        if others:
            who = " and ".join(", ".join(o.who for o in others).rsplit(", ", 1))
            title = f"{title[:-1]} (and likewise {who})."
        return title

    def steps(self) -> Iterator[Step]:
        """The steps: belief, equations, inequalities, Bayes' rule solved."""
        d = self.d
        if self.writer.student:
            yield Statement(self.aim(d))
        if d.belief is not None:
            yield from self.posterior(d, d.belief)
        played = d.played
        values = {**self.ground.unknowns.values, **(d.belief.symbols if d.belief else {})}
        if len(played) > 1:
            yield from self.indifferent(d, played, values)
        free = d.belief is not None and d.belief.bayes is None and self.anything(d, d.belief)
        for other in d.payoffs:
            if other not in played and free and d.belief is not None:
                yield from self.dominant(d, played[0], other, d.belief)
            elif other not in played:
                yield from self.preferred(d, played[0], other, values)
        if d.belief is not None and d.belief.bayes is not None:
            yield from self.solved(d.belief)

    def aim(self, d: Decision) -> Cell:
        """What has to be shown at a decision."""
        played = d.played
        if len(played) == 1:
            return f"{played[0]} must be at least as good as anything else."
        return (*joined(played, last=" and "), " are both played, so they must pay the same.")

    @property
    def sent(self) -> bool:
        """Whether what is seen is a message."""
        return self.d.belief is not None and not self.d.label

    def unsent_at_an_end(self, message: str) -> bool:
        """Whether a message that types send is sent by none at an end of the range of the free variables."""
        if not self.sent:
            return False
        sender = next(iter(self.ground.e.strategies))
        plans = [point[sender].values() for point in self.ground.e.extreme_points]
        return any(all(mix[message] == ZERO for mix in plan) for plan in plans)

    def posterior(self, d: Decision, b: Belief) -> Iterator[Step]:
        """What is believed, and why."""
        if b.bayes is None and self.anything(d, b):
            yield Statement((f"{b.given} is off the path of play, but the belief after it does not matter:",))
            return
        if b.bayes is None:
            told: Cell = f"{b.given} is off the path of play, where Bayes' rule is silent"
            pairs = [*zip(b.about, b.values, strict=True)]
            shown = joined(
                (
                    Formula((Named("mu", "", a, b.given), "=", self.writer.value(v)))
                    for a, v in (pairs[:1] if len(pairs) == 2 else pairs)
                ),
                last=" and ",
            )
            if self.lemma is not None and len(d.played) > 1:
                yield Statement(
                    (told, "; with ", shown, " both replies are best, by ", self.lemma.number, ".")
                )
            else:
                yield Statement((told, "; one belief that serves is enough: take ", shown, "."))
            for v in b.values:
                if v.symbols:
                    asks = (f"the belief after {b.given} must be a probability",)
                    self.ground.constrain((Condition(v, ">=", ZERO), Condition(v, "<=", ONE)), asks)
            return
        if b.prior:
            first = Formula((Named("mu", "", b.about[0], b.given), "=", b.values[0]))
            told = f"{b.given} tells nothing" if self.sent else "What is seen tells nothing"
            yield Statement((told, ", and Bayes' rule leaves the prior: ", first, "."))
        elif all(v.is_number for v in b.values):
            sure = next(a for a, v in zip(b.about, b.values, strict=True) if v != ZERO)
            shown = Formula((Named("mu", "", sure, b.given), "=", ONE))
            if sum(v != ZERO for v in b.values) == 1:
                lead = f"Only {sure} sends {b.given}" if self.sent else f"Only {sure} leads here"
                if_sent = f" where {b.given} is sent" if self.unsent_at_an_end(b.given) else ""
                yield Statement((lead, ", so that ", shown, if_sent, "."))
        elif not b.symbols:
            for a, x, v in itertools.islice(zip(b.about, b.bayes, b.values, strict=True), 1):
                self.ground.same(x.subs(self.ground.unknowns.values), v)
                shown = (Named("mu", "", a, b.given), "=", *_chain(x, self.writer.value(v)))
                if_sent = f" where {b.given} is sent" if self.unsent_at_an_end(b.given) else ""
                yield Equation(Formula(shown), f"by Bayes' rule{if_sent}")
        else:
            if self.lemma is not None:
                return
            name = next(iter(b.symbols))
            words = Named("mu", "", b.about[0], b.given)
            yield Statement(("Let ", Formula((symbol(name), "=", words)), " be the belief."))

    def indifferent(
        self, d: Decision, played: Sequence[str], values: Mapping[str, Expression]
    ) -> Iterator[Step]:
        """The equations between actions that are all played, and their solution."""
        first, *rest = played
        for other in rest:
            a, b = d.payoffs[first], d.payoffs[other]
            unknown = sorted((a - b).symbols & values.keys())
            self.ground.zero((a - b).subs(values))
            if self.lemma is not None and d.belief is not None:
                about = Named("mu", "", d.belief.about[0], d.belief.given)
                if d.belief.bayes is not None:
                    shown = Formula((about, "=", self.writer.value(d.belief.values[0])))
                    yield Statement(("By ", self.lemma.number, ", both replies are best iff ", shown, "."))
                continue
            if len(unknown) == 1:
                name = unknown[0]
                slope = simplify((a - b).diff(name))
                solution = values[name]
                unique = name not in slope.symbols and self.ground.everywhere(Condition(slope, "!=", ZERO))
                shown = self.writer.value(solution)
                sides = self.sides(first, other)
                if unique:
                    shown = Formula((*sides, "iff", symbol(name), "=", shown))
                    yield Equation(shown, self.ground.at(symbol(name), solution))
                    continue
                only = "the only root" if self.ground.only_root(a - b, name, solution) else "a root"
                root = (
                    f"of which {only} in ",
                    Formula(("[0,1]",)),
                    " is ",
                    Formula((symbol(name), "=", shown)),
                )
                yield Equation(
                    Formula(sides),
                    (*root, *((", ", at) if (at := self.ground.at(symbol(name), solution)) else ())),
                )
            else:
                yield Equation(Formula(self.sides(first, other)), "")
                if unknown:
                    shown = joined(
                        (Formula((symbol(n), "=", self.writer.value(values[n]))) for n in unknown),
                        last=" and ",
                    )
                    yield Statement(("The equation holds with ", shown, "."))

    @property
    def everywhere(self) -> str:
        return " on the whole domain" if self.court.names else ""

    @property
    def always(self) -> str:
        return f"which holds{self.everywhere}" if self.court.names else ""

    def sides(self, first: str, other: str) -> tuple[Any, ...]:
        """Two payoffs that are equal."""
        a, b = (_shown(self.d.payoffs[x]) for x in (first, other))
        return (self.d.payoff(first), "=", a, *(() if a == b else ("=", b)), "=", self.d.payoff(other))

    def preferred(
        self, d: Decision, played: str, other: str, values: Mapping[str, Expression]
    ) -> Iterator[Step]:
        """The inequality against an action that is not played."""
        a, b = d.payoffs[played], d.payoffs[other]
        x, y = simplify(a.subs(values)), simplify(b.subs(values))
        asked = Condition(x, ">=", y)
        self.ground.affirm(asked)
        shown = (
            d.payoff(played),
            "=",
            *_chain(a, self.writer.value(x)),
            ">=",
            *reversed(_chain(b, self.writer.value(y))),
            "=",
            d.payoff(other),
        )
        short = self.court.shortened(asked)
        if short is not None and short == asked and (x - y).symbols <= set(self.court.names):
            short = self.court.shortened(asked, self.ground.inside) or short
        if short is None or self.court.follows(asked, self.ground.shares):
            if self.lemma is not None:
                yield Statement(("By ", self.lemma.number, f", {played} is best{self.everywhere}."))
            else:
                yield Equation(Formula(shown), self.always)
            return
        asks = (f"{d.who} must not gain by {other} in place of {played}", f" {d.place}" if d.place else "")
        self.ground.constrain((asked,), asks)
        written = self.writer.condition(short)
        if self.lemma is not None:
            yield Statement(applied(self.lemma, played, other, written))
            return
        equal = written.lhs == x and written.rhs == y
        written = self.writer.isolated(written, self.e_free)
        reason = () if equal else ("that is, ", written)
        names = sorted(short.symbols & self.e_free)
        if names and self.ground.ends:
            always = self.ground.at_ends(asked)
            which = joined(map(symbol, names), last=" and ")
            tail = (" iff ", always) if always else ()
            reason = (
                *reason,
                ", which holds for all " if reason else "for all ",
                which,
                " of the range",
                *tail,
            )
        yield Equation(Formula(shown), (*reason, *self.ground.compared(x, y)))

    @property
    def e_free(self) -> frozenset[str]:
        return frozenset(self.ground.e.free_variables)

    def anything(self, d: Decision, b: Belief) -> bool:
        """Whether any belief serves, each reply being best whatever is believed."""
        return (
            len(d.played) == 1
            and len(b.symbols) > 0
            and not all(self.ground.bounds(some, b) for some in b.sets)
        )

    def dominant(self, d: Decision, played: str, other: str, b: Belief) -> Iterator[Step]:
        """That a reply is better than another whoever it answers."""
        parts: list[Cell] = []
        asked = []
        for k, about in enumerate(b.about):
            sure = {n: ONE if i == k else ZERO for i, n in enumerate(b.symbols)}
            sure |= dict.fromkeys(b.symbols, ONE if k == 0 else ZERO) if len(b.about) == 2 else {}
            x, y = (simplify(d.payoffs[a].subs(sure)) for a in (played, other))
            asked.append(Condition(x, ">=", y))
            parts.append((Formula((x, ">=", y)), f" against {about}"))
        for c in asked:
            self.ground.affirm(c)
        yield Statement((f"{played} pays at least as much as {other}: ", joined(parts, last=" and "), "."))
        self.ground.constrain(
            tuple(asked), (f"{d.who} must not gain by {other} in place of {played}", f" {d.place}")
        )

    def solved(self, b: Belief) -> Iterator[Step]:
        """Bayes' rule solved for the mixing probability that makes the belief right."""
        if not b.symbols or b.bayes is None:
            return
        name, value = next(iter(b.symbols.items()))
        rule = b.bayes[0]
        self.ground.same(rule.subs(self.ground.unknowns.values), value)
        inside = sorted(rule.symbols & self.ground.unknowns.values.keys())
        about = symbol(name) if self.lemma is None else Named("mu", "", b.about[0], b.given)
        parts: list[Any] = [about, "=", rule, "=", self.writer.value(value)]
        if len(inside) == 1:
            own = self.ground.unknowns.values[inside[0]]
            parts += ["iff", symbol(inside[0]), "=", self.writer.value(own)]
            told = (
                "Bayes' rule makes this the belief:" if self.lemma is None else "Bayes' rule gives it where"
            )
            yield Statement((told,))
            yield Equation(Formula(tuple(parts)), self.ground.at(symbol(inside[0]), own))
        else:
            yield Equation(Formula(tuple(parts)), "by Bayes' rule")


def _shown(e: Expression) -> Expression:
    """An expected payoff as it comes, unless it is much shorter in lowest terms."""
    short = simplify(e)
    return short if len(str(short)) < 0.6 * len(str(e)) else e


def _chain(a: Expression, b: Expression) -> tuple[Any, ...]:
    """A payoff in unknowns and what it comes to; once where that is the same."""
    return (_shown(a),) if simplify(a) == simplify(b) else (_shown(a), "=", b)
