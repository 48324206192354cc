"""The verb ``load``: a model of the catalogue, or a game file, as a :class:`Model` that can be asked."""

from __future__ import annotations

import importlib
import math
import pkgutil
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from .errors import InputError, TimeLimitReached, escaped, nearest
from .games.definition import (
    OF_CONCEPT,
    SOLUTION,
    Definition,
    Proposition,
    Question,
    SignTable,
    arguments_of,
    first_line,
)
from .games.outcome import parse_outcome
from .games.setting import Setting
from .shown import described
from .solution import Status
from .symbolic.condition import Condition, Parameter, Parameters
from .symbolic.domain import Argument, check_arguments, check_values
from .symbolic.expression import Expression, number, symbol

_OF_PYTHON = (  # what a faulty file raises
    *(SyntaxError, ImportError, NameError, AttributeError),
    *(TypeError, ValueError, LookupError, ArithmeticError),
)
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

    def to_latex(self) -> str:
        """Return what the model says before it is solved, as LaTeX."""
        return described(self).to_latex()

    def _repr_html_(self) -> str:
        return described(self)._repr_html_()

    def _repr_latex_(self) -> str:
        return self.to_latex()

    @property
    def title(self) -> str:
        """One line: what the model asks."""
        return first_line(self.definition) or self.name

    @property
    def parameters(self) -> Parameters:
        """The symbols of the model: name, domain, default, meaning, unit, source."""
        return Parameters(self.contents.parameters)

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
    def signs(self) -> tuple[SignTable, ...]:
        """Its published tables of comparative statics."""
        return self.contents.signs

    @property
    def references(self) -> tuple[str, ...]:
        """Keys of the bibliography: its sources and related literature."""
        return self.contents.references

    @property
    def known(self) -> tuple[Mapping[str, Any], ...]:
        """Published answers: ``{"model", "query", "params", "expect", "tol"}``."""
        return self.contents.known

    @property
    def defaults(self) -> dict[str, Fraction | Expression]:
        """The default of each parameter that has one and stands for a number."""
        return {n: _plain(v) for n, v in _with_defaults(self.contents.symbols, {}).items()}

    def completed(self, values: Mapping[str, Any], free: Iterable[str] = ()) -> dict[str, Expression]:
        """Return ``values``, and the default of every other parameter but those that stay ``free``.

        What the form of the game depends on has its value there. Raises InputError where there is no default.
        """
        symbols = self.contents.symbols
        given = check_values(symbols, {**self.contents.shape, **values}, self.name)
        left = {p.name for p in symbols}.intersection(free) - given.keys()
        point = _with_defaults(symbols, {n: symbol(n) for n in left} | given)
        _fail_if_missing(symbols, point, self.name)
        return {n: v for n, v in point.items() if n not in left}

    @property
    def is_game(self) -> bool:
        """Whether it is a finite game, which can be solved; else it has questions and formulas only."""
        return self._game is not None or self.contents.game is not None

    def at(self, **values: Any) -> Any:
        """Return the game with these parameters fixed, exactly; what is not given stays a symbol.

        Raises InputError for unknown names and for values outside the domain.
        """
        if self._game is not None:
            return self._game.with_values(values) if values else self._game
        given = check_values(self.contents.symbols, values, self.name)
        shape = self.contents.shape
        game = self._family(tuple(given[n] if n in given else number(k) for n, k in shape.items()))
        own = {n: v for n, v in given.items() if n in game.symbols}
        return game.with_values(own) if own else game

    @cached_property
    def setting(self) -> Setting:
        """Its parameters without the game: what formulas and questions are about."""
        return Setting((), parameters=self.contents.symbols, title=self.name, source=self.source)

    @cached_property
    def _families(self) -> dict[tuple[Expression, ...], Any]:
        return {}

    def _family(self, sizes: tuple[Expression, ...]) -> Any:
        """The game of this shape with every other parameter a symbol; a setting where there is no game."""
        if self.contents.game is None:
            return self.setting
        if sizes not in self._families:
            self._families[sizes] = self._made(self.contents.game, dict(zip(self.contents.shape, sizes)))
        return self._families[sizes]

    def _made(self, build: Any, shape: Mapping[str, Expression]) -> Any:
        faults = [
            f"{self.name}: {n} must be a number here, got {v}: the form of the game depends on it."
            for n, v in shape.items()
            if not v.is_number
        ]
        if faults:
            raise InputError(faults)
        check_values(self.contents.symbols, shape, self.name)
        game = build(**{a: int(shape[a].value) if a in shape else symbol(a) for a in arguments_of(build)})
        parameters = self._closed(arguments_of(build))
        game = replace(
            game, parameters=parameters, title=self.name, source=self.source, concept=self.contents.concept
        )
        where = f"{self.name}: outcome"
        outcomes = (parse_outcome(n, text, game, f"{where} {n}") for n, text in self.outcomes.items())
        game = replace(game, outcomes=tuple(outcomes))
        return game.with_values(shape) if shape else game

    def _closed(self, names: Iterable[str]) -> tuple[Parameter, ...]:
        """The parameters of these names, and those that their domains speak of."""
        table, kept, waiting = {p.name: p for p in self.contents.symbols}, set(), set(names)
        while waiting:
            kept |= waiting
            waiting = {s for n in waiting for c in table[n].domain for s in c.symbols} - kept
        return tuple(p for n, p in table.items() if n in kept)

    def ask(self, question: str, *, time_limit: Any = 60, **values: Any) -> dict[str, Any]:
        """Return the answer to a question of the model: named results, exact.

        A parameter that is not given has its default, the question's own where it has one. Numbers come out
        as Fractions, other closed values as Expressions, what does not exist as None.

        Raises InputError for unknown questions and parameters, values outside the domain, missing values;
        TimeLimitReached where the equilibria that it needs are not all found within ``time_limit`` seconds.
        """
        asked = self._question(question)
        point = self._point(asked, values)
        deadline = time.monotonic() + float(time_limit)
        try:
            arguments = {a: self._argument(a, point, deadline) for a in asked.arguments}
            return _plain(asked.function(**arguments))
        except OverflowError as error:
            sizes = ", ".join(f"{n} = {v}" for n, v in values.items())
            raise InputError(
                f"{self.name}: {question} cannot be computed here: a number is too large ({error}). "
                f"Use less extreme values{f' than {sizes}' if sizes else ''}."
            ) from None

    def problem(self, name: str, **values: Any) -> Any:
        """Return one of the model's problems at these values, else the defaults; ``solve`` answers it.

        Raises InputError for unknown problems and parameters, and values outside the domain.
        """
        table = self.contents.problem_table
        if name not in table:
            raise InputError(f"{self.name}: no problem '{escaped(name)}'. {nearest(str(name), table)}")
        build = table[name]
        own = {p.name: p for q in self.questions.values() for p in q.parameters}
        taken = {p.name for p in self.parameters}
        extra = tuple(p for n, p in own.items() if n in arguments_of(build) and n not in taken)
        point = self._point(Question(build, parameters=extra), values)
        return build(**{a: self._argument(a, point, math.inf) for a in arguments_of(build)})

    def used(self, question: str, **values: Any) -> dict[str, Any]:
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

    def _point(self, asked: Question, values: Mapping[str, Any]) -> dict[str, Argument]:
        """Every parameter of a question with its value: given, or its default."""
        where = f"{self.name}: {asked.name}"
        declared = {p.name: p for p in (*self.parameters, *asked.parameters)}
        given = check_arguments(declared.values(), values, where)
        used = self._needed(asked) | given.keys() | {p.name for p in asked.parameters}
        parameters = tuple(p for p in declared.values() if p.name in used)
        point = _with_defaults(parameters, given)
        _fail_if_missing(parameters, point, where)
        faults = [
            f"{where}: {n} must be a rational number such as 0.25 or 1/4, got {v}."
            for n, v in point.items()
            for v in (v if isinstance(v, tuple) else (v,))
            if isinstance(v, Expression) and not v.is_number
        ]
        if faults:
            raise InputError(faults)
        return check_arguments(parameters, point, where)

    def _needed(self, asked: Question) -> set[str]:
        """Names of the parameters that a question's answer depends on."""
        contents = self.contents
        declared = {p.name: p for p in (*self.parameters, *asked.parameters)}
        found: set[str] = set()
        stack = [*asked.arguments, *(p.name for p in asked.parameters)]
        while stack:
            name = stack.pop()
            if name in found:
                continue
            found.add(name)
            if name in contents.problem_table:
                stack.extend(arguments_of(contents.problem_table[name]))
            elif name in contents.formula_table:
                stack.extend(contents.formula_table[name].arguments)
            elif _is_solution(name) and contents.game is not None:
                stack.extend(p.name for p in self._closed(arguments_of(contents.game)))
            elif name in declared and isinstance(declared[name].default, Expression):
                stack.extend(declared[name].default.symbols)
        return found

    def _argument(self, name: str, point: Mapping[str, Argument], deadline: float) -> Any:
        """What a question's argument stands for at these values."""
        contents = self.contents
        if name in contents.problem_table:
            build = contents.problem_table[name]
            problem = build(**{a: self._argument(a, point, deadline) for a in arguments_of(build)})
            return self._solved(problem, None, deadline)
        if name in point or name in contents.formula_table:
            value = point.get(name)
            if isinstance(value, str):
                return value
            if isinstance(value, tuple):
                numbers = map(_plain, value)
                return tuple(map(int, numbers) if name in self._integers else numbers)
            numbers = {n: v for n, v in point.items() if isinstance(v, Expression)}
            plain = _plain(contents.value(name, numbers))
            whole = isinstance(plain, Fraction) and plain.denominator == 1 and name in self._integers
            return int(plain) if whole else plain
        if _is_solution(name) and contents.game is not None:
            needed = {p.name for p in self._closed(arguments_of(contents.game))}
            concept = None if name == SOLUTION else name.removesuffix(OF_CONCEPT).replace("_", "-")
            return self._solved(self.at(**{n: v for n, v in point.items() if n in needed}), concept, deadline)
        raise InputError(f"{self.name}: a question asks for '{escaped(name)}', which is nothing here.")

    @cached_property
    def _integers(self) -> frozenset[str]:
        """Names of the parameters that are integers, those of the questions included."""
        own = (p for q in self.questions.values() for p in q.parameters)
        return frozenset(p.name for p in (*self.parameters, *own) if p.integer)

    def _solved(self, game: Any, concept: str | None, deadline: float) -> Any:
        """The solution of a game or a problem; TimeLimitReached where it is not complete in time."""
        from .solve import solve

        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeLimitReached(f"{self.name}: The time limit was reached.")
        solution = solve(game, concept, time_limit=left)
        status = getattr(solution, "status", Status.SOLVED)  # of a problem there is an answer or an error
        if status is Status.UNDECIDED:
            raise TimeLimitReached(f"{self.name}: {status.value}")
        return solution


def _is_solution(name: str) -> bool:
    return name == SOLUTION or name.endswith(OF_CONCEPT)


def models() -> tuple[str, ...]:
    """Return the names in the catalogue.

    >>> models()
    ('belief_diffusion', 'campaign_cycle', 'capacity_defiance', 'career_calculus', ...)
    """
    found = pkgutil.iter_modules(importlib.import_module(_HERE).__path__)
    return tuple(sorted(m.name for m in found if not m.name.startswith("_")))


def load(name: str | Path) -> Model:
    """Return a model: a name in the catalogue, or the path of a game file (.toml, .nfg, .efg).

    Raises InputError if there is none, with the nearest names, or if the file is faulty.
    """
    text = str(name)
    if text in models():
        return _from_file(text)
    if Path(text).suffix.lower() in _FILES:
        from .games.files import read

        game = read(Path(text))
        outcomes = {o.name: o.text for o in game.outcomes}
        contents = Definition(game.source, game.parameters, None, outcomes)
        return Model(Path(text).name, contents, game.title, game)
    raise InputError(f"No model '{escaped(text)}'. {nearest(text, models())}")


def _from_file(name: str) -> Model:
    """A model of the catalogue; InputError, naming the file, where it is faulty."""
    try:
        module = importlib.import_module(f"{_HERE}.{name}")
    except InputError as error:
        raise InputError(f"models/{name}.py: {fault}" for fault in error.faults) from None
    except _OF_PYTHON as error:
        raise InputError(f"models/{name}.py: {type(error).__name__}: {error}.") from error
    if not isinstance(getattr(module, "MODEL", None), Definition):
        raise InputError(f"models/{name}.py: MODEL must be a Definition, at the end of the file.")
    return Model(name, module.MODEL, module.__doc__ or "")


def _with_defaults(parameters: Iterable[Parameter], given: Mapping[str, Any]) -> dict[str, Any]:
    """``given``, and the default of every other parameter; a default may name other parameters."""
    point = dict(given)
    left = {p.name: p.default for p in parameters if p.name not in point and p.default is not None}
    point |= {n: default for n, default in left.items() if not isinstance(default, Expression)}
    waiting = {n: default for n, default in left.items() if isinstance(default, Expression)}
    while ready := [n for n, default in waiting.items() if default.symbols <= point.keys()]:
        numbers = {n: v for n, v in point.items() if isinstance(v, Expression)}
        point |= {n: waiting.pop(n).subs(numbers) for n in ready}
    return point


def _fail_if_missing(parameters: Iterable[Parameter], point: Mapping[str, Any], where: str) -> None:
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
