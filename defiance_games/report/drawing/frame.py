"""What is written over and under a drawing: game, equilibrium, where it holds, what the marks mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...scenes.words import in_words
from ...symbolic.condition import Condition, Region
from ..matrix import Matrix
from ..page import MATH, Cell, conditions, flat, joined, where
from .measure import pieces
from .scene import SMALL, TITLE, Measure, Scene
from .sketch import Sketch

NARROW = 330.0  # points: notes are at least that wide


@dataclass(frozen=True)
class Words:
    """A heading, and notes that are written below a drawing."""

    heading: str
    notes: tuple[Cell, ...]


def of_sketch(sketch: Sketch, symbolic: bool) -> Words:
    """Return the words about a tree; ``symbolic``: where an equilibrium holds depends on parameters."""
    notes: list[Cell] = [_order(sketch.players)]
    e = sketch.equilibrium
    if e is not None:
        thick = "Thick: moves that are played; blue: on the path of play."
        believed = any(s.belief is not None for s in sketch.spots)
        beliefs = " In brackets: the belief that play has come to the node."
        notes.append(thick + (beliefs if believed else ""))
        if e.belief_sets:
            notes.append("Off the path other beliefs may serve as well.")
        if symbolic:
            notes.append(_holds(e.region))
        notes += [flat(("Free: ", conditions(c), ".")) for c in e.free_variables.values()]
    if sketch.legend:
        notes.append(flat(joined((Condition(name, "=", x) for name, x in sketch.legend), ",  ")))
    return Words(_heading(sketch.title, e.name if e else ""), tuple(notes))


def of_matrix(matrix: Matrix) -> Words:
    """Return the words about a payoff table."""
    about = matrix.about().replace("marked", "underlined")
    e = matrix.equilibrium
    notes: list[Cell] = [about, *(flat((f"{n} where ", where_)) for n, where_ in matrix.wheres())]
    if e is not None:
        notes.append("In parentheses: probabilities in the equilibrium.")
        if matrix.game.parameters:
            notes.append(_holds(e.region))
        notes += [flat(("Free: ", conditions(c), ".")) for c in e.free_variables.values()]
    return Words(_heading(matrix.game.title, e.name if e else ""), tuple(notes))


def _heading(title: str, name: str) -> str:
    return ": ".join(filter(None, [in_words(title), name and f"equilibrium “{name}”"]))


def _order(players: Sequence[str]) -> str:
    """Whose payoffs stand at the ends.

    >>> _order(["Entrant", "Incumbent"])
    'Payoffs in the order Entrant, Incumbent.'
    """
    return f"Payoffs of {players[0]}." if len(players) == 1 else f"Payoffs in the order {', '.join(players)}."


def _holds(region: Region) -> Cell:
    """Where an equilibrium is one, in a sentence."""
    if region.always or region.never:
        return f"It is an equilibrium {where(region)}."
    cell = where(region)
    parts = cell if isinstance(cell, tuple) else (cell,)
    on_one_line = (", or " if part == "\nor " else part for part in parts)
    return flat(("It is an equilibrium where ", *on_one_line, "."))


def framed(scene: Scene, words: Words) -> Scene:
    """Add the words to a scene: the heading above it, the notes below, in lines as wide as it is."""
    box = scene.box
    width = max(box.right - box.left, NARROW)
    lines = list(flowed(words.heading, width, scene.measure, TITLE, "bold"))
    for i, line in enumerate(reversed(lines)):
        scene.write(line, box.left, box.top + 12 + 1.3 * i * TITLE, "left", "base", TITLE, "bold")
    y = box.bottom - 10
    for note in words.notes:
        for line in flowed(note, width, scene.measure):
            takes = scene.measure(line, SMALL, "faint")
            scene.write(line, box.left, y - takes.above, "left", "base", SMALL, "faint")
            y -= takes.height + 3
    return scene


def flowed(
    cell: Cell, width: float, measure: Measure, size: float = SMALL, style: str = "faint"
) -> Iterator[Cell]:
    """Yield the lines of a cell: words and formulas as many as fit.

    >>> from .measure import rough
    >>> list(flowed("one two three", 36, rough))
    [('one', ' ', 'two'), ('three',)]
    """
    line: tuple[Cell, ...] = ()
    for word in _words(cell):
        longer = (*line, " ", *word) if line else word
        if line and measure(longer, size, style).width > width:
            yield line
            longer = word
        line = longer
    if line:
        yield line


def _words(cell: Cell) -> Iterator[tuple[Cell, ...]]:
    """The parts of a cell between which a line may be broken; commas stay with what is before them."""
    word: tuple[Cell, ...] = ()
    for piece in pieces(cell):
        if isinstance(piece, MATH):
            word = (*word, piece)
            continue
        first, *rest = str(piece).split(" ")
        word = (*word, first) if first else word
        for part in rest:
            if word:
                yield word
            word = (part,) if part else ()
    if word:
        yield word
