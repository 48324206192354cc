"""A share of the localities, where a count would depend on how many there are."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .checks import Checks


@dataclass(frozen=True)
class Share:
    """A number in [0, 1]; of N localities it is the nearest count (halves are rounded to even).

    >>> Share("0.08").of(100), Share(1).of(7)
    (8, 7)
    """

    value: Any

    def __post_init__(self) -> None:
        checks = Checks("Share")
        object.__setattr__(
            self, "value", checks.number("value", "share of the localities", self.value, "in [0, 1]")
        )
        checks.tell()

    def of(self, nodes: int) -> int:
        """Return how many of ``nodes`` localities this is."""
        return round(Fraction(self.value) * nodes)


def count(given: int | Share, nodes: int) -> int:
    """Return a count that is given as a count or as a share."""
    return given.of(nodes) if isinstance(given, Share) else given


def checked(checks: Checks, name: str, meaning: str, given: Any) -> int | Share:
    """Return a count or Share as it is given; a fault is noted where it is neither."""
    return given if isinstance(given, Share) else checks.whole(name, meaning, given, 0)
