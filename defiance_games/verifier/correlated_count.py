"""Whether the range of a crowd's correlated equilibria is right, with a proof that nothing lies beyond.
more is.

By weak duality: multipliers y, z >= 0 of the incentives to act and to abstain with
s*a + y*a*gains[a - 1] - z*(N - a)*gains[a] <= b for every number a bound the mean of s*a in every correlated
equilibrium by b.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ..problems.correlated_count import CorrelatedCount, CorrelatedRange


def faults(problem: CorrelatedCount, found: CorrelatedRange) -> list[str]:
    """Return a sentence for everything that is wrong with the range found; none if it is right."""
    gains = problem.gains
    wrong = []
    for sign, end, distribution, prices, word in (
        (-1, found.least, found.fewest, found.prices_of_least, "least"),
        (1, found.greatest, found.most, found.prices_of_greatest, "greatest"),
    ):
        wrong += [f"The {word}: {text}" for text in _unstable(gains, distribution)]
        mean = sum((a * q for a, q in distribution.items()), Fraction(0))
        if mean != end:
            wrong.append(f"The {word}: the distribution has the mean {mean}, not {end}.")
        y, z = prices
        bound = max(
            sign * a
            + (y * a * gains[a - 1] if a else 0)
            - (z * (len(gains) - a) * gains[a] if a < len(gains) else 0)
            for a in range(len(gains) + 1)
        )
        if min(y, z) < 0 or bound != sign * end:
            wrong.append(f"The {word}: the multipliers {y} and {z} do not prove the bound {end}.")
    return wrong


def _unstable(gains: tuple[Fraction, ...], distribution: Mapping[int, Fraction]) -> list[str]:
    """What keeps a distribution of the number who act from being a correlated equilibrium."""
    n = len(gains)
    if any(q < 0 or not 0 <= a <= n for a, q in distribution.items()) or sum(distribution.values()) != 1:
        return ["this is no distribution of a number of players."]
    told_to_act = sum((q * a * gains[a - 1] for a, q in distribution.items() if a > 0), Fraction(0))
    told_to_abstain = sum((q * (n - a) * gains[a] for a, q in distribution.items() if a < n), Fraction(0))
    wrong = []
    if told_to_act < 0:
        wrong.append("a player who is told to act gains by abstaining.")
    if told_to_abstain > 0:
        wrong.append("a player who is told to abstain gains by acting.")
    return wrong
