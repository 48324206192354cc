"""Writing a tree in Python as it looks: ``move``, ``chance`` and ``end``.

>>> tree = chance({"strong": ("q", move("Sender", {"out": end(0, 0), "in": end(2, 1)})),
...                "weak": ("1 - q", end(1, 1))})
>>> list(tree.branches)
['strong', 'weak']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import nearest
from ..symbolic.expression import Expression
from .extensive_form import CHANCE, InformationSet, Node, Result
from .reading import Reader, shown


@dataclass(frozen=True)
class Branch:
    """A node with all that follows it."""

    player: str = ""  # "" where chance moves or the play ends
    branches: Mapping[str, Branch] = field(default_factory=dict)
    probabilities: Mapping[str, Any] = field(default_factory=dict)
    at: str = ""  # the information set; nodes of a player that share it cannot be told apart
    payoffs: Sequence[Any] | None = None
    label: str = ""


def move(player: str, actions: Mapping[str, Branch], at: str = "", label: str = "") -> Branch:
    """Return a node where ``player`` chooses; nodes with the same ``at`` cannot be told apart."""
    return Branch(player=player, branches=dict(actions), at=at, label=label)


def chance(outcomes: Mapping[str, tuple[Any, Branch]], label: str = "") -> Branch:
    """Return a node where chance chooses: outcome -> (probability, what follows)."""
    return Branch(
        branches={name: after for name, (_, after) in outcomes.items()},
        probabilities={name: p for name, (p, _) in outcomes.items()},
        label=label,
    )


def end(*payoffs: Any, label: str = "") -> Branch:
    """Return an end of the play, with a payoff for each player."""
    return Branch(payoffs=payoffs, label=label)


def grown(
    tree: Branch, players: tuple[str, ...], reader: Reader
) -> tuple[tuple[Node, ...], tuple[InformationSet, ...], tuple[Result, ...]]:
    """Return a tree's nodes, information sets and results; faults go to ``reader``."""
    nodes: list[Node] = []
    children: list[list[int]] = []
    sets: list[InformationSet] = []
    members: list[list[int]] = []
    index: dict[tuple[int, str], int] = {}
    counts: dict[int, int] = {}
    results: list[Result] = []
    stack: list[tuple[Branch, int, int]] = [(tree, -1, -1)]
    while stack:
        b, parent, branch = stack.pop()
        k = len(nodes)
        if parent >= 0:
            children[parent].append(k)
        result = -1
        if b.payoffs is not None:
            result = len(results)
            results.append(Result(b.label, reader.payoffs(b.payoffs, players, "payoffs", b.label or str(k))))
        s = -1
        if b.branches:
            if b.player and b.player not in players:
                reader.note(f"{reader.where}: unknown player {shown(b.player)}. {nearest(b.player, players)}")
            player = players.index(b.player) if b.player in players else CHANCE
            counts[player] = counts.get(player, 0) + (not b.at or (player, b.at) not in index)
            label = b.at or f"{b.player or 'chance'}:{counts[player]}"
            if (player, label) in index:
                s = index[player, label]
                if sets[s].actions != tuple(b.branches):
                    reader.note(
                        f"{reader.where}: the nodes of information set '{label}' must have the same actions, got "
                        f"{', '.join(b.branches)} and {', '.join(sets[s].actions)}."
                    )
            else:
                s = index[player, label] = len(sets)
                probabilities: tuple[Expression, ...] = tuple(
                    reader.expression(p, "chance", name) for name, p in b.probabilities.items()
                )
                sets.append(InformationSet(player, label, tuple(b.branches), (), probabilities))
                members.append([])
            members[s].append(k)
        nodes.append(Node(parent, branch, s, (), b.label, result))
        children.append([])
        following = list(b.branches.values())
        for i in range(len(following) - 1, -1, -1):
            stack.append((following[i], k, i))
    return (
        tuple(n._replace(children=tuple(c)) for n, c in zip(nodes, children, strict=True)),
        tuple(s._replace(nodes=tuple(m)) for s, m in zip(sets, members, strict=True)),
        tuple(results),
    )
