"""The roots of an irreducible polynomial in one of its symbols, in closed form.

Linear: a rational function, on each side of the leading coefficient's zero. Quadratic: by the formula, one
root for each sign of the derivative. Higher: ``root_of(polynomial in x, k)``, the k-th real root in ascending
order. A symbol that occurs only inside one function (``delta**tau``, ``exp(x)``) is solved for through the
inverse of that function.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from ..symbolic.expression import ONE, Expression, as_expression, function, number, power, symbol
from .boundaries import NEG, POS, Atlas, Signs

LARGEST = 8  # degree of a polynomial with parameters whose roots are listed


@dataclass(frozen=True)
class Root:
    """A root of factor ``index`` in symbol ``generator`` of the ring, on the ``cells`` where it is this one.

    ``rises``: the polynomial goes from negative to positive there. ``fraction`` is (numerator, denominator)
    where the root is rational in the other symbols; ``alone``: it depends on no parameter.
    """

    index: int
    generator: int
    value: Expression | str
    rises: bool
    cells: tuple[Signs, ...]
    fraction: tuple[Any, Any] | None = None
    alone: bool = False


def roots(atlas: Atlas, index: int, name: str) -> Iterator[Root]:
    """Yield the roots of a factor of the atlas in the parameter ``name``; none where it cannot be solved."""
    ring, f = atlas.ring, atlas.ring.factors[index]
    used = [i for i in atlas.users(name) if f.degrees()[i]]
    if len(used) != 1:
        return
    (g,) = used
    c = coefficients(f, g)
    inside = ring.symbols[g] != name
    if len(c) == 2:
        for root in _linear(atlas, index, g, c):
            yield from _inverted(atlas, root, name) if inside else [root]
    elif inside:
        return
    elif len(c) == 3:
        yield from _quadratic(atlas, index, g, c)
    elif not any(f.degrees()[i] for i in range(len(ring.symbols)) if i != g):
        yield from _numeric(atlas, index, g, c)
    elif len(c) <= LARGEST + 1:
        yield from _higher(atlas, index, g, c)


def coefficients(f: Any, generator: int) -> list[Any]:
    """Return the coefficients of a polynomial in one of its symbols, ascending."""
    found: list[dict[tuple[int, ...], Any]] = [{} for _ in range(int(f.degrees()[generator]) + 1)]
    for monomial, c in f.to_dict().items():
        rest = tuple(0 if i == generator else d for i, d in enumerate(monomial))
        found[int(monomial[generator])][rest] = c
    context = f.context()
    return [context.from_dict(part) for part in found]


def _linear(atlas: Atlas, index: int, g: int, c: list[Any]) -> Iterator[Root]:
    value = atlas.ring.formula(atlas.ring.reduced(-c[0], c[1]))
    for side in (POS, NEG):
        cells = tuple(atlas.sign_cells(c[1], side))
        if cells:
            yield Root(index, g, value, side == POS, cells, (-c[0], c[1]))


def _quadratic(atlas: Atlas, index: int, g: int, c: list[Any]) -> Iterator[Root]:
    ring = atlas.ring
    flip = -1 if c[2].leading_coefficient() < 0 else 1
    below, b, a = (flip * x for x in c)
    slope = 2 * a * ring.context.gens()[g] + b
    discriminant = b * b - 4 * a * below
    square, rest = _square_part(discriminant)
    common = math.gcd(square, _content(b), _content(2 * a))
    top, bottom = ring.expression(-b / common), ring.expression(2 * a / common)
    radical = function("sqrt", ring.expression(rest)) * number(square // common)
    for side in (NEG, POS):
        value = (top + radical if side == POS else top - radical) / bottom
        cells = tuple(atlas.meeting(atlas.sign_cells(slope, side), _nonzero(atlas, a)))
        cells = tuple(atlas.meeting(cells, atlas.sign_cells(discriminant, POS)))
        yield Root(index, g, value, (side == POS) == (flip == 1), cells)


def _square_part(p: Any) -> tuple[int, Any]:
    """(k, r) with p = k**2 * r, k an integer as large as trial division finds."""
    n, k = _content(p), 1
    for d in range(2, min(math.isqrt(n), 1000) + 1):
        while n % (d * d) == 0:
            n, k = n // (d * d), k * d
    return k, p / (k * k)


def _content(p: Any) -> int:
    return math.gcd(*(int(x) for x in p.coeffs())) if p != 0 else 0


def _nonzero(atlas: Atlas, p: Any) -> list[Signs]:
    return [{}] if p.is_constant() else [{i: NEG | POS for i, _ in atlas.ring.factor(p)[1]}]


def _numeric(atlas: Atlas, index: int, g: int, c: list[Any]) -> Iterator[Root]:
    """The real roots of a polynomial without parameters, each in a rational interval of its own."""
    from flint import fmpz_poly

    from ..symbolic.balls import Root as Algebraic

    whole = [int(x.leading_coefficient()) if x != 0 else 0 for x in c]
    complex_roots: Any = fmpz_poly(whole).complex_roots()
    found = sorted(float(r.real.mid()) for r, _ in complex_roots if r.imag == 0)
    gap = min((b - a for a, b in zip(found, found[1:], strict=False)), default=1.0) / 3
    x = atlas.ring.context.gens()[g]
    for k, middle in enumerate(found):
        low, high = (Fraction(middle + s * gap).limit_denominator(10**6) for s in (-1, 1))
        cells = tuple(
            {**s, **t}
            for s in atlas.sign_cells(low.denominator * x - low.numerator, POS)
            for t in atlas.sign_cells(high.denominator * x - high.numerator, NEG)
        )
        rises = (whole[-1] > 0) == ((len(found) - k) % 2 == 1)
        yield Root(index, g, str(Algebraic(tuple(whole), k)), rises, cells, alone=True)


def _higher(atlas: Atlas, index: int, g: int, c: list[Any]) -> Iterator[Root]:
    """Roots of higher degree with parameters, numbered as far as the signs of a few polynomials tell.

    Roots rise and fall in turn, beginning with what the leading coefficient says; where the discriminant is
    negative an odd number of pairs of roots is not real, so at least two roots are missing.
    """
    ring, degree = atlas.ring, len(c) - 1
    f, x = ring.factors[index], symbol("x")
    terms = [ring.expression(p) * x**k for k, p in enumerate(c)]
    text = sum(reversed(terms[:-1]), terms[-1])
    slope, discriminant = f.derivative(g), f.discriminant(ring.symbols[g])
    for side, many in product((POS, NEG), repeat=2):
        for k in range(degree if many == POS else degree - 2):
            rises = ((side == POS) == (degree % 2 == 0)) == (k % 2 == 1)
            unions = (
                atlas.sign_cells(c[-1], side),
                atlas.sign_cells(discriminant, many),
                atlas.sign_cells(slope, POS if rises else NEG),
            )
            cells = atlas.meeting(atlas.meeting(unions[0], unions[1]), unions[2])
            if cells:
                yield Root(index, g, f"root_of({text}, {k})", rises, tuple(cells))


def _inverted(atlas: Atlas, root: Root, name: str) -> Iterator[Root]:
    """The root of a function of ``name`` as a root in ``name`` itself, where the function is monotone."""
    atom = atlas.atom(root.generator)
    value = inverse(atom, as_expression(root.value), name)
    slope, where = atlas.slope(atom, name)
    if value is not None and slope:
        own = atlas.ring.context.gens()[root.generator]
        if atom.op != "log":  # exp, sqrt and powers are positive: the value must be, to be inverted
            where = atlas.meeting(where, atlas.sign_cells(own, POS))
        cells = tuple(atlas.meeting(root.cells, where))
        yield Root(root.index, root.generator, value, root.rises == (slope > 0), cells, root.fraction)


def inverse(e: Expression, value: Expression, name: str) -> Expression | None:
    """Return the value of ``name`` at which ``e`` has ``value``, where e uses it once in a simple way.

    >>> from defiance_games.symbolic.parser import parse
    >>> inverse(parse("delta**tau"), parse("v"), "delta"), inverse(parse("delta**tau"), parse("v"), "tau")
    (v**(1/tau), log(v)/log(delta))
    """
    if e.op == "symbol":
        return value
    if e.op == "exp":
        return inverse(e.args[0], function("log", value), name)
    if e.op == "log":
        return inverse(e.args[0], function("exp", value), name)
    if e.op == "sqrt":
        return inverse(e.args[0], value * value, name)
    if e.op == "**":
        base, exponent = e.args
        if name not in exponent.symbols:
            return inverse(base, power(value, ONE / exponent), name)
        if name not in base.symbols:
            return inverse(exponent, function("log", value) / function("log", base), name)
    return _unlinear(e, value, name)


def _unlinear(e: Expression, value: Expression, name: str) -> Expression | None:
    """Through a sum or product that is linear in ``name``."""
    from ..symbolic.ring import simplify

    if e.op not in ("+", "*"):
        return None
    slope = simplify(e.diff(name))
    if name in slope.symbols:
        return None
    return (value - e.subs({name: 0})) / slope
