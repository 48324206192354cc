"""Nash equilibria of trees: each player's plans against what the others play.

A plan says what to do wherever it leads itself; a Nash equilibrium is one of the reduced normal form, and
what a player's own strategy does not reach is left open.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from ..errors import UnsupportedError
from ..games.extensive_form import ExtensiveForm
from ..games.normal_form import NormalForm
from ..games.simultaneous import Simultaneous
from ..games.strategic import Plans, Strategic
from ..solution import Equilibrium
from ..symbolic.expression import ONE, ZERO, Expression, multiply
from ..symbolic.ring import simplify
from .decisions import Decision, Parts, Unknowns
from .extensive import located
from .normal import LETTERS, payoffs_of

MOST = 400  # profiles of plans


def normal_form(game: ExtensiveForm) -> NormalForm:
    """The reduced normal form, where it is small enough to be argued plan by plan."""
    normal = Simultaneous.of(game, "nash").normal
    profiles = math.prod(map(len, normal.strategies))
    if profiles > MOST:
        raise UnsupportedError(
            f"explain: Cannot explain nash of {game.name}: this is because it has {profiles} profiles of "
            f"plans, and up to {MOST} are argued one by one. subgame-perfect is argued from the ends."
        )
    return normal


def decisions(game: ExtensiveForm, e: Equilibrium) -> Parts:
    """Return one decision a player, among plans."""
    normal, strategic = normal_form(game), Strategic.of(game)
    unknowns = Unknowns.of(e, (p.name for p in game.parameters))
    behavior: dict[str, dict[str, Mapping[str, Expression] | None]] = {}
    shown: list[Decision] = []
    for own in strategic.players:
        several = len(own.choices) > 1
        behavior[own.player] = {}
        for c in own.choices:
            mixture = e.strategies[own.player][c.label]
            place = located(own.player, c.label) if several else ""
            behavior[own.player][c.label] = mixture and unknowns.mixed(
                mixture, f"{own.player} plays", LETTERS
            )
            if mixture is not None and len(c.actions) > 1:
                shown.append(Decision(own.player, own.player, mixture, {}, place))
    labels = dict(zip(normal.players, normal.strategies, strict=True))
    mixes = {p.player: weights(p, labels[p.player], behavior[p.player]) for p in strategic.players}
    found = []
    for i, own in enumerate(strategic.players):
        if len(labels[own.player]) > 1:
            values = weights(own, labels[own.player], e.strategies[own.player])
            payoffs = {s: simplify(x) for s, x in payoffs_of(normal, i, mixes).items()}
            found.append(Decision(own.player, own.player, values, payoffs))
    return Parts(found, unknowns, tuple(shown))


def weights(
    own: Plans, labels: tuple[str, ...], behavior: Mapping[str, Mapping[str, Expression] | None]
) -> dict[str, Expression]:
    """The probability of each plan under a behavior strategy."""
    found = {}
    for label, plan in zip(labels, own.plans, strict=True):
        factors = [ONE]
        for c in own.choices:
            action = next((a for a, s in zip(c.actions, c.sequences, strict=True) if s in plan), None)
            if action is not None:
                mixture = behavior[c.label]
                factors.append(ZERO if mixture is None else mixture[action])
        found[label] = multiply(*factors)
    return found
