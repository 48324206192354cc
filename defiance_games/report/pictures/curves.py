"""Comparative statics as a picture: a line for each equilibrium, solid where it passes the refinement.

Thresholds stand over the axes with their closed forms; a dotted line is a jump; between thresholds the ground
is shaded in turn.
"""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np

from ...scenes.curves import Curves, Line, Mark
from ...symbolic.condition import Condition
from ...symbolic.expression import symbol
from . import style
from .edges import above
from .places import ACROSS, DOWN, Room, size


def draw(scene: Curves) -> Any:
    """Return the figure of an outcome against a parameter."""
    made, axes = style.figure()
    low, high = scene.x.low, scene.x.high
    axes.set(xlim=(low, high))
    style.labels(axes, style.axis_label(scene.x.parameter), style.outcome_label(scene.outcome, scene.meaning))
    axes.xaxis.set_major_locator(style.ticks(scene.x.parameter))
    _ground(axes, low, high, scene.marks)
    for k, line in enumerate(scene.lines):
        width = 1.8 + 0.7 * min(len(scene.lines) - 1 - k, 4)  # lines on one another all remain seen
        _line(axes, np.array(scene.places), line, k, width)
    axes.margins(y=0.08)
    if scene.outcome and _is_share(scene):
        axes.set_ylim(-0.03, 1.03)
    for mark in scene.marks:
        for pair in mark.jumps:
            axes.plot([mark.value] * 2, pair, ":", color=style.INK, linewidth=1.2, zorder=3, gid="jump")
    if scene.usual is not None and low <= scene.usual <= high:
        at = {"transform": axes.get_xaxis_transform(), "clip_on": False, "zorder": 6, "gid": "default"}
        axes.plot([scene.usual], [0], "^", color="black", markersize=7, **at)
    rows = above(axes, [_threshold(axes, mark, scene) for mark in scene.marks])
    style.title(axes, style.plain(scene.heading), rows)
    if not _named(axes, scene):
        style.legend(axes, 3)
    marked = "Triangle: the default." if scene.usual is not None and low <= scene.usual <= high else ""
    said = f"{marked} {_solid(scene)}".strip()
    style.below(axes, style.fixed(scene.values), said, *map(style.plain, scene.notes))
    return made


def _solid(scene: Curves) -> str:
    if scene.refinement is None:
        return ""
    word = "D1" if scene.refinement == "d1" else f"the {scene.refinement} criterion"
    return f"Solid: passes {word}; dashed and thin: does not."


def _ground(axes: Any, low: float, high: float, marks: tuple[Mark, ...]) -> None:
    ends = [low, *(m.value for m in marks), high]
    for k, (a, b) in enumerate(zip(ends, ends[1:])):
        axes.axvspan(a, b, color=("#f6f3ea", "#e9eff4")[k % 2], linewidth=0, zorder=0, gid="ground")


def _line(axes: Any, places: np.ndarray, line: Line, k: int, width: float) -> None:
    """One equilibrium: a line, or a band where the outcome has a range; several values of a question each."""
    color = style.LINES[k % len(style.LINES)]
    label = line.equilibrium or "_"
    several = [c if isinstance(c, list) else [c] for c in line.cells]
    for j in range(max((len(c) for c in several), default=0)):
        cells = [c[j] if j < len(c) else None for c in several]
        low, high = (np.array([_end(c, side) for c in cells]) for side in (0, 1))
        keeps = np.array(line.keeps)
        if np.nanmax(np.nan_to_num(high - low), initial=0) > 0:
            axes.fill_between(places, low, high, color=color, alpha=0.18, linewidth=0, zorder=1)
        for edge in (low, high) if not np.allclose(low, high, equal_nan=True) else (low,):
            shown = np.where(keeps, edge, np.nan)
            axes.plot(
                places,
                shown,
                color=color,
                linewidth=width,
                label=style.plain(label),
                solid_capstyle="butt",
                zorder=2 + 0.01 * k,
                gid="line",
            )
            label = "_" + label.lstrip("_")
            if not keeps.all():
                axes.plot(
                    places,
                    np.where(~keeps, edge, np.nan),
                    "--",
                    color=color,
                    linewidth=1.1,
                    gid="refined away",
                )


def _end(cell: Any, side: int) -> float:
    if isinstance(cell, tuple):
        return float(cell[side])
    if cell is None or isinstance(cell, (str, bool)):
        return float("nan")
    return float(cell)


def _is_share(scene: Curves) -> bool:
    """Whether every value is a share that comes near to both ends, or stays where it is."""
    cells = [c for line in scene.lines for c in line.cells if c is not None]
    ends = [_end(c, s) for c in cells if not isinstance(c, list) for s in (0, 1)]
    ends = [e for e in ends if e == e]
    if not ends or min(ends) < 0 or max(ends) > 1:
        return False
    return min(ends) < 0.1 and max(ends) > 0.9 or max(ends) == min(ends)


def _threshold(axes: Any, mark: Mark, scene: Curves) -> tuple[float, Any]:
    axes.axvline(mark.value, color=style.FAINT, linewidth=0.8, zorder=1.5, gid="threshold")
    form = style.math(Condition(symbol(scene.x.name), "=", mark.called))
    if not mark.called.is_number or mark.called.value.denominator >= 20:
        near = "=" if math.isclose(float(f"{mark.value:.4g}"), mark.value) else r"\approx"
        form = f"{form[:-1]} {near} {style.number(mark.value)}$"
    text = axes.text(0, 1, form, fontsize=style.points(9), transform=axes.transAxes, gid="formula")
    return (mark.value - scene.x.low) / (scene.x.high - scene.x.low), text


def _named(axes: Any, scene: Curves) -> bool:
    """Write the name of each equilibrium beside its line; False where one finds no room, or lines meet."""
    shown = [line for line in axes.lines if line.get_gid() == "line"]
    if len(shown) == 1 and scene.lines[0].equilibrium is None:
        return True
    room, texts = Room(), []
    room.free[:, :4] = room.free[:, -4:] = room.free[:3] = room.free[-3:] = False  # not on the frame
    for line in axes.lines:
        if line.get_gid() in ("line", "refined away", "threshold", "jump"):
            room.follow(axes, *line.get_data(), breadth=0.004 if line.get_gid() == "threshold" else 0.012)
    for line in shown:
        name = line.get_label()
        own = [other.get_data() for other in axes.lines if other.get_color() == line.get_color()]
        places = [(x, y) for data in own for x, y in zip(*data) if np.isfinite(float(y))]
        if name.startswith("_") or not places:
            continue
        text = axes.text(
            0, 0, name, fontsize=style.points(9), color=line.get_color(), ha="center", va="center"
        )
        texts.append(text)
        if not _beside(axes, text, room, places):
            for t in texts:
                t.remove()
            return False
    return True


def _beside(axes: Any, text: Any, room: Room, points: list[tuple[float, float]]) -> bool:
    """Whether a text found a place close over or under a line, away from every other."""
    w, h = size(axes, text)
    back = axes.transAxes.inverted()
    px, py = back.transform(axes.transData.transform(np.array(points, float))).T
    order = np.argsort(np.abs(px - np.median(px)), kind="stable")
    for (up, aside), k in product(((1.6, 0.5), (2.4, 1.05)), order[:: max(1, len(order) // 24)]):
        near = np.zeros((DOWN, ACROSS), bool)
        y, x = int(py[k] * DOWN), int(px[k] * ACROSS)
        reach = int((up * h + 0.03) * DOWN), int((aside * w + 0.02) * ACROSS) + 2
        near[max(0, y - reach[0]) : y + reach[0], max(0, x - reach[1]) : x + reach[1]] = True
        place = room.place(near, w, h, margin=0.003)
        if place is not None:
            text.set(position=place, transform=axes.transAxes)
            return True
    return False
