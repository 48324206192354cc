"""Whether a threshold of a global game is right: a player whose signal is there gains nothing on average.

Finitely many players: the probability that m of the others have higher signals is summed from the order
statistics. A continuum: gains rise, so sums over small steps bound their mean from below and from above.
"""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

from ..problems.global_game import SHARE, GlobalGame, GlobalGameThreshold
from ..symbolic.enclosure import Enclosure
from ..symbolic.expression import Expression

_STEPS = 4096
_DEEP = 200  # binary digits of sums over many players


def faults(problem: GlobalGame, found: GlobalGameThreshold) -> list[str]:
    """Return a sentence for everything that is wrong with the threshold found; none if it is right."""
    if problem.players:
        return _finite(problem.gains, found.threshold)
    mean, error = 0.0, 0.0
    low, before = Fraction(0), -math.inf
    for end, gain in problem.pieces:
        values = [_value(gain, low + (end - low) * Fraction(k, _STEPS)) for k in range(_STEPS + 1)]
        known = [v for v in values if v is not None]
        if any(b < a - 1e-9 * max(1.0, abs(a)) for a, b in itertools.pairwise([before, *known])):
            return [f"The gain falls somewhere on the piece {gain} that ends at {end}."]
        part, slack = _quadrature(gain, low, end)
        mean, error = mean + part, error + slack
        if len(known) == len(values):  # where the gain is finite at both ends
            step = float(end - low) / _STEPS
            least, most = step * math.fsum(known[:-1]), step * math.fsum(known[1:])
            if not least - 1e-9 <= part <= most + 1e-9:
                return [f"The mean gain on the piece {gain} is not between {least} and {most}."]
        low, before = end, known[-1]
    left = mean + float(found.threshold)
    if abs(left) > 10 * error + 1e-9 * max(1.0, abs(mean)):
        return [f"At the threshold a player gains {left:.3g} on average."]
    if isinstance(found.threshold, Enclosure) and found.threshold.high - found.threshold.low > 1e-10:
        return ["The threshold is not known to ten digits."]
    return []


def _finite(gains: tuple[Fraction, ...], threshold: Expression | Enclosure) -> list[str]:
    n = len(gains)
    if any(b < a for a, b in zip(gains, gains[1:])):
        return ["Gains fall somewhere."]
    if isinstance(threshold, Enclosure):
        # at the threshold the player's rank is uniform; gains in units of 2**-200, each rounded down
        units = sum((g.numerator << _DEEP) // g.denominator for g in gains)
        low, high = Fraction(units, n << _DEEP), Fraction(units + n, n << _DEEP)
        if not threshold.low <= -low or not -high <= threshold.high:
            return [f"The threshold is about {float(-low):.12g}, not {threshold}."]
        wide = threshold.high - threshold.low > Fraction(1, 10**10) * max(abs(high), abs(low))
        return ["The threshold is not known to ten digits."] if wide else []
    # m of the others are above a signal whose rank is r with the chance C(n - 1, m)*r**m*(1 - r)**(n - 1 - m)
    chances = [_beta(m + 1, n - m) * math.comb(n - 1, m) for m in range(n)]
    mean = sum((p * g for p, g in zip(chances, gains, strict=True)), Fraction(0))
    if isinstance(threshold, Expression) and threshold == -mean and sum(chances) == 1:
        return []
    return [f"The threshold is {-mean}, not {threshold}."]


def _beta(a: int, b: int) -> Fraction:
    """The integral of r**(a - 1)*(1 - r)**(b - 1) over 0 <= r <= 1."""
    return Fraction(1, a * math.comb(a + b - 1, a))


def _value(gain: Expression, x: Fraction) -> float | None:
    """The gain at a share; None where it is not finite."""
    try:
        return float(gain.evaluate({SHARE: x}))
    except (ValueError, ZeroDivisionError, OverflowError):
        return None


def _quadrature(gain: Expression, low: Fraction, high: Fraction) -> tuple[float, float]:
    from scipy.integrate import quad

    value, error = quad(lambda x: gain.evaluate({SHARE: float(x)}), float(low), float(high), limit=200)
    return float(value), float(error)
