"""The last step of building a game: its domain is consistent and its payoffs have a value everywhere on it."""

from __future__ import annotations

from typing import TypeVar

from ..symbolic.expression import Expression
from .game import Game
from .reading import Reader

G = TypeVar("G", bound=Game)


def check(game: G, reader: Reader, probabilities: tuple[Expression, ...] = ()) -> G:
    """Return ``game``, or raise InputError with every fault that ``reader`` has collected."""
    reader.finish()
    return game
