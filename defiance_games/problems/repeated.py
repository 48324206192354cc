"""Infinitely repeated games with trigger strategies: how patient must the players be?

In every period each player gets ``cooperation`` as long as everybody keeps to what is agreed. A player who
deviates gets ``deviation`` once, and ``punishment`` in every period from then on. With discount factor delta
nobody gains by one deviation, and so (one-shot deviation principle) by none, iff for every player::

    cooperation >= (1 - delta)*deviation + delta*punishment

A solution gives for each player the least discount factor at which that holds, its *threshold*
(deviation - cooperation)/(deviation - punishment), and the largest of them, the *critical* one. From 1 on no
patience suffices. One player alone in the list is a long-lived player against many short-lived ones.

:meth:`Repeated.trigger` makes the problem from a stage game, a profile to be played and the Nash equilibrium
to which play reverts; numbers and symbols alike.

Source: Friedman (1971); Abreu (1988) for the harshest punishments.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ..errors import InputError, escaped, nearest
from ..symbolic.condition import Condition
from ..symbolic.exact import names_of
from ..symbolic.expression import ONE, ZERO, Expression, as_expression
from ..symbolic.functions import largest, smallest
from ..symbolic.proof import conditions, prove
from .problem import Found, Problem

if TYPE_CHECKING:
    from ..games.normal_form import NormalForm

MINMAX = "minmax"
Number = Fraction | Expression


@dataclass(frozen=True)
class Repeated(Problem):
    """What the players of a repeated game get when they keep to it, when they deviate, and afterwards.

    Parameters
    ----------
    players : names
    cooperation, deviation, punishment : a payoff per period for each player (utility; numbers, expressions);
        a deviation is worth at least the cooperation, as not to deviate is one of the choices
    delta : discount factor in (0, 1), or None
    given : conditions that the symbols satisfy

    Raises InputError, all faults at once.

    >>> Repeated(["Center"], cooperation=["-h*e - k*p*e"], deviation=["-h*e"], punishment=["-h"]).deviation
    (-h*e,)
    """

    players: Any
    cooperation: Any
    deviation: Any
    punishment: Any
    delta: Any = None
    given: Any = ()

    kind = "repeated"

    def __post_init__(self) -> None:
        faults: list[str] = []
        players = names_of(self.players, "repeated: players", faults)
        rows = {
            name: _row(getattr(self, name), f"repeated: {name}", faults, len(players))
            for name in ("cooperation", "deviation", "punishment")
        }
        if not faults:
            faults += [
                f"repeated: deviation of {escaped(i)}: must be at least the cooperation {c}, got {d}."
                for i, c, d in zip(players, rows["cooperation"], rows["deviation"], strict=True)
                if c.is_number and d.is_number and d.value < c.value
            ]
        delta = None if self.delta is None else as_expression(self.delta)
        if delta is not None and delta.is_number and not 0 < delta.value < 1:
            faults.append(f"repeated: delta: must be in (0, 1), got {delta}.")
        self.settle(faults, players=players, **rows, delta=delta)
        self.settle((), given=conditions(self.given, "repeated: given"))

    @classmethod
    def trigger(
        cls,
        stage: NormalForm,
        target: Sequence[str],
        punishment: Sequence[str | Mapping[str, Any]] | str,
        delta: Any = None,
        given: Iterable[str | Condition] = (),
    ) -> Repeated:
        """Return the problem of playing ``target`` in every period.

        Parameters
        ----------
        stage : the game of one period; its domain and ``given`` are what is known of its symbols
        target : a strategy for each player
        punishment : a Nash equilibrium of the stage game, which is played for ever after a deviation: for
            each player a strategy, or strategy -> probability. Or "minmax": the lowest payoff that pure
            strategies of the others can hold a player to. No punishment in pure strategies is harsher, so
            that the critical discount factor is then only a lower bound.

        Raises InputError for unknown strategies, and where ``punishment`` is not shown to be an equilibrium.

        >>> from defiance_games.games.normal_form import NormalForm
        >>> game = NormalForm.from_arrays([[3, 0], [5, 1]], [[3, 5], [0, 1]], strategies=[["C", "D"]] * 2)
        >>> problem = Repeated.trigger(game, ["C", "C"], ["D", "D"])
        >>> problem.cooperation, problem.deviation, problem.punishment
        ((3, 3), (5, 5), (1, 1))
        """
        known = tuple(dict.fromkeys([*stage.domain, *conditions(list(given), "repeated: given")]))
        path = _mixtures(stage, target, "target")
        if punishment == MINMAX:
            held = tuple(_minmax(stage, i, known) for i in range(len(stage.players)))
        else:
            play = _mixtures(stage, punishment, "punishment")
            held = tuple(_payoff(stage, play, i) for i in range(len(stage.players)))
            _fail_if_not_nash(stage, play, held, known)
        return cls(
            stage.players,
            cooperation=tuple(_payoff(stage, path, i) for i in range(len(stage.players))),
            deviation=tuple(
                _extreme(_replies(stage, path, i).values(), known) for i in range(len(stage.players))
            ),
            punishment=held,
            delta=delta,
            given=known,
        )


@dataclass(frozen=True)
class Sustained(Found):
    """From which discount factor on the players keep to it."""

    thresholds: Mapping[str, Number | None]  # player -> least discount factor; None where there is none
    critical: Number | None  # the largest of them; from 1 on no patience suffices
    binding: tuple[str, ...]  # the players who have it (of symbols: as far as that is proved)
    where: tuple[Condition, ...]  # on the symbols: the region in which the formulas hold
    sustained: bool | None  # at the delta of the problem; None where there is none, or one with symbols

    kind = "repeated"


# -- reading a stage game -----------------------------------------------------------------------
Mixture = Mapping[str, Expression]


def _row(values: Any, where: str, faults: list[str], length: int) -> tuple[Expression, ...]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        faults.append(f"{where}: must be a list of payoffs, got {escaped(values)}.")
        return ()
    row = tuple(as_expression(v) for v in values)
    if len(row) != length:
        faults.append(f"{where}: there must be {length} payoffs, got {len(row)}.")
    return row


def _mixtures(stage: NormalForm, profile: Any, where: str) -> list[Mixture]:
    """A profile as a mixture of each player."""
    if not isinstance(profile, (list, tuple)) or len(profile) != len(stage.players):
        raise InputError(f"repeated: {where}: must have a strategy for each of {len(stage.players)} players.")
    faults, found = [], []
    for player, names, plan in zip(stage.players, stage.strategies, profile, strict=True):
        chosen = plan if isinstance(plan, Mapping) else {plan: ONE}
        of = f"repeated: {where} of {escaped(player)}"
        faults += [
            f"{of}: unknown strategy '{escaped(s)}'. {nearest(str(s), names)}"
            for s in chosen
            if s not in names
        ]
        mixture = {s: as_expression(chosen.get(s, ZERO)) for s in names}
        odds = [w.value for w in mixture.values() if w.is_number]
        if not faults and (len(odds) < len(mixture) or sum(odds) != 1 or min(odds) < 0):
            faults.append(f"{of}: probabilities must be numbers from 0 on that sum to 1.")
        found.append(mixture)
    if faults:
        raise InputError(faults)
    return found


def _payoff(stage: NormalForm, play: Sequence[Mixture], player: int) -> Expression:
    """The expected payoff of a player."""
    name = stage.players[player]
    return as_expression(stage.expectation(name, {}, dict(zip(stage.players, play, strict=True))))


def _replies(stage: NormalForm, play: Sequence[Mixture], player: int) -> dict[str, Expression]:
    """What each strategy of a player is worth while the others keep to the play."""
    names = stage.strategies[player]
    alone = ({s: ONE if s == own else ZERO for s in names} for own in names)
    return {
        own: _payoff(stage, [*play[:player], mixture, *play[player + 1 :]], player)
        for own, mixture in zip(names, alone, strict=True)
    }


def _minmax(stage: NormalForm, player: int, known: Sequence[Condition]) -> Expression:
    """The lowest payoff that pure strategies of the others can hold a player to."""
    others = [s if i != player else s[:1] for i, s in enumerate(stage.strategies)]
    held = []
    for profile in itertools.product(*others):
        play = _mixtures(stage, profile, "target")
        held.append(_extreme(_replies(stage, play, player).values(), known))
    return _extreme(held, known, least=True)


def _extreme(values: Iterable[Expression], known: Sequence[Condition], least: bool = False) -> Expression:
    """The greatest of the values (or the least), without those that are shown not to be needed."""
    op = ">=" if least else "<="
    kept: list[Expression] = []
    for v in dict.fromkeys(values):
        if any(holds(Condition(v, op, w), known) for w in kept):
            continue
        kept = [w for w in kept if not holds(Condition(w, op, v), known)] + [v]
    return smallest(*kept) if least else largest(*kept)


def holds(claim: Condition, known: Sequence[Condition]) -> bool:
    """Whether a comparison is true, or, of symbols, proved."""
    if not claim.symbols:
        return claim.holds()
    return bool(prove(claim, known, time_limit=5, certify=False))


def _fail_if_not_nash(
    stage: NormalForm, play: Sequence[Mixture], payoffs: Sequence[Expression], known: Sequence[Condition]
) -> None:
    faults = [
        f"repeated: punishment: must be a Nash equilibrium of the stage game, but {escaped(player)} "
        f"gains, or is not shown not to gain, by {escaped(own)}."
        for i, player in enumerate(stage.players)
        for own, value in _replies(stage, play, i).items()
        if not holds(Condition(value, "<=", payoffs[i]), known)
    ]
    if faults:
        raise InputError(faults)
