"""All pure equilibria of a singleton congestion game.

Where values never rise with the number of users, a resource has in every equilibrium the places worth
more than the N-th best place of all, and of those worth just that as many as are needed to make N. Else
every way to share out the players is tried.

>>> from defiance_games.problems.congestion import Congestion
>>> solve(Congestion(values=[(6, 3, 2, "3/2", "6/5"), (4, 2, "4/3", 1, "4/5"), (1,) * 5], players=5)).counts
((3, 2, 0),)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ..problems.congestion import Congestion, CongestionEquilibria
from ..symbolic.clock import fail_if_late


def solve(problem: Congestion, deadline: float | None = None) -> CongestionEquilibria:
    """Return every pure equilibrium, by counts.

    Raises TimeLimitReached past the deadline.
    """
    n, rows = problem.players, problem.values
    if problem.congested:
        last = sorted((v for row in rows for v in row), reverse=True)[n - 1]
        spans = [(sum(v > last for v in row), sum(v >= last for v in row)) for row in rows]
    else:
        spans = [(0, n)] * len(rows)
    found = []
    for counts in _shared(spans, n):
        fail_if_late(deadline, "ways to share out the players")
        if problem.congested or _stable(rows, counts):
            found.append(counts)
    return CongestionEquilibria(tuple(found), tuple(map(problem.potential, found)))


def _shared(spans: Sequence[tuple[int, int]], n: int) -> Iterator[tuple[int, ...]]:
    """The ways to add up to n with each number in its span, the first numbers large first."""
    if not spans:
        if n == 0:
            yield ()
        return
    (low, high), rest = spans[0], spans[1:]
    least, most = (sum(span[k] for span in rest) for k in (0, 1))
    for count in range(min(high, n - least), max(low, n - most) - 1, -1):
        for others in _shared(rest, n - count):
            yield (count, *others)


def _stable(rows: Sequence[Sequence[Fraction]], counts: tuple[int, ...]) -> bool:
    """Whether no user would move: only the two best places to move to matter."""
    moves = sorted(
        ((row[n], k) for k, (row, n) in enumerate(zip(rows, counts)) if n < len(row)), reverse=True
    )
    for j, (row, n) in enumerate(zip(rows, counts, strict=True)):
        better = next((v for v, k in moves[:2] if k != j), None)
        if n and better is not None and row[n - 1] < better:
            return False
    return True
