"""A numeric table as a page: a block for each equilibrium, jumps marked."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..symbolic.expression import Expression, symbol
from .page import Block, Cell, Fields, Grid, Heading, Note, Page, fields, joined, values


def page(table: Any) -> Page:
    """Return the page of a table: one grid per equilibrium, or one per outcome where two parameters vary."""
    varied = joined(map(symbol, table.vary), " and ")
    blocks: list[Block] = [Heading((f"{table.model}: outcomes along ", *varied), 1)]
    blocks += fields([("values", values(table.values))])
    for name in dict.fromkeys(b.equilibrium for b in table.blocks):
        blocks.append(Heading("formulas and questions" if name is None else name))
        blocks += _line(table, name) if len(table.vary) == 1 else _matrices(table, name)
    if table.changes:
        blocks.append(Heading("jumps"))
        blocks.append(Fields(tuple(map(_change, table.changes))))
    blocks += [Note(n) for n in table.notes]
    return Page(tuple(blocks))


def _change(change: Any) -> tuple[str, Cell]:
    """Between which points, and what ends and begins there."""
    moved, rest = change.parameter, {n: v for n, v in change.below.items() if n != change.parameter}
    place = f"{moved} from {_number(change.below[moved])} to {_number(change.above[moved])}"
    at = "".join(f" at {n} = {_number(v)}" for n, v in rest.items())
    said = [f"{e} ends" for e in change.ends] + [f"{e} begins" for e in change.begins]
    return place + at, "; ".join(said)


def _line(table: Any, name: str | None) -> list[Block]:
    (parameter,) = table.vary
    own = [b for b in table.blocks if b.equilibrium == name]
    marks = _marks(table, name)
    columns = (symbol(parameter), *(b.outcome for b in own), *(("jump",) if marks else ()))
    rows = tuple(
        (_number(x), *(_cell(b.cells[i]) for b in own), *((marks.get(x, ""),) if marks else ()))
        for i, (x,) in enumerate(table.points)
    )
    return [Grid(columns, rows)]


def _marks(table: Any, name: str | None) -> dict[Fraction, str]:
    """Where this equilibrium begins and where it was last there, by the value of the one varied parameter."""
    marks: dict[Fraction, str] = {}
    for change in table.changes:
        if name in change.begins:
            marks[change.above[change.parameter]] = "begins"
        if name in change.ends:
            marks[change.below[change.parameter]] = "ends"
    return marks


def _matrices(table: Any, name: str | None) -> list[Block]:
    (down, across), points = table.vary, table.points
    rows, columns = table.vary[down], table.vary[across]
    blocks: list[Block] = []
    for block in (b for b in table.blocks if b.equilibrium == name):
        of = dict(zip(points, block.cells, strict=True))
        body = tuple((_number(r), *(_cell(of[r, c]) for c in columns)) for r in rows)
        heads = (symbol(down), *((symbol(across), f" = {_number(c)}") for c in columns))
        blocks.append(Grid(heads, body, caption=block.outcome))
    return blocks


def _number(x: Any, digits: int = 6) -> str:
    return f"{float(x):.{digits}g}"


def _cell(x: Any, digits: int = 6) -> Cell:
    if isinstance(x, tuple):
        return f"[{_number(x[0], digits)}, {_number(x[1], digits)}]"
    if isinstance(x, list):
        return ", ".join(str(_cell(y, digits)) for y in x)
    if isinstance(x, (Fraction, float, int, Expression)) and not isinstance(x, bool):
        return _number(x, digits)
    return None if x is None else str(x)


def records(table: Any) -> list[dict[str, Any]]:
    """Return a flat row per equilibrium and point, numbers to 12 significant digits."""
    return [{k: v if k == "equilibrium" else _cell(v, 12) for k, v in row.items()} for row in table.rows()]
