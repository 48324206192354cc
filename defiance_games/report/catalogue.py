"""The catalogue as a page: the models, each with the question it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..shown import Shown
from .page import Grid, Page


@dataclass(frozen=True)
class Catalogue(Shown):
    """Models to list."""

    models: tuple[Any, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"schema": "defiance-games/models/1", "models": records(self)}


def page(catalogue: Catalogue) -> Page:
    """Return the page of the catalogue."""
    rows = tuple((r["name"], r["question"]) for r in records(catalogue))
    return Page((Grid(("model", "question"), rows, prose=("question",)),))


def records(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return a row for each model."""
    return [{"name": m.name, "question": m.title, "source": m.source} for m in catalogue.models]
