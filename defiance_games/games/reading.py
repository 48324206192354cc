"""Reading what people write about a game: labels, payoffs, parameters; every fault is collected, then told at once."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ..errors import InputError, escaped, nearest
from ..symbolic.condition import Condition, Parameter
from ..symbolic.expression import ZERO, Expression, as_expression
from .game import Game
from .outcome import Outcome, parse_outcome

MAX_FAULTS = 50  # printed of one input


class Decimal(str):
    """A TOML float, kept as it was written, so that it is read exactly."""


@dataclass
class Reader:
    """Where an input comes from, and the faults found in it so far.

    ``lines`` gives the line of each field of a file. ``strict``: a symbol that is not declared is a fault;
    else it becomes a parameter without a domain.
    """

    where: str = "game"
    lines: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    strict: bool = False
    faults: list[str] = field(default_factory=list)
    names: frozenset[str] = frozenset()
    _read: dict[str, Expression] = field(default_factory=dict)

    # -- faults ---------------------------------------------------------------------------------
    def at(self, *path: str) -> str:
        """Return the place as a person finds it: file, line, field."""
        line = next((self.lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self.lines), None)
        spot = ".".join(p if p.isidentifier() else f'"{escaped(p)}"' for p in path)
        return ": ".join(filter(None, [self.where, f"line {line}" if line else "", spot]))

    def add(self, path: Sequence[str], sentence: str) -> None:
        """Note a fault."""
        self.faults.append(f"{self.at(*path)}: {sentence}")

    @contextmanager
    def collect(self) -> Iterator[None]:
        """Note the faults that the body raises."""
        try:
            yield
        except InputError as error:
            self.faults += error.faults

    def finish(self) -> None:
        """Raise InputError if there are faults."""
        if self.faults:
            told = list(dict.fromkeys(self.faults))
            more = len(told) - MAX_FAULTS
            raise InputError(told[:MAX_FAULTS] + ([f"{self.where}: and {more} more faults."] if more > 0 else []))

    # -- parts ----------------------------------------------------------------------------------
    def labels(self, given: Any, *path: str) -> tuple[str, ...]:
        """Return names of players, strategies, ...: printable, at least one, no name twice."""
        if isinstance(given, (str, bytes)) or not isinstance(given, Iterable):
            self.add(path, f"must be a list of names, got {shown(given)}.")
            return ()
        found = tuple(given)
        if not found:
            self.add(path, "must have at least one name.")
        seen: set[str] = set()
        for label in found:
            self.label(label, *path)
            if isinstance(label, str) and label in seen:
                self.add(path, f"'{escaped(label)}' is there twice. Every name must be different.")
            seen.add(label if isinstance(label, str) else "")
        return found if all(isinstance(label, str) for label in found) else ()

    def label(self, label: Any, *path: str) -> None:
        """Check one name."""
        if not isinstance(label, str):
            self.add(path, f"a name must be text, got {shown(label)}.")
        elif not label.strip():
            self.add(path, "a name must not be empty.")
        elif label != label.strip():
            self.add(path, f"the name '{escaped(label)}' must not begin or end with a space.")
        elif hidden := _hidden(label):
            self.add(path, f"the name '{escaped(label)}' must be printable, got {hidden}. Type the name again.")

    def text(self, given: Any, *path: str) -> str:
        """Return a title or a source: any text without hidden characters other than line ends."""
        if type(given) is not str:
            self.add(path, f"must be text, got {shown(given)}.")
            return ""
        if hidden := _hidden(given.replace("\n", "").replace("\r", "").replace("\t", "")):
            self.add(path, f"must be printable, got {hidden}.")
        return given

    def expression(self, given: Any, *path: str) -> Expression:
        """Return a payoff or prior, exactly; 0 where it is faulty."""
        from ..symbolic.parser import parse

        try:
            if isinstance(given, Decimal) and given.strip("+-") in ("nan", "inf"):
                raise ValueError(f"only finite numbers are payoffs, got {given}")
            if not isinstance(given, str):
                return as_expression(given)
            if given not in self._read:
                self._read[given] = parse(given, self.names if self.strict else None, self.at(*path))
            return self._read[given]
        except InputError as error:
            self.faults += error.faults
        except (TypeError, ValueError, OverflowError) as error:
            self.add(path, f"must be a finite number or an expression, got {shown(given)} ({error}).")
        return ZERO

    def payoffs(self, given: Any, players: Sequence[str], *path: str) -> tuple[Expression, ...]:
        """Return one payoff for each player, from a list in their order or a table player = payoff."""
        if isinstance(given, Mapping) and given.keys() == set(players):
            given = [given[p] for p in players]
        given = given.tolist() if hasattr(given, "tolist") else given
        if not isinstance(given, (list, tuple)) or len(given) != len(players):
            order = ", ".join(map(escaped, players))
            self.add(path, f"must be a list of {len(players)} payoffs, in the order {order}, got {shown(given)}.")
            return (ZERO,) * len(players)
        return tuple(self.expression(x, *path) for x in given)

    def size(self, entries: int, limit: int) -> None:
        """Refuse, before anything is built, a game with more payoffs than ``limit``."""
        if entries > limit:
            self.faults.append(f"{self.where}: a game must have at most {limit:,} payoffs, got {entries:,}.")
            self.finish()

    # -- parameters and outcomes ----------------------------------------------------------------
    def parameters(self, given: Any, values: Mapping[str, Any]) -> tuple[Parameter, ...]:
        """Return the declared parameters; sets ``names``, what expressions may name."""
        items = given.items() if isinstance(given, Mapping) else ((getattr(p, "name", p), p) for p in given)
        items = list(items)
        found: dict[str, Parameter] = {}
        for name, _ in items:
            self._name(name, "parameters")
        self.names = frozenset(n for n, _ in items if isinstance(n, str))
        for name, spec in items:
            if isinstance(name, str):
                if name in found:
                    self.add(("parameters", name), "is declared twice.")
                found[name] = self._parameter(name, spec)
        for name in values:
            self._name(name, "values")
            if name in found:
                self.add(("values", name), "is both a parameter and a value. Keep one of them.")
        self.names |= values.keys()
        return tuple(found.values())

    def _name(self, name: Any, table: str) -> None:
        from ..symbolic.parser import check_name

        if not isinstance(name, str):
            self.add((table,), f"a name must be text, got {shown(name)}.")
            return
        with self.collect():
            check_name(name, self.at(table, name))

    def _parameter(self, name: str, spec: Any) -> Parameter:
        path = ("parameters", name)
        if isinstance(spec, Parameter):
            return spec
        if not isinstance(spec, Mapping):
            self.add(path, f"must be a table such as {{ domain = [\"{name} > 0\"], default = \"1\" }}, got {shown(spec)}.")
            return Parameter(name)
        known = ("domain", "default", "meaning", "unit", "source", "integer")
        for key in spec:
            if key not in known:
                self.add(path, f"unknown field '{escaped(key)}'. {nearest(str(key), known)}")
        texts = {key: self.text(spec[key], *path, key) for key in ("meaning", "unit", "source") if key in spec}
        default = spec.get("default")
        integer = spec.get("integer", False)
        if not isinstance(integer, bool):
            self.add((*path, "integer"), f"must be true or false, got {shown(integer)}.")
        return Parameter(
            name, self._domain(spec.get("domain", ()), (*path, "domain")),
            None if default is None else self.expression(default, *path, "default"), integer=bool(integer), **texts,
        )

    def _domain(self, given: Any, path: tuple[str, ...]) -> tuple[Condition, ...]:
        from ..symbolic.parser import parse_condition

        found: list[Condition] = []
        for item in [given] if isinstance(given, (str, Condition)) else given if isinstance(given, (list, tuple)) else [None]:
            if isinstance(item, Condition):
                found.append(item)
            elif type(item) is not str:
                self.add(path, f"must be a list of conditions such as \"p >= 0\", got {shown(given)}.")
            else:
                with self.collect():
                    found += parse_condition(item, self.names, self.at(*path))
        return tuple(found)

    def values(self, given: Any) -> dict[str, Expression]:
        """Return values fixed before; they must be numbers."""
        found = {str(name): self.expression(value, "values", str(name)) for name, value in given.items()}
        for name, value in found.items():
            if value.symbols:
                self.add(("values", name), f"must be a number, got {value}.")
        return found

    def declared(self, parameters: tuple[Parameter, ...], game: Game) -> tuple[Parameter, ...]:
        """Return the parameters, with every other symbol of ``game`` added (strict readers have none)."""
        known = {p.name for p in parameters} | game.values.keys()
        extra = dict.fromkeys(s for _, e in game.expressions() for s in sorted(e.symbols) if s not in known)
        return (*parameters, *(Parameter(name) for name in extra))

    def outcomes(self, given: Any, game: Game) -> tuple[Outcome, ...]:
        """Return the outcomes, their words checked against the game."""
        items = given.items() if isinstance(given, Mapping) else ((o.name, o.text) for o in given)
        found = []
        for name, text in items:
            self.label(name, "outcomes")
            if type(text) is not str:
                self.add(("outcomes", str(name)), f"must be text such as \"P(action)\", got {shown(text)}.")
                continue
            with self.collect():
                found.append(parse_outcome(name, text, game, self.at("outcomes", str(name))))
        return tuple(found)

    def table(self, given: Any, *path: str) -> Mapping[Any, Any]:
        """Return a mapping, or an empty one with the fault noted."""
        if isinstance(given, Mapping):
            return given
        self.add(path, f"must be a table, got {shown(given)}.")
        return {}

    def unknown(self, given: Iterable[Any], known: Sequence[str], *path: str) -> None:
        """Note every key that is not known."""
        for key in given:
            if key not in known:
                self.add((*path, str(key)), f"is unknown. {nearest(str(key), known)}")


def shown(given: Any) -> str:
    """Return a short printable form of anything given.

    >>> shown({"a": [1, 2]}), shown("x" * 100)[:12]
    ('a table', "'xxxxxxxxxxx")
    """
    if isinstance(given, Mapping):
        return "a table"
    if isinstance(given, (list, tuple)):
        return f"a list of {len(given)}"
    if isinstance(given, float) and not math.isfinite(given):
        return str(given)
    text = f"'{escaped(given)}'" if isinstance(given, str) else escaped(given)
    return text if len(text) <= 60 else text[:57] + "..."


def _hidden(text: str) -> str:
    """Names of the characters of ``text`` that cannot be seen, '' if there are none."""
    found = dict.fromkeys(ch for ch in text if unicodedata.category(ch)[0] == "C" or ch in "\u2028\u2029")
    return " and ".join(f"{unicodedata.name(ch, 'a control character')} (U+{ord(ch):04X})" for ch in found)
