"""All that a player can do from some places of a tree on, the others' strategies given.

The player may change any of its later moves at once. With perfect recall the moves before an information set
are known there, so the best way to go on is found from the last information sets to the first.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Number = Any  # Fraction or Quotient
Move = tuple[int, int]  # information set, action
Form = tuple[Number, ...]  # a value for each place where the player starts
MOST_WAYS = 5000
MANY_WAYS = f"Undecided: from some information set there are more than {MOST_WAYS:,} ways to go on."


class TooManyWays(Exception):
    """More ways to go on than can be compared one by one."""


@dataclass
class Ways:
    """``paid``: after each own move (None: before any), what is paid before the next own information set.

    Payments are counted with the probability with which the others and chance let the play come there, for
    each of ``size`` places to start from. ``before``: the own move that leads to an information set.
    ``mixes``: how the player behaves according to its strategy, None where that is not said.
    """

    size: int
    zero: Number
    mixes: Mapping[int, Sequence[Number] | None]
    paid: dict[Move | None, list[Number]] = field(default_factory=dict)
    before: dict[int, Move | None] = field(default_factory=dict)
    actions: dict[int, int] = field(default_factory=dict)  # how many there are at each

    def pay(self, after: Move | None, start: int, amount: Number) -> None:
        """Count a payment."""
        if amount:
            row = self.paid.setdefault(after, [self.zero] * self.size)
            row[start] = row[start] + amount

    def form(self, after: Move | None) -> Form:
        """What is paid after a move, for each place to start from."""
        return tuple(self.paid.get(after, [self.zero] * self.size))

    # -- numbers ----------------------------------------------------------------------------------
    def best(self, at: Sequence[Fraction]) -> tuple[Fraction, list[Move]]:
        """Return the most that can be had where the starts have these weights, and the moves that change.

        The stated behavior is kept wherever it is among the best.
        """
        value: dict[Move | None, Fraction] = {
            move: sum((w * x for w, x in zip(at, row, strict=True) if w and x), Fraction(0))
            for move, row in self.paid.items()
        }
        chosen: dict[int, int] = {}
        for s in sorted(self.before, reverse=True):
            options = [value.get((s, a), Fraction(0)) for a in range(self.actions[s])]
            top = max(options)
            if top > min(options) and not self._keeps(s, options, top):
                chosen[s] = options.index(top)
            before = self.before[s]
            value[before] = value.get(before, Fraction(0)) + top
        return value.get(None, Fraction(0)), self._changes(chosen)

    def _keeps(self, s: int, options: Sequence[Fraction], top: Fraction) -> bool:
        """Whether every action that the strategy plays is among the best."""
        mix = self.mixes.get(s)
        return mix is not None and all(v == top for x, v in zip(mix, options, strict=True) if x)

    def _changes(self, chosen: Mapping[int, int]) -> list[Move]:
        """The moves that change, at information sets which the changed strategy reaches."""
        made: set[Move | None] = {None}
        found: list[Move] = []
        for s in sorted(self.before):
            if self.before[s] not in made:
                continue
            a = chosen.get(s)
            if a is None:
                mix = self.mixes.get(s)
                made |= {(s, k) for k in range(self.actions[s]) if mix is None or mix[k]}
            else:
                made.add((s, a))
                found.append((s, a))
        return found

    # -- formulas ---------------------------------------------------------------------------------
    def every(self) -> Iterator[tuple[Form, Form, tuple[Move, ...]]]:
        """Yield (what the strategy gives, what another way gives, its moves), each first set on its own.

        First sets do not share moves, so that something is gained iff something is gained at one of them.
        """
        stated: dict[Move | None, Form] = {}
        ways: dict[Move | None, list[tuple[Form, tuple[Move, ...]]]] = {}
        for s in sorted(self.before, reverse=True):
            mix = self.mixes.get(s) or (self.zero,) * self.actions[s]
            mine: Form = (self.zero,) * self.size
            options: dict[str, tuple[Form, tuple[Move, ...]]] = {}
            for a, x in enumerate(mix):
                paid = self.form((s, a))
                if x:
                    later = _sum(paid, stated.get((s, a)))
                    mine = tuple(m + x * v if v else m for m, v in zip(mine, later, strict=True))
                for form, moves in ways.get((s, a), [((self.zero,) * self.size, ())]):
                    whole = _sum(paid, form)
                    options.setdefault(repr(whole), (whole, ((s, a), *moves)))
            before = self.before[s]
            if before is None:
                yield from ((mine, form, moves) for form, moves in options.values())
                continue
            stated[before] = _sum(mine, stated.get(before))
            others = ways.get(before, [((self.zero,) * self.size, ())])
            if len(others) * len(options) > MOST_WAYS:
                raise TooManyWays
            ways[before] = [
                (_sum(form, more), (*moves, *rest))
                for (form, moves), (more, rest) in itertools.product(options.values(), others)
            ]


def _sum(a: Form, b: Form | None) -> Form:
    return a if b is None else tuple(x + y if x and y else x or y for x, y in zip(a, b, strict=True))
