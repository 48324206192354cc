"""The payoffs of a small game as a table, so that a derivation can be read alone."""

from __future__ import annotations

from typing import Any

from ..games.normal_form import NormalForm
from ..games.signaling import SignalingGame
from ..symbolic.expression import Expression
from .steps import Cell, Formula, Grid, Statement, Step
from .writing import Writer

MOST_CELLS, WIDEST = 16, 90


def tabled(game: Any, writer: Writer) -> list[Step]:
    """The payoffs of a table of two players or of a signaling game; nothing where they are too many."""
    if isinstance(game, NormalForm) and len(game.players) == 2:
        first, second = game.players
        rows = [
            (a, *(_pair(game.payoffs[i, j], writer) for j in range(len(game.strategies[1]))))
            for i, a in enumerate(game.strategies[0])
        ]
        told: Cell = f"{first} chooses the row, {second} the column; payoffs are in this order."
        return _checked(told, ("", *game.strategies[1]), rows)
    if isinstance(game, SignalingGame) and len({tuple(r) for r in game.responses}) == 1:
        sender, receiver = game.players
        rows = [
            (
                f"{t} sends {message}",
                *(_pair(game.payoffs[k, m, a], writer) for a in range(len(game.responses[m]))),
            )
            for k, t in enumerate(game.types)
            for m, message in enumerate(game.messages)
        ]
        priors = [Formula((p,)) for p in game.priors]
        types: list[Cell] = []
        for k, (t, p) in enumerate(zip(game.types, priors, strict=True)):
            types += [", " if k else "", t, " with probability ", p]
        told = (
            f"{sender} has a type: ",
            *types,
            f". It sends a message, {receiver} sees it and replies. "
            f"The payoffs of {sender} and {receiver} are:",
        )
        return _checked(told, ("", *game.responses[0]), rows)
    return []


def _pair(payoffs: tuple[Expression, ...], writer: Writer) -> Cell:
    a, b = payoffs[:2]
    return (writer.plain(a), ", ", writer.plain(b))


def _checked(told: Cell, head: tuple[Cell, ...], rows: list[tuple[Cell, ...]]) -> list[Step]:
    cells = (len(head) - 1) * len(rows)
    wide = max(sum(sum(len(str(c)) for c in cell) for cell in row) for row in rows)
    return [Statement(told), Grid(head, tuple(rows))] if cells <= MOST_CELLS and wide <= WIDEST else []
