"""The loops of a run in NumPy, where numba is not installed: the functions of ``compiled``, same results."""

from __future__ import annotations

from typing import Any

import numpy as np

from .draws import uniforms

Array = np.ndarray
_BLOCK = 1 << 15  # localities at a time


def tally(indptr: Array, indices: Array, flags: Array, found: Array) -> None:
    """Set ``found[i]`` to the number of those in row i whose flag is set."""
    total = np.zeros(indices.size + 1, np.int64)
    np.cumsum(flags[indices], out=total[1:])
    found[:] = total[indptr[1:]] - total[indptr[:-1]]


def weighted_tally(indptr: Array, indices: Array, weights: Array, flags: Array, found: Array) -> None:
    """Set ``found[i]`` to the weight of those in row i whose flag is set."""
    rows = np.repeat(np.arange(found.size), np.diff(indptr))
    found[:] = np.bincount(rows, weights=weights * flags[indices], minlength=found.size)


def spread(indptr: Array, indices: Array, nodes: Array, step: int, counts: Array) -> None:
    """Add ``step`` to the counts of those in the rows of ``nodes``."""
    start = indptr[nodes].astype(np.int64)
    length = indptr[nodes + 1] - start
    places = np.repeat(start - np.cumsum(length) + length, length) + np.arange(length.sum())
    np.add.at(counts, indices[places], step)


def learn(
    acting: Array,
    rate: Array,
    own: int,
    seen: Array,
    sanctioned: Array,
    news: tuple[float, float],
    slope: Array,
    weight: float,
    bound: Array,
    key: Any,
    chance: float,
    forever: bool,
    coming: Array,
) -> None:
    """Add what is seen in the period, and decide who defies in the next (see ``compiled``)."""
    public, public_sanctions = news
    for start in range(0, acting.size, _BLOCK):
        at = slice(start, start + _BLOCK)
        act = acting[at]
        seen[at] += rate[at] + (own * act).astype(rate.dtype)
        s = slope[at] if slope.size > 1 else slope
        b = bound[at] if bound.size > 1 else bound
        defies = s * (seen[at] + public) - weight * (sanctioned[at] + public_sanctions) > b
        if chance < 1:
            defies = np.where(uniforms(int(key), np.arange(start, start + act.size)) < chance, defies, act)
        coming[at] = (defies | act) if forever else defies


def adopt(
    acting: Array,
    rate: Array,
    strength: Array,
    push: float,
    pull: float,
    hazard: Array,
    patience: Array,
    coming: Array,
) -> None:
    """Add the hazard of the period; adopt when it has reached the patience (see ``compiled``)."""
    share = np.divide(rate, strength, out=np.zeros(acting.size), where=strength > 0)
    hazard += push + pull * share
    np.logical_or(acting, hazard >= patience, out=coming)
