"""The exact parametric solver: time and memory on games with symbols."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import defiance_games as dg
from defiance_games.games.normal_form import NormalForm
from defiance_games.games.signaling import SignalingGame

from .measure import line, seconds

GAMES = Path(__file__).parents[1] / "examples" / "games"
_MEMORY = """
import resource, defiance_games as dg
dg.solve(dg.load("exemplary_sanction"))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def figures(smoke: bool) -> Iterator[str]:
    """Yield a line a figure."""
    repeats = 1 if smoke else 3
    dg.solve(dg.load("inspection_game"))  # warm
    took, found = seconds(lambda: dg.solve(dg.load("exemplary_sanction")), repeats)
    yield line(f"exemplary_sanction, all symbols, ties: {len(found)} entries", f"{took:.2f} s", "3 s")
    memory = subprocess.run(
        [sys.executable, "-c", _MEMORY], capture_output=True, text=True, check=True
    ).stdout
    yield line("the same, peak memory of the process", f"{memory.strip()} MB", "500 MB")
    took, found = seconds(lambda: dg.solve(dg.load(GAMES / "beer_quiche.toml")), repeats)
    yield line(f"beer-quiche, symbolic prior and payoffs: {len(found)} entries", f"{took:.2f} s", "0.5 s")
    n = 2 if smoke else 3
    took, found = seconds(lambda: dg.solve(bimatrix(n), generic=True), repeats)
    yield line(
        f"{n}x{n} bimatrix, {2 * n * n} symbols, generic: {len(found)} entries", f"{took:.2f} s", "5 s"
    )
    took, found = seconds(lambda: dg.solve(bimatrix(2)), repeats)
    yield line(f"2x2 bimatrix, 8 symbols, ties: {len(found)} entries", f"{took:.2f} s")
    shapes = [(2, 2, 2)] if smoke else [(2, 2, 2), (2, 2, 3), (3, 2, 2), (2, 3, 2), (2, 3, 3)]
    for shape in shapes:
        game = structured(*shape)
        took, found = seconds(lambda game=game: dg.solve(game, time_limit=60), 1)
        label = "x".join(map(str, shape))
        state = "complete" if found.complete is True else str(found.complete)
        yield line(f"structured {label} signalling: {len(found)} entries, {state}", f"{took:.2f} s", "60 s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    yield line("peak memory of this process", f"{peak} MB")


def bimatrix(n: int) -> NormalForm:
    """A bimatrix game in which every payoff is a symbol."""
    a, b = ([[f"{c}{i}{j}" for j in range(n)] for i in range(n)] for c in "ab")
    return NormalForm.from_arrays(a, b)


def structured(types: int, messages: int, responses: int) -> SignalingGame:
    """Messages cost by type, the sender likes high responses, the receiver wants to match the type."""
    last = " - ".join(["1", *(f"q{t}" for t in range(types - 1))])
    priors = {f"t{t}": f"q{t}" if t < types - 1 else last for t in range(types)}
    payoffs = {
        f"t{t}": {
            f"m{m}": {f"a{a}": (f"{a}*w - {m}*c{t}", f"-({a} - {t}*v)**2") for a in range(responses)}
            for m in range(messages)
        }
        for t in range(types)
    }
    total = " + ".join(f"q{t}" for t in range(types - 1))
    parameters = {f"q{t}": {"domain": [f"q{t} > 0"]} for t in range(types - 1)}
    parameters["q0"]["domain"].append(f"{total} < 1")
    parameters |= {n: {"domain": [f"{n} > 0"]} for n in ["w", "v", *(f"c{t}" for t in range(types))]}
    return SignalingGame.build(
        players=["Sender", "Receiver"],
        types=priors,
        messages=[f"m{m}" for m in range(messages)],
        responses=[f"a{a}" for a in range(responses)],
        payoffs=payoffs,
        parameters=parameters,
    )
