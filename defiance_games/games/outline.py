"""A tree as people see it: an outline of 80 columns, and the table of nodes that a game file holds."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from . import show
from .assembly import CHANCE, numbered
from .naming import ROOT

if TYPE_CHECKING:
    from .extensive_form import ExtensiveForm

MAX_LINES = 80
MAX_LEVELS = 16  # of indentation


def outline(game: ExtensiveForm) -> str:
    """Return the tree as indented text: a line a node, with what led to it and what happens there."""
    heading = [*filter(None, [game.title]), ", ".join(game.players)]
    return "\n".join([*heading, drawing(game), *show.notes(game)])


def drawing(game: ExtensiveForm) -> str:
    """Return the tree alone."""
    return "\n".join(_lines(game))


def _lines(game: ExtensiveForm) -> Iterator[str]:
    """The nodes as deep as they fit; what is left out is counted."""
    levels = [0] * len(game.nodes)
    counts = [1]
    for k, n in enumerate(game.nodes[1:], 1):
        levels[k] = levels[n.parent] + 1
        if levels[k] == len(counts):
            counts.append(0)
        counts[levels[k]] += 1
    deepest, total = 0, 1
    while deepest + 1 < min(len(counts), MAX_LEVELS + 1) and total + counts[deepest + 1] <= MAX_LINES:
        deepest += 1
        total += counts[deepest]
    deepest = max(deepest, 1)
    left = MAX_LINES
    k = 0
    while k < len(game.nodes):
        if not left:
            rest = len(game.nodes) - k
            yield f"... and {rest:,} more nodes"
            return
        left -= 1
        cut = levels[k] == deepest and game.nodes[k].children
        below = f" ... {game.last[k] - k:,} more nodes" if cut else ""
        indent = "  " * levels[k]
        yield from _wrapped(f"{indent}{_led(game, k)}{_here(game, k)}{below}", indent)
        k = game.last[k] + 1 if cut else k + 1


def _wrapped(line: str, indent: str) -> list[str]:
    return textwrap.wrap(
        line,
        show.WIDTH,
        subsequent_indent=indent + "    ",
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
    )


def _led(game: ExtensiveForm, k: int) -> str:
    """The action that leads to a node, with its probability where chance takes it."""
    n = game.nodes[k]
    if n.parent < 0:
        return ""
    s = game.information_sets[game.nodes[n.parent].information_set]
    odds = f" ({s.probabilities[n.branch]})" if s.player == CHANCE else ""
    return f"{s.actions[n.branch]}{odds}: "


def _here(game: ExtensiveForm, k: int) -> str:
    """Who moves at a node and where, and what it pays."""
    n = game.nodes[k]
    paid = ", ".join(map(str, game.results[n.result].payoffs)) if n.result >= 0 else ""
    if n.information_set < 0:
        return paid
    s = game.information_sets[n.information_set]
    who = "chance" if s.player == CHANCE else game.players[s.player]
    plain = s.label.startswith(f"{who}:")
    if s.player == CHANCE and len(s.nodes) == 1:
        who = "chance"
    elif s.label != ROOT:
        who = s.label if plain else f"{who} at {s.label}"
    return who + (f", paying {paid}" if paid else "")


def table(game: ExtensiveForm) -> dict[str, dict[str, Any]]:
    """Return the nodes as a game file holds them: name -> what happens there."""
    keys = [ROOT, *game.names[1:]]
    unsaid = {s: numbered(game.players, CHANCE, i) for i, s in enumerate(game.sets_of(CHANCE), 1)}
    found: dict[str, dict[str, Any]] = {}
    for k, (n, key) in enumerate(zip(game.nodes, keys, strict=True)):
        node: dict[str, Any] = {}
        if n.information_set >= 0:
            s = game.information_sets[n.information_set]
            if s.player != CHANCE:
                node["player"] = game.players[s.player]
            if len(s.nodes) > 1 or s.label != unsaid.get(n.information_set, key):
                node["information_set"] = s.label
            after = [keys[c] for c in n.children]
            if s.player == CHANCE:
                pairs = zip(map(str, s.probabilities), after, strict=True)
                node["chance"] = dict(zip(s.actions, map(list, pairs), strict=True))
            else:
                node["actions"] = dict(zip(s.actions, after, strict=True))
        if n.result >= 0:
            node["payoffs"] = [str(x) for x in game.results[n.result].payoffs]
            if game.results[n.result].label:
                node["result"] = game.results[n.result].label
        if n.label != ("" if key == game.ways[k] else key):
            node["label"] = n.label
        found[key] = node
    return found
