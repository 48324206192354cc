"""The scene of comparative statics: an outcome against one parameter, a line for each equilibrium."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any

from ..branches.branch import Subject, subject_of
from ..equilibria.names import heads
from ..errors import InputError, UnsupportedError
from ..solution import Solution
from ..solve import solve
from ..symbolic.condition import Region
from ..symbolic.expression import Expression
from ..table import Cell, Table, table
from .axes import Axis, Range, axis, default, fail_if_unknown, shown_values
from .boundaries import Boundaries
from .classes import blocks_of_outcomes
from .words import heading, passing

POINTS, ASKED = 241, 41  # of a line; of one for which a question is asked at every point
LONGEST = 48  # characters of a meaning
JUDGED = ("d1", "intuitive")  # the refinement by which lines are solid, the first that a game has


@dataclass(frozen=True)
class Line:
    """An outcome in one equilibrium; ``keeps`` says at each point whether it passes the refinement."""

    equilibrium: str | None
    cells: tuple[Cell, ...]
    keeps: tuple[bool, ...]


@dataclass(frozen=True)
class Mark:
    """A threshold of the parameter; ``called``: its closed form; ``jumps``: the outcome on its two sides."""

    value: float
    called: Expression
    jumps: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Curves:
    """The lines of one outcome along an axis, with the thresholds at which equilibria begin and end."""

    heading: str
    x: Axis
    outcome: str
    meaning: str
    places: tuple[float, ...]
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...] = ()
    refinement: str | None = None
    usual: float | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def curves(
    model: Any,
    over: Mapping[str, Range],
    outcome: str | None,
    values: Mapping[str, Any],
    seconds: float,
    grid: Any = None,
    **how: Any,
) -> Curves:
    """Return an outcome of the equilibria, a formula or the result of a question, against a parameter.

    >>> import defiance_games as dg
    >>> found = curves(dg.load("career_calculus"), {"p": None}, "defiance", {}, 60)
    >>> [(line.equilibrium, line.cells[0]) for line in found.lines], found.marks[0].called
    ([('D', Fraction(1, 1)), ('C', None)], p_star)
    """
    (name,) = over
    find = partial(solve, generic=True, time_limit=seconds, **how)
    subject = subject_of(model, values, find, None if outcome is None else [outcome])
    fail_if_unknown(subject, over)
    subject = subject.with_defaults(over)
    outcome = outcome or first_outcome(subject)
    formulas = getattr(model, "formulas", ())
    question = outcome.partition(".")[0] in getattr(model, "questions", ()) and "." in outcome
    borders = Boundaries(model, subject, values, outcome, seconds)
    rows = [] if question else _rows(borders, name)
    x = axis(subject, name, over[name], [float(r.value) for r in rows])
    if grid is None:
        integer = subject.declared[name].integer
        grid = _whole(x) if integer else _places(x, rows, ASKED if question else POINTS)
    solution = subject.solution if subject.solved else None
    found = table(model, {name: grid}, [outcome], values, seconds, solution=solution)
    judged = _refinement(solution)
    kept = _lines(found, solution, judged)
    return Curves(
        heading(subject, f"{spoken(outcome, meaning(subject, outcome))}{passing(how.get('refine'))}"),
        Axis(x.parameter, *_ends(x, found, over[name])),
        outcome,
        meaning(subject, outcome),
        tuple(float(p[0]) for p in found.points),
        kept,
        tuple(m for m in _marks(borders, name, rows, x) if question or _matters(m, kept, found)),
        judged if any(not all(line.keeps) for line in kept) else None,
        default(subject, name),
        _matter(subject, outcome, values)
        if question or outcome in formulas
        else shown_values(subject, values),
        tuple(n for n in found.notes if "only at ties" not in n and not n.startswith("Outside the domain")),
    )


def _lines(found: Table, solution: Solution | None, judged: str | None) -> tuple[Line, ...]:
    """A line for each outcome; at each point it passes the refinement if an equilibrium does that exists."""
    head = heads(solution or ())
    keeps: dict[str | None, list[bool]] = {}
    for b in found.blocks:
        own = [k and c is not None for k, c in zip(_keeps(solution, b.equilibrium, judged, found), b.cells)]
        name = head.get(b.equilibrium or "", b.equilibrium)
        before = keeps.setdefault(name, [False] * len(own))
        keeps[name] = [a or b for a, b in zip(before, own)]
    whole = blocks_of_outcomes(found.blocks, head)
    return tuple(
        Line(b.equilibrium, b.cells, tuple(k or c is None for k, c in zip(keeps[b.equilibrium], b.cells)))
        for b in whole
    )


def _matters(mark: Mark, lines: Sequence[Line], found: Table) -> bool:
    """Whether a line of an equilibrium begins, ends or jumps at a threshold, or is kept on one side only."""
    places = [float(p[0]) for p in found.points]
    after = next((k for k, x in enumerate(places) if x > mark.value), 0)
    before = after - (2 if places[after - 1] == mark.value else 1)
    if before < 0 or any(line.equilibrium is None for line in lines) or mark.jumps:
        return True
    sides = [
        [(c[k] is None, keep[k]) for k in (before, after)]
        for c, keep in ((line.cells, line.keeps) for line in lines)
    ]
    return any(one != two for one, two in sides)


def first_outcome(subject: Subject) -> str:
    """Return the outcome that is drawn where none is named; InputError where the model is no game."""
    if subject.family.kind == "none":
        formulas = ", ".join(subject.model.formulas)
        raise InputError(
            f"{subject.name}: it is no finite game. Give a formula or a question.result to draw: {formulas}."
        )
    return next((o.name for o in subject.game.outcomes), f'E("{subject.game.players[0]}")')


def _rows(borders: Boundaries, name: str) -> list[Any]:
    """The thresholds that are numbers; none where the outcome has no closed form to solve."""
    try:
        found = borders.rows(name)
    except (InputError, UnsupportedError):
        return []
    return [r for r in found if isinstance(r.value, Expression) and not r.value.symbols]


def _places(x: Axis, rows: Iterable[Any], count: int) -> list[Fraction]:
    """Evenly spread points, and one on either side of every threshold, so that lines run up to it."""
    low, high = Fraction(str(x.low)), Fraction(str(x.high))
    found = {low + (high - low) * Fraction(k, count - 1) for k in range(count)}
    near = (high - low) / 100_000
    for row in rows:
        at = Fraction(float(row.value)).limit_denominator(10**9)
        found |= {v for v in (at - near, at + near) if low <= v <= high}
    return sorted(found)


def _whole(x: Axis) -> list[Fraction]:
    step = max(1, int((x.high - x.low) // POINTS))
    return [Fraction(k) for k in range(int(-(-x.low // 1)), int(x.high) + 1, step)]


def _ends(x: Axis, found: Table, asked: Range) -> tuple[float, float]:
    places = [float(p[0]) for p in found.points]
    return (x.low, x.high) if asked is not None else (min(x.low, places[0]), max(x.high, places[-1]))


def _refinement(solution: Solution | None) -> str | None:
    there = {n for e in solution or () for n in e.refinements}
    return next((n for n in JUDGED if n in there), None)


def _keeps(solution: Solution | None, name: str | None, judged: str | None, found: Table) -> list[bool]:
    """Whether the equilibrium passes the refinement, at every point."""
    verdict: bool | Region = True
    if solution is not None and name is not None and judged is not None:
        verdict = solution[name].refinements.get(judged, True)
    points = [dict(zip(found.vary, p)) for p in found.points]
    if isinstance(verdict, bool) or verdict.symbols - found.vary.keys():
        return [verdict is not False] * len(points)
    return [verdict.contains(point) for point in points]


def _matter(subject: Subject, outcome: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that a formula or a question depends on."""
    model = subject.model
    if outcome in model.formulas:
        return shown_values(subject, (), model.formulas[outcome].symbols)
    question = outcome.partition(".")[0]
    used = model.used(question, **{n: v for n, v in subject.given(question).items() if n in values})
    own = subject.own_defaults(question)
    return {n: own.get(n, subject.values[n]) for n in used if n in subject.values}


def spoken(outcome: str, meaning: str = "") -> str:
    """Return what a heading calls an outcome: its name in words, what it measures, or the question.

    >>> spoken("defiance_after_sanction"), spoken("p_star", "tolerated risk"), spoken("global_game.p_G")
    ('defiance after sanction', 'tolerated risk', 'global game')
    """
    question, dot, _ = outcome.partition(".")
    if dot and question.isidentifier():
        return question.replace("_", " ")
    words = outcome.split("_")
    return " ".join(words) if all(len(w) > 2 and w.isalpha() for w in words) else meaning or outcome


def meaning(subject: Subject, outcome: str) -> str:
    """Return in words what an outcome or a formula measures, where that is short; else nothing."""
    model = subject.model
    if model is not None and outcome in model.formulas:
        said = model.contents.formula_table[outcome].meaning.rstrip(".").partition(":")[0].partition(" (")[0]
        said = said[:1].lower() + said[1:] if not said[:2].isupper() else said
    else:
        said = next((o.text for o in subject.game.outcomes if o.name == outcome), "")
    return said if len(said) <= LONGEST else ""


def _marks(borders: Boundaries, name: str, rows: Sequence[Any], x: Axis) -> list[Mark]:
    """Each threshold once, with its closed form and the jumps of the outcome there."""
    groups: dict[str, list[Any]] = {}
    for row in rows:
        if x.low <= float(row.value) <= x.high and row.region.subs({}).disjuncts:
            groups.setdefault(str(row.value), []).append(row)
    edges = {str(e.value): e for e in borders.edges(name, rows)} if groups else {}
    found = []
    for text, same in groups.items():
        edge = edges[text]
        at = {name: same[0].value}
        jumps = tuple(dict.fromkeys(j for row in same for j in _jumps(row, at)))
        found.append(Mark(float(same[0].value), edge.called or edge.value, jumps))
    return sorted(found, key=lambda m: m.value)


def _jumps(row: Any, at: Mapping[str, Expression]) -> list[tuple[float, float]]:
    """The outcome just on this side and on the other, where it jumps."""
    own = [_value(f, at) for f in (row.above if row.begins else row.below)]
    found = []
    for other in row.takes_over:
        if other.begins and other.jump:
            pairs = [(a, b) for a in own for b in (_value(f, at) for f in other.outcome)]
            found += [(min(a, b), max(a, b)) for a, b in pairs if a is not None and b is not None]
    return found


def _value(formula: Any, at: Mapping[str, Expression]) -> float | None:
    """The value of a formula; None for a sign, which has none."""
    try:
        return float(formula.subs(at)) if isinstance(formula, Expression) else None
    except (ZeroDivisionError, ValueError, OverflowError, KeyError):
        return None
