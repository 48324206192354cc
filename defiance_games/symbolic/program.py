"""Linear programs with exact answers: floating point guesses the basis, rational arithmetic proves it.

HiGHS solves the program in floats. Which variables it puts above zero and which constraints it makes
tight determine a system of linear equations, whose rational solution is the optimum where the guess is
right; the same is done for the dual prices. Weak duality then is the proof: a feasible point and feasible
prices with the same value are both optimal. Where the guess fails, the exact simplex method is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from .linear import Linear, best

Coefficients = Mapping[int, Fraction]  # number of the variable -> coefficient; zeros left out
ZERO, ONE = Fraction(0), Fraction(1)
TINY = 1e-9  # what floating point calls zero; every use is checked exactly


class Constraint(NamedTuple):
    """``sum of coefficients * x + constant op 0`` with op ``>=`` or ``=``."""

    coefficients: Coefficients
    constant: Fraction = ZERO
    op: str = ">="

    def value(self, x: Sequence[Fraction]) -> Fraction:
        """The left side at x."""
        return dot(self.coefficients, x) + self.constant

    def holds(self, x: Sequence[Fraction]) -> bool:
        """Whether it holds at x."""
        return self.value(x) == 0 if self.op == "=" else self.value(x) >= 0


class Optimum(NamedTuple):
    """The largest value of the objective, and where it is reached."""

    value: Fraction
    x: list[Fraction]


def dot(coefficients: Coefficients, x: Sequence[Fraction]) -> Fraction:
    """Return the inner product."""
    return sum((c * x[k] for k, c in coefficients.items() if x[k]), ZERO)


def maximum(objective: Coefficients, n: int, constraints: Sequence[Constraint]) -> Optimum | None:
    """Return the optimum over x >= 0 (n variables) in the constraints; None if no x satisfies them.

    ValueError where the objective has no bound.

    >>> F = Fraction
    >>> maximum({0: F(1), 1: F(1)}, 2, [Constraint({0: F(-1), 1: F(-3)}, F(1))])
    Optimum(value=Fraction(1, 1), x=[Fraction(1, 1), Fraction(0, 1)])
    >>> maximum({0: F(1)}, 1, [Constraint({0: F(-1)}, F(-1))]) is None
    True
    """
    found = _in_floats(objective, n, constraints)
    if found is not None:
        proved = _proved(objective, n, constraints, *found)
        if proved is not None:
            return proved
    elif _surely_empty(n, constraints):
        return None
    return _by_simplex(objective, n, constraints)


def solved(rows: Sequence[Coefficients], right: Sequence[Fraction], unknowns: Sequence[int]) -> Any:
    """Return unknown -> value, the only solution of the equations; None if there is none, or several.

    >>> solved([{0: Fraction(2), 1: Fraction(1)}, {1: Fraction(3)}], [Fraction(4), Fraction(6)], [0, 1])
    {0: Fraction(1, 1), 1: Fraction(2, 1)}
    """
    from flint import fmpq, fmpq_mat

    if not unknowns:
        return {} if not any(right) else None
    width = len(unknowns) + 1
    place = {k: j for j, k in enumerate(unknowns)}
    entries = []
    for row, b in zip(rows, right, strict=True):
        line = [fmpq(0)] * width
        for k, c in row.items():
            if k in place:
                line[place[k]] = fmpq(c.numerator, c.denominator)
        line[-1] = fmpq(b.numerator, b.denominator)
        entries += line
    reduced, rank = fmpq_mat(len(rows), width, entries).rref() if rows else (None, 0)
    if reduced is None or rank != len(unknowns) or any(reduced[i, i] != 1 for i in range(rank)):
        return None
    values = [reduced[i, width - 1] for i in range(rank)]
    return {k: Fraction(int(v.p), int(v.q)) for k, v in zip(unknowns, values, strict=True)}


def _in_floats(objective: Coefficients, n: int, constraints: Sequence[Constraint]) -> Any:
    """The variables above zero, the tight constraints, the priced constraints and the priced variables."""
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix

    scales = [max([1.0, *(abs(float(x)) for x in c.coefficients.values())]) for c in constraints]

    def matrix(kind: str) -> tuple[Any, Any]:
        chosen = [(c, s) for c, s in zip(constraints, scales) if c.op == kind]
        if not chosen:
            return None, None
        entries = [(i, k, float(x) / s) for i, (c, s) in enumerate(chosen) for k, x in c.coefficients.items()]
        i, k, x = zip(*entries) if entries else ((), (), ())
        right = np.array([float(c.constant) / s for c, s in chosen])
        return csr_matrix((x, (i, k)), shape=(len(chosen), n)), right

    cost = np.zeros(n)
    for k, x in objective.items():
        cost[k] = -float(x)
    cost /= max(1.0, abs(cost).max(initial=0.0))
    above, room = matrix(">=")
    equal, level = matrix("=")
    result = linprog(
        cost,
        A_ub=None if above is None else -above,
        b_ub=room,
        A_eq=equal,
        b_eq=None if level is None else -level,
        bounds=(0, None),
        method="highs-ds",
    )
    if result.status != 0:
        return None
    slack, price = iter(result.slack), iter(result.ineqlin.marginals)
    level_price = iter(result.eqlin.marginals)
    tight, priced = [], []
    for i, c in enumerate(constraints):
        if c.op == "=":
            tight.append(i)
            if abs(next(level_price)) > TINY:
                priced.append(i)
            continue
        if next(slack) <= TINY:
            tight.append(i)
        if abs(next(price)) > TINY:
            priced.append(i)
    positive = [k for k in range(n) if result.x[k] > TINY]
    reduced = result.lower.marginals
    return positive, tight, priced, [k for k in range(n) if reduced[k] > TINY]


def _proved(
    objective: Coefficients,
    n: int,
    constraints: Sequence[Constraint],
    positive: list[int],
    tight: list[int],
    priced: list[int],
    unused: list[int],
) -> Optimum | None:
    """The optimum, if the exact point and the exact prices prove each other."""
    rows = [constraints[i].coefficients for i in tight]
    point = solved(rows, [-constraints[i].constant for i in tight], positive)
    if point is None:
        return None
    x = [point.get(k, ZERO) for k in range(n)]
    if any(v < 0 for v in x) or not all(c.holds(x) for c in constraints):
        return None
    value = dot(objective, x)
    columns: list[dict[int, Fraction]] = [{} for _ in range(n)]
    for i in priced:
        for k, c in constraints[i].coefficients.items():
            columns[k][i] = c
    free = set(unused)
    used = [k for k in range(n) if k not in free]
    prices = solved([columns[k] for k in used], [-objective.get(k, ZERO) for k in used], priced)
    if prices is None or any(p < 0 for i, p in prices.items() if constraints[i].op == ">="):
        return None
    # objective + prices . constraints <= their constants, for every x >= 0
    if any(objective.get(k, ZERO) + sum(prices[i] * c for i, c in columns[k].items()) > 0 for k in free):
        return None
    bound = sum((p * constraints[i].constant for i, p in prices.items()), ZERO)
    return Optimum(value, x) if bound == value else None


def _surely_empty(n: int, constraints: Sequence[Constraint]) -> bool:
    """Whether the smallest shortfall that makes the constraints hold is proved to be positive."""
    shortfall: list[Constraint] = []
    for c in constraints:
        shortfall.append(Constraint({**c.coefficients, n: ONE}, c.constant))
        if c.op == "=":
            negated = {k: -x for k, x in c.coefficients.items()}
            shortfall.append(Constraint({**negated, n: ONE}, -c.constant))
    found = _in_floats({n: -ONE}, n + 1, shortfall)
    proved = None if found is None else _proved({n: -ONE}, n + 1, shortfall, *found)
    return proved is not None and proved.value < 0


def _by_simplex(objective: Coefficients, n: int, constraints: Sequence[Constraint]) -> Optimum | None:
    dense = [Linear([c.coefficients.get(k, ZERO) for k in range(n)], c.constant, c.op) for c in constraints]
    found = best([objective.get(k, ZERO) for k in range(n)], dense)
    return None if found is None else Optimum(*found)
