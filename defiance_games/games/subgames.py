"""Subgames (Selten 1965): parts of a tree that start at one node and cut no information set."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import InputError, escaped
from ..symbolic.expression import add
from .assembly import CHANCE, InformationSet, Node, Result

if TYPE_CHECKING:
    from .extensive_form import ExtensiveForm


def starts(game: ExtensiveForm) -> tuple[int, ...]:
    """Return the nodes at which a subgame starts, in order. Chance may have the same move in and outside."""
    size = len(game.nodes)
    low, high = [size] * size, [-1] * size  # how far the information sets met below a node reach
    span = [(s.nodes[0], s.nodes[-1]) for s in game.information_sets]
    for k in range(size - 1, -1, -1):
        n = game.nodes[k]
        if n.information_set >= 0 and game.information_sets[n.information_set].player != CHANCE:
            first, last = span[n.information_set]
            low[k], high[k] = min(low[k], first), max(high[k], last)
        if n.parent >= 0:
            low[n.parent] = min(low[n.parent], low[k])
            high[n.parent] = max(high[n.parent], high[k])
    return tuple(
        k
        for k, n in enumerate(game.nodes)
        if n.information_set >= 0 and low[k] >= k and high[k] <= game.last[k]
    )


def subgame(game: ExtensiveForm, node: int) -> ExtensiveForm:
    """Return the subgame that starts at a node; its payoffs include those paid on the way to it.

    Labels and parameters are those of the game, outcomes are left out. Raises InputError where no subgame
    starts.
    """
    if node not in game.subgame_starts:
        raise InputError(
            f"{game.name}: a subgame must start where somebody moves and cut no information set, "
            f"got node '{escaped(game.name_of(node))}'."
        )
    last = game.last[node]
    inside = game.nodes[node : last + 1]
    sets: dict[int, int] = {}  # number in the game -> number in the subgame
    for n in inside:
        if n.information_set >= 0:
            sets.setdefault(n.information_set, len(sets))
    first, results = _paid(game, node)
    nodes = [
        Node(
            n.parent - node,
            n.branch,
            sets.get(n.information_set, -1),
            tuple(c - node for c in n.children),
            n.label,
            n.result,
        )
        for n in inside
    ]
    nodes[0] = nodes[0]._replace(parent=-1, branch=-1, result=first)
    return replace(
        game,
        nodes=tuple(nodes),
        information_sets=tuple(_inside(game.information_sets[s], node, last) for s in sets),
        results=results,
        outcomes=(),
    )


def _inside(s: InformationSet, node: int, last: int) -> InformationSet:
    return s._replace(nodes=tuple(k - node for k in s.nodes if node <= k <= last))


def _paid(game: ExtensiveForm, node: int) -> tuple[int, tuple[Result, ...]]:
    """The result of the root of a subgame, with all that is paid on the way; and the results it is one of."""
    paid = []
    while node >= 0:
        if game.nodes[node].result >= 0:
            paid.append(game.results[game.nodes[node].result])
        node = game.nodes[node].parent
    if not paid:
        return -1, game.results
    total = tuple(add(*reversed(x)) for x in zip(*(r.payoffs for r in paid), strict=True))
    return len(game.results), (*game.results, Result("", total))
