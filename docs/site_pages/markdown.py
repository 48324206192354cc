"""Bits of Markdown that the makers of pages share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby


def escaped(text: str) -> str:
    """Return ``text`` so that Markdown shows it as it is.

    >>> escaped("a_b <c>")
    'a\\\\_b \\\\<c\\\\>'
    """
    return re.sub(r"([\\`*_{}\[\]<>#|$])", r"\\\1", text)


def toctree(names: Iterable[str]) -> str:
    """Return the list of pages for the menu, which the page itself does not show."""
    return "\n".join(["```{toctree}", ":hidden:", "", *names, "```", ""])


def runs(lines: Iterable[str]) -> Iterator[list[str]]:
    """Yield the runs of lines that are indented, and of those that are not.

    >>> list(runs(["Example:", "  a", "  b"]))
    [['Example:'], ['  a', '  b']]
    """
    for _, group in groupby(lines, key=lambda line: line.startswith(" ")):
        yield list(group)
