"""The parts of an entry that pass a refinement, as entries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..solution import Equilibrium
from ..symbolic.condition import Condition, Region
from ..symbolic.expression import ONE, ZERO, Expression
from .words import Conjunction


def passing(e: Equilibrium, verdict: bool | Region | None) -> tuple[Equilibrium, ...]:
    """Return an entry for each part that passes: all of it, none of it, or parts by the free variables.

    Conditions on parameters go to the region of a part, those on free variables to their ranges; a free
    variable that has one value only is put in. What is undecided (None) is not kept.

    >>> from defiance_games.symbolic.condition import equals
    >>> from defiance_games.symbolic.expression import symbol
    >>> mix = {"Row": {"up": symbol("x"), "down": ONE - symbol("x")}}
    >>> whole = Equilibrium("mixed", "mixed", mix, free_variables={"x": ()})
    >>> [p.strategies["Row"] for p in passing(whole, Region(((equals("x", 0),), (equals("x", 1),))))]
    [{'up': 0, 'down': 1}, {'up': 1, 'down': 0}]
    """
    if not isinstance(verdict, Region):
        return (e,) if verdict else ()
    free = set(e.free_variables)
    inside: dict[Conjunction, list[Conjunction]] = {}  # on free variables -> on parameters
    for d in verdict.disjuncts:
        bounds = tuple(c for c in d if c.symbols & free)
        inside.setdefault(bounds, []).append(tuple(c for c in d if not c.symbols & free))
    found = []
    for k, (bounds, conditions) in enumerate(inside.items(), 1):
        both = ((*d, *(c for c in cs if c not in d)) for d in e.region.disjuncts for cs in conditions)
        name = e.name if len(inside) == 1 else f"{e.name}, part {k}"
        part = replace(e, name=name, region=Region(tuple(both)))
        for c in bounds:
            part = _bounded(part, c)
        found.append(part)
    return tuple(found)


def _bounded(e: Equilibrium, c: Condition) -> Equilibrium:
    """Return the part of an entry where a condition on its free variables holds."""
    for x, value in ((c.lhs, c.rhs), (c.rhs, c.lhs)):
        if c.op == "=" and x.op == "symbol" and x.args[0] in e.free_variables and value.is_number:
            return _fixed(e, x, value)
    last = [n for n in e.free_variables if n in c.symbols][-1:]
    ranges = {n: (*cs, c) if n in last else cs for n, cs in e.free_variables.items()}
    return replace(e, free_variables=ranges, extreme_points=())


def _fixed(e: Equilibrium, x: Expression, value: Expression) -> Equilibrium:
    """Return an entry with a free variable put in, and the extreme points that agree."""
    name = x.args[0]
    values = {name: value}
    places = [place for place, entry in _entries(e.strategies) if entry == x]
    corners = tuple(c for c in e.extreme_points if places and dict(_entries(c)).get(places[0]) == value)
    ranges = {n: tuple(c.subs(values) for c in cs) for n, cs in e.free_variables.items() if n != name}
    ranges = {n: tuple(c for c in cs if c.symbols) for n, cs in ranges.items()}
    part = replace(
        e,
        strategies=_put(e.strategies, values),
        beliefs=_put(e.beliefs, values),
        belief_sets=_put(e.belief_sets, values),
        payoffs=_put(e.payoffs, values),
        outcomes=_put(e.outcomes, values),
        free_variables=ranges,
        extreme_points=corners if ranges else (),
    )
    pure = e.kind == "mixed" and all(p in (ZERO, ONE) for _, p in _entries(part.strategies))
    return replace(part, kind="pure") if pure else part


def _entries(strategies: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Expression]]:
    """Yield every probability with its place."""
    if isinstance(strategies, Mapping):
        for key, below in strategies.items():
            yield from _entries(below, (*place, key))
    elif strategies is not None:
        yield place, strategies


def _put(data: Any, values: Mapping[str, Expression]) -> Any:
    """Return data with a value in place of a symbol wherever it occurs."""
    if isinstance(data, Mapping):
        return {k: _put(v, values) for k, v in data.items()}
    if isinstance(data, tuple):
        return tuple(_put(v, values) for v in data)
    return None if data is None else data.subs(values)
