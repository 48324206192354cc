"""Graphs from outside: files of edges, pairs, SciPy sparse matrices, NetworkX graphs.

An edge (i, j) says that i observes j; unless ``directed``, also that j observes i. A third column is the
weight of a look, > 0. Ids are all whole numbers, the positions 0..n-1, or all names, numbered as they appear.
Edges that occur more than once are counted once, and a note says how many there were. All faults of the input
are told in one InputError.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable
from typing import Any

import numpy as np

from ..errors import InputError, escaped
from .checks import Checks
from .edges import Edges, decimal, integer
from .graph import LOCALITIES, Graph

_HEADERS = {"source", "target", "from", "to", "i", "j", "observer", "observed", "node1", "node2", "weight"}


def read_graph(source: Any, *, nodes: Any = None, directed: bool = False, labels: bool = False) -> Graph:
    """Return the graph; see the file's first lines for what an edge means.

    Parameters
    ----------
    source : path of a file of edges (columns set apart by commas, tabs, semicolons or blanks; ``#`` starts a
        comment; a first line of column names is skipped), or pairs or triples, or a SciPy sparse matrix, or a
        NetworkX graph (which says itself whether it is directed)
    nodes : how many localities there are; without it, the largest id + 1 (with names: those that appear)
    labels : take the ids as names even where they are whole numbers

    Examples
    --------
    >>> read_graph([(0, 1), (1, 2)]).neighbors(1).tolist()
    [0, 2]
    >>> read_graph([("Tieben", "Changzhou")]).labels
    ('Tieben', 'Changzhou')
    >>> read_graph([(0, 0), (0, 7)], nodes=3)
    Traceback (most recent call last):
    ...
    defiance_games.errors.InputError: graph: edge 1: locality 0 observes itself. Leave it out.
    graph: edge 2: 7 is not one of the 3 localities 0..2. Give more nodes, or labels=True to take ids as
    names.
    """
    edges = Edges(directed=directed, named=labels, n=_count(nodes))
    if isinstance(source, (str, os.PathLike)):
        _file(edges, os.fspath(source))
    elif hasattr(source, "tocoo"):
        _matrix(edges, source)
    elif hasattr(source, "is_directed") and hasattr(source, "edges"):
        _networkx(edges, source)
    else:
        _pairs(edges, source)
    return edges.graph()


def _count(nodes: Any) -> int | None:
    if nodes is None:
        return None
    checks = Checks("graph")
    found = checks.whole("nodes", "number of localities", nodes, 2)
    if found > LOCALITIES:
        checks.add(f"nodes (number of localities) must be at most {LOCALITIES}, got {found}.")
    checks.tell()
    return found


def _file(edges: Edges, path: str) -> None:
    edges.where, edges.unit = f"graph {escaped(os.path.basename(path))}", "line"
    try:
        with open(path, encoding="utf-8-sig") as opened:
            text = opened.read()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{edges.where}: cannot be read ({escaped(error)}).") from error
    lines = text.split("\n")
    head = next((k for k, x in enumerate(lines) if x.split("#")[0].strip()), None)
    if head is None:
        raise InputError(f"{edges.where}: there is no edge in it.")
    mark = next((m for m in ",;\t" if m in lines[head].split("#")[0]), None)
    second = next((x for x in lines[head + 1 :] if x.split("#")[0].strip()), "")
    titled = _titles(_fields(lines[head], mark), _fields(second, mark))
    skip = head + 1 if titled else head
    if not edges.named and _fast(edges, text, lines, skip, mark):
        return
    rows, places = [], []
    for k in range(skip, len(lines)):
        row = _fields(lines[k], mark)
        if not any(row):
            continue
        if not (2 <= len(row) <= 3 and all(row)):
            line = escaped(lines[k].strip()[:60])
            edges.faults.append((k + 1, f"there must be two ids and perhaps a weight, got '{line}'."))
            continue
        rows.append(row)
        places.append(k + 1)
    edges.rows(rows, np.array(places, np.int64))


def _fast(edges: Edges, text: str, lines: list[str], skip: int, mark: str | None) -> bool:
    """Read the file as numbers, if it is nothing but well-formed numbers."""
    try:
        table = np.loadtxt(io.StringIO(text), delimiter=mark, skiprows=skip, ndmin=2)
    except ValueError:
        return False
    whole = table.shape[1] in (2, 3) and np.isfinite(table[:, :2]).all() and table.shape[0] > 0
    if not whole or (table[:, :2] % 1).any() or table[:, :2].min() < 0 or table[:, :2].max() >= 2**53:
        return False
    edges.ids = table[:, :2].astype(np.int64)
    edges.weights = table[:, 2] if table.shape[1] == 3 else None
    if table.shape[0] == len(lines) - skip - (lines[-1] == ""):
        edges.places = np.arange(skip + 1, skip + 1 + table.shape[0])
    else:
        edges.places = np.array([k for k, x in enumerate(lines, 1) if k > skip and x.split("#")[0].strip()])
    return True


def _matrix(edges: Edges, source: Any) -> None:
    rows, columns = source.shape
    if rows != columns:
        raise InputError(f"graph: the matrix must be square, got {rows} x {columns}.")
    if edges.n is not None and edges.n != rows:
        raise InputError(f"graph: nodes is {edges.n}, but the matrix has {rows} rows.")
    if np.iscomplexobj(source):
        raise InputError("graph: the matrix must be real.")
    found = source.tocoo()
    edges.n, edges.directed, edges.named = rows, True, False
    edges.ids = np.column_stack([np.asarray(found.row, np.int64), np.asarray(found.col, np.int64)])
    weights = np.asarray(found.data, np.float64)
    edges.weights = None if (weights == 1).all() else weights
    edges.unit = "entry"


def _networkx(edges: Edges, source: Any) -> None:
    edges.directed = source.is_directed()
    known = {node: k for k, node in enumerate(source.nodes)}
    numbered = set(known) == set(range(len(known)))
    if numbered:
        known = {k: k for k in range(len(known))}
    if edges.n is not None and edges.n != len(known):
        raise InputError(f"graph: nodes is {edges.n}, but the graph has {len(known)}.")
    edges.n = len(known)
    found = list(source.edges(data="weight"))
    edges.ids = np.array([(known[a], known[b]) for a, b, _ in found], np.int64).reshape(-1, 2)
    if any(w is not None for *_, w in found):
        edges.weights = np.array([decimal(1 if w is None else w) for *_, w in found])
    if not numbered:
        edges.names = {str(node): k for node, k in known.items()}
        if len(edges.names) < edges.n:
            edges.faults.append((0, "two localities have the same name."))


def _pairs(edges: Edges, source: Any) -> None:
    if isinstance(source, np.ndarray) and source.dtype.kind in "iuf" and not edges.named:
        if source.ndim != 2 or source.shape[1] not in (2, 3):
            raise InputError(f"graph: an array of edges has 2 or 3 columns, got shape {source.shape}.")
        if source.dtype.kind in "iu" or _whole(source[:, :2]).all():
            edges.ids = source[:, :2].astype(np.int64)
            edges.weights = source[:, 2].astype(np.float64) if source.shape[1] == 3 else None
            return
    if not isinstance(source, Iterable):
        raise InputError(
            "graph: must be a file, pairs, a SciPy sparse matrix or a NetworkX graph, "
            f"got {escaped(type(source).__name__)}."
        )
    rows, places = [], []
    for k, row in enumerate(source, 1):
        if isinstance(row, str) or not isinstance(row, Iterable) or len(row := tuple(row)) not in (2, 3):
            edges.faults.append((k, f"there must be a pair or a triple, got {escaped(row)[:60]}."))
            continue
        rows.append(row)
        places.append(k)
    edges.rows(rows, np.array(places, np.int64))


def _fields(line: str, mark: str | None) -> list[str]:
    return [x.strip() for x in line.split("#")[0].strip().split(mark)]


def _titles(first: list[str], second: list[str]) -> bool:
    """Tell whether the first line names the columns: known words, or no numbers above numbers."""
    if all(word.casefold() in _HEADERS for word in first):
        return True
    numbers = [[integer(x) is not None for x in line[:2]] for line in (first, second)]
    return not any(numbers[0]) and len(numbers[1]) == 2 and all(numbers[1])


def _whole(values: np.ndarray) -> np.ndarray:
    return np.isfinite(values) & (np.abs(values) < 2**53) & (np.floor(values) == values)
