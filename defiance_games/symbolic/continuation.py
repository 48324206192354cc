"""Following a curve: predictor and corrector steps in the length of the arc, past turning points.

The curve is where n equations in n + 1 unknowns are zero. A step goes along the tangent and comes back to
the curve by Newton's method across the tangent. Source: Allgower & Georg (1990), chapters 2 and 6.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import TimeLimitReached

Floats = Any  # an array of floats
Equations = Callable[[Floats], tuple[Floats, Floats]]  # y -> (n values, their n x (n + 1) derivatives)
MOST_STEPS, SHORTEST = 2_000, 1e-10


def followed(
    equations: Equations, start: Floats, goal: float, deadline: float | None = None, step: float = 0.02
) -> Floats:
    """Return points of the curve, a row each, from ``start`` to where the last unknown first is ``goal``.

    All unknowns but the last are logarithms, and steps are as short as keeps their exponentials close to the
    tangent, so that the path does not leap to another branch. It ends before the goal where steps become too
    short or too many.

    >>> def circle(y):  # around (0, 2) with radius 2
    ...     return np.array([y[0] ** 2 + (y[1] - 2) ** 2 - 4]), np.array([[2 * y[0], 2 * (y[1] - 2)]])
    >>> path = followed(circle, np.array([-2.0, 2.0]), 3)
    >>> print(len(path) > 10, path[-1].round(3))
    True [-1.732  3.   ]
    """
    y, h = start, step
    points = [y]
    tangent = _tangent(equations(y)[1], None)
    for _ in range(MOST_STEPS):
        if y[-1] >= goal or h < SHORTEST:
            break
        if deadline is not None and time.monotonic() > deadline:
            raise TimeLimitReached("the time limit was reached")
        found = _corrected(equations, y + h * tangent, tangent)
        if found is None:
            h /= 2
            continue
        after, jacobian, rounds = found
        turned = _tangent(jacobian, tangent)
        moved, strayed = _distance(after, y), _distance(after, y + h * tangent)
        if turned @ tangent < 0.99 or moved > 0.05 or strayed > 0.001:
            h /= 2
            continue
        y, tangent = (after if after[-1] < goal else _at(equations, goal, y, after)), turned
        points.append(y)
        if rounds <= 3 and moved < 0.03 and strayed < 0.0005:
            h *= 1.5
    return np.array(points)


def _distance(y: Floats, z: Floats) -> float:
    """The largest difference between the exponentials of all unknowns but the last."""
    return float(np.abs(np.exp(y[:-1]) - np.exp(z[:-1])).max())


def _corrected(equations: Equations, y: Floats, tangent: Floats) -> tuple[Floats, Floats, int] | None:
    """The point of the curve across the tangent from y, or None where Newton's method does not converge."""
    before = np.inf
    for k in range(8):
        h, jacobian = equations(y)
        move = _solution(np.vstack([jacobian, tangent]), np.append(-h, 0.0))
        size = np.inf if move is None else float(np.abs(move).max())
        if move is None or size > 2 * before or not np.isfinite(size):
            return None
        y, before = y + move, size
        if size < 1e-10 * max(1.0, float(np.abs(y).max())):
            return y, equations(y)[1], k
    return None


def _at(equations: Equations, goal: float, y: Floats, after: Floats) -> Floats:
    """The point at the goal, between two points of the curve."""
    z = y + (goal - y[-1]) / (after[-1] - y[-1]) * (after - y)
    z[-1] = goal
    for _ in range(20):
        h, jacobian = equations(z)
        move = _solution(jacobian[:, :-1], -h)
        if move is None or not np.all(np.isfinite(move)):
            break
        z[:-1] += move
        if np.abs(move).max() < 1e-14 * max(1.0, float(np.abs(z).max())):
            break
    return z


def _tangent(jacobian: Floats, before: Floats | None) -> Floats:
    """The direction of the curve: first that in which the last unknown rises, then the one that goes on."""
    if before is not None:
        t = _solution(np.vstack([jacobian, before]), np.append(np.zeros(len(jacobian)), 1.0))
        if t is not None and np.all(np.isfinite(t)):
            return t / np.linalg.norm(t)
    t = np.linalg.svd(jacobian)[2][-1]
    ahead = t[-1] if before is None else t @ before
    return t if ahead > 0 else -t


def _solution(system: Floats, right: Floats) -> Floats | None:
    try:
        return np.linalg.solve(system, right)
    except np.linalg.LinAlgError:
        return None
