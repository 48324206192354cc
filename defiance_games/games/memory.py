"""Perfect recall: whether players remember what they did and knew (Kuhn 1953)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import escaped

if TYPE_CHECKING:
    from .extensive_form import ExtensiveForm


def forgetful(game: ExtensiveForm) -> str:
    """Return a sentence about the first information set at which a player forgets, '' with perfect recall.

    A player with perfect recall has made the same moves at the same information sets on the way to every node
    of an information set. The walk keeps each player's own moves so far as one number.
    """
    latest = [0] * len(game.players)  # each player's own moves on the way to the present node
    numbers: dict[tuple[int, int, int], int] = {}
    remembered: dict[int, int] = {}
    changes: list[tuple[int, int, int]] = []  # (node, player, number before), to be undone
    for k, n in enumerate(game.nodes):
        while changes and changes[-1][0] >= n.parent:
            _, player, before = changes.pop()
            latest[player] = before
        if k:
            s = game.nodes[n.parent].information_set
            player = game.information_sets[s].player
            if player >= 0:
                changes.append((n.parent, player, latest[player]))
                key = (s, n.branch, latest[player])
                latest[player] = numbers.setdefault(key, len(numbers) + 1)
        if n.information_set >= 0:
            player = game.information_sets[n.information_set].player
            if player >= 0 and remembered.setdefault(n.information_set, latest[player]) != latest[player]:
                return _sentence(game, n.information_set)
    return ""


def _sentence(game: ExtensiveForm, s: int) -> str:
    here = game.information_sets[s]
    passed = [False] * len(game.nodes)  # whether the way to a node leads through the information set
    twice = False
    for k, n in enumerate(game.nodes):
        if k:
            passed[k] = passed[n.parent] or game.nodes[n.parent].information_set == s
        twice = twice or (passed[k] and n.information_set == s)
    who, where = escaped(game.players[here.player]), escaped(here.label)
    what = "can meet it twice in one play (absent-mindedness)" if twice else "forgets an earlier move there"
    return f"information set '{where}' of {who}: the player {what}"
