"""Graphs by name: ring, grid, small world, scale-free, hierarchy, star, complete, random.

Each function takes the number of localities, a seed and its own parameters; :data:`GENERATORS` lists them by
their names at the command line. Random graphs depend on the seed alone. Except in a hierarchy, whoever
observes is observed. No graph has more than LOCALITIES localities and RELATIONS observe-relations, which are
listed (but in a complete graph, where they need not be).
Source: Watts & Strogatz (1998); Barabási & Albert (1999), drawn as in Batagelj & Brandes (2005), algorithm 5.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from itertools import accumulate
from typing import Any

import numpy as np

from ..errors import InputError, escaped, nearest
from .checks import Checks
from .graph import LOCALITIES, RELATIONS, Complete, Graph

DEEPEST = 100  # levels of a hierarchy


def generate(name: str, nodes: Any, seed: Any = 0, **parameters: Any) -> Graph | Complete:
    """Return the graph of this name; parameters may be numbers or texts. InputError tells every fault.

    >>> generate("small-world", 1000, seed=1, degree=6, rewire="0.1")
    <Graph: 1000 localities, 6000 observe-relations>
    >>> generate("ring", 5, rewire="0.1")
    Traceback (most recent call last):
    ...
    defiance_games.errors.InputError: Graph ring: no parameter 'rewire'. Known: degree.
    """
    if name not in GENERATORS:
        raise InputError(f"No graph '{escaped(name)}'. {nearest(name, GENERATORS)}")
    make = GENERATORS[name]
    known = list(inspect.signature(make).parameters)[2:]
    unknown = [p for p in parameters if p not in known]
    checks = Checks(f"Graph {name}")
    for p in unknown:
        checks.add(f"no parameter '{escaped(p)}'. {nearest(p, known)}")
    least = 1 if make in (complete, hierarchy) else 2
    n = checks.whole("nodes", "number of localities", nodes, least)
    seed = checks.whole("seed", "seed of the random numbers", seed, 0)
    if n > LOCALITIES:
        checks.add(f"nodes (number of localities) must be at most {LOCALITIES}, got {n}.")
    if not checks.found:
        return make(n, seed, **parameters)
    try:  # what else is wrong
        make(n if n <= LOCALITIES else least, seed, **{p: v for p, v in parameters.items() if p in known})
    except InputError as more:
        checks.found += more.faults
    raise InputError(checks.found)


def ring(nodes: int, seed: int = 0, degree: Any = 2) -> Graph:
    """Each observes the ``degree`` nearest localities on a circle, half of them on each side.

    >>> ring(5).neighbors(0).tolist()
    [1, 4]
    """
    checks = Checks("Graph ring")
    half = _half(checks, degree, nodes)
    checks.tell()
    i, j = _circle(nodes, half)
    return Graph.of(nodes, i, j, both=True)


def grid(nodes: int, seed: int = 0, columns: Any = None) -> Graph:
    """Each observes those above, below, left and right on a grid of ``columns`` columns (default: a square).

    >>> grid(6, columns=3).neighbors(1).tolist()
    [0, 2, 4]
    """
    checks = Checks("Graph grid")
    wide = int(np.ceil(np.sqrt(nodes))) if columns is None else checks.whole("columns", "width", columns, 1)
    checks.tell()
    at = np.arange(nodes)
    right = at[(at % wide < wide - 1) & (at + 1 < nodes)]
    below = at[: max(0, nodes - wide)]
    return Graph.of(
        nodes, np.concatenate([right, below]), np.concatenate([right + 1, below + wide]), both=True
    )


def small_world(nodes: int, seed: int = 0, degree: Any = 8, rewire: Any = "0.1") -> Graph:
    """A ring in which one end of each edge is moved, with probability ``rewire``, to a random other locality.

    >>> small_world(10, degree=4, rewire=0).neighbors(0).tolist()
    [1, 2, 8, 9]
    """
    checks = Checks("Graph small-world")
    half = _half(checks, degree, nodes)
    chance = float(checks.number("rewire", "chance that an edge is moved", rewire, "in [0, 1]"))
    checks.tell()
    random = np.random.default_rng(seed)
    i, j = _circle(nodes, half)
    moved = np.flatnonzero(random.random(i.size) < chance)
    while moved.size:  # those that meet an edge there is are moved again
        target = random.integers(0, nodes, moved.size)
        pair = _pair(i[moved], target, nodes)
        first = np.zeros(moved.size, bool)
        first[np.unique(pair, return_index=True)[1]] = True
        good = first & (target != i[moved]) & ~_within(pair, np.sort(_pair(i, j, nodes)))
        j[moved[good]] = target[good]
        moved = moved[~good]
        if moved.size:  # those that observe all others stay
            linked = np.bincount(np.concatenate([i, j]), minlength=nodes)
            moved = moved[linked[i[moved]] < nodes - 1]
    return Graph.of(nodes, i, j, both=True)


def scale_free(nodes: int, seed: int = 0, degree: Any = 8) -> Graph:
    """Localities come one by one and link to ``degree``/2 earlier ones, in proportion to their links so far.

    The first degree/2 + 1 observe one another. Links drawn twice are merged: the mean degree is a bit less.

    >>> graph = scale_free(1000, degree=4)
    >>> bool(graph.visibility.max() > 30), 3.8 < graph.edges / graph.n < 4
    (True, True)
    """
    checks = Checks("Graph scale-free")
    links = _half(checks, degree, nodes)
    checks.tell()
    first = min(links + 1, nodes)
    a, b = np.triu_indices(first, 1)
    new = np.repeat(np.arange(first, nodes), links)
    ends = np.empty(2 * (a.size + new.size), np.int64)  # the ends of all links; even places: who comes
    ends[0 : 2 * a.size : 2], ends[1 : 2 * a.size : 2] = a, b
    ends[2 * a.size :: 2] = new
    before = 2 * (a.size + links * (new - first))  # the ends there are when the new one comes
    drawn = (np.random.default_rng(seed).random(new.size) * before).astype(np.int64)
    place = drawn.copy()
    while True:  # a link to an end that was itself drawn goes where that one went
        open_ = np.flatnonzero((place % 2 == 1) & (place >= 2 * a.size))
        if not open_.size:
            break
        place[open_] = place[place[open_] // 2 - a.size]
    ends[2 * a.size + 1 :: 2] = ends[place]
    return Graph.of(nodes, ends[::2], ends[1::2], both=True)


def hierarchy(nodes: int, seed: int = 0, levels: Any = 3, branching: Any = None) -> Graph:
    """Provinces, cities, counties, ...: each observes its siblings and its superior.

    ``branching`` are the numbers of provinces, of cities in each, of counties in each of those, ...
    ("31,11,9"); without it they are equal in all ``levels``, at most 100, and just large enough. Places are
    filled from the top; ``graph.level`` tells the level of each locality, 0 for provinces.

    >>> graph = hierarchy(6, branching="2,2")
    >>> graph.level.tolist(), graph.neighbors(4).tolist()
    ([0, 0, 1, 1, 1, 1], [1, 5])
    """
    checks = Checks("Graph hierarchy")
    if branching is None:
        deep = checks.whole("levels", "number of levels", levels, 1)
        if deep > DEEPEST:
            checks.add(f"levels (number of levels) must be at most {DEEPEST}, got {deep}.")
        checks.tell()
        b = max(1, int((nodes / deep) ** (1 / deep)))  # with fewer there are too few places
        while sum(b**k for k in range(1, deep + 1)) < nodes:
            b += 1
        below = [b] * deep
    else:
        parts = branching.split(",") if isinstance(branching, str) else list(branching)
        if len(parts) > DEEPEST:
            checks.add(f"branching must name at most {DEEPEST} levels, got {len(parts)}.")
            checks.tell()
        below = [checks.whole("branching", "subordinates of each, by level", x, 1) for x in parts]
    sizes = list(accumulate(below, lambda x, y: x * y))
    if not checks.found and sum(sizes) < nodes:
        checks.add(f"branching has places for {sum(sizes)} localities, fewer than the {nodes} asked for.")
    starts = [0, *accumulate(sizes)]
    sizes = [max(0, min(size, nodes - start)) for size, start in zip(sizes, starts)]
    brotherly = (size // b * b * (b - 1) + size % b * (size % b - 1) for size, b in zip(sizes, below))
    _few_enough(checks, sum(brotherly) + sum(sizes[1:]))
    checks.tell()
    observers, observed, level = [], [], np.zeros(nodes, np.int32)
    start, above = 0, 0
    for depth, (size, b) in enumerate(zip(sizes, below)):
        if not size:
            break
        b = min(b, size)
        at = np.arange(size)
        level[start : start + size] = depth
        family = at // b * b
        brothers = np.minimum(family + b, size) - family
        i = np.repeat(at, brothers)
        j = np.arange(i.size) - np.repeat(np.cumsum(brothers) - brothers, brothers) + family[i]
        other = i != j
        observers.append(start + i[other])
        observed.append(start + j[other])
        if depth:
            observers.append(start + at)
            observed.append(above + at // b)
        start, above = start + size, start
    return Graph.of(nodes, np.concatenate(observers), np.concatenate(observed), level=level)


def star(nodes: int, seed: int = 0) -> Graph:
    """Locality 0, the hub, and each other one observe each other.

    >>> star(4).degree.tolist()
    [3, 1, 1, 1]
    """
    leaves = np.arange(1, nodes)
    return Graph.of(nodes, np.zeros(nodes - 1, np.int64), leaves, both=True)


def complete(nodes: int, seed: int = 0) -> Complete:
    """All observe all.

    >>> complete(3).neighbors(1).tolist()
    [0, 2]
    """
    return Complete(nodes)


def random(nodes: int, seed: int = 0, degree: Any = 8) -> Graph:
    """Every graph with this mean degree (number of edges: the nearest) is equally likely.

    >>> random(1000, degree="2.5").edges / 1000
    2.5
    """
    checks = Checks("Graph random")
    mean = checks.number("degree", "mean number of localities observed", degree, ">= 0")
    if mean > nodes - 1:
        checks.add(
            f"degree (mean number of localities observed) must be at most N - 1 = {nodes - 1}, got {mean}."
        )
    _few_enough(checks, round(mean * nodes))
    checks.tell()
    count, all_pairs = round(mean * nodes / 2), nodes * (nodes - 1) // 2
    draw = np.random.default_rng(seed)
    if 4 * count > all_pairs:
        i, j = np.triu_indices(nodes, 1)
        chosen = draw.choice(all_pairs, count, replace=False)
        return Graph.of(nodes, i[chosen], j[chosen], both=True)
    pairs = np.empty(0, np.int64)
    while pairs.size < count:
        i, j = draw.integers(0, nodes, (2, count - pairs.size + 8))
        pairs = np.concatenate([pairs, _pair(i, j, nodes)[i != j]])
        pairs = pairs[np.sort(np.unique(pairs, return_index=True)[1])]
    return Graph.of(nodes, pairs[:count] // nodes, pairs[:count] % nodes, both=True)


def _half(checks: Checks, degree: Any, nodes: int) -> int:
    given = checks.whole("degree", "number of localities observed", degree, 2)
    if given % 2:
        checks.add(f"degree (number of localities observed) must be even, got {given}.")
    if given > nodes - 1 and nodes > 2:
        checks.add(
            f"degree (number of localities observed) must be at most N - 1 = {nodes - 1}, got {given}. "
            "Take more localities or the graph complete."
        )
    _few_enough(checks, given * nodes)
    return given // 2


def _few_enough(checks: Checks, relations: int) -> None:
    """Note a fault where the observe-relations would be too many to list."""
    if not checks.found and relations > RELATIONS:
        checks.add(
            f"there may be at most {RELATIONS} observe-relations, and these would be {relations}. Take fewer "
            "localities, or let each observe fewer."
        )


def _circle(nodes: int, half: int) -> tuple[np.ndarray, np.ndarray]:
    """Return each locality with its next ``half``; on a circle of two, one edge."""
    i = np.tile(np.arange(nodes), half) if nodes > 2 else np.zeros(1, np.int64)
    steps = np.repeat(np.arange(1, half + 1), nodes) if nodes > 2 else np.ones(1, np.int64)
    return i, (i + steps) % nodes


def _pair(i: np.ndarray, j: np.ndarray, nodes: int) -> np.ndarray:
    """Return one number for each pair, whatever its order."""
    return np.minimum(i, j) * nodes + np.maximum(i, j)


def _within(values: np.ndarray, ascending: np.ndarray) -> np.ndarray:
    if not ascending.size:
        return np.zeros(values.size, bool)
    place = np.minimum(np.searchsorted(ascending, values), ascending.size - 1)
    return ascending[place] == values


GENERATORS: dict[str, Callable[..., Graph | Complete]] = {
    "ring": ring,
    "grid": grid,
    "small-world": small_world,
    "scale-free": scale_free,
    "hierarchy": hierarchy,
    "star": star,
    "complete": complete,
    "random": random,
}
