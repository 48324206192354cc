"""Whether a profile is a sequential equilibrium of a reputation game, from the definition.

The weak type's values are those of the profile itself, followed from every belief to the end. At each number
of meetings left and each belief, on the path and off it: no short-lived player and no weak type gains by one
deviation, and the belief after a sanction is Bayes'. The beliefs are all that the profile leads to, and a
grid: of the unit interval, of the cutoffs and of the middles between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ..problems.reputation import Reputation, ReputationEquilibrium

GRID, DEEP = 12, 10  # parts of the unit interval; meetings at whose beliefs the grid is tried


class _Profile:
    """What is played, and what it is worth to the weak type."""

    def __init__(self, problem: Reputation, found: ReputationEquilibrium):
        self.problem, self.found = problem, found
        self.known: dict[tuple[int, Fraction], Fraction] = {}

    def after(self, n: int, belief: Fraction) -> tuple[Fraction, Fraction]:
        """What a sanction and no sanction are worth to the weak type with ``n`` meetings left."""
        p, posterior = self.problem, self.found.posterior(n, belief)
        sanction = -p.harm - p.cost + p.delta * self.value(n - 1, posterior)
        return sanction, -p.harm + p.delta * self.value(n - 1, Fraction(0))

    def value(self, n: int, belief: Fraction) -> Fraction:
        """What the rest is worth to the weak type."""
        stack = [(n, belief)]
        while stack:
            at = stack[-1]
            missing = [] if at in self.known or not at[0] else self._next(*at)
            if missing:
                stack += missing
                continue
            self.known.setdefault(at, self._value(*at))
            stack.pop()
        return self.known[n, belief]

    def _next(self, n: int, belief: Fraction) -> list[tuple[int, Fraction]]:
        beliefs = {belief, self.found.posterior(n, belief), Fraction(0)}
        return [(n - 1, b) for b in beliefs if (n - 1, b) not in self.known]

    def _value(self, n: int, belief: Fraction) -> Fraction:
        if not n:
            return Fraction(0)
        p, found = self.problem, self.found
        y, x = found.comply(n, belief), found.weak_sanction(n, belief) if belief < 1 else Fraction(0)
        sanction = -p.harm - p.cost + p.delta * self.known[n - 1, found.posterior(n, belief)]
        leniency = -p.harm + p.delta * self.known[n - 1, Fraction(0)]
        complied = p.delta * self.known[n - 1, belief]
        return y * complied + (1 - y) * (x * sanction + (1 - x) * leniency)


def faults(problem: Reputation, found: ReputationEquilibrium) -> list[str]:
    """Return a sentence for everything that is wrong with the profile found; none if it is right."""
    n = problem.horizon
    if len(found.cutoffs) != n + 1 or len(found.mixing) != n or not found.meetings:
        return [f"There must be cutoffs and probabilities of complying for each of {n} meetings."]
    if any(not 1 <= m.left <= n or not 0 < m.belief < 1 for m in found.meetings):
        return [f"There are meetings with 1 to {n} left, at beliefs between 0 and 1."]
    if len({(m.left, m.belief) for m in found.meetings}) < len(found.meetings):
        return ["A meeting is listed twice."]
    if any(c <= 0 or c > 1 for c in found.cutoffs):
        return ["Cutoffs lie above 0, and none above 1."]
    if found.cutoffs[0] != 1 or not all(0 <= y <= 1 for y in found.mixing):
        return ["The cutoff after the last meeting must be 1, and probabilities lie between 0 and 1."]
    profile = _Profile(problem, found)
    wrong = _deviations(profile)
    if (found.first.left, found.first.belief) != (n, problem.prior):
        wrong.append(f"The first meeting must be at the prior with {n} meetings left.")
    return wrong + _meetings(profile)


def _deviations(profile: _Profile) -> list[str]:
    """A sentence for each gain from one deviation, and each belief that is not Bayes'."""
    problem, found, wrong = profile.problem, profile.found, []
    for n, belief in dict.fromkeys(_states(problem, found)):
        where = f"With {n} left and belief {belief}"
        x, y = found.weak_sanction(n, belief), found.comply(n, belief)
        total = belief + (1 - belief) * x
        if not 0 <= x <= 1:
            wrong.append(f"{where}: {x} is no probability.")
        if not _best(problem.tolerance - total, 1 - y):
            wrong.append(f"{where}: the short-lived player gains by a change, as S has probability {total}.")
        sanction, leniency = profile.after(n, belief)
        if not _best(sanction - leniency, x):
            wrong.append(f"{where}: the weak type gains {abs(sanction - leniency)} by a change after D.")
        if total and found.posterior(n, belief) != belief / total:
            wrong.append(f"{where}: the belief after a sanction must be {belief / total}.")
    return wrong


def _best(gain: Fraction, probability: Fraction) -> bool:
    """Whether an action that gains this much over the other is played with a fitting probability."""
    return gain == 0 or probability == (1 if gain > 0 else 0)


def _states(problem: Reputation, found: ReputationEquilibrium) -> Iterator[tuple[int, Fraction]]:
    """Pairs of meetings left and belief: all that are reached, revelation, and the grid."""
    for m in found.meetings:
        yield m.left, m.belief
    for n in range(1, problem.horizon + 1):
        yield n, Fraction(0)
    for n in range(1, min(problem.horizon, DEEP) + 1):
        cutoffs = found.cutoffs[1 : DEEP + 2]
        middles = [(a + b) / 2 for a, b in zip((Fraction(1), *cutoffs), cutoffs, strict=False)]
        for belief in (*(Fraction(i, GRID) for i in range(1, GRID)), *cutoffs, *middles):
            yield n, belief


def _meetings(profile: _Profile) -> list[str]:
    """A sentence for each reached belief whose row is missing or not what the profile says."""
    problem, found, wrong = profile.problem, profile.found, []
    rows = {(m.left, m.belief): m for m in found.meetings}
    expected: dict[tuple[int, Fraction], Fraction] = {}
    for m in sorted(found.meetings, key=lambda m: m.left):
        n, belief, x = m.left, m.belief, found.weak_sanction(m.left, m.belief)
        total = belief + (1 - belief) * x
        told = (m.comply, m.weak_sanction, m.total_sanction, m.posterior, m.value)
        y, posterior = found.comply(n, belief), found.posterior(n, belief)
        if told != (y, x, total, posterior, profile.value(n, belief)):
            wrong.append(f"With {n} left and belief {belief}: the meeting is not as the strategies say.")
        if m.power is not None and problem.tolerance**m.power != belief:
            wrong.append(f"With {n} left: {belief} is not the tolerance to the power {m.power}.")
        after = [(n - 1, belief)] * (y > 0) + [(n - 1, posterior)] * (y < 1 and total > 0)
        wrong += [
            f"The belief {b} with {k} left is reached, but not listed."
            for k, b in after
            if k and (k, b) not in rows
        ]
        stays, moves = (expected.get((n - 1, b), Fraction(0)) for b in (belief, posterior))
        defied = 1 + total * moves + (1 - total) * (n - 1)
        expected[n, belief] = y * stays + (1 - y) * defied
        if m.expected_defiances != expected[n, belief]:
            wrong.append(f"With {n} left and belief {belief}: {expected[n, belief]} defiances are expected.")
    honeymoon = sum(m.belief == problem.prior and m.comply == 1 for m in found.meetings)
    if found.honeymoon != honeymoon:
        wrong.append(f"Everybody complies for sure at the prior in {honeymoon} meetings.")
    if found.knife_edge != any(problem.prior == problem.tolerance**n for n in range(1, problem.horizon + 1)):
        wrong.append("Whether the prior lies on a cutoff is not told rightly.")
    return wrong
