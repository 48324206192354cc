"""The parts of an entry that pass a refinement, as entries."""

from __future__ import annotations

from dataclasses import replace

from ..solution import Equilibrium
from ..symbolic.condition import Condition, Region


def passing(e: Equilibrium, verdict: bool | Region | None) -> tuple[Equilibrium, ...]:
    """Return an entry for each part that passes: all of it, none of it, or a part per disjunct of a region.

    Conditions on parameters go to the region of a part, those on free variables to their ranges. What is
    undecided (None) is not kept.

    >>> from defiance_games.symbolic.condition import equals
    >>> from defiance_games.symbolic.expression import ONE, symbol
    >>> mix = {"Row": {"up": symbol("x"), "down": ONE - symbol("x")}}
    >>> whole = Equilibrium("mixed", "mixed", mix, free_variables={"x": ()})
    >>> [p.free_variables for p in passing(whole, Region(((equals("x", 0),), (equals("x", 1),))))]
    [{'x': (x = 0,)}, {'x': (x = 1,)}]
    """
    if not isinstance(verdict, Region):
        return (e,) if verdict else ()
    free = set(e.free_variables)
    inside: dict[
        tuple[Condition, ...], list[tuple[Condition, ...]]
    ] = {}  # on the free variables -> elsewhere
    for d in verdict.disjuncts:
        bounds = tuple(c for c in d if c.symbols & free)
        inside.setdefault(bounds, []).append(tuple(c for c in d if not c.symbols & free))
    found = []
    for k, (bounds, conditions) in enumerate(inside.items(), 1):
        both = ((*d, *(c for c in cs if c not in d)) for d in e.region.disjuncts for cs in conditions)
        ranges = dict(e.free_variables)
        for c in bounds:
            last = [n for n in ranges if n in c.symbols][-1]
            ranges[last] = (*ranges[last], c)
        name = e.name if len(inside) == 1 else f"{e.name}, part {k}"
        corners = () if bounds else e.extreme_points
        found.append(
            replace(e, name=name, region=Region(tuple(both)), free_variables=ranges, extreme_points=corners)
        )
    return tuple(found)
