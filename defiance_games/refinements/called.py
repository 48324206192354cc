"""What a part of an entry is called, and its class: by the actions it uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..solution import Equilibrium
from ..symbolic.expression import ONE, ZERO

Used = tuple[str, ...]  # the actions in use at an information set


def called(whole: Equilibrium, part: Equilibrium) -> Equilibrium:
    """Return a part of an entry with a name and a class that say what it is.

    >>> from defiance_games.symbolic.expression import symbol
    >>> x = symbol("x")
    >>> whole = Equilibrium("T, {l, r}", "mixed", {"A": {"T": ONE, "D": ZERO}, "B": {"l": x, "r": ONE - x}})
    >>> part = replace(whole, strategies={"A": {"T": ONE, "D": ZERO}, "B": {"l": ONE, "r": ZERO}})
    >>> called(whole, part)
    <Equilibrium 'T, l' where always>
    >>> called(whole, part).kind
    'pure'
    """
    before, after = (list(_used(e.strategies)) for e in (whole, part))
    if whole.kind not in ("pure", "mixed"):
        return _of_signaling(part)
    pure = all(p in (ZERO, ONE) for mix in _mixes(part.strategies) for p in mix.values())
    name = whole.name if before == after else _renamed(whole, before, after, part)
    return replace(part, name=name, kind="pure" if pure else "mixed")


def distinct(entries: Iterable[Equilibrium]) -> list[Equilibrium]:
    """Return the entries with different names: those of the same name are numbered."""
    seen: dict[str, int] = {}
    found = []
    for e in entries:
        seen[e.name] = seen.get(e.name, 0) + 1
        found.append(e if seen[e.name] == 1 else replace(e, name=f"{e.name}, part {seen[e.name]}"))
    return found


def _mixes(strategies: Any) -> Iterator[Mapping]:
    """Yield what is played at each information set, where that is said."""
    for below in strategies.values():
        if isinstance(below, Mapping):
            if any(isinstance(x, Mapping) or x is None for x in below.values()):
                yield from _mixes(below)
            else:
                yield below


def _used(strategies: Any) -> Iterator[Used]:
    for mix in _mixes(strategies):
        yield tuple(a for a, p in mix.items() if p != ZERO)


def _words(used: Used) -> tuple[str, str]:
    """The two ways in which names list actions."""
    return used[0] if len(used) == 1 else "{" + ", ".join(used) + "}", "/".join(used)


def _whole_name(strategies: Any, within: str) -> str:
    """A name made of all that is used, the sets of a player joined by ``within``."""
    mixes = {who: list(_used({who: below})) for who, below in strategies.items()}
    return ", ".join(within.join(_words(u)[0] for u in sets) for sets in mixes.values() if sets)


def _renamed(whole: Equilibrium, before: Sequence[Used], after: Sequence[Used], part: Equilibrium) -> str:
    """The name of an entry with the actions that its part uses."""
    plain = re.sub(r"(, (tie|case|part)( \d+)?)+$", "", whole.name)
    case = whole.name[len(plain) :]
    for within in (" ", ", "):
        if plain == _whole_name(whole.strategies, within):
            return _whole_name(part.strategies, within) + case
    return _replaced(plain, before, after) + case


def _replaced(name: str, before: Sequence[Used], after: Sequence[Used]) -> str:
    """The name with each word for what was used replaced in turn by that for what is."""
    done = ""
    for old, new in zip(before, after, strict=False):
        for first, second in zip(_words(old), _words(new), strict=True):
            head, found, tail = name.partition(first)
            if found and len(old) > 1:
                done, name = done + head + second, tail
                break
    return done + name


def _of_signaling(part: Equilibrium) -> Equilibrium:
    """The same for an equilibrium of a signalling game: the class says who sends what."""
    types = next(iter(part.strategies.values()))
    sent = list(_used({"": types}))
    if any(len(used) > 1 for used in sent):
        return replace(part, kind="semi-separating")
    different = len(set(sent))
    if different == 1:
        return replace(part, kind="pooling")
    messages = len(next(iter(types.values())))
    return replace(part, kind="separating" if different == messages else "partially separating")
