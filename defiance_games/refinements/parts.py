"""The parts of an entry that pass a refinement, as entries.

The equations among the conditions are solved for free variables, which are put in everywhere; what is left
of the conditions are the ranges of the others.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ..games.signaling import SignalingGame
from ..solution import Equilibrium
from ..symbolic.condition import Condition, Region
from ..symbolic.expand import is_zero
from ..symbolic.expression import ZERO, Expression
from .arranged import put_in
from .called import called, distinct
from .supporting import supporting
from .words import Conjunction

_SECONDS = 0.5  # for one question
_STRICT = {">=": ">", "<=": "<"}


def passing(e: Equilibrium, verdict: bool | Region | None, game: Any = None) -> tuple[Equilibrium, ...]:
    """Return an entry for each part that passes: all of it, none of it, or parts by the free variables.

    Conditions on parameters go to the region of a part, those on free variables to their ranges; a free
    variable that has one value only is put in. What is undecided (None) is not kept. The ``game`` says which
    parameters there are, and which beliefs support a part.

    >>> from defiance_games.symbolic.condition import equals
    >>> from defiance_games.symbolic.expression import ONE, symbol
    >>> mix = {"Row": {"up": symbol("x"), "down": ONE - symbol("x")}}
    >>> whole = Equilibrium("{up, down}", "mixed", mix, free_variables={"x": ()})
    >>> parts = passing(whole, Region(((equals("x", 0),), (equals("x", 1),))))
    >>> [p.strategies["Row"] for p in parts], [p.name for p in parts]
    ([{'up': 0, 'down': 1}, {'up': 1, 'down': 0}], ['down', 'up'])
    """
    if not isinstance(verdict, Region):
        return (e,) if verdict else ()
    free = set(e.free_variables)
    inside: dict[Conjunction, list[Conjunction]] = {}  # on free variables -> on parameters
    for d in verdict.disjuncts:
        bounds = tuple(c for c in d if c.symbols & free)
        inside.setdefault(bounds, []).append(tuple(c for c in d if not c.symbols & free))
    found: dict[tuple[str, str], Equilibrium] = {}
    for bounds, conditions in inside.items():
        both = ((*d, *(c for c in cs if c not in d)) for d in e.region.disjuncts for cs in conditions)
        part = replace(e, region=Region(tuple(both)))
        if bounds:
            past = {k: True if v is verdict else v for k, v in e.refinements.items()}
            why = {k: text for k, text in e.reasons.items() if e.refinements.get(k) is not verdict}
            cut = _Cut(replace(part, refinements=past, reasons=why), game.domain if game is not None else ())
            part = cut.part(bounds)
            if part is not None and part.belief_sets and isinstance(game, SignalingGame):
                part = supporting(game, e, part, cut.impossible)
        if part is not None:
            key = str(part.strategies), str(part.free_variables)
            before = found[key].region.disjuncts if key in found else ()
            found[key] = replace(part, region=Region(tuple(dict.fromkeys((*before, *part.region.disjuncts)))))
    return tuple(distinct(called(e, part) for part in found.values()))


class _Put(NamedTuple):
    """An expression for a free variable."""

    name: str
    value: Expression

    @property
    def values(self) -> dict[str, Expression]:
        return {self.name: self.value}


class _Cut:
    """An entry that is cut down to where further conditions on its free variables hold."""

    def __init__(self, e: Equilibrium, domain: Sequence[Condition]):
        self.e, self.domain = e, tuple(domain)
        self.conditions = [c for cs in e.free_variables.values() for c in cs]

    def part(self, bounds: Conjunction) -> Equilibrium | None:
        """Return the part where all hold, None where there is none."""
        corners = _corners(self.e, bounds, self.impossible)
        self.conditions = list(dict.fromkeys((*self.conditions, *bounds)))
        values = _places(self.e, corners[0]) if len(corners) == 1 else {}
        if values.keys() == self.e.free_variables.keys():
            for put in itertools.starmap(_Put, values.items()):
                if self._can_put(put):
                    self._put(put)
        while (solved := self._solved()) is not None:
            self._put(solved)
        if not self._placed():
            return None
        self._without_needless()
        free = list(self.e.free_variables)
        ranges: dict[str, list[Condition]] = {n: [] for n in free}
        for c in sorted(self.conditions, key=lambda c: len(c.symbols & self.e.free_variables.keys())):
            named = [n for n in free if n in c.symbols]
            bare = [n for n in named if not ranges[n]]
            ranges[(bare or named)[-1]].append(c)
        return replace(
            self.e,
            free_variables={n: tuple(cs) for n, cs in ranges.items()},
            extreme_points=corners if free else (),
        )

    # -- questions --------------------------------------------------------------------------------
    def impossible(self, *claims: Condition) -> bool:
        """Whether the claims are proved to hold nowhere in the entry's region."""
        from ..symbolic.smt import satisfy

        if any(not c.symbols and not c.holds() for c in claims):
            return True
        claims = tuple(c for c in claims if c.symbols)
        return all(
            satisfy([*self.domain, *d, *claims], _SECONDS)[0] == "unsat" for d in self.e.region.disjuncts
        )

    # -- equations --------------------------------------------------------------------------------
    def _solved(self) -> _Put | None:
        """A free variable that an equation among the conditions fixes, in terms of the others."""
        for c in self.conditions:  # what can only hold with equality is an equation
            if c.op in _STRICT and self.impossible(*self.conditions, Condition(c.lhs, _STRICT[c.op], c.rhs)):
                self._replaced(c, Condition(c.lhs, "=", c.rhs))
        equations = [c for c in self.conditions if c.op == "="]
        for certain in (True, False):
            for c in sorted(equations, key=lambda c: len(c.symbols)):
                for name in reversed([n for n in self.e.free_variables if n in c.symbols]):
                    value = self._value(c, name, certain)
                    if value is not None and self._can_put(_Put(name, value)):
                        return _Put(name, value)
        return None

    def _replaced(self, old: Condition, new: Condition) -> None:
        self.conditions = list(dict.fromkeys(new if c == old else c for c in self.conditions))

    def _value(self, c: Condition, name: str, certain: bool) -> Expression | None:
        """What the equation makes of a free variable, if it is linear in it; ``certain``: by a number."""
        from ..symbolic.ring import simplify

        slope = simplify(c.difference.diff(name))
        if name in slope.symbols or slope == ZERO or (certain and slope.symbols):
            return None
        if slope.symbols and not self.impossible(*self.conditions, Condition(slope, "=", ZERO)):
            return None
        return simplify(-c.difference.subs({name: ZERO}) / slope)

    def _can_put(self, put: _Put) -> bool:
        try:
            _with(self.e, put)
        except ZeroDivisionError:
            return False
        return True

    def _put(self, put: _Put) -> None:
        self.e = _with(self.e, put)
        self.conditions = list(dict.fromkeys(put_in(c, put.values) for c in self.conditions))

    # -- what is left -----------------------------------------------------------------------------
    def _placed(self) -> bool:
        """Put conditions without free variables into the region; False where nothing is left."""
        free = self.e.free_variables.keys()
        decided = [c for c in self.conditions if not c.symbols & free]
        self.conditions = [c for c in self.conditions if c.symbols & free]
        parts = []
        for d in self.e.region.disjuncts:
            here = _Cut(replace(self.e, region=Region((d,))), self.domain)
            if here.impossible(*decided, *self.conditions):
                continue
            more = [c for c in decided if not here.impossible(c.negated())]
            parts.append(tuple(dict.fromkeys((*d, *more))))
        self.e = replace(self.e, region=Region(tuple(parts)))
        return bool(parts)

    def _without_needless(self) -> None:
        """Leave out the conditions that follow from the others."""
        weak = sorted(self.conditions, key=lambda c: (c.op not in _STRICT, -len(c.symbols)))
        for c in weak:
            others = [d for d in self.conditions if d != c]
            if self.impossible(*others, c.negated()):
                self.conditions = others


# -- data -----------------------------------------------------------------------------------------
def _with(e: Equilibrium, put: _Put) -> Equilibrium:
    """Return an entry with an expression put in for a free variable, wherever it occurs but in ranges."""
    outcomes = {}
    for name, x in e.outcomes.items():
        try:
            outcomes[name] = _put_in(x, put)
        except ZeroDivisionError:
            outcomes[name] = None
    sets = {
        name: tuple(d for d in (_conjunction(d, put) for d in options) if d is not None)
        for name, options in e.belief_sets.items()
    }
    return replace(
        e,
        strategies=_put_in(e.strategies, put),
        beliefs=_put_in(e.beliefs, put),
        belief_sets=sets,
        payoffs=_put_in(e.payoffs, put),
        outcomes=outcomes,
        refinements={
            name: Region(tuple(d for d in (_conjunction(d, put) for d in v.disjuncts) if d is not None))
            if isinstance(v, Region)
            else v
            for name, v in e.refinements.items()
        },
        free_variables={n: cs for n, cs in e.free_variables.items() if n != put.name},
    )


def _put_in(data: Any, put: _Put) -> Any:
    from ..symbolic.ring import simplify

    if isinstance(data, Mapping):
        return {k: _put_in(v, put) for k, v in data.items()}
    if data is None or put.name not in data.symbols:
        return data
    return simplify(data.subs(put.values))


def _conjunction(conditions: Conjunction, put: _Put) -> Conjunction | None:
    """Conditions with the expression put in; None where one does not hold."""
    found = [put_in(c, put.values) for c in conditions]
    if any(not c.symbols and not c.holds() for c in found):
        return None
    return tuple(dict.fromkeys(c for c in found if c.symbols))


# -- extreme points -------------------------------------------------------------------------------
def _corners(e: Equilibrium, bounds: Conjunction, impossible: Any) -> tuple:
    """The extreme points of the part where equations hold; none where they are not known."""
    found = []
    if any(c.op != "=" for c in bounds):
        return ()
    for corner in e.extreme_points:
        values = _places(e, corner)
        if any(c.symbols & e.free_variables.keys() - values.keys() for c in bounds):
            return ()
        gaps = [c.difference.subs(values) for c in bounds]
        if all(is_zero(g) or (g.symbols and impossible(Condition(g, "!=", ZERO))) for g in gaps):
            found.append(corner)
    return tuple(found)


def _places(e: Equilibrium, corner: Any) -> dict[str, Expression]:
    """The values that free variables have at an extreme point, where they are probabilities themselves."""
    there = dict(_entries(corner))
    return {
        x.args[0]: there[place]
        for place, x in _entries(e.strategies)
        if x.op == "symbol" and x.args[0] in e.free_variables and place in there
    }


def _entries(strategies: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Expression]]:
    """Yield every probability with its place."""
    if isinstance(strategies, Mapping):
        for key, below in strategies.items():
            yield from _entries(below, (*place, key))
    elif strategies is not None:
        yield place, strategies
