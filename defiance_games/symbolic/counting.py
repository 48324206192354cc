"""Does a polynomial with parameters have a root between 0 and 1 where others have given signs?

Sturm's theorem, as Tarski has extended it: the sign changes of a sequence of remainders at the ends of an
interval, one less the other, are the sum of the signs of q at the roots of p. Sums of such sums count the
roots at which inequalities hold. All that is asked of the parameters are signs of polynomials.
Source: Basu, Pollack & Roy (2006), chapter 2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from .deciding import Claim
from .elimination import coefficients_in
from .ring import Poly, Ring

Line = list[Poly]  # coefficients, the constant first
_HALF = Fraction(1, 2)
_SHARES = {  # of the sums over the signs of q**0, q**1, q**2 in the number of roots where q op 0
    ">": (Fraction(0), _HALF, _HALF),
    ">=": (Fraction(1), _HALF, -_HALF),
    "!=": (Fraction(0), Fraction(0), Fraction(1)),
    "=": (Fraction(1), Fraction(0), Fraction(-1)),
}
_HOLDS = {">": (1,), ">=": (0, 1), "!=": (-1, 1), "=": (0,)}


class Undetermined(Exception):
    """The polynomial vanishes throughout."""


class Counter:
    """Counts roots in the variable ``i``; ``sign``: the sign of a polynomial in the other variables.

    >>> ring = Ring(["x"])
    >>> (x,) = ring.context.gens()
    >>> counter = Counter(ring, 0, lambda p: (p != 0) and (1 if p.leading_coefficient() > 0 else -1))
    >>> p = 8 * x**3 - 6 * x + 1  # roots -0.94, 0.17, 0.77
    >>> counter.any_root(p, []), counter.any_root(p, [(2 * x - 1, ">")]), counter.any_root(p, [(x - 1, ">=")])
    (True, True, False)
    """

    def __init__(self, ring: Ring, i: int, sign: Callable[[Poly], int]):
        self.ring, self.i, self.sign = ring, i, sign
        self.x = ring.context.gens()[i]

    def any_root(self, p: Poly, claims: Sequence[Claim]) -> bool:
        """Return whether p has a root from 0 to 1 (both included) at which the claims hold."""
        line = self._trimmed(coefficients_in(p, self.i))
        if not line:
            raise Undetermined
        for end in (0, 1):
            if self._at(line, end) == 0 and all(
                self._at(coefficients_in(q, self.i), end) in _HOLDS[op] for q, op in claims
            ):
                return True
        while len(line) > 1 and self._at(line, 0) == 0:
            line = line[1:]
        while len(line) > 1 and self._at(line, 1) == 0:  # divided by x - 1
            line = self._trimmed([-sum(line[: k + 1], self.ring.zero) for k in range(len(line) - 1)])
        return len(line) > 1 and self._number(line, claims) > 0

    def _number(self, line: Line, claims: Sequence[Claim]) -> Fraction:
        """How many roots strictly between 0 and 1 satisfy the claims."""
        terms: list[tuple[Fraction, Poly]] = [(Fraction(1), self.ring.one)]
        for q, op in claims:
            terms = [
                (share * s, product * q**k)
                for share, product in terms
                for k, s in enumerate(_SHARES[op])
                if s
            ]
        return sum((share * self._sum_of_signs(line, q) for share, q in terms), Fraction(0))

    def _sum_of_signs(self, line: Line, q: Poly) -> int:
        """The sum of the signs of q at the roots of a polynomial strictly between 0 and 1."""
        slope = [k * c for k, c in enumerate(line)][1:]
        weighted = self._polynomial(slope) * q
        sequence = [line, self._remainder(self._trimmed(coefficients_in(weighted, self.i)), line)]
        while sequence[-1]:
            sequence.append([-c for c in self._remainder(sequence[-2], sequence[-1])])
        changes = [self._changes([self._at(part, end) for part in sequence[:-1]]) for end in (0, 1)]
        return changes[0] - changes[1]

    @staticmethod
    def _changes(signs: Sequence[int]) -> int:
        present = [s for s in signs if s]
        return sum(a != b for a, b in zip(present, present[1:], strict=False))

    def _at(self, line: Line, end: int) -> int:
        return self.sign(sum(line, self.ring.zero) if end else line[0])

    def _polynomial(self, line: Line) -> Poly:
        return sum((c * self.x**k for k, c in enumerate(line)), self.ring.zero)

    def _trimmed(self, line: Line) -> Line:
        """Without leading coefficients that are zero; divided by what all have in common."""
        line = list(line)
        while line and self.sign(line[-1]) == 0:
            line.pop()
        if not line:
            return line
        common = line[-1]
        for c in line[:-1]:
            common = common.gcd(c)
        turn = self.sign(common)
        return [turn * c / common for c in line]

    def _remainder(self, line: Line, by: Line) -> Line:
        """The remainder of a division, times something positive."""
        line = self._trimmed(line)
        while len(line) >= len(by):
            lead, shift = line[-1], len(line) - len(by)
            square = by[-1] * by[-1]
            line = [square * c for c in line]
            for k, c in enumerate(by):
                line[k + shift] = line[k + shift] - lead * by[-1] * c
            line = self._trimmed(line[:-1])
        return line
