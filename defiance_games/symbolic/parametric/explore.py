"""Run an exact algorithm on symbols: where it asks for a sign that is not settled, split.

A *procedure* is ordinary exact code that takes a :class:`Case` and asks it for signs of polynomials.
:func:`explore` runs it on a cell of the parameter space. Where a sign is not the same in the whole
cell the cell is split by that sign and the procedure is run again in each part. What comes out is a
partition of the cell, with the procedure's result on each part. With numbers nothing ever splits.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from ...errors import TimeLimitReached
from .oracle import Cell, Oracle
from .signs import ANY, NEG, POS, ZERO_

Result = TypeVar("Result")
_SIGN = {NEG: -1, ZERO_: 0, POS: 1}


class Pruned(Exception):
    """Raised by a procedure where a part of the parameter space holds nothing; its arguments say why."""


class _Split(Exception):
    def __init__(self, index: int, mask: int):
        self.index, self.mask = index, mask


class Case:
    """A cell of the parameter space, as seen by a procedure."""

    __slots__ = ("oracle", "cell")

    def __init__(self, oracle: Oracle | None, cell: Cell | None):
        self.oracle, self.cell = oracle, cell

    def sign(self, p: Any) -> int:
        """Return the sign of a polynomial (or int) in this cell; splits the cell if it varies."""
        if isinstance(p, int):
            return (p > 0) - (p < 0)
        if p == 0:
            return 0
        assert self.oracle is not None and self.cell is not None
        constant, parts = self.oracle.ring.factor(p)
        sign = constant
        open_: list[tuple[int, int]] = []
        for index, multiplicity in parts:
            mask = self.oracle.possible(self.cell, index)
            if mask == ZERO_:
                return 0
            if mask in _SIGN:
                sign *= _SIGN[mask] if multiplicity % 2 else 1
            elif mask == NEG | POS and multiplicity % 2 == 0:
                continue
            else:
                open_.append((index, mask))
        if not open_:
            return sign
        raise _Split(*open_[0])

    def known_sign(self, index: int) -> int | None:
        """Return the sign of a factor if the cell already settles it, without asking anybody."""
        assert self.oracle is not None and self.cell is not None
        mask = self.cell.signs.get(index, ANY) & self.oracle._fixed.get(index, ANY)
        return _SIGN.get(mask & self.cell.known.get(index, ANY))


class Explorer(Generic[Result]):
    """Explores procedures on cells. ``generic`` skips the ties and remembers them in ``excepted``."""

    def __init__(self, oracle: Oracle | None, generic: bool = False, deadline: float | None = None):
        self.oracle, self.generic, self.deadline = oracle, generic, deadline
        self.excepted: set[int] = set()
        self.pruned: list[tuple[dict[int, int], tuple]] = []

    def __call__(
        self, procedure: Callable[[Case], Any], cell: Cell | None = None
    ) -> Iterator[tuple[Cell, Any]]:
        """Yield (cell, result) for each part in which the procedure does not raise Pruned."""
        if self.oracle is None:
            self._check_time()
            try:
                yield _EMPTY, procedure(Case(None, None))
            except Pruned as why:
                self.pruned.append(({}, why.args))
            return
        stack = [cell or self.oracle.root]
        while stack:
            self._check_time()
            part = stack.pop()
            try:
                result = procedure(Case(self.oracle, part))
            except Pruned as why:
                self.pruned.append((part.signs, why.args))
            except _Split as split:
                mask = split.mask
                if self.generic and mask & ZERO_:
                    self.excepted.add(split.index)
                    mask &= ~ZERO_
                stack += [part.extended(split.index, b) for b in (ZERO_, NEG, POS) if mask & b]
            else:
                yield part, result

    def _check_time(self) -> None:
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise TimeLimitReached("the time limit was reached")


_EMPTY = Cell({})
