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


def probability(game: ExtensiveForm, event: Event, given: Event, strategies: Any) -> Expression | None:
    """Return P(event | given); None where ``given`` is null."""
    happened = _happens(game, _parts(event))
    return _expected(game, _parts(given), strategies, lambda end: ONE if happened[end] else ZERO)


def expectation(game: ExtensiveForm, player: str, given: Event, strategies: Any) -> Expression | None:
    """Return the expected payoff of ``player`` given an event; None where it is null."""
    own = game.players.index(player)
    return _expected(game, _parts(given), strategies, lambda end: game.payoffs[end][own])


def reached(game: ExtensiveForm, strategies: Any) -> Iterator[tuple[int, Expression]]:
    """Yield each end that can be reached, with the probability of the play that leads to it."""
    for end, before, since in _plays(game, [True] * len(game.nodes), strategies):
        yield end, multiply(before[1], since)


def _plays(
    game: ExtensiveForm, happened: list[bool], strategies: Any
) -> Iterator[tuple[int, tuple[int, Expression], Expression]]:
    """Each end that can be reached after something has happened: (end, (node, weight), weight since).

    ``node`` is where it first has happened on the way, with the probability of getting there.
    """
    mixes: dict[int, tuple[Expression, ...]] = {}
    weights: list[Expression] = []  # of the way to a node, since ``starts`` where there is one
    starts: list[tuple[int, Expression] | None] = []
    for k, n in enumerate(game.nodes):
        weight, start = ONE, None
        if k:
            weight, start = weights[n.parent], starts[n.parent]
            if weight != ZERO:
                s = game.nodes[n.parent].information_set
                if s not in mixes:
                    mixes[s] = _mix(game, s, strategies)
                weight = multiply(weight, mixes[s][n.branch])
        if start is None and happened[k] and weight != ZERO:
            weight, start = ONE, (k, weight)
        weights.append(weight)
        starts.append(start)
        if n.information_set < 0 and start is not None and weight != ZERO:
            yield k, start, weight


def _mix(game: ExtensiveForm, s: int, strategies: Any) -> tuple[Expression, ...]:
    """The probability of each action at an information set; 0 where the player's strategy says nothing."""
    there = game.information_sets[s]
    if there.player == CHANCE:
        return there.probabilities
    mix = strategies[game.players[there.player]][there.label]
    return (ZERO,) * len(there.actions) if mix is None else tuple(mix[a] for a in there.actions)


def _expected(
    game: ExtensiveForm, given: Parts, strategies: Any, value: Callable[[int], Expression]
) -> Expression | None:
    """The expectation of ``value``, a function of the end, given an event; None where it is null.

    Where the event is known to have happened the rest of the play counts alone: what is the same at all
    such nodes needs no division.
    """
    weights: dict[int, Expression] = {}
    values: dict[int, list[Expression]] = {}
    for end, (node, weight), since in _plays(game, _happens(game, given), strategies):
        weights[node] = weight
        values.setdefault(node, []).append(multiply(since, value(end)))
    rest = {node: add(*terms) for node, terms in values.items()}
    total = add(*weights.values())
    if is_zero(total):
        return None
    if len(set(rest.values())) == 1:
        return next(iter(rest.values()))
    above = add(*(multiply(weights[node], x) for node, x in rest.items()))
    return above if total == ONE else above / total


def _parts(event: Event) -> Parts:
    return tuple((role.partition(OF)[0], label) for role, label in event.items())


def _happens(game: ExtensiveForm, event: Parts) -> list[bool]:
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
