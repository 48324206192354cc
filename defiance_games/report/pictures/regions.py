"""The region map: where in the plane of two parameters each equilibrium exists.

Every region has a color; where several equilibria exist together the color is that of the first, hatched.
Boundaries are drawn from their closed forms, which stand where a boundary leaves the picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from ...scenes.axes import Axis
from ...scenes.regions import RegionMap
from . import style
from .conditions import lines
from .edges import label_edges, parting, take, trace
from .places import ACROSS, DOWN, Room, size
from .sampling import all_hold, inside

FINE = 3  # points of the map for each cell of the raster in which words are placed
SMALLEST = 0.004  # share of the picture that a part needs to have a label


def draw(scene: RegionMap) -> Any:
    """Return the figure of a region map."""
    x, y, areas, edges, point = scene.x, scene.y, scene.areas, scene.edges, scene.point
    across, up = _axis(x, ACROSS * FINE), _axis(y, DOWN * FINE)
    across, up = (np.round(v) if a.parameter.integer else v for a, v in ((x, across), (y, up)))
    grid = dict(zip((x.name, y.name), np.meshgrid(across, up)))
    there = all_hold(scene.domain, grid)
    masks = {a.name: inside(a.region, grid) & there for a in areas}
    shown = [a for a in areas if masks[a.name].any()]
    made, axes = style.figure()
    _paint(axes, x, y, [masks[a.name] for a in shown], there)
    room = Room()
    code = sum((masks[a.name].astype(int) << k for k, a in enumerate(shown)), np.where(there, 0, -1))
    curves = parting(trace(x, y, edges, scene.domain), x, y, code)
    for curve in curves:
        axes.plot(curve.x, curve.y, color=style.INK, linewidth=1.3, solid_capstyle="butt", gid="boundary")
    axes.set(xlim=(x.low, x.high), ylim=(y.low, y.high))
    style.labels(axes, style.axis_label(x.parameter), style.axis_label(y.parameter))
    for parameter, axis in ((x.parameter, axes.xaxis), (y.parameter, axes.yaxis)):
        axis.set_major_locator(style.ticks(parameter))
    for curve in curves:
        take(curve, x, y, room)
    _mark(axes, x, y, point, room)
    letters, rows = label_edges(axes, x, y, curves, room)
    flat = {n: g[there][:: max(1, there.sum() // 2000)] for n, g in grid.items()}
    known = [(e.parameter, e.value, e.called) for e in edges if e.called is not None]
    said = {a.name: lines(a.region, (x.name, y.name), flat, known) for a in shown}
    left = _label(axes, room, {a.name: masks[a.name] for a in shown}, said)
    if (~there).mean() > 0.05:
        _outside(axes, room, ~there)
    style.title(axes, style.plain(scene.heading), rows)
    style.below(axes, *letters, *left, style.fixed(scene.values), *map(style.plain, scene.notes))
    return made


def _axis(axis: Axis, count: int) -> np.ndarray:
    """The middles of ``count`` cells."""
    return axis.low + (axis.high - axis.low) * (np.arange(count) + 0.5) / count


def _paint(axes: Any, x: Axis, y: Axis, masks: Sequence[np.ndarray], there: np.ndarray) -> None:
    """Color every point by the first equilibrium there; hatch where there are several."""
    from matplotlib.colors import to_rgb

    image = np.ones((*there.shape, 3))
    image[~there] = to_rgb(style.OUTSIDE)
    for k in reversed(range(len(masks))):
        image[masks[k]] = to_rgb(color(k))
    corners = (x.low, x.high, y.low, y.high)
    axes.imshow(image, extent=corners, origin="lower", aspect="auto", interpolation="nearest", zorder=0)
    plane = np.meshgrid(_axis(x, there.shape[1]), _axis(y, there.shape[0]))
    for mask in masks:  # under the exact boundaries; alone where there is no closed form
        if not mask.all():
            axes.contour(
                *plane, mask.astype(float), levels=[0.5], colors=style.INK, linewidths=0.7, zorder=0.8
            )
    count = sum((m.astype(int) for m in masks), np.zeros(there.shape, int))
    for n in (2, 3, 4):
        part = (count == n) if n < 4 else (count >= n)
        if part.any():
            hatched = axes.contourf(
                *plane,
                part.astype(float),
                levels=[0.5, 1.5],
                colors="none",
                hatches=[style.HATCHES[n - 1]],
                zorder=0.5,
            )
            hatched.set(edgecolor="#00000038", linewidth=0)


def color(k: int) -> str:
    """Return the color of the k-th equilibrium."""
    return style.PALETTE[k % len(style.PALETTE)]


def _mark(axes: Any, x: Axis, y: Axis, point: tuple[float, float] | None, room: Room) -> None:
    """Mark the default point, with its name beside it."""
    if point is None or not (x.low <= point[0] <= x.high and y.low <= point[1] <= y.high):
        return
    axes.plot(*point, "o", color="black", markeredgecolor="white", markersize=7, zorder=5, gid="default")
    px, py = (point[0] - x.low) / (x.high - x.low), (point[1] - y.low) / (y.high - y.low)
    room.take(px, py, 0.04, 0.05)
    text = axes.text(
        0, 0, "default", fontsize=style.points(8.5), ha="center", va="center", zorder=6, gid="default"
    )
    text.set_bbox({"facecolor": "white", "alpha": 0.85, "edgecolor": "none", "pad": 1})
    w, h = size(axes, text)
    near = np.zeros((DOWN, ACROSS), bool)
    rows, columns = np.ogrid[:DOWN, :ACROSS]
    reach = np.hypot((columns / ACROSS - px) / (w / 2 + 0.06), (rows / DOWN - py) / (h / 2 + 0.07))
    near[reach <= 1.6] = True
    place = room.place(near, w, h, margin=0.006)
    if place is None:
        text.remove()
    else:
        text.set_position((x.low + place[0] * (x.high - x.low), y.low + place[1] * (y.high - y.low)))


def _label(
    axes: Any, room: Room, masks: Mapping[str, np.ndarray], said: Mapping[str, list[str]]
) -> list[str]:
    """Write into each part who exists there, and each condition once; return what found no room, as notes."""
    if not masks:
        return []
    names = list(masks)
    parts = _parts([masks[n] for n in names])
    home = {}
    for k, name in enumerate(names):
        own = [i for i, p in enumerate(parts) if p[0] >> k & 1]
        home[name] = min(own, key=lambda i: parts[i][0].bit_count(), default=None)
    written: set[str] = set()
    numbers: dict[str, str] = {}
    for i, (value, mask, _) in enumerate(parts):
        here = [n for k, n in enumerate(names) if value >> k & 1]
        raster = np.asarray(mask.reshape(DOWN, FINE, ACROSS, FINE).all(axis=(1, 3)))
        full = [(n, said[n] if home[n] == i else []) for n in here]
        bare = [(n, []) for n in here]
        if _written(axes, room, raster, full, names, (9, 8, 7)):
            written |= {n for n in here if home[n] == i}
        elif not _written(axes, room, raster, bare, names, (9, 8, 7, 6)):
            more = [n for n in here if n not in numbers]
            trial = numbers | {n: str(len(numbers) + k) for k, n in enumerate(more, start=1)}
            short, called = [(trial[n], []) for n in here], [trial.get(n, n) for n in names]
            if any(_written(axes, room, raster, short, called, (8, 7), flat) for flat in (False, True)):
                numbers = trial
    rest = [n for n in names if n not in written or n in numbers]
    rest.sort(key=lambda n: int(numbers.get(n, 0)))
    return [f"{_numbered(n, numbers)}{style.plain(n)}: {' '.join(said[n])}" for n in rest]


def _parts(masks: Sequence[np.ndarray]) -> list[tuple[int, np.ndarray, float]]:
    """The connected parts in which the same equilibria exist, the largest first: who, where, how large.

    Who: bit k is set where the k-th exists.
    """
    from scipy.ndimage import label

    code = np.zeros(masks[0].shape, np.int64)
    for k, mask in enumerate(masks):
        code |= mask.astype(np.int64) << k
    found = []
    for value in np.unique(code[code > 0]):
        pieces = np.zeros(code.shape, np.int32)
        label(code == value, output=pieces)
        sizes = np.bincount(pieces.ravel())
        found += [(int(value), pieces == k, sizes[k] / code.size) for k in range(1, len(sizes))]
    return sorted((p for p in found if p[2] > SMALLEST), key=lambda p: -p[2])


def _numbered(name: str, numbers: Mapping[str, str]) -> str:
    return f"{numbers[name]}  " if name in numbers else ""


def _written(
    axes: Any,
    room: Room,
    raster: np.ndarray,
    blocks: Sequence[tuple[str, Sequence[str]]],
    names: Sequence[str],
    sizes: Sequence[float],
    flat: bool = False,
) -> bool:
    """Whether the blocks were written, in the largest type that fits; ``flat``: side by side."""
    from matplotlib.offsetbox import AnnotationBbox

    for size_, width in product(dict.fromkeys(map(style.points, sizes)), (44, 24, 15)):
        box = _box(blocks, names, size_, width, flat)
        found = AnnotationBbox(
            box,
            (0.5, 0.5),
            xycoords="axes fraction",
            pad=0.15,
            bboxprops={"facecolor": "white", "edgecolor": "none", "alpha": 0.82, "boxstyle": "square,pad=0"},
            zorder=4,
        )
        axes.add_artist(found)
        found.set_gid("region")
        extent, frame = found.get_window_extent(axes.figure.canvas.get_renderer()), axes.get_window_extent()
        place = room.place(raster, extent.width / frame.width, extent.height / frame.height)
        if place is not None:
            found.xy = found.xybox = place
            return True
        found.remove()
    return False


def _box(
    blocks: Sequence[tuple[str, Sequence[str]]], names: Sequence[str], points: float, width: int, flat: bool
) -> Any:
    """Names with a patch of their color, each with its conditions under it."""
    from matplotlib.offsetbox import DrawingArea, HPacker, TextArea, VPacker
    from matplotlib.patches import Rectangle

    rows: list[Any] = []
    for name, texts in blocks:
        patch = DrawingArea(points * 0.8, points * 0.8)
        fill = color(names.index(name))
        patch.add_artist(
            Rectangle((0, 0), points * 0.8, points * 0.8, facecolor=fill, edgecolor=style.INK, lw=0.6)
        )
        words = TextArea(
            style.wrapped(style.plain(name), width), textprops={"size": points, "weight": "bold"}
        )
        row = HPacker(children=[patch, words], pad=0, sep=3, align="center")
        if texts:
            indent = DrawingArea(points * 0.8, 0)
            said = TextArea("\n".join(texts), textprops={"size": points, "linespacing": 1.3})
            line = HPacker(children=[indent, said], pad=0, sep=3, align="center")
            row = VPacker(children=[row, line], pad=0, sep=0, align="left")
        rows.append(row)
    return (HPacker if flat else VPacker)(children=rows, pad=0, sep=5, align="center" if flat else "left")


def _outside(axes: Any, room: Room, mask: np.ndarray) -> None:
    raster = np.asarray(mask.reshape(DOWN, FINE, ACROSS, FINE).all(axis=(1, 3)))
    text = axes.text(
        0.5, 0.5, "outside the domain", fontsize=style.points(8), color=style.FAINT, transform=axes.transAxes
    )
    text.set(ha="center", va="center")
    place = room.place(raster, *size(axes, text))
    if place is None:
        text.remove()
    else:
        text.set_position(place)
