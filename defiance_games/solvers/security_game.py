"""The best coverage in a security game: an exact linear program for each site that might be struck.

For each site the program finds the coverage that is best for the defender among those that make this site a
best choice of the attacker's; a second one takes the least sum among the best. The corners of the worth of a
budget are found by pricing: the line through two known corners has a slope; the game with that slope as the
marginal cost is won either on the line, which is then an edge, or at a new corner above it.
Source: Conitzer & Sandholm (2006), theorem 2; Kiekintveld et al. (2009), section 4.

>>> from defiance_games.problems.security_game import SecurityGame
>>> found = solve(SecurityGame.zero_sum((4, 2, 1), budget=1))
>>> found.coverage, found.value
((Fraction(2, 3), Fraction(1, 3), Fraction(0, 1)), Fraction(-4, 3))
>>> found.budgets
(Fraction(0, 1), Fraction(1, 2), Fraction(5, 4), Fraction(3, 1))
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from ..problems.security_game import Coverage, SecurityGame
from ..symbolic.clock import fail_if_late
from ..symbolic.program import Constraint, maximum

ONE = Fraction(1)


class Best(NamedTuple):
    """A best coverage, what it is worth, and its sum."""

    worth: Fraction  # the cost of coverage aside
    spent: Fraction
    coverage: list[Fraction]


def solve(problem: SecurityGame, deadline: float | None = None) -> Coverage:
    """Return a best coverage; TimeLimitReached where the deadline passes between the programs."""
    best = _best(problem, deadline)
    attacker = _payoffs(best.coverage, problem.attacker_covered, problem.attacker_uncovered)
    defender = _payoffs(best.coverage, problem.defender_covered, problem.defender_uncovered)
    top = max(attacker)
    ample = replace(problem, budget=len(problem.sites), marginal_cost=0)
    first, last = _best(replace(ample, budget=0), deadline), _best(ample, deadline)
    corners = [first, *(_between(ample, first, last, deadline) if last.spent else ())]
    return Coverage(
        coverage=tuple(best.coverage),
        spent=best.spent,
        targets=tuple(
            site
            for site, a, d in zip(problem.sites, attacker, defender, strict=True)
            if a == top and d == best.worth
        ),
        value=best.worth - problem.marginal_cost * best.spent,
        attacker_value=top,
        budgets=tuple(b.spent for b in corners),
        worths=tuple(b.worth for b in corners),
    )


def _payoffs(
    coverage: Sequence[Fraction], covered: Sequence[Fraction], uncovered: Sequence[Fraction]
) -> list[Fraction]:
    """What a strike at each site pays."""
    rows = zip(coverage, covered, uncovered, strict=True)
    return [c * above + (1 - c) * below for c, above, below in rows]


def _between(problem: SecurityGame, low: Best, high: Best, deadline: float | None) -> Iterator[Best]:
    """The corners after ``low``, up to ``high``."""
    slope = (high.worth - low.worth) / (high.spent - low.spent)
    middle = _best(replace(problem, marginal_cost=slope), deadline)
    if middle.worth - slope * middle.spent == low.worth - slope * low.spent:
        yield high
    else:
        yield from _between(problem, low, middle, deadline)
        yield from _between(problem, middle, high, deadline)


def _best(problem: SecurityGame, deadline: float | None) -> Best:
    """A best coverage with the least sum."""
    tops = {}
    for j in range(len(problem.sites)):
        fail_if_late(deadline, "the linear programs of some sites")
        found = maximum(_goal(problem, j), len(problem.sites), _struck(problem, j))
        if found is not None:  # else the attacker always has something better than j
            tops[j] = problem.defender_uncovered[j] + found.value
    value = max(tops.values())
    return min((_least(problem, j, value) for j in tops if tops[j] == value), key=lambda b: b.spent)


def _least(problem: SecurityGame, j: int, value: Fraction) -> Best:
    """The least coverage that gives the defender this value as site j is struck."""
    n = len(problem.sites)
    goal = _goal(problem, j)
    as_good = Constraint(goal, problem.defender_uncovered[j] - value, "=")
    found = maximum(dict.fromkeys(range(n), -ONE), n, [*_struck(problem, j), as_good])
    assert found is not None  # the optimum that gave the value
    spent = sum(found.x, Fraction(0))
    return Best(value + problem.marginal_cost * spent, spent, found.x)


def _goal(problem: SecurityGame, j: int) -> dict[int, Fraction]:
    """What coverage adds to the defender's payoff if site j is struck."""
    gain = problem.defender_covered[j] - problem.defender_uncovered[j]
    return {k: gain * (k == j) - problem.marginal_cost for k in range(len(problem.sites))}


def _struck(problem: SecurityGame, j: int) -> list[Constraint]:
    """The coverages with which site j is a best choice of the attacker's."""
    n = len(problem.sites)
    harm = [a - b for a, b in zip(problem.attacker_uncovered, problem.attacker_covered, strict=True)]
    room = [Constraint({k: -ONE}, ONE) for k in range(n)]
    room.append(Constraint(dict.fromkeys(range(n), -ONE), problem.budget))
    lead = [problem.attacker_uncovered[j] - a for a in problem.attacker_uncovered]
    return [*room, *(Constraint({k: harm[k], j: -harm[j]}, lead[k]) for k in range(n) if k != j)]
