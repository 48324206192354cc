"""What can be moved: each parameter with its two ends, its step and where it starts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from ..branches.branch import Branch, Subject
from ..symbolic.condition import Condition, Parameter
from ..symbolic.domain import check_consistent
from ..symbolic.expression import Expression, symbol

STEPS = 200  # of a slider, at most
REACHES = (1, Fraction(6, 5), Fraction(3, 2), 2, 3, 4, 5, 6, 8, 10)  # times a power of ten: where one ends


@dataclass(frozen=True)
class Slider:
    """A parameter that can be moved: its ends, its step, and where it starts."""

    parameter: Parameter
    low: Fraction
    high: Fraction
    step: Fraction
    start: Fraction

    @property
    def name(self) -> str:
        """The name of the parameter."""
        return self.parameter.name


def sliders(subject: Subject, found: Iterable[Branch]) -> Iterator[Slider]:
    """Yield the parameters that what is shown depends on, and that have no value."""
    used = {s for b in found for f in b.formulas if f is not None for s in f.symbols}
    used |= {s for b in found for s in b.region.symbols}
    if subject.family.kind != "none":
        used |= subject.game.symbols
    declared = {n: p for n, p in subject.declared.items() if n in used and n not in subject.values}
    starts = _starts(subject, declared)
    for name, p in declared.items():
        yield _slider(p, starts[name], subject.domain)


def _starts(subject: Subject, declared: Mapping[str, Parameter]) -> dict[str, Fraction]:
    """The default of each parameter; where one has none, a point of the domain near the others."""
    point: dict[str, Expression] = dict(subject.values)
    waiting = {n: p.default for n, p in declared.items() if isinstance(p.default, Expression)}
    while ready := [n for n, e in waiting.items() if e.symbols <= point.keys()]:
        point |= {n: waiting.pop(n).subs(point) for n in ready}
    rest = [n for n in declared if n not in point]
    if rest:
        left = (c.subs(point) for c in subject.domain)
        free = tuple(c for c in left if c.symbols)
        integers = frozenset(n for n in rest if declared[n].integer)
        somewhere = check_consistent(free, subject.name, integers)
        point |= {n: somewhere.get(n, symbol(n).subs({n: 1})) for n in rest}
    return {n: Fraction(point[n].evaluate()) for n in declared}


def _slider(p: Parameter, start: Fraction, conditions: Iterable[Condition]) -> Slider:
    """From one end of the domain to the other; where it has no end, to about three times the start."""
    below, above = _bounds(p.name, conditions)
    reach = _nice(3 * max(abs(start), Fraction(1, 3)), REACHES)
    known = [b.value for b in below if b.is_number]
    least = Fraction(0) if below and start >= 0 else -reach  # bounded by another parameter, or not at all
    low = max(known, default=least)
    high = min((b.value for b in above if b.is_number), default=max(low, Fraction(0)) + reach)
    if p.integer:
        low, high = Fraction(math.ceil(low)), Fraction(math.floor(high))
    step = Fraction(1) if p.integer else _nice(max(high - low, Fraction(1, 10**6)) / STEPS, (1, 2, 5, 10))
    return Slider(p, min(low, start), max(high, start), step, start)


def _bounds(name: str, conditions: Iterable[Condition]) -> tuple[list[Expression], list[Expression]]:
    """What a parameter must lie above, and below: other parameters and numbers."""
    below: list[Expression] = []
    above: list[Expression] = []
    for c in conditions:
        if c.op[0] in "<>" and symbol(name) in (c.lhs, c.rhs):
            other = c.rhs if c.lhs == symbol(name) else c.lhs
            (below if (c.op[0] == "<") == (other is c.lhs) else above).append(other)
    return below, above


def _nice(x: Fraction, digits: Iterable[Fraction | int]) -> Fraction:
    """The least of these digits times a power of ten that is at least x.

    >>> [str(_nice(Fraction(x), (1, 2, 5, 10))) for x in ("0.004", "6", "1/3")]
    ['1/200', '10', '1/2']
    """
    power = Fraction(10) ** math.floor(math.log10(x))
    return next(d * power for d in map(Fraction, digits) if d * power >= x)
