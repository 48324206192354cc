"""Outcomes: named quantities of interest; ``P(event)``, ``P(event | event)``, ``E(player)`` and arithmetic.

An event is one move or several joined by ``and``. A move is the label of a type, message, response or
strategy (``defy``), with the player or the role in front where that alone is ambiguous
(``Local = defy``, ``message = silence``). In a tree a move is an action taken anywhere on the play, by the
player, at the information set or by ``chance`` where that is in front; a node or an information set that is
no action's name as well is the event that the play passes it. Labels that contain ``and = | ( )`` or quotes
are put in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from ..errors import InputError, escaped, nearest
from ..symbolic.expression import ZERO, Expression
from ..symbolic.parser import parse

# role -> label; the roles of a normal form are its players, of a signalling game type, message, response. In
# a tree, where the same player moves many times, the role is the owner (or '') with OF and the action; or the
# role is a place that the play passes, and the label ''
Event = Mapping[str, str]
OF = "\0"


@dataclass(frozen=True)
class Shape:
    """What the words of an event can mean: roles with their labels, and which player each role belongs to.

    The roles of a tree are its information sets; there the same label may be an action at several of them,
    and the names of its nodes are ``places``.
    """

    players: tuple[str, ...]
    roles: tuple[tuple[str, str, tuple[str, ...]], ...]  # role, player who moves, labels
    places: frozenset[str] | None = None  # of a tree


class Playable(Protocol):
    """What an outcome needs of a game."""

    @property
    def shape(self) -> Shape: ...

    @property
    def symbols(self) -> frozenset[str]: ...

    @property
    def values(self) -> Mapping[str, Expression]: ...

    def probability(self, event: Event, given: Event, strategies: Any) -> Expression | None:
        """P(event | given); None where ``given`` is null."""
        ...

    def expectation(self, player: str, given: Event, strategies: Any) -> Expression | None:
        """Expected payoff of ``player`` given an event; None where it is null."""
        ...


@dataclass(frozen=True)
class Outcome:
    """A named quantity of interest; ``text`` is what the game file says.

    >>> Outcome("defiance", "P(Local = defy)")
    Outcome(name='defiance', text='P(Local = defy)')
    """

    name: str
    text: str

    def evaluate(self, game: Playable, strategies: Any) -> Expression | None:
        """Return its value at ``strategies`` (not simplified); None where a condition is a null event.

        >>> from defiance_games.games.normal_form import NormalForm
        >>> from defiance_games.symbolic.expression import symbol
        >>> game = NormalForm.build(["A"], [["x", "y"]], [["a"], ["b"]])
        >>> Outcome("gain", "E(A) - a").evaluate(game, {"A": {"x": 1 - symbol("p"), "y": symbol("p")}})
        (1 - p)*a + p*b - a
        """
        formula, quantities = _read(self.text, game.shape, self.name)
        found: dict[str, Expression] = dict(game.values)
        for placeholder, quantity in quantities:
            value = quantity.evaluate(game, strategies)
            if value is None:
                return None
            found[placeholder] = value
        try:
            return formula.subs(found)
        except ZeroDivisionError:
            return None


def parse_outcome(name: str, text: str, game: Playable, where: str = "") -> Outcome:
    """Return the outcome, its events and parameters checked against ``game``.

    Raises InputError for unknown or ambiguous words, with the nearest names.
    """
    where = where or f"outcome {escaped(name)}"
    formula, quantities = _read(text, game.shape, where)
    known = game.symbols | game.values.keys()
    unknown = sorted(formula.symbols - known - {placeholder for placeholder, _ in quantities})
    if unknown:
        known = sorted(known)
        raise InputError([f"{where}: unknown name '{escaped(n)}'. {nearest(n, known)}" for n in unknown])
    return Outcome(name, text)


@dataclass(frozen=True)
class _Quantity:
    """P(event | given) where ``player`` is empty, else E(player | given)."""

    player: str
    event: tuple[tuple[str, str], ...]
    given: tuple[tuple[str, str], ...]
    possible: bool = True  # False where the event asks one role for two labels

    def evaluate(self, game: Playable, strategies: Any) -> Expression | None:
        if self.player:
            return game.expectation(self.player, dict(self.given), strategies)
        value = game.probability(dict(self.event), dict(self.given), strategies)
        return value if self.possible or value is None else ZERO


_CALL = re.compile(r"(?<![\w.])([PE])\s*\(")
_WORD = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^"'].*?))\s*""", re.DOTALL)


@lru_cache(maxsize=512)
def _read(text: str, shape: Shape, where: str) -> tuple[Expression, tuple[tuple[str, _Quantity], ...]]:
    """The formula with a placeholder for each P(...) and E(...), and what each stands for."""
    faults: list[str] = []
    quantities: list[tuple[str, _Quantity]] = []
    pieces: list[str] = []
    end = 0
    while match := _CALL.search(text, end):
        close = _closing(text, match.end())
        if close is None:
            raise InputError(f"{where}: '{escaped(text[match.start() :][:40])}' must end with ')'.")
        length = close + 1 - match.start()
        # as long as the call, so that columns in messages stay true
        placeholder = f"{match[1]}{len(quantities)}_".ljust(length, "_")
        pieces += [text[end : match.start()], placeholder]
        end = close + 1
        try:
            quantities.append((placeholder, _quantity(match[1], text[match.end() : close], shape, where)))
        except InputError as error:
            faults += error.faults
            quantities.append((placeholder, _Quantity("", (), ())))
    with_placeholders = "".join([*pieces, text[end:]])
    try:
        formula = parse(with_placeholders, None, where)
    except InputError as error:
        faults += [_restored(fault, text, with_placeholders, quantities) for fault in error.faults]
    if faults:
        raise InputError(faults)
    return formula, tuple(quantities)


def _restored(fault: str, text: str, changed: str, quantities: list[tuple[str, _Quantity]]) -> str:
    """A sentence about the text with placeholders, as one about the text itself."""
    for placeholder, _ in quantities:
        start = changed.index(placeholder)
        fault = fault.replace(placeholder, escaped(text[start : start + len(placeholder)]))
    return fault


def _closing(text: str, start: int) -> int | None:
    """Position of the bracket that closes the one opened before ``start``; quoted text is skipped."""
    depth = 1
    for i, ch in _unquoted(text, start):
        depth += (ch == "(") - (ch == ")")
        if depth == 0:
            return i
    return None


def _unquoted(text: str, start: int = 0) -> Iterator[tuple[int, str]]:
    """The characters of ``text`` outside quotes. A quote opens only where a word can start."""
    quote, last, skip = "", "(", False
    for i in range(start, len(text)):
        ch = text[i]
        if skip:
            skip = False
        elif quote:
            skip = ch == "\\"
            quote = "" if ch == quote else quote
        elif ch in "\"'" and (last in "(|=" or last.isspace()):
            quote = ch
        else:
            yield i, ch
        last = ch


def _split(text: str, separator: str) -> list[str]:
    """Split at a separator outside quotes."""
    masked = ["\0"] * len(text)
    for i, ch in _unquoted(text):
        masked[i] = ch
    parts, start = [], 0
    for match in re.finditer(separator, "".join(masked)):
        parts.append(text[start : match.start()])
        start = match.end()
    return [*parts, text[start:]]


def _quantity(letter: str, body: str, shape: Shape, where: str) -> _Quantity:
    left, *rest = _split(body, r"\|")
    if len(rest) > 1:
        raise InputError(f"{where}: {letter}({escaped(body)}) must have at most one '|'.")
    given, possible_given = _event(rest[0], shape, where) if rest else ((), True)
    if not possible_given:
        raise InputError(f"{where}: the condition of {letter}({escaped(body)}) can never happen.")
    if letter == "E":
        player = _word(left, where)
        if player not in shape.players:
            raise InputError(
                f"{where}: E({escaped(body)}) must name a player, got '{escaped(player)}'. "
                f"{nearest(player, shape.players)}"
            )
        return _Quantity(player, (), given)
    event, possible = _event(left, shape, where)
    return _Quantity("", event, given, possible)


def _event(text: str, shape: Shape, where: str) -> tuple[tuple[tuple[str, str], ...], bool]:
    """(role, label) pairs of a conjunction, and whether no role is asked for two labels."""
    found: dict[str, str] = {}
    possible = True
    parts = _split(text, r"(?<=[\s\0])and(?=[\s\0])")
    if shape.places is not None:
        return tuple(dict.fromkeys(_step(part, shape, shape.places, where) for part in parts)), True
    for part in parts:
        role, label = _move(part, shape, where)
        possible = possible and found.get(role, label) == label
        found[role] = label
    return tuple(found.items()), possible


def _move(text: str, shape: Shape, where: str) -> tuple[str, str]:
    """(role, label) of a move in a game where every role moves once."""
    _, label, roles = _meant(text, shape, where)
    hits = [role for role, _, labels in roles if label in labels]
    if not hits:
        raise _unknown(label, roles, where)
    if len(hits) > 1:
        choices = " or ".join(f"'{escaped(role)} = {escaped(label)}'" for role in hits)
        raise InputError(f"{where}: '{escaped(label)}' is ambiguous. Write {choices}.")
    return hits[0], label


def _step(text: str, shape: Shape, places: frozenset[str], where: str) -> tuple[str, str]:
    """(role, label) of a part of an event in a tree."""
    owner, label, roles = _meant(text, shape, where)
    if any(label in labels for _, _, labels in roles):
        return f"{owner}{OF}{label}", label
    if not owner and (label in places or any(label == role for role, _, _ in roles)):
        return label, ""
    raise _unknown(label, roles, where)


Roles = tuple[tuple[str, str, tuple[str, ...]], ...]


def _meant(text: str, shape: Shape, where: str) -> tuple[str, str, Roles]:
    """The owner in front ('' if there is none), the label, and the roles that these words can be about."""
    owner, *rest = _split(text, r"==?")
    if len(rest) > 1:
        raise InputError(f"{where}: '{escaped(text.strip())}' must be one label, or player = label.")
    label = _word(rest[0] if rest else owner, where)
    if not rest:
        return "", label, shape.roles
    owner = _word(owner, where)
    roles = tuple(r for r in shape.roles if owner in (r[0], r[1]))
    if not roles:
        owners = dict.fromkeys([*shape.players, *(role for role, _, _ in shape.roles)])
        raise InputError(f"{where}: unknown player '{escaped(owner)}'. {nearest(owner, list(owners)[:1000])}")
    return owner, label, roles


def _unknown(label: str, roles: Roles, where: str) -> InputError:
    known = dict.fromkeys(word for _, _, labels in roles for word in labels)
    return InputError(f"{where}: unknown event '{escaped(label)}'. {nearest(label, list(known)[:1000])}")


def _word(text: str, where: str) -> str:
    match = _WORD.fullmatch(text)
    if not match:
        raise InputError(f"{where}: an event must name a move, got '{escaped(text)}'.")
    quoted = match[1] if match[1] is not None else match[2]
    return match[3] if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
