"""A page for each model of the catalogue, from the model's own description."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import defiance_games as dg
from defiance_games.report import described, render

from . import markdown


def pages(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the page of each model, and one that lists them."""
    names = dg.models()
    rows = [f"| {{doc}}`{name}` | {markdown.escaped(dg.load(name).title)} |" for name in names]
    table = "\n".join(["| model | question |", "| --- | --- |", *rows])
    yield "index.md", f"# Models\n\n{_INTRODUCTION}\n\n{table}\n\n{markdown.toctree(names)}"
    for name in names:
        yield f"{name}.md", "\n\n".join([_description(name), *_lessons(name, root), _citation(name)]) + "\n"


_INTRODUCTION = """\
Each model has its page: its definition, its parameters, what can be asked of it, its formulas and its
propositions. `defiance show MODEL` prints the same, and `defiance prove MODEL` checks the propositions."""


def _description(name: str) -> str:
    """What ``defiance show`` prints, with headings one level up."""
    shown = render(described(dg.load(name)), "markdown")
    return _capitals(re.sub(r"^#(#+ )", r"\1", shown, flags=re.MULTILINE))


def _capitals(text: str) -> str:
    """Headings below the title begin with a capital letter."""
    return re.sub(r"^(##+ )(.)", lambda found: found[1] + found[2].upper(), text, flags=re.MULTILINE)


def _lessons(name: str, root: Path) -> Iterator[str]:
    """The lessons that load the model."""
    found = [
        path.stem
        for path in sorted((root / "examples" / "lessons").glob("*.py"))
        if f'"{name}"' in path.read_text(encoding="utf-8")
    ]
    if found:
        yield "## Lessons\n\n" + "\n".join(f"* {{doc}}`/lessons/{stem}`" for stem in found)


def _citation(name: str) -> str:
    """The sources and the related work, with links."""
    shown = render(dg.cite(name, method=[]), "markdown").partition("\n")[2]
    linked = re.sub(r"https?://[^\s|]+", lambda url: f"<{url[0].replace(chr(92), '')}>", shown)
    says = f"`defiance cite {name}` prints this as BibTeX, and what to cite for the method."
    return f"## To cite\n\n{says}\n{_capitals(linked)}"
