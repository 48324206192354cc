"""Pieces of the whole game as entries: strategies in few free variables, regions, ranges and ends."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...games.extensive_form import ExtensiveForm
from ...solution import Equilibrium
from ...symbolic.condition import Condition, Region
from ...symbolic.expression import ZERO, Expression, symbol
from ...symbolic.parametric.continuum import Ranges, closed, ends, projected, where
from ...symbolic.parametric.parametrize import Parametrizer, free_names
from ...symbolic.parametric.projection import NotLinear
from ...symbolic.parametric.signs import NEG, POS, bit
from ...symbolic.parametric.workbench import Conjunction, Union, Workbench, linked
from ...symbolic.ring import Ring
from .pieces import Mixture, Piece

UNKNOWN_REGION = "where exactly the free variables of an equilibrium have values"


@dataclass
class Draft:
    """An entry to be: behavior everywhere, the free variables in it, its region and limits."""

    own: dict[int, Mixture]
    names: list[str]
    region: Union
    limits: Conjunction


class Writer:
    """Writes the equilibria of one game; ``undecided`` says which of them it could not write exactly."""

    def __init__(self, game: ExtensiveForm, bench: Workbench):
        self.game, self.bench = game, bench
        self.undecided: list[str] = []

    def _in_time(self, pieces: Sequence[Piece]) -> Iterator[Piece]:
        """The pieces, those at ties last, as long as there is time."""
        order = sorted(pieces, key=lambda p: all(any(c.op == "=" for c in d) for d in p.region))
        for k, piece in enumerate(order):
            if k and self.bench.deadline is not None and time.monotonic() > self.bench.deadline:
                self.undecided.append(f"{len(order) - k} families of equilibria not yet written down")
                return
            yield piece

    def entries(self, pieces: Sequence[Piece]) -> Iterator[tuple[Equilibrium, Parametrizer]]:
        """Yield the entries, pieces that are the same up to their regions joined."""
        same: dict[tuple, tuple[Draft, Ranges, list[Union]]] = {}
        for draft in (draft for piece in self._in_time(pieces) for draft in self._drafts(piece)):
            ranges = closed(self.bench, draft.region, draft.limits, draft.names)
            ranges = self._defined(draft, ranges)
            key = (tuple(sorted(draft.own.items())), tuple(ranges.items()))
            same.setdefault(key, (draft, ranges, []))[2].append(draft.region)
        search = self.bench.base
        for draft, ranges, regions in same.values():
            whole = regions[0] if len(regions) == 1 else self.bench.short(d for r in regions for d in r)
            for cells in search.open_and_ties(self.bench.cells(whole)):
                tools = Parametrizer(search, cells)
                region = self._plain(search.region(cells))
                yield self._equilibrium(draft.own, ranges, region, tools), tools

    def _plain(self, region: Region) -> Region:
        """A region at a tie, with the numbers that it gives parameters put in for them elsewhere."""
        fixed = _fixed(region)
        if not fixed:
            return region
        (d,) = region.disjuncts
        ties = [c for c in d if c.op == "=" and c.lhs.op == "symbol" and c.lhs.args[0] in fixed]
        rest = [c.subs(fixed) for c in d if c not in ties]
        short = self.bench.base.region(self.bench.cells([(*ties, *(c for c in rest if c.symbols))]))
        return short if len(_fixed(short)) == len(fixed) else self._plain(short)

    # -- drafts -----------------------------------------------------------------------------------
    def _drafts(self, piece: Piece) -> Iterator[Draft]:
        own, conditions = self._gathered(piece)
        formulas = [e for s in sorted(own) for e in own[s] if not e.is_number]
        names = list(dict.fromkeys(x for e in formulas for x in self.bench.free(e.symbols)))
        for union, limits, kept in self._named(names, piece.region, conditions):
            region, exact = where(self.bench, union, limits)
            if not exact and UNKNOWN_REGION not in self.undecided:
                self.undecided.append(UNKNOWN_REGION)
            if region and self._possible(region, limits):
                yield Draft(own, kept, region, limits)

    def _gathered(self, piece: Piece) -> tuple[dict[int, Mixture], Conjunction]:
        """Behavior everywhere and all conditions with free variables, those solved for put in for."""
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
        symbols = {x for mix in own.values() for e in mix if not e.is_number for x in e.symbols}
        symbols.update(x for c in conditions for x in c.symbols)
        conditions.update(dict.fromkeys(self.bench.ranges_of(symbols)))
        if solved:
            own = {s: tuple(e if e.is_number else e.subs(solved) for e in mix) for s, mix in own.items()}
        put = (c.subs(solved) if c.symbols & solved.keys() else c for c in conditions)
        return own, tuple(c for c in dict.fromkeys(put) if self.bench.free(c.symbols))

    def _named(
        self, names: list[str], region: Union, conditions: Conjunction
    ) -> list[tuple[Union, Conjunction, list[str]]]:
        """Eliminate the free variables that no strategy names, where that is possible."""
        others = [x for x in self.bench.free(s for c in conditions for s in c.symbols) if x not in names]
        if not others:
            return [(region, conditions, names)]
        apart = tuple(c for c in conditions if not c.symbols & set(others))
        try:
            found = projected(self.bench, region, linked(others, conditions), others)
        except NotLinear:
            return [(region, conditions, [*names, *others])]
        return [(union, tuple(dict.fromkeys((*apart, *limits))), names) for union, limits in found]

    def _possible(self, region: Union, limits: Conjunction) -> bool:
        """Whether some values of the free variables satisfy the limits."""
        declared = set(self.bench.ranges_of(s for c in limits for s in c.symbols))
        more = [c for c in limits if c not in declared]
        bearing = linked((s for c in more for s in c.symbols), limits)
        return not more or bool(self.bench.within(region, bearing))

    def _defined(self, draft: Draft, ranges: Ranges) -> Ranges:
        """The ranges without the ends at which a formula in the strategies has no value."""
        for e in dict.fromkeys(e for mix in draft.own.values() for e in mix if not e.is_number):
            search = self.bench.search([e])
            ring = search.ring or Ring(())
            for i, _ in ring.factor(ring.quotient(e).den)[1]:
                d = ring.expression(ring.factors[i])
                free = [x for x in ranges if x in d.symbols]
                weak = linked(free, [c for cs in ranges.values() for c in cs])
                if free and not self._always(d, (NEG | POS,), draft.region, weak):
                    strict = linked(free, draft.limits)
                    mask = self._always(d, (NEG, POS), draft.region, strict) or NEG | POS
                    more = search.oracle.condition((i, mask))
                    ranges = {**ranges, free[-1]: tuple(dict.fromkeys((*ranges[free[-1]], more)))}
        return ranges

    def _always(self, d: Expression, masks: Sequence[int], region: Union, limits: Conjunction) -> int:
        """Which of the masks has the sign of an expression throughout, if one has."""
        for mask in masks:
            if self.bench.holds(lambda ask, m=mask: bool(m & bit(ask.sign(d))), [d], region, limits):
                return mask
        return 0

    # -- entries ----------------------------------------------------------------------------------
    def _equilibrium(
        self, own: Mapping[int, Mixture], ranges: Ranges, region: Region, tools: Parametrizer
    ) -> Equilibrium:
        game = self.game
        letters = free_names([*game.symbols, *game.values])
        renamed = {x: symbol(y) for x, y in zip(ranges, letters, strict=False)}
        fixed = _fixed(region)
        mixtures = {s: tuple(_short(tools, e, fixed) for e in own[s]) for s in sorted(own)}
        if fixed:
            ranges = {x: tuple(c.subs(fixed) for c in cs) for x, cs in ranges.items()}

        def strategies(put: Mapping[str, Expression]) -> dict[str, Any]:
            found: dict[str, Any] = {p: {} for p in game.players}
            for s, mix in mixtures.items():
                here = game.information_sets[s]
                now = (_short(tools, e, put) for e in mix) if put else mix
                found[game.players[here.player]][here.label] = dict(zip(here.actions, now, strict=True))
            return found

        points = ends(self.bench, tools, ranges) if ranges else []
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


def _short(tools: Parametrizer, e: Expression, put: Mapping[str, Expression]) -> Expression:
    """A formula with expressions put in for symbols, in lowest terms."""
    e = e.subs(put) if put and not e.is_number else e
    return e if e.is_number or e.op == "symbol" else tools.simplified(e)


def _fixed(region: Region) -> dict[str, Expression]:
    """The parameters that have one value in the whole region."""
    if len(region.disjuncts) != 1:
        return {}
    equations = [c for c in region.disjuncts[0] if c.op == "=" and c.lhs.op == "symbol" and c.rhs.is_number]
    return {c.lhs.args[0]: c.rhs for c in equations}
