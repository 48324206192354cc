"""The walk through a tree, from the last subgame to the first."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from ...games.extensive_form import CHANCE, ExtensiveForm
from ...symbolic.expression import ONE, ZERO, Expression, add, multiply
from ...symbolic.parametric.explore import Pruned
from ...symbolic.parametric.workbench import EVERYWHERE, Asked, Conjunction, Union, Value, Workbench
from ...symbolic.ring import simplify
from .free import FreeVariables
from .pieces import Mixture, Piece, expected, text, value, values
from .unobserved import Solve, Unobserved

MAX_PIECES = 1_000  # of one subgame
MAX_WORK = 100_000  # combinations of pieces; from there on one piece of each subgame has to do
Best = tuple[list[int], Union, Conjunction]


class Walk:
    """Solves the subgames of a game."""

    def __init__(self, game: ExtensiveForm, nash: Solve, generic: bool, first: bool, deadline: float | None):
        self.game, self.first = game, first
        names = [p.name for p in game.parameters]
        expressions = (e for _, e in game.expressions())
        self.bench = Workbench(names, game.domain, expressions, generic, deadline)
        self.free = FreeVariables(self.bench)
        self.unobserved = Unobserved(game, self.bench, self.free, nash, generic, first, deadline)
        now = time.monotonic()
        self.soon = math.inf if deadline is None else now + 0.6 * (deadline - now)
        self.brief = first  # one piece of each subgame will do
        self.work = 0
        self.cut: set[int] = set()  # information sets at which not every piece was followed up
        self._units: dict[tuple[int, int], Mixture] = {}
        self._memo: dict[tuple, list[Best]] = {}

    def pieces(self) -> list[Piece]:
        """Return the pieces of the whole game."""
        game, inside = self.game, _members(self.game)
        if not game.subgames:  # nobody moves
            return [Piece(values(game.payoffs[0]))]
        found: dict[int, list[Piece]] = {}
        for root in reversed(game.subgames):
            members = inside[root]
            s = game.nodes[root].information_set
            leaves = game.nodes[root].children if len(members) == 1 else _leaves(game, members)
            options = [found.pop(k) if k in found else [Piece(values(game.payoffs[k]))] for k in leaves]
            pieces: list[Piece] = []
            total = math.prod(map(len, options))
            for tried, (parts, region, limits) in enumerate(self._combinations(options), 1):
                if len(members) > 1:
                    pieces += self.unobserved.pieces(members, leaves, parts, region, limits)
                elif game.information_sets[s].player == CHANCE:
                    pieces.append(self._moved_by_chance(s, parts, region, limits))
                else:
                    pieces += self._decided(s, parts, region, limits)
                self._look_at_the_clock()
                if (self.brief and pieces) or len(pieces) > MAX_PIECES:
                    if not self.first and (tried < total or len(pieces) > MAX_PIECES):
                        self.cut.add(s)
                    break
            found[root] = pieces[: 1 if self.first else MAX_PIECES]
        return found[0]

    def undecided(self) -> list[str]:
        """Return sentences about what was not followed up."""
        n = len(self.cut)
        where = "1 information set" if n == 1 else f"{n} information sets"
        more = [f"further equilibria: not every way to break ties was followed up at {where}"] if n else []
        return [*self.unobserved.undecided, *more]

    def _combinations(
        self, options: Sequence[Sequence[Piece]]
    ) -> Iterator[tuple[tuple[Piece, ...], Union, Conjunction]]:
        """Every choice of one piece for each subgame inside, where their regions meet."""
        self.work += math.prod(map(len, options)) - 1
        for parts in itertools.product(*options):
            region = EVERYWHERE
            for other in {p.region: None for p in parts if p.region is not EVERYWHERE}:
                region = other if region == EVERYWHERE else self.bench.joint(region, other)
            if region:
                yield parts, region, tuple(dict.fromkeys([c for p in parts for c in p.limits]))

    def _look_at_the_clock(self) -> None:
        self.brief = self.brief or self.work > MAX_WORK or time.monotonic() > self.soon

    def _moved_by_chance(self, s: int, parts: tuple[Piece, ...], region: Union, limits: Conjunction) -> Piece:
        payoffs = expected(self.game.information_sets[s].probabilities, [p.payoffs for p in parts])
        return Piece(payoffs, (), parts, region, self.free.bearing(payoffs, limits))

    # -- one decision -----------------------------------------------------------------------------
    def _decided(
        self, s: int, parts: tuple[Piece, ...], region: Union, limits: Conjunction
    ) -> Iterator[Piece]:
        player = self.game.information_sets[s].player
        own = tuple(p.payoffs[player] for p in parts)
        for best, there, within in self._best(own, region, limits):
            if len(best) == 1 or self.brief:
                if len(best) > 1 and not self.first:
                    self.cut.add(s)
                k = best[0]
                piece = Piece(parts[k].payoffs, ((s, self._unit(len(parts), k)),), parts, there)
            else:
                piece = self._mixed(s, player, best, parts, there, within)
            yield from self.free.settled(piece, within, limits)

    def _best(self, own: tuple[Value, ...], region: Union, limits: Conjunction) -> list[Best]:
        """Return each set of actions that are the best ones somewhere, and where."""
        numbers = [x for x in own if isinstance(x, Fraction)]
        most = max(numbers) if numbers else None
        if len(numbers) == len(own):
            return [([k for k, x in enumerate(own) if x == most], region, limits)]
        classes: dict[Value, list[int]] = {}
        for k, x in enumerate(own):
            if not isinstance(x, Fraction) or x == most:
                classes.setdefault(x, []).append(k)
        if len(classes) == 1:
            (best,) = classes.values()
            return [(best, region, limits)]
        key = (own, region, limits)
        if key not in self._memo:
            self._memo[key] = list(self._sets_of_best(classes, region, limits))
        return self._memo[key]

    def _sets_of_best(
        self, classes: dict[Value, list[int]], region: Union, limits: Conjunction
    ) -> Iterator[Best]:
        payoffs = list(classes)
        stack: list[tuple[int, ...]] = [(k,) for k in range(len(payoffs) - 1, -1, -1)]
        while stack:
            chosen = stack.pop()
            first, *tied = (payoffs[k] for k in chosen)
            rest = [x for k, x in enumerate(payoffs) if k not in chosen]
            found = self.bench.cases(_is_best(first, tied, rest), payoffs, region, limits)
            actions = sorted(k for i in chosen for k in classes[payoffs[i]])
            for there, within, _ in self.bench.grouped(found):
                yield actions, there, within
            for k in range(len(payoffs) - 1, chosen[-1], -1):
                if not self.bench.holds(_differ(first, payoffs[k]), payoffs, region, limits):
                    stack.append((*chosen, k))

    def _mixed(
        self,
        s: int,
        player: int,
        best: Sequence[int],
        parts: tuple[Piece, ...],
        region: Union,
        limits: Conjunction,
    ) -> Piece:
        """The piece in which a player mixes over the ``best`` actions in any way."""
        mixture = self.free.mixture(s, len(parts), best)
        payoffs: list[Value] = []
        for i in range(len(self.game.players)):
            got = [parts[k].payoffs[i] for k in best]
            short = min(got, key=lambda x: len(x.symbols) if isinstance(x, Expression) else 0)
            if i == player or all(self._equal(short, x, region, limits) for x in got):
                payoffs.append(short)
            else:
                terms = (multiply(mixture[k], text(parts[k].payoffs[i])) for k in best)
                payoffs.append(value(simplify(add(*terms))))
        return Piece(tuple(payoffs), ((s, mixture),), parts, region)

    def _equal(self, a: Value, b: Value, region: Union, limits: Conjunction) -> bool:
        if a == b or (isinstance(a, Fraction) and isinstance(b, Fraction)):
            return a == b
        if not any(c.op == "=" for c in (*limits, *(c for d in region for c in d), *self.game.domain)):
            return simplify(text(a) - text(b)) == ZERO
        return self.bench.holds(lambda ask: ask.sign(a - b) == 0, [a, b], region, limits)

    def _unit(self, n: int, k: int) -> Mixture:
        """The pure choice of action k among n."""
        if (n, k) not in self._units:
            self._units[n, k] = tuple(ONE if i == k else ZERO for i in range(n))
        return self._units[n, k]


# -- the tree -------------------------------------------------------------------------------------
def _members(game: ExtensiveForm) -> dict[int, list[int]]:
    """Root of a subgame -> the nodes with moves in it that are in no smaller subgame."""
    roots = set(game.subgames)
    owner = [0] * len(game.nodes)
    inside: dict[int, list[int]] = {}
    for k, n in enumerate(game.nodes):
        owner[k] = k if k in roots else owner[n.parent]
        if n.information_set >= 0:
            inside.setdefault(owner[k], []).append(k)
    return inside


def _leaves(game: ExtensiveForm, members: Sequence[int]) -> list[int]:
    """The nodes that follow on ``members`` without being among them."""
    inside = set(members)
    return [c for k in members for c in game.nodes[k].children if c not in inside]


# -- questions ------------------------------------------------------------------------------------
def _is_best(first: Value, tied: Sequence[Value], rest: Sequence[Value]) -> Callable[[Asked], None]:
    """Ask whether some actions are equally good, and better than the rest."""

    def procedure(ask: Asked) -> None:
        if any(ask.sign(first - x) != 0 for x in tied):
            raise Pruned("not tied")
        if any(ask.sign(first - x) <= 0 for x in rest):
            raise Pruned("not best")

    return procedure


def _differ(a: Value, b: Value) -> Callable[[Asked], bool]:
    return lambda ask: ask.sign(a - b) != 0
