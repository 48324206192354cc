"""Where words go: the largest free place of each part of a picture, so that no text lies on another."""

from __future__ import annotations

from typing import Any

import numpy as np

ACROSS, DOWN = 300, 225  # cells of the raster over the axes


class Room:
    """A raster over the axes: which cells are taken.

    >>> room = Room()
    >>> left = np.zeros((DOWN, ACROSS), bool)
    >>> left[:, :100] = True
    >>> x, y = room.place(left, 0.2, 0.1)
    >>> bool(0.1 <= x <= 0.24)
    True
    >>> room.place(left, 0.4, 0.1) is None
    True
    """

    def __init__(self) -> None:
        self.free = np.ones((DOWN, ACROSS), bool)

    def place(self, mask: np.ndarray, width: float, height: float, margin: float = 0.012) -> Any:
        """Return the center of a box in the widest free part of ``mask``, in shares of the axes; None: no
        room.

        ``mask`` has a cell for each of the raster, the lowest row first. What is placed is taken.
        """
        from scipy.ndimage import distance_transform_edt

        w = int(np.ceil((width + 2 * margin) * ACROSS))
        h = int(np.ceil((height + 2 * margin) * DOWN))
        if w >= ACROSS or h >= DOWN:
            return None
        usable = mask & self.free
        sums = np.pad(usable.astype(np.int64).cumsum(0).cumsum(1), ((1, 0), (1, 0)))
        full = sums[h:, w:] - sums[:-h, w:] - sums[h:, :-w] + sums[:-h, :-w] == w * h
        if not full.any():
            return None
        depth = np.asarray(distance_transform_edt(np.pad(usable, 1)))[1:-1, 1:-1]
        middle = depth[h // 2 : h // 2 + full.shape[0], w // 2 : w // 2 + full.shape[1]]
        j, i = np.unravel_index(np.argmax(np.where(full, middle, -1)), full.shape)
        self.free[j : j + h, i : i + w] = False
        return (i + w / 2) / ACROSS, (j + h / 2) / DOWN

    def take(self, x: float, y: float, width: float, height: float) -> None:
        """Take the cells of a box around a point, all in shares of the axes."""
        rows = slice(max(0, int((y - height / 2) * DOWN)), max(0, int(np.ceil((y + height / 2) * DOWN))))
        columns = slice(max(0, int((x - width / 2) * ACROSS)), max(0, int(np.ceil((x + width / 2) * ACROSS))))
        self.free[rows, columns] = False

    def follow(self, axes: Any, xs: Any, ys: Any, breadth: float = 0.012) -> None:
        """Take the cells along a path through points of the data; where a point is nan it is broken."""
        from scipy.ndimage import binary_dilation

        places = np.column_stack([np.asarray(xs, float), np.asarray(ys, float)])
        px, py = axes.transAxes.inverted().transform(axes.transData.transform(places)).T
        taken = np.zeros_like(self.free)
        for x0, y0, x1, y1 in zip(px, py, px[1:], py[1:]):
            if np.isfinite(x0 + y0 + x1 + y1):
                count = 2 + int(2 * max(abs(x1 - x0) * ACROSS, abs(y1 - y0) * DOWN))
                rows, columns = (np.linspace(y0, y1, count) * DOWN, np.linspace(x0, x1, count) * ACROSS)
                inside = (rows >= 0) & (rows < DOWN) & (columns >= 0) & (columns < ACROSS)
                taken[rows[inside].astype(int), columns[inside].astype(int)] = True
        box = np.ones((1 + int(breadth * DOWN), 1 + int(breadth * ACROSS)), bool)
        self.free &= np.logical_not(binary_dilation(taken, box))


def size(axes: Any, text: Any) -> tuple[float, float]:
    """Return the width and height of a text, in shares of the axes."""
    box, frame = text.get_window_extent(), axes.get_window_extent()
    return box.width / frame.width, box.height / frame.height


def spread(wanted: list[float], sizes: list[float], low: float, high: float) -> list[float]:
    """Return places near those wanted, in their order, so that nothing of these sizes overlaps.

    >>> spread([0.5, 0.52], [0.1, 0.1], 0, 1)
    [0.46, 0.56]
    """
    order = sorted(range(len(wanted)), key=lambda k: wanted[k])
    found = list(wanted)
    for _ in range(200):
        moved = False
        for a, b in zip(order, order[1:]):
            gap = (sizes[a] + sizes[b]) / 2 - (found[b] - found[a])
            if gap > 1e-9:
                found[a], found[b] = found[a] - gap / 2, found[b] + gap / 2
                moved = True
        for k in order:
            found[k] = min(max(found[k], low + sizes[k] / 2), high - sizes[k] / 2)
        if not moved:
            break
    return [round(x, 6) for x in found]
