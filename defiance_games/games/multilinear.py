"""Payoffs of any number of players as polynomials in realization weights, and what best replies demand.

A *face* of a player is a nonempty set of moves at each information set that these moves reach: the support
of a mixture. On a face the moves at an information set share the weight of what comes before, so that one of
them is the rest; the others are the *unknowns*. Payoffs are linear in each player's own.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ..symbolic.expression import Expression
from ..symbolic.ring import Poly, Ring
from .strategic import Choice, Plans, Strategic

Face = frozenset[int]  # the sequences that have weight, 0 included
Sign = Callable[[Poly], "int | None"]


def faces(plans: Plans) -> Iterator[Face]:
    """Yield the faces of a player, those of low dimension first.

    >>> plans = Plans("A", (Choice("", 0, ("l", "r"), (1, 2)),), 3)
    >>> [sorted(f) for f in faces(plans)]
    [[0, 1], [0, 2], [0, 1, 2]]
    """
    below: dict[int, list[Face]] = {}
    for s in range(plans.size - 1, -1, -1):
        ways: list[list[Face]] = []
        for choice in plans.after[s]:
            found: list[Face] = []
            for n in range(1, len(choice.sequences) + 1):
                for kept in itertools.combinations(choice.sequences, n):
                    parts = itertools.product(*(below[t] for t in kept))
                    found += [frozenset().union(*part) for part in parts]
            ways.append(found)
        below[s] = [frozenset({s}).union(*part) for part in itertools.product(*ways)]
    return iter(sorted(below[0], key=lambda f: (dimension(plans, f), sorted(f))))


def number_of_faces(plans: Plans) -> int:
    """Return how many faces a player has, without listing them."""
    counts: dict[int, int] = {}
    for s in range(plans.size - 1, -1, -1):
        ways = (math.prod(1 + counts[t] for t in c.sequences) - 1 for c in plans.after[s])
        counts[s] = math.prod(ways)
    return counts[0]


def reached(plans: Plans, face: Face) -> list[tuple[Choice, list[int]]]:
    """Return the information sets that a face reaches, with its moves there."""
    return [(c, [s for s in c.sequences if s in face]) for c in plans.choices if c.before in face]


def dimension(plans: Plans, face: Face) -> int:
    """Return the number of unknowns of a face."""
    return sum(len(moves) - 1 for _, moves in reached(plans, face))


@dataclass
class Demands:
    """What a profile of faces demands: equations (= 0) and deviations (>= 0), with weights > 0.

    ``weights``: for each player and sequence of its face, its weight as a polynomial in the unknowns.
    """

    faces: tuple[Face, ...]
    unknowns: tuple[int, ...]
    weights: dict[tuple[int, int], Poly]
    equations: list[Poly]
    deviations: list[Poly]
    definite: Sign


class Multilinear:
    """The payoffs of a game in a ring of weights and parameters; ``sign``: of a polynomial in parameters."""

    def __init__(self, strategic: Strategic, ring: Ring, sign: Sign):
        self.strategic, self.ring, self._domain_sign = strategic, ring, sign
        sequences = [(i, s) for i, plans in enumerate(strategic.players) for s in range(1, plans.size)]
        self.variable = {key: k for k, key in enumerate(sequences)}
        self.labels = ring.symbols[: len(sequences)]
        self.parameters = ring.symbols[len(sequences) :]
        self._signs: dict[str, int | None] = {}
        self.payoffs = [self._scaled(i) for i in range(len(strategic.players))]
        self._weights: dict[tuple[int, Face], dict[int, Poly]] = {}
        self._values: dict[tuple, Poly] = {}
        self._differences: dict[tuple, tuple[Poly, int | None]] = {}
        self._below = [_continuations(plans) for plans in strategic.players]

    @staticmethod
    def ring_of(strategic: Strategic, names: Sequence[str], expressions: Sequence[Expression] = ()) -> Ring:
        """Return the ring of a variable for each sequence, then the parameters ``names`` (and atoms)."""
        mark = "w"
        while any(n.startswith(mark) for n in names):
            mark += "_"
        labels = [f"{mark}{i}_{s}" for i, plans in enumerate(strategic.players) for s in range(1, plans.size)]
        payoffs = [u for us in strategic.terms.values() for u in us]
        return Ring([*labels, *names], [*payoffs, *expressions])

    def _scaled(self, i: int) -> list[tuple[tuple[int, ...], Poly]]:
        """Player i's payoffs times a positive common multiple of their denominators."""
        quotients = {key: self.ring.quotient(us[i]) for key, us in self.strategic.terms.items()}
        multiple = self.ring.one
        for q in quotients.values():
            multiple = multiple * (q.den / multiple.gcd(q.den))
        sign = self.coefficient_sign(multiple)
        scale = multiple * sign if sign else multiple * multiple
        return [(key, q.num * (scale / q.den)) for key, q in quotients.items() if q.num != 0]

    # -- signs ----------------------------------------------------------------------------------
    def coefficient_sign(self, p: Poly) -> int | None:
        """The sign of a polynomial in parameters on the domain, None where it varies."""
        if p.is_constant():
            c = p.leading_coefficient() if p != 0 else 0
            return (c > 0) - (c < 0)
        key = str(p)
        if key not in self._signs:
            self._signs[key] = self._domain_sign(p)
        return self._signs[key]

    def definite(self, p: Poly, blocks: Sequence[tuple[Sequence[int], int]]) -> int | None:
        """The sign of p where the unknowns of each block and its rest are positive, if its terms tell.

        p is made homogeneous in each block: if all coefficients then have one sign, so has p.
        """
        if p == 0:
            return None
        gens = self.ring.context.gens()
        parts: dict[tuple[int, ...], dict] = {}
        for monomial, c in zip(p.monoms(), p.coeffs(), strict=True):
            degrees = tuple(sum(int(monomial[k]) for k in own) for own, _ in blocks)
            parts.setdefault(degrees, {})[monomial] = c
        most = [max(d[k] for d in parts) for k in range(len(blocks))]
        whole = self.ring.zero
        for degrees, terms in parts.items():
            part = self.ring.context.from_dict(terms)
            for k, (own, rest) in enumerate(blocks):
                if most[k] > degrees[k]:
                    part = part * sum((gens[i] for i in own), gens[rest]) ** (most[k] - degrees[k])
            whole = whole + part
        n = len(self.labels)
        if not self.parameters:
            signs = {1 if c > 0 else -1 for c in whole.coeffs()}
            return signs.pop() if len(signs) == 1 else None
        groups: dict[tuple, dict] = {}
        for monomial, c in zip(whole.monoms(), whole.coeffs(), strict=True):
            groups.setdefault(monomial[:n], {})[(*(0,) * n, *monomial[n:])] = c
        found: int | None = None
        for terms in groups.values():
            sign = self.coefficient_sign(self.ring.context.from_dict(terms))
            if sign is None or (found is not None and sign != found):
                return None
            found = sign
        return found

    # -- polynomials ----------------------------------------------------------------------------
    def weights(self, i: int, face: Face) -> dict[int, Poly]:
        """The weight of each sequence of a face, in its unknowns; the last move of a set is the rest."""
        got = self._weights.get((i, face))
        if got is None:
            got = {0: self.ring.one}
            gens = self.ring.context.gens()
            for choice, moves in reached(self.strategic.players[i], face):
                rest = got[choice.before]
                for s in moves[:-1]:
                    got[s] = gens[self.variable[i, s]]
                    rest = rest - got[s]
                got[moves[-1]] = rest
            self._weights[i, face] = got
        return got

    def _value(self, i: int, s: int, others: tuple[Face, ...]) -> Poly:
        """What player i's moves up to s pay where they are the last, against faces of the others."""
        key = (i, s, others)
        got = self._values.get(key)
        if got is None:
            rivals = [j for j in range(len(self.strategic.players)) if j != i]
            tables = [(j, self.weights(j, f)) for j, f in zip(rivals, others, strict=True)]
            got = self.ring.zero
            for sequences, coefficient in self.payoffs[i]:
                if sequences[i] == s and all(sequences[j] in table for j, table in tables):
                    term = coefficient
                    for j, table in tables:
                        term = term * table[sequences[j]]
                    got = got + term
            self._values[key] = got
        return got

    def demands(self, profile: tuple[Face, ...]) -> Demands | None:
        """Return what a profile of faces demands; None where the terms tell that it cannot be met."""
        blocks: list[tuple[list[int], int]] = []
        unknowns: list[int] = []
        for i, face in enumerate(profile):
            for choice, moves in reached(self.strategic.players[i], face):
                own = [self.variable[i, s] for s in moves]
                unknowns += own[:-1]
                if choice.before == 0 and len(own) > 1:
                    blocks.append((own[:-1], own[-1]))
        equations: list[Poly] = []
        deviations: list[Poly] = []
        for i, face in enumerate(profile):
            others = profile[:i] + profile[i + 1 :]
            plans = self.strategic.players[i]
            for choice, moves in reached(plans, face):
                best = self._follow(plans, face, moves[0])
                for s in choice.sequences:
                    inside = s in face
                    ways = [self._follow(plans, face, s)] if inside else self._below[i][s]
                    for other in ways if s != moves[0] else ():
                        p, sign = self._difference(i, best, other, others, blocks)
                        if (sign if inside else sign == -1) or (inside and p.is_constant() and p != 0):
                            return None
                        if inside and p != 0:
                            equations.append(p)
                        elif not inside and sign != 1 and p != 0:
                            deviations.append(p)
        weights = {(i, s): p for i, face in enumerate(profile) for s, p in self.weights(i, face).items()}
        return Demands(
            profile, tuple(unknowns), weights, equations, deviations, lambda p: self.definite(p, blocks)
        )

    def _difference(
        self, i: int, a: Sequence[int], b: Sequence[int], others: tuple[Face, ...], blocks: Sequence
    ) -> tuple[Poly, int | None]:
        key = (i, tuple(a), tuple(b), others)
        got = self._differences.get(key)
        if got is None:
            p = self.ring.zero
            for s in a:
                p = p + self._value(i, s, others)
            for s in b:
                p = p - self._value(i, s, others)
            got = self._differences[key] = (p, self.definite(p, blocks))
        return got

    @staticmethod
    def _follow(plans: Plans, face: Face, s: int) -> tuple[int, ...]:
        """A move and, after it, the first move of the face at each information set."""
        found = [s]
        for s in found:
            found += [next(t for t in c.sequences if t in face) for c in plans.after[s]]
        return tuple(found)


def _continuations(plans: Plans) -> dict[int, list[tuple[int, ...]]]:
    """For each move, the ways to go on after it: its own sequences from there."""
    below: dict[int, list[tuple[int, ...]]] = {}
    if not plans.plans:  # raises where there are too many
        return below
    for s in range(plans.size - 1, 0, -1):
        ways = [[w for t in c.sequences for w in below[t]] for c in plans.after[s]]
        below[s] = [(s, *itertools.chain(*chosen)) for chosen in itertools.product(*ways)]
    return below
