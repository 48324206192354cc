"""The scenes of diffusion: runs over time, the phase line of the mean field, the graph at some dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..diffusion.simulation import Simulation
from ..errors import InputError
from ..problems.fixed_points import FixedPoint, FixedPoints
from ..simulate import Plan, prepare
from ..solve import solve
from ..symbolic.expression import Expression
from .words import called, in_words

LARGEST, DATES = 300, 4  # localities of a graph that is drawn; how many times it is drawn
RUNS = 20


@dataclass(frozen=True)
class Spread:
    """Shares period by period: the mean over the runs, what most runs lie between, the mean field."""

    heading: str
    acts: str
    periods: np.ndarray
    mean: np.ndarray
    low: np.ndarray  # the 10th and the 90th percentile of the runs
    high: np.ndarray
    paths: np.ndarray  # of shape (runs, periods)
    mean_field: np.ndarray | None
    about: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PhaseLine:
    """The map from the share of one period to that of the next, and its steady states."""

    heading: str
    low: float
    high: float
    map: Expression
    variable: str
    points: tuple[FixedPoint, ...]
    path: tuple[float, ...]  # from where the model starts
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Snapshots:
    """A small graph, and who acts in it at some dates."""

    heading: str
    acts: str
    graph: Any
    layout: str  # circle, layers or free
    dates: tuple[int, ...]
    acting: tuple[np.ndarray, ...]
    about: str
    values: Mapping[str, Any] = field(default_factory=dict)


def spread(model: Any, values: Mapping[str, Any], **settings: Any) -> Spread:
    """Return the shares over time of several runs of ``simulate``.

    >>> import defiance_games as dg
    >>> model, values = dg.load("belief_diffusion"), {"p_star": "0.15", "m": 0}
    >>> found = spread(model, values, nodes=21, graph="ring", runs=1)
    >>> found.acts, float(found.mean[-1])
    ('defying', 1.0)
    """
    settings = {"runs": RUNS, **settings}
    if "periods" not in settings:  # as many as one run needs to settle
        first = prepare(model, **{**settings, "runs": 1}, **values)
        settings["periods"] = _settled(np.array([[row["share"] for row in first.rows()]]), 1.3) - 1
    plan = prepare(model, **settings, **values)
    found = plan.result(list(plan.rows()))
    paths = np.array([[row["share"] for row in path] for path in found.paths])
    last = _settled(paths)
    paths = paths[:, :last]
    low, high = np.quantile(paths, [0.1, 0.9], axis=0)
    field_path = [row.get("mean_field") for row in found.table[:last]]
    return Spread(
        f"{in_words(found.model)}: share {found.acts}",
        found.acts,
        np.array([row["period"] for row in found.table[:last]]),
        paths.mean(0),
        low,
        high,
        paths,
        None if None in field_path else np.array(field_path),
        _about(found),
        found.values,
    )


def _settled(paths: np.ndarray, longer: float = 1.15) -> int:
    """How many periods are worth showing: until nothing changes any more, and a little longer."""
    moving = np.flatnonzero(np.abs(np.diff(paths, axis=1)).max(0) > 1e-3)
    last = 2 + (int(moving[-1]) if moving.size else 0)
    return min(paths.shape[1], max(10, int(longer * last)))


def _about(found: Simulation) -> str:
    several = f"{len(found.paths)} runs from seed {found.seed}" if found.runs > 1 else f"seed {found.seed}"
    chosen = "".join(f"; {option} {choice}" for option, choice in found.choices.items())
    return f"{found.graph}; {several}{chosen}"


def phase_line(model: Any, values: Mapping[str, Any], seconds: float) -> PhaseLine:
    """Return the map of a model's mean field, with the steady states that ``solve`` finds.

    >>> import defiance_games as dg
    >>> found = phase_line(dg.load("belief_diffusion"), {}, 60)
    >>> [(float(p.value), p.stability) for p in found.points]
    [(0.0, 'stable'), (0.2, 'unstable'), (0.8, 'stable')]
    """
    problem, name = _map_of(model, values)
    answer = solve(problem, time_limit=seconds)
    used = model.completed(values)
    path: list[float] = []
    if "x0" in used:
        path = [float(used["x0"])]
        while len(path) < 60 and (len(path) < 2 or abs(path[-1] - path[-2]) > 1e-4):
            path.append(float(problem.function.evaluate({problem.variable: path[-1]})) if path[-1] else 0.0)
    matter = {n: used[n] for n in (*_arguments(model, name), "x0") if n in used}
    return PhaseLine(
        f"{called(model)}: mean field",
        float(problem.low),
        float(problem.high),
        problem.function,
        problem.variable,
        answer.points,
        tuple(path),
        matter,
    )


def _arguments(model: Any, name: str) -> tuple[str, ...]:
    from ..games.definition import arguments_of

    return tuple(arguments_of(model.contents.problem_table[name]))


def _map_of(model: Any, values: Mapping[str, Any]) -> tuple[FixedPoints, str]:
    """The model's problem of the fixed points of a map, and its name."""
    for name in model.contents.problem_table if hasattr(model, "contents") else ():
        problem = model.problem(name, **values)
        if isinstance(problem, FixedPoints) and not problem.zero:
            return problem, name
    raise InputError(
        f"{getattr(model, 'name', 'game')}: it has no mean field whose steady states could be drawn. "
        "Has one: belief_diffusion."
    )


def snapshots(model: Any, values: Mapping[str, Any], **settings: Any) -> Snapshots:
    """Return a run on a small graph at the dates at which it begins, is at a third, at two thirds, and ends.

    >>> import defiance_games as dg
    >>> found = snapshots(dg.load("belief_diffusion"), {"p_star": "0.15", "m": 0}, nodes=21, graph="ring")
    >>> found.dates, [int(a.sum()) for a in found.acting]
    ((0, 16, 28, 40), [1, 9, 15, 21])
    """
    settings = {"nodes": 60, **{k: v for k, v in settings.items() if k != "runs"}}
    plan = prepare(model, **settings, **values)
    if plan.graph.n > LARGEST:
        raise InputError(
            f"{model.name}: a graph that is drawn must have at most {LARGEST} localities, got {plan.graph.n}."
        )
    states = _states(plan)
    shares = np.array([s.mean() for s in states])
    last = int(np.argmax(shares == shares[-1])) if shares[-1] > shares[0] else len(states) - 1
    aims = [shares[0] + (shares[last] - shares[0]) * k / (DATES - 1) for k in range(DATES)]
    dates = sorted(
        {int(np.argmax(shares >= aim - 1e-12)) if shares[last] > shares[0] else 0 for aim in aims} | {last}
    )
    about = plan.result([])
    return Snapshots(
        f"{in_words(about.model)}: who is {about.acts}",
        about.acts,
        plan.graph,
        _layout(plan, str(settings.get("graph", ""))),
        tuple(dates),
        tuple(states[d] for d in dates),
        _about_graph(about),
        about.values,
    )


def _states(plan: Plan) -> list[np.ndarray]:
    from ..diffusion import run

    records = run(plan.process, plan.graph, plan.periods * plan.steps, plan.seed)
    return [r.state.acting.copy() for r in records if r.period % plan.steps == 0]


def _layout(plan: Plan, graph: str) -> str:
    if getattr(plan.graph, "level", None) is not None:
        return "layers"
    kind = graph.partition(":")[0]
    return "circle" if kind in ("ring", "complete", "small-world", "") else "free"


def _about_graph(found: Simulation) -> str:
    return f"{found.graph}; seed {found.seed}"
