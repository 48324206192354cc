"""What the nodes of a tree are called: by their label where it is theirs alone, else by the way to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .assembly import InformationSet, Node

ROOT = "root"
MAX_LENGTH = 120  # of a name that lists actions; longer ways start anew at "node 17"


def extended(before: str, action: str, node: int) -> str:
    """Return the name of a node by the way to it, from its parent's.

    >>> extended("root", "in", 1), extended("in", "fight", 2), extended("in", "x" * 200, 3)
    ('in', 'in/fight', 'node 3')
    """
    name = action if before == ROOT else f"{before}/{action}"
    return name if len(name) <= MAX_LENGTH else f"node {node}"


def ways(nodes: Sequence[Node], sets: Sequence[InformationSet]) -> list[str]:
    """Return each node's name by the way to it; they need not differ where actions hold a slash."""
    found = [ROOT]
    for k in range(1, len(nodes)):
        parent, branch = nodes[k].parent, nodes[k].branch
        action = sets[nodes[parent].information_set].actions[branch]
        found.append(extended(found[parent], action, k))
    return found


def names(nodes: Sequence[Node], sets: Sequence[InformationSet]) -> list[str]:
    """Return a name for each node that no other has; only the root may be called ``root``."""
    by_way = ways(nodes, sets)
    times = Counter(n.label for n in nodes)
    found = [
        n.label if times[n.label] == 1 and n.label else way for n, way in zip(nodes, by_way, strict=True)
    ]
    times = Counter(found)
    taken = set(found)
    for k, name in enumerate(found):
        if times[name] > 1 or (k and name == ROOT):
            name = f"node {k}"
            while name in taken:
                name += "'"
            found[k] = name
            taken.add(name)
    return found
