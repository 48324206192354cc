"""The verb ``load``: a model of the catalogue, or a game file, as a :class:`Model` that can be asked."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from .errors import InputError, TimeLimitReached, escaped, nearest
from .games.definition import SOLUTION, Definition, Proposition, Question, first_line
from .games.outcome import parse_outcome
from .solution import Status
from .symbolic.condition import Condition, Parameter
from .symbolic.domain import check_values
from .symbolic.expression import Expression, symbol

_HERE = f"{__package__}.models"
_FILES = (".toml", ".nfg", ".efg")


@dataclass(frozen=True)
class Model:
    """A parametric family of games, with what can be asked of it and what is claimed and known about it.

    >>> model = load("inspection_game")
    >>> model.formulas["p_inspect"]
    B/Lambda
    >>> model.ask("nash", B=2, Lambda=10, k="1/2", a=2, h=2)["p_inspect"]
    Fraction(1, 5)
    """

    name: str
    contents: Definition
    definition: str = ""  # in words, with symbols as in the source
    _game: Any = field(default=None, repr=False)

    def __repr__(self) -> str:
        return f"<Model {escaped(self.name)}: {escaped(self.title)}>"

    @property
    def title(self) -> str:
        """One line: what the model asks."""
        return first_line(self.definition) or self.name

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The symbols of the model: name, domain, default, meaning, unit, source."""
        return self.contents.parameters

    @property
    def source(self) -> str:
        """Where the model comes from."""
        return self.contents.source

    @property
    def outcomes(self) -> Mapping[str, str]:
        """Named quantities of its equilibria."""
        return self.contents.outcomes

    @property
    def questions(self) -> Mapping[str, Question]:
        """What can be asked of it: name -> Question."""
        return self.contents.question_table

    @property
    def formulas(self) -> Mapping[str, Expression]:
        """Its closed forms: name -> Expression in the parameters."""
        return self.contents.closed_forms

    def formula_region(self, name: str) -> tuple[Condition, ...]:
        """Return the conditions under which formula ``name`` means what it says (none: the whole domain)."""
        return self.contents.conditions(self.contents.formula_table[name].where)

    @property
    def propositions(self) -> tuple[Proposition, ...]:
        """Its numbered results, with claims that ``prove`` can check."""
        return self.contents.propositions

    @property
    def known(self) -> tuple[Mapping[str, Any], ...]:
        """Published answers: ``{"model", "query", "params", "expect", "tol"}``."""
        return self.contents.known

    @property
    def defaults(self) -> dict[str, Fraction | Expression]:
        """The default of each parameter that has one."""
        return {n: _plain(v) for n, v in _with_defaults(self.parameters, {}).items()}

    def completed(self, values: Mapping[str, Any], free: Iterable[str] = ()) -> dict[str, Expression]:
        """Return ``values``, and the default of every other parameter but those that stay ``free``.

        Raises InputError where there is no default.
        """
        given = check_values(self.parameters, values, self.name)
        left = {p.name for p in self.parameters}.intersection(free) - given.keys()
        point = _with_defaults(self.parameters, {n: symbol(n) for n in left} | given)
        _fail_if_missing(self.parameters, point, self.name)
        return {n: v for n, v in point.items() if n not in left}

    def at(self, **values: Any) -> Any:
        """Return the game with these parameters fixed, exactly; what is not given stays a symbol.

        Raises InputError for unknown names and for values outside the domain.
        """
        return self._family.with_values(values) if values else self._family

    @cached_property
    def _family(self) -> Any:
        """The game with every parameter a symbol."""
        if self._game is not None:
            return self._game
        game = self.contents.game(**{p.name: symbol(p.name) for p in self.parameters})
        game = replace(game, parameters=self.parameters, title=self.name, source=self.source)
        where = f"{self.name}: outcome"
        outcomes = (parse_outcome(n, text, game, f"{where} {n}") for n, text in self.outcomes.items())
        return replace(game, outcomes=tuple(outcomes))

    def ask(self, question: str, *, time_limit: Any = 60, **values: Any) -> dict[str, Any]:
        """Return the answer to a question of the model: named results, exact.

        A parameter that is not given has its default, the question's own where it has one. Numbers come out
        as Fractions, other closed values as Expressions, what does not exist as None.

        Raises InputError for unknown questions and parameters, values outside the domain, missing values;
        TimeLimitReached where the equilibria that it needs are not all found within ``time_limit`` seconds.
        """
        asked = self._question(question)
        point = self._point(asked, values)
        arguments = {a: self._argument(a, point, time_limit) for a in asked.arguments}
        return _plain(asked.function(**arguments))

    def used(self, question: str, **values: Any) -> dict[str, Fraction | Expression]:
        """Return the value of each parameter that a question's answer depends on: given, or its default.

        >>> load("inspection_game").used("nash", Lambda=10)["Lambda"]
        Fraction(10, 1)
        """
        asked = self._question(question)
        point = self._point(asked, values)
        declared = dict.fromkeys(p.name for p in (*self.parameters, *asked.parameters))
        return {name: _plain(point[name]) for name in declared if name in point}

    def _question(self, name: str) -> Question:
        if name not in self.questions:
            known = nearest(str(name), self.questions)
            raise InputError(f"{self.name}: no question '{escaped(name)}'. {known}")
        return self.questions[name]

    def _point(self, asked: Question, values: Mapping[str, Any]) -> dict[str, Expression]:
        """Every parameter of a question with its value: given, or its default."""
        where = f"{self.name}: {asked.name}"
        declared = {p.name: p for p in (*self.parameters, *asked.parameters)}
        given = check_values(tuple(declared.values()), values, where)
        used = self._needed(asked) | given.keys() | {p.name for p in asked.parameters}
        parameters = tuple(p for p in declared.values() if p.name in used)
        point = _with_defaults(parameters, given)
        _fail_if_missing(parameters, point, where)
        faults = [f"{where}: {n} must be a number, got {v}." for n, v in point.items() if v.symbols]
        if faults:
            raise InputError(faults)
        return check_values(parameters, point, where)

    def _needed(self, asked: Question) -> set[str]:
        """Names of the parameters that a question's answer depends on."""
        if SOLUTION in asked.arguments:
            return {p.name for p in self.parameters}
        found: set[str] = set()
        stack = list(asked.arguments)
        while stack:
            name = stack.pop()
            item = self.contents.formula_table.get(name)
            stack.extend(item.arguments if item else ())
            found.add(name)
        return found

    def _argument(self, name: str, point: Mapping[str, Expression], time_limit: float) -> Any:
        """What a question's argument stands for at these values."""
        if name == SOLUTION:
            from .solve import solve

            game = self.at(**{p.name: point[p.name] for p in self.parameters})
            solution = solve(game, time_limit=time_limit)
            if solution.status is Status.UNDECIDED:
                raise TimeLimitReached(f"{self.name}: {solution.status.value}")
            return solution
        return _plain(self.contents.value(name, point))


def models() -> tuple[str, ...]:
    """Return the names in the catalogue.

    >>> models()
    ('career_calculus', 'exemplary_sanction', 'inspection_game')
    """
    found = pkgutil.iter_modules(importlib.import_module(_HERE).__path__)
    return tuple(sorted(m.name for m in found if not m.name.startswith("_")))


def load(name: str | Path) -> Model:
    """Return a model: a name in the catalogue, or the path of a game file (.toml, .nfg, .efg).

    Raises InputError if there is none, with the nearest names, or if the file is faulty.
    """
    text = str(name)
    if text in models():
        module = importlib.import_module(f"{_HERE}.{text}")
        return Model(text, module.MODEL, module.__doc__ or "")
    if Path(text).suffix.lower() in _FILES:
        from .games.files import read

        game = read(Path(text))
        outcomes = {o.name: o.text for o in game.outcomes}
        contents = Definition(game.source, game.parameters, lambda **v: game.with_values(v), outcomes)
        return Model(Path(text).name, contents, game.title, game)
    raise InputError(f"No model '{escaped(text)}'. {nearest(text, models())}")


def _with_defaults(parameters: Iterable[Parameter], given: Mapping[str, Expression]) -> dict[str, Expression]:
    """``given``, and the default of every other parameter; a default may name other parameters."""
    point = dict(given)
    waiting = {p.name: p.default for p in parameters if p.name not in point and p.default is not None}
    while ready := [n for n, default in waiting.items() if default.symbols <= point.keys()]:
        point |= {n: waiting.pop(n).subs(point) for n in ready}
    return point


def _fail_if_missing(parameters: Iterable[Parameter], point: Mapping[str, Expression], where: str) -> None:
    faults = [
        f"{where}: {p.name}{f' ({p.meaning})' if p.meaning else ''} must be given: it has no default. "
        f"Give it with --set {p.name}=VALUE."
        for p in parameters
        if p.name not in point
    ]
    if faults:
        raise InputError(faults)


def _plain(value: Any) -> Any:
    """The value as plain Python: Fractions for exact numbers, inside mappings and lists too."""
    if isinstance(value, Expression):
        return value.value if value.is_number else value
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return value
