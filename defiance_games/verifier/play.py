"""The play of a game in the arithmetic that a court uses."""

from __future__ import annotations

from typing import Any

from ..games.extensive_form import ExtensiveForm
from ..games.normal_form import NormalForm
from .rationality import NormalFormPlay, Number, Read, SignalingPlay
from .trees import TreePlay

Play = NormalFormPlay | SignalingPlay | TreePlay


def play_of(game: Any, concept: str, read: Read, zero: Number, one: Number) -> Any:
    """Return what says when a profile of the game is an equilibrium."""
    if isinstance(game, ExtensiveForm):
        return TreePlay(game, concept, read, zero, one)
    if isinstance(game, NormalForm):
        return NormalFormPlay(game, read, zero)
    return SignalingPlay(game, read, zero, one)
