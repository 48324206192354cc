"""The last step of building a game: what its parts say together must make sense."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple, TypeVar

from ..symbolic.condition import Condition, Parameter
from ..symbolic.domain import Domain, check_denominators, check_probabilities, check_values
from ..symbolic.expression import ZERO, Expression, add
from .game import Game
from .reading import Reader

G = TypeVar("G", bound=Game)


class Lottery(NamedTuple):
    """Probabilities that must be in [0, 1] and sum to one: where they stand, what they are, and of what."""

    path: tuple[str, ...]
    thing: str
    probabilities: Mapping[str, Expression]


_FLIPPED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}


def finished(game: G, outcomes: Any, reader: Reader, lotteries: Sequence[Lottery] = ()) -> G:
    """Return ``game`` with every symbol declared, and its outcomes.

    Raises InputError with every fault that ``reader`` has collected, and: conditions that contradict each
    other, defaults outside their domain, denominators that can be zero, probabilities that can leave [0, 1]
    or do not sum to one.
    """
    if reader.sound and not reader.strict:
        game = _declared(game, [p for lottery in lotteries for p in lottery.probabilities.values()])
    if outcomes:
        game = replace(game, outcomes=reader.outcomes(outcomes, game))
    if reader.sound:
        _fail_if_domain_makes_no_sense(game, reader, lotteries)
    reader.finish()
    return game


def _declared(game: G, priors: Sequence[Expression]) -> G:
    """Declare symbols that are not, without a domain, but so that priors which name them are positive."""
    parts = [*(e for _, e in game.expressions() if not e.is_number), *game.domain]
    names = dict.fromkeys(s for part in parts for s in sorted(part.symbols - game.symbols))
    if not names:
        return game
    domains: dict[str, tuple[Condition, ...]] = dict.fromkeys(names, ())
    for prior in dict.fromkeys(priors):
        owner = next((n for n in names if n in prior.symbols), None)
        if owner:
            domains[owner] += (Condition(prior, ">", ZERO),)
    return replace(game, parameters=(*game.parameters, *(Parameter(n, domains[n]) for n in names)))


def _fail_if_domain_makes_no_sense(game: Game, reader: Reader, lotteries: Sequence[Lottery]) -> None:
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
        formulas = [(reader.at(*path), e) for path, e in game.expressions() if not e.is_number]
        check_denominators(formulas, domain)
    conditions = domain.conditions
    for path, thing, probabilities in lotteries:
        if not _plainly_probabilities(tuple(probabilities.values()), conditions):
            with reader.collect():
                check_probabilities(probabilities, domain, reader.at(*path), thing)


def _plainly_probabilities(priors: tuple[Expression, ...], conditions: tuple[Condition, ...]) -> bool:
    """Whether no prover is needed: priors such as q and 1 - q, with numbers as bounds of q in the domain."""
    rows = [_affine(e) for e in (*priors, add(*priors))]
    if None in rows or rows[-1] != {"": 1}:
        return False
    low: dict[str, Fraction] = {"": Fraction(1)}
    high = dict(low)
    for c in conditions:
        for small, op, large in ((c.lhs, c.op, c.rhs), (c.rhs, _FLIPPED.get(c.op, c.op), c.lhs)):
            if op in ("<", "<=") and small.is_number and large.op == "symbol":
                low[large.args[0]] = max(small.value, low.get(large.args[0], small.value))
            if op in ("<", "<=") and large.is_number and small.op == "symbol":
                high[small.args[0]] = min(large.value, high.get(small.args[0], large.value))
    if any(n not in low or n not in high for row in rows if row for n in row):
        return False

    least = [sum(x * (low if x > 0 else high)[n] for n, x in row.items()) for row in rows if row]
    most = [sum(x * (high if x > 0 else low)[n] for n, x in row.items()) for row in rows if row]
    return min(least) >= 0 and max(most) <= 1


def _affine(e: Expression) -> dict[str, Fraction] | None:
    """Coefficient of each symbol, and of 1 under ''; None where ``e`` is not plainly a sum of such terms."""
    total: dict[str, Fraction] = {}
    for term in e.args if e.op == "+" else (e,):
        factors = term.args if term.op == "*" else (term,)
        names = [f.args[0] for f in factors if f.op == "symbol"]
        numbers = [f.value for f in factors if f.is_number]
        if len(names) > 1 or len(names) + len(numbers) != len(factors):
            return None
        name = names[0] if names else ""
        total[name] = total.get(name, Fraction(0)) + math.prod(numbers, start=Fraction(1))
    return {name: x for name, x in total.items() if x}
