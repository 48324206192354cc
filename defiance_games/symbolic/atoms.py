"""What is true of the functions that are not rational, said in polynomials.

The facts of ``sqrt``, ``min`` and ``max`` say everything there is to say; those of ``exp``, ``log`` and
``x**y`` are bounds that are surely true.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from .expression import Expression, add, number, power, symbol

EULER = symbol("e (the base of exp)")  # the base of exp; never a name that users can write
Fact = list[tuple[Expression, str]]  # one of "expression comparison 0" holds


@dataclass(frozen=True)
class Atom:
    """A variable that stands for ``expression``; ``args`` are its arguments, flat."""

    name: str
    kind: str  # root | min | max | power | log | root_of | floor | ceiling | harmonic | binomial
    args: tuple[Expression, ...]
    expression: Expression


def facts(a: Atom) -> list[Fact]:
    """Return what is true of one atom where it is defined."""
    return _FACTS[a.kind](symbol(a.name), *a.args)


def _root(y: Expression, u: Expression, n: Expression) -> list[Fact]:
    return [[(y, ">=")], [(power(y, n) - u, "=")]]


def _min(y: Expression, *args: Expression) -> list[Fact]:
    return [*([(a - y, ">=")] for a in args), [(a - y, "=") for a in args]]


def _max(y: Expression, *args: Expression) -> list[Fact]:
    return [*([(y - a, ">=")] for a in args), [(a - y, "=") for a in args]]


def _log(y: Expression, u: Expression) -> list[Fact]:
    return [[(u, ">")], *_apart(u - 1 - y, u - 1), *_apart(y * u - u + 1, u - 1)]


def _power(y: Expression, base: Expression, m: Expression) -> list[Fact]:
    """y = base**m; b has the sign of log(base), and Bernoulli's inequalities hold; 0**m = 0 for m > 0."""
    if base == EULER:
        return [[(y, ">")], *_apart(y - 1 - m, m), *_apart(1 - y * (1 - m), m), *_same_sign(m, y - 1)]
    b = base - 1
    above = [
        [(y, ">")],
        *_same_sign(b * m, y - 1),
        *_same_sign(b * (m - 1), y - base),
        [(m - 1, "<"), (y - 1 - m * b, ">=")],
        [(m, ">"), (y - 1 - m * b, ">=")],
        [(m, "<"), (m - 1, ">"), (y - 1 - m * b, "<=")],
    ]
    return [[(base, ">=")], [(y, ">=")], [(base, ">"), (m, "<="), (y, "=")], *_unless_zero(above, base)]


def _root_of(y: Expression, *parts: Expression) -> list[Fact]:
    return [[(add(*(c * power(y, number(k)) for k, c in enumerate(parts[:-1]))), "=")]]


def _floor(y: Expression, u: Expression) -> list[Fact]:
    return [[(u - y, ">=")], [(y + 1 - u, ">")]]


def _ceiling(y: Expression, u: Expression) -> list[Fact]:
    return [[(y - u, ">=")], [(u + 1 - y, ">")]]


def _count(y: Expression, *_: Expression) -> list[Fact]:
    return [[(y, ">=")]]


_FACTS = {
    "root_of": _root_of,
    "root": _root,
    "min": _min,
    "max": _max,
    "log": _log,
    "power": _power,
    "floor": _floor,
    "ceiling": _ceiling,
    "harmonic": _count,
    "binomial": _count,
}


def _apart(a: Expression, b: Expression) -> list[Fact]:
    """a is nonnegative, and zero only where b is."""
    return [[(a, ">=")], [(a, ">"), (b, "=")]]


def _unless_zero(found: list[Fact], *bases: Expression) -> list[Fact]:
    """The facts, where every base is positive."""
    return [[*((base, "<=") for base in bases if base != EULER), *fact] for fact in found]


def _same_sign(a: Expression, b: Expression) -> list[Fact]:
    return [[(a, "<="), (b, ">")], [(a, ">="), (b, "<")], [(a, ">"), (a, "<"), (b, "=")]]


def compared(a: Atom, b: Atom) -> list[Fact]:
    """Return what two atoms say about each other: powers and logarithms are monotone."""
    y, z = symbol(a.name), symbol(b.name)
    if a.kind == b.kind == "log":
        return _same_sign(a.args[0] - b.args[0], y - z)
    if a.kind == b.kind == "power":
        (base, m), (other, n) = a.args, b.args
        if base == other:
            ratio = _ratio(m, n)
            if (
                ratio is not None and ratio.denominator == 1
            ):  # one is a power of the other, as exp(T) of exp(T/2)
                return [[(y - power(z, number(ratio)), "=")]]
            if ratio is not None and ratio.numerator == 1:
                return [[(z - power(y, number(1 / ratio)), "=")]]
            return _unless_zero(_same_sign((m - n) * (1 if base == EULER else base - 1), y - z), base)
        if m == n and EULER not in (base, other):
            return _unless_zero(_same_sign((base - other) * m, y - z), base, other)
    if {a.kind, b.kind} == {"log", "power"}:
        log, pow_ = (a, b) if a.kind == "log" else (b, a)
        base, m = pow_.args
        if log.args[0] == base:  # e**x >= 1 + x at x = m*log(base) and at -x
            x, p = m * symbol(log.name), symbol(pow_.name)
            return [[(p - 1 - x, ">=")], [(1 - p * (1 - x), ">=")]]
    return []


def _ratio(m: Expression, n: Expression) -> Fraction | None:
    """m/n where that is a positive number."""
    from .polynomials import Reader

    q = Reader([m, n]).quotient(m / n)
    if not (q.num.is_constant() and q.den.is_constant()):
        return None
    ratio = Fraction(int(q.num.leading_coefficient()), int(q.den.leading_coefficient()))
    return ratio if ratio > 0 else None
