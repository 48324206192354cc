"""When each locality begins to defy: exact, from event to event.

Between two events, somebody beginning or somebody's sanctions running out, whatever a locality counts grows
by the same numbers each period. The first period in which its belief falls below its tolerance is then the
solution of one linear inequality. So the work is in the number of arcs and not in the number of periods.
"""

from __future__ import annotations

import time
from fractions import Fraction
from heapq import heappop, heappush

from ..errors import TimeLimitReached
from ..problems.contagion import Contagion, Spread


def solve(problem: Contagion, deadline: float | None = None) -> Spread:
    """Return when each locality begins; TimeLimitReached if that takes longer than ``deadline``.

    >>> solve(Contagion(watches=([1], [0], [1]), sources=[0], tolerance="0.15", prior=(2, 8))).begins
    (0, 4, 8)
    """
    watchers: list[list[tuple[int, int]]] = [[] for _ in problem.watches]
    for i, row in enumerate(problem.watches):
        for j, weight in row:
            watchers[j].append((i, weight))
    localities = [_Locality(a, b, p) for (a, b), p in zip(problem.prior, problem.tolerance)]
    events: list[tuple[int, int, bool]] = []  # date, locality, whether it begins (else its sanctions run out)
    for i, locality in enumerate(localities):
        locality.date = 0 if i in problem.sources else locality.next_date(0)
        if locality.date is not None:
            heappush(events, (locality.date, i, True))
    while events:
        if deadline is not None and time.monotonic() > deadline:
            raise TimeLimitReached("contagion: the time limit was reached before everybody's date was found.")
        date, j, begins = heappop(events)
        if begins:
            if localities[j].begun or localities[j].date != date:
                continue  # it has been planned anew
            localities[j].begun = True
            if problem.sanctions.get(j, 0):
                heappush(events, (date + problem.sanctions[j], j, False))
        for i, weight in watchers[j]:
            other = localities[i]
            if other.begun or other.date == date:
                continue
            other.count_until(date)
            other.seen += weight if begins else 0
            if problem.sanctions.get(j, 0):
                other.sanctioned += weight if begins else -weight
            planned = other.next_date(date)
            if planned != other.date:
                other.date = planned
                if planned is not None:
                    heappush(events, (planned, i, True))
    begins_at = tuple(locality.date if locality.begun else None for locality in localities)
    dates = [date for date in begins_at if date is not None]
    return Spread(begins_at, max(dates) if len(dates) == len(begins_at) else None)


class _Locality:
    """What a locality has counted before ``since``, and what it counts in each period from then on."""

    def __init__(self, a: Fraction, b: Fraction, tolerance: Fraction):
        self.tolerance = tolerance
        self.lead = tolerance * (a + b) - a  # it defies where tolerance*(a + b + M) - (a + m) is positive
        self.since = 0
        self.seen = self.sanctioned = 0
        self.date: int | None = None
        self.begun = False

    def count_until(self, date: int) -> None:
        """Count the periods before ``date``."""
        self.lead += (date - self.since) * self._growth
        self.since = date

    @property
    def _growth(self) -> Fraction:
        return self.tolerance * self.seen - self.sanctioned

    def next_date(self, now: int) -> int | None:
        """The first period after ``now`` in which it defies if nothing else happens; None if never."""
        growth = self._growth
        if self.lead + growth > 0:
            return now + 1
        return now + int(-self.lead // growth) + 1 if growth > 0 else None
