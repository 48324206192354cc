"""Which refinements an equilibrium passes, and why not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..errors import InputError
from ..solution import Equilibrium
from ..symbolic.condition import Region
from ..symbolic.expression import as_expression
from .steps import Cell, Statement, Step, joined
from .writing import Writer


def judged(e: Equilibrium, writer: Writer) -> Iterator[Step]:
    """Which refinements it passes, and why not."""
    passed = [n for n, v in e.refinements.items() if v is True]
    told = reasons(e, writer)
    if passed:
        told = (f"It passes {titles(passed)}. " if told else f"It passes {titles(passed)}.", *told)
    if told:
        yield Statement(told, "Refinements.")


def reasons(e: Equilibrium, writer: Writer, subject: Cell = "It") -> tuple[Cell, ...]:
    """Why an equilibrium fails the refinements that it fails, as sentences."""
    told: list[Cell] = []
    for name, verdict in e.refinements.items():
        if verdict is True:
            continue
        first, *rest = exact(e.reasons.get(name, ""))
        why = (first[:1].lower() + first[1:] if isinstance(first, str) else first, *rest)
        told += [" " if told else "", "It" if told else subject]
        if isinstance(verdict, Region):
            parts = joined(map(writer.conjunction, verdict.disjuncts), " or ")
            told += [f" passes {titles([name])} where ", parts, ", and fails it elsewhere: ", *why]
        else:
            told += [f" fails {titles([name])}: ", *why]
    return tuple(told)


def titles(names: Iterable[str]) -> str:
    """The names of refinements in words."""
    return " and ".join(map(_title, names))


_AGAINST = re.compile(r"\((at most )?([^(),]+), against ([^(),]+?)( in equilibrium)?\)")


def exact(reason: str) -> tuple[Cell, ...]:
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
