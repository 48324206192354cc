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

from ..symbolic.expression import Expression
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
    def certain(self) -> tuple[dict[int, Expression], ...]:
        """For each player, the nodes from which on every play pays it the same, and what it pays."""
        nodes = self.game.nodes
        found: tuple[dict[int, Expression], ...] = tuple({} for _ in self.game.players)
        for k in range(len(nodes) - 1, -1, -1):
            for player, known in enumerate(found):
                if nodes[k].information_set < 0:
                    known[k] = self.game.payoffs[k][player]
                    continue
                paid = {known.get(child) for child in nodes[k].children}
                (only,) = paid if len(paid) == 1 else (None,)
                if only is not None:
                    known[k] = only
        return found

    @cached_property
    def settled(self) -> dict[int, int]:
        """Information set -> the first position in the order at which its actions can be compared.

        By then all that follows it is decided, as far as it bears on the player's payoff.
        """
        nodes = self.game.nodes
        position = {s: k for k, s in enumerate(self.order)}
        latest: list[list[int]] = []
        for known in self.certain:
            mine = [-1 if k in known else position.get(n.information_set, -1) for k, n in enumerate(nodes)]
            for k in range(len(nodes) - 1, 0, -1):
                if k not in known:
                    mine[nodes[k].parent] = max(mine[nodes[k].parent], mine[k])
            latest.append(mine)
        found = {}
        for s in self.order:
            here = self.game.information_sets[s]
            later = [latest[here.player][c] for x in here.nodes for c in nodes[x].children]
            found[s] = max(position[s], *later)
        return found
