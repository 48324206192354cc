"""What trees are made of: nodes, information sets, results; and how readers put them together.

>>> from defiance_games.games.reading import Reader
>>> tree = Assembly(("A",), Reader())
>>> s = tree.information_set("first", 0, "", ("left", "right"))
>>> root = tree.node(-1, -1, s)
>>> for branch, payoff in enumerate(("1", "x")):
...     end = tree.node(root, branch, -1, result=tree.result("", tree.reader.payoffs([payoff], tree.players)))
>>> nodes, sets, results = tree.parts()
>>> nodes[0].children, sets[0].label, results[1].payoffs
((1, 2), 'A:1', (x,))
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import NamedTuple

from ..errors import escaped
from ..symbolic.expand import is_zero
from ..symbolic.expression import ZERO, Expression
from .reading import Reader

CHANCE = -1  # the player who moves by fixed probabilities
MAX_NODES = 1_000_000
Payoffs = tuple[Expression, ...]


class Node(NamedTuple):
    """A place in a tree. Nodes are numbered in the order of a depth-first walk; the root is node 0."""

    parent: int  # -1 at the root
    branch: int  # which action at the parent leads here
    information_set: int  # -1 where the play ends
    children: tuple[int, ...] = ()
    label: str = ""
    result: int = -1  # the payoffs paid here, on the way or at the end; -1 for none


class InformationSet(NamedTuple):
    """The nodes that a player cannot tell apart; of chance (player ``CHANCE``) with its probabilities."""

    player: int
    label: str  # unique for the player
    actions: tuple[str, ...]
    nodes: tuple[int, ...]
    probabilities: tuple[Expression, ...] = ()


class Result(NamedTuple):
    """Payoffs that a node pays, under the name that a file gives them."""

    label: str
    payoffs: Payoffs


Parts = tuple[tuple[Node, ...], tuple[InformationSet, ...], tuple[Result, ...]]


class Assembly:
    """A tree while it is read. Nodes come in the order of a depth-first walk.

    Every end pays a result; a node on the way has one only where it pays something or names it.
    """

    def __init__(self, players: tuple[str, ...], reader: Reader):
        self.players = players
        self.reader = reader
        self._nodes: list[tuple[int, int, int, str, int]] = []
        self._sets: list[tuple[int, str, tuple[str, ...], list[int], Payoffs]] = []
        self._numbers: list[int] = []  # of each set, among those of its player
        self._index: dict[Hashable, int] = {}
        self._results: dict[Result, int] = {}
        self._nothing = (ZERO,) * len(players)
        self._sound: set[tuple[str, ...]] = set()  # actions whose names have been checked

    def result(self, label: str, payoffs: Payoffs) -> int:
        """Return the number of a result; equal ones are one."""
        return self._results.setdefault(Result(label, payoffs), len(self._results))

    def find(self, key: Hashable) -> int | None:
        """Return the information set that was made under ``key``, None if there is none."""
        return self._index.get(key)

    def differs(
        self, s: int, label: str, actions: Sequence[str], probabilities: Sequence[Expression] = ()
    ) -> str:
        """Return what is wrong with a further node of ``s`` that has these actions, '' if nothing is."""
        _, _, names, _, before = self._sets[s]
        if names == actions and before == probabilities:
            return ""
        head = f"the nodes of information set '{escaped(label)}' must have the same"
        if set(names) != set(actions):
            lists = [", ".join(map(escaped, given)) for given in (actions, names)]
            return f"{head} actions, got [{lists[0]}] after [{lists[1]}]."
        table = dict(zip(names, before, strict=True)) if before else {}
        if any(not is_zero(p - table[name]) for name, p in zip(actions, probabilities, strict=False)):
            lists = [", ".join(map(str, given)) for given in (probabilities, map(table.get, actions))]
            return f"{head} probabilities, got [{lists[0]}] after [{lists[1]}]."
        return ""

    def actions(self, s: int) -> tuple[str, ...]:
        """Return the actions of an information set."""
        return self._sets[s][2]

    def information_set(
        self,
        key: Hashable,
        player: int,
        label: str,
        actions: tuple[str, ...],
        probabilities: Payoffs = (),
        number: int = 0,
        path: Sequence[str] = (),
    ) -> int:
        """Make an information set; ``number`` is its place among the player's, counted where not given."""
        if actions not in self._sound:
            self.reader.labels(actions, *path)
            self._sound.add(actions)
        if label and (not label.isprintable() or label != label.strip()):
            self.reader.label(label, *path)
        s = self._index[key] = len(self._sets)
        self._sets.append((player, label, actions, [], probabilities))
        self._numbers.append(number)
        return s

    def node(self, parent: int, branch: int, s: int, label: str = "", result: int = -1) -> int:
        """Add the next node; ``s`` is its information set, -1 where the play ends."""
        k = len(self._nodes)
        if k == MAX_NODES:
            self.reader.note(f"{self.reader.where}: a tree must have at most {MAX_NODES:,} nodes, got more.")
            self.reader.finish()
        if s >= 0:
            self._sets[s][3].append(k)
        elif result < 0:
            result = self.result("", self._nothing)
        self._nodes.append((parent, branch, s, label, result))
        return k

    def parts(self) -> Parts:
        """Return the nodes, the information sets in the order of their first nodes, and the results."""
        children: list[list[int]] = [[] for _ in self._nodes]
        for k, (parent, *_) in enumerate(self._nodes):
            if parent >= 0:
                children[parent].append(k)
        results = list(self._results)
        silent = {k for k, r in enumerate(results) if not r.label and r.payoffs == self._nothing}
        used: dict[int, int] = {}
        nodes: list[Node] = []
        for (parent, branch, s, label, result), below in zip(self._nodes, children, strict=True):
            if result in silent and s >= 0:
                result = -1
            if result >= 0:
                result = used.setdefault(result, len(used))
            nodes.append(Node(parent, branch, s, tuple(below), label, result))
        labels = self._labels()
        sets = tuple(
            InformationSet(player, label, actions, tuple(members), probabilities)
            for label, (player, _, actions, members, probabilities) in zip(labels, self._sets, strict=True)
        )
        return tuple(nodes), sets, tuple(results[k] for k in used)

    def _labels(self) -> list[str]:
        """A label for each set that no other of its player has: its own where it can be, else by number."""
        used: set[tuple[int, int]] = set()
        numbers: list[int] = []
        for (player, label, *_), number in zip(self._sets, self._numbers, strict=True):
            number = number or number_in(label, self.players, player)
            numbers.append(0 if (player, number) in used else number)
            used.add((player, number))
        last: Counter[int] = Counter()
        plain: list[str] = []
        for (player, *_), number in zip(self._sets, numbers, strict=True):
            last[player] += 1
            while not number and (player, last[player]) in used:
                last[player] += 1
            plain.append(numbered(self.players, player, number or last[player]))
        reserved = {(s[0], text) for s, text in zip(self._sets, plain, strict=True)}
        times = Counter((player, label) for player, label, *_ in self._sets)
        return [
            label if label and times[player, label] == 1 and (player, label) not in reserved else by_number
            for (player, label, *_), by_number in zip(self._sets, plain, strict=True)
        ]


def numbered(players: Sequence[str], player: int, number: int) -> str:
    """Return what an information set without a name of its own is called.

    >>> numbered(["Center", "Local"], 1, 3), numbered(["Center"], CHANCE, 1)
    ('Local:3', 'chance:1')
    """
    return f"{players[player] if player >= 0 else 'chance'}:{number}"


def number_in(label: str, players: Sequence[str], player: int) -> int:
    """Return the number in a label that :func:`numbered` gives, 0 for other labels.

    >>> number_in("Local:3", ["Center", "Local"], 1), number_in("Local:3", ["Center", "Local"], 0)
    (3, 0)
    """
    number = label.rpartition(":")[2]
    if not (number.isascii() and number.isdigit() and len(number) <= 18 and number[0] != "0"):
        return 0
    return int(number) if label == numbered(players, player, int(number)) else 0
