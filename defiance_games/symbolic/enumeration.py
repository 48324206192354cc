"""All Nash equilibria of two players with numbers, by exact vertex enumeration.

For each player the polyhedron {(weights, v) : v >= the opponent's payoff from each of its plans} is built by
the double description method in integers; its vertices carry the plans that are best replies there. Two
vertices are an equilibrium iff each uses only best replies to the other. The maximal Nash subsets are the
maximal complete bipartite parts of that relation. Integers of 64 bits serve as long as they are large enough.
Source: Avis, Rosenberg, Savani & von Stengel (2010); Fukuda & Prodon (1996) for the adjacency test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

Plan = Sequence[int]
Side = tuple[int, Sequence[Plan], Sequence[Mapping[int, int]]]  # size, plans, payoff of each reply
Subset = tuple[list[tuple[int, ...]], list[tuple[int, ...]], tuple[tuple[int, ...], tuple[int, ...]]]
_SAFE = 2**62


def nash_subsets(sides: Sequence[Side], check_time: Callable[[], None]) -> Iterator[Subset]:
    """Yield the maximal Nash subsets: the vertices on both sides, and the faces.

    Vertices are integers, the first one the scale; faces are the plans of each player that are best replies
    to the whole subset.

    >>> pennies = [{1: 1, 2: -1}, {1: -1, 2: 1}]
    >>> plans = [(0, 1), (0, 2)]
    >>> list(nash_subsets([(3, plans, [{1: -1, 2: 1}, {1: 1, 2: -1}]), (3, plans, pennies)], lambda: None))
    [([(2, 1, 1)], [(2, 1, 1)], ((0, 1), (0, 1)))]
    """
    (x, x_uses, x_replies), (y, y_uses, y_replies) = (_vertices(*side, check_time) for side in sides)
    # x and y are in equilibrium iff what x uses are best replies to y and the other way round
    fits = ~(x_uses @ ~y_replies.T) & ~((y_uses @ ~x_replies.T).T)
    links = [sum(1 << int(j) for j in np.flatnonzero(row)) for row in fits]
    for rows, columns in _bicliques(links, check_time):
        xs, ys = [tuple(map(int, x[i])) for i in rows], [tuple(map(int, y[j])) for j in columns]
        best = y_replies[columns].all(0), x_replies[rows].all(0)
        first, second = (tuple(int(k) for k in np.flatnonzero(b)) for b in best)
        yield xs, ys, (first, second)


def _vertices(size: int, plans: Sequence[Plan], payoffs: Sequence[Mapping[int, int]], check_time: Any) -> Any:
    """Vertices (rows of integers), and which plans each uses, and which replies are best to it."""
    kinds = len(payoffs)
    forms = [[-row.get(s, 0) for s in range(size)] + [1] for row in payoffs]
    largest = max((abs(x) for row in forms for x in row), default=1)
    kind: Any = np.int64 if largest * (size + 1) < 2**31 else object
    forms = np.array(forms, dtype=kind)
    # generators: the pure plans at the height of the first reply's payoff, and the vertical ray
    g = np.zeros((len(plans) + 1, size + 1), dtype=kind)
    for k, plan in enumerate(plans):
        g[k, list(plan)] = 1
    g[:-1, -1] = -(g[:-1, :-1] @ forms[0, :-1])
    g[-1, -1] = 1
    words = (size + kinds + 63) // 64
    tight = np.zeros((len(g), words), dtype=np.uint64)
    for s in range(size):
        tight[g[:, s] == 0, s // 64] |= np.uint64(1 << (s % 64))
    _mark(tight, slice(0, len(plans)), size)
    for label in range(1, kinds):
        check_time()
        g, tight = _cut(g, tight, forms[label], size + label)
    g, tight = g[g[:, 0] != 0], tight[g[:, 0] != 0]
    points = g[:, :-1]
    replies = np.stack([_marked(tight, size + k) for k in range(kinds)], axis=1)
    uses = np.stack([(points[:, list(plan)] != 0).all(1) for plan in plans], axis=1)
    return points, uses, replies


def _mark(tight: Any, rows: Any, label: int) -> None:
    tight[rows, label // 64] |= np.uint64(1 << (label % 64))


def _marked(tight: Any, label: int) -> Any:
    return (tight[:, label // 64] >> np.uint64(label % 64)) & np.uint64(1) != 0


def _cut(g: Any, tight: Any, form: Any, label: int) -> tuple[Any, Any]:
    """Keep the generators where form >= 0, with those at which edges cross it."""
    g = _wide_enough(g, form)
    values = g @ form
    above, below, on = np.flatnonzero(values > 0), np.flatnonzero(values < 0), values == 0
    _mark(tight, on, label)
    if not len(below):
        return g, tight
    common = tight[above][:, None, :] & tight[below][None, :, :]
    i, j = _adjacent(tight, common.reshape(-1, tight.shape[1]), len(below))
    a, b = values[above[i]], -values[below[j]]
    fresh = b[:, None] * g[above[i]] + a[:, None] * g[below[j]]
    fresh //= np.gcd.reduce(fresh, axis=1)[:, None]
    marks = common[i, j]
    _mark(marks, slice(None), label)
    kept = values >= 0
    return np.concatenate([g[kept], fresh]), np.concatenate([tight[kept], marks])


def _wide_enough(g: Any, form: Any) -> Any:
    """Rows that the next cut cannot overflow: Python integers where 64 bits may not do."""
    if g.dtype == object:
        return g
    largest = int(np.abs(g).max(initial=1))
    value = largest * int(np.abs(form).max(initial=1)) * g.shape[1]
    return g if 2 * value * largest < _SAFE else g.astype(object)


def _adjacent(tight: Any, common: Any, width: int) -> tuple[Any, Any]:
    """The pairs of generators whose common facets no third generator has."""
    found = []
    step = max(1, 4_000_000 // max(1, tight.size))
    for start in range(0, len(common), step):
        part = common[start : start + step]
        holders = ((tight[None, :, :] & part[:, None, :]) == part[:, None, :]).all(2).sum(1)
        found.append(np.flatnonzero(holders == 2) + start)
    pairs = np.concatenate(found)
    return pairs // width, pairs % width


def _bicliques(links: Sequence[int], check_time: Callable[[], None]) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the maximal complete bipartite parts: ``links[i]`` is the bit mask of the columns of row i."""
    closed: dict[int, None] = {}
    for mask in links:
        if not mask:
            continue
        check_time()
        for other in [*closed, mask]:
            both = other & mask
            if both:
                closed[both] = None
    for mask in closed:
        rows = [i for i, m in enumerate(links) if mask & ~m == 0]
        yield rows, [j for j in range(mask.bit_length()) if mask >> j & 1]
