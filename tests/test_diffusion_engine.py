"""Processes on graphs: against a plain reading of the definition, the book's times, and the mean field."""

from __future__ import annotations

import importlib
import importlib.util
import math
import sys
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from defiance_games.diffusion import (
    AnnouncedList,
    Beta,
    Campaign,
    Careers,
    Complete,
    FirstDefiances,
    Graph,
    MostVisible,
    NoSanctions,
    Observation,
    RandomSanctions,
    Share,
    ThresholdLearning,
    TrueRisk,
    TwoChannelAdoption,
    Types,
    Uniform,
    generate,
    plain,
    run,
)
from defiance_games.diffusion.draws import Draws, uniforms
from defiance_games.diffusion.record import Record
from defiance_games.errors import InputError, UnsupportedError

LOOPS = [False] + [True] * (importlib.util.find_spec("numba") is not None)


def random_graph(seed: int) -> Graph | Complete:
    """A small graph: directed or not, weighted or not, with isolated localities, or complete."""
    random = np.random.default_rng(seed)
    n = int(random.integers(2, 13))
    if seed % 7 == 0:
        return Complete(n)
    i, j = random.integers(0, n, (2, int(random.integers(0, 3 * n))))
    i, j = i[i != j], j[i != j]
    pair = np.unique(np.minimum(i, j) * n + np.maximum(i, j) if seed % 2 else i * n + j)
    weights = random.integers(1, 5, pair.size) / 2 if seed % 5 == 0 else None
    return Graph.of(n, pair // n, pair % n, weights, both=bool(seed % 2))


def random_process(seed: int, n: int) -> ThresholdLearning:
    """A process whose parts are drawn, in fractions."""
    random = np.random.default_rng(seed + 1000)

    def pick(*options: Any) -> Any:
        return options[random.integers(len(options))]

    def policy() -> Any:
        K = int(random.integers(0, n + 1))
        listed = random.permutation(n)[: random.integers(0, n + 1)]
        return pick(
            NoSanctions(),
            RandomSanctions(K),
            RandomSanctions(Share("0.3")),
            AnnouncedList(listed, K),
            MostVisible(K),
            FirstDefiances(int(random.integers(n)), int(random.integers(4))),
            FirstDefiances(None, int(random.integers(4))),
        )

    tolerances = [Fraction(int(x), 20) for x in random.integers(0, 21, n)]
    return ThresholdLearning(
        belief=pick(
            Beta(2, 8), Beta("0.3", "0.5"), Beta(1, 1), Types("0.6", "0.1", "0.3"), TrueRisk(Fraction(1, 4))
        ),
        tolerance=pick("0.15", "0.3", "0.375", "0.5", 2, [float(t) for t in tolerances]),
        seeds=pick(0, 1, Share("0.5"), [0], [0, n - 1]),
        policy=pick(policy(), Campaign(policy(), every=3, start=1, otherwise=policy())),
        observation=Observation(
            own=pick(False, True), neighbors=pick(True, True, False), news=pick(0, 0, "0.5", 1),
            news_sanctions=pick(None, None, 0, "0.5", 1),
        ),
        revision=pick("all", "all", Share("0.4"), 1, min(2, n)),
        forever=pick(True, False),
        sanctioned=pick("stay", "comply", "replace"),
    )  # fmt: skip


def listed(array: np.ndarray | None) -> list[Any]:
    """The numbers of an array."""
    return [] if array is None else array.tolist()


def weights_of(graph: Graph | Complete, i: int) -> dict[int, float]:
    """Whom locality i observes, and with which weight."""
    watched = graph.neighbors(i).tolist()
    if isinstance(graph, Complete) or graph.weights is None:
        return dict.fromkeys(watched, 1.0)
    return dict(zip(watched, graph.weights[graph.indptr[i] : graph.indptr[i + 1]].tolist()))


class Reading:
    """The definition, locality by locality, in exact arithmetic (beliefs in types: floats)."""

    def __init__(self, process: ThresholdLearning, graph: Graph | Complete, seed: int):
        self.process, self.graph, self.n, self.draws = process, graph, graph.n, Draws(seed)
        self.watched = [{j: Fraction(w) for j, w in weights_of(graph, i).items()} for i in range(self.n)]
        self.M = [Fraction(0)] * self.n
        self.m = [Fraction(0)] * self.n
        self.first: dict[tuple[int, int], int] = {}  # policy, locality -> defiances it has sanctioned
        self.seeds: dict[int, list[int]] = {}

    def tolerance(self, i: int) -> Fraction:
        given = self.process.tolerance
        return Fraction(str(given[i])) if isinstance(given, np.ndarray) else Fraction(given)

    def chance(self, purpose: str, period: int, i: int) -> float:
        return float(uniforms(self.draws.key(purpose, period), np.array([i]))[0])

    def sanctioned(self, policy: Any, period: int, acting: list[bool]) -> list[int]:
        defiers = [i for i in range(self.n) if acting[i]]
        if isinstance(policy, Campaign):
            now = period >= policy.start and (period - policy.start) % policy.every == 0
            return self.sanctioned(policy.policy if now else policy.otherwise, period, acting)
        if isinstance(policy, NoSanctions):
            return []
        if isinstance(policy, FirstDefiances):
            nodes = self.seeds.setdefault(id(policy), defiers if policy.node is None else [policy.node])
            chosen = []
            for j in nodes:
                if acting[j] and self.first.get((id(policy), j), 0) < policy.m:
                    self.first[id(policy), j] = self.first.get((id(policy), j), 0) + 1
                    chosen.append(j)
            return chosen
        K = policy.K.of(self.n) if isinstance(policy.K, Share) else policy.K
        if isinstance(policy, RandomSanctions):
            chosen = self.draws.distinct("sanctions", period, K, len(defiers)) if K else []
            assert len(chosen) == min(K, len(defiers)) == len(set(chosen))
            return [defiers[k] for k in chosen]
        if isinstance(policy, MostVisible):
            seen = [sum(j in watched for watched in self.watched) for j in range(self.n)]
            order = sorted(range(self.n), key=lambda j: (-seen[j], j))
        else:
            order = list(policy.order)
        return [j for j in order if acting[j]][:K]

    def perceived(self, i: int, acting: list[bool]) -> Any:
        belief = self.process.belief
        if isinstance(belief, TrueRisk):
            x = Fraction(sum(acting), self.n)
            return min(Fraction(1), belief.kappa / x) if x else Fraction(1)
        if isinstance(belief, Beta):
            return (belief.a0 + self.m[i]) / (belief.a0 + belief.b0 + self.M[i])
        H = belief.prior * float(belief.high) ** float(self.m[i])
        H *= (1 - float(belief.high)) ** float(self.M[i] - self.m[i])
        L = (1 - belief.prior) * float(belief.low) ** float(self.m[i])
        L *= (1 - float(belief.low)) ** float(self.M[i] - self.m[i])
        return (H * float(belief.high) + L * float(belief.low)) / (H + L)

    def observe(self, period: int, acting: list[bool], punished: list[int]) -> None:
        look = self.process.observation
        reports, told = [], []
        for j in range(self.n):
            ns = look.news_sanctions
            act = acting[j] and self.chance("news", period, j) < look.news
            if ns is None:
                tell = act and j in punished
            else:
                tell = j in punished and self.chance("news of sanctions", period, j) < ns
            reports.append(act or tell)
            told.append(tell)
        for i in range(self.n):
            if look.neighbors:
                self.M[i] += sum(w for j, w in self.watched[i].items() if acting[j])
                self.m[i] += sum(w for j, w in self.watched[i].items() if j in punished)
            if look.own:
                self.M[i] += acting[i]
                self.m[i] += i in punished
            self.M[i] += sum(reports)
            self.m[i] += sum(told)

    def records(self, periods: int, acting: list[bool]) -> list[tuple[Any, ...]]:
        """Acts, counts, sanctions and the mean perceived risk of each period."""
        process, found = self.process, []
        for period in range(periods + 1):
            punished = self.sanctioned(process.policy, period, acting)
            self.observe(period, acting, punished)
            perceived = [self.perceived(i, acting) for i in range(self.n)]
            mean = float(sum(perceived) / self.n)
            found.append((list(acting), list(self.M), list(self.m), len(punished), mean))
            if process.revision == "all":
                who = set(range(self.n))
            elif isinstance(process.revision, Share):
                who = {
                    i for i in range(self.n) if self.chance("revision", period, i) < process.revision.value
                }
            else:
                who = {int(self.chance("revision", period, k) * self.n) for k in range(process.revision)}
            coming = list(acting)
            for i in who:
                if not (process.forever and acting[i]):
                    coming[i] = bool(perceived[i] < self.tolerance(i))
            for i in punished if process.sanctioned != "stay" else ():
                coming[i] = False
                if process.sanctioned == "replace":
                    self.M[i] = self.m[i] = Fraction(0)
            acting = coming
        return found


@pytest.mark.parametrize("compiled", LOOPS)
@pytest.mark.parametrize("block", range(10))
def test_a_run_is_the_definition(block: int, compiled: bool) -> None:
    for seed in range(block * 30, block * 30 + 30):
        graph = random_graph(seed)
        process = random_process(seed, graph.n)
        learns = not isinstance(process.belief, TrueRisk)
        reading, expected = Reading(process, graph, seed), None
        total, before = 0, [False] * graph.n
        for record in run(process, graph, 12, seed, compiled=compiled):
            state = record.state
            if expected is None:
                expected = reading.records(12, state.acting.tolist())
            acting, M, m, sanctions, mean = expected[record.period]
            assert state.acting.tolist() == acting, (seed, record.period, process)
            if learns:
                assert listed(state.seen) == M and listed(state.sanctions_seen) == m, seed
            assert (record.acting, record.share) == (sum(acting), sum(acting) / graph.n)
            assert record.new == sum(a and not b for a, b in zip(acting, before))
            assert record.ceased == sum(b and not a for a, b in zip(acting, before))
            total += sanctions
            assert (record.sanctions, record.sanctions_total) == (sanctions, total)
            assert record.perceived == pytest.approx(mean, abs=1e-9)
            before = acting
        assert record.period == 12


def full_time(process: ThresholdLearning, graph: Graph | Complete, periods: int) -> int | None:
    """The first period in which all defy."""
    return next((r.period for r in run(process, graph, periods) if r.acting == graph.n), None)


def critical(a0: Fraction, b0: Fraction, p_star: Fraction, m: int) -> int:
    """M_crit of P5.2."""
    return max(m, math.floor((a0 + m) / p_star - (a0 + b0)) + 1)


PRIORS = [
    ("2", "8", "0.15"),
    ("2", "8", "0.2"),
    ("0.3", "0.7", "0.1"),
    ("1", "1", "0.3"),
    ("0.7", "0.3", "0.7"),
]


@pytest.mark.parametrize("a0, b0, p_star", PRIORS)
def test_times_on_rings_stars_and_complete_graphs_are_the_books(a0: str, b0: str, p_star: str) -> None:
    a, b, p = Fraction(a0), Fraction(b0), Fraction(p_star)
    d = critical(a, b, p, 0)
    for N in (3, 4, 5, 6, 9, 14, 21):
        for m in range(4):
            d1 = critical(a, b, p, m)
            if N % 2:
                expected = d1 + d * ((N - 1) // 2 - 1)
            else:
                expected = d1 + d * (N // 2 - 2) + -(-d // 2)
            process = ThresholdLearning(Beta(a0, b0), p_star, seeds=[0], policy=FirstDefiances(0, m))
            assert full_time(process, generate("ring", N), expected + 3) == expected
        for S in range(1, N):
            process = ThresholdLearning(Beta(a0, b0), p_star, seeds=S)
            assert full_time(process, Complete(N), d + 1) == -(-d // S)
        for seed, expected in ((0, d), (1, 2 * d)):
            process = ThresholdLearning(Beta(a0, b0), p_star, seeds=[seed])
            assert full_time(process, generate("star", N), 2 * d) == expected


def mean_field(kappa: float, pbar: float, lam: float, x: float, periods: int) -> list[float]:
    """The map of P5.4, iterated."""
    path = [x]
    for _ in range(periods):
        x = (1 - lam) * x + lam * max(0.0, 1 - kappa / (pbar * x)) if x > 0 else 0.0
        path.append(x)
    return path


@pytest.mark.parametrize("x0, pbar", [("0.25", "0.5"), ("0.15", "0.5"), ("0.9", "0.5"), ("0.5", "0.1")])
def test_a_well_mixed_population_follows_the_mean_field(x0: str, pbar: str) -> None:
    N, runs = 100_000, 8
    process = ThresholdLearning(
        TrueRisk("0.08"), Uniform(pbar), seeds=Share(x0), revision=Share("0.2"), forever=False
    )
    paths = np.array([[r.share for r in run(process, Complete(N), 60, seed)] for seed in range(runs)])
    expected = mean_field(0.08, float(pbar), 0.2, float(x0), 60)
    for t in (1, 5, 10, 20, 40, 60):
        error = paths[:, t].std(ddof=1) / math.sqrt(runs)  # standard error of the mean of the runs
        assert error < 0.005
        assert abs(paths[:, t].mean() - expected[t]) <= 4 * error + 1e-5, (t, error)


@pytest.mark.parametrize("purge, left", [("0.5", 0.8), ("0.7", 0.0)])
def test_a_purge_ends_defiance_iff_it_is_large_enough(purge: str, left: float) -> None:
    campaign = Campaign(RandomSanctions(Share(purge)), every=10**6)
    process = ThresholdLearning(
        TrueRisk("0.08"),
        Uniform("0.5"),
        Share("0.8"),
        campaign,
        revision=Share("0.2"),
        forever=False,
        sanctioned="comply",
    )
    (*_, last) = run(process, Complete(20_000), 150, seed=1)
    assert last.share == pytest.approx(left, abs=0.02)


@pytest.mark.parametrize("compiled", LOOPS)
def test_adoption_is_its_definition_on_small_graphs(compiled: bool) -> None:
    for seed in range(60):
        graph, draws = random_graph(seed), Draws(seed)
        n = graph.n
        process = TwoChannelAdoption("0.1", "0.6", "0.7", "0.5", seeds=1)
        patience = -np.log1p(-draws.uniform("patience", 0, n))
        fits = set(draws.distinct("fit", 0, round(0.7 * n), n).tolist())
        hazard, acting = [0.0] * n, []
        for record in run(process, graph, 20, seed, compiled=compiled):
            if record.period == 0:
                acting = record.state.acting.tolist()
            assert record.state.acting.tolist() == acting and record.time == record.period / 2
            coming = list(acting)
            for i in range(n):
                watched = weights_of(graph, i)
                share = (
                    sum(w for j, w in watched.items() if acting[j]) / sum(watched.values())
                    if watched
                    else 0.0
                )
                hazard[i] += 0.05 + 0.3 * share
                coming[i] = acting[i] or (i in fits and hazard[i] >= patience[i])
            acting = coming


def test_adoption_follows_the_mean_field_as_periods_shrink() -> None:
    v, u, X, N, runs, dt = 0.03, 0.5, 0.8, 100_000, 6, 0.1
    process = TwoChannelAdoption("0.03", "0.5", "0.8", "0.1")
    paths = np.array([[r.share for r in run(process, Complete(N), 200, seed)] for seed in range(runs)])
    x = [0.0]
    for _ in range(200):
        x.append(x[-1] + (X - x[-1]) * -math.expm1(-(v + u * x[-1]) * dt))
    for period, book in ((20, 0.06947593221), (50, 0.2768424874), (100, 0.6682494005), (200, 0.7978940897)):
        error = paths[:, period].std(ddof=1) / math.sqrt(runs)
        assert error < 0.002
        assert abs(paths[:, period].mean() - x[period]) <= 4 * error + 1e-5
        assert abs(x[period] - book) < 0.15 * dt  # the map of a period tends to the equation


def test_runs_depend_on_the_seed_alone() -> None:
    graph = generate("small-world", 3000, seed=5)
    process = ThresholdLearning(
        tolerance=Careers(b=1, g="0.2", V=5, s=1, rho="0.5", pi0="0.1", L_low=1, L_high=30),
        seeds=Share("0.05"),
        policy=RandomSanctions(20),
        observation=Observation(own=True, news="0.01"),
        revision=Share("0.3"),
        forever=False,
        sanctioned="replace",
    )

    def told(seed: int, compiled: bool | None = None) -> list[Record]:
        return list(run(process, graph, 30, seed, compiled=compiled))

    assert told(1) == told(1) == told(1, compiled=False) != told(2)


@pytest.mark.skipif(True not in LOOPS, reason="numba is not installed")
def test_runs_do_not_depend_on_the_number_of_threads() -> None:
    numba = importlib.import_module("numba")
    graph = generate("scale-free", 5000, seed=5)
    process = ThresholdLearning(
        tolerance=Uniform("0.4"), policy=RandomSanctions(9), seeds=50, revision=Share("0.3")
    )
    before, found = numba.get_num_threads(), []
    try:
        for threads in {1, before}:
            numba.set_num_threads(threads)
            found.append(list(run(process, graph, 20, 3)))
    finally:
        numba.set_num_threads(before)
    assert found[0] == found[-1]


def test_without_numba_runs_are_the_same_and_asking_for_it_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    process, graph = ThresholdLearning(tolerance="0.15"), generate("ring", 9)
    expected = list(run(process, graph, 30))
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.delitem(sys.modules, "defiance_games.diffusion.compiled", raising=False)
    assert list(run(process, graph, 30)) == expected
    with pytest.raises(UnsupportedError, match="numba"):
        run(process, graph, 30, compiled=True)


def test_long_runs_do_not_overflow() -> None:
    process = ThresholdLearning(tolerance="0.15", seeds=Share(1))
    (record,) = list(run(process, Complete(10), 3))[-1:]
    assert listed(record.state.seen) == [36] * 10
    path = process.start(generate("ring", 10), 2**31, Draws(0), plain)
    assert path.seen.dtype == np.int64
    path = process.start(Complete(1000), 2**22, Draws(0), plain)
    path.public[:] = 2**32, 1
    assert path.observe(0).state.seen is not None and listed(path.counts()[0])[0] == 2**32 + 999


def test_counts_may_be_stopped_at_any_time_and_share_draws() -> None:
    process = ThresholdLearning(tolerance="0.15", seeds=3)
    records = run(process, generate("grid", 100), 10**6)
    first = [next(records) for _ in range(4)]
    assert first == list(run(process, generate("grid", 100), 3))
    assert first[0].to_dict()["acting"] == 3 and tuple(first[0].to_dict()) == Record.COLUMNS


def test_draws_are_distinct_and_even() -> None:
    draws = Draws(11)
    counts = np.zeros(12)
    for period in range(3000):
        for K in (2, 9):
            chosen = draws.distinct("sanctions", period, K, 12)
            assert np.unique(chosen).size == K and (np.diff(chosen) > 0).all()
            counts[chosen] += 1
    assert np.abs(counts - counts.mean()).max() < 5 * math.sqrt(counts.mean())
    assert draws.distinct("seeds", 0, 5, 3).tolist() == [0, 1, 2]
    u = draws.uniform("tolerance", 0, 100_000)
    assert abs(u.mean() - 0.5) < 0.005 and abs(np.corrcoef(u[:-1], u[1:])[0, 1]) < 0.02


@pytest.mark.parametrize(
    "make, faults",
    [
        (lambda: Beta(-1, "x"), ["a0", "b0"]),
        (lambda: Types("0.1", "0.5", "0.5"), ["low must be less than high"]),
        (lambda: Types(0, 1, 2), ["high", "low", "prior"]),
        (lambda: TrueRisk(0), ["kappa"]),
        (lambda: Uniform(0), ["pbar"]),
        (lambda: Share("1.5"), ["in [0, 1], got 1.5"]),
        (lambda: Careers(-1, 2, 5, 1, 2, 0, 3, 1), ["b (", "g (", "rho ("]),
        (lambda: Careers(1, "0.5", 0, 0, 0, "0.8", 0, 1), ["pi0 + g", "must be > 0"]),
        (lambda: Observation(news=2, news_sanctions=-1), ["a defiance", "a sanction"]),
        (
            lambda: RandomSanctions(2.5),  # pyright: ignore
            ["must be an integer of at least 0, got 2.5"],
        ),
        (lambda: AnnouncedList([1, 1], 2), ["at most once"]),
        (lambda: Campaign(3, 0, -1), ["every", "start", "policy must be a sanction policy"]),  # pyright: ignore
        (
            lambda: ThresholdLearning(tolerance=-1, seeds=-2, revision="some", forever=3, sanctioned="x"),  # pyright: ignore
            ["tolerance", "seeds", "revision", "forever", "sanctioned"],
        ),
        (lambda: ThresholdLearning(tolerance=[0.1, -1, math.nan]), ["got -1 at locality 1 and 1 more"]),
        (lambda: TwoChannelAdoption(-1, -1, 2, 0), ["v (", "u (", "X (", "dt ("]),
        (lambda: run(ThresholdLearning(), Complete(9), "1.5", -1), ["periods", "seed"]),
        (lambda: run(ThresholdLearning(), [1], 5), ["graph must be a graph"]),  # pyright: ignore
        (
            lambda: run(
                ThresholdLearning(tolerance=[0.1], seeds=[7], policy=RandomSanctions(9), revision=8),
                Complete(5),
                3,
            ),
            ["seed 7", "K (sanction capacity) must be at most N = 5", "5 numbers", "revision"],
        ),
        (
            lambda: run(ThresholdLearning(seeds=9, policy=FirstDefiances(5, 1)), Complete(5), 3),
            ["seeds", "is 5"],
        ),
        (
            lambda: run(ThresholdLearning(policy=AnnouncedList([5, -1], 1)), Complete(5), 3),
            ["names 5", "names -1"],
        ),
    ],
)
def test_bad_input_is_told_at_once(make: Any, faults: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        make()
    for fault in faults:
        assert any(fault in sentence for sentence in caught.value.faults), caught.value.faults
    assert len(caught.value.faults) == len(faults)
