"""Whether thresholds of a repeated game are right, from the one-shot deviation principle.

The gain from one deviation, (1 - delta)*deviation + delta*punishment - cooperation, is linear in delta. So
its sign on (0, 1) is known from its sign at the ends and at the threshold; of symbols that is proved.
"""

from __future__ import annotations

from fractions import Fraction

from ..problems.repeated import Repeated, Sustained
from ..symbolic.condition import Condition
from ..symbolic.expression import ONE, ZERO, Expression, add, as_expression, multiply
from ..symbolic.proof import prove


def faults(problem: Repeated, found: Sustained) -> list[str]:
    """Return a sentence for everything that is wrong with the thresholds found; none if they are right."""
    if tuple(found.thresholds) != problem.players:
        return ["There must be a threshold for each player, in their order."]
    rows = zip(problem.cooperation, problem.deviation, problem.punishment, strict=True)
    allowed = {
        claim
        for c, d, p in rows
        for claim in (Condition(p, "<=", c), Condition(d, ">=", c), Condition(d, ">", p))
    }
    if not allowed.issuperset(found.where):
        return ["The region must say no more than what deviation and punishment are worth."]
    if found.binding != tuple(n for n in problem.players if n in found.binding):
        return ["The players who bind must be named once, in their order."]
    known = (*problem.given, *found.where)
    wrong = []
    for i, (player, threshold) in enumerate(found.thresholds.items()):
        payoffs = problem.cooperation[i], problem.deviation[i], problem.punishment[i]
        claims = _claims(payoffs, None if threshold is None else as_expression(threshold))
        wrong += [f"{player}: it is not so that {c}." for c in claims if not _holds(c, known)]
    values = [None if t is None else as_expression(t) for t in found.thresholds.values()]
    there = [v for v in values if v is not None]
    if (found.critical is None) != (len(there) < len(values)):
        wrong.append("There is a critical discount factor iff every player has a threshold.")
    if wrong:
        return wrong
    names = dict(zip(problem.players, values, strict=True))
    if found.critical is None:
        if set(found.binding) != {n for n, v in names.items() if v is None}:
            wrong.append("The players without a threshold bind.")
        return wrong if found.sustained in (None, False) else [*wrong, "No discount factor sustains it."]
    critical = as_expression(found.critical)
    claims = [Condition(v, "<=", critical) for v in there]
    claims.append(Condition(multiply(ONE, *(v - critical for v in there)), "=", ZERO))
    claims += [Condition(as_expression(names[n] or 0), "=", critical) for n in found.binding]
    missing = [n for n, v in names.items() if v == critical and n not in found.binding]
    wrong += [f"{n} has the critical discount factor too, and is not named." for n in missing]
    wrong += [f"The critical discount factor: it is not so that {c}." for c in claims if not _holds(c, known)]
    plain = problem.delta is not None and not (problem.delta - critical).symbols
    if plain != (found.sustained is not None) and (plain or problem.delta is None):
        wrong.append("Whether it is sustained is told iff there is a discount factor.")
    elif problem.delta is not None and found.sustained is not None:
        claim = Condition(problem.delta, ">=" if found.sustained else "<", critical)
        wrong += [] if _holds(claim, known) else [f"It is not so that {claim}."]
    return wrong


def _claims(
    payoffs: tuple[Expression, Expression, Expression], threshold: Expression | None
) -> list[Condition]:
    """What a threshold says about the gain from a deviation."""
    cooperation, deviation, punishment = payoffs

    def gain(delta: Expression) -> Expression:
        return add(multiply(ONE - delta, deviation), multiply(delta, punishment), -cooperation)

    if threshold is None:  # a deviation gains at every discount factor
        ends = [Condition(gain(ZERO), ">=", ZERO), Condition(gain(ONE), ">=", ZERO)]
        return [*ends, Condition(gain(as_expression(Fraction(1, 2))), ">", ZERO)]
    if threshold == ZERO:  # at none
        return [Condition(gain(end), "<=", ZERO) for end in (ZERO, ONE)]
    falls = Condition(punishment, "<", deviation)
    return [Condition(gain(threshold), "=", ZERO), falls, Condition(threshold, ">=", ZERO)]


def _holds(claim: Condition, known: tuple[Condition, ...]) -> bool:
    return claim.holds() if not claim.symbols else bool(prove(claim, known, time_limit=20))
