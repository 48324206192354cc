"""Deterministic learning on a graph: when does each locality begin to defy?

Localities i = 0, ..., n-1 watch one another. In period t = 0, 1, 2, ... everyone acts, then everyone sees
the acts of those whom it watches, then decides for period t + 1. The first ``sanctions[j]`` defiances of
locality j are sanctioned, and who sees a defiance sees whether it is. Locality i holds a Beta(a, b) prior
about the probability of being sanctioned. Having seen M defiances, m of them sanctioned, it perceives that
probability as::

    p_hat = (a + m)/(a + b + M)

and defies in the next period, and for ever, iff p_hat is below its tolerance. Sources defy from period 0. A
solution says for each locality in which period it begins.

Source: model book, section 5b; contagion on graphs: Morris (2000); learning the probability of being caught:
Sah (1991), Lochner (2007).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ..errors import InputError, escaped
from ..symbolic.exact import exact, exact_row
from .problem import Found, Problem

LARGEST = 100_000  # localities


@dataclass(frozen=True)
class Contagion(Problem):
    """Localities that learn from those whom they watch.

    Parameters
    ----------
    watches : for each locality whom it watches: positions, or pairs (position, how many observations of it a
        period; 1 if not said). A locality may stand for several that are alike.
    sources : positions of those that defy from period 0
    tolerance : sanction probability below which a locality defies: one number, or one for each locality
    prior : the counts (a, b) of the Beta prior, positive: one pair, or one for each locality
    sanctions : position -> how many of its first defiances are sanctioned; 0 where not said

    Raises InputError for more than 100,000 localities, positions that do not exist, counts that are
    not positive, no source.

    >>> pair = Contagion(watches=([1], [0]), sources=[0], tolerance="0.15", prior=(2, 8))
    >>> pair.watches
    (((1, 1),), ((0, 1),))
    """

    watches: Any
    sources: Any
    tolerance: Any
    prior: Any
    sanctions: Mapping[int, int] = field(default_factory=dict)

    kind = "contagion"

    def __post_init__(self) -> None:
        faults: list[str] = []
        n = len(self.watches)
        if n > LARGEST:
            raise InputError(f"contagion: watches: there must be {LARGEST} localities at most, got {n}.")
        watches = tuple(_watched(row, i, n, faults) for i, row in enumerate(self.watches))
        sources = tuple(_position(s, "sources", n, faults) for s in self.sources)
        sanctions = {
            _position(j, "sanctions", n, faults): _count(m, f"sanctions of {escaped(j)}", 0, faults)
            for j, m in self.sanctions.items()
        }
        if not sources:
            faults.append("contagion: sources: there must be one or more, got none.")
        if isinstance(self.tolerance, (list, tuple)):
            tolerance = exact_row(self.tolerance, "contagion: tolerance", faults, n)
        else:
            tolerance = (exact(self.tolerance, "contagion: tolerance", faults),) * n
        alike = not any(isinstance(entry, (list, tuple)) for entry in self.prior)
        pairs = [self.prior] * n if alike else self.prior
        prior = tuple(exact_row(pair, "contagion: prior", faults, 2) for pair in pairs)
        if len(prior) != n:
            faults.append(f"contagion: prior: there must be {n} pairs, got {len(prior)}.")
        if any(count <= 0 for pair in prior for count in pair):
            faults.append("contagion: prior: counts must be positive.")
        where = tuple(dict.fromkeys(sources))
        self.settle(
            faults, watches=watches, sources=where, tolerance=tolerance, prior=prior, sanctions=sanctions
        )


@dataclass(frozen=True)
class Spread(Found):
    """When each locality begins to defy (None: never), in their order, and when everybody has begun."""

    kind = "contagion"

    begins: tuple[int | None, ...]
    full_time: int | None  # the first period in which everybody defies


def _watched(row: Any, i: int, n: int, faults: list[str]) -> tuple[tuple[int, int], ...]:
    """The pairs (position, observations a period) of locality ``i``; whom it watches twice it sees twice."""
    if isinstance(row, str) or not isinstance(row, Iterable):
        faults.append(f"contagion: watches of {i}: must be a list of positions, got {escaped(row)}.")
        return ()
    found: dict[int, int] = {}
    for entry in row:
        j, weight = entry if isinstance(entry, (list, tuple)) and len(entry) == 2 else (entry, 1)
        place = _position(j, f"watches of {i}", n, faults)
        found[place] = found.get(place, 0) + _count(weight, f"watches of {i}", 1, faults)
    if i in found:
        faults.append(f"contagion: watches of {i}: nobody watches itself, got {i}.")
    return tuple(found.items())


def _position(j: Any, where: str, n: int, faults: list[str]) -> int:
    if _is_whole(j) and 0 <= j < n:
        return int(j)
    faults.append(f"contagion: {where}: must be a position from 0 to {n - 1}, got {escaped(j)}.")
    return 0


def _count(m: Any, where: str, least: int, faults: list[str]) -> int:
    if _is_whole(m) and m >= least:
        return int(m)
    faults.append(f"contagion: {where}: must be a whole number, at least {least}, got {escaped(m)}.")
    return least


def _is_whole(x: Any) -> bool:
    return not isinstance(x, bool) and isinstance(x, (int, Fraction)) and x == int(x)
