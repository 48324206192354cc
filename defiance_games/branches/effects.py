"""The rows of ``statics``: the derivative of a branch by each parameter, with its sign and proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..solution import plain
from ..symbolic.condition import Condition, Region, equals
from ..symbolic.expand import is_zero
from ..symbolic.expression import ZERO, Expression, as_expression, multiply
from .branch import Branch, Subject, answer, in_steps
from .difference import difference, number_of
from .implicit import followed, total_derivative
from .signs import Cell, Signs, pieces

PROVED, REFUTED, UNDECIDED, NUMERIC = "proved", "refuted", "undecided", "numeric"
_PROOF = {"+": PROVED, "-": PROVED, "0": PROVED, "mixed": REFUTED, "undecided": UNDECIDED}


@dataclass(frozen=True)
class Effect:
    """How one parameter moves one outcome in one equilibrium (None: a formula, or the result of a question).

    Parameters
    ----------
    derivative : in closed form (a float where numeric); None for an outcome with min or max, whose pieces
        follow as rows of their own
    sign : + - 0, mixed or undecided, on the whole region; + and - include 0 unless ``strict``
    proof : proved, refuted (mixed: the two witnesses refute every constant sign), undecided, numeric
    zero_where : where the sign is not strict, the polynomial at whose zeros the derivative is 0
    changes_where : where it is mixed, the polynomial at whose zeros the sign changes
    within : the part of the region that this row is about; all of it where empty
    at : number of the extreme point, in a continuum in which the outcome varies
    value : the outcome at this extreme point
    free_variables : those of a continuum without extreme points, with their ranges; the sign is that at all
        of their values
    held_fixed : the free variables that the derivative holds fixed; those that equations fix move with the
        parameter
    region : where the equilibrium exists, given what is assumed
    """

    outcome: str
    equilibrium: str | None
    parameter: str
    derivative: Expression | float | None
    sign: str
    proof: str
    region: Region
    strict: bool = True
    zero_where: Condition | None = None
    positive_at: Mapping[str, Any] | None = None
    negative_at: Mapping[str, Any] | None = None
    changes_where: Condition | None = None
    within: tuple[Condition, ...] = ()
    at: int | None = None
    value: Expression | None = None
    free_variables: Mapping[str, tuple[Condition, ...]] = field(default_factory=dict)
    held_fixed: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form (design, section 5)."""
        slope = self.derivative
        optional: dict[str, Any] = {
            "zero_where": self.zero_where and str(self.zero_where),
            "positive_at": _point(self.positive_at),
            "negative_at": _point(self.negative_at),
            "changes_where": self.changes_where and str(self.changes_where),
            "within": [str(c) for c in self.within],
            "at": self.at,
            "value": None if self.value is None else str(self.value),
            "free_variables": {n: [str(c) for c in limits] for n, limits in self.free_variables.items()},
            "held_fixed": list(self.held_fixed),
        }
        return {
            "outcome": self.outcome,
            "equilibrium": self.equilibrium,
            "parameter": self.parameter,
            "derivative": f"{slope:.12g}" if isinstance(slope, float) else plain(slope),
            "sign": self.sign,
            "strict": self.strict,
            "proof": self.proof,
            **{k: v for k, v in optional.items() if v not in (None, [], {})},
            "region": self.region.to_list(),
        }


class Effects:
    """Turns branches into rows; collects notes on what is left out."""

    def __init__(
        self, subject: Subject, signs: Signs, parameters: Sequence[str], assumed: Sequence[Condition]
    ):
        self.subject, self.signs, self.parameters, self.assumed = subject, signs, parameters, assumed
        self.own_notes: list[str] = []
        self.ties: dict[str, dict[str, None]] = {}  # equality -> those that hold only there
        self.fixed: dict[str, dict[str, None]] = {}  # equality -> those that no parameter asked for can move
        self.implicit: dict[
            str, dict[str, None]
        ] = {}  # parameter -> those with free variables that follow it
        self.null: dict[str, dict[str, None]] = {}  # outcome -> where it is conditional on a null event
        self.steps: dict[str, dict[str, None]] = {}  # outcome -> the parameters with which it moves in steps

    @property
    def notes(self) -> list[str]:
        """What was left out, and why."""
        ties = [
            f"Only where {where}, so not along its parameters: {'; '.join(who)}."
            for where, who in self.ties.items()
        ]
        fixed = [
            f"Only where {where}, which fixes every parameter asked for: {'; '.join(who)}."
            for where, who in self.fixed.items()
        ]
        implicit = [
            f"No derivative was taken along equations that tie free variables to {name}: {'; '.join(who)}."
            for name, who in self.implicit.items()
        ]
        null = [
            f"{name} is conditional on what never happens in: {'; '.join(who)}."
            for name, who in self.null.items()
        ]
        moved: dict[str, list[str]] = {}
        for name, with_ in self.steps.items():
            moved.setdefault(", ".join(with_), []).append(name)
        steps = [f"{' and '.join(names)} with {with_}" for with_, names in moved.items()]
        said = [f"Moving in steps, so without a derivative: {'; '.join(steps)}."] if steps else []
        return [*self.own_notes, *said, *ties, *fixed, *implicit, *null]

    def rows(self, branch: Branch) -> Iterator[Effect]:
        """Yield the rows of one branch."""
        if not branch.formulas:
            yield from self._numeric(branch)
            return
        # where nothing is assumed, the solver knows a point of each cell
        solved = branch.equilibrium is not None and not self.assumed and not self.subject.values
        cells = list(branch.region.disjuncts) if solved else self.signs.cells(branch.region)
        if not cells:
            return  # it exists nowhere under the assumptions
        who = branch.equilibrium or branch.name
        movable = [name for name in self.parameters if _along(cells, name)]
        if len(movable) < len(self.parameters):
            noted = self.ties if movable else self.fixed
            noted.setdefault(" and ".join(str(c) for c in cells[0] if c.op == "="), {})[who] = None
        if None in branch.formulas:
            partly = "" if set(branch.formulas) == {None} else " (at some extreme points)"
            self.null.setdefault(branch.name, {})[who + partly] = None
        several, region = len(branch.formulas) > 1, branch.given(self.signs.domain).region
        for name in movable:
            inside = [(*cell, *branch.limits) for cell in _along(cells, name)]
            speed = followed(branch, name, self.signs, inside)
            if speed is None:
                self.implicit.setdefault(name, {})[who] = None
                yield Effect(branch.name, branch.equilibrium, name, None, UNDECIDED, UNDECIDED, region)
                continue
            held = tuple(n for n in branch.ranges if n not in speed)
            for k, formula in enumerate(branch.formulas):
                if formula is not None:
                    row = Effect(branch.name, branch.equilibrium, name, None, UNDECIDED, UNDECIDED, region)
                    row = replace(row, at=k, value=formula) if several else row
                    row = replace(row, free_variables=branch.ranges, held_fixed=held)
                    yield from self._effects(row, formula, inside, speed)

    def _effects(
        self, row: Effect, formula: Expression, cells: Sequence[Cell], speed: Mapping[str, Expression]
    ) -> Iterator[Effect]:
        """The row of a formula, and the rows of its parts where the sign is not the same throughout."""
        moving = {row.parameter, *speed}
        if in_steps(formula, moving):
            self.steps.setdefault(row.outcome, {})[row.parameter] = None
            return
        parts = [(where, piece) for where, piece in pieces(formula) if moving & formula.symbols]
        if len(parts) <= 1:
            yield from self._signed(
                row, total_derivative(formula, row.parameter, speed, self.signs.order), cells
            )
            return
        found: list[tuple[Effect, Expression, Sequence[Cell]]] = []
        rows: list[Effect] = []
        for where, piece in parts:
            inside = [c for c in ((*cell, *where) for cell in cells) if self.signs.cells(Region((c,)))]
            if inside:
                slope = total_derivative(piece, row.parameter, speed, self.signs.order)
                own = list(self._signed(replace(row, within=where), slope, inside))
                opened = [(*cell, *map(_strict, where)) for cell in cells]  # a kink has no derivative
                found.append((own[0], slope, [c for c in opened if self.signs.cells(Region((c,)))] or inside))
                rows += own
        yield self._joined(row, found)
        yield from rows

    def _joined(self, row: Effect, parts: Sequence[tuple[Effect, Expression, Sequence[Cell]]]) -> Effect:
        """The row of a whole from the rows of its pieces."""
        rows = [part for part, _, _ in parts]
        words = {p.sign for p in rows} - {"0"}
        if words <= {"+"} or words <= {"-"}:
            sign = words.pop() if words else "0"
            return replace(
                row, sign=sign, proof=PROVED, strict=all(p.sign == sign and p.strict for p in rows)
            )
        points = [self.signs.witnesses(slope, cells) for _, slope, cells in parts]
        positive, negative = (next((w[i] for w in points if w[i] is not None), None) for i in (0, 1))
        if "undecided" in words or positive is None or negative is None:
            return row
        changes = [p.changes_where.lhs for p in rows if p.changes_where] + [
            c.difference for p in rows for c in p.within
        ]
        kept: list[Expression] = []
        for e in changes:
            if not any(is_zero(e - k) or is_zero(e + k) for k in kept):
                kept.append(e)
        return replace(
            row,
            sign="mixed",
            proof=REFUTED,
            strict=False,
            positive_at=positive,
            negative_at=negative,
            changes_where=Condition(multiply(*kept), "=", ZERO),
        )

    def _signed(self, row: Effect, slope: Expression, cells: Sequence[Cell]) -> Iterator[Effect]:
        signed = self.signs.of(slope, cells)
        row = replace(
            row,
            derivative=slope,
            sign=signed.sign,
            proof=_PROOF[signed.sign],
            strict=signed.strict,
            zero_where=signed.zero_where and Condition(signed.zero_where, "=", ZERO),
            positive_at=signed.positive_at,
            negative_at=signed.negative_at,
            changes_where=signed.changes and Condition(signed.changes, "=", ZERO),
        )
        yield row
        if signed.changes is not None:
            whole = replace(row, proof=PROVED, positive_at=None, negative_at=None, changes_where=None)
            for op, sign in ((">", "+"), ("<", "-"), ("=", "0")):
                where = (*row.within, Condition(signed.changes, op, ZERO))
                flat = {"strict": True, "zero_where": None} if sign == "0" else {}
                yield replace(whole, sign=sign, within=where, **flat)

    # -- questions ----------------------------------------------------------------------------------
    def _numeric(self, branch: Branch) -> Iterator[Effect]:
        """A central difference at the values, else the defaults; one-sided at an edge of the domain."""
        subject = self.subject.with_defaults(())
        question, _, result = branch.name.partition(".")
        asked = subject.model.used(question, **subject.given(question))
        symbols = {
            p.name
            for p in (*subject.model.parameters, *subject.model.questions[question].parameters)
            if p.is_symbol
        }
        here = {n: as_expression(v) for n, v in asked.items() if n in symbols}
        region = Region((tuple(equals(n, v) for n, v in here.items()),))
        middle = number_of(answer(subject, question, result, {}))
        if middle is None:
            where = ", ".join(map(str, region.disjuncts[0]))
            self.own_notes.append(f"{branch.name} is not a number at {where}.")
            return
        for name in (n for n in self.parameters if n in here):
            slope = difference(subject, branch.name, name, here[name].value, middle)
            if slope is None:
                place = f"{name} = {here[name]}"
                self.own_notes.append(f"{branch.name} is not a number on either side of {place}.")
                continue
            sign = "0" if abs(slope) < 1e-9 else "+" if slope > 0 else "-"
            yield Effect(branch.name, None, name, slope, sign, NUMERIC, region)


def _strict(c: Condition) -> Condition:
    """A weak inequality as a strict one."""
    return replace(c, op=c.op[0]) if c.op in ("<=", ">=") else c


def _along(cells: Sequence[Cell], name: str) -> list[Cell]:
    """The cells that leave room to move the parameter: no equality in them names it."""
    return [cell for cell in cells if not any(c.op == "=" and name in c.symbols for c in cell)]


def _point(point: Mapping[str, Any] | None) -> dict[str, str] | None:
    return None if point is None else {n: str(v) for n, v in point.items()}
