"""What a receiver believes after each message, with the beliefs at which it changes its response."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...scenes.beliefs import Belief, Beliefs
from ...symbolic.condition import Condition
from ...symbolic.expression import symbol
from . import style
from .sampling import all_hold, inside, sampled

POINTS = 601
DASHES = ("-", (0, (7, 2)), (0, (2, 1.4)), (0, (7, 2, 1.5, 2)))


def draw(scene: Beliefs) -> Any:
    """Return the figure: a panel for each message, a line for each equilibrium, the prior as a diagonal."""
    count = len(scene.messages)
    columns = min(count, 3)
    rows = -(-count // columns)
    made, grid = style.figure(columns, rows, (5.4, 6.2, 6.9)[columns - 1], 3.1 * rows + 0.4)
    made.subplots_adjust(0.1, 0.16, 0.98, 0.87, 0.12, 0.45)
    panels = list(np.atleast_1d(grid).ravel())
    x = scene.x.low + (scene.x.high - scene.x.low) * (np.arange(POINTS) + 0.5) / POINTS
    there = all_hold(scene.domain, {scene.x.name: x})
    names = list(dict.fromkeys(b.equilibrium for b in scene.beliefs))
    for k, panel in enumerate(panels):
        if k >= count:
            panel.remove()
            continue
        _panel(panel, scene, scene.messages[k], x, there, names)
        if k % columns:
            panel.tick_params(labelleft=False)
        else:
            panel.set_ylabel(f"belief that {style.plain(scene.sender)} is {style.plain(scene.type)}")
    made.text(0.1, 0.97, style.plain(scene.heading), fontsize=style.points(10.5), va="bottom")
    handles = {
        t.get_label(): t
        for p in panels[:count]
        for t in [*p.lines, *p.collections]
        if t.get_label()[:1] != "_"
    }
    style.legend(panels[0], 2, handles)
    style.below(panels[0], style.fixed(scene.values), *map(style.plain, scene.notes))
    return made


def _panel(
    panel: Any, scene: Beliefs, message: str, x: np.ndarray, there: np.ndarray, names: list[str]
) -> None:
    name = scene.x.name
    panel.set(xlim=(scene.x.low, scene.x.high), ylim=(-0.03, 1.03))
    style.labels(panel, style.axis_label(scene.x.parameter), "")
    panel.set_title(f"after {style.plain(message)}", fontsize=style.points(10))
    prior = np.where(there, sampled(scene.prior, {name: x}), np.nan)
    panel.plot(x, prior, color="#b5b5b5", linewidth=1, label="prior", zorder=1)
    for cut in scene.cutoffs:
        if cut.message == message:
            y = sampled(cut.value, {name: x})
            y = np.where(there & (y >= 0) & (y <= 1), y, np.nan)
            either = f"indifferent between {cut.responses[0]} and {cut.responses[1]}"
            panel.plot(
                x, y, ":", color=style.INK, linewidth=1.4, label=style.plain(either), gid="cutoff", zorder=2
            )
    for b in scene.beliefs:
        if b.message == message:
            _belief(panel, scene, b, x, there & inside(b.region, {name: x}), names.index(b.equilibrium))


def _belief(panel: Any, scene: Beliefs, b: Belief, x: np.ndarray, here: np.ndarray, k: int) -> None:
    """A line where the belief is one number; else the part in which it may lie."""
    color = style.LINES[(k + 1) % len(style.LINES)]
    label = style.plain(b.equilibrium)
    if not b.free:
        y = np.where(here, sampled(b.value, {scene.x.name: x}), np.nan)
        look = {"linewidth": 2.6 - 0.25 * min(k, 5), "linestyle": DASHES[k % 4], "zorder": 3 + 0.01 * k}
        panel.plot(x, y, color=color, label=label, gid="belief", **look)
        return
    mu = np.linspace(0, 1, 401)
    plane = dict(zip((scene.x.name, scene.variable), np.meshgrid(x, mu)))
    allowed = np.zeros((mu.size, x.size), bool)
    for conjunction in b.free:
        allowed |= all_hold(map(_one_type(scene), conjunction), plane)
    allowed &= here
    low = np.where(allowed.any(0), mu[np.argmax(allowed, 0)], np.nan)
    high = np.where(allowed.any(0), mu[mu.size - 1 - np.argmax(allowed[::-1], 0)], np.nan)
    panel.fill_between(
        x,
        low,
        high,
        facecolor=color,
        alpha=0.2,
        hatch=("//", "\\\\", "..", "xx")[k % 4],
        edgecolor=color,
        linewidth=0,
        label=f"{label}: off the path, any of these",
        zorder=0.5,
        gid="free belief",
    )


def _one_type(scene: Beliefs) -> Any:
    """What puts 1 minus the first type's belief in place of that of the other type."""

    def change(c: Condition) -> Condition:
        return c.subs({scene.other: 1 - symbol(scene.variable)})

    return change
