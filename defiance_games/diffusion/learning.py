"""Threshold learning: officials learn from others' fate how likely a sanction is, and defy if it is not.

Order within a period: act; some defiers are sanctioned; observe (counts cumulate); those who revise decide
for the next period: i defies iff p_hat_i < p*_i, the perceived below the tolerated sanction probability.
Source: model book, 5 (Mei & Pearson); Granovetter (1978); Sah (1991); Morris (2000).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..errors import escaped
from .beliefs import Belief, Beta, TrueRisk, Types
from .checks import Checks
from .draws import Draws, uniforms
from .graph import Complete, Graph
from .observation import Observation
from .policies import POLICIES, NoSanctions, Policy
from .record import Record, State
from .seeds import faults, placed, seeds
from .share import Share, checked
from .tolerance import drawn, tolerance
from .watch import Watch

_BLOCK = 1 << 15  # localities whose perceived risks are added up at a time


@dataclass(frozen=True, eq=False)
class ThresholdLearning:
    """The process; its parts are described in their files.

    Parameters
    ----------
    belief : Beta | Types | TrueRisk
    tolerance : p*: a number, an array, Uniform or Careers
    seeds : who defies in period 0: a count or Share, drawn; or the localities
    policy : who is sanctioned
    observation : what is observed
    revision : who revises after a period: "all"; Share(lam): each with probability lam; k: k draws of a
        locality (one that is drawn twice revises once), so that 1 is asynchronous revision
    forever : defiance is for ever (the book's 5b); else whoever revises may also return to compliance
    sanctioned : what a sanctioned official does: "stay" (as if nothing had happened), "comply" (in the next
        period), "replace" (a successor who has seen nothing yet complies in the next period)

    Examples
    --------
    >>> from .engine import run
    >>> process = ThresholdLearning(TrueRisk("0.08"), "0.5", seeds=Share("0.2"), forever=False)
    >>> [record.share for record in run(process, Complete(1000), 2)]
    [0.2, 1.0, 1.0]
    """

    belief: Belief = field(default_factory=Beta)
    tolerance: Any = "0.1048"
    seeds: Any = 1
    policy: Policy = field(default_factory=NoSanctions)
    observation: Observation = field(default_factory=Observation)
    revision: Any = "all"
    forever: bool = True
    sanctioned: str = "stay"

    def __post_init__(self) -> None:
        checks = Checks("ThresholdLearning")
        for name, kinds in (
            ("belief", (Beta, Types, TrueRisk)),
            ("policy", POLICIES),
            ("observation", Observation),
        ):
            if not isinstance(getattr(self, name), kinds):
                checks.add(f"{name} must be one of the kinds in {name}, got {escaped(getattr(self, name))}.")
        if self.revision != "all":
            object.__setattr__(
                self, "revision", checked(checks, "revision", "how many revise", self.revision)
            )
        if not isinstance(self.forever, bool):
            checks.add(f"forever must be true or false, got {escaped(self.forever)}.")
        checks.word(
            "sanctioned", "what a sanctioned official does", self.sanctioned, ("stay", "comply", "replace")
        )
        object.__setattr__(self, "seeds", seeds(checks, self.seeds))
        object.__setattr__(self, "tolerance", tolerance(checks, self.tolerance))
        checks.tell()

    def faults(self, nodes: int) -> list[str]:
        """Return what does not fit ``nodes`` localities."""
        found = faults(self.seeds, nodes) + self.policy.faults(nodes)
        if isinstance(self.tolerance, np.ndarray) and self.tolerance.size != nodes:
            found.append(
                f"tolerance (p*) must be {nodes} numbers, one for each locality, got {self.tolerance.size}."
            )
        if isinstance(self.revision, int) and self.revision > nodes:
            found.append(f"revision (how many revise) must be at most N = {nodes}, got {self.revision}.")
        return found

    def start(self, graph: Graph | Complete, periods: int, draws: Draws, loops: Any) -> Learning:
        """Return a run of the process, at the beginning of period 0."""
        return Learning(self, graph, periods, draws, loops)


class Learning:
    """A run of threshold learning: :meth:`observe` ends a period, :meth:`decide` begins the next."""

    def __init__(
        self, process: ThresholdLearning, graph: Graph | Complete, periods: int, draws: Draws, loops: Any
    ):
        n, look = graph.n, process.observation
        self.process, self.draws, self.loops, self.n = process, draws, loops, n
        self.risk = process.belief if isinstance(process.belief, TrueRisk) else None
        self.watch = Watch(graph, loops) if look.neighbors and not self.risk else None
        self.choose = process.policy.begin(graph, draws)
        self.test = process.belief.test(drawn(process.tolerance, n, draws))
        self.acting, self.coming = placed(process.seeds, n, draws), np.zeros(n, bool)
        self.all_seen = self.watch is not None and isinstance(graph, Complete)
        # what its own defiance adds to a locality's counts; where all are seen, it is among the public ones
        self.own = 0 if self.risk else look.own - self.all_seen
        most = 1 + (int(graph.degree.max()) if isinstance(graph, Graph) else n)
        most += n if look.news or look.news_sanctions else 0
        whole = np.int32 if most * (periods + 1) < 2**31 else np.int64
        kind = np.float64 if self.watch and self.watch.weighted else whole
        self.seen, self.punished = np.zeros(n, kind), np.zeros(n, kind)
        self.rate = self.watch.rate if self.watch else np.zeros(n, np.int32)
        self.public = [0, 0]  # defiances and sanctions that all know of
        self.changed = np.flatnonzero(self.acting)
        self.total = 0
        if self.watch:
            self.watch.update(self.acting, self.changed)

    def observe(self, period: int) -> Record:
        """Sanction, observe and decide; return the record of the period."""
        acting, count_acting = self.acting, int(np.count_nonzero(self.acting))
        self.sanctioned = self.choose(period, acting)
        self.total += self.sanctioned.size
        if self.risk:
            self.news = (1.0, self.risk.risk(count_acting, self.n))
        else:
            self._hear(period, count_acting)
        self._consider(period)
        began = int(np.count_nonzero(acting[self.changed]))
        return Record(
            period=period,
            time=float(period),
            acting=count_acting,
            share=count_acting / self.n,
            new=began,
            ceased=self.changed.size - began,
            perceived=self._mean(),
            sanctions=self.sanctioned.size,
            sanctions_total=self.total,
            state=State(acting, None if self.risk else self.counts, self.perceived),
        )

    def decide(self) -> None:
        """Put the decisions into effect."""
        if self.process.sanctioned != "stay":
            self.coming[self.sanctioned] = False
        if self.process.sanctioned == "replace":
            self.seen[self.sanctioned] = -self.public[0]
            self.punished[self.sanctioned] = -self.public[1]
        self.changed = np.flatnonzero(self.acting != self.coming)
        self.acting, self.coming = self.coming, self.acting
        if self.watch:
            self.watch.update(self.acting, self.changed)

    def counts(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the defiances and the sanctions that each has observed."""
        return self.seen + self.public[0], self.punished + self.public[1]

    def perceived(self) -> np.ndarray:
        """Return what each perceives at the end of the period."""
        if isinstance(self.process.belief, TrueRisk):
            return np.full(self.n, self.news[1])
        return self.process.belief.perceived(*self.counts())

    def _mean(self) -> float:
        if isinstance(self.process.belief, TrueRisk):
            return self.news[1]
        total = 0.0
        for start in range(0, self.n, _BLOCK):
            at = slice(start, start + _BLOCK)
            seen, punished = self.seen[at] + self.public[0], self.punished[at] + self.public[1]
            total += float(self.process.belief.perceived(seen, punished).sum())
        return total / self.n

    def _hear(self, period: int, count_acting: int) -> None:
        """Note the sanctions that are observed, and what becomes public."""
        if self.own:
            self.punished[self.sanctioned] += self.own
        if self.watch:
            self.watch.tell(self.sanctioned, self.punished)
        look = self.process.observation
        if self.all_seen:
            self.public[0] += count_acting
            self.public[1] += self.sanctioned.size
        if look.news or look.news_sanctions:
            told = self._reported("news", look.news, period, np.flatnonzero(self.acting))
            if look.news_sanctions is None:
                punished = np.intersect1d(told, self.sanctioned)
            else:
                punished = self._reported("news of sanctions", look.news_sanctions, period, self.sanctioned)
            self.public[0] += np.union1d(told, punished).size
            self.public[1] += punished.size
        self.news = (float(self.public[0]), float(self.public[1]))

    def _reported(self, purpose: str, chance: Any, period: int, nodes: np.ndarray) -> np.ndarray:
        if chance == 1 or not nodes.size:
            return nodes
        return nodes[uniforms(self.draws.key(purpose, period), nodes) < float(chance)]

    def _consider(self, period: int) -> None:
        """Add what is seen of the acts, and decide for the next period."""
        process, test = self.process, self.test
        drawn_ones = process.revision if isinstance(process.revision, int) else 0
        chance = 1.0 if process.revision == "all" else 0.0
        if isinstance(process.revision, Share):
            chance = float(process.revision.value)
        self.loops.learn(
            self.acting,
            self.rate,
            self.own,
            self.seen,
            self.punished,
            self.news,
            test.slope,
            test.weight,
            test.bound,
            np.uint64(self.draws.key("revision", period)),
            chance,
            process.forever,
            self.coming,
        )
        if drawn_ones:
            places = np.arange(drawn_ones)
            those = (uniforms(self.draws.key("revision", period), places) * self.n).astype(np.int64)
            self.coming[those] = self._defies(those) | (self.acting[those] & process.forever)

    def _defies(self, nodes: np.ndarray) -> np.ndarray:
        slope = self.test.slope[nodes] if self.test.slope.size > 1 else self.test.slope
        bound = self.test.bound[nodes] if self.test.bound.size > 1 else self.test.bound
        seen, punished = self.seen[nodes] + self.news[0], self.punished[nodes] + self.news[1]
        return slope * seen - self.test.weight * punished > bound
