"""A derivation as HTML; formulas are MathML, which browsers typeset without help from the network."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from ...explanation.steps import (
    Cases,
    Emphasis,
    Equation,
    Grid,
    Items,
    Lines,
    Numbered,
    Reference,
    Result,
    Section,
    Statement,
    Step,
)
from . import flat, sentence
from .mathml import mathml

HEAD = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{title}</title>
<style>
body {{ max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1.05rem/1.55 Georgia, serif; }}
math[display="block"] {{ margin: 0.6rem 0; overflow-x: auto; overflow-y: hidden; }}
.statement {{ border-left: 0.2rem solid #7a8aa0; padding-left: 1rem; margin: 1.2rem 0 0.6rem; }}
.proof {{ padding-left: 1.2rem; }}
.qed {{ text-align: right; margin: 0; }}
.cases {{ list-style: none; padding-left: 1.2rem; }}
.cases li {{ margin: 0.35rem 0; }}
.numbered {{ display: flex; align-items: center; }} .numbered math {{ flex: 1; }}
table {{ margin: 0.8rem auto; border-collapse: collapse; }} td, th {{ padding: 0.2rem 0.9rem; }}
th {{ border-bottom: 1px solid #7a8aa0; }}
pre {{ overflow-x: auto; font-size: 0.85rem; }}
</style></head><body>
"""


def written(explanation: Any, whole: bool = False) -> str:
    """Return the explanation as HTML: a piece for notebooks, or a page of its own."""
    title = cell(explanation.title)
    body = "\n".join([f"<h1>{title}</h1>", *(b for s in explanation.steps for b in _step(s, 2))])
    return HEAD.format(title=title) + body + "\n</body></html>" if whole else body


def cell(value: Any) -> str:
    """Return a cell as HTML.

    >>> cell("a < b")
    'a &lt; b'
    """
    return "".join(_inline(p) for p in flat(value))


def _inline(part: Any) -> str:
    if isinstance(part, Emphasis):
        return f"<em>{escape(part.words)}</em>"
    return escape(str(part)) if isinstance(part, (str, Reference)) else mathml(part.latex())


def _step(step: Step, level: int) -> Iterator[str]:
    if isinstance(step, Statement):
        label = f"<b>{cell(step.label)}</b> " if step.label else ""
        yield f"<p>{label}{cell(step.text)}</p>"
    elif isinstance(step, Equation):
        shown = mathml(step.formula.latex(), display=True)
        yield (
            shown if step.number is None else f'<div class="numbered">{shown}<span>{step.number}</span></div>'
        )
        if step.reason:
            yield f"<p>{cell(sentence((step.reason,)))}</p>"
    elif isinstance(step, Items):
        yield "<ul>" + "".join(f"<li>{cell(sentence((i,)))}</li>" for i in step.items) + "</ul>"
    elif isinstance(step, Cases):
        yield _numbered(step.items)
    elif isinstance(step, Grid):
        head = "".join(f"<th>{cell(c)}</th>" for c in step.head)
        rows = ("".join(f"<td>{cell(c)}</td>" for c in row) for row in step.rows)
        yield f"<table><tr>{head}</tr>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
    elif isinstance(step, Lines):
        yield f"<pre>{escape(step.text)}</pre>"
    elif isinstance(step, Section):
        yield f"<h{level}>{cell(step.title)}</h{level}>"
        for part in step.steps:
            yield from _step(part, min(6, level + 1))
    else:
        yield from _result(step, level)


def _numbered(items: tuple[Numbered, ...]) -> str:
    rows = (
        f"<li><b>{item.number}</b> {cell(sentence((item.text,)))}"
        f"{_numbered(item.inside) if item.inside else ''}</li>"
        for item in items
    )
    return f'<ul class="cases">{"".join(rows)}</ul>'


def _result(result: Result, level: int) -> Iterator[str]:
    title = f" ({cell(result.title)})" if result.title else ""
    yield f'<div class="statement"><p><b>Proposition{title}.</b></p>'
    for part in result.statement:
        yield from _step(part, level + 1)
    yield "</div>"
    if result.proof:
        yield '<div class="proof"><p><i>Proof.</i></p>'
        for part in result.proof:
            yield from _step(part, level + 1)
        yield '<p class="qed">∎</p></div>'
