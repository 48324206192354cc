"""A derivation as text, Markdown, LaTeX and HTML: one file a format, each walking the same steps."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from ...explanation.steps import flat as flat

FORMATS = ("table", "markdown", "latex", "html")
ENDINGS = {".md": "markdown", ".tex": "latex", ".html": "html"}


def written(explanation: Any, form: str, whole: bool = False) -> str:
    """Return an explanation in a format; ``whole`` makes LaTeX and HTML documents of their own.

    >>> from defiance_games.explanation.steps import Statement
    >>> from defiance_games.explain import Explanation
    >>> print(written(Explanation("a game", (Statement("Nothing to decide."),)), "markdown"))
    # a game
    <BLANKLINE>
    Nothing to decide.
    """
    name = {"table": "text"}.get(form, form)
    return import_module(f".{name}", __name__).written(explanation, whole)


def sentence(parts: Iterable[Any]) -> tuple[Any, ...]:
    """Return the parts of a reason as the end of a sentence: with a full stop, where there is none."""
    found = list(flat(tuple(parts)))
    stopped = bool(found) and isinstance(found[-1], str) and found[-1].rstrip().endswith((".", ":", "?"))
    return (*found,) if stopped else (*found, ".")
