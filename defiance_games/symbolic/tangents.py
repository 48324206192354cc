"""More facts about exp and log where the known ones let a false point through: tangents and secants.

exp is convex and log concave, so a tangent bounds them everywhere and a secant between its ends. Bounds with
rational coefficients that are sure to be true are added at the point that is to be excluded.
Source: Cimatti, Griggio, Irfan, Roveri & Sebastiani (2018), incremental linearization.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

from .balls import Value, enclosure
from .expression import Expression, function, number, symbol
from .polynomials import EULER, Atom, Clause, Reader

_DIGITS = 10**9


def refine(reader: Reader, model: Mapping[str, Value]) -> list[Clause]:
    """Return facts about the exponentials and logarithms that exclude ``model``, where it has them wrong."""
    found: list[Clause] = []
    for atom in reader.atoms.values():
        if atom.kind == "log" or (atom.kind == "power" and atom.args[0] == EULER):
            found += _facts(reader, atom, model)
    return found


def _facts(reader: Reader, atom: Atom, model: Mapping[str, Value]) -> list[Clause]:
    exponential = atom.kind == "power"
    argument = atom.args[-1]
    place = enclosure(argument, model)
    if place is None:
        return []
    at, height = Fraction(float(place.mid())).limit_denominator(64), Fraction(float(model[atom.name]))
    if (exponential and abs(at) > 50) or (not exponential and at <= 0):
        return []
    y, name = symbol(atom.name), "exp" if exponential else "log"
    low, high = _bounds(name, at)
    if (height < high) if exponential else (height > low):  # a tangent: exp lies above its tangents, log below
        slope = low if exponential else 1 / at
        line = slope * (argument - at) + (low if exponential else high)
        return [(reader.literal(y - line, ">=" if exponential else "<="),)]
    gap = abs(height - high) / max(abs(high), Fraction(1))
    width = Fraction(min(1.0, math.sqrt(float(gap)) / 2 + 1e-3)).limit_denominator(1000)
    return [_secant(reader, y, argument, at, width if exponential else min(width, 1) * at / 2, name)]


def _secant(reader: Reader, y: Expression, argument: Expression, at: Fraction, width: Fraction, name: str) -> Clause:
    a, b = at - width, at + width
    bound: Callable[[Fraction], Fraction] = lambda x: _bounds(name, x)[1 if name == "exp" else 0]  # noqa: E731
    line = number(bound(a)) + (argument - a) * ((bound(b) - bound(a)) / (b - a))
    return (
        reader.literal(argument - a, "<"), reader.literal(argument - b, ">"),
        reader.literal(y - line, "<=" if name == "exp" else ">="),
    )


def _bounds(name: str, at: Fraction) -> tuple[Fraction, Fraction]:
    """Rational numbers below and above exp(at) or log(at)."""
    value = function(name, number(at))
    if value.is_number:
        return value.value, value.value
    ball = enclosure(value, {})
    low, high = ball.lower().fmpq(), ball.upper().fmpq()
    scale = _DIGITS if abs(low) > Fraction(1, 1000) else _DIGITS**3
    return (Fraction(math.floor(Fraction(int(low.p), int(low.q)) * scale), scale),
            Fraction(math.ceil(Fraction(int(high.p), int(high.q)) * scale), scale))
