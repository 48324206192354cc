"""A page as LaTeX: booktabs tables, and mathematics wherever the page is exact."""

from __future__ import annotations

from typing import Any

from .page import MATH, Block, Cell, Fields, Grid, Heading, Marked, Note, Page, Verbatim
from .text import head, pieces

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": "$<$",
    ">": "$>$",
    "|": "$|$",
    "−": "$-$",
    "–": "--",
    "“": "``",
    "”": "''",
    "\n": r"\newline ",
    "±": r"$\pm$",
    "°": r"$^\circ$",
    "·": r"$\cdot$",
    **{mark: f"$^{n}$" for n, mark in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
}


_BREAK = r" \\ "


def latex(page: Page) -> str:
    """Return ``page`` as LaTeX to ``\\input`` in a paper; it needs the package booktabs only."""
    return "\n\n".join(["% \\usepackage{booktabs}", *map(_block, page.blocks)])


def escape(text: Any) -> str:
    """Return words as LaTeX.

    >>> escape("50% of p_star")
    '50\\\\% of p\\\\_star'
    """
    parts = str(text).split("--")  # which would become a dash
    return "-{}-".join("".join(_ESCAPES.get(c, c) for c in part) for part in parts)


def cell(value: Cell) -> str:
    """Return a cell as LaTeX.

    >>> from defiance_games.symbolic.expression import symbol
    >>> cell(("rate ", symbol("p") / 2))
    'rate $\\\\frac{p}{2}$'
    """
    if value is None:
        return "--"
    if isinstance(value, tuple):
        return "".join(map(cell, value))
    if isinstance(value, Marked):
        return rf"\underline{{{cell(value.cell)}}}{escape(value.note)}"
    if isinstance(value, MATH):
        return f"${value.latex()}$"
    return escape(value)


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return rf"\{'section' if block.level == 1 else 'subsection'}*{{{cell(block.text)}}}"
    if isinstance(block, Note):
        return rf"\noindent {cell(block.text)}"
    if isinstance(block, Verbatim):
        return "\\begin{verbatim}\n" + block.text + "\n\\end{verbatim}"
    if isinstance(block, Fields):
        rows = [rf"{escape(label)} & {cell(value)} \\" for label, value in block.rows]
        share = 0.55 if max(len(label) for label, _ in block.rows) > 16 else 0.75
        return _tabular(rf"@{{}}lp{{{share}\linewidth}}@{{}}", rows)
    caption = cell(block.caption) + "\n\n" if block.caption else ""
    return caption + "\n\n".join(_grid(block, columns) for columns in pieces(block, 80))


def _grid(grid: Grid, columns: list[int]) -> str:
    room = 0.85 if len(grid.prose) == len(grid.columns) else 0.5
    share = f"{min(0.3, room / max(1, len(grid.prose))):.3g}"
    align = [
        rf"p{{{share}\linewidth}}" if grid.columns[j] in grid.prose else "l" if j < grid.keys else "c"
        for j in columns
    ]
    heads = " & ".join(_head(grid.columns[j]) for j in columns)
    rows = [" & ".join(cell(row[j]) for j in columns) + r" \\" for row in grid.rows]
    return _tabular("@{}" + "".join(align) + "@{}", [heads + r" \\", r"\midrule", *rows])


def _head(name: Cell) -> str:
    lines = [escape(line) for line in head(name)] if isinstance(name, str) else []
    return rf"\shortstack{{{_BREAK.join(lines)}}}" if len(lines) > 1 else cell(name)


def _tabular(columns: str, lines: list[str]) -> str:
    body = "\n".join([r"\toprule", *lines, r"\bottomrule"])
    return rf"\noindent\begin{{tabular}}{{{columns}}}" + f"\n{body}\n" + r"\end{tabular}"
