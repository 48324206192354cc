"""What is said once: when a reply is best, as a condition on the belief alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..games.signaling import SignalingGame
from ..symbolic.condition import Condition
from ..symbolic.expression import ONE, ZERO, Expression, symbol
from ..symbolic.ring import simplify
from .checking import Court
from .steps import Cell, Equation, Formula, Named, Reference, Statement, Step, joined
from .writing import Writer


@dataclass(frozen=True)
class Lemma:
    """Two replies compared at any belief: ``first`` is better by ``mu*one + (1 - mu)*other``."""

    number: Reference
    first: str
    second: str
    messages: tuple[str, ...]
    one: Expression  # by how much the first reply is better against the first type
    other: Expression  # and against the second
    rises: bool  # whether it is better the more the first type is believed in


def lemmas(game: SignalingGame, title: str, court: Court) -> dict[str, Lemma]:
    """Return message -> lemma, for two replies to two types where the belief decides; some share one."""
    found: dict[str, Lemma] = {}
    if len(game.types) != 2:
        return found
    alike: dict[tuple[str, str, Expression, Expression], list[str]] = {}
    for m, message in enumerate(game.messages):
        if len(game.responses[m]) == 2:
            one, other = (simplify(game.payoffs[t, m, 0][1] - game.payoffs[t, m, 1][1]) for t in (0, 1))
            first, second = game.responses[m]
            alike.setdefault((first, second, one, other), []).append(message)
    for (first, second, one, other), messages in alike.items():
        signs = [s for s in (">", "<") if court.follows(Condition(one - other, s, ZERO))]
        if not signs:
            continue
        k = len(set(found.values())) + 1
        number = Reference(f"({k})", f"{title}:replies-{k}", equation=True)
        lemma = Lemma(number, first, second, tuple(messages), one, other, signs[0] == ">")
        found |= dict.fromkeys(messages, lemma)
    return found


def stated(game: SignalingGame, table: Mapping[str, Lemma], court: Court, writer: Writer) -> list[Step]:
    """The lemmas as the start of a proof."""
    steps: list[Step] = []
    receiver, about = game.players[1], game.types[0]
    mu = symbol(belief_name(court))
    for k, lemma in enumerate(dict.fromkeys(table.values())):
        where = " or ".join(lemma.messages)
        every = len(lemma.messages) == len(game.messages)
        place = "any message" if every and len(lemma.messages) > 1 else where
        told = ("Let ", mu, f" be the belief of {receiver} in {about} after {place}. Then")
        steps.append(Statement(told, "Replies." if k == 0 else ""))
        worth = mu * lemma.one + (ONE - mu) * lemma.other
        sides = (Named("u", receiver, lemma.first), "-", Named("u", receiver, lemma.second), "=", worth)
        steps.append(Equation(Formula(sides), "", lemma.number))
        at = writer.value(lemma.other / (lemma.other - lemma.one))
        ops = (">=", "<=") if lemma.rises else ("<=", ">=")
        bounds = [Condition(mu, op, at) for op in ops]
        parts = zip((lemma.first, lemma.second), bounds, strict=True)
        told = ("so that ", *joined(((r, " is best iff ", c) for r, c in parts), last=", and "), ".")
        steps.append(Statement(told))
    return steps


def belief_name(court: Court) -> str:
    """The letter of the belief."""
    return next(n for n in ("mu", "nu", "mu_belief") if n not in court.names)


def applied(lemma: Lemma, played: str, other: str, condition: Cell) -> Cell:
    """A comparison by the lemma."""
    return ("By ", lemma.number, f", {played} is best iff ", condition, ".")
