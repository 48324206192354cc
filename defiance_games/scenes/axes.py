"""The axes of a picture: which parameters they are, and the part of each that is worth showing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor, log10
from typing import Any

from ..branches.branch import Subject
from ..errors import InputError, escaped, nearest
from ..symbolic.condition import Parameter
from ..symbolic.expression import as_expression
from ..symbolic.linear import affine

Range = tuple[Fraction, Fraction] | None


@dataclass(frozen=True)
class Axis:
    """A parameter and the part of it that is shown."""

    parameter: Parameter
    low: float
    high: float

    @property
    def name(self) -> str:
        """The name of the symbol."""
        return self.parameter.name


def read_over(over: Any) -> dict[str, Range]:
    """Return the names in ``over``, each with the range asked for, or None.

    >>> read_over("q, h=0:3")
    {'q': None, 'h': (Fraction(0, 1), Fraction(3, 1))}
    """
    if isinstance(over, str):
        parts = [part.partition("=") for part in over.split(",") if part.strip()]
        over = {name: ends for name, _, ends in parts}
    elif not isinstance(over, Mapping):
        over = dict.fromkeys(over if isinstance(over, Iterable) else [over], "")
    faults: list[str] = []
    found: dict[str, Range] = {}
    for key, text in over.items():
        name = escaped(key).strip()
        name = "lam" if name == "lambda" else name
        ends = str(text).strip().split(":") if text else []
        try:
            low, high = (as_expression(e.strip()).value for e in ends) if ends else (0, 1)
        except (InputError, ValueError):
            low, high = 0, 0
        if low >= high:
            faults.append(f"over: the range of {name} must be LOW:HIGH in numbers, got '{escaped(text)}'.")
        found[name] = (Fraction(low), Fraction(high)) if ends else None
    if not 1 <= len(found) <= 2:
        faults.append(f"over: one or two parameters must be named, got {len(found)}.")
    if faults:
        raise InputError(faults)
    return found


def fail_if_unknown(subject: Subject, names: Iterable[str], known: Iterable[str] | None = None) -> None:
    """Refuse what is no free parameter of the subject, or none of those that matter to the picture."""
    known = list(subject.declared if known is None else known)
    faults = [
        f"{subject.name}: there is no parameter '{escaped(n)}' to draw over. {nearest(n, known)}"
        for n in names
        if n not in known
    ]
    if faults:
        raise InputError(faults)


def bounds(subject: Subject, name: str) -> tuple[float | None, float | None]:
    """Return the least and the greatest value that the domain of a parameter allows, where numbers."""
    low: float | None = None
    high: float | None = None
    for c in subject.domain:
        form = affine(c.difference, [name]) if c.symbols == {name} and c.op[0] in "<>" else None
        if form is None or not form[0][0]:
            continue
        end = float(-form[1] / form[0][0])
        if (c.op[0] == ">") == (form[0][0] > 0):
            low = end if low is None else max(low, end)
        else:
            high = end if high is None else min(high, end)
    return low, high


def default(subject: Subject, name: str) -> float | None:
    """Return the default of a parameter, or None."""
    given = subject.declared[name].default
    if given is None:
        return None
    found = given.subs(subject.values)
    return None if found.symbols else float(found)


def axis(subject: Subject, name: str, asked: Range, events: Iterable[float] = ()) -> Axis:
    """Return the axis of a parameter: the range asked for, else what shows its default and every event."""
    p = subject.declared[name]
    low, high = bounds(subject, name)
    usual = default(subject, name)
    marks = [
        e
        for e in (usual, *events)
        if e is not None and (low is None or e >= low) and (high is None or e <= high)
    ]
    if asked is not None:
        return Axis(p, *map(float, asked))
    top, bottom = max(marks, default=1.0), min(marks, default=0.0)
    if low is None:
        low = 0.0 if bottom >= 0 else _rounded(1.4 * bottom)
        low = min(low, high - 1) if high is not None and low >= high else low
    if high is None:
        high = _rounded(low + 1.6 * max(top - low, 0)) if top > low else low + 1
    elif marks and top - low < 0.22 * (high - low) and top > low:
        high = min(high, _rounded(low + 2.2 * (top - low)))
    return Axis(p, low, high)


def _rounded(x: float) -> float:
    """A number a little further from zero, of two digits."""
    if x == 0:
        return 0.0
    unit = 10.0 ** (floor(log10(abs(x))) - 1)
    return float(f"{(floor(abs(x) / unit + 0.999)) * unit * (1 if x > 0 else -1):.6g}")


def shown_values(
    subject: Subject, given: Iterable[str], names: Iterable[str] | None = None
) -> dict[str, Any]:
    """Return what is held fixed and matters, for the note under a picture."""
    wanted = subject.family.symbols if names is None else frozenset(names)
    return {**subject.family.values, **{n: v for n, v in subject.values.items() if n in wanted or n in given}}
