"""What makes a profile an equilibrium, as comparisons with zero; numbers and formulas alike.

The arithmetic is that of the values given: Fractions, or quotients of polynomials.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import escaped
from ..games.normal_form import NormalForm
from ..games.signaling import SignalingGame
from ..symbolic.expression import Expression
from .claimed import InformationSet

Number = Any  # Fraction or Quotient
Rows = Sequence[Sequence[Number]]
Read = Callable[[Expression], Number]


@dataclass(frozen=True)
class Requirement:
    """``value op 0``. ``text`` says what is wrong where it fails; its ``{gain}`` is then ``-value / weight``."""

    value: Number
    op: str  # >= | =
    text: str | Callable[[], str]
    weight: Number = None
    is_gain: bool = False


@dataclass(frozen=True)
class Need:
    """Where ``chance`` is 0, some belief mu (over the types) must make ``losses[b] . mu >= 0`` for each reply b.

    ``losses[b][t]``: what the receiver loses against type t by playing b instead of its mixture.
    ``weights`` are the joint probabilities of type and message; ``chance`` is their sum.
    """

    message: int
    chance: Number
    weights: Sequence[Number]
    losses: Sequence[Sequence[Number]]


def total(values: Sequence[Number], zero: Number) -> Number:
    """Return the sum."""
    for v in values:
        if v:
            zero = zero + v
    return zero


def distributions(sets: Sequence[InformationSet], rows: Rows, zero: Number, one: Number) -> Iterator[Requirement]:
    """Probabilities are not negative and sum to one."""
    for s, row in zip(sets, rows, strict=True):
        where = f"{escaped(s.player)}{f' at {escaped(s.label)}' if s.label else ''}"
        for action, x in zip(s.actions, row, strict=True):
            yield Requirement(x, ">=", f"The probability with which {where} plays {escaped(action)} is negative.")
        yield Requirement(total(row, zero) - one, "=", f"The probabilities of {where} do not sum to one.")


# -- normal form ----------------------------------------------------------------------------------
class NormalFormPlay:
    """A normal-form game in the arithmetic of ``read``."""

    def __init__(self, game: NormalForm, read: Read, zero: Number):
        self.game, self.zero = game, zero
        self.payoffs: Mapping[tuple[int, ...], Sequence[Number]] = {
            profile: [read(u) for u in game.payoffs[profile]] for profile in game.profiles
        }

    def requirements(self, rows: Rows) -> Iterator[Requirement]:
        """No player gains by any pure strategy."""
        supports = [[(k, x) for k, x in enumerate(row) if x] for row in rows]
        for i, player in enumerate(self.game.players):
            others = [s for j, s in enumerate(supports) if j != i]
            values = [self._value(i, k, others) for k in range(len(rows[i]))]
            expected = total([x * values[k] for k, x in supports[i] if values[k]], self.zero)
            for name, value in zip(self.game.strategies[i], values, strict=True):
                text = f"{escaped(player)} gains {{gain}} by playing {escaped(name)}."
                yield Requirement(expected - value, ">=", text, is_gain=True)

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


# -- signalling -----------------------------------------------------------------------------------
class SignalingPlay:
    """A signalling game in the arithmetic of ``read``."""

    def __init__(self, game: SignalingGame, read: Read, zero: Number, one: Number):
        self.game, self.zero, self.one = game, zero, one
        self.priors = [read(p) for p in game.priors]
        self.payoffs = {play: [read(u) for u in game.payoffs[play]] for play in game.plays}
        self.types, self.messages = range(len(game.types)), range(len(game.messages))

    def requirements(self, rows: Rows) -> Iterator[Requirement]:
        """No type gains by any message, types without prior probability included; no reply to what is sent is bad."""
        sent, replies = rows[: len(self.types)], rows[len(self.types):]
        for t in self.types:
            values = [
                total([x * self.payoffs[t, m, a][0] for a, x in enumerate(replies[m]) if x], self.zero)
                for m in self.messages
            ]
            expected = total([x * values[m] for m, x in enumerate(sent[t]) if x], self.zero)
            for m in self.messages:
                who = f"{escaped(self.game.players[0])} of type {escaped(self.game.types[t])}"
                text = f"{who} gains {{gain}} by sending {escaped(self.game.messages[m])}."
                yield Requirement(expected - values[m], ">=", text, is_gain=True)
        for m in self.messages:
            need = self.need(rows, m)
            if need.chance:
                for a, losses in enumerate(need.losses):
                    value = total([x * loss for x, loss in zip(need.weights, losses, strict=True) if x], self.zero)
                    yield Requirement(value, ">=", self._gain(m, a), need.chance, is_gain=True)

    def need(self, rows: Rows, m: int) -> Need:
        """What the reply to a message needs where the message is not sent."""
        sent, reply = rows[: len(self.types)], rows[len(self.types) + m]
        weights = [p * sent[t][m] for t, p in enumerate(self.priors)]
        expected = [
            total([x * self.payoffs[t, m, a][1] for a, x in enumerate(reply) if x], self.zero) for t in self.types
        ]
        losses = [[expected[t] - self.payoffs[t, m, a][1] for t in self.types] for a in range(len(reply))]
        return Need(m, total(weights, self.zero), weights, losses)

    def _gain(self, m: int, a: int, note: str = "") -> str:
        receiver, message, reply = self.game.players[1], self.game.messages[m], self.game.responses[m][a]
        return f"{escaped(receiver)} gains {{gain}} by playing {escaped(reply)} after {escaped(message)}{note}."

    def supported(self, need: Need, belief: Sequence[Number]) -> Iterator[Requirement]:
        """The reply is best to a belief."""
        for a, losses in enumerate(need.losses):
            value = total([x * y for x, y in zip(belief, losses, strict=True) if x], self.zero)
            yield Requirement(value, ">=", self._gain(need.message, a, " at the stated belief"), is_gain=True)

    def believed(self, m: int, belief: Sequence[Number]) -> Iterator[Requirement]:
        """A belief is a distribution."""
        after = f"The belief after {escaped(self.game.messages[m])}"
        for t, x in zip(self.game.types, belief, strict=True):
            yield Requirement(x, ">=", f"{after} gives {escaped(t)} a negative probability.")
        yield Requirement(total(belief, self.zero) - self.one, "=", f"{after} does not sum to one.")

    def bayes(self, need: Need, belief: Sequence[Number]) -> Iterator[Requirement]:
        """A belief follows from the strategies wherever the message is sent."""
        if need.chance:
            after = escaped(self.game.messages[need.message])
            for t, x, w in zip(self.game.types, belief, need.weights, strict=True):
                text = f"The belief in {escaped(t)} after {after} is not what Bayes' rule gives."
                yield Requirement(x * need.chance - w, "=", text)
