"""What there is to draw of a game of turns: nodes, branches, information sets, an equilibrium.

A :class:`Sketch` is the same for trees and for signaling games, and knows nothing of places or pens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from ...games.extensive_form import CHANCE, ExtensiveForm
from ...games.signaling import SignalingGame
from ...solution import Equilibrium
from ...symbolic.expression import ONE, ZERO, Expression, symbol
from ..page import Cell

CHANCE_NAME = "Chance"


@dataclass(frozen=True)
class Branch:
    """A move: its name, its probability where that is not 0 or 1, and whether it is played and reached."""

    action: str
    after: int  # the node that it leads to
    odds: Cell = None
    played: bool = False
    reached: bool = False


@dataclass(frozen=True)
class Spot:
    """A node: who moves there, or what the play pays; with the belief of who cannot tell it from others."""

    owner: str = ""
    parent: int = -1
    branches: tuple[Branch, ...] = ()
    belief: Cell = None
    payoffs: tuple[Expression, ...] | None = None
    chance: bool = False


@dataclass(frozen=True)
class Sketch:
    """Nodes in the order of a depth-first walk, and the information sets of several nodes."""

    spots: tuple[Spot, ...]
    sets: tuple[tuple[int, ...], ...]
    players: tuple[str, ...]
    title: str = ""
    equilibrium: Equilibrium | None = None
    legend: tuple[tuple[Expression, Expression], ...] = field(default=())  # what short names stand for

    @property
    def leaves(self) -> int:
        """How many plays there are."""
        return sum(s.payoffs is not None for s in self.spots)


def of_tree(game: ExtensiveForm, e: Equilibrium | None = None) -> Sketch:
    """Return the sketch of a tree.

    >>> from defiance_games.games.tree import end, move
    >>> game = ExtensiveForm.build(["A", "B"], move("A", {"l": move("B", {"x": end(0, 1)}), "r": end(1, 0)}))
    >>> [s.owner for s in of_tree(game).spots], of_tree(game).leaves
    (['A', 'B', '', ''], 2)
    """
    drawn = [_of_node(game, k, e) for k in range(len(game.nodes))]
    sets = tuple(s.nodes for s in game.information_sets if s.player != CHANCE and len(s.nodes) > 1)
    return _reached(Sketch(tuple(drawn), sets, game.players, game.title, e))


def _of_node(game: ExtensiveForm, k: int, e: Equilibrium | None) -> Spot:
    node = game.nodes[k]
    if node.information_set < 0:
        return Spot(parent=node.parent, payoffs=game.payoffs[k])
    here = game.information_sets[node.information_set]
    if here.player == CHANCE:
        odds: Any = dict(zip(here.actions, here.probabilities, strict=True))
        branches = _branches(here.actions, node.children, odds, True)
        return Spot(CHANCE_NAME, node.parent, branches, chance=True)
    player = game.players[here.player]
    odds = None if e is None else (e.strategies.get(player) or {}).get(here.label)
    belief = None
    if e is not None and len(here.nodes) > 1:
        belief = e.beliefs.get(game.belief_names[node.information_set], {}).get(game.name_of(k))
    return Spot(player, node.parent, _branches(here.actions, node.children, odds), belief)


def _branches(actions: Any, after: Any, odds: Any, chance: bool = False) -> tuple[Branch, ...]:
    found = []
    for action, k in zip(actions, after, strict=True):
        p = None if odds is None else odds.get(action, ZERO)
        sure = p is None or p in (ONE, ZERO)
        shown = p if chance or not sure else None
        found.append(Branch(action, k, shown, p is not None and p != ZERO))
    return tuple(found)


def of_signaling(game: SignalingGame, e: Equilibrium | None = None) -> Sketch:
    """Return the sketch of a signaling game: chance draws the type, the sender a message, then the reply."""
    sender, receiver = game.players
    spots: list[Spot] = [Spot()]
    asked: list[list[int]] = [[] for _ in game.messages]
    types, prior = [], dict(zip(game.types, game.priors, strict=True))
    for t, kind in enumerate(game.types):
        types.append(len(spots))
        spots.append(Spot())
        sent = []
        for m, message in enumerate(game.messages):
            here = len(spots)
            sent.append(here)
            asked[m].append(here)
            replies = game.responses[m]
            after = range(here + 1, here + 1 + len(replies))
            odds = e.strategies[receiver].get(message) if e else None
            belief = e.beliefs.get(message, {}).get(kind) if e else None
            spots.append(Spot(receiver, types[-1], _branches(replies, after, odds), belief))
            spots += [Spot(parent=here, payoffs=game.payoffs[t, m, r]) for r in range(len(replies))]
        plan = e.strategies[sender].get(kind) if e else None
        spots[types[-1]] = Spot(sender, 0, _branches(game.messages, sent, plan))
    spots[0] = Spot(CHANCE_NAME, -1, _branches(game.types, types, prior, True), chance=True)
    sets = tuple(tuple(nodes) for nodes in asked if len(nodes) > 1)
    return _reached(Sketch(tuple(spots), sets, game.players, game.title, e))


def _reached(sketch: Sketch) -> Sketch:
    """Mark the branches that the play can take; without an equilibrium none is marked."""
    spots = list(sketch.spots)
    if sketch.equilibrium is None:
        plain = (tuple(replace(b, played=False) for b in s.branches) for s in spots)
        return replace(sketch, spots=tuple(replace(s, branches=b) for s, b in zip(spots, plain)))
    possible = {0}
    for k, s in enumerate(spots):
        on = k in possible
        spots[k] = replace(s, branches=tuple(replace(b, reached=on and b.played) for b in s.branches))
        possible |= {b.after for b in spots[k].branches if b.reached}
    return replace(sketch, spots=tuple(spots))


def shortened(sketch: Sketch, wide: Callable[[Cell], bool]) -> Sketch:
    """Return the sketch with probabilities and beliefs that are too ``wide`` called x_1, x_2, ...

    >>> from defiance_games.symbolic.expression import symbol
    >>> chance = Spot("Chance", -1, (Branch("a", 1, symbol("p") / 2), Branch("b", 2, 1 - symbol("p") / 2)))
    >>> drawn = Sketch((chance, Spot(), Spot()), (), ())
    >>> short = shortened(drawn, lambda cell: len(str(cell)) > 3)
    >>> [str(b.odds) for b in short.spots[0].branches], short.legend
    (['p/2', 'x_1'], ((x_1, 1 - p/2),))
    """
    names: dict[Expression, Expression] = {}
    used = {s for item in _formulas(sketch) for s in item.symbols}
    letter = next(x for x in ("x", "y", "z", "xi", "zeta") if not any(s.startswith(x) for s in used))

    def short(cell: Cell) -> Cell:
        if not isinstance(cell, Expression) or not wide(cell):
            return cell
        return names.setdefault(cell, symbol(f"{letter}_{len(names) + 1}"))

    spots = tuple(
        replace(s, belief=short(s.belief), branches=tuple(replace(b, odds=short(b.odds)) for b in s.branches))
        for s in sketch.spots
    )
    return replace(sketch, spots=spots, legend=tuple((name, x) for x, name in names.items()))


def _formulas(sketch: Sketch) -> Iterator[Expression]:
    for s in sketch.spots:
        yield from s.payoffs or ()
        yield from (x for x in (s.belief, *(b.odds for b in s.branches)) if isinstance(x, Expression))
