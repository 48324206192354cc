"""Parameters as a table: symbol, domain, default, unit, meaning."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..symbolic.condition import Parameter
from ..symbolic.expression import symbol
from .page import Cell, Grid, Page, conditions, flat, joined


def grid(parameters: Iterable[Parameter]) -> Grid:
    """Return the table of parameters."""
    rows = tuple((symbol(p.name), domain(p), default(p), p.unit, p.meaning) for p in parameters)
    return Grid(("parameter", "domain", "default", "unit", "meaning"), rows, prose=("domain", "meaning"))


def page(parameters: Iterable[Parameter]) -> Page:
    """Return the page of a list of parameters."""
    return Page((grid(parameters),))


def records(parameters: Iterable[Parameter]) -> list[dict[str, Any]]:
    """Return a row for each parameter."""
    return [
        {
            "parameter": p.name,
            "domain": " and ".join(map(str, p.domain)),
            "default": p.default,
            "unit": p.unit,
            "meaning": p.meaning,
            "source": p.source,
        }
        for p in parameters
    ]


def domain(p: Parameter) -> Cell:
    """Return where a parameter lies."""
    if p.choices:
        return ", ".join(p.choices)
    every = conditions(p.domain) if p.domain else "any"
    return flat(("each ", every)) if p.many else every


def default(p: Parameter) -> Cell:
    """Return the value that it has where none is given."""
    return flat(joined(p.default)) if p.many and p.default else p.default
