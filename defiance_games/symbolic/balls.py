"""The sign of an expression at a point, exactly: rational arithmetic, then balls, then elimination.

A point gives each symbol a rational number or a real algebraic one (:class:`Root`). Balls (``arb`` of flint)
are intervals that are sure to hold the value; where a ball of any width holds zero, an eliminating polynomial
tells whether the value is zero. What cannot be settled is None, never a guess.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .algebraic import ball_of, precision
from .condition import Condition, compare
from .expression import Expression, add, as_expression, function, number, symbol

_PRECISIONS = (64, 256, 1024, 4096)


@dataclass(frozen=True)
class Root:
    """A real root of an irreducible integer polynomial: the ``index``-th in ascending order, from 0.

    ``coefficients`` begin with the constant.

    >>> Root((-2, 0, 1), 1), Root((-2, 0, 0, 1), 0)
    (sqrt(2), root_of(x**3 - 2, 0))
    """

    coefficients: tuple[int, ...]
    index: int

    def ball(self) -> Any:
        """Return a ball around it, at the working precision."""
        from flint import fmpz_poly

        found: Any = fmpz_poly(list(self.coefficients)).complex_roots()
        roots = [r.real for r, _ in found if r.imag == 0]
        return sorted(roots, key=lambda r: float(r.mid()))[self.index]

    def __float__(self) -> float:
        return float(self.ball().mid())

    @property
    def closed(self) -> Expression | None:
        """It as a formula with a square root, where its degree is 2."""
        if len(self.coefficients) != 3:
            return None
        c, b, a = self.coefficients
        middle, part = Fraction(-b, 2 * a), Fraction(b * b - 4 * a * c, 4 * a * a)
        n = part.numerator * part.denominator
        square = max(k for k in range(1, min(math.isqrt(n), 1000) + 1) if n % (k * k) == 0)
        root = function("sqrt", number(n // square**2)) * Fraction(square, part.denominator)
        return number(middle) + root if self.index else number(middle) - root

    def __str__(self) -> str:
        if self.closed is not None:
            return str(self.closed)
        x = symbol("x")
        terms = [number(c) * x**k for k, c in reversed(list(enumerate(self.coefficients))) if c]
        return f"root_of({sum(terms[1:], terms[0])}, {self.index})"

    __repr__ = __str__


Value = Fraction | Root
Point = Mapping[str, Value]


def holds_at(c: Condition, point: Point) -> bool | None:
    """Whether a condition holds at a point; None where that is not settled or a side is not defined."""
    sign = sign_at(c.difference, point)
    if sign is None:
        return None
    return compare(sign, c.op, 0)


def sign_at(e: Expression, point: Point) -> int | None:
    """Return -1, 0 or 1; None where it is not settled or not defined.

    >>> from .parser import parse
    >>> sign_at(parse("x**2 - 2"), {"x": Root((-2, 0, 1), 1)})
    0
    """
    rational = {k: v for k, v in point.items() if isinstance(v, Fraction)}
    try:
        e = e.subs(rational)
        if e.is_number:
            return (e.value > 0) - (e.value < 0)
    except (ZeroDivisionError, ValueError, OverflowError):
        return None
    for bits in _PRECISIONS:
        ball = enclosure(e, point, bits)
        if ball is None:
            return None
        if ball > 0:
            return 1
        if ball < 0:
            return -1
        if ball == 0 or (bits == 256 and vanishes(e, point)):
            return 0
    return None


def enclosure(e: Expression, point: Point, bits: int = 128) -> Any:
    """Return a ball that holds the value of ``e`` at the point; None where it is not surely defined."""
    from flint import arb, fmpq

    def visit(node: Expression, parts: list[Any]) -> Any:
        if node.op in ("number", "symbol"):
            value = node.value if node.op == "number" else point[node.args[0]]
            return value.ball() if isinstance(value, Root) else arb(fmpq(value.numerator, value.denominator))
        if any(p is None for p in parts):
            return None
        if node.op == "+":
            return sum(parts[1:], parts[0])
        if node.op == "*":
            return math.prod(parts[1:], start=parts[0])
        if node.op in ("min", "max"):
            best = parts[0]
            for p in parts[1:]:
                best = best.min(p) if node.op == "min" else best.max(p)
            return best
        if node.op == "root_of":
            return None if node.symbols else ball_of(node)
        if node.op == "exp":
            return parts[0].exp()
        if node.op == "log":
            return parts[0].log() if parts[0] > 0 else None
        if node.op == "sqrt":
            return parts[0].sqrt() if parts[0] >= 0 else None
        if node.op != "**":
            return None
        base, exponent = parts
        n = node.args[1].value if node.args[1].is_number else None
        if n is not None and n.denominator == 1:
            return base ** int(n) if n > 0 or base != 0 else None
        if base.is_zero() and exponent > 0:
            return base
        return (base.log() * exponent).exp() if base > 0 else None

    with precision(bits):
        ball = e.fold(visit, {})
        return ball if ball is not None and ball.is_finite() else None


def vanishes(e: Expression, point: Point) -> bool:
    """Whether ``e`` is zero at the point, by elimination; False where it is not or that is not proved."""
    from flint import Ordering, fmpz_mpoly_ctx

    from .polynomials import Reader

    reader = Reader([e])
    if reader.transcendental:
        return False
    numerator = reader.expression(reader.quotient(e).num)
    flat = reader.flat(numerator)
    steps: list[tuple[str, Expression]] = []
    x = symbol("x")
    for name in reader.symbols:
        value = point[name]
        if isinstance(value, Root):
            polynomial = sum((number(c) * x**k for k, c in enumerate(value.coefficients)), number(0))
            steps.append((name, polynomial.subs({"x": symbol(name)})))
        else:
            steps.append((name, symbol(name) - number(value)))
    for atom in reader.atoms.values():
        y = symbol(atom.name)
        if atom.kind == "root":
            steps.append((atom.name, y ** atom.args[1] - atom.args[0]))
        elif atom.kind == "root_of":
            steps.append((atom.name, add(*(c * y**k for k, c in enumerate(atom.args[:-1])))))
        else:
            chosen = _extreme(reader, atom, point)
            if chosen is None:
                return False
            steps.append((atom.name, y - chosen))
    names = ("the value", *reader.names)
    context = fmpz_mpoly_ctx.get(names, Ordering.lex)
    whole = Reader([as_expression(0), *(symbol(n) for n in names)])

    def read(f: Expression) -> Any:
        poly, place = whole.quotient(f).num, [whole.names.index(n) for n in names]
        terms = zip(poly.monoms(), poly.coeffs(), strict=True)
        return context.from_dict({tuple(m[i] for i in place): c for m, c in terms})

    eliminant = read(symbol("the value") - flat)
    for name, relation in reversed(steps):
        if relation.symbols >= {name}:
            eliminant = eliminant.resultant(read(relation), name)
    if eliminant == 0:
        return False
    coefficients = {m[0]: abs(int(c)) for m, c in zip(eliminant.monoms(), eliminant.coeffs(), strict=True)}
    lowest = min(coefficients)
    if lowest == 0:
        return False
    smallest = Fraction(coefficients[lowest], coefficients[lowest] + max(coefficients.values()))
    bits = 512 + 2 * (smallest.denominator.bit_length())
    ball = enclosure(numerator, point, bits)
    from flint import fmpq

    return ball is not None and bool(abs(ball) < fmpq(smallest.numerator, smallest.denominator))


def _extreme(reader: Any, atom: Any, point: Point) -> Expression | None:
    """The argument that a min or max takes at the point."""
    want = -1 if atom.kind == "min" else 1
    for a in atom.args:
        signs = [sign_at(reader.original(a - b), point) for b in atom.args]
        if all(s is not None and s * want >= 0 for s in signs):
            return a
    return None
