"""Games in normal form: players choose at once; any number of players.

>>> game = NormalForm.build(
...     players=["Center", "Local"],
...     strategies=[["inspect", "trust"], ["comply", "defy"]],
...     payoffs={"inspect, comply": ("-c", 0), "inspect, defy": ("f - c", "g - f"),
...              "trust, comply": (0, 0), "trust, defy": ("-h", "g")},
...     outcomes={"defiance": "P(Local = defy)"},
... )
>>> print(game.with_values({"c": 1, "f": 3, "g": 1, "h": 2}))
Center \\ Local | comply | defy
---------------+--------+------
inspect        | -1, 0  | 2, -2
trust          | 0, 0   | -2, 1
outcome defiance = P(Local = defy)
values: c = 1, f = 3, g = 1, h = 2
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..errors import InputError, escaped, nearest
from ..symbolic.expand import is_zero
from ..symbolic.expression import ONE, ZERO, Expression, add, as_expression, multiply, number
from . import show
from .finish import finished
from .game import Game
from .outcome import Event, Shape
from .reading import Reader, nested_lists, shown

Profile = tuple[int, ...]


@dataclass(frozen=True, repr=False)
class NormalForm(Game):
    """A finite game in normal form. Build one from text and numbers with :meth:`build`.

    Parameters
    ----------
    players, and by keyword parameters, outcomes, title, source, values : as in every Game
    strategies : one tuple of names per player
    payoffs : pure profile (a tuple of strategy indices) -> payoffs of the players, in their order
    """

    strategies: tuple[tuple[str, ...], ...]
    payoffs: Mapping[Profile, tuple[Expression, ...]]

    kind = "normal"

    @classmethod
    def build(
        cls,
        players: Iterable[str],
        strategies: Any,
        payoffs: Any,
        parameters: Any = (),
        outcomes: Any = (),
        title: str = "",
        source: str = "",
        values: Mapping[str, Any] | None = None,
        reader: Reader | None = None,
    ) -> NormalForm:
        """Return the game, checked; all faults are reported at once.

        Parameters
        ----------
        players : names
        strategies : a list of names for each player, or player -> names
        payoffs : profile -> payoffs, in the order of the players; a profile is the names joined by commas, or
            a tuple of names or positions. Or nested lists, ``payoffs[i][j]`` a payoff for each player.
        parameters : Parameters, or name -> dict(domain=, default=, meaning=, unit=); symbols of the payoffs
            that are not declared become parameters without a domain
        outcomes : name -> text such as "P(Local = defy)"
        reader : what reads and collects faults; readers of files bring their own

        Raises InputError: wrong number of payoffs, missing or unknown profiles, names twice, payoffs that are
        not finite exact numbers or expressions, denominators that can be zero, contradictory domains.
        """
        reader = reader or Reader(title or "game")
        names = reader.labels(players, "players")
        plans = _strategies(reader, names, strategies)
        declared = reader.parameters(parameters, values or {})
        if not names or len(plans) != len(names) or not all(plans):
            reader.finish()
        reader.size(len(names), *map(len, plans))
        game = cls(
            names,
            plans,
            _payoffs(reader, names, plans, payoffs),
            parameters=declared,
            values=reader.fixed,
            title=reader.text(title, "title"),
            source=reader.text(source, "source"),
        )
        return finished(game, outcomes, reader)

    @classmethod
    def from_arrays(
        cls, *arrays: Any, players: Sequence[str] | None = None, strategies: Any = None, **fields: Any
    ) -> NormalForm:
        """Return the game from one array of payoffs per player; axis j is player j's strategy.

        >>> print(NormalForm.from_arrays([[3, 0], [5, 1]], [[3, 5], [0, 1]]))
        Player 1 \\ Player 2 | 1    | 2
        --------------------+------+-----
        1                   | 3, 3 | 0, 5
        2                   | 5, 0 | 1, 1
        """
        tables = [nested_lists(a) for a in arrays]
        sizes: list[int] = []
        part: Any = tables[0] if tables else []
        while isinstance(part, list) and part and len(sizes) < len(tables):
            sizes.append(len(part))
            part = part[0]
        if len(sizes) != len(tables) or isinstance(part, list):
            raise InputError(
                f"game: {len(tables)} arrays (one per player) must each have {len(tables)} axes "
                "(one per player), none empty."
            )
        profiles = list(itertools.product(*map(range, sizes)))
        names = players or [f"Player {i + 1}" for i in range(len(sizes))]
        plans = strategies or [[str(k + 1) for k in range(n)] for n in sizes]
        if any(_ragged(t, sizes) for t in tables):
            raise InputError(f"game: every array must have the shape {' x '.join(map(str, sizes))}.")
        payoffs = {p: tuple(_item(t, p) for t in tables) for p in profiles}
        return cls.build(names, plans, payoffs, **fields)

    def __post_init__(self) -> None:
        payoffs = {profile: tuple(map(as_expression, u)) for profile, u in self.payoffs.items()}
        n = len(self.players)
        if (
            len(self.strategies) != n
            or payoffs.keys() != set(self.profiles)
            or any(len(u) != n for u in payoffs.values())
        ):
            raise InputError(
                f"{self.name}: payoffs must map every profile (positions of strategies) to one "
                "payoff per player. NormalForm.build reads names and nested lists."
            )
        object.__setattr__(self, "payoffs", payoffs)

    def __hash__(self) -> int:
        payoffs = tuple(self.payoffs[p] for p in self.profiles)
        return hash((self.players, self.strategies, payoffs, self.parameters))

    # -- the game -------------------------------------------------------------------------------
    @property
    def profiles(self) -> Iterator[Profile]:
        """Every pure profile, the last player's strategy changing fastest."""
        return itertools.product(*(range(len(s)) for s in self.strategies))

    def payoff(self, profile: Sequence[int | str]) -> tuple[Expression, ...]:
        """Return the payoffs at a pure profile of names or positions."""
        return self.payoffs[
            tuple(s if isinstance(s, int) else self.strategies[i].index(s) for i, s in enumerate(profile))
        ]

    @property
    def shape(self) -> Shape:
        return Shape(self.players, tuple((p, p, s) for p, s in zip(self.players, self.strategies)))

    def expressions(self) -> Iterator[tuple[tuple[str, ...], Expression]]:
        for profile in self.profiles:
            place = ("payoffs", self._key(profile))
            for x in self.payoffs[profile]:
                yield place, x

    def _mapped(self, change: Callable[[Expression], Expression]) -> dict[str, Any]:
        return {"payoffs": {p: tuple(change(x) for x in u) for p, u in self.payoffs.items()}}

    # -- outcomes -------------------------------------------------------------------------------
    def probability(self, event: Event, given: Event, strategies: Any) -> Expression | None:
        if any(is_zero(strategies[player][s]) for player, s in given.items()):
            return None
        if any(given.get(player, s) != s for player, s in event.items()):
            return ZERO
        return multiply(ONE, *(strategies[player][s] for player, s in event.items() if player not in given))

    def expectation(self, player: str, given: Event, strategies: Any) -> Expression | None:
        if self.probability(given, given, strategies) is None:
            return None
        own = self.players.index(player)
        mixes = []
        for mover, labels in zip(self.players, self.strategies, strict=True):
            mix = strategies[mover] if mover not in given else {given[mover]: ONE}
            mixes.append([(k, w) for k, s in enumerate(labels) if (w := mix.get(s, ZERO)) != ZERO])

        def expected(profile: Profile) -> Expression:
            """Expected payoff once the first players have made the choices in ``profile``."""
            if len(profile) == len(mixes):
                return self.payoffs[profile][own]
            terms = [(w, expected((*profile, k))) for k, w in mixes[len(profile)]]
            if all(w.is_number and x.is_number for w, x in terms):
                return number(sum((w.value * x.value for w, x in terms), Fraction(0)))
            return add(*(multiply(w, x) for w, x in terms))

        return expected(())

    # -- views ----------------------------------------------------------------------------------
    def _key(self, profile: Profile) -> str:
        return joined(s[k] for s, k in zip(self.strategies, profile))

    def _layout(self) -> dict[str, Any]:
        return {
            "strategies": {p: list(s) for p, s in zip(self.players, self.strategies)},
            "payoffs": {self._key(p): [str(x) for x in self.payoffs[p]] for p in self.profiles},
        }

    def _rows(self) -> list[list[str]]:
        """The payoff table: a matrix for two players, else a row per profile."""
        cell = {p: ", ".join(map(str, u)) for p, u in self.payoffs.items()}
        if len(self.players) == 2:
            rows, columns = self.strategies
            return [
                [" \\ ".join(self.players), *columns],
                *([row, *(cell[i, j] for j in range(len(columns)))] for i, row in enumerate(rows)),
            ]
        return [
            [*self.players, "payoffs"],
            *([*(s[k] for s, k in zip(self.strategies, p)), cell[p]] for p in self.profiles),
        ]

    def __str__(self) -> str:
        rows = self._rows()
        if len(self.players) == 2 and show.width_of(rows) > show.WIDTH:
            flat = [[r, c, x] for r, *cells in rows[1:] for c, x in zip(rows[0][1:], cells)]
            rows = [[*self.players, "payoffs"], *flat]
        return "\n".join([*filter(None, [self.title]), show.table(rows), *show.notes(self)])

    __repr__ = __str__


# -- reading ------------------------------------------------------------------------------------
def joined(labels: Iterable[str]) -> str:
    """Return labels joined by commas; those that hold a comma or a quote are quoted as in a CSV file.

    >>> joined(["inspect", "comply, slowly"])
    'inspect, "comply, slowly"'
    """
    return ", ".join('"' + s.replace('"', '""') + '"' if "," in s or '"' in s else s for s in labels)


def separated(text: str) -> tuple[str, ...]:
    """Return the labels of :func:`joined`."""
    try:
        parts = next(csv.reader([text], skipinitialspace=True, strict=True), [])
        return tuple(part.strip() for part in parts)
    except csv.Error:
        return (text,)


def _strategies(reader: Reader, players: tuple[str, ...], given: Any) -> tuple[tuple[str, ...], ...]:
    if isinstance(given, Mapping):
        reader.unknown(given, players, "strategies")
        missing = [p for p in players if p not in given]
        for p in missing:
            reader.add(("strategies",), f"the strategies of '{escaped(p)}' are missing.")
        return tuple(reader.labels(given[p], "strategies", p) if p in given else () for p in players)
    if isinstance(given, str) or not isinstance(given, Iterable):
        reader.add(("strategies",), f"must be a table, player = list of strategies, got {shown(given)}.")
        return ()
    plans = list(given)
    if players and len(plans) != len(players):
        reader.add(("strategies",), f"must be one list for each of {len(players)} players, got {len(plans)}.")
        return ()
    return tuple(reader.labels(s, "strategies", p) for p, s in zip(players, plans))


def _payoffs(
    reader: Reader, players: tuple[str, ...], strategies: tuple[tuple[str, ...], ...], given: Any
) -> dict[Profile, tuple[Expression, ...]]:
    """Payoffs of every profile; faulty or missing ones are noted and left 0."""
    found: dict[Profile, tuple[Expression, ...]] = {}
    profiles = list(itertools.product(*(range(len(s)) for s in strategies)))
    if not isinstance(given, Mapping):
        nested = nested_lists(given)
        if _ragged(nested, [len(s) for s in strategies]):
            reader.add(
                ("payoffs",),
                "must be a table, profile = payoffs, or lists nested as "
                f"{' x '.join(str(len(s)) for s in strategies)}, got {shown(given)}.",
            )
            return {p: (ZERO,) * len(players) for p in profiles}
        given = {p: _item(nested, p) for p in profiles}

    def name(profile: Profile) -> str:
        return joined(s[k] for s, k in zip(strategies, profile))

    index = [{s: k for k, s in enumerate(names)} for names in strategies]
    for key, payoffs in given.items():
        profile = _profile(reader, key, players, index)
        if profile is None:
            continue
        path = ("payoffs", key if isinstance(key, str) else name(profile))
        if profile in found:
            reader.add(path, "this profile is there twice.")
        found[profile] = reader.payoffs(payoffs, players, *path)
    missing = [p for p in profiles if p not in found]
    for p in missing:
        reader.add(("payoffs",), f"the profile '{escaped(name(p))}' is missing. Every profile needs payoffs.")
        found[p] = (ZERO,) * len(players)
    return {p: found[p] for p in profiles}


def _profile(
    reader: Reader, key: Any, players: tuple[str, ...], index: list[dict[str, int]]
) -> Profile | None:
    parts = separated(key) if isinstance(key, str) else key if isinstance(key, tuple) else (key,)
    path = ("payoffs", key if isinstance(key, str) else joined(map(str, parts)))
    if len(parts) != len(players):
        reader.add(
            path,
            f"a profile must name one strategy for each of {len(players)} players, separated by "
            f"commas, got {len(parts)}.",
        )
        return None
    found = []
    for player, part, known in zip(players, parts, index):
        if isinstance(part, int) and not isinstance(part, bool) and 0 <= part < len(known):
            found.append(part)
        elif part in known:
            found.append(known[part])
        else:
            reader.add(
                path, f"unknown strategy {shown(part)} of '{escaped(player)}'. {nearest(str(part), known)}"
            )
    return tuple(found) if len(found) == len(players) else None


def _ragged(nested: Any, sizes: Sequence[int]) -> bool:
    """Whether lists are not nested as ``sizes``."""
    if not sizes:
        return False
    nested = nested_lists(nested)
    if not isinstance(nested, list) or len(nested) != sizes[0]:
        return True
    return any(_ragged(part, sizes[1:]) for part in nested)


def _item(nested: Any, profile: Profile) -> Any:
    for k in profile:
        nested = nested[k]
    return nested
