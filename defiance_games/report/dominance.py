"""Dominance as a page: round by round what is removed and by what, and what is left."""

from __future__ import annotations

from typing import Any

from ..games.normal_form import joined as listed
from .page import (
    Block,
    Cell,
    Heading,
    Note,
    Page,
    conditions,
    fields,
    flat,
    joined,
    mixture,
    only_at_ties,
    where,
)
from .page import values as named_values

COLUMNS = ("region", "round", "player", "strategy", "dominated", "by")


def page(dominance: Any, ties: bool = False) -> Page:
    """Return the page of a Dominance; regions that are only ties between parameters are on it if ``ties``."""
    game = dominance.game
    blocks: list[Block] = [
        Heading(game.title or dominance.model or "Untitled game", 1),
        Note(_about(dominance)),
        *fields(
            [
                ("values", named_values(game.values or {})),
                ("domain", conditions(game.domain, "")),
                ("left out", joined(dominance.excepted)),
                ("undecided", "; ".join(dominance.undecided)),
            ]
        ),
    ]
    wide = [r for r in dominance.reductions if not only_at_ties(r.region)]
    shown = dominance.reductions if ties or not wide else wide
    for r in shown:
        blocks.append(Heading(where(r.region) if game.parameters else "rounds"))
        rows = _rounds(r)
        blocks += fields([*rows, *(("left: " + player, listed(left)) for player, left in r.left.items())])
    hidden = len(dominance.reductions) - len(shown)
    if hidden:
        cases = "case exists" if hidden == 1 else "cases exist"
        blocks.append(Note(f"{hidden} more {cases} only at ties between parameters: --ties, JSON and CSV."))
    return Page(tuple(blocks))


def _about(dominance: Any) -> str:
    limit = f", {dominance.rounds} round{'s' if dominance.rounds != 1 else ''}" if dominance.rounds else ""
    if dominance.weak:
        return (
            f"Iterated elimination of weakly dominated strategies{limit}: all of them at once in each round "
            "(another order may leave something else)."
        )
    left = "" if dominance.rounds else "; what is left is rationalizable"
    return f"Iterated elimination of strictly dominated strategies{limit}: any order leaves the same{left}."


def _rounds(reduction: Any) -> list[tuple[str, Cell]]:
    rounds: dict[int, list[Cell]] = {}
    for x in reduction.removals:
        how = "strictly" if x.strict else "weakly"
        by = joined((_by(d) for d in x.by), ", or ")
        rounds.setdefault(x.round, []).append((f"{x.player}: {x.strategy}, {how} dominated by ", by))
    found: list[tuple[str, Cell]] = [
        (f"round {n}", joined(map(flat, lines), "\n")) for n, lines in rounds.items()
    ]
    return found or [("round 1", "nothing is dominated")]


def _by(dominator: Any) -> Cell:
    place = () if dominator.region.always else (" where ", where(dominator.region))
    return flat((mixture(dominator.mixture), *place))


def records(dominance: Any) -> list[dict[str, Any]]:
    """Return a row for each removal."""
    return [
        {
            "region": r.region,
            "round": x.round,
            "player": x.player,
            "strategy": x.strategy,
            "dominated": "strictly" if x.strict else "weakly",
            "by": d.mixture,
            "by_region": d.region,
        }
        for r in dominance.reductions
        for x in r.removals
        for d in x.by
    ]
