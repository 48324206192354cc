"""What a report says, apart from how it looks: a :class:`Page` of headings, fields, grids and notes.

Each kind of result has one file here that turns it into a page, and each format has one file that
turns any page into characters. A :data:`Cell` is text, a number, None (a dash), or something exact (an
expression, a condition, a region) that every format writes in its own way; a tuple of cells is one
after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from ..symbolic.condition import Condition, Region
from ..symbolic.expression import Expression, as_expression, symbol

Cell = Any


@dataclass(frozen=True)
class Heading:
    """A title; ``level`` 1 is the page's own."""

    text: Cell
    level: int = 2


@dataclass(frozen=True)
class Fields:
    """Labelled cells, one under the other."""

    rows: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True)
class Grid:
    """A table; where it is too wide it is cut between columns and the first ``keys`` are repeated.

    ``prose`` names the columns whose cells are words that may wrap.
    """

    columns: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    keys: int = 1
    prose: tuple[str, ...] = ()
    caption: Cell = ""


@dataclass(frozen=True)
class Note:
    """A sentence or two."""

    text: Cell


@dataclass(frozen=True)
class Verbatim:
    """Lines that are kept as they are."""

    text: str


Block = Heading | Fields | Grid | Note | Verbatim


@dataclass(frozen=True)
class Page:
    """Blocks in reading order."""

    blocks: tuple[Block, ...] = field(default=())


def decimals(page: Page) -> Page:
    """Return ``page`` with every exact number written as a decimal of six significant digits."""
    return mapped(page, _decimal)


def beside(page: Page) -> Page:
    """Return ``page`` with a decimal beside every exact number that is not whole, outside its grids."""
    return mapped(page, _both, grids=False)


def mapped(page: Page, f: Callable[[Cell], Cell], grids: bool = True) -> Page:
    """Return ``page`` with ``f`` applied to what its cells are made of."""

    def inside(cell: Cell) -> Cell:
        if isinstance(cell, tuple):
            return tuple(map(inside, cell))
        return replace(cell, cell=inside(cell.cell)) if isinstance(cell, Marked) else f(cell)

    def whole(block: Block) -> Block:
        if isinstance(block, Fields):
            return Fields(tuple((label, inside(cell)) for label, cell in block.rows))
        if isinstance(block, Grid):
            rows = tuple(tuple(map(inside, row)) for row in block.rows)
            columns, caption = tuple(map(inside, block.columns)), inside(block.caption)
            return replace(block, columns=columns, rows=rows, caption=caption) if grids else block
        return block if isinstance(block, Verbatim) else replace(block, text=inside(block.text))

    return Page(tuple(map(whole, page.blocks)))


def _decimal(cell: Cell) -> Cell:
    if isinstance(cell, Both):
        cell = cell.exact
    return _rounded(cell) if isinstance(cell, Expression) and not cell.symbols else cell


def _both(cell: Cell) -> Cell:
    whole = isinstance(cell, Expression) and cell.is_number and cell.value.denominator == 1
    return Both(cell) if isinstance(cell, Expression) and not cell.symbols and not whole else cell


def _rounded(e: Expression, digits: int = 6) -> str:
    return f"{float(e):.{digits}g}"


def fields(rows: Iterable[tuple[str, Cell]]) -> tuple[Fields, ...]:
    """Return the rows that say something as a block, or no block if there is none.

    >>> fields([("values", ""), ("free", "p")])
    (Fields(rows=(('free', 'p'),)),)
    >>> fields([("values", "")])
    ()
    """
    kept = tuple((label, flat(cell)) for label, cell in rows if cell)
    return (Fields(kept),) if kept else ()


def joined(cells: Iterable[Cell], separator: str = ", ") -> Cell:
    """Return the cells one after the other with ``separator`` between them.

    >>> joined(["a", "b"])
    ('a', ', ', 'b')
    """
    out: list[Cell] = []
    for cell in cells:
        out += [separator, cell] if out else [cell]
    return tuple(out)


@dataclass(frozen=True, repr=False)
class Between:
    """Two conditions on one expression, read as one: ``0 < q < 1``."""

    lower: Condition  # x > a or x >= a
    upper: Condition  # x < b or x <= b

    def __str__(self) -> str:
        return f"{self.lower.rhs} {self._below} {self.upper}"

    __repr__ = __str__

    def latex(self) -> str:
        """Return it as LaTeX mathematics."""
        return f"{self.lower.rhs.latex()} {self._below.replace('<=', chr(92) + 'le')} {self.upper.latex()}"

    @property
    def _below(self) -> str:
        return self.lower.op.replace(">", "<")


@dataclass(frozen=True, repr=False)
class Marked:
    """A cell that stands out: underlined, bold, or in brackets; ``note`` is a small number after it."""

    cell: Cell
    note: str = ""

    def __str__(self) -> str:
        return f"[{self.cell}]{self.note}"

    __repr__ = __str__


@dataclass(frozen=True, repr=False)
class Both:
    """An exact number with its decimal beside it: ``1/3 (0.333333)``."""

    exact: Expression
    digits: int = 6

    def __str__(self) -> str:
        return f"{self.exact} ({_rounded(self.exact, self.digits)})"

    __repr__ = __str__

    def latex(self) -> str:
        """Return it as LaTeX mathematics."""
        return rf"{self.exact.latex()} \; ({_rounded(self.exact, self.digits)})"


MATH = (Expression, Condition, Between, Both)
_SWAPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}


def conditions(items: Iterable[Condition], none: str = "always") -> Cell:
    """Return a conjunction as a cell; two bounds of one thing are read together, and nothing is said twice.

    >>> from defiance_games.symbolic.parser import parse_condition
    >>> conditions(c for text in ["q > 0", "h > k", "k < h", "q < 1"] for c in parse_condition(text))
    (0 < q < 1, ', ', h > k)
    """
    unique: dict[Any, Condition] = {}
    for c in items:
        unique.setdefault((c.op, c.lhs, c.rhs) if c.op[0] != ">" else (_SWAPPED[c.op], c.rhs, c.lhs), c)
    left = [c if not c.lhs.is_number else Condition(c.rhs, _SWAPPED[c.op], c.lhs) for c in unique.values()]
    cells: list[Cell] = []
    while left:
        first = left.pop(0)
        same = [c for c in left if c.lhs == first.lhs and c.op[0] in "<>" and c.op[0] != first.op[0]]
        if first.op[0] in "<>" and same:
            left.remove(same[0])
            lower, upper = (first, same[0]) if first.op[0] == ">" else (same[0], first)
            cells.append(Between(lower, upper))
        else:
            cells.append(first)
    return joined(cells) or none


def where(region: Region) -> Cell:
    """Return a region as a cell: commas mean "and", each alternative starts on a line of its own."""
    if region.never:
        return "nowhere"
    if region.always:
        return "everywhere on the domain"
    return joined((conditions(d) for d in region.disjuncts), "\nor ")


def only_at_ties(region: Region) -> bool:
    """Whether a region is thin: every part of it holds an equality."""
    return bool(region.disjuncts) and all(any(c.op == "=" for c in d) for d in region.disjuncts)


def values(point: Mapping[str, Any]) -> Cell:
    """Return named values as a cell."""
    return flat(joined(_equality(name, value) for name, value in point.items()))


def _equality(name: str, value: Any) -> Cell:
    if isinstance(value, (Expression, int, Fraction)):
        return Condition(symbol(name), "=", as_expression(value))
    if isinstance(value, (list, tuple)):
        return flat((symbol(name), " = (", joined(value), ")"))
    return (symbol(name), f" = {value}")


def mixture(probabilities: Mapping[str, Expression]) -> Cell:
    """Return a mixed action in words.

    >>> from defiance_games.symbolic.expression import number, symbol
    >>> q = symbol("q")
    >>> mixture({"inspect": number(1), "trust": number(0)})
    'inspect'
    >>> mixture({"inspect": q, "trust": 1 - q})
    ('inspect', ' with probability ', q, ', otherwise ', 'trust')
    """
    played = [(a, p) for a, p in probabilities.items() if p != 0]
    if len(played) == 1:
        return played[0][0]
    if len(played) == 2:
        (first, p), (second, _) = played
        return (first, " with probability ", p, ", otherwise ", second)
    return flat(joined((a, " with probability ", p) for a, p in played))


def flat(cell: Cell) -> Cell:
    """Return nested tuples of cells as one tuple."""
    if not isinstance(cell, tuple):
        return cell
    return tuple(c for part in cell for c in (flat(part) if isinstance(part, tuple) else (part,)))
