"""What each plays, in as few words: players who play alike are named together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .steps import Cell, flat, joined


@dataclass(frozen=True)
class Phrase:
    """Who plays what where; ``belief`` is what is believed there off the path of play."""

    who: str
    verb: str
    what: Cell
    place: str = ""
    belief: Cell = ""


def phrased(phrases: Iterable[Phrase], capital: bool = False) -> tuple[Cell, ...]:
    """Return the phrases as one sentence without its stop.

    >>> phrased([Phrase("R", "sends", "S"), Phrase("W", "sends", "S")])
    ('R and W send S',)
    """
    alike: list[list[Phrase]] = []
    for p in phrases:
        for some in alike:
            q = some[0]
            same_play = (p.verb, p.what, p.belief) == (q.verb, q.what, "") and not p.place and not q.place
            if same_play or (p.who, p.verb) == (q.who, q.verb):
                some.append(p)
                break
        else:
            alike.append([p])
    parts = [_together(some) for some in alike]
    long = any(len(p.what) > 1 or p.belief for some in alike for p in some)
    cells = joined(parts, "; ", "; and ") if long else joined(parts, last=" and ")
    return _flattened(cells, capital)


def _together(some: list[Phrase]) -> Cell:
    first = some[0]
    if len(some) > 1 and first.who != some[1].who:
        who = " and ".join(", ".join(_short(p.who, k) for k, p in enumerate(some)).rsplit(", ", 1))
        who = f"types{who[4:]}" if who.startswith("type ") else who
        return (who, " ", first.verb.removesuffix("s"), " ", first.what)
    shown = []
    for k, p in enumerate(some):
        lead = (p.who, f" {p.verb}") if k == 0 else ()
        place = f" {p.place}" if p.place else ""
        if len(p.what) > 1 and place:
            shown.append((*lead, f",{place}, " if lead else f"{p.place}, ", p.what, p.belief))
        else:
            shown.append((*lead, " " if lead else "", p.what, place, p.belief))
    between = ", and " if any(p.belief or len(p.what) > 1 for p in some[:-1]) else " and "
    return joined(shown, ", ", between)


def _short(who: str, k: int) -> str:
    return who.removeprefix("type ") if k else who


def _flattened(cell: Cell, capital: bool) -> tuple[Cell, ...]:
    found: list[Cell] = []
    for c in flat(cell):
        if isinstance(c, str) and found and isinstance(found[-1], str):
            found[-1] += c
        else:
            found.append(c)
    if capital and found and isinstance(found[0], str):
        found[0] = found[0][:1].upper() + found[0][1:]
    return tuple(found)
