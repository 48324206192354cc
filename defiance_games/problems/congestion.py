"""Singleton congestion games: each of N alike players chooses one resource, worth less (or more) if shared.

Resource j is worth ``values[j][n - 1]`` to each of its n users. A profile is told by the counts (n_1,
..., n_J), which add up to N; it is a pure equilibrium iff no user of j would be better off as one more
user of k::

    values[j][n_j - 1] >= values[k][n_k]   wherever n_j > 0 and k != j.

Rosenthal's potential, the sum over resources of values[j][0] + ... + values[j][n_j - 1], changes by
exactly what a mover gains. So each of its maximizers is an equilibrium, and better replies never run in a
circle. A solution lists all equilibria by their counts. Where values never rise with the number of users,
they are the ways to fill the N best places, j's n-th place being worth values[j][n - 1]; the counts are
unique unless places tie.

Source: Rosenthal (1973); potential games: Monderer & Shapley (1996).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..errors import InputError, escaped
from ..symbolic.exact import exact, exact_row
from .problem import Found, Problem


@dataclass(frozen=True)
class Congestion(Problem):
    """Alike players who choose one resource each.

    Parameters
    ----------
    values : for each resource, its worth to each user when 1, 2, ..., N use it (utility)
    players : their number N

    Raises InputError where a resource has not one value for each number of users.

    >>> Congestion(values=[(6, 3, 2), (4, 2, "4/3")], players=3).values[1]
    (Fraction(4, 1), Fraction(2, 1), Fraction(4, 3))
    """

    values: Any
    players: Any

    kind = "congestion"

    def __post_init__(self) -> None:
        faults: list[str] = []
        players = exact(self.players, "congestion: players", faults)
        if not faults and (players < 1 or players.denominator != 1):
            faults.append(f"congestion: players: must be a whole number, at least 1, got {players}.")
        if isinstance(self.values, str) or not isinstance(self.values, Iterable):
            faults.append(
                f"congestion: values: must be a list for each resource, got {escaped(self.values)}."
            )
            raise InputError(faults)
        length = int(players) if not faults else None
        values = tuple(
            exact_row(row, f"congestion: values of resource {j}", faults, length)
            for j, row in enumerate(self.values, 1)
        )
        if not values:
            faults.append("congestion: values: there must be one resource or more, got none.")
        self.settle(faults, values=values, players=int(players))

    @property
    def congested(self) -> bool:
        """Whether no resource is ever worth more for having more users."""
        return all(a >= b for row in self.values for a, b in zip(row, row[1:]))

    def potential(self, counts: tuple[int, ...]) -> Fraction:
        """Rosenthal's potential."""
        rows = zip(self.values, counts, strict=True)
        return sum((sum(row[:n], Fraction(0)) for row, n in rows), Fraction(0))


@dataclass(frozen=True)
class CongestionEquilibria(Found):
    """All pure equilibria.

    ``counts``: users of each resource, a tuple for each equilibrium, the first resources filled first;
    ``potentials``: Rosenthal's potential of each. Every equilibrium stands for all profiles with its counts.
    """

    counts: tuple[tuple[int, ...], ...]
    potentials: tuple[Fraction, ...]

    kind = "congestion"

    @property
    def best(self) -> tuple[int, ...]:
        """The counts with the greatest potential (the first of those, where there are several)."""
        return self.counts[self.potentials.index(max(self.potentials))]
