"""The decisions of a table: each player's strategies against what the others play."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from ..games.normal_form import NormalForm
from ..solution import Equilibrium
from ..symbolic.expression import ZERO, Expression, add, multiply
from .decisions import Decision, Unknowns

LETTERS = ("x", "y", "z", "w", "u", "v")


def decisions(game: NormalForm, e: Equilibrium) -> tuple[list[Decision], Unknowns]:
    """Return one decision a player, and the unknown probabilities in which their payoffs are written."""
    unknowns = Unknowns.of(e, (p.name for p in game.parameters))
    mixes = {p: unknowns.mixed(e.strategies[p], f"{p} plays", LETTERS) for p in game.players}
    found = [
        Decision(player, player, e.strategies[player], payoffs_of(game, i, mixes))
        for i, player in enumerate(game.players)
        if len(game.strategies[i]) > 1
    ]
    return found, unknowns


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
