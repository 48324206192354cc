"""The range of the number who act in correlated equilibria: two small linear programs, solved exactly.

>>> from defiance_games.problems.correlated_count import CorrelatedCount
>>> found = solve(CorrelatedCount(gains=("-1/2", 0, "1/6")))
>>> found.least, found.greatest
(Fraction(0, 1), Fraction(3, 1))
"""

from __future__ import annotations

from fractions import Fraction

from ..problems.correlated_count import CorrelatedCount, CorrelatedRange
from ..symbolic.clock import fail_if_late
from ..symbolic.program import Constraint, maximum

ONE = Fraction(1)


def solve(problem: CorrelatedCount, deadline: float | None = None) -> CorrelatedRange:
    """Return the range, with distributions that reach its ends and multipliers that prove them.

    Raises TimeLimitReached past the deadline.
    """
    gains, n = problem.gains, len(problem.gains)
    act = {a: a * gains[a - 1] for a in range(1, n + 1)}
    abstain = {a: (n - a) * gains[a] for a in range(n)}
    ends, distributions, prices = [], [], []
    for sign in (-1, 1):
        fail_if_late(deadline, "the range of the number who act")
        value, distribution = _primal(sign, n, act, abstain)
        ends.append(sign * value)
        distributions.append(distribution)
        prices.append(_dual(sign, n, act, abstain))
    return CorrelatedRange(*ends, *distributions, *prices)


def _primal(sign: int, n: int, act: dict, abstain: dict) -> tuple[Fraction, dict[int, Fraction]]:
    """The greatest mean of ``sign*a`` over the distributions that are correlated equilibria."""
    told = [Constraint(_kept(act)), Constraint({a: -c for a, c in _kept(abstain).items()})]
    total = Constraint(dict.fromkeys(range(n + 1), ONE), -ONE, "=")
    found = maximum({a: Fraction(sign * a) for a in range(1, n + 1)}, n + 1, [*told, total])
    if found is None:
        raise ArithmeticError("every finite game has a correlated equilibrium")
    return found.value, {a: q for a, q in enumerate(found.x) if q}


def _dual(sign: int, n: int, act: dict, abstain: dict) -> tuple[Fraction, Fraction]:
    """Multipliers y, z >= 0 of the two constraints with the least bound on sign*a + y*act - z*abstain."""
    bounded = [
        Constraint(
            {0: ONE, 1: -Fraction(act.get(a, 0)), 2: Fraction(abstain.get(a, 0))},
            Fraction(-sign * a - (n if sign < 0 else 0)),
        )
        for a in range(n + 1)
    ]  # variable 0 is the bound, raised by n where it may be negative
    found = maximum({0: -ONE}, 3, bounded)
    if found is None:
        raise ArithmeticError("the expected number of players is bounded")
    return found.x[1], found.x[2]


def _kept(coefficients: dict) -> dict[int, Fraction]:
    return {a: Fraction(c) for a, c in coefficients.items() if c}
