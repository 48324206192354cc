"""What an equilibrium of a tree says: behavior at each information set, and beliefs about its nodes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..games.extensive_form import ExtensiveForm
from ..solution import Equilibrium
from ..symbolic.condition import Condition
from ..symbolic.expression import ONE, ZERO, symbol
from .page import Cell, conditions, joined, mixture

MOST = 40  # information sets of one player that are written out


def at_sets(plan: Mapping[str, Any]) -> Cell:
    """Return a player's behavior, a line for each information set that its own strategy reaches."""
    lines: list[Cell] = [(f"at {s}: ", mixture(mix)) for s, mix in plan.items() if mix is not None]
    if len(lines) > MOST:
        rest = len(lines) - MOST
        lines[MOST:] = [f"and {rest} more information sets: JSON and CSV have them"]
    return joined(lines, "\n")


def tree_beliefs(e: Equilibrium, game: ExtensiveForm) -> list[Cell]:
    """Return what is believed at each information set of several nodes."""
    if not e.beliefs:
        return []
    on_path = reached_sets(e, game)
    sets = [k for k, name in game.belief_names.items() if len(game.information_sets[k].nodes) > 1]
    return [_belief(e, game, k, k in on_path) for k in sets if game.belief_names[k] in e.beliefs]


def reached_sets(e: Equilibrium, game: ExtensiveForm) -> set[int]:
    """Return the information sets that the play can reach."""
    found: set[int] = set()
    reached = [True]
    for node in game.nodes[1:]:
        s = game.nodes[node.parent].information_set
        reached.append(reached[node.parent] and _possible(e, game, s, node.branch))
    for k, node in enumerate(game.nodes):
        if reached[k] and node.information_set >= 0:
            found.add(node.information_set)
    return found


def _possible(e: Equilibrium, game: ExtensiveForm, s: int, branch: int) -> bool:
    here = game.information_sets[s]
    if here.player < 0:
        return here.probabilities[branch] != ZERO
    mix = e.strategies[game.players[here.player]].get(here.label)
    return mix is not None and mix[here.actions[branch]] != ZERO


def _belief(e: Equilibrium, game: ExtensiveForm, k: int, on_path: bool) -> Cell:
    name, nodes = game.belief_names[k], game.information_sets[k].nodes
    away = "" if on_path else " (off path)"
    belief = e.beliefs[name]
    sure = [n for n, x in belief.items() if x == ONE]
    point: Cell = f"surely {sure[0]}" if sure else joined(((x, f" {n}") for n, x in belief.items()))
    if name not in e.belief_sets:
        return (f"at {name}{away}: ", point)
    sets = [_telling(d) for d in e.belief_sets[name]]
    if not all(sets):
        return f"at {name}{away}: any belief"
    words = tuple(_words(game, nodes, sets))
    if _varies(e, game, k):  # the sets are those of some reply, and one belief is that of every reply
        words = (*words, " supports some of these moves; ", point, " supports them all")
    else:
        words = (*words, "; for example ", point)
    return (f"at {name}{away}: any with ", joined((conditions(d) for d in sets), "; or "), *words)


def _varies(e: Equilibrium, game: ExtensiveForm, k: int) -> bool:
    """Whether the entry has several ways to move at an information set."""
    here = game.information_sets[k]
    mix = e.strategies[game.players[here.player]].get(here.label) or {}
    return any(not x.symbols.isdisjoint(e.free_variables) for x in mix.values())


def _telling(conjunction: tuple[Condition, ...]) -> list[Condition]:
    """The conditions that say more than "these are probabilities and sum to one"."""
    return [
        c
        for c in conjunction
        if c.op != "="
        and not (len(c.symbols) == 1 and all(c.holds(dict.fromkeys(c.symbols, x)) for x in (0, 1)))
    ]


def _words(game: ExtensiveForm, nodes: tuple[int, ...], sets: list[list[Condition]]) -> Iterator[Cell]:
    """What the symbols of beliefs stand for, where that is not plain from their names."""
    used = {s for d in sets for c in d for s in c.symbols}
    for node in nodes:
        mu = game.belief_symbol(node)
        if mu in used and mu != f"mu_{game.name_of(node)}":
            yield (", ", symbol(mu), f" of {game.name_of(node)}")
