"""The verb ``convert``: from one game file to another."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from .games import files
from .games.game import Game


def convert(
    source: Game | str | os.PathLike[str],
    target: str | os.PathLike[str],
    values: Mapping[str, Any] | None = None,
) -> Game:
    """Return the game in ``source``, written to ``target`` in the format of its ending.

    ``source`` is a game or a path to a game file. ``values`` fixes parameters first: ``.nfg`` and ``.efg``
    files hold numbers only. A tree goes into an ``.nfg`` file in its reduced normal form, other games into an
    ``.efg`` file as the tree that plays them. Raises InputError where the game cannot be read, or does not
    fit the format.
    """
    game = source if isinstance(source, Game) else files.read(source)
    if values:
        game = game.with_values(values)
    files.write(game, target)
    return game
