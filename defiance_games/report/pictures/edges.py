"""The boundaries of a region map: traced from their closed forms, and labeled with them outside the axes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from ...scenes.axes import Axis
from ...scenes.boundaries import Edge
from ...symbolic.condition import Condition
from ...symbolic.expression import symbol
from . import style
from .places import ACROSS, DOWN, Room, size, spread
from .sampling import all_hold, inside, sampled

POINTS, NEAR = 1501, 3  # of a curve; cells from it in which its two sides are looked at
WIDEST = 0.34  # share of the width that a label may take; a longer one is a letter, with the formula below


@dataclass(frozen=True)
class Curve:
    """A traced boundary: nan where it is not one, and what it says."""

    x: np.ndarray
    y: np.ndarray
    label: str
    length: int  # of the label; the shorter one of a curve that is solved twice is kept


def trace(x: Axis, y: Axis, edges: Sequence[Edge], domain: Iterable[Condition]) -> list[Curve]:
    """Return each boundary once, under its shortest name; one that is solved twice is the same curve."""
    domain, found = tuple(domain), []
    groups: dict[tuple[str, str], list[Edge]] = {}
    for edge in edges:
        groups.setdefault((edge.parameter, str(edge.value)), []).append(edge)
    for (parameter, _), same in groups.items():
        moving, own = (x, y) if parameter == y.name else (y, x)
        value, free = same[0].value, np.linspace(moving.low, moving.high, POINTS)
        solved = sampled(value, {moving.name: free})
        here = np.zeros(POINTS, bool)
        for edge in same:
            here |= inside(edge.region, {moving.name: free})
        here &= (own.low <= solved) & (solved <= own.high)
        middle = np.where(np.isfinite(solved), solved, own.low)
        here &= all_hold(domain, {moving.name: free, own.name: middle})
        if not here.any():
            continue
        along, solved = np.where(here, free, np.nan), np.where(here, solved, np.nan)
        called = next((e.called for e in same if e.called is not None), None)
        label = style.math(Condition(symbol(parameter), "=", value if called is None else called))
        flat = (along, solved) if parameter == y.name else (solved, along)
        found.append(Curve(*flat, label, len(str(value)) if called is None else 0))
    kept: list[Curve] = []
    for curve in sorted(found, key=lambda c: c.length):
        if not any(_same(curve, other, x, y) for other in kept):
            kept.append(curve)
    return kept


def parting(curves: Sequence[Curve], x: Axis, y: Axis, code: np.ndarray) -> list[Curve]:
    """Return the parts of the curves that part something; ``code`` says what is where."""
    found = []
    for curve in curves:
        px, py = (curve.x - x.low) / (x.high - x.low), (curve.y - y.low) / (y.high - y.low)
        there = ~np.isnan(px + py)
        column, line = (np.where(there, p, 0) * (n - 1) for p, n in zip((px, py), code.shape[::-1]))
        i, j = (np.rint(v).astype(int) for v in (column, line))
        around = [
            code[np.clip(j + b, 0, code.shape[0] - 1), np.clip(i + a, 0, code.shape[1] - 1)]
            for a, b in ((0, 0), (NEAR, 0), (-NEAR, 0), (0, NEAR), (0, -NEAR))
        ]
        parts = there & np.any([v != around[0] for v in around[1:]], axis=0)
        parts &= _long(parts, 4 * NEAR * POINTS // max(code.shape))
        if parts.any():
            kept = (np.where(parts, v, np.nan) for v in (curve.x, curve.y))
            found.append(replace(curve, **dict(zip("xy", kept))))
    return found


def _long(marks: np.ndarray, least: int) -> np.ndarray:
    """Where ``marks`` holds for more than ``least`` points on end."""
    ends = np.flatnonzero(np.diff(np.concatenate([[0], marks.astype(int), [0]])))
    found = np.zeros(marks.size, bool)
    for start, stop in zip(ends[::2], ends[1::2]):
        found[start:stop] = stop - start > least
    return found


def _same(curve: Curve, other: Curve, x: Axis, y: Axis) -> bool:
    """Whether a curve lies on another, as far as a picture shows."""
    scale = np.array([x.high - x.low, y.high - y.low])
    a, b = (np.column_stack([c.x, c.y])[~np.isnan(c.x + c.y)] / scale for c in (curve, other))
    from scipy.spatial import KDTree

    return bool(np.quantile(KDTree(b).query(a)[0], 0.98) < 0.01)


def label_edges(axes: Any, x: Axis, y: Axis, curves: Sequence[Curve], room: Room) -> tuple[list[str], int]:
    """Write the formula of each boundary where it leaves the axes.

    Return the long ones, to be notes, and how many rows of labels stand over the axes.
    """
    right: list[tuple[float, Any]] = []
    top: list[tuple[float, Any]] = []
    notes: list[str] = []
    for curve in curves:
        text = axes.text(
            1.5, 0.5, curve.label, fontsize=style.points(9), transform=axes.transAxes, gid="formula"
        )
        if size(axes, text)[0] > WIDEST:
            letter = chr(ord("a") + len(notes))
            notes.append(f"({letter})  {curve.label}")
            text.set_text(f"({letter})")
        px, py = _shares(curve, x, y)
        at_right, at_top = np.flatnonzero(px > 1 - 2 / POINTS), np.flatnonzero(py > 1 - 2 / POINTS)
        if at_right.size:
            right.append((float(py[at_right[0]]), text))
        elif at_top.size or (np.ptp(px) < 1e-9):
            top.append((float(px[at_top[0]] if at_top.size else px[0]), text))
        elif not _within(axes, px, py, text, room):
            right.append((float(py[np.argmax(px)]), text))
    _beside(axes, right)
    return notes, above(axes, top)


def _shares(curve: Curve, x: Axis, y: Axis) -> tuple[np.ndarray, np.ndarray]:
    there = ~np.isnan(curve.x + curve.y)
    px, py = (curve.x[there] - x.low) / (x.high - x.low), (curve.y[there] - y.low) / (y.high - y.low)
    return px, py


def take(curve: Curve, x: Axis, y: Axis, room: Room) -> None:
    """Keep labels off a boundary."""
    px, py = _shares(curve, x, y)
    fine = np.linspace(0, px.size - 1, 6 * POINTS)
    for dx, dy in zip(np.interp(fine, np.arange(px.size), px), np.interp(fine, np.arange(py.size), py)):
        room.free[min(int(dy * DOWN), DOWN - 1), min(int(dx * ACROSS), ACROSS - 1)] = False


def _within(axes: Any, px: np.ndarray, py: np.ndarray, text: Any, room: Room) -> bool:
    """Whether the label found a place inside, beside its boundary."""
    w, h = size(axes, text)
    rows, columns = np.mgrid[:DOWN, :ACROSS]
    for far, k in product((1.0, 1.6), (px.size // 2, px.size // 4, 3 * px.size // 4)):
        near = np.abs(columns / ACROSS - px[k]) < 0.8 * w + 0.03
        near &= np.abs(rows / DOWN - py[k]) < far * (1.2 * h + 0.035)
        place = room.place(near, w, h, margin=0.006)
        if place is not None:
            text.set(position=place, ha="center", va="center")
            text.set_bbox({"facecolor": "white", "alpha": 0.82, "edgecolor": "none", "pad": 1})
            return True
    return False


def _beside(axes: Any, labels: list[tuple[float, Any]]) -> None:
    """Labels right of the axes, moved apart, with a line to where they belong."""
    labels.sort(key=lambda item: item[0])
    heights = [size(axes, text)[1] + 0.012 for _, text in labels]
    places = spread([y for y, _ in labels], heights, -0.02, 1.02)
    for (y, text), place in zip(labels, places):
        text.set(position=(1.03, place), ha="left", va="center")
        axes.plot(
            [1, 1.022],
            [y, place],
            color=style.FAINT,
            lw=0.7,
            transform=axes.transAxes,
            clip_on=False,
            gid="lead",
        )


def above(axes: Any, labels: list[tuple[float, Any]]) -> int:
    """Put labels over the axes, each with a line to where it belongs; return how many rows they need."""
    rows: list[float] = []  # where each row is free from
    for x, text in sorted(labels, key=lambda item: item[0]):
        w, h = size(axes, text)
        left = x - w / 2
        row = next((k for k, end in enumerate(rows) if end < left), len(rows))
        if row == len(rows):
            rows.append(0.0)
        rows[row] = left + w + 0.02
        y = 1.035 + row * style.row(axes)
        text.set(position=(x, y), ha="center", va="bottom")
        axes.plot(
            [x, x], [1, y], color=style.FAINT, lw=0.7, transform=axes.transAxes, clip_on=False, gid="lead"
        )
    return len(rows)
