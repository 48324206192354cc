"""The region of a continuum is where its free variables have values: a projection, where that is linear."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..errors import TimeLimitReached
from ..solution import Equilibrium
from ..symbolic.condition import Region
from ..symbolic.expression import symbol


def inhabited(game: Any, e: Equilibrium, deadline: float | None = None) -> Equilibrium | None:
    """Return an entry where the ranges of its free variables have a point; None if they have none.

    An entry whose ranges are not linear in the free variables is returned as it is.

    >>> from defiance_games.games.normal_form import NormalForm
    >>> from defiance_games.symbolic.parser import parse_condition
    >>> game = NormalForm.from_arrays([["a", 0]], [[0, 0]])
    >>> x = symbol("x")
    >>> e = Equilibrium("mixed", "mixed", {"Player 2": {"1": x, "2": 1 - x}},
    ...     free_variables={"x": parse_condition("0 <= x <= 1 - a")})
    >>> print(inhabited(game, e).region)
    a <= 1
    """
    bounds = [c for cs in e.free_variables.values() for c in cs]
    if not {s for c in bounds for s in c.symbols} - e.free_variables.keys():
        return e
    from ..symbolic.parametric.continuum import where
    from ..symbolic.parametric.workbench import Workbench

    said = [*bounds, *(c for d in e.region.disjuncts for c in d)]
    sides = [side for c in said for side in (c.lhs, c.rhs) if not side.symbols & e.free_variables.keys()]
    bench = Workbench([p.name for p in game.parameters], game.domain, sides, deadline=deadline)
    names = {name: symbol(bench.fresh()) for name in e.free_variables}
    try:
        region, exact = where(bench, tuple(e.region.disjuncts), [c.subs(names) for c in bounds])
        if not exact:
            return e
        return replace(e, region=Region(tuple(region))) if region else None
    except TimeLimitReached:
        return e
