"""The verb ``simulate``: figures, reproducibility, files, faults."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from fractions import Fraction as F
from math import ceil

import pytest
from click.testing import CliRunner

import defiance_games as dg
from defiance_games import diffusion
from defiance_games.cli import commands, run
from defiance_games.errors import InputError
from defiance_games.simulate import prepare

BELIEFS = dg.load("belief_diffusion")


def time_to_all(**settings):
    found = dg.simulate("belief_diffusion", **settings)
    return next(m.value for m in found.summary if m.name == "time to all")


# -- P5.3: exactly ----------------------------------------------------------------------------------
@pytest.mark.parametrize("nodes", [3, 4, 7, 12, 21])
@pytest.mark.parametrize("m", [0, 1, 3])
def test_a_ring_takes_as_long_as_p5_3_says(nodes, m):
    found = time_to_all(nodes=nodes, graph="ring", m=m, p_star="0.15", periods=120, seed=nodes)
    assert found == BELIEFS.ask("network", kind="ring", N=nodes, m=m, p_star="0.15")["full_time"]


@pytest.mark.parametrize("seeds", [1, 2, 3, 5])
def test_a_complete_graph_takes_as_long_as_p5_3_says(seeds):
    found = time_to_all(nodes=11, graph="complete", m=0, seeds=seeds, p_star="0.12", periods=20)
    assert found == ceil(F(7, seeds))  # d = floor(2/0.12 - 10) + 1
    asked = BELIEFS.ask("network", kind="complete", N=11, seeds=seeds, p_star="0.12")
    assert found == asked["full_time"]
    found = time_to_all(nodes=11, graph="complete", m=2, seeds=seeds, p_star="0.12", periods=60)
    asked = BELIEFS.ask("network", kind="complete", N=11, seeds=seeds, p_star="0.12", m=2)
    assert found == asked["full_time"]


def test_a_star_takes_as_long_as_p5_3_says():
    star = diffusion.generate("star", 15)
    for source, kind in ((0, "star_hub"), (7, "star_leaf")):
        process = diffusion.ThresholdLearning(tolerance="0.15", seeds=[source])
        records = diffusion.run(process, star, 30)
        found = next(r.period for r in records if r.acting == 15)
        assert found == BELIEFS.ask("network", kind=kind, N=15, p_star="0.15")["full_time"]


def test_simulation_and_exact_solution_agree_on_any_graph():
    from defiance_games.problems.contagion import Contagion

    for seed in range(5):
        graph = diffusion.generate("random", 40, seed, degree=3)
        process = diffusion.ThresholdLearning(
            tolerance="0.17", seeds=[0], policy=diffusion.FirstDefiances(0, 2)
        )
        begins: list[int | None] = [None] * 40
        for record in diffusion.run(process, graph, 120):
            for i in record.state.acting.nonzero()[0]:
                begins[i] = record.period if begins[i] is None else begins[i]
        watches = [graph.neighbors(i).tolist() for i in range(40)]
        exact = dg.solve(
            Contagion(watches=watches, sources=[0], tolerance="0.17", prior=(2, 8), sanctions={0: 2})
        )
        assert tuple(begins) == exact.begins


# -- P5.4 and P24.1: within sampling error ------------------------------------------------------------
@pytest.mark.parametrize("x0", ["0.25", "0.9", "0.15"])
def test_the_mean_field_is_met_within_sampling_error(x0):
    found = dg.simulate(
        "belief_diffusion", nodes=100_000, graph="complete", belief="true-risk", x0=x0, periods=40, runs=4
    )
    expected = BELIEFS.ask("path", x0=x0, t=list(range(41)))["x"]
    for path in found.paths:
        for row, x in zip(path, expected):
            assert row["mean_field"] == pytest.approx(x, abs=1e-9)
            assert abs(row["share"] - row["mean_field"]) <= 4 * (row["sampling_error"] or 0) + 4 / 100_000
            assert (row["sampling_error"] or 0) < 0.02
    steady = BELIEFS.ask("mean_field")["steady"]
    (end,) = (m for m in found.summary if m.name == "share defying in period 40")
    assert end.error is not None and end.error < 0.005
    assert end.mean_field == pytest.approx(float(steady[0 if x0 == "0.15" else 2]), abs=0.01)


def test_the_sampling_error_is_what_runs_scatter_by():
    found = dg.simulate(
        "belief_diffusion", nodes=2000, graph="ring", belief="true-risk", periods=30, runs=60, x0="0.4"
    )
    for t in (1, 10, 30):
        offs = [(p[t]["share"] - p[t]["mean_field"]) / p[t]["sampling_error"] for p in found.paths]
        assert 0.5 < (sum(x * x for x in offs) / len(offs)) ** 0.5 < 1.4


def scatter(found):
    """By period: the sampling error, and by how much the runs are off the mean field (root mean square)."""
    for rows in zip(*found.paths):
        off = sum((row["share"] - row["mean_field"]) ** 2 for row in rows) / len(rows)
        yield rows[0]["sampling_error"], off**0.5


@pytest.mark.parametrize(
    ("nodes", "settings", "strays"),
    [
        (2000, {"x0": "0.21"}, range(4, 9)),  # close to the tipping point, 0.2
        (1000, {"x0": "0.9", "lam": 1, "kappa": "0.12"}, range(5, 12)),  # the steady states are close
        (100, {"x0": "0.25"}, range(3, 8)),
        (1000, {"x0": "0.25"}, None),
        (100, {"x0": "0.8"}, None),
        (2000, {"x0": "0.15"}, None),  # it dies out
    ],
)
def test_a_sampling_error_is_never_much_too_small(nodes, settings, strays):
    found = dg.simulate(
        "belief_diffusion", nodes=nodes, graph="star", belief="true-risk", periods=40, runs=200, **settings
    )
    assert found.strays in strays if strays else found.strays is None
    for t, (error, off) in enumerate(scatter(found)):
        if error is not None:
            assert error >= 1 / nodes and 0.8 < error / off < 1.5, t
        elif 0 < t < (found.strays or 40):
            assert off < 2 / nodes
    if strays:
        assert off > 0.1 and error is None
        assert "first order fails" in " ".join(str(found).split())


@pytest.mark.parametrize(
    ("nodes", "v", "u", "X", "strays"),
    [
        (500, "1/1000", 1, 1, {5}),  # who adopts first, by chance, decides when it takes off
        (2000, "0.03", "0.5", "0.8", {None}),
        (100, "0.03", "0.5", "0.8", {6}),
        (50, "0.3", "0.2", "0.8", {None}),
    ],
)
def test_the_sampling_error_of_adoption(nodes, v, u, X, strays):
    import numpy as np

    plan = prepare("two_channel_diffusion", nodes=nodes, graph="complete", periods=40, v=v, u=u, X=X)
    found = plan.result(list(plan.rows()))
    assert found.strays in strays
    draw, dt, fit = np.random.default_rng(1), 1 / plan.steps, round(F(X) * nodes)
    adopted = np.zeros(1000, int)  # in many runs: how many have adopted is a Markov chain
    for row in found.rows:
        off = float((((adopted / nodes) - row["mean_field"]) ** 2).mean() ** 0.5)
        if row["sampling_error"] is not None:
            assert row["sampling_error"] >= 1 / nodes and 0.85 < row["sampling_error"] / off < 1.2
        for _ in range(plan.steps):
            hazard = (float(F(v)) + float(F(u)) * adopted / (nodes - 1)) * dt
            adopted = adopted + draw.binomial(fit - adopted, 1 - np.exp(-hazard))
    assert found.rows[-1]["sampling_error"] is None and "±–" in str(found)  # all is over


def test_two_channels_follow_their_mean_field_and_that_the_differential_equation():
    found = dg.simulate("two_channel_diffusion", nodes=100_000, graph="complete", periods=20, runs=2)
    exact = [float(x) for x in dg.load("two_channel_diffusion").ask("path", t=list(range(21)))["x"]]
    for path in found.paths:
        for row, x in zip(path, exact):
            assert abs(row["share"] - row["mean_field"]) <= 4 * (row["sampling_error"] or 0) + 4 / 100_000
            assert row["mean_field"] == pytest.approx(x, abs=0.002)  # fifty steps a period
    assert found.acts == "adopting" and "perceived" not in found.rows[0]


def test_the_mean_field_is_only_where_there_is_one():
    assert "mean_field" not in dg.simulate("two_channel_diffusion", nodes=50, periods=2).rows[0]
    assert "mean_field" not in dg.simulate("belief_diffusion", nodes=50, periods=2).rows[0]


# -- results ----------------------------------------------------------------------------------------
def test_runs_are_reproducible_by_seed():
    settings = {"nodes": 300, "policy": "random:K=3", "periods": 60, "seeds": 5}
    first, again, other = (dg.simulate("belief_diffusion", seed=s, **settings) for s in (4, 4, 5))
    assert first.rows == again.rows != other.rows
    ring = {**settings, "graph": "ring"}
    both = dg.simulate("belief_diffusion", seed=4, runs=2, **ring)
    alone = dg.simulate("belief_diffusion", seed=5, **ring)
    assert [r["share"] for r in both.paths[1]] == [r["share"] for r in alone.rows]


def test_a_simulation_shows_itself():
    found = dg.simulate("belief_diffusion", nodes=60, periods=30, runs=3, belief="true-risk")
    data = json.loads(json.dumps(found.to_dict()))
    assert data["complete"] is True and len(data["rows"]) == 31 and data["rows"][30]["period"] == 30
    frame = found.to_pandas()
    assert list(frame.columns[:4]) == ["run", "period", "acting", "share"] and len(frame) == 93
    text = str(found)
    assert "mean field" in text and "±" in text and max(map(len, text.splitlines())) <= 80
    assert r"\begin{tabular}" in found.to_latex()
    names = [m.name for m in found.summary]
    assert names[1:] == ["perceived p", "sanctions so far", "time to half", "time to all"]
    assert found.rows[0]["sanctions"] == 5  # 0.08 of 60, of 15 defiers


def test_graphs_of_every_kind_are_taken(tmp_path):
    networkx = pytest.importorskip("networkx")
    sparse = pytest.importorskip("scipy.sparse")
    ring = [(i, (i + 1) % 9) for i in range(9)]
    file = tmp_path / "ring.csv"
    file.write_text("\n".join(f"{i},{j}" for i, j in ring))
    one_way = sparse.coo_array(([1] * 9, tuple(zip(*ring))), shape=(9, 9))
    matrix = one_way + one_way.T  # a matrix says itself who observes whom
    settings = {"periods": 40, "p_star": "0.15", "m": 0}
    graphs = (str(file), file, ring, matrix, networkx.cycle_graph(9), diffusion.generate("ring", 9))
    assert {time_to_all(graph=g, **settings) for g in graphs} == {16}
    assert time_to_all(graph="ring", nodes=9, **settings) == 16


def test_policies_beliefs_and_observations_by_name_and_as_objects():
    settings = {"nodes": 100, "graph": "complete", "periods": 15, "seeds": 10}
    by_name = dg.simulate(
        "belief_diffusion", policy="campaign:every=5,K=20%", observe="neighbors,own,news=0.5", **settings
    )
    by_object = dg.simulate(
        "belief_diffusion",
        policy=diffusion.Campaign(diffusion.RandomSanctions(20), 5),
        observe=diffusion.Observation(own=True, news="0.5"),
        **settings,
    )
    assert by_name.rows == by_object.rows
    for policy in ("none", "first:m=2", "random:K=5", "list:K=5", "visible:K=5%"):
        assert dg.simulate("belief_diffusion", policy=policy, **settings).complete
    types = dg.simulate("belief_diffusion", belief="types:high=0.5,low=0.05,prior=0.2", m=0, **settings)
    assert types.rows[-1]["perceived"] < types.rows[0]["perceived"] < 0.14


# -- faults -----------------------------------------------------------------------------------------
def faults(*args, **settings) -> tuple[str, ...]:
    with pytest.raises(InputError) as error:
        prepare(*args, **settings)
    return error.value.faults


def test_all_faults_are_told_at_once():
    told = faults(
        "belief_diffusion",
        nodes="10.5",
        graph="rng",
        periods=0,
        seed="x",
        runs=0,
        policy="randm:K=3",
        observe="nieghbors",
        N=3,
        pbar="0.2",
        pp=3,
    )
    text = "\n".join(told)
    assert len(told) == 10
    for part in ("integer of at least 2, got 10.5", "'ring'", "'random'", "'neighbors'", "(--nodes)", "'pp'"):
        assert part in text
    assert "It does with belief true-risk." in text


def test_graphs_with_faults(tmp_path):
    file = tmp_path / "g.txt"
    file.write_text("0 1\n1 1\n0 2 -1\n")
    told = "\n".join(faults("belief_diffusion", graph=str(file), nodes=2))
    assert "observes itself" in told and "not one of the 2 localities" in told and "weight" in told
    assert "cannot be read" in faults("belief_diffusion", graph="nosuch.csv")[0]
    assert "10, got 11" in faults("belief_diffusion", nodes=10, graph="ring", policy="random:K=11")[0]
    assert "in [1, 8], got 9" in faults("belief_diffusion", nodes=9, graph="ring", seeds=9)[0]
    ring = diffusion.generate("ring", 9)
    assert "the graph has 9 localities, not 8" in faults("belief_diffusion", graph=ring, nodes=8)[0]


def test_what_cannot_be_simulated_says_what_can():
    (told,) = faults("inspection_game")
    assert "Can be: belief_diffusion, two_channel_diffusion." in told
    assert "policy does not matter" in faults("two_channel_diffusion", policy="none")[0]
    assert "Did you mean 'counts'?" in faults("belief_diffusion", belief="count")[0]
    assert "write random:K=..." in faults("belief_diffusion", policy="random")[0]
    assert "no option 'k'" in "".join(faults("belief_diffusion", policy="random:k=8"))
    assert "a count or a percentage" in faults("belief_diffusion", policy="random:K=x%")[0]
    assert "must be a number" in faults("belief_diffusion", p_star="a0/10")[0]


def test_faults_of_the_graph_hide_no_others(tmp_path):
    file = tmp_path / "g.txt"
    file.write_text("0 1 -1\n1 1\n")
    told = faults("belief_diffusion", graph=str(file), nodes=5, policy="random:K=9", seeds=7)
    assert [t.partition(": ")[2][:6] for t in told[:2]] == ["line 1", "line 2"] and len(told) == 4
    assert "seeds (initial defiers) must be an integer in [1, 4], got 7" in told[2]
    assert "at most N = 5, got 9" in told[3]


def test_faults_of_a_part_are_told_at_once():
    told = faults("belief_diffusion", observe="news=2,own,own,nothing")
    assert len(told) == 3 and "own must be given once" in told[0] and "no 'nothing'" in told[1]
    assert "in [0, 1], got 2" in told[2]
    told = faults("belief_diffusion", belief="types:high=1,low=2")
    assert len(told) == 3 and "needs prior" in told[0] and "got 1" in told[1] and "got 2" in told[2]
    told = faults("belief_diffusion", policy="campaign:every=0,K=200%")
    assert len(told) == 2 and "at most 100%, got '200%'" in told[0] and "at least 1, got 0" in told[1]
    assert len(faults("belief_diffusion", policy="campaign:start=-1")) == 3
    assert "K must be given once" in faults("belief_diffusion", policy="random:K=3,K=5")[0]


def test_what_an_option_takes_the_place_of_is_refused():
    types = "types:high=0.5,low=0.1,prior=0.2"
    (told,) = faults("belief_diffusion", belief=types, a0=5)
    assert "a0 does not matter to a simulation where belief is given" in told
    (told,) = faults("belief_diffusion", policy="random:K=3", m=5)
    assert "m does not matter to a simulation where policy is given" in told
    found = dg.simulate("belief_diffusion", nodes=20, periods=3, belief=types, policy="random:K=3")
    assert found.process == "types" and {*found.values} == {"p_star", "seeds"}


def test_too_large_is_a_sentence():
    for graph in ("ring", "complete", "star"):
        (told,) = faults("belief_diffusion", nodes=10**9, graph=graph, policy="list:K=3")
        assert "at most 10000000, got 1000000000" in told
    (told,) = faults("belief_diffusion", nodes=10, graph="hierarchy:levels=1000000000")
    assert "at most 100" in told


# -- the command ------------------------------------------------------------------------------------
def test_the_command_prints_a_summary_at_80_columns():
    result = CliRunner().invoke(
        commands, ["simulate", "belief_diffusion", "--nodes", "400", "--belief", "true-risk", "--runs", "3"]
    )
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert max(map(len, lines)) <= 80 and lines[0] == "belief_diffusion: simulation (true-risk)"
    assert any(re.match(r"share defying in period 200 +\d\.\d+ ±", line) for line in lines)


def test_bad_input_is_exit_2_and_writes_nothing(tmp_path, capsys):
    file = tmp_path / "periods.txt"
    assert run(["simulate", "belief_diffusion", "--nodes", "1", "--periods-file", str(file)]) == 2
    said = capsys.readouterr()
    assert not said.out and not file.exists()
    assert "--periods-file must end in .csv or .parquet" in said.err and "at least 2, got 1" in said.err
    away = tmp_path / "no" / "p.csv"
    assert run(["simulate", "belief_diffusion", "--periods-file", str(away)]) == 2
    assert "folder that does not exist" in capsys.readouterr().err


def test_the_file_of_the_periods_overwrites_nothing_that_is_read_or_written(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    graph = tmp_path / "g.csv"
    graph.write_text("0,1\n")
    args = ["simulate", "belief_diffusion", "--periods-file"]
    assert run([*args, "z.csv", "-o", "./z.csv"]) == 2
    assert run([*args, "g.csv", "--graph", str(graph)]) == 2
    told = capsys.readouterr().err
    assert "--periods-file and -o name the same file" in told and "--periods-file and --graph" in told
    assert graph.read_text() == "0,1\n" and not (tmp_path / "z.csv").exists()


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_every_period_goes_to_a_file(tmp_path, ending, capsys):
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    file = tmp_path / f"periods.{ending}"
    args = ["--nodes", "50", "--periods", "20", "--runs", "2", "--format", "json"]
    assert run(["simulate", "two_channel_diffusion", *args, "--periods-file", str(file)]) == 0
    rows = rows_of(file)
    assert [int(r["period"]) for r in rows] == [*range(21), *range(21)] and int(rows[-1]["run"]) == 1
    shown = json.loads(capsys.readouterr().out)
    assert shown["rows"][20]["share"] == pytest.approx(
        (float(rows[20]["share"]) + float(rows[-1]["share"])) / 2
    )
    assert [f.name for f in tmp_path.iterdir()] == [file.name]


def test_without_pyarrow_the_extra_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert run(["simulate", "belief_diffusion", "--periods-file", str(tmp_path / "p.parquet")]) == 2
    assert "defiance-games[simulate]" in capsys.readouterr().err


def rows_of(file):
    if file.suffix == ".csv":
        return list(csv.DictReader(file.read_text().splitlines()))
    from importlib import import_module

    return import_module("pyarrow.parquet").read_table(file).to_pylist()


@pytest.mark.parametrize(("ending", "ends"), [("csv", "INT"), ("parquet", "TERM"), ("csv", "KILL")])
def test_an_interrupted_simulation_leaves_the_periods_done(tmp_path, ending, ends):
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    file = tmp_path / f"periods.{ending}"
    args = ["simulate", "belief_diffusion", "--nodes", "20000", "--graph", "ring", "--belief", "true-risk"]
    process = subprocess.Popen(
        [sys.executable, "-m", "defiance_games", *args, "--periods", "1000000", "--periods-file", str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    while not file.exists() and process.poll() is None:
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(getattr(signal, f"SIG{ends}"))
    out, err = process.communicate(timeout=120)
    rows = rows_of(file)
    assert [int(r["period"]) for r in rows] == list(range(len(rows))) and rows
    if ends != "KILL":
        assert process.returncode == 130 and err.startswith("Interrupted")
        assert re.search(r"Interrupted: what follows is of \d+ of 1000000 periods", out)
    assert [f.name for f in tmp_path.iterdir()] == [file.name]
