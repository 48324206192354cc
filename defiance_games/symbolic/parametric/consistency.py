"""Which nodes of an information set can share its belief? Kreps and Wilson's labellings, exactly.

Let every unused action ``a`` tremble with probability xi(a) e**K(a), xi(a) > 0, as e goes to 0. A node's
weight is then its leading term: its label, the sum of the K of the unused actions on its path, and its
coefficient, the product of their xi with the probabilities of the used ones. Beliefs are limits of such
conditional probabilities iff some positive integers K make the nodes with positive belief in each
information set exactly those of least label, and some xi make their ratios those of the coefficients.
Only differences of labels matter, and positive rationals can be scaled to integers, so that the first
part is a linear program. Source: Kreps & Wilson (1982), Lemma A1; Streufert (2006).

>>> left, right = frozenset("L"), frozenset("R")
>>> first = Labels().with_least([left, right], [0])  # L trembles more often than R
>>> first.with_least([left | {"T"}, right | {"T"}], [1]) is None
True
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..linear import Linear, feasible

Tremble = Hashable  # an unused action
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
            found = Labels((*self.equal, *filter(None, equal)), (*self.greater, *greater))
            return found if found.exist() else None
        return self

    def exist(self) -> bool:
        """Whether some positive labels satisfy what is asked."""
        names = sorted({a for row in (*self.equal, *self.greater) for a, _ in row}, key=repr)
        place = {a: k for k, a in enumerate(names)}
        rows: list[Linear] = []
        for group, op in ((self.equal, "="), (self.greater, ">=")):
            for row in group:  # a label is 1 + x with x >= 0, and what is positive is at least 1
                coefficients = [Fraction(0)] * len(names)
                for a, c in row:
                    coefficients[place[a]] += c
                rows.append(Linear(coefficients, sum(coefficients, Fraction(0)) - (op == ">="), op))
        return feasible(len(names), rows) is not None


def _difference(a: Collection[Tremble], b: Collection[Tremble]) -> Row:
    """The sum of the labels in ``a`` less that in ``b``."""
    return (*((x, 1) for x in a if x not in b), *((x, -1) for x in b if x not in a))
