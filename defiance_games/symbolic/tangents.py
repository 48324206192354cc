"""More facts about exp and log where the known ones let a false point through: tangents and secants.

exp is convex and log concave, so a tangent bounds them everywhere and a secant between its ends. Bounds with
rational coefficients that are sure to be true are added near the point that is to be excluded.
Source: Cimatti, Griggio, Irfan, Roveri & Sebastiani (2018), incremental linearization.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from .atoms import EULER, Atom
from .balls import Value, enclosure
from .expression import Expression, function, number, symbol
from .polynomials import Clause, Reader

_SCALE = 10**12


def refine(reader: Reader, model: Mapping[str, Value]) -> list[Clause]:
    """Return facts about the exponentials and logarithms that exclude ``model``, where it has them wrong."""
    found: list[Clause] = []
    for atom in reader.atoms.values():
        if atom.kind == "log" or (atom.kind == "power" and atom.args[0] == EULER):
            found += _facts(reader, atom, model)
    return found


def _facts(reader: Reader, atom: Atom, model: Mapping[str, Value]) -> list[Clause]:
    name = "log" if atom.kind == "log" else "exp"
    bend = 1 if name == "exp" else -1  # exp lies above its tangents, log below
    ball = enclosure(atom.args[-1], model)
    if ball is None:
        return []
    place, height = float(ball.mid()), float(model[atom.name])
    if abs(place) > 100 or (name == "log" and place < 1e-6):
        return []
    y, argument = symbol(atom.name), atom.args[-1]
    taylor = _taylor(reader, y, argument, place, height) if name == "exp" else []
    if taylor:
        return taylor
    truth = math.exp(place) if name == "exp" else math.log(place)
    if bend * height < bend * truth:
        for finest in (1, 8, 64, 10**4, 10**8):
            at = Fraction(place).limit_denominator(finest)
            if name == "log" and at <= 0:
                continue
            low, high = _bounds(name, at)
            slope, level = (low, low) if name == "exp" else (1 / at, high)
            if bend * height < bend * float(level + slope * (Fraction(place) - at)):
                return [
                    (reader.literal(y - slope * (argument - at) - level, ">=" if name == "exp" else "<="),)
                ]
        return []
    gap = abs(height - truth) / max(abs(truth), 1.0)
    width = min(1.0, math.sqrt(gap) / 2 + 1e-6) * (1 if name == "exp" else min(1.0, place / 2))
    near = Fraction(width).limit_denominator(max(10**6, math.ceil(4 / width)))
    at = Fraction(place).limit_denominator(max(8, math.ceil(4 / width)))
    return [_secant(reader, y, argument, at - near, at + near, name)] if name == "exp" or at > near else []


def _taylor(reader: Reader, y: Expression, m: Expression, place: float, height: float) -> list[Clause]:
    """exp(m) and exp(-m) lie above their third Taylor polynomials; exp(m) above the second for m >= 0."""
    if sum(reader.quotient(m).num.degrees()) > 2:
        return []
    second, third, back = (
        sum(((s * m) ** k / math.factorial(k) for k in range(1, n + 1)), number(1))
        for n, s in ((2, 1), (3, 1), (3, -1))
    )
    found: list[Clause] = []
    if height < 1 + place + place**2 / 2 + place**3 / 6:
        found.append((reader.literal(y - third, ">="),))
    if place >= 0 and height < 1 + place + place**2 / 2:
        found.append((reader.literal(m, "<"), reader.literal(y - second, ">=")))
    if height * (1 - place + place**2 / 2 - place**3 / 6) > 1:
        found.append((reader.literal(y * back - 1, "<="),))
    return found


def _secant(
    reader: Reader, y: Expression, argument: Expression, a: Fraction, b: Fraction, name: str
) -> Clause:
    """The bound that holds between a and b."""
    side = 1 if name == "exp" else 0
    left, right = _bounds(name, a)[side], _bounds(name, b)[side]
    line = number(left) + (argument - a) * ((right - left) / (b - a))
    return (
        reader.literal(argument - a, "<"),
        reader.literal(argument - b, ">"),
        reader.literal(y - line, "<=" if name == "exp" else ">="),
    )


def _bounds(name: str, at: Fraction) -> tuple[Fraction, Fraction]:
    """Rational numbers surely below and above exp(at) or log(at), to 12 digits."""
    value = function(name, number(at))
    if value.is_number:
        return value.value, value.value
    ball = enclosure(value, {}, 512)
    low, high = ball.lower().fmpq(), ball.upper().fmpq()
    size = abs(float(ball.mid()))
    scale = _SCALE * 10 ** max(0, -math.floor(math.log10(size)))
    return (
        Fraction(math.floor(Fraction(int(low.p), int(low.q)) * scale), scale),
        Fraction(math.ceil(Fraction(int(high.p), int(high.q)) * scale), scale),
    )
