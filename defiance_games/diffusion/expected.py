"""What a run should show where there are many localities: the mean field, and how far chance may take it off.

Two processes have a mean field x' = f(x): officials who know the true risk (on any graph: it is the same for
all), and adoption where all observe all. The sampling error is one standard deviation of the share, carried
from period to period to first order: an error e becomes f'(x)*e, and each period adds its own. Errors that
come from the tolerances, which are drawn once, add up in size (an upper estimate); those of who revises or
adopts, drawn anew, add up in square. It is of order 1/sqrt(N).

First order is good as long as f is nearly straight over the errors. What is left out is seen in the second
order, by which the mean of many runs leaves the mean field: b' = f'(x)*b + (f(x + s) - 2*f(x) + f(x - s))/2,
with s the sampling error. Where b grows beyond a part of s (near a tipping point, or when chance decides how
early adoption takes off), some runs are elsewhere, and may stay there: from then on there is no sampling
error. Source: van Kampen (2007), ch. X (the expansion in the size of the system).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import exp, sqrt
from typing import Any

from .adoption import TwoChannelAdoption
from .beliefs import TrueRisk
from .graph import Complete, Graph
from .learning import ThresholdLearning
from .mean_field import MeanField
from .share import Share, count
from .tolerance import Uniform

BENT = 0.1  # of the sampling error: so far may second order take the mean off


@dataclass(frozen=True)
class Expected:
    """The mean field of a period: the share, and the sampling error of it (a standard deviation).

    ``error`` is None where it is less than one locality, and from the period on in which first order fails,
    which is where ``holds`` becomes False.
    """

    share: float
    error: float | None
    holds: bool


@dataclass(frozen=True)
class _Field:
    """A mean field and its errors: the map, its slope, and what a period adds to the errors."""

    start: float
    step: Callable[[float], float]
    slope: Callable[[float], float]
    once: Callable[[float], float]  # standard deviation, of what is drawn once
    anew: Callable[[float], float]  # variance, of what is drawn in every period


def expected(process: Any, graph: Graph | Complete) -> Iterator[Expected] | None:
    """Return the mean field of a process, from period 0 on without end; None where there is none.

    >>> process = ThresholdLearning(TrueRisk("0.08"), Uniform("0.5"), seeds=Share("0.25"),
    ...                             revision=Share("0.2"), forever=False)
    >>> path = expected(process, Complete(100_000))
    >>> last = [next(path) for _ in range(41)][-1]
    >>> round(last.share, 6), last.holds, last.error < 0.01
    (0.798186, True, True)
    """
    if isinstance(process, ThresholdLearning):
        known = isinstance(process.belief, TrueRisk) and isinstance(process.tolerance, Uniform)
        draws = process.revision == "all" or isinstance(process.revision, Share)
        plain = not process.forever and process.sanctioned == "stay" and not isinstance(process.seeds, tuple)
        if known and draws and plain and process.tolerance.pbar <= 1:
            return _path(_true_risk(process, graph.n), graph.n)
    if isinstance(process, TwoChannelAdoption) and isinstance(graph, Complete) and process.seeds == 0:
        return _path(_adoption(process, graph.n), graph.n)
    return None


def _path(field: _Field, n: int) -> Iterator[Expected]:
    x, fixed, drawn, bias, holds = field.start, 0.0, 0.0, 0.0, True
    while True:
        error = sqrt(fixed**2 + drawn)
        holds = holds and abs(bias) <= BENT * error
        yield Expected(x, error if holds and error * n >= 1 else None, holds)
        ahead, slope = field.step(x), field.slope(x)
        bend = field.step(x + error) - 2 * ahead + field.step(x - error)
        bias = slope * bias + bend / 2
        fixed = slope * fixed + field.once(x)
        drawn = slope**2 * drawn + field.anew(x)
        x = ahead


def _true_risk(process: Any, n: int) -> _Field:
    lam = 1.0 if process.revision == "all" else float(process.revision.value)
    field = MeanField(process.belief.kappa, process.tolerance.pbar, lam)

    def once(x: float) -> float:
        willing = field.willing(x)
        return lam * sqrt(willing * (1 - willing) / n)

    def anew(x: float) -> float:
        willing = field.willing(x)
        return lam * (1 - lam) * (willing * (1 - x) + x * (1 - willing)) / n

    return _Field(count(process.seeds, n) / n, field.step, field.slope, once, anew)


def _adoption(process: Any, n: int) -> _Field:
    v, u, dt = float(process.v), float(process.u), float(process.dt)
    fit = Share(process.X).of(n) / n

    def stays(x: float) -> float:
        return exp(-(v + u * x * n / (n - 1)) * dt)

    return _Field(
        start=0.0,
        step=lambda x: x + (fit - x) * (1 - stays(x)),
        slope=lambda x: stays(x) * (1 + (fit - x) * u * dt),
        once=lambda x: 0.0,
        anew=lambda x: max(0.0, fit - x) * stays(x) * (1 - stays(x)) / n,
    )
