"""The decisions of a signaling game: messages against the replies, replies against the belief."""

from __future__ import annotations

from collections.abc import Mapping

from ..games.signaling import SignalingGame
from ..solution import Equilibrium
from ..symbolic.expression import ONE, ZERO, Expression, add, multiply, symbol
from .decisions import Belief, Decision, Parts, Unknowns


def decisions(game: SignalingGame, e: Equilibrium) -> Parts:
    """Return the receiver's decisions (after each message), then the sender's (one a type)."""
    sender, receiver = game.players
    unknowns = Unknowns.of(e, (p.name for p in game.parameters))
    own, replies = e.strategies[sender], e.strategies[receiver]
    sent = {t: unknowns.mixed(own[t], f"type {t} sends", ("sigma", f"sigma_{t}")) for t in game.types}
    given = {
        m: unknowns.mixed(replies[m], f"{receiver}, after {m}, replies", ("rho", "eta", f"rho_{m}"))
        for m in game.messages
    }
    found = [_reply(game, e, m, sent, unknowns) for m in range(len(game.messages))]
    for t, kind in enumerate(game.types):
        payoffs = {
            message: add(
                *(
                    multiply(given[message][r], game.payoffs[t, m, a][0])
                    for a, r in enumerate(game.responses[m])
                )
            )
            for m, message in enumerate(game.messages)
        }
        found.append(Decision(f"type {kind}", kind, own[kind], payoffs))
    return Parts(found, unknowns)


def _reply(
    game: SignalingGame,
    e: Equilibrium,
    m: int,
    sent: Mapping[str, Mapping[str, Expression]],
    unknowns: Unknowns,
) -> Decision:
    """The receiver's decision after a message."""
    message, receiver = game.messages[m], game.players[1]
    belief = _belief(game, e, message, sent, unknowns)
    names = list(belief.symbols)
    if not names:
        weights = belief.values
    elif len(game.types) == 2:
        weights = (symbol(names[0]), ONE - symbol(names[0]))
    else:
        weights = tuple(map(symbol, names))
    payoffs = {
        r: add(*(multiply(w, game.payoffs[t, m, a][1]) for t, w in enumerate(weights) if w != ZERO))
        for a, r in enumerate(game.responses[m])
    }
    mixture = e.strategies[receiver][message]
    return Decision(
        receiver, receiver, mixture, payoffs, f"after {message}", belief, on_path=belief.bayes is not None
    )


def _belief(
    game: SignalingGame,
    e: Equilibrium,
    message: str,
    sent: Mapping[str, Mapping[str, Expression]],
    unknowns: Unknowns,
) -> Belief:
    values = tuple(e.beliefs[message][t] for t in game.types)
    sets = e.belief_sets.get(message, ())
    joint = [multiply(p, sent[t][message]) for t, p in zip(game.types, game.priors, strict=True)]
    below = add(*joint)
    if all(x == ZERO for x in joint):
        named = _symbols(game, values, unknowns)
        return Belief(game.types, values, None, named, sets, message)
    bayes = tuple(ONE if x == below else ZERO if x == ZERO else x / below for x in joint)
    prior = values == tuple(game.priors)
    depends = any(x.symbols & set(unknowns.values) for x in bayes)
    return Belief(
        game.types, values, bayes, _symbols(game, values, unknowns) if depends else {}, sets, message, prior
    )


def _symbols(
    game: SignalingGame, values: tuple[Expression, ...], unknowns: Unknowns
) -> dict[str, Expression]:
    """Names for the belief after a message: mu for the first of two types, else one a type."""
    if len(game.types) == 2:
        name = next(n for n in ("mu", "nu", "mu_belief") if n not in unknowns.taken)
        return {name: values[0]}
    return {f"mu_{t}": v for t, v in zip(game.types, values, strict=True)}
