"""All subgame-perfect equilibria of a tree: Nash in every subgame, ties between actions included.

Subgames are solved from the last to the first. What has been solved is a *piece*: where in the parameters,
how everyone behaves, and what the players get. A player who is indifferent may mix in any way, so that a
tie makes a piece with *free variables*; they are parameters, with a domain, of the choices before them. A
decision node asks for the set of its best actions: each set that is the set of best actions somewhere makes
a piece, on the part of the parameters and free variables where it is. In the end conditions on free
variables are closed, and the region of a piece is where its free variables have a value. A subgame in which
moves are not observed is solved for Nash, with what follows replaced by its worth.
Source: Selten (1965, 1975); Zermelo (1913) and Kuhn (1953) for backward induction.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from ..games.extensive_form import CHANCE, ExtensiveForm
from ..games.truncated import truncated
from ..solution import Equilibrium, Proposal
from ..symbolic.condition import Condition, Parameter
from ..symbolic.expression import ONE, ZERO, Expression, add, multiply, number, symbol
from ..symbolic.parametric.continuum import closed, ends, linked, projected, where
from ..symbolic.parametric.explore import Pruned
from ..symbolic.parametric.parametrize import Parametrizer, free_names
from ..symbolic.parametric.projection import NotLinear, coefficients
from ..symbolic.parametric.workbench import EVERYWHERE, Asked, Conjunction, Union, Value, Workbench
from ..symbolic.ring import simplify

MAX_PIECES = 1_000  # of one subgame
MAX_WORK = 100_000  # combinations of pieces, after which one of each subgame is followed up
Mixture = tuple[Expression, ...]
Solve = Callable[[ExtensiveForm, bool, bool, "float | None"], Proposal]


@dataclass(frozen=True, slots=True)
class Piece:
    """Equilibria of a subgame that are alike: behavior there and in the subgames inside it.

    ``region`` speaks of parameters alone, ``limits`` of the free variables on which payoffs depend; ``new``
    are the limits that were added here; ``solved`` says which free variables they determine.
    """

    payoffs: tuple[Value, ...]
    own: tuple[tuple[int, Mixture], ...] = ()
    parts: tuple[Piece, ...] = ()
    region: Union = EVERYWHERE
    limits: Conjunction = ()
    new: Conjunction = ()
    solved: tuple[tuple[str, Expression], ...] = ()


def propose(
    game: ExtensiveForm,
    *,
    nash: Solve,
    generic: bool = False,
    first: bool = False,
    deadline: float | None = None,
) -> Proposal:
    """Return every subgame-perfect equilibrium (or the ``first``), behavior given everywhere.

    ``nash(tree, generic, first, deadline)`` proposes the Nash equilibria of a tree without proper subgames.
    """
    walk = _Walk(game, nash, generic, first, deadline)
    proposal = Proposal("subgame-perfect", search=walk.bench, record=walk.bench.base.record)
    with proposal.until_time_runs_out("subgames not yet solved"):
        found = walk.pieces()
        walk.bench.wind_up()
        for piece in found:
            for equilibrium, tools in walk.written(piece):
                proposal.add(equilibrium, tools.simplified)
            if first and proposal.equilibria:
                break
    proposal.undecided += walk.left_open()
    return proposal


class _Walk:
    def __init__(self, game: ExtensiveForm, nash: Solve, generic: bool, first: bool, deadline: float | None):
        self.game, self.nash, self.generic, self.first, self.deadline = game, nash, generic, first, deadline
        self.bench = Workbench(
            [p.name for p in game.parameters],
            game.domain,
            (e for _, e in game.expressions()),
            generic,
            deadline,
        )
        now = time.monotonic()
        self.soon = None if deadline is None else now + 0.6 * (deadline - now)
        self.brief = first  # one piece of each subgame is enough, from here on
        self.work = 0
        self.cut: set[int] = set()  # information sets where not every piece was followed up
        self.undecided: dict[str, None] = {}
        self._units: dict[tuple[int, int], Mixture] = {}
        self._simplices: dict[tuple[int, tuple[int, ...]], list[str]] = {}

    # -- from the last subgame to the first -------------------------------------------------------
    def pieces(self) -> list[Piece]:
        """Return the pieces of the whole game."""
        game = self.game
        nodes, sets, roots = game.nodes, game.information_sets, game.subgames
        inside = _members(game)
        found: dict[int, list[Piece]] = {}
        for root in reversed(roots):
            here = sets[nodes[root].information_set]
            members = inside[root]
            leaves = nodes[root].children if len(members) == 1 else _leaves(game, members)
            options = [found.pop(k, None) or [Piece(_values(game.payoffs[k]))] for k in leaves]
            pieces: list[Piece] = []
            for parts, region, limits in self._combinations(options, nodes[root].information_set):
                if len(members) > 1:
                    pieces += self._unobserved(root, members, leaves, parts, region, limits)
                elif here.player == CHANCE:
                    payoffs = _expected(here.probabilities, [p.payoffs for p in parts])
                    pieces.append(Piece(payoffs, (), parts, region, self._bearing(payoffs, limits)))
                else:
                    pieces += self._decided(nodes[root].information_set, parts, region, limits)
                if self.brief and pieces:
                    break
                if len(pieces) > MAX_PIECES:
                    self.cut.add(nodes[root].information_set)
                    break
            found[root] = pieces[: 1 if self.brief else MAX_PIECES]
        return found[0]

    def _combinations(
        self, options: Sequence[Sequence[Piece]], s: int
    ) -> Iterator[tuple[tuple[Piece, ...], Union, Conjunction]]:
        """Every choice of one piece for each subgame inside whose regions meet."""
        total = 1
        for o in options:
            total *= len(o)
        self.work += total - 1
        late = self.soon is not None and time.monotonic() > self.soon
        self.brief = self.brief or late or self.work > MAX_WORK
        if total > 1 and self.brief and not self.first:
            self.cut.add(s)
        for parts in itertools.product(*options):
            regions = [p.region for p in parts if p.region != EVERYWHERE]
            region = regions[0] if regions else EVERYWHERE
            for other in regions[1:]:
                if other != region:
                    region = self.bench.joint(region, other)
            if region:
                limits = tuple(dict.fromkeys(c for p in parts for c in p.limits))
                yield parts, region, limits

    def left_open(self) -> list[str]:
        """Return sentences about what was not followed up."""
        cut = len(self.cut)
        more = [f"further equilibria that differ by ties, cut at {cut} information sets"] if cut else []
        return [*self.undecided, *more]

    # -- one decision -----------------------------------------------------------------------------
    def _decided(
        self, s: int, parts: tuple[Piece, ...], region: Union, limits: Conjunction
    ) -> Iterator[Piece]:
        player = self.game.information_sets[s].player
        own = [p.payoffs[player] for p in parts]
        for best, where_, within in self._best(own, region, limits):
            yield from self._chosen(s, player, best, parts, where_, within, limits)

    def _best(
        self, own: Sequence[Value], region: Union, limits: Conjunction
    ) -> Iterator[tuple[list[int], Union, Conjunction]]:
        """Yield each set of actions that are the best ones somewhere, and where."""
        numbers = [x for x in own if isinstance(x, Fraction)]
        most = max(numbers) if numbers else None
        classes: dict[Value, list[int]] = {}
        for k, x in enumerate(own):
            if not isinstance(x, Fraction) or x == most:
                classes.setdefault(x, []).append(k)
        values = list(classes)
        if len(values) == 1:
            yield classes[values[0]], region, limits
            return
        stack = [(k,) for k in range(len(values) - 1, -1, -1)]
        while stack:
            chosen = stack.pop()
            first, *tied = (values[k] for k in chosen)
            rest = [x for k, x in enumerate(values) if k not in chosen]
            found = self.bench.cases(_is_best(first, tied, rest), values, region, limits)
            actions = sorted(k for i in chosen for k in classes[values[i]])
            for where_, within, _ in self.bench.grouped(found):
                yield actions, where_, within
            for k in range(len(values) - 1, chosen[-1], -1):
                if not self.bench.holds(_differ(first, values[k]), values, region, limits):
                    stack.append((*chosen, k))

    def _chosen(
        self,
        s: int,
        player: int,
        best: Sequence[int],
        parts: tuple[Piece, ...],
        region: Union,
        limits: Conjunction,
        before: Conjunction,
    ) -> Iterator[Piece]:
        """The pieces in which a player mixes over the ``best`` actions."""
        n = len(parts)
        if len(best) == 1 or self.brief:
            k = best[0]
            if len(best) > 1 and not self.first:
                self.cut.add(s)
            piece = Piece(parts[k].payoffs, ((s, self._unit(n, k)),), parts, region)
            yield from self._settled(piece, limits, before)
            return
        *some, last = best
        names = self._simplex(s, tuple(best))
        shares = dict(zip(some, map(symbol, names), strict=True))
        shares[last] = add(ONE, *(-x for x in shares.values()))
        payoffs = []
        for i in range(len(self.game.players)):
            values = [parts[k].payoffs[i] for k in best]
            short = min(values, key=lambda x: len(x.symbols) if isinstance(x, Expression) else 0)
            if i == player or all(self._equal(short, x, region, limits) for x in values):
                payoffs.append(short)
            else:
                terms = (multiply(shares[k], _text(parts[k].payoffs[i])) for k in best)
                payoffs.append(_value(simplify(add(*terms))))
        mixture = tuple(shares.get(k, ZERO) for k in range(n))
        piece = Piece(tuple(payoffs), ((s, mixture),), parts, region)
        yield from self._settled(piece, limits, before)

    def _simplex(self, s: int, actions: tuple[int, ...]) -> list[str]:
        """Free variables for a mixture over some actions: nonnegative with a sum of at most one.

        Pieces of one subgame are alternatives, so that they may share their names.
        """
        if (s, actions) not in self._simplices:
            names = [self.bench.fresh() for _ in actions[1:]]
            for name in names:
                self.bench.declare(name, (Condition(symbol(name), ">=", ZERO),))
            self.bench.declare(names[-1], (Condition(add(*map(symbol, names)), "<=", ONE),))
            self._simplices[s, actions] = names
        return self._simplices[s, actions]

    def _equal(self, a: Value, b: Value, region: Union, limits: Conjunction) -> bool:
        if a == b or (isinstance(a, Fraction) and isinstance(b, Fraction)):
            return a == b
        equations = any(c.op == "=" for c in (*limits, *(c for d in region for c in d), *self.game.domain))
        if not equations:
            return simplify(_text(a) - _text(b)) == ZERO
        return self.bench.holds(lambda ask: ask.sign(a - b) == 0, [a, b], region, limits)

    def _unit(self, n: int, k: int) -> Mixture:
        """The pure choice of action k among n."""
        if (n, k) not in self._units:
            self._units[n, k] = tuple(ONE if i == k else ZERO for i in range(n))
        return self._units[n, k]

    # -- a subgame with unobserved moves ----------------------------------------------------------
    def _unobserved(
        self,
        root: int,
        members: Sequence[int],
        leaves: Sequence[int],
        parts: tuple[Piece, ...],
        region: Union,
        limits: Conjunction,
    ) -> Iterator[Piece]:
        """The Nash equilibria of a subgame, behavior given where the own strategy does not reach, too."""
        worth = {k: tuple(map(_text, p.payoffs)) for k, p in zip(leaves, parts, strict=True)}
        tree = truncated(self.game, members, worth, self._parameters(worth.values(), region, limits))
        free = any(p.name in self.bench.ranges for p in tree.parameters)
        proposal = self.nash(
            tree, generic=self.generic and not free, first=self.first, deadline=self.deadline
        )
        self.undecided.update(dict.fromkeys(proposal.undecided))
        if proposal.search is not None and all(proposal.search is not s for s in self.bench.others):
            self.bench.others.append(proposal.search)
        numbers = _numbers(self.game, members)
        for e in proposal.equilibria:
            yield from self._filled(tree, numbers, e, parts, region, limits)

    def _parameters(
        self, worth: Iterable[Sequence[Expression]], region: Union, limits: Conjunction
    ) -> tuple[Parameter, ...]:
        """The game's parameters, and the free variables on which payoffs depend, with their domains."""
        conditions = [*limits, *(region[0] if len(region) == 1 else ())]
        symbols = {s for us in worth for u in us for s in u.symbols}
        symbols |= {s for c in conditions for s in c.symbols}
        names = self.bench.free(symbols)
        names = self.bench.free({*names, *(s for c in self._ranges(names) for s in c.symbols)})
        found = [*self.game.parameters, *(Parameter(x, self.bench.ranges[x]) for x in names)]
        if found and conditions:
            found[-1] = replace(found[-1], domain=(*found[-1].domain, *conditions))
        return tuple(found)

    def _filled(
        self,
        tree: ExtensiveForm,
        numbers: Mapping[tuple[int, str], int],
        e: Equilibrium,
        parts: tuple[Piece, ...],
        region: Union,
        limits: Conjunction,
    ) -> Iterator[Piece]:
        """The pieces of one entry: divided by the information sets that a player's own strategy reaches.

        Behavior where it does not is free: no play and no deviation of another player comes there.
        """
        names = {x: self.bench.fresh() for x in e.free_variables}
        renamed = {x: symbol(y) for x, y in names.items()}
        for x, y in names.items():
            self.bench.declare(y, tuple(c.subs(renamed) for c in e.free_variables[x]))
        mixtures: dict[int, Mixture | None] = {}
        for (player, label), s in numbers.items():
            mix = e.strategies[self.game.players[player]][label]
            actions = self.game.information_sets[s].actions
            mixtures[s] = None if mix is None else tuple(mix[a].subs(renamed) for a in actions)
        weights = _weights(self.game, tree, numbers, mixtures)
        doubtful = [s for s, w in weights.items() if mixtures[s] is not None and not w.is_number]

        def unreached(ask: Asked) -> tuple[int, ...]:
            return tuple(s for s in doubtful if ask.sign(weights[s]) == 0)

        given = tuple(
            tuple(dict.fromkeys((*d, *(c.subs(renamed) for c in b))))
            for d in region
            for b in e.region.disjuncts
        )
        parts_asked = [weights[s] for s in doubtful]
        ranges = tuple(self._ranges(names.values()))
        found = self.bench.cases(unreached, [*parts_asked, *_sides(ranges)], given, limits)
        for where_, within, gone in self.bench.grouped(found):
            own = {s: None if s in gone else mix for s, mix in mixtures.items()}
            yield from self._entry(tree, numbers, own, parts, where_, within, limits)

    def _entry(
        self,
        tree: ExtensiveForm,
        numbers: Mapping[tuple[int, str], int],
        mixtures: Mapping[int, Mixture | None],
        parts: tuple[Piece, ...],
        region: Union,
        limits: Conjunction,
        before: Conjunction,
    ) -> Iterator[Piece]:
        strategies: dict[str, dict[str, Any]] = {p: {} for p in self.game.players}
        for (player, label), s in numbers.items():
            mix, actions = mixtures[s], self.game.information_sets[s].actions
            strategies[self.game.players[player]][label] = mix and dict(zip(actions, mix, strict=True))
        reached = list(tree.reached(strategies))
        payoffs = _expected([w for _, w in reached], [_values(tree.payoffs[k]) for k, _ in reached])
        own = []
        for s, mix in mixtures.items():
            n = len(self.game.information_sets[s].actions)
            if mix is None and (self.first or n == 1):
                mix = self._unit(n, 0)
            elif mix is None:
                shares = [symbol(x) for x in self._simplex(s, tuple(range(n)))]
                mix = (*shares, add(ONE, *(-x for x in shares)))
            own.append((s, mix))
        yield from self._settled(Piece(payoffs, tuple(own), parts, region), limits, before)

    # -- free variables ---------------------------------------------------------------------------
    def _ranges(self, names: Iterable[str]) -> list[Condition]:
        return [c for x in names for c in self.bench.ranges[x]]

    def _bearing(self, payoffs: Sequence[Value], limits: Conjunction) -> Conjunction:
        """The limits on which payoffs depend."""
        if not limits:
            return ()
        symbols = {s for u in payoffs if isinstance(u, Expression) for s in u.symbols}
        ranges = [
            c for x in self.bench.free(s for c in limits for s in c.symbols) for c in self.bench.ranges[x]
        ]
        found = linked(symbols, [*limits, *ranges], self.bench.ranges)
        return tuple(c for c in found if c in set(limits))

    def _settled(self, piece: Piece, limits: Conjunction, before: Conjunction) -> Iterator[Piece]:
        """The piece with free variables that its limits determine put in for."""
        equation = next((found for c in limits if (found := self._equation(c))), None)
        if equation is None:
            new = tuple(c for c in limits if c not in before)
            yield replace(piece, limits=self._bearing(piece.payoffs, limits), new=(*piece.new, *new))
            return
        c, x, slope, rest = equation
        others = tuple(d for d in limits if d != c)
        split = self.bench.cases(lambda ask: ask.sign(slope) == 0, [slope], piece.region, others)
        for region, within, vanishes in self.bench.grouped(split):
            part = replace(piece, region=region)
            if vanishes:
                more, ranges = [Condition(rest, "=", ZERO)], []
            else:
                e = simplify(-rest / slope)
                solved = (*piece.solved, (x, e))
                part = replace(part, payoffs=tuple(_put(u, x, e) for u in piece.payoffs), solved=solved)
                more, ranges = [], [d.subs({x: e}) for d in self.bench.naming(x)]
                within = tuple(d.subs({x: e}) for d in within)
            yield from self._narrowed(part, [*within, *more, *ranges], before)

    def _narrowed(
        self, piece: Piece, conditions: Sequence[Condition], before: Conjunction
    ) -> Iterator[Piece]:
        """The parts of a piece on which conditions hold that may not be in factors yet."""
        if any(not c.symbols and not c.holds() for c in conditions):
            return
        given = tuple(dict.fromkeys(c for c in conditions if c.symbols))
        found = self.bench.cases(lambda _: None, [], piece.region, given)
        for region, within, _ in self.bench.grouped(found):
            yield from self._settled(replace(piece, region=region), within, before)

    def _equation(self, c: Condition) -> tuple[Condition, str, Expression, Expression] | None:
        """An equation as slope * x + rest = 0, with x a free variable and no other in its slope."""
        if c.op != "=":
            return None
        ring = self.bench.search([c.lhs, c.rhs]).ring
        p = ring.quotient(c.difference).num
        for x in reversed(self.bench.free(c.symbols)):
            i = ring.symbols.index(x)
            if p.degrees()[i] == 1:
                slope, rest = (ring.expression(q) for q in coefficients(p, i, x))
                if not self.bench.free(slope.symbols):
                    return c, x, slope, rest
        return None

    # -- writing down -----------------------------------------------------------------------------
    def written(self, piece: Piece) -> Iterator[tuple[Equilibrium, Parametrizer]]:
        """Return a piece of the whole game as entries, in short formulas."""
        own, conditions = self._gathered(piece)
        formulas = [e for s in sorted(own) for e in own[s] if not e.is_number]
        names = list(dict.fromkeys(x for e in formulas for x in self.bench.free(e.symbols)))
        for region, limits in self._on(names, piece.region, conditions):
            search = self.bench.base
            for cells in search.open_and_ties(self.bench.cells(region)):
                tools = Parametrizer(search, cells)
                part = search.region(cells)
                ranges = closed(self.bench, part.disjuncts, limits, names)
                yield self._equilibrium(own, ranges, part, tools), tools

    def _gathered(self, piece: Piece) -> tuple[dict[int, Mixture], Conjunction]:
        """Behavior everywhere and all limits on free variables, with those solved for put in for."""
        own: dict[int, Mixture] = {}
        conditions: dict[Condition, None] = {}
        solved: dict[str, Expression] = {}
        stack = [piece]
        while stack:
            p = stack.pop()
            for x, e in reversed(p.solved):
                solved[x] = e.subs(solved) if e.symbols & solved.keys() else e
            own.update(p.own)
            conditions.update(dict.fromkeys(p.new))
            stack.extend(p.parts)
        if solved:
            own = {s: tuple(e.subs(solved) if e.symbols else e for e in mix) for s, mix in own.items()}
        named = {x for mix in own.values() for e in mix for x in self.bench.free(e.symbols)}
        named.update(x for c in conditions for x in self.bench.free(c.symbols))
        conditions.update(dict.fromkeys(self._ranges(self.bench.free(named | solved.keys()))))
        put = (c.subs(solved) if c.symbols & solved.keys() else c for c in conditions)
        return own, tuple(c for c in dict.fromkeys(put) if self.bench.free(c.symbols))

    def _on(
        self, names: Sequence[str], region: Union, conditions: Conjunction
    ) -> list[tuple[Union, Conjunction]]:
        """Where the free variables have values, and the limits on those that strategies name."""
        others = [x for x in self.bench.free(s for c in conditions for s in c.symbols) if x not in names]
        parts = [(region, conditions)]
        if others:
            bearing = linked(others, conditions, self.bench.ranges)
            apart = tuple(c for c in conditions if not c.symbols & set(others))
            try:
                found = projected(self.bench, region, bearing, others)
                parts = [(r, tuple(dict.fromkeys((*apart, *limits)))) for r, limits in found]
            except NotLinear:
                names = [*names, *others]
        out = []
        for union, limits in parts:
            union, exact = where(self.bench, union, limits)
            if not exact:
                self.undecided["where exactly the free variables of an equilibrium have values"] = None
            if union:
                out.append((union, limits))
        return out

    def _equilibrium(
        self, own: Mapping[int, Mixture], ranges: Mapping[str, Conjunction], region: Any, tools: Parametrizer
    ) -> Equilibrium:
        game = self.game
        letters = free_names([*game.symbols, *game.values])
        renamed = {x: symbol(y) for x, y in zip(ranges, letters, strict=False)}
        mixtures = {s: tuple(_short(tools, e) for e in own[s]) for s in sorted(own)}

        def strategies(values: Mapping[str, Expression]) -> dict[str, Any]:
            found: dict[str, Any] = {p: {} for p in game.players}
            for s, mix in mixtures.items():
                here = game.information_sets[s]
                put = (_short(tools, e.subs(values)) if e.symbols & values.keys() else e for e in mix)
                found[game.players[here.player]][here.label] = dict(zip(here.actions, put, strict=True))
            return found

        points = ends(self.bench, tools, dict(ranges)) if ranges else []
        pure = all(e.is_number and e.value in (0, 1) for mix in mixtures.values() for e in mix)
        return Equilibrium(
            name=self._name(mixtures),
            kind="pure" if pure else "mixed",
            strategies=strategies(renamed),
            region=region,
            free_variables={str(renamed[x]): tuple(c.subs(renamed) for c in cs) for x, cs in ranges.items()},
            extreme_points=tuple(strategies(p) for p in points),
        )

    def _name(self, mixtures: Mapping[int, Mixture]) -> str:
        """The actions played at each information set, as far as there is room."""
        words = []
        for s, mix in itertools.islice(mixtures.items(), 8):
            actions = self.game.information_sets[s].actions
            used = [a for a, x in zip(actions, mix, strict=True) if x != ZERO]
            words.append(used[0] if len(used) == 1 else "{" + ", ".join(used) + "}")
        return ", ".join(words) + (", ..." if len(mixtures) > 8 else "")


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


def _numbers(game: ExtensiveForm, members: Iterable[int]) -> dict[tuple[int, str], int]:
    """(player, label) -> information set, of those in a part of the tree."""
    sets = dict.fromkeys(game.nodes[k].information_set for k in members)
    here = {s: game.information_sets[s] for s in sets}
    return {(x.player, x.label): s for s, x in here.items() if x.player != CHANCE}


def _weights(
    game: ExtensiveForm,
    tree: ExtensiveForm,
    numbers: Mapping[tuple[int, str], int],
    mixtures: Mapping[int, Mixture | None],
) -> dict[int, Expression]:
    """Information set -> the probability that the player's own moves lead there."""
    found = {}
    for there in tree.information_sets:
        if there.player == CHANCE:
            continue
        weight = ONE
        for t, action in tree.path(there.nodes[0]):
            mover = tree.information_sets[t]
            if mover.player == there.player:
                mix = mixtures[numbers[mover.player, mover.label]]
                weight = ZERO if mix is None else multiply(weight, mix[action])
        found[numbers[there.player, there.label]] = weight if weight.is_number else simplify(weight)
    return found


# -- payoffs --------------------------------------------------------------------------------------
def _value(e: Expression) -> Value:
    return e.value if e.is_number else e


def _values(payoffs: Iterable[Expression]) -> tuple[Value, ...]:
    return tuple(e.args[0] if e.op == "number" else e for e in payoffs)


def _text(x: Value) -> Expression:
    return number(x) if isinstance(x, Fraction) else x


def _put(u: Value, name: str, e: Expression) -> Value:
    if isinstance(u, Fraction) or name not in u.symbols:
        return u
    return _value(simplify(u.subs({name: e})))


def _expected(probabilities: Sequence[Expression], payoffs: Sequence[Sequence[Value]]) -> tuple[Value, ...]:
    """Return expected payoffs."""
    weights = _values(probabilities)
    found: list[Value] = []
    for column in zip(*payoffs, strict=True):
        if all(isinstance(x, Fraction) for x in (*weights, *column)):
            found.append(sum((w * x for w, x in zip(weights, column, strict=True)), Fraction(0)))
        else:
            terms = (multiply(_text(w), _text(x)) for w, x in zip(weights, column, strict=True))
            found.append(_value(simplify(add(*terms))))
    return tuple(found)


def _sides(conditions: Iterable[Condition]) -> list[Expression]:
    return [e for c in conditions for e in (c.lhs, c.rhs)]


def _short(tools: Parametrizer, e: Expression) -> Expression:
    return e if e.is_number or e.op == "symbol" else tools.simplified(e)


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
