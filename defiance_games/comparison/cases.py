"""Cases side by side: what several models answer at the values of each case, all of it computed.

A value that one model takes from another (``career_calculus.p_star``) is passed on exactly, not as a decimal.
A check of robustness makes a row again with inputs that are choices, not facts, taken from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..cases import ROWS, Case, Row
from ..errors import InputError, escaped, nearest
from ..model import Model, load, models
from ..shown import Shown
from ..symbolic.expression import Expression, as_expression
from ..symbolic.parser import parse_condition


@dataclass(frozen=True)
class Cell:
    """What a row says of a case: inputs and results, exact, and words."""

    inputs: Mapping[str, Any]
    results: Mapping[str, Any]
    words: tuple[str, ...] = ()

    def to_dict(self, numeric: bool = False) -> dict[str, Any]:
        """Return the JSON form."""
        told = {"inputs": self.inputs, "results": self.results}
        return {k: _data(v, numeric) for k, v in told.items()} | {"words": list(self.words)}


@dataclass(frozen=True)
class Line:
    """A row with its cell for each case; ``model`` is empty where the source says it."""

    label: str
    model: str
    cells: Mapping[str, Cell]

    def to_dict(self, numeric: bool = False) -> dict[str, Any]:
        """Return the JSON form."""
        cells = {name: cell.to_dict(numeric) for name, cell in self.cells.items()}
        return {"label": self.label, "model": self.model, "cells": cells}


@dataclass(frozen=True)
class Check:
    """The cell of one case made again with other inputs; ``inputs`` says which and whose."""

    label: str
    model: str
    case: str
    inputs: str
    before: Cell
    after: Cell

    @property
    def changes(self) -> bool:
        """Whether the words become others."""
        return self.before.words != self.after.words

    def to_dict(self, numeric: bool = False) -> dict[str, Any]:
        """Return the JSON form."""
        told = {"label": self.label, "model": self.model, "case": self.case, "inputs": self.inputs}
        cells = {"before": self.before.to_dict(numeric), "after": self.after.to_dict(numeric)}
        return told | cells | {"changes": self.changes}


@dataclass(frozen=True)
class Input:
    """A parameter of a model with its value in each case that gives one, and where that is from."""

    model: str
    parameter: str
    values: Mapping[str, Any]
    sources: Mapping[str, str]

    def to_dict(self, numeric: bool = False) -> dict[str, Any]:
        """Return the JSON form."""
        given = {"values": _data(self.values, numeric), "sources": dict(self.sources)}
        return {"model": self.model, "parameter": self.parameter} | given


@dataclass(frozen=True)
class CaseComparison(Shown):
    """Cases side by side: ``rows``, the ``inputs`` they rest on, ``checks`` of robustness if asked for."""

    titles: Mapping[str, str]
    rows: tuple[Line, ...]
    inputs: tuple[Input, ...]
    checks: tuple[Check, ...] = ()

    def __getitem__(self, label: str) -> Line:
        return {row.label: row for row in self.rows}[label]

    def to_dict(self, numeric: bool = False) -> dict[str, Any]:
        """Return the JSON form; values are exact text, or floats where ``numeric``."""
        return {
            "schema": "defiance-games/cases/1",
            "cases": dict(self.titles),
            "rows": [row.to_dict(numeric) for row in self.rows],
            "inputs": [each.to_dict(numeric) for each in self.inputs],
            "checks": [check.to_dict(numeric) for check in self.checks],
        }


def compare_cases(cases: Mapping[str, Case], robustness: bool = False) -> CaseComparison:
    """Return the rows of :mod:`defiance_games.cases` for each case.

    >>> from ..cases import load_case
    >>> found = compare_cases({"SARS": load_case("sars_2003")})
    >>> found["tolerated risk"].cells["SARS"].results["p_star"]
    Fraction(4, 209)
    """
    _fail_if_unknown(cases)
    told = {name: _Answers(case) for name, case in cases.items()}
    rows = (Line(row.label, row.model, {n: own.cell(row) for n, own in told.items()}) for row in ROWS)
    checks = (check for row in ROWS for check in _checks(row, told)) if robustness else ()
    titles = {name: case.title for name, case in cases.items()}
    return CaseComparison(titles, tuple(rows), tuple(_inputs(told)), tuple(checks))


def _fail_if_unknown(cases: Mapping[str, Case]) -> None:
    faults = [
        f"{case.title}: no model '{escaped(model)}'. {nearest(model, models())}"
        for case in cases.values()
        for model in case.values
        if model not in models()
    ]
    if faults:
        raise InputError(faults)


class _Answers:
    """What the models answer at the values of one case."""

    def __init__(self, case: Case):
        self.case = case

    def value(self, model: str, parameter: str) -> Any:
        """A value of the case, exactly; where it is a link, what the other model says."""
        text = self.case.values[model][parameter].text
        if _is_link(text):
            return self.linked(text)
        number = as_expression(text)
        if not number.is_number:
            where = f"{self.case.title}: {parameter} of {model}"
            raise InputError(f"{where} must be a number or a link model.formula, got '{escaped(text)}'.")
        return number.value

    def gives(self, model: str, parameters: Collection[str]) -> bool:
        """Whether the case gives a value to each of these parameters, and there is one."""
        return bool(parameters) and set(parameters) <= self.case.values.get(model, {}).keys()

    def source(self, model: str, parameter: str) -> str:
        """Where a value of the case is from."""
        given = self.case.values[model][parameter]
        return given.text if _is_link(given.text) else given.source

    def linked(self, text: str) -> Any:
        """What ``model.formula`` is in this case."""
        name, _, formula = text.partition(".")
        model = load(name)
        if formula not in model.formulas:
            raise InputError(f"{name}: no formula '{escaped(formula)}'. {nearest(formula, model.formulas)}")
        return _quantity(model, formula, model.completed(self.given(name)))

    def given(self, model: str) -> dict[str, Any]:
        """Every value that the case gives to a model."""
        return {parameter: self.value(model, parameter) for parameter in self.case.values.get(model, {})}

    def cell(self, row: Row, **others: Any) -> Cell:
        """What a row says, with some inputs replaced by ``others``."""
        if not row.question:
            fact = self.case.facts.get(row.label)
            return Cell({}, {}, () if fact is None else (fact,))
        model = load(row.model)
        values = self.given(row.model) | others
        used = model.used(row.question, **values)
        known = used | model.ask(row.question, **values)

        def quantities(names: Any) -> dict[str, Any]:
            return {n: known[n] if n in known else _quantity(model, n, known) for n in names}

        words: list[str] = []
        for text, said in row.says.items():
            conditions = parse_condition(text)
            here = quantities({n for c in conditions for n in c.symbols})
            if None not in here.values() and all(c.subs(here).holds() for c in conditions):
                named = quantities(re.findall(r"\{(\w+)\}", said))
                words.append(said.format_map({n: f"{float(v):.4g}" for n, v in named.items()}))
        inputs = {n: used[n] for n in row.shows if n in used}
        return Cell(inputs, quantities(n for n in row.shows if n not in used), tuple(words))


def _data(values: Mapping[str, Any], numeric: bool) -> dict[str, Any]:
    """Quantities as JSON data: exact text, or floats of 12 significant digits."""
    written = (lambda v: float(f"{float(v):.12g}")) if numeric else str
    return {name: None if v is None else written(v) for name, v in values.items()}


def _is_link(text: str) -> bool:
    return text.partition(".")[0] in models()


def _quantity(model: Model, formula: str, values: Mapping[str, Any]) -> Any:
    """A formula of a model at these values."""
    found = model.contents.value(formula, values)
    return found.value if isinstance(found, Expression) and found.is_number else found


def _checks(row: Row, told: Mapping[str, _Answers]) -> Iterator[Check]:
    """A row again: with inputs of the other cases, and with inputs that a model gives."""
    for name, own in told.items():
        taken: dict[str, dict[str, Any]] = {}
        for other in (o for o in told.values() if o is not own and o.gives(row.model, row.exchange)):
            whose = f"{', '.join(row.exchange)} of {other.case.title}"
            taken[whose] = {p: other.value(row.model, p) for p in row.exchange}
        for parameter, link in row.instead.items():
            taken[f"{parameter} of {link.partition('.')[0]}"] = {parameter: own.linked(link)}
        for whose, values in taken.items():
            yield Check(row.label, row.model, name, whose, own.cell(row), own.cell(row, **values))


def _inputs(told: Mapping[str, _Answers]) -> Iterator[Input]:
    """Every value that a case gives to a model of the rows."""
    for model in dict.fromkeys(row.model for row in ROWS if row.model):
        given = {name: own.case.values.get(model, {}) for name, own in told.items()}
        for parameter in dict.fromkeys(p for values in given.values() for p in values):
            having = {name: told[name] for name, values in given.items() if parameter in values}
            values = {name: own.value(model, parameter) for name, own in having.items()}
            sources = {name: own.source(model, parameter) for name, own in having.items()}
            yield Input(model, parameter, values, sources)
