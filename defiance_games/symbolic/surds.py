"""A root of a quadratic polynomial, and what is rational in it: numbers (a + b*sqrt(d))/c of polynomials."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .elimination import coefficients_in
from .expression import Expression, add, function, multiply
from .factors import factored
from .ring import Poly, Ring, in_order

Surd = tuple[Poly, Poly, Poly]  # a, b, c in (a + b*sqrt(d))/c


@dataclass(frozen=True)
class Root:
    """The number ``surd`` for the variable ``i`` of a ring, with the root of ``d`` (in the others).

    >>> ring = Ring(["x", "p"])
    >>> x, p = ring.context.gens()
    >>> upper = roots(ring, x**2 + x + 1 - 3 * p, 0)[0]
    >>> print(upper.expression(upper.surd))
    (-1 + sqrt(12*p - 3))/2
    >>> print(upper.expression(upper.value(x**2)))
    (6*p - 1 - sqrt(12*p - 3))/2
    """

    ring: Ring
    i: int
    surd: Surd
    d: Poly

    def value(self, p: Poly) -> Surd:
        """Return the value of a polynomial at the root."""
        a, b, c = self.surd
        parts = coefficients_in(p, self.i)
        total: tuple[Poly, Poly] = (self.ring.zero, self.ring.zero)
        for k, coefficient in enumerate(reversed(parts)):
            scaled = coefficient * c**k
            total = (total[0] * a + total[1] * b * self.d + scaled, total[0] * b + total[1] * a)
        return self._reduced(*total, c ** (len(parts) - 1))

    def ratio(self, above: Surd, below: Surd) -> Surd:
        """Return a quotient with a denominator without root."""
        (a, b, c), (e, f, g) = above, below
        norm = e * e - f * f * self.d
        return self._reduced((a * e - b * f * self.d) * g, (b * e - a * f) * g, c * norm)

    def _reduced(self, a: Poly, b: Poly, c: Poly) -> Surd:
        common = c.gcd(a).gcd(b) if c.leading_coefficient() > 0 else -c.gcd(a).gcd(b)
        return a / common, b / common, c / common

    def sign(self, p: Poly, sign: Callable[[Poly], int]) -> int:
        """Return the sign of a polynomial at the root, which is real, where those in parameters are known.

        a and b*sqrt(d) are compared by their squares.
        """
        if p == 0 or p.is_constant():
            return sign(p)
        constant, parts = factored(p)
        total = 1 if constant > 0 else -1
        for f, n in sorted(parts, key=lambda part: (part[0].total_degree(), len(part[0]))):
            a, b, c = self.value(f)
            larger = sign(a * a - b * b * self.d)
            if larger > 0:
                here = sign(a)
            elif larger < 0:
                here = sign(b)
            else:
                here = sign(a) if sign(a) == sign(b) else 0
            total *= (here * sign(c)) ** n
            if not total:
                return 0
        return total

    def expression(self, surd: Surd) -> Expression:
        """Return a number as a formula."""
        a, b, c = surd
        constant, factors = self.ring.product(self.d)
        inside = multiply(*factors) if constant == 1 else self.ring.expression(self.d)
        written = self.ring.expression(a) + self.ring.expression(b) * function("sqrt", inside)
        return written / self.ring.expression(c)


def roots(ring: Ring, p: Poly, i: int) -> tuple[Root, Root]:
    """Return both roots of a quadratic polynomial in the variable i, that with + before the root first."""
    c, b, a = coefficients_in(p, i)
    scale, inside = ring.one, ring.one
    constant, parts = factored(b * b - 4 * a * c)
    whole = [(ring.constant(abs(constant)), 1)] if abs(constant) < 2 else _of_integer(ring, abs(constant))
    for f, n in [*whole, *parts]:
        scale, inside = scale * f ** (n // 2), inside * f ** (n % 2)
    inside = inside if constant > 0 else -inside

    def root(half: Poly) -> Root:
        found = Root(ring, i, (-b, half, 2 * a), inside)
        return Root(ring, i, found._reduced(-b, half, 2 * a), inside)

    return root(scale), root(-scale)


def _of_integer(ring: Ring, n: int) -> list[tuple[Poly, int]]:
    from flint import fmpz

    return [(ring.constant(int(f)), int(m)) for f, m in fmpz(n).factor()]


def simplified(e: Expression, order: Sequence[str], nonzero: Callable[[Expression], bool]) -> Expression:
    """Return a formula with one square root in lowest terms, the root above the line only.

    ``nonzero`` says whether a denominator that this brings about vanishes nowhere.

    >>> from .parser import parse
    >>> print(simplified(parse("1/(1 + sqrt(p))"), ["p"], lambda below: True))
    (1 - sqrt(p))/(1 - p)
    """
    ring = Ring(in_order(e.symbols, order), [e])
    q = ring.quotient(e)
    if [atom.op for atom in ring.atoms] != ["sqrt"]:
        return ring.formula(q)
    (atom,) = ring.atoms
    inside = ring.quotient(atom.args[0])
    if not inside.den.is_constant() or inside.den != 1:
        return ring.formula(q)
    i = len(ring.symbols) - 1
    root = Root(ring, i, (ring.zero, ring.one, ring.one), inside.num)
    a, b, c = root.ratio(root.value(q.num), root.value(q.den))
    if q.den.degrees()[i] and not nonzero(ring.expression(c)):
        return ring.formula(q)
    return _turned(ring.formula(ring.reduced(a + b * ring.context.gens()[i], c)))


def plain(e: Expression) -> bool:
    """Whether no root is below the line.

    >>> from .parser import parse
    >>> plain(parse("sqrt(p)/(1 - p)")), plain(parse("1/(1 - sqrt(p))"))
    (True, False)
    """
    if e.op in ("number", "symbol"):
        return True
    if e.op == "**" and e.args[1].is_number and e.args[1].value < 0:
        return not Ring(e.symbols, [e]).atoms
    return all(map(plain, e.args))


def _turned(e: Expression) -> Expression:
    """-(1 - sqrt(p)) as sqrt(p) - 1."""
    if e.op == "*" and e.args[0].is_number and e.args[0].value < 0:
        for k, f in enumerate(e.args):
            if f.op == "+" and any(_negative(t) for t in f.args):
                turned = add(*sorted((-t for t in f.args), key=_negative))
                return multiply(-e.args[0], turned, *e.args[1:k], *e.args[k + 1 :])
    return e


def _negative(e: Expression) -> bool:
    head = e.args[0] if e.op == "*" else e
    return head.is_number and head.value < 0
