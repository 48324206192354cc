"""Tolerated sanction probabilities p*: an official defies iff he perceives less risk than that.

A number (the same for all), an array (one for each locality), or drawn: :class:`Uniform`, :class:`Careers`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from .checks import Checks
from .draws import Draws


@dataclass(frozen=True)
class Uniform:
    """Independent draws from [0, pbar]. Source: model book, 5c.

    >>> drawn = Uniform("0.5").draw(1000, Draws(1))
    >>> bool(drawn.max() < 0.5), bool(abs(drawn.mean() - 0.25) < 0.02)
    (True, True)
    """

    pbar: Any

    def __post_init__(self) -> None:
        checks = Checks("Uniform")
        value = checks.number("pbar", "largest tolerated probability", self.pbar, "> 0")
        object.__setattr__(self, "pbar", value)
        checks.tell()

    def draw(self, nodes: int, draws: Draws) -> np.ndarray:
        """Return p* of each locality."""
        return float(self.pbar) * draws.uniform("tolerance", 0, nodes)


@dataclass(frozen=True)
class Careers:
    """Officials who differ in what a career is worth: p* = B/Lambda with L drawn evenly from [L_low, L_high].

    B = b + g V and Lambda = s + (1 - rho) L + (pi0 + g) V, as in the model ``career_calculus``: the more
    future an official has, the less risk he tolerates. Parameters in utility, but g, rho, pi0 probabilities,
    pi0 + g <= 1.

    >>> careers = Careers(b=1, g="0.2", V=5, s=1, rho="0.5", pi0="0.1", L_low=10, L_high=40)
    >>> drawn = careers.draw(1000, Draws(1))
    >>> bool((drawn > 2 / 22.5).all()), bool((drawn < 2 / 7.5).all())
    (True, True)
    """

    b: Any
    g: Any
    V: Any
    s: Any
    rho: Any
    pi0: Any
    L_low: Any
    L_high: Any

    def __post_init__(self) -> None:
        checks = Checks("Careers")
        for name, what, rule in (
            ("b", "immediate gain", ">= 0"),
            ("g", "increase in promotion probability", "in [0, 1]"),
            ("V", "promotion value", ">= 0"),
            ("s", "short-run sanction cost", ">= 0"),
            ("rho", "effective rehabilitation factor", "in [0, 1]"),
            ("pi0", "promotion probability after compliance", "in [0, 1]"),
            ("L_low", "least career payoff", ">= 0"),
            ("L_high", "largest career payoff", ">= 0"),
        ):
            object.__setattr__(self, name, checks.number(name, what, getattr(self, name), rule))
        if not checks.found:
            if self.L_low > self.L_high:
                checks.add(f"L_low must be at most L_high, got {self.L_low} and {self.L_high}.")
            if self.pi0 + self.g > 1:
                checks.add(f"pi0 + g must be at most 1, got {self.pi0 + self.g}.")
            if self._loss(self.L_low) == 0:
                checks.add("the loss s + (1 - rho) L + (pi0 + g) V must be > 0, got 0 at L_low.")
        checks.tell()

    def _loss(self, L: Any) -> Any:
        return self.s + (1 - self.rho) * L + (self.pi0 + self.g) * self.V

    def draw(self, nodes: int, draws: Draws) -> np.ndarray:
        """Return p* of each locality."""
        low, high = float(self.L_low), float(self.L_high)
        L = low + (high - low) * draws.uniform("tolerance", 0, nodes)
        gain, fixed = float(self.b + self.g * self.V), float(self._loss(0))
        return gain / (fixed + float(1 - self.rho) * L)


Tolerance = Fraction | np.ndarray | Uniform | Careers


def tolerance(checks: Checks, given: Any) -> Tolerance:
    """Return a tolerance as it is given; faults are noted."""
    if isinstance(given, (Uniform, Careers)):
        return given
    if not isinstance(given, (np.ndarray, list, tuple)):
        return checks.number("tolerance", "tolerated sanction probability", given, ">= 0")
    try:
        array = np.array([float(Fraction(x)) if isinstance(x, str) else float(x) for x in given])
    except (ValueError, TypeError, ZeroDivisionError):
        checks.add("tolerance (p*) must be numbers >= 0.")
        return np.zeros(0)
    bad = np.flatnonzero(~(array >= 0))
    if bad.size:
        more = f" and {bad.size - 1} more" if bad.size > 1 else ""
        checks.add(f"tolerance (p*) must be >= 0, got {array[bad[0]]:g} at locality {bad[0]}{more}.")
    array.flags.writeable = False
    return array


def drawn(given: Tolerance, nodes: int, draws: Draws) -> Fraction | np.ndarray:
    """Return p* for a graph of ``nodes`` localities: one for all, or an array."""
    if isinstance(given, Fraction):
        return given
    return given if isinstance(given, np.ndarray) else given.draw(nodes, draws)
