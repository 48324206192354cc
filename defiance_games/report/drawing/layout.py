"""Where the nodes of a tree stand: it grows to the right, tidily, and no two texts lie on one another.

Nodes of one information set stand under one another (at one depth). Each depth is a column with room for the
names of the moves that lead there and of who moves there. Heights follow Reingold & Tilford (1981): subtrees
are drawn each for itself and pushed together until their outlines touch, once from above and once from below;
a node stands at the middle of its branches (Kennedy 1996, "Drawing trees").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .scene import GAP, SMALL, TEXT, Measure
from .sketch import Branch, Sketch

FAN, PAD, LANE, END = (
    30.0,
    7.0,
    9.0,
    5.0,
)  # the forking part, about words, between dashed lines, before payoffs
FEW = 24  # leaves: such trees are drawn with more air
Outline = dict[int, tuple[float, float]]  # column -> how far it reaches up and down from its root


@dataclass(frozen=True)
class Layout:
    """The place of each node; for each the column it stands in; where the words along a branch may begin."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    level: tuple[int, ...]
    fork: tuple[float, ...]  # column -> where its branches have forked
    named: tuple[bool, ...]  # whether the name of who moves is written at the node


def laid_out(sketch: Sketch, measure: Measure) -> Layout:
    """Return the places of the nodes of a tree.

    >>> from .measure import rough
    >>> from .sketch import Branch, Spot
    >>> leaves = [Spot(parent=0, payoffs=()) for _ in range(3)]
    >>> root = Spot("A", branches=tuple(Branch(a, k) for k, a in enumerate("lmr", 1)))
    >>> placed = laid_out(Sketch((root, *leaves), (), ("A",)), rough)
    >>> [round(y) for y in placed.y]  # of the root and its three branches
    [0, 23, 0, -23]
    """
    return Work(sketch, measure).layout()


class Work:
    """The work of placing one tree; texts are measured by :meth:`_move`, :meth:`_name` and :meth:`_own`."""

    def __init__(self, sketch: Sketch, measure: Measure):
        self.sketch, self.measure, self.spots = sketch, measure, sketch.spots
        self.air = 9.0 if sketch.leaves <= FEW else 3.0
        self.levels = levels(sketch)
        self.depth = max(self.levels)
        self.columns: list[list[int]] = [[] for _ in range(self.depth + 1)]
        for k, level in enumerate(self.levels):
            self.columns[level].append(k)
        self.lane = [0] * len(self.spots)
        for nodes in self.columns:
            self._lanes(nodes)
        self.named = self._named()

    def _lanes(self, nodes: Sequence[int]) -> None:
        """Give information sets of one column that interleave a dashed line each."""
        own = {k: s for s in self.sketch.sets for k in s}
        spans = dict.fromkeys(own.get(k, (k,)) for k in nodes if self.spots[k].branches)
        ends: list[int] = []  # for each lane the last node in it
        for span in sorted(spans, key=lambda s: s[0]):
            lane = next((i for i, last in enumerate(ends) if last < span[0]), len(ends))
            ends[lane:] = [span[-1], *ends[lane + 1 :]]
            for k in span:
                self.lane[k] = lane

    def _named(self) -> list[bool]:
        """Who moves is written at each node; once for an information set that no other interleaves."""
        found = [bool(s.owner) for s in self.spots]
        for nodes in self.sketch.sets:
            column = self.columns[self.levels[nodes[0]]]
            inside = [k for k in column if nodes[0] <= k <= nodes[-1] and self.spots[k].branches]
            if len(inside) == len(nodes):
                for k in nodes[1:]:
                    found[k] = False
        return found

    def layout(self) -> Layout:
        """Return the places of all nodes."""
        fork, start, self.ends = [0.0], [0.0], [0.0]
        for level in range(self.depth + 1):
            nodes = self.columns[level]
            if level:
                fork.append(self.ends[-1] + FAN)
                words = max((self._move(k) for k in self._led(level)), default=0.0)
                start.append(fork[-1] + words)
                self.ends.append(0.0)
            else:
                start = [0.0]
            base = start[level] + max((self._name(k) for k in nodes), default=0.0) + PAD
            start[level] = base
            lanes = max((self.lane[k] for k in nodes), default=0)
            self.ends[level] = base + lanes * LANE
        x = [start[level] + self.lane[k] * LANE for k, level in enumerate(self.levels)]
        crossed = {self.levels[s[0]] for s in self.sketch.sets}
        for k, s in enumerate(self.spots):
            if not s.branches and self.levels[k] in crossed:
                x[k] = self.ends[self.levels[k]] + LANE
        self.x = x
        return Layout(tuple(x), tuple(self._heights()), tuple(self.levels), tuple(fork), tuple(self.named))

    def _led(self, level: int) -> list[int]:
        """The nodes whose parents stand in the column before, so that the words of the move are here."""
        return [k for k, s in enumerate(self.spots) if s.parent >= 0 and self.levels[s.parent] == level - 1]

    def _leading_to(self, k: int) -> Branch:
        return next(b for b in self.spots[self.spots[k].parent].branches if b.after == k)

    def _move(self, k: int) -> float:
        """How far along the words of the branch reach that leads to a node."""
        b = self._leading_to(k)
        odds = self.measure(b.odds, SMALL, "plain").width if b.odds is not None else 0.0
        return max(self.measure(b.action, TEXT, "italic").width, odds) + PAD

    def _name(self, k: int) -> float:
        """How far along the words at a node reach."""
        s = self.spots[k]
        name = self.measure(s.owner, TEXT, "bold").width if self.named[k] else 0.0
        belief = self.measure(("[", s.belief, "]"), SMALL, "plain").width if s.belief is not None else 0.0
        return max(name, belief) + (PAD if name or belief else 0.0)

    # -- heights ------------------------------------------------------------------------------------
    def _heights(self) -> list[float]:
        n = len(self.spots)
        relative = [0.0] * n
        outlines: list[Outline] = [{} for _ in range(n)]
        for k in range(n - 1, -1, -1):
            after = [b.after for b in self.spots[k].branches]
            outline = self._own(k)
            if after:
                places = fitted([outlines[c] for c in after], self.air)
                middle = len(after) // 2
                center = places[middle] if len(after) % 2 else (places[middle - 1] + places[middle]) / 2
                for c, y in zip(after, places, strict=True):
                    relative[c] = y - center
                    for column, (up, down) in outlines[c].items():
                        before = outline.get(column, (up + y - center, down + y - center))
                        outline[column] = (min(before[0], up + y - center), max(before[1], down + y - center))
            outlines[k] = outline
        down = [0.0] * n
        for k in range(1, n):
            down[k] = down[self.spots[k].parent] + relative[k]
        return [-y for y in down]

    def _own(self, k: int) -> Outline:
        """How far the texts of a node, and of the branch that leads to it, reach up and down."""
        s, found = self.spots[k], {}
        if s.parent >= 0:
            b = self._leading_to(k)
            first = self.levels[s.parent] + 1
            for column in range(first, self.levels[k] + 1):
                found[column] = (-2.0, 2.0)
            below = self.measure(b.odds, SMALL, "plain").height + GAP if b.odds is not None else 2.0
            found[first] = (-self.measure(b.action, TEXT, "italic").height - GAP, below)
        level = self.levels[k]
        up, down = found.get(level, (-3.0, 3.0))
        if self.named[k]:
            up = min(up, -self.measure(s.owner, TEXT, "bold").height - GAP)
        if s.belief is not None:
            down = max(down, self.measure(s.belief, SMALL, "plain").height + GAP)
        found[level] = (up, down)
        if s.payoffs is not None:
            takes = self.measure(paid(s.payoffs), TEXT, "plain")
            right = self.x[k] + END + takes.width
            for column in range(level + 1, self.depth + 2):
                if column == level + 1 or self.ends[column - 1] < right:
                    found[column] = (-takes.height / 2, takes.height / 2)
        return found


def paid(payoffs: Sequence[object]) -> tuple[object, ...]:
    """Return payoffs as a cell: (a, b).

    >>> paid([1, 2])
    ('(', 1, ', ', 2, ')')
    """
    cells: list[object] = ["("]
    for x in payoffs:
        cells += [", ", x] if len(cells) > 1 else [x]
    return (*cells, ")")


def levels(sketch: Sketch) -> list[int]:
    """Return the column of each node: below its parent's, and one for all of an information set.

    Where that is impossible (a player who passes one of its information sets twice) sets may be broken.
    """
    n = len(sketch.spots)
    found = [0] * n
    sets = list(sketch.sets)
    for _ in range(n + 1):
        before = list(found)
        for k in range(1, n):
            found[k] = max(found[k], found[sketch.spots[k].parent] + 1)
        for nodes in sets:
            deepest = max(found[k] for k in nodes)
            for k in nodes:
                found[k] = deepest
        if found == before:
            return found
        if max(found) > n:
            break
    depths = [0] * n
    for k in range(1, n):
        depths[k] = depths[sketch.spots[k].parent] + 1
    return depths


def fitted(outlines: Sequence[Outline], gap: float) -> list[float]:
    """Return places for subtrees one under another: the mean of pushing them together from either end.

    >>> fitted([{1: (-1, 1)}, {1: (-2, 2)}, {1: (-1, 1)}], 1)
    [-4.0, 0.0, 4.0]
    """
    down = _pushed(outlines, gap)
    mirrored = [{c: (-low, -up) for c, (up, low) in o.items()} for o in reversed(outlines)]
    up = [-y for y in reversed(_pushed(mirrored, gap))]
    middle = (down[0] + down[-1]) / 2, (up[0] + up[-1]) / 2
    return [(a - middle[0] + b - middle[1]) / 2 for a, b in zip(down, up, strict=True)]


def _pushed(outlines: Sequence[Outline], gap: float) -> list[float]:
    places: list[float] = []
    taken: dict[int, float] = {}
    for outline in outlines:
        y = max((taken[c] + gap - up for c, (up, _) in outline.items() if c in taken), default=0.0)
        places.append(y)
        for c, (_, low) in outline.items():
            taken[c] = max(taken.get(c, y + low), y + low)
    return places
