"""Gambit's ``.nfg`` files: games in normal form with numbers, in the payoff and in the outcome version.

::

    NFG 1 R "title" { "player" ... } { strategies } "comment"? body
    strategies = count ... | { "name" ... } ...            one count, or one list of names, per player
    body       = number ...                                the payoffs of each profile, player by player
               | { { "outcome" number ... } ... } index ...    index of the outcome of each profile; 0 pays nothing

In the body the first player's strategy changes fastest. Every number is read exactly.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from ...errors import InputError, escaped
from ...symbolic.expression import ZERO, Expression, number
from ..game import MAX_ENTRIES, Game
from ..normal_form import NormalForm
from ..reading import Reader

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{},]|[^\s{},"]+|"', re.DOTALL)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?(?:/\d+)?")
MAX_DIGITS = 300


@dataclass(frozen=True)
class _Token:
    text: str
    line: int


def loads(text: str, where: str = "game") -> NormalForm:
    """Return the game that the text of an ``.nfg`` file describes. Raises InputError with the line of each fault.

    >>> loads('NFG 1 R "g" { "A" "B" } { 2 1 } 1 1/2 0 -.5')
    g
    A \\ B | 1
    ------+--------
    1     | 1, 1/2
    2     | 0, -1/2
    """
    return _Parser(text, where).game()


class _Parser:
    """The tokens of one file; each method reads one part of the grammar."""

    def __init__(self, text: str, where: str):
        self.where = where
        self.reader = Reader(where)
        self.tokens: list[_Token] = []
        line = 1
        last = 0
        for match in _TOKEN.finditer(text):
            line += text.count("\n", last, match.start())
            last = match.start()
            self.tokens.append(_Token(match[0], line))
        self.tokens.append(_Token("", line))
        self.position = 0

    # -- tokens ---------------------------------------------------------------------------------
    @property
    def token(self) -> _Token:
        return self.tokens[self.position]

    def take(self) -> _Token:
        token = self.token
        self.position += bool(token.text)
        return token

    def fault(self, rule: str, token: _Token) -> InputError:
        got = f"got {_short(token.text)}" if token.text else "the file ends"
        return InputError([*self.reader.faults, f"{self.where}: line {token.line}: {rule}, {got}."])

    def expect(self, text: str, what: str) -> None:
        token = self.take()
        if token.text != text:
            raise self.fault(f"{what} must be '{text}'", token)

    def string(self, what: str) -> str:
        token = self.take()
        if len(token.text) < 2 or token.text[0] != '"':
            raise self.fault(f"{what} must be text in double quotes", token)
        return re.sub(r'\\(["\\])', r"\1", token.text[1:-1])

    def number(self, what: str) -> Expression:
        token = self.take()
        if not _NUMBER.fullmatch(token.text):
            raise self.fault(f"{what} must be a finite number such as -1.5 or 5/2", token)
        found = _exact(token.text)
        if found is None:
            raise self.fault(f"{what} must have at most {MAX_DIGITS} digits and a denominator that is not 0", token)
        return number(found)

    def count(self, what: str) -> int:
        token = self.take()
        if not (token.text.isascii() and token.text.isdigit() and len(token.text) < 20):
            raise self.fault(f"{what} must be a whole number, 0 or more", token)
        return int(token.text)

    def braced(self, item: Callable[[], object], what: str) -> list:
        self.expect("{", f"the start of {what}")
        found = []
        while self.token.text not in ("}", ""):
            found.append(item())
            if self.token.text == ",":
                self.take()
        self.expect("}", f"the end of {what}")
        return found

    # -- the grammar ----------------------------------------------------------------------------
    def game(self) -> NormalForm:
        self.expect("NFG", "the first word of an .nfg file")
        self.expect("1", "the version of the format")
        token = self.take()
        if token.text not in ("R", "D"):
            raise self.fault("after the version, the kind of numbers must be R or D", token)
        title = self.string("the title")
        players = _named(self.braced(lambda: self.string("a player"), "the list of players"))
        strategies = self.strategies(len(players))
        comment = self.string("the comment") if self.token.text.startswith('"') else ""
        sizes = [len(s) for s in strategies]
        self.reader.size(math.prod(sizes) * len(players), MAX_ENTRIES)
        profiles = [p[::-1] for p in itertools.product(*(range(n) for n in reversed(sizes)))]
        payoffs = self.outcomes(players, len(profiles)) if self.token.text == "{" else [
            tuple(self.number("a payoff") for _ in players) for _ in profiles
        ]
        if self.token.text:
            raise self.fault(f"after the {len(profiles)} profiles the file must end", self.token)
        return NormalForm.build(
            players, strategies, dict(zip(profiles, payoffs, strict=True)), title=title, source=comment,
            reader=self.reader,
        )

    def strategies(self, n: int) -> list[list[str]]:
        token = self.token
        if not n:
            raise self.fault("a game must have at least one player", token)

        def one() -> list[str] | int:
            if self.token.text == "{":
                return _named(self.braced(lambda: self.string("a strategy"), "a list of strategies"))
            return self.count("the number of strategies")

        found = self.braced(one, "the strategies")
        if len(found) != n:
            raise self.fault(f"the strategies must be given for each of the {n} players, not for {len(found)}", token)
        sizes = [s if isinstance(s, int) else len(s) for s in found]
        if 0 in sizes:
            raise self.fault("every player must have at least one strategy", token)
        self.reader.size(math.prod(sizes) * n, MAX_ENTRIES)
        return [_named([""] * s) if isinstance(s, int) else s for s in found]

    def outcomes(self, players: list[str], profiles: int) -> list[tuple[Expression, ...]]:
        def one() -> tuple[Expression, ...]:
            token = self.token
            self.expect("{", "the start of an outcome")
            self.string("the name of an outcome")
            found = []
            while self.token.text not in ("}", ""):
                found.append(self.number("a payoff"))
                if self.token.text == ",":
                    self.take()
            self.expect("}", "the end of an outcome")
            if len(found) != len(players):
                self.reader.faults.append(f"{self.where}: line {token.line}: an outcome must have {len(players)} payoffs, "
                                          f"one for each player, got {len(found)}.")
            return tuple(found)

        table = [(ZERO,) * len(players), *self.braced(one, "the outcomes")]
        found = []
        for _ in range(profiles):
            token = self.token
            k = self.count("the outcome of a profile")
            if k >= len(table):
                raise self.fault(f"the outcome of a profile must be at most {len(table) - 1}", token)
            found.append(table[k])
        self.reader.finish()
        return found


def _named(names: list[str]) -> list[str]:
    """Names, the empty ones replaced by their number."""
    return [name.strip() or str(i + 1) for i, name in enumerate(names)]


def _exact(text: str) -> Fraction | None:
    """The value of a number; None where it has too many digits, or divides by zero."""
    above, _, below = text.partition("/")
    mantissa, _, exponent = above.lower().partition("e")
    if len(mantissa) + len(below) > MAX_DIGITS or abs(int(exponent or 0)) > MAX_DIGITS or (below and not int(below)):
        return None
    return Fraction(above) / Fraction(below or 1)


def _short(text: str) -> str:
    shown = escaped(text if len(text) <= 40 else text[:37] + "...")
    return f"'{shown}'"


def dumps(game: Game) -> str:
    """Return a game in normal form with rational payoffs as the text of an ``.nfg`` file.

    Parameters, outcomes and values have no place in the format. Raises InputError for other games.
    """
    if not isinstance(game, NormalForm):
        raise InputError(f"{game.name}: an .nfg file must hold a game in normal form, got kind '{game.kind}'. "
                         "Write it to a .toml file.")
    symbols = sorted(frozenset(s for _, e in game.expressions() for s in e.symbols))
    if symbols:
        raise InputError(f"{game.name}: an .nfg file must hold numbers only, got the symbols {', '.join(symbols)}. "
                         "Fix them (--set NAME=VALUE or --defaults), or write a .toml file.")
    faults = [f"{game.name}: payoff of '{escaped(path[-1])}' must be a rational number in an .nfg file, got {e}. "
              "Write a .toml file." for path, e in game.expressions() if not e.is_number]
    if faults:
        raise InputError(faults)
    sizes = [range(len(s)) for s in reversed(game.strategies)]
    rows = [" ".join(map(str, game.payoffs[p[::-1]])) for p in itertools.product(*sizes)]
    names = "\n".join("{ " + " ".join(map(_quoted, s)) + " }" for s in game.strategies)
    players = " ".join(map(_quoted, game.players))
    return f"NFG 1 R {_quoted(game.title)} {{ {players} }}\n\n{{ {names}\n}}\n{_quoted(game.source)}\n\n" + "\n".join(rows) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
