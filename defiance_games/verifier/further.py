"""What a claim with symbols needs besides comparisons: points, consistency, the best commitment."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..symbolic.condition import Condition
from ..symbolic.engines import UNSAT
from ..symbolic.expression import number, symbol
from ..symbolic.polynomials import Clause, Quotient, literal
from ..symbolic.prover import prover_for
from .claimed import Rows
from .clearing import settled
from .consistency import NotDecided, requirements
from .somewhere import lacking

if TYPE_CHECKING:
    from .everywhere import Court

MOST_CHOICES = 64  # of one part from each set of beliefs
MOST_SPLITS = 8  # by whether a probability is zero


def points(court: Court) -> None:
    """The continuum has a point wherever it is claimed, as far as that can be told."""
    ranges = court.claimed.ranges.keys()
    if not ranges or not {s for c in court.here for s in c.symbols} - ranges or court.reader.atoms:
        return
    inside = [clause for c in court.claimed.bounds for clause in court.reader.clauses(c)]
    outer = [
        clause for c in court.given if c not in court.claimed.bounds for clause in court.reader.clauses(c)
    ]
    said, at = lacking(court.reader.names, ranges, outer, inside, min(2.0, court.left()))
    if said == "sat" and at is not None:
        at = {n: x for n, x in at.items() if n not in ranges}
        known = [Condition(symbol(n), "=", number(x)) for n, x in at.items()]
        if court.ask(court.prover(known), []).word == UNSAT and all(
            c.holds(at) for c in court.given if c not in court.claimed.bounds
        ):
            court.findings.fail("The ranges of the free variables have no point.", None, court.told(at))


def commitment(court: Court) -> None:
    """No other commitment gives the leader more."""
    for point in dict.fromkeys((court.claimed.profile, *court.claimed.extreme)):
        value = court.written(court.play.leaders(court.read(point)))
        for rival in court.play.commitment.rivals(value):
            prover = prover_for(
                [*court.spoken_of(), *(c.difference for c in rival)],
                tuple(dict.fromkeys((*court.given, *rival))),
                court.certify,
                court.integers,
            )
            answer = court.ask(prover, [])
            if answer.word != UNSAT and not court.fails_at(answer.point or {}):
                court.findings.doubts.append("Undecided: whether another commitment gives the leader more.")
                return


def consistency(court: Court) -> None:
    """The beliefs stated, and any choice from the sets of beliefs, are consistent throughout."""
    quotient, claimed = court.reader.quotient, court.claimed
    stated = {m: [quotient(x) for x in belief] for m, belief in claimed.beliefs.items()}
    sets = {m: s for m, s in claimed.belief_sets.items() if m in court.play.places}
    try:
        for point in dict.fromkeys((claimed.profile, *claimed.extreme)):
            there = stated if point == claimed.profile else _stated_at(court, point)
            _consistent(court, point, there, [])
        if math.prod(map(len, sets.values())) > MOST_CHOICES:
            raise NotDecided("there are too many sets of beliefs")
        for chosen in itertools.product(*sets.values()) if sets else ():
            free = {m: [quotient(x) for x in court.mu[m]] for m in sets}
            inside = [c for m, s in zip(sets, chosen, strict=True) for c in court.within(m, s)]
            _consistent(court, claimed.profile, {**stated, **free}, inside)
    except NotDecided as why:
        court.findings.doubts.append(f"Consistency was not decided: {why}.")


def _stated_at(court: Court, point: Rows) -> dict[int, list[Quotient]]:
    """The beliefs stated at an extreme point; a free variable has the value of a probability that it is."""
    claimed = court.claimed
    values = {
        x.args[0]: y
        for row, other in zip(claimed.profile, point, strict=True)
        for x, y in zip(row or (), other or (), strict=False)
        if x.op == "symbol" and x.args[0] in claimed.ranges
    }
    found = {}
    for m, belief in claimed.beliefs.items():
        if not claimed.varies(m):
            found[m] = [court.reader.quotient(x) for x in belief]
        elif claimed.ranges.keys() & {s for x in belief for s in x.symbols} <= values.keys():
            try:
                found[m] = [court.reader.quotient(x.subs(values)) for x in belief]
            except ZeroDivisionError:
                continue
    return found


def _consistent(
    court: Court, point: Rows, stated: dict[int, list[Quotient]], more: list[Condition], splits: int = 0
) -> None:
    """Prove that beliefs are consistent where the region and ``more`` hold.

    What is not zero throughout is taken to be positive. That is enough if it is so near every point (limits
    of consistent beliefs are consistent); else the places where it is zero are a case of their own.
    """
    extra = [*court.extra, *(clause for c in more for clause in court.reader.clauses(c))]
    if splits and court.ask(court.shared, extra).word == UNSAT:
        return
    mixes, beliefs = court.play.assessment(court.read(point), stated)
    mixes = [row and [_or_zero(court, x, extra) for x in row] for row in mixes]
    beliefs = {m: [_or_zero(court, x, extra) for x in row] for m, row in beliefs.items()}
    used = [x for row in (*(m for m in mixes if m), *beliefs.values()) for x in row]
    strict = [(lit,) for lit in {repr(x): literal(x, ">") for x in used if x}.values() if not lit.truth]
    vanishing = settled([n for (lit,) in strict for n in lit.negated()])
    if strict and court.ask(court.shared, [*extra, vanishing]).word != UNSAT:
        clauses = [*court.shared.hypotheses, *extra]
        convex = all(len(c) == 1 and c[0].op != "!=" and c[0].poly.total_degree() <= 1 for c in clauses)
        if not convex or court.ask(court.shared, [*extra, *strict]).point is None:
            zero = next((x for x in used if x and _may_vanish(court, x, extra)), None)
            if splits == MOST_SPLITS or zero is None:
                raise NotDecided("some probabilities may be zero at places")
            for op in ("=", ">"):
                there = Condition(court.written(zero), op, number(0))
                _consistent(court, point, stated, [*more, there], splits + 1)
            return
    for r in requirements(court.game, mixes, beliefs, court.one):
        if r.value:
            court.prove(r, more)


def _may_vanish(court: Court, x: Quotient, extra: Sequence[Clause]) -> bool:
    """Whether a probability may be zero somewhere."""
    lit = literal(x, "=")
    return lit.truth is None and court.ask(court.shared, [*extra, (lit,)]).word != UNSAT


def _or_zero(court: Court, x: Quotient, extra: Sequence[Clause]) -> Quotient:
    """A probability; zero where it is zero throughout."""
    lit = literal(x, "!=")
    return court.zero if lit.truth is None and court.ask(court.shared, [*extra, (lit,)]).word == UNSAT else x
