"""Games of other kinds as trees: the moves one after the other, unseen where the game has it so."""

from __future__ import annotations

from ..errors import UnsupportedError
from .extensive_form import ExtensiveForm
from .game import Game
from .normal_form import NormalForm
from .reading import Reader
from .signaling import SignalingGame
from .tree import Branch, chance, end, move


def tree_of(game: Game) -> ExtensiveForm:
    """Return a game as a tree: the same players, moves, payoffs and parameters.

    In a normal form the players move in turn, each without seeing the moves before. In a signalling game
    chance draws the type, the sender's information sets are called after the types, the receiver's after
    the messages.

    >>> print(tree_of(NormalForm.build(["A", "B"], [["x"], ["l", "r"]], [[("1", "2"), ("a", "0")]])))
    A, B
    A:1
      x: B:1
        l: 1, 2
        r: a, 0
    parameters: a
    """
    if isinstance(game, ExtensiveForm):
        return game
    if isinstance(game, NormalForm):
        tree = _of_normal_form(game)
    elif isinstance(game, SignalingGame):
        tree = _of_signaling_game(game)
    else:
        raise UnsupportedError(f"{game.name}: Cannot write a game of kind '{game.kind}' as a tree.")
    return ExtensiveForm.build(
        game.players, tree, game.parameters, (), game.title, game.source, reader=Reader(game.name)
    )


def _of_normal_form(game: NormalForm) -> Branch:
    level = [end(*game.payoffs[p]) for p in game.profiles]
    for player, actions in zip(reversed(game.players), reversed(game.strategies), strict=True):
        size = len(actions)
        rows = (level[k : k + size] for k in range(0, len(level), size))
        level = [move(player, dict(zip(actions, row, strict=True)), at=f"{player}:1") for row in rows]
    return level[0]


def _of_signaling_game(game: SignalingGame) -> Branch:
    sender, receiver = game.players

    def told(t: int, m: int) -> Branch:
        replies = {name: end(*game.payoffs[t, m, r]) for r, name in enumerate(game.responses[m])}
        return move(receiver, replies, at=game.messages[m])

    kinds = {
        kind: (prior, move(sender, {name: told(t, m) for m, name in enumerate(game.messages)}, at=kind))
        for t, (kind, prior) in enumerate(zip(game.types, game.priors, strict=True))
    }
    return chance(kinds)
