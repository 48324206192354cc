"""Diffusion as pictures: S-curves with bands, the phase line of the mean field, a graph at some dates."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np

from ...scenes.diffusion import PhaseLine, Snapshots, Spread
from ...symbolic.latex import latex_name
from . import style
from .best_responses import beside
from .places import Room
from .sampling import sampled

BAND, MEAN, FIELD = style.LINES[2], style.LINES[2], style.LINES[1]


def draw_spread(scene: Spread) -> Any:
    """Return the figure of shares over time: the mean, the middle four fifths of the runs, the mean field."""
    made, axes = style.figure()
    several = len(scene.paths) > 1
    if several:
        for path in scene.paths[:30]:
            axes.plot(scene.periods, path, color=BAND, linewidth=0.5, alpha=0.3, zorder=1)
        axes.fill_between(
            scene.periods,
            scene.low,
            scene.high,
            color=BAND,
            alpha=0.25,
            linewidth=0,
            label="80% of the runs",
            gid="band",
        )
    label = f"mean of {len(scene.paths)} runs" if several else "share"
    axes.plot(scene.periods, scene.mean, color=MEAN, linewidth=2.2, label=label, zorder=3, gid="mean")
    if scene.mean_field is not None:
        axes.plot(
            scene.periods, scene.mean_field, "--", color=FIELD, linewidth=1.6, label="mean field", zorder=4
        )
    axes.set(xlim=(0, scene.periods[-1]), ylim=(-0.02, 1.02))
    style.labels(axes, "period", f"share {style.plain(scene.acts)}")
    axes.xaxis.set_major_locator(style.ticks(None))
    style.legend(axes, 3)
    style.title(axes, style.plain(scene.heading))
    style.below(axes, f"{style.plain(scene.about)}.", style.fixed(scene.values))
    return made


def draw_phase(scene: PhaseLine) -> Any:
    """Return the figure of the map against the 45-degree line, its steady states, the path from the start."""
    made, axes = style.figure(width=4.9, height=4.9)
    made.subplots_adjust(0.15, 0.15, 0.95, 0.9)
    x = np.linspace(scene.low, scene.high, 2001)
    y = sampled(scene.map, {scene.variable: x})
    axes.plot(x, x, color=style.FAINT, linewidth=1, label="no change (45° line)", zorder=1)
    axes.plot(
        x, y, color=style.LINES[2], linewidth=2.2, label="share in the next period", zorder=2, gid="map"
    )
    if len(scene.path) > 1:
        corners = [(scene.path[0], 0.0 if scene.low <= 0 else scene.low)]
        for a, b in zip(scene.path, scene.path[1:]):
            corners += [(a, b), (b, b)]
        axes.plot(
            *zip(*corners),
            color=style.LINES[1],
            linewidth=0.9,
            label="path from the start",
            zorder=1.5,
            gid="path",
        )
    pad = 0.03 * (scene.high - scene.low)
    axes.set(
        xlim=(scene.low - pad, scene.high + pad), ylim=(scene.low - pad, scene.high + pad), aspect="equal"
    )
    name = f"${latex_name(scene.variable)}_{{t}}$"
    style.labels(axes, f"share in this period, {name}", f"share in the next period, {name[:-2]}+1}}$")
    room = Room()
    for line in axes.lines:
        room.follow(axes, *line.get_data())
    seen: set[str] = set()
    for point in scene.points:
        _steady(axes, point, room, seen)
    style.legend(axes, 2)
    style.title(axes, scene.heading)
    style.below(axes, style.fixed(scene.values))
    return made


def _steady(axes: Any, point: Any, room: Room, seen: set[str]) -> None:
    """A full dot where it is stable, an open one where not, with its value."""
    value, kind = float(point.value), point.stability or "steady"
    fill = "black" if kind == "stable" else "white"
    label = None if kind in seen else f"{kind} steady state"
    seen.add(kind)
    look = {"markerfacecolor": fill, "markeredgecolor": "black", "markeredgewidth": 1.4, "linestyle": "none"}
    axes.plot(
        value, value, "o", color="black", markersize=8, zorder=5, label=label, clip_on=False, gid=kind, **look
    )
    px, py = axes.transAxes.inverted().transform(axes.transData.transform((value, value)))
    room.take(float(px), float(py), 0.05, 0.05)
    text = axes.text(
        0, 0, f"${style.number(value)}$", fontsize=style.points(9), ha="center", va="center", zorder=6
    )
    beside(axes, text, room, px, py)


def draw_network(scene: Snapshots) -> Any:
    """Return the figure of the graph at some dates: dark nodes act, light ones do not."""
    count = len(scene.dates)
    columns = 2 if count == 4 else count
    made, grid = style.figure(columns, -(-count // columns), 2.2 * columns, 2.35 * -(-count // columns))
    made.subplots_adjust(0.01, 0.02, 0.99, 0.9, 0.04, 0.14)
    places = _places(scene)
    from matplotlib.collections import LineCollection

    n = scene.graph.n
    pairs = sorted({(min(i, int(j)), max(i, int(j))) for i in range(n) for j in scene.graph.neighbors(i)})
    shown = pairs if len(pairs) <= 3000 else []
    for panel, date, acting in zip(np.atleast_1d(grid).ravel(), scene.dates, scene.acting):
        panel.add_collection(
            LineCollection([places[list(p)] for p in shown], colors="#bdbdbd", linewidths=0.5, zorder=1)
        )
        size = 1800 * style.share() / max(n, 20)
        for who, fill in ((~acting, "white"), (acting, style.LINES[1])):
            panel.scatter(*places[who].T, s=size, c=fill, edgecolors=style.INK, linewidths=0.6, zorder=2)
        panel.set(aspect="equal", xticks=[], yticks=[], xlim=(-1.12, 1.12), ylim=(-1.12, 1.12))
        panel.set_title(f"period {date}: {int(acting.sum())} of {n}", fontsize=style.points(9.5))
        panel.set_frame_on(False)
    first = np.atleast_1d(grid).ravel()[0]
    heading = f"{style.plain(scene.heading)} (dark)"
    made.text(0.02, 0.98, heading, fontsize=style.points(10.5), va="bottom")
    style.below(first, f"{style.plain(scene.about)}.", style.fixed(scene.values))
    return made


def _places(scene: Snapshots) -> np.ndarray:
    """Where each locality is drawn, in [-1, 1] squared."""
    n = scene.graph.n
    if scene.layout == "layers":
        return _layers(np.asarray(scene.graph.level))
    if scene.layout == "free":
        try:
            networkx = importlib.import_module("networkx")
        except ModuleNotFoundError:
            return _circle(n)
        graph = networkx.Graph()
        graph.add_nodes_from(range(n))
        graph.add_edges_from((i, int(j)) for i in range(n) for j in scene.graph.neighbors(i))
        spring = networkx.spring_layout(graph, seed=0, iterations=200)
        places = np.array([spring[i] for i in range(n)])
        places -= (places.max(0) + places.min(0)) / 2
        return places / np.abs(places).max()
    return _circle(n)


def _circle(n: int) -> np.ndarray:
    angle = np.pi / 2 - 2 * np.pi * np.arange(n) / n
    return np.column_stack([np.cos(angle), np.sin(angle)])


def _layers(level: np.ndarray) -> np.ndarray:
    """One row for each level, the top first."""
    places = np.zeros((level.size, 2))
    for row in range(int(level.max()) + 1):
        own = np.flatnonzero(level == row)
        places[own, 0] = (np.arange(own.size) + 0.5) / own.size * 2 - 1
        places[own, 1] = 1 - 2 * row / max(1, int(level.max()))
    return places
