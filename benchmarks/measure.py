"""Timing: the least of a few runs, and a line of text for each figure."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


def seconds(run: Callable[[], Any], repeats: int = 3) -> tuple[float, Any]:
    """Return the least wall time of ``repeats`` runs, and the last result."""
    best, result = float("inf"), None
    for _ in range(repeats):
        start = time.perf_counter()
        result = run()
        best = min(best, time.perf_counter() - start)
    return best, result


def line(what: str, figure: str, target: str = "") -> str:
    """Return one line of the report."""
    return f"{what:<58} {figure:>16}  {f'(target {target})' if target else ''}".rstrip()
