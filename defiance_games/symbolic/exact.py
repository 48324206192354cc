"""Numbers as people write them, read exactly; faults are collected and told at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from ..errors import InputError, escaped
from .expression import as_expression

Table = tuple[tuple[Fraction, ...], ...]


def exact(value: Any, where: str, faults: list[str]) -> Fraction:
    """Return the rational number; a fault is noted, and 0 returned, where it is none.

    >>> faults = []
    >>> exact("1/3", "cost", faults), exact(0.1, "cost", faults), exact("x", "cost", faults)
    (Fraction(1, 3), Fraction(1, 10), Fraction(0, 1))
    >>> faults
    ['cost: must be a rational number, got x.']
    """
    if type(value) is Fraction:
        return value
    try:
        found = as_expression(value)
    except InputError:
        found = None
    if found is not None and found.is_number:
        return found.value
    faults.append(f"{where}: must be a rational number, got {escaped(value)}.")
    return Fraction(0)


def exact_row(values: Any, where: str, faults: list[str], length: int | None = None) -> tuple[Fraction, ...]:
    """Return the numbers of a list, which must have this length."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        faults.append(f"{where}: must be a list of numbers, got {escaped(values)}.")
        return ()
    row = tuple(exact(v, f"{where}, number {i}", faults) for i, v in enumerate(values, 1))
    if length is not None and len(row) != length:
        faults.append(f"{where}: there must be {length} numbers, got {len(row)}.")
    return row


def names_of(values: Any, where: str, faults: list[str]) -> tuple[str, ...]:
    """Return the names in a list: at least one, each a text, none twice."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        faults.append(f"{where}: must be a list of names, got {escaped(values)}.")
        return ()
    names = tuple(values)
    if not names:
        faults.append(f"{where}: must not be empty.")
    faults += [f"{where}: must be names, got {escaped(n)}." for n in names if not isinstance(n, str)]
    faults += [f"{where}: {escaped(n)} is given twice." for n in dict.fromkeys(names) if names.count(n) > 1]
    return names


def exact_table(values: Any, where: str, faults: list[str], rows: Sequence[str], width: int) -> Table:
    """Return a table of numbers with a row for each name in ``rows``."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        faults.append(f"{where}: must be a list of rows, got {escaped(values)}.")
        return ()
    given = list(values)
    if len(given) != len(rows):
        faults.append(f"{where}: there must be {len(rows)} rows, got {len(given)}.")
    return tuple(
        exact_row(row, f"{where} of {escaped(name)}", faults, width)
        for name, row in zip(rows, given, strict=False)
    )
