"""The verb ``draw``: a game as a drawing, a tree or a payoff matrix, with an equilibrium on it.

It is called ``draw`` because it draws tables as well as trees; ``move``, ``chance`` and ``end`` make trees.
The command is ``defiance tree``.
"""

from __future__ import annotations

from typing import Any

from .errors import UnsupportedError
from .games.extensive_form import ExtensiveForm
from .games.normal_form import NormalForm
from .games.signaling import SignalingGame
from .report.drawing import Drawing
from .solution import Equilibrium
from .solve import solve


def draw(
    game: Any,
    equilibrium: Equilibrium | str | int | None = None,
    concept: str | None = None,
    time_limit: float = 60,
    down: bool = False,
    **values: Any,
) -> Drawing:
    """Return a drawing of a game: a tree, a signaling game with two sides, or payoff matrices.

    Moves that the equilibrium plays are thick, with their probabilities where they are mixed, and beliefs
    stand at the nodes; in payoff tables best responses are underlined. ``Drawing.save`` writes SVG, PNG, PDF
    (these need matplotlib), TeX, HTML, Markdown or text.

    Parameters
    ----------
    game : a Model, NormalForm, SignalingGame or ExtensiveForm
    equilibrium : an Equilibrium of the game, or the name or number (from 1) of one that ``solve`` lists
    concept : the solution concept for a name or number; the usual one if not given
    time_limit : seconds for finding it
    down : whether a tree grows downwards; a signaling game has then one side only
    values : of parameters, for a Model; the others stay symbols

    Raises InputError for unknown equilibria and values, UnsupportedError for models without a finite game.

    Examples
    --------
    >>> import defiance_games as dg
    >>> print(draw(dg.load("inspection_game"), k="1/2"))
    inspection_game
      values  k = 1/2
    <BLANKLINE>
    Center \\
    Official  C          D
    ───────────────────────────────────────────────
    I         -1/2, [0]  [-1/2 - h + a], B - Lambda
    O         [0], 0     -h, [B]
    <BLANKLINE>
    Payoffs: Center, Official. Best responses are marked.
    """
    game = game.at(**values) if hasattr(game, "at") else game.with_values(values) if values else game
    if not isinstance(game, (NormalForm, SignalingGame, ExtensiveForm)):
        name = getattr(game, "name", type(game).__name__)
        raise UnsupportedError(f"{name}: Cannot draw this model: this is because it is not a finite game.")
    if equilibrium is None or isinstance(equilibrium, Equilibrium):
        return Drawing(game, equilibrium, down)
    return Drawing(game, solve(game, concept, time_limit=time_limit).chosen(equilibrium), down)
