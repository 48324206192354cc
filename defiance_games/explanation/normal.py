"""The decisions of a table: each player's strategies against what the others play."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from ..games.normal_form import NormalForm
from ..solution import Equilibrium
from ..symbolic.expression import ZERO, Expression, add, multiply
from .decisions import Decision, Parts, Unknowns

LETTERS = ("x", "y", "z", "w", "u", "v")


def decisions(game: NormalForm, e: Equilibrium) -> Parts:
    """Return one decision a player, and the unknown probabilities in which their payoffs are written."""
    unknowns = Unknowns.of(e, (p.name for p in game.parameters))
    mixes: dict[str, dict[str, Expression]] = {}
    for i, p in enumerate(game.players):
        alike = (q for j, q in enumerate(game.players[:i]) if swapped(game, j, i))
        same = next((q for q in alike if dict(e.strategies[q]) == dict(e.strategies[p])), None)
        mixes[p] = mixes[same] if same else unknowns.mixed(e.strategies[p], f"{p} plays", LETTERS)
    found = [
        Decision(player, player, e.strategies[player], payoffs_of(game, i, mixes))
        for i, player in enumerate(game.players)
        if len(game.strategies[i]) > 1
    ]
    return Parts(found, unknowns)


def swapped(game: NormalForm, i: int, j: int) -> bool:
    """Whether the game stays as it is when two players change places."""
    if game.strategies[i] != game.strategies[j]:
        return False

    def turned(values: tuple) -> tuple:
        found = list(values)
        found[i], found[j] = found[j], found[i]
        return tuple(found)

    return all(u == turned(game.payoffs[turned(profile)]) for profile, u in game.payoffs.items())


def payoffs_of(
    game: NormalForm, own: int, mixes: Mapping[str, Mapping[str, Expression]]
) -> dict[str, Expression]:
    """Return what each strategy pays a player against the mixtures of the others."""
    found: dict[str, list[Expression]] = {s: [] for s in game.strategies[own]}
    weights = [list(mixes[p].values()) for p in game.players]
    for profile in itertools.product(*(range(len(s)) for s in game.strategies)):
        others = [weights[i][k] for i, k in enumerate(profile) if i != own]
        if ZERO not in others:
            found[game.strategies[own][profile[own]]].append(multiply(*others, game.payoffs[profile][own]))
    return {s: add(*terms) for s, terms in found.items()}
