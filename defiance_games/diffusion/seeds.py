"""Who acts in period 0: so many, or a share, drawn at random; or named localities."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from ..errors import escaped
from .checks import Checks
from .draws import Draws
from .share import Share, checked, count

Seeds = int | Share | tuple[int, ...]


def seeds(checks: Checks, given: Any) -> Seeds:
    """Return the seeds as they are given; faults are noted.

    >>> seeds(Checks("process"), [3, 1]), seeds(Checks("process"), "2")
    ((3, 1), 2)
    """
    if isinstance(given, (str, int, float, Share)) or not isinstance(given, Iterable):
        return checked(checks, "seeds", "how many act in period 0", given)
    return tuple(checks.whole("seeds", "locality", x, 0) for x in given)


def faults(given: Seeds, nodes: int) -> list[str]:
    """Return what does not fit ``nodes`` localities."""
    if isinstance(given, tuple):
        return [f"seed {x} is not one of the localities 0..{nodes - 1}." for x in given if x >= nodes][:20]
    if count(given, nodes) <= nodes:
        return []
    return [f"seeds (how many act in period 0) must be at most N = {nodes}, got {escaped(given)}."]


def placed(given: Seeds, nodes: int, draws: Draws) -> np.ndarray:
    """Return who acts in period 0, True or False by locality."""
    acting = np.zeros(nodes, bool)
    if isinstance(given, tuple):
        acting[list(given)] = True
    else:
        acting[draws.distinct("seeds", 0, count(given, nodes), nodes)] = True
    return acting
