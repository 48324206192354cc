"""Correlated equilibria: nobody who is told only the own part of what is drawn gains by something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..equilibria.names import at_ties
from ..games.simultaneous import Simultaneous
from ..solution import Equilibrium, Solution
from ..symbolic.condition import Condition
from ..symbolic.expression import ONE, ZERO, Expression, add, symbol
from ..symbolic.ring import simplify
from .checking import Court, Refused
from .steps import Bracket, Cell, Formula, Items, Named, Result, Statement, Step, joined
from .writing import Writer, chained

MOST = 12  # inequalities that are written out
MOST_COMPARED = 6  # profiles for which an extreme is compared with every other distribution


@dataclass(frozen=True)
class Order:
    """A player is told to play ``told`` and might play ``other``: what obeying gains in each profile."""

    player: str
    told: str
    other: str
    gains: tuple[tuple[str, Expression], ...]


def explained(
    game: Any, solution: Solution, name: str | None, court: Court, writer: Writer
) -> Iterator[Step]:
    """Yield the inequalities, and each entry with those that bind."""
    orders = _orders(Simultaneous.of(game, "correlated"))
    yield Statement(
        (
            "A distribution ",
            symbol("p"),
            " over the profiles is a correlated equilibrium if nobody who is told "
            "only the own part of the profile that is drawn gains by playing something else",
            ":" if len(orders) <= MOST else f"; these are {len(orders)} inequalities, linear in it.",
        )
    )
    if len(orders) <= MOST:
        yield Items(tuple((f"{o.player}, told {o.told}, not {o.other}: ", _in_general(o)) for o in orders))
    for e in solution:
        if e.name == name or (name is None and not at_ties(e)):
            yield _entry(e, orders, game, court, writer)


def _orders(view: Simultaneous) -> list[Order]:
    normal = view.normal
    found = []
    for i, (player, strategies) in enumerate(zip(normal.players, normal.strategies, strict=True)):
        for s, told in enumerate(strategies):
            for t, other in enumerate(strategies):
                if s != t:
                    gains = []
                    for r in view.others(i):
                        here, there = (*r[:i], s, *r[i:]), (*r[:i], t, *r[i:])
                        gain = normal.payoffs[here][i] - normal.payoffs[there][i]
                        gains.append((view.key(here), simplify(gain)))
                    found.append(Order(player, told, other, tuple(gains)))
    return found


def _in_general(o: Order) -> Formula:
    parts: list[Any] = []
    for key, gain in o.gains:
        if gain == ZERO:
            continue
        negative = gain.op != "+" and str(gain).startswith("-")
        size = -gain if negative else gain
        parts += ["-"] if negative else ["+"] if parts else []
        factor = Bracket(size, "()") if size.op == "+" else size
        parts += [*(() if size == ONE else (factor,)), Named("p", "", key)]
    return Formula((*(parts or [ZERO]), ">=", ZERO))


def _entry(e: Equilibrium, orders: list[Order], game: Any, court: Court, writer: Writer) -> Step:
    ranges = tuple(c for cs in e.free_variables.values() for c in cs)
    where: Cell = (
        "For all parameters of the domain"
        if e.region.always
        else ("Where ", joined(map(writer.conjunction, e.region.disjuncts), "; or where "))
    )
    drawn = [(k, p) for k, p in e.distribution.items() if p != ZERO]
    shown = tuple(Formula((Named("p", "", k), "=", writer.value(p))) for k, p in drawn)
    statement: list[Step] = [Statement((where, ", this is a correlated equilibrium:")), Items(shown)]
    if ranges:
        statement.append(Statement(("Here ", chained(dict.fromkeys(ranges)), ".")))

    def holds(claim: Condition) -> bool:
        return all(court.follows(claim, (*d, *ranges)) for d in e.region.disjuncts)

    def affirmed(claim: Condition) -> Condition:
        for d in e.region.disjuncts:
            court.affirm(claim, (*d, *ranges))
        return claim

    items: list[Cell] = []
    binding: list[Cell] = []
    try:
        for _, p in drawn:
            affirmed(Condition(p, ">=", ZERO))
        affirmed(Condition(add(*(p for _, p in drawn)), "=", ONE))
        for o in orders:
            if not any(e.distribution[k] != ZERO for k, _ in o.gains):
                continue
            total = simplify(add(*(e.distribution[k] * gain for k, gain in o.gains)))
            equal = holds(Condition(total, "=", ZERO))
            claim = affirmed(Condition(total, "=" if equal else ">=", ZERO))
            who = f"{o.player}, told {o.told}, not {o.other}"
            if equal:
                binding.append(who)
            else:
                items.append((f"{who}: ", Formula((writer.value(claim.lhs), ">=", ZERO))))
    except Refused as what:
        return Result(e.name, tuple(statement), (Statement(f"Not derived here: {what} was not confirmed."),))
    proof: list[Step] = [Statement("The probabilities add up to one, and none is negative.")]
    if binding:
        proof.append(Statement(("These are indifferent: ", joined(binding, "; "), ".")))
    if items:
        proof += [
            Statement("Obeying gains the others:" if binding else "Obeying gains:"),
            Items(tuple(items)),
        ]
    if e.name.startswith("the only"):
        proof.append(
            Statement("That there is no other was found by the solver, which cut the set out exactly.")
        )
    else:
        proof += _extreme(e, orders, game, court)
    return Result(e.name, tuple(statement), tuple(proof))


def _extreme(e: Equilibrium, orders: list[Order], game: Any, court: Court) -> Iterator[Step]:
    """That an extreme is one: no distribution that is obeyed gives more (or less)."""
    normal = Simultaneous.of(game, "correlated").normal
    keys = list(e.distribution)
    free = dict(zip(keys, (symbol(f"p_{k}") for k in range(len(keys))), strict=True))
    obeyed = [Condition(p, ">=", ZERO) for p in free.values()]
    obeyed.append(Condition(add(*free.values()), "=", ONE))
    obeyed += [Condition(add(*(free[k] * gain for k, gain in o.gains)), ">=", ZERO) for o in orders]
    payoffs = dict(zip(keys, (normal.payoffs[p] for p in normal.profiles), strict=True))
    for part in e.name.split("; "):
        word, _, goals = part.partition(" of ")
        if word not in ("maximum", "minimum"):
            continue
        known = [
            g
            for g in goals.split(", ")
            if g == "welfare" or g.removeprefix("the payoff of ") in normal.players
        ]
        sure = []
        for g in dict.fromkeys(known):
            i = None if g == "welfare" else normal.players.index(g.removeprefix("the payoff of "))
            worth = {k: add(*u) if i is None else u[i] for k, u in payoffs.items()}
            here = add(*(p * worth[k] for k, p in e.distribution.items()))
            there = add(*(p * worth[k] for k, p in free.items()))
            claim = Condition(there, "<=" if word == "maximum" else ">=", here)
            if len(keys) <= MOST_COMPARED and all(
                court.follows(claim, [*d, *obeyed]) for d in e.region.disjuncts
            ):
                sure.append(g)
        told = " and ".join(", ".join(sure).rsplit(", ", 1))
        if sure:
            yield Statement(
                f"No distribution that satisfies the inequalities has a {_BEYOND[word]} value of {told}: "
                "a decision procedure for real polynomials finds this impossible."
            )
        if len(sure) < len(dict.fromkeys(goals.split(", "))):
            yield Statement(
                f"That it is the {word} of the others was found by the solver's linear programs."
                if sure
                else f"That it is the {word} was found by the solver's linear programs."
            )


_BEYOND = {"maximum": "larger", "minimum": "smaller"}
