"""What a solver finds: :class:`Equilibrium`, :class:`Solution`, :class:`Status`."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from .errors import InputError, TimeLimitReached, escaped, nearest
from .shown import Shown
from .symbolic.condition import ALWAYS, Condition, Region
from .symbolic.expression import Expression

CONCEPTS = {  # kind of game -> the concepts it can be solved for, the default first
    "normal": ("nash", "correlated", "stackelberg", "quantal-response"),
    "signaling": ("perfect-bayesian",),
    "extensive": (
        "subgame-perfect",
        "perfect-bayesian",
        "sequential",
        "nash",
        "correlated",
        "stackelberg",
        "quantal-response",
    ),
}
Mixture = Mapping[str, Expression]
# player -> strategy -> probability (normal form), or player -> information set -> action -> probability
Strategies = Mapping[str, Any]


class Status(enum.Enum):
    """How a search ended; the value is the sentence a person reads."""

    SOLVED = "Every equilibrium found is listed."
    NONE_EXISTS = "There is no equilibrium, and this is proved."
    NOT_FOUND = "No equilibrium was found, but the search was not complete."
    UNDECIDED = "The time limit, or the reach of the method, ended the search before it was complete."

    @property
    def word(self) -> str:
        """The word used in JSON."""
        return self.name.lower().replace("_", "-")


@dataclass(frozen=True)
class Equilibrium(Shown):
    """One branch: an equilibrium (or a convex product piece of equilibria) and where it holds.

    Parameters
    ----------
    name : unique in its solution
    kind : pure, mixed, separating, pooling or semi-separating
    strategies : player -> strategy -> probability in a table, else player -> information set -> action ->
        probability
    region : where in the parameters it holds
    payoffs : player -> expected payoff; for the sender of a signaling game, type -> expected payoff
    outcomes : the game's named quantities; None where conditional on what never occurs
    beliefs : information set -> type or node -> probability
    belief_sets : all beliefs that will do, where there is more than one
    free_variables : of a connected set of equilibria: its own letters, each with its range
    extreme_points : the corners of that set, each as ``strategies``
    distribution : of a correlated equilibrium: profile -> probability
    refinements : refinement -> whether it is passed, or the region where it is
    reasons : refinement -> why it fails where it does
    verified : whether the verifier passed it
    """

    name: str
    kind: str  # pure | mixed | separating | pooling | semi-separating   ("class" in JSON)
    strategies: Strategies  # in a tree, None for an information set that the own strategy does not reach
    region: Region = ALWAYS
    # player -> Expression, or sender -> type -> Expression
    payoffs: Mapping[str, Any] = field(default_factory=dict)
    outcomes: Mapping[str, Expression | None] = field(default_factory=dict)
    # one belief that supports every reply in the entry; the beliefs that support at least one of them
    beliefs: Mapping[str, Mixture] = field(default_factory=dict)
    belief_sets: Mapping[str, tuple[tuple[Condition, ...], ...]] = field(default_factory=dict)
    free_variables: Mapping[str, tuple[Condition, ...]] = field(default_factory=dict)
    extreme_points: tuple[Strategies, ...] = ()
    distribution: Mapping[str, Expression] = field(default_factory=dict)  # correlated: profile -> probability
    refinements: Mapping[str, bool | Region] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)  # refinement -> why it fails where it does
    outcome_class: int | None = None
    concept: str = ""  # what it was solved for
    form: str = ""  # the kind of game: normal | signaling | extensive
    verified: bool = False

    def __repr__(self) -> str:
        return f"<Equilibrium {self.name!r} where {self.region}>"

    def to_dict(self, numeric: bool = False) -> dict[str, Any]:
        """Return the JSON form; values are exact text, or floats where ``numeric`` and free of symbols."""
        optional = {
            "distribution": plain(self.distribution, numeric),
            "beliefs": plain(self.beliefs, numeric),
            "belief_sets": {k: _conditions(v) for k, v in self.belief_sets.items()},
            "free_variables": {k: [str(c) for c in v] for k, v in self.free_variables.items()},
            "extreme_points": plain(self.extreme_points, numeric),
            "refinements": plain(self.refinements),
            "reasons": dict(self.reasons),
        }
        return {
            "name": self.name,
            "class": self.kind,
            "strategies": plain(self.strategies, numeric),
            **{k: v for k, v in optional.items() if v},
            "region": plain(self.region),
            "payoffs": plain(self.payoffs, numeric),
            "outcomes": plain(self.outcomes, numeric),
            **({} if self.outcome_class is None else {"outcome_class": self.outcome_class}),
            **({"concept": self.concept} if self.concept else {}),
            "verified": self.verified,
        }


def at_ties(e: Equilibrium) -> bool:
    """Return whether an entry exists at ties between parameters only."""
    return all(any(c.op == "=" for c in d) for d in e.region.disjuncts) and not e.region.always


@dataclass
class Proposal:
    """What a solver hands to ``solve``: entries still to be verified, and what it left open."""

    concept: str
    equilibria: list[Equilibrium] = field(default_factory=list)
    simplify: list[Callable[[Expression], Expression]] = field(default_factory=list)  # one an equilibrium
    undecided: list[str] = field(default_factory=list)
    record: Any = None
    search: Any = None  # the workbench, where one was used
    left_out: list[str] = field(default_factory=list)  # what is not listed, though nothing is undecided

    def add(self, equilibrium: Equilibrium, simplify: Callable[[Expression], Expression]) -> None:
        """Add an entry, and what writes formulas shortly on its region."""
        self.equilibria.append(equilibrium)
        self.simplify.append(simplify)

    @contextmanager
    def until_time_runs_out(self, rest: str) -> Iterator[None]:
        """Keep what was found when the time limit is reached, and name the ``rest``."""
        try:
            yield
        except TimeLimitReached:
            self.undecided.append(rest)


@dataclass(frozen=True)
class Rejection:
    """An equilibrium, or a part of one, that a refinement rejects, and why."""

    equilibrium: Equilibrium
    refinement: str
    reason: str


@dataclass(frozen=True)
class Solution(Shown):
    """Every equilibrium of a game that a search found, and whether the list is proved complete.

    It is a sequence of :class:`Equilibrium`; an equilibrium is also found by its name, ``solution["mixed"]``.

    Parameters
    ----------
    game : what was solved
    concept : what it was solved for: nash, perfect-bayesian, ...
    equilibria : what was found, in a fixed order
    status : how the search ended
    complete : True where it is proved that nothing is missing; "generic" where that is so but for the ties
        under ``excepted``; else False
    refinement : what was asked to be passed, if anything
    rejected : what did not pass, each with the reason
    excepted : ties of parameters at which "generic" says nothing
    undecided : what was left when the time limit was reached
    left_out : what is not listed, though nothing is undecided
    """

    game: Any
    concept: str  # nash | subgame-perfect | perfect-bayesian | ...
    equilibria: tuple[Equilibrium, ...]
    status: Status
    complete: bool | str  # True | False | "generic"
    refinement: str | None = None
    rejected: tuple[Rejection, ...] = ()  # by the refinement asked for
    excepted: tuple[Condition, ...] = ()  # where "generic" says nothing: each names a null set
    undecided: tuple[str, ...] = ()  # branches left when the time limit was reached
    left_out: tuple[str, ...] = ()  # what is not listed, though nothing is undecided
    record: Any = None  # the solver's record of its work
    model: str = ""

    def __repr__(self) -> str:
        complete = {True: "complete", False: "not complete", "generic": "generically complete"}[self.complete]
        found = f"{len(self.equilibria)} {self.concept} equilibria"
        return f"<Solution of {self.model or self.game.title!r}: {found}, {complete}>"

    def __iter__(self) -> Iterator[Equilibrium]:
        return iter(self.equilibria)

    def __len__(self) -> int:
        return len(self.equilibria)

    def __getitem__(self, index: int | str) -> Equilibrium:
        """An equilibrium by its number, its name, or the beginning of a name where that is enough."""
        if not isinstance(index, str):
            return self.equilibria[index]
        begun = [e for e in self.equilibria if re.match(re.escape(index) + r"(?!\w)", e.name)]
        clear = [e for e in begun if not at_ties(e)]
        for found in ([e for e in begun if e.name == index], clear, begun):
            if len(found) == 1:
                return found[0]
        several = f"Which of them: {'; '.join(e.name for e in clear or begun)}?" if begun else ""
        wide = [e.name for e in self.equilibria if not at_ties(e)]
        remedy = several or nearest(index, wide or [e.name for e in self.equilibria])
        raise InputError(f"There is no equilibrium '{escaped(index)}'. {remedy}")

    def chosen(self, which: str | int) -> Equilibrium:
        """Return the equilibrium that a person names: as in ``solution[name]``, or by its number from 1.

        Raises InputError for one that is not there.
        """
        text = str(which).strip()
        if not self.equilibria:
            raise InputError("equilibrium: there is none: solve found no equilibrium of this game.")
        if not text.lstrip("+-").isdigit() or text in {e.name for e in self.equilibria}:
            return self[text]
        if 1 <= int(text) <= len(self):
            return self[int(text) - 1]
        raise InputError(f"equilibrium: a number must be from 1 to {len(self)}, got {escaped(text)}.")

    def to_dict(self, numeric: bool = False) -> dict[str, Any]:
        """Return the JSON form; values are exact text, or floats where ``numeric`` and free of symbols."""
        game = self.game
        return {
            "schema": "defiance-games/solution/1",
            "model": self.model or game.title,
            "kind": game.kind,
            "concept": self.concept,
            "refinement": self.refinement,
            "values": plain(game.values or {}),
            "free": [p.name for p in game.parameters],
            "domain": [str(c) for c in game.domain],
            "status": self.status.word,
            "complete": self.complete,
            **({"except": [str(c) for c in self.excepted]} if self.excepted else {}),
            **({"undecided": list(self.undecided)} if self.undecided else {}),
            **({"left_out": list(self.left_out)} if self.left_out else {}),
            "equilibria": [e.to_dict(numeric) for e in self.equilibria],
            **({"rejected": [_rejected(r) for r in self.rejected]} if self.rejected else {}),
        }


def _rejected(r: Rejection) -> dict[str, Any]:
    return {"name": r.equilibrium.name, "refinement": r.refinement, "reason": r.reason}


def plain(value: Any, numeric: bool = False) -> Any:
    """Return ``value`` as JSON data: expressions as exact text, regions as lists, the rest as it is.

    >>> from defiance_games.symbolic.expression import number
    >>> from fractions import Fraction
    >>> plain({"a": number(Fraction(1, 3)), "b": None}), plain([number(Fraction(1, 3))], numeric=True)
    ({'a': '1/3', 'b': None}, [0.333333333333])
    """
    if isinstance(value, Mapping):
        return {str(k): plain(v, numeric) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v, numeric) for v in value]
    if isinstance(value, Region):
        return _conditions(value.disjuncts)
    if isinstance(value, Expression):
        return float(f"{float(value):.12g}") if numeric and not value.symbols else str(value)
    return value


def _conditions(disjuncts: Iterable[Iterable[Condition]]) -> list[list[str]]:
    return [[str(c) for c in conjunction] for conjunction in disjuncts]
