"""The game as data that the page draws: a payoff table, a list of profiles, or a tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...games.extensive_form import ExtensiveForm
from ...games.normal_form import NormalForm
from ...games.signaling import SignalingGame
from ...symbolic.expression import Expression, add

MOST_ENDS = 100  # of a tree, or profiles of a table, that are drawn
Place = Callable[[Expression], int]  # an expression -> its number among the compiled ones


def drawn(game: Any, place: Place) -> dict[str, Any] | None:
    """Return what the page draws of a game; None where that would be too large to read.

    >>> game = NormalForm.build(["A", "B"], [["u"], ["l", "r"]], [[(1, 2), (3, 4)]])
    >>> drawn(game, lambda e: int(e.value))["payoffs"]
    [[[1, 2], [3, 4]]]
    """
    if isinstance(game, NormalForm):
        return _table(game, place)
    if isinstance(game, SignalingGame):
        return _signaling(game, place)
    return _tree(game, place) if isinstance(game, ExtensiveForm) else None


def _table(game: NormalForm, place: Place) -> dict[str, Any] | None:
    profiles = list(game.profiles)
    if len(profiles) > MOST_ENDS:
        return None
    strategies = [list(s) for s in game.strategies]
    if len(game.players) != 2:
        rows = [
            {
                "profile": [game.strategies[i][k] for i, k in enumerate(p)],
                "payoffs": [place(u) for u in game.payoffs[p]],
            }
            for p in profiles
        ]
        return {"kind": "profiles", "players": list(game.players), "strategies": strategies, "rows": rows}
    first, second = (range(len(s)) for s in game.strategies)
    payoffs = [[[place(u) for u in game.payoffs[i, j]] for j in second] for i in first]
    return {"kind": "matrix", "players": list(game.players), "strategies": strategies, "payoffs": payoffs}


def _node(parent: int, action: str, **fields: Any) -> dict[str, Any]:
    return {"parent": parent, "action": action, **fields}


def _signaling(game: SignalingGame, place: Place) -> dict[str, Any] | None:
    """Chance draws the type, the sender sends, the receiver replies."""
    sender, receiver = game.players
    if len(game.types) * sum(map(len, game.responses)) > MOST_ENDS:
        return None
    odds = {t: place(p) for t, p in zip(game.types, game.priors, strict=True)}
    nodes = [_node(-1, "", player=None, set="", odds=odds)]
    for i, kind in enumerate(game.types):
        own = len(nodes)
        nodes.append(_node(0, kind, player=sender, set=kind))
        for j, message in enumerate(game.messages):
            here = len(nodes)
            nodes.append(_node(own, message, player=receiver, set=message, belief=[message, kind]))
            for k, response in enumerate(game.responses[j]):
                nodes.append(_node(here, response, payoffs=[place(u) for u in game.payoffs[i, j, k]]))
    return {"kind": "tree", "players": list(game.players), "nodes": nodes}


def _tree(game: ExtensiveForm, place: Place) -> dict[str, Any] | None:
    if sum(not n.children for n in game.nodes) > MOST_ENDS:
        return None
    paid: list[tuple[Expression, ...]] = []
    nodes = []
    for k, node in enumerate(game.nodes):
        before = paid[node.parent] if k else tuple(add() for _ in game.players)
        own = game.results[node.result].payoffs if node.result >= 0 else tuple(add() for _ in game.players)
        paid.append(tuple(a + b for a, b in zip(before, own, strict=True)))
        before_it = game.information_sets[game.nodes[node.parent].information_set]
        action = before_it.actions[node.branch] if k else ""
        if node.information_set < 0:
            nodes.append(_node(node.parent, action, payoffs=[place(u) for u in paid[k]]))
            continue
        here = game.information_sets[node.information_set]
        if here.player < 0:
            odds = {a: place(p) for a, p in zip(here.actions, here.probabilities, strict=True)}
            nodes.append(_node(node.parent, action, player=None, set="", odds=odds))
            continue
        said = _node(node.parent, action, player=game.players[here.player], set=here.label)
        if len(here.nodes) > 1:
            said["belief"] = [game.belief_names[node.information_set], game.name_of(k)]
        nodes.append(said)
    return {"kind": "tree", "players": list(game.players), "nodes": nodes}
