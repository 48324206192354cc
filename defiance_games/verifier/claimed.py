"""What is to be verified, read: strategies, beliefs, and the region in which they are claimed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from ..errors import InputError, escaped, nearest
from ..games.signaling import SignalingGame
from ..symbolic.condition import ALWAYS, Condition, Region
from ..symbolic.expression import ZERO, Expression, as_expression

Rows = tuple[tuple[Expression, ...], ...]  # a mixture for each information set
Conjunction = tuple[Condition, ...]


@dataclass(frozen=True)
class InformationSet:
    """Where a player chooses among actions; ``label`` is "" in a normal form."""

    player: str
    label: str
    actions: tuple[str, ...]

    @property
    def who(self) -> str:
        """What sentences call it."""
        return escaped(self.player) + (f" at {escaped(self.label)}" if self.label else "")

    @property
    def place(self) -> str:
        """Its path in the JSON form."""
        return f"strategies.{escaped(self.player)}" + (f".{escaped(self.label)}" if self.label else "")


@dataclass(frozen=True)
class Claimed:
    """A profile (or a continuum of them) that is claimed to be an equilibrium wherever ``region`` holds."""

    sets: tuple[InformationSet, ...]
    profile: Rows
    extreme: tuple[Rows, ...] = ()
    beliefs: Mapping[int, tuple[Expression, ...]] = field(default_factory=dict)  # by number of the message
    belief_sets: Mapping[int, tuple[Conjunction, ...]] = field(default_factory=dict)
    ranges: Mapping[str, Conjunction] = field(default_factory=dict)  # of the free variables
    region: Region = ALWAYS
    asked: str = ""  # the region as it was written, before values were put in
    part: bool = False  # one point of a continuum: beliefs in the sets may serve others of its points

    @property
    def bounds(self) -> Conjunction:
        """The ranges of the free variables, as one conjunction."""
        return tuple(dict.fromkeys(c for cs in self.ranges.values() for c in cs))

    def varies(self, m: int) -> bool:
        """Whether the belief stated at a message is not the same in the whole continuum."""
        return any(x.symbols & self.ranges.keys() for x in self.beliefs[m])

    def at(self, values: Mapping[str, Fraction]) -> tuple[Claimed, ...]:
        """Return what is claimed at one point: of the profile there, and of the extreme points together.

        A belief that has no value there (its message is not sent) is left out.
        """

        def rows(given: Rows) -> Rows:
            return tuple(tuple(x.subs(values) for x in row) for row in given)

        beliefs = {}
        for m, belief in self.beliefs.items():
            try:
                beliefs[m] = tuple(x.subs(values) for x in belief)
            except ZeroDivisionError:
                continue
        sets = {m: tuple(tuple(c.subs(values) for c in s) for s in p) for m, p in self.belief_sets.items()}
        part = bool(self.ranges or self.extreme)
        here = Claimed(self.sets, rows(self.profile), (), beliefs, sets, part=part)
        if not self.extreme:
            return (here,)
        first, *rest = map(rows, self.extreme)
        fixed = {m: belief for m, belief in beliefs.items() if not self.varies(m)}
        return here, Claimed(self.sets, first, tuple(rest), fixed, sets)


def game_at(game: Any, values: Mapping[str, Fraction]) -> Any:
    """Return the game with numbers for its symbols."""
    payoffs = {play: tuple(u.subs(values) for u in us) for play, us in game.payoffs.items()}
    if isinstance(game, SignalingGame):
        return replace(game, payoffs=payoffs, priors=tuple(p.subs(values) for p in game.priors))
    return replace(game, payoffs=payoffs)


def information_sets(game: Any) -> tuple[InformationSet, ...]:
    """Return the information sets: players; or the sender's types, then the receiver's messages."""
    if not isinstance(game, SignalingGame):
        return tuple(InformationSet(p, "", s) for p, s in zip(game.players, game.strategies, strict=True))
    sender, receiver = game.players
    return (
        *(InformationSet(sender, t, game.messages) for t in game.types),
        *(InformationSet(receiver, m, r) for m, r in zip(game.messages, game.responses, strict=True)),
    )


def read(game: Any, equilibrium: Any) -> Claimed:
    """Read an Equilibrium, or a mapping in its JSON shape; InputError lists all faults."""
    return _Reading(game, equilibrium).whole()


class _Reading:
    def __init__(self, game: Any, equilibrium: Any):
        self.game, self.given = game, equilibrium
        self.faults: list[str] = []
        self.fixed = dict(game.values or {})
        self.sets = information_sets(game)
        declared = {p.name for p in game.parameters} | {s for _, e in game.expressions() for s in e.symbols}
        self.free = {str(k): v for k, v in self.table("free_variables").items()}
        self.names = (*sorted(declared), *self.fixed, *self.free)
        self.faults += [
            f"equilibrium: a free variable must not bear the name of a parameter, got '{escaped(n)}'."
            for n in sorted(self.free.keys() & {*declared, *self.fixed})
        ]

    def part(self, name: str, default: Any) -> Any:
        """A field of the Equilibrium or of the mapping."""
        if isinstance(self.given, Mapping):
            found = self.given.get(name, default)
            return default if found is None else found
        return getattr(self.given, name, default)

    def whole(self) -> Claimed:
        strategies = self.part("strategies", None)
        if strategies is None:
            raise InputError(
                "equilibrium: strategies must be given, a table of player, information set, action and "
                "probability, got none."
            )
        profile = self.rows(strategies, "")
        points = enumerate(self.items(self.part("extreme_points", ()), "extreme_points"))
        extreme = tuple(self.rows(point, f"extreme point {k}: ") for k, point in points)
        beliefs, belief_sets = {}, {}
        if isinstance(self.game, SignalingGame):
            beliefs = self.by_message("beliefs", self.belief)
            belief_sets = self.by_message("belief_sets", self.belief_set)
        ranges = {
            name: self.conjunction(given, f"free_variables.{escaped(name)}", self.names)
            for name, given in self.free.items()
        }
        region = self.region()
        if self.faults:
            raise InputError(self.faults)
        return Claimed(self.sets, profile, extreme, beliefs, belief_sets, ranges, region, self.asked())

    # -- strategies -----------------------------------------------------------------------------
    def rows(self, strategies: Any, head: str) -> Rows:
        """The mixtures in the order of the information sets; actions not named have probability 0."""
        if not self.is_table(strategies, f"{head}strategies"):
            return ()
        self.unknown(strategies, [s.player for s in self.sets], f"{head}strategies", "player")
        found = []
        for s in self.sets:
            own = strategies.get(s.player)
            if s.label and self.is_table(own, f"{head}strategies.{escaped(s.player)}"):
                same = [o.label for o in self.sets if o.player == s.player]
                if s.label == same[0]:
                    self.unknown(own, same, f"{head}strategies.{escaped(s.player)}", "information set")
                own = own.get(s.label)
            elif s.label:
                continue
            found.append(self.mixture(own, s.actions, head + s.place))
        return tuple(found)

    def mixture(self, table: Any, labels: Sequence[str], where: str) -> tuple[Expression, ...]:
        """Probabilities in the order of ``labels``."""
        if not self.is_table(table, where):
            return ()
        self.unknown(table, labels, where, "name")
        return tuple(
            self.expression(table[a], f"{where}.{escaped(a)}") if a in table else ZERO for a in labels
        )

    # -- beliefs --------------------------------------------------------------------------------
    def by_message(self, name: str, read_one: Any) -> dict[int, Any]:
        """A table whose keys are messages, by their numbers."""
        table = self.table(name)
        self.unknown(table, self.game.messages, name, "message")
        return {
            k: read_one(table[m], f"{name}.{escaped(m)}")
            for k, m in enumerate(self.game.messages)
            if table.get(m) is not None
        }

    def belief(self, table: Any, where: str) -> tuple[Expression, ...]:
        return self.mixture(table, self.game.types, where)

    def belief_set(self, disjuncts: Any, where: str) -> tuple[Conjunction, ...]:
        names = (*self.names, *(f"mu_{t}" for t in self.game.types))
        return tuple(self.conjunction(d, where, names) for d in self.items(disjuncts, where))

    # -- leaves ---------------------------------------------------------------------------------
    def region(self) -> Region:
        given = self.part("region", ALWAYS)
        disjuncts = given.disjuncts if isinstance(given, Region) else self.items(given, "region")
        names = [n for n in self.names if n not in self.free]
        return Region(tuple(self.conjunction(d, "region", names) for d in disjuncts))

    def asked(self) -> str:
        """The region as it was written."""
        given = self.part("region", ALWAYS)
        disjuncts = given.disjuncts if isinstance(given, Region) else given
        return " or ".join(escaped(" and ".join(map(str, d))) for d in disjuncts)

    def conjunction(self, given: Any, where: str, names: Sequence[str]) -> Conjunction:
        return tuple(c for text in self.items(given, where) for c in self.conditions(text, where, names))

    def expression(self, value: Any, where: str) -> Expression:
        from ..symbolic.parser import parse

        try:
            e = parse(value, self.names, where) if isinstance(value, str) else as_expression(value)
        except InputError as error:
            self.faults += error.faults
            return ZERO
        except (TypeError, ValueError):
            self.faults.append(
                f"{where}: a probability must be an exact number or a formula, got {escaped(repr(value))}."
            )
            return ZERO
        if e.is_number:
            return e
        self.check_names(e.symbols, self.names, where)
        return e.subs(self.fixed) if self.fixed else e

    def conditions(self, given: Any, where: str, names: Sequence[str]) -> Conjunction:
        from ..symbolic.parser import parse_condition

        if isinstance(given, Condition):
            self.check_names(given.symbols, names, where)
            found: Conjunction = (given,)
        else:
            try:
                found = parse_condition(given, names, where)
            except InputError as error:
                self.faults += error.faults
                return ()
        return tuple(c.subs(self.fixed) for c in found) if self.fixed else found

    # -- shapes ---------------------------------------------------------------------------------
    def table(self, name: str) -> Mapping[str, Any]:
        """A field that is a table."""
        found = self.part(name, {})
        return found if self.is_table(found, name) else {}

    def items(self, value: Any, where: str) -> Sequence[Any]:
        """A list."""
        if isinstance(value, (list, tuple)):
            return value
        self.faults.append(f"equilibrium: {where} must be a list, got {escaped(repr(value))[:40]}.")
        return ()

    # -- faults ---------------------------------------------------------------------------------
    def is_table(self, value: Any, where: str) -> bool:
        if isinstance(value, Mapping):
            return True
        got = "nothing" if value is None else escaped(repr(value))[:40]
        self.faults.append(f"equilibrium: {where} must be a table of names and values, got {got}.")
        return False

    def unknown(self, table: Mapping[str, Any], known: Sequence[str], where: str, what: str) -> None:
        self.faults += [
            f"equilibrium: {where} must name what the game has, got {what} '{escaped(k)}'. "
            f"{nearest(str(k), list(dict.fromkeys(known)))}"
            for k in table
            if k not in known
        ]

    def check_names(self, symbols: frozenset[str], names: Sequence[str], where: str) -> None:
        self.faults += [
            f"equilibrium: {where} must use the game's parameters and free variables, got '{escaped(s)}'. "
            f"{nearest(s, names)}"
            for s in sorted(symbols.difference(names))
        ]
