"""Results as text, JSON, CSV, LaTeX, Markdown and HTML.

A result becomes a page (one file for each kind of result) and a page becomes characters (one file for
each format), so that a new kind of result has every format and a new format has every kind of result.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

FORMATS = ("table", "json", "csv", "latex", "markdown")

_KINDS = {  # class name of the result -> file of this folder
    "Solution": "solution",
    "Equilibrium": "equilibrium",
    "Statics": "statics",
    "Thresholds": "threshold",
    "Table": "table",
    "Dominance": "dominance",
    "Proof": "proof",
    "Proofs": "proof",
    "Verdict": "verdict",
    "Description": "model",
    "Catalogue": "catalogue",
    "Answer": "answer",
    "Simulation": "simulation",
    "Dynamics": "dynamics",
    "Citation": "citation",
    "AccountComparison": "accounts",
    "CaseComparison": "cases",
    "Found": "found",
    "Explanation": "explanation",
    "Exploration": "explorer",
    "Matrix": "matrix",
    "Parameters": "parameters",
    "Game": "game",
}


def render(
    result: Any,
    format: str = "table",
    *,
    numeric: bool = False,
    ties: bool = False,
    width: int = 80,
    color: bool = False,
    letters: str = "typed",
) -> str:
    """Return ``result`` in one of the formats: table, json, csv, latex, markdown, html.

    ``ties`` prints also equilibria that exist only at ties between parameters; json and csv always have them.
    ``letters`` of a table: mathematics as it is "typed" or in "unicode", or the whole in "ascii".

    >>> from defiance_games.report.answer import Answer
    >>> print(render(Answer({"mu_star": 0.5}), "csv"))
    result,value
    mu_star,0.5
    """
    from .page import beside, decimals

    if format == "json":
        from .data import json_text

        return json_text(result.to_dict(numeric=True) if numeric else result.to_dict())
    if format == "csv":
        from .data import csv_text

        return csv_text(records(result), numeric, getattr(_file(result), "COLUMNS", ()))
    if format == "html" and hasattr(_file(result), "html"):  # a page of its own, with a script
        return _file(result).html(result)
    own = getattr(_file(result), "written", None)  # a derivation is more than a page
    if own is not None:
        return own(result, format)
    page = _file(result).page(result, ties=True) if ties else _file(result).page(result)
    page = decimals(page) if numeric else page
    if format == "table":
        from .text import text

        return text(page if numeric else beside(page), width, color, letters)
    if format in ("latex", "markdown", "html"):
        return getattr(import_module(f".{format}", __name__), format)(page)
    raise ValueError(f"format must be one of {', '.join(FORMATS)} or html, got {format!r}")


def records(result: Any) -> list[dict[str, Any]]:
    """Return ``result`` as flat rows: what CSV and data frames are made of."""
    return _file(result).records(result)


def described(model: Any) -> Any:
    """Return a model's description: its definition, payoffs, parameters, questions and formulas."""
    from .model import Description

    return Description(model, model.at())


def journal_table(statics: Any) -> str:
    """Return comparative statics as one LaTeX table with panels and notes."""
    from .journal import journal

    return journal(statics)


def _file(result: Any) -> Any:
    for cls in type(result).__mro__:
        if cls.__name__ in _KINDS:
            return import_module(f".{_KINDS[cls.__name__]}", __name__)
    raise TypeError(f"there is no report of a {type(result).__name__}")
