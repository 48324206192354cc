"""Names of equilibria, each from its own strategies, unique in a solution; and the order they are listed in.

An equilibrium has the same name wherever it is found: in a solution with symbols, at numbers, and in a
slice along a parameter. In a signaling game the name says who sends what; the replies, where they are not
what makes a type mix; and the replies off the path of play, where not every reply would do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..games.signaling import SignalingGame
from ..solution import Equilibrium, Solution, at_ties
from ..symbolic.expression import ONE, ZERO

_CLASSES = ("separating", "partially separating", "semi-separating", "pooling", "pure", "mixed")


def in_order(e: Equilibrium) -> tuple:
    """Equilibria on open regions first, then those that hold at ties only."""
    return (at_ties(e), _CLASSES.index(e.kind) if e.kind in _CLASSES else len(_CLASSES))


def named(game: Any, entries: Sequence[Equilibrium]) -> list[Equilibrium]:
    """Return the entries with unique names.

    Where several have one name of their own, what they do differently is added, and else a number; those
    that exist at ties only are numbered apart.
    """
    alike: dict[str, list[int]] = {}
    for k, e in enumerate(entries):
        alike.setdefault(own_name(game, e) + (", tie" if at_ties(e) else ""), []).append(k)
    names = [""] * len(entries)
    for name, group in alike.items():
        ties = at_ties(entries[group[0]])
        told = [""] * len(group) if ties else _differences(game, [entries[k] for k in group])
        seen: dict[str, int] = {}
        for k, more in zip(group, told, strict=True):
            seen[more] = seen.get(more, 0) + 1
            number = f" {seen[more]}" if ties and len(group) > 1 else ""
            number = f", case {seen[more]}" if seen[more] > 1 and not ties else number
            names[k] = name + more + number
    return [replace(e, name=name) for e, name in zip(entries, names, strict=True)]


def renamed(game: Any, part: Equilibrium) -> Equilibrium:
    """Return a part of an entry of a signaling game with the name of what it does; any other as it is."""
    return replace(part, name=own_name(game, part)) if isinstance(game, SignalingGame) else part


def own_name(game: Any, e: Equilibrium) -> str:
    """Return the name that follows from the strategies of an entry.

    >>> from defiance_games.solution import Equilibrium
    >>> own_name(None, Equilibrium("{l, r}", "mixed", {"A": {"l": ONE / 2, "r": ONE / 2}}))
    'mixed'
    """
    if not isinstance(game, SignalingGame):
        everything = all(x != ZERO for _, mix in _sets(e.strategies) for x in (mix or {"": ZERO}).values())
        return "mixed" if everything and e.kind == "mixed" and not e.free_variables else e.name
    return _signaling_name(game, e, True)


def outcome_name(game: Any, e: Equilibrium) -> str:
    """Return the name that an entry shares with those of the same outcome: nothing of what is off the path.

    >>> import defiance_games as dg
    >>> game = dg.load("exemplary_sanction").at(k_R="1/2", k_W=1, p_star="1/2", p_R=1, p_W=0, q="1/4", h=2)
    >>> [outcome_name(game, e) for e in dg.solve(game)]
    ['semi-separating: R S, W S/N', 'pooling on N (D)']
    """
    return _signaling_name(game, e, False) if isinstance(game, SignalingGame) else e.name


def heads(solution: Solution | Iterable[Equilibrium]) -> dict[str, str]:
    """Return for each equilibrium what it is called together with those of the same outcome.

    >>> import defiance_games as dg
    >>> model = dg.load("exemplary_sanction")
    >>> found = heads(dg.solve(model.at(k_R="1/2", k_W=1, p_star="1/2", p_R=1, p_W=0), generic=True))
    >>> found["pooling on N (D; S: D/C)"]
    'pooling on N (D)'
    """
    game = getattr(solution, "game", None)
    first: dict[int, Equilibrium] = {}
    head: dict[str, Equilibrium] = {}
    for e in solution:
        head[e.name] = e if e.outcome_class is None else first.setdefault(e.outcome_class, e)
    short = {e.name: outcome_name(game, e) for e in head.values()}
    every = list(short.values())
    return {name: short[e.name] if every.count(short[e.name]) == 1 else e.name for name, e in head.items()}


def _signaling_name(game: SignalingGame, e: Equilibrium, off_path: bool) -> str:
    sender, receiver = game.players
    sent = {t: [m for m, x in mix.items() if x != ZERO] for t, mix in e.strategies[sender].items()}
    replies = {m: _used(mix) for m, mix in e.strategies[receiver].items()}
    on_path = {m for messages in sent.values() for m in messages}
    told = [m for m in replies if off_path and m not in on_path and not _any_reply(e, receiver, m)]
    if e.kind == "semi-separating":
        play = ", ".join(f"{t} {'/'.join(messages)}" for t, messages in sent.items())
        if not any("/" in replies[m] for m in on_path):
            told = [m for m in replies if m in told or m in on_path]
    else:
        play = ", ".join(f"{t} {m} ({replies[m]})" for t, (m,) in sent.items())
    rest = ", ".join(f"{m}: {replies[m]}" for m in told)
    if e.kind == "pooling":
        (message,) = on_path
        return f"pooling on {message} ({'; '.join(filter(None, (replies[message], rest)))})"
    return f"{e.kind}: {play}{rest and f' ({rest})'}"


def _any_reply(e: Equilibrium, receiver: str, message: str) -> bool:
    """Whether every reply to a message is in the entry."""
    mixes = [point[receiver][message] for point in e.extreme_points or (e.strategies,)]
    return all(any(mix[reply] == ONE for mix in mixes) for reply in mixes[0])


def _differences(game: Any, entries: Sequence[Equilibrium]) -> list[str]:
    """What each does where they do not all use the same actions, as the end of a name."""
    word = "after" if isinstance(game, SignalingGame) else "at"
    played = [{place: _used(mix) for place, mix in _sets(e.strategies)} for e in entries]
    places = [p for p in played[0] if len({x.get(p) for x in played}) > 1]
    return ["".join(f", {x[p]} {word} {p[-1]}" for p in places if x.get(p)) for x in played]


def _sets(strategies: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Mapping | None]]:
    """Yield the player and information set, and what is played there (None: not said)."""
    for player, below in strategies.items():
        if any(isinstance(x, Mapping) or x is None for x in below.values()):
            yield from (((player, place), mix) for place, mix in below.items())
        else:
            yield (player,), below


def _used(mix: Mapping | None) -> str:
    return "/".join(a for a, x in (mix or {}).items() if x != ZERO)
