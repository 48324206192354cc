"""Random numbers that depend on (seed, purpose, period, locality) alone, not on who draws them or when.

The i-th number of a stream is ``mix(key + (i + 1) * GOLDEN)`` in 64-bit arithmetic, the generator SplitMix64
at position i, where the key mixes seed, purpose and period. So a run does not depend on the number of
threads, and compiled and plain code draw the same numbers. Source: Steele, Lea & Flood (2014), "Fast
splittable pseudorandom number generators", figure 17; counter-based use as in Salmon et al. (2011).
"""

from __future__ import annotations

import numpy as np

GOLDEN = 0x9E3779B97F4A7C15
FIRST, SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_MASK = (1 << 64) - 1
_BLOCK = 1 << 15  # numbers mixed at a time: the work stays in the cache


def _mix(z: int) -> int:
    z = (z ^ (z >> 30)) * FIRST & _MASK
    z = (z ^ (z >> 27)) * SECOND & _MASK
    return z ^ (z >> 31)


def uniforms(key: int, places: np.ndarray) -> np.ndarray:
    """Return the numbers in [0, 1) at these places of a stream: multiples of 2**-53.

    >>> uniforms(0, np.arange(2)).round(6).tolist()
    [0.883311, 0.431528]
    """
    z = (places.astype(np.uint64) + np.uint64(1)) * np.uint64(GOLDEN) + np.uint64(key)
    z ^= z >> np.uint64(30)
    z *= np.uint64(FIRST)
    z ^= z >> np.uint64(27)
    z *= np.uint64(SECOND)
    z ^= z >> np.uint64(31)
    return (z >> np.uint64(11)) * 2.0**-53


class Draws:
    """All random numbers of a run with a seed; a purpose is a word.

    >>> draws = Draws(7)
    >>> draws.distinct("seeds", 0, 3, 10).tolist() == Draws(7).distinct("seeds", 0, 3, 10).tolist()
    True
    """

    def __init__(self, seed: int):
        self.seed = seed

    def key(self, purpose: str, period: int = 0) -> int:
        """Return the key of a stream."""
        key = self.seed
        for part in (*purpose.encode(), period):
            key = _mix((key + (part + 1) * GOLDEN) & _MASK)
        return key

    def uniform(self, purpose: str, period: int, size: int) -> np.ndarray:
        """Return ``size`` numbers in [0, 1)."""
        key, found = self.key(purpose, period), np.empty(size)
        for start in range(0, size, _BLOCK):
            stop = min(size, start + _BLOCK)
            found[start:stop] = uniforms(key, np.arange(start, stop))
        return found

    def distinct(self, purpose: str, period: int, count: int, size: int) -> np.ndarray:
        """Return ``count`` different numbers of 0..size-1, every set equally likely, ascending."""
        if count >= size:
            return np.arange(size)
        if 2 * count > size:  # draw those left out
            left = np.ones(size, bool)
            left[self.distinct(purpose, period, size - count, size)] = False
            return np.flatnonzero(left)
        key, drawn = self.key(purpose, period), 0
        found = np.empty(0, np.int64)
        first = np.empty(size, np.int64)  # where in `found` each number occurs first
        while found.size < count:  # the first so many different ones, in the order drawn
            more = count - found.size
            places = np.arange(drawn, drawn + more + (more >> 1) + 8)
            drawn += places.size
            found = np.concatenate([found, (uniforms(key, places) * size).astype(np.int64)])
            order = np.arange(found.size)
            first[found[::-1]] = order[::-1]  # of several assignments the last holds
            found = found[first[found] == order]
        return np.sort(found[:count])
