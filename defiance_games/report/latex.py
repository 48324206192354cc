"""A page as LaTeX: booktabs tables, and mathematics wherever the page is exact."""

from __future__ import annotations

from typing import Any

from .page import MATH, Block, Cell, Fields, Heading, Note, Page, Verbatim

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
    "\n": r"\newline ",
    "±": r"$\pm$",
    "°": r"$^\circ$",
    "·": r"$\cdot$",
    **{mark: f"$^{n}$" for n, mark in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
}


def latex(page: Page) -> str:
    """Return ``page`` as LaTeX to ``\\input`` in a paper; it needs the package booktabs only."""
    return "\n\n".join(["% \\usepackage{booktabs}", *map(_block, page.blocks)])


def escape(text: Any) -> str:
    """Return words as LaTeX.

    >>> escape("50% of p_star")
    '50\\\\% of p\\\\_star'
    """
    return "".join(_ESCAPES.get(c, c) for c in str(text))


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
    if isinstance(value, MATH):
        return f"${value.latex()}$"
    return escape(value)


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return rf"\{'section' if block.level == 1 else 'subsection'}*{{{cell(block.text)}}}"
    if isinstance(block, Note):
        return cell(block.text)
    if isinstance(block, Verbatim):
        return "\\begin{verbatim}\n" + block.text + "\n\\end{verbatim}"
    if isinstance(block, Fields):
        rows = [rf"{escape(label)} & {cell(value)} \\" for label, value in block.rows]
        return _tabular(r"@{}lp{0.75\linewidth}@{}", rows)
    align = [
        "l" if j < block.keys else r"p{0.3\linewidth}" if name in block.prose else "c"
        for j, name in enumerate(block.columns)
    ]
    head = [" & ".join(map(cell, block.columns)) + r" \\", r"\midrule"]
    rows = [" & ".join(map(cell, row)) + r" \\" for row in block.rows]
    caption = cell(block.caption) + "\n\n" if block.caption else ""
    return caption + _tabular("@{}" + "".join(align) + "@{}", head + rows)


def _tabular(columns: str, lines: list[str]) -> str:
    body = "\n".join([r"\toprule", *lines, r"\bottomrule"])
    return rf"\noindent\begin{{tabular}}{{{columns}}}" + f"\n{body}\n" + r"\end{tabular}"
