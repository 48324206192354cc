"""The play of a game in the arithmetic that a court uses."""

from __future__ import annotations

from typing import Any

from ..games.extensive_form import ExtensiveForm
from ..games.normal_form import NormalForm
from .advised import CorrelatedPlay, StackelbergPlay, StackelbergTree
from .rationality import NormalFormPlay, Number, Read, SignalingPlay
from .trees import TreePlay


def play_of(game: Any, concept: str, read: Read, zero: Number, one: Number) -> Any:
    """Return what says when a profile of the game is an equilibrium."""
    if concept == "correlated":
        return CorrelatedPlay(game, read, zero)
    if isinstance(game, ExtensiveForm):
        if concept == "stackelberg":
            return StackelbergTree(game, read, zero, one)
        return TreePlay(game, concept, read, zero, one)
    if isinstance(game, NormalForm):
        kind = StackelbergPlay if concept == "stackelberg" else NormalFormPlay
        return kind(game, read, zero)
    return SignalingPlay(game, read, zero, one)
