"""How much room words and formulas take: exactly, as matplotlib sets them, or about, where there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from ..page import MATH, Cell
from ..pictures.style import plain
from .scene import Measure, Size

ABOVE, BELOW = 0.70, 0.22  # of the size of type: at least that much, so that lines of words are even

_SMALL = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_DIGITS = str.maketrans(_SMALL, "0123456789")


def pieces(cell: Cell) -> Iterator[Cell]:
    """Yield the parts of a cell."""
    if isinstance(cell, tuple):
        for part in cell:
            yield from pieces(part)
    elif cell is not None:
        yield cell


def marked(cell: Cell) -> tuple[str, bool]:
    """Return a cell as matplotlib reads it, and whether there is mathematics in it.

    What matplotlib cannot set as mathematics is plain text.

    >>> from defiance_games.symbolic.expression import symbol
    >>> marked(("rate ", symbol("p_star"))), marked("$5")
    (('rate $p^{*}$', True), ('$5', False))
    """
    parts = list(pieces(cell))
    shown = [mathematics(p) if isinstance(p, MATH) else _raised(plain(p)) for p in parts]
    if any(s.startswith("$") for s in shown):
        return "".join(shown), True
    return "".join(map(str, parts)), False


def _raised(text: str) -> str:
    """Small raised digits as mathematics: few fonts have those above 3."""
    return re.sub(f"[{_SMALL}]+", lambda m: f"$^{{{m[0].translate(_DIGITS)}}}$", text)


@lru_cache(maxsize=4096)
def mathematics(item: Any) -> str:
    r"""Return an expression or a condition as matplotlib's mathematics, or as plain text.

    >>> from defiance_games.symbolic.parser import parse_condition
    >>> print(mathematics(*parse_condition("p <= p_star")))
    $p \leq p^{*}$
    """
    from matplotlib.mathtext import MathTextParser

    text = "$" + item.latex().replace(r"\le ", r"\leq ").replace(r"\ge ", r"\geq ") + "$"
    try:
        MathTextParser("path").parse(text)
    except ValueError:
        return plain(item)
    return text


def exact() -> Measure:
    """Return what measures as matplotlib sets type. It is to be used where the package's style holds."""
    return _exact


def _exact(cell: Cell, size: float, style: str) -> Size:
    text, mathematics = marked(cell)
    return _of_text(text, mathematics, size, style)


@lru_cache(maxsize=4096)
def _of_text(text: str, mathematics: bool, size: float, style: str) -> Size:
    from matplotlib.textpath import text_to_path

    ask: Any = text_to_path.get_text_width_height_descent
    width, height, descent = ask(text, font(size, style), mathematics)
    return Size(width, max(height - descent, ABOVE * size), max(descent, BELOW * size))


def font(size: float, style: str) -> Any:
    """Return the font of a style of type."""
    from matplotlib import rcParams
    from matplotlib.font_manager import FontProperties

    weight = "bold" if style == "bold" else "normal"
    slant = "italic" if style == "italic" else "normal"
    return FontProperties(family=list(rcParams["font.family"]), size=size, weight=weight, style=slant)


def rough(cell: Cell, size: float, style: str) -> Size:
    """Return about what a text takes: for sources that TeX sets.

    >>> rough("comply", 10, "plain").width < rough("comply at once", 10, "plain").width
    True
    """
    width, tall = 0.0, False
    for part in pieces(cell):
        text = str(part)
        formula = isinstance(part, MATH)
        over = formula and "frac" in part.latex()
        tall = tall or over
        letters = text.replace("*", " ") if formula else text
        width += (0.62 if formula else 0.5) * size * len(letters) * (0.7 if over else 1.0)
    return Size(width, (1.25 if tall else ABOVE) * size, (0.75 if tall else BELOW) * size)
