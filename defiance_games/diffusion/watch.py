"""How many of those whom each locality observes are acting: kept up to date from the changes.

Where few change, each of them is told to its observers (push); where many do, each locality counts again
(pull). Weighted rates are always counted again, so that no rounding accumulates.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .graph import Complete, Graph

PUSH = 4  # push where the changed are seen by less than a quarter of all who could see


class Watch:
    """The rates of a graph; ``loops`` is the module ``compiled`` or ``plain``. All is 0 at first.

    >>> from . import plain
    >>> watch = Watch(Graph.of(3, [0, 1], [1, 2], both=True), plain)
    >>> watch.update(np.array([True, False, True]), np.array([0, 2]))
    >>> watch.rate.tolist()
    [0, 2, 0]
    """

    def __init__(self, graph: Graph | Complete, loops: Any):
        self.graph = graph if isinstance(graph, Graph) else None  # of a complete graph, totals are enough
        self.loops = loops
        self.weighted = graph.weights is not None
        self.rate = np.zeros(graph.n, np.float64 if self.weighted else np.int32)

    def update(self, acting: np.ndarray, changed: np.ndarray) -> None:
        """Take note of the acts of a period; ``changed`` are those who act otherwise than before."""
        if self.graph is None or not changed.size:
            return
        if self._few(changed):
            began = acting[changed]
            self._push(changed[began], 1, self.rate)
            self._push(changed[~began], -1, self.rate)
        else:
            self._pull(acting, self.rate)

    def tell(self, nodes: np.ndarray, counts: np.ndarray) -> None:
        """Add to ``counts`` how many of these nodes each observes."""
        if self.graph is None or not nodes.size:
            return
        if self._few(nodes):
            self._push(nodes, 1, counts)
        else:
            flags, found = np.zeros(counts.size, bool), np.empty_like(self.rate)
            flags[nodes] = True
            self._pull(flags, found)
            counts += found

    def _few(self, nodes: np.ndarray) -> bool:
        graph = self.graph
        return not self.weighted and graph is not None and PUSH * graph.visibility[nodes].sum() < graph.edges

    def _push(self, nodes: np.ndarray, step: int, counts: np.ndarray) -> None:
        if nodes.size and self.graph is not None:
            observers = self.graph.reverse
            self.loops.spread(observers.indptr, observers.indices, nodes, step, counts)

    def _pull(self, flags: np.ndarray, found: np.ndarray) -> None:
        if self.graph is None:
            return
        indptr, indices = self.graph.indptr, self.graph.indices
        if self.weighted:
            self.loops.weighted_tally(indptr, indices, self.graph.weights, flags, found)
        else:
            self.loops.tally(indptr, indices, flags, found)
