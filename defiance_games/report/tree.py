"""What an equilibrium of a tree says: behavior at each information set, and beliefs about its nodes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..games.extensive_form import ExtensiveForm
from ..solution import Equilibrium
from ..symbolic.expression import ONE, ZERO, symbol
from .beliefs import telling
from .page import Cell, conditions, joined, mixture

MOST = 40  # information sets of one player that are written out


def at_sets(plan: Mapping[str, Any]) -> Cell:
    """Return a player's behavior, a line for each information set that its own strategy reaches."""
    lines: list[Cell] = [(f"at {s}: ", mixture(mix)) for s, mix in plan.items() if mix is not None]
    if len(lines) > MOST:
        rest = len(lines) - MOST
        lines[MOST:] = [f"and {rest} more information sets: JSON and CSV have them"]
    return joined(lines, "\n")


def tree_beliefs(e: Equilibrium, game: ExtensiveForm | None) -> list[Cell]:
    """Return what is believed at each information set of several nodes, and whether it is off the path."""
    several = [name for name, belief in e.beliefs.items() if len(belief) > 1]
    if game is None:
        return [_belief(e, name, (), "", name in e.belief_sets) for name in several]
    on_path = reached_sets(e, game) if several else set()
    sets = {name: k for k, name in game.belief_names.items()}
    lines = []
    for name in several:
        k = sets[name]
        away = "" if k in on_path else " (off path)"
        lines.append(_belief(e, name, tuple(_words(e, game, k)), away, _varies(e, game, k)))
    return lines


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


def _belief(e: Equilibrium, name: str, words: tuple[Cell, ...], away: str, varies: bool) -> Cell:
    """What is believed at an information set. ``varies``: the entry has several ways to move there."""
    belief = e.beliefs[name]
    sure = [n for n, x in belief.items() if x == ONE]
    point: Cell = (
        f"surely {sure[0]}" if sure else joined((x, f" on {n}") for n, x in belief.items() if x != ZERO)
    )
    if name not in e.belief_sets:
        return (f"at {name}{away}: ", point)
    sets = [telling(d, _symbols(e, name)) for d in e.belief_sets[name]]
    which: tuple[Cell, ...] = ("any belief",)
    if all(sets):
        which = ("any with ", joined((conditions(d) for d in sets), "; or "), *words)
    if varies:  # the sets are those of some move, and one belief is that of every move
        which = (*which, " supports some of these moves; ", point, " supports them all")
    elif all(sets):
        which = (*which, "; for example ", point)
    return (f"at {name}{away}: ", *which)


def _symbols(e: Equilibrium, name: str) -> list[str]:
    """The symbols of the beliefs at an information set, as its sets of beliefs use them."""
    said = {s for d in e.belief_sets[name] for c in d for s in c.symbols}
    return sorted(s for s in said if s.startswith("mu_"))


def _varies(e: Equilibrium, game: ExtensiveForm, k: int) -> bool:
    """Whether the entry has several ways to move at an information set."""
    here = game.information_sets[k]
    mix = e.strategies[game.players[here.player]].get(here.label) or {}
    return any(not x.symbols.isdisjoint(e.free_variables) for x in mix.values())


def _words(e: Equilibrium, game: ExtensiveForm, k: int) -> Iterator[Cell]:
    """What the symbols of beliefs stand for, where that is not plain from their names."""
    sets = e.belief_sets.get(game.belief_names[k], ())
    used = {s for d in sets for c in d for s in c.symbols}
    for node in game.information_sets[k].nodes:
        mu = game.belief_symbol(node)
        if mu in used and mu[3:].isdigit():
            yield (", ", symbol(mu), f" of {game.name_of(node)}")
