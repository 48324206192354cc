"""The agent form of a game: at every information set moves an agent of its own, with its player's payoffs.

In a normal form the agents are the players. Source: Selten (1975).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..games.extensive_form import ExtensiveForm
from ..games.strategic import Choice, Plans, Strategic
from ..solution import Equilibrium
from ..symbolic.expression import ZERO, Expression, add, multiply

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


def agents_of(game: Any, e: Equilibrium) -> Agents | None:
    """Return the agent form; None where the equilibrium does not say what every agent does."""
    if not isinstance(game, ExtensiveForm):
        return Agents(Strategic.of(game), e)
    sets = [s for s in game.information_sets if s.player >= 0]
    if any(e.strategies[game.players[s.player]][s.label] is None for s in sets):
        return None
    movers = [(game.players[s.player], s) for s in sets]
    alone = {game.players[i] for i in range(len(game.players)) if len(game.sets_of(i)) == 1}
    names = [who if who in alone else f"{who} at {s.label}" for who, s in movers]

    def turned(strategies: Mapping[str, Any]) -> dict[str, Any]:
        return {n: strategies[who][s.label] for n, (who, s) in zip(names, movers, strict=True)}

    players = tuple(
        Plans(n, (Choice("", 0, s.actions, tuple(range(1, len(s.actions) + 1))),), len(s.actions) + 1)
        for n, s in zip(names, sets, strict=True)
    )
    by_agents = replace(
        e, strategies=turned(e.strategies), extreme_points=tuple(turned(c) for c in e.extreme_points)
    )
    return Agents(Strategic(players, _terms(game)), by_agents)


def _terms(game: ExtensiveForm) -> dict[tuple[int, ...], tuple[Expression, ...]]:
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
