"""Whether a list of the pure equilibria of a singleton congestion game is right, and none is missing.

Every move of every user is looked at. That none is missing is seen by going through all ways to share out
the players where those are few; else, where values never rise, by counting the ways to fill the best
places with a generating function.
"""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

from ..problems.congestion import Congestion, CongestionEquilibria

_FEW = 20_000


def faults(problem: Congestion, found: CongestionEquilibria) -> list[str]:
    """Return a sentence for everything that is wrong with the equilibria found; none if they are right."""
    n, rows = problem.players, problem.values
    if len(found.counts) != len(found.potentials):
        return ["There must be a potential for each equilibrium."]
    wrong = []
    for counts, potential in zip(found.counts, found.potentials, strict=True):
        if len(counts) != len(rows) or sum(counts) != n or min(counts) < 0:
            wrong.append(f"{counts} does not share out {n} players.")
            continue
        wrong += [f"{counts}: a user of resource {j + 1} gains at {k + 1}." for j, k in _moves(rows, counts)]
        if potential != sum(v for row, m in zip(rows, counts) for v in row[:m]):
            wrong.append(f"{counts}: the potential is not {potential}.")
    if len(set(found.counts)) != len(found.counts):
        wrong.append("An equilibrium is listed twice.")
    wanted = _number(problem)
    if wanted is not None and wanted != len(found.counts):
        wrong.append(f"There are {wanted} equilibria, not {len(found.counts)}.")
    return wrong


def _moves(rows: tuple[tuple[Fraction, ...], ...], counts: tuple[int, ...]) -> list[tuple[int, int]]:
    """Who would gain by moving, and where to."""
    return [
        (j, k)
        for j, k in itertools.permutations(range(len(rows)), 2)
        if counts[j] and rows[k][counts[k]] > rows[j][counts[j] - 1]
    ]


def _number(problem: Congestion) -> int | None:
    """How many equilibria there are, where that can be told."""
    n, rows = problem.players, problem.values
    if math.comb(n + len(rows) - 1, n) <= _FEW:
        walls = itertools.combinations(range(n + len(rows) - 1), len(rows) - 1)
        ways = (tuple(b - a - 1 for a, b in zip((-1, *w), (*w, n + len(rows) - 1))) for w in walls)
        return sum(not _moves(rows, counts) for counts in ways)
    if not problem.congested:
        return None
    places = sorted((v for row in rows for v in row), reverse=True)
    ways_to_reach = {sum(v > places[n - 1] for row in rows for v in row): 1}
    for row in rows:
        ties, before = row.count(places[n - 1]), ways_to_reach
        ways_to_reach = {}
        for reached, ways in before.items():
            for more in range(ties + 1):
                ways_to_reach[reached + more] = ways_to_reach.get(reached + more, 0) + ways
    return ways_to_reach.get(n, 0)
