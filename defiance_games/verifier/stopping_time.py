"""Whether dates to stop are the best: by sums, and by proofs about D, not by its roots.

W(T+1) - W(T) = delta**T*D(T). In the monotone case it is proved that D > 0 up to the first date found and
D <= 0 from there on. Else the W(T) are added up one by one, to a date from which the sign of D is proved to
stay the same; never to stop is worth the sum of c_k*delta**k/(1 - delta)**(k+1), where c_k are the
coefficients of the flow in the binomials of t.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ..problems.stopping_time import DATE, StoppingDates, StoppingTime
from ..symbolic.condition import Condition
from ..symbolic.expression import ZERO, Expression, add, multiply, number, power, symbol
from ..symbolic.proof import prove

FAR = 5_000  # the last date to which W is added up


def faults(problem: StoppingTime, found: StoppingDates) -> list[str]:
    """Return a sentence for everything that is wrong with the dates found; none if they are right."""
    if list(found.dates) != sorted(set(found.dates)) or not (found.dates or found.never):
        return ["There must be dates in ascending order, or never."]
    t = symbol(DATE)
    flow, stop = _expression(problem.flow, t), _expression(problem.stop, t)
    gain = flow + number(problem.delta) * _expression(problem.stop, t + 1) - stop
    wrong = []
    if found.one_step is not None and _value(gain, found.one_step) > 0:
        wrong.append(f"One more period pays at date {found.one_step}.")
    if found.value is not None:
        date = found.dates[0] if found.dates else None
        worth = _never(problem) if date is None else _worth(problem, date)
        if found.value != worth:
            wrong.append(f"Stopping then is worth {worth}, not {found.value}.")
    elif not found.dates or found.dates[0] <= FAR:
        wrong.append("The value must be told.")
    if wrong:
        return wrong
    if found.monotone and not found.never:
        wrong = _monotone(gain, found)
        if not wrong or found.dates[0] > FAR:
            return wrong
    return _added_up(problem, gain, found)


def _monotone(gain: Expression, found: StoppingDates) -> list[str]:
    first, last = found.dates[0], found.dates[-1]
    if found.one_step != first or found.dates != tuple(range(first, last + 1)):
        return [f"The one-step rule must stop at {first}, the first of the dates."]
    t = symbol(DATE)
    early, late = Condition(t, "<=", number(first - 1)), Condition(t, ">=", number(first))
    start = Condition(t, ">=", ZERO)
    wrong = []
    if first and not _proved(Condition(gain, ">", ZERO), start, early):
        wrong.append(f"It is not proved that one more period pays at each date before {first}.")
    if not _proved(Condition(gain, "<=", ZERO), late):
        wrong.append(f"It is not proved that one more period never pays from {first} on.")
    if any(_value(gain, d) != 0 for d in range(first, last)) or _value(gain, last) == 0:
        wrong.append("The dates that are equally good are not told rightly.")
    return wrong


def _added_up(problem: StoppingTime, gain: Expression, found: StoppingDates) -> list[str]:
    t, late = symbol(DATE), max(found.dates, default=0) + 1
    while late <= FAR:
        after = Condition(t, ">=", number(late))
        settled = next((op for op in (">=", "<=") if _proved(Condition(gain, op, ZERO), after)), None)
        if settled:
            break
        late *= 2
    else:
        return [f"The sign of one more period is not the same for all dates from {FAR} on."]
    never, gains = _never(problem), [_value(gain, d) for d in range(late + 1)]
    worths, factor = [_number(problem.stop, 0)], Fraction(1)
    for d in range(late):
        worths.append(worths[-1] + factor * gains[d])
        factor *= problem.delta
    best = max([*worths, *([never] if settled == ">=" else [])])
    same = not any(gains) and settled == ">="  # one more period never makes a difference
    dates = (0,) if same else tuple(d for d, w in enumerate(worths) if w == best)
    if found.dates != dates or found.never != (settled == ">=" and best == never):
        return [f"The best dates are {dates or 'none'}, with a value of {best}."]
    one_step = next((d for d, g in enumerate(gains) if g <= 0), None)
    monotone = one_step is not None and (same or settled == "<=") and max(gains[one_step:]) <= 0
    if (one_step, monotone) != (found.one_step, found.monotone):
        return [f"One more period first fails to pay at {one_step}, for ever after: {monotone}."]
    return []


def _worth(problem: StoppingTime, date: int) -> Fraction:
    """W at a date."""
    total, factor = Fraction(0), Fraction(1)
    for t in range(date):
        total += factor * _number(problem.flow, t)
        factor *= problem.delta
    return total + factor * _number(problem.stop, date)


def _never(problem: StoppingTime) -> Fraction:
    """The discounted sum of all flows, from their differences at 0."""
    row = [_number(problem.flow, t) for t in range(len(problem.flow))]
    total = Fraction(0)
    for k in range(len(problem.flow)):
        total += row[0] * problem.delta**k / (1 - problem.delta) ** (k + 1)
        row = [b - a for a, b in zip(row, row[1:])]
    return total


def _number(p: Sequence[Fraction], t: int) -> Fraction:
    return sum((c * t**k for k, c in enumerate(p)), Fraction(0))


def _expression(p: Sequence[Fraction], t: Expression) -> Expression:
    return add(ZERO, *(multiply(number(c), power(t, number(k))) for k, c in enumerate(p)))


def _value(e: Expression, date: int) -> Fraction:
    return Fraction(e.evaluate({DATE: Fraction(date)}))


def _proved(claim: Condition, *given: Condition) -> bool:
    if not claim.symbols:
        return claim.holds()
    return bool(prove(claim, given, time_limit=20))
