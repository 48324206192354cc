"""Reading what people write about a game: labels, payoffs, parameters. Faults are collected, told at once."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ..errors import InputError, escaped, nearest
from ..symbolic.condition import Condition, Parameter
from ..symbolic.expression import ZERO, Expression, as_expression, number
from ..symbolic.parser import check_name, parse, parse_condition
from .game import MAX_ENTRIES, Game
from .outcome import Outcome, parse_outcome

MAX_FAULTS = 50  # printed of one input
MAX_DIGITS = 300  # of a number
_PLAIN = re.compile(r"-?[0-9]{1,300}(?:/0*[1-9][0-9]{0,200})?")
_TOO_LONG = 10**MAX_DIGITS
_FIELDS = ("domain", "default", "meaning", "unit", "source", "integer")  # of a parameter


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
    names: frozenset[str] = frozenset()  # what expressions may name
    fixed: dict[str, Expression] = field(default_factory=dict)  # values put in for some of them
    sound: bool = True  # whether the parameters could be read
    _seen: dict[str, Expression] = field(default_factory=dict)

    # -- faults ---------------------------------------------------------------------------------
    def at(self, *path: str) -> str:
        """Return the place as a person finds it: file, line, field."""
        line = next((self.lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self.lines), None)
        spot = ".".join(p if p.isidentifier() else f'"{escaped(p)}"' for p in path)
        return ": ".join(filter(None, [self.where, f"line {line}" if line else "", spot]))

    def note(self, *sentences: str) -> None:
        """Note faults; when there are very many, stop reading."""
        self.faults += sentences
        if len(self.faults) > MAX_FAULTS:
            self.finish()

    def add(self, path: Sequence[str], sentence: str) -> None:
        """Note a fault at a place."""
        self.note(f"{self.at(*path)}: {sentence}")

    @contextmanager
    def collect(self) -> Iterator[None]:
        """Note the faults that the body raises."""
        try:
            yield
        except InputError as error:
            self.note(*error.faults)

    def finish(self) -> None:
        """Raise InputError if there are faults."""
        told = sorted(dict.fromkeys(self.faults), key=self._line)
        if len(told) > MAX_FAULTS:
            told[MAX_FAULTS:] = [f"{self.where}: and more faults."]
        if told:
            raise InputError(told)

    def _line(self, fault: str) -> int:
        match = re.match(r": line (\d+)", fault.removeprefix(self.where))
        return int(match[1]) if match else 0

    def size(self, *sizes: int) -> None:
        """Refuse, before anything is built, a game whose number of payoffs, the product, is too large."""
        entries = math.prod(sizes)
        if entries > MAX_ENTRIES:
            got = f"{entries:,}" if entries < 10**15 else "more than 10**15"
            self.note(f"{self.where}: a game must have at most {MAX_ENTRIES:,} payoffs, got {got}.")
            self.finish()

    # -- text -----------------------------------------------------------------------------------
    def labels(self, given: Any, *path: str) -> tuple[str, ...]:
        """Return names of players, strategies, ...: printable, at least one, no name twice; () if faulty."""
        if isinstance(given, (str, bytes)) or not isinstance(given, Iterable):
            self.add(path, f"must be a list of names, got {shown(given)}.")
            return ()
        found = tuple(given)
        if not found:
            self.add(path, "must have at least one name.")
        seen: set[str] = set()
        for label in found:
            self.label(label, *path)
            if isinstance(label, str):
                look = unicodedata.normalize("NFC", label)
                if look in seen:
                    self.add(path, f"'{escaped(label)}' is there twice. Every name must be different.")
                seen.add(look)
        return found if all(isinstance(label, str) for label in found) else ()

    def label(self, label: Any, *path: str) -> None:
        """Check one name."""
        if not isinstance(label, str):
            self.add(path, f"a name must be text, got {shown(label)}.")
        elif not label.strip():
            self.add(path, "a name must not be empty.")
        elif unseen := hidden(label):
            self.add(path, f"a name must be printable, got '{escaped(label)}' with {unseen}. Type it again.")
        elif label != label.strip():
            self.add(path, f"a name must not begin or end with a space, got '{escaped(label)}'.")

    def text(self, given: Any, *path: str) -> str:
        """Return a title or a source: any text without hidden characters other than line ends."""
        if type(given) is not str:
            self.add(path, f"must be text, got {shown(given)}.")
            return ""
        if unseen := hidden(given.translate({10: None, 13: None, 9: None})):
            self.add(path, f"must be printable, got {unseen}.")
        return given

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
                self.add((*path, str(key)), f"is unknown here. {nearest(str(key), known)}")

    # -- payoffs --------------------------------------------------------------------------------
    def expression(self, given: Any, *path: str) -> Expression:
        """Return a payoff or prior, exactly; 0 where it is faulty."""
        if type(given) is str and given in self._seen:
            return self._seen[given]
        try:
            with self.collect():
                return (self._parsed if isinstance(given, str) else self._converted)(given, path)
        except (ZeroDivisionError, ValueError, OverflowError):
            self.add(path, f"must have a value, got {shown(given)}.")
        return ZERO

    def _parsed(self, text: str, path: tuple[str, ...]) -> Expression:
        if _PLAIN.fullmatch(text):  # most payoffs of large games; the parser gives the same
            found = number(Fraction(text))
        else:
            found = parse(text, self.names if self.strict else None, self.at(*path)).subs(self.fixed)
        self._seen[text] = found
        return found

    def _converted(self, given: Any, path: tuple[str, ...]) -> Expression:
        try:
            read = as_expression(given)
        except InputError as error:
            raise InputError([f"{self.at(*path)}: {fault}" for fault in error.faults]) from None
        if read.is_number and _long(read.value):
            raise InputError(f"{self.at(*path)}: must have at most {MAX_DIGITS} digits, got more.")
        return read if read.is_number else read.subs(self.fixed)

    def payoffs(self, given: Any, players: Sequence[str], *path: str) -> tuple[Expression, ...]:
        """Return one payoff for each player, from a list in their order or a table player = payoff."""
        if isinstance(given, Mapping) and given.keys() == set(players):
            given = [given[p] for p in players]
        given = nested_lists(given)
        if not isinstance(given, list) or len(given) != len(players):
            order = ", ".join(map(escaped, players))
            self.add(path, f"must be {len(players)} payoffs, in the order [{order}], got {shown(given)}.")
            return (ZERO,) * len(players)
        return tuple(self.expression(x, *path) for x in given)

    # -- parameters and outcomes ----------------------------------------------------------------
    def parameters(self, given: Any, values: Mapping[str, Any]) -> tuple[Parameter, ...]:
        """Return the declared parameters; sets what expressions may name, and the values put in."""
        items = given.items() if isinstance(given, Mapping) else [(getattr(p, "name", p), p) for p in given]
        free, fixed = self._declared(items, "parameters"), self._declared(values.items(), "values")
        self.names = frozenset({**free, **fixed})
        for name in free.keys() & fixed.keys():
            self.add(("values", name), "is a parameter and a value. Keep one of them.")
        read = {name: self.expression(value, "values", key) for name, (key, value) in fixed.items()}
        for name, value in read.items():
            if value.symbols - free.keys():
                self.add(("values", name), f"must be a number or a formula in the parameters, got {value}.")
        self.fixed = read
        self._seen.clear()
        found = tuple(self._parameter(name, key, spec) for name, (key, spec) in free.items())
        self.sound = not self.faults
        return found

    def _declared(self, items: Iterable[tuple[Any, Any]], table: str) -> dict[str, tuple[str, Any]]:
        """Name -> (name as written, what is said of it)."""
        found: dict[str, tuple[str, Any]] = {}
        for key, spec in items:
            with self.collect():
                name = check_name(key, self.at(table, str(key)))
                if name in found:
                    self.add((table, key), "is declared twice. Keep one of them.")
                found[name] = (key, spec)
        return found

    def _parameter(self, name: str, key: str, spec: Any) -> Parameter:
        path = ("parameters", key)
        if isinstance(spec, Parameter):
            return spec
        if not isinstance(spec, Mapping):
            self.add(path, f'must be a table such as {{ domain = ["{name} > 0"] }}, got {shown(spec)}.')
            return Parameter(name)
        self.unknown(spec, _FIELDS, *path)
        meaning, unit, source = (
            self.text(spec[k], *path, k) if k in spec else "" for k in ("meaning", "unit", "source")
        )
        default, integer = spec.get("default"), spec.get("integer", False)
        if not isinstance(integer, bool):
            self.add((*path, "integer"), f"must be true or false, got {shown(integer)}.")
        return Parameter(
            name,
            self._domain(spec.get("domain", ()), (*path, "domain")),
            None if default is None else self.expression(default, *path, "default"),
            meaning,
            unit,
            source,
            bool(integer),
        )

    def _domain(self, given: Any, path: tuple[str, ...]) -> tuple[Condition, ...]:
        found: list[Condition] = []
        many = isinstance(given, (list, tuple))
        for item in given if many else [given]:
            if isinstance(item, Condition):
                found.append(item)
            elif type(item) is not str:
                self.add(path, f'must be a list of conditions such as "p >= 0", got {shown(item)}.')
            else:
                with self.collect():
                    found += parse_condition(item, self.names, self.at(*path))
        try:
            return tuple(c.subs(self.fixed) for c in found)
        except ZeroDivisionError:
            self.add(path, "must not divide by zero at the values.")
            return ()

    def outcomes(self, given: Any, game: Game) -> tuple[Outcome, ...]:
        """Return the outcomes, their words checked against the game."""
        found = []
        for name, text in given.items() if isinstance(given, Mapping) else ((o.name, o.text) for o in given):
            self.label(name, "outcomes")
            if type(text) is not str:
                self.add(("outcomes", str(name)), f'must be text such as "P(action)", got {shown(text)}.')
                continue
            with self.collect():
                found.append(parse_outcome(name, text, game, self.at("outcomes", str(name))))
        return tuple(found)


def nested_lists(given: Any) -> Any:
    """Return arrays, matrices and tuples as lists (the outermost level at least)."""
    to_list = getattr(given, "tolist", None)
    return to_list() if to_list else list(given) if isinstance(given, tuple) else given


def shown(given: Any) -> str:
    """Return a short printable form of anything given.

    >>> shown({"a": [1, 2]}), shown("x" * 100)[:12]
    ('a table', "'xxxxxxxxxxx")
    """
    if isinstance(given, Mapping):
        return "a table"
    if isinstance(given, (list, tuple)):
        return f"a list of {len(given)}"
    if isinstance(given, (int, Fraction)) and _long(given):
        return "a very long number"
    if isinstance(given, float) and not math.isfinite(given):
        return str(given)
    text = f"'{escaped(given)}'" if type(given) is str else escaped(given)
    return text if len(text) <= 60 else text[:57] + "..."


def _long(value: int | Fraction) -> bool:
    return max(abs(value.numerator), value.denominator) >= _TOO_LONG


def hidden(text: str) -> str:
    """Return the names of the characters of ``text`` that cannot be seen, '' if there are none."""
    unseen = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
    found = dict.fromkeys(ch for ch in text if unicodedata.category(ch) in unseen)
    return " and ".join(f"{unicodedata.name(ch, 'a control character')} (U+{ord(ch):04X})" for ch in found)
