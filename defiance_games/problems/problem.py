"""What every problem and every answer to one has in common.

A *problem* is what the package solves beside finite games: a decision over time, a game of commitment, a
contest, a fixed point. Each family is three files of one name: ``problems/`` defines the problem and its
answer, ``solvers/`` finds the answer, ``verifier/`` checks it against the definition. ``solve(problem)`` does
both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from fractions import Fraction
from typing import Any, ClassVar

from ..shown import Shown
from ..symbolic.condition import Condition, Region
from ..symbolic.enclosure import Enclosure
from ..symbolic.expression import Expression


class Problem:
    """A problem; subclasses are frozen dataclasses that check themselves and raise InputError.

    ``kind`` is the name of the family: of its files in ``problems/``, ``solvers/`` and ``verifier/``.
    """

    kind: ClassVar[str] = ""


@dataclass(frozen=True)
class Found(Shown):
    """The answer to a problem; subclasses add fields with exact values.

    >>> @dataclass(frozen=True)
    ... class Share(Found):
    ...     kind = "example"
    ...     value: Fraction
    >>> Share(Fraction(1, 3)).to_dict()
    {'schema': 'defiance-games/example/1', 'value': '1/3', 'verified': False}
    """

    kind: ClassVar[str] = ""
    verified: bool = field(default=False, kw_only=True)

    @property
    def values(self) -> dict[str, Any]:
        """Its fields by name, without what the package adds."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "verified" and f.repr}

    def to_dict(self, numeric: bool = False) -> dict[str, Any]:
        """Return the JSON form; numbers are exact text, or floats where ``numeric``."""
        data = {name: _data(v, numeric) for name, v in self.values.items()}
        return {"schema": f"defiance-games/{self.kind}/1", **data, "verified": self.verified}


def _data(value: Any, numeric: bool) -> Any:
    if isinstance(value, Found):
        return _data(value.values, numeric)
    if isinstance(value, Found):
        return {name: _data(v, numeric) for name, v in value.values.items()}
    if isinstance(value, Mapping):
        return {_key(k): _data(v, numeric) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_data(v, numeric) for v in value]
    if isinstance(value, Region):
        return value.to_list()
    if isinstance(value, Expression) and value.symbols or isinstance(value, Condition):
        return str(value)
    if isinstance(value, (Expression, Fraction, Enclosure)):
        return float(value) if numeric else str(value)
    return value


def _key(key: Any) -> str:
    return ", ".join(map(str, key)) if isinstance(key, tuple) else str(key)
