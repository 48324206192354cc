"""What makes a profile of a tree an equilibrium, as comparisons with zero.

*nash*: no player gains by any change of its plan. *subgame-perfect*: nor in any subgame. *perfect-bayesian*:
at every information set no player gains by any change of what it does from there on, given the belief there;
beliefs follow Bayes' rule wherever the information set has a positive probability in the smallest subgame
that holds it. *sequential*: beliefs are also consistent (:mod:`~defiance_games.verifier.consistency`).

Subgames are taken one by one: in each, the subgames inside it count for what the profile gives there, which
is enough since nobody gains inside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

from ..errors import escaped
from ..games.extensive_form import ExtensiveForm
from .consistency import NotDecided
from .rationality import Believing, Need, Number, Read, Requirement, Rows, total
from .ways import Move, Ways

CONCEPTS = ("nash", "subgame-perfect", "perfect-bayesian", "sequential")
MOST_MOVES = 4  # in a sentence


class Course(NamedTuple):
    """What follows from a profile: behavior by information set (chance's too), values by node, reach by node.

    ``reach`` is the probability of coming to a node from the root of the smallest subgame that holds it.
    """

    mixes: list[Sequence[Number] | None]
    worth: list[Sequence[Number]]
    reach: list[Number]


class TreePlay(Believing):
    """A tree in the arithmetic of ``read``."""

    def __init__(self, game: ExtensiveForm, concept: str, read: Read, zero: Number, one: Number):
        self.game, self.concept, self.zero, self.one = game, concept, zero, one
        self.numeric = isinstance(zero, Fraction)
        sets = game.information_sets
        self.own = [s for s, there in enumerate(sets) if there.player >= 0]
        self.chances = {s: [read(p) for p in there.probabilities] for s, there in enumerate(sets)}
        self.paid = {k: [read(u) for u in paid] for k, paid in game.payoffs.items()}
        roots = {0} if concept == "nash" else {0, *game.subgames}
        self.top: list[int] = []  # the root of the smallest subgame that holds a node
        for k, n in enumerate(game.nodes):
            self.top.append(k if k in roots else self.top[n.parent])
        self.believing = concept in ("perfect-bayesian", "sequential")
        self.places = [s for s in self.own if len(sets[s].nodes) > 1] if self.believing else []
        self._last: tuple[Rows, Course] | None = None

    # -- a profile --------------------------------------------------------------------------------
    def course(self, rows: Rows) -> Course:
        """Return what follows from a profile; an information set without behavior counts for nothing."""
        if self._last is not None and self._last[0] is rows:
            return self._last[1]
        mixes: list[Sequence[Number] | None] = list(self.chances.values())
        for s, row in zip(self.own, rows, strict=True):
            mixes[s] = row
        found = Course(mixes, self._worth(mixes), self._reach(mixes))
        self._last = rows, found
        return found

    def _worth(self, mixes: Sequence[Any]) -> list[Sequence[Number]]:
        nodes, nothing = self.game.nodes, [self.zero] * len(self.game.players)
        worth: list[Sequence[Number]] = [nothing] * len(nodes)
        for k in range(len(nodes) - 1, -1, -1):
            n = nodes[k]
            if n.information_set < 0:
                worth[k] = self.paid[k]
                continue
            here: Sequence[Number] | None = None
            for x, child in zip(mixes[n.information_set] or (), n.children):
                if x:
                    part = worth[child] if x == self.one else [x * v if v else v for v in worth[child]]
                    here = (
                        part if here is None else [a + b if a and b else a or b for a, b in zip(here, part)]
                    )
            worth[k] = here or nothing
        return worth

    def _reach(self, mixes: Sequence[Any]) -> list[Number]:
        nodes, reach = self.game.nodes, [self.zero] * len(self.game.nodes)
        for k, n in enumerate(nodes):
            if self.top[k] == k:
                reach[k] = self.one
            elif reach[n.parent]:
                mix = mixes[nodes[n.parent].information_set]
                if mix is not None and mix[n.branch]:
                    reach[k] = self._times(reach[n.parent], mix[n.branch])
        return reach

    def _times(self, a: Number, b: Number) -> Number:
        return b if a == self.one else a if b == self.one else a * b

    # -- what must hold ---------------------------------------------------------------------------
    def complete(self, rows: Rows) -> Iterator[Requirement]:
        """Behavior is given at every information set; for nash where the player's own moves can lead."""
        missing = [s for s, row in zip(self.own, rows, strict=True) if row is None]
        for player in dict.fromkeys(self.game.information_sets[s].player for s in missing):
            own = self._own_reach(player, rows)
            for s in missing:
                if self.game.information_sets[s].player == player:
                    value = own[s] if self.concept == "nash" else self.one
                    yield Requirement(value, "=", partial(self._missing, s))

    def _own_reach(self, player: int, rows: Rows) -> dict[int, Number]:
        """The probability with which a player's own moves allow an information set of its own."""
        nodes, sets = self.game.nodes, self.game.information_sets
        mixes = dict(zip(self.own, rows, strict=True))
        last: list[Move | None] = []
        found: dict[int, Number] = {}
        for n in nodes:
            move: Move | None = None
            if n.parent >= 0:
                s = nodes[n.parent].information_set
                move = (s, n.branch) if sets[s].player == player else last[n.parent]
            last.append(move)
            s = n.information_set
            if s >= 0 and sets[s].player == player and s not in found:
                mix = None if move is None else mixes[move[0]]
                found[s] = (
                    self.one
                    if move is None
                    else self.zero
                    if mix is None
                    else self._times(found[move[0]], mix[move[1]])
                )
        return found

    def requirements(self, rows: Rows) -> Iterator[Requirement]:
        """Nobody gains: in the game, in any subgame, or at any information set where a belief is due."""
        course, sets = self.course(rows), self.game.information_sets
        if not self.believing:
            movers = dict.fromkeys((self.top[sets[s].nodes[0]], sets[s].player) for s in self.own)
            for root, player in movers:
                yield from self._gains(course, player, [root], [self.one], root)
            return
        for s in self.own:
            nodes = sets[s].nodes
            weights = [self.one] if len(nodes) == 1 else [course.reach[k] for k in nodes]
            if any(weights):
                root = nodes[0] if len(nodes) == 1 else self.top[nodes[0]]
                yield from self._gains(course, sets[s].player, nodes, weights, root, s)

    def _gains(
        self,
        course: Course,
        player: int,
        starts: Sequence[int],
        weights: Sequence[Number],
        root: int,
        s: int = -1,
    ) -> Iterator[Requirement]:
        """A player does not gain by any way to go on from places that have these weights."""
        if self.numeric and len(starts) == 1 and self._last_move(starts[0], player):
            yield from self._one_move(course, player, starts[0], s)
            return
        ways = self._ways(course, player, starts)
        weight = None if len(starts) == 1 else total(weights, self.zero)
        if self.numeric:
            best, moves = ways.best(weights)
            value = _product(weights, [course.worth[k][player] for k in starts], self.zero) - best
            text = partial(self._gain, course, player, moves, root, s, "")
            yield Requirement(value, ">=", text, weight, True)
            return
        for mine, other, moves in ways.every():
            value = _product(weights, [a - b for a, b in zip(mine, other, strict=True)], self.zero)
            text = partial(self._gain, course, player, moves, root, s, "")
            yield Requirement(value, ">=", text, weight, True)

    def _last_move(self, node: int, player: int) -> bool:
        """Whether the player moves there and each of its actions ends the subgame or starts another."""
        n = self.game.nodes[node]
        return self.game.information_sets[n.information_set].player == player and all(
            self.top[c] == c or not self.game.nodes[c].children for c in n.children
        )

    def _one_move(self, course: Course, player: int, node: int, s: int) -> Iterator[Requirement]:
        """The most common case, and the quickest."""
        n = self.game.nodes[node]
        values = [course.worth[c][player] for c in n.children]
        top, own = max(values), course.worth[node][player]
        if own is not top:
            text = partial(self._gain, course, player, [(n.information_set, values.index(top))], node, s, "")
            yield Requirement(own - top, ">=", text, None, True)

    def _ways(self, course: Course, player: int, starts: Sequence[int]) -> Ways:
        """What a player can do from some nodes on, within the smallest subgame that holds them."""
        nodes, sets = self.game.nodes, self.game.information_sets
        top = self.top[starts[0]]
        ways = Ways(len(starts), self.zero, {})
        mixes: dict[int, Sequence[Number] | None] = {}
        stack: list[tuple[int, int, Number, Move | None]] = [
            (k, j, self.one, None) for j, k in enumerate(starts)
        ]
        while stack:
            k, start, weight, after = stack.pop()
            n = nodes[k]
            s = n.information_set
            if s < 0 or self.top[k] != top:
                ways.pay(after, start, self._times(weight, course.worth[k][player]))
            elif sets[s].player == player:
                if s not in ways.before:
                    ways.before[s], ways.actions[s] = after, len(n.children)
                    mixes[s] = course.mixes[s]
                stack += [(child, start, weight, (s, a)) for a, child in enumerate(n.children)]
            else:
                for x, child in zip(course.mixes[s] or (), n.children):
                    if x:
                        stack.append((child, start, self._times(weight, x), after))
        ways.mixes = mixes
        return ways

    # -- beliefs ----------------------------------------------------------------------------------
    def need(self, rows: Rows, m: int) -> Need:
        """What behavior at an information set needs where it is not reached."""
        course, there = self.course(rows), self.game.information_sets[m]
        weights = [course.reach[k] for k in there.nodes]
        chance = total(weights, self.zero)
        ways = self._ways(course, there.player, there.nodes)
        mine = [course.worth[k][there.player] for k in there.nodes]

        def losses() -> list[Sequence[Number]]:
            return [[a - b for a, b in zip(x, y, strict=True)] for x, y, _ in ways.every()]

        return Need(m, chance, weights, losses, (course, ways, mine))

    def supported(self, need: Need, belief: Sequence[Number]) -> Iterator[Requirement]:
        """Behavior at an information set is best to a belief."""
        course, ways, mine = need.ways
        player, note = self.game.information_sets[need.place].player, " with the belief stated there"
        if self.numeric:
            best, moves = ways.best(belief)
            value = _product(belief, mine, self.zero) - best
            text = partial(self._gain, course, player, moves, self._root(need.place), need.place, note)
            yield Requirement(value, ">=", text, is_gain=True)
            return
        for first, other, moves in ways.every():
            value = _product(belief, [a - b for a, b in zip(first, other, strict=True)], self.zero)
            text = partial(self._gain, course, player, moves, self._root(need.place), need.place, note)
            yield Requirement(value, ">=", text, is_gain=True)

    def aside(self, rows: Rows, m: int, belief: Sequence[Number]) -> Iterator[Requirement]:
        """A belief that is stated where none is asked for: at a single node, or for nash."""
        yield from self.believed(m, belief)
        nodes = self.game.information_sets[m].nodes
        if len(nodes) > 1:
            weights = [self.course(rows).reach[k] for k in nodes]
            yield from self.bayes(Need(m, total(weights, self.zero), weights), belief)

    def assessment(
        self, rows: Rows, stated: Mapping[int, Sequence[Number]]
    ) -> tuple[Sequence[Any], dict[int, Sequence[Number]]]:
        """Return behavior by information set and all beliefs: those stated, else Bayes'."""
        course, found = self.course(rows), {}
        for m in self.places:
            weights = [course.reach[k] for k in self.game.information_sets[m].nodes]
            if m in stated:
                found[m] = stated[m]
            elif chance := total(weights, self.zero):
                found[m] = [w * chance**-1 for w in weights]
            else:
                raise NotDecided(f"the belief {self.after(m)} is not stated")
        return course.mixes, found

    def _root(self, s: int) -> int:
        return self.top[self.game.information_sets[s].nodes[0]]

    # -- sentences --------------------------------------------------------------------------------
    def after(self, m: int) -> str:
        return f"at {escaped(self.game.information_sets[m].label)}"

    def reply(self, m: int) -> str:
        there = self.game.information_sets[m]
        return f"The behavior of {escaped(self.game.players[there.player])} at {escaped(there.label)}"

    def _missing(self, s: int) -> str:
        if self.concept == "nash":
            return f"{self.reply(s)} must be given: the player's own strategy reaches it."
        return f"{self.reply(s)} must be given, reached or not."

    def _gain(self, course: Course, player: int, moves: Sequence[Move], root: int, s: int, note: str) -> str:
        """The sentence that says who gains by what, and where."""
        sets = self.game.information_sets
        root = self.top[root]
        made = [f"{escaped(sets[k].actions[a])} at {escaped(sets[k].label)}" for k, a in moves]
        told = " and ".join(
            [
                *made[:MOST_MOVES],
                *([f"{len(made) - MOST_MOVES} more moves"] if len(made) > MOST_MOVES else []),
            ]
        )
        off = not any(self._reached(course, k) for k in (sets[s].nodes if s >= 0 else [root]))
        where = ""
        if root:
            where = f"In the subgame after {self._place(root)}{' (not reached)' if off else ''}: "
        elif off and s >= 0:
            note = f" (not reached){note}"
        return f"{where}{escaped(self.game.players[player])} gains {{gain}} by playing {told}{note}."

    def _reached(self, course: Course, node: int) -> bool:
        """Whether a node has a positive probability (with symbols: perhaps)."""
        nodes = self.game.nodes
        while node > 0:
            mix = course.mixes[nodes[nodes[node].parent].information_set]
            if mix is None or not mix[nodes[node].branch]:
                return False
            node = nodes[node].parent
        return True

    def _place(self, node: int) -> str:
        """How the play comes to a node: its last moves."""
        sets, path = self.game.information_sets, self.game.path(node)
        told = ", ".join(escaped(sets[s].actions[a]) for s, a in path[-MOST_MOVES:])
        return told if len(path) <= MOST_MOVES else f"..., {told}"


def _product(a: Sequence[Number], b: Sequence[Number], zero: Number) -> Number:
    return total([x * y for x, y in zip(a, b, strict=True) if x and y], zero)
