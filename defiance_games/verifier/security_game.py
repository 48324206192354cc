"""Whether a coverage is the defender's best, by filling up instead of linear programs.

To make the attacker strike site j at a level u (what it gets there), every other site k must be covered by
at least (a_k - u)/(a_k - A_k), if that is positive, and site j by exactly (a_j - u)/(a_j - A_j). So the
least sum falls in u, with kinks only where u is some a_k or A_k, and the defender's payoff is linear in u
between them. The best is therefore at a kink, or where the sum is the budget: there are finitely many
points to compare. (Where a_j = A_j the level is given and the coverage of j is free: none, or as much as
the budget allows.)
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from ..problems.security_game import Coverage, SecurityGame

ZERO, ONE = Fraction(0), Fraction(1)
Point = tuple[Fraction, Fraction]  # the sum of the coverages, what the defender gets, the cost aside


def faults(problem: SecurityGame, found: Coverage) -> list[str]:
    """Return a sentence for everything that is wrong with the coverage found; none if it is right."""
    if len(found.coverage) != len(problem.sites):
        return [f"There must be a coverage for each of {len(problem.sites)} sites."]
    if len(found.budgets) != len(found.worths):
        return ["There must be a worth for each budget."]
    return [*_misreported(problem, found), *_bettered(problem, found), *_corners_missed(problem, found)]


def _misreported(problem: SecurityGame, found: Coverage) -> Iterator[str]:
    """What does not follow from the coverage."""
    for site, c in zip(problem.sites, found.coverage, strict=True):
        if not 0 <= c <= 1:
            yield f"The coverage of {site} must lie in [0, 1], got {c}."
    spent = sum(found.coverage, ZERO)
    if found.spent != spent or spent > problem.budget:
        yield f"The coverages sum to {spent}; said was {found.spent}, allowed is {problem.budget}."
    sites = range(len(problem.sites))
    attacker = [
        _mixed(found.coverage[j], problem.attacker_covered[j], problem.attacker_uncovered[j]) for j in sites
    ]
    defender = [
        _mixed(found.coverage[j], problem.defender_covered[j], problem.defender_uncovered[j]) for j in sites
    ]
    struck = [j for j in sites if attacker[j] == max(attacker)]
    worth = max(defender[j] for j in struck)
    if found.attacker_value != max(attacker):
        yield f"The attacker gets {max(attacker)}, not {found.attacker_value}."
    if found.value != worth - problem.marginal_cost * spent:
        yield f"The defender gets {worth - problem.marginal_cost * spent}, not {found.value}."
    targets = tuple(problem.sites[j] for j in struck if defender[j] == worth)
    if found.targets != targets:
        yield f"The targets are {', '.join(targets)}, not {', '.join(found.targets)}."


def _mixed(c: Fraction, covered: Fraction, uncovered: Fraction) -> Fraction:
    return c * covered + (1 - c) * uncovered


def _bettered(problem: SecurityGame, found: Coverage) -> Iterator[str]:
    """Whether another coverage is better, or as good with less."""
    value, spent = _best(problem, problem.marginal_cost, problem.budget)
    if value > found.value:
        yield f"Another coverage pays the defender {value}, more than {found.value}."
    elif spent < found.spent:
        yield f"Another coverage is as good and sums to {spent} only."


def _corners_missed(problem: SecurityGame, found: Coverage) -> Iterator[str]:
    """Whether the corners are those of the least concave function above the worth of a budget."""
    corners = list(zip(found.budgets, found.worths, strict=True))
    ample = Fraction(len(problem.sites))
    if corners[:1] != [(ZERO, _best(problem, ZERO, ZERO)[0])]:
        yield "The first corner must be no coverage at all."
        return
    slopes = []
    for (low, before), (high, after) in pairwise(corners):
        if low >= high:
            yield "The budgets at the corners must ascend."
            return
        slopes.append((after - before) / (high - low))
        if _best(problem, slopes[-1], ample)[0] != before - slopes[-1] * low:
            yield f"Between the budgets {low} and {high} some budget is worth more than the line."
        if _best(problem, ZERO, low)[0] != before:
            yield f"A budget of {low} is worth {_best(problem, ZERO, low)[0]}, not {before}."
    if any(a <= b for a, b in pairwise(slopes)) or any(s <= 0 for s in slopes):
        yield "From corner to corner a budget must be worth more, and ever less so."
    value, spent = _best(problem, ZERO, ample)
    if corners[-1] != (spent, value):
        yield f"The last corner must be a budget of {spent}, which is worth {value}."


def _best(problem: SecurityGame, cost: Fraction, budget: Fraction) -> Point:
    """The defender's best payoff at this marginal cost, and the least sum that gives it."""
    points = [p for j in range(len(problem.sites)) for p in _points(problem, j, budget)]
    value, saved = max((worth - cost * spent, -spent) for spent, worth in points)
    return value, -saved


def _points(problem: SecurityGame, j: int, budget: Fraction) -> Iterator[Point]:
    """The points to compare if the attacker is to strike site j."""
    covered, uncovered = problem.attacker_covered, problem.attacker_uncovered
    sites = range(len(problem.sites))

    def needed(k: int, level: Fraction) -> Fraction:
        return (
            max(ZERO, (uncovered[k] - level) / (uncovered[k] - covered[k])) if level < uncovered[k] else ZERO
        )

    def spent(level: Fraction) -> Fraction:
        return sum((needed(k, level) for k in sites), ZERO)

    def worth(c: Fraction) -> Fraction:
        return _mixed(c, problem.defender_covered[j], problem.defender_uncovered[j])

    lowest, highest = max(covered), uncovered[j]
    if lowest > highest or spent(highest) > budget:
        return
    levels = sorted({x for x in (*covered, *uncovered) if lowest <= x <= highest})
    if covered[j] == uncovered[j]:
        rest = spent(highest)
        for c in (ZERO, min(ONE, budget - rest)):
            yield rest + c, worth(c)
        return
    for low, high in pairwise(levels):
        over, under = spent(low), spent(high)
        if under < budget < over:  # linear in between
            level = high - (high - low) * (budget - under) / (over - under)
            yield budget, worth(needed(j, level))
    for level in levels:
        if spent(level) <= budget:
            yield spent(level), worth(needed(j, level))
