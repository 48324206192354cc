"""A sign: the derivative in factors, and the sign of each factor with the conditions that give it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..branches.signs import factors_of
from ..errors import UnsupportedError
from ..model import Model
from ..solve import solve
from ..statics import Effect, statics
from ..symbolic.condition import Condition
from ..symbolic.expression import ZERO, Expression, symbol
from .checking import Court, weak
from .steps import Cell, Equation, Formula, Items, Section, Slope, Statement, Step, joined
from .writing import Writer, chained


def explained(
    model: Any,
    outcome: Iterable[str] | str | None,
    wrt: Iterable[str] | str | None,
    values: Mapping[str, Any],
    student: bool,
    time_limit: float,
) -> tuple[list[Step], Court]:
    """Return a section for each row of the sign table asked for, and the court that confirmed them."""
    deadline = time.monotonic() + time_limit
    solution = None
    if isinstance(model, Model) and model.is_game:
        solution = solve(model.at(**values), time_limit=time_limit / 2)
    result = statics(model, outcome, wrt, time_limit=time_limit / 2, solution=solution, values=values)
    parameters = model.parameters
    domain = [c.subs(values) for p in parameters for c in p.domain]
    integers = [p.name for p in parameters if p.integer]
    court = Court(
        [p.name for p in parameters if p.is_symbol], [c for c in domain if c.symbols], deadline, integers
    )
    contents = model.contents if isinstance(model, Model) and not values else None
    writer = Writer(court, contents, student)
    forms: dict[tuple[str | None, str], Expression] = {}
    for e in solution or ():
        forms |= {(e.name, n): x for n, x in e.outcomes.items() if x is not None}
    if isinstance(model, Model):
        forms |= {(None, n): x for n, x in model.formulas.items()}
    rows = [r for r in result.rows if not all(any(c.op == "=" for c in d) for d in r.region.disjuncts)]
    if not rows:
        raise UnsupportedError("explain: there is no row in the sign table to explain.")
    moving = [_Row(row, forms, court, writer).section() for row in rows if row.derivative != ZERO]
    still = _still(row for row in rows if row.derivative == ZERO)
    steps = [*writer.definitions(), *moving, *still, *(Statement(note) for note in result.notes)]
    return steps, court


def _still(rows: Iterable[Effect]) -> list[Step]:
    """What does not move, and where."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        found.setdefault((row.outcome, row.parameter), []).append(row.equilibrium or "the formula")
    items = tuple(
        f"{outcome} does not depend on {parameter} in {'; '.join(dict.fromkeys(where))}"
        for (outcome, parameter), where in found.items()
    )
    return [Section("What does not matter", (Items(items),))] if items else []


class _Row:
    def __init__(self, row: Effect, forms: Mapping[Any, Expression], court: Court, writer: Writer):
        self.row, self.court, self.writer = row, court, writer
        self.form = row.value if row.value is not None else forms.get((row.equilibrium, row.outcome))

    def section(self) -> Section:
        """The explanation of one row of the sign table."""
        row = self.row
        where = f", in {row.equilibrium}" if row.equilibrium else ""
        return Section(f"{row.outcome} against {row.parameter}{where}", tuple(self.steps()))

    def steps(self) -> Iterator[Step]:
        """The formula, its derivative, the factors, the sign."""
        row = self.row
        regions = [(*d, *row.within) for d in row.region.disjuncts]
        if any(regions):
            yield Statement(("Where ", *_either(self.writer, regions), ","))
        if self.form is not None:
            own = self.writer.value(self.form)
            more = () if own == self.form else (own, "=")
            yield Equation(Formula((symbol(row.outcome), "=", *more, self.form)))
        if not isinstance(row.derivative, Expression):
            told = (
                "The derivative is numeric." if row.derivative is not None else "It has pieces, which follow."
            )
            yield Statement(f"{told} Sign: {row.sign}.")
            return
        if self.form is not None and not self._is_derivative(row.derivative):
            yield Statement("Here the derivative moves the free variables along.")
        name = Formula((Slope(row.outcome, row.parameter), "=", row.derivative))
        yield Equation(name)
        items = list(self.factors(row.derivative, regions))
        if items:
            yield Statement("Sign by sign:")
            yield Items(tuple(items))
        yield from self.verdict()

    def _is_derivative(self, slope: Expression) -> bool:
        try:
            return self.form is not None and self.court.same(self.form.diff(self.row.parameter), slope)
        except ValueError:
            return False

    def factors(self, slope: Expression, regions: list[tuple[Condition, ...]]) -> Iterator[Cell]:
        """Each factor with its sign and the conditions that give it."""
        constant, factors = factors_of(slope, self.court.names)
        if constant < 0:
            yield "the constant in front is negative"
        for factor, odd, below in factors:
            place = " (in the denominator)" if below else ""
            if not odd:
                yield (factor, f"{place} occurs in an even power, and has no say")
                continue
            for op in (">", "<", ">=", "<="):
                claim = Condition(factor, op, ZERO)
                if all(self.court.follows(claim, r) for r in regions):
                    for r in regions:
                        self.court.note(claim, r)
                    yield (claim, place, *self.because(claim, regions))
                    break
            else:
                yield (factor, f"{place} changes its sign here")

    def because(self, claim: Condition, regions: list[tuple[Condition, ...]]) -> tuple[Cell, ...]:
        """The fewest conditions that give a sign."""
        court = Court(self.court.names, (), self.court.deadline, self.court.integers)
        near = list(self.court.domain)
        kept: dict[Condition, None] = {}
        for r in regions:
            given = [*near, *r]
            if not court.impossible([*given, claim.negated()]):
                return ()
            short = court.minimal(given, [claim.negated()])
            kept |= dict.fromkeys(short)
        if not kept:
            return (", always",)
        if len(kept) == 1 and weak(claim) in map(_toward_zero, kept):
            return ()
        return (", because ", chained(self.writer.conditions(kept)))

    def verdict(self) -> Iterator[Step]:
        """The sign of the whole."""
        row = self.row
        if row.sign in ("+", "-"):
            word = {"+": "rises", "-": "falls"}[row.sign]
            weak = (
                "" if row.strict or row.zero_where is None else f" (it does not move where {row.zero_where})"
            )
            yield Statement(f"So {row.outcome} {word} with {row.parameter}{weak}.")
        elif row.sign == "mixed":
            yield Statement(("The sign changes where ", row.changes_where, ". Both signs occur:"))
            shown = [(p, s) for p, s in ((row.positive_at, "positive"), (row.negative_at, "negative")) if p]
            yield Items(tuple(f"{s} at {', '.join(f'{n} = {v}' for n, v in p.items())}" for p, s in shown))
        elif row.sign == "0":
            yield Statement(f"So {row.parameter} does not matter.")
        else:
            yield Statement("The sign was not decided within the time limit.")


def _toward_zero(c: Condition) -> Condition:
    """A bound by zero with the zero on the right, equality allowed."""
    flipped = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
    return weak(Condition(c.rhs, flipped.get(c.op, c.op), c.lhs) if c.lhs == ZERO else c)


def _either(writer: Writer, regions: list[tuple[Condition, ...]]) -> tuple[Cell, ...]:
    return tuple(joined((writer.conjunction(r) for r in regions), " or "))
