"""A tree that grows downwards: branches fork and then run straight down, with their names beside them.

It is the layout of :mod:`layout` turned around: what is along is down, what is across is from left to right,
and words take their width across and their height along.
"""

from __future__ import annotations

from .extensive import kind, style
from .layout import END, PAD, Outline, Work
from .scene import GAP, SMALL, TEXT, Measure, Scene
from .sketch import Sketch


class _Downward(Work):
    """The layout with every text measured the other way."""

    def _move(self, k: int) -> float:
        b = self._leading_to(k)
        odds = self.measure(b.odds, SMALL, "plain").height + GAP if b.odds is not None else 0.0
        return self.measure(b.action, TEXT, "italic").height + GAP + odds

    def _name(self, k: int) -> float:
        s = self.spots[k]
        name = self.measure(s.owner, TEXT, "bold").height if self.named[k] else 0.0
        belief = self.measure(("[", s.belief, "]"), SMALL, "plain").height if s.belief is not None else 0.0
        return max(name, belief)

    def _own(self, k: int) -> Outline:
        s, found = self.spots[k], {}
        if s.parent >= 0:
            b, first = self._leading_to(k), self.levels[s.parent] + 1
            for column in range(first, self.levels[k] + 1):
                found[column] = (-2.0, 2.0)
            odds = self.measure(b.odds, SMALL, "plain").width if b.odds is not None else 0.0
            found[first] = (-2.0, max(self.measure(b.action, TEXT, "italic").width, odds) + PAD)
        level = self.levels[k]
        left, right = found.get(level, (-3.0, 3.0))
        if self.named[k]:
            right = max(right, self.measure(s.owner, TEXT, "bold").width + PAD)
        if s.belief is not None:
            left = min(left, -self.measure(("[", s.belief, "]"), SMALL, "plain").width - PAD)
        found[level] = (left, right)
        if s.payoffs is not None:
            takes = [self.measure(x, TEXT, "plain") for x in s.payoffs]
            half = max((t.width for t in takes), default=0.0) / 2 + 2
            deep = self.x[k] + END + sum(t.height + GAP for t in takes)
            for column in range(level + 1, self.depth + 2):
                if column == level + 1 or self.ends[column - 1] < deep:
                    found[column] = (-half, half)
        return found


def scene(sketch: Sketch, measure: Measure) -> Scene:
    """Return the scene of a tree that grows downwards; payoffs stand under one another at its ends."""
    at = _Downward(sketch, measure).layout()
    made = Scene(measure)
    places = [(-across, -along) for along, across in zip(at.x, at.y)]
    for nodes in sketch.sets:
        made.line(*(places[k] for k in nodes), style="set")
    moves = [(k, b) for k, s in enumerate(sketch.spots) for b in s.branches]
    for k, b in sorted(moves, key=lambda move: style(move[1]) != "branch"):
        x, y = places[b.after]
        made.line(places[k], (x, -at.fork[at.level[k] + 1]), (x, y), style=style(b))
    for k, b in moves:
        x, y = places[b.after][0] + PAD / 2, -at.fork[at.level[k] + 1]
        takes = made.write(b.action, x, y, "left", "below", TEXT, "italic")
        if b.odds is not None:
            made.write(b.odds, x, y - takes.height - GAP, "left", "below", SMALL)
    for k, s in enumerate(sketch.spots):
        x, y = places[k]
        made.dot(x, y, kind(sketch, k))
        over = -min(at.x[j] for j, level in enumerate(at.level) if level == at.level[k])
        if at.named[k]:
            made.write(s.owner, x + PAD / 2, over, "left", "above", TEXT, "bold")
        if s.belief is not None:
            made.write(("[", s.belief, "]"), x - PAD / 2, over, "right", "above", SMALL)
        y -= END
        for payoff in s.payoffs or ():
            y -= made.write(payoff, x, y, "center", "below").height + GAP
    return made
