"""Crowds: alike players choose between acting and abstaining, and only how many act matters.

A player who acts while m of the N - 1 others do gains ``gains[m]`` over abstaining, m = 0, ..., N - 1. A
profile in which a players act is an equilibrium iff those who act do not lose by it and those who abstain
would not gain: gains[a - 1] >= 0 (or a = 0) and gains[a] <= 0 (or a = N).

Where k players mix with the same probability s, 0 < s < 1, while i others act for sure and the rest abstain,
the profile is an equilibrium iff, with E_n the expectation where X ~ Bin(n, s),

    E_(k-1) gains[i + X] = 0,  E_k gains[i - 1 + X] >= 0 (or i = 0),  E_k gains[i + X] <= 0 (or i + k = N).

A solution lists every such profile up to the names of the players: all pure equilibria, all symmetric mixed
ones (k = N), and those in which some act, some abstain and the rest mix alike. The expectations are
polynomials in s whose Bernstein coefficients are gains: their roots are found with certainty.

Two players who mix in an equilibrium mix alike unless both are indifferent whatever the other does: with R
the number who act among the rest, E gains[R] = E gains[R + 1] = 0. Where gains never fall in m (or never
rise, or have one sign) that needs gains[j] = 0 for every number j of others acting that can occur, and then
each of the mixing players may mix as it likes (``probability`` is None). So there the list is complete. It
is complete too for three players, where no root is double. Else there can be equilibria in which four
players or more mix, not all alike.

Source: for rising gains Schelling (1973) and Segal (2003); for single-peaked ones Palfrey & Rosenthal (1984).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..symbolic.algebraic import precision
from ..symbolic.enclosure import Enclosure
from ..symbolic.exact import exact_row
from ..symbolic.expression import ZERO, Expression, add
from ..symbolic.isolation import Value
from .problem import Found, Problem


@dataclass(frozen=True)
class SymmetricGame(Problem):
    """Alike players who act or abstain.

    Parameters
    ----------
    gains : utility; ``gains[m]`` is gained by acting when m of the others act; one for each player
    some_mix : whether equilibria in which only some of the players mix are wanted. Where gains fall somewhere
        there are about N**2/2 ways to choose how many: for hundreds of players, say False.

    Raises InputError where there are no gains or they are not rational numbers.

    >>> SymmetricGame(gains=("-1/2", 0, "1/6")).players
    3
    """

    gains: Any
    some_mix: bool = True

    kind = "symmetric_game"

    def __post_init__(self) -> None:
        faults: list[str] = []
        gains = exact_row(self.gains, "symmetric_game: gains", faults)
        if not faults and not gains:
            faults.append("symmetric_game: gains: there must be one or more, got none.")
        self.settle(faults, gains=gains)

    @property
    def players(self) -> int:
        """How many players there are."""
        return len(self.gains)

    @property
    def rising(self) -> bool:
        """Whether a gain never falls when one more player acts (strategic complements)."""
        return all(a <= b for a, b in zip(self.gains, self.gains[1:]))

    @property
    def falling(self) -> bool:
        """Whether a gain never rises when one more player acts (strategic substitutes)."""
        return all(a >= b for a, b in zip(self.gains, self.gains[1:]))


@dataclass(frozen=True)
class MixedEquilibrium(Found):
    """Equilibria in which ``acting`` players act, ``abstaining`` abstain, ``mixing`` act with a probability.

    ``probability`` is exact where it has a short closed form, else enclosed; None where each of the mixing
    players may have one of its own, any in (0, 1). ``slope`` tells how the gain from acting crosses zero
    there: "+" upward (unstable: with a little more acting, acting is better), "-" downward (stable), "0" not.
    """

    acting: int
    mixing: int
    abstaining: int
    probability: Value | None
    slope: str

    def at_least(self, count: int) -> Value | None:
        """Return the probability that ``count`` players act, or more; None where it is not determined.

        >>> from defiance_games.symbolic.expression import number
        >>> MixedEquilibrium(1, 2, 0, number(Fraction(1, 2)), "-").at_least(2)
        3/4
        """
        p, n = self.probability, self.mixing
        if p is None:
            return None
        wanted = range(max(0, count - self.acting), n + 1)
        if isinstance(p, Expression):
            return add(ZERO, *(math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in wanted))
        return Enclosure(_tail(n, wanted, p.low)[0], _tail(n, wanted, p.high)[1])  # it rises in p


def _tail(n: int, wanted: range, x: Fraction) -> tuple[Fraction, Fraction]:
    """Rational numbers below and above the probability that a Bin(n, x) number is among those wanted."""
    from flint import arb, fmpq

    with precision(128):
        p = arb(fmpq(x.numerator, x.denominator))
        ball = sum((math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in wanted), arb(0))
        low, high = ball.lower().fmpq(), ball.upper().fmpq()
    return Fraction(int(low.p), int(low.q)), Fraction(int(high.p), int(high.q))


@dataclass(frozen=True)
class CrowdEquilibria(Found):
    """Every equilibrium, up to the names of the players.

    ``pure``: numbers of players who act, ascending; ``mixed``: by mixing, acting and probability, ascending;
    ``complete``: whether it is proved that there are no others; ``left_out`` says which others there may be.
    """

    pure: tuple[int, ...]
    mixed: tuple[MixedEquilibrium, ...]
    complete: bool
    left_out: str = ""

    kind = "symmetric_game"

    @property
    def symmetric(self) -> tuple[MixedEquilibrium, ...]:
        """Those in which all players mix, by ascending probability."""
        return tuple(e for e in self.mixed if not e.acting and not e.abstaining)
