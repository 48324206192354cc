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

from ..errors import escaped
from ..games.signaling import SignalingGame
from ..symbolic.balls import Value, holds_at
from ..symbolic.condition import Condition
from ..symbolic.engines import UNSAT, Answer, cvc5
from ..symbolic.expression import ONE, ZERO, Expression, add, symbol
from ..symbolic.polynomials import Clause, Literal, Quotient, literal, obligations
from ..symbolic.proof import PROVED, REFUTED, Prover, prover_for
from . import exactly
from .claimed import Claimed, Conjunction, game_at
from .clearing import Clearing, seems
from .duality import coefficients, infeasible
from .findings import Findings
from .rationality import Need, NormalFormPlay, Requirement, SignalingPlay, distributions


def check(game: Any, claimed: Claimed, deadline: float, certify: bool) -> Findings:
    """Return what is wrong with a claim somewhere in its region, and what could not be decided."""
    findings = Findings()
    somewhere = False
    for disjunct in claimed.region.disjuncts:
        somewhere |= _Court(game, claimed, disjunct, findings, deadline, certify).judge()
    if not somewhere:
        ranges = " and the ranges of its free variables have no point" if claimed.ranges else " is empty"
        findings.fail(f"The stated region{ranges}.")
    return findings


MANY = 8  # variables: from here on sums of what is known are tried before z3


class _Court:
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
        self.signaling = isinstance(game, SignalingGame)
        self.domain = tuple(game.domain)
        self.integers = frozenset(p.name for p in game.parameters if p.integer)
        self.here: Conjunction = (*disjunct, *claimed.bounds)
        self.given = tuple(dict.fromkeys((*self.domain, *self.here)))
        self.mu = [symbol(f"mu_{t}") for t in game.types] if self.signaling else []
        self.shared = prover_for(self._spoken_of(), self.domain, False, self.integers)
        self.reader = self.shared.reader
        self.one = self.reader.quotient(ONE)
        self.zero = self.one - self.one
        self.extra: list[Clause] = [clause for c in self.here for clause in self.reader.clauses(c)]

    def _spoken_of(self) -> list[Expression]:
        """All whose symbols and functions the reader must know; mostly the same for a game's entries."""
        claimed = self.claimed
        leaves: list[Expression] = [e for _, e in self.game.expressions()] + self.mu
        leaves += [symbol(p.name) for p in self.game.parameters] + [symbol(n) for n in claimed.ranges]
        leaves += [
            x for rows in (claimed.profile, *claimed.extreme) for row in rows for x in row if not x.is_number
        ]
        leaves += [x for belief in claimed.beliefs.values() for x in belief if not x.is_number]
        said = [*self.here, *(c for sets in claimed.belief_sets.values() for s in sets for c in s)]
        return [*leaves, *(side for c in said for side in (c.lhs, c.rhs))]

    def _left(self) -> float:
        return self.deadline - time.monotonic()

    # -- the question -----------------------------------------------------------------------------
    def judge(self) -> bool:
        """Note every failure in this part of the region; return whether it may have a point."""
        if not self._has_values():
            return True
        start = self._start()
        if start is not None:
            self._judge(start)
        return start is not None

    def _judge(self, start: dict[str, Value]) -> None:
        requirements, needs = self._required()
        sets = self.claimed.belief_sets if self.signaling else {}
        before = len(self.findings.failed)
        sent = {str(need.chance.num): Requirement(need.chance, ">", str) for need in needs if need.chance}
        if not self.certify and self._nothing_fails([*requirements, *sent.values()], start):
            needs = [need for need in needs if not need.chance]
        elif self.certify or not (sent and self._nothing_fails(requirements, start)):
            for r in requirements if len(self.findings.failed) == before else ():
                self._one(r)
        if len(self.findings.failed) > before:
            return
        for need in needs:
            self._served(need)
        for m in sets:
            message = escaped(self.game.messages[m])
            self._excluded(
                self._idle_beliefs(m), f"a belief in the set stated after {message} serves no reply"
            )
            self._excluded(
                self._not_bayes(m),
                f"the set stated after {message} is the belief that Bayes' rule gives",
                f"The belief set after {message} must hold the belief that Bayes' rule gives and no other.",
            )
            if m in self.claimed.beliefs:
                self._excluded(
                    [self._outside(m)], f"the belief stated after {message} is not in the set stated there"
                )

    def _start(self) -> dict[str, Value] | None:
        """A point of this part of the region, {} where none was found, None where there is none."""
        for point in self.shared.pool:
            place = [float(point[n]) for n in self.reader.names]
            if all(any(seems(lit, place) for lit in clause) for clause in self.extra):
                return point
        answer = self._ask(self.shared, self.extra)
        if answer.point is not None:
            self.shared.pool.append(answer.point)
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
        play = (
            SignalingPlay(self.game, quotient, self.zero, self.one)
            if self.signaling
            else NormalFormPlay(self.game, quotient, self.zero)
        )
        beliefs = {m: [quotient(x) for x in b] for m, b in claimed.beliefs.items()}
        for k, point in enumerate(dict.fromkeys((claimed.profile, *claimed.extreme))):
            rows = [[quotient(x) for x in row] for row in point]
            found += distributions(claimed.sets, rows, self.zero, self.one)
            found += play.requirements(rows)
            if not isinstance(play, SignalingPlay):
                continue
            for m in play.messages:
                need = play.need(rows, m)
                stated, unsent = m in beliefs, not need.chance
                fixed = stated and not claimed.varies(m)
                if stated and k == 0:
                    found += play.bayes(need, beliefs[m])
                if (fixed and (k == 0 or unsent)) or (stated and k == 0 and unsent):
                    found += play.supported(need, beliefs[m])
                    found += play.believed(m, beliefs[m]) if k == 0 else ()
                else:
                    needs.append(need)
        return [r for r in found if r.value or r.op in ("!=", ">")], needs

    def _nothing_fails(self, requirements: Sequence[Requirement], point: dict[str, Value]) -> bool:
        """Ask whether no comparison can fail: one question. A failure that it shows is noted."""
        clearing = Clearing(point, self.reader.names)
        failing = [lit for r in requirements for lit in clearing.literal(r.value, r.op).negated()]
        failing = {lit.key: lit for lit in (*failing, *clearing.assumed) if lit.truth is not False}
        if not failing or any(lit.truth for lit in failing.values()):
            return not failing
        answer = self.shared.z3.ask([*self.extra, tuple(failing.values())], self._left())
        if answer.point is not None:
            self._fails_at(answer.point)
        return answer.word == UNSAT

    # -- values -----------------------------------------------------------------------------------
    def _obligations(self) -> Iterator[tuple[Expression, Expression, str]]:
        """(formula, part, op): the formula has a value only where ``part op 0``.

        Beliefs that vary in a continuum may lack one where their message is not sent.
        """
        claimed = self.claimed
        used = [x for rows in (claimed.profile, *claimed.extreme) for row in rows for x in row]
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
    def _prover(self, more: Iterable[Condition] = ()) -> Prover:
        given = tuple(dict.fromkeys((*self.given, *more)))
        return prover_for(self._spoken_of(), given, self.certify, self.integers)

    def _written(self, q: Quotient) -> Expression:
        return self.reader.expression(q.num) / self.reader.expression(q.den)

    def _one(self, r: Requirement) -> None:
        """Prove one comparison, or note where it fails."""
        if literal(r.value, r.op).truth:
            return
        claim = Condition(self._written(r.value), r.op, ZERO)
        proof = self._prover().prove(claim, self.deadline)
        if proof.status == REFUTED:
            if not self._fails_at(proof.witness or {}):
                self.findings.fail(r.text, None, self._told(proof.witness or {}))
        elif proof.status != PROVED:
            self.findings.doubts.append(
                f"Undecided: {claim} ({proof.reason or 'the time limit was reached'})."
            )

    def _told(self, point: Mapping[str, Value]) -> dict[str, Value]:
        """The values of parameters and free variables."""
        names = [p.name for p in self.game.parameters] + list(self.claimed.ranges)
        names += sorted({s for _, e in self.game.expressions() for s in e.symbols}.difference(names))
        return {n: point[n] for n in names if n in point}

    def _fails_at(self, point: Mapping[str, Value]) -> bool:
        """Whether the claim fails at a rational point of the region, decided with numbers alone; note it."""
        at = self._told(point)
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

    def _ask(self, prover: Prover, clauses: Sequence[Clause]) -> Answer:
        """Ask z3; where it says "unsatisfiable" and a second engine is wanted, it has to say so too."""
        answer = prover.z3.ask(clauses, self._left())
        if answer.word != UNSAT or not self.certify:
            return answer
        names = prover.reader.names  # questions about beliefs are beyond cvc5 without coverings
        return cvc5(names, [*prover.hypotheses, *clauses], self._left(), covered=len(names))

    # -- beliefs ----------------------------------------------------------------------------------
    def _served(self, need: Need) -> None:
        """Where the message is not sent, some belief (in the stated set) must make the reply best.

        There is none iff nonnegative multipliers make every type's loss negative in sum (Farkas, Motzkin), so
        that no quantifier is needed.
        """
        unsent = [] if not need.chance else [Condition(self._written(need.chance), "=", ZERO)]
        sets = self.claimed.belief_sets.get(need.message)
        systems = [[]] if sets is None else [coefficients(s, self.mu) for s in sets]
        more = list(unsent)
        losses = [[self._written(x) for x in row] for row in need.losses]
        for k, system in enumerate(systems):
            if system is None:
                self.findings.doubts.append(
                    f"Undecided: the belief set after {self._message(need.message)} is not linear."
                )
                return
            more += infeasible(losses, system, f"of {k}")
        answer = self._ask(self._prover(more), [])
        if answer.word != UNSAT and not self._fails_at(answer.point or {}):
            who, message = escaped(self.game.players[1]), self._message(need.message)
            self.findings.doubts.append(
                f"Undecided: whether the reply of {who} to {message} is best to some belief."
            )

    def _message(self, m: int) -> str:
        return escaped(self.game.messages[m])

    def _excluded(self, questions: Iterable[Sequence[Clause]], what: str, fault: str = "") -> None:
        """Note it where one of the questions has a point in the region."""
        for clauses in questions:
            answer = self._ask(self.shared, [*self.extra, *clauses])
            if answer.word == UNSAT or self._fails_at(answer.point or {}):
                continue
            if fault and answer.point is not None and not self.reader.transcendental:
                self.findings.fail(fault, None, self._told(answer.point))
            else:
                self.findings.doubts.append(f"Undecided: whether {what}.")

    def _idle_beliefs(self, m: int) -> Iterator[list[Clause]]:
        """Ask of each part of a stated set: does a belief in it serve the reply at no extreme point?"""
        quotient = self.reader.quotient
        play, mu = SignalingPlay(self.game, quotient, self.zero, self.one), [quotient(x) for x in self.mu]
        replies: dict[Any, Clause] = {}
        unsent: list[Literal] = []
        for point, unless in self._ends(m):
            reply = point[len(self.mu) + m]
            need = play.need([[quotient(x) for x in row] for row in point], m)
            unsent.append(literal(need.chance, "="))
            if reply not in replies:
                outside = [(quotient(c.difference), c.op) for c in unless]
                replies[reply] = _denied([*((r.value, r.op) for r in play.supported(need, mu)), *outside])
        for conjunction in self.claimed.belief_sets[m]:
            yield [*self._inside(conjunction), _settled(unsent), *replies.values()]

    def _not_bayes(self, m: int) -> Iterator[list[Clause]]:
        """Ask of a message that is sent: does the stated set hold another belief than Bayes', or lack it?"""
        quotient, claimed = self.reader.quotient, self.claimed
        play, mu = SignalingPlay(self.game, quotient, self.zero, self.one), [quotient(x) for x in self.mu]
        points = (claimed.profile, *claimed.extreme)
        need, *others = [play.need([[quotient(x) for x in row] for row in point], m) for point in points]
        chances = {s for w in need.weights for s in self._written(w).symbols}
        if (
            not need.chance
            or chances & claimed.ranges.keys()
            or any(w - v for other in others for v, w in zip(need.weights, other.weights, strict=True))
        ):  # it varies in the continuum
            return
        sent, bayes = _settled([literal(need.chance, ">")]), [(r.value, r.op) for r in play.bayes(need, mu)]
        for conjunction in claimed.belief_sets[m]:
            yield [sent, *self._inside(conjunction), _denied(bayes)]
        outside = [_denied((quotient(c.difference), c.op) for c in s) for s in claimed.belief_sets[m]]
        yield [sent, *((literal(q, op),) for q, op in bayes), *outside]

    def _inside(self, conjunction: Conjunction) -> list[Clause]:
        """What says that a belief lies in a part of a stated set."""
        simplex = [*(Condition(x, ">=", ZERO) for x in self.mu), Condition(add(*self.mu), "=", ONE)]
        return [clause for c in (*conjunction, *simplex) for clause in self.reader.clauses(c)]

    def _ends(self, m: int) -> Iterator[tuple[Any, Conjunction]]:
        """The extreme points; if none are stated, those at bounds of the variable that moves the reply."""
        claimed = self.claimed
        moved = sorted(
            {s for x in claimed.profile[len(self.mu) + m] for s in x.symbols} & claimed.ranges.keys()
        )
        if claimed.extreme or len(moved) != 1:
            yield from ((point, ()) for point in claimed.extreme or (claimed.profile,))
            return
        for c in claimed.ranges[moved[0]]:
            for side, other in ((c.lhs, c.rhs), (c.rhs, c.lhs)):
                if side == symbol(moved[0]) and not other.symbols & claimed.ranges.keys():
                    at = {moved[0]: other}
                    point = tuple(tuple(x.subs(at) for x in row) for row in claimed.profile)
                    yield point, tuple(k.subs(at) for k in claimed.ranges[moved[0]])

    def _outside(self, m: int) -> list[Clause]:
        """The question whether the stated belief is in no part of the stated set."""
        values = dict(zip((x.args[0] for x in self.mu), self.claimed.beliefs[m], strict=True))
        return [
            _denied((self.reader.quotient(c.difference.subs(values)), c.op) for c in conjunction)
            for conjunction in self.claimed.belief_sets[m]
        ]


def _no_value(e: Expression, part: Expression, op: str) -> str:
    return f"{e} has no value where {part} {op} 0 fails."


def _denied(comparisons: Iterable[tuple[Quotient, str]]) -> Clause:
    """The clause that one of the comparisons fails."""
    return _settled([lit for q, op in comparisons for lit in literal(q, op).negated()])


def _settled(literals: Sequence[Literal]) -> Clause:
    """The clause that one of the literals holds; those that hold nowhere are dropped."""
    true = [lit for lit in literals if lit.truth]
    return tuple(true[:1] or (lit for lit in literals if lit.truth is None))
