"""One equilibrium as a page."""

from __future__ import annotations

from typing import Any

from ..solution import Equilibrium
from .page import Page
from .solution import equilibrium_blocks, record


def page(e: Equilibrium) -> Page:
    """Return the page of an equilibrium."""
    return Page(tuple(equilibrium_blocks(e)))


def records(e: Equilibrium) -> list[dict[str, Any]]:
    """Return its one flat row."""
    return [record(e)]
