"""``table``: outcomes along one or two grids, a block per equilibrium, jumps marked."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any

from .branches.branch import Branch, Subject, answer, asked_of, branches, names_of
from .branches.grid import MOST_POINTS, Grid, grid
from .branches.ranges import UNKNOWN, span
from .errors import InputError, escaped, nearest
from .shown import Shown
from .solution import Solution
from .solve import solve
from .symbolic.condition import Condition
from .symbolic.expression import Expression

Cell = Any  # a number, (lowest, highest) in a continuum or "unknown", a word or list of a question, None


@dataclass(frozen=True)
class Block:
    """The cells of one outcome in one equilibrium, in the order of :attr:`Table.points`.

    ``equilibrium`` is None for a formula of the model or the result of a question.
    """

    equilibrium: str | None
    outcome: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Change:
    """Between two neighboring points the set of equilibria is not the same."""

    parameter: str
    below: Mapping[str, Fraction]
    above: Mapping[str, Fraction]
    begins: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()

    def __str__(self) -> str:
        name = self.parameter
        rest = ", ".join(f"{n} = {v}" for n, v in self.below.items() if n != name)
        said = [f"{e} ends" for e in self.ends] + [f"{e} begins" for e in self.begins]
        place = f"{name} between {self.below[name]} and {self.above[name]}"
        return f"{place}{' at ' + rest if rest else ''}: {', '.join(said)}"

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "parameter": self.parameter,
            "below": {n: str(v) for n, v in self.below.items()},
            "above": {n: str(v) for n, v in self.above.items()},
            "begins": list(self.begins),
            "ends": list(self.ends),
        }


@dataclass(frozen=True)
class Table(Shown):
    """Outcomes along a grid: ``blocks`` of cells over ``points``, and the ``changes`` between neighbors."""

    model: str
    vary: Mapping[str, tuple[Fraction, ...]]
    outcomes: tuple[str, ...]
    blocks: tuple[Block, ...]
    changes: tuple[Change, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    undecided: bool = False  # within the time limit

    @property
    def points(self) -> tuple[tuple[Fraction, ...], ...]:
        """The points of the grid; the last name of ``vary`` moves fastest."""
        return tuple(product(*self.vary.values()))

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield a flat row for each equilibrium and point: the varied parameters, then the outcomes."""
        points = self.points
        of: dict[str | None, dict[str, tuple[Cell, ...]]] = {}
        for block in self.blocks:
            of.setdefault(block.equilibrium, {})[block.outcome] = block.cells
        for equilibrium, columns in of.items():
            for i, point in enumerate(points):
                row: dict[str, Any] = dict(zip(self.vary, point, strict=True))
                row["equilibrium"] = equilibrium
                yield row | {outcome: cells[i] for outcome, cells in columns.items()}

    def to_dict(self, numeric: bool = False) -> dict[str, Any]:
        """Return the JSON form; numbers are exact text, or floats if ``numeric``."""
        return {
            "schema": "defiance-games/table/1",
            "model": self.model,
            "vary": {n: _plain(list(grid), numeric) for n, grid in self.vary.items()},
            "values": {n: str(v) for n, v in self.values.items()},
            "outcomes": list(self.outcomes),
            "blocks": [
                {"equilibrium": b.equilibrium, "outcome": b.outcome, "cells": _plain(b.cells, numeric)}
                for b in self.blocks
            ],
            "changes": [c.to_dict() for c in self.changes],
            "notes": list(self.notes),
        }


def table(
    model_or_game: Any,
    vary: Mapping[str, Any],
    outcomes: Iterable[str] | str | None = None,
    values: Mapping[str, Any] | None = None,
    time_limit: float = 60,
    solution: Solution | None = None,
) -> Table:
    """Return outcomes along one or two grids, a block for each equilibrium.

    The game is solved once, with the varied parameters as symbols; regions and formulas are then
    evaluated exactly at every point. A cell is None where the equilibrium does not exist or the outcome is
    conditional on a null event, and (lowest, highest) where it varies inside a continuum ("unknown" where
    that continuum is curved and the range was not computed).

    Parameters
    ----------
    vary : parameter -> "start:stop:count" (both ends included), "a, b, c", or a list of numbers
    outcomes : outcomes of the game, formulas of the model, results of questions (``question.result``);
        every outcome of the game where not given
    values : parameters held fixed; the rest take their defaults
    solution : an answer of ``solve`` in which the varied parameters are free

    Raises
    ------
    InputError : unknown names, a malformed grid, a parameter without value, no point inside the domain

    Examples
    --------
    >>> import defiance_games as dg
    >>> model = dg.load("inspection_game")
    >>> found = dg.table(model, vary={"Lambda": "4:10:3"}, outcomes=["inspection", "defiance"])
    >>> [[str(c) for c in block.cells] for block in found.blocks]
    [['1/2', '2/7', '1/5'], ['1/4', '1/4', '1/4']]
    """
    find = partial(solve, time_limit=time_limit)
    wanted = names_of(outcomes)
    fixed, varied = values or {}, vary if isinstance(vary, Mapping) else {}
    subject = asked_of(
        model_or_game,
        {n: v for n, v in fixed.items() if n not in varied},
        find if solution is None else solution,
        wanted,
        lambda s: _fail_if_both(s, [n for n in fixed if n in varied]),
        lambda s: _grids(s, vary),
    )
    grids = _grids(subject, vary)
    subject = subject.with_defaults(grids)
    found = branches(subject, wanted)
    grid = Grid(grids)
    outside = _outside(subject, grid, subject.domain)
    if all(outside):
        raise InputError(
            f"{subject.name}: no point of the grid is in the domain; the first breaks {outside[0]}."
        )
    blocks: list[Block] = []
    exists: dict[str, list[bool]] = {}
    notes = dict.fromkeys(_notes(grid, outside))
    for branch in found:
        out_here = outside
        if not branch.formulas:
            own = subject.own_domain(branch.name.partition(".")[0])
            out_here = _outside(subject, grid, (*subject.domain, *own))
            notes |= dict.fromkeys(_notes(grid, out_here))
        inside = [
            out is None and here for out, here in zip(out_here, grid.region(branch.region), strict=True)
        ]
        cells = (
            _answers(subject, branch, grid, inside) if not branch.formulas else _cells(branch, grid, inside)
        )
        if UNKNOWN in cells and branch.ranges:
            said = f"unknown: the range of {branch.name} in {branch.equilibrium}, which may be curved."
            notes[said] = None
        blocks.append(Block(branch.equilibrium, branch.name, cells))
        if branch.equilibrium is not None:
            exists[branch.equilibrium] = inside
    there = {name for name, inside in exists.items() if any(inside)}
    return Table(
        subject.name,
        grids,
        tuple(dict.fromkeys(b.outcome for b in blocks)),
        tuple(b for b in blocks if b.equilibrium is None or b.equilibrium in there),
        tuple(_changes(grid, {n: exists[n] for n in exists if n in there}, outside)),
        _values(subject, found),
        (*subject.caveats, *notes),
        subject.undecided,
    )


def _values(subject: Subject, found: Iterable[Branch]) -> dict[str, Any]:
    """The values that bear on the branches: a parameter of the questions alone only where one is asked."""
    asked = dict.fromkeys(b.name.partition(".")[0] for b in found if not b.formulas)
    own = {n: v for question in asked for n, v in subject.own_defaults(question).items()}
    used = {n: own.get(n, v) if len(asked) == 1 else v for n, v in subject.values.items()}
    words = subject.words if asked else {}
    return {**words, **{n: v for n, v in used.items() if asked or n in subject.family.symbols}}


# -- grids ----------------------------------------------------------------------------------------
def _fail_if_both(subject: Subject, names: Sequence[str]) -> None:
    if names:
        raise InputError(f"{subject.name}: {', '.join(names)} must be either varied or fixed, not both.")


def _grids(subject: Subject, vary: Mapping[str, Any]) -> dict[str, tuple[Fraction, ...]]:
    """The values of each varied parameter; every fault is reported at once."""
    if not isinstance(vary, Mapping):
        raise InputError(f'vary must map parameters to grids, as in {{"p": "0:1:11"}}, got {escaped(vary)}.')
    declared = subject.declared
    faults: list[str] = []
    grids: dict[str, tuple[Fraction, ...]] = {}
    if not 1 <= len(vary) <= 2:
        faults.append(f"{subject.name}: one or two parameters must be varied, got {len(vary)}.")
    for key, values in vary.items():
        name = "lam" if key == "lambda" and "lam" in declared else str(key)
        if name not in declared:
            faults.append(
                f"{subject.name}: there is no parameter '{escaped(name)}'. {nearest(name, declared)}"
            )
            continue
        try:
            grids[name] = grid(values)
        except (InputError, TypeError, ValueError) as error:
            faults.append(f"{subject.name}: vary {name}: {error}")
    size = math.prod(map(len, grids.values()))
    if size > MOST_POINTS:
        faults.append(f"{subject.name}: the grid must have at most {MOST_POINTS} points, got {size}.")
    if faults:
        raise InputError(faults)
    return grids


# -- cells ----------------------------------------------------------------------------------------
def _cells(branch: Branch, grid: Grid, inside: Sequence[bool]) -> tuple[Cell, ...]:
    """The outcome at every point; (lowest, highest) over a continuum."""
    if branch.ranges:
        return tuple(
            _over(branch, dict(zip(grid.names, x, strict=True))) if here else None
            for x, here in zip(grid.points, inside, strict=True)
        )
    columns = [grid.values(f) for f in branch.formulas if f is not None]
    cells: list[Cell] = []
    for i, here in enumerate(inside):
        found = [c[i] for c in columns if c[i] is not None] if here else []
        low, high = (min(found), max(found)) if found else (None, None)
        cells.append(low if low == high else (low, high))
    return tuple(cells)


def _over(branch: Branch, point: Mapping[str, Fraction]) -> Cell:
    """The range of the outcome over a continuum that has no extreme points, at one point of the grid."""
    found = [span(f, branch.limits, point) for f in branch.formulas if f is not None]
    found = [x for x in found if x is not None]
    if not found or UNKNOWN in found:
        return UNKNOWN if found else None
    low = min(x[0] if isinstance(x, tuple) else x for x in found)
    high = max(x[1] if isinstance(x, tuple) else x for x in found)
    return low if low == high else (low, high)


def _answers(subject: Subject, branch: Branch, grid: Grid, inside: Sequence[bool]) -> tuple[Cell, ...]:
    """The result of a question at every point."""
    question, _, result = branch.name.partition(".")
    cells: list[Cell] = []
    for point, here in zip(grid.points, inside, strict=True):
        cells.append(
            answer(subject, question, result, dict(zip(grid.names, point, strict=True))) if here else None
        )
    return tuple(cells)


def _outside(subject: Subject, grid: Grid, domain: Iterable[Condition]) -> list[str | None]:
    """The rule of the domain that each point breaks, or None."""
    rules = {str(c): grid.condition(c) for c in domain if c.symbols}
    for name in grid.names:
        if subject.declared[name].integer:
            whole = [dict(zip(grid.names, x, strict=True))[name].denominator == 1 for x in grid.points]
            rules[f"{name} an integer"] = whole
    return [
        next((rule for rule, held in rules.items() if not held[i]), None) for i in range(len(grid.points))
    ]


def _notes(grid: Grid, outside: Sequence[str | None]) -> Iterator[str]:
    for rule in dict.fromkeys(o for o in outside if o):
        points = [x for x, o in zip(grid.points, outside, strict=True) if o == rule]
        if len(points) <= 3:
            said = "; ".join(
                ", ".join(f"{n} = {v}" for n, v in zip(grid.names, x, strict=True)) for x in points
            )
        else:
            said = f"{len(points)} points"
        yield f"Outside the domain, which asks for {rule}: {said}."


def _changes(
    grid: Grid, exists: Mapping[str, Sequence[bool]], outside: Sequence[str | None]
) -> Iterator[Change]:
    """Where the set of equilibria differs between neighbors along an axis."""
    strides = {grid.names[-1]: 1}
    if len(grid.names) == 2:
        strides = {grid.names[0]: len(grid.axes[grid.names[1]])} | strides
    for name, stride in strides.items():
        axis = grid.names.index(name)
        for i, point in enumerate(grid.points):
            j = i + stride
            if j >= len(grid.points) or grid.points[j][axis] <= point[axis] or outside[i] or outside[j]:
                continue
            begins = tuple(e for e, inside in exists.items() if inside[j] and not inside[i])
            ends = tuple(e for e, inside in exists.items() if inside[i] and not inside[j])
            if begins or ends:
                below, above = (dict(zip(grid.names, grid.points[k], strict=True)) for k in (i, j))
                yield Change(name, below, above, begins, ends)


def _plain(value: Any, numeric: bool) -> Any:
    """A cell as JSON data: exact text, or numbers."""
    if isinstance(value, (list, tuple)):
        return [_plain(v, numeric) for v in value]
    if isinstance(value, float) or (numeric and isinstance(value, Fraction)):
        return float(f"{float(value):.12g}")
    return str(value) if isinstance(value, (Fraction, Expression)) else value
