"""Gambit's ``.nfg`` files: games in normal form with numbers, in the payoff and in the outcome version.

::

    NFG 1 R "title" { "player" ... } { strategies } "comment"? body
    strategies = count ... | { "name" ... } ...        one count, or one list of names, per player
    body       = number ...                            the payoffs of each profile, player by player
               | { { "outcome" number ... } ... } index ...      the outcome of each profile; 0 pays nothing

In the body the first player's strategy changes fastest. Every number is read exactly.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from ...errors import InputError, escaped
from ...symbolic.expression import ZERO, Expression, number
from ..game import Game
from ..normal_form import NormalForm
from ..reading import Reader

MAX_DIGITS = 300
MAX_TOKENS = 2_000_000
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[{},]|[^\s{},"]+', re.DOTALL)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?(?:/[0-9]+)?")
T = TypeVar("T")
Payoffs = tuple[Expression, ...]


def loads(text: str, where: str = "game") -> NormalForm:
    """Return the game that an ``.nfg`` file describes. Raises InputError with the line of each fault.

    >>> loads('NFG 1 R "g" { "A" "B" } { 2 1 } 1 1/2 0 -.5')
    g
    A \\ B | 1
    ------+--------
    1     | 1, 1/2
    2     | 0, -1/2
    """
    return _Parser(text, where).game()


@dataclass(frozen=True)
class _Token:
    text: str
    line: int


class _Parser:
    """The tokens of one file; each method reads one part of the grammar."""

    def __init__(self, text: str, where: str):
        self.where = where
        self.reader = Reader(where)
        self.tokens = list(itertools.islice(_tokens(text), MAX_TOKENS))
        if self.tokens[-1].text:
            raise InputError(f"{where}: an .nfg file must have at most {MAX_TOKENS:,} words and numbers.")
        self.position = 0

    # -- tokens ---------------------------------------------------------------------------------
    @property
    def token(self) -> _Token:
        return self.tokens[self.position]

    def take(self) -> _Token:
        token = self.token
        self.position += bool(token.text)  # the last token, of no text, stays
        return token

    def note(self, rule: str, token: _Token) -> None:
        """Note a fault after which reading can go on."""
        shown = escaped(token.text if len(token.text) <= 40 else token.text[:37] + "...")
        got = f"got '{shown}'" if shown else "the file ends"
        self.reader.note(f"{self.where}: line {token.line}: {rule}, {got}.")

    def stop(self, rule: str, token: _Token) -> InputError:
        """The error of a fault after which nothing can be read."""
        self.note(rule, token)
        return InputError(self.reader.faults)

    def expect(self, text: str, what: str) -> None:
        token = self.take()
        if token.text != text:
            raise self.stop(f"{what} must be '{text}'", token)

    def string(self, what: str) -> str:
        token = self.take()
        if not re.fullmatch(r'"(?:[^"\\]|\\.)*"', token.text, re.DOTALL):
            raise self.stop(f"{what} must be text in double quotes", token)
        return re.sub(r'\\(["\\])', r"\1", token.text[1:-1])

    def payoff(self) -> Expression:
        token = self.take()
        if not _NUMBER.fullmatch(token.text):
            self.note("a payoff must be a finite number such as -1.5 or 5/2", token)
            return ZERO
        value = _exact(token.text)
        if value is None:
            self.note(f"a payoff must have at most {MAX_DIGITS} digits and no zero below its bar", token)
        return number(value or 0)

    def count(self, what: str) -> int:
        token = self.take()
        if not re.fullmatch(r"[0-9]{1,18}", token.text):
            raise self.stop(f"{what} must be a whole number, 0 or more", token)
        return int(token.text)

    def braced(self, item: Callable[[], T], what: str) -> list[T]:
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
            raise self.stop("the kind of numbers must be R or D", token)
        title = self.string("the title")
        token = self.token
        players = _named(self.braced(lambda: self.string("the name of a player"), "the list of players"))
        if not players:
            raise self.stop("a game must have at least one player", token)
        strategies = self.strategies(len(players))
        comment = self.string("the comment") if self.token.text.startswith('"') else ""
        profiles = list(_profiles([len(s) for s in strategies]))
        read = self.outcomes if self.token.text == "{" else self.payoffs
        payoffs = dict(zip(profiles, read(len(players), len(profiles)), strict=True))
        return NormalForm.build(players, strategies, payoffs, title=title, source=comment, reader=self.reader)

    def strategies(self, players: int) -> list[list[str]]:
        token = self.token
        found = self.braced(self.plan, "the strategies")
        sizes = [s if isinstance(s, int) else len(s) for s in found]
        if len(sizes) != players:
            raise self.stop(f"strategies must be given for {players} players, not for {len(sizes)}", token)
        if 0 in sizes:
            raise self.stop("every player must have at least one strategy", token)
        self.reader.size(players, *sizes)  # before anything of that size is made
        return [_named([""] * s) if isinstance(s, int) else s for s in found]

    def plan(self) -> list[str] | int:
        if self.token.text == "{":
            return _named(self.braced(lambda: self.string("the name of a strategy"), "a list of strategies"))
        return self.count("the number of strategies")

    def payoffs(self, players: int, profiles: int) -> list[Payoffs]:
        self.fail_unless_left(players * profiles, "payoffs")
        return [tuple(self.payoff() for _ in range(players)) for _ in range(profiles)]

    def outcomes(self, players: int, profiles: int) -> list[Payoffs]:
        table = [(ZERO,) * players, *self.braced(lambda: self.outcome(players), "the outcomes")]
        self.fail_unless_left(profiles, "outcomes of profiles")
        found = []
        for _ in range(profiles):
            token = self.token
            k = self.count("the outcome of a profile")
            if k >= len(table):
                self.note(f"the outcome of a profile must be at most {len(table) - 1}", token)
            found.append(table[k] if k < len(table) else table[0])
        return found

    def outcome(self, players: int) -> Payoffs:
        token = self.token
        self.expect("{", "the start of an outcome")
        name = self.string("the name of an outcome")
        found = []
        while self.token.text not in ("}", ""):
            found.append(self.payoff())
            if self.token.text == ",":
                self.take()
        self.expect("}", "the end of an outcome")
        if len(found) != players:
            self.note(f'outcome "{escaped(name)}" must have {players} payoffs, not {len(found)}', token)
        return tuple(found) if len(found) == players else (ZERO,) * players

    def fail_unless_left(self, n: int, what: str) -> None:
        left = len(self.tokens) - 1 - self.position
        if left != n:
            raise self.stop(f"the file must end with {n} {what}, not {left}", self.token)


def _tokens(text: str) -> Iterator[_Token]:
    line, last = 1, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", last, match.start())
        last = match.start()
        yield _Token(match[0], line)
    yield _Token("", line + text.count("\n", last))


def _profiles(sizes: list[int]) -> Iterator[tuple[int, ...]]:
    """Profiles in the order of the file."""
    return (p[::-1] for p in itertools.product(*map(range, reversed(sizes))))


def _named(names: list[str]) -> list[str]:
    """Names, the empty ones replaced by their number."""
    return [name.strip() or str(i + 1) for i, name in enumerate(names)]


def _exact(text: str) -> Fraction | None:
    """The value of a number; None where it has too many digits, or divides by zero."""
    above, _, below = text.partition("/")
    mantissa, _, exponent = above.lower().partition("e")
    if len(mantissa) > MAX_DIGITS or len(below) > MAX_DIGITS or abs(int(exponent or 0)) > MAX_DIGITS:
        return None
    if not int(below or 1):
        return None
    value = Fraction(above) / int(below or 1)
    return value if max(abs(value.numerator), value.denominator) < 10**MAX_DIGITS else None


# -- writing ------------------------------------------------------------------------------------
def dumps(game: Game) -> str:
    """Return a game in normal form with rational payoffs as the text of an ``.nfg`` file.

    The title and the source are kept; parameters, outcomes and values have no place in the format.
    Raises InputError for games that are not in normal form, or not of rational numbers.
    """
    where = game.name
    if not isinstance(game, NormalForm):
        raise InputError(
            f"{where}: an .nfg file must hold a game in normal form, got kind '{game.kind}'. "
            "Write a .toml file."
        )
    symbols = sorted({s for _, e in game.expressions() for s in e.symbols})
    if symbols:
        got = ", ".join(symbols)
        raise InputError(
            f"{where}: an .nfg file must hold numbers only, got the symbols {got}. "
            "Fix them (--set NAME=VALUE, --defaults), or write a .toml file."
        )
    faults = [
        f"{where}: the payoff at '{escaped(path[-1])}' must be a rational number in an .nfg file, "
        f"got {e}. Write a .toml file."
        for path, e in game.expressions()
        if not e.is_number
    ]
    if faults:
        raise InputError(faults)
    players = " ".join(map(_quoted, game.players))
    strategies = "\n".join("{ " + " ".join(map(_quoted, s)) + " }" for s in game.strategies)
    head = f"NFG 1 R {_quoted(game.title)} {{ {players} }}\n\n{{ {strategies}\n}}\n{_quoted(game.source)}\n"
    rows = (" ".join(map(str, game.payoffs[p])) for p in _profiles([len(s) for s in game.strategies]))
    return "\n".join([head, *rows, ""])


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
