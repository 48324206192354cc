"""The equilibrium of a lottery contest, by the set of players who make an effort.

Player i's share of a total effort E in its best reply is max(0, 1 - k_i*E) with k_i = c_i/V_i, so those with
the lowest k_i are active. If the m lowest are, their shares add up to one at E = (m - 1)/(k_1 + ... + k_m).
Adding players in the order of k_i lowers what is left to the next; the first who would get no share ends the
list. Source: Cornes & Hartley (2005), section 3.

>>> from defiance_games.problems.contest import Contest
>>> found = solve(Contest(costs=(1, 2, 9), prizes=9))
>>> found.efforts, found.active
((Fraction(2, 1), Fraction(1, 1), Fraction(0, 1)), (1, 2))
"""

from __future__ import annotations

from fractions import Fraction

from ..problems.contest import Contest, ContestEquilibrium


def solve(problem: Contest, deadline: float | None = None) -> ContestEquilibrium:
    """Return the only equilibrium, exactly; the work is that of a sort, whatever the deadline."""
    ratios = [c / v for c, v in zip(problem.costs, problem.prizes, strict=True)]
    order = sorted(range(len(ratios)), key=ratios.__getitem__)
    weight = ratios[order[0]] + ratios[order[1]]
    total = 1 / weight
    for m, i in enumerate(order[2:], 2):
        if ratios[i] * total >= 1:
            break
        weight += ratios[i]
        total = m / weight
    shares = tuple(max(Fraction(0), 1 - k * total) for k in ratios)
    efforts = tuple(share * total for share in shares)
    rows = zip(shares, efforts, problem.prizes, problem.costs, strict=True)
    return ContestEquilibrium(
        efforts=efforts,
        win_probabilities=shares,
        payoffs=tuple(share * v - c * e for share, e, v, c in rows),
        active=tuple(i for i, e in enumerate(efforts, 1) if e),
        total=total,
    )
