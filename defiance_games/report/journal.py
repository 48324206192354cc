"""The sign table of comparative statics as journals print it: one table in panels, and notes under it.

A panel is an outcome, a row an equilibrium, a column a parameter. The notes say what the signs mean, where
each equilibrium exists (letters), and where a sign that is not the same throughout is which (numbers).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .latex import cell, escape
from .page import Cell, Fields, Grid, Heading, Note, where
from .statics import REGIONS, STILL, page
from .text import plain

_ABSENT = "Equilibria in which no parameter moves the outcome are left out."


def journal(statics: Any) -> str:
    """Return a LaTeX ``table`` with caption, label, panels and notes; it needs the package booktabs."""
    work = _Work(statics)
    body = [*work.panels()]
    width = 1 + len(statics.parameters)
    label = statics.model.replace("_", "-").removesuffix(".toml")
    lines = [
        "% \\usepackage{booktabs}",
        r"\begin{table}[tb]",
        r"\centering",
        rf"\caption{{Comparative statics: {escape(statics.model)}}}",
        rf"\label{{tab:{label}-statics}}",
        rf"\begin{{tabular}}{{@{{}}l{'c' * (width - 1)}@{{}}}}",
        r"\toprule",
        *body,
        r"\bottomrule",
        r"\end{tabular}",
        r"\par\smallskip",
        r"\begin{minipage}{0.95\linewidth}\footnotesize",
        r"\textit{Notes.} " + "\n".join(work.notes()),
        r"\end{minipage}",
        r"\end{table}",
    ]
    return "\n".join(lines)


class _Work:
    def __init__(self, statics: Any):
        self.statics = statics
        self.blocks = list(page(statics).blocks)
        ends = [i for i, b in enumerate(self.blocks) if b == Heading(REGIONS)]
        self.blocks = self.blocks[: ends[0]] if ends else self.blocks
        self.regions = {r.equilibrium: r.region for r in statics.rows if r.equilibrium is not None}
        self.letters: dict[str, str] = {}

    def panels(self) -> Iterator[str]:
        """Yield the rows of the table."""
        width, title, count = 1 + len(self.statics.parameters), "", 0
        for block in self.blocks:
            if isinstance(block, Heading):
                title = cell(block.text)
            elif isinstance(block, Grid):
                if count:
                    yield r"\addlinespace"
                else:
                    yield " & ".join(["", *map(cell, block.columns[1:])]) + r" \\"
                    yield r"\midrule"
                letter = chr(ord("A") + count) if count < 26 else str(count + 1)
                count += 1
                yield rf"\multicolumn{{{width}}}{{@{{}}l}}{{\textit{{Panel {letter}. {title}}}}} \\"
                for first, *signs in block.rows:
                    yield (
                        " & ".join([rf"\quad {cell(first)}{self.letter(first)}", *map(cell, signs)]) + r" \\"
                    )

    def letter(self, name: Cell) -> str:
        """The raised letter of an equilibrium that does not exist everywhere."""
        if not isinstance(name, str) or name not in self.regions or self.regions[name].always:
            return ""
        if name not in self.letters:
            self.letters[name] = _letter(len(self.letters))
        return f"$^{{{self.letters[name]}}}$"

    def notes(self) -> Iterator[str]:
        """Yield the sentences under the table; to be called after the panels."""
        left_out = False
        for block in self.blocks[1:]:
            if isinstance(block, Note) and plain(block.text).startswith(STILL):
                left_out = True
            elif isinstance(block, Note):
                yield _running(block.text)
            elif isinstance(block, Fields):
                yield from (f"{_mark(label)} {_running(value)}." for label, value in block.rows)
        if left_out:
            yield _ABSENT
        for name, letter in self.letters.items():
            yield f"$^{{{letter}}}$ It exists where {_running(where(self.regions[name]))}."


def _running(text: Cell) -> str:
    """A cell as running text."""
    return cell(text).replace(r"\newline ", " ")


def _mark(label: str) -> str:
    """The mark of a numbered note, or what a field is called."""
    return cell(label) if label[:1] in "⁰¹²³⁴⁵⁶⁷⁸⁹" else rf"{escape(label)}:"


def _letter(n: int) -> str:
    """a, b, ..., z, aa, ab, ..."""
    return (_letter(n // 26 - 1) if n >= 26 else "") + chr(ord("a") + n % 26)
