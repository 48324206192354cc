"""What an equilibrium is worth: payoffs and outcomes; and whether any parameters bring it about."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from ..games.extensive_form import ExtensiveForm
from ..games.signaling import SignalingGame
from ..solution import Equilibrium
from ..symbolic.condition import Region
from ..symbolic.expand import size
from ..symbolic.expression import ZERO, Expression, add, multiply
from .names import at_ties

FEW, MOST_TERMS = 8, 10_000


def with_values(game: Any, e: Equilibrium, simplify: Callable[[Expression], Expression]) -> Equilibrium:
    """Return the entry with its payoffs and outcomes, unless its solver has given them."""
    if e.payoffs or not e.strategies:
        return e
    if isinstance(game, ExtensiveForm):
        expected = _by_backward_induction(game, e.strategies)
    else:
        expected = [game.expectation(player, {}, e.strategies) for player in game.players]
    payoffs: dict[str, Any] = {p: _short(x, simplify) for p, x in zip(game.players, expected, strict=True)}
    if isinstance(game, SignalingGame):
        payoffs[game.players[0]] = {
            t: _payoff_of_type(game, e, k, simplify) for k, t in enumerate(game.types)
        }
    return replace(e, payoffs=payoffs, outcomes=outcomes(game, e, simplify))


def outcomes(
    game: Any, e: Equilibrium, simplify: Callable[[Expression], Expression] | None = None
) -> dict[str, Expression | None]:
    """Return the game's outcomes in an equilibrium; None where a condition is a null event."""
    if simplify is None:
        from ..symbolic.ring import simplify
    found = {o.name: o.evaluate(game, e.strategies) for o in game.outcomes}
    return {name: None if x is None else _short(x, simplify) for name, x in found.items()}


def _short(x: Expression, simplify: Callable[[Expression], Expression]) -> Expression:
    """A formula in lowest terms, unless it is too large to be written out."""
    if x.is_number:
        return x
    return x if len(x.symbols) > FEW and size(x).terms > MOST_TERMS else simplify(x)


def _by_backward_induction(game: ExtensiveForm, strategies: Any) -> list[Expression]:
    """Expected payoffs from the ends up: what is the same after all that is played is not multiplied out."""
    worth: list[tuple[Expression, ...]] = [()] * len(game.nodes)
    for k in range(len(game.nodes) - 1, -1, -1):
        n = game.nodes[k]
        if n.information_set < 0:
            worth[k] = game.payoffs[k]
            continue
        s = game.information_sets[n.information_set]
        mix = strategies[game.players[s.player]][s.label] if s.player >= 0 else None
        shares = s.probabilities if s.player < 0 else [ZERO if mix is None else mix[a] for a in s.actions]
        parts = [(p, worth[c]) for p, c in zip(shares, n.children, strict=True) if p != ZERO]
        if all(part == parts[0][1] for _, part in parts):
            worth[k] = parts[0][1] if parts else worth[n.children[0]]
        else:
            worth[k] = tuple(
                add(*(multiply(p, part[i]) for p, part in parts)) for i in range(len(game.players))
            )
    return list(worth[0])


def _payoff_of_type(
    game: SignalingGame, e: Equilibrium, k: int, simplify: Callable[[Expression], Expression]
) -> Expression:
    """What type k gets: the same from every message it sends, so the shortest formula will do."""
    sender, receiver = game.players
    found = []
    for m, message in enumerate(game.messages):
        if e.strategies[sender][game.types[k]][message] != ZERO:
            replies = e.strategies[receiver][message]
            terms = (replies[a] * game.payoffs[k, m, i][0] for i, a in enumerate(game.responses[m]))
            found.append(simplify(add(*terms)))
    return min(found, key=lambda x: (len(x.symbols), len(str(x))))


def existing(
    game: Any, entries: Sequence[Equilibrium], search: Any, deadline: float
) -> tuple[list[Equilibrium], list[str]]:
    """Where functions such as exp occur, drop the parts of regions that have no point; name the unknown.

    The search takes a function's value for a number of its own, within what is known about it, so that it
    may list what no parameters bring about.
    """
    if search is None or search.ring is None or not search.ring.atoms:
        return list(entries), []
    from ..symbolic.smt import satisfy

    integers = [p.name for p in game.parameters if p.integer]
    kept: list[Equilibrium] = []
    doubtful: list[str] = []
    for e in entries:
        bounds = [c for cs in e.free_variables.values() for c in cs]
        found = []
        for d in e.region.disjuncts:
            left = min(2.0, max(0.01, deadline - time.monotonic()))
            word, _ = satisfy([*game.domain, *d, *bounds], left, integers)
            if word != "unsat":
                found.append((d, word))
        if found:
            kept.append(replace(e, region=Region(tuple(d for d, _ in found))))
            if all(word != "sat" for _, word in found) and not at_ties(e):
                doubtful.append(f"whether any values of the parameters satisfy {e.region}")
    return kept, doubtful
