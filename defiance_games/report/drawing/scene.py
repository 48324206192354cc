"""A drawing as lines, dots and texts with their places, in points; y grows upward."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from ..page import Cell

TEXT, SMALL, TITLE = 10.0, 8.5, 11.5  # sizes of type
GAP = 2.5  # between a line and the words along it


class Size(NamedTuple):
    """What a text takes: its width, and its height above and below the line that it stands on."""

    width: float
    above: float
    below: float

    @property
    def height(self) -> float:
        """From its top to its foot."""
        return self.above + self.below


Measure = Callable[[Cell, float, str], Size]  # (cell, size of type, style) -> size


class Box(NamedTuple):
    """A rectangle."""

    left: float
    bottom: float
    right: float
    top: float

    def overlaps(self, other: Box, slack: float = 0.5) -> bool:
        """Whether two rectangles share more than ``slack``.

        >>> Box(0, 0, 2, 2).overlaps(Box(1, 1, 3, 3)), Box(0, 0, 2, 2).overlaps(Box(2, 0, 3, 2))
        (True, False)
        """
        across = min(self.right, other.right) - max(self.left, other.left)
        return across > slack and min(self.top, other.top) - max(self.bottom, other.bottom) > slack


@dataclass(frozen=True)
class Text:
    """Words and formulas; ``x`` is its left edge, middle or right edge, ``y`` the line it stands on."""

    cell: Cell
    x: float
    y: float
    anchor: str
    size: float
    style: str  # plain | bold | italic | faint
    takes: Size

    @property
    def box(self) -> Box:
        """The rectangle that it takes."""
        left = self.x - {"left": 0.0, "center": 0.5, "right": 1.0}[self.anchor] * self.takes.width
        return Box(left, self.y - self.takes.below, left + self.takes.width, self.y + self.takes.above)


@dataclass(frozen=True)
class Line:
    """A line; ``style`` is branch, played (on the path), planned (off it), set, rule or strong."""

    points: tuple[tuple[float, float], ...]
    style: str = "branch"


@dataclass(frozen=True)
class Dot:
    """A node: of a player, of chance, or an end."""

    x: float
    y: float
    kind: str  # player | chance | end


@dataclass
class Scene:
    """Everything that a drawing shows."""

    measure: Measure
    texts: list[Text] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)

    def write(
        self,
        cell: Cell,
        x: float,
        y: float,
        anchor: str = "left",
        place: str = "middle",
        size: float = TEXT,
        style: str = "plain",
    ) -> Size:
        """Write a text above ``y``, below it, with its ``middle`` at it, or standing on it (``base``)."""
        takes = self.measure(cell, size, style)
        base = {
            "above": y + GAP + takes.below,
            "below": y - GAP - takes.above,
            "middle": y - (takes.above - takes.below) / 2,
            "base": y,
        }[place]
        self.texts.append(Text(cell, x, base, anchor, size, style, takes))
        return takes

    def line(self, *points: tuple[float, float], style: str = "branch") -> None:
        """Draw a line through points."""
        self.lines.append(Line(points, style))

    def dot(self, x: float, y: float, kind: str) -> None:
        """Draw a node."""
        self.dots.append(Dot(x, y, kind))

    @property
    def box(self) -> Box:
        """The rectangle around everything."""
        boxes = [*(t.box for t in self.texts), *(Box(d.x, d.y, d.x, d.y) for d in self.dots)]
        boxes += [Box(x, y, x, y) for line in self.lines for x, y in line.points]
        if not boxes:
            return Box(0, 0, 0, 0)
        lefts, bottoms, rights, tops = zip(*boxes, strict=True)
        return Box(min(lefts), min(bottoms), max(rights), max(tops))

    def collisions(self) -> Iterator[tuple[Text, Text]]:
        """Yield the pairs of texts that lie on one another; there should be none."""
        for i, a in enumerate(self.texts):
            for b in self.texts[i + 1 :]:
                if a.box.overlaps(b.box):
                    yield a, b
