"""Competing accounts as a page: what is seen to move, which way by each account, and what that separates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..symbolic.expression import symbol
from .page import Block, Cell, Fields, Grid, Heading, Note, Page, conditions, flat, joined

_SIGNS = {"+": "+", "-": "−", "0": "0", "mixed": "±", "undecided": "?"}
COLUMNS = ("observation", "account", "formula", "sign", "strict", "proof")


def page(comparison: Any) -> Page:
    """Return the page of competing accounts."""
    formulas = comparison.accounts
    heads = (*map(symbol, formulas.values()), "separates", "proof")
    lines = tuple((_name(row), *_cells(row, formulas)) for row in comparison.rows)
    first = "what rises"
    blocks: list[Block] = [
        Heading(f"{comparison.model}: what tells its accounts apart", 1),
        Fields(tuple((f, f"{account}\n{comparison.meanings[account]}") for account, f in formulas.items())),
        Grid((first, *heads), lines, prose=(first, "separates")),
        *map(Note, _notes(comparison)),
    ]
    return Page(tuple(blocks))


def _name(row: Any) -> Cell:
    return flat((symbol(row.name), f", {row.meaning}")) if row.meaning else row.name


def _cells(row: Any, formulas: Any) -> Iterator[Cell]:
    for account in formulas:
        found = row.signs.get(account)
        weak = "°" if found and found.sign in "+-" and not found.strict else ""
        yield _SIGNS[found.sign] + weak if found else None
    groups = [joined(symbol(formulas[account]) for account in group) for group in row.separates]
    yield flat(joined(groups, " | ")) if groups else "nothing"
    yield row.proof


def _notes(comparison: Any) -> Iterator[Cell]:
    yield "A sign says which way the quantity goes under that account; | parts accounts that differ in it."
    for row in comparison.rows:
        if row.given:
            yield flat((f"{row.name}: wherever ", conditions(row.given), "."))
    signs = [sign for row in comparison.rows for sign in row.signs.values()]
    if any(s.sign in "+-" and not s.strict for s in signs):
        yield "°: or 0 in places."
    if any(s.sign == "mixed" for s in signs):
        yield "±: the sign depends on where."


def records(comparison: Any) -> list[dict[str, Any]]:
    """Return a row for each observation and account."""
    return [
        {
            "observation": row.name,
            "account": account,
            "formula": comparison.accounts[account],
            "sign": sign.sign,
            "strict": sign.strict,
            "proof": sign.proof,
        }
        for row in comparison.rows
        for account, sign in row.signs.items()
    ]
