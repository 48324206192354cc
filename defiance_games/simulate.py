"""The verb ``simulate``: what happens when a model's localities act on a graph, period by period.

A run is reproducible: it is a function of the model, its values, the graph and the seed; run r of several
has the seed ``seed + r``, and a graph that is drawn is drawn once, from ``seed``. Where the model has a mean
field on the graph, every share comes with the share that the mean field predicts and, as far as first order
goes, the sampling error, about one standard deviation, that N localities leave (see
:mod:`defiance_games.diffusion.expected`).
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from .diffusion.checks import Checks
from .diffusion.simulation import Row, Simulation
from .errors import Faults, InputError, escaped, nearest
from .games.definition import arguments_of
from .model import Model, load, models
from .symbolic.domain import check_values
from .symbolic.expression import number

NODES, MOST_RUNS = 1000, 10_000
PARTS = {"belief": "belief", "policy": "policy", "observe": "observation"}  # option -> argument of a process


@dataclass(frozen=True)
class Plan:
    """A simulation that has been checked and not yet run: :meth:`rows` runs it, :meth:`result` sums it up."""

    process: Any
    graph: Any
    about: Mapping[str, Any]
    steps: int  # of the process in a period
    periods: int
    seed: int
    runs: int

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield a row for each run and period, as they are computed; it may be left at any time."""
        from .diffusion import run
        from .diffusion.expected import expected

        for r in range(self.runs):
            field_path = expected(self.process, self.graph)
            began = ceased = 0
            for record in run(self.process, self.graph, self.periods * self.steps, self.seed + r):
                beside = next(field_path) if field_path else None
                began, ceased = began + record.new, ceased + record.ceased
                if record.period % self.steps:
                    continue
                row: dict[str, Any] = {"run": r, "period": record.period // self.steps}
                row |= {"acting": record.acting, "share": record.share, "new": began, "ceased": ceased}
                if record.perceived is not None:
                    row |= {"perceived": record.perceived, "sanctions": record.sanctions}
                    row["sanctions_total"] = record.sanctions_total
                if beside:
                    row |= {"mean_field": beside.share, "sampling_error": beside.error}
                began = ceased = 0
                yield row

    def result(self, rows: Sequence[Row]) -> Simulation:
        """Return the simulation of which these are the rows."""
        return Simulation(
            **self.about,
            periods=self.periods,
            seed=self.seed,
            runs=self.runs,
            rows=tuple(rows),
            strays=self._strays(max((row["period"] for row in rows), default=0)),
        )

    def _strays(self, last: int) -> int | None:
        """The first period, up to the last, in which the sampling error fails."""
        from .diffusion.expected import expected

        path = expected(self.process, self.graph) or ()
        steps = enumerate(islice(path, last * self.steps + 1))
        return next((-(-step // self.steps) for step, at in steps if not at.holds), None)


def simulate(model: Any, /, **settings: Any) -> Simulation:
    """Return what happens when a model's localities act on a graph.

    Parameters
    ----------
    model : a model with a process, or its name
    nodes : how many localities; 1000 if not given and the graph does not say
    graph : ``ring``, ``small-world`` (the default), ``complete``, ... with options after a colon
        (``small-world:degree=6``); a path of a file of edges; pairs; a SciPy sparse matrix; a NetworkX graph
    directed : whether an edge (i, j) of a file or of pairs says only that i observes j
    labels : whether whole numbers in a file or in pairs are names, not positions 0, 1, ...
    periods : how many after period 0; 200 if not given
    seed : of everything that is drawn; 0 if not given
    runs : how many runs, with seeds ``seed``, ``seed + 1``, ...; 1 if not given
    belief : what localities believe: a variant of the model (``counts``, ``true-risk``), or
        ``types:high=...,low=...,prior=...``
    policy : who is sanctioned: ``none``, ``first:m=8``, ``random:K=8``, ``list:K=8``, ``visible:K=8``,
        ``campaign:every=5,K=8``; K may be a percentage
    observe : what is observed: ``neighbors,own,news=0.1``
    values : parameters of the model; what is not given has its default

    ``belief``, ``policy`` and ``observe`` may also be objects of :mod:`defiance_games.diffusion`.

    Raises InputError for faults of what is given, all at once.

    >>> found = simulate("belief_diffusion", nodes=21, graph="ring", periods=50, p_star="0.15", m=0)
    >>> [m.value for m in found.summary if m.name == "time to all"]  # P5.3: 4*10
    [40.0]
    """
    plan = prepare(model, **settings)
    return plan.result(list(plan.rows()))


def prepare(
    model: Any,
    /,
    *,
    nodes: Any = None,
    graph: Any = "small-world",
    directed: bool = False,
    labels: bool = False,
    periods: Any = 200,
    seed: Any = 0,
    runs: Any = 1,
    belief: Any = None,
    policy: Any = None,
    observe: Any = None,
    **values: Any,
) -> Plan:
    """Check all that is given to :func:`simulate`, and return the plan; InputError tells all faults."""
    model = model if isinstance(model, Model) else load(model)
    variants = processes(model)
    if not variants:
        able = ", ".join(name for name in models() if processes(load(name)))
        raise InputError(
            f"{model.name}: nothing in it happens on a graph, so it cannot be simulated. Can be: {able}."
        )
    from .diffusion.graph import LOCALITIES

    checks = Checks("simulate")
    last = checks.whole("periods", "how many periods after period 0", periods, 1)
    start = checks.whole("seed", "seed of the random numbers", seed, 0)
    times = checks.whole("runs", "how many runs", runs, 1)
    if times > MOST_RUNS:
        checks.add(f"runs (how many runs) must be at most {MOST_RUNS}, got {times}.")
    before = len(checks.found)
    localities = None if nodes is None else checks.whole("nodes", "how many localities", nodes, 2)
    if localities is not None and localities > LOCALITIES:
        checks.add(f"nodes (how many localities) must be at most {LOCALITIES}, got {localities}.")
    if len(checks.found) > before:
        localities = None
    faults = Faults()
    faults.found += checks.found
    place = faults.of(lambda: _graph(graph, localities, start, directed, labels))
    size = place.n if place is not None else localities
    variant, belief = _variant(model, variants, belief, faults)
    given = {"belief": belief, "policy": policy, "observe": observe}
    chosen = {option: part for option, part in given.items() if part is not None}
    parts = _parts(model, variant, len(variants) > 1, chosen, size or NODES, faults)
    unused = _replaced(variant, chosen)
    point = faults.of(lambda: _values(model, variant, variants, values, unused, size))
    process = None
    if point is not None and None not in parts.values():
        process = faults.of(lambda: variant(**point, **parts))
    checked: Any = process or parts.get("policy")
    if size is not None and hasattr(checked, "faults"):
        faults.found += [f"{model.name}: {fault}" for fault in checked.faults(size)]
    faults.tell()
    assert place is not None and point is not None
    about = {
        "model": model.name,
        "process": escaped(_word(variant) if belief is None else _named(belief)),
        "acts": "adopting" if hasattr(process, "dt") else "defying",
        "values": {name: value for name, value in point.items() if name not in unused},
        "nodes": place.n,
        "graph": _described(graph, place),
        "choices": {option: escaped(part) for option, part in chosen.items()},
        "notes": (" ".join((variant.__doc__ or "").split()), *place.notes),
    }
    return Plan(process, place, about, round(1 / getattr(process, "dt", 1)), last, start, times)


def processes(model: Model) -> tuple[Callable[..., Any], ...]:
    """Return the functions that make a model's processes, the usual one first."""
    given = model.contents.process
    return given if isinstance(given, tuple) else (given,) if given else ()


def _word(variant: Callable[..., Any]) -> str:
    return variant.__name__.replace("_", "-")


def _named(part: Any) -> str:
    return part.partition(":")[0].strip() if isinstance(part, str) else type(part).__name__.lower()


def _replaced(variant: Callable[..., Any], chosen: Mapping[str, Any]) -> dict[str, str]:
    """Parameter -> the option that takes its place, as the process says: ``belief: Annotated[Any, "a0"]``."""
    said = inspect.get_annotations(variant)
    return {
        name: option for option in chosen for name in getattr(said.get(PARTS[option]), "__metadata__", ())
    }


def _variant(model: Model, variants: Sequence[Callable[..., Any]], belief: Any, faults: Faults) -> Any:
    """The process that is asked for, and the belief that is left to make."""
    words = {_word(v): v for v in variants}
    if isinstance(belief, str) and belief in words:
        return words[belief], None
    if isinstance(belief, str) and "belief" in arguments_of(variants[0]) and not belief.startswith("types"):
        faults.add(f"belief: no '{escaped(belief)}'. {nearest(belief, [*words, 'types'])}")
        return variants[0], None
    return variants[0], belief


def _parts(
    model: Model,
    variant: Callable[..., Any],
    several: bool,
    chosen: Mapping[str, Any],
    nodes: int,
    faults: Faults,
) -> dict[str, Any]:
    """The belief, policy and observation that are asked for, from their texts where they are some."""
    from .diffusion import choices

    made: dict[str, Any] = {}
    for option, part in chosen.items():
        name = PARTS[option]
        if name not in arguments_of(variant):
            about = f" with belief {_word(variant)}" if several else ""
            faults.add(f"{model.name}: {option} does not matter to a simulation{about}.")
        elif not isinstance(part, str):
            made[name] = part
        elif name == "policy":
            made[name] = faults.of(lambda text=part: choices.policy(text, nodes))
        else:
            made[name] = faults.of(lambda text=part, read=getattr(choices, name): read(text))
    return made


def _values(
    model: Model,
    variant: Callable[..., Any],
    variants: Sequence[Any],
    given: Mapping[str, Any],
    unused: Mapping[str, str],
    size: int | None,
) -> dict[str, Any]:
    """The parameters that the process is made of, given or default, each a number; N is the ``size``."""
    faults = Faults()
    for name, option in unused.items():
        if name in given:
            which = f"{model.name}: {name} does not matter to a simulation where {option} is given."
            faults.add(f"{which} Leave one of them out.")
    kept = [p for p in model.contents.symbols if p.name in arguments_of(variant)]
    about = f" with belief {_word(variant)}" if len(variants) > 1 else ""
    for p in model.parameters:
        if p.name in given and p not in kept:
            where = [f"It does with belief {_word(v)}." for v in variants if p.name in arguments_of(v)]
            what = "The number of localities is nodes (--nodes)." if p.name == "N" else "".join(where[:1])
            what = what or f"What does: {', '.join(p.name for p in kept)}."
            faults.add(f"{model.name}: {p.name} does not matter to a simulation{about}. {what}")
    words = [p.name for p in model.parameters if not p.is_symbol]
    full = faults.of(lambda: model.completed({n: v for n, v in given.items() if n not in words}))
    point = {} if full is None else {p.name: full[p.name] for p in kept}
    for n, v in point.items():
        if not v.is_number:
            faults.add(f"{model.name}: {n} must be a number, got {v}.")
    point = {n: v for n, v in point.items() if v.is_number}
    if size is not None:
        here = {"N": number(size)}
        kept = [replace(p, domain=tuple(c.subs(here) for c in p.domain)) for p in kept]
    checked = faults.of(lambda: check_values(kept, point, model.name))
    faults.tell()
    return {n: v.value for n, v in checked.items()}


def _graph(given: Any, nodes: int | None, seed: int, directed: bool, labels: bool) -> Any:
    from .diffusion import GENERATORS, Complete, Graph, generate, read_graph
    from .diffusion.choices import split

    if isinstance(given, (Graph, Complete)):
        if nodes not in (None, given.n):
            raise InputError(f"nodes: the graph has {given.n} localities, not {nodes}.")
        return given
    if isinstance(given, str):
        name = given.partition(":")[0].strip()
        a_file = os.path.exists(given) or "." in name or os.sep in name
        if name in GENERATORS or not a_file:
            return generate(name, nodes or NODES, seed, **split("graph", given)[1])
    return read_graph(given, nodes=nodes, directed=directed, labels=labels)


def _described(given: Any, graph: Any) -> str:
    name = str(given) if isinstance(given, (str, os.PathLike)) else "given"
    degree = graph.edges / graph.n
    return f"{escaped(name)}: {graph.n} localities, each observes {degree:.6g} on average"
