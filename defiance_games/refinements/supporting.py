"""The beliefs that support the replies of a part of an entry, in a signalling game."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ..games.signaling import SignalingGame
from ..solution import Equilibrium
from ..symbolic.condition import Condition
from ..symbolic.expression import ONE, ZERO, Expression, add, multiply, symbol
from .arranged import arranged, put_in
from .words import Conjunction


def supporting(
    game: SignalingGame, whole: Equilibrium, part: Equilibrium, impossible: Callable[..., bool]
) -> Equilibrium:
    """Return a part of an entry with the sets of beliefs that support at least one of its own replies."""
    receiver = game.players[1]
    sets = dict(part.belief_sets)
    for m, message in enumerate(game.messages):
        if message not in sets or part.strategies[receiver][message] == whole.strategies[receiver][message]:
            continue
        if part.free_variables and not part.extreme_points:
            continue
        corners = part.extreme_points or (part.strategies,)
        supports = {frozenset(a for a, p in c[receiver][message].items() if p != ZERO) for c in corners}
        minimal = sorted((s for s in supports if not any(o < s for o in supports)), key=sorted)
        found = [_conditions(game, m, [a for a in game.responses[m] if a in s], impossible) for s in minimal]
        sets[message] = tuple(dict.fromkeys(found))
        if len(set(found)) == 1 and all(c.op == "=" for c in found[0]):
            del sets[message]  # the stated belief is the only one
    return replace(part, belief_sets=sets)


def _conditions(
    game: SignalingGame, m: int, best: Sequence[str], impossible: Callable[..., bool]
) -> Conjunction:
    """That all of the replies ``best`` are best to a belief after a message."""
    mu = [symbol(f"mu_{t}") for t in game.types]
    value = dict(zip(game.responses[m], (_value(game, m, a, mu) for a in range(len(game.responses[m])))))
    found = [Condition(x, ">=", ZERO) for x in mu]
    for a in (a for a in game.responses[m] if a != best[0]):
        found.append(Condition(value[best[0]] - value[a], "=" if a in best else ">=", ZERO))
    last = {mu[-1].args[0]: ONE - add(*mu[:-1])}
    found = list(dict.fromkeys(put_in(c, last) if len(mu) == 2 else arranged(c.lhs, c.op) for c in found))
    whole = Condition(add(*mu), "=", ONE)
    for k, c in enumerate(found):
        if c.op == ">=" or c.op == "<=":
            strict = Condition(c.lhs, c.op[0], c.rhs)
            if impossible(whole, *found, strict):
                found[k] = Condition(c.lhs, "=", c.rhs)
    for c in sorted(found, key=lambda c: c.op != "="):
        others = [d for d in found if d != c]
        if c.op != "=" and impossible(whole, *others, c.negated()):
            found = others
    found = [c for c in dict.fromkeys(found) if c.symbols]
    return (*found, whole)


def _value(game: SignalingGame, m: int, a: int, mu: Sequence[Expression]) -> Expression:
    return add(*(multiply(x, game.payoffs[t, m, a][1]) for t, x in enumerate(mu)))
