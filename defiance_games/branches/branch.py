"""An outcome as a function of the parameters: one formula for each equilibrium, on its region.

``statics``, ``threshold`` and ``table`` ask the same first question: what is this outcome, in closed form,
and where? The answer is a list of :class:`Branch`: of every equilibrium for an outcome of the game, one
for a formula of the model, and one without closed form for the result of a question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from ..errors import Faults, InputError, escaped, nearest
from ..games.game import Game
from ..games.outcome import Outcome, parse_outcome
from ..games.simultaneous import Joint, Simultaneous
from ..solution import Equilibrium, Solution, Status
from ..symbolic.condition import ALWAYS, Condition, Parameter, Region
from ..symbolic.expression import COUNTING, Expression


@dataclass(frozen=True)
class Branch:
    """The outcome ``name`` in one equilibrium (None: a formula or a question) on ``region``.

    ``formulas`` has one entry; in a continuum in which the outcome varies, one for each extreme point.
    An entry is None where the outcome is conditional on a null event. The result of a question has none.
    A continuum without extreme points (it may be curved) has one formula, in which free variables are left:
    ``ranges`` are then the conditions on each free variable of the equilibrium.
    """

    name: str
    equilibrium: str | None
    formulas: tuple[Expression | None, ...]
    region: Region = ALWAYS
    ranges: Mapping[str, tuple[Condition, ...]] = field(default_factory=dict)

    @property
    def limits(self) -> tuple[Condition, ...]:
        """Every condition on the free variables that the formula is left with."""
        return tuple(dict.fromkeys(c for conditions in self.ranges.values() for c in conditions))

    def given(self, assumed: Iterable[Condition]) -> Branch:
        """Return it under assumptions: its region without the equalities that they imply."""
        assumed = tuple(assumed)
        if not any(c.op == "=" for c in assumed):
            return self
        kept = tuple(
            tuple(c for c in d if c.op != "=" or not _implied(c, assumed)) for d in self.region.disjuncts
        )
        return replace(self, region=Region(kept))


@dataclass(frozen=True)
class Subject:
    """A model or a game with some values fixed: what the verbs are about."""

    model: Any  # Model or None
    family: Game  # every parameter a symbol
    values: Mapping[str, Expression] = field(default_factory=dict)
    source: Solution | Callable[[Any], Solution] | None = None  # the equilibria, or what finds them
    defaulted: frozenset[str] = frozenset()  # values that nobody gave
    words: Mapping[str, Any] = field(default_factory=dict)  # what questions take and is no number

    @property
    def name(self) -> str:
        """What messages and reports call it."""
        return self.model.name if self.model is not None else self.family.name

    @cached_property
    def game(self) -> Game:
        """The game at the values."""
        own = {n: v for n, v in self.values.items() if n in self.family.symbols}
        return self.family.with_values(own) if own else self.family

    @cached_property
    def solution(self) -> Solution:
        """Every equilibrium of the game."""
        if isinstance(self.source, Solution):
            return self.source
        assert self.source is not None
        return self.source(self.game)

    def simplified(self, e: Expression) -> Expression:
        """Return a formula at the values in lowest terms, its symbols in the order of the parameters."""
        from ..symbolic.ring import simplify

        return simplify(e.subs(self.values), self.order)

    @property
    def order(self) -> tuple[str, ...]:
        """The names of the parameters, in the order in which every report writes them."""
        return tuple(dict.fromkeys([*(p.name for p in self.family.parameters), *self.declared]))

    @property
    def solved(self) -> bool:
        """Whether the equilibria have been asked for."""
        return "solution" in vars(self)

    @property
    def undecided(self) -> bool:
        """Whether the equilibria were asked for and some may be missing, for want of time."""
        return self.solved and self.solution.status is Status.UNDECIDED

    @property
    def caveats(self) -> list[str]:
        """What is to be said of the list of equilibria where it was asked for and is not proved complete."""
        if not self.solved:
            return []
        found = self.solution
        if found.complete is True:
            return []
        if found.complete is False:
            return [f"The list of equilibria is not proved complete. {found.status.value}"]
        ties = "; ".join(map(str, found.excepted)) or "ties between parameters"
        return [f"Equilibria that exist only at ties were not looked for: {ties}."]

    @property
    def declared(self) -> dict[str, Parameter]:
        """Every parameter that stands for a number, those of the model's questions included."""
        if self.model is None:
            return {p.name: p for p in self.family.parameters}
        own = {p.name: p for p in _declared(self.model)}
        free = {n: p for n, p in own.items() if p.is_symbol and n not in self.family.values}
        return free | {p.name: p for p in self.family.parameters}

    @property
    def integers(self) -> frozenset[str]:
        """Names of the free parameters that are integers."""
        return frozenset(p.name for p in self.game.parameters if p.integer)

    def asked(self, question: str) -> frozenset[str]:
        """Names of the parameters that a question of the model can be given."""
        own = self.model.questions[question].parameters
        return frozenset(p.name for p in (*self.model.parameters, *own))

    def given(self, question: str) -> dict[str, Any]:
        """The values for a question of the model; where nobody gave one, its own defaults come first."""
        own = {p.name for p in self.model.questions[question].parameters} & self.defaulted
        every = {**self.values, **self.words}
        return {n: v for n, v in every.items() if n in self.asked(question) - own}

    def own_defaults(self, question: str) -> dict[str, Expression]:
        """The defaults that a question of the model has instead of the model's, where nobody gave a value."""
        own = self.model.questions[question].parameters
        defaults = {p.name: p.default for p in own if p.default is not None and p.name in self.defaulted}
        return {n: v.subs(self.values) for n, v in defaults.items()}

    def own_domain(self, question: str) -> tuple[Condition, ...]:
        """The conditions on the parameters of a question of the model, at the values."""
        own = self.model.questions[question].parameters
        point = {**self.values, **self.own_defaults(question)}
        return tuple(c.subs(point) for p in own if p.is_symbol for c in p.domain)

    @property
    def domain(self) -> tuple[Condition, ...]:
        """Every condition on the free parameters, those of the questions included."""
        own = frozenset(self.declared) - self.family.symbols
        extra = (c.subs(self.values) for n in own if n not in self.values for c in self.declared[n].domain)
        return tuple(dict.fromkeys([*self.game.domain, *extra]))

    def at(self, values: Mapping[str, Any]) -> Subject:
        """Return it with ``values`` fixed, exactly.

        Raises InputError for unknown names and values outside the domain.
        """
        from ..symbolic.domain import check_values

        left = {n: v for n, v in values.items() if n not in self.family.values}
        return replace(self, values=check_values(tuple(self.declared.values()), left, self.name))

    def with_defaults(self, free: Iterable[str]) -> Subject:
        """Return it with every parameter but those in ``free`` at its default, where it has no value."""
        free = frozenset(free)
        point = dict(self.values)
        left = {n: p for n, p in self.declared.items() if n not in free and n not in point}
        waiting = {n: p.default for n, p in left.items() if p.default is not None}
        while ready := [n for n, default in waiting.items() if default.symbols <= point.keys() | free]:
            point |= {n: waiting.pop(n).subs(point) for n in ready}
        missing = [p for n, p in left.items() if n not in point and n in self.family.symbols]
        if missing:
            raise InputError(
                f"{self.name}: {p.name}{f' ({escaped(p.meaning)})' if p.meaning else ''} must be given: "
                f"it has no default. Give it with --set {p.name}=VALUE."
                for p in missing
            )
        return replace(self.at(point), defaulted=self.defaulted.union(point.keys() - self.values.keys()))

    def conditions(self, given: Iterable[Any] | str) -> tuple[Condition, ...]:
        """Read assumptions, which may name parameters and formulas of the model."""
        from ..symbolic.parser import parse_condition

        items = [given] if isinstance(given, (str, Condition)) else list(given)
        texts = [t for t in items if not isinstance(t, Condition)]
        if self.model is not None:
            read = self.model.contents.conditions(texts, where=f"{self.name}: given")
        else:
            names = [*self.family.symbols, *self.family.values]
            read = tuple(c for t in texts for c in parse_condition(t, names, f"{self.name}: given"))
        read += tuple(c for c in items if isinstance(c, Condition))
        known = {**self.family.values, **self.values}
        return tuple(c.subs(known) for c in read)

    def consistent(self, given: Iterable[Any] | str) -> tuple[Condition, ...]:
        """Return the domain and the assumptions read, after a test that they hold together somewhere."""
        from ..symbolic.domain import check_consistent

        conditions = tuple(dict.fromkeys([*self.game.domain, *self.conditions(given)]))
        check_consistent(conditions, self.name, self.integers)
        return tuple(c for c in conditions if c.symbols)


def subject_of(
    model_or_game: Any,
    values: Mapping[str, Any] | None = None,
    source: Solution | Callable[[Any], Solution] | None = None,
    outcomes: Sequence[str] | None = None,
) -> Subject:
    """Return what a verb is about: a Model or a game with ``values`` fixed, and its equilibria or solver.

    Where only formulas and questions of a model are asked for, that is its setting, not its game.
    """
    is_game = isinstance(model_or_game, Game)
    if not is_game and not hasattr(model_or_game, "at"):
        got = escaped(model_or_game)
        remedy = f" Pass load('{got}')." if isinstance(model_or_game, str) else ""
        raise InputError(f"What is asked about must be a model or a game, got '{got}'.{remedy}")
    if is_game:
        model, family = None, model_or_game
    else:
        model = model_or_game
        special = {p.name: p for p in _declared(model) if not p.is_symbol}
        words = {n: v for n, v in (values or {}).items() if n in special}
        values = {n: v for n, v in (values or {}).items() if n not in special}
        if words:
            from ..symbolic.domain import check_arguments

            words = check_arguments(special.values(), words, model.name)
            return replace(subject_of(model, values, source, outcomes), words=words)
        shape = {n: v for n, v in (values or {}).items() if n in model.contents.shape}
        family = model.setting if _about_formulas(model, outcomes) else model.at(**shape)
    subject = Subject(model, family, source=source)
    return subject.at(values) if values else subject


def asked_of(
    model_or_game: Any,
    values: Mapping[str, Any] | None,
    source: Solution | Callable[[Any], Solution],
    outcomes: Sequence[str] | None,
    *checks: Callable[[Subject], Any],
) -> Subject:
    """Return what a verb is about; the faults of all that was asked are told at once."""
    subject = subject_of(model_or_game, None, source, outcomes)
    faults = Faults()
    subject = faults.of(lambda: subject_of(model_or_game, values, source, outcomes)) or subject
    for check in (*checks, lambda s: check_names(s, outcomes)):
        faults.of(lambda check=check: check(subject))
    faults.tell()
    return subject


def _declared(model: Any) -> Iterable[Parameter]:
    """Every parameter of a model and of its questions."""
    return (*(p for q in model.questions.values() for p in q.parameters), *model.parameters)


def _about_formulas(model: Any, outcomes: Sequence[str] | None) -> bool:
    """Whether only formulas and questions are asked for."""
    if not model.is_game:
        return True
    return bool(outcomes) and all(
        n not in model.outcomes and (n in model.formulas or n.partition(".")[0] in model.questions)
        for n in outcomes or ()
    )


def names_of(names: Iterable[str] | str | None, what: str = "outcome") -> list[str] | None:
    """Return the names asked for; None where none are. Raises InputError for what is no name."""
    if names is None:
        return None
    found: list[str] = [names] if isinstance(names, str) or not isinstance(names, Iterable) else list(names)
    faults = [
        f"{what} must be a name or a list of names, got {escaped(n)}."
        for n in found
        if not isinstance(n, str)
    ]
    if faults:
        raise InputError(faults)
    return found


def branches(subject: Subject, outcomes: Sequence[str] | None) -> list[Branch]:
    """Return the branches of the outcomes, in order; all outcomes of the game where none are named.

    The game is solved only where an outcome of its equilibria is asked for.

    Raises InputError for unknown outcomes.
    """
    read = [_read(subject, name) for name in (_all(subject) if outcomes is None else outcomes)]
    found: list[Branch] = []
    for name, kind in read:
        if kind == "question":
            found.append(Branch(name, None, ()))
        elif kind == "formula":
            found.append(_of_formula(subject, name))
        else:
            here = (e for e in subject.solution if not e.region.subs(subject.values).never)
            found += [_of_equilibrium(e, name, kind, subject) for e in here]
    return found


def answer(subject: Subject, question: str, result: str, values: Mapping[str, Any]) -> Any:
    """Return one result of a question of the subject's model at its values and ``values``."""
    names = subject.asked(question)
    point = {**subject.given(question), **{n: v for n, v in values.items() if n in names}}
    found = subject.model.ask(question, **point)
    if result not in found:
        near = nearest(result, found)
        raise InputError(f"{subject.name}: {question} has no result '{escaped(result)}'. {near}")
    return found[result]


def check_names(subject: Subject, outcomes: Sequence[str] | None) -> None:
    """Raise InputError for the outcomes that the subject does not have."""
    faults = Faults()
    for name in outcomes or ():
        with faults:
            _read(subject, name)
    faults.tell()


def in_steps(formula: Expression, names: Iterable[str]) -> bool:
    """Whether one of the symbols is inside a function of whole numbers, so that there is no derivative."""
    moving, found = set(names), []
    formula.fold(lambda e, _: found.append(e) if e.op in COUNTING and moving & e.symbols else None)
    return bool(found)


def is_constant(found: Iterable[Branch]) -> bool:
    """Whether no outcome varies inside an equilibrium: then only the regions say anything."""
    return all(f is None or f.is_number for branch in found for f in branch.formulas)


def _all(subject: Subject) -> list[str]:
    if subject.family.kind == "none":
        return list(subject.model.formulas)
    return [o.name for o in subject.game.outcomes] or [f'E("{player}")' for player in subject.game.players]


def _read(subject: Subject, name: str) -> tuple[str, Any]:
    """The outcome's name and what it is: an Outcome of the game, "formula" or "question"."""
    game, model = subject.game, subject.model
    named = {o.name: o for o in game.outcomes}
    if name in named:
        return name, named[name]
    if model is not None and name in model.formulas:
        return name, "formula"
    question, dot, result = name.partition(".")
    if model is not None and dot and question in model.questions and result:
        return name, "question"
    if "(" in name:
        return name, parse_outcome(name, name, game, f"{subject.name}: outcome {escaped(name)}")
    known = [*named, *(model.formulas if model is not None else ())]
    known += [f"{q}.result" for q in model.questions] if model is not None else []
    raise InputError(f"{subject.name}: there is no outcome '{escaped(name)}'. {nearest(name, known)}")


def _of_formula(subject: Subject, name: str) -> Branch:
    model = subject.model
    fixed = subject.family.values
    region = Region((model.formula_region(name),)).subs({**fixed, **subject.values})
    try:
        formula = subject.simplified(model.formulas[name].subs(fixed))
    except ZeroDivisionError:
        return Branch(name, None, (None,), region)
    return Branch(name, None, (formula,), region)


def _of_equilibrium(e: Equilibrium, name: str, outcome: Outcome, subject: Subject) -> Branch:
    def at_values(formula: Expression | None) -> Expression | None:
        return None if formula is None else subject.simplified(formula)

    region = e.region.subs(subject.values)
    if name in e.outcomes:
        value = e.outcomes[name]
        if value is None or not value.symbols & e.free_variables.keys():
            return Branch(name, e.name, (at_values(value),), region)
    formulas = tuple(at_values(f) for f in _at_extreme_points(e, outcome, subject.solution.game))
    formulas = formulas if len(set(formulas)) > 1 else formulas[:1]
    left = {s for f in formulas if f is not None for s in f.symbols} & e.free_variables.keys()
    ranges = e.free_variables if left else {}
    at = {n: tuple(c.subs(subject.values) for c in conditions) for n, conditions in ranges.items()}
    return Branch(name, e.name, formulas, region, at)


def _at_extreme_points(e: Equilibrium, outcome: Outcome, game: Any) -> Iterable[Expression | None]:
    """The outcome at each extreme point of a continuum, else in the equilibrium itself."""
    if e.distribution:  # plans drawn together, by a mediator
        view = Simultaneous.of(game, "correlated")
        points = e.extreme_points or (e.distribution,)
        return [outcome.evaluate(Joint(view, tuple(point.values())), None) for point in points]
    return [outcome.evaluate(game, point) for point in e.extreme_points or (e.strategies,)]


def _implied(c: Condition, assumed: Sequence[Condition]) -> bool:
    """Whether what is assumed implies ``c``."""
    from ..symbolic.proof import prove

    try:
        return bool(prove(c, assumed, 5, certify=False))
    except InputError:  # the assumptions hold nowhere: whoever asked has said so
        return False
