"""Cases as a page: what the models say of each, what that rests on, and how much hangs on choices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..symbolic.expression import symbol
from .page import Block, Cell, Grid, Heading, Note, Page, flat, joined
from .text import DASH

COLUMNS = ("table", "label", "model", "case", "quantity", "value", "words", "source", "inputs")


def page(comparison: Any) -> Page:
    """Return the page of a comparison of cases."""
    titles = tuple(comparison.titles.values())
    rows = tuple(
        (
            "\n".join(filter(None, (row.label, row.model))),
            *(_cell(row.cells[n], inputs=True) for n in comparison.titles),
        )
        for row in comparison.rows
    )
    inputs = tuple(
        (
            each.model,
            symbol(each.parameter),
            *(_number(each.values[n]) if n in each.values else None for n in comparison.titles),
            _source(each.sources, comparison.titles),
        )
        for each in comparison.inputs
    )
    blocks: list[Block] = [
        Heading(" and ".join(titles), 1),
        Grid(("", *titles), rows, prose=("", *titles)),
        Heading("what it rests on"),
        Grid(("model", "input", *titles, "source"), inputs, prose=("model", "source")),
        Note(
            "Every other input is the default of its model (defiance show MODEL). What is illustrative is "
            "chosen for teaching, not measured: the table shows that mechanisms fit together, and tests none."
        ),
    ]
    return Page((*blocks, *_checks(comparison)))


def _checks(comparison: Any) -> Iterator[Block]:
    rows = tuple(
        (f"{comparison.titles[c.case]}: {c.label}\nwith {c.inputs}", _cell(c.before), _cell(c.after))
        for c in comparison.checks
    )
    if rows:
        yield Heading("how much hangs on those choices")
        yield Grid(("check", "as it is", "then"), rows, prose=("check", "as it is", "then"))


def _cell(cell: Any, inputs: bool = False) -> Cell:
    """Inputs, results and words, a line each."""
    lines = [_equalities(cell.inputs)] if inputs else []
    lines = [line for line in (*lines, _equalities(cell.results), "; ".join(cell.words)) if line]
    return flat(joined(lines, "\n")) if lines else None


def _equalities(values: Mapping[str, Any]) -> Cell:
    return flat(joined((symbol(name), f" = {_number(value)}") for name, value in values.items()))


def _number(value: Any) -> str:
    """A number of four significant digits; a dash for what does not exist."""
    return DASH if value is None else f"{float(value):.4g}"


def _source(sources: Mapping[str, str], titles: Mapping[str, str]) -> str:
    """Where values are from; by case where that differs."""
    found = set(sources.values())
    if len(found) == 1:
        return found.pop()
    return "\n".join(f"{titles[name]}: {source}" for name, source in sources.items())


def records(comparison: Any) -> list[dict[str, Any]]:
    """Return a row for each quantity of each case, each input, and each quantity of a check."""
    found: list[dict[str, Any]] = []
    for row in comparison.rows:
        for name, cell in row.cells.items():
            found += _flat({"table": "rows", "label": row.label, "model": row.model, "case": name}, cell)
    for each in comparison.inputs:
        for name, value in each.values.items():
            about = {"table": "inputs", "label": "", "model": each.model, "case": name}
            found.append(about | {"quantity": each.parameter, "value": value, "source": each.sources[name]})
    for c in comparison.checks:
        about = {"table": "checks", "label": c.label, "model": c.model, "case": c.case, "inputs": c.inputs}
        found += _flat(about, c.after)
    return found


def _flat(about: Mapping[str, Any], cell: Any) -> Iterable[dict[str, Any]]:
    words = "; ".join(cell.words)
    quantities = {**cell.inputs, **cell.results}.items() or (("", None),)
    return [{**about, "quantity": n, "value": v, "words": words} for n, v in quantities]
