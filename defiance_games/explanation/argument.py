"""One equilibrium as a proposition with its proof.

Each decision gives equations (between actions that are played) and inequalities (against those that are
not); the unknown probabilities solve the equations; what is left are conditions on the parameters, and each
condition of the region is traced to what asks for it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping

from ..solution import Equilibrium
from ..symbolic.condition import Condition
from ..symbolic.expression import ONE, ZERO, Expression, as_expression, symbol
from .checking import weak
from .choice import Choice
from .decisions import Decision
from .ground import Ground
from .phrases import Phrase
from .refined import judged
from .steps import Cell, Formula, Items, Named, Result, Statement, Step, joined
from .writing import chained


class Argument:
    """The proof of one equilibrium. Every formula in its steps has passed the court."""

    def __init__(self, ground: Ground):
        self.ground = ground
        self.e, self.writer, self.court = ground.e, ground.writer, ground.court
        self.ties = False  # whether a condition is strict where the inequality behind it is weak
        self.exact = True  # whether what is asked for is seen to hold on the region only
        made = [Choice(ground, some[0], some[1:]) for some in self.alike()]
        self.choices = [(choice.title, list(choice.steps())) for choice in made]
        self.spread = list(self.probabilities())

    def result(self) -> Result:
        """Return the proposition that the equilibrium exists on its region, with its proof."""
        statement: list[Step] = [self.where(), Items(tuple(self.profile()))]
        if self.ground.ranges:
            bounds = chained(dict.fromkeys(self.ground.ranges))
            statement.append(Statement(("Here ", bounds, ": a continuum of equilibria.")))
        return Result(self.e.name, tuple(statement), (*self.proof(), *judged(self.e, self.writer)))

    def proof(self) -> Iterator[Step]:
        """The steps of the proof, formulas displayed."""
        if self.ground.example is not None:
            yield self.running()
        if letters := self.letters():
            yield Statement(letters)
        for title, steps in self.choices:
            yield from merged([Statement("", title), *steps])
        yield from self.spread
        yield from self.region()
        yield from self.unreached()
        if self.ground.example is not None:
            yield from self.outcomes()

    def letters(self) -> tuple[Cell, ...]:
        """The sentence that says which probabilities the letters of the proof are, if there are any."""
        said = [*self.ground.unknowns.meanings.values()]
        return ("Here ", joined(said, last=", and "), ". ") if said else ()

    def unreached(self) -> Iterator[Statement]:
        """What the concept leaves open."""
        left = [d.label for d in self.ground.decisions if not d.payoffs]
        if left and self.e.verified:
            told = f"Play does not come to {', '.join(left)}, of which the concept asks nothing; "
            yield Statement(told + "that no plan through it gains either was confirmed by the verifier.")
        if self.ground.shown:
            for player, own in self.e.strategies.items():
                off = [label for label, mixture in own.items() if mixture is None]
                if off:
                    where = " and ".join(", ".join(off).rsplit(", ", 1))
                    yield Statement(
                        f"What {player} would do at {where}, where its own play does not come, is left open."
                    )

    def where(self) -> Statement:
        """The sentence that says where it exists."""
        where = self.condition()
        return Statement((*where, "this is an equilibrium:" if where else "This is an equilibrium:"))

    def condition(self) -> tuple[Cell, ...]:
        """The region as a clause."""
        region = self.e.region
        if region.always:
            return ("For all parameters of the domain, ",) if self.court.names else ()
        parts = [self.writer.conjunction(d) for d in region.disjuncts]
        return ("Where ", joined(parts, "; or where "), ", ")

    # -- what is played -----------------------------------------------------------------------------
    def ordered(self) -> list[Decision]:
        """The decisions in the order of play."""
        if self.ground.shown:
            return [*self.ground.shown]
        if any(d.label for d in self.ground.decisions):
            return self.ground.decisions[::-1]
        return sorted(self.ground.decisions, key=lambda d: d.belief is not None)

    def phrases(self) -> Iterator[Phrase]:
        """What each plays, and what is believed off the path."""
        for d in self.ordered():
            verb = "sends" if d.short != d.who else "plays"
            off = d.belief is not None and d.belief.bayes is None
            belief = self.believed(d) if off else ""
            yield Phrase(d.who, verb, self.mixture(d.mixture), d.place, belief)

    def continuum(self) -> tuple[Cell, ...]:
        """The ranges of the free variables, at the end of a sentence."""
        if not self.ground.ranges:
            return ()
        return (", for any ", chained(dict.fromkeys(self.ground.ranges)))

    def profile(self) -> Iterator[Cell]:
        """What each plays, and what is believed."""
        for d in self.ordered():
            place = f", {d.place}," if d.place else ""
            verb = "sends" if d.short != d.who else "plays"
            yield (f"{d.who}{place} {verb} ", *self.mixture(d.mixture), self.believed(d))

    def mixture(self, mixture: Mapping[str, Expression]) -> tuple[Cell, ...]:
        """A mixed action in words."""
        played = [(a, self.writer.value(p)) for a, p in mixture.items() if p != ZERO]
        if len(played) == 1:
            return (played[0][0],)
        shown = [(a, " with probability ", p) for a, p in played[:-1]]
        return (*joined(shown), " and ", played[-1][0], " otherwise")

    def believed(self, d: Decision) -> Cell:
        """The belief at a decision, for the statement."""
        b = d.belief
        if b is None:
            return ""
        if b.bayes is None and b.sets and len(d.played) == 1:
            sets = [self.ground.bounds(some, b) for some in b.sets]
            if not all(sets):
                return ", whatever it believes"
            return (", believing ", joined(sets, " or "))
        shown = [
            Formula((Named("mu", "", a, b.given), "=", self.writer.value(v)))
            for a, v in itertools.islice(zip(b.about, b.values, strict=True), max(1, len(b.about) - 1))
        ]
        return (", believing ", joined(shown, last=" and "))

    def alike(self) -> list[list[Decision]]:
        """The decisions, those of players in the same position together."""
        groups: list[list[Decision]] = []
        for d in (d for d in self.ground.decisions if d.payoffs):
            for some in groups:
                if d.belief is None and some[0].belief is None and _same_position(d, some[0]):
                    some.append(d)
                    break
            else:
                groups.append([d])
        return groups

    def probabilities(self) -> Iterator[Step]:
        """That the solutions are probabilities."""
        asked: dict[str, list[Cell]] = {}
        for name, value in self.ground.unknowns.values.items():
            if value.is_number:
                continue
            bounds = (Condition(value, ">", ZERO), Condition(value, "<", ONE))
            inside = all(map(self.ground.everywhere, bounds))
            word = "strictly between" if inside else "between"
            bounds = bounds if inside else (weak(bounds[0]), weak(bounds[1]))
            self.ground.constrain(bounds, (symbol(name), f" must lie {word} 0 and 1"))
            asked.setdefault(word, []).append(symbol(name))
        for word, names in asked.items():
            own = joined(names, last=" and ")
            yield Statement(("Being probabilities, ", own, f" must lie {word} 0 and 1."))

    def asked(self) -> list[Condition]:
        """All that is asked for, at all values of the free variables."""
        return self.at_corners(
            [*(c for k in self.ground.constraints for c in k.conditions), *self.ground.shares]
        )

    def at_corners(self, conditions: list[Condition]) -> list[Condition]:
        """Conditions at each corner of the free variables, where those are known."""
        corners = self.ground.ends
        return [c.subs(corner) for c in conditions for corner in corners] if corners else conditions

    def inside(self) -> Iterator[Cell]:
        """That the solutions are probabilities, each with the conditions of the region that this asks for."""
        if len(self.e.region.disjuncts) != 1:
            return
        (own,) = self.e.region.disjuncts
        if self.ground.ranges and self.ground.ends:
            shares = self.at_corners([*self.ground.shares])
            rest = [c for c in self.asked() if c not in shares]
            told = [
                c
                for c in own
                if not self.court.follows(weak(c), rest) and self.court.follows(weak(c), [*rest, *shares])
            ]
            if told:
                yield (
                    "The ends of the range are probabilities only where ",
                    self.writer.conjunction(map(weak, told)),
                    ".",
                )
        found: dict[tuple[Condition, ...], list[Cell]] = {}
        for name, value in self.ground.unknowns.values.items():
            if value.is_number:
                continue
            inside = all(
                self.ground.everywhere(Condition(value, op, x)) for op, x in ((">", ZERO), ("<", ONE))
            )
            op = "<" if inside else "<="
            bounds = [Condition(ZERO, op, value), Condition(value, op, ONE)]
            weaker = [*map(weak, bounds)]
            rest = [c for c in self.asked() if c not in weaker and weak(c).negated() not in weaker]
            rest = [c for c in rest if c.lhs != value]
            told = [
                c
                for c in own
                if c.op not in ("=", "!=")
                and not self.court.follows(weak(c), rest)
                and self.court.follows(weak(c), [*rest, *bounds])
            ]
            shown = Formula((ZERO, op, symbol(name), op, ONE))
            found.setdefault(tuple(told), []).append(shown)
        for told, shown in found.items():
            which = joined(shown, last=" and ")
            if told:
                yield (
                    which,
                    " asks for " if len(shown) == 1 else " ask for ",
                    self.writer.conjunction(told),
                    ".",
                )
            else:
                yield (which, " then holds." if len(shown) == 1 else " then hold.")

    def delimited(self, others: Iterable[tuple[Equilibrium, Cell]]) -> Iterator[Cell]:
        """What is said of conditions of the region that the inequalities do not ask for."""
        given = self.asked()
        disjuncts = self.e.region.disjuncts
        if len(disjuncts) != 1:
            self.exact = all(
                self.court.impossible([*given, *(weak(c).negated() for c in some)])
                for some in itertools.product(*disjuncts)
            )
            return
        for c in disjuncts[0]:
            if c.op in ("=", "!=") or self.court.follows(weak(c), given):
                continue
            beyond = (*(x for x in disjuncts[0] if x is not c), c.negated())
            other = next((number for e, number in others if self.covers(e, beyond)), None)
            if other is not None:
                yield (
                    "Where instead ",
                    self.writer.condition(c.negated()),
                    ", it is ",
                    other,
                    " that holds.",
                )
            else:
                self.exact = False
                yield ("That ", self.writer.condition(c), " is needed was found by the solver.")

    def covers(self, e: Equilibrium, conditions: Iterable[Condition]) -> bool:
        """Whether another entry exists wherever some conditions hold, boundaries apart."""
        conditions = tuple(conditions)
        return any(all(self.court.follows(weak(c), conditions) for c in d) for d in e.region.disjuncts)

    def region(self) -> Iterator[Step]:
        """Each condition of the region, traced to what asks for it."""
        region = self.e.region
        if region.always:
            if self.court.names:
                yield Statement("All of this holds on the whole domain.")
            return
        items: list[Cell] = []
        for d in region.disjuncts:
            for c in d:
                cell = (self.writer.condition(c), ": ", *self.traced(c))
                if cell not in items:
                    items.append(cell)
        yield Statement("Where the conditions come from:", "Region." if self.writer.student else "")
        yield Items(tuple(items))
        told = "Together they suffice: where they hold, so does every inequality above."
        ties = " At equality somebody is indifferent."
        yield Statement(told + (ties if self.ties else ""))

    def traced(self, c: Condition) -> tuple[Cell, ...]:
        """Say which constraint asks for a condition of the region."""
        if c.op == "=":
            return ("a tie between parameters, on which this case rests.",)
        target = weak(c)
        for size in (1, 2, 3):
            for some in itertools.combinations(self.ground.constraints, size):
                given = self.at_corners([*(x for k in some for x in k.conditions), *self.ground.shares])
                if c.op != "!=" and self.court.follows(target, given):
                    self.ties |= not self.court.follows(c, given)
                    return (*joined((k.asks for k in some), last="; and "), ".")
            if len(self.ground.constraints) > 8:
                break
        if c.op != "!=" and self.court.follows(target, self.asked()):
            return ("all of this together.",)
        return ("that this is needed was found by the solver.",)

    def outcomes(self) -> Iterator[Step]:
        """What comes out at the example."""
        found = [(n, self.ground.number(x)) for n, x in self.e.outcomes.items() if x is not None]
        shown = [Formula((symbol(n), "=", x)) for n, x in found if x is not None]
        if shown:
            yield Statement(("In the example ", joined(shown, last=" and "), "."), "What comes out.")

    def running(self) -> Statement:
        """The point of the running example."""
        assert self.ground.example is not None
        names = [n for n in self.court.names if n in self.ground.example]
        shown = joined(Formula((symbol(n), "=", as_expression(self.ground.example[n]))) for n in names)
        return Statement((shown, "."), "Running example.")


def merged(steps: Iterable[Step]) -> list[Step]:
    """Return the steps with a label that stands alone put in front of the sentence after it."""
    found: list[Step] = []
    for step in steps:
        last = found[-1] if found else None
        if isinstance(step, Statement) and isinstance(last, Statement) and last.text == "" and not step.label:
            found[-1] = Statement(step.text, last.label)
        else:
            found.append(step)
    return found


def _same_position(a: Decision, b: Decision) -> bool:
    return (
        not a.place
        and not b.place
        and dict(a.mixture) == dict(b.mixture)
        and dict(a.payoffs) == dict(b.payoffs)
    )
