"""A derivation as LaTeX: amsthm propositions with proofs; it needs amsmath and amsthm only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...explanation.steps import Equation, Formula, Items, Lines, Result, Section, Statement, Step
from ..latex import escape
from . import flat, sentence

HEAD = r"""\documentclass[11pt]{article}
\usepackage{amsmath,amsthm}
\newtheorem{proposition}{Proposition}
\setlength{\emergencystretch}{3em}
\begin{document}"""
LONG = 60  # a displayed formula with more characters is broken before its signs


def written(explanation: Any, whole: bool = False) -> str:
    """Return the explanation as LaTeX: to ``\\input``, or a document of its own."""
    body = "\n\n".join(b for s in explanation.steps for b in _step(s))
    title = rf"\section*{{{cell(explanation.title)}}}"
    if whole:
        return "\n\n".join([HEAD, title, body, r"\end{document}"])
    needs = "% \\usepackage{amsmath,amsthm} \\newtheorem{proposition}{Proposition}"
    return "\n\n".join([needs, title, body])


def cell(value: Any) -> str:
    """Return a cell as LaTeX.

    >>> from defiance_games.symbolic.expression import symbol
    >>> cell(("at ", symbol("p_star")))
    'at $p^{*}$'
    """
    return "".join(escape(p) if isinstance(p, str) else f"${p.latex()}$" for p in flat(value))


def _displayed(formula: Any) -> str:
    """A displayed formula, broken before its relations where it is long."""
    parts = list(formula.parts) if isinstance(formula, Formula) else [formula]
    if len(str(formula)) <= LONG:
        return rf"\[ {formula.latex()} \]"
    lines: list[list[Any]] = [[]]
    relations = 0
    for part in parts:
        sign = isinstance(part, str) and part in ("=", "<=", ">=", "<", ">", "iff", "+")
        room = sum(len(str(p)) for p in lines[-1])
        if sign and (part == "iff" or (relations and room > LONG // 2)):
            lines.append([])
        relations += sign
        lines[-1].append(part)
    if len(lines) == 1:
        return rf"\[ {formula.latex()} \]"
    rows = [Formula(tuple(line)).latex() for line in lines]
    body = " \\\\\n&\\quad ".join(rows)
    return f"\\begin{{align*}}\n& {body}\n\\end{{align*}}"


def _step(step: Step) -> Iterator[str]:
    if isinstance(step, Statement):
        yield (rf"\emph{{{cell(step.label)}}} " if step.label else "") + cell(step.text)
    elif isinstance(step, Equation):
        reason = f"\n\\noindent {cell(sentence((step.reason,)))}" if step.reason else ""
        yield _displayed(step.formula) + reason
    elif isinstance(step, Items):
        rows = "\n".join(rf"\item {cell(sentence((item,)))}" for item in step.items)
        yield f"\\begin{{itemize}}\\itemsep0pt\n{rows}\n\\end{{itemize}}"
    elif isinstance(step, Lines):
        yield f"\\begin{{verbatim}}\n{step.text}\n\\end{{verbatim}}"
    elif isinstance(step, Section):
        yield rf"\subsection*{{{cell(step.title)}}}"
        for part in step.steps:
            yield from _step(part)
    else:
        yield from _result(step)


def _result(result: Result) -> Iterator[str]:
    statement = "\n\n".join(b for part in result.statement for b in _step(part))
    yield f"\\begin{{proposition}}[{cell(result.title)}]\n{statement}\n\\end{{proposition}}"
    if result.proof:
        proof = "\n\n".join(b for part in result.proof for b in _step(part))
        yield f"\\begin{{proof}}\n{proof}\n\\end{{proof}}"
