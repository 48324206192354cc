"""Domains of parameters: which values are allowed, and whether the conditions can hold at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import InputError, escaped, nearest
from .condition import Condition, Parameter
from .defined import check_denominators, check_probabilities, denominators
from .expand import integer_exponent
from .expression import Expression, as_expression, symbol
from .smt import holds, satisfy

__all__ = [
    "Domain",
    "check_consistent",
    "check_denominators",
    "check_arguments",
    "check_probabilities",
    "check_values",
    "denominators",
    "rule",
]

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


@dataclass(frozen=True)
class Domain:
    """The parameters of a game or model, further assumptions, and the values that are fixed.

    >>> from defiance_games.symbolic.condition import parameter
    >>> domain = Domain((parameter("c", "c > 0"), parameter("h", "h > c")))
    >>> domain.conditions
    (c > 0, h > c)
    >>> domain.at({"c": 1}).conditions
    (h > 1,)
    """

    parameters: tuple[Parameter, ...]
    given: tuple[Condition, ...] = ()
    values: Mapping[str, Expression] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parameters that are free."""
        return tuple(p.name for p in self.parameters if p.name not in self.values)

    @property
    def integers(self) -> frozenset[str]:
        """Names of the free parameters that are integers."""
        return frozenset(p.name for p in self.parameters if p.integer) & frozenset(self.names)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition on the free parameters, once, fixed values put in."""
        every = [c for p in self.parameters for c in p.domain] + list(self.given)
        return tuple(dict.fromkeys(c for c in (c.subs(self.values) for c in every) if not _true(c)))

    def at(self, values: Mapping[str, Any], where: str = "") -> Domain:
        """Return it with ``values`` fixed (InputError if one is not allowed)."""
        fixed = check_values(self.parameters, {**self.values, **values}, where)
        return Domain(self.parameters, self.given, fixed)

    def point(self, where: str = "") -> dict[str, Expression]:
        """Return a point of it (InputError if there is none)."""
        return check_consistent(self.conditions, where, integers=self.integers)


# -- values -------------------------------------------------------------------------------------
def check_values(
    parameters: Iterable[Parameter], values: Mapping[str, Any], where: str = ""
) -> dict[str, Expression]:
    """Return ``values`` as exact expressions, each in its parameter's domain; all faults are raised at once.

    A value may be a formula in other parameters. ``lambda`` stands for ``lam``.

    >>> from defiance_games.symbolic.condition import parameter
    >>> p = parameter("p", "0 <= p <= 1", meaning="sanction probability")
    >>> check_values([p], {"p": "3/2"}, "exemplary_sanction")
    Traceback (most recent call last):
    ...
    defiance_games.errors.InputError: exemplary_sanction: p (sanction probability) must be in [0, 1], got 3/2.
    """
    table = {p.name: p for p in parameters}
    head = f"{escaped(where)}: " if where else ""
    faults: list[str] = []
    read: dict[str, Expression] = {}
    for key, value in values.items():
        name = "lam" if key == "lambda" and "lambda" not in table else key
        if name not in table:
            faults.append(f"{head}there is no parameter '{escaped(key)}'. {nearest(str(key), table)}")
        elif name in read:
            faults.append(f"{head}{name} must be given once, got it as 'lam' and as 'lambda'.")
        else:
            e = _read(table[name], value, table, head, faults)
            if e is not None:
                read[name] = e
    read = {name: e for name, e in read.items() if e != symbol(name)}
    read = _resolved(read, head, faults)
    integers = frozenset(p.name for p in table.values() if p.integer)
    for name, e in read.items():
        fault = _outside(table[name], e, read, _whole(e, integers))
        if fault:
            faults.append(f"{head}{_called(table[name])} must be {fault}.")
    if faults:
        raise InputError(faults)
    return read


Argument = Expression | str | tuple[Expression, ...]


def check_arguments(
    parameters: Iterable[Parameter], values: Mapping[str, Any], where: str = ""
) -> dict[str, Argument]:
    """Return ``values`` as :func:`check_values` does, those of words and lists included.

    >>> from defiance_games.symbolic.condition import parameter
    >>> sites = parameter("w", "w > 0", meaning="threat of each site", many=True)
    >>> kind = parameter("kind", choices=("ring", "star"), meaning="network")
    >>> check_arguments([sites, kind], {"w": "4, 2, 1", "kind": "star"})
    {'w': (4, 2, 1), 'kind': 'star'}
    >>> check_arguments([sites, kind], {"w": [4, 0], "kind": "rng"}, "example")
    Traceback (most recent call last):
    ...
    defiance_games.errors.InputError: example: every number of w (threat of each site) must be > 0, got 0.
    example: kind (network) must be one of ring, star, got 'rng'. Did you mean 'ring'?
    """
    parameters = tuple(parameters)
    special = {p.name: p for p in parameters if not p.is_symbol}
    head = f"{escaped(where)}: " if where else ""
    faults: list[str] = []
    found: dict[str, Argument] = {}
    for name, value in values.items():
        if name in special:
            read = _word if special[name].choices else _numbers
            argument = read(special[name], value, head, faults)
            if argument is not None:
                found[name] = argument
    try:
        rest = {n: v for n, v in values.items() if n not in special}
        known = [*parameters] if rest.keys() - {p.name for p in parameters} else []
        found |= check_values(known or [p for p in parameters if p.is_symbol], rest, where)
    except InputError as error:
        faults.extend(error.faults)
    if faults:
        raise InputError(faults)
    return {name: found[name] for name in [*values, *found] if name in found}


def _word(p: Parameter, value: Any, head: str, faults: list[str]) -> str | None:
    if value in p.choices:
        return value
    rule, near = f"must be one of {', '.join(p.choices)}", nearest(str(value), p.choices)
    remedy = f" {near}" if near.startswith("Did") else ""
    faults.append(f"{head}{_called(p)} {rule}, got '{escaped(value)}'.{remedy}")
    return None


def _numbers(p: Parameter, value: Any, head: str, faults: list[str]) -> tuple[Expression, ...] | None:
    parts = [v.strip() for v in value.strip(" []()").split(",")] if isinstance(value, str) else value
    if not isinstance(parts, Iterable) or not (parts := list(parts)) or parts == [""]:
        got = escaped(repr(value))[:60]
        faults.append(f"{head}{_called(p)} must be a list of numbers such as 4,2,1, got {got}.")
        return None
    before = len(faults)
    read = [_read(p, v, (), head, faults) for v in parts]
    numbers = tuple(e for e in read if e is not None)
    for e in numbers:
        fault = _outside(p, e, {}, e.is_number and e.value.denominator == 1)
        if fault:
            faults.append(f"{head}every number of {_called(p)} must be {fault}.")
    return numbers if len(faults) == before else None


def _read(p: Parameter, value: Any, names: Iterable[str], head: str, faults: list[str]) -> Expression | None:
    from .parser import parse

    if isinstance(value, str):
        try:
            return parse(value, list(names), f"{head}{p.name}")
        except InputError as error:
            faults.extend(error.faults)
            return None
    try:
        return as_expression(value)
    except InputError:
        faults.append(f"{head}{_called(p)} must be a finite real number, got {escaped(repr(value))[:60]}.")
        return None


def _resolved(read: dict[str, Expression], head: str, faults: list[str]) -> dict[str, Expression]:
    """Values put into values until none names another that is fixed."""
    for _ in read:
        if not any(e.symbols & read.keys() for e in read.values()):
            return read
        read = {name: e.subs({k: v for k, v in read.items() if k != name}) for name, e in read.items()}
    circular = [name for name, e in read.items() if e.symbols & read.keys()]
    if circular:
        faults.append(f"{head}values must not be defined by each other, got a circle: {', '.join(circular)}.")
    return {name: e for name, e in read.items() if name not in circular}


def _whole(e: Expression, integers: frozenset[str]) -> bool:
    """Whether ``e`` is an integer by its form, where the symbols in ``integers`` are."""

    def visit(e: Expression, parts: list[bool]) -> bool:
        if e.op == "number":
            return e.value.denominator == 1
        if e.op == "symbol":
            return e.args[0] in integers
        return all(parts) and (e.op in ("+", "*", "min", "max") or (integer_exponent(e) or -1) > 0)

    return e.fold(visit)


def _outside(p: Parameter, value: Expression, values: Mapping[str, Expression], whole: bool) -> str | None:
    """The rule that ``value`` breaks and what was given, or None."""
    broken = [c for c in p.domain if _false(c.subs({**values, p.name: value}))]
    if not broken and (whole or not p.integer):
        return None
    others = sorted({s for c in broken for s in c.symbols if s != p.name and s in values})
    beside = f" (with {', '.join(f'{s} = {values[s]}' for s in others)})" if others else ""
    return f"{rule(p)}, got {value}{beside}"


def rule(p: Parameter) -> str:
    """Return the domain of a parameter in words.

    >>> from defiance_games.symbolic.condition import parameter
    >>> rule(parameter("g", ["g >= 0", "g <= 1 - pi0"])), rule(parameter("tau", "tau >= 0", integer=True))
    ('in [0, 1 - pi0]', 'an integer >= 0')
    """
    kind = "an integer" if p.integer else ""
    bounds = [_bound(c, p.name) for c in p.domain]
    if not bounds:
        return kind or "a real number"
    if any(b is None for b in bounds):
        return f"{kind} such that {' and '.join(map(str, p.domain))}".strip()
    pairs = [b for b in bounds if b is not None]
    low = [b for b in pairs if b[0] in (">", ">=")]
    high = [b for b in pairs if b[0] in ("<", "<=")]
    if len(low) == len(high) == 1 and len(pairs) == 2:
        text = f"in {'(['[low[0][0] == '>=']}{low[0][1]}, {high[0][1]}{')]'[high[0][0] == '<=']}"
    else:
        text = " and ".join(f"{op} {e}" for op, e in pairs)
    return f"{kind} {text}".strip()


def _bound(c: Condition, name: str) -> tuple[str, Expression] | None:
    """(op, e) where c says ``name op e`` and e does not name it."""
    for side, op, other in ((c.lhs, c.op, c.rhs), (c.rhs, _FLIPPED[c.op], c.lhs)):
        if side.op == "symbol" and side.args[0] == name and name not in other.symbols:
            return op, other
    return None


def _called(p: Parameter) -> str:
    return f"{p.name} ({escaped(p.meaning)})" if p.meaning else p.name


def _true(c: Condition) -> bool:
    return not c.symbols and holds(c, {})


def _false(c: Condition) -> bool:
    return not c.symbols and not holds(c, {})


# -- consistency --------------------------------------------------------------------------------
def check_consistent(
    conditions: Iterable[Condition], where: str = "", integers: Iterable[str] = (), time_limit: float = 10
) -> dict[str, Expression]:
    """Return a rational point at which all ``conditions`` hold; empty where none could be written down.

    Raises InputError where there is no point, naming conditions that conflict although any of them
    fewer would not.

    >>> from defiance_games.symbolic.parser import parse_condition
    >>> check_consistent(parse_condition("1 < p < q") + parse_condition("q <= 1"))
    Traceback (most recent call last):
    ...
    defiance_games.errors.InputError: the conditions must hold together at some point, but these
    contradict each other: 1 < p; p < q; q <= 1. Change or drop one of them.
    """
    conditions = list(dict.fromkeys(conditions))
    integers = frozenset(integers)
    found, point = satisfy(conditions, time_limit, integers, tries=3_000)
    if found != "unsat":
        return point or {}
    core = _minimal(conditions, integers, time_limit)
    head = f"{escaped(where)}: " if where else ""
    if len(core) == 1:
        raise InputError(
            f"{head}a condition must hold at some point, got {core[0]}, which holds nowhere. "
            "Change or drop it."
        )
    whole = sorted(integers & {s for c in core for s in c.symbols})
    beside = f" (with {', '.join(whole)} an integer)" if whole else ""
    raise InputError(
        f"{head}the conditions must hold together at some point, but these contradict each "
        f"other: {'; '.join(map(str, core))}{beside}. Change or drop one of them."
    )


def _minimal(conditions: list[Condition], integers: frozenset[str], time_limit: float) -> list[Condition]:
    """Drop conditions for as long as the rest contradict each other."""
    core = list(conditions)
    for c in reversed(conditions):
        rest = [d for d in core if d != c]
        if satisfy(rest, time_limit, integers)[0] == "unsat":
            core = rest
    return core
