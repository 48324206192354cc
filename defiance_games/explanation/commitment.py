"""Stackelberg equilibria: the follower's best reply, and why no other commitment pays the leader more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..games.normal_form import NormalForm
from ..games.simultaneous import Simultaneous
from ..games.strategic import Strategic
from ..solution import Equilibrium
from ..symbolic.condition import Condition
from ..symbolic.expression import ZERO, Expression, add
from ..symbolic.ring import simplify
from .argument import Argument
from .decisions import Decision, Parts, Unknowns
from .ground import Ground
from .normal import LETTERS, payoffs_of
from .plans import weights
from .steps import Cell, Equation, Formula, Items, Named, Result, Statement, Step, joined
from .supports import mixture
from .writing import chained


def parts(game: Any, e: Equilibrium) -> tuple[Parts, NormalForm]:
    """The follower's decision, and the table in which it is made; the leader (who is first) is only shown."""
    normal = Simultaneous.of(game, "stackelberg").normal
    unknowns = Unknowns.of(e, (p.name for p in game.parameters))
    leader, follower = normal.players
    if isinstance(game, NormalForm):
        values = {p: dict(e.strategies[p]) for p in normal.players}
    else:
        players = Strategic.of(game).players
        values = {
            own.player: weights(own, labels, e.strategies[own.player])
            for own, labels in zip(players, normal.strategies, strict=True)
        }
    mixes = {leader: unknowns.mixed(values[leader], f"{leader} plays", LETTERS), follower: values[follower]}
    decision = Decision(follower, follower, values[follower], payoffs_of(normal, 1, mixes))
    shown = tuple(Decision(p, p, values[p], {}) for p in normal.players)
    return Parts([decision], unknowns, shown), normal


def argued(ground: Ground, normal: NormalForm) -> Result:
    """The proposition of one commitment: the reply is best, and no commitment pays more."""
    own = Argument(ground)
    leader, follower = normal.players
    clause = own.condition()
    where = Statement((*clause, f"{'this' if clause else 'This'} is a Stackelberg equilibrium:"))
    first, second = ground.shown
    played = (
        (f"{leader} commits to ", *own.mixture(first.mixture)),
        (f"{follower} replies ", *own.mixture(second.mixture)),
    )
    statement: list[Step] = [where, Items(played)]
    if ground.ranges:
        statement.append(Statement(("Here ", chained(dict.fromkeys(ground.ranges)), ".")))
    proof = [Statement("", f"{follower} replies."), *_joined(own), Statement("", f"{leader} commits.")]
    return Result(ground.e.name, tuple(statement), (*proof, *_leader(ground, normal)))


def _joined(own: Argument) -> Iterator[Step]:
    for _, steps in own.choices:
        yield from steps
    yield from own.spread


def _leader(ground: Ground, normal: NormalForm) -> Iterator[Step]:
    """Reply by reply: what the leader can get where the follower is content with it."""
    leader, follower = normal.players
    taken = {*ground.court.names, *ground.e.free_variables, *ground.unknowns.values}
    letter = next(n for n in ("t", "tau", "t_other") if n not in taken)
    x = mixture(normal.strategies[0], normal.strategies[0], letter)
    values: dict[str, Mapping[str, Expression]] = {d.who: d.mixture for d in ground.shown}
    simple = [Condition(p, ">=", ZERO) for p in x.values()]
    paid = zip(values[leader].values(), payoffs_of(normal, 0, values).values(), strict=True)
    worth = simplify(add(*(p * u for p, u in paid)))
    yield Equation(Formula((Named("u", leader), "=", ground.writer.value(worth))), "by this commitment")
    free = [(p, f" of {a}") for a, p in x.items() if p.op == "symbol"]
    if free:
        yield Statement(
            (
                "Take any other, with probabilit",
                "y " if len(free) == 1 else "ies ",
                joined(free, last=" and "),
                ".",
            )
        )
    items: list[Cell] = []
    for j, reply in enumerate(normal.strategies[1]):
        gains = payoffs_of(normal, 1, {leader: x, follower: values[follower]})
        own = simplify(add(*(p * normal.payoffs[i, j][0] for i, p in enumerate(x.values()))))
        content = [Condition(simplify(gains[reply]), ">=", simplify(gains[k])) for k in gains if k != reply]
        items.append((f"{reply}: ", *_bounded(ground, [*simple, *content], content, own, worth, leader)))
    yield Statement(f"Whatever {follower} replies, {leader} gets no more:")
    yield Items(tuple(items))


def _bounded(
    ground: Ground,
    given: list[Condition],
    content: list[Condition],
    own: Expression,
    worth: Expression,
    leader: str,
) -> tuple[Cell, ...]:
    regions = [(*d, *ground.ranges) for d in ground.e.region.disjuncts]
    if all(ground.court.impossible([*given, *d]) for d in regions):
        return ("it is never a best reply",)
    claim = Condition(own, "<=", worth)
    shown = (Formula((Named("u", leader), "=", ground.writer.plain(own), "<=", ground.writer.value(worth))),)
    simple = given[: len(given) - len(content)]
    short = [s for c in content if (s := ground.court.shortened(c)) is not None]
    asked = [
        ground.writer.isolated(s, s.symbols - set(ground.court.names))
        for s in short
        if not ground.court.follows(s, simple)
    ]
    where = (", where it is a best reply, which asks for ", chained(asked)) if asked else ()
    if all(ground.court.follows(claim, [*given, *d]) for d in regions):
        for d in regions:
            ground.court.note(claim, [*given, *d])
        return (*shown, *where)
    alone = Formula((Named("u", leader), "=", ground.writer.plain(own)))
    return (alone, *where, "; that this is no more was found by the solver")
