"""What makes other things than profiles of independent strategies equilibria of normal forms.

*correlated*: a distribution over pure profiles; nobody who is told only the own part of the profile drawn
gains by another strategy (Aumann 1974). *stackelberg*: the first player commits to a mixture, the other's
reply is best to it, and no mixture with a best reply to it, ties broken for the leader, gives the leader
more (Conitzer and Sandholm 2006).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from ..errors import UnsupportedError, escaped
from ..games.extensive_form import ExtensiveForm
from ..games.normal_form import NormalForm
from ..symbolic.condition import Condition
from ..symbolic.expression import ONE, ZERO, Expression, add, symbol
from ..symbolic.linear import Linear, best
from .rationality import NormalFormPlay, Number, Read, Requirement, Rows, total
from .trees import TreePlay


class CorrelatedPlay:
    """A normal form whose profiles are drawn by a mediator, in the arithmetic of ``read``."""

    places: Sequence[int] = ()

    def __init__(self, game: NormalForm, read: Read, zero: Number):
        self.game, self.zero = game, zero
        self.profiles = list(game.profiles)
        self.payoffs = {profile: [read(u) for u in game.payoffs[profile]] for profile in self.profiles}

    def complete(self, rows: Rows) -> Iterator[Requirement]:
        """All behavior is given."""
        return iter(())

    def requirements(self, rows: Rows) -> Iterator[Requirement]:
        """Nobody gains by another strategy than the one that is told."""
        chances = dict(zip(self.profiles, rows[0], strict=True))
        for i, strategies in enumerate(self.game.strategies):
            for s in range(len(strategies)):
                told = [profile for profile in self.profiles if profile[i] == s and chances[profile]]
                weight = total([chances[profile] for profile in told], self.zero)
                for t in range(len(strategies)) if weight else ():
                    losses = (
                        (chances[p], self.payoffs[p][i] - self.payoffs[(*p[:i], t, *p[i + 1 :])][i])
                        for p in told
                    )
                    value = total([x * loss for x, loss in losses if loss], self.zero)
                    yield Requirement(value, ">=", partial(self._gain, i, s, t), weight, True)

    def _gain(self, i: int, s: int, t: int) -> str:
        told, other = (escaped(self.game.strategies[i][k]) for k in (s, t))
        return f"{escaped(self.game.players[i])}, told to play {told}, gains {{gain}} by playing {other}."


class Commitment:
    """What the first of two players gets by committing to a mixture of strategies (in a tree, plans)."""

    def __init__(self, game: NormalForm):
        self.game = game
        self.rows, self.replies = (range(len(s)) for s in game.strategies)

    def most(self) -> tuple[Fraction, list[Fraction], int]:
        """Return the most, a mixture that gives it, and the reply to it; payoffs are numbers."""
        found = []
        for j in self.replies:
            pay = [self._pay(i, j, 0).value for i in self.rows]
            obeys = [Linear([Fraction(1)] * len(pay), Fraction(-1), "=")]
            for k in self.replies:
                losses = [self._pay(i, j, 1).value - self._pay(i, k, 1).value for i in self.rows]
                obeys += [Linear(losses, Fraction(0), ">=")] if any(losses) else []
            here = best(pay, obeys)
            found += [] if here is None else [(*here, j)]
        return max(found, key=lambda f: f[0])

    def rivals(self, value: Expression) -> Iterator[list[Condition]]:
        """Yield, for each reply, conditions that can be met iff the leader can get more than ``value``."""
        x = [symbol(f"x{i} of a rival") for i in self.rows]
        simplex = [*(Condition(w, ">=", ZERO) for w in x), Condition(add(*x), "=", ONE)]
        for j in self.replies:
            obeys = [
                Condition(
                    add(*(w * (self._pay(i, j, 1) - self._pay(i, k, 1)) for i, w in enumerate(x))), ">=", ZERO
                )
                for k in self.replies
                if k != j
            ]
            more = Condition(add(*(w * self._pay(i, j, 0) for i, w in enumerate(x))), ">", value)
            yield [*simplex, *obeys, more]

    def _pay(self, i: int, j: int, player: int) -> Expression:
        return self.game.payoffs[i, j][player]

    def gain(self, x: Sequence[Fraction], j: int) -> str:
        """The sentence that says which commitment is better."""
        names = zip(self.game.strategies[0], x, strict=True)
        mixture = ", ".join(f"{escaped(s)}: {w}" for s, w in names if w)
        leader, follower = map(escaped, self.game.players)
        reply = escaped(self.game.strategies[1][j])
        return f"{leader} gains {{gain}} by committing to {mixture}; {follower} then replies {reply}."


def _optimal(commitment: Commitment, value: Number) -> Iterator[Requirement]:
    most, x, j = commitment.most()
    yield Requirement(value - most, ">=", partial(commitment.gain, x, j), None, True)


class StackelbergPlay(NormalFormPlay):
    """A two-player normal form whose first player commits."""

    def __init__(self, game: NormalForm, read: Read, zero: Number):
        _fail_if_not_two(game)
        super().__init__(game, read, zero)
        self.commitment = Commitment(game)

    def requirements(self, rows: Rows) -> Iterator[Requirement]:
        """The follower gains by no other reply, the leader (with numbers) by no other commitment."""
        players = list(super().requirements(rows))
        yield from players[len(rows[0]) :]
        if isinstance(self.zero, Fraction):
            yield from _optimal(self.commitment, self.leaders(rows))

    def leaders(self, rows: Rows) -> Number:
        """What the leader gets."""
        pairs = [
            x * y * self.payoffs[i, j][0]
            for i, x in enumerate(rows[0])
            if x
            for j, y in enumerate(rows[1])
            if y
        ]
        return total(pairs, self.zero)


class StackelbergTree(TreePlay):
    """A two-player tree whose first player commits."""

    def __init__(self, game: ExtensiveForm, read: Read, zero: Number, one: Number):
        _fail_if_not_two(game)
        super().__init__(game, "nash", read, zero, one)
        self.commitment = Commitment(game.normal_form())

    def requirements(self, rows: Rows) -> Iterator[Requirement]:
        """The follower gains by no other reply, the leader (with numbers) by no other commitment."""
        if any(self.game.information_sets[s].player == 1 for s in self.own):
            yield from self._gains(self.course(rows), 1, [0], [self.one], 0)
        if self.numeric:
            yield from _optimal(self.commitment, self.leaders(rows))

    def leaders(self, rows: Rows) -> Number:
        """What the leader gets."""
        return self.course(rows).worth[0][0]


def _fail_if_not_two(game: Any) -> None:
    if len(game.players) != 2:
        raise UnsupportedError(
            f"{game.name}: cannot verify stackelberg here: this is because it is for one leader and "
            f"one follower, got {len(game.players)} players."
        )
