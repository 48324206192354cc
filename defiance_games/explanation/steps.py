"""What a derivation is made of: a small tree of sentences, displayed formulas, lists and results.

A *cell* is text, or something exact (an expression, a condition, a :class:`Formula`), or a tuple of cells
one after the other; each format writes it in its own way.

>>> from defiance_games.symbolic.expression import symbol
>>> str(Formula((Named("u", "W", "S"), ">=", -symbol("k_W"))))
'u_W(S) >= -k_W'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ..symbolic.condition import Condition
from ..symbolic.expression import Expression
from ..symbolic.latex import latex_name

Cell = Any
RELATIONS = {"<=": r"\le", ">=": r"\ge", "!=": r"\ne", "iff": r"\iff"}


@dataclass(frozen=True)
class Named:
    """A quantity by its name, as ``u_W(S)`` or ``mu(R | S)``: what it is, whose, of what, given what."""

    letter: str
    below: str = ""
    of: str = ""
    given: str = ""

    def __str__(self) -> str:
        inside = f"{self.of} | {self.given}" if self.given else self.of
        return self.letter + (f"_{self.below}" if self.below else "") + (f"({inside})" if inside else "")

    def latex(self) -> str:
        """Return it as LaTeX mathematics."""
        inside = _label(self.of) + (rf" \mid {_label(self.given)}" if self.given else "")
        below = f"_{{{_label(self.below)}}}" if self.below else ""
        return latex_name(self.letter) + below + (f"({inside})" if inside else "")


def _label(word: str) -> str:
    """A name of a player, type or action inside mathematics."""
    if re.fullmatch(r"[A-Za-z]'?|\d+|", word):
        return word
    for mark in "\\{}$&#%_^~":
        word = word.replace(mark, " " if mark in "\\^~" else "\\" + mark)
    return rf"\text{{{word}}}"


@dataclass(frozen=True)
class Bracket:
    """An expression in brackets: square ones round a factor whose sign is known."""

    inside: Expression
    around: str = "[]"

    def __str__(self) -> str:
        return f"{self.around[0]}{self.inside}{self.around[1]}"

    def latex(self) -> str:
        """Return it as LaTeX mathematics."""
        return rf"\left{self.around[0]}{self.inside.latex()}\right{self.around[1]}"


@dataclass(frozen=True)
class Slope:
    """A partial derivative."""

    of: str
    by: str

    def __str__(self) -> str:
        return f"d({self.of})/d({self.by})"

    def latex(self) -> str:
        """Return it as LaTeX mathematics."""
        return rf"\frac{{\partial \, {latex_name(self.of)}}}{{\partial \, {latex_name(self.by)}}}"


@dataclass(frozen=True)
class Formula:
    """Expressions, conditions, named quantities and the signs between them, as one piece of mathematics."""

    parts: tuple[Expression | Condition | Named | Bracket | Slope | str, ...]

    def __str__(self) -> str:
        return " ".join(map(str, self.parts))

    def latex(self) -> str:
        """Return it as LaTeX mathematics."""
        return " ".join(RELATIONS.get(p, p) if isinstance(p, str) else p.latex() for p in self.parts)


@dataclass(frozen=True)
class Reference:
    """A number that stands elsewhere, as ``(ii)``; ``label`` is what LaTeX refers to."""

    number: str
    label: str
    equation: bool = False

    def __str__(self) -> str:
        return self.number


@dataclass(frozen=True)
class Emphasis:
    """Words that are set apart."""

    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Statement:
    """A sentence or two; ``label`` is set in front of it."""

    text: Cell
    label: Cell = ""


@dataclass(frozen=True)
class Equation:
    """A displayed formula, with what is said about it after it."""

    formula: Cell
    reason: Cell = ""
    number: Reference | None = None


@dataclass(frozen=True)
class Items:
    """A list; each item is a cell."""

    items: tuple[Cell, ...]


@dataclass(frozen=True)
class Numbered:
    """One item of a numbered list: its number, what it says, and items inside it."""

    number: Reference
    text: Cell
    inside: tuple[Numbered, ...] = ()


@dataclass(frozen=True)
class Cases:
    """A list of numbered items."""

    items: tuple[Numbered, ...]


@dataclass(frozen=True)
class Grid:
    """A table; ``head`` stands above the columns, and the first cell of a row names it."""

    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Lines:
    """Lines that are kept as they are: a certificate."""

    text: str


@dataclass(frozen=True)
class Result:
    """A proposition with its proof."""

    title: Cell
    statement: tuple[Step, ...]
    proof: tuple[Step, ...] = ()
    label: str = ""


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    title: Cell
    steps: tuple[Step, ...] = field(default=())


Step = Statement | Equation | Items | Cases | Grid | Lines | Result | Section


def joined(cells: Iterable[Cell], between: str = ", ", last: str = "") -> Cell:
    """Return cells one after the other; ``last`` stands before the last of them.

    >>> joined(["a", "b", "c"], last=" and ")
    ('a', ', ', 'b', ' and ', 'c')
    """
    cells = list(cells)
    out: list[Cell] = []
    for k, cell in enumerate(cells):
        if k:
            out.append(last if last and k == len(cells) - 1 else between)
        out.append(cell)
    return tuple(out)


def flat(cell: Cell) -> Iterator[Any]:
    """Yield the parts of a cell, tuples opened."""
    if isinstance(cell, (tuple, list)):
        for part in cell:
            yield from flat(part)
    elif cell != "":
        yield cell


def symbols_of(part: Any) -> frozenset[str]:
    """The symbols in a part of a cell."""
    if isinstance(part, Formula):
        return frozenset().union(*map(symbols_of, part.parts))
    return part.symbols if isinstance(part, (Expression, Condition)) else frozenset()
