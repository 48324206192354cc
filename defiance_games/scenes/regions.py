"""The scene of a region map: where in the plane of two parameters each equilibrium exists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from typing import Any

from ..branches.branch import Subject, subject_of
from ..equilibria.names import heads
from ..errors import InputError, escaped, nearest
from ..solve import solve
from ..symbolic.condition import Condition, Region
from ..symbolic.expression import ZERO, Expression
from .axes import Axis, Range, axis, bounds, default, fail_if_unknown, shown_values
from .boundaries import Boundaries, Edge
from .classes import united
from .words import heading, passing


@dataclass(frozen=True)
class Area:
    """An equilibrium, or several of one outcome, and where it exists."""

    name: str
    region: Region


@dataclass(frozen=True)
class RegionMap:
    """Areas in the plane of two parameters, their boundaries, the default point and what is held fixed."""

    heading: str
    x: Axis
    y: Axis
    areas: tuple[Area, ...]
    edges: tuple[Edge, ...]
    domain: tuple[Condition, ...]
    point: tuple[float, float] | None
    values: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def region_map(
    model: Any,
    over: Mapping[str, Range],
    outcome: str | None,
    values: Mapping[str, Any],
    seconds: float,
    **how: Any,
) -> RegionMap:
    """Return the map of a game's equilibria, or of the sign of a formula, over two parameters.

    >>> import defiance_games as dg
    >>> found = region_map(dg.load("career_calculus"), {"V": None, "p": None}, None, {}, 60)
    >>> [(a.name, str(a.region)) for a in found.areas]
    [('D', '7*p*V + 159*p < 4 + 2*V'), ('C', '7*p*V + 159*p > 4 + 2*V')]
    >>> found.edges[0].called, found.point
    (p_star, (10.0, 0.08))
    """
    formula = outcome if outcome in getattr(model, "formulas", ()) else None
    _fail_if_nothing_to_map(model, outcome, formula)
    find = partial(solve, generic=True, time_limit=seconds, **how)
    subject = subject_of(model, values, find, [formula] if formula else None)
    fail_if_unknown(subject, over, subject.declared if formula else [p.name for p in subject.game.parameters])
    subject = subject.with_defaults(over)
    areas = _signs(subject, model, formula) if formula else _outcomes(subject)
    borders = Boundaries(model, subject, values, formula, seconds)
    rows = {name: borders.rows(name) for name in over}
    edges = [e for name in reversed([*over]) for e in borders.edges(name, rows[name])]
    x, y = _axes(subject, over, edges)
    _fail_if_outside(subject, x, y)
    usual = default(subject, x.name), default(subject, y.name)
    what = f"the sign of {formula}" if formula else f"equilibria{passing(how.get('refine'))}"
    notes = (
        []
        if formula or not subject.undecided
        else [f"Some equilibria may be missing. {subject.solution.status.value}"]
    )
    return RegionMap(
        heading(subject, what),
        x,
        y,
        tuple(areas),
        tuple(edges),
        subject.domain,
        None if None in usual else (float(usual[0] or 0), float(usual[1] or 0)),
        shown_values(subject, values, _used(subject, formula)),
        tuple(notes),
    )


def _fail_if_nothing_to_map(model: Any, outcome: str | None, formula: str | None) -> None:
    formulas = getattr(model, "formulas", {})
    if formula is None and outcome is not None:
        raise InputError(
            f"{model.name}: the regions of '{escaped(outcome)}' cannot be mapped: give a formula, whose sign "
            f"is shown, or no outcome, for the regions of the equilibria. {nearest(outcome, formulas)}"
        )
    if formula is None and not getattr(model, "is_game", True):
        raise InputError(
            f"{model.name}: it is no finite game, so it has no equilibria to map. Give a formula, "
            f"whose sign is shown, with --outcome: {', '.join(formulas)}."
        )


def _fail_if_outside(subject: Subject, x: Axis, y: Axis) -> None:
    """Refuse ranges in which no point satisfies the domain."""
    shares = [(k + 0.5) / 30 for k in range(30)]
    for a, b in product(shares, shares):
        point = {x.name: x.low + a * (x.high - x.low), y.name: y.low + b * (y.high - y.low)}
        if all(c.holds(point) for c in subject.domain if c.symbols <= point.keys()):
            return
    rules = "; ".join(str(c) for c in subject.domain if c.symbols & {x.name, y.name})
    raise InputError(f"{subject.name}: nothing in this range is in the domain, which asks for {rules}.")


def _outcomes(subject: Subject) -> list[Area]:
    """An area for each outcome of the equilibria: what is played off the path does not part it."""
    regions: dict[str, list[Region]] = {}
    for name, head in heads(subject.solution).items():
        regions.setdefault(head, []).append(subject.solution[name].region.subs(subject.values))
    found = [Area(name, united(own)) for name, own in regions.items()]
    return [a for a in found if not a.region.never]


def _signs(subject: Subject, model: Any, formula: str) -> list[Area]:
    value = subject.simplified(model.formulas[formula].subs(subject.family.values))
    where = Region((model.formula_region(formula),)).subs({**subject.family.values, **subject.values})
    return [
        Area(f"{formula} {op} 0", Region(tuple((*d, Condition(value, op, ZERO)) for d in where.disjuncts)))
        for op in (">", "<")
    ]


def _used(subject: Subject, formula: str | None) -> frozenset[str] | None:
    return None if formula is None else subject.model.formulas[formula].symbols


def _axes(subject: Subject, over: Mapping[str, Range], edges: Sequence[Edge]) -> tuple[Axis, Axis]:
    """Both axes, wide enough for the boundaries that run through them."""
    first, second = over
    x = axis(subject, first, over[first], _numbers(edges, first))
    marks = _numbers(edges, second)
    if over[second] is None:
        places = [x.low + (x.high - x.low) * k / 24 for k in range(1, 24)]
        inside = default(subject, first)
        places = places if inside is None else [*places, inside]
        marks += [v for e in edges if e.parameter == second for v in _along(e, first, places)]
        low, high = bounds(subject, second)
        usual = default(subject, second)
        if high is None and usual:
            marks = [m for m in marks if abs(m) <= 4 * abs(usual)]
    y = axis(subject, second, over[second], marks)
    return x, y


def _numbers(edges: Sequence[Edge], name: str) -> list[float]:
    return [float(e.value) for e in edges if e.parameter == name and not e.value.symbols]


def _along(edge: Edge, name: str, places: Sequence[float]) -> list[float]:
    """The values of a boundary at some places where it is one."""
    found = []
    for place in places if edge.value.symbols == {name} else ():
        found += _at(edge.value, edge.region, {name: place})
    return found


def _at(value: Expression, region: Region, point: Mapping[str, float]) -> list[float]:
    try:
        return [float(value.evaluate(point))] if region.contains(point) else []
    except (ZeroDivisionError, ValueError, OverflowError, KeyError):
        return []
