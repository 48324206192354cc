"""Random small games with symbols, which know their own value at a point of the parameter space."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

from .bimatrix import Bimatrix
from .generators import random_priors
from .signaling import Signaling

BIMATRIX_SIZES = ((2, 2), (2, 2), (2, 3), (3, 2), (3, 3), (1, 3))
SIGNALING_SIZES = ((2, (2, 2)), (2, (2, 2)), (2, (1, 2)), (3, (2, 2)), (2, (2, 1, 2)))
Point = dict[str, Fraction]

# domains of one parameter, and conditions on two
OWN: dict[str, tuple[tuple[str, ...], Callable[[Fraction], bool]]] = {
    "any": ((), lambda v: True),
    "positive": (("{0} > 0",), lambda v: v > 0),
    "nonnegative": (("{0} >= 0",), lambda v: v >= 0),
    "inside": (("{0} > 0", "{0} < 1"), lambda v: 0 < v < 1),
    "unit": (("{0} >= 0", "{0} <= 1"), lambda v: 0 <= v <= 1),
}
CROSS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "{0} < {1}": lambda v, w: v < w,
    "{0} <= {1}": lambda v, w: v <= w,
    "{0} + {1} < 1": lambda v, w: v + w < 1,
    "{0} + {1} <= 1": lambda v, w: v + w <= 1,
}


@dataclass(frozen=True)
class Formula:
    """A payoff: a sum of (coefficient, names), over 1 + the square of a name where there is a ``divisor``."""

    terms: tuple[tuple[Fraction, tuple[str, ...]], ...]
    divisor: str = ""

    def __str__(self) -> str:
        text = " + ".join("*".join([f"({c})", *names]) for c, names in self.terms) or "0"
        return f"({text})/(1 + {self.divisor}**2)" if self.divisor else text

    def at(self, point: Point) -> Fraction:
        """Return its value."""
        total = Fraction(0)
        for c, names in self.terms:
            for name in names:
                c *= point[name]
            total += c
        return total / (1 + point[self.divisor] ** 2) if self.divisor else total


@dataclass(frozen=True)
class Symbolic:
    """A game of formulas; ``own``: parameter -> a key of OWN; ``cross``: (a key of CROSS, two parameters)."""

    own: dict[str, str]
    cross: tuple[tuple[str, str, str], ...]
    priors: tuple[Formula, ...]  # () for a bimatrix game
    first: tuple  # nested payoffs of the row player or the sender
    second: tuple

    @property
    def domains(self) -> dict[str, list[str]]:
        """Name -> the conditions of its domain, as text."""
        texts = {name: [t.format(name) for t in OWN[kind][0]] for name, kind in self.own.items()}
        for text, one, other in self.cross:
            texts[other].append(text.format(one, other))
        return texts

    def at(self, point: Point) -> Bimatrix | Signaling:
        """Return the numeric game at a point."""
        first, second = (_each(u, lambda v: v.at(point)) for u in (self.first, self.second))
        if not self.priors:
            return Bimatrix.of(first, second)
        return Signaling.of([p.at(point) for p in self.priors], first, second)

    def point(self, random: Random, lattice: bool) -> Point:
        """Return a point of the domain: on halves and quarters (many ties), or anywhere between -3 and 3."""
        while True:
            n = random.choice((2, 2, 4)) if lattice else random.randint(2, 30)
            point = {name: _value(random, OWN[kind][1], n) for name, kind in self.own.items()}
            if all(CROSS[text](point[one], point[other]) for text, one, other in self.cross):
                return point


def _value(random: Random, allowed: Callable[[Fraction], bool], n: int) -> Fraction:
    return random.choice([v for v in (Fraction(k, n) for k in range(-3 * n, 3 * n + 1)) if allowed(v)])


def random_symbolic(random: Random, size: tuple | None = None, symbols: int | None = None) -> Symbolic:
    """Return a game with 1 to 4 parameters in its payoffs; the prior of a signalling game often has its own.

    ``size`` is (rows, columns), or (types, replies to each message).
    """
    names = ["a", "b", "c", "d"][: symbols or random.randint(1, 4)]
    own = {name: random.choice(list(OWN)) for name in names}
    cross = []
    if len(names) > 1 and random.random() < 0.25:
        own["a"] = own["b"]
        cross.append((random.choice(["{0} < {1}", "{0} <= {1}"]), "a", "b"))
    size = size or random.choice(random.choice([BIMATRIX_SIZES, SIGNALING_SIZES]))
    priors: tuple[Formula, ...] = ()
    if isinstance(size[1], int):
        shape: list = [[None] * size[1] for _ in range(size[0])]
    else:
        shape = [[[None] * n for n in size[1]] for _ in range(size[0])]
        priors = _random_priors(random, size[0], own, cross)
    divides = random.random() < 0.1
    first, second = (_each(shape, lambda _: _random_formula(random, names, divides)) for _ in range(2))
    return Symbolic(own, tuple(cross), priors, first, second)


def _random_priors(random: Random, types: int, own: dict[str, str], cross: list) -> tuple[Formula, ...]:
    """Return q, 1 - q or q, r, 1 - q - r, with their domains; or numbers."""
    symbols = ["q", "r"][: types - 1]
    if random.random() < 0.4 or len(symbols) + 1 != types:
        return tuple(Formula(((p, ()),)) for p in random_priors(random, types, "degenerate"))
    strict = random.random() < 0.6
    own |= dict.fromkeys(symbols, "inside" if strict else "unit")
    if types == 3:
        cross.append(("{0} + {1} < 1" if strict else "{0} + {1} <= 1", *symbols))
    rest = ((Fraction(1), ()), *((Fraction(-1), (s,)) for s in symbols))
    return (*(Formula(((Fraction(1), (s,)),)) for s in symbols), Formula(rest))


def _random_formula(random: Random, names: Sequence[str], divides: bool) -> Formula:
    kind = random.random()
    constant = (Fraction(random.randint(-2, 2)), ())
    sign = Fraction(random.choice((-1, 1)))
    if kind < 0.55:
        terms = [constant]
    elif kind < 0.75:
        terms = [(sign, (random.choice(names),))]
    elif kind < 0.9:
        terms = [constant, (sign, (random.choice(names),))]
    else:
        terms = [constant, (sign, tuple(sorted(random.choices(names, k=2))))]
    divisor = random.choice(names) if divides and random.random() < 0.2 else ""
    return Formula(tuple(t for t in terms if t[0]), divisor)


def _each(nested: Any, change: Callable) -> Any:
    if isinstance(nested, (list, tuple)):
        return tuple(_each(part, change) for part in nested)
    return change(nested)
