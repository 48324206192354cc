"""Thresholds as a page: at each value of the parameter, what begins, what ends, and what is there instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..symbolic.condition import Condition, Region
from ..symbolic.expression import Expression, symbol
from .page import Block, Cell, Fields, Heading, Note, Page, conditions, fields, flat, joined, values, where

COLUMNS = ("parameter", "value", "name", "equilibrium", "change", "below", "above", "at_value", "region")


def page(thresholds: Any) -> Page:
    """Return the page of thresholds."""
    parameter = symbol(thresholds.parameter)
    blocks: list[Block] = [Heading((f"{thresholds.model}: thresholds of ", parameter), 1)]
    about = [
        ("outcome", thresholds.outcome),
        ("values", values(thresholds.values)),
        ("given", conditions(thresholds.given, "")),
    ]
    blocks += fields(about)
    groups: dict[str, list[Any]] = {}
    for row in thresholds.rows:
        groups.setdefault(str(row.value), []).append(row)
    for rows in groups.values():
        value = rows[0].value
        exact = isinstance(value, Expression)
        known = f" = {rows[0].name}" if rows[0].name else ""
        equation = (parameter, " = ", value) if exact else (parameter, f" = {value}")
        blocks.append(Heading((*equation, known)))
        blocks += [Fields(tuple(_row(thresholds, row))) for row in rows]
    for name, ranges in thresholds.free_variables.items():
        limits = dict.fromkeys(c for own in ranges.values() for c in own)
        said = (f"In {name}, free variables take any value with ", conditions(limits), ".")
        blocks.append(Note(flat(said)))
    return Page((*blocks, *map(Note, thresholds.notes)))


def _row(thresholds: Any, row: Any) -> Iterator[tuple[str, Cell]]:
    if row.equilibrium is not None:
        yield ("begins" if row.begins else "ends"), row.equilibrium
    for side, formulas in (("below", row.below), ("above", row.above)):
        here = () if formulas == (None,) else row.at_value
        yield side, _outcome(thresholds, formulas, row.equilibrium, here)
    if not row.region.always:
        yield "where", where(row.region)
    others = [s for s in row.takes_over if s.begins]
    if others:
        across = (flat(_there(thresholds, s, row)) for s in others)
        yield ("instead below" if row.begins else "instead above"), flat(joined(across, "\n"))


def _outcome(
    thresholds: Any, formulas: Iterable[Any], equilibrium: str | None, here: Iterable[Any] = ()
) -> Cell:
    """``defiance = 1 - q``; in a continuum, the outcome at its extreme points; ``here``: at the threshold."""
    found = tuple(formulas)
    if equilibrium is None:
        return flat((thresholds.outcome, " ", joined(found, ", ")))
    if found == (None,):
        return "does not exist"
    several = "at its extreme points " if len(found) > 1 else ""
    shown = _formulas(found)
    ends = [*here]
    tends = (", tending to ", _formulas(ends)) if ends else ()
    return flat((several, thresholds.outcome, " = ", shown, *tends))


def _formulas(found: Iterable[Any]) -> Cell:
    return joined("undefined" if f is None else f for f in found)


def _there(thresholds: Any, successor: Any, row: Any) -> Cell:
    """An equilibrium on the other side, where, and what the outcome is in it."""
    own = Region(tuple(_more(d, row.region) for d in successor.where.disjuncts))
    place: Cell = () if own.always else (" if ", where(own))
    outcome = ()
    if successor.outcome:
        outcome = (": ", _outcome(thresholds, successor.outcome, successor.equilibrium, successor.at_value))
    return (successor.equilibrium, *place, *outcome, *((", a jump",) if successor.jump else ()))


def _more(conjunction: tuple[Condition, ...], known: Region) -> tuple[Condition, ...]:
    """What a conjunction says beyond a region of one part."""
    said = known.disjuncts[0] if len(known.disjuncts) == 1 else ()
    return tuple(c for c in conjunction if c not in said)


def records(thresholds: Any) -> list[dict[str, Any]]:
    """Return a row for each threshold."""
    return [
        {
            "parameter": thresholds.parameter,
            "value": row.value,
            "name": row.name,
            "equilibrium": row.equilibrium,
            "change": "begins" if row.begins else "ends",
            "below": _text(row.below),
            "above": _text(row.above),
            "at_value": _text(row.at_value),
            "region": row.region,
            "jump": row.jump,
            "takes_over": "; ".join(s.equilibrium for s in row.takes_over if s.begins),
        }
        for row in thresholds.rows
    ]


def _text(formulas: Iterable[Any]) -> str:
    return ", ".join("" if f is None else str(f) for f in formulas)
