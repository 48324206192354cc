"""Entries that lie inside another entry are left out: a point of a continuum is no equilibrium of its own."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..errors import InputError
from ..solution import Equilibrium
from ..symbolic.condition import Condition
from ..symbolic.expand import is_zero
from ..symbolic.expression import ZERO, Expression, symbol

_SECONDS = 1.0  # for one question
Coordinates = Mapping[tuple[str, ...], Expression]


def maximal(game: Any, entries: Sequence[Equilibrium], deadline: float) -> list[Equilibrium]:
    """Return the entries without those that are proved to lie inside another one.

    >>> from defiance_games.symbolic.expression import ONE
    >>> x = symbol("x")
    >>> whole = Equilibrium("all", "mixed", {"A": {"l": x, "r": ONE - x}},
    ...     free_variables={"x": (Condition(x, ">=", ZERO), Condition(x, "<=", ONE))})
    >>> point = Equilibrium("l", "pure", {"A": {"l": ONE, "r": ZERO}})
    >>> from defiance_games.games.normal_form import NormalForm
    >>> [e.name for e in maximal(NormalForm.from_arrays([0, 0]), [point, whole], time.monotonic() + 9)]
    ['all']
    """
    flat = [dict(_coordinates(e.strategies)) for e in entries]
    kept = list(range(len(entries)))
    for k, e in enumerate(entries):
        for j in kept:
            if j == k or not _may_hold(flat[j], flat[k]):
                continue
            if not entries[j].free_variables and flat[j] != flat[k]:
                continue
            if time.monotonic() > deadline:
                return [entries[i] for i in kept]
            if _inside(game, e, flat[k], entries[j], flat[j]):
                kept.remove(k)
                break
    return [entries[i] for i in kept]


def _coordinates(table: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Expression]]:
    """Every probability with its place; information sets without behavior are left out."""
    for name, part in table.items():
        if isinstance(part, Expression):
            yield (*path, name), part
        elif part is not None:
            yield from _coordinates(part, (*path, name))


def _may_hold(big: Coordinates, small: Coordinates) -> bool:
    """Whether the places are the same, and what never happens in the big one never does in the small one."""
    return big.keys() == small.keys() and all(x != ZERO or small[place] == ZERO for place, x in big.items())


def _inside(
    game: Any, small: Equilibrium, point: Coordinates, big: Equilibrium, formulas: Coordinates
) -> bool:
    """Whether every member of the small entry is proved to be one of the big one.

    The value that a free variable of the big entry takes is read off where it is a probability itself.
    """
    fresh = {n: symbol(f"{n}_here") for n in small.free_variables}
    at = {place: x.subs(fresh) if x.symbols & fresh.keys() else x for place, x in point.items()}
    values: dict[str, Expression] = {}
    for place, x in formulas.items():
        if x.op == "symbol" and x.args[0] in big.free_variables:
            values.setdefault(x.args[0], at[place])
    if values.keys() != big.free_variables.keys():
        return False
    try:
        equal = all(is_zero(x.subs(values) - at[place]) for place, x in formulas.items())
        bounds = [c.subs(values) for cs in big.free_variables.values() for c in cs]
    except ZeroDivisionError:
        return False
    if not equal:
        return False
    here = [c.subs(fresh) for cs in small.free_variables.values() for c in cs]
    return all(
        any(_implied(game, (*d, *here), (*other, *bounds)) for other in big.region.disjuncts)
        for d in small.region.disjuncts
    )


def _implied(game: Any, given: Sequence[Condition], claims: Sequence[Condition]) -> bool:
    """Whether conditions are proved to follow from others on the domain, by more than one engine."""
    from ..symbolic.proof import PROVED, prove

    integers = [p.name for p in game.parameters if p.integer]
    left = []
    for c in dict.fromkeys(claims):
        if c.symbols and c not in given:
            left.append(c)
        elif not c.symbols and not c.holds():
            return False
    try:
        known = (*game.domain, *given)
        return all(prove(c, known, _SECONDS, integers=integers).status == PROVED for c in left)
    except InputError:  # nothing satisfies what is given: not for this file to say
        return False
