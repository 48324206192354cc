"""The agent form of a game: at every information set moves an agent of its own, with its player's payoffs.

In a normal form the agents are the players. Source: Selten (1975).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..games.extensive_form import ExtensiveForm
from ..games.signaling import SignalingGame
from ..games.strategic import Choice, Plans, Strategic
from ..solution import Equilibrium
from ..symbolic.expression import ZERO, Expression, add, multiply

Terms = dict[tuple[int, ...], tuple[Expression, ...]]  # agents' actions, from 1 (0: does not move) -> payoffs
Mixes = Sequence[Sequence[Expression]]  # agent -> action -> probability


@dataclass(frozen=True)
class Agents:
    """A game among agents and an equilibrium of it, its strategies under the agents' names."""

    view: Strategic
    equilibrium: Equilibrium

    @property
    def mixes(self) -> Mixes:
        """The probabilities of every agent's actions."""
        return self.mixes_of(self.equilibrium.strategies)

    def mixes_of(self, strategies: Mapping[str, Any]) -> Mixes:
        """The same of other strategies, an extreme point's for example."""
        return [[strategies[p.player][a] for a in p.choices[0].actions] for p in self.view.players]

    @property
    def expressions(self) -> list[Expression]:
        """All payoffs and probabilities."""
        return [
            *(x for paid in self.view.terms.values() for x in paid),
            *(x for mix in self.mixes for x in mix),
        ]

    def gain(self, agent: int, b: int, a: int, mixes: Mixes) -> Expression:
        """What the agent gains by action b over action a where the others play ``mixes``."""
        terms = []
        for key, paid in self.view.terms.items():
            if key[agent] in (a + 1, b + 1):
                chances = (mixes[i][s - 1] for i, s in enumerate(key) if s and i != agent)
                term = multiply(paid[agent], *chances)
                terms.append(term if key[agent] == b + 1 else -term)
        return add(*terms)


def view_of(game: Any) -> Strategic:
    """Return the players' plans; in a signalling game a plan of the sender names a message for each type."""
    if not isinstance(game, SignalingGame):
        return Strategic.of(game)
    first = [1 + t * len(game.messages) for t in range(len(game.types))]
    starts = list(itertools.accumulate((len(r) for r in game.responses), initial=1))
    sender = [
        Choice(t, 0, game.messages, tuple(range(n, n + len(game.messages))))
        for t, n in zip(game.types, first, strict=True)
    ]
    receiver = [
        Choice(m, 0, r, tuple(range(n, n + len(r))))
        for m, r, n in zip(game.messages, game.responses, starts, strict=False)
    ]
    terms = {
        (first[t] + m, starts[m] + a): tuple(multiply(game.priors[t], u) for u in paid)
        for (t, m, a), paid in game.payoffs.items()
    }
    players = (
        Plans(game.players[0], tuple(sender), 1 + len(game.types) * len(game.messages)),
        Plans(game.players[1], tuple(receiver), starts[-1]),
    )
    return Strategic(players, terms)


def agents_of(game: Any, e: Equilibrium) -> Agents | None:
    """Return the agent form; None where the equilibrium does not say what every agent does."""
    if isinstance(game, ExtensiveForm):
        sets = [s for s in game.information_sets if s.player >= 0]
        moves = [(game.players[s.player], s.label, s.actions) for s in sets]
        terms = _of_tree(game)
    elif isinstance(game, SignalingGame):
        sender, receiver = game.players
        moves = [(sender, t, game.messages) for t in game.types]
        moves += [(receiver, m, r) for m, r in zip(game.messages, game.responses, strict=True)]
        terms = _of_signaling(game)
    else:
        return Agents(Strategic.of(game), e)
    if any(e.strategies[who][label] is None for who, label, _ in moves):
        return None
    owners = [who for who, _, _ in moves]
    names = [who if owners.count(who) == 1 else f"{who} at {label}" for who, label, _ in moves]

    def turned(strategies: Mapping[str, Any]) -> dict[str, Any]:
        return {name: strategies[who][label] for name, (who, label, _) in zip(names, moves, strict=True)}

    players = tuple(
        Plans(name, (Choice("", 0, actions, tuple(range(1, len(actions) + 1))),), len(actions) + 1)
        for name, (_, _, actions) in zip(names, moves, strict=True)
    )
    corners = tuple(turned(c) for c in e.extreme_points)
    by_agents = replace(e, strategies=turned(e.strategies), extreme_points=corners)
    return Agents(Strategic(players, terms), by_agents)


def _of_signaling(game: SignalingGame) -> Terms:
    """What each play pays the types and the receiver after each message."""
    found = {}
    n, k = len(game.types), len(game.messages)
    for (t, m, a), (sent, received) in game.payoffs.items():
        key = [0] * (n + k)
        key[t], key[n + m] = m + 1, a + 1
        paid = multiply(game.priors[t], sent), multiply(game.priors[t], received)
        found[tuple(key)] = (paid[0],) * n + (paid[1],) * k
    return found


def _of_tree(game: ExtensiveForm) -> Terms:
    """What each play pays, chance counted in, under the agents' actions on the way (0: does not move)."""
    numbers = [k for k, s in enumerate(game.information_sets) if s.player >= 0]
    owners = [game.information_sets[k].player for k in numbers]
    position = {k: i for i, k in enumerate(numbers)}
    found: dict[tuple[int, ...], list[tuple[Expression, ...]]] = {}
    for end in game.ends:
        key = [0] * len(numbers)
        chances = []
        for s, a in game.path(end):
            if s in position:
                key[position[s]] = a + 1
            else:
                chances.append(game.information_sets[s].probabilities[a])
        if ZERO not in chances:
            paid = tuple(multiply(game.payoffs[end][i], *chances) for i in owners)
            found.setdefault(tuple(key), []).append(paid)
    return {
        key: paid[0] if len(paid) == 1 else tuple(add(*column) for column in zip(*paid, strict=True))
        for key, paid in found.items()
    }
