"""The decisions of a tree, from its ends up: each action against what is played after it.

With perfect recall it is enough that no player gains by changing one move at one information set, given
what it believes there and all that follows (the one-shot deviation principle). A concept without beliefs
asks nothing where play does not come even in the smallest subgame around; there is no decision of such an
information set.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..games.extensive_form import ExtensiveForm
from ..solution import Equilibrium
from ..symbolic.expression import ONE, ZERO, Expression, add, multiply, symbol
from ..symbolic.ring import simplify
from .decisions import Belief, Decision, Parts, Unknowns
from .normal import LETTERS

Mixes = Mapping[int, Sequence[Expression]]


def decisions(game: ExtensiveForm, e: Equilibrium) -> Parts:
    """Return a decision for each information set, the last first; without payoffs where nothing is asked."""
    unknowns = Unknowns.of(e, (p.name for p in game.parameters))
    mixes: dict[int, list[Expression]] = {}
    for k, s in enumerate(game.information_sets):
        if s.player < 0:
            mixes[k] = list(s.probabilities)
            continue
        mixture = e.strategies[game.players[s.player]][s.label]
        if mixture is not None:
            mixed = unknowns.mixed(mixture, f"{game.players[s.player]}, at {s.label}, plays", LETTERS)
            mixes[k] = [mixed[a] for a in s.actions]
    worth = _worth(game, mixes)
    found = []
    for k in sorted(mixes, key=lambda k: -game.information_sets[k].nodes[0]):
        s = game.information_sets[k]
        if s.player >= 0 and len(s.actions) > 1:
            found.append(_decision(game, e, k, mixes, worth, unknowns))
    return Parts(found, unknowns)


def _worth(game: ExtensiveForm, mixes: Mixes) -> list[tuple[Expression, ...]]:
    """What each node is worth to each player, given what is played from there on."""
    worth: list[tuple[Expression, ...]] = [()] * len(game.nodes)
    for k in range(len(game.nodes) - 1, -1, -1):
        n = game.nodes[k]
        if n.information_set < 0:
            worth[k] = game.payoffs[k]
            continue
        parts = [
            (p, worth[c]) for p, c in zip(mixes[n.information_set], n.children, strict=True) if p != ZERO
        ]
        worth[k] = tuple(
            parts[0][1][i]
            if all(part[i] == parts[0][1][i] for _, part in parts)
            else add(*(multiply(p, part[i]) for p, part in parts))
            for i in range(len(game.players))
        )
    return worth


def _decision(
    game: ExtensiveForm,
    e: Equilibrium,
    k: int,
    mixes: Mixes,
    worth: Sequence[Sequence[Expression]],
    unknowns: Unknowns,
) -> Decision:
    s = game.information_sets[k]
    player = game.players[s.player]
    mixture = e.strategies[player][s.label]
    assert mixture is not None
    reach = _reach(game, s.nodes, mixes)
    belief, weights = _belief(game, e, k, reach, unknowns)
    place = located(player, s.label) if len(game.sets_of(s.player)) > 1 else ""
    if weights is None:
        return Decision(player, player, mixture, {}, place, label=s.label)
    payoffs = {}
    for b, action in enumerate(s.actions):
        terms = [
            multiply(w, worth[game.nodes[n].children[b]][s.player])
            for n, w in zip(s.nodes, weights, strict=True)
            if w != ZERO
        ]
        payoffs[action] = terms[0] if len(terms) == 1 else simplify(add(*terms))
    on_path = belief is None or belief.bayes is not None
    return Decision(player, player, mixture, payoffs, place, belief, on_path, s.label)


def located(player: str, label: str) -> str:
    """Where an information set is: by its name, or by its number where it has none of its own.

    >>> located("Center", "Center:2"), located("Center", "after defiance")
    ('at its information set 2', 'at after defiance')
    """
    number = label.removeprefix(f"{player}:")
    return f"at its information set {number}" if number != label and number.isdigit() else f"at {label}"


def _reach(game: ExtensiveForm, nodes: Sequence[int], mixes: Mixes) -> list[Expression]:
    """The probability of getting to each node of an information set in the smallest subgame around it."""
    starts = [r for r in game.subgames if all(r <= n <= game.last[r] for n in nodes)]
    start = max(starts)
    found = []
    for node in nodes:
        factors = []
        while node != start:
            n = game.nodes[node]
            factors.append(mixes[game.nodes[n.parent].information_set][n.branch])
            node = n.parent
        found.append(multiply(ONE, *factors))
    return found


def _belief(
    game: ExtensiveForm, e: Equilibrium, k: int, reach: Sequence[Expression], unknowns: Unknowns
) -> tuple[Belief | None, Sequence[Expression] | None]:
    """What is believed at an information set, and the weights of its nodes in payoffs."""
    s = game.information_sets[k]
    if len(s.nodes) == 1:
        asked = reach[0] != ZERO or e.concept in ("sequential", "perfect-bayesian")
        return None, (ONE,) if asked else None
    about = tuple(game.name_of(n) for n in s.nodes)
    below = add(*reach)
    stated = e.beliefs.get(game.belief_names[k])
    if below != ZERO:
        bayes = tuple(ZERO if w == ZERO else ONE if w == below else simplify(w / below) for w in reach)
        found = tuple(simplify(x.subs(unknowns.values)) for x in bayes)
        values = found if stated is None else tuple(stated[a] for a in about)
        return Belief(about, values, bayes, {}, (), s.label), bayes
    if stated is None:
        return None, None
    values = tuple(stated[a] for a in about)
    named = {game.belief_symbol(n): v for n, v in zip(s.nodes, values, strict=True)}
    sets = e.belief_sets.get(game.belief_names[k], ())
    if any(n in unknowns.taken for n in named):
        return Belief(about, values, None, {}, sets, s.label), values
    return Belief(about, values, None, named, sets, s.label), tuple(map(symbol, named))
