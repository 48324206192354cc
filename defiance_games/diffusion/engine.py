"""A run of a process on a graph, a record a period.

A run is a function of (process, graph, periods, seed) alone: neither the number of threads nor whether numba
is installed changes a figure.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any, Protocol

from ..errors import UnsupportedError, escaped
from .checks import Checks
from .draws import Draws
from .graph import Complete, Graph
from .record import Record

SMALL = 2_000_000  # (localities + edges) * periods for which numba would take longer to load


class Path(Protocol):
    """A run under way."""

    def observe(self, period: int) -> Record:
        """Return the record of the period."""
        ...

    def decide(self) -> None:
        """Go to the next period."""
        ...


class Process(Protocol):
    """What can be run: a description, checked when it is made."""

    def faults(self, nodes: int) -> list[str]:
        """Return what does not fit ``nodes`` localities."""
        ...

    def start(self, graph: Graph | Complete, periods: int, draws: Draws, loops: Any) -> Path:
        """Return a run at the beginning of period 0."""
        ...


def run(
    process: Process, graph: Graph | Complete, periods: Any, seed: Any = 0, *, compiled: bool | None = None
) -> Iterator[Record]:
    """Return the records of the periods 0..``periods``, one after another as they are asked for.

    All input is checked at once, before the first period. ``compiled``: whether the loops are numba's
    (None: if it is installed and the run is not small; True without it: UnsupportedError). The run may be
    left at any time.

    >>> from .generators import ring
    >>> from .learning import ThresholdLearning
    >>> records = run(ThresholdLearning(tolerance="0.15", seeds=[0]), ring(5), 8)
    >>> [record.acting for record in records]
    [1, 1, 1, 1, 3, 3, 3, 3, 5]
    """
    checks = Checks("run")
    last = checks.whole("periods", "how many periods after the first", periods, 0)
    start = checks.whole("seed", "seed of the random numbers", seed, 0)
    if not isinstance(graph, (Graph, Complete)):
        checks.add(
            f"graph must be a graph (see read_graph and generate), got {escaped(type(graph).__name__)}."
        )
    elif not hasattr(process, "start"):
        checks.add(f"process must be a process, got {escaped(type(process).__name__)}.")
    else:
        checks.found += [f"{type(process).__name__}: {fault}" for fault in process.faults(graph.n)]
    checks.tell()
    size = graph.n + (graph.edges if isinstance(graph, Graph) else 0)
    if compiled is None and size * (last + 1) < SMALL:
        compiled = False
    path = process.start(graph, last, Draws(start), loops(compiled))
    return _records(path, last)


def loops(compiled: bool | None) -> Any:
    """Return the module with the loops of a run."""
    if compiled is not False:
        try:
            return importlib.import_module(f"{__package__}.compiled")
        except ModuleNotFoundError as error:
            if error.name != "numba":
                raise
            if compiled:
                raise UnsupportedError(
                    "Compiled loops need numba. Install 'defiance-games[simulate]', or run without them."
                ) from error
    return importlib.import_module(f"{__package__}.plain")


def _records(path: Path, last: int) -> Iterator[Record]:
    for period in range(last + 1):
        if period:
            path.decide()
        yield path.observe(period)
