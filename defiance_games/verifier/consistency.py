"""Whether beliefs are consistent: limits of Bayes' beliefs from strategies that play every action.

Strategies that tend to the profile play action a, which the profile does not play, with a probability of
about ``c(a) * eps**e(a)``. Beliefs are consistent iff there are orders ``e(a) > 0`` and weights ``c(a) > 0``
(for the actions that are played: order 0, and their probability as weight) such that in every information
set the nodes with a positive belief are those of the lowest order, and beliefs there are as the products of
the weights. The orders are a linear program; the products are linear in the logarithms of the weights, so
that weights exist iff every integer combination of the equations that cancels all unknown weights cancels
the known ratios. Chance moves without probability count as mistakes of chance.

Source: Kreps and Wilson (1982), lemmas A1 and A2; Streufert (2012) for a proof of A1.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

from ..errors import escaped
from ..games.extensive_form import ExtensiveForm
from ..symbolic.linear import ONE, ZERO, Linear, feasible
from .rationality import Number, Requirement
from .ways import Move

MOST_TREMBLES = 120  # actions not played; beyond, the linear program is too large


class NotDecided(Exception):
    """Consistency is a question beyond these means; the text says why."""


class Trace(NamedTuple):
    """How the play comes to a node: actions that are not played, and the probabilities of the others."""

    trembles: Mapping[Move, int]
    known: Sequence[Number]


def requirements(
    game: ExtensiveForm, mixes: Sequence[Any], beliefs: Mapping[int, Sequence[Number]], one: Number
) -> Iterator[Requirement]:
    """Yield what consistency asks for; what is not zero is taken to be positive.

    ``beliefs`` are those at information sets with several nodes. NotDecided where that is not all that
    counts.
    """
    traces = {m: [_trace(game, mixes, k) for k in game.information_sets[m].nodes] for m in sorted(beliefs)}
    if not all(any(belief) for belief in beliefs.values()):  # no distribution: another requirement says so
        return
    if not _ordered(traces, beliefs):
        yield Requirement(one, "=", _no_orders)
        return
    rows = [
        (m, t, x, first, first_x)
        for m, found in traces.items()
        for (first, first_x), *others in [[(t, x) for t, x in zip(found, beliefs[m], strict=True) if x]]
        for t, x in others
    ]
    names = sorted({a for _, t, _, first, _ in rows for a in (*t.trembles, *first.trembles)})
    matrix = [[t.trembles.get(a, 0) - first.trembles.get(a, 0) for a in names] for _, t, _, first, _ in rows]
    for combination in _cancelling(matrix):
        left = right = one
        for n, (_, t, x, first, first_x) in zip(combination, rows, strict=True):
            above, below = [x, *first.known], [first_x, *t.known]
            if n < 0:
                above, below = below, above
            for _ in range(abs(n)):
                left = math.prod(above, start=left)
                right = math.prod(below, start=right)
        used = [m for n, (m, *_) in zip(combination, rows, strict=True) if n]
        yield Requirement(left - right, "=", partial(_no_weights, game, list(dict.fromkeys(used))))


def _trace(game: ExtensiveForm, mixes: Sequence[Any], node: int) -> Trace:
    trembles: dict[Move, int] = {}
    known: list[Number] = []
    for s, a in game.path(node):
        if x := mixes[s][a]:
            known.append(x)
        else:
            trembles[s, a] = trembles.get((s, a), 0) + 1
    return Trace(trembles, known)


def _ordered(traces: Mapping[int, Sequence[Trace]], beliefs: Mapping[int, Sequence[Number]]) -> bool:
    """Whether orders exist; scaled so that they are at least 1, and apart by 1."""
    names = sorted({a for found in traces.values() for t in found for a in t.trembles})
    if len(names) > MOST_TREMBLES:
        raise NotDecided(f"{len(names)} actions are not played")
    rows: list[Linear] = []
    for m, found in traces.items():
        lowest = next(t for t, x in zip(found, beliefs[m], strict=True) if x)
        for t, x in zip(found, beliefs[m], strict=True):
            if t is lowest:
                continue
            row = [Fraction(t.trembles.get(a, 0) - lowest.trembles.get(a, 0)) for a in names]
            # with e = 1 + (what is sought): coefficients . e is 0, or at least 1
            rows.append(Linear(row, sum(row, ZERO) - (ZERO if x else ONE), "=" if x else ">="))
    return not rows or feasible(len(names), rows) is not None


def _cancelling(matrix: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Yield a basis of the integer combinations of rows that are zero."""
    work = [
        [*map(Fraction, row), *(ONE if i == j else ZERO for j in range(len(matrix)))]
        for i, row in enumerate(matrix)
    ]
    width = len(matrix[0]) if matrix else 0
    done = 0
    for column in range(width):
        k = next((k for k in range(done, len(work)) if work[k][column]), None)
        if k is None:
            continue
        work[done], work[k] = work[k], work[done]
        pivot = work[done]
        for i in range(done + 1, len(work)):
            factor = work[i][column] / pivot[column]
            if factor:
                work[i] = [x - factor * y for x, y in zip(work[i], pivot, strict=True)]
        done += 1
    for row in work[done:]:
        found = row[width:]
        scale = math.lcm(*(x.denominator for x in found))
        yield [int(x * scale) for x in found]


def _no_orders() -> str:
    return (
        "The beliefs are not consistent: no orders of the mistakes make the nodes that are believed "
        "the likeliest."
    )


def _no_weights(game: ExtensiveForm, places: Sequence[int]) -> str:
    where = " and ".join(escaped(game.information_sets[m].label) for m in places)
    return f"The beliefs at {where} are not consistent: no mistakes of the players make them so likely."
