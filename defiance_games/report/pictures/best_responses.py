"""Best responses in the unit square, and payoffs in the plane, of a game of two players."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...scenes.replies import BestResponses, Marked, Payoffs
from . import style
from .places import ACROSS, DOWN, Room, size

FIRST, SECOND = style.LINES[2], style.LINES[1]


def draw(scene: BestResponses) -> Any:
    """Return the figure of two best-response curves; where they meet is an equilibrium."""
    made, axes = style.figure(width=4.9, height=4.9)
    made.subplots_adjust(0.15, 0.15, 0.95, 0.9)
    axes.set(xlim=(-0.04, 1.04), ylim=(-0.04, 1.04), aspect="equal")
    said = zip(map(style.plain, scene.players), map(style.plain, scene.strategies))
    style.labels(axes, *(f"probability that {name} plays {strategy}" for name, strategy in said))
    axes.grid(True, color="#e4e4e4", linewidth=0.6)
    axes.set_axisbelow(True)
    looks = ((FIRST, "-", 3.4), (SECOND, (0, (5, 1.5)), 2.4))
    for name, path, (color, dashes, width) in zip(scene.players, scene.paths, looks):
        label = f"best response of {style.plain(name)}"
        if path is None:
            axes.fill([0, 1, 1, 0], [0, 0, 1, 1], color=color, alpha=0.15, label=label)
            continue
        x, y = zip(*path)
        axes.plot(
            x, y, color=color, linestyle=dashes, linewidth=width, label=label, gid="best response", zorder=3
        )
    room = Room()
    for path in scene.paths:
        if path:
            room.follow(axes, *zip(*path), breadth=0.025)
    for k, e in enumerate(scene.equilibria):
        _equilibrium(axes, e, room, "equilibrium" if k == 0 else None)
    style.legend(axes, 2)
    style.title(axes, style.plain(scene.heading))
    style.below(axes, style.fixed(scene.values))
    return made


def _share(axes: Any, x: float, y: float) -> tuple[float, float]:
    """A point of the data in shares of the axes."""
    px, py = axes.transAxes.inverted().transform(axes.transData.transform((x, y)))
    return float(px), float(py)


def _equilibrium(axes: Any, e: Marked, room: Room, label: str | None) -> None:
    """A dot with its name and place; of a continuum the part of the square that it is."""
    points = np.array(e.points)
    if len(points) > 1:
        _continuum(axes, points)
    else:
        look = {"markersize": 9, "markerfacecolor": "black", "markeredgecolor": "white", "zorder": 5}
        axes.plot(
            *points[0],
            "o",
            color="black",
            label=label,
            linestyle="none",
            clip_on=False,
            gid="equilibrium",
            **look,
        )
    x, y = points.mean(0)
    room.take(*_share(axes, x, y), 0.05, 0.05)
    place = "" if len(points) > 1 else f"\n({style.number(float(x), 3)}, {style.number(float(y), 3)})"
    if "\\" in place:
        place = ""
    text = axes.text(
        0,
        0,
        f"{style.wrapped(style.plain(e.name), 26)}{place}",
        fontsize=style.points(8.5),
        ha="center",
        va="center",
        zorder=6,
    )
    text.set_gid("equilibrium")
    beside(axes, text, room, *_share(axes, x, y))


def beside(axes: Any, text: Any, room: Room, px: float, py: float) -> None:
    """Put a text in the free place nearest to a point; leave it out where there is none."""
    text.set_bbox({"facecolor": "white", "alpha": 0.85, "edgecolor": "none", "pad": 0.8})
    w, h = size(axes, text)
    rows, columns = np.ogrid[:DOWN, :ACROSS]
    for reach in (0.03, 0.06, 0.1, 0.18, 0.3):
        near = (np.abs(columns / ACROSS - px) < w + reach) & (np.abs(rows / DOWN - py) < h + reach)
        place = room.place(near, w, h, margin=0.008)
        if place is not None:
            text.set(position=place, transform=axes.transAxes)
            if abs(place[0] - px) > w / 2 + 0.06 or abs(place[1] - py) > h / 2 + 0.06:
                axes.plot(
                    [px, place[0]],
                    [py, place[1]],
                    color=style.FAINT,
                    lw=0.6,
                    transform=axes.transAxes,
                    zorder=1,
                )
            return
    text.remove()


def _continuum(axes: Any, points: np.ndarray) -> None:
    flat = np.ptp(points, axis=0)
    if min(flat) < 1e-12:
        low, high = points[np.argmin(points.sum(1))], points[np.argmax(points.sum(1))]
        axes.plot(*zip(low, high), color="black", linewidth=6, alpha=0.45, solid_capstyle="round", zorder=4)
        axes.lines[-1].set_gid("equilibrium")
    else:
        (x0, y0), (x1, y1) = points.min(0), points.max(0)
        axes.fill([x0, x1, x1, x0], [y0, y0, y1, y1], color="black", alpha=0.25, zorder=4, gid="equilibrium")


def draw_payoffs(scene: Payoffs) -> Any:
    """Return the figure of payoffs: what pure profiles and their mixtures give, and what equilibria give."""
    made, axes = style.figure(width=5.2, height=4.6)
    points = np.array([m.points[0] for m in scene.profiles])
    _hull(axes, points)
    axes.margins(0.2)
    groups: dict[tuple[float, float], list[str]] = {}
    for m in scene.profiles:
        groups.setdefault(m.points[0], []).append(f"({m.name})")
    for e in scene.equilibria:
        for place in e.points:
            groups.setdefault(place, []).append(style.wrapped(f"equilibrium: {e.name}", 24))
    axes.plot(*points.T, "s", color=style.INK, markersize=5.5, label="pure profile", zorder=4)
    for k, e in enumerate(scene.equilibria):
        look = {"markersize": 10, "markerfacecolor": style.LINES[1], "markeredgecolor": "white", "zorder": 5}
        label = "equilibrium" if k == 0 else None
        axes.plot(
            *np.array(e.points).T,
            "o",
            color=style.LINES[1],
            label=label,
            linestyle="none",
            gid="equilibrium",
            **look,
        )
    style.labels(axes, *(f"payoff of {style.plain(name)} (utility)" for name in scene.players))
    axes.set(xlim=axes.get_xlim(), ylim=axes.get_ylim())
    room = Room()
    room.follow(axes, *axes.patches[0].get_xy().T)
    for place in groups:
        room.take(*_share(axes, *place), 0.045, 0.05)
    for place, names in groups.items():
        text = axes.text(
            0,
            0,
            style.plain("\n".join(names)),
            fontsize=style.points(8.5),
            ha="center",
            va="center",
            zorder=6,
        )
        beside(axes, text, room, *_share(axes, *place))
    style.legend(axes, 2)
    style.title(axes, style.plain(scene.heading))
    style.below(axes, style.fixed(scene.values), "Shaded: what lotteries over the profiles can give.")
    return made


def _hull(axes: Any, points: np.ndarray) -> None:
    """Shade the convex hull of the pure payoffs."""
    from scipy.spatial import ConvexHull, QhullError

    try:
        corners = points[ConvexHull(points).vertices]
    except (QhullError, ValueError):  # all on one line
        corners = points
    axes.fill(*corners.T, color="#e3ebf2", edgecolor=style.FAINT, linewidth=0.7, zorder=1, gid="feasible")
