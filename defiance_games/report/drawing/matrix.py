"""A payoff table as a scene: matrices one under another, with the best responses underlined."""

from __future__ import annotations

from ..matrix import Matrix, Profiles
from ..page import Cell, Marked
from .measure import pieces
from .scene import TEXT, Measure, Scene

PAD, AIR = 9.0, 26.0  # about an entry; between two matrices


def scene(matrix: Matrix, measure: Measure) -> Scene:
    """Return the scene of a payoff table."""
    made = Scene(measure)
    top = 0.0
    for heading, table in matrix.tables():
        top = _table(made, matrix, heading, table, top) - AIR
    return made


def _table(made: Scene, matrix: Matrix, heading: Cell, table: Profiles, top: float) -> float:
    """Draw one matrix under ``top``; return where it ends."""
    game, measure = matrix.game, made.measure
    rows = [matrix.named(0, i) for i in range(len(table))]
    two = len(game.players) > 1
    columns = [matrix.named(1, j) for j in range(len(table[0]))] if two else ["payoff"]
    cells = [[list(pieces(matrix.payoffs(profile))) for profile in row] for row in table]
    widths = [
        max(_width(measure, [name]), *(_width(measure, row[j]) for row in cells)) + 2 * PAD
        for j, name in enumerate(columns)
    ]
    heights = [
        max(measure(inner(x), TEXT, "plain").height for cell in row for x in cell) + 2 * PAD for row in cells
    ]
    owner = measure(game.players[0], TEXT, "bold").width
    left = owner + max(_width(measure, [name]) for name in rows) + 2 * PAD
    y = top
    if heading:
        made.write(heading, left, y - TEXT, "left", "base", TEXT, "bold")
        y -= 1.5 * TEXT
    if two:
        middle = left + sum(widths) / 2
        made.write(game.players[1], middle, y - TEXT, "center", "base", TEXT, "bold")
    y -= 2.1 * TEXT
    edges = [left]
    for width, name in zip(widths, columns, strict=True):
        made.write(name, edges[-1] + width / 2, y - 0.3 * TEXT, "center", "base", TEXT, "italic")
        edges.append(edges[-1] + width)
    y -= 0.9 * TEXT
    start = y
    made.line((left, y), (edges[-1], y), style="strong")
    for height, name, row in zip(heights, rows, cells, strict=True):
        middle = y - height / 2
        made.write(name, left - PAD, middle, "right", "middle", TEXT, "italic")
        for j, cell in enumerate(row):
            _entry(made, cell, (edges[j] + edges[j + 1]) / 2, middle)
        y -= height
        made.line((left, y), (edges[-1], y), style="rule" if row is not cells[-1] else "strong")
    for x in edges:
        made.line((x, start), (x, y), style="rule" if x not in (edges[0], edges[-1]) else "strong")
    made.write(game.players[0], 0, (start + y) / 2, "left", "middle", TEXT, "bold")
    return y


def inner(x: Cell) -> Cell:
    """What is marked, or what is not."""
    return x.cell if isinstance(x, Marked) else x


def _width(measure: Measure, cell: list[Cell]) -> float:
    """The width of pieces that are written one after the other."""
    return sum(_piece(measure, x) for x in cell)


def _piece(measure: Measure, x: Cell) -> float:
    shown = (x.cell, x.note) if isinstance(x, Marked) else x
    space = 0.3 * TEXT if isinstance(x, str) and x.endswith(" ") else 0.0
    return measure(shown, TEXT, "plain").width + space


def _entry(made: Scene, cell: list[Cell], middle: float, y: float) -> None:
    """Write the payoffs of one profile; a best response is underlined, with dashes where it depends."""
    x = middle - _width(made.measure, cell) / 2
    base = y - 0.24 * TEXT
    for part in cell:
        marked = isinstance(part, Marked)
        takes = made.write((part.cell, part.note) if marked else part, x, base, "left", "base")
        if marked:
            under = base - takes.below - 1.2
            along = made.measure(part.cell, TEXT, "plain").width
            made.line((x, under), (x + along, under), style="set" if part.note else "strong")
        x += _piece(made.measure, part)
