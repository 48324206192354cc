"""The scene of a heat map: one outcome over a grid of two parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from ..branches.branch import subject_of
from ..equilibria.names import heads
from ..errors import InputError
from ..solve import solve
from ..symbolic.condition import Parameter
from ..table import Table, table
from .axes import fail_if_unknown, read_over
from .classes import blocks_of_outcomes
from .curves import first_outcome, meaning, spoken
from .words import heading, passing


@dataclass(frozen=True)
class Heat:
    """A table of one outcome in which two parameters vary, and the parameters of the model."""

    heading: str
    table: Table
    parameters: Mapping[str, Parameter]
    meaning: str = ""


def heat(
    model: Any,
    vary: Mapping[str, Any],
    outcome: str | None,
    values: Mapping[str, Any],
    seconds: float,
    **how: Any,
) -> Heat:
    """Return an outcome over two grids.

    >>> import defiance_games as dg
    >>> found = heat(dg.load("inspection_game"), {"k": "0.5:1:2", "B": "1:2:2"}, "defiance", {}, 60)
    >>> [str(c) for c in found.table.blocks[0].cells]
    ['1/4', '1/4', '1/2', '1/2']
    """
    find = partial(solve, generic=True, time_limit=seconds, **how)
    subject = subject_of(model, values, find, None if outcome is None else [outcome])
    names = list(read_over(list(vary)))
    fail_if_unknown(subject, names)
    subject = subject.with_defaults(names)
    outcome = outcome or first_outcome(subject)
    plain = outcome in getattr(model, "formulas", ()) or outcome.partition(".")[0] in getattr(
        model, "questions", ()
    )
    solution = None if plain else subject.solution
    found = table(model, dict(zip(names, vary.values())), [outcome], values, seconds, solution=solution)
    if not any(
        isinstance(c, tuple) or c is not None and not isinstance(c, (str, list))
        for b in found.blocks
        for c in b.cells
    ):
        raise InputError(f"{subject.name}: {outcome} is no number anywhere on this grid.")
    merged = blocks_of_outcomes(found.blocks, heads(solution or ()))
    shown = replace(found, notes=(), blocks=merged)
    what = heading(subject, f"{spoken(outcome, meaning(subject, outcome))}{passing(how.get('refine'))}")
    return Heat(what, shown, subject.declared, meaning(subject, outcome))
