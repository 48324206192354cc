"""What is to be verified, read: strategies, beliefs, and the region in which they are claimed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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

    @property
    def bounds(self) -> Conjunction:
        """The ranges of the free variables, as one conjunction."""
        return tuple(dict.fromkeys(c for cs in self.ranges.values() for c in cs))


def information_sets(game: Any) -> tuple[InformationSet, ...]:
    """Return the information sets: players; or the sender's types, then the receiver's messages."""
    if not isinstance(game, SignalingGame):
        return tuple(InformationSet(p, "", s) for p, s in zip(game.players, game.strategies, strict=True))
    sender, receiver = game.players
    return (*(InformationSet(sender, t, game.messages) for t in game.types),
            *(InformationSet(receiver, m, r) for m, r in zip(game.messages, game.responses, strict=True)))


def read(game: Any, equilibrium: Any) -> Claimed:
    """Read an Equilibrium, or a mapping in its JSON shape; InputError lists all faults."""
    return _Reading(game, equilibrium).whole()


class _Reading:
    def __init__(self, game: Any, equilibrium: Any):
        self.game, self.given = game, equilibrium
        self.faults: list[str] = []
        self.fixed = dict(game.values or {})
        self.sets = information_sets(game)
        self.free = tuple(str(k) for k in self.part("free_variables", {}))
        known = {s for _, e in game.expressions() for s in e.symbols}
        self.names = (*sorted({p.name for p in game.parameters} | known), *self.fixed, *self.free)

    def part(self, name: str, default: Any) -> Any:
        """A field of the Equilibrium or of the mapping."""
        if isinstance(self.given, Mapping):
            found = self.given.get(name, default)
            return default if found is None else found
        return getattr(self.given, name, default)

    def whole(self) -> Claimed:
        strategies = self.part("strategies", None)
        if strategies is None:
            raise InputError("equilibrium: strategies must be given, a table of player, information set, action and "
                             "probability, got none.")
        profile = self.rows(strategies, "")
        extreme = tuple(self.rows(s, f"extreme point {k}: ") for k, s in enumerate(self.part("extreme_points", ())))
        beliefs, belief_sets = {}, {}
        if isinstance(self.game, SignalingGame):
            beliefs = self.by_message("beliefs", self.belief)
            belief_sets = self.by_message("belief_sets", self.belief_set)
        ranges = {
            str(name): tuple(c for text in conditions for c in self.conditions(text, f"free_variables.{name}", self.names))
            for name, conditions in self.part("free_variables", {}).items()
        }
        region = self.region()
        if self.faults:
            raise InputError(self.faults)
        return Claimed(self.sets, profile, extreme, beliefs, belief_sets, ranges, region)

    # -- strategies -----------------------------------------------------------------------------
    def rows(self, strategies: Any, head: str) -> Rows:
        """The mixtures, in the order of the information sets; an action that is not named has probability 0."""
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
        return tuple(self.expression(table[a], f"{where}.{escaped(a)}") if a in table else ZERO for a in labels)

    # -- beliefs --------------------------------------------------------------------------------
    def by_message(self, name: str, read_one: Any) -> dict[int, Any]:
        """A table whose keys are messages, by their numbers."""
        table = self.part(name, {})
        if not self.is_table(table, name):
            return {}
        self.unknown(table, self.game.messages, name, "message")
        return {k: read_one(table[m], f"{name}.{escaped(m)}") for k, m in enumerate(self.game.messages)
                if table.get(m) is not None}

    def belief(self, table: Any, where: str) -> tuple[Expression, ...]:
        return self.mixture(table, self.game.types, where)

    def belief_set(self, disjuncts: Any, where: str) -> tuple[Conjunction, ...]:
        names = (*self.names, *(f"mu_{t}" for t in self.game.types))
        return tuple(tuple(c for text in d for c in self.conditions(text, where, names)) for d in disjuncts)

    # -- leaves ---------------------------------------------------------------------------------
    def region(self) -> Region:
        given = self.part("region", ALWAYS)
        disjuncts = given.disjuncts if isinstance(given, Region) else given
        names = [n for n in self.names if n not in self.free]
        return Region(tuple(tuple(c for text in d for c in self.conditions(text, "region", names)) for d in disjuncts))

    def expression(self, value: Any, where: str) -> Expression:
        from ..symbolic.parser import parse

        try:
            e = parse(value, self.names, where) if isinstance(value, str) else as_expression(value)
        except InputError as error:
            self.faults += error.faults
            return ZERO
        except (TypeError, ValueError):
            self.faults.append(f"{where}: a probability must be an exact number or a formula, got {escaped(repr(value))}.")
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

    # -- faults ---------------------------------------------------------------------------------
    def is_table(self, value: Any, where: str) -> bool:
        if isinstance(value, Mapping):
            return True
        got = "nothing" if value is None else escaped(repr(value))[:40]
        self.faults.append(f"equilibrium: {where} must be a table of names and values, got {got}.")
        return False

    def unknown(self, table: Mapping[str, Any], known: Sequence[str], where: str, what: str) -> None:
        self.faults += [f"equilibrium: {where} must name what the game has, got {what} '{escaped(k)}'. "
                        f"{nearest(str(k), list(dict.fromkeys(known)))}" for k in table if k not in known]

    def check_names(self, symbols: frozenset[str], names: Sequence[str], where: str) -> None:
        self.faults += [f"equilibrium: {where} must use the game's parameters and free variables, got '{escaped(s)}'. "
                        f"{nearest(s, names)}" for s in sorted(symbols.difference(names))]
