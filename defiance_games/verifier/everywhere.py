"""Verification with symbols: the same comparisons, proved for every point of the region.

All comparisons of an entry go into one question: can one of them fail somewhere in the region? Only where
the answer is not "no" are they taken one by one, to say which fails, where, and who gains.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from ..errors import escaped
from ..games.signaling import SignalingGame
from ..symbolic.balls import Value
from ..symbolic.condition import Condition
from ..symbolic.engines import SAT, UNSAT
from ..symbolic.expression import ONE, ZERO, Expression, add, symbol
from ..symbolic.polynomials import Clause, Literal, Poly, Quotient, literal, obligations
from ..symbolic.proof import PROVED, REFUTED, Prover, prover_for
from .claimed import Claimed, Conjunction
from .findings import Findings
from .rationality import Need, NormalFormPlay, Requirement, SignalingPlay, distributions

_OUT_OF_TIME = "It was not decided within the time limit."


def check(game: Any, claimed: Claimed, deadline: float, certify: bool) -> Findings:
    """Return what is wrong with a claim somewhere in its region, and what could not be decided."""
    findings = Findings()
    for disjunct in claimed.region.disjuncts:
        _Court(game, claimed, disjunct, findings, deadline, certify).judge()
    return findings


class _Court:
    """One conjunction of the region."""

    def __init__(
        self, game: Any, claimed: Claimed, disjunct: Conjunction, findings: Findings, deadline: float, certify: bool,
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

    def _spoken_of(self) -> list[Condition]:
        """Everything whose symbols and functions the reader must know; the same for every entry of a game, mostly."""
        claimed = self.claimed
        leaves: list[Expression] = [e for _, e in self.game.expressions()] + self.mu
        leaves += [symbol(p.name) for p in self.game.parameters] + [symbol(n) for n in claimed.ranges]
        leaves += [x for rows in (claimed.profile, *claimed.extreme) for row in rows for x in row if not x.is_number]
        leaves += [x for belief in claimed.beliefs.values() for x in belief if not x.is_number]
        said = [Condition(e, ">", ZERO) for e in dict.fromkeys(leaves)]
        return [*said, *self.here, *(c for sets in claimed.belief_sets.values() for s in sets for c in s)]

    def _left(self) -> float:
        return self.deadline - time.monotonic()

    # -- the question -----------------------------------------------------------------------------
    def judge(self) -> None:
        """Note every failure in this part of the region."""
        start = self.shared.z3.ask(self.extra, self._left())
        if start.word == UNSAT:
            return
        requirements, needs = self._required()
        if not self.certify and self._impossible(requirements, needs, start.point or {}):
            return
        for r in requirements:
            self._one(r)
        for need in needs:
            self._served(need)
        if self.signaling and not self.findings.failures:
            for m, sets in self.claimed.belief_sets.items():
                self._check_set(m, sets)

    def _required(self) -> tuple[list[Requirement], list[Need]]:
        """What must hold: comparisons, and replies to messages that may not be sent and have no stated belief."""
        claimed, quotient = self.claimed, self.reader.quotient
        needs: list[Need] = []
        found: list[Requirement] = list(self._definedness())
        points = [claimed.profile, *claimed.extreme]
        play = (SignalingPlay(self.game, quotient, self.zero, self.one) if self.signaling
                else NormalFormPlay(self.game, quotient, self.zero))
        beliefs = {m: [quotient(x) for x in b] for m, b in claimed.beliefs.items()}
        fixed = {m for m, b in claimed.beliefs.items() if not any(x.symbols & claimed.ranges.keys() for x in b)}
        for k, point in enumerate(dict.fromkeys(points)):
            rows = [[quotient(x) for x in row] for row in point]
            found += distributions(claimed.sets, rows, self.zero, self.one)
            found += play.requirements(rows)
            if isinstance(play, SignalingPlay):
                for m in play.messages:
                    need = play.need(rows, m)
                    if m in beliefs and k == 0:
                        found += play.bayes(need, beliefs[m])
                    if m in fixed and (k == 0 or not need.chance):
                        found += play.supported(need, beliefs[m])
                    else:
                        needs.append(need)
        if isinstance(play, SignalingPlay):
            for m in fixed:
                found += play.believed(m, beliefs[m])
                found += self._membership(m)
        return [r for r in found if r.value or r.op in ("!=", ">")], needs

    def _definedness(self) -> Iterator[Requirement]:
        """Formulas must have a value; beliefs that vary in a continuum only where their message is sent."""
        claimed = self.claimed
        used = [x for rows in (claimed.profile, *claimed.extreme) for row in rows for x in row]
        used += [x for b in claimed.beliefs.values() for x in b if not x.symbols & claimed.ranges.keys()]
        used += [e for _, e in self.game.expressions()]
        used += [c.difference for sets in claimed.belief_sets.values() for s in sets for c in s]
        for e in dict.fromkeys(x for x in used if not x.is_number):
            for part, op in obligations(e):
                yield Requirement(self.reader.quotient(part), op, f"{e} has no value where {part} {op} 0 fails.")

    def _membership(self, m: int) -> Iterator[Requirement]:
        """The stated belief lies in the stated set, where that is one conjunction."""
        sets = self.claimed.belief_sets.get(m, ())
        if len(sets) == 1:
            values = dict(zip((x.args[0] for x in self.mu), self.claimed.beliefs[m], strict=True))
            text = f"The belief stated after {escaped(self.game.messages[m])} is not in the belief set stated there."
            for c in sets[0]:
                q = self.reader.quotient(c.difference.subs(values))
                yield Requirement(-q if c.op in ("<", "<=") else q, {"<": ">", "<=": ">="}.get(c.op, c.op), text)

    def _impossible(self, requirements: Sequence[Requirement], needs: Sequence[Need], point: dict[str, Value]) -> bool:
        """Whether nothing can fail: one question, and one more for each belief set."""
        clearing = _Clearing(point, self.reader.names)
        failing = [lit for r in requirements for lit in clearing.literal(r.value, r.op).negated()]
        chances = {str(n.chance.num): n.chance for n in needs if n.chance}
        failing += [lit for p in chances.values() for lit in clearing.literal(p, ">").negated()]
        failing += clearing.assumed
        failing = list({lit.key: lit for lit in failing if lit.truth is not False}.values())
        if any(lit.truth for lit in failing) or any(not need.chance for need in needs):
            return False
        if failing and self.shared.z3.ask([*self.extra, tuple(failing)], self._left()).word != UNSAT:
            return False
        return all(self._set_serves(m, sets).word == UNSAT for m, sets in self.claimed.belief_sets.items())

    # -- one by one -------------------------------------------------------------------------------
    def _prover(self, more: Iterable[Condition] = (), claims: Iterable[Condition] = ()) -> Prover:
        given = tuple(dict.fromkeys((*self.given, *more)))
        return prover_for([*self._spoken_of(), *claims], given, self.certify, self.integers)

    def _written(self, q: Quotient) -> Expression:
        return self.reader.expression(q.num) / self.reader.expression(q.den)

    def _one(self, r: Requirement) -> None:
        """Prove one comparison, or note where it fails."""
        if r.value and r.value.num.is_constant() and r.value.den.is_constant() and r.op == ">=" and literal(
            r.value, r.op
        ).truth:
            return
        value = self._written(r.value)
        proof = self._prover().prove(Condition(value, r.op, ZERO), self.deadline)
        if proof.status == REFUTED:
            at = proof.witness or {}
            self.findings.fail(r.text, self._gain(r, value, at), at)
        elif proof.status != PROVED:
            self.findings.doubts.append(f"Undecided: {value} {r.op} 0 ({proof.reason or _OUT_OF_TIME})")

    def _gain(self, r: Requirement, value: Expression, at: Any) -> Fraction | None:
        if not r.is_gain or not all(isinstance(v, Fraction) for v in at.values()):
            return None
        weight = ONE if r.weight is None else self._written(r.weight)
        numbers = value.evaluate(at), weight.evaluate(at)
        if not all(isinstance(x, Fraction) for x in numbers) or not numbers[1]:
            return None
        return Fraction(-numbers[0]) / Fraction(numbers[1])

    # -- beliefs ----------------------------------------------------------------------------------
    def _served(self, need: Need) -> None:
        """Where the message is not sent, some belief (in the stated set) must make the reply best.

        There is none iff nonnegative multipliers make every type's loss negative in sum (Farkas, Motzkin), so
        that no quantifier is needed.
        """
        unsent = [] if not need.chance else [Condition(self._written(need.chance), "=", ZERO)]
        sets = self.claimed.belief_sets.get(need.message)
        systems = [[]] if sets is None else [_coefficients(s, self.mu) for s in sets]
        more = list(unsent)
        for k, system in enumerate(systems):
            if system is None:
                self.findings.doubts.append(f"Undecided: the belief set after {self._message(need.message)} is not linear.")
                return
            more += self._infeasible(need, system, f"of {k}")
        prover = self._prover(more, more)
        answer = prover.z3.ask([], self._left())
        if answer.word == UNSAT:
            return
        names = {p.name for p in self.game.parameters} | self.claimed.ranges.keys()
        at = {k: v for k, v in (answer.point or {}).items() if k in names}
        exact = answer.word == SAT and not self.reader.transcendental and all(
            isinstance(v, Fraction) for v in at.values())
        reply = f"The reply of {escaped(self.game.players[1])} to {self._message(need.message)}"
        where = "no belief" if sets is None else "no belief in the stated set"
        if exact:
            self.findings.fail(f"{reply} is best to {where}.", None, at)
        else:
            self.findings.doubts.append(f"Undecided: whether {reply[0].lower()}{reply[1:]} is best to a belief.")

    def _message(self, m: int) -> str:
        return escaped(self.game.messages[m])

    def _infeasible(self, need: Need, system: list[tuple[list[Expression], Expression, str]], tag: str) -> Iterator[Condition]:
        """Conditions on multipliers that show that no belief serves."""
        y = [symbol(f"y{i} {tag}") for i in range(len(need.losses))]
        z = [symbol(f"z{i} {tag}") for i in range(len(system))]
        v = symbol(f"v {tag}")
        yield from (Condition(x, ">=", ZERO) for x in y)
        yield from (Condition(x, ">=", ZERO) for x, (_, _, op) in zip(z, system, strict=True) if op != "=")
        for t in range(len(self.mu)):
            losses = [x * self._written(row[t]) for x, row in zip(y, need.losses, strict=True) if row[t]]
            bounds = [x * a[t] for x, (a, _, _) in zip(z, system, strict=True)]
            yield Condition(add(*losses, *bounds), "<=", v)
        whole = add(v, *(x * c for x, (_, c, _) in zip(z, system, strict=True)))
        strict = [x for x, (_, _, op) in zip(z, system, strict=True) if op == ">"]
        if strict:  # scaled: the constant is -1, or 0 with strict multipliers that sum to 1
            gap = symbol(f"gap {tag}")
            yield from (Condition(gap, ">=", ZERO), Condition(whole + gap, "<=", ZERO))
            yield Condition(gap + add(*strict), "=", ONE)
        else:
            yield Condition(whole, "<", ZERO)

    def _set_serves(self, m: int, sets: Sequence[Conjunction]) -> Any:
        """Ask whether a belief in the stated set serves the reply at no extreme point."""
        return next((a for s in sets if (a := self._idle_belief(m, s)).word != UNSAT), _Nothing)

    def _idle_belief(self, m: int, conjunction: Conjunction) -> Any:
        inside = [*conjunction, *(Condition(x, ">=", ZERO) for x in self.mu), Condition(add(*self.mu), "=", ONE)]
        clauses = [clause for c in inside for clause in self.reader.clauses(c)]
        mu = [self.reader.quotient(x) for x in self.mu]
        quotient = self.reader.quotient
        play = SignalingPlay(self.game, quotient, self.zero, self.one)
        points = self.claimed.extreme or (self.claimed.profile,)
        replies: dict[Any, Clause] = {}
        for point in points:
            reply = point[len(self.mu) + m]
            if reply not in replies:
                need = play.need([[quotient(x) for x in row] for row in point], m)
                replies[reply] = tuple(
                    lit for r in play.supported(need, mu) for lit in literal(r.value, r.op).negated() if lit.truth is not False)
        return self.shared.z3.ask([*self.extra, *clauses, *replies.values()], self._left())

    def _check_set(self, m: int, sets: Sequence[Conjunction]) -> None:
        """Note it where a stated set holds a belief that serves no reply of the entry."""
        answer = self._set_serves(m, sets)
        if answer.word == UNSAT:
            return
        at = {k: v for k, v in (answer.point or {}).items() if not self.reader.atoms.keys() & {k}}
        text = f"The belief set after {self._message(m)} is too large: a belief in it serves no reply stated there."
        if answer.word == SAT and not self.reader.transcendental and all(isinstance(v, Fraction) for v in at.values()):
            self.findings.fail(text, None, at)
        else:
            self.findings.doubts.append(f"Undecided: whether every belief in the set after {self._message(m)} serves.")


class _Nothing:
    word = UNSAT


class _Clearing:
    """Drops denominators, on the assumption that each keeps the sign it has at one point; notes what it assumed."""

    def __init__(self, point: dict[str, Value], names: Sequence[str]):
        self.point = [float(point[n]) for n in names] if point else None
        self.assumed: list[Literal] = []
        self._signs: dict[str, int] = {}

    def literal(self, q: Quotient, op: str) -> Literal:
        """Return ``q op 0``, denominators dropped."""
        if q.den.is_constant() or op in ("=", "!="):
            return literal(q, op)
        sign = 1
        for f, n in q.den.factor()[1]:
            s = self._sign(f)
            if not s:
                return literal(q, op)
            sign *= s if n % 2 else 1
        return literal(Quotient(q.num * sign, q.den.context().constant(1)), op)

    def _sign(self, f: Poly) -> int:
        key = str(f)
        if key not in self._signs:
            value = 0.0
            if self.point is not None:
                for monomial, c in zip(f.monoms(), f.coeffs(), strict=True):
                    term = float(int(c))
                    for x, d in zip(self.point, monomial, strict=False):
                        term *= x ** int(d)
                    value += term
            self._signs[key] = (value > 1e-9) - (value < -1e-9)
            if self._signs[key]:
                self.assumed.append(Literal(-f * self._signs[key], ">="))
        return self._signs[key]


def _coefficients(
    conjunction: Conjunction, mu: Sequence[Expression],
) -> list[tuple[list[Expression], Expression, str]] | None:
    """Conditions on beliefs as (coefficient of each, constant, > >= or =); None where they are not linear."""
    from ..symbolic.expand import is_zero

    found = []
    names = [x.args[0] for x in mu]
    for c in conjunction:
        e = -c.difference if c.op in ("<", "<=") else c.difference
        constant = e.subs(dict.fromkeys(names, ZERO))
        units = [e.subs({n: ONE if n == name else ZERO for n in names}) - constant for name in names]
        if c.op == "!=" or not is_zero(e - constant - add(*(a * x for a, x in zip(units, mu, strict=True)))):
            return None
        found.append((units, constant, {"<": ">", "<=": ">="}.get(c.op, c.op)))
    return found
