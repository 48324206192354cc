"""Gambit's answers, kept in data/gambit, against ours; and where Gambit, Nashpy and QuantEcon err, ours.

``data/gambit/make.py`` made the files; the last test asks Gambit itself where pygambit can be imported.
"""

import importlib.util
import json
from fractions import Fraction as F
from itertools import product
from pathlib import Path

import pytest
from agreement import entry_piece
from bridge import claim, to_game
from referee import Bimatrix, Signaling, bimatrix_pieces, is_nash, is_perfect_bayesian, signaling_pieces

import defiance_games as dg

DATA = Path(__file__).parent / "data" / "gambit"
TABLES, TREES = (json.loads((DATA / f"{n}.json").read_text())["games"] for n in ("bimatrix", "signaling"))


def bimatrix(entry):
    return Bimatrix.of(entry["A"], entry["B"])


def signaling(entry):
    return Signaling.of(entry["priors"], entry["sender"], entry["receiver"])


def profiles(listed):
    return [tuple(tuple(map(F, side)) for side in profile) for profile in listed]


def extreme_profiles(pieces):
    return {profile for piece in pieces for profile in product(piece.x, piece.y)}


def solved(numeric):
    solution = dg.solve(to_game(numeric))
    assert solution.complete is True
    return [entry_piece(solution.game, entry, {}) for entry in solution.equilibria]


def test_gambit_lists_the_extreme_equilibria_that_the_referee_finds():
    for entry in TABLES:
        game = bimatrix(entry)
        theirs = profiles(entry["enummixed"])
        assert extreme_profiles(bimatrix_pieces(game)) == set(theirs)
        assert all(is_nash(game, *profile) for profile in theirs)


@pytest.mark.parametrize("start", range(0, len(TABLES), 38))
def test_our_extreme_equilibria_are_gambits(start):
    for entry in TABLES[start : start + 38]:
        assert extreme_profiles(solved(bimatrix(entry))) == set(profiles(entry["enummixed"]))


def test_gambit_lists_some_equilibria_twice_and_lcp_misses_many():
    twice = sum(len(e["enummixed"]) - len(set(profiles(e["enummixed"]))) for e in TABLES)
    missed = sum(len(set(profiles(e["enummixed"])) - set(profiles(e["lcp"]))) for e in TABLES)
    assert twice >= 7 and missed > 100


def test_gambits_profiles_of_trees_are_ours_where_beliefs_support_them():
    """Gambit lists Nash equilibria; exactly those that are perfect Bayesian are in our entries."""
    for entry in TREES:
        game = signaling(entry)
        pieces = solved(game)
        assert set(pieces) == signaling_pieces(game)
        for found in (f for solver in ("enumpure", "enummixed", "lcp") for f in entry[solver]):
            assert found["max_regret"] == "0"
            (profile,) = profiles([(found["x"], found["y"])])
            assert any(p.contains(*profile) for p in pieces) == is_perfect_bayesian(game, *profile)


def test_an_empty_threat_has_regret_zero_for_gambit_and_is_no_equilibrium_of_ours():
    """The receiver's third reply to the second message is strictly dominated; Nash equilibria rest on it."""
    entry = TREES[0]
    game = to_game(signaling(entry))
    for solver, least in (("enumpure", 1), ("enummixed", 4)):
        threats = [f for f in entry[solver] if F(f["y"][-1]) > 0]
        assert len(threats) >= least and all(f["max_regret"] == "0" for f in threats)
        for (profile,) in (profiles([(f["x"], f["y"])]) for f in threats):
            verdict = dg.verify(game, claim(game, *profile))
            assert verdict.ok is False and verdict.regret and verdict.regret.value > 0
    assert all(y[-1] == 0 for piece in solved(signaling(entry)) for y in piece.y)


@pytest.mark.parametrize(
    "A, B, missed",
    [
        pytest.param(
            [[99, 98, 50], [45, 84, 4], [81, 75, 97]],
            [[94, 2, 93], [47, 25, 61], [22, 32, 65]],
            (("43/44", 0, "1/44"), ("47/65", 0, "18/65")),
            id="generic: Nashpy's support enumeration",
        ),
        pytest.param(
            [[2, 0], [1, 1]], [[1, 0], [2, 2]], ((0, 1), ("1/2", "1/2")), id="degenerate: support enumeration"
        ),
    ],
)
def test_equilibria_that_peers_miss(A, B, missed):
    (profile,) = profiles([missed])
    assert profile in extreme_profiles(solved(Bimatrix.of(A, B)))


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_nashpy_still_misses_it():
    """When this fails Nashpy has been mended: then delete it."""
    nash = pytest.importorskip("nashpy")
    entry = TABLES[-1]
    tables = [[[float(F(v)) for v in row] for row in entry[name]] for name in ("A", "B")]
    found = [
        [round(float(v), 6) for side in profile for v in side]
        for profile in nash.Game(*tables).support_enumeration()
    ]
    assert [round(v, 6) for v in (43 / 44, 0, 1 / 44, 47 / 65, 0, 18 / 65)] not in found


def test_live_gambit():
    pytest.importorskip("pygambit")
    spec = importlib.util.spec_from_file_location("make", DATA / "make.py")
    assert spec and spec.loader
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    for game in make.bimatrix_games()[25:60]:
        assert extreme_profiles(solved(game)) == set(profiles(make.solve_bimatrix(game)))
