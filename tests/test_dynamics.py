"""The verb ``dynamics``: replicator, fictitious play and logit in games of two players."""

from __future__ import annotations

import json
import re
import sys
from math import log

import pytest

import defiance_games as dg
from defiance_games.cli import run
from defiance_games.errors import InputError, UnsupportedError

pytest.importorskip("nashpy")
START = {"Official": {"C": "0.6", "D": "0.4"}}


def test_the_replicator_circles_around_the_mixed_equilibrium():
    path = dg.dynamics("inspection_game", periods=300, start=START)
    (equilibrium,) = path.equilibria
    assert equilibrium["Official"]["D"] == 0.25 and equilibrium["Center"]["I"] == 0.4
    offs = [(s["Official"]["D"] - 0.25, s["Center"]["I"] - 0.4) for s in path.path]
    quadrants = {(d > 0, i > 0) for d, i in offs}
    assert len(quadrants) == 4  # it goes all the way around

    def along(state):  # constant on every orbit of a 2x2 game of this kind (Hofbauer & Sigmund 1998)
        d, i = state["Official"]["D"], state["Center"]["I"]
        # dD/dt = D(1-D)(B - Lambda*i), di/dt = i(1-i)(a*D - k), with B, Lambda, k, a = 2, 5, 1/2, 2
        return 0.5 * log(d) + 1.5 * log(1 - d) + 2 * log(i) + 3 * log(1 - i)

    values = [along(s) for s in path.path]
    assert max(values) - min(values) < 1e-3
    assert min(abs(d) + abs(i) for d, i in offs) > 0.05  # and never comes close
    assert path.average["Official"]["D"] == pytest.approx(0.25, abs=0.01)
    assert path.average["Center"]["I"] == pytest.approx(0.4, abs=0.01)


@pytest.mark.parametrize("kind", ["fictitious-play", "logit"])
def test_learning_comes_near_the_equilibrium_and_is_seeded(kind):
    first, again, other = (dg.dynamics("inspection_game", kind, periods=2000, seed=s) for s in (1, 1, 2))
    assert first.path == again.path != other.path
    assert first.end["Official"]["D"] == pytest.approx(0.25, abs=0.1)
    assert first.end["Center"]["I"] == pytest.approx(0.4, abs=0.1)
    assert all(sum(row.values()) == pytest.approx(1) for s in first.path for row in s.values())


def test_the_generator_of_others_is_left_alone():
    numpy = pytest.importorskip("numpy")
    numpy.random.seed(7)
    expected = numpy.random.random()
    numpy.random.seed(7)
    dg.dynamics("inspection_game", "fictitious-play", periods=5)
    assert numpy.random.random() == expected


def test_where_a_strategy_dominates_it_takes_over():
    game = dg.NormalForm.build(
        players=("A", "B"),
        strategies=(("defect", "cooperate"), ("defect", "cooperate")),
        payoffs={
            ("defect", "defect"): (-2, -2),
            ("defect", "cooperate"): (0, -3),
            ("cooperate", "defect"): (-3, 0),
            ("cooperate", "cooperate"): (-1, -1),
        },
    )
    for kind in ("replicator", "fictitious-play"):
        end = dg.dynamics(game, kind, periods=200).end
        assert end["A"]["defect"] > 0.99 and end["B"]["defect"] > 0.99


def test_trees_go_through_their_normal_form_and_sums_stay_one():
    path = dg.dynamics("exemplary_sanction", periods=400)  # long enough for rounding errors to grow
    assert all(sum(row.values()) == pytest.approx(1) for s in path.path for row in s.values())
    assert "information sets" in str(path)


def test_a_dynamic_shows_itself():
    path = dg.dynamics("inspection_game", "logit", periods=30, noise="0.5", start=START, B=1)
    assert len(path.path) == 31 and path.path[0]["Official"]["D"] == 0.4
    data = json.loads(json.dumps(path.to_dict()))
    assert data["kind"] == "logit" and data["noise"] == 0.5 and data["values"]["B"] == "1"
    frame = path.to_pandas()
    assert {*frame.columns} == {"period", "Official: C", "Official: D", "Center: I", "Center: O"}
    text = str(path)
    assert max(map(len, text.splitlines())) <= 80 and "average" in text and "equilibrium" in text


def test_all_faults_are_told_at_once():
    with pytest.raises(InputError) as error:
        dg.dynamics(
            "inspection_game",
            "replicater",
            periods="2.5",
            noise=-1,
            seed=-1,
            start={"X": {}, "Official": {"C": 2, "E": "a"}},
        )
    told = "\n".join(error.value.faults)
    assert len(error.value.faults) == 7
    assert "Did you mean 'replicator'?" in told and "no player 'X'" in told and "no strategy 'E'" in told
    with pytest.raises(InputError, match="logit has"):
        dg.dynamics("inspection_game", noise=1)
    with pytest.raises(InputError, match="no finite game"):
        dg.dynamics("belief_diffusion")


@pytest.mark.parametrize("kind", ["replicator", "fictitious-play", "logit"])
def test_every_kind_starts_evenly_and_ends_at_the_last_period(kind):
    path = dg.dynamics("inspection_game", kind, periods=5).path
    assert len(path) == 6 and all(x == 0.5 for row in path[0].values() for x in row.values())


def test_an_orbit_is_to_be_seen():
    text = str(dg.dynamics("inspection_game"))
    periods = re.findall(r"^(\d+) ", text, re.MULTILINE)
    assert periods == [*map(str, range(11)), *map(str, range(20, 101, 10))]
    assert "goes around about every 10.2 periods" in " ".join(text.split())
    assert "goes around" not in str(dg.dynamics("exemplary_sanction"))


def test_the_command_tells_all_faults(capsys):
    args = ["--kind", "logit", "--noise", "-1", "--start", "Foo:C=1", "--start", "Official:C=0.6,D=0.6"]
    args += ["--periods", "0", "--seed", "x", "--set", "zz=1", "--set", "kind=1", "--start", "Center"]
    assert run(["dynamics", "inspection_game", *args]) == 2
    told = capsys.readouterr().err
    for part in ("'zz'", "noise must", "'Foo'", "sum to 1", "periods must", "seed must", "--kind", "--start"):
        assert part in told


def test_what_is_out_of_reach_says_why():
    with pytest.raises(UnsupportedError, match="too small for these payoffs"):
        dg.dynamics("inspection_game", "logit", noise="0.0001")
    with pytest.raises(UnsupportedError, match="games of two players"):
        dg.dynamics("career_calculus")


def test_without_nashpy_the_extra_is_named(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "nashpy", None)
    with pytest.raises(ImportError, match=r"defiance-games\[nashpy\]"):
        dg.dynamics("inspection_game")
    assert run(["dynamics", "inspection_game"]) == 2
    assert "defiance-games[nashpy]" in capsys.readouterr().err


def test_the_command(capsys):
    assert run(["dynamics", "inspection_game", "--start", "Official:C=0.6,D=0.4", "--periods", "20"]) == 0
    assert "0.6000" in capsys.readouterr().out
    args = ["--start", "Official", "--start", "Center:I=1,O=0"]
    assert run(["dynamics", "inspection_game", *args]) == 2
    assert "--start must be PLAYER:STRATEGY=P" in capsys.readouterr().err
