"""A derivation as LaTeX: amsthm propositions with proofs; it needs amsmath and amsthm only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ...explanation.steps import (
    Cases,
    Emphasis,
    Equation,
    Formula,
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
from ...symbolic.latex import latex_name
from ..latex import escape
from . import flat, sentence

HEAD = r"""\documentclass[11pt]{article}
\usepackage{amsmath,amsthm}
\newtheorem{proposition}{Proposition}
\setlength{\emergencystretch}{3em}
\begin{document}"""
LONG = 58  # a displayed formula wider than so many letters is broken before its signs
_FRACTION = re.compile(r"\\frac\{([^{}]*)\}\{([^{}]*)\}")
_GROUP = re.compile(r"(\\(?:text|mathrm|mathit)|[_^])\{([^{}]*)\}")


def written(explanation: Any, whole: bool = False) -> str:
    """Return the explanation as LaTeX: to ``\\input``, or a document of its own."""
    body = "\n\n".join(b for s in explanation.steps for b in _step(s))
    title = rf"\section*{{{cell(explanation.title)}}}"
    letters = _declared(title + body)
    if whole:
        head = HEAD.replace(r"\begin{document}", "\n".join([*letters, r"\begin{document}"]))
        return "\n\n".join([head, title, body, r"\end{document}"])
    needs = [
        "% \\usepackage{amsmath,amsthm} \\newtheorem{proposition}{Proposition}",
        *(f"% {x}" for x in letters),
    ]
    return "\n\n".join(["\n".join(needs), title, body])


def _declared(text: str) -> list[str]:
    """What the preamble needs for letters that LaTeX lacks: Greek is mathematics, the rest by number."""
    known = range(0xA0, 0x180)
    found = []
    for c in sorted({c for c in text if ord(c) > 0x7F and ord(c) not in known}):
        name = latex_name(c)
        shown = rf"\ensuremath{{{name}}}" if name.startswith("\\") and c not in name else rf"[U+{ord(c):04X}]"
        found.append(
            rf"\ifdefined\DeclareUnicodeCharacter\DeclareUnicodeCharacter{{{ord(c):04X}}}{{{shown}}}\fi"
        )
    accents = any(0x100 <= ord(c) < 0x180 for c in text)
    return [*([r"\usepackage[T1]{fontenc}"] if accents else []), *found]


def cell(value: Any) -> str:
    """Return a cell as LaTeX.

    >>> from defiance_games.symbolic.expression import symbol
    >>> cell(("at ", symbol("p_star")))
    'at $p^{*}$'
    """
    return "".join(_inline(p) for p in flat(value))


def _inline(part: Any) -> str:
    if isinstance(part, Reference):
        return rf"\{'eqref' if part.equation else 'ref'}{{{part.label}}}"
    if isinstance(part, Emphasis):
        return rf"\emph{{{escape(part.words)}}}"
    return escape(part) if isinstance(part, str) else f"${part.latex()}$"


def _width(latex: str) -> float:
    """About how many letters wide a formula is: a fraction is as wide as its wider half."""
    while (found := _GROUP.search(latex)) or (found := _FRACTION.search(latex)):
        a, b = found.groups()
        wide = b if found.re is _GROUP else max(a, b, key=lambda x: len(re.sub(r"\\[A-Za-z]+ ?", ".", x)))
        latex = latex.replace(found.group(), wide.replace("{", "").replace("}", ""))
    room = 1.6 * len(re.findall(r"[=<>]|\\[lgn]e\b", latex)) + 1.2 * len(re.findall(r"[+-]", latex))
    room += 5 * latex.count(r"\iff")
    return room + len(re.sub(r"\\(left|right)|[{}\s]", "", re.sub(r"\\(?!left|right)[A-Za-z]+", ".", latex)))


def _displayed(formula: Any, number: Reference | None = None) -> str:
    """A displayed formula, broken before its relations where it is long."""
    if number is not None:
        return f"\\begin{{equation}}\\label{{{number.label}}}\n{formula.latex()}\n\\end{{equation}}"
    lines: list[list[Any]] = [[]]
    for piece in _pieces(formula):
        wide = _width(Formula((*lines[-1], *piece)).latex()) > LONG
        if lines[-1] and wide:
            lines.append([])
        lines[-1] += piece
    if len(lines) == 1:
        return rf"\[ {formula.latex()} \]"
    rows = [Formula(tuple(line)).latex() for line in lines]
    body = " \\\\\n&\\quad ".join(rows)
    return f"\\begin{{align*}}\n& {body}\n\\end{{align*}}"


def _pieces(formula: Any) -> list[list[Any]]:
    """What may not be broken: a relation with what follows it, "iff" with all that follows."""
    pieces: list[list[Any]] = [[]]
    for part in formula.parts if isinstance(formula, Formula) else (formula,):
        sign = isinstance(part, str) and part in ("=", "<=", ">=", "<", ">", "iff", "+")
        if sign and pieces[-1] and "iff" not in pieces[-1]:
            pieces.append([])
        pieces[-1].append(part)
    return pieces


def _step(step: Step) -> Iterator[str]:
    if isinstance(step, Statement):
        label = rf"\emph{{{cell(step.label)}}} " if step.label else ""
        first = next(flat(step.text), "")
        goes_on = not label and isinstance(first, str) and first[:1].islower()
        yield (r"\noindent " if goes_on else label) + cell(step.text)
    elif isinstance(step, Equation):
        reason = f"\n\\noindent {cell(sentence((step.reason,)))}" if step.reason else ""
        yield _displayed(step.formula, step.number) + reason
    elif isinstance(step, Items):
        rows = "\n".join(rf"\item {cell(sentence((item,)))}" for item in step.items)
        yield f"\\begin{{itemize}}\\itemsep0pt\n{rows}\n\\end{{itemize}}"
    elif isinstance(step, Cases):
        yield _numbered(step.items, "i")
    elif isinstance(step, Grid):
        rows = [" & ".join(map(cell, row)) + r" \\" for row in (step.head, *step.rows)]
        body = "\n".join([rows[0], r"\hline", *rows[1:]])
        columns = "l" + "c" * (len(step.head) - 1)
        yield f"\\begin{{center}}\\begin{{tabular}}{{{columns}}}\n{body}\n\\end{{tabular}}\\end{{center}}"
    elif isinstance(step, Lines):
        yield f"\\begin{{verbatim}}\n{step.text}\n\\end{{verbatim}}"
    elif isinstance(step, Section):
        yield rf"\subsection*{{{cell(step.title)}}}"
        for part in step.steps:
            yield from _step(part)
    else:
        yield from _result(step)


def _numbered(items: tuple[Numbered, ...], level: str) -> str:
    rows = []
    for item in items:
        rows.append(rf"\item\label{{{item.number.label}}} {cell(sentence((item.text,)))}")
        rows += [_numbered(item.inside, "ii")] if item.inside else []
    counter = rf"\renewcommand{{\theenum{level}}}{{(\{'roman' if level == 'i' else 'alph'}{{enum{level}}})}}"
    body = "\n".join(rows)
    return (
        f"\\begin{{enumerate}}\\itemsep2pt\n{counter}\\renewcommand{{\\labelenum{level}}}"
        f"{{\\theenum{level}}}\n{body}\n\\end{{enumerate}}"
    )


def _result(result: Result) -> Iterator[str]:
    statement = "\n\n".join(b for part in result.statement for b in _step(part))
    title = f"[{cell(result.title)}]" if result.title else ""
    label = f"\\label{{{result.label}}}" if result.label else ""
    yield f"\\begin{{proposition}}{title}{label}\n{statement}\n\\end{{proposition}}"
    if result.proof:
        proof = "\n\n".join(b for part in result.proof for b in _step(part))
        yield f"\\begin{{proof}}\n{proof}\n\\end{{proof}}"
