"""Plays of a tree under given strategies: which ends are reached, and what happens on the way.

The parts of an event are pairs (owner, action): the action is taken on the play, by that player or at that
information set ("" for any); or (place, ""): the play passes a node or an information set of that name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ..symbolic.expand import is_zero
from ..symbolic.expression import ONE, ZERO, Expression, add, multiply
from .assembly import CHANCE
from .outcome import OF, Event

if TYPE_CHECKING:
    from .extensive_form import ExtensiveForm

Parts = tuple[tuple[str, str], ...]
Marks = list[bool]  # for each node


def probability(game: ExtensiveForm, event: Event, given: Event, strategies: Any) -> Expression | None:
    """Return P(event | given); None where ``given`` is null."""
    given_marks, event_marks = _happens(game, _parts(given)), _happens(game, _parts(event))
    return _expected(*_plays(game, given_marks, event_marks, strategies), lambda node: ONE)


def expectation(game: ExtensiveForm, player: str, given: Event, strategies: Any) -> Expression | None:
    """Return the expected payoff of ``player`` given an event; None where it is null."""
    own = game.players.index(player)
    plays = _plays(game, _happens(game, _parts(given)), _ends(game), strategies)
    return _expected(*plays, lambda end: game.payoffs[end][own])


def reached(game: ExtensiveForm, strategies: Any) -> Iterator[tuple[int, Expression]]:
    """Yield each end that can be reached, with the probability of the play that leads to it."""
    _, ends = _plays(game, [True] * len(game.nodes), _ends(game), strategies)
    yield from ends.get(0, ())


def _ends(game: ExtensiveForm) -> Marks:
    return [n.information_set < 0 for n in game.nodes]


Weights = dict[int, Expression]
After = dict[int, list[tuple[int, Expression]]]


def _plays(game: ExtensiveForm, begun: Marks, ended: Marks, strategies: Any) -> tuple[Weights, After]:
    """The nodes where something begins on a play, and after each of them those where something else ends.

    First, node -> probability of the play that leads to it; then, node -> (node at or below it, probability
    of getting there from above). What is below a node that counts does not count again.
    """
    mixes: dict[int, tuple[Expression, ...]] = {}
    weights: Weights = {}
    after: After = {}
    way: list[Expression] = []  # the probability of getting to a node, from the beginning above it
    starts: list[int] = []  # -1 where it has not begun, -2 where it has ended as well
    for k, n in enumerate(game.nodes):
        weight, start = ONE, -1
        if k:
            weight, start = way[n.parent], starts[n.parent]
            if weight != ZERO and start != -2:
                s = game.nodes[n.parent].information_set
                if s not in mixes:
                    mixes[s] = _mix(game, s, strategies)
                weight = multiply(weight, mixes[s][n.branch])
        if weight != ZERO:
            if start == -1 and begun[k]:
                weights[k], after[k] = weight, []
                weight, start = ONE, k
            if start >= 0 and ended[k]:
                after[start].append((k, weight))
                start = -2
        way.append(weight)
        starts.append(start)
    return weights, after


def _mix(game: ExtensiveForm, s: int, strategies: Any) -> tuple[Expression, ...]:
    """The probability of each action at an information set; 0 where the player's strategy says nothing."""
    there = game.information_sets[s]
    if there.player == CHANCE:
        return there.probabilities
    mix = strategies[game.players[there.player]][there.label]
    return (ZERO,) * len(there.actions) if mix is None else tuple(mix[a] for a in there.actions)


def _expected(weights: Weights, after: After, value: Callable[[int], Expression]) -> Expression | None:
    """The mean of ``value`` over the plays that have begun; None where none has.

    Where the rest of the play is worth the same after each beginning, there is nothing to divide by.
    """
    total = add(*weights.values())
    if is_zero(total):
        return None
    worth = {k: add(*(multiply(w, value(node)) for node, w in nodes)) for k, nodes in after.items()}
    if len(set(worth.values())) == 1:
        return worth.popitem()[1]
    above = add(*(multiply(weights[k], x) for k, x in worth.items()))
    return above if total == ONE else above / total


def _parts(event: Event) -> Parts:
    return tuple((role.partition(OF)[0], label) for role, label in event.items())


def _happens(game: ExtensiveForm, event: Parts) -> Marks:
    """For each node whether every part of an event has happened on the way to it, or there."""
    if not event:
        return [True] * len(game.nodes)
    made = _made(game, event)
    places = {label: 1 << i for i, (label, action) in enumerate(event) if not action}
    every = (1 << len(event)) - 1
    found: list[int] = []
    for k, n in enumerate(game.nodes):
        mask = 0
        if k:
            mask = found[n.parent] | made[game.nodes[n.parent].information_set].get(n.branch, 0)
        if places:
            here = {n.label, game.name_of(k)}
            if n.information_set >= 0:
                here.add(game.information_sets[n.information_set].label)
            for label in here & places.keys():
                mask |= places[label]
        found.append(mask)
    return [mask == every for mask in found]


def _made(game: ExtensiveForm, event: Parts) -> list[dict[int, int]]:
    """For each information set: action -> the parts of the event that it makes happen, as bits."""
    found: list[dict[int, int]] = []
    for s in game.information_sets:
        owners = ("", s.label, game.players[s.player] if s.player != CHANCE else "chance")
        bits: dict[int, int] = {}
        for i, (owner, label) in enumerate(event):
            if label and owner in owners and label in s.actions:
                branch = s.actions.index(label)
                bits[branch] = bits.get(branch, 0) | 1 << i
        found.append(bits)
    return found
