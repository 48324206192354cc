"""Gambit's ``.efg`` files: trees with numbers.

::

    EFG 2 R "title" { "player" ... } "comment"? node ...       nodes in the order of a depth-first walk
    node    = c "name" set ("set's name" { "action" probability ... })? outcome          chance moves
            | p "name" player set ("set's name" { "action" ... })? outcome               a player moves
            | t "name" outcome                                                           the play ends
    outcome = 0 | number ("outcome's name" { payoff ... })?

Players are numbered from 1, information sets and outcomes at will. What describes one may be left out after
the first time; else it must be the same. Payoffs on the way are added to those at the end. Commas between
numbers are free, and every number is read exactly.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, TypeVar

from ...errors import InputError, escaped
from ...symbolic.expression import ZERO, Expression, number
from ..assembly import CHANCE, Assembly, Payoffs, number_in, numbered
from ..extensive_form import ExtensiveForm
from ..game import Game
from ..reading import Reader, hidden
from ..trees import tree_of
from .gambit import MAX_DIGITS, NUMBER, STRING, exact, fail_unless_numbers, named, quoted, unquoted

T = TypeVar("T")
_END = r'(?![^\s"{},])'  # of a word
_COUNT = rf"[0-9]{{1,18}}+{_END}"
_LIST = rf'\{{[^{{}}"]*+(?:{STRING}[^{{}}"]*+)*+\}}'
_ITEM = re.compile(rf'{STRING}|[^\s,"]++', re.DOTALL)
_ANY = re.compile(rf'\s*+({_LIST}|{STRING}|"[^\n]{{0,40}}|[{{}},]|[^\s{{}},"]++|\Z)', re.DOTALL)

# The grammar: (pattern, the rule that is broken where it does not fit); a list is there as a whole or not at
# all, and begins with text in quotes.
_NODE = (STRING, "the name of a node must be text in double quotes")
_OUTCOME: list[Any] = [
    (_COUNT, "the number of an outcome must be a whole number, 0 or more"),
    [
        (STRING, "the name of an outcome must be text in double quotes"),
        (_LIST, "payoffs must be a list in braces"),
    ],
]
_SET: list[Any] = [
    (_COUNT, "the number of an information set must be a whole number, 1 or more"),
    [
        (STRING, "the name of an information set must be text in double quotes"),
        (_LIST, "the actions must be a list in braces"),
    ],
]
_PLAYER = (_COUNT, "the number of a player must be a whole number, 1 or more")
_KINDS: dict[str, list[Any]] = {
    "c": [_NODE, *_SET, *_OUTCOME],
    "p": [_NODE, _PLAYER, *_SET, *_OUTCOME],
    "t": [_NODE, *_OUTCOME],
}
_HEAD: list[Any] = [
    (rf"EFG{_END}", "the first word of an .efg file must be 'EFG'"),
    (rf"2{_END}", "the version of the format must be '2'"),
    (rf"[RD]{_END}", "the kind of numbers must be R or D"),
    (STRING, "the title must be text in double quotes"),
    (_LIST, "the players must be a list in braces"),
    [(STRING, "the comment must be text in double quotes")],
]


def _pattern(steps: list[Any]) -> str:
    parts = (rf"(?:{_pattern(s)})?+" if isinstance(s, list) else rf"\s*+({s[0]})" for s in steps)
    return "".join(parts)


_START = re.compile(r'\s*+([cpt](?![^\s"]))?+')
_MATCH = {kind: re.compile(_pattern(steps) + r'(?!\s*+["{])', re.DOTALL) for kind, steps in _KINDS.items()}
_MATCH_HEAD = re.compile(_pattern(_HEAD), re.DOTALL)


def loads(text: str, where: str = "game") -> ExtensiveForm:
    """Return the game that an ``.efg`` file describes. Raises InputError with the line of each fault.

    >>> loads('EFG 2 R "g" { "A" } p "" 1 1 "" { "in" "out" } 0 t "" 1 "" { 1 } t "" 2 "" { 1/2 }')
    g
    A
    A:1
      in: 1
      out: 1/2
    """
    return _File(text, where).game()


class _File:
    """One file, read node by node."""

    def __init__(self, text: str, where: str):
        self.text, self.where = text, where
        self.reader = Reader(where)
        self.numbers: dict[str, Expression] = {}
        self.lists: dict[tuple[str, str], Any] = {}  # what lists in braces mean, by their kind and text
        self.texts: dict[str, str] = {}  # one copy of each text that is kept
        self.described: dict[
            tuple[int, int], tuple[str, str]
        ] = {}  # information set -> name, list, as written
        self.outcomes: dict[int, tuple[str, str, int]] = {}  # name, list, as written, and the result

    # -- faults ---------------------------------------------------------------------------------
    def note(self, rule: str, start: int, got: str = "") -> None:
        """Note a fault after which reading can go on."""
        line = self.text.count("\n", 0, start) + 1
        short = escaped(got if len(got) <= 40 else got[:37] + "...")
        self.reader.note(f"{self.where}: line {line}: {rule}" + (f", got '{short}'." if got else "."))

    def stop(self, rule: str, start: int) -> InputError:
        """The error of a fault after which nothing can be read: what stands at ``start`` breaks a rule."""
        match = _ANY.match(self.text, start)
        got = match[1] if match else ""
        start = match.start(1) if match else start
        self.note(rule if got else f"{rule}, but the file ends", start, got)
        return InputError(self.reader.faults)

    def fault(self, steps: list[Any], position: int) -> int:
        """Raise the fault of a text that does not follow the grammar; the position behind one that does."""
        for step in steps:
            if isinstance(step, list):
                if re.compile(r'\s*+"').match(self.text, position):
                    position = self.fault(step, position)
                continue
            match = re.compile(rf"\s*+({step[0]})", re.DOTALL).match(self.text, position)
            if not match:
                raise self.stop(step[1], position)
            position = match.end()
        return position

    # -- lists ----------------------------------------------------------------------------------
    def read(self, kind: Callable[[str, int], T], text: str, start: int) -> T:
        """What a list in braces means; each text is read once, a faulty one wherever it stands."""
        key = (kind.__name__, text)
        if key in self.lists:
            return self.lists[key]
        before = len(self.reader.faults)
        found = kind(text, start)
        if len(self.reader.faults) == before:
            self.lists[key] = found
        return found

    def labels(self, text: str, start: int) -> tuple[str, ...]:
        items = _ITEM.findall(text, 1, len(text) - 1)
        for item in items:
            if item[0] != '"':
                self.note("a list of names must hold text in double quotes", start, item)
        return named([self.name(item, start) for item in items if item[0] == '"'])

    def odds(self, text: str, start: int) -> tuple[tuple[str, ...], Payoffs]:
        """The actions of chance with their probabilities."""
        items = _ITEM.findall(text, 1, len(text) - 1)
        names = items[::2]
        if len(items) % 2 or any((item[0] == '"') == bool(i % 2) for i, item in enumerate(items)):
            self.note("chance must have pairs of a name in double quotes and a probability", start, text)
            return (), ()
        odds = tuple(self.number(item, "a probability", start) for item in items[1::2])
        total = sum(p.value for p in odds)
        if any(p.value < 0 for p in odds):
            self.note("a probability must be 0 or more", start, text)
        elif odds and total != 1:
            self.note(f"the probabilities must sum to one, not to {total}", start, text)
        return named([self.name(item, start) for item in names]), odds

    def payoffs(self, text: str, start: int) -> Payoffs:
        items = _ITEM.findall(text, 1, len(text) - 1)
        players = len(self.players)
        if len(items) != players:
            self.note(f"payoffs must be {players} numbers, one a player, not {len(items)}", start, text)
            return (ZERO,) * players
        return tuple(self.number(item, "a payoff", start) for item in items)

    def number(self, text: str, what: str, start: int) -> Expression:
        if text not in self.numbers:
            value = exact(text) if NUMBER.fullmatch(text) else None
            if value is None:
                rule = f"must be a finite number such as -1.5 or 5/2, of at most {MAX_DIGITS} digits"
                self.note(f"{what} {rule}", start, text)
                return ZERO
            self.numbers[text] = number(value)
        return self.numbers[text]

    # -- the grammar ----------------------------------------------------------------------------
    def game(self) -> ExtensiveForm:
        head = _MATCH_HEAD.match(self.text)
        if not head:
            self.fault(_HEAD, 0)
            raise self.stop("an .efg file must begin with its title and players", 0)
        *_, title, players, comment = head.groups()
        self.players = self.labels(players, head.start(5))
        if not self.players:
            raise self.stop("a game must have at least one player", head.start(5))
        self.reader.labels(self.players, "players")
        self.tree = Assembly(self.players, self.reader)
        self.nodes(head.end())
        self.reader.finish()
        source = unquoted(comment or '""')
        parts = self.tree.parts()
        return ExtensiveForm.assembled(self.players, parts, (), (), unquoted(title), source, self.reader)

    def nodes(self, position: int) -> None:
        """Read every node, depth first."""
        unfinished: list[tuple[int, Iterator[int]]] = []  # nodes with the branches that are still to come
        parent, branch = -1, -1
        while True:
            s, label, result, position = self.node(position)
            k = self.tree.node(parent, branch, s, label, result)
            if s >= 0:
                unfinished.append((k, iter(range(len(self.tree.actions(s))))))
            while unfinished:
                parent, branches = unfinished[-1]
                branch = next(branches, -1)
                if branch >= 0:
                    break
                unfinished.pop()
            else:
                break
        if self.text[position:].strip():
            raise self.stop("the file must end where every branch has ended", position)

    def node(self, position: int) -> tuple[int, str, int, int]:
        """Read a node; return its information set, name and result, and the position behind it."""
        start = _START.match(self.text, position)
        kind = start[1] if start else None
        if start is None or kind is None:
            raise self.stop("a node must begin with c, p or t (every branch needs one)", position)
        match = _MATCH[kind].match(self.text, start.end())
        if not match:
            end = self.fault(_KINDS[kind], start.end())
            raise self.stop("a node must begin with c, p or t", end)
        label, *middle, number, name, payoffs = match.groups()
        s = -1
        if middle:
            s = self.information_set(match, middle)
        result = self.outcome(match, int(number), name, payoffs)
        text = "" if label == '""' else self.name(label, match.start(1))
        return s, text, result, match.end()

    def name(self, text: str, start: int) -> str:
        """A name without its quotes; what cannot be seen in it is noted, and the name left out."""
        name = unquoted(text).strip()
        if name.isprintable() or not (unseen := hidden(name)):
            return name
        self.note(f"a name must be printable, without {unseen}", start, text)
        return ""

    def information_set(self, match: re.Match[str], said: list[str | None]) -> int:
        """The number of the information set that a node says it is in: (player,) number, name, list."""
        player, place = CHANCE, match.start(len(said) - 1)
        if len(said) == 4:
            player = int(said[0] or 0) - 1
            if not 0 <= player < len(self.players):
                raise self.stop(f"a player's number must be from 1 to {len(self.players)}", match.start(2))
        n, name, text = int(said[-3] or 0), said[-2], said[-1]
        if not n:
            raise self.stop(_SET[0][1], place)
        s = self.tree.find((player, n))
        if name is None or text is None:
            if s is None:
                rule = f"information set {n} must be described where it is first named"
                raise self.stop(f"{rule} (its name and its actions)", place)
            return s
        if s is not None and self.described[player, n] == (name, text):
            return s
        return self.described_set(s, player, n, name, text, place)

    def described_set(self, s: int | None, player: int, n: int, name: str, text: str, place: int) -> int:
        """Make an information set, or check that a further description says the same."""
        odds: Payoffs = ()
        if player == CHANCE:
            actions, odds = self.read(self.odds, text, place)
        else:
            actions = self.read(self.labels, text, place)
        if not actions:
            self.note("an information set must have at least one action", place, text)
            self.reader.finish()
        label = self.name(name, place)
        if s is None:
            name, text = (self.texts.setdefault(x, x) for x in (name, text))
            self.described[player, n] = name, text
            return self.tree.information_set((player, n), player, label, actions, odds, n)
        before, first = self.described[player, n]
        if unquoted(name).strip() != unquoted(before).strip():
            self.note(f"the name of information set {n} must be {escaped(before)} again", place, name)
        if self.tree.actions(s) != actions or self.tree.differs(s, label, actions, odds):
            self.note(f"information set {n} must have the same list as before, {escaped(first)}", place, text)
            self.reader.finish()
        return s

    def outcome(self, match: re.Match[str], n: int, name: str | None, text: str | None) -> int:
        """The result that a node pays, -1 for none."""
        before = self.outcomes.get(n)
        if name is None or text is None:
            if n and before is None:
                rule = f"outcome {n} must be described where it is first named (name, payoffs)"
                self.note(rule, match.start(len(match.groups()) - 2))
            return -1 if before is None else before[2]
        if before is not None and before[:2] == (name, text):
            return before[2]
        place = match.start(len(match.groups()))
        found = self.tree.result(self.name(name, place), self.read(self.payoffs, text, place))
        if not n:
            self.note("outcome 0 pays nothing and must have no name and no payoffs", place, text)
        elif before is None:
            self.outcomes[n] = self.texts.setdefault(name, name), self.texts.setdefault(text, text), found
        elif before[2] != found:
            self.note(f"outcome {n} must have the same name and payoffs as before", place, text)
        return found


# -- writing ------------------------------------------------------------------------------------
def dumps(game: Game) -> str:
    """Return a game of rational numbers as the text of an ``.efg`` file.

    A game in normal form and a signalling game are written as the tree that plays them. Title and source are
    kept; parameters, outcomes and values have no place in the format. Raises InputError for games that are
    not of rational numbers.
    """
    fail_unless_numbers(game, "an .efg file")
    tree = tree_of(game)
    lines = [
        f"EFG 2 R {quoted(tree.title)} {{ {' '.join(map(quoted, tree.players))} }}",
        quoted(tree.source),
        "",
    ]
    sets = [_set_text(tree, s, n) for s, n in enumerate(_numbers(tree))]
    nothing = (ZERO,) * len(tree.players)
    results = [
        f"{r} {quoted(label)} {{ {', '.join(map(str, payoffs))} }}" if label or payoffs != nothing else "0"
        for r, (label, payoffs) in enumerate(tree.results, 1)
    ]
    for n in tree.nodes:
        here = results[n.result] if n.result >= 0 else "0"
        if n.information_set < 0:
            lines.append(f"t {quoted(n.label)} {here}")
        else:
            kind = "c" if tree.information_sets[n.information_set].player == CHANCE else "p"
            lines.append(f"{kind} {quoted(n.label)} {sets[n.information_set]} {here}")
    return "\n".join([*lines, ""])


def _numbers(tree: ExtensiveForm) -> list[int]:
    """The number of each information set: that in its name where it has none of its own, else the next."""
    found: list[int] = []
    taken: set[tuple[int, int]] = set()
    for s in tree.information_sets:
        own = number_in(s.label, tree.players, s.player)
        found.append(own)
        taken.add((s.player, own))
    free = {player: count(1) for player in range(CHANCE, len(tree.players))}
    for k, s in enumerate(tree.information_sets):
        if not found[k]:
            found[k] = next(n for n in free[s.player] if (s.player, n) not in taken)
    return found


def _set_text(tree: ExtensiveForm, s: int, n: int) -> str:
    there = tree.information_sets[s]
    name = "" if there.label == numbered(tree.players, there.player, n) else there.label
    if there.player == CHANCE:
        moves = (f"{quoted(a)} {p}" for a, p in zip(there.actions, there.probabilities, strict=True))
        return f"{n} {quoted(name)} {{ {' '.join(moves)} }}"
    return f"{there.player + 1} {n} {quoted(name)} {{ {' '.join(map(quoted, there.actions))} }}"
