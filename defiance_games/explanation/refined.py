"""Which refinements an equilibrium passes, and why not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..errors import InputError
from ..solution import Equilibrium
from ..symbolic.condition import Region
from ..symbolic.expression import as_expression
from .steps import Cell, Statement, Step, joined
from .writing import Writer


def judged(e: Equilibrium, writer: Writer) -> Iterator[Step]:
    """Which refinements it passes, and why not."""
    passed = [n for n, v in e.refinements.items() if v is True]
    if passed:
        yield Statement((f"It passes {' and '.join(map(_title, passed))}.",), "Refinements.")
    for name, verdict in e.refinements.items():
        if verdict is True:
            continue
        why = _exact(e.reasons.get(name, ""))
        if isinstance(verdict, Region):
            parts = joined(map(writer.conjunction, verdict.disjuncts), " or ")
            yield Statement(
                (f"It passes {_title(name)} where ", parts, ". Elsewhere it fails: ", *why), "Refinements."
            )
        else:
            yield Statement((f"It fails {_title(name)}. ", *why), "Refinements.")


_AGAINST = re.compile(r"\((at most )?([^(),]+), against ([^(),]+?)( in equilibrium)?\)")


def _exact(reason: str) -> tuple[Cell, ...]:
    """A reason in words, the payoffs in it as formulas."""
    found: list[Cell] = []
    at = 0
    for m in _AGAINST.finditer(reason):
        try:
            payoffs = as_expression(m.group(2)), as_expression(m.group(3))
        except InputError:
            continue
        found += [reason[at : m.start()], "(", m.group(1) or "", payoffs[0], ", against ", payoffs[1]]
        found += [m.group(4) or "", ")"]
        at = m.end()
    return (*found, reason[at:])


def _title(refinement: str) -> str:
    return {"intuitive": "the intuitive criterion", "d1": "D1", "undefeated": "undefeatedness"}.get(
        refinement, refinement
    )
