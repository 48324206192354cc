"""A game as a drawing: a tree, a signaling game with two sides, payoff matrices; with an equilibrium on it.

There is what is to be drawn (:mod:`sketch`), where it stands (:mod:`layout`, :mod:`signaling`), the lines and
texts that make it (:mod:`scene`), and who draws these (:mod:`canvas`, :mod:`tikz`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ...errors import InputError, UnsupportedError, escaped
from ...games.extensive_form import ExtensiveForm
from ...games.normal_form import NormalForm
from ...games.signaling import SignalingGame
from ...solution import Equilibrium

ENDINGS = (".svg", ".png", ".pdf", ".tex", ".html", ".md", ".txt")
PICTURES = (".svg", ".png", ".pdf")
MOST_PLAYS, MOST_ENTRIES = 300, 400  # of a tree and of a table that are drawn
WIDEST = 110.0  # points: a longer probability gets a short name, explained below the drawing


@dataclass(frozen=True)
class Drawing:
    """A game that is drawn, with an equilibrium or without.

    >>> from defiance_games.games.tree import end, move
    >>> tree = move("Entrant", {"out": end(0, 2), "enter": move("Incumbent", {"fight": end(-1, 0)})})
    >>> drawn = Drawing(ExtensiveForm.build(["Entrant", "Incumbent"], tree))
    >>> print(drawn)
    Entrant, Incumbent
    Entrant:1
      out: 0, 2
      enter: Incumbent:1
        fight: -1, 0
    >>> drawn.to_latex().count("istroot")
    2
    """

    game: Any
    equilibrium: Equilibrium | None = None
    down: bool = False  # whether a tree grows downwards

    def __str__(self) -> str:
        if isinstance(self.game, NormalForm):
            return str(self._matrix)
        text = str(self.game)
        return text if self.equilibrium is None else f"{text}\n\n{self.equilibrium}"

    def to_latex(self) -> str:
        """Return source for TeX: a tree as istgame (TikZ), a payoff table with booktabs."""
        if isinstance(self.game, NormalForm):
            return self._matrix.to_latex()
        from . import tikz

        if self.down:
            raise UnsupportedError("TeX: trees grow to the right there, not downwards.")
        return tikz.tree(self._short_for_tex, self._words(self._short_for_tex))

    def to_svg(self) -> str:
        """Return the picture as the text of an SVG element; it needs matplotlib."""
        from .canvas import svg

        label = escape(f"Drawing of {escaped(self.game.title or 'a game')}", quote=True)
        return svg(self.scene()).replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)

    def _repr_html_(self) -> str:
        return self.to_svg()

    def scene(self) -> Any:
        """Return the lines, dots and texts of the picture, with their places; it needs matplotlib."""
        _fail_without_matplotlib()
        _fail_if_large(self.game)
        from . import downward, extensive, frame, matrix, signaling
        from .canvas import typeset
        from .measure import exact

        measure = exact()
        with typeset(say=False):
            if isinstance(self.game, NormalForm):
                made = matrix.scene(self._matrix, measure)
                return frame.framed(made, frame.of_matrix(self._matrix))
            drawn = self._short(measure)
            side = downward if self.down else signaling if signaling.two_sided(drawn) else extensive
            return frame.framed(side.scene(drawn, measure), self._words(drawn))

    def save(self, path: str | Path) -> None:
        """Write it to a file by its ending: .svg .png .pdf .tex .html .md .txt; whole or not at all."""
        form = ending(path)
        if form in PICTURES:
            from ..pictures import style
            from .canvas import figure, typeset

            scene = self.scene()
            with typeset():
                style.save(figure(scene), path)
            return
        from ...games.files import save

        save(self._text(form).rstrip("\n") + "\n", path)

    def _text(self, form: str) -> str:
        from .. import render

        if form == ".tex":
            return self._document()
        table = isinstance(self.game, NormalForm)
        if form == ".txt":
            return str(self)
        if form == ".md":
            return render(self._matrix, "markdown") if table else f"```text\n{self}\n```"
        body = self.to_svg()
        name = escape(escaped(self.game.title or "game"))
        head = f'<meta charset="utf-8"><title>{name}</title>'
        look = "<style>body{margin:2em}svg{max-width:100%;height:auto}</style>"
        return f'<!DOCTYPE html>\n<html lang="en"><head>{head}{look}</head><body>\n{body}\n</body></html>'

    def _document(self) -> str:
        from . import tikz

        if isinstance(self.game, NormalForm):
            return tikz.document(self.to_latex(), 500, 700, ["booktabs"])
        return tikz.document(self.to_latex(), *tikz.extent(self._short_for_tex), ["istgame"])

    @cached_property
    def _matrix(self) -> Any:
        from ..matrix import Matrix

        return Matrix(self.game, self.equilibrium)

    @cached_property
    def _sketch(self) -> Any:
        from .sketch import of_signaling, of_tree

        if isinstance(self.game, SignalingGame):
            return of_signaling(self.game, self.equilibrium)
        return of_tree(self.game, self.equilibrium)

    def _short(self, measure: Any) -> Any:
        from .scene import SMALL
        from .sketch import shortened

        return shortened(self._sketch, lambda cell: measure(cell, SMALL, "plain").width > WIDEST)

    @cached_property
    def _short_for_tex(self) -> Any:
        from .measure import rough

        _fail_if_large(self.game)
        return self._short(rough)

    def _words(self, drawn: Any) -> Any:
        from .frame import of_sketch

        return of_sketch(drawn, bool(self.game.parameters))


def ending(path: str | Path) -> str:
    """Return the ending of a file for a drawing; InputError where it is none.

    >>> ending("tree.SVG")
    '.svg'
    """
    found = Path(path).suffix.lower()
    if found not in ENDINGS:
        where = escaped(Path(path).name)
        raise InputError(f"{where}: a drawing must end in {', '.join(ENDINGS)}, got '{escaped(found)}'.")
    return found


def _fail_without_matplotlib() -> None:
    if find_spec("matplotlib") is None:
        raise UnsupportedError('Pictures need matplotlib: python -m pip install "defiance-games[plot]".')


def _fail_if_large(game: Any) -> None:
    if isinstance(game, ExtensiveForm) and len(game.ends) > MOST_PLAYS:
        number = len(game.ends)
        raise UnsupportedError(
            f"{game.name}: drawings are of at most {MOST_PLAYS} plays, this tree has {number:,}."
        )
    if isinstance(game, NormalForm) and len(game.payoffs) > MOST_ENTRIES:
        number = len(game.payoffs)
        raise UnsupportedError(
            f"{game.name}: drawings are of at most {MOST_ENTRIES} entries, this table has {number:,}."
        )
