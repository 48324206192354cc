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
from typing import TypeVar

from ...errors import InputError, escaped
from ...symbolic.expression import ZERO, Expression, number
from ..game import Game
from ..normal_form import NormalForm
from ..reading import Reader
from ..trees import tree_of
from .gambit import MAX_DIGITS, NUMBER, exact, fail_unless_numbers, quoted, unquoted

MAX_TOKENS = 2_000_000
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[{},]|[^\s{},"]+', re.DOTALL)
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
        return unquoted(token.text)

    def payoff(self) -> Expression:
        token = self.take()
        if not NUMBER.fullmatch(token.text):
            self.note("a payoff must be a finite number such as -1.5 or 5/2", token)
            return ZERO
        value = exact(token.text)
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


# -- writing ------------------------------------------------------------------------------------
def dumps(game: Game) -> str:
    """Return a game of rational numbers as the text of an ``.nfg`` file.

    A tree is written in its reduced normal form, a signalling game as the normal form of its tree. Title and
    source are kept; parameters, outcomes and values have no place in the format. Raises InputError for games
    that are not of rational numbers.
    """
    fail_unless_numbers(game, "an .nfg file")
    if not isinstance(game, NormalForm):
        game = tree_of(game).normal_form()
    players = " ".join(map(quoted, game.players))
    strategies = "\n".join("{ " + " ".join(map(quoted, s)) + " }" for s in game.strategies)
    head = f"NFG 1 R {quoted(game.title)} {{ {players} }}\n\n{{ {strategies}\n}}\n{quoted(game.source)}\n"
    rows = (" ".join(map(str, game.payoffs[p])) for p in _profiles([len(s) for s in game.strategies]))
    return "\n".join([head, *rows, ""])
