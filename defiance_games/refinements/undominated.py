"""Equilibria in undominated strategies, and those that survive iterated weak dominance.

*undominated*: no player's strategy, pure or mixed, is weakly dominated (by a pure or a mixed strategy). A
mixture of undominated strategies may itself be dominated, and then fails. In a tree strategies are compared
by what they pay against the others' plans, so what a player's own strategy rules out does not matter.

*iterated-undominated*: all weakly dominated pure strategies (plans) of all players are deleted at once, and
again in the game that is left, until none is. An equilibrium passes if no player's strategy is dominated in
any of these games.

Whether a strategy is dominated depends on its support alone (see ``dominance``), so that of a polytope of
equilibrium strategies whole faces pass or fail: the verdict is a region in the parameters and, where some
faces pass and others do not, the free variables. Source: van Damme (1987), section 1.5 and chapter 3.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ..games.strategic import Strategic
from ..solution import Equilibrium
from ..symbolic.condition import Condition, Region
from ..symbolic.parametric.search import Search, Signs
from .agents import view_of
from .arranged import arranged
from .dominance import Alive, Dominance, played
from .grounds import Ground, grounds
from .words import Conjunction, Reason, Verdict, together

# the sequences played on a face of a polytope, where it is, and where at least these are played
Face = tuple[frozenset[int], Conjunction, Conjunction]
Part = tuple[Conjunction, list[Signs]]  # conditions on the free variables, and cells of the parameters
Test = Callable[[Dominance, int, tuple[int, ...], Any], str]  # why a strategy with this support fails, or ""


def undominated(game: Any, e: Equilibrium, deadline: float | None = None) -> Verdict:
    """Return where every player's strategy is undominated, and which strategy is not."""
    return in_words(e, judged(game, view_of(game), e, dominated, deadline))


def iterated(game: Any, e: Equilibrium, deadline: float | None = None) -> Verdict:
    """Return where no strategy is deleted by iterated weak dominance, and which one is."""
    return in_words(e, judged(game, view_of(game), e, _deleted, deadline))


def in_words(e: Equilibrium, found: tuple[bool | Region, list[Reason]]) -> Verdict:
    """Return a verdict with its reasons as one text."""
    return found[0], together(found[1], e.region)


def dominated(d: Dominance, player: int, support: tuple[int, ...], case: Any) -> str:
    """Return which mixture dominates a player's mixtures with this support, "" where none does."""
    found = d.better(case, player, support, d.everything)
    return "" if found is None else d.sentence(player, support, found)


def _deleted(d: Dominance, player: int, support: tuple[int, ...], case: Any) -> str:
    alive: Alive = d.everything
    for level in itertools.count():
        found = d.better(case, player, support, alive)
        if found is not None:
            rounds = (
                f", after {level} round{'s' * (level > 1)} of deleting dominated strategies" if level else ""
            )
            return d.sentence(player, support, found).removesuffix(".") + f"{rounds}."
        left = tuple(
            tuple(k for k in plans if d.better(case, i, (k,), alive) is None) for i, plans in enumerate(alive)
        )
        if left == alive:
            break
        alive = left
    return ""


def judged(
    game: Any, view: Strategic, e: Equilibrium, test: Test, deadline: float | None
) -> tuple[bool | Region, list[Reason]]:
    """Return the region in which every player's strategy passes a test of its support, and why it fails."""
    faces = [_faces(view, i, e) for i in range(len(view.players))]
    passed: list[Conjunction] = []
    why: list[Reason] = []
    for ground in grounds(game, e, (x for u in view.terms.values() for x in u), False, deadline):
        d = Dominance(view, ground.search)
        sides = [_passing(d, i, options, ground, test, why) for i, options in enumerate(faces)]
        passed += [
            (*part, *face) for face, cells in _together(ground, sides) for part in ground.region(cells)
        ]
    if not why:
        return True, []
    return (Region(tuple(passed)) if passed else False), why


def _together(ground: Ground, sides: Sequence[Sequence[Part]]) -> Iterator[Part]:
    """Yield where every player passes; what lies in a part before is left out."""
    search = ground.search
    found: list[Part] = []

    def new(cell: Signs, conditions: Conjunction) -> bool:
        wider = [cells for cs, cells in found if set(cs) <= set(conditions)]
        here = search.joint([cell], ground.cells)
        return bool(here) and not any(all(_inside(search, d, cells) for d in here) for cells in wider)

    for parts in itertools.product(*sides):
        conditions = tuple(dict.fromkeys(itertools.chain.from_iterable(cs for cs, _ in parts)))
        cells = search.short(search.joint(*(cells for _, cells in parts)), care=ground.cells)
        cells = [d for d in cells if new(d, conditions)]
        if cells:
            found.append((conditions, cells))
            yield conditions, cells


def _inside(search: Search, cell: Signs, others: Sequence[Signs]) -> bool:
    return search.numeric or search.oracle.inside_union(cell, others)


def _passing(
    d: Dominance, player: int, faces: Sequence[Face], ground: Ground, test: Test, why: list[Reason]
) -> list[Part]:
    """Where the strategies of one player pass: conditions on the free variables, and cells."""
    parts: list[Part] = []
    everywhere: list[frozenset[int]] = []
    failing: dict[frozenset[int], list[Reason]] = {}
    for sequences, conditions, played_there in faces:
        if any(sequences < wider for wider in everywhere):
            continue
        support = d.used(player, sequences)

        def reason(case: Any, support: tuple[int, ...] = support) -> str:
            return test(d, player, support, case)

        good, bad = ground.examined(reason)
        failing[sequences] = [
            Reason(text, Region(tuple((*played_there, *part) for part in where.disjuncts)))
            for text, where in ground.reasons(good, bad)
        ]
        if not bad:
            everywhere.append(sequences)
        if good:
            parts.append((conditions, good))
    for sequences, reasons in failing.items():
        if not any(s < sequences and failing[s] for s in failing):
            why += reasons
    return parts


def _faces(view: Strategic, player: int, e: Equilibrium) -> list[Face]:
    """The faces of a player's polytope, the whole one first, each with the conditions that make it."""
    name = view.players[player].player
    own = e.strategies[name]
    whole = played(view, player, own)
    corners = e.extreme_points or (e.strategies,)
    found = {played(view, player, corner[name]) for corner in corners}
    while True:
        more = {a | b for a, b in itertools.combinations(found, 2)} - found
        if not more:
            break
        found |= more
    ordered = sorted(found, key=lambda s: (-len(s), sorted(s)))
    always = frozenset.intersection(*found)
    return [
        (s, _zero(view, player, own, whole - s, "="), _zero(view, player, own, s - always, ">"))
        for s in ordered
    ]


def _zero(view: Strategic, player: int, own: Any, sequences: frozenset[int], op: str) -> Conjunction:
    """The conditions that some sequences, in the interior of a piece played, are not, or are."""
    found: dict[Condition, None] = {}
    for c in view.players[player].choices:
        mix = own if c.label == "" else own[c.label]
        if (op == ">" or c.before not in sequences) and mix is not None:
            for action, s in zip(c.actions, c.sequences, strict=True):
                if s in sequences and (op == "=" or mix[action].symbols):
                    found[arranged(mix[action], op)] = None
    return tuple(found)
