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

from ..errors import InputError, escaped, nearest
from .assembly import CHANCE, Assembly, Parts
from .reading import Reader, shown


@dataclass(frozen=True)
class Branch:
    """A node with all that follows it. It may stand at several places of a tree."""

    player: str = ""  # "" where chance moves or the play ends
    branches: Mapping[str, Branch] = field(default_factory=dict)
    probabilities: Mapping[str, Any] = field(default_factory=dict)
    at: str = ""  # the information set; nodes of a player that share it cannot be told apart
    payoffs: Sequence[Any] | None = None  # at an end, or paid on the way
    label: str = ""

    def __post_init__(self) -> None:
        for text in (self.player, self.at, self.label):
            if not isinstance(text, str):
                raise InputError(f"tree: a name must be text, got {shown(text)}.")

    def __repr__(self) -> str:
        kind = "move" if self.player else "chance" if self.branches else "end"
        return f"<{kind} {escaped(self.label or self.at or self.player)}>".replace(" >", ">")


def move(
    player: str, actions: Mapping[str, Branch], at: str = "", label: str = "", payoffs: Any = None
) -> Branch:
    """Return a node where ``player`` chooses: action -> what follows.

    Nodes of the player with the same ``at`` cannot be told apart. ``payoffs`` are paid on the way, beside
    those at the end of the play.
    """
    branches = _table(actions, f"the actions of {escaped(player)} must be a table, action = what follows")
    if not branches:
        raise InputError(f"tree: {escaped(player)} must have at least one action.")
    return Branch(player=player, branches=branches, at=at, label=label, payoffs=payoffs)


def chance(
    outcomes: Mapping[str, tuple[Any, Branch]], at: str = "", label: str = "", payoffs: Any = None
) -> Branch:
    """Return a node where chance chooses: outcome -> (probability, what follows)."""
    rule = "a move of chance must be a table, outcome = (probability, what follows)"
    given = _table(outcomes, rule)
    if not given:
        raise InputError("tree: a move of chance must have at least one outcome.")
    for name, pair in given.items():
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise InputError(f"tree: {rule}, got {shown(pair)} for {shown(name)}.")
    return Branch(
        branches={name: after for name, (_, after) in given.items()},
        probabilities={name: p for name, (p, _) in given.items()},
        at=at,
        label=label,
        payoffs=payoffs,
    )


def end(*payoffs: Any, label: str = "") -> Branch:
    """Return an end of the play, with a payoff for each player."""
    return Branch(payoffs=payoffs, label=label)


def _table(given: Any, rule: str) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise InputError(f"tree: {rule}, got {shown(given)}.")
    return dict(given)


def grown(tree: Any, players: tuple[str, ...], reader: Reader) -> Parts:
    """Return a tree's nodes, information sets and results; faults go to ``reader``."""
    assembly = Assembly(players, reader)
    trail: list[tuple[int, str]] = []  # for each node its parent and the action that leads to it
    stack: list[tuple[Any, int, str, int]] = [(tree, -1, "", 0)]
    path: list[int] = []  # the branches on the way to the present one, by their identity
    above: dict[int, int] = {}  # such a branch -> its place on the way
    order: dict[int, dict[str, int]] = {}
    while stack:
        b, parent, action, depth = stack.pop()
        for gone in path[depth:]:
            above.pop(gone, None)
        path[depth:] = [id(b)]
        branch = order[parent][action] if parent >= 0 else -1
        trail.append((parent, action))
        place = _Place(reader, trail)
        if not isinstance(b, Branch) or id(b) in above:
            got = "a branch within itself" if isinstance(b, Branch) else shown(b)
            place.note(f"a tree must be made of move, chance and end, got {got}.")
            assembly.node(parent, branch, -1)
            continue
        above[id(b)] = depth
        s = _information_set(b, assembly, place, len(trail) - 1)
        result = -1
        if b.payoffs is not None:
            result = assembly.result("", reader.payoffs(b.payoffs, players, place.name))
        elif s < 0:
            place.note("the play must end with payoffs, or go on with actions.")
        if not b.label.isprintable():
            reader.label(b.label, place.name)
        k = assembly.node(parent, branch, s, b.label, result)
        if s >= 0:
            order[k] = {name: i for i, name in enumerate(assembly.actions(s))}
            names = reversed(assembly.actions(s))
            stack += [(b.branches.get(name), k, name, depth + 1) for name in names]
    return assembly.parts()


def _information_set(b: Branch, assembly: Assembly, place: _Place, number: int) -> int:
    """The number of the information set at a node, -1 where the play ends."""
    if not b.branches:
        return -1
    players, actions = assembly.players, tuple(b.branches)
    by_chance = bool(b.probabilities)
    if not by_chance and b.player not in players:
        place.note(f"unknown player {shown(b.player)}. {nearest(str(b.player), players)}")
    player = CHANCE if by_chance or b.player not in players else players.index(b.player)
    probabilities = tuple(
        place.reader.expression(p, place.name, str(name)) for name, p in b.probabilities.items()
    )
    key = (player, b.at) if b.at else (player, "", number)
    s = assembly.find(key)
    if s is not None:
        fault = assembly.differs(s, b.at, actions, probabilities)
        if not fault:
            return s
        place.note(fault)
        key = (player, "", number)
    label = b.at or ("" if by_chance else b.label)
    return assembly.information_set(key, player, label, actions, probabilities, path=(place.name,))


class _Place:
    """Where a node stands, in words: the actions that lead to it."""

    def __init__(self, reader: Reader, trail: list[tuple[int, str]]):
        self.reader, self.trail, self.node = reader, trail, len(trail) - 1

    @property
    def name(self) -> str:
        found = []
        parent, action = self.trail[self.node]
        while parent >= 0 and len(found) < 20:
            found.append(str(action))
            parent, action = self.trail[parent]
        return "/".join(reversed(found)) or "root"

    def note(self, sentence: str) -> None:
        self.reader.add((self.name,), sentence)
