"""Who chooses where, and what each action pays there: the part of a game that an equilibrium has to answer
for.

Mixing probabilities are *unknowns*: symbols, so that an indifference reads as the equation that it is, with
the values that the solver found. In a continuum the free variables of the entry stand for themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ..solution import Equilibrium
from ..symbolic.condition import Condition
from ..symbolic.expression import ONE, ZERO, Expression, add, symbol
from .steps import Cell, Named


@dataclass(frozen=True)
class Belief:
    """What is believed at a place: each thing that may be so, with the belief in it.

    ``symbols`` are the names under which payoffs speak of it; ``bayes`` is what Bayes' rule gives in the
    unknowns (None off the path of play), ``values`` what the solver found, ``sets`` the beliefs that serve
    off the path.
    """

    about: tuple[str, ...]
    values: tuple[Expression, ...]
    bayes: tuple[Expression, ...] | None
    symbols: Mapping[str, Expression] = field(default_factory=dict)  # name -> value
    sets: tuple[tuple[Condition, ...], ...] = ()
    given: str = ""
    prior: bool = False  # Bayes' rule gives back the prior


@dataclass(frozen=True)
class Decision:
    """One choice: who, where, with which probabilities, and what each action pays in unknowns and beliefs."""

    who: str
    short: str
    mixture: Mapping[str, Expression]
    payoffs: Mapping[str, Expression]
    place: str = ""
    belief: Belief | None = None
    on_path: bool = True
    label: str = ""  # of the information set, in a tree

    @property
    def played(self) -> list[str]:
        """The actions played with positive probability somewhere in the entry."""
        return [a for a, p in self.mixture.items() if p != ZERO]

    def payoff(self, action: str) -> Named:
        """The name of what an action pays."""
        return Named("u", self.short, action)


class Parts(NamedTuple):
    """The decisions of an equilibrium, its unknowns, and what the statement shows if not the decisions."""

    decisions: list[Decision]
    unknowns: Unknowns
    shown: tuple[Decision, ...] = ()


@dataclass
class Unknowns:
    """The symbols that stand for mixing probabilities, each with its value and its meaning."""

    taken: set[str]
    free: frozenset[str]
    values: dict[str, Expression] = field(default_factory=dict)
    meanings: dict[str, Cell] = field(default_factory=dict)

    @classmethod
    def of(cls, e: Equilibrium, names: Iterable[str]) -> Unknowns:
        """Return none yet, for an equilibrium of a game with these parameters."""
        free = frozenset(e.free_variables)
        return cls({*names, *free}, free)

    def fresh(self, *wished: str) -> str:
        """Return the first of the names that is not taken (else with a number), and take it."""
        numbered = (f"{wished[0]}_{k}" for k in range(1, 1000))
        name = next(n for n in (*wished, *numbered) if n not in self.taken)
        self.taken.add(name)
        return name

    def mixed(
        self, mixture: Mapping[str, Expression], who: str, wished: tuple[str, ...]
    ) -> dict[str, Expression]:
        """Return a mixture with symbols in place of probabilities that are formulas."""
        played = [a for a, p in mixture.items() if p != ZERO]
        if len(played) < 2 or any(p.symbols & self.free for p in mixture.values()):
            return dict(mixture)
        found = dict.fromkeys(mixture, ZERO)
        for a in played[:-1]:
            name = self.fresh(*wished)
            self.values[name] = mixture[a]
            self.meanings[name] = (symbol(name), f" is the probability that {who} {a}")
            found[a] = symbol(name)
        found[played[-1]] = ONE - add(*(found[a] for a in played[:-1]))
        return found
