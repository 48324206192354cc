"""Verification with symbols: the same comparisons, proved for every point of the region.

All comparisons of an entry go into one question: can one of them fail somewhere in the region? Only where
the answer is not "no" are they taken one by one, to say which fails, where, and who gains.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from ..games.signaling import SignalingGame
from ..symbolic.balls import Value, holds_at
from ..symbolic.condition import Condition
from ..symbolic.engines import UNSAT, Answer, cvc5
from ..symbolic.expression import ONE, ZERO, Expression, add, symbol
from ..symbolic.polynomials import Clause, Literal, Quotient, literal, obligations
from ..symbolic.proof import PROVED, REFUTED, Prover, prover_for
from . import exactly
from .claimed import Claimed, Conjunction, Rows, belief_symbols, game_at
from .clearing import Clearing, denied, seems, settled
from .duality import coefficients, infeasible
from .findings import Findings
from .further import commitment, consistency, points
from .play import play_of
from .rationality import Need, Requirement, distributions
from .ways import MANY_WAYS, TooManyWays


def check(game: Any, claimed: Claimed, deadline: float, certify: bool) -> Findings:
    """Return what is wrong with a claim somewhere in its region, and what could not be decided."""
    findings = Findings()
    somewhere = False
    for disjunct in claimed.region.disjuncts:
        somewhere |= Court(game, claimed, disjunct, findings, deadline, certify).judge()
    if not somewhere:
        ranges = " and the ranges of its free variables have no point" if claimed.ranges else " is empty"
        findings.fail(f"The stated region{ranges}.")
    return findings


class Court:
    """One conjunction of the region."""

    def __init__(
        self,
        game: Any,
        claimed: Claimed,
        disjunct: Conjunction,
        findings: Findings,
        deadline: float,
        certify: bool,
    ):
        self.game, self.claimed, self.findings = game, claimed, findings
        self.deadline, self.certify = deadline, certify
        self.domain = tuple(game.domain)
        self.integers = frozenset(p.name for p in game.parameters if p.integer)
        self.here: Conjunction = (*disjunct, *claimed.bounds)
        self.given = tuple(dict.fromkeys((*self.domain, *self.here)))
        spoken_of = range(len(game.messages)) if isinstance(game, SignalingGame) else claimed.belief_sets
        self.mu = {m: [symbol(x) for x in belief_symbols(game, m)] for m in spoken_of}
        self.shared = prover_for(self.spoken_of(), self.domain, False, self.integers)
        self.reader = self.shared.reader
        self.one = self.reader.quotient(ONE)
        self.zero = self.one - self.one
        self.extra: list[Clause] = [clause for c in self.here for clause in self.reader.clauses(c)]
        self.play = play_of(game, claimed.concept, self.reader.quotient, self.zero, self.one)

    def spoken_of(self) -> list[Expression]:
        """All whose symbols and functions the reader must know; mostly the same for a game's entries."""
        claimed = self.claimed
        leaves: list[Expression] = [e for _, e in self.game.expressions()]
        leaves += [x for mu in self.mu.values() for x in mu]
        leaves += [symbol(p.name) for p in self.game.parameters] + [symbol(n) for n in claimed.ranges]
        leaves += [
            x
            for rows in (claimed.profile, *claimed.extreme)
            for row in rows
            for x in row or ()
            if not x.is_number
        ]
        leaves += [x for belief in claimed.beliefs.values() for x in belief if not x.is_number]
        said = [*self.here, *(c for sets in claimed.belief_sets.values() for s in sets for c in s)]
        return [*leaves, *(side for c in said for side in (c.lhs, c.rhs))]

    def left(self) -> float:
        return self.deadline - time.monotonic()

    # -- the question -----------------------------------------------------------------------------
    def judge(self) -> bool:
        """Note every failure in this part of the region; return whether it may have a point."""
        if not self._has_values():
            return True
        start = self._start()
        if start is not None:
            self._judge(start)
            if not self.findings.failed:
                points(self)
        return start is not None

    def _judge(self, start: dict[str, Value]) -> None:
        try:
            requirements, needs = self._required()
        except TooManyWays:
            self.findings.doubts.append(MANY_WAYS)
            return
        sets = [m for m in self.claimed.belief_sets if m in self.play.places]
        for m in self.claimed.belief_sets.keys() - set(sets):
            self.findings.doubts.append(
                f"Undecided: a set of beliefs {self.play.after(m)} has no meaning here."
            )
        before = len(self.findings.failed)
        sent = {str(need.chance.num): Requirement(need.chance, ">", str) for need in needs if need.chance}
        if not self.certify and self._nothing_fails([*requirements, *sent.values()], start):
            needs = [need for need in needs if not need.chance]
        elif self.certify or not (sent and self._nothing_fails(requirements, start)):
            for r in requirements if len(self.findings.failed) == before else ():
                self.prove(r)
        if len(self.findings.failed) > before:
            return
        for need in needs:
            self._served(need)
        for m in sets:
            place = self.play.after(m)
            self._excluded(self._idle_beliefs(m), f"a belief in the set stated {place} serves no reply")
            self._excluded(
                self._not_bayes(m),
                f"the set stated {place} is the belief that Bayes' rule gives",
                f"The belief set {place} must hold the belief that Bayes' rule gives and no other.",
            )
            if m in self.claimed.beliefs:
                self._excluded(
                    [self._outside(m)], f"the belief stated {place} is not in the set stated there"
                )
        if self.claimed.concept == "sequential" and not self.findings.failed:
            consistency(self)
        if self.claimed.concept == "stackelberg" and not self.findings.failed:
            commitment(self)

    def _start(self) -> dict[str, Value] | None:
        """A point of this part of the region, {} where none was found, None where there is none."""
        for point in self.shared.pool:
            place = [float(point[n]) for n in self.reader.names]
            if all(any(seems(lit, place) for lit in clause) for clause in self.extra):
                return point
        answer = self.ask(self.shared, self.extra)
        if answer.point is not None:
            self.shared.pool.append(answer.point)
        elif answer.word != UNSAT:
            self.findings.doubts.append("Undecided: whether the stated region has a point.")
        return None if answer.word == UNSAT else answer.point or {}

    def _required(self) -> tuple[list[Requirement], list[Need]]:
        """What must hold: comparisons; replies to messages perhaps not sent that have no stated belief."""
        claimed, quotient = self.claimed, self.reader.quotient
        needs: list[Need] = []
        found = [
            Requirement(quotient(part), op, functools.partial(_no_value, e, part, op))
            for e, part, op in self._obligations()
            if op == "!="
        ]
        play = self.play
        beliefs = {m: [quotient(x) for x in b] for m, b in claimed.beliefs.items()}
        for k, point in enumerate(dict.fromkeys((claimed.profile, *claimed.extreme))):
            rows = self.read(point)
            found += distributions(claimed.sets, rows, self.zero, self.one)
            found += play.complete(rows)
            found += play.requirements(rows)
            for m in set(beliefs).difference(play.places) if k == 0 else ():
                found += play.aside(rows, m, beliefs[m])
            for m in play.places:
                need = play.need(rows, m)
                stated, unsent = m in beliefs, not need.chance
                fixed = stated and not claimed.varies(m)
                if stated and (k == 0 or fixed):
                    found += play.bayes(need, beliefs[m])
                if (fixed and (k == 0 or unsent)) or (stated and k == 0 and unsent):
                    found += play.supported(need, beliefs[m])
                    found += play.believed(m, beliefs[m]) if k == 0 else ()
                else:
                    needs.append(need)
        return [r for r in found if r.value or r.op in ("!=", ">")], needs

    def read(self, point: Rows) -> list[Any]:
        """A profile in quotients."""
        return [None if row is None else [self.reader.quotient(x) for x in row] for row in point]

    def _nothing_fails(self, requirements: Sequence[Requirement], point: dict[str, Value]) -> bool:
        """Ask whether no comparison can fail: one question. A failure that it shows is noted."""
        clearing = Clearing(point, self.reader.names)
        failing = [lit for r in requirements for lit in clearing.literal(r.value, r.op).negated()]
        failing = {lit.key: lit for lit in (*failing, *clearing.assumed) if lit.truth is not False}
        if not failing or any(lit.truth for lit in failing.values()):
            return not failing
        answer = self.shared.z3.ask([*self.extra, tuple(failing.values())], self.left())
        if answer.point is not None:
            self.fails_at(answer.point)
        return answer.word == UNSAT

    # -- values -----------------------------------------------------------------------------------
    def _obligations(self) -> Iterator[tuple[Expression, Expression, str]]:
        """(formula, part, op): the formula has a value only where ``part op 0``.

        Beliefs that vary in a continuum may lack one where their message is not sent.
        """
        claimed = self.claimed
        used = [x for rows in (claimed.profile, *claimed.extreme) for row in rows for x in row or ()]
        used += [e for _, e in self.game.expressions()]
        used += [c.difference for sets in claimed.belief_sets.values() for s in sets for c in s]
        used += [x for belief in claimed.beliefs.values() for x in belief]
        loose = {x for m, b in claimed.beliefs.items() if claimed.varies(m) for x in b}
        for e in dict.fromkeys(x for x in used if not x.is_number):
            for part, op in obligations(e):
                if op != "!=" or e not in loose:
                    yield e, part, op

    def _has_values(self) -> bool:
        """Whether roots, logarithms and powers are taken where they may be; said of each on its own.

        What is assumed about a root (that it squares to its argument) must not serve to prove that it exists.
        """
        before = len(self.findings.failed) + len(self.findings.doubts)
        for e, part, op in self._obligations():
            if op != "!=":
                claim = Condition(part, op, ZERO)
                proof = prover_for([part], self.given, self.certify, self.integers).prove(
                    claim, self.deadline
                )
                if proof.status == REFUTED:
                    self.findings.fail(functools.partial(_no_value, e, part, op), None, proof.witness)
                elif proof.status != PROVED:
                    self.findings.doubts.append(f"Undecided: whether {e} has a value ({proof.reason}).")
        return len(self.findings.failed) + len(self.findings.doubts) == before

    # -- one by one -------------------------------------------------------------------------------
    def prover(self, more: Iterable[Condition] = ()) -> Prover:
        given = tuple(dict.fromkeys((*self.given, *more)))
        return prover_for(self.spoken_of(), given, self.certify, self.integers)

    def written(self, q: Quotient) -> Expression:
        return self.reader.expression(q.num) / self.reader.expression(q.den)

    def prove(self, r: Requirement, more: Iterable[Condition] = ()) -> None:
        """Prove one comparison, or note where it fails."""
        if literal(r.value, r.op).truth:
            return
        claim = Condition(self.written(r.value), r.op, ZERO)
        proof = self.prover(more).prove(claim, self.deadline)
        if proof.status == REFUTED:
            if not self.fails_at(proof.witness or {}):
                self.findings.fail(r.text, None, self.told(proof.witness or {}))
        elif proof.status != PROVED:
            self.findings.doubts.append(
                f"Undecided: {claim} ({proof.reason or 'the time limit was reached'})."
            )

    def told(self, point: Mapping[str, Value]) -> dict[str, Value]:
        """The values of parameters and free variables."""
        names = [p.name for p in self.game.parameters] + list(self.claimed.ranges)
        names += sorted({s for _, e in self.game.expressions() for s in e.symbols}.difference(names))
        return {n: point[n] for n in names if n in point}

    def fails_at(self, point: Mapping[str, Value]) -> bool:
        """Whether the claim fails at a rational point of the region, decided with numbers alone; note it."""
        at = self.told(point)
        values = {k: v for k, v in at.items() if isinstance(v, Fraction)}
        whole = all(v.denominator == 1 for k, v in values.items() if k in self.integers)
        known = frozenset().union(*(c.symbols for c in self.given)) <= values.keys()
        if len(values) < len(at) or not (whole and known) or not all(holds_at(c, values) for c in self.given):
            return False
        try:
            game = game_at(self.game, values)
            failed = [f for claimed in self.claimed.at(values) for f in exactly.check(game, claimed).failed]
        except (exactly.OutOfReach, ZeroDivisionError, ValueError, OverflowError):
            return False
        for text, gain in failed:
            self.findings.fail(text, gain, at)
        return bool(failed)

    def ask(self, prover: Prover, clauses: Sequence[Clause]) -> Answer:
        """Ask z3; where it says "unsatisfiable" and a second engine is wanted, it has to say so too."""
        answer = prover.z3.ask(clauses, self.left())
        if answer.word != UNSAT or not self.certify:
            return answer
        names = prover.reader.names  # questions about beliefs are beyond cvc5 without coverings
        return cvc5(names, [*prover.hypotheses, *clauses], self.left(), covered=len(names))

    # -- beliefs ----------------------------------------------------------------------------------
    def _served(self, need: Need) -> None:
        """Where the message is not sent, some belief (in the stated set) must make the reply best.

        There is none iff nonnegative multipliers make every type's loss negative in sum (Farkas, Motzkin), so
        that no quantifier is needed.
        """
        unsent = [] if not need.chance else [Condition(self.written(need.chance), "=", ZERO)]
        sets = self.claimed.belief_sets.get(need.place)
        systems = [[]] if sets is None else [coefficients(s, self.mu[need.place]) for s in sets]
        more = list(unsent)
        losses = [[self.written(x) for x in row] for row in need.losses]
        for k, system in enumerate(systems):
            if system is None:
                self.findings.doubts.append(
                    f"Undecided: the belief set {self.play.after(need.place)} is not linear."
                )
                return
            more += infeasible(losses, system, f"of {k}")
        answer = self.ask(self.prover(more), [])
        if answer.word != UNSAT and not self.fails_at(answer.point or {}):
            what = self.play.reply(need.place)
            self.findings.doubts.append(
                f"Undecided: whether {what[0].lower()}{what[1:]} is best to some belief."
            )

    def _excluded(self, questions: Iterable[Sequence[Clause]], what: str, fault: str = "") -> None:
        """Note it where one of the questions has a point in the region."""
        for clauses in questions:
            answer = self.ask(self.shared, [*self.extra, *clauses])
            if answer.word == UNSAT or self.fails_at(answer.point or {}):
                continue
            if fault and answer.point is not None and not self.reader.transcendental:
                self.findings.fail(fault, None, self.told(answer.point))
            else:
                self.findings.doubts.append(f"Undecided: whether {what}.")

    def _idle_beliefs(self, m: int) -> Iterator[list[Clause]]:
        """Ask of each part of a stated set: does a belief in it serve the reply at no extreme point?"""
        quotient, play = self.reader.quotient, self.play
        mu = [quotient(x) for x in self.mu[m]]
        replies: dict[Any, Clause] = {}
        unsent: list[Literal] = []
        for point, unless in self._ends(m):
            need = play.need(self.read(point), m)
            unsent.append(literal(need.chance, "="))
            key = repr((need.losses, unless))
            if key not in replies:
                outside = [(quotient(c.difference), c.op) for c in unless]
                replies[key] = denied([*((r.value, r.op) for r in play.supported(need, mu)), *outside])
        for conjunction in self.claimed.belief_sets[m]:
            yield [*self._inside(m, conjunction), settled(unsent), *replies.values()]

    def _not_bayes(self, m: int) -> Iterator[list[Clause]]:
        """Ask of a message that is sent: does the stated set hold another belief than Bayes', or lack it?"""
        quotient, claimed, play = self.reader.quotient, self.claimed, self.play
        mu = [quotient(x) for x in self.mu[m]]
        points = (claimed.profile, *claimed.extreme)
        need, *others = [play.need(self.read(point), m) for point in points]
        chances = {s for w in need.weights for s in self.written(w).symbols}
        if (
            not need.chance
            or chances & claimed.ranges.keys()
            or any(w - v for other in others for v, w in zip(need.weights, other.weights, strict=True))
        ):  # it varies in the continuum
            return
        sent, bayes = settled([literal(need.chance, ">")]), [(r.value, r.op) for r in play.bayes(need, mu)]
        for conjunction in claimed.belief_sets[m]:
            yield [sent, *self._inside(m, conjunction), denied(bayes)]
        outside = [denied((quotient(c.difference), c.op) for c in s) for s in claimed.belief_sets[m]]
        yield [sent, *((literal(q, op),) for q, op in bayes), *outside]

    def within(self, m: int, conjunction: Conjunction) -> list[Condition]:
        """The conditions that say that a belief lies in a part of a stated set."""
        mu = self.mu[m]
        simplex = [*(Condition(x, ">=", ZERO) for x in mu), Condition(add(*mu), "=", ONE)]
        return [*conjunction, *simplex]

    def _inside(self, m: int, conjunction: Conjunction) -> list[Clause]:
        """What says that a belief lies in a part of a stated set."""
        return [clause for c in self.within(m, conjunction) for clause in self.reader.clauses(c)]

    def _ends(self, m: int) -> Iterator[tuple[Any, Conjunction]]:
        """The extreme points; if none are stated, those at bounds of the variable that moves the reply."""
        claimed = self.claimed
        losses = self.play.need(self.read(claimed.profile), m).losses
        moved = sorted(
            {s for row in losses for x in row for s in self.written(x).symbols} & claimed.ranges.keys()
        )
        if claimed.extreme or len(moved) != 1:
            yield from ((point, ()) for point in claimed.extreme or (claimed.profile,))
            return
        for c in claimed.ranges[moved[0]]:
            for side, other in ((c.lhs, c.rhs), (c.rhs, c.lhs)):
                if side == symbol(moved[0]) and not other.symbols & claimed.ranges.keys():
                    at = {moved[0]: other}
                    point = tuple(
                        None if row is None else tuple(x.subs(at) for x in row) for row in claimed.profile
                    )
                    yield point, tuple(k.subs(at) for k in claimed.ranges[moved[0]])

    def _outside(self, m: int) -> list[Clause]:
        """The question whether the stated belief is in no part of the stated set."""
        values = dict(zip((x.args[0] for x in self.mu[m]), self.claimed.beliefs[m], strict=True))
        return [
            denied((self.reader.quotient(c.difference.subs(values)), c.op) for c in conjunction)
            for conjunction in self.claimed.belief_sets[m]
        ]


def _no_value(e: Expression, part: Expression, op: str) -> str:
    return f"{e} has no value where {part} {op} 0 fails."
