"""What every problem and every answer to one has in common.

A *problem* is what the package solves beside finite games: a decision over time, a game of commitment, a
contest, a fixed point. Each family is three files of one name: ``problems/`` defines the problem and its
answer, ``solvers/`` finds the answer, ``verifier/`` checks it against the definition. ``solve(problem)`` does
both.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from fractions import Fraction
from types import UnionType
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints

from ..errors import InputError, escaped
from ..shown import Shown
from ..symbolic.condition import Condition, Region
from ..symbolic.enclosure import Enclosure
from ..symbolic.exact import exact_row, exact_table, names_of
from ..symbolic.expression import Expression


class Problem:
    """A problem; subclasses are frozen dataclasses that check themselves and raise InputError.

    ``kind`` is the name of the family: of its files in ``problems/``, ``solvers/`` and ``verifier/``.
    """

    kind: ClassVar[str] = ""

    def settle(self, faults: Iterable[str], **read: Any) -> None:
        """Keep what was read in place of what was given; InputError where there are faults."""
        if faults := tuple(dict.fromkeys(faults)):
            raise InputError(faults)
        for name, value in read.items():
            object.__setattr__(self, name, value)


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

    @property
    def misfits(self) -> list[str]:
        """A sentence for each field whose value is not of its kind, as where an answer was altered."""
        kinds = get_type_hints(type(self))
        return [
            f"{self.kind}: {f.name} is not of its kind, got {escaped(getattr(self, f.name))}."
            for f in fields(self)
            if not _fits(getattr(self, f.name), kinds[f.name])
        ]

    def to_dict(self, numeric: bool = False) -> dict[str, Any]:
        """Return the JSON form; numbers are exact text, or floats where ``numeric``."""
        data = {name: _data(v, numeric) for name, v in self.values.items()}
        return {"schema": f"defiance-games/{self.kind}/1", **data, "verified": self.verified}


def read_states(problem: Any, *tables: str) -> tuple[list[str], dict[str, Any]]:
    """Return the faults of a problem's states, prior, actions and ``tables`` of payoffs, and these as read.

    A table has a row for each state, with a number for each action; a prior is positive and sums to one.
    """
    kind, faults = problem.kind, list[str]()
    states = names_of(problem.states, f"{kind}: states", faults)
    actions = names_of(problem.actions, f"{kind}: actions", faults)
    prior = exact_row(problem.prior, f"{kind}: prior", faults, len(states))
    payoffs = {
        name: exact_table(getattr(problem, name), f"{kind}: {name}", faults, states, len(actions))
        for name in tables
    }
    if not faults:
        if any(p <= 0 for p in prior):
            faults.append(f"{kind}: prior: must be positive, got {', '.join(map(str, prior))}.")
        if sum(prior) != 1:
            faults.append(f"{kind}: prior: must sum to 1, got {sum(prior)}.")
    return faults, {"states": states, "actions": actions, "prior": prior, **payoffs}


def _fits(value: Any, kind: Any) -> bool:
    """Whether a value is of the kind that a type hint names."""
    origin, parts = get_origin(kind), get_args(kind)
    if kind is Any or kind is Hashable:
        return True
    if origin in (Union, UnionType):
        return any(_fits(value, part) for part in parts)
    if origin is tuple:
        if not isinstance(value, tuple):
            return False
        if parts[-1] is ...:
            return all(_fits(v, parts[0]) for v in value)
        return len(value) == len(parts) and all(map(_fits, value, parts))
    if origin is not None:  # mappings
        pairs = value.items() if isinstance(value, Mapping) else [(None, None)]
        return all(_fits(k, parts[0]) and _fits(v, parts[1]) for k, v in pairs)
    if kind in (Fraction, int) and isinstance(value, int):
        return not isinstance(value, bool)
    return isinstance(value, kind) and (not isinstance(value, Found) or not value.misfits)


def _data(value: Any, numeric: bool) -> Any:
    if isinstance(value, Found):
        return _data(value.values, numeric)
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
