"""Where a chain goes next, as people write it: a state, or state -> probability."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from fractions import Fraction
from typing import Any

from ..errors import escaped, nearest
from .exact import exact


def lottery(
    given: Any, known: Mapping[Hashable, Any], place: str, faults: list[str]
) -> dict[Hashable, Fraction]:
    """Return state -> positive probability; what is wrong with it is noted in ``faults``.

    >>> faults = []
    >>> lottery({"low": "1/4", "high": 0.75, "top": 0}, {"low": 0, "high": 0, "top": 0}, "low", faults)
    {'low': Fraction(1, 4), 'high': Fraction(3, 4)}
    >>> lottery("lwo", {"low": 0}, "low", faults), faults
    ({'lwo': Fraction(1, 1)}, ["low: unknown state lwo. Did you mean 'low'?"])
    """
    if not isinstance(given, Mapping) and not is_state(given):
        faults.append(f"{place}: must lead to a state, or state -> probability, got {escaped(given)}.")
        return {}
    table = given if isinstance(given, Mapping) else {given: 1}
    odds = {s: exact(p, f"{place}: probability", faults) for s, p in table.items()}
    faults += [
        f"{place}: unknown state {escaped(s)}. {nearest(str(s), map(str, known))}"
        for s in odds
        if s not in known
    ]
    if sum(odds.values()) != 1 or min(odds.values(), default=Fraction(0)) < 0:
        faults.append(f"{place}: probabilities must be at least 0 and sum to 1.")
    return {s: p for s, p in odds.items() if p}


def table_of(given: Any, where: str, faults: list[str]) -> dict[Any, Any]:
    """Return a mapping as a dict; a fault is noted where it is none.

    >>> faults = []
    >>> table_of(3, "final", faults), faults
    ({}, ['final: must be a mapping, got 3.'])
    """
    if isinstance(given, Mapping):
        return dict(given)
    faults.append(f"{where}: must be a mapping, got {escaped(given)}.")
    return {}


def is_state(value: Any) -> bool:
    """Return whether a value can name a state: it must have a hash.

    >>> is_state((0, "low")), is_state([0])
    (True, False)
    """
    try:
        hash(value)
    except TypeError:
        return False
    return True
