"""Global games: which of two equilibria is played when everybody sees the state with a little noise.

N players (or a continuum of them) act or abstain. A player who acts at state t gains t + g over abstaining,
where g depends on how many of the others act and never falls in it (strategic complements). So where t is
low nobody acts, where it is high everybody does, and between there are two equilibria. Now each player sees
only t + noise, every player's noise being drawn from the same distribution with a density; the prior on t
is uniform on the line. For every scale of the noise one strategy survives iterated dominance: act iff the
signal is above the threshold t*, the state at which a player gains nothing on average if every number of
others acting is equally likely (Laplacian beliefs)::

    t* = -(g[0] + ... + g[N - 1])/N,         or with a continuum  t* = -(integral of g(x) over 0 <= x <= 1)

At the threshold itself the player's rank among the signals is uniform, whatever the noise. With another prior
the same holds in the limit of little noise. A gain h(t) + g with h continuous and rising is the same game in
the state h(t).

Source: Carlsson & van Damme (1993); Morris & Shin (2003), section 2; many players: Frankel, Morris & Pauzner
(2003).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..errors import escaped
from ..symbolic.exact import exact, exact_row
from ..symbolic.expression import Expression, as_expression
from ..symbolic.isolation import Value
from .problem import Found, Problem

SHARE = "x"  # of the others who act, in the gains of a continuum


@dataclass(frozen=True)
class GlobalGame(Problem):
    """Players with strategic complements and noisy signals: give ``gains`` (finitely many) or ``pieces``.

    Parameters
    ----------
    gains : ``gains[m]`` is g where m of the others act, utility; one for each player, never falling
    pieces : g as a function of the share x of others who act, piece by piece: pairs (end, expression in x),
        each from the end before (at first 0) to its own; the last end is 1. Jumps go upward.

    Raises InputError where not exactly one of the two is given, gains fall, or ends do not ascend to 1.

    >>> GlobalGame(gains=(-1, "-1/2")).players
    2
    >>> GlobalGame(pieces=[("1/4", -1), (1, "-1/(4*x)")]).pieces
    ((Fraction(1, 4), -1), (Fraction(1, 1), -1/(4*x)))
    """

    gains: Any = ()
    pieces: Any = ()

    kind = "global_game"

    def __post_init__(self) -> None:
        faults: list[str] = []
        gains = exact_row(self.gains, "global_game: gains", faults)
        pieces = _pieces(self.pieces, faults)
        if not faults and bool(gains) == bool(pieces):
            faults.append("global_game: give either gains (finitely many players) or pieces (a continuum).")
        faults += [
            f"global_game: gains, number {m + 1}: must be at least {a}: gains must never fall. Got {b}."
            for m, (a, b) in enumerate(zip(gains, gains[1:]), 1)
            if b < a
        ]
        self.settle(faults, gains=gains, pieces=pieces)

    @property
    def players(self) -> int | None:
        """How many players there are; None for a continuum."""
        return len(self.gains) or None


@dataclass(frozen=True)
class GlobalGameThreshold(Found):
    """Players act iff their signal is above ``threshold``: a closed form, or enclosed where there is none."""

    threshold: Value

    kind = "global_game"


def _pieces(pieces: Any, faults: list[str]) -> tuple[tuple[Fraction, Expression], ...]:
    where = "global_game: pieces"
    if isinstance(pieces, str) or not isinstance(pieces, Iterable):
        faults.append(f"{where}: must be a list of pairs (end, gain), got {escaped(pieces)}.")
        return ()
    found: list[tuple[Fraction, Expression]] = []
    before = Fraction(0)
    for i, piece in enumerate(pieces, 1):
        if not isinstance(piece, (list, tuple)) or len(piece) != 2:
            faults.append(f"{where}, number {i}: must be a pair (end, gain), got {escaped(piece)}.")
            continue
        end, gain = exact(piece[0], f"{where}, number {i}", faults), as_expression(piece[1])
        if not before < end <= 1:
            faults.append(f"{where}, number {i}: its end must be above {before} and at most 1, got {end}.")
        if gain.symbols - {SHARE}:
            faults.append(f"{where}, number {i}: the gain must be written in {SHARE}, got {gain}.")
        elif _falls(gain, before, end):
            faults.append(f"{where}, number {i}: the gain must never fall, got {gain}.")
        found.append((end, gain))
        before = end
    if found and before != 1 and not faults:
        faults.append(f"{where}: the last end must be 1, got {before}.")
    return tuple(found)


def _falls(gain: Expression, low: Fraction, high: Fraction) -> bool:
    """Whether the gain is seen to fall between two shares."""
    points = [low + (high - low) * Fraction(k, 64) for k in range(1, 64)]
    try:
        values = [float(gain.evaluate({SHARE: x})) for x in points]
    except (ValueError, ZeroDivisionError, OverflowError):
        return False
    return any(b < a - 1e-9 * max(1.0, abs(a)) for a, b in zip(values, values[1:]))
