"""Why there is nothing else: which supports fail, and by which inequality.

The solver's record says how many systems it solved; each choice of supports in which it found nothing is
taken up again here, and the fewest conditions that contradict each other are printed.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from typing import Any

from ..games.normal_form import NormalForm
from ..games.signaling import SignalingGame
from ..solution import Equilibrium, Solution
from ..symbolic.condition import Condition
from ..symbolic.expression import ZERO, Expression, symbol
from ..symbolic.ring import simplify
from .checking import Court
from .steps import Cell, Formula, Items, Section, Statement, Step, joined
from .supports import Asked, Case, of_signaling, of_table, tried
from .writing import Writer

MOST, MOST_ITEMS = 300, 24


def elsewhere(game: Any, solution: Solution, court: Court, writer: Writer) -> list[Step]:
    """Return the section that says why the list is complete, as far as it is."""
    steps: list[Step] = [*_counted(solution)]
    if (
        isinstance(game, NormalForm)
        and len(game.players) > 2
        and math.prod(map(len, game.strategies)) <= MOST
    ):
        steps += _pure(game, solution, court, writer)
    elif _shown(game):
        steps += _by_supports(game, solution, court, writer)
    if solution.refinement is None and solution.complete is not True:
        steps += [Statement(f"Left open: {text}.") for text in (*solution.undecided, *solution.left_out)]
    return [Section("Why there is nothing else", tuple(steps))]


def _counted(solution: Solution) -> list[Step]:
    record = solution.record if isinstance(solution.record, list) else []
    empty = sum(a.found == 0 for a in record)
    if solution.complete is not True:
        return [Statement("The list is not proved complete.")]
    if not record:
        return [Statement("The list was found by a search over all cases, and is proved complete.")]
    told = (
        f"The list was found by exhaustive search. The solver solved {len(record)} systems, one "
        f"for each choice of what may be played, believed and joined; {empty} of them have no solution "
        "anywhere on the domain."
    )
    return [Statement(told)]


def _by_supports(
    game: NormalForm | SignalingGame, solution: Solution, court: Court, writer: Writer
) -> list[Step]:
    steps: list[Step] = []
    ties = open_ = left = 0
    listed = [supports_of(game, e) for e in solution]
    for wide, cases in _groups(game):
        why = conflict(wide, court, writer) if wide is not None else None
        if wide is not None and why is not None:
            steps.append(Statement((*why, "."), f"{wide.group}, whatever is replied:"))
            continue
        reasons: dict[str, tuple[list[str], Cell]] = {}
        for case in cases:
            why = conflict(case, court, writer)
            if why is not None:
                reasons.setdefault(str(why), ([], why))[0].append(case.name)
            elif _tied(case, court):
                ties += 1
            elif any(all(u <= v for u, v in zip(case.used, e, strict=True)) for e in listed):
                open_ += 1
            else:
                left += 1
        items = [(f"{'; '.join(names)}: ", *why) for names, why in reasons.values()]
        if items:
            steps += [Statement("", f"{cases[0].group}:")] if cases[0].group else []
            steps.append(Items(tuple(items[:MOST_ITEMS])))
            if len(items) > MOST_ITEMS:
                steps.append(
                    Statement(f"{len(items) - MOST_ITEMS} more reasons of the same kind exclude others.")
                )
    return [*_letters(game), *steps, *_rest(ties, open_, left)]


def _pure(game: NormalForm, solution: Solution, court: Court, writer: Writer) -> list[Step]:
    """Of three players or more: why no other pure profile is an equilibrium anywhere."""
    listed = [supports_of(game, e) for e in solution]
    reasons: dict[str, tuple[list[str], Cell]] = {}
    for case in of_table(game):
        if all(len(u) == 1 for u in case.used) and case.used not in listed:
            why = conflict(case, court, writer)
            if why is not None:
                reasons.setdefault(str(why), ([], why))[0].append(case.name)
    items = [(f"({'), ('.join(names)}): ", *why) for names, why in reasons.values()]
    if not items:
        return []
    return [
        Statement("Of the other pure profiles these are equilibria nowhere:"),
        Items(tuple(items[:MOST_ITEMS])),
    ]


def _letters(game: NormalForm | SignalingGame) -> list[Step]:
    """What the unknown probabilities are called."""
    told = f"Of the {tried(game)} choices of what is played with positive probability, these are impossible. "
    if isinstance(game, SignalingGame):
        rho, sigma, mu = symbol("rho"), symbol("sigma"), symbol("mu")
        return [
            Statement(
                (
                    *(
                        told,
                        "Below, ",
                        rho,
                        " is the probability of the first reply after the message named, ",
                    ),
                    *(sigma, " that of the first message from the type named, and "),
                    *(mu, " the belief in the first type after the message named."),
                )
            )
        ]
    return [Statement((told, symbol("x"), " is the probability of the first strategy of the player named."))]


def _shown(game: Any) -> bool:
    """Whether the supports are few enough to be taken up one by one."""
    if isinstance(game, NormalForm) and len(game.players) > 2:
        return False
    return isinstance(game, (NormalForm, SignalingGame)) and tried(game) <= MOST and bool(game.symbols)


def _groups(game: NormalForm | SignalingGame) -> Iterable[tuple[Case | None, list[Case]]]:
    if isinstance(game, SignalingGame):
        return of_signaling(game)
    return [(None, list(of_table(game)))]


def _rest(ties: int, open_: int, left: int) -> list[Step]:
    told = []
    if ties:
        told.append(f"{_are(ties, 'more')} possible only where an equation between parameters holds.")
    if left:
        told.append(f"{_are(left, 'more')} excluded by the solver's search, not by a few conditions.")
    rest = f"The {open_} left are" if open_ != 1 else "The one left is"
    told.append(f"{rest} what the equilibria of the list play, each on its region.")
    return [Statement(" ".join(told))]


def _are(n: int, what: str) -> str:
    return f"{n} {what} {'is' if n == 1 else 'are'}"


def supports_of(game: NormalForm | SignalingGame, e: Equilibrium) -> tuple[frozenset[str], ...]:
    """Return what is played in an entry: a set a player, or a set a type and a message."""
    mixtures = [e.strategies[p] for p in game.players]
    if isinstance(game, SignalingGame):
        first = [mixtures[0][t] for t in game.types]
        mixtures = [*first, *(mixtures[1][m] for m in game.messages)]
    return tuple(frozenset(a for a, p in m.items() if p != ZERO) for m in mixtures)


def conflict(case: Case, court: Court, writer: Writer) -> tuple[Cell, ...] | None:
    """Return why a case is impossible, in words; None where it may be possible."""
    conditions = [a.condition for a in case.asked]
    for a in case.asked:  # one condition that fails everywhere, if there is one
        if a.who and court.impossible([a.condition]):
            return _one(a, writer, court)
    if not court.impossible(conditions):
        return None
    kept = court.minimal(conditions)
    court.note(kept[-1].negated(), kept[:-1])
    asked = [a for a in case.asked if a.who and any(a.condition is c for c in kept)]
    parts = joined((_need(a, writer) for a in asked), last=" and ")
    total = _added([a.condition for a in asked], case.unknowns, court)
    if total is not None:
        return (parts, "; together, ", writer.condition(total), ", which is false on the domain")
    return (parts, ", which cannot hold" + (" together" if len(asked) > 1 else " for any probability"))


def _one(a: Asked, writer: Writer, court: Court) -> tuple[Cell, ...]:
    x, y = simplify(a.condition.lhs), simplify(a.condition.rhs)
    if a.condition.op == "=":
        return (f"for {a.who}, {a.played} and {a.other} never pay the same: ", Formula((x, "!=", y)))
    court.affirm(a.condition.negated())
    return (f"{a.who} would gain by {a.other}: ", Formula((x, "<", y)))


def _need(a: Asked, writer: Writer) -> Cell:
    c = Condition(simplify(a.condition.lhs), a.condition.op, simplify(a.condition.rhs))
    if len(str(a.condition)) < 1.5 * len(str(c)):
        c = a.condition
    return (f"{a.who} asks for ", c)


def _added(conditions: Sequence[Condition], unknowns: frozenset[str], court: Court) -> Condition | None:
    """The sum of the conditions, if it is free of unknown probabilities and false."""
    if len(conditions) < 2:
        return None
    ways = [(c.difference, -c.difference) if c.op == "=" else (c.difference,) for c in conditions]
    for signs in itertools.product(*ways):
        total: Expression = ZERO
        for s in signs:
            total = total + s
        total = simplify(total)
        c = Condition(total, ">=", ZERO)
        if not total.symbols & unknowns and total.symbols and court.impossible([c]):
            return _balanced(c)
    return None


def _balanced(c: Condition) -> Condition:
    """The condition with its negative terms on the right."""
    terms = c.lhs.args if c.lhs.op == "+" else (c.lhs,)
    left, right = ZERO, ZERO
    for t in terms:
        negative = t.op == "*" and t.args[0].op == "number" and t.args[0].value < 0
        negative = negative or (t.is_number and t.value < 0)
        left, right = (left, right - t) if negative else (left + t, right)
    return Condition(left, c.op, right)


def _tied(case: Case, court: Court) -> bool:
    """Whether a case asks for an equation between parameters."""
    return any(
        a.condition.op == "="
        and not a.condition.symbols & case.unknowns
        and not court.same(a.condition.lhs, a.condition.rhs)
        for a in case.asked
    )
