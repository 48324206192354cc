"""Sequential equilibrium of a reputation game, by backward induction on meetings left and the belief's place.

What matters of a belief is its place among the cutoffs 1 = c_0 > c_1 > c_2 > ..., where c_n is the n-th power
of the tolerance: on a cutoff, or between two. With W(n, b) the weak type's value, a sanction that leads to
belief b with n left gains G = delta*(W(n, b) - W(n, 0)) over none. At each n

* beliefs above c_n comply, those below defy, and on c_n the probability of complying is the root of the
  linear equation G = cost, which makes the weak type willing to mix one meeting earlier;
* after defiance the weak type sanctions where G > cost, that is from c_{n-1} up, and below it mixes, so that
  the belief after a sanction is c_{n-1}: defiance is then sanctioned with probability belief/c_{n-1}, which
  is the tolerance exactly at c_n.

Source: Kreps & Wilson (1982), section 2.

>>> from defiance_games.problems.reputation import Reputation
>>> found = solve(Reputation(horizon=2, prior="1/4", tolerance="1/2", cost=1, harm=3, delta="9/10"))
>>> found.cutoffs, found.first.comply, found.first.weak_sanction, found.first.posterior
((Fraction(1, 1), Fraction(1, 2), Fraction(1, 4)), Fraction(10, 27), Fraction(1, 3), Fraction(1, 2))
"""

from __future__ import annotations

import time
from fractions import Fraction
from typing import NamedTuple

from ..errors import TimeLimitReached
from ..problems.reputation import Meeting, Reputation, ReputationEquilibrium

ZERO, ONE = Fraction(0), Fraction(1)


class Place(NamedTuple):
    """Where a belief lies: on the cutoff ``power``, or below it and above the next; ``None`` is belief 0."""

    power: int | None
    on: bool = True


REVEALED = Place(None)


def solve(problem: Reputation, deadline: float | None = None) -> ReputationEquilibrium:
    """Return the equilibrium, exactly. Raises TimeLimitReached when the deadline passes."""
    cutoffs = [ONE]
    for _ in range(problem.horizon):
        cutoffs.append(cutoffs[-1] * problem.tolerance)
    lowest = next((n for n, c in enumerate(cutoffs) if c <= problem.prior), problem.horizon + 1)
    on = lowest <= problem.horizon and cutoffs[lowest] == problem.prior
    prior = Place(lowest, True) if on else Place(lowest - 1, False)
    induction = _Induction(problem, lowest, deadline)
    mixing, worth = [], [induction.nothing()]
    for n in range(1, problem.horizon + 1):
        y, values = induction.step(n, worth[-1])
        mixing.append(y)
        worth.append(values)
    meetings = _meetings(problem, cutoffs, mixing, worth, prior)
    return ReputationEquilibrium(
        cutoffs=tuple(cutoffs),
        mixing=tuple(mixing),
        meetings=meetings,
        honeymoon=max(0, problem.horizon - lowest + (not on)),
        knife_edge=on,
    )


class _Induction:
    """Values of the weak type at every place of a belief that some play can lead to."""

    def __init__(self, problem: Reputation, lowest: int, deadline: float | None):
        self.problem, self.deadline = problem, deadline
        deep = range(lowest + 1)
        self.places = [REVEALED, *(Place(j, on) for j in deep for on in (True, False))]

    def nothing(self) -> dict[Place, Fraction]:
        """The values when no meeting is left."""
        return dict.fromkeys(self.places, ZERO)

    def step(self, n: int, after: dict[Place, Fraction]) -> tuple[Fraction, dict[Place, Fraction]]:
        """The probability of complying on the n-th cutoff, and the values with ``n`` left."""
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise TimeLimitReached(f"reputation: the time limit was reached with {n - 1} meetings solved.")
        p = self.problem
        revealed = -p.harm + p.delta * after[REVEALED]
        values, y = {REVEALED: revealed}, ONE
        for place in self.places[1:]:
            complied = p.delta * after[place]
            gain = p.delta * (after[place] - after[REVEALED])  # where a mixture moves the belief it is 0
            defied = revealed + max(ZERO, gain - p.cost)
            if place == Place(n):
                target = revealed + p.cost / p.delta
                y = (target - defied) / (complied - defied)
                values[place] = target
            else:
                values[place] = complied if _reaches(place, n) else defied
        if Place(n) not in values:  # no play leads there: only the equation is needed
            y = p.cost / p.delta / (p.delta * after[REVEALED] - revealed)
        return y, values


def _reaches(place: Place, n: int) -> bool:
    """Whether the belief is at least the n-th cutoff."""
    return place.power is not None and (place.power < n or place == Place(n))


def _meetings(
    problem: Reputation,
    cutoffs: list[Fraction],
    mixing: list[Fraction],
    worth: list[dict[Place, Fraction]],
    prior: Place,
) -> tuple[Meeting, ...]:
    """Every belief above 0 that play leads to, the first meeting first."""

    def belief(place: Place) -> Fraction:
        return problem.prior if place == prior else ZERO if place.power is None else cutoffs[place.power]

    def chances(n: int, place: Place) -> tuple[Fraction, Fraction, Place]:
        """The probabilities of complying and of a sanction, and the place after it."""
        comply = mixing[n - 1] if place == Place(n) else Fraction(_reaches(place, n))
        if _reaches(place, n - 1):
            return comply, ONE, place
        return comply, belief(place) / cutoffs[n - 1], Place(n - 1)

    layers: list[dict[Place, None]] = [{} for _ in range(problem.horizon + 1)]
    layers[problem.horizon] = {prior: None}
    for n in range(problem.horizon, 1, -1):
        for place in layers[n]:
            comply, _, posterior = chances(n, place)
            layers[n - 1] |= {place: None} if comply else {}
            layers[n - 1] |= {posterior: None} if comply < 1 else {}
    expected: dict[tuple[int, Place], Fraction] = {}
    found: list[Meeting] = []
    for n in range(1, problem.horizon + 1):
        for place in layers[n]:
            comply, total, posterior = chances(n, place)
            stays, moves = (expected.get((n - 1, at), ZERO) for at in (place, posterior))
            defied = 1 + total * moves + (1 - total) * (n - 1)
            expected[n, place] = comply * stays + (1 - comply) * defied
            mu = belief(place)
            found.append(
                Meeting(
                    left=n,
                    belief=mu,
                    power=place.power if place.on else None,
                    comply=comply,
                    weak_sanction=(total - mu) / (1 - mu),
                    total_sanction=total,
                    posterior=belief(posterior),
                    value=worth[n][place],
                    expected_defiances=expected[n, place],
                )
            )
    return tuple(reversed(found))
