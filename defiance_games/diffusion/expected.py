"""What a run should show where there are many localities: the mean field, and how far chance may take it off.

Two processes have a mean field: officials who know the true risk (on any graph: it is the same for all), and
adoption where all observe all. The sampling error is one standard deviation of the share, carried from
period to period to first order: an error e becomes f'(x)*e, and each period adds its own. Errors that come
from the tolerances, which are drawn once, add up in size; those of who revises or adopts, drawn anew, add up
in square. It is an upper estimate, of order 1/sqrt(N).
"""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, sqrt
from typing import Any

from .adoption import TwoChannelAdoption
from .beliefs import TrueRisk
from .graph import Complete, Graph
from .learning import ThresholdLearning
from .mean_field import MeanField
from .share import Share, count
from .tolerance import Uniform

Expected = Iterator[tuple[float, float]]  # share and its standard deviation, period by period


def expected(process: Any, graph: Graph | Complete) -> Expected | None:
    """Return the mean field of a process, from period 0 on without end; None where there is none.

    >>> from fractions import Fraction
    >>> process = ThresholdLearning(TrueRisk("0.08"), Uniform("0.5"), seeds=Share("0.25"),
    ...                             revision=Share("0.2"), forever=False)
    >>> path = expected(process, Complete(100_000))
    >>> shares = [next(path) for _ in range(41)]
    >>> round(shares[40][0], 6), shares[40][1] < 0.01
    (0.798186, True)
    """
    if isinstance(process, ThresholdLearning):
        known = isinstance(process.belief, TrueRisk) and isinstance(process.tolerance, Uniform)
        draws = process.revision == "all" or isinstance(process.revision, Share)
        plain = not process.forever and process.sanctioned == "stay" and not isinstance(process.seeds, tuple)
        if known and draws and plain and process.tolerance.pbar <= 1:
            return _true_risk(process, graph.n)
    if isinstance(process, TwoChannelAdoption) and isinstance(graph, Complete) and process.seeds == 0:
        return _adoption(process, graph.n)
    return None


def _true_risk(process: Any, n: int) -> Expected:
    lam = 1.0 if process.revision == "all" else float(process.revision.value)
    field = MeanField(process.belief.kappa, process.tolerance.pbar, lam)
    x, fixed, drawn = (
        count(process.seeds, n) / n,
        0.0,
        0.0,
    )  # errors of the tolerances, and (squared) of the draws
    while True:
        yield x, sqrt(fixed**2 + drawn)
        willing, slope = field.willing(x), field.slope(x)
        differs = willing * (1 - x) + x * (1 - willing)
        fixed = slope * fixed + lam * sqrt(willing * (1 - willing) / n)
        drawn = slope**2 * drawn + lam * (1 - lam) * differs / n
        x = field.step(x)


def _adoption(process: Any, n: int) -> Expected:
    v, u, dt = float(process.v), float(process.u), float(process.dt)
    fit = Share(process.X).of(n) / n
    x, drawn = 0.0, 0.0
    while True:
        yield x, sqrt(drawn)
        stays = exp(-(v + u * x * n / (n - 1)) * dt)
        slope = stays + (fit - x) * u * dt * stays
        drawn = slope**2 * drawn + (fit - x) * stays * (1 - stays) / n
        x += (fit - x) * (1 - stays)
