"""Parts of a process written as texts: ``random:K=8``, ``campaign:every=5,K=2%``, ``neighbors,news=0.1``.

A text is a name, then options after a colon, set apart by commas. A capacity ``K`` is a count a period, or
with a percent sign a share of the localities.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from ..errors import Faults, InputError, escaped, nearest
from .beliefs import TYPES, Types
from .checks import Checks
from .observation import Observation
from .policies import (
    AnnouncedList,
    Campaign,
    FirstDefiances,
    MostVisible,
    NoSanctions,
    Policy,
    RandomSanctions,
)
from .share import Share

# the options needed (with stand-ins for what is missing), further ones, and what makes the part of them
Maker = tuple[Mapping[str, Any], tuple[str, ...], Callable[..., Any]]


def policy(text: str, nodes: int) -> Policy:
    """Return the sanction policy of this text: none, first, random, list, visible or campaign.

    ``first:m=8`` (of each seed), ``random:K=8``, ``list:K=8`` (an announced list: localities by number),
    ``visible:K=8`` (whom most observe), ``campaign:every=5,K=8`` (and ``start=0``; at random among defiers).

    >>> policy("random:K=8", 100), policy("visible:K=2%", 100)
    (RandomSanctions(K=8), MostVisible(K=Share(value=Fraction(1, 50))))
    >>> policy("randm:K=8", 100)
    Traceback (most recent call last):
    ...
    defiance_games.errors.InputError: policy: no 'randm'. Did you mean 'random'?
    """
    makers: dict[str, Maker] = {
        "none": ({}, (), NoSanctions),
        "first": ({"m": "0"}, (), lambda m: FirstDefiances(None, m)),
        "random": ({"K": "0"}, (), lambda K: RandomSanctions(_capacity(K))),
        "list": ({"K": "0"}, (), lambda K: AnnouncedList(range(nodes), _capacity(K))),
        "visible": ({"K": "0"}, (), lambda K: MostVisible(_capacity(K))),
        "campaign": ({"every": "1", "K": "0"}, ("start",), _campaign),
    }
    return _made("policy", text, makers)


def belief(text: str) -> Types:
    """Return the belief of this text: ``types:high=0.5,low=0.05,prior=0.2``."""
    return _made("belief", text, {"types": ({name: None for name, _ in TYPES}, (), _types)})


def observation(text: str) -> Observation:
    """Return what is observed: neighbors, own, news=P, sanction-news=P, set apart by commas.

    ``news`` is the chance that a defiance is reported to all, ``sanction-news`` the same for a sanction (if
    not given, a sanction is reported with its defiance).

    >>> observation("neighbors,news=0.1").news
    Fraction(1, 10)
    """
    known = ("neighbors", "own", "news=P", "sanction-news=P")
    given: dict[str, str] = {}
    faults = Faults()
    for part in text.split(","):
        name, equals, value = (p.strip() for p in part.partition("="))
        if f"{name}{'=P' if equals else ''}" not in known:
            faults.add(f"observe: no '{escaped(part.strip())}'. {nearest(name, known)}")
        elif name in given:
            faults.add(f"observe: {name} must be given once.")
        else:
            given[name] = value
    found = faults.of(
        lambda: Observation(
            own="own" in given,
            neighbors="neighbors" in given,
            news=given.get("news", 0),
            news_sanctions=given.get("sanction-news"),
        )
    )
    faults.tell()
    return found


def split(where: str, text: str) -> tuple[str, dict[str, str]]:
    """Return the name and the options of a text.

    >>> split("graph", "small-world:degree=6,rewire=0.2")
    ('small-world', {'degree': '6', 'rewire': '0.2'})
    >>> split("graph", "hierarchy:branching=31,11,9")
    ('hierarchy', {'branching': '31,11,9'})
    """
    name, colon, rest = text.partition(":")
    options: dict[str, str] = {}
    last = ""
    for part in rest.split(",") if colon else ():
        key, equals, value = part.partition("=")
        if equals:
            last = key.strip()
            if last in options:
                raise InputError(f"{where}: {escaped(last)} must be given once.")
            options[last] = value.strip()
        elif last:  # a list goes on
            options[last] += f",{part.strip()}"
        else:
            raise InputError(f"{where}: options must be NAME=VALUE, got '{escaped(part)}'.")
    return name.strip(), options


def _made(where: str, text: str, makers: Mapping[str, Maker]) -> Any:
    name, options = split(where, text)
    if name not in makers:
        raise InputError(f"{where}: no '{escaped(name)}'. {nearest(name, makers)}")
    needed, more, make = makers[name]
    example = f"{name}:" + ",".join(f"{n}=..." for n in needed)
    faults = Faults()
    faults.found += [f"{where}: {name} needs {n}; write {example}." for n in needed if n not in options]
    faults.found += [
        f"{where}: {name} has no option '{escaped(n)}'. {nearest(n, [*needed, *more])}"
        for n in options
        if n not in (*needed, *more)
    ]
    # what is missing is filled in, to see what else is wrong
    known = {n: value for n, value in options.items() if n in (*needed, *more)}
    found = faults.of(lambda: make(**{**needed, **known}))
    faults.tell()
    return found


def _types(**given: str | None) -> Types | None:
    if None not in given.values():
        return Types(**given)
    checks = Checks("Types")
    for name, what in TYPES:
        if given[name] is not None:
            checks.number(name, what, given[name], "in (0, 1)")
    checks.tell()
    return None


def _campaign(every: Any, K: str, start: Any = 0) -> Campaign:
    faults = Faults()
    who = faults.of(lambda: RandomSanctions(_capacity(K)))
    found = faults.of(lambda: Campaign(who or NoSanctions(), every, start))
    faults.tell()
    return found


def _capacity(text: str) -> Any:
    if not text.endswith("%"):
        return text
    try:
        percent = Fraction(text[:-1].strip())
    except (ValueError, ZeroDivisionError) as error:
        raise InputError(f"policy: K must be a count or a percentage, got '{escaped(text)}'.") from error
    if not 0 <= percent <= 100:
        raise InputError(f"policy: K must be at least 0% and at most 100%, got '{escaped(text)}'.")
    return Share(percent / 100)
