"""What a locality observes: its own experience, the localities that it watches, public news."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .checks import Checks


@dataclass(frozen=True)
class Observation:
    """Which defiances and sanctions of a period add to a locality's counts.

    Parameters
    ----------
    own : its own defiance, and whether it was sanctioned for it
    neighbors : the acts, and the sanctions, of those whom it observes on the graph
    news : chance in [0, 1] that a defiance is reported in public; all learn what is reported (a locality that
        watches others hears of them again)
    news_sanctions : the same for a sanction; None: a sanction is reported when the defiance is

    Publicizing exemplary cases only is ``Observation(news=0, news_sanctions=1)``: the sanctioned defiance is
    then reported with its sanction.

    >>> Observation(news="1/2").news
    Fraction(1, 2)
    """

    own: bool = False
    neighbors: bool = True
    news: Any = 0
    news_sanctions: Any = None

    def __post_init__(self) -> None:
        checks = Checks("Observation")
        for name in ("own", "neighbors"):
            if not isinstance(getattr(self, name), bool):
                checks.add(f"{name} must be true or false, got {getattr(self, name)}.")
        for name, what in (("news", "defiance"), ("news_sanctions", "sanction")):
            if getattr(self, name) is not None:
                chance = checks.number(
                    name, f"chance that a {what} is reported", getattr(self, name), "in [0, 1]"
                )
                object.__setattr__(self, name, chance)
        checks.tell()
