"""Why there is nothing else: which choices of what is played are impossible, and by which inequality.

The solver's record says how many systems it solved; each choice in which it found nothing is taken up again
here. What contradicts itself is brought down to the fewest premises that still do, so that one sentence
excludes every case that has them.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Sequence
from typing import Any

from ..games.normal_form import NormalForm
from ..games.signaling import SignalingGame
from ..solution import Equilibrium, Solution
from ..symbolic.condition import Condition
from ..symbolic.expression import ZERO, Expression, multiply, symbol
from ..symbolic.ring import simplify
from .checking import Court
from .steps import Cell, Formula, Items, Statement, Step, flat, joined, symbols_of
from .supports import Asked, Premise, SignalingSupports, Supports, TableSupports
from .writing import Writer

MOST, MOST_ITEMS = 300, 24


def elsewhere(game: Any, solution: Solution, court: Court, writer: Writer) -> list[Step]:
    """Return the steps that say why the list is complete, as far as it is."""
    steps: list[Step] = [*_counted(solution)]
    supports = _supports(game)
    if supports is not None and supports.tried() <= MOST:
        steps += Exclusion(game, solution, court, writer).steps()
    if solution.refinement is None and solution.complete is not True:
        steps += [Statement(f"Left open: {text}.") for text in (*solution.undecided, *solution.left_out)]
    return steps


def _counted(solution: Solution) -> list[Step]:
    record = solution.record if isinstance(solution.record, list) else []
    empty = sum(a.found == 0 for a in record)
    if solution.complete is not True:
        return [Statement("The list is not proved complete.")]
    if not record:
        return [Statement("The list was found by a search over all cases, and is proved complete.")]
    told = (
        f"The list comes from an exhaustive search: the solver solved {len(record)} systems, one for each "
        f"choice of what may be played, believed and joined, and {empty} of them have no solution anywhere "
        "on the domain."
    )
    return [Statement(told)]


def _supports(game: Any) -> Supports | None:
    if isinstance(game, NormalForm) and solved_by_supports(game):
        return TableSupports(game)
    return SignalingSupports(game) if isinstance(game, SignalingGame) else None


def solved_by_supports(game: NormalForm) -> bool:
    """Whether what is asked for is linear in each unknown, or there are few unknowns."""
    return len(game.players) < 4 and all(len(s) > 1 for s in game.strategies)


class Exclusion:
    """Excludes cases by premises that contradict each other."""

    def __init__(self, game: Any, solution: Solution, court: Court, writer: Writer):
        supports = _supports(game)
        assert supports is not None
        self.supports, self.game, self.solution = supports, game, solution
        self.court, self.writer = court, writer
        self.deadline = (court.deadline + time.monotonic()) / 2
        self._known: dict[frozenset[Premise], bool] = {}
        self.ties = self.open = self.left = 0  # cases at ties only, played in the list, excluded by search
        self.excluded: list[frozenset[Premise]] = []

    def reasons(self) -> list[frozenset[Premise]]:
        """Go through the cases; return premises that together exclude all that can be excluded."""
        known = [*self.solution, *(r.equilibrium for r in self.solution.rejected)]
        listed = [played_in(self.game, e) for e in known]
        found: list[frozenset[Premise]] = []
        for case in self.supports.cases():
            if any(reason <= case for reason in found):
                self.excluded.append(case)
            elif self.contradictory(case):
                found.append(self.fewest(case))
                self.excluded.append(case)
            elif self.tied(case):
                self.ties += 1
            elif any(_within(case, e) for e in listed):
                self.open += 1
            else:
                self.left += 1
        return _needed(found, self.excluded)

    def steps(self) -> list[Step]:
        """The reasons, and how many cases each kind accounts for."""
        items = [self.item(reason, alike) for reason, alike in self.told(self.reasons())]
        steps: list[Step] = []
        if items:
            told = self.opening(self.supports.tried(), len(self.excluded), items)
            steps += [Statement(told), Items(tuple(items[:MOST_ITEMS]))]
        if len(items) > MOST_ITEMS:
            steps.append(
                Statement(f"{len(items) - MOST_ITEMS} more reasons of the same kind exclude others.")
            )
        return [*steps, *_rest(self.ties, self.open, self.left, bool(items))]

    def opening(self, cases: int, excluded: int, items: Sequence[Cell]) -> Cell:
        """What is counted, and what the unknown probabilities are called."""
        reasons = "this reason" if len(items) == 1 else "these reasons"
        told = (
            f"Each action is played with positive probability or not; of the {cases} choices, {excluded} "
            f"are impossible for {reasons}. There “plays” and “sends” mean with positive probability"
        )
        used = {s for cell in flat(tuple(items)) for s in symbols_of(cell)}
        known = self.supports.meanings()
        letters = [(symbol(n), f" {meaning}") for n, meaning in known.items() if n in used]
        if not letters:
            return (told, ".")
        return (told, ". We write for probabilities: ", *joined(letters, "; "), ".")

    # -- what is contradictory ----------------------------------------------------------------------
    def contradictory(self, premises: frozenset[Premise]) -> bool:
        """Whether premises contradict each other on the domain."""
        if premises not in self._known:
            late = time.monotonic() > self.deadline
            asked, _ = ([], None) if late else self.supports.asked(premises)
            self._known[premises] = bool(asked) and self.court.impossible([a.condition for a in asked])
        return self._known[premises]

    def fewest(self, case: frozenset[Premise]) -> frozenset[Premise]:
        """The fewest premises of a case that still contradict each other, in one order or the other."""
        found = []
        ordered = sorted(case)
        for order in (ordered, ordered[::-1]):
            kept = case
            for p in order:
                if self._sound(kept - {p}) and self.contradictory(kept - {p}):
                    kept = kept - {p}
            found.append(kept)
        return min(found, key=len)

    def _sound(self, premises: frozenset[Premise]) -> bool:
        return any(used for _, _, used in premises)

    def tied(self, case: frozenset[Premise]) -> bool:
        """Whether a case asks for an equation between parameters."""
        asked, unknowns = self.supports.asked(case)
        own = unknowns - set(self.court.names)
        return any(
            a.condition.op == "="
            and not a.condition.symbols & own
            and not self.court.same(a.condition.lhs, a.condition.rhs)
            for a in asked
        )

    # -- in words ---------------------------------------------------------------------------------
    def told(self, reasons: Iterable[frozenset[Premise]]) -> list[tuple[frozenset[Premise], int]]:
        """The reasons, each once up to players who may change places, and how many others are like it."""
        places = itertools.permutations(range(len(self.supports.choosers)))
        same = [p for p in places if self.supports.unchanged(p)]
        found: dict[frozenset[Premise], int] = {}
        for reason in reasons:
            images = (frozenset((p[k], a, used) for k, a, used in reason) for p in same)
            like = next((r for r in images if r in found), None)
            if like is None:
                found[reason] = 0
            else:
                found[like] += 1
        return list(found.items())

    def item(self, premises: frozenset[Premise], alike: int) -> Cell:
        """Why premises cannot go together."""
        asked, unknowns = self.supports.asked(premises)
        own = unknowns - set(self.court.names)
        also = (" (and likewise with the players in each other's place)",) if alike else ()
        return ("If ", self.supports.words(premises), ", then ", *self.why(asked, own), *also)

    def why(self, asked: list[Asked], unknowns: frozenset[str]) -> tuple[Cell, ...]:
        bounds = [a.condition for a in asked if not a.who]
        for a in asked:  # one condition that fails everywhere, if there is one
            if a.who and self.court.impossible([*bounds, a.condition]):
                return self.one(a, bounds, unknowns)
        conditions = [a.condition for a in asked]
        kept = self.court.minimal(conditions)
        self.court.note(kept[-1].negated(), kept[:-1])
        needed = [a for a in asked if a.who and any(a.condition is c for c in kept)]
        parts = joined((self.need(a) for a in needed), last=" and ")
        total = _added([a.condition for a in needed], unknowns, self.court)
        if total is not None:
            return (parts, "; together, ", self.writer.condition(total), ", which is false on the domain")
        return (parts, ", which cannot hold" + (" together" if len(needed) > 1 else ""))

    def one(self, a: Asked, bounds: Sequence[Condition], unknowns: frozenset[str]) -> tuple[Cell, ...]:
        x, y = simplify(a.condition.lhs), simplify(a.condition.rhs)
        left = sorted((x - y).symbols & unknowns)
        verb = " is" if len(left) == 1 else " are"
        whatever = (", whatever ", joined(map(symbol, left), last=" and "), verb) if left else ()
        self.court.affirm(a.condition.negated(), bounds)
        if a.condition.op == "=":
            formula = Formula((x, "!=", y))
            return (f"for {a.who}, {a.played} and {a.other} do not pay the same: ", formula, *whatever)
        return (f"{a.who} would gain by {a.other}: ", Formula((x, "<", y)), *whatever)

    def need(self, a: Asked) -> Cell:
        c = min((_cleared(a.condition), a.condition), key=lambda c: len(str(c)))
        return (f"{a.who} asks for ", c)


def _needed(
    reasons: Sequence[frozenset[Premise]], excluded: Sequence[frozenset[Premise]]
) -> list[frozenset[Premise]]:
    """Reasons that together exclude all of the cases: always the one that excludes most of the rest."""
    left, found = set(excluded), []
    while left:
        best = max(reasons, key=lambda r: sum(r <= case for case in left))
        left = {case for case in left if not best <= case}
        found.append(best)
    return sorted(found, key=lambda r: (len(r), sorted(r)))


def _rest(ties: int, open_: int, left: int, others: bool) -> list[Step]:
    told = []
    more = "more" if others else "of the cases"
    if ties:
        told.append(f"{_are(ties, more)} possible only where an equation between parameters holds.")
    if left:
        told.append(f"{_are(left, more)} excluded by the solver's search, not by a few conditions.")
    rest = f"The {open_} left are" if open_ != 1 else "The one left is"
    if open_:
        told.append(f"{rest} what the equilibria above play, each on its region.")
    return [Statement(" ".join(told))] if told else []


def _are(n: int, what: str) -> str:
    return f"{n} {what} {'is' if n == 1 else 'are'}"


def played_in(game: NormalForm | SignalingGame, e: Equilibrium) -> tuple[frozenset[str], ...]:
    """Return what is played in an entry: a set a player, or a set a type and a message."""
    mixtures = [e.strategies[p] for p in game.players]
    if isinstance(game, SignalingGame):
        first = [mixtures[0][t] for t in game.types]
        mixtures = [*first, *(mixtures[1][m] for m in game.messages)]
    return tuple(frozenset(a for a, p in m.items() if p != ZERO) for m in mixtures)


def _within(case: frozenset[Premise], played: tuple[frozenset[str], ...]) -> bool:
    return all(a in played[k] for k, a, used in case if used)


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


def _cleared(c: Condition) -> Condition:
    """A condition without constant factors, negative terms on the other side."""
    e = simplify(c.difference)
    op = c.op
    if e.op == "*" and e.args[0].op == "number":
        op = c.op if e.args[0].value > 0 else {">=": "<=", "<=": ">=", ">": "<", "<": ">"}.get(op, op)
        e = multiply(*e.args[1:])
    return _balanced(Condition(e, op, ZERO))


def _balanced(c: Condition) -> Condition:
    """The condition with its negative terms on the right."""
    terms: Iterable[Expression] = c.lhs.args if c.lhs.op == "+" else (c.lhs,)
    left, right = ZERO, ZERO
    for t in terms:
        negative = t.op == "*" and t.args[0].op == "number" and t.args[0].value < 0
        negative = negative or (t.is_number and t.value < 0)
        left, right = (left, right - t) if negative else (left + t, right)
    return Condition(left, c.op, right)
