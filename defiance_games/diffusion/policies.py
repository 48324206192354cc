"""Sanction policies: who of those who defy in a period is sanctioned.

A policy is a description; :meth:`begin` makes of it, for one run, the function that chooses: from the period
and the acts (True where a locality defies) to the localities sanctioned, ascending or in the policy's order.
A capacity ``K`` is a count a period, or a :class:`Share` of the localities.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..errors import InputError, escaped
from .checks import Checks
from .draws import Draws
from .graph import Complete, Graph
from .share import Share, checked, count

Choice = Callable[[int, np.ndarray], np.ndarray]
NOBODY = np.empty(0, np.int64)
_FIRST = 1 << 12  # places of a list that are looked at first


@dataclass(frozen=True)
class NoSanctions:
    """Nobody is sanctioned."""

    def faults(self, nodes: int) -> list[str]:
        """Return what does not fit ``nodes`` localities: nothing."""
        return []

    def begin(self, graph: Graph | Complete, draws: Draws) -> Choice:
        """Return the choice."""
        return lambda period, acting: NOBODY


@dataclass(frozen=True)
class RandomSanctions:
    """K of those who defy, every set equally likely; all where they are no more than K.

    >>> choose = RandomSanctions(2).begin(Complete(5), Draws(1))
    >>> choose(0, np.array([True, False, False, True, False])).tolist()
    [0, 3]
    """

    K: int | Share

    def __post_init__(self) -> None:
        _capacity(self)

    def faults(self, nodes: int) -> list[str]:
        """Return what does not fit ``nodes`` localities."""
        return _too_many(self.K, nodes)

    def begin(self, graph: Graph | Complete, draws: Draws) -> Choice:
        """Return the choice."""
        capacity = count(self.K, graph.n)

        def choose(period: int, acting: np.ndarray) -> np.ndarray:
            if not capacity:
                return NOBODY
            defiers = np.flatnonzero(acting)
            return defiers[draws.distinct("sanctions", period, capacity, defiers.size)]

        return choose


@dataclass(frozen=True)
class AnnouncedList:
    """The first K of those who defy, in an order that all know (localities that are not on it are safe).

    >>> choose = AnnouncedList([4, 3, 0], 2).begin(Complete(5), Draws(1))
    >>> choose(0, np.array([True, True, False, True, False])).tolist()
    [3, 0]
    """

    order: Any
    K: int | Share

    def __post_init__(self) -> None:
        _capacity(self)
        given = np.asarray(self.order)
        if given.ndim != 1 or (given.size and given.dtype.kind not in "iu"):
            raise InputError("AnnouncedList: order must be a list of localities (integers).")
        if np.unique(given).size < given.size:
            raise InputError("AnnouncedList: order must name each locality at most once.")
        object.__setattr__(self, "order", tuple(given.tolist()))

    def faults(self, nodes: int) -> list[str]:
        """Return what does not fit ``nodes`` localities."""
        outside = [x for x in self.order if not 0 <= x < nodes]
        return _too_many(self.K, nodes) + [
            f"the announced list names {x}, which is not one of the localities 0..{nodes - 1}."
            for x in outside[:20]
        ]

    def begin(self, graph: Graph | Complete, draws: Draws) -> Choice:
        """Return the choice."""
        return _in_order(np.array(self.order, np.int64), count(self.K, graph.n))


@dataclass(frozen=True)
class MostVisible:
    """The K of those who defy whom most localities observe (among equals, the lower number)."""

    K: int | Share

    def __post_init__(self) -> None:
        _capacity(self)

    def faults(self, nodes: int) -> list[str]:
        """Return what does not fit ``nodes`` localities."""
        return _too_many(self.K, nodes)

    def begin(self, graph: Graph | Complete, draws: Draws) -> Choice:
        """Return the choice."""
        return _in_order(np.argsort(-graph.visibility, kind="stable"), count(self.K, graph.n))


@dataclass(frozen=True)
class FirstDefiances:
    """The first m defiances of one locality are sanctioned, nothing else is (the book's pioneer, P5.3).

    With ``node`` None, of each of those who defy when the policy is first asked (the seeds).

    >>> choose = FirstDefiances(None, 1).begin(Complete(2), Draws(1))
    >>> [choose(t, np.array([True, t > 0])).tolist() for t in (0, 1)]
    [[0], []]
    """

    node: int | None
    m: int

    def __post_init__(self) -> None:
        checks = Checks("FirstDefiances")
        if self.node is not None:
            object.__setattr__(self, "node", checks.whole("node", "locality", self.node, 0))
        object.__setattr__(self, "m", checks.whole("m", "defiances sanctioned", self.m, 0))
        checks.tell()

    def faults(self, nodes: int) -> list[str]:
        """Return what does not fit ``nodes`` localities."""
        if self.node is None or self.node < nodes:
            return []
        return [f"the locality to be sanctioned is {self.node}, which is not one of 0..{nodes - 1}."]

    def begin(self, graph: Graph | Complete, draws: Draws) -> Choice:
        """Return the choice."""
        left: dict[int, int] | None = None if self.node is None else {self.node: self.m}

        def choose(period: int, acting: np.ndarray) -> np.ndarray:
            nonlocal left
            if left is None:
                left = dict.fromkeys(np.flatnonzero(acting).tolist(), self.m)
            chosen = [node for node, more in left.items() if more and acting[node]]
            for node in chosen:
                left[node] -= 1
            return np.array(chosen, np.int64)

        return choose


@dataclass(frozen=True)
class Campaign:
    """One policy in the periods start, start + every, ..., another in the rest.

    >>> choose = Campaign(RandomSanctions(1), every=3).begin(Complete(1), Draws(1))
    >>> [choose(t, np.array([True])).size for t in range(5)]
    [1, 0, 0, 1, 0]
    """

    policy: Policy
    every: int
    start: int = 0
    otherwise: Policy = field(default_factory=NoSanctions)

    def __post_init__(self) -> None:
        checks = Checks("Campaign")
        object.__setattr__(
            self, "every", checks.whole("every", "periods from one campaign to the next", self.every, 1)
        )
        object.__setattr__(
            self, "start", checks.whole("start", "period of the first campaign", self.start, 0)
        )
        for name in ("policy", "otherwise"):
            if not isinstance(getattr(self, name), POLICIES):
                checks.add(f"{name} must be a sanction policy, got {escaped(getattr(self, name))}.")
        checks.tell()

    def faults(self, nodes: int) -> list[str]:
        """Return what does not fit ``nodes`` localities."""
        return self.policy.faults(nodes) + self.otherwise.faults(nodes)

    def begin(self, graph: Graph | Complete, draws: Draws) -> Choice:
        """Return the choice."""
        campaign, rest = self.policy.begin(graph, draws), self.otherwise.begin(graph, draws)

        def choose(period: int, acting: np.ndarray) -> np.ndarray:
            now = period >= self.start and (period - self.start) % self.every == 0
            return (campaign if now else rest)(period, acting)

        return choose


Policy = NoSanctions | RandomSanctions | AnnouncedList | MostVisible | FirstDefiances | Campaign
POLICIES = (NoSanctions, RandomSanctions, AnnouncedList, MostVisible, FirstDefiances, Campaign)


def _capacity(policy: Any) -> None:
    checks = Checks(type(policy).__name__)
    object.__setattr__(policy, "K", checked(checks, "K", "sanction capacity", policy.K))
    checks.tell()


def _too_many(K: int | Share, nodes: int) -> list[str]:
    if isinstance(K, Share) or nodes >= K:
        return []
    return [f"K (sanction capacity) must be at most N = {nodes}, got {K}."]


def _in_order(order: np.ndarray, capacity: int) -> Choice:
    def choose(period: int, acting: np.ndarray) -> np.ndarray:
        chosen, start, size = NOBODY, 0, _FIRST
        while chosen.size < capacity and start < order.size:  # most often the beginning of the list is enough
            part = order[start : start + size]
            chosen = np.concatenate([chosen, part[acting[part]]])
            start, size = start + size, 2 * size
        return chosen[:capacity]

    return choose
