"""``threshold``: the values of one parameter at which behavior changes, in closed form, and which way."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

from .branches.boundaries import POS, Atlas, Edge, Signs, Successor, shown
from .branches.branch import Branch, Subject, asked_of, branches, in_steps, names_of
from .branches.projection import Projection
from .branches.roots import Root, roots
from .errors import InputError, TimeLimitReached, escaped, nearest
from .shown import Shown
from .solution import Solution, plain
from .solve import solve
from .symbolic.condition import ALWAYS, Condition, Region
from .symbolic.expand import is_zero
from .symbolic.expression import ZERO, Expression, symbol

Value = Any  # an Expression, or the text root_of(polynomial, k)
LONGEST = 80  # characters of an outcome that is written out at a threshold


@dataclass(frozen=True)
class Threshold:
    """A value of the parameter at which an equilibrium begins or ends, on ``region`` of the other parameters.

    ``region`` is given up to its boundary, where several thresholds meet. ``below`` and ``above`` are the
    outcome there, None where the equilibrium does not exist (several formulas: the extreme points of a
    continuum). For a formula of the model (equilibrium None) the value is where it
    changes sign, and ``below`` and ``above`` say so. ``name`` is the formula of the model that the value is.
    ``at_value`` is what the outcome tends to there, where it moves with the parameter and that is short.
    """

    equilibrium: str | None
    value: Value
    begins: bool
    below: tuple[Any, ...]
    above: tuple[Any, ...]
    region: Region = ALWAYS
    takes_over: tuple[Successor, ...] = ()
    name: str | None = None
    at_value: tuple[Any, ...] = ()

    @property
    def jump(self) -> bool | None:
        """Whether the outcome jumps to that of one on the other side; None: not known, or nobody is."""
        jumps = [s.jump for s in self.takes_over]
        return True if True in jumps else None if None in jumps or not jumps else False

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form (design, section 5)."""
        return {
            "equilibrium": self.equilibrium,
            "value": str(self.value),
            **({"name": self.name} if self.name else {}),
            "below": shown(self.below),
            "above": shown(self.above),
            **({"at_value": shown(self.at_value)} if self.at_value else {}),
            "region": self.region.to_list(),
            "begins": self.begins,
            "takes_over": [s.to_dict() for s in self.takes_over],
            "jump": self.jump,
        }


@dataclass(frozen=True)
class Thresholds(Shown):
    """The thresholds of ``parameter``, those of one value together."""

    model: str
    outcome: str
    parameter: str
    rows: tuple[Threshold, ...]
    given: tuple[Condition, ...] = ()
    values: Mapping[str, Expression] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    undecided: bool = False  # within the time limit
    # equilibrium -> its free variables, with their ranges, where the outcome is written with them
    free_variables: Mapping[str, Mapping[str, tuple[Condition, ...]]] = field(default_factory=dict)

    def to_dict(self, numeric: bool = False) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "schema": "defiance-games/threshold/1",
            "model": self.model,
            "outcome": self.outcome,
            "parameter": self.parameter,
            "given": [str(c) for c in self.given],
            "values": plain(self.values),
            "rows": [r.to_dict() for r in self.rows],
            **(
                {
                    "free_variables": {
                        e: {n: [str(c) for c in limits] for n, limits in own.items()}
                        for e, own in self.free_variables.items()
                    }
                }
                if self.free_variables
                else {}
            ),
            "notes": list(self.notes),
        }


def threshold(
    model_or_game: Any,
    outcome: str | None = None,
    parameter: str = "p",
    given: Iterable[Any] | str = (),
    time_limit: float = 60,
    solution: Solution | None = None,
    values: Mapping[str, Any] | None = None,
) -> Thresholds:
    """Return the values of ``parameter`` at which behavior changes, in closed form, and which way.

    A row for each boundary of an equilibrium's region, solved for the parameter: what the outcome is just
    below and just above, who exists on the other side, and where in the other parameters all this is so
    (corners, where several boundaries meet, aside).

    Parameters
    ----------
    outcome : an outcome of the game (its first where not given), or a formula of the model, whose changes of
        sign are then found
    given : further assumptions, which may name formulas of the model
    values : parameters held fixed

    Raises
    ------
    InputError : unknown names; assumptions that contradict the domain; the result of a question, which has no
        closed form

    Examples
    --------
    >>> import defiance_games as dg
    >>> found = dg.threshold(dg.load("career_calculus"), outcome="net", parameter="p", given=["Lambda > 0"])
    >>> [(str(row.value), row.below, row.above) for row in found.rows]
    [('(g*V + b)/(g*V + pi0*V + L + s - L*r*delta**tau)', ('> 0',), ('< 0',))]
    """
    deadline = time.monotonic() + time_limit
    find = partial(solve, time_limit=time_limit)
    wanted = names_of(outcome)
    source = find if solution is None else solution
    checks = (lambda s: _check_parameter(parameter, s), lambda s: s.conditions(given))
    subject = asked_of(model_or_game, values, source, wanted, *checks)
    assumed = subject.conditions(given)
    domain = subject.consistent(assumed)
    found = branches(subject, wanted)
    found = [_under(b, domain, parameter) for b in found if b.name == found[0].name]
    if found and not found[0].formulas:
        name = escaped(outcome)
        raise InputError(f"{subject.name}: {name} has no closed form to solve. Use table instead.")
    if any(in_steps(f, [parameter]) for b in found for f in b.formulas if f is not None):
        name = escaped(outcome)
        raise InputError(f"{subject.name}: {name} moves in steps with {parameter}. Use table instead.")
    work = _Work(found, parameter, domain, deadline, subject)
    rows = [replace(row, name=_known_as(row.value, subject)) for row in work.rows()]
    named = {row.equilibrium for row in rows} | {s.equilibrium for row in rows for s in row.takes_over}
    notes = [*subject.caveats, *work.notes]
    undecided = subject.undecided or time.monotonic() >= deadline
    if work.still and not undecided:
        notes.append(
            f"It does not change sign as {parameter} moves."
            if work.signs_of
            else f"No equilibrium begins or ends as {parameter} moves."
        )
    return Thresholds(
        subject.name,
        found[0].name if found else outcome or "",
        parameter,
        tuple(rows),
        assumed,
        {**subject.family.values, **subject.values},
        tuple(dict.fromkeys(notes)),
        undecided,
        {str(b.equilibrium): b.ranges for b in found if b.ranges and b.equilibrium in named},
    )


def _check_parameter(parameter: Any, subject: Subject) -> None:
    if not isinstance(parameter, str):
        raise InputError(f"parameter must be the name of one parameter, got {escaped(parameter)}.")
    known = [p.name for p in subject.game.parameters]
    if parameter not in known:
        raise InputError(
            f"{subject.name}: there is no free parameter '{escaped(parameter)}'. {nearest(parameter, known)}"
        )


def _under(branch: Branch, assumed: Sequence[Condition], parameter: str) -> Branch:
    """A branch under assumptions: a tie of other parameters that they imply is none any more."""
    return branch.given(c for c in assumed if c.op != "=" or parameter not in c.symbols)


def _known_as(value: Value, subject: Subject) -> str | None:
    """The formula of the model that has this value."""
    if isinstance(value, str) or subject.model is None or value.op in ("number", "symbol"):
        return None
    for name, formula in subject.model.formulas.items():
        try:
            if is_zero(value - formula.subs(subject.values)):
                return name
        except ZeroDivisionError:
            continue
    return None


class _Work:
    """Solves the boundaries of an atlas for one parameter."""

    def __init__(
        self,
        found: Sequence[Branch],
        parameter: str,
        domain: Sequence[Condition],
        deadline: float,
        subject: Subject,
    ):
        self.subject, self.order = subject, subject.order
        self.parameter, self.domain, self.deadline = parameter, domain, deadline
        self.notes: list[str] = []
        self.still = False  # nothing begins or ends, or changes its sign
        # a formula of the model: then its changes of sign are asked for
        self.signs_of = next((b for b in found if b.equilibrium is None), None)
        if self.signs_of is None:
            regions = {str(b.equilibrium): b.region for b in found}
        else:
            (formula,), region = self.signs_of.formulas, self.signs_of.region
            self.domain = [*domain, *(c for d in region.disjuncts[:1] for c in d)]
            regions = (
                {}
                if formula is None
                else {
                    word: Region(((Condition(formula, op, ZERO),),))
                    for word, op in (("> 0", ">"), ("< 0", "<"))
                }
            )
        self.regions: dict[str, Region] = regions
        self.formulas = {str(b.equilibrium): b.formulas for b in found}
        self.ranges = {str(b.equilibrium): b.ranges for b in found if b.ranges}

    @cached_property
    def atlas(self) -> Atlas:
        """The regions as cells."""
        expressions = [f for formulas in self.formulas.values() for f in formulas if f is not None]
        return Atlas(self.regions, self.domain, self.deadline, expressions, self.order)

    @cached_property
    def others(self) -> Projection:
        """What says where in the other parameters something is so."""
        return Projection(self.atlas, self.parameter)

    def rows(self) -> list[Threshold]:
        """The rows, those of one value together; what was found when the time limit is reached."""
        found: list[Threshold] = []
        try:
            if self.atlas.ties and self.signs_of is None:
                few = f": {'; '.join(self.atlas.ties)}" if len(self.atlas.ties) <= 3 else ""
                self.notes.append(f"What exists only at ties of parameters is not followed{few}.")
            self.still = True
            for edges in self.atlas.edges(self.others.own):
                if edges[0].equilibrium == "< 0" and self.signs_of is not None:
                    continue  # the same place, seen from the other side
                self.still = False
                found += self._solved(edges)
            if self.atlas.oracle.undecided:
                self.notes.append("Some regions were not decided; rows may be listed too widely.")
        except TimeLimitReached:
            self.notes.append("The time limit was reached before every boundary was solved.")
        order = list(dict.fromkeys(str(row.value) for row in found))
        return sorted(found, key=lambda row: order.index(str(row.value)))

    def _solved(self, edges: Sequence[Edge]) -> Iterator[Threshold]:
        """The rows of one boundary."""
        first = edges[0]
        solutions = list(roots(self.atlas, first.index, self.parameter))
        if not solutions:
            boundary = self.atlas.oracle.condition((first.index, 2))
            self.notes.append(
                f"{first.equilibrium} ends at {boundary}: not solved for {self.parameter} in closed form."
            )
        merged: dict[tuple[str, bool], list[tuple[Root, Edge]]] = {}
        for root in solutions:
            for edge in edges:
                begins = root.rises == (edge.side == POS)
                for cell in self.others.inside(edge.cell, root):
                    far = tuple((n, b, tuple(self.atlas.meeting([cell], parts))) for n, b, parts in edge.far)
                    part = replace(edge, cell=cell, far=tuple(f for f in far if f[2]))
                    merged.setdefault((str(root.value), begins), []).append((root, part))
        for (_, begins), parts in merged.items():
            yield self._row(first.equilibrium, begins, parts)

    def _row(self, name: str, begins: bool, parts: Sequence[tuple[Root, Edge]]) -> Threshold:
        root = parts[0][0]
        region = self.others.region([(r, e.cell) for r, e in parts])
        if self.signs_of is not None:
            words = ("< 0", "> 0") if begins == (name == "> 0") else ("> 0", "< 0")
            return Threshold(None, root.value, begins, words[:1], words[1:], region)
        here, none = self.formulas[name], (None,)
        return Threshold(
            name,
            root.value,
            begins,
            none if begins else here,
            here if begins else none,
            region,
            tuple(self._successors(name, begins, parts)),
            at_value=self._at(here, root.value),
        )

    def _at(self, formulas: Sequence[Expression | None], value: Value) -> tuple[Expression | None, ...]:
        """The formulas with the value in place of the parameter; none where that says nothing, or is long."""
        if isinstance(value, str) or all(f is None or self.parameter not in f.symbols for f in formulas):
            return ()
        try:
            put = [
                None if f is None else self.subject.simplified(f.subs({self.parameter: value}))
                for f in formulas
            ]
        except ZeroDivisionError:
            return ()
        found = tuple(dict.fromkeys(put))
        return found if all(f is None or len(str(f)) <= LONGEST for f in found) else ()

    def _successors(self, name: str, begins: bool, parts: Sequence[tuple[Root, Edge]]) -> Iterator[Successor]:
        """Who exists where ``name`` does not, at this value; those that begin or end with it come first."""
        found: dict[tuple[str, bool], list[tuple[Root, Signs]]] = {}
        for root, edge in parts:
            for other, new, cells in edge.far:
                found.setdefault((other, new), []).extend((root, cell) for cell in cells)
        for (other, new), cells in sorted(found.items(), key=lambda item: not item[0][1]):
            covered = all(self.atlas.covers([c for _, c in cells], edge.cell) for _, edge in parts)
            here = [(r, e.cell) for r, e in parts]
            region = ALWAYS if covered else self.others.region(cells, here)
            outcome = self.formulas[other]
            root = parts[0][0]
            jump = self._jumps(name, other, root.index, [cell for _, cell in cells])
            yield Successor(other, new, region, outcome, jump, self._at(outcome, root.value))

    def _jumps(self, name: str, other: str, index: int, cells: Sequence[Signs]) -> bool | None:
        """Whether no value of the outcome on one side is one on the other, at the zeros of the factor.

        None where a continuum has values on both sides of the other's, or that is not known.
        """
        ring, free = self.atlas.ring, name in self.ranges or other in self.ranges
        pairs = [
            (a, b)
            for a in self.formulas[name]
            for b in self.formulas[other]
            if a is not None and b is not None
        ]
        for a, b in pairs if not free else ():
            gap = ring.quotient(a - b).num
            if gap == 0 or index in (i for i, _ in ring.factor(gap)[1]):
                return False
        if len(pairs) <= 1 and not free:
            return True
        own = {n: symbol(f"{n} there") for n in self.ranges.get(other, ())}  # apart from those of ``name``
        limits = [*_limits(self.ranges.get(name, {}), {}), *_limits(self.ranges.get(other, {}), own)]
        for op in ("<=", ">="):
            if all(self._never(Condition(a - b.subs(own), op, ZERO), limits, cells) for a, b in pairs):
                return True
        return None

    def _never(self, claim: Condition, limits: Sequence[Condition], cells: Sequence[Signs]) -> bool:
        """Whether a condition holds nowhere on the cells."""
        from .symbolic.smt import satisfy

        for conjunction in self.atlas.oracle.region(cells).disjuncts:
            seconds = max(0.05, min(2, self.deadline - time.monotonic()))
            if satisfy([*self.domain, *conjunction, *limits, claim], seconds)[0] != "unsat":
                return False
        return True


def _limits(
    ranges: Mapping[str, tuple[Condition, ...]], names: Mapping[str, Expression]
) -> Iterator[Condition]:
    """Every condition on free variables, which may be renamed."""
    return (c.subs(names) for conditions in ranges.values() for c in conditions)
