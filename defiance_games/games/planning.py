"""Trees in normal form: every plan of a player is a strategy."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Sequence

from ..errors import UnsupportedError
from ..symbolic.expression import ZERO, Expression, add
from .extensive_form import ExtensiveForm
from .game import MAX_ENTRIES
from .normal_form import NormalForm, joined
from .reading import Reader
from .strategic import MAX_PLANS, Plan, Plans, Strategic


def normal_form(game: ExtensiveForm, reduced: bool = True) -> NormalForm:
    """Return a tree with perfect recall in normal form, with the same parameters.

    A strategy is called by its actions at the player's information sets, in their order in the tree
    (``in, fight``); of a player who never moves by ``-``. In the *reduced* normal form a plan says nothing
    about information sets that it keeps from being reached, so that no two strategies always pay the same
    for that reason alone; else every strategy has an action everywhere.

    Raises UnsupportedError for imperfect recall and for more strategies or payoffs than can be listed.

    >>> from defiance_games.games.tree import end, move
    >>> later = move("A", {"l": end(3), "r": end(4)})
    >>> game = ExtensiveForm.build(["A"], move("A", {"out": end(1), "in": later}))
    >>> normal_form(game).strategies, normal_form(game, reduced=False).strategies
    ((('out', 'in, l', 'in, r'),), (('out, l', 'out, r', 'in, l', 'in, r'),))
    """
    strategic = Strategic.of(game)
    plans = [_reduced(p) if reduced else _full(p, game) for p in strategic.players]
    entries = math.prod(map(len, plans)) * len(plans)
    if entries > MAX_ENTRIES:
        raise UnsupportedError(
            f"{game.name}: Cannot write the normal form here: this is because it has {entries:,} payoffs, "
            f"more than {MAX_ENTRIES:,}."
        )
    names = tuple(_names(p, chosen) for p, chosen in zip(strategic.players, plans, strict=True))
    payoffs = _payoffs(strategic, [[played for _, played in chosen] for chosen in plans])
    reader = Reader(game.name)
    return NormalForm.build(
        game.players, names, payoffs, game.parameters, (), game.title, game.source, reader=reader
    )


Chosen = tuple[Plan, Plan]  # the sequences that a strategy names, and those of them that it plays


def _reduced(plans: Plans) -> list[Chosen]:
    return [(plan, plan) for plan in plans.plans]


def _full(plans: Plans, game: ExtensiveForm) -> list[Chosen]:
    """Every choice of an action at each information set."""
    size = math.prod(len(c.sequences) for c in plans.choices)
    if size > MAX_PLANS:
        raise UnsupportedError(
            f"{game.name}: Cannot list the strategies of {plans.player} here: this is because there are "
            f"{size:,} of them, more than {MAX_PLANS:,}."
        )
    found: list[Chosen] = []
    for chosen in itertools.product(*(c.sequences for c in plans.choices)):
        played = {0}
        for choice, sequence in zip(plans.choices, chosen, strict=True):
            if choice.before in played:
                played.add(sequence)
        found.append(((0, *chosen), tuple(sorted(played))))
    return found


def _names(plans: Plans, chosen: Sequence[Chosen]) -> list[str]:
    """What strategies are called; with the information sets where the actions alone would not tell."""
    moves = {
        sequence: (c.label, action)
        for c in plans.choices
        for sequence, action in zip(c.sequences, c.actions, strict=True)
    }
    found = [joined(moves[s][1] for s in named if s) or "-" for named, _ in chosen]
    times = Counter(found)
    return [
        name if times[name] == 1 else joined(f"{moves[s][0]} = {moves[s][1]}" for s in named if s)
        for name, (named, _) in zip(found, chosen, strict=True)
    ]


def _payoffs(
    strategic: Strategic, plans: Sequence[Sequence[Plan]]
) -> dict[tuple[int, ...], tuple[Expression, ...]]:
    """Payoffs of every profile: what each end pays is added where the strategies lead to it."""
    players = range(len(plans))
    where: list[dict[int, list[int]]] = []  # for each player: sequence -> the strategies that play it
    for own in plans:
        found: dict[int, list[int]] = {}
        for k, plan in enumerate(own):
            for sequence in plan:
                found.setdefault(sequence, []).append(k)
        where.append(found)
    terms: dict[tuple[int, ...], list[tuple[Expression, ...]]] = {}
    for key, paid in strategic.terms.items():
        for profile in itertools.product(*(where[i].get(s, ()) for i, s in zip(players, key, strict=True))):
            terms.setdefault(profile, []).append(paid)
    nothing = [(ZERO,) * len(plans)]
    return {
        profile: tuple(add(*(u[i] for u in terms.get(profile, nothing))) for i in players)
        for profile in itertools.product(*(range(len(own)) for own in plans))
    }
