"""What is to be verified, read: strategies, beliefs, and the region in which they are claimed."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from ..errors import InputError, escaped, nearest
from ..games.extensive_form import ExtensiveForm
from ..games.normal_form import NormalForm, joined
from ..games.signaling import SignalingGame
from ..symbolic.condition import ALWAYS, Condition, Region
from ..symbolic.expression import ZERO, Expression, as_expression

Mix = tuple[Expression, ...]
Rows = tuple[Mix | None, ...]  # a mixture for each information set; None where none is given
Conjunction = tuple[Condition, ...]
MEDIATOR = "the mediator"  # who draws the profile of a correlated equilibrium
MOST_NAMES = 100  # that a sentence about unknown names is chosen from, and most such sentences


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
    # by number of the message, or of the information set in a tree
    beliefs: Mapping[int, Mix] = field(default_factory=dict)
    belief_sets: Mapping[int, tuple[Conjunction, ...]] = field(default_factory=dict)
    ranges: Mapping[str, Conjunction] = field(default_factory=dict)  # of the free variables
    region: Region = ALWAYS
    asked: str = ""  # the region as it was written, before values were put in
    part: bool = False  # one point of a continuum: beliefs in the sets may serve others of its points
    concept: str = ""

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
            return tuple(None if row is None else tuple(x.subs(values) for x in row) for row in given)

        beliefs = {}
        for m, belief in self.beliefs.items():
            try:
                beliefs[m] = tuple(x.subs(values) for x in belief)
            except ZeroDivisionError:
                continue
        sets = {m: tuple(tuple(c.subs(values) for c in s) for s in p) for m, p in self.belief_sets.items()}
        part = bool(self.ranges or self.extreme)
        here = Claimed(self.sets, rows(self.profile), (), beliefs, sets, part=part, concept=self.concept)
        if not self.extreme:
            return (here,)
        first, *rest = map(rows, self.extreme)
        fixed = {m: belief for m, belief in beliefs.items() if not self.varies(m)}
        return here, Claimed(self.sets, first, tuple(rest), fixed, sets, concept=self.concept)


def game_at(game: Any, values: Mapping[str, Fraction]) -> Any:
    """Return the game with numbers for its symbols."""
    if isinstance(game, ExtensiveForm):
        sets = (
            s._replace(probabilities=tuple(p.subs(values) for p in s.probabilities))
            for s in game.information_sets
        )
        paid = (r._replace(payoffs=tuple(u.subs(values) for u in r.payoffs)) for r in game.results)
        return replace(game, information_sets=tuple(sets), results=tuple(paid))
    payoffs = {play: tuple(u.subs(values) for u in us) for play, us in game.payoffs.items()}
    if isinstance(game, SignalingGame):
        return replace(game, payoffs=payoffs, priors=tuple(p.subs(values) for p in game.priors))
    return replace(game, payoffs=payoffs)


def information_sets(game: Any) -> tuple[InformationSet, ...]:
    """Return the information sets: of a tree; or players; or the sender's types, then the messages."""
    if isinstance(game, ExtensiveForm):
        sets = (s for s in game.information_sets if s.player >= 0)
        return tuple(InformationSet(game.players[s.player], s.label, s.actions) for s in sets)
    if isinstance(game, NormalForm):
        return tuple(InformationSet(p, "", s) for p, s in zip(game.players, game.strategies, strict=True))
    sender, receiver = game.players
    return (
        *(InformationSet(sender, t, game.messages) for t in game.types),
        *(InformationSet(receiver, m, r) for m, r in zip(game.messages, game.responses, strict=True)),
    )


def states(game: Any, place: int) -> tuple[str, ...]:
    """Return what beliefs are about: the types, or the nodes of an information set by their names."""
    if isinstance(game, ExtensiveForm):
        return tuple(game.name_of(k) for k in game.information_sets[place].nodes)
    return game.types


def belief_symbols(game: Any, place: int) -> tuple[str, ...]:
    """Return the names of those probabilities in conditions."""
    if isinstance(game, ExtensiveForm):
        return tuple(game.belief_symbol(k) for k in game.information_sets[place].nodes)
    return tuple(f"mu_{t}" for t in game.types)


def read(game: Any, equilibrium: Any, concept: str = "") -> Claimed:
    """Read an Equilibrium, or a mapping in its JSON shape; InputError lists all faults."""
    return _Reading(game, equilibrium, concept).whole()


class _Reading:
    def __init__(self, game: Any, equilibrium: Any, concept: str):
        self.game, self.given, self.concept = game, equilibrium, concept
        self.faults: list[str] = []
        self.fixed = dict(game.values or {})
        self.sets = information_sets(game)
        if concept == "correlated":
            labels = [[s[k] for s, k in zip(game.strategies, p, strict=True)] for p in game.profiles]
            self.sets = (InformationSet(MEDIATOR, "", tuple(map(joined, labels))),)
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
        if self.concept == "correlated":
            strategies = self.mediated(self.part("distribution", None))
        if strategies is None:
            raise InputError(
                "equilibrium: strategies must be given, a table of player, information set, action and "
                "probability (correlated: distribution, a table of profile and probability), got none."
            )
        profile = self.rows(strategies, "")
        points = enumerate(self.items(self.part("extreme_points", ()), "extreme_points"))
        if self.concept == "correlated":
            points = ((k, self.mediated(point)) for k, point in points)
        extreme = tuple(self.rows(point, f"extreme point {k}: ") for k, point in points)
        beliefs = self.by_place("beliefs", self.belief)
        belief_sets = self.by_place("belief_sets", self.belief_set)
        ranges = {
            name: self.conjunction(given, f"free_variables.{escaped(name)}", self.names)
            for name, given in self.free.items()
        }
        region = self.region()
        if self.faults:
            raise InputError(self.faults)
        asked = self.asked()
        return Claimed(
            self.sets, profile, extreme, beliefs, belief_sets, ranges, region, asked, concept=self.concept
        )

    # -- strategies -----------------------------------------------------------------------------
    @staticmethod
    def mediated(distribution: Any) -> Any:
        """A distribution over profiles in the shape of strategies: those of the mediator."""
        return distribution and {MEDIATOR: distribution}

    def rows(self, strategies: Any, head: str) -> Rows:
        """The mixtures in the order of the information sets; actions not named have probability 0."""
        if not self.is_table(strategies, f"{head}strategies"):
            return ()
        self.unknown(strategies, [*self.game.players, MEDIATOR], f"{head}strategies", "player")
        tree, normal = isinstance(self.game, ExtensiveForm), isinstance(self.game, NormalForm)
        tables = {}
        for player in dict.fromkeys(s.player for s in self.sets):
            place, table = f"{head}strategies.{escaped(player)}", strategies.get(player)
            if normal:
                tables[player] = {"": table}
            elif self.is_table(table, place):
                same = {o.label: None for o in self.sets if o.player == player}
                self.unknown(table, same, place, "information set")
                tables[player] = table
        return tuple(
            None
            if tree and tables[s.player].get(s.label) is None
            else self.mixture(tables[s.player].get(s.label), s.actions, lambda s=s: head + s.place)
            for s in self.sets
            if s.player in tables
        )

    def mixture(self, table: Any, labels: Sequence[str], where: Callable[[], str]) -> Mix:
        """Probabilities in the order of ``labels``; ``where`` says in which table they stand."""
        if not isinstance(table, Mapping):
            self.is_table(table, where())
            return ()
        if not table.keys() <= set(labels):
            self.unknown(table, labels, where(), "name")
        return tuple(
            x
            if isinstance(x := table.get(a, ZERO), Expression) and x.is_number
            else self.expression(x, f"{where()}.{escaped(a)}")
            for a in labels
        )

    # -- beliefs --------------------------------------------------------------------------------
    def by_place(self, name: str, read_one: Any) -> dict[int, Any]:
        """A table whose keys are messages, or information sets of a tree, by their numbers."""
        table = self.table(name)
        if not table or isinstance(self.game, NormalForm):
            return {}
        if isinstance(self.game, ExtensiveForm):
            places = {label: k for k, label in self.game.belief_names.items()}
        else:
            places = {m: k for k, m in enumerate(self.game.messages)}
        what = "information set" if isinstance(self.game, ExtensiveForm) else "message"
        self.unknown(table, places, name, what)
        return {
            k: read_one(table[label], f"{name}.{escaped(label)}", k)
            for label, k in places.items()
            if table.get(label) is not None
        }

    def belief(self, table: Any, where: str, place: int) -> Mix:
        return self.mixture(table, states(self.game, place), lambda: where)

    def belief_set(self, disjuncts: Any, where: str, place: int) -> tuple[Conjunction, ...]:
        names = (*self.names, *belief_symbols(self.game, place))
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

    def unknown(self, table: Mapping[str, Any], known: Collection[str], where: str, what: str) -> None:
        strange = [k for k in table if k not in known]
        labels = list(itertools.islice(dict.fromkeys(known), MOST_NAMES))
        self.faults += [
            f"equilibrium: {where} must name what the game has, got {what} '{escaped(k)}'. "
            f"{nearest(str(k), labels)}"
            for k in strange[:MOST_NAMES]
        ]

    def check_names(self, symbols: frozenset[str], names: Sequence[str], where: str) -> None:
        self.faults += [
            f"equilibrium: {where} must use the game's parameters and free variables, got '{escaped(s)}'. "
            f"{nearest(s, names)}"
            for s in sorted(symbols.difference(names))
        ]
