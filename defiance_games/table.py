"""``table``: outcomes along one or two grids, a block per equilibrium, jumps marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Any

from .branches import Branch, Subject, branches, names_of, subject_of
from .errors import InputError, escaped, nearest
from .report.shown import Shown
from .solution import Solution
from .symbolic.condition import Condition, compare
from .symbolic.expression import Expression, as_expression

MOST_POINTS = 1_000_000
Cell = Any  # a number, (lowest, highest) over a continuum, a word or list of a question, None


@dataclass(frozen=True)
class Block:
    """The cells of one outcome on one branch, in the order of :attr:`Table.points`.

    ``equilibrium`` is None for a formula of the model or the result of a question.
    """

    equilibrium: str | None
    outcome: str
    cells: tuple[Cell, ...]
    formula: Expression | None = None


@dataclass(frozen=True)
class Change:
    """Between two neighbouring points the set of equilibria is not the same."""

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
            "parameter": self.parameter, "below": {n: str(v) for n, v in self.below.items()},
            "above": {n: str(v) for n, v in self.above.items()},
            "begins": list(self.begins), "ends": list(self.ends),
        }


@dataclass(frozen=True)
class Table(Shown):
    """Outcomes along a grid: ``blocks`` of cells over ``points``, and the ``changes`` between neighbours."""

    model: str
    vary: Mapping[str, tuple[Fraction, ...]]
    outcomes: tuple[str, ...]
    blocks: tuple[Block, ...]
    changes: tuple[Change, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def points(self) -> tuple[tuple[Fraction, ...], ...]:
        """The points of the grid; the last name of ``vary`` moves fastest."""
        return tuple(product(*self.vary.values()))

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield a flat row per equilibrium and point: the varied names, ``equilibrium``, then the outcomes."""
        points = self.points
        of: dict[str | None, dict[str, tuple[Cell, ...]]] = {}
        for block in self.blocks:
            of.setdefault(block.equilibrium, {})[block.outcome] = block.cells
        for equilibrium, columns in of.items():
            for i, point in enumerate(points):
                row: dict[str, Any] = dict(zip(self.vary, point, strict=True))
                row["equilibrium"] = equilibrium
                for outcome in self.outcomes:
                    row[outcome] = columns[outcome][i] if outcome in columns else None
                yield row

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form, schema ``defiance-games/table/1``; numbers are exact text."""
        return {
            "schema": "defiance-games/table/1", "model": self.model,
            "vary": {n: [str(v) for v in g] for n, g in self.vary.items()},
            "values": {n: str(v) for n, v in self.values.items()}, "outcomes": list(self.outcomes),
            "blocks": [
                {"equilibrium": b.equilibrium, "outcome": b.outcome,
                 "formula": None if b.formula is None else str(b.formula), "cells": [_plain(c) for c in b.cells]}
                for b in self.blocks
            ],
            "changes": [c.to_dict() for c in self.changes], "notes": list(self.notes),
        }

    def to_pandas(self) -> Any:
        """Return a ``pandas.DataFrame`` of :meth:`rows`; numbers become floats."""
        import pandas

        return pandas.DataFrame([{k: _rough(v) for k, v in row.items()} for row in self.rows()])

    def __str__(self) -> str:
        lines = []
        head = "  ".join(self.vary)
        for block in self.blocks:
            lines.append(f"{block.outcome}, {block.equilibrium}" if block.equilibrium else block.outcome)
            for point, cell in zip(self.points, block.cells, strict=True):
                lines.append(f"  {head} = {'  '.join(map(str, point))}: {_word(cell)}")
        return "\n".join([*lines, *map(str, self.changes), *self.notes])


def table(
    model_or_game: Any, vary: Mapping[str, Any], outcomes: Iterable[str] | str | None = None,
    values: Mapping[str, Any] | None = None, solution: Solution | None = None, time_limit: float = 60,
) -> Table:
    """Return outcomes along one or two grids, a block per equilibrium.

    The game is solved once, with the varied parameters as symbols; its regions and formulas are then
    evaluated exactly at every point. A cell is None where the equilibrium does not exist or the outcome is
    conditional on a null event, and (lowest, highest) where a continuum gives the outcome a range.

    Parameters
    ----------
    vary : parameter -> "start:stop:count" (both ends included), "a, b, c", or a list of numbers
    outcomes : outcomes of the game, formulas of the model, results of questions (``question.result``);
        all outcomes of the game where not given
    values : parameters held fixed; the rest take their defaults
    solution : an answer of ``solve`` in which the varied parameters are free

    Raises
    ------
    InputError : unknown names, a malformed grid, a parameter without value, no point inside the domain

    Examples
    --------
    >>> from defiance_games.table import grid
    >>> grid("0:1:5")
    (Fraction(0, 1), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1, 1))
    """
    subject = subject_of(model_or_game)
    grids = _grids(subject, vary)
    fixed = subject.fixed(values or {}, free=grids)
    wanted = names_of(outcomes)
    found = branches(subject.at(fixed), wanted, solution, time_limit)
    points = tuple(product(*grids.values()))
    names = tuple(grids)
    outside = _outside(subject.at(fixed).domain, names, points)
    if all(outside):
        raise InputError(f"{subject.name}: no point of the grid is in the domain; the first breaks {outside[0]}.")
    marked: list[Block] = []
    exists: dict[str, list[bool]] = {}
    compiled = _Compiler(names)
    for branch in found:
        where = compiled.region(branch.region)
        there = [not out and where(x) for x, out in zip(points, outside, strict=True)]
        cells = _cells(branch, compiled, points, there, subject, fixed)
        marked.append(Block(branch.equilibrium, branch.name, cells, branch.formula))
        if branch.equilibrium is not None:
            exists[branch.equilibrium] = there
    order = tuple(dict.fromkeys(b.outcome for b in marked))
    marked = [b for b in marked if b.equilibrium is None or any(exists[b.equilibrium])]
    notes = list(dict.fromkeys(
        f"{', '.join(f'{n} = {v}' for n, v in zip(names, x, strict=True))} is outside the domain: {out}"
        for x, out in zip(points, outside, strict=True) if out
    ))
    return Table(
        subject.name, grids, order, tuple(marked), tuple(_changes(grids, exists, outside)), fixed, tuple(notes)
    )
