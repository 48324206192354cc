"""A page as text that reads well at 80 columns, with color in a terminal."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator
from typing import Any

from .page import Block, Cell, Fields, Grid, Heading, Note, Page, Verbatim

DASH, TIE = "–", "\N{NO-BREAK SPACE}"  # None; a space at which no line is broken
_STYLES = {
    "+": "green",
    "−": "red",
    "?": "yellow",
    "proved": "green",
    "refuted": "red",
    "undecided": "yellow",
}


_ASCII = str.maketrans(
    {"−": "-", "–": "-", "─": "-", "±": "+-", "°": "'", "·": "."} | dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))
)


def text(page: Page, width: int = 80, color: bool = False, letters: str = "typed") -> str:
    """Return ``page`` as text, ``width`` columns wide.

    ``letters``: mathematics "typed", as the parser reads it, or in "unicode"; or the whole page in "ascii".
    """
    if letters == "unicode":
        from .unicode import unicode

        page = unicode(page)
    out = _text(page, width, color)
    return ascii_only(out) if letters == "ascii" else out


def ascii_only(text: str, encoding: str = "ascii") -> str:
    """Return text with signs and rules in plain characters, and what ``encoding`` has not, by its code.

    >>> ascii_only("k − 1 ─ ±¹ λ")
    'k - 1 - +-1 \\\\u03bb'
    """
    return text.translate(_ASCII).encode(encoding, "backslashreplace").decode(encoding)


def _text(page: Page, width: int, color: bool) -> str:
    from rich.console import Console

    buffer = io.StringIO()
    console = Console(
        file=buffer,
        width=width,
        force_terminal=color,
        color_system="auto" if color else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for i, block in enumerate(page.blocks):
        if i and not isinstance(page.blocks[i - 1], Heading):
            console.print()
        for part in _parts(block, width):
            console.print(part)
    lines = buffer.getvalue().replace(TIE, " ").splitlines()
    return "\n".join(line.rstrip() for line in lines)


def plain(cell: Cell) -> str:
    """Return a cell as text.

    >>> plain(None), plain(("a", 1))
    ('–', 'a1')
    """
    if cell is None:
        return DASH
    if isinstance(cell, tuple):
        return "".join(plain(c) for c in cell)
    return str(cell)


def _kept(cell: Cell, width: int) -> str:
    """Text of a cell in which formulas and conditions that fit on one line are not broken."""
    if isinstance(cell, tuple):
        return "".join(_kept(c, width) for c in cell)
    out = plain(cell)
    return out if isinstance(cell, str) or len(out) > width - 3 else out.replace(" ", TIE)


def wrapped(cell: Cell, width: int, indent: str = "  ") -> list[str]:
    """Return the lines of a cell, each at most ``width`` long where its words allow."""
    lines: list[str] = []
    for line in _kept(cell, width).split("\n"):
        lines += textwrap.wrap(
            line, width, break_long_words=False, break_on_hyphens=False, subsequent_indent=indent
        ) or [""]
    return lines


def _parts(block: Block, width: int) -> Iterator[Any]:
    from rich.text import Text

    if isinstance(block, Heading):
        yield Text("\n".join(wrapped(block.text, width)), style="bold" if block.level == 1 else "bold cyan")
    elif isinstance(block, Note):
        yield Text("\n".join(wrapped(block.text, width, indent="")))
    elif isinstance(block, Verbatim):
        yield Text(block.text)
    elif isinstance(block, Fields):
        yield from _fields(block, width)
    else:
        if block.caption:
            yield Text("\n".join(wrapped(block.caption, width)), style="italic")
        for i, columns in enumerate(pieces(block, width)):
            if i:
                yield ""
            yield _table(block, columns)


def _fields(block: Fields, width: int) -> Iterator[Any]:
    from rich.text import Text

    room = min(max(len(label) for label, _ in block.rows), 24)
    for label, cell in block.rows:
        lines = wrapped(cell, width - room - 4)
        if len(label) > room:
            yield Text("  " + label, style="dim")
            label = ""
        first = Text("  " + label.ljust(room) + "  ", style="dim")
        yield first.append(Text(lines[0], style=_STYLES.get(lines[0], "not dim")))
        for line in lines[1:]:
            yield Text(" " * (room + 4) + line)


def _style(word: str) -> str:
    """The color of a sign (with its marks) or a status."""
    return _STYLES.get(word) or _STYLES.get(word[:1] if len(word) < 4 else "", "")


def head(name: Cell) -> list[str]:
    """Return the lines of a column's name: a long one is broken at its underscores."""
    words = plain(name).replace("_", "_ ") if len(plain(name)) > 14 else plain(name)
    return [line.replace("_ ", "_") for line in textwrap.wrap(words, 14, break_long_words=False)] or [""]


def _widths(grid: Grid) -> list[int]:
    out = []
    for j, name in enumerate(grid.columns):
        natural = max([*map(len, head(name)), *(len(plain(row[j])) for row in grid.rows)])
        out.append(min(natural, 20) if name in grid.prose else natural)
    return out


def pieces(grid: Grid, width: int) -> Iterator[list[int]]:
    """Yield the column numbers of each piece of a grid that is too wide; the key columns are in all."""
    widths = _widths(grid)
    keys = list(range(grid.keys))
    taken, used = list(keys), sum(widths[j] + 2 for j in keys)
    for j in range(grid.keys, len(grid.columns)):
        if used + widths[j] > width and len(taken) > len(keys):
            yield taken
            taken, used = list(keys), sum(widths[k] + 2 for k in keys)
        taken.append(j)
        used += widths[j] + 2
    yield taken


def _table(grid: Grid, columns: list[int]) -> Any:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for j in columns:
        prose = grid.columns[j] in grid.prose
        table.add_column(Text("\n".join(head(grid.columns[j]))), no_wrap=not prose, overflow="fold")
    for row in grid.rows:
        shown = [plain(row[j]) for j in columns]
        table.add_row(*(Text(s, style=_style(s)) for s in shown))
    return table
