"""The loops of a run, compiled by numba for all cores. ``plain`` has the same functions without numba.

Nothing depends on the number of threads: each locality's numbers are written by one thread, sums are of
integers or in the order of a row, and random numbers belong to (key, locality).
"""

from __future__ import annotations

import numpy as np
from numba import njit, prange

from . import draws

_GOLDEN, _FIRST, _SECOND = np.uint64(draws.GOLDEN), np.uint64(draws.FIRST), np.uint64(draws.SECOND)
_30, _27, _31, _11, _ONE = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11), np.uint64(1)


@njit(inline="always")
def _uniform(key, i):
    z = (np.uint64(i) + _ONE) * _GOLDEN + key
    z = (z ^ (z >> _30)) * _FIRST
    z = (z ^ (z >> _27)) * _SECOND
    z ^= z >> _31
    return (z >> _11) * 2.0**-53


@njit(parallel=True, cache=True, nogil=True)
def tally(indptr, indices, flags, found):
    """Set ``found[i]`` to the number of those in row i whose flag is set."""
    for i in prange(found.size):
        total = np.int32(0)
        for k in range(indptr[i], indptr[i + 1]):
            total += flags[indices[k]]
        found[i] = total


@njit(parallel=True, cache=True, nogil=True)
def weighted_tally(indptr, indices, weights, flags, found):
    """Set ``found[i]`` to the weight of those in row i whose flag is set."""
    for i in prange(found.size):
        total = 0.0
        for k in range(indptr[i], indptr[i + 1]):
            total += weights[k] * flags[indices[k]]
        found[i] = total


@njit(cache=True, nogil=True)
def spread(indptr, indices, nodes, step, counts):
    """Add ``step`` to the counts of those in the rows of ``nodes``."""
    for j in nodes:
        for k in range(indptr[j], indptr[j + 1]):
            counts[indices[k]] += step


@njit(parallel=True, cache=True, nogil=True)
def learn(acting, rate, own, seen, sanctioned, news, slope, weight, bound, key, chance, forever, coming):
    """Add what is seen in the period, and decide who defies in the next.

    ``seen`` gains ``rate`` and, where a locality defies, ``own``; ``news`` are the counts that all share.
    Whoever revises (with probability ``chance``; with ``forever`` no defier does) defies iff the test of
    beliefs holds.
    """
    public, public_sanctions = news
    for i in prange(acting.size):
        count = seen[i] + rate[i] + own * acting[i]
        seen[i] = count
        if acting[i] and forever:
            coming[i] = True
        elif chance < 1.0 and _uniform(key, i) >= chance:
            coming[i] = acting[i]
        else:
            s = slope[i] if slope.size > 1 else slope[0]
            b = bound[i] if bound.size > 1 else bound[0]
            coming[i] = s * (count + public) - weight * (sanctioned[i] + public_sanctions) > b


@njit(parallel=True, cache=True, nogil=True)
def adopt(acting, rate, strength, push, pull, hazard, patience, coming):
    """Add the hazard of the period, push + pull * rate / strength; adopt when it has reached the patience."""
    for i in prange(acting.size):
        share = rate[i] / strength[i] if strength[i] > 0 else 0.0
        total = hazard[i] + (push + pull * share)
        hazard[i] = total
        coming[i] = acting[i] or total >= patience[i]
