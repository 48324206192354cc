"""In what order to think about the information sets of a tree.

Subgames come before what leads to them. Within a subgame (without the smaller ones in it) an information
set comes after those that lead to it, and parts that no move links are treated one after the other.

>>> from .tree import end, move
>>> from .extensive_form import ExtensiveForm
>>> reply = move("B", {"l": end(1, 0), "r": end(0, 1)}, at="reply")
>>> game = ExtensiveForm.build(["A", "B"], move("A", {"L": reply, "R": reply, "out": end(0, 0)}))
>>> p = Precedence(game)
>>> [game.information_sets[s].label for s in p.order], p.path(1)
(['A:1', 'reply'], [(0, 0)])
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

from .extensive_form import ExtensiveForm


class Precedence:
    """The order of the players' information sets, and what leads to each within its smallest subgame."""

    def __init__(self, game: ExtensiveForm):
        self.game = game
        self.root: list[int] = []  # node -> where the smallest subgame that holds its information set starts
        starts, open_ = set(game.subgames), [0]
        for k in range(len(game.nodes)):
            while game.last[open_[-1]] < k:
                open_.pop()
            if k in starts and k:
                open_.append(k)
            self.root.append(open_[-1])

    def path(self, node: int) -> list[tuple[int, int]]:
        """Return the moves (information set, action) that lead to a node from the start of its subgame."""
        nodes, start = self.game.nodes, self.root[node]
        moves = []
        while node != start:
            parent = nodes[node].parent
            moves.append((nodes[parent].information_set, nodes[node].branch))
            node = parent
        return moves[::-1]

    @cached_property
    def before(self) -> dict[int, frozenset[int]]:
        """Information set of a player -> the players' sets that lead to it in its smallest subgame."""
        found = {}
        for s, here in enumerate(self.game.information_sets):
            if here.player >= 0:
                found[s] = frozenset(
                    g
                    for x in here.nodes
                    for g, _ in self.path(x)
                    if self.game.information_sets[g].player >= 0
                )
        return found

    @cached_property
    def order(self) -> tuple[int, ...]:
        """The players' information sets in the order in which to think about them."""
        groups: dict[int, list[int]] = {}
        for s in self.before:
            groups.setdefault(self.root[self.game.information_sets[s].nodes[0]], []).append(s)
        found: list[int] = []
        for start in sorted(groups, reverse=True):
            stack = [frozenset(groups[start])]
            while stack:
                part = stack.pop()
                firsts = [s for s in sorted(part) if not self.before[s] & part]
                found += firsts
                stack += reversed(self._linked(part.difference(firsts)))
        return tuple(found)

    def _linked(self, sets: Collection[int]) -> list[frozenset[int]]:
        """Divide information sets into those linked by one leading to another."""
        parts: list[frozenset[int]] = []
        for s in sorted(sets):
            mine = (self.before[s] & frozenset(sets)) | {s}
            meeting = [p for p in parts if p & mine]
            parts = [p for p in parts if not p & mine]
            parts.append(mine.union(*meeting))
        return sorted(parts, key=min)

    @cached_property
    def settled(self) -> dict[int, int]:
        """Information set -> the first position in the order at which all that follows it is decided too."""
        nodes = self.game.nodes
        position = {s: k for k, s in enumerate(self.order)}
        latest = [position.get(n.information_set, -1) for n in nodes]
        for k in range(len(nodes) - 1, 0, -1):
            latest[nodes[k].parent] = max(latest[nodes[k].parent], latest[k])
        return {s: max(latest[x] for x in self.game.information_sets[s].nodes) for s in self.order}
