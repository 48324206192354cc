"""What a simulation has shown: rows for each run and period, and their summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

from ..shown import Shown

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Measure:
    """A result at the end: its mean over the runs, the standard error of it, the mean field beside it.

    What does not exist is None: an error of one run, the mean field of what has none, the time to what has
    not happened, a sampling error where it is less than one locality or first order fails. ``runs`` says in
    how many runs it has.
    """

    name: str
    value: float | None
    error: float | None = None
    mean_field: float | None = None
    sampling_error: float | None = None
    runs: int = 1


@dataclass(frozen=True)
class Simulation(Shown):
    """What a simulation has shown: ``rows``, one for each run and period, and their ``summary``.

    ``acts`` is what localities do: "defying" or "adopting". ``periods`` were asked for; where the simulation
    was interrupted (``complete`` is False) there are rows for those done so far. From period ``strays`` on
    the sampling error of the mean field, which is of first order, fails (None: it holds).
    """

    model: str
    process: str
    acts: str
    values: Mapping[str, Any]
    nodes: int
    graph: str
    periods: int
    seed: int
    runs: int
    rows: tuple[Row, ...]
    choices: Mapping[str, str] = field(default_factory=dict)  # of policy, observation, belief, where given
    notes: tuple[str, ...] = ()
    strays: int | None = None

    def __repr__(self) -> str:
        return f"<Simulation of {self.model!r}: {self.nodes} localities, {len(self.rows)} rows>"

    @property
    def complete(self) -> bool:
        """Whether every run was carried to its end."""
        return len(self.rows) == self.runs * (self.periods + 1)

    @property
    def paths(self) -> Sequence[Sequence[Row]]:
        """The rows of each run that was carried to its end; if none was, of the first as far as it goes."""
        size = self.periods + 1
        whole = [self.rows[i : i + size] for i in range(0, len(self.rows) - size + 1, size)]
        return whole or ([self.rows] if self.rows else [])

    @property
    def table(self) -> list[dict[str, Any]]:
        """A row for each period: means over :attr:`paths`, and the standard error of the share."""
        found = []
        for rows in zip(*self.paths):
            share, error = _mean([row["share"] for row in rows])
            row = {"period": rows[0]["period"], "share": share, "error": error}
            for name in ("new", "ceased", "perceived", "sanctions_total"):
                if name in rows[0]:
                    row[name] = _mean([row[name] for row in rows])[0]
            row |= {n: rows[0][n] for n in ("mean_field", "sampling_error") if n in rows[0]}
            found.append(row)
        return found

    @property
    def summary(self) -> list[Measure]:
        """Results at the end: the share, perceived risk, sanctions so far, the times to half and to all."""
        paths = self.paths
        if not paths:
            return []
        ends = [path[-1] for path in paths]
        beside = ends[0].get("mean_field"), ends[0].get("sampling_error")
        last = ends[0]["period"]
        value, error = _mean([row["share"] for row in ends])
        found = [Measure(f"share {self.acts} in period {last}", value, error, *beside, runs=len(ends))]
        for name, words in (("perceived", "perceived p"), ("sanctions_total", "sanctions so far")):
            if name in ends[0]:
                found.append(Measure(words, *_mean([row[name] for row in ends]), runs=len(ends)))
        for level, words in ((0.5, "time to half"), (1.0, "time to all")):
            times = [t for path in paths if (t := _first(path, "share", level)) is not None]
            value, error = _mean(times) if times else (None, None)
            expected = _first(paths[0], "mean_field", level) if "mean_field" in ends[0] else None
            found.append(Measure(words, value, error, expected, runs=len(times)))
        return found

    def to_dict(self, numeric: bool = False) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "schema": "defiance-games/simulation/1",
            "model": self.model,
            "process": self.process,
            "values": {name: str(v) for name, v in self.values.items()},
            **self.choices,
            "nodes": self.nodes,
            "graph": self.graph,
            "periods": self.periods,
            "seed": self.seed,
            "runs": self.runs,
            "complete": self.complete,
            "first_order_fails_from": self.strays,
            "summary": [
                {
                    "name": m.name,
                    "value": m.value,
                    "standard_error": m.error,
                    "mean_field": m.mean_field,
                    "sampling_error": m.sampling_error,
                    "runs": m.runs,
                }
                for m in self.summary
            ],
            "rows": self.table,
        }


def _mean(numbers: Sequence[float]) -> tuple[float, float | None]:
    """The mean and its standard error (None for one number)."""
    n = len(numbers)
    mean = sum(numbers) / n
    if n < 2 or min(numbers) == max(numbers):
        return float(numbers[0]), None if n < 2 else 0.0
    return mean, sqrt(sum((x - mean) ** 2 for x in numbers) / (n - 1) / n)


def _first(path: Sequence[Row], name: str, level: float) -> int | None:
    """The first period in which a share has reached a level."""
    return next((row["period"] for row in path if row[name] >= level), None)
