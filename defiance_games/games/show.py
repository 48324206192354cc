"""Games as plain text of 80 columns."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence

from .game import Game

WIDTH = 80


def columns(text: str) -> int:
    """Return the columns that ``text`` takes in a terminal: wide characters take two, accents none.

    >>> columns("defy"), columns("反抗")
    (4, 4)
    """
    wide = sum(unicodedata.east_asian_width(ch) in "WF" for ch in text)
    return len(text) + wide - sum(map(bool, map(unicodedata.combining, text)))


def width_of(rows: Sequence[Sequence[str]]) -> int:
    """Return the width of :func:`table`."""
    return sum(_widths(rows)) + 3 * (len(rows[0]) - 1)


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(columns, column)) for column in zip(*rows, strict=True)]


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows, the first a heading, as a table of plain text."""
    widths = _widths(rows)
    lines = [
        " | ".join(cell + " " * (w - columns(cell)) for cell, w in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "-+-".join("-" * w for w in widths), *lines[1:]])


def notes(game: Game) -> list[str]:
    """Return the lines below a game: parameters, outcomes, values, source."""
    lines = []
    for p in game.parameters:
        if p.domain or p.meaning or p.default is not None:
            default = "" if p.default is None else f"default {p.default}"
            parts = [p.name, p.meaning, " and ".join(map(str, p.domain)), p.unit, default]
            lines.append("parameter " + "; ".join(filter(None, parts)))
    bare = [p.name for p in game.parameters if not (p.domain or p.meaning or p.default is not None)]
    if bare:
        lines.append("parameters: " + ", ".join(bare))
    lines += [f"outcome {o.name} = {o.text}" for o in game.outcomes]
    if game.values:
        lines.append("values: " + ", ".join(f"{n} = {v}" for n, v in game.values.items()))
    if game.source:
        lines.append(f"source: {game.source}")
    wrap = textwrap.TextWrapper(WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    return [row for line in lines for row in wrap.wrap(line)]
