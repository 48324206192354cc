"""Supports that Gambit's numeric solvers suggest, where the extra ``gambit`` is installed.

For a game too large to search, they say where an equilibrium may be. What is listed is then found exactly on
these supports and verified as everything is; that the list is complete is never claimed on their word.
Gambit runs in a process of its own, which ends when the time is over.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import time
from collections.abc import Iterator

from ...games import files
from ...games.multilinear import Face
from ...games.normal_form import NormalForm

USED = 1e-6  # probability above which a strategy counts as used
_MOST_SECONDS = 20.0
_SCRIPT = """
import io, json, sys, pygambit
game = pygambit.read_nfg(io.BytesIO(sys.stdin.buffer.read()))
for name in ("ipa_solve", "gnm_solve", "logit_solve"):
    try:
        found = getattr(pygambit.nash, name)(game).equilibria
    except (RuntimeError, ValueError, IndexError):
        continue
    for profile in found:
        print(json.dumps([[float(profile[s]) for s in p.strategies] for p in game.players]), flush=True)
"""


def available(game: NormalForm) -> bool:
    """Whether Gambit is installed and can read the game."""
    if importlib.util.find_spec("pygambit") is None:
        return False
    return all(e.is_number for _, e in game.expressions())


def supports(game: NormalForm, deadline: float | None) -> Iterator[tuple[Face, ...]]:
    """Yield the supports of the profiles that Gambit finds in half of the time left."""
    seconds = _MOST_SECONDS if deadline is None else min(_MOST_SECONDS, (deadline - time.monotonic()) / 2)
    if seconds <= 0:
        return
    text = files.dumps(game, "nfg").encode()
    try:
        run = subprocess.run(
            [sys.executable, "-c", _SCRIPT], input=text, capture_output=True, timeout=seconds
        )
        printed = run.stdout
    except subprocess.TimeoutExpired as late:
        printed = late.stdout or b""
    seen = set()
    for line in printed.decode().splitlines():
        if line.endswith("]]"):
            profile = tuple(
                frozenset((0, *(k for k, p in enumerate(mix, 1) if p > USED))) for mix in json.loads(line)
            )
            if profile not in seen:
                seen.add(profile)
                yield profile
