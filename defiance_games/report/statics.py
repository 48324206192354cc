"""Comparative statics as a page: sign tables, then where equilibria end and what takes over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Any

from ..symbolic.condition import Condition, Region
from ..symbolic.expression import symbol
from .page import (
    Block,
    Cell,
    Fields,
    Grid,
    Heading,
    Note,
    Page,
    conditions,
    fields,
    flat,
    joined,
    only_at_ties,
    values,
    where,
)

_SIGNS = {"+": "+", "-": "−", "0": "0", "mixed": "±", "undecided": "?"}
_HELD = "·"
_LEGEND = {
    "+": "As the parameter rises, the outcome rises (+), falls (−) or stays the same (0): proved wherever "
    "the equilibrium exists.",
    "°": "With °, it stays the same at some points of the region, where a factor of the derivative is 0.",
    "±": "±: it rises in one part of the region and falls in another; the numbered note says where.",
    _HELD: f"{_HELD}: the equilibrium exists only where an equality fixes the parameter.",
    "point": "Where the outcome varies inside a continuum of equilibria, the lines below its name are the "
    "outcomes at its extreme points; between them lie mixtures of these.",
    "fixed": "A continuum without extreme points has one line: its free variables are held fixed, and the "
    "sign, the same at all of their values, does not say how their range moves.",
    "*": "*: a difference of computed values, not proved.",
    "?": "?: undecided, within the time limit or for a reason that is noted.",
}
_SAID_ABOVE = ("so not along its parameters", "is conditional on what never happens")  # by the tables
_REGIONS = (
    "Just outside a border of a region: the equilibria that begin there or, where none begins, those that "
    "exist on both sides of it."
)
_OTHERS = " Equilibria without a line above are left out here: solve prints where they exist."
STILL, REGIONS = "No parameter matters in", "where equilibria exist"
_STILL_AT_POINTS = (
    "The outcome varies inside the continuum, and no parameter matters at its extreme points, in"
)
_STILL_FIXED = "No parameter matters at fixed values of the free variables, whose ranges may move, in"
LONGEST = 40  # characters of an outcome that names its extreme point
_NUMBERS = "⁰¹²³⁴⁵⁶⁷⁸⁹"


def page(statics: Any) -> Page:
    """Return the page of a table of comparative statics."""
    table = _Signs(statics)
    about = fields((("values", values(statics.values)), ("given", conditions(statics.given, ""))))
    body = [*table.blocks()]
    only = table.moved if statics.asked else set()
    if regions := [*_regions(statics, only)]:
        body += [Heading(REGIONS), Note(f"{_REGIONS}{_OTHERS if only else ''}"), *regions]
    legend = Note(" ".join(text for mark, text in _LEGEND.items() if mark in table.used))
    title = Heading(f"{statics.model}: comparative statics", 1)
    return Page((title, legend, *about, *body))


class _Signs:
    """The sign tables: rows are equilibria (or formulas), columns parameters; marks with notes below."""

    def __init__(self, statics: Any):
        self.statics = statics
        self.used: set[str] = {"+"}
        self.notes: list[Cell] = []
        self.thin = {r.equilibrium for r in statics.rows if r.equilibrium and only_at_ties(r.region)}
        self.wide = {r.equilibrium: None for r in statics.rows if r.equilibrium not in (None, *self.thin)}
        self.kept = [r for r in statics.rows if r.equilibrium not in self.thin]
        self.moved: set[str] = set()  # the equilibria that have a line

    def blocks(self) -> Iterator[Block]:
        """Yield a table for each outcome of the equilibria, then one for all formulas and questions."""
        for outcome in self.statics.outcomes:
            own = [r for r in self.kept if r.outcome == outcome and r.equilibrium is not None]
            if own:
                yield Heading(outcome)
                yield from self.grid("equilibrium", own)
                null = self.wide.keys() - {r.equilibrium for r in own}
                if null:
                    names = "; ".join(name for name in self.wide if name in null)
                    yield Note(f"Undefined, because its condition never occurs, in: {names}.")
        formulas = [r for r in self.kept if r.equilibrium is None]
        if formulas:
            yield Heading("formulas and questions")
            yield from self.grid("result", formulas)
        if self.notes:
            yield Fields(tuple((_number(i), note) for i, note in enumerate(self.notes, 1)))
        for note in self.statics.notes:
            if not any(said in note for said in _SAID_ABOVE):
                yield Note(note)
        if self.thin:
            one = len(self.thin) == 1
            which = "equilibrium that exists" if one else "equilibria that exist"
            text = (
                f"{len(self.thin)} {which} only at ties between parameters {'is' if one else 'are'} left out"
            )
            yield Note(f"{text} here; JSON and CSV have {'it' if one else 'them'}.")

    def grid(self, head: str, rows: Sequence[Any]) -> Iterator[Block]:
        """Yield the table of these rows; equilibria in which nothing matters are named below it."""
        groups: dict[str, list[Any]] = {}
        for row in rows:
            groups.setdefault(row.equilibrium or row.outcome, []).append(row)
        still = [name for name, own in groups.items() if head == "equilibrium" and self.constant(own)]
        moved = {name: _by_point(own) for name, own in groups.items() if name not in still}
        self.moved |= moved.keys()
        lines: list[tuple[Cell, ...]] = []
        for name, points in moved.items():
            if [*points] != [""]:
                lines.append((name, *("" for _ in self.statics.parameters)))  # then its points, a line each
            lines += [(self.point(own[0]) or name, *self.signs(own)) for own in points.values()]
        if lines:
            yield Grid((head, *map(symbol, self.statics.parameters)), tuple(lines))
        for said in (STILL, _STILL_AT_POINTS, _STILL_FIXED):
            names = [name for name in still if _still(groups[name]) == said]
            if names:
                yield Note(f"{said}: {'; '.join(names)}.")
        for name, own in groups.items():
            if own[0].free_variables:
                limits = dict.fromkeys(c for each in own[0].free_variables.values() for c in each)
                fixed = ", ".join(own[0].held_fixed)
                said = f"Held fixed in {name}: {fixed}, with " if fixed else f"In {name}: "
                yield Note(flat((said, conditions(limits), ".")))

    def constant(self, rows: Sequence[Any]) -> bool:
        """Whether every parameter can move, and none moves the outcome."""
        return {r.parameter for r in rows} >= set(self.statics.parameters) and all(
            r.sign == "0" for r in rows
        )

    def point(self, row: Any) -> Cell:
        """Where in a continuum: the outcome at the extreme point, or which variables are held fixed."""
        if row.held_fixed:
            self.mark("fixed")
            return f"at fixed {', '.join(row.held_fixed)}"
        if row.at is None:
            return ""
        self.mark("point")
        short = len(str(row.value)) <= LONGEST
        return flat(("at ", row.outcome, " = ", row.value)) if short else f"at extreme point {row.at}"

    def signs(self, rows: Sequence[Any]) -> Iterator[Cell]:
        """Yield the cells of one line."""
        for name in self.statics.parameters:
            own = [r for r in rows if r.parameter == name]
            whole = next((r for r in own if not r.within), None)
            yield self.cell(whole, [r for r in own if r.within]) if whole else self.mark(_HELD)

    def cell(self, row: Any, parts: Sequence[Any]) -> str:
        """The sign of one derivative with its marks; where it is mixed, a note says where it is which."""
        sign = _SIGNS[row.sign]
        if row.sign == "mixed":
            self.notes.append(_note(row, parts))
            return self.mark("±", _number(len(self.notes)))
        weak = "°" if row.sign in "+-" and not row.strict and row.proof == "proved" else ""
        computed = "*" if row.proof == "numeric" else ""
        return self.mark(sign, weak, computed)

    def mark(self, *marks: str) -> str:
        """Remember marks for the legend."""
        self.used |= {m for m in marks if m}
        return "".join(marks)


def _by_point(rows: Iterable[Any]) -> dict[str, list[Any]]:
    """The rows of one equilibrium by the outcome at the extreme point; one of those with the same outcome."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        point = "" if row.at is None else str(row.value)
        own = found.setdefault("fixed" if row.held_fixed and not point else point, [])
        if not own or own[0].at == row.at:
            own.append(row)
    return found


def _still(rows: Sequence[Any]) -> str:
    """What can be said of an equilibrium in which no derivative differs from 0."""
    if any(r.held_fixed for r in rows):
        return _STILL_FIXED
    return _STILL_AT_POINTS if any(r.at is not None for r in rows) else STILL


def _number(n: int) -> str:
    return "".join(_NUMBERS[int(digit)] for digit in str(n))


def _note(row: Any, parts: Sequence[Any]) -> Cell:
    """Where the sign is which, and a point for each."""
    who = f"{row.equilibrium}, " if row.equilibrium else ""
    who += f"extreme point {row.at}, " if row.at is not None else ""
    said = [(f"{_SIGNS[p.sign]} where ", conditions(p.within)) for p in parts if p.sign not in ("0", "mixed")]
    shown = {s for p in parts for c in p.within for s in c.symbols}
    shown |= (row.derivative.symbols if row.derivative is not None else set()) | row.region.symbols
    shown |= {s for limits in row.free_variables.values() for c in limits for s in c.symbols}
    points = [
        (f"{sign} at ", values({n: v for n, v in point.items() if n in shown}))
        for sign, point in (("+", row.positive_at), ("−", row.negative_at))
        if point
    ]
    example = ("; for example ", joined(points, "; ")) if points else ()
    return flat((f"{who}{row.outcome} in ", symbol(row.parameter), ": ", joined(said), *example))


def _regions(statics: Any, only: Set[str]) -> Iterator[Block]:
    """Where each equilibrium exists, and what begins where it ends; ``only`` these, if there are any."""
    regions = {r.equilibrium: r.region for r in statics.rows if r.equilibrium is not None}
    wide = {n: r for n, r in regions.items() if not only_at_ties(r) and (not only or n in only)}
    for name, region in wide.items():
        rows: list[tuple[str, Cell]] = [("exists where", where(region))]
        own = [b for b in statics.boundaries if b.equilibrium == name]
        if own:
            across = ((outside(b.inside), ": ", _takes_over(b.takes_over)) for b in own)
            rows.append(("just outside", flat(joined(across, "\n"))))
        if len(rows) > 1 or not region.always:
            yield Heading(name)
            yield Fields(tuple(rows))


def outside(inside: Condition) -> Condition:
    """What holds just across the boundary of a condition."""
    return Condition(inside.lhs, ">" if inside.op[0] == "<" else "<", inside.rhs)


def _takes_over(successors: Iterable[Any]) -> Cell:
    """Who begins across a boundary; who is there on both sides, if nobody begins."""
    new = [s for s in successors if s.begins]
    both = [s for s in successors if not s.begins]
    if not new and not both:
        return "none"
    word = () if new else (" (on both sides)",)
    return joined(((s.equilibrium, *word, *_if(s.where)) for s in new or both), "; ")


def _if(region: Region) -> tuple[Cell, ...]:
    return () if region.always else (" if ", where(region))


def records(statics: Any) -> list[dict[str, Any]]:
    """Return a row for each outcome, equilibrium, parameter and part of a region."""
    exact = (
        "outcome",
        "equilibrium",
        "parameter",
        "at",
        "value",
        "sign",
        "strict",
        "proof",
        "derivative",
        "zero_where",
        "changes_where",
        "region",
        "positive_at",
        "negative_at",
    )
    return [
        {
            **{name: getattr(r, name) for name in exact},
            "within": " and ".join(map(str, r.within)),
            "free_variables": "; ".join(" and ".join(map(str, c)) for c in r.free_variables.values()),
            "held_fixed": ", ".join(r.held_fixed),
        }
        for r in statics.rows
    ]
