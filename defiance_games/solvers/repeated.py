"""The critical discount factor of a repeated game with triggers.

To keep to it is no worse than to deviate once iff delta*(deviation - punishment) >= deviation - cooperation:
a linear inequality in delta. Of symbols the answer is a formula, which holds where every deviation is worth
no less than the cooperation and more than the punishment.

>>> from defiance_games.problems.repeated import Repeated
>>> solve(Repeated(["A", "B"], cooperation=[3, 3], deviation=[5, 4], punishment=[1, 1])).critical
Fraction(1, 2)
>>> solve(Repeated(["Center"], ["-h*e - k*p*e"], ["-h*e"], ["-h"])).critical
e*k*p/(h*(1 - e))
"""

from __future__ import annotations

from collections.abc import Sequence

from ..problems.repeated import Number, Repeated, Sustained
from ..symbolic.condition import Condition
from ..symbolic.expression import ZERO, Expression, as_expression
from ..symbolic.functions import largest
from ..symbolic.proof import prove
from ..symbolic.ring import simplify


def solve(problem: Repeated, deadline: float | None = None) -> Sustained:
    """Return each player's threshold and the critical discount factor; few proofs, whatever the deadline."""
    rows = zip(problem.cooperation, problem.deviation, problem.punishment, strict=True)
    found = [_threshold(*row, problem.given) for row in rows]
    where = tuple(dict.fromkeys(c for _, conditions in found for c in conditions))
    thresholds = [value for value, _ in found]
    known = (*problem.given, *where)
    if None in thresholds:
        critical, binding = None, tuple(n for n, t in zip(problem.players, thresholds) if t is None)
    else:
        critical, binding = _largest(problem.players, [t for t in thresholds if t is not None], known)
    return Sustained(
        thresholds={n: _plain(t) for n, t in zip(problem.players, thresholds)},
        critical=_plain(critical),
        binding=binding,
        where=where,
        sustained=_sustained(problem.delta, critical, known),
    )


def _threshold(
    cooperation: Expression, deviation: Expression, punishment: Expression, given: Sequence[Condition]
) -> tuple[Expression | None, tuple[Condition, ...]]:
    """A player's least discount factor, and what has to hold for the formula beside what is given."""
    temptation, loss = simplify(deviation - cooperation), simplify(deviation - punishment)
    if temptation == ZERO:  # nothing to gain now: it is enough that what follows is no better
        needed = Condition(punishment, "<=", cooperation)
        if _holds(needed.negated(), given):
            return None, ()
        return ZERO, () if _holds(needed, given) else (needed,)
    if _holds(Condition(loss, "<=", ZERO), given):
        return None, ()
    claims = Condition(deviation, ">=", cooperation), Condition(deviation, ">", punishment)
    return simplify(temptation / loss), tuple(c for c in claims if not _holds(c, given))


def _holds(claim: Condition, known: Sequence[Condition]) -> bool:
    """Whether a comparison is true, or, of symbols, proved."""
    return claim.holds() if not claim.symbols else bool(prove(claim, known, 5, certify=False))


def _largest(
    players: Sequence[str], thresholds: Sequence[Expression], known: Sequence[Condition]
) -> tuple[Expression, tuple[str, ...]]:
    """The largest threshold, and whose it is; the maximum as a formula where that is not settled."""

    def at_least(a: Expression, b: Expression) -> bool:
        return a == b or _holds(Condition(a, ">=", b), known)

    for t in dict.fromkeys(thresholds):
        if all(at_least(t, other) for other in thresholds):
            return t, tuple(n for n, o in zip(players, thresholds, strict=True) if at_least(o, t))
    return largest(*thresholds), ()


def _sustained(
    delta: Expression | None, critical: Expression | None, known: Sequence[Condition]
) -> bool | None:
    if delta is None or critical is None:
        return None if delta is None else False
    claim = Condition(delta, ">=", critical)
    return next((word for word, c in ((True, claim), (False, claim.negated())) if _holds(c, known)), None)


def _plain(value: Expression | None) -> Number | None:
    return None if value is None else as_expression(value).value if value.is_number else value
