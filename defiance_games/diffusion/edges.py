"""Edges under construction: ids and weights as they are given, checked, merged into a graph.

Ids are all whole numbers, the positions 0..n-1, or all names, numbered as they appear. Faults are collected
and told in one InputError. Edges that occur more than once are counted once, with their largest weight.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..errors import InputError, escaped
from .graph import LOCALITIES, Graph

MOST = 20  # faults of one kind that are spelled out


@dataclass
class Edges:
    """The edges of one source; ``unit`` is what its faults are counted in (edges, lines, entries)."""

    directed: bool
    named: bool
    n: int | None
    where: str = "graph"
    unit: str = "edge"
    ids: np.ndarray = field(default_factory=lambda: np.empty((0, 2), np.int64))  # (edges, 2)
    weights: np.ndarray | None = None
    names: dict[str, int] | None = None
    places: np.ndarray | None = None  # number of each edge in the input, from 1
    faults: list[tuple[int, str]] = field(default_factory=list)  # with the number of the edge; 0: of none

    def rows(self, rows: list[Any], places: np.ndarray) -> None:
        """Take ids and weights as given one by one: ids are all whole numbers, or all names."""
        numbers = [integer(x) for row in rows for x in row[:2]]
        if not self.named:
            given = [x for row in rows for x in row[:2]]
            odd = [k for k, x in enumerate(numbers) if x is None]
            if len(odd) == len(given):
                odd = [k for k in odd if isinstance(given[k], float) or _is_decimal(given[k])]
                self.named = bool(given) and not odd
            self.note(
                (
                    int(places[k // 2]),
                    f"{escaped(given[k])} is no id: ids are all whole numbers or all names. Or give "
                    "labels=True.",
                )
                for k in ([] if self.named else odd)
            )
            dropped = set() if self.named else {k // 2 for k in odd}
            kept = [k for k in range(len(rows)) if k not in dropped]
            rows, places = [rows[k] for k in kept], places[kept]
            numbers = [x for k in kept for x in numbers[2 * k : 2 * k + 2]]
        if self.named:
            given = [str(x).strip() for row in rows for x in row[:2]]
            self.names = {x: k for k, x in enumerate(dict.fromkeys(given))}
            numbers = [self.names[x] for x in given]
            if self.n is not None and len(self.names) > self.n:
                self.faults.append((0, f"{len(self.names)} names appear, more than the {self.n} localities."))
            self.n = max(self.n or 0, len(self.names))
        self.places = places
        big = [k for k, x in enumerate(numbers) if not -(2**62) < (x or 0) < 2**62]
        if big:
            self.note((int(places[k // 2]), f"{numbers[k]} is too large for an id.") for k in big)
            self.tell()
        self.ids = np.array(numbers, np.int64).reshape(-1, 2)
        if any(len(row) == 3 for row in rows):
            self.weights = np.array([decimal(row[2]) if len(row) == 3 else 1.0 for row in rows])
            self.note(
                (int(places[k]), f"the weight must be a number > 0, got {escaped(rows[k][2])}.")
                for k in np.flatnonzero(np.isnan(self.weights))
            )
            self.weights[np.isnan(self.weights)] = 1.0

    def graph(self) -> Graph:
        """Check the edges and return the graph."""
        i, j = self.ids[:, 0], self.ids[:, 1]
        n, counted = self.n, self.n is None
        if n is None:
            n = int(self.ids.max(initial=-1)) + 1
            if n < 2 and not self.faults:
                self.faults.append((0, f"there must be at least 2 localities, got {max(n, 0)}."))
            elif n > LOCALITIES:
                self.faults.append((0, f"there may be at most {LOCALITIES} localities, got the id {n - 1}."))
        elif n < 2:
            self.faults.append((0, f"there must be at least 2 localities, got {n}."))
        self._each(i == j, lambda k: f"locality {self._name(int(i[k]))} observes itself. Leave it out.")
        for column in (i, j):
            outside = (column < 0) | (column >= n)
            self._each(
                outside,
                lambda k, x=column: (
                    f"{x[k]} is not one of the {n} localities 0..{n - 1}. "
                    "Give more nodes, or labels=True to take ids as names."
                    if x[k] >= 0
                    else f"{x[k]} is no id: ids count from 0."
                ),
            )
        w = self.weights
        if w is not None:
            self._each(
                ~(np.isfinite(w) & (w > 0)), lambda k: f"the weight must be a number > 0, got {w[k]:g}."
            )
        self.tell()
        return self._merged(n, i, j, w, self._alone(n) if counted else ())

    def _alone(self, n: int) -> tuple[str, ...]:
        """What is said of localities that are there only because higher ids are: the ids may count from 1."""
        alone = np.flatnonzero(np.bincount(self.ids.ravel(), minlength=n) == 0).tolist()
        if not alone:
            return ()
        which = ", ".join(map(str, alone[:3])) + (", ..." if len(alone) > 3 else "")
        said = f"No edge has {which}: {len(alone)} of the {n} localities 0..{n - 1} observe nobody."
        return (f"{said} If the ids are not positions 0, 1, ..., give labels=True (--labels).",)

    def _merged(
        self, n: int, i: np.ndarray, j: np.ndarray, w: np.ndarray | None, notes: tuple[str, ...]
    ) -> Graph:
        a, b = (i, j) if self.directed else (np.minimum(i, j), np.maximum(i, j))
        pair = a * n + b
        order = np.argsort(pair, kind="stable") if w is None else np.lexsort((-w, pair))
        first = np.ones(pair.size, bool)
        first[1:] = np.diff(pair[order]) != 0
        kept = order[first]
        more = pair.size - kept.size
        notes += (f"{more} edges occur more than once and are counted once.",) if more else ()
        names = tuple(self.names) if self.names is not None else None
        if names is not None:
            names += tuple(str(k) for k in range(len(names), n))
        weights = None if w is None else w[kept]
        return Graph.of(n, a[kept], b[kept], weights, both=not self.directed, labels=names, notes=notes)

    def tell(self) -> None:
        """Raise InputError if there are faults."""
        if self.faults:
            ordered = sorted(self.faults, key=lambda fault: fault[0])
            places = (f"{self.unit} {k}: " if k else "" for k, _ in ordered)
            raise InputError(f"{self.where}: {place}{fault}" for place, (_, fault) in zip(places, ordered))

    def _each(self, faulty: np.ndarray, sentence: Callable[[int], str]) -> None:
        """Note a fault for every edge marked."""
        places = range(1, faulty.size + 1) if self.places is None else self.places
        self.note((int(places[k]), sentence(k)) for k in np.flatnonzero(faulty).tolist())

    def note(self, faults: Iterable[tuple[int, str]]) -> None:
        """Note the faults of one kind, with their edges: the first so many in words, the rest counted."""
        found = iter(faults)
        told = list(itertools.islice(found, MOST))
        more = sum(1 for _ in found)
        if more:
            place, last = told[-1]
            told[-1] = (place, f"{last} And {more} more like this.")
        self.faults += told

    def _name(self, k: int) -> str:
        return str(k) if self.names is None else escaped(list(self.names)[k])


def integer(x: Any) -> int | None:
    """Return the whole number that is given, or None.

    >>> integer("7"), integer(2.0), integer("x"), integer(2.5)
    (7, 2, None, None)
    """
    try:
        return int(x) if not isinstance(x, (float, bool)) or float(x).is_integer() else None
    except (ValueError, TypeError, OverflowError):
        return None


def _is_decimal(x: Any) -> bool:
    return integer(x) is None and not np.isnan(decimal(x))


def decimal(x: Any) -> float:
    """Return the number that is given, or NaN."""
    try:
        return float(x)
    except (ValueError, TypeError, OverflowError):
        return float("nan")
