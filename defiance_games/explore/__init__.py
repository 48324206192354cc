"""The verb ``explore``: what a page to play with needs, collected from the other verbs.

>>> import defiance_games as dg
>>> found = explore(dg.load("inspection_game"))
>>> [(s.name, str(s.low), str(s.high), str(s.start)) for s in found.sliders][:2]
[('B', '0', '6', '2'), ('Lambda', '0', '15', '5')]
>>> sorted(c.name for c in found.curves)[-2:]
['inspection', 'p_inspect']
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from html import escape
from itertools import product
from pathlib import Path
from typing import Any

from ..branches.branch import Branch, Subject, branches, subject_of
from ..errors import InputError, UnsupportedError
from ..games.files import save
from ..games.game import Game
from ..shown import Shown
from ..solution import Equilibrium, Solution, Status
from ..solve import solve
from ..symbolic.condition import Condition, Parameter
from ..symbolic.expression import Expression
from .asked import Answered, answered
from .presets import Preset, presets
from .sliders import Slider, sliders

FORM_TIME = 5  # seconds for each other form of the game


@dataclass(frozen=True)
class Entry:
    """An equilibrium; ``corners``: the values of its free variables at each vertex of a continuum."""

    equilibrium: Equilibrium
    corners: tuple[Mapping[str, Expression], ...] = ()

    def over(self, e: Expression) -> tuple[Expression, ...] | None:
        """Return the formulas between which ``e`` lies in the entry; None where they are not known.

        There is one, unless ``e`` varies inside a continuum. Payoffs and probabilities there are linear, and
        beliefs ratios of such, in the strategy of each player: the vertices are enough.
        """
        free = e.symbols & self.equilibrium.free_variables.keys()
        if not free:
            return (e,)
        try:
            found = dict.fromkeys(e.subs(c) for c in self.corners if free <= c.keys())
        except ZeroDivisionError:  # the belief after what is not played at a vertex
            return None
        return tuple(found) or None


@dataclass(frozen=True)
class Curve:
    """A quantity along a parameter: a branch for each equilibrium, or one for a formula of the model."""

    name: str
    meaning: str
    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class Exploration(Shown):
    """What can be moved and what is seen: parameters, equilibria and curves. ``save`` writes the page.

    ``shape`` are the values that the form of the game depends on and that can be chosen; ``forms`` are the
    same with other such values, ``presets`` settings that have a name.
    """

    model: str
    title: str
    definition: str
    source: str
    sliders: tuple[Slider, ...]
    domain: tuple[Condition, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    solution: Solution | None = None  # None where the model is not a finite game
    entries: tuple[Entry, ...] = ()
    curves: tuple[Curve, ...] = ()
    questions: Mapping[str, str] = field(default_factory=dict)  # name -> what it asks
    notes: tuple[str, ...] = ()
    answers: tuple[Answered, ...] = ()
    presets: tuple[Preset, ...] = ()
    shape: Mapping[str, Fraction] = field(default_factory=dict)
    choices: tuple[Parameter, ...] = ()  # the parameters of ``shape``
    forms: tuple[Exploration, ...] = ()

    @property
    def undecided(self) -> bool:
        """Whether equilibria may be missing, for want of time."""
        return self.solution is not None and self.solution.status is Status.UNDECIDED

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that can be moved, in order."""
        return tuple(s.name for s in self.sliders)

    def to_html(self) -> str:
        """Return the page: one file that needs neither a server nor a network."""
        return super()._repr_html_()

    def save(self, path: str | Path) -> None:
        """Write the page to a file, whole or not at all."""
        save(self.to_html(), path)

    def _repr_html_(self) -> str:
        style = "width: 100%; height: 800px; border: 0"
        return f'<iframe title="Explore" style="{style}" srcdoc="{escape(self.to_html())}"></iframe>'

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form: what can be moved, and the solution."""
        return {
            "schema": "defiance-games/exploration/1",
            "model": self.model,
            "parameters": {
                s.name: {"low": str(s.low), "high": str(s.high), "step": str(s.step), "start": str(s.start)}
                for s in self.sliders
            },
            "domain": [str(c) for c in self.domain],
            "curves": [c.name for c in (*self.curves, *self.answers)],
            "presets": [{n: str(v) for n, v in p.values.items()} for p in self.presets],
            "forms": [{n: str(v) for n, v in f.shape.items()} for f in (self, *self.forms) if f.shape],
            "solution": None if self.solution is None else self.solution.to_dict(),
            "notes": list(self.notes),
        }


def explore(
    model_or_game: Any,
    values: Mapping[str, Any] | None = None,
    concept: str | None = None,
    refine: str | None = None,
    time_limit: float = 60,
) -> Exploration:
    """Return what a page to play with needs: sliders, equilibria with their regions, curves.

    The game is solved with symbols; the page evaluates its formulas. Where the form of the game depends on a
    parameter, it is solved at the values next to the default as well. Of a model that is no finite game there
    are the formulas, and the answers of its questions along each parameter.

    Parameters
    ----------
    values : parameters that are fixed, exactly; the rest can be moved and start at their defaults
    concept, refine : as in ``solve``

    Raises InputError for unknown parameters and values outside the domain.

    Examples
    --------
    >>> import defiance_games as dg
    >>> dg.explore(dg.load("delegation_paradox")).solution is None
    True
    """
    given = dict(values or {})
    one = partial(_one, model_or_game, concept=concept, refine=refine)
    found = one(given, time_limit=time_limit)
    if isinstance(model_or_game, Game):
        return found
    if found.solution is None:
        return _with_answers(found, model_or_game, given)
    return _with_presets(_with_forms(found, model_or_game, given, one), model_or_game, given)


def _with_answers(found: Exploration, model: Any, given: Mapping[str, Any]) -> Exploration:
    """The exploration of what is no game with the answers of its questions."""
    asked = list(answered(model, given, found.sliders))
    slow = tuple(a for a in asked if isinstance(a, str))
    answers = tuple(a for a in asked if isinstance(a, Answered))
    return _with_presets(replace(found, answers=answers, notes=(*found.notes, *slow)), model, given)


def _with_presets(found: Exploration, model: Any, given: Mapping[str, Any]) -> Exploration:
    """The exploration with its named settings, unless something is fixed: they would not be what they say."""
    if given or not hasattr(model, "known"):
        return found
    shapes = [f.shape for f in (found, *found.forms)] if found.shape else []
    return replace(found, presets=tuple(presets(model, found.sliders, shapes, found.domain)))


def _with_forms(
    found: Exploration, model: Any, given: Mapping[str, Any], one: Callable[..., Exploration]
) -> Exploration:
    """The exploration with the forms next to its own; what was not solved in time is said."""
    free = {n: Fraction(v) for n, v in model.contents.shape.items() if n not in given}
    forms, late = [], []
    for steps in product((0, -1, 1), repeat=len(free)):
        near = {n: v + step for (n, v), step in zip(free.items(), steps, strict=True)}
        if not any(steps):
            continue
        try:
            other = one({**given, **near}, time_limit=FORM_TIME)
        except (InputError, UnsupportedError):  # outside the domain, or too large to be written out
            continue
        if other.undecided:
            late.append(" and ".join(f"{n} = {v}" for n, v in near.items()))
        else:
            forms.append(replace(other, shape=near))
    if not free:
        return found
    every = {s.name: s for f in (found, *forms) for s in f.sliders}
    note = (f"For want of time it is not solved for {'; '.join(late)}.",) if late else ()
    return replace(
        found,
        shape=free,
        choices=tuple(p for p in model.parameters if p.name in free),
        forms=tuple(forms),
        sliders=tuple(every.values()),
        notes=(*found.notes, *note),
    )


def _one(
    model_or_game: Any, values: Mapping[str, Any], concept: str | None, refine: str | None, time_limit: float
) -> Exploration:
    """One form of the game, or a model that is none."""
    find = partial(solve, concept=concept, refine=refine, time_limit=time_limit)
    subject = subject_of(model_or_game, values, find)
    model = subject.model
    is_game = subject.family.kind != "none"
    formulas = list(model.formulas) if model is not None else []
    asked = [*_outcomes(subject), *formulas] if is_game else formulas
    if not asked and not is_game:
        raise InputError(f"{subject.name}: there is nothing to show: no equilibria and no formulas.")
    found = branches(subject, asked)
    solution = subject.solution if is_game else None
    entries = tuple(Entry(e, tuple(_corners(e))) for e in solution or ())
    moved = tuple(sliders(subject, found))
    names = {s.name for s in moved}
    return Exploration(
        model=subject.name,
        title=(model.title if model is not None else subject.family.title) or subject.name,
        definition=model.definition.strip() if model is not None else "",
        source=model.source if model is not None else subject.family.source,
        sliders=moved,
        domain=tuple(c for c in subject.domain if c.symbols and c.symbols <= names),
        values={**subject.family.values, **subject.values},
        solution=solution,
        entries=entries,
        curves=tuple(_curves(subject, asked, found)),
        questions={n: q.meaning for n, q in model.questions.items()} if model is not None else {},
        notes=(*subject.caveats, *_form(subject)),
    )


def _form(subject: Subject) -> Iterator[str]:
    """What is said of parameters that the form of the game depends on."""
    fixed = subject.model.contents.shape if subject.model is not None and subject.family.values else {}
    if fixed:
        names = ", ".join(fixed)
        yield f"The form of the game depends on {names}: another page, written with --set, has other values."


def _outcomes(subject: Subject) -> Iterator[str]:
    """The outcomes of the game and the expected payoff of each player, where they choose on their own."""
    if subject.solution.concept != "correlated":
        yield from (o.name for o in subject.game.outcomes)
        yield from (f'E("{player}")' for player in subject.game.players if '"' not in player)


def _curves(subject: Subject, asked: Iterable[str], found: Iterable[Branch]) -> Iterator[Curve]:
    table = subject.model.contents.formula_table if subject.model is not None else {}
    texts = {o.name: o.text for o in subject.game.outcomes}
    there = list(found)
    for name in asked:
        own = tuple(b for b in there if b.name == name)
        formula = table.get(name) if name not in texts else None
        yield Curve(name, formula.meaning if formula is not None else texts.get(name, ""), own)


def _corners(e: Equilibrium) -> Iterator[Mapping[str, Expression]]:
    """The values of the free variables at each vertex: read where a probability is just that variable."""
    drawn = e.strategies or e.distribution
    places = {x.args[0]: path for path, x in _leaves(drawn) if x.op == "symbol"}
    wanted = {v: places[v] for v in e.free_variables if v in places}
    for vertex in e.extreme_points:
        at = dict(_leaves(vertex))
        yield {v: at[path] for v, path in wanted.items() if path in at}


def _leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Expression]]:
    if isinstance(value, Expression):
        yield path, value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _leaves(part, (*path, key))
