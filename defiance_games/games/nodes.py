"""Reading a tree from a table of nodes, as in a game file: name -> who moves, and where each action leads.

The root is the node called ``root``. A node of a player has ``player``, ``actions`` (action = next node) and,
where the player cannot tell it from others, ``information_set``; one of chance has ``chance`` (outcome =
[probability, next node]); an end has ``payoffs``. Payoffs on the way are added to those at the end. A node
may carry a ``label`` and its payoffs the name of a ``result``, as in Gambit's files.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import escaped, nearest
from .assembly import CHANCE, MAX_NODES, Assembly, Parts
from .naming import ROOT, extended
from .reading import Reader, shown

_FIELDS = ("player", "information_set", "actions", "chance", "payoffs", "label", "result")
_MANY = 1000  # names to look for a near one in
Link = tuple[str, str, Any]  # the action or outcome, the next node, the probability


def planted(table: Any, players: tuple[str, ...], reader: Reader) -> Parts:
    """Return the nodes, information sets and results of a table of nodes; faults go to ``reader``."""
    table = reader.table(table, "nodes")
    if len(table) > MAX_NODES:
        reader.add(("nodes",), f"a tree must have at most {MAX_NODES:,} nodes, got {len(table):,}.")
        reader.finish()
    nodes = {str(name): reader.table(node, "nodes", str(name)) for name, node in table.items()}
    links = {name: _links(name, node, reader) for name, node in nodes.items()}
    if ROOT not in nodes:
        reader.add(("nodes",), f"the node '{ROOT}', where the game starts, is missing.")
    parents = _parents(links, reader)
    for name, parent in parents.items():
        if name == ROOT:
            reader.add(("nodes", parent), f"must not lead back to the root. {_TREE}")
    _fail_if_unreachable(nodes, parents, reader)
    if reader.faults:
        reader.finish()
    return _walked(nodes, links, players, reader)


_TREE = "In a tree one action leads to every node but the root."


def _links(name: str, node: Mapping[Any, Any], reader: Reader) -> list[Link]:
    """What follows a node; faults in the shape of the node are noted."""
    path = ("nodes", name)
    reader.unknown(node, _FIELDS, *path)
    for field in ("player", "information_set", "label", "result"):
        if field in node and not isinstance(node[field], str):
            reader.add((*path, field), f"must be text, got {shown(node[field])}.")
        elif not str(node.get(field, "")).isprintable():
            reader.label(node[field], *path, field)
    if not name.isprintable():
        reader.label(name, "nodes")
    moves = [field for field in ("actions", "chance") if field in node]
    if not moves:
        if "player" in node or "information_set" in node:
            reader.add(path, "the field 'actions' is missing.")
        elif "payoffs" not in node:
            reader.add(path, "must have actions (with a player), chance, or payoffs.")
        return []
    if len(moves) == 2 or ("chance" in node and "player" in node):
        reader.add(path, "must be of a player (player, actions) or of chance (chance), not of both.")
    elif "actions" in node and "player" not in node:
        reader.add(path, "the field 'player' is missing.")
    after = reader.table(node[moves[0]], *path, moves[0])
    if isinstance(node[moves[0]], Mapping) and not after:
        reader.add((*path, moves[0]), "must have at least one.")
    found: list[Link] = []
    for action, given in after.items():
        probability, following = None, given
        if moves[0] == "chance":
            if not isinstance(given, (list, tuple)) or len(given) != 2:
                spot = (*path, "chance", str(action))
                reader.add(spot, f"must be [probability, next node], got {shown(given)}.")
                continue
            probability, following = given
        if not isinstance(following, str):
            reader.add((*path, moves[0], str(action)), f"must name the next node, got {shown(following)}.")
            continue
        found.append((str(action), following, probability))
    return found


def _parents(links: Mapping[str, list[Link]], reader: Reader) -> dict[str, str]:
    """The node from which each node is reached; nodes that are missing or used twice are noted."""
    parents: dict[str, str] = {}
    for name, after in links.items():
        for action, following, probability in after:
            path = ("nodes", name, "actions" if probability is None else "chance", action)
            if following not in links:
                near = nearest(following, list(links)[:_MANY])
                reader.add(path, f"there is no node '{escaped(following)}'. {near}")
            elif following in parents:
                first = escaped(parents[following])
                reader.add(path, f"node '{escaped(following)}' is used twice, first after '{first}'. {_TREE}")
            else:
                parents[following] = name
    return parents


def _fail_if_unreachable(nodes: Mapping[str, Any], parents: Mapping[str, str], reader: Reader) -> None:
    """Note every node to which no action leads, and every cycle."""
    sound: set[str] = {ROOT}
    for name in nodes:
        trail: dict[str, None] = {}
        while name not in sound and name not in trail and name in parents:
            trail[name] = None
            name = parents[name]
        if name in trail:
            back = list(trail)[list(trail).index(name) :]
            cycle = [name, *reversed(back)]
            around = " -> ".join(map(escaped, cycle[:6])) + (" -> ..." if len(cycle) > 6 else "")
            reader.add(("nodes", name), f"lies on a cycle: {around}. {_TREE}")
        elif name not in sound:
            reader.add(("nodes", name), "is unreachable: no action leads to it.")
        sound.update(trail, (name,))


def _walked(
    nodes: Mapping[str, Mapping[Any, Any]],
    links: Mapping[str, list[Link]],
    players: tuple[str, ...],
    reader: Reader,
) -> Parts:
    """The tree from its root, depth first."""
    assembly = Assembly(players, reader)
    ways: list[str] = []  # the names that nodes have by the way to them; one so called has no label
    index = {p: i for i, p in enumerate(players)}
    stack: list[tuple[str, int, int, str]] = [(ROOT, -1, -1, "")]
    while stack:
        name, parent, branch, action = stack.pop()
        node, after = nodes[name], links[name]
        result = -1
        if "payoffs" in node:
            paid = reader.payoffs(node["payoffs"], players, "nodes", name, "payoffs")
            result = assembly.result(node.get("result", ""), paid)
        s = _information_set(name, node, after, index, assembly) if after else -1
        way = extended(ways[parent], action, len(ways)) if ways else ROOT
        label = node.get("label", "" if name == way else name)
        k = assembly.node(parent, branch, s, label, result)
        ways.append(way)
        if after:
            following = {action: target for action, target, _ in after}
            order = assembly.actions(s)
            for i in range(len(order) - 1, -1, -1):
                stack.append((following[order[i]], k, i, order[i]))
    return assembly.parts()


def _information_set(
    name: str, node: Mapping[Any, Any], after: list[Link], index: Mapping[str, int], assembly: Assembly
) -> int:
    """The number of the information set of a node where somebody moves."""
    reader, path = assembly.reader, ("nodes", name)
    actions = tuple(action for action, _, _ in after)
    probabilities = tuple(
        reader.expression(p, *path, "chance", action) for action, _, p in after if "chance" in node
    )
    player = CHANCE
    if "player" in node:
        if node["player"] not in index:
            known = nearest(node["player"], index)
            reader.add((*path, "player"), f"unknown player {shown(node['player'])}. {known}")
        player = index.get(node["player"], CHANCE)
    label = node.get("information_set", "")
    key = (player, label) if label else (player, "", name)
    s = assembly.find(key)
    if s is not None:
        fault = assembly.differs(s, label, actions, probabilities)
        if not fault:
            return s
        reader.add((*path, "chance" if "chance" in node else "actions"), fault)
        key = (player, "", name)
    label = label or ("" if "chance" in node else name)
    return assembly.information_set(key, player, label, actions, probabilities, path=path)
