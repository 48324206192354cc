"""What makes a profile an equilibrium, as comparisons with zero; numbers and formulas alike.

The arithmetic is that of the values given: Fractions, or quotients of polynomials.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, NamedTuple

from ..errors import escaped
from ..games.normal_form import NormalForm
from ..games.signaling import SignalingGame
from ..symbolic.expression import Expression
from .claimed import InformationSet, states

Number = Any  # Fraction or Quotient
Rows = Sequence[Any]  # a mixture for each information set, None where none is given
Read = Callable[[Expression], Number]


class Requirement(NamedTuple):
    """``value op 0``. Where it fails, ``text`` says what is wrong; ``{gain}`` is ``-value / weight``."""

    value: Number
    op: str  # >= | =
    text: Callable[[], str]
    weight: Number = None
    is_gain: bool = False


@dataclass(frozen=True, eq=False)
class Need:
    """Where ``chance`` is 0, some belief mu over types must make ``losses[b] . mu >= 0`` for each reply b.

    ``losses[b][t]``: what the receiver loses against type t by playing b instead of its mixture.
    ``weights`` are the joint probabilities of type and message; ``chance`` is their sum. In a tree the
    ``place`` is an information set, nodes are the types, and b is a way to go on from there.
    """

    place: int
    chance: Number
    weights: Sequence[Number]
    find: Callable[[], Sequence[Sequence[Number]]] = tuple
    ways: Any = None  # in a tree, what the player can do from there on

    @cached_property
    def losses(self) -> Sequence[Sequence[Number]]:
        """What is lost by each reply against each type; found when it is asked for."""
        return self.find()


def total(values: Sequence[Number], zero: Number) -> Number:
    """Return the sum."""
    found = None
    for v in values:
        if v:
            found = v if found is None else found + v
    return zero if found is None else found


def distributions(
    sets: Sequence[InformationSet], rows: Rows, zero: Number, one: Number
) -> Iterator[Requirement]:
    """Probabilities are not negative and sum to one."""
    for s, row in zip(sets, rows, strict=True):
        for action, x in zip(s.actions, row or (), strict=row is not None):
            yield Requirement(x, ">=", partial(_negative, s, action))
        if row is not None:
            yield Requirement(total(row, zero) - one, "=", partial(_no_sum, s))


def _negative(s: InformationSet, action: str) -> str:
    return f"The probability with which {s.who} plays {escaped(action)} is negative."


def _no_sum(s: InformationSet) -> str:
    return f"The probabilities of {s.who} do not sum to one."


# -- normal form ----------------------------------------------------------------------------------
class NormalFormPlay:
    """A normal-form game in the arithmetic of ``read``."""

    places: Sequence[int] = ()  # no beliefs

    def complete(self, rows: Rows) -> Iterator[Requirement]:
        """All behavior is given."""
        return iter(())

    def __init__(self, game: NormalForm, read: Read, zero: Number):
        self.game, self.zero = game, zero
        self.payoffs: Mapping[tuple[int, ...], Sequence[Number]] = {
            profile: [read(u) for u in game.payoffs[profile]] for profile in game.profiles
        }

    def requirements(self, rows: Rows) -> Iterator[Requirement]:
        """No player gains by any pure strategy."""
        for i, player in enumerate(self.game.players):
            values = self.values(rows, i)
            expected = total([x * values[k] for k, x in enumerate(rows[i]) if x and values[k]], self.zero)
            for name, value in zip(self.game.strategies[i], values, strict=True):
                text = partial("{} gains {{gain}} by playing {}.".format, escaped(player), escaped(name))
                yield Requirement(expected - value, ">=", text, is_gain=True)

    def values(self, rows: Rows, i: int) -> list[Number]:
        """What each of player i's strategies pays against the others' mixtures."""
        supports = [[(k, x) for k, x in enumerate(row) if x] for j, row in enumerate(rows) if j != i]
        return [self._value(i, k, supports) for k in range(len(rows[i]))]

    def _value(self, i: int, own: int, others: Sequence[Sequence[tuple[int, Number]]]) -> Number:
        """Player i's payoff from a pure strategy against the others' mixtures."""
        value = self.zero
        for chosen in itertools.product(*others):
            played = [k for k, _ in chosen]
            term = self.payoffs[(*played[:i], own, *played[i:])][i]
            for _, x in chosen:
                term = term * x
            value = value + term
        return value


# -- beliefs --------------------------------------------------------------------------------------
class Believing:
    """What games with beliefs have in common; ``after`` says where a belief is held."""

    game: Any
    zero: Number
    one: Number

    def complete(self, rows: Rows) -> Iterator[Requirement]:
        """All behavior is given."""
        return iter(())

    def after(self, m: int) -> str:
        """Return where a belief is held, as sentences say it."""
        return f"after {escaped(self.game.messages[m])}"

    def reply(self, m: int) -> str:
        """Return what is best to a belief, as sentences say it."""
        return f"The reply of {escaped(self.game.players[1])} to {escaped(self.game.messages[m])}"

    def believed(self, m: int, belief: Sequence[Number]) -> Iterator[Requirement]:
        """A belief is a distribution."""
        for t, x in enumerate(belief):
            yield Requirement(x, ">=", partial(self._believes, m, t, "gives {} a negative probability"))
        excess = total(belief, self.zero) - self.one
        yield Requirement(excess, "=", partial(self._believes, m, 0, "does not sum to one"))

    def bayes(self, need: Need, belief: Sequence[Number]) -> Iterator[Requirement]:
        """A belief follows from the strategies wherever the message is sent."""
        if need.chance:
            for t, (x, w) in enumerate(zip(belief, need.weights, strict=True)):
                text = partial(self._believes, need.place, t, "in {} is not what Bayes' rule gives")
                yield Requirement(x * need.chance - w, "=", text)

    def _believes(self, m: int, t: int, what: str) -> str:
        return f"The belief {self.after(m)} {what.format(escaped(states(self.game, m)[t]))}."


# -- signalling -----------------------------------------------------------------------------------
class SignalingPlay(Believing):
    """A signalling game in the arithmetic of ``read``."""

    def __init__(self, game: SignalingGame, read: Read, zero: Number, one: Number):
        self.game, self.zero, self.one = game, zero, one
        self.priors = [read(p) for p in game.priors]
        self.payoffs = {play: [read(u) for u in game.payoffs[play]] for play in game.plays}
        self.types, self.places = range(len(game.types)), range(len(game.messages))

    def requirements(self, rows: Rows) -> Iterator[Requirement]:
        """No type gains by any message, even without prior probability; no reply to what is sent is bad."""
        sent, replies = rows[: len(self.types)], rows[len(self.types) :]
        for t in self.types:
            values = [
                total([x * self.payoffs[t, m, a][0] for a, x in enumerate(replies[m]) if x], self.zero)
                for m in self.places
            ]
            expected = total([x * values[m] for m, x in enumerate(sent[t]) if x], self.zero)
            for m in self.places:
                yield Requirement(expected - values[m], ">=", partial(self._sender_gains, t, m), is_gain=True)
        for m in self.places:
            need = self.need(rows, m)
            if need.chance:
                for a, losses in enumerate(need.losses):
                    value = total(
                        [x * loss for x, loss in zip(need.weights, losses, strict=True) if x], self.zero
                    )
                    text = partial(self._receiver_gains, m, a)
                    yield Requirement(value, ">=", text, need.chance, is_gain=True)

    def need(self, rows: Rows, m: int) -> Need:
        """What the reply to a message needs where the message is not sent."""
        sent, reply = rows[: len(self.types)], rows[len(self.types) + m]
        weights = [p * sent[t][m] for t, p in enumerate(self.priors)]
        expected = [
            total([x * self.payoffs[t, m, a][1] for a, x in enumerate(reply) if x], self.zero)
            for t in self.types
        ]
        losses = [[expected[t] - self.payoffs[t, m, a][1] for t in self.types] for a in range(len(reply))]
        return Need(m, total(weights, self.zero), weights, lambda: losses)

    def supported(self, need: Need, belief: Sequence[Number]) -> Iterator[Requirement]:
        """The reply is best to a belief."""
        for a, losses in enumerate(need.losses):
            value = total([x * y for x, y in zip(belief, losses, strict=True) if x], self.zero)
            text = partial(self._receiver_gains, need.place, a, " at the stated belief")
            yield Requirement(value, ">=", text, is_gain=True)

    # -- sentences --------------------------------------------------------------------------------
    def _sender_gains(self, t: int, m: int) -> str:
        who = f"{escaped(self.game.players[0])} of type {escaped(self.game.types[t])}"
        return f"{who} gains {{gain}} by sending {escaped(self.game.messages[m])}."

    def _receiver_gains(self, m: int, a: int, note: str = "") -> str:
        reply, message = escaped(self.game.responses[m][a]), escaped(self.game.messages[m])
        return f"{escaped(self.game.players[1])} gains {{gain}} by playing {reply} after {message}{note}."
