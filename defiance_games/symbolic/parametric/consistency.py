"""Which nodes of an information set can share its belief? Kreps and Wilson's labellings, exactly.

Let every unused action ``a`` tremble with probability xi(a) e**K(a), xi(a) > 0, as e goes to 0. A node's
weight is then its leading term: its label, the sum of the K of the unused actions on its path, and its
coefficient, the product of their xi with the probabilities of the used ones. Beliefs are limits of such
conditional probabilities iff some positive integers K make the nodes with positive belief in each
information set exactly those of least label, and some xi make their ratios those of the coefficients.
Only differences of labels matter, and positive rationals can be scaled to integers, so that the first
part is a linear program. Source: Kreps & Wilson (1982), Lemma A1; Streufert (2006).

>>> left, right, later = (0, 0), (0, 1), (1, 0)
>>> first = Labels().with_least([{left}, {right}], [0])  # left trembles more often than right
>>> first.with_least([{left, later}, {right, later}], [1]) is None
True
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from ..linear import Linear, feasible
from ..ring import Quotient
from .system import Field

Tremble = tuple[int, int]  # an unused action
Powers = Mapping[Tremble, int]  # a product of powers of their xi
Odds = Mapping[Tremble, tuple[Quotient, Powers]]  # what is settled: xi = a number times a product of others
Row = tuple[tuple[Tremble, int], ...]


@dataclass(frozen=True)
class Labels:
    """What is asked of the labels so far: sums of labels that must be 0, and ones that must be positive."""

    equal: tuple[Row, ...] = ()
    greater: tuple[Row, ...] = ()

    def with_least(self, paths: Sequence[Collection[Tremble]], least: Collection[int]) -> Labels | None:
        """Return the labels such that exactly the nodes ``least`` have the least label; None if none do.

        ``paths``: for each node of an information set, the unused actions on the way to it.
        """
        first, *rest = sorted(least)
        equal = [_difference(paths[k], paths[first]) for k in rest]
        greater = [_difference(p, paths[first]) for k, p in enumerate(paths) if k not in least]
        if any(equal) or greater:
            found = Labels(_distinct(*self.equal, *filter(None, equal)), _distinct(*self.greater, *greater))
            return found if _exist(found) else None
        return self


@lru_cache(maxsize=4096)
def _exist(asked: Labels) -> bool:
    """Whether some positive labels satisfy what is asked."""
    names = sorted({a for row in (*asked.equal, *asked.greater) for a, _ in row})
    place = {a: k for k, a in enumerate(names)}
    rows: list[Linear] = []
    for group, op in ((asked.equal, "="), (asked.greater, ">=")):
        for row in group:  # a label is 1 + x with x >= 0, and what is positive is at least 1
            coefficients = [Fraction(0)] * len(names)
            for a, c in row:
                coefficients[place[a]] += c
            rows.append(Linear(coefficients, sum(coefficients, Fraction(0)) - (op == ">="), op))
    return feasible(len(names), rows) is not None


def _distinct(*rows: Row) -> tuple[Row, ...]:
    return tuple(sorted(set(rows)))


def _difference(a: Collection[Tremble], b: Collection[Tremble]) -> Row:
    """The sum of the labels in ``a`` less that in ``b``."""
    return tuple(sorted([*((x, 1) for x in a if x not in b), *((x, -1) for x in b if x not in a)]))


def without_settled(
    field: Field, odds: Odds, ratio: Quotient, powers: Powers
) -> tuple[Quotient, dict[Tremble, int]]:
    """Return a number times a product of powers with the settled trembles replaced."""
    left: dict[Tremble, int] = {}
    for m, n in powers.items():
        value, others = odds.get(m, (field.one, {m: 1}))
        for _ in range(abs(n)):
            ratio = field.times(ratio, value) if n > 0 else field.over(ratio, value)
        for o, k in others.items():
            left[o] = left.get(o, 0) + n * k
    return ratio, {m: n for m, n in left.items() if n}


def with_settled(field: Field, odds: Odds, tremble: Tremble, value: Quotient, powers: Powers) -> Odds:
    """Return the odds with a tremble settled: the product of the powers is ``value``, its own is 1 or -1."""
    turn = powers[tremble]
    x = value if turn > 0 else field.over(field.one, value)
    one: Odds = {tremble: (x, {m: -n * turn for m, n in powers.items() if m != tremble})}
    return {m: without_settled(field, one, *old) for m, old in odds.items()} | dict(one)
