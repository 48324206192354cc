"""One equilibrium as a proposition with its proof.

Each decision gives equations (between actions that are played) and inequalities (against those that are
not); the unknown probabilities solve the equations; what is left are conditions on the parameters, and each
condition of the region is traced to what asks for it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping

from ..symbolic.condition import Condition
from ..symbolic.expression import ONE, ZERO, Expression, as_expression, symbol
from .checking import weak
from .choice import Choice
from .decisions import Decision
from .ground import Ground
from .refined import judged
from .steps import Cell, Formula, Items, Named, Result, Statement, Step, joined
from .writing import chained


class Argument:
    """The proof of one equilibrium. Every formula in its steps has passed the court."""

    def __init__(self, ground: Ground):
        self.ground = ground
        self.e, self.writer, self.court = ground.e, ground.writer, ground.court
        self.ties = False  # whether a condition is strict where the inequality behind it is weak

    def result(self) -> Result:
        """Return the proposition that the equilibrium exists on its region, with its proof."""
        unreached = [d.label for d in self.ground.decisions if not d.payoffs]
        proof = [
            step for some in self.alike() for step in merged(Choice(self.ground, some[0], some[1:]).steps())
        ]
        proof += self.probabilities()
        proof += self.region()
        if unreached and self.e.verified:
            told = f"Play does not come to {', '.join(unreached)}, of which the concept asks nothing; "
            proof.append(
                Statement(told + "that no plan through it gains either was confirmed by the verifier.")
            )
        proof += judged(self.e, self.writer)
        statement: list[Step] = [self.where(), Items(tuple(self.profile()))]
        if self.ground.ranges:
            bounds = chained(dict.fromkeys(self.ground.ranges))
            statement.append(Statement(("Here ", bounds, ": a continuum of equilibria.")))
        if self.ground.example is not None:
            proof = [self.running(), *proof, *self.outcomes()]
        return Result(self.e.name, tuple(statement), tuple(proof))

    def where(self) -> Statement:
        """The sentence that says where it exists."""
        region = self.e.region
        if region.always:
            return Statement(("Everywhere on the domain this is an equilibrium:",))
        parts = [self.writer.conjunction(d) for d in region.disjuncts]
        return Statement(("Where ", joined(parts, "; or where "), ", this is an equilibrium:"))

    def profile(self) -> Iterator[Cell]:
        """What each plays, and what is believed."""
        tree = any(d.label for d in self.ground.decisions)
        ordered = (
            reversed(self.ground.decisions)
            if tree
            else sorted(self.ground.decisions, key=lambda d: d.belief is not None)
        )
        for d in ordered:
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
        if b.bayes is None and b.sets:
            sets = [self.ground.bounds(some, b) for some in b.sets]
            if not all(sets):
                return ", whatever it believes"
            return (", believing ", joined(sets, " or "))
        shown = [
            Formula((Named("mu", "", a, b.given), "=", self.writer.value(v)))
            for a, v in itertools.islice(zip(b.about, b.values, strict=True), max(1, len(b.about) - 1))
        ]
        return (", believing ", joined(shown))

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

    def region(self) -> Iterator[Step]:
        """Each condition of the region, traced to what asks for it."""
        region = self.e.region
        if region.always:
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
        ties = (
            " At equality somebody is indifferent, and the play is part of a case that exists at ties only."
        )
        yield Statement(told + (ties if self.ties else ""))

    def traced(self, c: Condition) -> tuple[Cell, ...]:
        """Say which constraint asks for a condition of the region."""
        if c.op == "=":
            return ("a tie between parameters, on which this case rests.",)
        target = weak(c)
        for size in (1, 2, 3):
            for some in itertools.combinations(self.ground.constraints, size):
                given = (*(x for k in some for x in k.conditions), *self.ground.shares)
                if c.op != "!=" and self.court.follows(target, given):
                    self.ties |= not self.court.follows(c, given)
                    return (*joined((k.asks for k in some), last="; and "), ".")
            if len(self.ground.constraints) > 8:
                break
        return ("on the other side the same play is part of another entry of the list.",)

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
