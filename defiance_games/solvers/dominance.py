"""Dominated strategies, by pure and mixed strategies, and their iterated elimination.

A mixture y of a player's strategies *strictly dominates* the strategy s if it pays more against every
combination r of the others' strategies that are left,

    sum over k of y(k) * u(k, r) > u(s, r)   for all r,

and *weakly* if it pays at least as much against all and more against some. Strictly dominated strategies are
removed round by round until none is left; the order does not matter, and what is left is what is
rationalizable (with more than two players: if beliefs about them may be correlated). Weakly dominated
strategies are removed all at once in each round; there another order may leave something else.
With numbers a linear program finds y, and exact arithmetic proves it; with symbols the polytope of the
mixtures that pay at least as much as s is cut exactly, with case distinction. Trees: reduced normal form.
Source: Bernheim (1984); Pearce (1984), lemma 3 and appendix B; Luce & Raiffa (1957), 5.8 for weak dominance.

>>> from defiance_games.games.normal_form import NormalForm
>>> game = NormalForm.from_arrays([[3, 0], [0, 3], [1, 1]], [[1, 0], [0, 1], [0, 0]])
>>> found = dominated(game, "Player 1", "3")
>>> found.mixture, found.strict
({'1': 1/2, '2': 1/2}, True)
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ..errors import InputError, TimeLimitReached, escaped, nearest
from ..games.normal_form import joined
from ..games.simultaneous import Simultaneous
from ..symbolic.condition import ALWAYS, Region
from ..symbolic.expression import ONE, Expression, add, number
from ..symbolic.parametric.parametrize import Parametrizer
from ..symbolic.parametric.polytope import Polytope
from ..symbolic.parametric.search import Search, Signs
from ..symbolic.program import Constraint, maximum
from ..symbolic.ring import Poly

MOST_OTHERS, MOST_COMBINATIONS = 4, 12  # for which mixtures are sought with symbols
Left = tuple[tuple[int, ...], ...]  # the strategies left, a tuple a player
Weights = tuple[tuple[int, Expression], ...]  # strategy -> probability


@dataclass(frozen=True)
class Dominator:
    """A mixture, what it pays more than the strategy it dominates, and where in the parameters it does."""

    mixture: Mapping[str, Expression]
    margins: Mapping[str, Expression]  # the others' strategies -> gain
    strict: bool
    region: Region = ALWAYS


@dataclass(frozen=True)
class Removal:
    """A strategy that is dominated among what is left in a round (the first is 1)."""

    round: int
    player: str
    strategy: str
    strict: bool
    by: tuple[Dominator, ...]  # each on its part of the region


@dataclass(frozen=True)
class Reduction:
    """What iterated elimination removes on a region of the parameters, and what it leaves."""

    region: Region
    removals: tuple[Removal, ...]
    left: Mapping[str, tuple[str, ...]]


@dataclass
class Eliminated:
    """Every reduction of a game, and what was not decided."""

    reductions: list[Reduction] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)
    search: Any = None


def dominated(game: Any, player: str, strategy: str, weak: bool = True) -> Dominator | None:
    """Return a mixture that dominates a strategy of a game with numbers (strictly, if any does so), or None.

    ``weak`` False asks for strict dominance only. InputError: unknown names; free parameters.
    """
    view = Simultaneous.of(game, "dominance")
    normal = view.normal
    if normal.symbols:
        raise InputError(f"{view.game.name}: dominated takes a game without free parameters. Use dominance.")
    if player not in normal.players:
        raise InputError(
            f"{view.game.name}: no player '{escaped(player)}'. {nearest(player, normal.players)}"
        )
    i = normal.players.index(player)
    if strategy not in normal.strategies[i]:
        remedy = nearest(strategy, normal.strategies[i])
        raise InputError(
            f"{view.game.name}: {escaped(player)} has no strategy '{escaped(strategy)}'. {remedy}"
        )
    work = _Work(view, weak, False, None)
    s = normal.strategies[i].index(strategy)
    left = tuple(tuple(range(len(x))) for x in normal.strategies)
    for _, found in work.search.explorer(lambda case: work.dominator(case, left, i, s)):
        if found is not None:
            return work.named(i, s, left, *found)
    return None


def eliminate(
    game: Any,
    weak: bool = False,
    rounds: int | None = None,
    generic: bool = False,
    deadline: float | None = None,
) -> Eliminated:
    """Return what iterated elimination (at most so many ``rounds``) does on each region of the parameters."""
    work = _Work(Simultaneous.of(game, "dominance"), weak, generic, deadline)
    found = Eliminated(search=work.search)
    cells: dict[tuple, list[tuple[Signs, tuple]]] = {}
    try:
        for cell, removed in work.search.explorer(lambda case: work.rounds(case, rounds)):
            what = tuple((r, i, s, strict) for r, i, s, _, strict in removed)
            cells.setdefault(what, []).append((cell.signs, removed))
    except TimeLimitReached:
        found.undecided.append("the regions not listed")
    work.search.wind_up()
    for parts in cells.values():
        found.reductions.append(work.reduction(parts))
    found.undecided += sorted(work.too_large)
    return found


class _Work:
    """One game's payoffs, and the question whether a strategy is dominated among those left."""

    def __init__(self, view: Simultaneous, weak: bool, generic: bool, deadline: float | None):
        self.view, self.normal, self.weak = view, view.normal, weak
        payoffs = [x for u in self.normal.payoffs.values() for x in u]
        names = [p.name for p in self.normal.parameters]
        self.search = Search(names, payoffs, self.normal.domain, generic, deadline)
        self.too_large: set[str] = set()
        polys = iter(self.search.polynomials(payoffs))
        self.polys = {p: tuple(next(polys) for _ in self.normal.players) for p in self.normal.payoffs}

    def gain(self, i: int, k: int, s: int, others: Sequence[int]) -> Poly:
        """What k pays player i more than s against the others (times a positive number)."""
        here, there = (*others[:i], k, *others[i:]), (*others[:i], s, *others[i:])
        return self.polys[here][i] - self.polys[there][i]

    def rounds(self, case: Any, most: int | None) -> tuple[tuple[int, int, int, Weights, bool], ...]:
        """All removals: round, player, strategy, the dominating mixture, whether it does so strictly."""
        left: Left = tuple(tuple(range(len(s))) for s in self.normal.strategies)
        removed: list[tuple[int, int, int, Weights, bool]] = []
        for turn in itertools.count(1):
            if most is not None and turn > most:
                break
            now = [
                (turn, i, s, *found)
                for i, own in enumerate(left)
                for s in own
                if (found := self.dominator(case, left, i, s)) is not None
            ]
            if not now:
                break
            removed += now
            gone = {(i, s) for _, i, s, _, _ in now}
            left = tuple(tuple(s for s in own if (i, s) not in gone) for i, own in enumerate(left))
        return tuple(removed)

    def dominator(self, case: Any, left: Left, i: int, s: int) -> tuple[Weights, bool] | None:
        """A mixture that dominates s, and whether strictly; a pure strategy where one does."""
        self.search.check_time()
        rest = [k for k in left[i] if k != s]
        others = list(itertools.product(*(own for j, own in enumerate(left) if j != i)))
        if self.search.numeric and any(all(self.gain(i, k, s, r) < 0 for k in rest) for r in others):
            return None  # the only best reply to something
        weakly: Weights | None = None
        for k in rest:
            strict = self._against_all(case, (self.gain(i, k, s, r) for r in others))
            if strict:
                return ((k, ONE),), True
            if strict is False and weakly is None:
                weakly = ((k, ONE),)
        if len(rest) > 1:
            find = self._by_program if self.search.numeric else self._by_cutting
            found = find(case, rest, others, i, s)
            if found is not None and (found[1] or weakly is None):
                return found
        return None if weakly is None else (weakly, False)

    def _against_all(self, case: Any, gains: Iterator[Poly]) -> bool | None:
        """True where all gains are positive; False where none is negative and one positive (weak only)."""
        some, every = False, True
        for x in gains:
            sign = case.sign(x)
            if sign < 0 or (sign == 0 and not self.weak):
                return None
            some, every = some or sign > 0, every and sign > 0
        return True if every else False if some else None

    def _by_program(
        self, case: Any, rest: Sequence[int], others: Sequence[tuple[int, ...]], i: int, s: int
    ) -> tuple[Weights, bool] | None:
        """By linear programs: the largest smallest gain; for weak dominance then the largest sum of gains."""
        n = len(rest)
        rows = [{j: Fraction(g) for j, k in enumerate(rest) if (g := self.gain(i, k, s, r))} for r in others]
        mixture = Constraint(dict.fromkeys(range(n), Fraction(1)), Fraction(-1), "=")
        # the smallest gain, moved up to be nonnegative
        low = min([Fraction(0), *(x for row in rows for x in row.values())])
        least = [Constraint({**row, n: Fraction(-1)}, -low) for row in rows]
        best = maximum({n: Fraction(1)}, n + 1, [mixture, *least])
        strict = best is not None and best.value + low > 0
        if not strict:
            if not self.weak:
                return None
            total: dict[int, Fraction] = {}
            for row in rows:
                for j, x in row.items():
                    total[j] = total.get(j, Fraction(0)) + x
            best = maximum(total, n, [mixture, *(Constraint(row) for row in rows)])
            if best is None or best.value <= 0:
                return None
        assert best is not None
        return tuple((k, number(x)) for k, x in zip(rest, best.x) if x), strict

    def _by_cutting(
        self, case: Any, rest: Sequence[int], others: Sequence[tuple[int, ...]], i: int, s: int
    ) -> tuple[Weights, bool] | None:
        """By cutting the mixtures that pay at least as much as s, and looking at the corners."""
        n = len(rest)
        if n > MOST_OTHERS or len(others) > MOST_COMBINATIONS:
            self.too_large.add(
                f"whether mixtures dominate strategies of {self.normal.players[i]} (too many for symbols)"
            )
            return None
        forms = [{j: self.gain(i, k, s, r) for j, k in enumerate(rest)} for r in others]
        polytope = Polytope(case, n, [range(n)], self.search.one)
        for form in forms:
            polytope.cut(form)
            if not polytope.vertices:
                return None
        gains = [[case.sign(v.sum(form)) > 0 for form in forms] for v in polytope.vertices]
        strict = all(any(column) for column in zip(*gains))
        if not (strict or (self.weak and any(map(any, gains)))):
            return None
        good = [v for v, g in zip(polytope.vertices, gains) if (all(g) if strict else any(g))]
        chosen = good[:1] or polytope.vertices  # no corner alone is strict: their mean is
        points = [self.search.point(v, [range(n)]) for v in chosen]
        share = Fraction(1, len(points))
        mean = [add(*(number(share) * p[j] for p in points)) for j in range(n)]
        return tuple((k, x) for k, x in zip(rest, mean) if x != 0), strict

    # -- out --------------------------------------------------------------------------------------
    def reduction(self, parts: Sequence[tuple[Signs, tuple]]) -> Reduction:
        """Write the cells on which the same strategies are removed as one reduction."""
        whole = self.search.short([signs for signs, _ in parts])
        left: Left = tuple(tuple(range(len(s))) for s in self.normal.strategies)
        removals = []
        now, gone = 1, set()
        for position, (turn, i, s, _, strict) in enumerate(parts[0][1]):
            if turn > now:
                left = tuple(tuple(k for k in own if (j, k) not in gone) for j, own in enumerate(left))
                now = turn
            gone.add((i, s))
            ways: dict[Weights, list[Signs]] = {}
            for signs, removed in parts:
                ways.setdefault(removed[position][3], []).append(signs)
            by = []
            for weights, cells in ways.items():
                region, tools = ALWAYS, Parametrizer(self.search, cells)
                if len(ways) > 1:
                    region = self.search.region(self.search.short(cells, (), whole))
                by.append(self.named(i, s, left, weights, strict, tools.simplified, region))
            player, strategy = self.normal.players[i], self.normal.strategies[i][s]
            removals.append(Removal(turn, player, strategy, strict, tuple(by)))
        names = {
            player: tuple(label for k, label in enumerate(labels) if (i, k) not in gone)
            for i, (player, labels) in enumerate(zip(self.normal.players, self.normal.strategies))
        }
        return Reduction(self.search.region(whole), tuple(removals), names)

    def named(
        self,
        i: int,
        s: int,
        left: Left,
        weights: Weights,
        strict: bool,
        simplify: Callable[[Expression], Expression] = lambda e: e,
        region: Region = ALWAYS,
    ) -> Dominator:
        """Write a dominating mixture with its margins."""
        labels = self.normal.strategies
        margins = {}
        for r in itertools.product(*(own for j, own in enumerate(left) if j != i)):
            key = joined(labels[j + (j >= i)][k] for j, k in enumerate(r))
            base = self.normal.payoffs[(*r[:i], s, *r[i:])][i]
            paid = add(*(p * self.normal.payoffs[(*r[:i], k, *r[i:])][i] for k, p in weights))
            margins[key] = simplify(paid - base)
        mixture = {labels[i][k]: simplify(p) for k, p in weights}
        return Dominator(mixture, margins, strict, region)
