"""Solve polynomial equations exactly, by cases: the components of their set of solutions.

An equation that factors is split. One that is linear in an unknown is solved for it, where its coefficient
is not zero; where it is, the coefficient and the rest vanish together, which is a case of its own. What no
longer has an unknown of degree one is solved by resultants: finitely many solutions are had exactly, in a
number field each, which lifts them back, one unknown at a time, by greatest common divisors over the field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .algebraic import precision, real_roots
from .factors import factored
from .number_field import NumberField, gcd, rational_field, square_free

Poly = Any  # flint.fmpz_mpoly
Sign = Callable[[Poly], "int | None"]
MOST_DEGREE = (150, 16)  # of a resultant in one unknown; in several
MOST_FIELD_DEGREE = 24
MOST_TERMS = 1_000_000  # products of terms in one step, at most
_SHEARS = (0, 1, -1, 2, -2, 3)


class Unsettled(Exception):
    """Not finitely many solutions, or more than these means can separate."""


class _Entangled(Exception):
    """Two solutions share all coordinates but one: turn the coordinates."""


@dataclass(frozen=True)
class Component:
    """A part of the solutions: unknown = numerator/denominator, in unknowns solved later or left."""

    solved: tuple[tuple[int, Poly, Poly], ...]
    equations: tuple[Poly, ...]  # irreducible, in what is not solved


@dataclass(frozen=True)
class AlgebraicPoint:
    """A value in a number field for each unknown."""

    field: NumberField
    values: Mapping[int, Any]


class Elimination:
    """Solves equations in ``unknowns`` (numbers of variables), and ties between ``parameters``.

    ``sign`` returns the sign of a polynomial where it is the same wherever solutions matter, else None;
    ``inside``: whether every unknown that matters lies strictly between 0 and 1.
    """

    def __init__(
        self,
        unknowns: Sequence[int],
        sign: Sign,
        check_time: Callable[[], None],
        inside: bool = True,
        parameters: Sequence[int] = (),
    ):
        self.unknowns, self.parameters = tuple(unknowns), tuple(parameters)
        self.sign, self.check_time, self.inside = sign, check_time, inside

    def components(self, equations: Sequence[Poly]) -> Iterator[Component]:
        """Yield the components; together they hold every solution that matters."""
        stack: list[tuple[list[Poly], tuple, list[Poly]]] = [(list(equations), (), [])]
        while stack:
            self.check_time()
            left, solved, nonzero = stack.pop()
            parts = self._factored(left, nonzero)
            if parts is None:
                continue
            split = next((k for k, factors in enumerate(parts) if len(factors) > 1), None)
            single = list({str(f): f for factors in parts if len(factors) == 1 for f in factors}.values())
            if split is not None:
                rest = [_product(factors) for k, factors in enumerate(parts) if k != split]
                for k, f in enumerate(parts[split]):
                    stack.append(([f, *rest], solved, nonzero + parts[split][:k]))
                continue
            choice = self._linear(single) or self._tie(single)
            if choice is None:
                yield Component(solved, tuple(single))
                continue
            equation, i, c = choice
            d = _without(equation, i)
            others = [e for e in single if e is not equation]
            if not (c.is_constant() or self.sign(c)):
                stack.append(([c, d, *others], solved, nonzero))
            nonzero = nonzero if c.is_constant() else [*nonzero, c]
            changed = [substituted(e, i, -d, c)[0] for e in others]
            kept = [substituted(e, i, -d, c)[0] for e in nonzero]
            if all(e != 0 for e in kept):
                stack.append((changed, (*solved, (i, -d, c)), kept))

    def _factored(self, equations: Sequence[Poly], nonzero: Sequence[Poly]) -> list[list[Poly]] | None:
        """The factors of each equation that may vanish; None where there are none of one."""
        apart = {_key(f) for p in nonzero for f, _ in factored(p)[1]}
        found = []
        for p in equations:
            if p == 0:
                continue
            factors = [] if p.is_constant() else [f for f, _ in factored(p)[1]]
            factors = [f for f in factors if _key(f) not in apart and not self.sign(f)]
            if not factors:
                return None
            found.append(factors)
        return found

    def _linear(self, equations: Sequence[Poly]) -> tuple[Poly, int, Poly] | None:
        """The equation, unknown and coefficient to solve for next: coefficients surely not zero first."""
        best: tuple[tuple, tuple[Poly, int, Poly]] | None = None
        for e in equations:
            degrees = e.degrees()
            for i in self.unknowns:
                if degrees[i] != 1:
                    continue
                c = e.derivative(i)
                hard = 0 if c.is_constant() else 1 if self.sign(c) else 2 if not self._has_unknown(c) else 3
                rank = (hard, len(c) + len(e), c.total_degree(), i)
                if best is None or rank < best[0]:
                    best = (rank, (e, i, c))
        return None if best is None else best[1]

    def _tie(self, equations: Sequence[Poly]) -> tuple[Poly, int, Poly] | None:
        """An equation between parameters, with one that it gives everywhere."""
        for e in equations:
            if not self._has_unknown(e):
                degrees = e.degrees()
                for i in reversed(self.parameters):
                    if degrees[i] == 1 and e.derivative(i).is_constant():
                        return e, i, e.derivative(i)
        return None

    def _has_unknown(self, p: Poly) -> bool:
        degrees = p.degrees()
        return any(degrees[i] for i in self.unknowns)

    # -- finitely many solutions ----------------------------------------------------------------
    def points(self, component: Component) -> list[AlgebraicPoint]:
        """Return the solutions in a component without parameters, if they are finitely many (Unsettled)."""
        solved = {i for i, _, _ in component.solved}
        left = [i for i in self.unknowns if i not in solved]
        found = []
        for field, values in self._finite(list(component.equations), left):
            try:
                for i, numerator, denominator in reversed(component.solved):
                    below = field.inverse(field.value(denominator, values))
                    values = {**values, i: field.reduced(field.value(numerator, values) * below)}
            except ZeroDivisionError:
                continue
            found.append(AlgebraicPoint(field, values))
        return found

    def _finite(self, equations: list[Poly], unknowns: list[int]) -> list[tuple[NumberField, dict]]:
        if not unknowns:
            return [] if equations else [(rational_field(), {})]
        if any(all(e.degrees()[i] == 0 for e in equations) for i in unknowns):
            raise Unsettled
        if len(unknowns) == 1:
            return self._roots(equations, unknowns[0])
        for shear in _SHEARS:
            self.check_time()
            try:
                return self._lifted(equations, unknowns, shear)
            except _Entangled:
                continue
        raise Unsettled

    def _roots(self, equations: list[Poly], i: int) -> list[tuple[NumberField, dict]]:
        if len(equations) > 1:  # different irreducible polynomials have no root in common
            return []
        coefficients = [0] * (int(equations[0].degrees()[i]) + 1)
        for monomial, c in zip(equations[0].monoms(), equations[0].coeffs(), strict=True):
            coefficients[int(monomial[i])] = int(c)
        found = []
        for k, ball in enumerate(real_roots(coefficients)):
            if (
                not self.inside
                or (ball > 0 and ball < 1)
                or (ball.overlaps(0 * ball) or ball.overlaps(0 * ball + 1))
            ):
                field = NumberField(coefficients, k)
                found.append((field, {i: field.generator}))
        return found

    def _lifted(
        self, equations: list[Poly], unknowns: list[int], shear: int
    ) -> list[tuple[NumberField, dict]]:
        last = min(unknowns, key=lambda i: (max(int(e.degrees()[i]) for e in equations), -i))
        rest = [i for i in unknowns if i != last]
        turned = rest[-1]
        if shear:
            gens = list(equations[0].context().gens())
            gens[turned] = gens[turned] - shear * gens[last]
            equations = [e.compose(*gens) for e in equations]
        linked = [e for e in equations if e.degrees()[last]]
        pivot = min(linked, key=lambda e: (int(e.degrees()[last]), len(e)))
        most = MOST_DEGREE[min(len(rest), 2) - 1]
        if any(_degree_of_resultant(pivot, e, last) > most for e in linked if e is not pivot):
            raise Unsettled
        projected = [e for e in equations if not e.degrees()[last]]
        projected += [pivot.resultant(e, last) for e in linked if e is not pivot]
        below = self if not shear else Elimination((), lambda p: None, self.check_time, inside=False)
        lower = Elimination(rest, below.sign, self.check_time, below.inside)
        found = []
        memo: dict[tuple, list[Any]] = {}
        for component in lower.components(projected):
            for point in lower.points(component):
                self.check_time()
                field, values = point.field, dict(point.values)
                if below.inside and field.degree > 4 and _apart(field, linked, last, values):
                    continue
                if field.degree > MOST_FIELD_DEGREE:
                    raise Unsettled
                key = (field.coefficients, tuple(str(values[i]) for i in rest))
                if key not in memo:
                    memo[key] = _common(field, linked, last, values, self.check_time)
                common = memo[key]
                if not common:
                    raise Unsettled
                if len(common) == 1:
                    continue
                if len(common) > 2:
                    raise _Entangled
                values[last] = -common[0]
                if shear:
                    values[turned] = values[turned] - shear * values[last]
                found.append((field, values))
        return found


def _apart(field: NumberField, equations: Sequence[Poly], last: int, values: Mapping[int, Any]) -> bool:
    """Whether balls show that no number in [0, 1] for the unknown ``last`` solves equations at a point."""
    from flint import arb

    with precision(256):
        at = {i: field.ball(x, 256) for i, x in values.items()}
        lines = [[_ball_of(c, at) for c in coefficients_in(e, last)] for e in equations]
        boxes = [(arb(0.5), 0.5)]
        for _ in range(600):
            if not boxes:
                return True
            middle, radius = boxes.pop()
            x = arb(middle, radius)
            if any(not _horner(line, x).contains(0) for line in lines):
                continue
            if radius < 1e-6:
                return False
            boxes += [(middle - radius / 2, radius / 2), (middle + radius / 2, radius / 2)]
    return False


def _ball_of(p: Poly, at: Mapping[int, Any]) -> Any:
    from flint import arb

    total = arb(0)
    for monomial, c in zip(p.monoms(), p.coeffs(), strict=True):
        term = arb(c)
        for i, d in enumerate(monomial):
            if d:
                term = term * at[i] ** int(d)
        total = total + term
    return total


def _horner(line: Sequence[Any], x: Any) -> Any:
    value = line[-1]
    for c in reversed(line[:-1]):
        value = value * x + c
    return value


def _degree_of_resultant(p: Poly, q: Poly, i: int) -> int:
    """A bound of the total degree of the resultant of p and q in one variable."""
    a, b = int(p.degrees()[i]), int(q.degrees()[i])
    return int(b * p.total_degree() + a * q.total_degree() - a * b)


def _common(
    field: NumberField,
    equations: Sequence[Poly],
    last: int,
    values: Mapping[int, Any],
    check_time: Callable[[], None],
) -> list[Any]:
    """The common factor, in the unknown ``last``, of equations at a point of the other unknowns."""
    common: list[Any] = []
    for e in equations:
        parts = [field.value(c, values) for c in coefficients_in(e, last)]
        common = gcd(field, common, parts, check_time)
        if len(common) == 1:
            return common
    return square_free(field, common) if common else common


def coefficients_in(p: Poly, i: int) -> list[Poly]:
    """Return the coefficients of p in one variable, the constant first."""
    context = p.context()
    parts: list[dict] = [{} for _ in range(int(p.degrees()[i]) + 1)]
    for monomial, c in zip(p.monoms(), p.coeffs(), strict=True):
        parts[int(monomial[i])][(*monomial[:i], 0, *monomial[i + 1 :])] = c
    return [context.from_dict(d) for d in parts]


def substituted(p: Poly, i: int, numerator: Poly, denominator: Poly) -> tuple[Poly, int]:
    """Return p at variable i = numerator/denominator, times denominator**n, and n."""
    parts = coefficients_in(p, i)
    n = len(parts) - 1
    if n and len(p) * (len(numerator) + len(denominator)) ** n > MOST_TERMS:
        raise Unsettled
    total = 0 * p
    for k, c in enumerate(parts):
        if c != 0:
            total = total + c * numerator**k * denominator ** (n - k)
    return total, n


def _without(p: Poly, i: int) -> Poly:
    """p at zero in one variable."""
    return coefficients_in(p, i)[0]


def _product(factors: Sequence[Poly]) -> Poly:
    total = factors[0]
    for f in factors[1:]:
        total = total * f
    return total


def _key(f: Poly) -> str:
    return str(f if f.leading_coefficient() > 0 else -f)
