"""A heat map: one outcome over a grid of two parameters, a panel for each equilibrium."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...scenes.heat import Heat
from ...table import Block
from . import style

SHADES = "cividis"  # as light in grey as in color, and the same to the color-blind


def draw(scene: Heat) -> Any:
    """Return the figure of a table in which two parameters vary; what does not exist is left grey."""
    table, declared = scene.table, scene.parameters
    (first, second), blocks = table.vary, table.blocks
    xs, ys = (np.array([float(v) for v in table.vary[n]]) for n in (first, second))
    cells = [np.array([_number(c) for c in b.cells]).reshape(len(xs), len(ys)).T for b in blocks]
    every = np.concatenate([c.ravel() for c in cells])
    low, high = (np.nanmin(every), np.nanmax(every)) if np.isfinite(every).any() else (0, 1)
    high = high if high > low else low + 1
    columns = min(len(blocks), 3)
    made, panels, bar = _panels(blocks, columns)
    shades = None
    for k, panel in enumerate(panels):
        panel.set_facecolor(style.OUTSIDE)
        shades = panel.pcolormesh(
            xs, ys, cells[k], cmap=SHADES, vmin=low, vmax=high, shading="nearest", rasterized=True
        )
        for name, axis in ((first, panel.xaxis), (second, panel.yaxis)):
            axis.set_major_locator(style.ticks(declared[name], 3 if columns > 1 else 7))
        if k + columns >= len(blocks):
            panel.set_xlabel(f"${style.latex_name(first)}$")
        if k % columns == 0:
            panel.set_ylabel(f"${style.latex_name(second)}$")
        else:
            panel.tick_params(labelleft=False)
    said = [style.axis_label(declared[n]) for n in (first, second)]
    if columns == 1:
        style.labels(panels[0], *said)
        said = []
    made.colorbar(shades, cax=bar, label=style.outcome_label(blocks[0].outcome, scene.meaning))
    missing = any(np.isnan(c).any() for c in cells)
    grey = "Light grey: no such equilibrium, or the point is on a boundary or outside the domain."
    left = panels[0].get_position().x0
    made.text(left, 1.02, style.plain(scene.heading), va="bottom", fontsize=style.points(10.5))
    style.below(panels[0], "; ".join(said), style.fixed(table.values), grey if missing else "")
    return made


def _panels(blocks: Sequence[Block], columns: int) -> tuple[Any, list[Any], Any]:
    """The figure, a panel for each block with its name, and the axes of the scale; sizes in inches."""
    share, letter = style.share(), style.points(10) / 72
    wide, tall = (4.4 * share, 3.4 * share) if columns == 1 else (1.55 * share, 1.45 * share)
    names = [style.flowed(style.plain(b.equilibrium or ""), 9, wide) for b in blocks]
    lines = max(name.count("\n") + 1 for name in names)
    left, right, gap, head = 3.6 * letter, 5.5 * letter, 1.8 * letter, 1.25 * lines * letter
    rows = -(-len(blocks) // columns)
    between = head + 2.2 * letter
    width = left + columns * wide + (columns - 1) * gap + right
    height = head + rows * tall + (rows - 1) * between + 3.2 * letter
    made, axes = style.figure(columns, rows, width / share, height / share)
    edges = left / width, 3.2 * letter / height, 1 - right / width, 1 - head / height
    made.subplots_adjust(*edges, gap / wide, between / tall)
    every = list(np.atleast_1d(axes).ravel())
    for panel in every[len(blocks) :]:
        panel.remove()
    for panel, name in zip(every, names):
        panel.set_title(name, fontsize=style.points(9), pad=3)
    bar = made.add_axes((1 - (right - letter) / width, edges[1], letter / width, edges[3] - edges[1]))
    return made, every[: len(blocks)], bar


def _number(cell: Any) -> float:
    """A cell as a number; the middle of a range; nan for what is none."""
    if isinstance(cell, tuple):
        return (float(cell[0]) + float(cell[1])) / 2
    return float("nan") if cell is None or isinstance(cell, (str, list, bool)) else float(cell)
