"""The whole catalogue proved: every proposition of every model, one after the other."""

from __future__ import annotations

import time
from collections.abc import Iterator

import defiance_games as dg

from .measure import line

QUICK = ("career_calculus", "delegation_paradox", "inspection_game")


def figures(smoke: bool) -> Iterator[str]:
    """Yield a line a figure."""
    names = QUICK if smoke else dg.models()
    took = {}
    for name in names:
        begun = time.perf_counter()
        dg.prove(dg.load(name))
        took[name] = time.perf_counter() - begun
    slowest = max(took, key=lambda name: took[name])
    what = f"prove {len(names)} models (slowest: {slowest}, {took[slowest]:.1f} s)"
    yield line(what, f"{sum(took.values()):.1f} s", "180 s for all")
