"""A piece as an Equilibrium: strategies, beliefs, region, class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...solution import Equilibrium
from ...symbolic.expression import ONE, ZERO, Expression, add
from ...symbolic.parametric.parametrize import Parametrizer, free_names
from .judging import Judgment
from .polytopes import BayesianPiece, Polytopes, Supports


def entry_of(
    p: Polytopes,
    piece: BayesianPiece,
    part: Any,
    number: int,
    refinements: dict[str, Judgment],
    tools: Parametrizer,
) -> Equilibrium:
    """Write a piece as an Equilibrium."""
    game, search = p.game, p.search
    names = free_names([*game.symbols, *game.values])
    sent, given = piece.sender.vertices, piece.receiver.vertices
    messages = p.sent(piece)
    sigma, x_ranges = tools.polytope(sent, p.sender_forms(piece.replies, piece.on_path), names)
    beta, y_ranges = tools.polytope(given, p.receiver_forms(messages), names)

    def strategies(x: Sequence[Expression], y: Sequence[Expression]) -> dict[str, Any]:
        return {
            game.players[0]: {
                label: {game.messages[m]: x[p.x[t, m]] for m in p.messages}
                for t, label in enumerate(game.types)
            },
            game.players[1]: {
                label: {game.responses[m][a]: y[p.y[m, a]] for a in p.replies[m]}
                for m, label in enumerate(game.messages)
            },
        }

    beliefs: dict[str, dict[str, Expression]] = {}
    for m, label in enumerate(game.messages):
        if m in piece.on_path:
            weights = [game.priors[t] * sigma[p.x[t, m]] for t in p.types]
            total = add(*weights)
            values = [
                ZERO if w == ZERO else ONE if w == total else tools.simplified(w / total) for w in weights
            ]
        else:
            values = part.members[m]
        beliefs[label] = dict(zip(game.types, values, strict=True))
    kind = _kind(messages)
    return Equilibrium(
        name=kind,
        kind=kind,
        strategies=strategies(sigma, beta),
        region=search.region(piece.cells),
        beliefs=beliefs,
        belief_sets={game.messages[m]: s for m, s in part.sets(piece.receiver.vertices, tools).items()},
        free_variables=x_ranges | y_ranges,
        extreme_points=tuple(strategies(tools.turned(x), tools.turned(y)) for x in sent for y in given)
        if x_ranges or y_ranges
        else (),
        refinements={name: verdict for name, (verdict, _) in refinements.items()},
        reasons={name: why for name, (_, why) in refinements.items() if why},
        outcome_class=number,
    )


def _kind(messages: Supports) -> str:
    if all(len(s) == 1 for s in messages):
        distinct = len({s[0] for s in messages})
        if distinct == 1:
            return "pooling"
        return "separating" if distinct == len(messages) else "partially separating"
    return "semi-separating"
