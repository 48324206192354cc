"""Settings that have a name: the cases that the models share, and the published examples of the model."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..cases import cases, load_case
from ..errors import InputError
from ..symbolic.condition import Condition
from ..symbolic.domain import check_values
from .sliders import Slider

MOST = 8  # that are offered
FINE = 1000  # the greatest denominator in a published example: what is finer is a rounded result


@dataclass(frozen=True)
class Preset:
    """A setting: what is not as at the start. A published example has no title but its values."""

    title: str
    values: Mapping[str, Fraction]


def presets(
    model: Any, sliders: Collection[Slider], forms: Collection[Mapping[str, Fraction]], domain: Any
) -> Iterator[Preset]:
    """Yield the settings of ``model`` that this page can show; ``forms``: its forms, its own first."""
    starts = {s.name: s.start for s in sliders} | dict(next(iter(forms), {}))
    whole = {s.name for s in sliders if s.parameter.integer}
    seen: list[dict[str, Fraction]] = [{}]
    for title, given in (*_of_cases(model.name), *_published(model)):
        values = {n: v for n, v in given.items() if starts.get(n) != v}
        shape = {n: values.get(n, v) for n, v in next(iter(forms), {}).items()}
        point = starts | values
        known = values.keys() <= starts.keys() and (not shape or shape in list(forms))
        integral = all(v.denominator == 1 for n, v in values.items() if n in whole)
        if known and integral and values not in seen and _inside(domain, point) and len(seen) <= MOST:
            seen.append(values)
            yield Preset(title, values)


def _inside(domain: Collection[Condition], point: Mapping[str, Fraction]) -> bool:
    return all(c.holds(point) for c in domain if c.symbols <= point.keys())


def _of_cases(name: str) -> Iterator[tuple[str, dict[str, Fraction]]]:
    """The values that each case gives to this model, computed as ``compare`` does."""
    told = {c: case for c in cases() if name in (case := load_case(c)).values}
    if not told:
        return
    from ..comparison.cases import compare_cases

    inputs = [i for i in compare_cases(told).inputs if i.model == name]
    for c, case in told.items():
        values = {i.parameter: i.values[c] for i in inputs if c in i.values}
        if all(isinstance(v, Fraction) for v in values.values()):
            yield case.title, values


def _published(model: Any) -> Iterator[tuple[str, dict[str, Fraction]]]:
    """The published answers of the model, if they are about its parameters only."""
    for known in model.known:
        try:
            values = check_values(model.contents.symbols, known["params"], model.name)
        except InputError:  # about parameters of a question, or lists
            continue
        numbers = {n: Fraction(v.value) for n, v in values.items() if v.is_number}
        if all(v.denominator <= FINE for v in numbers.values()):
            yield "", numbers
