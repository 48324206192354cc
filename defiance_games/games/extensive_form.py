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

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..symbolic.expression import ZERO, Expression, add
from . import naming, outline, plays, subgames
from .assembly import CHANCE, InformationSet, Node, Payoffs, Result
from .finish import Lottery, finished
from .game import Game
from .memory import forgetful
from .normal_form import NormalForm
from .outcome import Event, Shape
from .reading import Reader

__all__ = ["CHANCE", "ExtensiveForm", "InformationSet", "Node", "Payoffs", "Result"]


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
        tree: Any = None,
        parameters: Any = (),
        outcomes: Any = (),
        title: str = "",
        source: str = "",
        values: Mapping[str, Any] | None = None,
        reader: Reader | None = None,
        nodes: Any = None,
    ) -> ExtensiveForm:
        """Return the game, checked; all faults are reported at once.

        Parameters
        ----------
        players : names, in the order of the payoffs
        tree : a :class:`~defiance_games.games.tree.Branch`, made by ``move``, ``chance`` and ``end``
        parameters, outcomes, values : as in NormalForm.build
        reader : what reads and collects faults; readers of files bring their own
        nodes : instead of a tree the table of nodes of a game file: name -> what happens there

        Raises InputError: unknown players; nodes that are missing, used twice, unreachable or on a cycle;
        information sets whose nodes have different actions; probabilities that do not sum to one; wrong
        numbers of payoffs; and what NormalForm.build refuses.
        """
        from .nodes import planted
        from .tree import grown

        reader = reader or Reader(title or "game")
        names = reader.labels(players, "players")
        declared = reader.parameters(parameters, values or {})
        if not names:
            reader.finish()
        parts = grown(tree, names, reader) if nodes is None else planted(nodes, names, reader)
        if reader.faults:
            reader.finish()
        return cls.assembled(names, parts, declared, outcomes, title, source, reader)

    @classmethod
    def assembled(
        cls,
        players: tuple[str, ...],
        parts: tuple[tuple[Node, ...], tuple[InformationSet, ...], tuple[Result, ...]],
        parameters: Any,
        outcomes: Any,
        title: str,
        source: str,
        reader: Reader,
    ) -> ExtensiveForm:
        """Return the game of these parts, checked as a whole; for those who read trees."""
        game = cls(
            players,
            *parts,
            parameters=parameters,
            values=reader.fixed,
            title=reader.text(title, "title"),
            source=reader.text(source, "source"),
        )
        return finished(game, outcomes, reader, game._lotteries())

    def _lotteries(self) -> list[Lottery]:
        """The probabilities of chance, each list once; numbers that plainly are probabilities left out."""
        found: dict[Payoffs, Lottery] = {}
        for s in self.information_sets:
            odds = s.probabilities
            if s.player != CHANCE or odds in found:
                continue
            if all(p.is_number and p.value >= 0 for p in odds) and sum(p.value for p in odds) == 1:
                continue
            path = ("nodes", self._key(s.nodes[0]), "chance")
            found[odds] = Lottery(path, "chance", dict(zip(s.actions, odds, strict=True)))
        return list(found.values())

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, ExtensiveForm):
            return NotImplemented
        return hash(self) == hash(other) and self._parts() == other._parts()

    def _parts(self) -> tuple[Any, ...]:
        mine = (self.players, self.results, self.information_sets, self.nodes, self.parameters)
        return (*mine, self.outcomes, self.title, self.source, dict(self.values))

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        sets = tuple(s.label for s in self.information_sets[:8])
        return hash((self.players, len(self.nodes), sets, self.results[:8], self.parameters))

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
        """Return a node's name: its label where no other node has it, else the actions that lead to it.

        Very long ways start anew at ``node 17``, the 17th node after the root in a depth-first walk.
        """
        return self.names[node]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The name of each node."""
        return tuple(naming.names(self.nodes, self.information_sets))

    @cached_property
    def ways(self) -> tuple[str, ...]:
        """The name that each node would have without a label."""
        return tuple(naming.ways(self.nodes, self.information_sets))

    def belief_symbol(self, node: int) -> str:
        """Return the symbol that stands for the belief in a node: ``mu_`` and its name, or its number.

        What a symbol cannot hold becomes ``_``; the number, where that is not unique, is the node's place in
        its information set, counted from 1.

        >>> from defiance_games.games.tree import end, move
        >>> inside = {a: move("B", {"x": end(0, 0)}, at="unsure") for a in ("in", "in 2", "in/2")}
        >>> game = ExtensiveForm.build(["A", "B"], move("A", inside))
        >>> [game.belief_symbol(k) for k in game.information_sets[1].nodes]
        ['mu_in', 'mu_2', 'mu_3']
        """
        here = self.nodes[node].information_set
        if here not in self._belief_symbols:
            nodes = self.information_sets[here].nodes
            names = [re.sub(r"[^0-9A-Za-z_]+", "_", self.name_of(k)).strip("_") for k in nodes]
            times = Counter(names)
            for place, (k, name) in enumerate(zip(nodes, names, strict=True), 1):
                own = name and times[name] == 1 and len(name) <= 40 and not name[0].isdigit()
                found = f"mu_{name}" if own else f"mu_{place}"
                while found in self.symbols:
                    found += "_"
                self._belief_symbols.setdefault(here, {})[k] = found
        return self._belief_symbols[here][node]

    @cached_property
    def _belief_symbols(self) -> dict[int, dict[int, str]]:
        """Information set -> node -> symbol, as far as asked for."""
        return {}

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
        times = Counter(s.label for s in self.information_sets if s.player >= 0)
        return {
            k: s.label if times[s.label] == 1 else f"{self.players[s.player]}: {s.label}"
            for k, s in enumerate(self.information_sets)
            if s.player >= 0
        }

    @cached_property
    def forgetful(self) -> str:
        """A sentence about the first information set at which a player forgets, '' with perfect recall."""
        return forgetful(self)

    # -- subgames -------------------------------------------------------------------------------
    @cached_property
    def subgames(self) -> tuple[int, ...]:
        """The nodes at which a subgame starts, in order: the root, and nodes that cut no information set."""
        return subgames.starts(self)

    @cached_property
    def subgame_starts(self) -> frozenset[int]:
        """The same nodes, to look one up."""
        return frozenset(self.subgames)

    def subgame(self, node: int) -> ExtensiveForm:
        """Return the subgame that starts at a node; its payoffs include those paid on the way to it.

        Raises InputError where no subgame starts there.

        >>> from defiance_games.games.tree import end, move
        >>> game = ExtensiveForm.build(["A"], move("A", {"stop": end(0), "go": move("A", {"on": end(1)})}))
        >>> print(game.subgame(2))
        A
        A:2
          on: 1
        """
        return subgames.subgame(self, node)

    def normal_form(self, reduced: bool = True) -> NormalForm:
        """Return the game in normal form; see :func:`~defiance_games.games.planning.normal_form`."""
        from .planning import normal_form

        return normal_form(self, reduced)

    # -- the game -------------------------------------------------------------------------------
    @property
    def shape(self) -> Shape:
        return self._shape

    @cached_property
    def _shape(self) -> Shape:
        roles = dict.fromkeys(
            (s.label, self.players[s.player] if s.player >= 0 else "chance", s.actions)
            for s in self.information_sets
        )
        return Shape(
            self.players, tuple(roles), frozenset((*(n.label for n in self.nodes if n.label), *self.names))
        )

    def expressions(self) -> Iterator[tuple[tuple[str, ...], Expression]]:
        for s in self.information_sets:
            for action, x in zip(s.actions, s.probabilities):
                yield (() if x.is_number else ("nodes", self._key(s.nodes[0]), "chance", action)), x
        told: set[int] = set()
        for k, n in enumerate(self.nodes):
            if n.result >= 0 and n.result not in told:
                told.add(n.result)
                for x in self.results[n.result].payoffs:
                    yield (() if x.is_number else ("nodes", self._key(k), "payoffs")), x

    def _key(self, node: int) -> str:
        """What a game file calls a node."""
        return self.names[node] if node else naming.ROOT

    def _mapped(self, change: Callable[[Expression], Expression]) -> dict[str, Any]:
        return {
            "information_sets": tuple(
                s._replace(probabilities=tuple(map(change, s.probabilities))) if s.probabilities else s
                for s in self.information_sets
            ),
            "results": tuple(Result(r.label, tuple(map(change, r.payoffs))) for r in self.results),
        }

    # -- plays ----------------------------------------------------------------------------------
    def reached(self, strategies: Any) -> Iterator[tuple[int, Expression]]:
        """Yield each end that can be reached, with the probability of the play that leads to it.

        ``strategies``: player -> information set -> action -> probability, or None for an information set
        that the player's own strategy does not reach.
        """
        return plays.reached(self, strategies)

    def probability(self, event: Event, given: Event, strategies: Any) -> Expression | None:
        return plays.probability(self, event, given, strategies)

    def expectation(self, player: str, given: Event, strategies: Any) -> Expression | None:
        return plays.expectation(self, player, given, strategies)

    # -- views ----------------------------------------------------------------------------------
    def _layout(self) -> dict[str, Any]:
        return {"nodes": outline.table(self)}

    def drawing(self) -> str:
        """Return the tree as indented text: a line a node, with what led to it and what happens there."""
        return outline.drawing(self)

    def __str__(self) -> str:
        return outline.outline(self)

    __repr__ = __str__
