"""Our answers against the referee's: the same set of equilibria, none missing, none twice.

The default run is a sample; DEFIANCE_CAMPAIGN=full runs 2,000 random games, 500 degenerate ones (payoffs
0, 1, 2) and 100 with symbols. ``python tests/campaign.py --help`` runs any number of others.
"""

import os
from itertools import islice
from pathlib import Path
from random import Random

import pytest
from agreement import disagreements
from bridge import at_point, random_point
from campaign import numeric_faults, numeric_games, show, symbolic_faults, symbolic_games

import defiance_games as dg

FULL = os.environ.get("DEFIANCE_CAMPAIGN") == "full"
CHUNKS = 10
NUMERIC = {"generic": 1000 if FULL else 80, "mixed": 1000 if FULL else 80, "degenerate": 500 if FULL else 80}
SYMBOLIC = 100 if FULL else 14


@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("kind", NUMERIC)
def test_numeric_games(kind, chunk):
    random = Random(chunk)
    for game in islice(numeric_games(kind, 0, NUMERIC[kind]), chunk, None, CHUNKS):
        assert numeric_faults(game, random) == [], show(game)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_symbolic_games_at_random_and_lattice_points(chunk):
    random = Random(chunk)
    for game in islice(symbolic_games(0, SYMBOLIC, 4 if FULL else 2), chunk, None, CHUNKS):
        assert symbolic_faults(game, random) == [], show(game)


GAMES = sorted((Path(__file__).parent.parent / "examples" / "games").glob("*.toml"))
EXAMPLES = [p for p in GAMES if (g := dg.load(p).at()).kind != "extensive" and len(g.players) == 2]


@pytest.mark.parametrize(
    "name", ["exemplary_sanction", "inspection_game", *EXAMPLES], ids=lambda n: Path(n).stem
)
def test_models_and_examples_at_random_and_lattice_points(name):
    game = dg.load(name).at()
    solution, random = dg.solve(game), Random(Path(name).stem)
    for number in range(100 if FULL else 20):
        at = random_point(game, random, lattice=number % 2 == 0)
        assert disagreements(at_point(game, at), solution, random, at) == [], at
