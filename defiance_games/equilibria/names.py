"""Names of equilibria, unique in a solution and as short as they can be, and the order they are listed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..games.signaling import SignalingGame
from ..solution import Equilibrium
from ..symbolic.expression import ZERO

_CLASSES = ("separating", "partially separating", "semi-separating", "pooling", "pure", "mixed")


def in_order(e: Equilibrium) -> tuple:
    """Equilibria on open regions first, then those that hold at ties only."""
    return (at_ties(e), _CLASSES.index(e.kind) if e.kind in _CLASSES else len(_CLASSES))


def at_ties(e: Equilibrium) -> bool:
    """Whether an entry exists at ties between parameters only."""
    return all(any(c.op == "=" for c in d) for d in e.region.disjuncts) and not e.region.always


def named(game: Any, entries: Sequence[Equilibrium]) -> list[Equilibrium]:
    """Return the entries with unique names, as short as they can be.

    The class alone where that is enough, else who sends what, else with the replies, else a number;
    entries that exist at ties only are numbered apart.
    """
    names: list[str] = []
    ladders = [_ladder(game, e) for e in entries]
    clear = [k for k, e in enumerate(entries) if not at_ties(e)]
    for k, e in enumerate(entries):
        if at_ties(e):
            names.append(f"{ladders[k][min(1, len(ladders[k]) - 1)]}, tie")
            continue
        rivals = [ladders[j] for j in clear if j != k]
        unique = (n for i, n in enumerate(ladders[k]) if all(n != r[min(i, len(r) - 1)] for r in rivals))
        names.append(next(unique, ladders[k][-1]))
    seen: dict[str, int] = {}
    out = []
    for e, name in zip(entries, names, strict=True):
        seen[name] = seen.get(name, 0) + 1
        number = f" {seen[name]}" if at_ties(e) else "" if seen[name] == 1 else f", case {seen[name]}"
        out.append(replace(e, name=name + number))
    return out


def _ladder(game: Any, e: Equilibrium) -> list[str]:
    """Names of an entry, each more exact than the one before."""
    if not isinstance(game, SignalingGame):
        return ["mixed", e.name] if e.kind == "mixed" and "{" in e.name and not e.free_variables else [e.name]
    replies = e.strategies[game.players[1]]
    sent = [m for m in game.messages if any(mix[m] != ZERO for mix in e.strategies[game.players[0]].values())]
    given = {m: "/".join(a for a, x in replies[m].items() if x != ZERO) for m in sent}
    if e.kind == "pooling":
        return [e.name, f"{e.name} ({given[sent[0]]})"]
    exact = f"{e.name}; " + ", ".join(f"{a} after {m}" for m, a in given.items())
    return [e.kind, e.name, f"{e.kind} ({', '.join(f'{m}: {a}' for m, a in given.items())})", exact]
