"""What officials believe about the sanction probability, after what they have seen.

A belief turns counts (defiers seen M, of whom sanctioned m) into a perceived risk p_hat, and says when p_hat
is below a tolerance p*. For every belief here that is a linear test of the counts,

    p_hat < p*   iff   slope * M - weight * m > bound,

which is all that a run has to evaluate. Equality is no defiance (the book's rule at knife edges).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm, log
from typing import Any

import numpy as np

from .checks import Checks

EXACT = (
    2**30
)  # integer coefficients up to here are used as they are; with counts below 2**23 nothing is rounded
TYPES = (
    ("high", "sanction probability of type H"),
    ("low", "sanction probability of type L"),
    ("prior", "prior of type H"),
)
_FEW = 1000  # tolerances that are made exact one by one
_GUARD = 1e-12  # relative; a tie of logarithms counts as a tie


@dataclass(frozen=True, eq=False)
class LinearTest:
    """The linear test of the counts: slope and bound by locality (or one for all), one weight."""

    slope: np.ndarray
    weight: float
    bound: np.ndarray


@dataclass(frozen=True)
class Beta:
    """Beta(a0, b0): having seen m of M sanctioned, p_hat = (a0 + m)/(a0 + b0 + M).

    Parameters: ``a0``, ``b0``, prior counts > 0 of sanctioned and of unpunished defiances.
    Source: model book, 5a.

    >>> belief = Beta(2, 8)
    >>> belief.perceived(np.array([0, 100]), np.array([0, 8])).round(4).tolist()
    [0.2, 0.0909]
    """

    a0: Any = 2
    b0: Any = 8

    def __post_init__(self) -> None:
        checks = Checks("Beta")
        for name, what in (("a0", "sanctioned"), ("b0", "unpunished")):
            value = checks.number(name, f"prior count of {what} defiances", getattr(self, name), "> 0")
            object.__setattr__(self, name, value)
        checks.tell()

    def perceived(self, seen: Any, sanctioned: Any) -> np.ndarray:
        """Return p_hat for arrays of counts."""
        return (float(self.a0) + np.asarray(sanctioned)) / (float(self.a0 + self.b0) + np.asarray(seen))

    def test(self, tolerance: Fraction | np.ndarray) -> LinearTest:
        """Return the test: p* M - m > a0 - p* (a0 + b0), in integers where the tolerances are few fractions.

        In integers it is decided exactly; for other tolerances up to rounding (a tie has probability zero).

        >>> Beta(2, 8).test(Fraction(3, 20)).slope, Beta(2, 8).test(Fraction(3, 20)).bound
        (array([3.]), array([10.]))
        """
        values, place = np.unique(np.asarray(tolerance), return_inverse=True)
        fractions = [Fraction(str(v)) for v in values] if values.size <= _FEW else []
        scale = lcm(*(x.denominator for x in (*fractions, self.a0, self.b0)))
        for x in fractions:
            scale = lcm(scale, (x * (self.a0 + self.b0)).denominator) if scale <= EXACT else scale
        if fractions and scale * max(1, self.a0 + self.b0, *fractions) <= EXACT:
            slopes = np.array([float(scale * x) for x in fractions])
            bounds = np.array([float(scale * (self.a0 - x * (self.a0 + self.b0))) for x in fractions])
            return LinearTest(slopes[place.reshape(-1)], float(scale), bounds[place.reshape(-1)])
        p = np.asarray(tolerance, np.float64).reshape(-1)
        return LinearTest(p, 1.0, float(self.a0) - p * float(self.a0 + self.b0))


@dataclass(frozen=True)
class Types:
    """The center sanctions with probability ``high`` (type H) or ``low`` (type L); Bayes' rule.

    The log odds of H after m of M sanctioned are ln(q/(1-q)) + m ln(high/low) - (M - m) ln((1-low)/(1-high)),
    and p_hat = low + mu (high - low) with mu the posterior of H.
    Parameters: 0 < ``low`` < ``high`` < 1; ``prior`` of H in (0, 1), q above.

    >>> Types("0.5", "0.1", "0.5").perceived(np.array([0, 1, 1]), np.array([0, 0, 1])).round(4).tolist()
    [0.3, 0.2429, 0.4333]
    """

    high: Any
    low: Any
    prior: Any

    def __post_init__(self) -> None:
        checks = Checks("Types")
        for name, what in TYPES:
            object.__setattr__(self, name, checks.number(name, what, getattr(self, name), "in (0, 1)"))
        if not checks.found and self.low >= self.high:
            checks.add(f"low must be less than high, got {self.low} and {self.high}.")
        checks.tell()

    def perceived(self, seen: Any, sanctioned: Any) -> np.ndarray:
        """Return p_hat for arrays of counts."""
        m = np.asarray(sanctioned, np.float64)
        up, down = self._steps()
        odds = _logit(self.prior) + m * up - (np.asarray(seen) - m) * down
        posterior = 1 / (1 + np.exp(np.clip(-odds, -700, 700)))
        return float(self.low) + posterior * float(self.high - self.low)

    def test(self, tolerance: Fraction | np.ndarray) -> LinearTest:
        """Return the test: down M - (up + down) m > ln(q/(1-q)) - ln odds of H at which p_hat = p*.

        >>> test = Types("0.5", "0.1", "0.5").test(Fraction(3, 10))  # the prior mean: a tie
        >>> bool(0 < test.bound[0] < 1e-11)
        True
        """
        p = np.asarray(tolerance, np.float64).reshape(-1)
        low, high, prior = float(self.low), float(self.high), _logit(self.prior)
        up, down = self._steps()
        bound = np.where(p <= low, np.inf, -np.inf)  # never; always, for p >= high
        inside = (low < p) & (p < high)
        least = np.log((p[inside] - low) / (high - p[inside]))
        bound[inside] = prior - least + _GUARD * (1 + abs(prior) + abs(least))
        return LinearTest(np.array([down]), up + down, bound)

    def _steps(self) -> tuple[float, float]:
        return log(self.high / self.low), log((1 - self.low) / (1 - self.high))


@dataclass(frozen=True)
class TrueRisk:
    """All know the true risk of the period, min(1, kappa/x) where a share x > 0 defies, else 1.

    Nothing is learned, and what is observed does not matter. Parameter: ``kappa`` in (0, 1], sanctions per
    locality. Source: model book, 5c.

    >>> TrueRisk("0.08").risk(20, 100), TrueRisk("0.08").risk(0, 100)
    (0.4, 1.0)
    """

    kappa: Any

    def __post_init__(self) -> None:
        checks = Checks("TrueRisk")
        value = checks.number("kappa", "sanction capacity per locality", self.kappa, "in (0, 1]")
        object.__setattr__(self, "kappa", value)
        checks.tell()

    def risk(self, defiers: int, nodes: int) -> float:
        """Return the risk when so many defy; with none it is 1: nobody begins."""
        return float(min(Fraction(1), self.kappa * nodes / defiers)) if defiers else 1.0

    def test(self, tolerance: Fraction | np.ndarray) -> LinearTest:
        """Return the test p* > risk, with M = 1 and m = risk."""
        return LinearTest(np.asarray(tolerance, np.float64).reshape(-1), 1.0, np.zeros(1))


Belief = Beta | Types | TrueRisk


def _logit(p: Fraction) -> float:
    return log(p / (1 - p))
