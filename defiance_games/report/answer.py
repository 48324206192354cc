"""The answer to one of a model's questions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import MAX_EMAX, MIN_EMIN, Decimal, localcontext
from fractions import Fraction
from typing import Any

from ..problems.problem import Found
from ..shown import Shown
from ..symbolic.condition import Condition, Region
from ..symbolic.enclosure import Enclosure
from ..symbolic.expression import Expression, as_expression
from .page import Block, Both, Cell, Fields, Grid, Heading, Note, Page, fields, flat, joined, values, where

_MANY_BITS = 10_000  # integers of more digits are not written by str()
_SHORT = 32  # characters of an exact number that is written beside its decimal


@dataclass(frozen=True)
class Answer(Shown):
    """What a question returned; numbers are shown as decimals, or exactly if ``exact``.

    >>> Answer({"mu_star": Fraction(1, 3), "x": None}).to_dict()
    {'mu_star': 0.333333333333, 'x': None}
    >>> Answer({"mu_star": Fraction(1, 3)}, exact=True).to_dict()
    {'mu_star': '1/3'}
    """

    result: Mapping[str, Any]
    exact: bool = False
    title: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)  # of the parameters it depends on

    def to_dict(self, numeric: bool = False) -> dict[str, Any]:
        """Return the mapping itself as JSON data."""
        return {str(k): value(v, self.exact and not numeric) for k, v in self.result.items()}


def value(v: Any, exact: bool) -> Any:
    """Return one value as JSON data: 12 significant digits, or exact text; what is not finite is None."""
    if isinstance(v, Found):
        v = v.values
    if isinstance(v, Mapping):
        return {str(k): value(x, exact) for k, x in v.items()}
    if isinstance(v, (list, tuple)):
        return [value(x, exact) for x in v]
    if isinstance(v, int) and v.bit_length() > _MANY_BITS:
        return _digits(v)
    if isinstance(v, (bool, int, str)) or v is None:
        return v
    if isinstance(v, Region):
        return v.to_list()
    if (
        isinstance(v, Condition)
        or (isinstance(v, Expression) and v.symbols)
        or (exact and isinstance(v, (Expression, Fraction, Enclosure)))
    ):
        return _exactly(v)
    try:
        number = float(v)
    except OverflowError:
        return _large(v)
    return float(f"{number:.12g}") if math.isfinite(number) else None


def _exactly(v: Any) -> str:
    """An exact value as text, however many digits it has."""
    number = v.value if isinstance(v, Expression) and v.is_number else v
    if not isinstance(number, Fraction):
        return str(v)
    below = "" if number.denominator == 1 else f"/{_digits(number.denominator)}"
    return f"{_digits(number.numerator)}{below}"


def _digits(n: int) -> str:
    return str(n) if n.bit_length() <= _MANY_BITS else f"{Decimal(n):f}"


def _large(v: Any) -> str:
    """A number beyond floating point as text, to 12 digits."""
    exact = Fraction(v.evaluate() if isinstance(v, Expression) else v)
    with localcontext() as context:
        context.Emax, context.Emin, context.prec = MAX_EMAX, MIN_EMIN, 12
        return f"{Decimal(exact.numerator) / Decimal(exact.denominator):.11e}"


def page(answer: Answer) -> Page:
    """Return the page of an answer."""
    blocks: list[Block] = [Heading(answer.title, 1)] if answer.title else []
    blocks += fields([("values", values(answer.values))])
    return Page((*blocks, *_blocks(answer.result, answer.exact)))


def _blocks(result: Mapping[str, Any], exact: bool) -> list[Block]:
    result = {k: _open(v) for k, v in result.items()}
    short = {k: v for k, v in result.items() if not (_is_list_of_mappings(v) or _is_table(v))}
    blocks: list[Block] = (
        [Fields(tuple((str(k), _cell(v, exact)) for k, v in short.items()))] if short else []
    )
    for key, items in result.items():
        if key in short:
            continue
        if _is_table(items):
            blocks += [Heading(str(key)), _table(items, exact)]
            continue
        for i, item in enumerate(items, 1):
            blocks.append(Heading(f"{key} {i}"))
            blocks += _blocks(item, exact)
        if not items:
            blocks.append(Note(f"{key}: none"))
    return blocks


def _open(v: Any) -> Any:
    """A result inside a result as its named values."""
    if isinstance(v, Found):
        return v.values
    return [_open(x) for x in v] if isinstance(v, (list, tuple)) else v


def _is_table(v: Any) -> bool:
    return isinstance(v, Mapping) and bool(v) and all(isinstance(x, Mapping) for x in v.values())


def _table(rows: Mapping[Any, Mapping[Any, Any]], exact: bool) -> Block:
    """A mapping of mappings: a row for each key."""
    columns = list(dict.fromkeys(k for row in rows.values() for k in row))
    body = tuple(
        (_word(name), *(_cell(row[k], exact) if k in row else "" for k in columns))
        for name, row in rows.items()
    )
    return Grid(("", *map(_word, columns)), body)


def _word(key: Any) -> str:
    return ", ".join(map(str, key)) if isinstance(key, tuple) else str(key)


def _is_list_of_mappings(v: Any) -> bool:
    return isinstance(v, (list, tuple)) and bool(v) and all(isinstance(x, Mapping) for x in v)


def _cell(v: Any, exact: bool) -> Cell:
    if isinstance(v, Region):
        return where(v)
    if isinstance(v, (Expression, Condition)) and (exact or v.symbols):
        return v
    if isinstance(v, Mapping):
        return flat(joined((f"{k} = ", _cell(x, exact)) for k, x in v.items())) or "none"
    if isinstance(v, (list, tuple)):
        return flat(joined(_cell(x, exact) for x in v)) or "none"
    if isinstance(v, (Expression, Fraction)) and (_is_short(v) or (exact and isinstance(v, Expression))):
        e = as_expression(v)
        return e if exact or (e.is_number and e.value.denominator == 1) else Both(e, 12)
    return None if v is None else _plain(v, exact)


def _is_short(v: Expression | Fraction) -> bool:
    """Whether an exact number is short enough to stand beside its decimal."""
    number = v.value if isinstance(v, Expression) and v.is_number else v
    if isinstance(number, Fraction) and max(abs(number.numerator), number.denominator) >= 10**_SHORT:
        return False
    return len(str(number)) <= _SHORT


def _plain(v: Any, exact: bool) -> str:
    data = value(v, exact)
    if data is None or isinstance(data, bool):
        return {None: "–", True: "yes", False: "no"}[data]
    return f"{data:.12g}" if isinstance(data, float) else str(data)


def records(answer: Answer) -> list[dict[str, Any]]:
    """Return a row for each result; results inside results have names like ``equilibria.0.label``."""
    return [{"result": name, "value": v} for name, v in _flat("", answer.to_dict())]


def _flat(prefix: str, data: Any) -> list[tuple[str, Any]]:
    if isinstance(data, dict):
        items = list(data.items())
    elif isinstance(data, list):
        items = list(enumerate(data))
    else:
        return [(prefix, data)]
    return [row for k, v in items for row in _flat(f"{prefix}.{k}" if prefix else str(k), v)]
