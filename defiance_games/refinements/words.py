"""What a judge says: a verdict, and the words of its reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..errors import escaped
from ..symbolic.condition import ALWAYS, Condition, Region

Conjunction = tuple[Condition, ...]
# where an entry passes (None: undecided), and why it fails elsewhere
Verdict = tuple["bool | Region | None", str]
_LONGEST = 70  # characters of a place that is told


class Reason(NamedTuple):
    """Why an entry fails, and where in it: ALWAYS where it does so throughout."""

    text: str
    where: Region = ALWAYS


def listed(labels: Iterable[object], last: str = "and") -> str:
    """Return labels as people list them.

    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"], "or")
    ('a', 'a and b', 'a, b or c')
    """
    *rest, end = [escaped(label) for label in labels]
    return f"{', '.join(rest)} {last} {end}" if rest else end


def together(reasons: Iterable[Reason], whole: Region = ALWAYS, most: int = 2) -> str:
    """Return the distinct reasons, shortest first and ``most`` at most, as one text.

    Each with the place where it holds, unless that is the ``whole`` region of the entry; a reason that holds
    throughout makes the others needless.

    >>> from defiance_games.symbolic.condition import NEVER, equals
    >>> together([Reason("A long reason."), Reason("Short."), Reason("Short.")])
    'Short. Also: A long reason.'
    >>> together([Reason("A long reason.", Region(((equals("x", 1),),))), Reason("Short.", NEVER)])
    'Where x = 1: A long reason.'
    """
    places: dict[str, dict[Conjunction, None]] = {}
    for text, where in reasons:
        places.setdefault(text, {}).update(dict.fromkeys(where.disjuncts))
    found = {text: Region(tuple(ds)) for text, ds in places.items() if ds}
    throughout = [t for t, r in found.items() if r.always or {*r.disjuncts} >= {*whole.disjuncts}]
    if throughout:
        return " Also: ".join(sorted(throughout, key=len)[:most])
    told: dict[str, str] = {}  # place -> reasons
    for text in sorted(found, key=len)[:most]:
        place = str(found[text])
        if place in told:
            told[place] += f" Also: {text}"
        elif len(place) <= _LONGEST:
            told[place] = f"Where {place}: {text}"
        else:
            told[place] = f"Elsewhere: {text}" if told else text
    return " ".join(told.values())
