"""Diffusion on graphs: a period against a sparse product with the same matrix, memory, and NDlib, paired."""

from __future__ import annotations

import importlib
import importlib.util
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import scipy.sparse as sparse

from defiance_games.diffusion import (
    Graph,
    RandomSanctions,
    Share,
    ThresholdLearning,
    TwoChannelAdoption,
    Uniform,
    generate,
    run,
)

from .measure import line

_MEMORY = """
import resource
from defiance_games.diffusion import RandomSanctions, Share, ThresholdLearning, Uniform, generate, run
process = ThresholdLearning(tolerance=Uniform("0.5"), seeds=1000, policy=RandomSanctions(Share("0.001")))
for record in run(process, generate("small-world", {nodes}, seed=1), {periods}, seed=1):
    pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def figures(smoke: bool) -> Iterator[str]:
    """Yield the ratios of each process, the memory of a run, and the ratio to NDlib.

    A sparse product runs on one core and a period on all; each product is timed right after a period.
    """
    nodes, periods = (20_000, 10) if smoke else (1_000_000, 100)
    target = "" if smoke else "1.5 x"  # small ones measure the overhead of a period
    graph = generate("small-world", nodes, seed=1)
    assert isinstance(graph, Graph)
    matrix = sparse.csr_array((np.ones(graph.edges), graph.indices, graph.indptr), shape=(nodes, nodes))
    vector = np.random.default_rng(1).random(nodes)
    for name, process in _processes():
        ours, product = _paired(
            run(process, graph, periods, 1, compiled=_compiled()), lambda: matrix @ vector
        )
        yield line(f"{name}, {nodes}: period / product", f"{ours.mean() / product.mean():.2f} x", target)
        slowest, took = ours.max() / product.mean(), 1000 * product.mean()
        yield f"    the slowest of {periods} periods {slowest:.2f} x; the product takes {took:.1f} ms"
    script = _MEMORY.format(nodes=nodes, periods=periods)
    memory = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    yield line(f"{periods} periods on {nodes} localities, peak memory", f"{memory.strip()} MB", "1500 MB")
    yield from _ndlib(*((2_000, "") if smoke else (50_000, "50 x")))


def _processes() -> Iterator[tuple[str, Any]]:
    few, many = RandomSanctions(Share("0.001")), RandomSanctions(Share("0.08"))
    yield "learning, forever", ThresholdLearning(tolerance=Uniform("0.5"), seeds=1000, policy=few)
    reversible = ThresholdLearning(
        tolerance=Uniform("0.5"), seeds=Share("0.25"), policy=many, revision=Share("0.2"), forever=False
    )
    yield "learning, reversible, 8 % sanctioned", reversible
    yield "two-channel adoption", TwoChannelAdoption()


def _paired(records: Any, product: Callable[[], Any]) -> tuple[np.ndarray, np.ndarray]:
    """Return the seconds of each period after the first, and of a product after each of them."""
    ours, theirs = [], []
    next(records)
    while True:
        start = time.perf_counter()
        record = next(records, None)
        middle = time.perf_counter()
        if record is None:
            return np.array(ours), np.array(theirs)
        product()
        ours.append(middle - start)
        theirs.append(time.perf_counter() - middle)


def _compiled() -> bool:
    return importlib.util.find_spec("numba") is not None


def _ndlib(nodes: int, target: str, periods: int = 10) -> Iterator[str]:
    """Compare locality-periods a second with NDlib's threshold model on the same graph."""
    try:
        networkx = importlib.import_module("networkx")
        configuration = importlib.import_module("ndlib.models.ModelConfig").Configuration()
        threshold_model = importlib.import_module("ndlib.models.epidemics").ThresholdModel
    except ImportError as error:
        yield f"NDlib's threshold model: not measured ({error})."
        return
    graph = generate("small-world", nodes, seed=1)
    drawn = networkx.Graph()
    drawn.add_nodes_from(range(nodes))
    drawn.add_edges_from((i, int(j)) for i in range(nodes) for j in graph.neighbors(i))
    model = threshold_model(drawn, seed=1)
    configuration.add_model_parameter("fraction_infected", 0.05)
    for node in range(nodes):
        configuration.add_node_configuration("threshold", node, 0.25)
    model = threshold_model(drawn, seed=1)
    model.set_initial_status(configuration)
    process = ThresholdLearning(tolerance="0.15", seeds=Share("0.05"))
    theirs = ours = 0.0
    for seed in range(periods):  # in both, from 5 % to more than half in ten periods
        records = run(process, graph, periods, seed, compiled=_compiled())
        next(records)
        ours += _seconds(lambda records=records: [*records])
        theirs += _seconds(lambda: model.iteration(node_status=False))
    here, there = nodes * periods**2 / ours, nodes * periods / theirs
    yield line(f"threshold models, {nodes}: a period of NDlib / here", f"{here / there:.0f} x", target)
    yield f"    locality-periods a second: {here / 1e6:.0f} million here, {there / 1e6:.2f} million there"


def _seconds(step: Callable[[], Any]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start
