"""Where polynomials in one variable are nonnegative on [0, 1]: closed intervals and single points."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .algebraic import precision, real_roots
from .number_field import NumberField

Root = tuple[tuple[int, ...], int]  # an irreducible polynomial, and which of its real roots


@dataclass(frozen=True)
class Intervals:
    """``intervals`` with ends, and single ``points``, all as roots of irreducible polynomials."""

    intervals: tuple[tuple[Root, Root], ...]
    points: tuple[Root, ...]


def where(positive: Sequence[Sequence[int]], nonnegative: Sequence[Sequence[int]]) -> Intervals:
    """Return the closures of the open intervals of (0, 1) on which all polynomials are as they should be.

    Polynomials are lists of coefficients, the constant first. ``points``: numbers in (0, 1) in no such
    interval at which those in ``positive`` are positive and those in ``nonnegative`` are not negative.

    >>> where([], [[-1, 3], [2, -3]]).intervals     # 3*x >= 1 and 3*x <= 2
    ((((-1, 3), 0), ((-2, 3), 0)),)
    """
    from flint import fmpz_poly

    positive, nonnegative = [list(p) for p in positive], [list(p) for p in nonnegative]
    factors = {(0, 1), (-1, 1)}
    for p in (*positive, *nonnegative):
        if any(p):
            factors |= {tuple(int(c) for c in f.coeffs()) for f, _ in fmpz_poly(p).factor()[1]}
    edges = _edges(sorted(factors))
    good = []
    for (_, left), (_, right) in zip(edges, edges[1:]):
        x = _between(left, right)
        good.append(
            all(_at(p, x) > 0 for p in positive) and all(not any(p) or _at(p, x) > 0 for p in nonnegative)
        )
    intervals: list[tuple[Root, Root]] = []
    for k, fine in enumerate(good):
        if fine and k and good[k - 1]:
            intervals[-1] = (intervals[-1][0], edges[k + 1][0])
        elif fine:
            intervals.append((edges[k][0], edges[k + 1][0]))
    points = []
    for k in range(1, len(edges) - 1):
        if not good[k - 1] and not good[k]:
            field = NumberField(*edges[k][0])
            signs = [field.sign(field.reduced(_element(field, p))) for p in (*positive, *nonnegative)]
            if all(s > 0 for s in signs[: len(positive)]) and all(s >= 0 for s in signs[len(positive) :]):
                points.append(edges[k][0])
    return Intervals(tuple(intervals), tuple(points))


def _edges(factors: Sequence[tuple[int, ...]]) -> list[tuple[Root, Any]]:
    """The roots of the factors in [0, 1], ascending, with balls that do not touch."""
    for bits in (64, 256, 1024, 4096):
        with precision(bits):
            found = [((f, k), ball) for f in factors for k, ball in enumerate(real_roots(f))]
            apart = not any(a[1].overlaps(b[1]) for i, a in enumerate(found) for b in found[:i])
        if apart:
            found.sort(key=functools.cmp_to_key(lambda a, b: -1 if a[1] < b[1] else 1))
            low = next(k for k, (root, _) in enumerate(found) if root == ((0, 1), 0))
            high = next(k for k, (root, _) in enumerate(found) if root == ((-1, 1), 0))
            return found[low : high + 1]
    raise ArithmeticError("roots too close together")


def _between(left: Any, right: Any) -> Fraction:
    """A rational number between two balls."""
    a, b = left.upper().fmpq(), right.lower().fmpq()
    return (Fraction(int(a.p), int(a.q)) + Fraction(int(b.p), int(b.q))) / 2


def _at(p: Sequence[int], x: Fraction) -> Fraction:
    value = Fraction(0)
    for c in reversed(p):
        value = value * x + c
    return value


def _element(field: NumberField, p: Sequence[int]) -> Any:
    from flint import fmpq_poly

    return fmpq_poly(list(p))
