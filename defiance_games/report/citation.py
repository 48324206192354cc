"""What to cite, as a list of references that people read; BibTeX is written by the result itself."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from .page import Block, Fields, Heading, Page

COLUMNS = ("role", "key", "type", "author", "title", "year")
_ACCENTS = {"'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "c": "\u0327"}
_LETTERS = {
    r"\o": "ø",
    r"\O": "Ø",
    r"\ss": "ß",
    r"\ae": "æ",
    r"\textbackslash": "\\",
    r"\textasciicircum": "^",
    r"\textasciitilde": "~",
}
_BRACES = {r"\textbraceleft{}": "\0", r"\textbraceright{}": "\1"}


def page(citation: Any) -> Page:
    """Return the page of a citation: the references of each role."""
    blocks: list[Block] = [Heading(f"{citation.model}: what to cite", 1)]
    for role, entries in citation.roles.items():
        blocks += [Heading(role), Fields(tuple((e.key, reference(e.fields)) for e in entries))]
    return Page(tuple(blocks))


def reference(fields: Any) -> str:
    """Return an entry as a sentence.

    >>> reference({"author": "Becker, Gary S. and Stigler, George J.", "title": "Law", "year": "1974",
    ...            "journal": "Journal of Legal Studies", "volume": "3", "number": "1", "pages": "1--18"})
    'Gary S. Becker and George J. Stigler (1974). Law. Journal of Legal Studies 3(1), 1–18.'
    """
    known = {name: plain(value) for name, value in fields.items()}
    year = f" ({known['year']})" if "year" in known else ""
    author = f"{_people(known['author'])}{year}. " if "author" in known else ""
    return f"{author}{known['title'].rstrip('.')}. {_place(known)}".strip()


def _place(known: dict[str, str]) -> str:
    """Where it appeared."""
    number = f"({known['number']})" if "volume" in known and "number" in known else ""
    volume = f" {known['volume']}{number}" if "volume" in known else ""
    if "journal" in known:
        parts = [f"{known['journal']}{volume}", known.get("pages")]
    elif "booktitle" in known:
        series = f", {known['series']}" if "series" in known else ""
        parts = [f"In {known['booktitle']}{series}{volume}", known.get("pages"), known.get("publisher")]
    else:
        report = " ".join(known[n] for n in ("type", "number") if n in known)
        version = f"Version {known['version']}" if "version" in known else ""
        names = ("publisher", "institution", "howpublished", "note")
        parts = [report, version, *(known.get(n) for n in names)]
    told = ", ".join(p for p in parts if p)
    doi = f" https://doi.org/{known['doi']}" if "doi" in known else ""
    return f"{told}." * bool(told) + doi


def _people(names: str) -> str:
    """Names as they are spoken: ``Becker, Gary S. and Sobel, Joel`` -> ``Gary S. Becker and Joel Sobel``."""
    people = [" ".join(reversed(n.split(", ", 1))) for n in names.split(" and ")]
    return " and ".join([", ".join(people[:-1]), people[-1]] if len(people) > 1 else people)


def plain(latex: str) -> str:
    r"""Return the LaTeX of an entry as text.

    >>> plain(r"{\"U}ber Bj{\o}rner \& {Nash}, 1--18")
    'Über Bjørner & Nash, 1–18'
    """
    for written, kept in _BRACES.items():
        latex = latex.replace(written, kept)
    text = re.sub(r"\\([\'`^\"~c])\{?(\w)\}?", lambda m: m[2] + _ACCENTS[m[1]], latex)
    text = re.sub(r"\\[A-Za-z]+", lambda m: _LETTERS.get(m[0], m[0]), text)
    text = re.sub(r"\\([$&#%_])", r"\1", text).replace("{", "").replace("}", "").replace("--", "–")
    return unicodedata.normalize("NFC", text.replace("\0", "{").replace("\1", "}"))


def records(citation: Any) -> list[dict[str, Any]]:
    """Return a row for each entry."""
    return [{k: plain(v) for k, v in row.items()} for row in citation.to_dict()["entries"]]
