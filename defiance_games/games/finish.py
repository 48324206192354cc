"""The last step of building a game: what its parts say together must make sense."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from ..symbolic.condition import Condition, Parameter
from ..symbolic.domain import Domain, check_denominators, check_probabilities, check_values
from ..symbolic.expression import ZERO, Expression
from .game import Game
from .reading import Reader

G = TypeVar("G", bound=Game)


def finished(game: G, outcomes: Any, reader: Reader, priors: Mapping[str, Expression] | None = None) -> G:
    """Return ``game`` with every symbol declared, and its outcomes.

    Raises InputError with every fault that ``reader`` has collected, and: conditions that contradict each
    other, defaults outside their domain, denominators that can be zero, priors that can leave [0, 1].
    """
    if reader.sound and not reader.strict:
        game = _declared(game, priors or {})
    game = replace(game, outcomes=reader.outcomes(outcomes, game))
    if reader.sound:
        _fail_if_domain_makes_no_sense(game, reader, priors or {})
    reader.finish()
    return game


def _declared(game: G, priors: Mapping[str, Expression]) -> G:
    """Declare symbols that are not, without a domain, but so that priors which name them are positive."""
    names = dict.fromkeys(s for _, e in game.expressions() for s in sorted(e.symbols - game.symbols))
    if not names:
        return game
    domains: dict[str, tuple[Condition, ...]] = dict.fromkeys(names, ())
    for prior in priors.values():
        owner = next((n for n in names if n in prior.symbols), None)
        if owner:
            domains[owner] += (Condition(prior, ">", ZERO),)
    return replace(game, parameters=(*game.parameters, *(Parameter(n, domains[n]) for n in names)))


def _fail_if_domain_makes_no_sense(game: Game, reader: Reader, priors: Mapping[str, Expression]) -> None:
    domain = Domain(game.parameters)
    before = len(reader.faults)
    with reader.collect():
        domain.point(reader.at("parameters"))
    if len(reader.faults) > before:
        return
    defaults = {p.name: p.default for p in game.parameters if p.default is not None}
    with reader.collect():
        check_values(game.parameters, defaults, reader.at("parameters"))
    with reader.collect():
        check_denominators([(reader.at(*path), e) for path, e in game.expressions()], domain)
    if priors:
        with reader.collect():
            check_probabilities(priors, domain, reader.at("types"), "prior")
