"""Numeric games against the peers, paired in one run: exact and complete here, floats there."""

from __future__ import annotations

import importlib.util
import random
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import defiance_games as dg
from defiance_games.games.normal_form import NormalForm

from .measure import line

Matrix = list[list[int]]


def figures(smoke: bool) -> Iterator[str]:
    """Yield a line a peer and size: time here / time there, and the equilibria found by each."""
    for n, count in ((2, 5), (3, 5)) if smoke else ((2, 60), (3, 40), (4, 20)):
        games = [tuple(_matrix(n, seed + side) for side in (0, 10_000)) for seed in range(count)]
        for name, solve in _peers():
            ours = theirs = 0.0
            found = [0, 0]
            for a, b in games:
                start = time.perf_counter()
                found[0] += len(dg.solve(NormalForm.from_arrays(a, b)))
                middle = time.perf_counter()
                found[1] += solve(a, b)
                ours, theirs = ours + middle - start, theirs + time.perf_counter() - middle
            what = f"{n}x{n}, {count} random games: equilibria {found[0]} here, {found[1]} {name}"
            yield line(what, f"{ours / theirs:.2f} x")


def _matrix(n: int, seed: int) -> Matrix:
    draw = random.Random(seed)
    return [[draw.randrange(100) for _ in range(n)] for _ in range(n)]


def _peers() -> Iterator[tuple[str, Callable[[Matrix, Matrix], int]]]:
    if importlib.util.find_spec("nashpy"):
        nashpy = importlib.import_module("nashpy")

        def support(a: Any, b: Any) -> int:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return len(list(nashpy.Game(a, b).support_enumeration()))

        yield "nashpy support enumeration", support
    if importlib.util.find_spec("pygambit"):
        import numpy

        pygambit = importlib.import_module("pygambit")

        def mixed(a: Any, b: Any) -> int:
            game = pygambit.Game.from_arrays(numpy.array(a), numpy.array(b))
            return len(pygambit.nash.enummixed_solve(game, rational=True).equilibria)

        yield "gambit enummixed, rational", mixed
