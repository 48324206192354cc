"""Games in extensive form: trees with chance, information sets, any number of players.

>>> from defiance_games.games.tree import chance, end, move
>>> game = ExtensiveForm.build(
...     players=["Entrant", "Incumbent"],
...     tree=move("Entrant", {
...         "out": end(0, "m"),
...         "enter": move("Incumbent", {"fight": end(-1, "-f"), "accommodate": end(1, "m/2")}),
...     }),
... )
>>> [s.label for s in game.information_sets], game.depth
(['Entrant:1', 'Incumbent:1'], 2)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from ..errors import escaped
from ..symbolic.expand import is_zero
from ..symbolic.expression import ONE, ZERO, Expression, add, multiply
from .finish import finished
from .game import Game
from .outcome import Event, Shape
from .reading import Reader

CHANCE = -1  # the player who moves by fixed probabilities
Payoffs = tuple[Expression, ...]


class Node(NamedTuple):
    """A place in a tree. Nodes are numbered in the order of a depth-first walk; the root is node 0."""

    parent: int  # -1 at the root
    branch: int  # which action at the parent leads here
    information_set: int  # -1 where the play ends
    children: tuple[int, ...] = ()
    label: str = ""
    result: int = -1  # the payoffs paid here, on the way or at the end; -1 for none


class InformationSet(NamedTuple):
    """The nodes that a player cannot tell apart; of chance (player ``CHANCE``) with its probabilities."""

    player: int
    label: str  # unique for the player
    actions: tuple[str, ...]
    nodes: tuple[int, ...]
    probabilities: tuple[Expression, ...] = ()


class Result(NamedTuple):
    """Payoffs that a node pays, under the name that a file gives them."""

    label: str
    payoffs: Payoffs


@dataclass(frozen=True, repr=False)
class ExtensiveForm(Game):
    """A finite game in extensive form. Build one with :meth:`build`, or read a file.

    Parameters
    ----------
    players, and by keyword parameters, outcomes, title, source, values : as in every Game
    nodes : in the order of a depth-first walk
    information_sets : those of players and of chance, in the order of their first nodes
    results : the payoffs that nodes pay; a play is worth the sum over its nodes
    """

    nodes: tuple[Node, ...]
    information_sets: tuple[InformationSet, ...]
    results: tuple[Result, ...]

    kind = "extensive"

    @classmethod
    def build(
        cls,
        players: Any,
        tree: Any,
        parameters: Any = (),
        outcomes: Any = (),
        title: str = "",
        source: str = "",
        values: Mapping[str, Any] | None = None,
        reader: Reader | None = None,
    ) -> ExtensiveForm:
        """Return the game, checked; all faults are reported at once.

        Parameters
        ----------
        players : names, in the order of the payoffs
        tree : a :class:`~defiance_games.games.tree.Branch`, made by ``move``, ``chance`` and ``end``
        parameters, outcomes, values : as in NormalForm.build
        reader : what reads and collects faults; readers of files bring their own
        """
        from .tree import grown

        reader = reader or Reader(title or "game")
        names = reader.labels(players, "players")
        declared = reader.parameters(parameters, values or {})
        if not names:
            reader.finish()
        nodes, sets, results = grown(tree, names, reader)
        if reader.faults:
            reader.finish()
        game = cls(
            names,
            nodes,
            sets,
            results,
            parameters=declared,
            values=reader.fixed,
            title=reader.text(title, "title"),
            source=reader.text(source, "source"),
        )
        return finished(game, outcomes, reader)

    # -- the tree -------------------------------------------------------------------------------
    @cached_property
    def ends(self) -> tuple[int, ...]:
        """The nodes where the play ends."""
        return tuple(k for k, n in enumerate(self.nodes) if n.information_set < 0)

    @cached_property
    def last(self) -> tuple[int, ...]:
        """For each node the last node of its subtree; a subtree is ``range(node, last[node] + 1)``."""
        found = list(range(len(self.nodes)))
        for k in range(len(self.nodes) - 1, 0, -1):
            parent = self.nodes[k].parent
            found[parent] = max(found[parent], found[k])
        return tuple(found)

    @property
    def depth(self) -> int:
        """The largest number of moves in a play."""
        depths = [0] * len(self.nodes)
        for k, n in enumerate(self.nodes[1:], 1):
            depths[k] = depths[n.parent] + 1
        return max(depths)

    def path(self, node: int) -> list[tuple[int, int]]:
        """Return the moves that lead to a node from the root: (information set, action)."""
        moves = []
        while self.nodes[node].parent >= 0:
            parent, branch = self.nodes[node].parent, self.nodes[node].branch
            moves.append((self.nodes[parent].information_set, branch))
            node = parent
        return moves[::-1]

    def name_of(self, node: int) -> str:
        """Return the node's label where no other node has it, else the actions that lead to it."""
        label = self.nodes[node].label
        if label and self._labels[label] == 1:
            return label
        sets = self.information_sets
        return "/".join(sets[s].actions[a] for s, a in self.path(node)) or "root"

    @cached_property
    def _labels(self) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for n in self.nodes:
            found[n.label] = found.get(n.label, 0) + 1
        return found

    @cached_property
    def payoffs(self) -> Mapping[int, Payoffs]:
        """End node -> payoffs of the whole play."""
        nothing = (ZERO,) * len(self.players)
        worth: list[Payoffs] = []
        for n in self.nodes:
            before = worth[n.parent] if n.parent >= 0 else nothing
            here = self.results[n.result].payoffs if n.result >= 0 else None
            if here is None:
                worth.append(before)
            else:
                worth.append(here if before is nothing else tuple(map(add, before, here)))
        return {k: worth[k] for k in self.ends}

    def sets_of(self, player: int) -> list[int]:
        """Return the numbers of a player's information sets."""
        return [k for k, s in enumerate(self.information_sets) if s.player == player]

    @cached_property
    def belief_names(self) -> Mapping[int, str]:
        """Information set of a player -> its name among all players' sets, as ``beliefs`` uses it."""
        labels = [s.label for s in self.information_sets if s.player >= 0]
        return {
            k: s.label if labels.count(s.label) == 1 else f"{self.players[s.player]}: {s.label}"
            for k, s in enumerate(self.information_sets)
            if s.player >= 0
        }

    # -- memory ---------------------------------------------------------------------------------
    @cached_property
    def forgetful(self) -> str:
        """A sentence about the first information set at which a player forgets, '' with perfect recall."""
        own: list[tuple[int, ...]] = []  # for each node, the number of each player's last sequence
        numbers: dict[tuple[int, int, int], int] = {}
        remembered: dict[int, int] = {}
        for k, n in enumerate(self.nodes):
            if n.parent < 0:
                own.append((0,) * len(self.players))
            else:
                s = self.nodes[n.parent].information_set
                player = self.information_sets[s].player
                before = own[n.parent]
                if player >= 0:
                    key = (s, n.branch, before[player])
                    number = numbers.setdefault(key, len(numbers) + 1)
                    before = (*before[:player], number, *before[player + 1 :])
                own.append(before)
            if n.information_set < 0:
                continue
            here = self.information_sets[n.information_set]
            if (
                here.player >= 0
                and remembered.setdefault(n.information_set, own[k][here.player]) != own[k][here.player]
            ):
                return self._forgets(n.information_set)
        return ""

    def _forgets(self, s: int) -> str:
        here = self.information_sets[s]
        nodes = set(here.nodes)
        twice = any(self._passes(k, nodes) for k in here.nodes)
        who, where = escaped(self.players[here.player]), escaped(here.label)
        what = (
            "can meet it twice in one play (absent-mindedness)" if twice else "forgets an earlier move there"
        )
        return f"information set '{where}' of {who}: the player {what}"

    def _passes(self, node: int, others: set[int]) -> bool:
        """Whether the way to a node leads through one of the others."""
        node = self.nodes[node].parent
        while node >= 0:
            if node in others:
                return True
            node = self.nodes[node].parent
        return False

    # -- subgames -------------------------------------------------------------------------------
    @cached_property
    def subgames(self) -> tuple[int, ...]:
        """The nodes at which a subgame starts, in order: the root, and nodes that cut no information set."""
        low = [len(self.nodes)] * len(self.nodes)
        high = [-1] * len(self.nodes)
        span = [(s.nodes[0], s.nodes[-1]) for s in self.information_sets]
        for k in range(len(self.nodes) - 1, -1, -1):
            n = self.nodes[k]
            if n.information_set >= 0 and self.information_sets[n.information_set].player >= 0:
                first, last = span[n.information_set]
                low[k], high[k] = min(low[k], first), max(high[k], last)
            if n.parent >= 0:
                low[n.parent] = min(low[n.parent], low[k])
                high[n.parent] = max(high[n.parent], high[k])
        return tuple(
            k
            for k, n in enumerate(self.nodes)
            if n.information_set >= 0 and low[k] >= k and high[k] <= self.last[k]
        )

    # -- the game -------------------------------------------------------------------------------
    @property
    def shape(self) -> Shape:
        return Shape(
            self.players,
            tuple(
                (s.label, self.players[s.player] if s.player >= 0 else "chance", s.actions)
                for s in self.information_sets
            ),
        )

    def expressions(self) -> Iterator[tuple[tuple[str, ...], Expression]]:
        for s in self.information_sets:
            for action, x in zip(s.actions, s.probabilities):
                yield ("nodes", self.nodes[s.nodes[0]].label, "chance", action), x
        for k, n in enumerate(self.nodes):
            if n.result >= 0:
                for x in self.results[n.result].payoffs:
                    yield ("nodes", n.label, "payoffs"), x

    def _mapped(self, change: Callable[[Expression], Expression]) -> dict[str, Any]:
        return {
            "information_sets": tuple(
                s._replace(probabilities=tuple(map(change, s.probabilities))) for s in self.information_sets
            ),
            "results": tuple(Result(r.label, tuple(map(change, r.payoffs))) for r in self.results),
        }

    def reached(self, strategies: Any) -> Iterator[tuple[int, Expression]]:
        """Yield each end that can be reached, with the probability of the play that leads to it.

        ``strategies``: player -> information set -> action -> probability, or None for an information set
        that the player's own strategy does not reach.
        """
        weight: list[Expression] = []
        for k, n in enumerate(self.nodes):
            if n.parent < 0:
                weight.append(ONE)
            else:
                before = weight[n.parent]
                weight.append(ZERO if before == ZERO else multiply(before, self._chance(n, strategies)))
            if n.information_set < 0 and weight[k] != ZERO:
                yield k, weight[k]

    def _chance(self, n: Node, strategies: Any) -> Expression:
        """The probability of the move that leads to a node."""
        s = self.information_sets[self.nodes[n.parent].information_set]
        if s.player == CHANCE:
            return s.probabilities[n.branch]
        mix = strategies[self.players[s.player]][s.label]
        return ZERO if mix is None else mix[s.actions[n.branch]]

    def probability(self, event: Event, given: Event, strategies: Any) -> Expression | None:
        ends = list(self.reached(strategies))
        condition = add(*(w for k, w in ends if self._happens(given, k)))
        if given and is_zero(condition):
            return None
        both = add(*(w for k, w in ends if self._happens(event, k) and self._happens(given, k)))
        return both / condition if given else both

    def expectation(self, player: str, given: Event, strategies: Any) -> Expression | None:
        own = self.players.index(player)
        ends = [(k, w) for k, w in self.reached(strategies) if self._happens(given, k)]
        total = add(*(multiply(w, self.payoffs[k][own]) for k, w in ends))
        if not given:
            return total
        condition = add(*(w for _, w in ends))
        return None if is_zero(condition) else total / condition

    def _happens(self, event: Event, end: int) -> bool:
        """Whether every move of an event is made on the way to an end."""
        if not event:
            return True
        made = {
            (self.information_sets[s].label, self.information_sets[s].actions[a]) for s, a in self.path(end)
        }
        return all(move in made for move in event.items())

    # -- views ----------------------------------------------------------------------------------
    def _layout(self) -> dict[str, Any]:
        return {}

    def __str__(self) -> str:
        return self.title or "game"

    __repr__ = __str__
