"""A page as Markdown, with formulas between dollar signs."""

from __future__ import annotations

import re
from typing import Any

from .page import MATH, Block, Cell, Fields, Heading, Marked, Note, Page, Verbatim


def markdown(page: Page) -> str:
    """Return ``page`` as Markdown."""
    return "\n\n".join(map(_block, page.blocks))


def cell(value: Cell) -> str:
    """Return a cell as Markdown.

    >>> cell("a|b*"), cell(None)
    ('a\\\\|b\\\\*', '–')
    """
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return "".join(map(cell, value))
    if isinstance(value, Marked):
        return f"**{cell(value.cell)}**{value.note}"
    if isinstance(value, MATH):
        return f"${value.latex()}$"
    return re.sub(r"([\\`*_{}\[\]<>#|$])", r"\\\1", str(value)).replace("\n", "<br>")


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return "#" * (block.level + 1) + " " + cell(block.text)
    if isinstance(block, Note):
        return cell(block.text)
    if isinstance(block, Verbatim):
        return "```text\n" + block.text + "\n```"
    if isinstance(block, Fields):
        return "\n".join(
            _row((f"**{cell(label)}**", cell(value))) if i else _table(label, value)
            for i, (label, value) in enumerate(block.rows)
        )
    caption = f"{cell(block.caption)}\n\n" if block.caption else ""
    align = [
        "---" if j < block.keys or name in block.prose else ":-:" for j, name in enumerate(block.columns)
    ]
    lines = [_row(map(cell, block.columns)), _row(align), *(_row(map(cell, row)) for row in block.rows)]
    return caption + "\n".join(lines)


def _table(label: str, value: Cell) -> str:
    return "\n".join([_row(("", "")), _row(("---", "---")), _row((f"**{cell(label)}**", cell(value)))])


def _row(cells: Any) -> str:
    return "| " + " | ".join(cells) + " |"
