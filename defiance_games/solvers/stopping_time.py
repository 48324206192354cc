"""The best date to stop, exactly: from the signs of a polynomial.

W(T+1) - W(T) has the sign of D(T), a polynomial, which is the same between two neighboring real roots. So the
candidates are date 0 and the whole numbers beside the roots, and no other date need be tried. With p the
polynomial that solves p(t) = flow(t) + delta*p(t+1), the value of going on for ever from t, it is
W(T) = p(0) + delta**T*(stop(T) - p(T)), and never to stop is worth p(0).

>>> from defiance_games.problems.stopping_time import StoppingTime
>>> found = solve(StoppingTime(flow="-(1 + t/2)", stop=-12, delta="4/5"))
>>> found.dates, found.value, found.monotone
((3,), Fraction(-1203, 125), True)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from ..errors import UnsupportedError
from ..problems.stopping_time import StoppingDates, StoppingTime
from ..symbolic.algebraic import precision, real_roots

Polynomial = Sequence[Fraction]
LATE = 20_000  # the power of delta at a later date has too many digits


def solve(problem: StoppingTime, deadline: float | None = None) -> StoppingDates:
    """Return every best date; the work depends on the degree only, whatever the deadline."""
    flow, stop, delta = problem.flow, problem.stop, problem.delta
    gain = _sum(flow, [delta * c for c in _shifted(stop)], [-c for c in stop])
    ahead = _for_ever(flow, delta)
    if not gain:  # every date is as good as every other
        return StoppingDates((0,), True, _at(stop, 0), 0, True)
    near = _near_roots(gain)
    rising = gain[-1] > 0  # one more period pays at every late date
    one_step = next((t for t in near if _at(gain, t) <= 0), None)

    def over(t: int) -> Fraction:
        """How much more stopping at t is worth than never to stop."""
        return delta**t * (_at(stop, t) - _at(ahead, t))

    if one_step is not None and not rising and all(_at(gain, t) <= 0 for t in near if t >= one_step):
        dates = [one_step]
        while _at(gain, dates[-1]) == 0:
            dates.append(dates[-1] + 1)
        value = ahead[0] + over(one_step) if one_step <= LATE else None
        return StoppingDates(tuple(dates), False, value, one_step, True)
    tops = [t for t in near if (t == 0 or _at(gain, t - 1) >= 0) and _at(gain, t) <= 0]
    if tops and tops[-1] > LATE:
        raise UnsupportedError(f"stopping_time: Cannot compare dates as late as {tops[-1]} exactly.")
    excess = {t: over(t) for t in tops}
    rivals = [*excess.values(), *([Fraction(0)] if rising else [])]
    best: Fraction = max(rivals)
    dates = [t for t in tops if excess[t] == best]
    return StoppingDates(tuple(dates), rising and best == 0, ahead[0] + best, one_step, False)


def _for_ever(flow: Polynomial, delta: Fraction) -> list[Fraction]:
    """The polynomial p with p(t) = flow(t) + delta*p(t+1), from the highest coefficient down."""
    found = [Fraction(0)] * len(flow)
    for k in reversed(range(len(flow))):
        above = sum(math.comb(j, k) * found[j] for j in range(k + 1, len(flow)))
        found[k] = (flow[k] + delta * above) / (1 - delta)
    return found


def _near_roots(p: Polynomial) -> list[int]:
    """0, and the whole numbers from two below to two above each real root that is not negative."""
    from flint import fmpz_poly

    scale = math.lcm(*(c.denominator for c in p))
    whole = fmpz_poly([int(c * scale) for c in p])
    found = {0}
    with precision(256):
        for factor, _ in whole.factor()[1]:
            for root in real_roots([int(c) for c in factor.coeffs()]) if factor.degree() else ():
                middle = int(root.mid().fmpq().floor())
                found |= {t for t in range(middle - 2, middle + 3) if t >= 0}
    return sorted(found)


def _at(p: Polynomial, t: int) -> Fraction:
    value = Fraction(0)
    for c in reversed(p):
        value = value * t + c
    return value


def _shifted(p: Polynomial) -> list[Fraction]:
    """The coefficients of p(t + 1)."""
    return [sum((math.comb(j, k) * p[j] for j in range(k, len(p))), Fraction(0)) for k in range(len(p))]


def _sum(*polynomials: Polynomial) -> list[Fraction]:
    total = [Fraction(0)] * max(map(len, polynomials))
    for p in polynomials:
        for k, c in enumerate(p):
            total[k] += c
    while total and total[-1] == 0:
        total.pop()
    return total
