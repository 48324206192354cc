"""The verb ``explore``: what a page to play with needs, collected from the other verbs.

>>> import defiance_games as dg
>>> found = explore(dg.load("inspection_game"))
>>> [(s.name, str(s.low), str(s.high), str(s.start)) for s in found.sliders][:2]
[('B', '0', '6', '2'), ('Lambda', '0', '15', '5')]
>>> sorted(c.name for c in found.curves)[-2:]
['inspection', 'p_inspect']
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from .branches.branch import Branch, Subject, branches, subject_of
from .errors import InputError
from .games.files import save
from .shown import Shown
from .solution import Equilibrium, Solution, Status
from .solve import solve
from .symbolic.condition import Condition, Parameter
from .symbolic.domain import check_consistent
from .symbolic.expression import Expression, symbol

STEPS = 200  # of a slider, at most
REACHES = (1, Fraction(6, 5), Fraction(3, 2), 2, 3, 4, 5, 6, 8, 10)  # times a power of ten: where one ends


@dataclass(frozen=True)
class Slider:
    """A parameter that can be moved: its ends, its step, and where it starts."""

    parameter: Parameter
    low: Fraction
    high: Fraction
    step: Fraction
    start: Fraction

    @property
    def name(self) -> str:
        """The name of the parameter."""
        return self.parameter.name


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
    """What can be moved and what is seen: parameters, equilibria and curves. ``save`` writes the page."""

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
            "curves": [c.name for c in self.curves],
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

    The game is solved once, with symbols; the page evaluates its formulas. Of a model that is no finite game
    there are the formulas.

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
    sliders = tuple(_sliders(subject, found))
    names = {s.name for s in sliders}
    return Exploration(
        model=subject.name,
        title=(model.title if model is not None else subject.family.title) or subject.name,
        definition=model.definition.strip() if model is not None else "",
        source=model.source if model is not None else subject.family.source,
        sliders=sliders,
        domain=tuple(c for c in subject.domain if c.symbols and c.symbols <= names),
        values={**subject.family.values, **subject.values},
        solution=solution,
        entries=entries,
        curves=tuple(_curves(subject, asked, found)),
        questions={n: q.meaning for n, q in model.questions.items()} if model is not None else {},
        notes=(*subject.caveats, *_form(subject)),
    )


def _form(subject: Subject) -> Iterator[str]:
    """What is said of parameters that the form of the game depends on: a page has one form."""
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


# -- sliders --------------------------------------------------------------------------------------
def _sliders(subject: Subject, found: Iterable[Branch]) -> Iterator[Slider]:
    used = {s for b in found for f in b.formulas if f is not None for s in f.symbols}
    used |= {s for b in found for s in b.region.symbols}
    if subject.family.kind != "none":
        used |= subject.game.symbols
    declared = {n: p for n, p in subject.declared.items() if n in used and n not in subject.values}
    starts = _starts(subject, declared)
    for name, p in declared.items():
        yield _slider(p, starts[name], subject.domain)


def _starts(subject: Subject, declared: Mapping[str, Parameter]) -> dict[str, Fraction]:
    """The default of each parameter; where one has none, a point of the domain near the others."""
    point: dict[str, Expression] = dict(subject.values)
    waiting = {n: p.default for n, p in declared.items() if isinstance(p.default, Expression)}
    while ready := [n for n, e in waiting.items() if e.symbols <= point.keys()]:
        point |= {n: waiting.pop(n).subs(point) for n in ready}
    rest = [n for n in declared if n not in point]
    if rest:
        left = (c.subs(point) for c in subject.domain)
        free = tuple(c for c in left if c.symbols)
        integers = frozenset(n for n in rest if declared[n].integer)
        somewhere = check_consistent(free, subject.name, integers)
        point |= {n: somewhere.get(n, symbol(n).subs({n: 1})) for n in rest}
    return {n: Fraction(point[n].evaluate()) for n in declared}


def _slider(p: Parameter, start: Fraction, conditions: Iterable[Condition]) -> Slider:
    """From one end of the domain to the other; where it has no end, to about three times the start."""
    below, above = _bounds(p.name, conditions)
    reach = _nice(3 * max(abs(start), Fraction(1, 3)), REACHES)
    known = [b.value for b in below if b.is_number]
    least = Fraction(0) if below and start >= 0 else -reach  # bounded by another parameter, or not at all
    low = max(known, default=least)
    high = min((b.value for b in above if b.is_number), default=max(low, Fraction(0)) + reach)
    if p.integer:
        low, high = Fraction(math.ceil(low)), Fraction(math.floor(high))
    step = Fraction(1) if p.integer else _nice(max(high - low, Fraction(1, 10**6)) / STEPS, (1, 2, 5, 10))
    return Slider(p, min(low, start), max(high, start), step, start)


def _bounds(name: str, conditions: Iterable[Condition]) -> tuple[list[Expression], list[Expression]]:
    """What a parameter must lie above, and below: other parameters and numbers."""
    below: list[Expression] = []
    above: list[Expression] = []
    for c in conditions:
        if c.op[0] in "<>" and symbol(name) in (c.lhs, c.rhs):
            other = c.rhs if c.lhs == symbol(name) else c.lhs
            (below if (c.op[0] == "<") == (other is c.lhs) else above).append(other)
    return below, above


def _nice(x: Fraction, digits: Iterable[Fraction | int]) -> Fraction:
    """The least of these digits times a power of ten that is at least x.

    >>> [str(_nice(Fraction(x), (1, 2, 5, 10))) for x in ("0.004", "6", "1/3")]
    ['1/200', '10', '1/2']
    """
    power = Fraction(10) ** math.floor(math.log10(x))
    return next(d * power for d in map(Fraction, digits) if d * power >= x)
