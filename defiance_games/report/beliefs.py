"""What is worth saying of a set of beliefs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..symbolic.condition import Condition
from ..symbolic.expand import is_zero
from ..symbolic.expression import ONE, add, symbol


def telling(conjunction: Iterable[Condition], beliefs: Sequence[str]) -> list[Condition]:
    """Return the conditions that say more than "these are probabilities and sum to one".

    >>> from defiance_games.symbolic.parser import parse_condition
    >>> said = [c for t in ("mu_a >= 0", "mu_a + mu_b = 1", "mu_a = mu_b") for c in parse_condition(t)]
    >>> telling(said, ["mu_a", "mu_b"])
    [mu_a = mu_b]
    """
    excess = add(*map(symbol, beliefs)) - ONE
    return [c for c in conjunction if not _plain(c) and not (c.op == "=" and is_zero(c.difference - excess))]


def _plain(c: Condition) -> bool:
    """Whether it is a bound that every probability keeps."""
    if c.op == "=" or len(c.symbols) != 1 or not all(s.startswith("mu_") for s in c.symbols):
        return False
    return all(c.holds(dict.fromkeys(c.symbols, x)) for x in (0, 1))
