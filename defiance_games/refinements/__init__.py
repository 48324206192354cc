"""Refinements: which equilibria survive a closer look, and why the others do not.

A judge returns a verdict and a reason. The verdict is True, False, the Region (in the parameters and the
entry's free variables) where the equilibrium passes, or None where that was not decided; the reason says why
it fails where it does ("" where it does not). The file of each refinement begins with its definition.

>>> applicable("normal", "nash")
('undominated', 'iterated-undominated', 'trembling-hand')
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..errors import InputError, TimeLimitReached, UnsupportedError, escaped, nearest

if TYPE_CHECKING:
    from ..solution import Equilibrium
    from ..symbolic.condition import Region

REFINEMENTS = ("intuitive", "d1", "undefeated", "trembling-hand", "undominated", "iterated-undominated")
OF_SIGNALING = ("intuitive", "d1", "undefeated")  # judged on the outcome
OF_STRATEGIES = ("undominated", "iterated-undominated", "trembling-hand")
_CONCEPTS = {
    ("signaling", "perfect-bayesian"): OF_SIGNALING + OF_STRATEGIES,
    ("normal", "nash"): OF_STRATEGIES,
    ("extensive", "nash"): OF_STRATEGIES[:2],
    ("extensive", "subgame-perfect"): OF_STRATEGIES,
    ("extensive", "perfect-bayesian"): OF_STRATEGIES,
    ("extensive", "sequential"): OF_STRATEGIES,
}


def applicable(kind: str, concept: str) -> tuple[str, ...]:
    """Return the refinements of a concept in a kind of game."""
    return _CONCEPTS.get((kind, concept), ())


def check(name: str, kind: str, concept: str) -> None:
    """Raise InputError where there is no such refinement, or where it does not apply."""
    if name not in REFINEMENTS:
        raise InputError(
            f"solve: refine must be {', '.join(REFINEMENTS[:-1])} or {REFINEMENTS[-1]}, got {escaped(name)}. "
            f"{nearest(name, REFINEMENTS)}"
        )
    fitting = applicable(kind, concept)
    if name not in fitting:
        remedy = f"Here apply: {', '.join(fitting)}." if fitting else "Leave refine out."
        raise InputError(
            f"solve: {name} does not refine {concept} equilibria of a game of kind {kind}. {remedy}"
        )


def judge(
    name: str,
    game: Any,
    equilibrium: Equilibrium,
    equilibria: Sequence[Equilibrium] = (),
    search: Any = None,
    deadline: float | None = None,
) -> tuple[bool | Region | None, str]:
    """Return where an equilibrium passes a refinement, and why it does not elsewhere.

    Parameters
    ----------
    name : one of ``applicable(game.kind, concept)``
    equilibria : all equilibria of the game, for refinements that compare them
    search : not used (a judge makes its own workbench)
    deadline : in the time of ``time.monotonic``; past it the verdict is None
    """
    if name in ("intuitive", "d1"):  # judged by the solver
        return equilibrium.refinements.get(name), equilibrium.reasons.get(name, "")
    try:
        if name == "undefeated":
            from .undefeated import undefeated

            return undefeated(game, equilibrium, equilibria, deadline)
        if name == "trembling-hand":
            from .trembling_hand import trembling_hand

            return trembling_hand(game, equilibrium, deadline)
        from .undominated import iterated, undominated

        return (undominated if name == "undominated" else iterated)(game, equilibrium, deadline)
    except TimeLimitReached:
        return None, "The time limit was reached."
    except UnsupportedError as why:
        return None, str(why)
