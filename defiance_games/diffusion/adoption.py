"""Adoption through two channels: pushed from above, learned from those who are observed.

Each locality where the model fits (a share X) adopts with hazard v + u * (share of those it observes that
have adopted); adoption is for ever. In a period of length dt the hazard is that of its beginning. A locality
adopts when its hazard has added up to a patience drawn once, exponential with mean 1: the same law as a draw
in every period. Where all observe all, the share follows dx/dt = (v + u x)(X - x) as N grows and dt shrinks.
Source: model book, 24 (Li & Fang; Almén); Bass (1969).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .checks import Checks
from .draws import Draws
from .graph import Complete, Graph
from .record import Record, State
from .seeds import faults, placed, seeds
from .share import Share
from .watch import Watch


@dataclass(frozen=True)
class TwoChannelAdoption:
    """The process.

    Parameters
    ----------
    v : vertical push >= 0, per unit of time
    u : horizontal learning >= 0, per unit of time
    X : share in [0, 1] of the localities where the model fits; which they are is drawn
    dt : length of a period > 0, in units of time
    seeds : who has adopted at date 0: a count or Share, drawn; or the localities

    Examples
    --------
    >>> from .engine import run
    >>> records = list(run(TwoChannelAdoption(v=1, u=0, X="0.5"), Complete(1000), 50, seed=3))
    >>> records[0].share, records[-1].share
    (0.0, 0.5)
    """

    v: Any = "0.03"
    u: Any = "0.5"
    X: Any = "0.8"
    dt: Any = 1
    seeds: Any = 0

    def __post_init__(self) -> None:
        checks = Checks("TwoChannelAdoption")
        for name, what, rule in (
            ("v", "vertical push", ">= 0"),
            ("u", "horizontal learning", ">= 0"),
            ("X", "share of localities where the model fits", "in [0, 1]"),
            ("dt", "length of a period", "> 0"),
        ):
            object.__setattr__(self, name, checks.number(name, what, getattr(self, name), rule))
        object.__setattr__(self, "seeds", seeds(checks, self.seeds))
        checks.tell()

    def faults(self, nodes: int) -> list[str]:
        """Return what does not fit ``nodes`` localities."""
        return faults(self.seeds, nodes)

    def start(self, graph: Graph | Complete, periods: int, draws: Draws, loops: Any) -> Adoption:
        """Return a run of the process, at date 0."""
        return Adoption(self, graph, draws, loops)


class Adoption:
    """A run of adoption: :meth:`observe` ends a period, :meth:`decide` begins the next."""

    def __init__(self, process: TwoChannelAdoption, graph: Graph | Complete, draws: Draws, loops: Any):
        n = graph.n
        self.n, self.loops, self.dt = n, loops, float(process.dt)
        self.push, self.pull = float(process.v * process.dt), float(process.u * process.dt)
        self.acting, self.coming = placed(process.seeds, n, draws), np.zeros(n, bool)
        fits = np.zeros(n, bool)
        fits[draws.distinct("fit", 0, Share(process.X).of(n), n)] = True
        self.patience = np.where(fits, -np.log1p(-draws.uniform("patience", 0, n)), np.inf)
        self.hazard = np.zeros(n)
        self.watch = Watch(graph, loops)
        self.complete = isinstance(graph, Complete)
        self.strength = np.full(n, n - 1.0) if isinstance(graph, Complete) else graph.strength
        self.changed = np.flatnonzero(self.acting)
        self.watch.update(self.acting, self.changed)

    def observe(self, period: int) -> Record:
        """Return the record of the period, and find who adopts next."""
        adopted = int(np.count_nonzero(self.acting))
        if self.complete:
            self.watch.rate[:] = adopted
        self.loops.adopt(
            self.acting,
            self.watch.rate,
            self.strength,
            self.push,
            self.pull,
            self.hazard,
            self.patience,
            self.coming,
        )
        return Record(
            period=period,
            time=period * self.dt,
            acting=adopted,
            share=adopted / self.n,
            new=self.changed.size,
            ceased=0,
            perceived=None,
            sanctions=0,
            sanctions_total=0,
            state=State(self.acting),
        )

    def decide(self) -> None:
        """Let those adopt who are about to."""
        self.changed = np.flatnonzero(self.acting != self.coming)
        self.acting, self.coming = self.coming, self.acting
        self.watch.update(self.acting, self.changed)
