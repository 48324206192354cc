"""Games of other programs: pygambit's and Nashpy's, made from a game of numbers and read back exactly."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..errors import InputError, UnsupportedError, escaped
from .files import efg, nfg
from .files.gambit import fail_unless_numbers
from .game import Game
from .normal_form import NormalForm
from .trees import tree_of

if TYPE_CHECKING:
    from .extensive_form import ExtensiveForm

_NEEDS = 'This needs a library that is not installed: python -m pip install "defiance-games[{}]".'


def to_gambit(game: Game) -> Any:
    """Return a game of rational numbers as a ``pygambit.Game``; signalling games and trees become its trees.

    Labels that several nodes share are left out, as pygambit wants them to differ. Raises ImportError, naming
    the extra, without pygambit; InputError for games with symbols.
    """
    pygambit = _pygambit()
    if isinstance(game, NormalForm):
        return pygambit.read_nfg(_file(nfg.dumps(game)))
    tree = tree_of(game)
    times = Counter(n.label for n in tree.nodes)
    nodes = tuple(n if times[n.label] == 1 else n._replace(label="") for n in tree.nodes)
    return pygambit.read_efg(_file(efg.dumps(replace(tree, nodes=nodes))))


def from_gambit(game: Any) -> NormalForm | ExtensiveForm:
    """Return a ``pygambit.Game`` as a tree where it is one, else in normal form; every number is exact."""
    if not (hasattr(game, "is_tree") and hasattr(game, "to_efg") and hasattr(game, "to_nfg")):
        raise InputError(f"game: must be a pygambit.Game, got {escaped(type(game).__name__)}.")
    where = escaped(game.title) or "game"
    return efg.loads(game.to_efg(), where) if game.is_tree else nfg.loads(game.to_nfg(), where)


def to_nashpy(game: Game) -> Any:
    """Return a game of two players as a ``nashpy.Game``: its payoffs as floating-point numbers.

    A tree or a signalling game goes through its reduced normal form. Raises ImportError, naming the extra,
    without Nashpy; InputError for games with symbols; UnsupportedError for other numbers of players.
    """
    try:
        nashpy = import_module("nashpy")
    except ImportError as error:
        raise ImportError(_NEEDS.format("nashpy")) from error
    fail_unless_numbers(game, "a game of Nashpy")
    if len(game.players) != 2:
        raise UnsupportedError(
            f"{game.name}: Cannot use Nashpy here: this is because it takes games of two "
            f"players, and this has {len(game.players)}."
        )
    table = game if isinstance(game, NormalForm) else tree_of(game).normal_form()
    rows, columns = table.strategies
    matrices = (
        [[float(table.payoffs[i, j][player]) for j in range(len(columns))] for i in range(len(rows))]
        for player in range(2)
    )
    return nashpy.Game(*matrices)


def _pygambit() -> Any:
    try:
        return import_module("pygambit")
    except ImportError as error:
        raise ImportError(_NEEDS.format("gambit")) from error


def _file(text: str) -> io.BytesIO:
    return io.BytesIO(text.encode())
