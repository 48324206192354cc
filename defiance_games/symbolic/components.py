"""Strongly connected components of a directed graph (Tarjan 1972), without recursion."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any


def components(arrows: Mapping[Any, Iterable[Hashable]]) -> Iterator[set]:
    """Yield the strongly connected components, each after all that it leads to.

    >>> [sorted(c) for c in components({"a": "b", "b": "ac", "c": "c"})]
    [['c'], ['a', 'b']]
    """
    index: dict[Hashable, int] = {}
    low: dict[Hashable, int] = {}
    open_nodes: list[Hashable] = []
    inside: set[Hashable] = set()
    for root in arrows:
        if root in index:
            continue
        work: list[tuple[Hashable, Iterator[Hashable]]] = [(root, iter(arrows[root]))]
        index[root] = low[root] = len(index)
        open_nodes.append(root)
        inside.add(root)
        while work:
            node, rest = work[-1]
            for target in rest:
                if target not in index:
                    index[target] = low[target] = len(index)
                    open_nodes.append(target)
                    inside.add(target)
                    work.append((target, iter(arrows[target])))
                    break
                if target in inside:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    above = work[-1][0]
                    low[above] = min(low[above], low[node])
                if low[node] == index[node]:
                    found = {node}
                    while open_nodes[-1] != node:
                        found.add(open_nodes.pop())
                    open_nodes.pop()
                    inside -= found
                    yield found
