"""A heat map: one outcome over a grid of two parameters, a panel for each equilibrium."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...scenes.heat import Heat
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
    rows = -(-len(blocks) // columns)
    wide, tall = (4.4, 3.4) if columns == 1 else (2.5, 2.1)
    width, height = wide * columns + 1.5, (tall + 0.55) * rows + 0.9
    made, axes = style.figure(columns, rows, width, height)
    edges = (0.75 / width, 0.55 / height, 1 - 0.75 / width, 1 - 0.65 / height)
    made.subplots_adjust(*edges, 0.1, 0.55 / tall)
    panels = list(np.atleast_1d(axes).ravel())
    shades = None
    for k, panel in enumerate(panels):
        if k >= len(blocks):
            panel.remove()
            continue
        panel.set_facecolor(style.OUTSIDE)
        shades = panel.pcolormesh(
            xs, ys, cells[k], cmap=SHADES, vmin=low, vmax=high, shading="nearest", rasterized=True
        )
        name = blocks[k].equilibrium or style.named(blocks[k].outcome)
        if blocks[k].equilibrium:
            panel.set_title(style.wrapped(style.plain(name), 84 // columns), fontsize=9)
        if k + columns >= len(blocks):
            panel.set_xlabel(
                style.axis_label(declared[first]) if columns == 1 else f"${style.latex_name(first)}$"
            )
        if k % columns == 0:
            panel.set_ylabel(
                style.axis_label(declared[second]) if columns == 1 else f"${style.latex_name(second)}$"
            )
        else:
            panel.tick_params(labelleft=False)
    bar = made.add_axes((1 - 0.6 / width, edges[1], 0.14 / width, edges[3] - edges[1]))
    made.colorbar(shades, cax=bar, label=style.outcome_label(blocks[0].outcome, scene.meaning))
    said = (
        []
        if columns == 1
        else [";  ".join(style.axis_label(declared[n]).replace("\n", " ") for n in (first, second))]
    )
    said += [style.fixed(table.values)] if table.values else []
    missing = any(np.isnan(c).any() for c in cells)
    said += ["Light grey: the equilibrium does not exist, or it is outside the domain."] if missing else []
    style.below(panels[0], "\n".join(said))
    heading = f"{style.plain(table.model)}: {style.plain(blocks[0].outcome)}"
    made.text(edges[0], 1 - 0.18 / height, heading, va="top", fontsize=10.5)
    return made


def _number(cell: Any) -> float:
    """A cell as a number; the middle of a range; nan for what is none."""
    if isinstance(cell, tuple):
        return (float(cell[0]) + float(cell[1])) / 2
    return float("nan") if cell is None or isinstance(cell, (str, list, bool)) else float(cell)
