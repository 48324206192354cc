"""What a page cannot compute: answers of a model's questions, asked beforehand along each parameter."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..errors import InputError, TimeLimitReached
from ..symbolic.expression import Expression
from .sliders import Slider

POINTS = 24  # steps along a parameter
PATIENCE = 4  # seconds for a question

Line = tuple[tuple[Fraction, tuple[float, ...]], ...]  # where it was asked -> one number, or several


@dataclass(frozen=True)
class Answered:
    """A result of a question along each parameter."""

    name: str
    meaning: str
    along: Mapping[str, Line]


def answered(model: Any, values: Mapping[str, Any], sliders: tuple[Slider, ...]) -> Iterator[Answered | str]:
    """Yield the results of each question along each parameter; in words, which question is too slow.

    What is not along has the value that ``ask`` gives it: its default.
    """
    for name, question in model.questions.items():
        deadline = time.monotonic() + PATIENCE
        used = model.used(name, **_own(model, name, values))
        given = {n: v for n, v in values.items() if n in used}
        lines: dict[str, dict[str, Line]] = {}
        try:
            for s in sliders:
                if s.name in used:
                    for result, line in _along(model, name, given, s, deadline).items():
                        lines.setdefault(result, {})[s.name] = line
        except TimeLimitReached:
            yield f"The question {name} takes Python too long for a curve."
            continue
        for result, along in lines.items():
            if result not in model.formulas:
                yield Answered(f"{name}.{result}", question.meaning, along)


def _own(model: Any, question: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that a question can be given."""
    asked = {p.name for p in (*model.parameters, *model.questions[question].parameters)}
    return {n: v for n, v in values.items() if n in asked}


def _along(
    model: Any, question: str, given: Mapping[str, Any], slider: Slider, deadline: float
) -> dict[str, Line]:
    """The numbers that vary along one parameter; nothing is there outside the domain."""
    found: dict[str, list[tuple[Fraction, tuple[float, ...]]]] = {}
    for x in _grid(slider):
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeLimitReached(f"{model.name}: {question}")
        try:
            answer = model.ask(question, time_limit=left, **{**given, slider.name: x})
        except InputError:
            continue
        for result, value in answer.items():
            if numbers := _numbers(value):
                found.setdefault(result, []).append((x, numbers))
    return {result: tuple(line) for result, line in found.items() if len({y for _, y in line}) > 1}


def _grid(slider: Slider) -> Iterator[Fraction]:
    """Points from one end of a slider to the other."""
    width = slider.high - slider.low
    if slider.parameter.integer:
        step = max(1, -(-int(width) // POINTS))
        yield from (slider.low + k for k in range(0, int(width) + 1, step))
    else:
        yield from (slider.low + width * Fraction(k, POINTS) for k in range(POINTS + 1))


def _numbers(value: Any) -> tuple[float, ...]:
    """The numbers of a result that is one or a list of them; none where it is something else."""
    parts = value if isinstance(value, (list, tuple)) else [value]
    fine = all(
        isinstance(v, (int, float, Fraction))
        and not isinstance(v, bool)
        or isinstance(v, Expression)
        and not v.symbols
        for v in parts
    )
    return tuple(float(v.evaluate() if isinstance(v, Expression) else v) for v in parts) if fine else ()
