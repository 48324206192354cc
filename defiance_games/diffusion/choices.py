"""Parts of a process written as texts: ``random:K=8``, ``campaign:every=5,K=2%``, ``neighbors,news=0.1``.

A text is a name, then options after a colon, set apart by commas. A capacity ``K`` is a count a period, or
with a percent sign a share of the localities.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from ..errors import InputError, escaped, nearest
from .beliefs import Types
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
    makers: dict[str, tuple[tuple[str, ...], tuple[str, ...], Callable[..., Policy]]] = {
        "none": ((), (), NoSanctions),
        "first": (("m",), (), lambda m: FirstDefiances(None, m)),
        "random": (("K",), (), lambda K: RandomSanctions(_capacity(K))),
        "list": (("K",), (), lambda K: AnnouncedList(range(nodes), _capacity(K))),
        "visible": (("K",), (), lambda K: MostVisible(_capacity(K))),
        "campaign": (
            ("every", "K"),
            ("start",),
            lambda every, K, start=0: Campaign(RandomSanctions(_capacity(K)), every, start),
        ),
    }
    return _made("policy", text, makers)


def belief(text: str) -> Types:
    """Return the belief of this text: ``types:high=0.5,low=0.05,prior=0.2``."""
    return _made("belief", text, {"types": (("high", "low", "prior"), (), Types)})


def observation(text: str) -> Observation:
    """Return what is observed: neighbors, own, news=P, sanction-news=P, set apart by commas.

    ``news`` is the chance that a defiance is reported to all, ``sanction-news`` the same for a sanction (if
    not given, a sanction is reported with its defiance).

    >>> observation("neighbors,news=0.1").news
    Fraction(1, 10)
    """
    words, options = [], {}
    for part in (p.strip() for p in text.split(",")):
        name, equals, value = part.partition("=")
        if equals:
            options[name.strip()] = value.strip()
        else:
            words.append(part)
    known = ("neighbors", "own", "news=P", "sanction-news=P")
    faults = [
        f"observe: no '{escaped(w)}'. {nearest(w, known)}"
        for w in [*(w for w in words if w not in known[:2]), *(o for o in options if f"{o}=P" not in known)]
    ]
    if faults:
        raise InputError(faults)
    return Observation(
        own="own" in words,
        neighbors="neighbors" in words,
        news=options.get("news", 0),
        news_sanctions=options.get("sanction-news"),
    )


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
            options[last] = value.strip()
        elif last:  # a list goes on
            options[last] += f",{part.strip()}"
        else:
            raise InputError(f"{where}: options must be NAME=VALUE, got '{escaped(part)}'.")
    return name.strip(), options


def _made(where: str, text: str, makers: Mapping[str, Any]) -> Any:
    name, options = split(where, text)
    if name not in makers:
        raise InputError(f"{where}: no '{escaped(name)}'. {nearest(name, makers)}")
    needed, more, make = makers[name]
    example = f"{name}:" + ",".join(f"{n}=..." for n in needed)
    faults = [f"{where}: {name} needs {n}; write {example}." for n in needed if n not in options]
    faults += [
        f"{where}: {name} has no option '{escaped(n)}'. {nearest(n, [*needed, *more])}"
        for n in options
        if n not in (*needed, *more)
    ]
    if faults:
        raise InputError(faults)
    return make(**options)


def _capacity(text: str) -> Any:
    if not text.endswith("%"):
        return text
    try:
        return Share(Fraction(text[:-1].strip()) / 100)
    except (ValueError, ZeroDivisionError) as error:
        raise InputError(f"policy: K must be a count or a percentage, got '{escaped(text)}'.") from error
