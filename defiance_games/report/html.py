"""A page as HTML for notebooks, with formulas between dollar signs (notebooks typeset them)."""

from __future__ import annotations

from html import escape

from .page import MATH, Block, Cell, Fields, Heading, Marked, Note, Page, Verbatim


def html(page: Page) -> str:
    """Return ``page`` as HTML."""
    return "\n".join(map(_block, page.blocks))


def cell(value: Cell) -> str:
    """Return a cell as HTML.

    >>> cell("a < b"), cell(None)
    ('a &lt; b', '–')
    """
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return "".join(map(cell, value))
    if isinstance(value, Marked):
        return f"<u>{cell(value.cell)}</u>{value.note}"
    if isinstance(value, MATH):
        return f"${escape(value.latex())}$"
    return escape(str(value)).replace("$", "&#36;").replace("\n", "<br>")


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level + 2}>{cell(block.text)}</h{block.level + 2}>"
    if isinstance(block, Note):
        return f"<p>{cell(block.text)}</p>"
    if isinstance(block, Verbatim):
        return f"<pre>{escape(block.text)}</pre>"
    if isinstance(block, Fields):
        rows = [f"<tr><th>{cell(label)}</th><td>{cell(value)}</td></tr>" for label, value in block.rows]
        return f"<table>{''.join(rows)}</table>"
    caption = f"<caption>{cell(block.caption)}</caption>" if block.caption else ""
    head = "".join(f"<th>{cell(c)}</th>" for c in block.columns)
    rows = "".join("<tr>" + "".join(f"<td>{cell(c)}</td>" for c in row) + "</tr>" for row in block.rows)
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
