"""A scene drawn with matplotlib: SVG, PNG and PDF, with words and mathematics in one type and no TeX."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..pictures.style import INK, styled
from .measure import font, marked
from .scene import Scene

MARGIN, DOT = 8.0, 2.3  # in points
PLAYED, FAINT = "#0b4f8a", "#555555"
LINES = {  # style -> color, width, dashes, order
    "branch": (INK, 0.8, "-", 2),
    "planned": (INK, 2.2, "-", 2.1),
    "played": (PLAYED, 2.4, "-", 2.2),
    "set": (INK, 0.9, (0, (3.5, 2.5)), 1),
    "rule": (INK, 0.8, "-", 1),
    "strong": (INK, 1.3, "-", 1),
}


NO_FONT = "Some characters are in no font that matplotlib finds here: install one, such as Noto Serif CJK."


@contextmanager
def typeset(say: bool = True) -> Iterator[None]:
    """Draw in the style of the package; characters that no font has are spoken of once, or not at all."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with styled():
            warnings.filterwarnings("always", "Glyph")  # which the style keeps to itself
            yield
    for w in caught:
        if "Glyph" not in str(w.message):
            warnings.warn_explicit(w.message, w.category, w.filename, w.lineno)
    if say and any("Glyph" in str(w.message) for w in caught):
        warnings.warn(NO_FONT, stacklevel=4)


def figure(scene: Scene) -> Any:
    """Return a matplotlib figure of exactly the size of the scene. To be called where the style holds."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    box = scene.box
    width, height = box.right - box.left + 2 * MARGIN, box.top - box.bottom + 2 * MARGIN
    made = Figure(figsize=(width / 72, height / 72))
    FigureCanvasAgg(made)
    axes = made.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.set_xlim(box.left - MARGIN, box.right + MARGIN)
    axes.set_ylim(box.bottom - MARGIN, box.top + MARGIN)
    for line in scene.lines:
        color, weight, dashes, order = LINES[line.style]
        xs, ys = zip(*line.points, strict=True)
        axes.plot(
            xs,
            ys,
            color=color,
            linewidth=weight,
            linestyle=dashes,
            zorder=order,
            solid_joinstyle="round",
            solid_capstyle="round",
            gid=line.style,
        )
    for dot in scene.dots:
        size = DOT * (1.35 if dot.kind == "chance" else 0.7 if dot.kind == "end" else 1.0)
        face = "white" if dot.kind == "chance" else INK
        axes.plot(
            [dot.x],
            [dot.y],
            marker="o",
            markersize=2 * size,
            markerfacecolor=face,
            markeredgecolor=INK,
            markeredgewidth=0.9,
            linestyle="none",
            zorder=3,
        )
    for text in scene.texts:
        words, mathematics = marked(text.cell)
        if words:
            axes.text(
                text.x,
                text.y,
                words,
                ha=text.anchor,
                va="baseline",
                fontproperties=font(text.size, text.style),
                color=FAINT if text.style == "faint" else INK,
                parse_math=mathematics,
                zorder=4,
            )
    return made


def svg(scene: Scene) -> str:
    """Return the scene as the text of an SVG file, without a heading of XML: as it can stand in a page."""
    buffer = io.StringIO()
    with typeset():
        figure(scene).savefig(buffer, format="svg", metadata={"Date": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]
