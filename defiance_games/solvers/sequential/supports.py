"""A depth-first search over what is used and what is believed, with exact pruning.

A *support profile* says which actions each information set uses; a *basis* also which of its nodes have
positive belief. Given them everything is polynomial in the probabilities of the used actions and in the
beliefs that Bayes' rule leaves open: those are the unknowns. Information sets are taken in an order in
which each comes after what leads to it and subgames come first, and each is asked for rationality as
soon as all that follows it is decided.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ...games.extensive_form import CHANCE, ExtensiveForm
from ...games.precedence import Precedence
from ...symbolic.condition import Condition
from ...symbolic.expression import ONE, ZERO, symbol
from ...symbolic.parametric.consistency import Labels, Odds, with_settled, without_settled
from ...symbolic.parametric.explore import Pruned
from ...symbolic.parametric.polytope import Polytope
from ...symbolic.parametric.search import Search
from ...symbolic.parametric.signs import ANY, OPERATOR
from ...symbolic.parametric.system import Part, System
from ...symbolic.ring import Poly, Quotient
from .payoffs import Payoffs, subsets

Move = tuple[int, int]  # information set, action
MOST_UNKNOWNS = 24


@dataclass(frozen=True)
class View:
    """What is believed at an information set: weights of the nodes with positive belief, or ``free``.

    Where it is free, every belief on ``nodes`` can be had, whatever is believed elsewhere.
    """

    weights: Mapping[int, Quotient] = field(default_factory=dict)
    nodes: tuple[int, ...] = ()

    @property
    def free(self) -> bool:
        """Whether every belief can be had."""
        return not self.weights


@dataclass(frozen=True)
class State:
    """What is decided so far. ``odds``: trembles settled by unknown beliefs, as products of others."""

    part: Part
    mixes: Mapping[int, tuple[Quotient, ...]] = field(default_factory=dict)
    views: Mapping[int, View] = field(default_factory=dict)
    odds: Odds = field(default_factory=dict)
    labels: Labels = Labels()
    unknowns: tuple[tuple[int, int], ...] = ()  # for each unknown in use: (set, action), or (-1, node)


class Supports:
    """The search for one game and concept."""

    def __init__(
        self,
        game: ExtensiveForm,
        concept: str,
        generic: bool,
        deadline: float | None,
        guess: Mapping[int, tuple[int, ...]] | None = None,
    ):
        self.game, self.concept, self.guess = game, concept, guess or {}
        self.precedence = Precedence(game)
        self.order = self.precedence.order
        self.names = _unknowns(game)
        unknowns = [symbol(n) for n in self.names]
        bounds = [c for x in unknowns for c in (Condition(x, ">=", ZERO), Condition(x, "<=", ONE))]
        paid = [u for k in game.ends for u in game.payoffs[k]]
        drawn = [p for s in game.information_sets for p in s.probabilities]
        self.search = Search(
            [*(p.name for p in game.parameters), *self.names],
            [*paid, *drawn, *unknowns],
            [*game.domain, *bounds],
            generic,
            deadline,
        )
        self.system = System(self.search, self.names)
        self.math = self.system.field
        self.ring = self.search.ring
        self.payoffs = Payoffs(self.precedence, self.system.field, concept)
        self.chances = self.payoffs.chances
        self.left_open = self.payoffs.left_open
        self._children: dict[int, list[int]] = {}  # position in the order -> sets to check there
        for s, position in self.precedence.settled.items():
            self._children.setdefault(position, []).append(s)
        self._bearing: dict[Move, frozenset[int]] = {}

    # -- the search -------------------------------------------------------------------------------
    def __iter__(self) -> Iterator[State]:
        """Yield every complete state in which everybody is rational."""
        stack = [self._beginnings()]
        while stack:
            state = next(stack[-1], None)
            if state is None:
                stack.pop()
            elif len(stack) > len(self.order):
                yield state
            else:
                stack.append(self._following(state, len(stack) - 1))

    def _beginnings(self) -> Iterator[State]:
        """Divide the parameters by which chance moves have probability zero."""
        parts = [self.system.start]
        for q in dict.fromkeys(p for ps in self.chances.values() for p in ps):
            parts = [p for old in parts for op in (">", "=") for p in self.system.require(old, q, op)]
        for part in parts:
            yield State(part)

    def _following(self, state: State, position: int) -> Iterator[State]:
        """Decide one more information set in every way."""
        s = self.order[position]
        for seen in self._views(state, s):
            for support in self._ordered(s):
                self.search.check_time()
                for chosen in self._mixed(seen, s, support):
                    yield from self._rational(chosen, self._children.get(position, []))

    def _ordered(self, s: int) -> list[tuple[int, ...]]:
        """The supports at an information set, the guess first."""
        found = self.payoffs.plausible(s)
        return sorted(found, key=lambda support: support != self.guess[s]) if s in self.guess else found

    def _mixed(self, state: State, s: int, support: Sequence[int]) -> Iterator[State]:
        """The state with an information set mixing over its ``support``, in unknown proportions."""
        mix = [self.math.zero] * len(self.game.information_sets[s].actions)
        *free, last = support
        slots = self._slots(state, len(free))
        if slots is None:
            return
        rest = self.math.one
        for a, x in zip(free, slots, strict=True):
            mix[a] = x
            rest = self.math.minus(rest, x)
        mix[last] = rest
        asked = [(mix[a], ">") for a in support] if free else []
        for part in self.system.all(state.part, asked):
            yield replace(
                state,
                part=part,
                mixes={**state.mixes, s: tuple(mix)},
                unknowns=(*state.unknowns, *((s, a) for a in free)),
            )

    def _slots(self, state: State, wanted: int) -> list[Quotient] | None:
        used = len(state.unknowns)
        if used + wanted > len(self.names):
            self.left_open.add(f"profiles with more than {len(self.names)} unknowns")
            return None
        return [self.ring.quotient(symbol(n)) for n in self.names[used : used + wanted]]

    # -- beliefs ----------------------------------------------------------------------------------
    def _views(self, state: State, s: int) -> Iterator[State]:
        """The states with what can be believed at an information set."""
        nodes = self.game.information_sets[s].nodes
        if len(nodes) == 1:
            yield self._with_view(state, s, View({nodes[0]: self.math.one}))
            return
        paths = {x: self.precedence.path(x) for x in nodes}
        alive = [x for x in nodes if not any(self._never(state, move) for move in paths[x])]
        trembles = {x: frozenset(m for m in paths[x] if self._unused(state, m)) for x in alive}
        reached = [x for x in alive if not trembles[x]]
        if reached:
            yield self._with_view(state, s, View({x: self._coefficient(state, paths[x]) for x in reached}))
        elif self.concept == "perfect-bayesian" or not alive:
            yield self._with_view(state, s, View(nodes=nodes))
        elif all(self._private(s, x, trembles) for x in alive):
            yield self._with_view(state, s, View(nodes=tuple(alive)))
        else:
            for believed in subsets(len(alive)):
                labels = state.labels.with_least([trembles[x] for x in alive], believed)
                if labels is not None:
                    chosen = {alive[k]: trembles[alive[k]] for k in believed}
                    yield from self._weighed(replace(state, labels=labels), s, chosen, paths)

    @staticmethod
    def _with_view(state: State, s: int, view: View) -> State:
        return replace(state, views={**state.views, s: view})

    def _never(self, state: State, move: Move) -> bool:
        """Whether it is a move that chance never makes."""
        s, a = move
        return s in self.chances and not self.system.require(state.part, self.chances[s][a], "!=")

    def _unused(self, state: State, move: Move) -> bool:
        s, a = move
        return s not in self.chances and state.mixes[s][a].num == 0

    def _coefficient(self, state: State, path: Sequence[Move]) -> Quotient:
        """The probability of the used moves of a path."""
        total = self.math.one
        for s, a in path:
            p = self.chances[s][a] if s in self.chances else state.mixes[s][a]
            total = self.math.times(total, p) if p.num != 0 else total
        return total

    def _private(self, s: int, node: int, trembles: Mapping[int, frozenset[Move]]) -> bool:
        """Whether a tremble leads to ``node`` that bears on no other belief."""
        others = frozenset[Move]().union(*(t for x, t in trembles.items() if x != node))
        return any(self._bears_on(move) <= {s} for move in trembles[node] - others)

    def _bears_on(self, move: Move) -> frozenset[int]:
        """The information sets at which some but not all nodes come after a move."""
        got = self._bearing.get(move)
        if got is None:
            s, a = move
            nodes = self.game.nodes
            reached: dict[int, int] = {}
            for x in self.game.information_sets[s].nodes:
                child = nodes[x].children[a]
                for k in range(child, self.game.last[child] + 1):
                    t = nodes[k].information_set
                    if t >= 0:
                        reached[t] = reached.get(t, 0) + 1
            sets = self.game.information_sets
            got = frozenset(t for t, n in reached.items() if sets[t].player >= 0 and n < len(sets[t].nodes))
            self._bearing[move] = got
        return got

    def _weighed(
        self,
        state: State,
        s: int,
        trembles: Mapping[int, frozenset[Move]],
        paths: Mapping[int, Sequence[Move]],
    ) -> Iterator[State]:
        """The state with weights at ``s``: ratios that nothing settles yet become unknown beliefs."""
        first, *rest = trembles
        base = self._coefficient(state, paths[first])
        weights = {first: self.math.one}
        for x in rest:
            powers = dict.fromkeys(trembles[x] - trembles[first], 1)
            powers |= dict.fromkeys(trembles[first] - trembles[x], -1)
            ratio = self.math.over(self._coefficient(state, paths[x]), base)
            ratio, powers = without_settled(self.math, state.odds, ratio, powers)
            weights[x] = ratio
            if powers:
                settled = next((m for m in sorted(powers) if abs(powers[m]) == 1), None)
                slots = self._slots(state, 1)
                if slots is None:
                    return
                if settled is None:
                    self.left_open.add(
                        f"beliefs at {self.game.information_sets[s].label}, tied to many others"
                    )
                    return
                y = slots[0]  # the probability of x, given x and the first node
                weights[x] = self.math.over(y, self.math.minus(self.math.one, y))
                odds = with_settled(self.math, state.odds, settled, self.math.over(weights[x], ratio), powers)
                state = replace(state, odds=odds, unknowns=(*state.unknowns, (-1, x)))
                asked = [(y, ">"), (self.math.minus(self.math.one, y), ">")]
                state = replace(state, part=self.system.all(state.part, asked)[0])
        yield self._with_view(state, s, View(weights))

    # -- rationality ------------------------------------------------------------------------------
    def _rational(self, state: State, sets: Sequence[int]) -> Iterator[State]:
        """The parts of a state in which what is used at the sets is best."""
        states = [state]
        for s in sets:
            states = [replace(old, part=p) for old in states for p in self._best_at(old, s)]
        yield from states

    def _best_at(self, state: State, s: int) -> list[Part]:
        view = state.views[s]
        forms = self.comparisons(state, s)
        if view.free:
            return self._believable(state.part, view, forms)
        conditions = []
        for form, equality in forms:
            total = self.math.zero
            for x, w in view.weights.items():
                total = self.math.plus(total, self.math.times(w, form[x]))
            conditions.append((total, "=" if equality else ">="))
        return self.system.all(state.part, conditions)

    def comparisons(self, state: State, s: int) -> list[tuple[dict[int, Quotient], bool]]:
        """Return what is used less an alternative, node by node; whether they must be worth the same."""
        here = self.game.information_sets[s]
        nodes = state.views[s].weights or state.views[s].nodes
        used = [a for a, p in enumerate(state.mixes[s]) if p.num != 0]
        worth = {
            (x, a): self.payoffs.worth(state.mixes, self.game.nodes[x].children[a], here.player)
            for x in nodes
            for a in range(len(here.actions))
        }
        first = used[0]
        forms = [
            ({x: self.math.minus(worth[x, first], worth[x, a]) for x in nodes}, a in used)
            for a in (*used[1:], *(a for a in range(len(here.actions)) if a not in used))
        ]
        for a in range(len(here.actions)):
            for plan in self.payoffs.plans(s):
                forms.append(
                    (
                        {
                            x: self.math.minus(
                                worth[x, first],
                                self.payoffs.worth(
                                    state.mixes, self.game.nodes[x].children[a], here.player, plan
                                ),
                            )
                            for x in nodes
                        },
                        False,
                    )
                )
        return forms

    # -- free beliefs -----------------------------------------------------------------------------
    def beliefs(self, case: Any, part: Part, view: View, forms: Sequence[tuple[dict, bool]]) -> Polytope:
        """Return the polytope of beliefs to which what is used is best; pruned where there is none."""
        p = Polytope(case, len(view.nodes), [range(len(view.nodes))], self.search.one)
        for form, equality in forms:
            row = self.row([self.system.value(part, form[x]) for x in view.nodes])
            p.cut(dict(enumerate(row)), equality)
            if not p.vertices:
                raise Pruned("belief")
        return p

    def row(self, values: Sequence[Quotient]) -> list[Poly]:
        """Rational functions times one positive common denominator."""
        below = self.ring.one
        for q in values:
            below = below * (q.den / below.gcd(q.den))
        scale = below if below.is_constant() else below * below
        return [q.num * (scale / q.den) for q in values]

    def _believable(self, part: Part, view: View, forms: Sequence[tuple[dict, bool]]) -> list[Part]:
        """The parts in which some belief supports what is used."""
        cells = self.search.within([part.signs], lambda case: self.beliefs(case, part, view, forms))
        if len(cells) > 1:
            cells = self.search.short(cells)
        found: list[Part] = []
        for signs in cells:
            parts = [part]
            for index, mask in signs.items():
                factor = Quotient(self.ring.factors[index], self.ring.one)
                if mask != ANY:
                    parts = [q for p in parts for q in self.system.require(p, factor, OPERATOR[mask])]
            found += parts
        return found


def _unknowns(game: ExtensiveForm) -> list[str]:
    """Names for as many unknowns as can be needed, or as many as are ever in use."""
    wanted = sum(len(s.actions) - 1 + len(s.nodes) - 1 for s in game.information_sets if s.player != CHANCE)
    taken = {*game.symbols, *game.values}
    names = (n for n in (f"unknown{k}_" for k in itertools.count(1)) if n not in taken)
    return list(itertools.islice(names, max(1, min(wanted, MOST_UNKNOWNS))))
