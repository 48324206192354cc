"""Signalling games: a sender who knows its type, messages, a receiver who responds to them.

>>> game = SignalingGame.build(
...     players=["Center", "Local"], types={"resolute": "q", "lax": "1 - q"},
...     messages=["display", "silence"], responses=["comply", "defy"],
...     payoffs={"resolute": {"display": {"comply": ("-k", 0), "defy": ("-k - h", "V - L")},
...                           "silence": {"comply": (0, 0), "defy": ("-h", "V - L")}},
...              "lax": {"display": {"comply": ("-2*k", 0), "defy": ("-2*k - h", "V")},
...                      "silence": {"comply": (0, 0), "defy": ("-h", "V")}}},
...     parameters={"q": {"domain": ["0 <= q <= 1"], "meaning": "prior"}},
... )
>>> print(game.with_values({"h": 2, "k": 1}))
Center (sender), Local (receiver)
type         | message | response | Center, Local
-------------+---------+----------+--------------
resolute (q) | display | comply   | -1, 0
             |         | defy     | -3, V - L
             | silence | comply   | 0, 0
             |         | defy     | -2, V - L
lax (1 - q)  | display | comply   | -2, 0
             |         | defy     | -4, V
             | silence | comply   | 0, 0
             |         | defy     | -2, V
parameter q; prior; 0 <= q and q <= 1
parameters: L, V
values: h = 2, k = 1
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import InputError, escaped
from ..symbolic.expand import is_zero
from ..symbolic.expression import ONE, ZERO, Expression, add, as_expression, multiply
from . import show
from .finish import Lottery, finished
from .game import Game
from .outcome import Event, Shape
from .reading import Reader, shown

Play = tuple[int, int, int]


@dataclass(frozen=True, repr=False)
class SignalingGame(Game):
    """A signalling game. Build one from text and numbers with :meth:`build`.

    Parameters
    ----------
    players : (sender, receiver); by keyword parameters, outcomes, title, source, values as in every Game
    types, priors : names of the sender's types and their prior probabilities
    messages : names
    responses : for each message (same order) the names of the receiver's responses to it
    payoffs : (type index, message index, response index) -> (sender, receiver)
    """

    players: tuple[str, str]
    types: tuple[str, ...]
    priors: tuple[Expression, ...]
    messages: tuple[str, ...]
    responses: tuple[tuple[str, ...], ...]
    payoffs: Mapping[Play, tuple[Expression, Expression]]

    kind = "signaling"

    @classmethod
    def build(
        cls,
        players: Iterable[str],
        types: Any,
        messages: Iterable[str],
        responses: Any,
        payoffs: Any,
        parameters: Any = (),
        outcomes: Any = (),
        title: str = "",
        source: str = "",
        values: Mapping[str, Any] | None = None,
        reader: Reader | None = None,
    ) -> SignalingGame:
        """Return the game, checked; all faults are reported at once.

        Parameters
        ----------
        players : sender, receiver
        types : type -> prior probability
        messages : names
        responses : names, or message -> names
        payoffs : type -> message -> response -> (sender, receiver), or (type, message, response) -> the same
        parameters : Parameters, or name -> dict(domain=, default=, meaning=, unit=); symbols that are not
            declared become parameters without a domain
        outcomes : name -> text such as "P(defy | display)"
        reader : what reads and collects faults; readers of files bring their own

        Raises InputError: what NormalForm.build refuses; priors that do not sum to one or can leave [0, 1].
        """
        reader = reader or Reader(title or "game")
        names = reader.labels(players, "players")
        if names and len(names) != 2:
            reader.add(("players",), f"must be the sender and the receiver, got {len(names)} names.")
        declared = reader.parameters(parameters, values or {})
        before = len(reader.faults)
        prior = reader.table(types, "types")
        kinds = reader.labels(prior, "types")
        priors = tuple(reader.expression(prior[t], "types", t) for t in kinds)
        sound = before == len(reader.faults)
        sent = reader.labels(messages, "messages")
        replies = _responses(reader, sent, responses)
        if len(names) != 2 or not kinds or not sent or not all(replies):
            reader.finish()
        reader.size(2, len(kinds), sum(map(len, replies)))
        table = _payoffs(reader, names, kinds, sent, replies, payoffs)
        game = cls(
            (names[0], names[1]),
            kinds,
            priors,
            sent,
            replies,
            table,
            parameters=declared,
            values=reader.fixed,
            title=reader.text(title, "title"),
            source=reader.text(source, "source"),
        )
        odds = dict(zip(kinds, priors, strict=True))
        return finished(game, outcomes, reader, [Lottery(("types",), "prior", odds)] if sound else ())

    def __post_init__(self) -> None:
        payoffs = {play: tuple(map(as_expression, u)) for play, u in self.payoffs.items()}
        priors = tuple(map(as_expression, self.priors))
        sizes = (len(self.players), len(priors), len(self.responses), *map(len, payoffs.values()))
        if payoffs.keys() != set(self.plays) or sizes != (
            2,
            len(self.types),
            len(self.messages),
            *(2 for _ in payoffs),
        ):
            raise InputError(
                f"{self.name}: payoffs must map every (type, message, response), as positions, "
                "to two payoffs, and every type needs a prior. SignalingGame.build reads names."
            )
        object.__setattr__(self, "payoffs", payoffs)
        object.__setattr__(self, "priors", priors)

    def __hash__(self) -> int:
        payoffs = tuple(self.payoffs[p] for p in self.plays)
        names = (self.players, self.types, self.messages, self.responses)
        return hash((names, self.priors, payoffs, self.parameters))

    # -- the game -------------------------------------------------------------------------------
    @property
    def plays(self) -> Iterator[Play]:
        """Every (type, message, response), responses changing fastest."""
        for t in range(len(self.types)):
            for m, replies in enumerate(self.responses):
                for r in range(len(replies)):
                    yield t, m, r

    @property
    def shape(self) -> Shape:
        sender, receiver = self.players
        responses = tuple(dict.fromkeys(r for replies in self.responses for r in replies))
        return Shape(
            self.players,
            (
                ("type", sender, self.types),
                ("message", sender, self.messages),
                ("response", receiver, responses),
            ),
        )

    def expressions(self) -> Iterator[tuple[tuple[str, ...], Expression]]:
        for t, prior in zip(self.types, self.priors, strict=True):
            yield ("types", t), prior
        for play in self.plays:
            t, m, r = self._names(play)
            for x in self.payoffs[play]:
                yield ("payoffs", t, m, r), x

    def _names(self, play: Play) -> tuple[str, str, str]:
        t, m, r = play
        return self.types[t], self.messages[m], self.responses[m][r]

    def _mapped(self, change: Callable[[Expression], Expression]) -> dict[str, Any]:
        return {
            "priors": tuple(map(change, self.priors)),
            "payoffs": {p: (change(u[0]), change(u[1])) for p, u in self.payoffs.items()},
        }

    # -- outcomes -------------------------------------------------------------------------------
    def probability(self, event: Event, given: Event, strategies: Any) -> Expression | None:
        if given and is_zero(self._sum(given, (), strategies)):
            return None
        if any(given.get(role, label) != label for role, label in event.items()):
            return ZERO
        if "message" in given and "response" in event and "type" not in {**event, **given}:
            if "response" not in given:  # all types get the same reply: the chance of the message cancels
                return self._reply(given["message"], event["response"], strategies)
        return self._over(given, self._sum({**given, **event}, given, strategies), strategies)

    def expectation(self, player: str, given: Event, strategies: Any) -> Expression | None:
        if given and is_zero(self._sum(given, (), strategies)):
            return None
        return self._over(given, self._sum(given, given, strategies, self.players.index(player)), strategies)

    def _over(self, given: Event, above: Expression, strategies: Any) -> Expression:
        below = self._sum(given, given, strategies) if given else ONE
        return above if below == ONE else above / below

    def _sum(
        self, event: Event, given: Iterable[str], strategies: Any, payoff: int | None = None
    ) -> Expression:
        """Sum over the plays in ``event`` of their probability (times a player's payoff).

        Factors that are the same for all plays because of what is ``given`` are left out.
        """
        sender, _ = self.players
        last = max((i for i, role in enumerate(("type", "message", "response")) if role in event), default=0)
        total = []
        for t, kind in enumerate(self.types):
            if event.get("type", kind) != kind or self.priors[t] == ZERO:
                continue
            sent = []
            for m, message in enumerate(self.messages):
                send = strategies[sender][kind][message]
                if event.get("message", message) != message or send == ZERO:
                    continue
                replies = [
                    self._reply(message, r, strategies, "message" in given and "response" in given)
                    * (ONE if payoff is None else self.payoffs[t, m, k][payoff])
                    for k, r in enumerate(self.responses[m])
                    if event.get("response", r) == r
                ]
                known = "type" in given and "message" in given
                rest = ONE if payoff is None and last < 2 else add(*replies)
                sent.append(rest if known else multiply(send, rest))
            prior = ONE if "type" in given else self.priors[t]
            total.append(prior if payoff is None and last < 1 else multiply(prior, add(*sent)))
        return add(*total)

    def _reply(self, message: str, response: str, strategies: Any, sure: bool = False) -> Expression:
        """Probability of a response to a message; 0 where it is no response to it."""
        weight = strategies[self.players[1]][message].get(response, ZERO)
        return ONE if sure and weight != ZERO else weight

    # -- views ----------------------------------------------------------------------------------
    def _layout(self) -> dict[str, Any]:
        same = len(set(self.responses)) == 1
        payoffs: dict[str, Any] = {t: {m: {} for m in self.messages} for t in self.types}
        for play in self.plays:
            t, m, r = self._names(play)
            payoffs[t][m][r] = [str(x) for x in self.payoffs[play]]
        return {
            "messages": list(self.messages),
            "responses": list(self.responses[0])
            if same
            else {m: list(r) for m, r in zip(self.messages, self.responses, strict=True)},
            "types": {t: str(p) for t, p in zip(self.types, self.priors, strict=True)},
            "payoffs": payoffs,
        }

    def _rows(self) -> list[list[str]]:
        rows = [["type", "message", "response", ", ".join(self.players)]]
        for t, m, r in self.plays:
            first = f"{self.types[t]} ({self.priors[t]})" if m == r == 0 else ""
            payoffs = ", ".join(map(str, self.payoffs[t, m, r]))
            rows.append([first, self.messages[m] if r == 0 else "", self.responses[m][r], payoffs])
        return rows

    def __str__(self) -> str:
        sender, receiver = self.players
        heading = [*filter(None, [self.title]), f"{sender} (sender), {receiver} (receiver)"]
        return "\n".join([*heading, show.table(self._rows()), *show.notes(self)])

    __repr__ = __str__


# -- reading ------------------------------------------------------------------------------------
def _responses(reader: Reader, messages: tuple[str, ...], given: Any) -> tuple[tuple[str, ...], ...]:
    if not isinstance(given, Mapping):
        return (reader.labels(given, "responses"),) * max(1, len(messages))
    reader.unknown(given, messages, "responses")
    for m in messages:
        if m not in given:
            reader.add(("responses",), f"the responses to '{escaped(m)}' are missing.")
    return tuple(reader.labels(given[m], "responses", m) if m in given else () for m in messages)


def _payoffs(
    reader: Reader,
    players: tuple[str, ...],
    types: tuple[str, ...],
    messages: tuple[str, ...],
    responses: tuple[tuple[str, ...], ...],
    given: Any,
) -> dict[Play, tuple[Expression, Expression]]:
    """Payoffs of every play; faulty or missing ones are noted and left 0."""
    given = reader.table(given, "payoffs")
    if any(isinstance(key, tuple) for key in given):
        given = _nested(reader, given)
    reader.unknown(given, types, "payoffs")
    found: dict[Play, tuple[Expression, Expression]] = {}
    for t, kind in enumerate(types):
        by_message = _part(reader, given, kind, "payoffs", kind)
        reader.unknown(by_message, messages, "payoffs", kind)
        for m, message in enumerate(messages):
            cells = _part(reader, by_message, message, "payoffs", kind, message) if kind in given else {}
            reader.unknown(cells, responses[m], "payoffs", kind, message)
            for r, response in enumerate(responses[m]):
                path = ("payoffs", kind, message, response)
                if response in cells:
                    first, second = reader.payoffs(cells[response], players, *path)
                    found[t, m, r] = (first, second)
                else:
                    found[t, m, r] = (ZERO, ZERO)
                    if message in by_message:
                        reader.add(path[:-1], f"the payoffs of response '{escaped(response)}' are missing.")
    return found


def _part(reader: Reader, given: Mapping[Any, Any], key: str, *path: str) -> Mapping[Any, Any]:
    if key not in given:
        reader.add(path[:-1], f"the payoffs of '{escaped(key)}' are missing.")
        return {}
    return reader.table(given[key], *path)


def _nested(reader: Reader, flat: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """(type, message, response) -> payoffs as nested mappings."""
    nested: dict[Any, dict[Any, dict[Any, Any]]] = {}
    for key, payoffs in flat.items():
        if isinstance(key, tuple) and len(key) == 3:
            nested.setdefault(key[0], {}).setdefault(key[1], {})[key[2]] = payoffs
        else:
            reader.add(("payoffs",), f"a key must be (type, message, response), got {shown(key)}.")
    return nested
