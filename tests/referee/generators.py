"""Random small games: generic, degenerate (payoffs 0, 1, 2), structured, and with symbols."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from .bimatrix import Bimatrix
from .signaling import Signaling

BIMATRIX_SIZES = tuple((r, c) for r in range(1, 5) for c in range(1, 4))
# types, then the number of replies to each message
SIGNALING_SIZES = (
    (2, (2, 2)),
    (3, (2, 2)),
    (2, (2, 2, 2)),
    (2, (3, 3)),
    (2, (1, 2)),
    (2, (3, 2)),
    (3, (1, 3)),
    (2, (1, 2, 3)),
    (2, (2, 1, 2)),
    (1, (2, 2)),
    (3, (3, 2)),
    (2, (2,)),
)
SYMBOLIC_SIZES = ((2, (2, 2)), (2, (2, 2)), (2, (1, 2)), (3, (2, 2)), (2, (2, 1, 2)))


def random_payoff(random: Random, kind: str) -> Fraction:
    """Return a payoff: ``generic`` ties almost never, ``degenerate`` is 0, 1, 2, ``mixed`` a fraction."""
    if kind == "degenerate":
        return Fraction(random.randrange(3))
    if kind == "mixed":
        return Fraction(random.randint(-6, 6), random.choice((1, 1, 2, 3)))
    return Fraction(random.randint(-9999, 9999))


def random_bimatrix(random: Random, kind: str, size: tuple[int, int] | None = None) -> Bimatrix:
    """Return a bimatrix game; a third of the ``mixed`` ones repeat a row or a column or a constant."""
    rows, columns = size or random.choice(BIMATRIX_SIZES)
    A, B = ([[random_payoff(random, kind) for _ in range(columns)] for _ in range(rows)] for _ in range(2))
    if kind == "mixed":
        twist = random.randrange(9)
        if twist == 0:
            k = random.randrange(rows)
            A[0], B[0] = A[k][:], B[k][:]
        elif twist == 1:
            for row in (*A, *B):
                row[0] = row[-1]
        elif twist == 2:
            A = [[A[0][0]] * columns] * rows
    return Bimatrix.of(A, B)


def random_priors(random: Random, types: int, kind: str) -> list[Fraction]:
    """Return priors; in degenerate games often equal, and one in eight times with a zero."""
    if kind == "degenerate":
        weights = [random.choice((1, 1, 1, 2)) for _ in range(types)]
    else:
        weights = [random.randint(1, 9) for _ in range(types)]
    if kind != "generic" and types > 1 and not random.randrange(8):
        weights[random.randrange(types)] = 0
    return [Fraction(w, sum(weights)) for w in weights]


def random_signaling(random: Random, kind: str, size: tuple[int, Sequence[int]] | None = None) -> Signaling:
    """Return a signalling game, with its own replies to each message."""
    types, replies = size or random.choice(SIGNALING_SIZES)
    sender, receiver = (
        [[[random_payoff(random, kind) for _ in range(n)] for n in replies] for _ in range(types)]
        for _ in range(2)
    )
    return Signaling.of(random_priors(random, types, kind), sender, receiver)


# -- symbols ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Polynomial:
    """A payoff with symbols: (coefficient, names) per term; its text and its value."""

    terms: tuple[tuple[Fraction, tuple[str, ...]], ...]

    def __str__(self) -> str:
        return " + ".join("*".join([f"({c})", *names]) for c, names in self.terms) or "0"

    def at(self, point: dict[str, Fraction]) -> Fraction:
        """Return its value."""
        total = Fraction(0)
        for c, names in self.terms:
            for name in names:
                c *= point[name]
            total += c
        return total


@dataclass(frozen=True)
class Symbolic:
    """A game whose payoffs (and prior) are polynomials; ``domains``: name -> conditions."""

    domains: dict[str, list[str]]
    priors: tuple[Polynomial, ...]  # () for a bimatrix game
    first: tuple  # nested payoffs of the row player or the sender
    second: tuple

    def at(self, point: dict[str, Fraction]) -> Bimatrix | Signaling:
        """Return the numeric game at a point."""
        first, second = (_each(u, lambda v: v.at(point)) for u in (self.first, self.second))
        if not self.priors:
            return Bimatrix.of(first, second)
        return Signaling.of([p.at(point) for p in self.priors], first, second)

    def point(self, random: Random, lattice: bool) -> dict[str, Fraction]:
        """Return a point of the domain: on the half-integers (many ties), or anywhere."""
        return {name: _value(random, conditions, lattice) for name, conditions in self.domains.items()}


_DOMAINS = {
    "open": ["{0} > 0"],
    "half": ["{0} >= 0"],
    "unit": ["{0} >= 0", "{0} <= 1"],
    "inner": ["{0} > 0", "{0} < 1"],
    "line": [],
}


def _value(random: Random, conditions: list[str], lattice: bool) -> Fraction:
    unit = any("< 1" in c or "<= 1" in c for c in conditions)
    strict = any(" > 0" in c for c in conditions)
    if lattice:
        choices = [Fraction(k, 2) for k in range(3)] if unit else [Fraction(k, 2) for k in range(-6, 7)]
    else:
        n = random.randint(2, 30)
        choices = [Fraction(k, n) for k in (range(n + 1) if unit else range(-3 * n, 3 * n + 1))]
    return random.choice(
        [
            v
            for v in choices
            if (not conditions or v > 0 or (v == 0 and not strict)) and not (unit and strict and v == 1)
        ]
    )


def random_symbolic(random: Random, size: tuple | None = None, symbols: int | None = None) -> Symbolic:
    """Return a game with 1 to 4 parameters in its payoffs; a signalling game's prior is often one of them."""
    names = ["a", "b", "c", "d"][: symbols or random.randint(1, 4)]
    domains = {n: [d.format(n) for d in _DOMAINS[random.choice(list(_DOMAINS))]] for n in names}
    bimatrix = size is None and random.random() < 0.5 or size is not None and isinstance(size[1], int)
    if bimatrix:
        rows, columns = size or random.choice([(2, 2), (2, 3), (3, 2), (3, 3), (1, 3)])
        shape = [[None] * columns for _ in range(rows)]
        priors: tuple[Polynomial, ...] = ()
    else:
        types, replies = size or random.choice(SYMBOLIC_SIZES)
        shape = [[[None] * n for n in replies] for _ in range(types)]
        if types == 2 and random.random() < 0.6:
            domains["q"] = ["q > 0", "q < 1"] if random.random() < 0.6 else ["q >= 0", "q <= 1"]
            q = Fraction(1), ("q",)
            priors = Polynomial((q,)), Polynomial(((Fraction(1), ()), (Fraction(-1), ("q",))))
        else:
            priors = tuple(Polynomial(((p, ()),)) for p in random_priors(random, types, "degenerate"))
    first, second = (_each(shape, lambda _: _random_polynomial(random, names)) for _ in range(2))
    return Symbolic(domains, priors, first, second)


def _random_polynomial(random: Random, names: list[str]) -> Polynomial:
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
    return Polynomial(tuple(t for t in terms if t[0]))


def _each(nested, change):
    if isinstance(nested, (list, tuple)):
        return tuple(_each(part, change) for part in nested)
    return change(nested)
