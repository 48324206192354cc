"""What a heading calls a model, and what a sentence calls a refinement."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

REFINEMENTS = {
    "d1": "D1",
    "intuitive": "the intuitive criterion",
    "trembling-hand": "trembling-hand perfection",
    "undominated": "the elimination of dominated strategies",
    "iterated-undominated": "the iterated elimination of dominated strategies",
}


def in_words(name: str) -> str:
    """Return the name of a model as a heading has it; other titles stay as they are.

    >>> in_words("exemplary_sanction"), in_words("Beer and quiche"), in_words("audit.toml")
    ('Exemplary sanction', 'Beer and quiche', 'Audit')
    """
    stem = Path(name).stem if Path(name).suffix in (".toml", ".nfg", ".efg") else name
    if not stem.isascii() or not stem.isidentifier() or stem != stem.lower():
        return stem
    return stem.replace("_", " ").capitalize()


def called(model: Any) -> str:
    """Return what a heading calls a model or a game: the title that a file gives it, else its name in words.

    >>> import defiance_games as dg
    >>> called(dg.load("examples/games/stag_hunt.toml")), called(dg.load("inspection_game"))
    ('Stag hunt', 'Inspection game')
    """
    from_file = Path(model.name).suffix in (".toml", ".nfg", ".efg")
    return in_words((from_file and model.title) or model.name)


def heading(subject: Any, what: str) -> str:
    """Return what stands over a picture of a subject, a model with some values: ``Stag hunt: payoffs``."""
    return f"{called(subject.model if subject.model is not None else subject.family)}: {what}"


def passing(refine: Any) -> str:
    """Return "that pass D1" for a refinement, nothing where there is none.

    >>> passing("d1"), passing("undefeated"), passing(None)
    (' that pass D1', ' that are undefeated', '')
    """
    if not refine:
        return ""
    names: Iterable[str] = [refine] if isinstance(refine, str) else refine
    return "".join(
        f" that are {name}" if name == "undefeated" else f" that pass {REFINEMENTS.get(name, name)}"
        for name in names
    )
