"""Who observes whom: row i of a graph lists the localities that locality i observes.

A :class:`Graph` is kept in compressed rows (CSR): ``indices[indptr[i]:indptr[i + 1]]`` are those whom i
observes, ascending, each once, never i. Weights, where there are any, say how many observations one look is
worth. Where all observe all, :class:`Complete` stands for the graph and no list is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

LOCALITIES = 10_000_000  # more would not fit into the memory of most computers
RELATIONS = 100_000_000  # observe-relations that are listed


@dataclass(frozen=True, eq=False)
class Graph:
    """A graph of ``n`` localities (frozen; the arrays must not be changed).

    Parameters
    ----------
    indptr : int array of shape (n + 1,)
    indices : int32 array of shape (edges,)
    weights : float64 array of shape (edges,), > 0, or None where every look counts as one
    symmetric : whether i observes j exactly if j observes i (with the same weight)
    labels : the names of the localities, or None where they are 0..n-1
    level : int array of shape (n,), 0 for the top, or None where there is no hierarchy
    notes : sentences on what was merged, and who was found alone, when the graph was read

    Examples
    --------
    >>> graph = Graph.of(4, [0, 1, 3], [1, 2, 0])
    >>> graph.neighbors(1).tolist(), graph.degree.tolist(), graph.visibility.tolist()
    ([2], [1, 1, 0, 1], [1, 1, 1, 0])
    >>> graph
    <Graph: 4 localities, 3 observe-relations>
    """

    indptr: np.ndarray
    indices: np.ndarray
    weights: np.ndarray | None = None
    symmetric: bool = False
    labels: tuple[str, ...] | None = None
    level: np.ndarray | None = None
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, n: int, observers: Any, observed: Any, weights: Any = None, *, both: bool = False, **more: Any
    ) -> Graph:
        """Return the graph in which ``observers[k]`` observes ``observed[k]``; with ``both``, also the
        reverse.

        Pairs that occur more than once are merged (weights are added).
        """
        import scipy.sparse as sparse

        i, j = np.asarray(observers, np.int64), np.asarray(observed, np.int64)
        w = np.ones(i.size, np.int8) if weights is None else np.asarray(weights, np.float64)
        if both:
            i, j, w = np.concatenate([i, j]), np.concatenate([j, i]), np.concatenate([w, w])
        matrix = sparse.coo_array((w, (i.astype(np.int32), j.astype(np.int32))), shape=(n, n)).tocsr()
        return cls._compressed(matrix, weights is not None, symmetric=both, **more)

    @classmethod
    def _compressed(cls, matrix: Any, weighted: bool, **more: Any) -> Graph:
        matrix.sum_duplicates()
        wide = np.int32 if matrix.nnz < 2**31 else np.int64
        data = matrix.data.astype(np.float64, copy=False) if weighted else None
        return cls(matrix.indptr.astype(wide), matrix.indices.astype(np.int32, copy=False), data, **more)

    @property
    def n(self) -> int:
        """How many localities there are."""
        return self.indptr.size - 1

    @property
    def edges(self) -> int:
        """How many pairs (i, j) there are such that i observes j."""
        return self.indices.size

    @cached_property
    def degree(self) -> np.ndarray:
        """How many localities each observes."""
        return np.diff(self.indptr)

    @cached_property
    def visibility(self) -> np.ndarray:
        """By how many localities each is observed."""
        if self.symmetric:
            return self.degree
        return np.bincount(self.indices, minlength=self.n)

    @cached_property
    def strength(self) -> np.ndarray:
        """The weight of all whom each observes."""
        if self.weights is None:
            return self.degree.astype(np.float64)
        rows = np.repeat(np.arange(self.n), self.degree)
        return np.bincount(rows, weights=self.weights, minlength=self.n)

    def neighbors(self, i: int) -> np.ndarray:
        """Return those whom locality i observes."""
        return self.indices[self.indptr[i] : self.indptr[i + 1]]

    @cached_property
    def reverse(self) -> Graph:
        """Return the graph whose row j lists those who observe j."""
        return self if self.symmetric else self._reversed()

    def _reversed(self) -> Graph:
        import scipy.sparse as sparse

        w = np.ones(self.edges, np.int8) if self.weights is None else self.weights
        matrix = sparse.csr_array((w, self.indices, self.indptr), shape=(self.n, self.n))
        return Graph._compressed(matrix.T.tocsr(), self.weights is not None)

    def __repr__(self) -> str:
        return f"<Graph: {self.n} localities, {self.edges} observe-relations>"


@dataclass(frozen=True)
class Complete:
    """The graph in which each of ``n`` localities observes all others; nothing is listed.

    >>> Complete(100_000).edges
    9999900000
    """

    n: int

    weights = None
    symmetric = True
    labels: Sequence[str] | None = None
    level = None
    notes = ()

    @property
    def edges(self) -> int:
        """How many pairs (i, j) there are such that i observes j."""
        return self.n * (self.n - 1)

    @property
    def degree(self) -> np.ndarray:
        """How many localities each observes."""
        return np.full(self.n, self.n - 1)

    @property
    def visibility(self) -> np.ndarray:
        """By how many localities each is observed."""
        return self.degree

    def neighbors(self, i: int) -> np.ndarray:
        """Return those whom locality i observes."""
        return np.delete(np.arange(self.n, dtype=np.int32), i)
