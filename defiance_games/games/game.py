"""What every game has in common: parameters with domains, values fixed so far, outcomes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from ..errors import InputError, escaped, nearest
from ..shown import Drawn
from ..symbolic.condition import Condition, Parameter
from ..symbolic.domain import Domain, check_values
from ..symbolic.expression import Expression
from .outcome import Event, Outcome, Shape

MAX_ENTRIES = 200_000  # payoffs in one game


@dataclass(frozen=True, repr=False)
class Game(Drawn, ABC):
    """A finite game whose payoffs may hold symbols; immutable and compared by its parts.

    Parameters
    ----------
    players : names
    parameters : the symbols left free, with their domains
    outcomes : named quantities of interest
    values : the parameters fixed so far
    concept : the solution concept that suits it, where that is not the usual one of its kind
    """

    players: tuple[str, ...]
    parameters: tuple[Parameter, ...] = field(default=(), kw_only=True)
    outcomes: tuple[Outcome, ...] = field(default=(), kw_only=True)
    title: str = field(default="", kw_only=True)
    source: str = field(default="", kw_only=True)
    values: Mapping[str, Expression] = field(default_factory=dict, kw_only=True)
    concept: str | None = field(default=None, kw_only=True)

    kind = ""

    @property
    @abstractmethod
    def shape(self) -> Shape:
        """What the words of an event can mean."""

    @abstractmethod
    def expressions(self) -> Iterator[tuple[tuple[str, ...], Expression]]:
        """Every payoff and prior, each with its place in a game file."""

    @abstractmethod
    def _mapped(self, change: Callable[[Expression], Expression]) -> dict[str, Any]:
        """The fields that hold payoffs and priors, with ``change`` applied to each expression."""

    @abstractmethod
    def probability(self, event: Event, given: Event, strategies: Any) -> Expression | None:
        """Return P(event | given); None where ``given`` is null."""

    @abstractmethod
    def expectation(self, player: str, given: Event, strategies: Any) -> Expression | None:
        """Return the expected payoff of ``player`` given an event; None where it is null."""

    @abstractmethod
    def _layout(self) -> dict[str, Any]:
        """The fields of the game file that this kind of game adds, in order."""

    # -- parameters -----------------------------------------------------------------------------
    @property
    def symbols(self) -> frozenset[str]:
        """Names of the free parameters."""
        return frozenset(p.name for p in self.parameters)

    @property
    def domain(self) -> tuple[Condition, ...]:
        """Every condition on the free parameters."""
        return tuple(dict.fromkeys(c for p in self.parameters for c in p.domain))

    @property
    def name(self) -> str:
        """What messages call the game."""
        return escaped(self.title) or "game"

    def with_values(self, values: Mapping[str, Any]) -> Self:
        """Return the game with parameters fixed, exactly.

        What is fixed leaves ``parameters`` for ``values``; the domains of the others are specialized.
        Raises InputError for unknown names, values outside a domain, and payoffs without a value there.
        """
        fixed = check_values(self.parameters, values, self.name)
        if not fixed:
            return self
        faults = [
            f"{self.name}: a value must name parameters only, got '{escaped(n)}'. {nearest(n, self.symbols)}"
            for e in fixed.values()
            for n in e.symbols - self.symbols
        ]
        if faults:
            raise InputError(faults)
        point = ", ".join(f"{n} = {v}" for n, v in fixed.items())

        def change(e: Expression) -> Expression:
            try:
                return e if e.is_number else e.subs(fixed)
            except (ZeroDivisionError, ValueError, OverflowError):
                faults.append(f"{self.name}: {e} must have a value, got none at {point}.")
                return e

        fields = self._mapped(change)
        parameters = self._specialized(fixed, point, faults)
        if faults:
            raise InputError(faults)
        before = {n: change(v) for n, v in self.values.items()}
        game = replace(self, **fields, parameters=parameters, values={**before, **fixed})
        Domain(game.parameters).point(self.name)  # what is left must not be empty
        return game

    def _specialized(
        self, fixed: Mapping[str, Expression], point: str, faults: list[str]
    ) -> tuple[Parameter, ...]:
        """The free parameters; a condition stays with its own, or goes to the first free one in it."""
        free = {p.name: p for p in self.parameters if p.name not in fixed}
        domains: dict[str, list[Condition]] = {name: [] for name in free}
        for p in self.parameters:
            for condition in p.domain:
                special = condition.subs(fixed)
                if special.symbols:
                    owner = p.name if p.name in free else next(n for n in free if n in special.symbols)
                    domains[owner].append(special)
                elif not special.holds():
                    meaning = f" ({p.meaning})" if p.meaning else ""
                    faults.append(f"{self.name}: {p.name}{meaning} must satisfy {condition}, got {point}.")
        defaults = {name: p.default and p.default.subs(fixed) for name, p in free.items()}
        return tuple(replace(p, domain=tuple(domains[n]), default=defaults[n]) for n, p in free.items())

    # -- views ----------------------------------------------------------------------------------
    def to_dict(self) -> dict[str, Any]:
        """Return the game as the data of its file: text, lists and mappings."""
        found: dict[str, Any] = {}
        if self.title:
            found["title"] = self.title
        found |= {"kind": self.kind, "players": list(self.players)}
        if self.source:
            found["source"] = self.source
        if self.values:
            found["values"] = {n: str(v) for n, v in self.values.items()}
        if self.parameters:
            found["parameters"] = {p.name: _parameter_data(p) for p in self.parameters}
        found |= self._layout()
        if self.outcomes:
            found["outcomes"] = {o.name: o.text for o in self.outcomes}
        return found


def _parameter_data(p: Parameter) -> dict[str, Any]:
    data: dict[str, Any] = {"domain": [str(c) for c in p.domain]}
    if p.default is not None:
        data["default"] = str(p.default)
    data |= {field: text for field in ("meaning", "unit", "source") if (text := getattr(p, field))}
    return data | ({"integer": True} if p.integer else {})
