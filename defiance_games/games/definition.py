"""What a model file says: parameters, the game they make, and what is asked, claimed and known of it.

A model file is plain functions and one constant ``MODEL = Definition(...)``; its docstring defines the
model for a reader and names its source. The arguments of a function are names: of parameters and of
formulas; in a question also ``solution``, every equilibrium of the game at the values asked about
(``stackelberg_solution`` and the like: those of another concept), and the name of a problem, which stands
for its verified solution. Numbers and symbols pass through games and formulas alike.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..errors import Faults, InputError, nearest
from ..symbolic.condition import Condition, Parameter, Region
from ..symbolic.expression import Expression, as_expression, symbol
from ..symbolic.parser import parse_condition

SOLUTION = "solution"  # the argument of a question that receives every equilibrium of the game
OF_CONCEPT = "_solution"  # what ends the argument that receives those of a concept


@dataclass(frozen=True)
class Formula:
    """A closed form in the parameters; ``where`` says where it means what its docstring says.

    >>> def share(q, mu): "Share of sanctions." ; return q / mu
    >>> Formula(share, where=("q < mu",)).name
    'share'
    """

    function: Callable[..., Any]
    where: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its name: the name of its function."""
        return self.function.__name__

    @property
    def meaning(self) -> str:
        """What it measures: the first line of its docstring."""
        return first_line(self.function.__doc__)

    @property
    def arguments(self) -> tuple[str, ...]:
        """Names of the parameters and formulas it is made of."""
        return arguments_of(self.function)


@dataclass(frozen=True)
class Question(Formula):
    """What can be asked of a model; its function returns a mapping of named results.

    ``parameters`` are its own: they add to the model's, or take the place of one with the same name.
    """

    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True)
class Claim:
    """A comparison that holds in the model's domain wherever ``given`` does.

    It is written in parameters, formulas and ``unknowns`` (further symbols); ``slope = ("p_star", "V")``
    lets it speak of ``slope``, the derivative of formula ``p_star`` in ``V``.
    """

    text: str
    given: tuple[str, ...] = ()
    slope: tuple[str, str] | None = None
    unknowns: tuple[str, ...] = ()


@dataclass(frozen=True)
class BranchClaim:
    """A claim about the equilibria that the model's ``view`` gives this label (None: about all of them).

    Wherever ``given`` holds they exist exactly on ``region`` (a disjunction of conjunctions), ``values``
    hold on them, quantities in ``spans`` range from a least to a greatest value over all of them, and they
    pass each refinement in ``passes`` exactly on its region.
    """

    label: str | None
    region: tuple[tuple[str, ...], ...] | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    spans: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    passes: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    given: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exhaustive:
    """The claim that the list of equilibria is complete and, where ``given`` holds, has only these labels."""

    labels: tuple[str, ...]
    given: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposition:
    """A numbered result: its statement in words and the claims that together say it exactly.

    ``in_part``: the claims say only a part of it; the rest cannot be stated over the real numbers, and is
    tested. Without claims all of it is.
    """

    name: str
    statement: str
    claims: tuple[Claim | BranchClaim | Exhaustive, ...]
    in_part: bool = False


@dataclass(frozen=True)
class SignTable:
    """A published table of comparative statics: which way each quantity moves when a parameter rises.

    ``rows``: parameter -> quantity -> "+", "-", "0" or "ambiguous". A quantity is a formula, an outcome of
    the game or ``question.result``. The table holds in the domain wherever ``given`` does, at ``values``.
    """

    rows: Mapping[str, Mapping[str, str]]
    given: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """The quantities, in order."""
        return tuple(dict.fromkeys(name for row in self.rows.values() for name in row))


@dataclass(frozen=True)
class Change:
    """A move of several parameters at once: from ``before`` to their values, wherever ``given`` holds."""

    name: str
    before: Mapping[str, str]
    given: tuple[str, ...] = ()


@dataclass(frozen=True)
class Definition:
    """A parametric family of games and what is said about it.

    Parameters
    ----------
    source : key of the source and what it says, in our words
    parameters : the symbols of the model
    game : values of the parameters that it names (numbers or symbols) -> game; None where it is no finite one
    concept : the solution concept that suits the game, where that is not the usual one of its kind
    shape : parameters that the form of the game depends on (how many players), with the value that they have
        in the game unless given; ``game`` receives them as integers
    problems : functions of parameters and formulas (numbers) that return a Problem or another game: what is
        asked of the model and is no equilibrium of its game
    process : values of parameters -> a process that ``simulate`` runs on a graph; of several the first is
        the usual one
    outcomes : name -> quantity of an equilibrium (an event or an expression of events)
    formulas, questions : functions, or Formula and Question where there is more to say
    view : equilibrium -> mapping with its ``label`` and the quantities that branches speak of
    propositions : results with claims that can be proved
    known : published answers, ``{"model", "query", "params", "expect", "tol"}``; they are its regression test
    signs : published tables of comparative statics
    accounts : competing account -> the formula of what is observed under it; ``changes`` tell them apart
    references : keys of the bibliography: the sources and related literature
    """

    source: str
    parameters: tuple[Parameter, ...]
    game: Callable[..., Any] | None = None
    outcomes: Mapping[str, str] = field(default_factory=dict)
    formulas: tuple[Callable[..., Any] | Formula, ...] = ()
    questions: tuple[Callable[..., Any] | Question, ...] = ()
    view: Callable[[Any], Mapping[str, Any]] | None = None
    propositions: tuple[Proposition, ...] = ()
    known: tuple[Mapping[str, Any], ...] = ()
    concept: str | None = None
    shape: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Callable[..., Any], ...] = ()
    process: Callable[..., Any] | tuple[Callable[..., Any], ...] | None = None
    signs: tuple[SignTable, ...] = ()
    accounts: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    references: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _fail_if_names_clash_or_are_unknown(self)

    @cached_property
    def formula_table(self) -> Mapping[str, Formula]:
        """Name -> Formula."""
        items = (f if isinstance(f, Formula) else Formula(f) for f in self.formulas)
        return {f.name: f for f in items}

    @cached_property
    def symbols(self) -> tuple[Parameter, ...]:
        """The parameters that stand for one number each."""
        return tuple(p for p in self.parameters if p.is_symbol)

    @cached_property
    def problem_table(self) -> Mapping[str, Callable[..., Any]]:
        """Name -> the function that returns the problem."""
        return {f.__name__: f for f in self.problems}

    @cached_property
    def question_table(self) -> Mapping[str, Question]:
        """Name -> Question."""
        items = (q if isinstance(q, Question) else Question(q) for q in self.questions)
        return {q.name: q for q in items}

    def value(self, name: str, values: Mapping[str, Any]) -> Expression | None:
        """Return parameter or formula ``name`` at ``values``; None where a fraction in it is over 0."""
        if name in values:
            return as_expression(values[name])
        item = self.formula_table[name]
        arguments = {a: self.value(a, values) for a in item.arguments}
        if None in arguments.values():
            return None
        try:
            return as_expression(item.function(**arguments))
        except ZeroDivisionError:
            return None

    @cached_property
    def closed_forms(self) -> Mapping[str, Expression]:
        """Formula -> expression in the parameters."""
        symbols = {p.name: symbol(p.name) for p in self.symbols}
        found = {name: self.value(name, symbols) for name in self.formula_table}
        return {name: value for name, value in found.items() if value is not None}

    def conditions(
        self, texts: Iterable[str], extra: Mapping[str, Expression] | None = None, where: str = ""
    ) -> tuple[Condition, ...]:
        """Read conditions that may name formulas, and the names in ``extra``; return them in parameters.

        Raises InputError for what is no condition or names anything else; its sentences begin with ``where``.
        """
        meanings = {**self.closed_forms, **(extra or {})}
        names = [*(p.name for p in self.symbols), *meanings]
        faults, read = Faults(), []
        for text in texts:
            with faults:
                read += parse_condition(text, names, where)
        faults.tell()
        return tuple(c.subs(meanings) for c in read)

    def region(self, disjuncts: Iterable[Iterable[str]]) -> Region:
        """Read a region written as a list of lists of conditions."""
        return Region(tuple(self.conditions(d) for d in disjuncts))


def first_line(text: str | None) -> str:
    """Return the first paragraph of a docstring on one line, without its full stop."""
    return " ".join((text or "").strip().split("\n\n")[0].split()).removesuffix(".")


def arguments_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return the names of a function's arguments."""
    return tuple(inspect.signature(function).parameters)


def _fail_if_names_clash_or_are_unknown(definition: Definition) -> None:
    functions = [*definition.formulas, *definition.questions, *definition.problems]
    declared = [*(p.name for p in definition.parameters), *map(_name, functions)]
    faults = [f"The model declares '{n}' twice." for n in dict.fromkeys(declared) if declared.count(n) > 1]
    names = [*(p.name for p in definition.symbols), *definition.formula_table]
    every = [*(p.name for p in definition.parameters), *definition.formula_table]
    own = {p.name: None for q in definition.question_table.values() for p in q.parameters}
    uses: list[tuple[str, str, tuple[str, ...], list[str]]] = [
        ("Formula", f.name, f.arguments, names) for f in definition.formula_table.values()
    ]
    uses += [("Problem", n, arguments_of(f), [*every, *own]) for n, f in definition.problem_table.items()]
    for q in definition.question_table.values():
        known = [*every, *(p.name for p in q.parameters), *definition.problem_table, SOLUTION]
        uses.append(("Question", q.name, q.arguments, known))
    if definition.game is not None:
        uses.append(("The", "game", arguments_of(definition.game), [p.name for p in definition.symbols]))
    faults += [
        f"{kind} '{name}' uses '{a}', which is no parameter and no formula. {nearest(a, known)}"
        for kind, name, arguments, known in uses
        for a in arguments
        if a not in known and not (kind == "Question" and a.endswith(OF_CONCEPT))
    ]
    if not faults:
        defined, left = {p.name for p in definition.parameters}, dict(definition.formula_table)
        while ready := [n for n, f in left.items() if defined.issuperset(f.arguments)]:
            defined |= {left.pop(n).name for n in ready}
        faults = [f"Formulas must not be defined by each other, got {', '.join(left)}."] if left else []
    if faults:
        raise InputError(faults)


def _name(item: Callable[..., Any] | Formula) -> str:
    return item.name if isinstance(item, Formula) else item.__name__
