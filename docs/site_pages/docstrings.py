"""Docstrings of this package: after ``name :`` comes a sentence, not a type to look up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

_FIELD = re.compile(r"(\S.*?) : (.*)")
_BEFORE_NAPOLEON = 400


def setup(app: Sphinx) -> dict[str, Any]:
    """Read docstrings before napoleon does, and let names without a page be plain text."""
    app.connect("autodoc-process-docstring", _describe, priority=_BEFORE_NAPOLEON)
    app.connect("autodoc-process-signature", _shorten)
    app.connect("missing-reference", _without_page)
    app.connect("doctree-read", _punctuate)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _describe(app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    lines[:] = described(lines)


def described(lines: list[str]) -> Iterator[str]:
    """Yield the lines of a docstring with each ``name : sentence`` as a name and its description.

    A paragraph after the last of them ends the section; napoleon wants two empty lines there.

    >>> list(described(["Parameters", "----------", "k : cost", "", "All of it."]))
    ['Parameters', '----------', 'k', '    cost', '', '', 'All of it.']
    """
    section, before = "", ""
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if after.startswith("---"):
            section = line
        field = _FIELD.fullmatch(line)
        if field and section in ("Parameters", "Raises"):
            yield field[1]
            yield f"    {field[2]}".replace("->", "→")
        else:
            if section and not before and line and line != section and not line.startswith(" "):
                section = ""
                yield ""
            yield line.replace("->", "→") if section == "Parameters" else line
        before = line


def _shorten(
    app: Sphinx, what: str, name: str, obj: Any, options: Any, signature: str | None, returned: str | None
) -> tuple[str | None, str | None]:
    """Defaults that are no Python, such as ``<factory>``, as dots."""
    return re.sub(r"<[^<>]*>", "...", signature or "") or None, returned


def _punctuate(app: Sphinx, doctree: nodes.document) -> None:
    """A colon between a parameter and its description, where Sphinx writes two hyphens."""
    for text in list(doctree.findall(nodes.Text)):
        if text == " -- ":
            text.parent.replace(text, nodes.Text(": "))


def _without_page(app: Sphinx, env: BuildEnvironment, node: nodes.Element, text: nodes.Element) -> Any:
    """A name that the package has but no page describes is text; a name that it lacks is a warning."""
    target = node.get("reftarget", "")
    return text if target.startswith("defiance_games.") and _exists(target) else None


def _exists(path: str) -> bool:
    home, _, name = path.rpartition(".")
    try:
        import_module(path)
    except ImportError:
        return bool(home) and hasattr(import_module(home), name)
    return True
