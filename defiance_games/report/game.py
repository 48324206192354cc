"""A game in a notebook: its picture where matplotlib is there, else its text; and its parameters."""

from __future__ import annotations

from html import escape
from importlib.util import find_spec
from typing import Any

from ..games.extensive_form import ExtensiveForm
from ..games.normal_form import NormalForm
from ..games.signaling import SignalingGame
from .drawing import MOST_ENTRIES, Drawing
from .html import html as as_html
from .matrix import Matrix
from .page import Page, fields
from .parameters import grid

MOST_PLAYS = 60  # of a tree that is drawn without being asked for
SECONDS = 3.0  # for the best responses of a table


def html(game: Any) -> str:
    """Return a game as HTML; every text is escaped.

    >>> from defiance_games.games.normal_form import NormalForm
    >>> html(NormalForm.from_arrays([[3, 0]], [[1, 2]])).count("<u>")
    3
    """
    return picture(game) + below(game)


def picture(game: Any) -> str:
    """Return the game itself: a table with its best responses, a drawing, or text where it is too large."""
    if isinstance(game, NormalForm) and len(game.payoffs) <= MOST_ENTRIES:
        return Matrix(game, time_limit=SECONDS)._repr_html_()
    drawn = isinstance(game, ExtensiveForm) and len(game.ends) <= MOST_PLAYS
    drawn = drawn or isinstance(game, SignalingGame) and len(game.payoffs) <= MOST_PLAYS
    if drawn and find_spec("matplotlib") is not None:
        return Drawing(game).to_svg()
    return f"<pre>{escape(str(game))}</pre>"


def below(game: Any) -> str:
    """Return the parameters, outcomes and source of a game."""
    about = fields([(o.name, o.text) for o in game.outcomes] + [("source", game.source)])
    blocks = [*([grid(game.parameters)] if game.parameters else []), *about]
    return as_html(Page(tuple(blocks)))


def written(game: Any, form: str) -> str:
    """Return a game in another format: LaTeX is that of its drawing."""
    from . import render

    if isinstance(game, NormalForm):
        return render(Matrix(game, time_limit=SECONDS), form)
    return Drawing(game).to_latex() if form == "latex" else str(game)
