"""``threshold``: the values of one parameter at which behavior changes, in closed form, and which way."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

from .branches.boundaries import NEG, POS, Atlas, Edge, Signs, Successor, shown
from .branches.branch import Branch, Subject, branches, subject_of
from .branches.roots import Root, coefficients, roots
from .errors import InputError, TimeLimitReached, escaped, nearest
from .shown import Shown
from .solution import Solution, plain
from .solve import solve
from .symbolic.condition import ALWAYS, Condition, Region
from .symbolic.expand import is_zero
from .symbolic.expression import ZERO, Expression

Value = Any  # an Expression, or the text root_of(polynomial, k)


@dataclass(frozen=True)
class Threshold:
    """A value of the parameter at which an equilibrium begins or ends, on ``region`` of the other parameters.

    ``region`` is given up to its boundary, where several thresholds meet. ``below`` and ``above`` are the
    outcome there, None where the equilibrium does not exist (several formulas: the extreme points of a
    continuum). For a formula of the model (equilibrium None) the value is where it
    changes sign, and ``below`` and ``above`` say so. ``name`` is the formula of the model that the value is.
    """

    equilibrium: str | None
    value: Value
    begins: bool
    below: tuple[Any, ...]
    above: tuple[Any, ...]
    region: Region = ALWAYS
    takes_over: tuple[Successor, ...] = ()
    name: str | None = None

    @property
    def jump(self) -> bool | None:
        """Whether the outcome jumps to that of an equilibrium on the other side; None where there is none."""
        jumps = [s.jump for s in self.takes_over]
        return any(jumps) if jumps else None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form (design, section 5)."""
        return {
            "equilibrium": self.equilibrium,
            "value": str(self.value),
            **({"name": self.name} if self.name else {}),
            "below": shown(self.below),
            "above": shown(self.above),
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
    [('(V*g + b)/(V*g + V*pi0 + L + s - L*r*delta**tau)', ('> 0',), ('< 0',))]
    """
    deadline = time.monotonic() + time_limit
    find = partial(solve, time_limit=time_limit)
    subject = subject_of(model_or_game, values, find if solution is None else solution)
    known = [p.name for p in subject.game.parameters]
    if parameter not in known:
        raise InputError(
            f"{subject.name}: there is no free parameter '{escaped(parameter)}'. {nearest(parameter, known)}"
        )
    assumed = subject.conditions(given)
    domain = subject.consistent(assumed)
    found = branches(subject, [outcome] if outcome else None)
    found = [b for b in found if b.name == found[0].name]
    if found and not found[0].formulas:
        name = escaped(outcome)
        raise InputError(f"{subject.name}: {name} has no closed form to solve. Use table instead.")
    work = _Work(found, parameter, domain, deadline)
    rows = [replace(row, name=_known_as(row.value, subject)) for row in work.rows()]
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
        subject.values,
        tuple(dict.fromkeys(notes)),
        undecided,
    )


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

    def __init__(self, found: Sequence[Branch], parameter: str, domain: Sequence[Condition], deadline: float):
        self.parameter, self.notes = parameter, list[str]()
        self.still = False  # nothing begins or ends, or changes its sign
        # a formula of the model: then its changes of sign are asked for
        self.signs_of = next((b for b in found if b.equilibrium is None), None)
        if self.signs_of is None:
            regions = {str(b.equilibrium): b.region for b in found}
        else:
            (formula,), region = self.signs_of.formulas, self.signs_of.region
            domain = [*domain, *(c for d in region.disjuncts[:1] for c in d)]
            regions = (
                {}
                if formula is None
                else {
                    word: Region(((Condition(formula, op, ZERO),),))
                    for word, op in (("> 0", ">"), ("< 0", "<"))
                }
            )
        self.formulas = {str(b.equilibrium): b.formulas for b in found}
        expressions = [f for b in found for f in b.formulas if f is not None]
        self.atlas = Atlas(regions, domain, deadline, expressions)
        self.own = (
            frozenset(self.atlas.users(parameter)) if parameter in self.atlas.ring.symbols else frozenset()
        )
        if self.atlas.ties and self.signs_of is None:
            few = f": {'; '.join(self.atlas.ties)}" if len(self.atlas.ties) <= 3 else ""
            self.notes.append(f"What exists only at ties of parameters is not followed{few}.")

    def rows(self) -> list[Threshold]:
        """The rows, those of one value together; what was found when the time limit is reached."""
        groups: dict[tuple[str, int], list[Edge]] = {}
        found: list[Threshold] = []
        try:
            for edge in self.atlas.edges(self.own):
                if edge.equilibrium == "< 0" and self.signs_of is not None:
                    continue  # the same place, seen from the other side
                groups.setdefault((edge.equilibrium, edge.index), []).append(edge)
            for edges in groups.values():
                found += self._solved(edges)
        except TimeLimitReached:
            self.notes.append("The time limit was reached before every boundary was solved.")
        if self.atlas.oracle.undecided:
            self.notes.append("Some questions about regions were not decided; rows may be listed too widely.")
        self.still = not groups
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
                for cell in self._inside([edge.cell], root):
                    far = tuple((n, b, tuple(self.atlas.meeting([cell], parts))) for n, b, parts in edge.far)
                    part = replace(edge, cell=cell, far=tuple(f for f in far if f[2]))
                    merged.setdefault((str(root.value), begins), []).append((root, part))
        for (_, begins), parts in merged.items():
            yield self._row(first.equilibrium, begins, parts)

    def _inside(self, cells: Sequence[Signs], root: Root) -> list[Signs]:
        """The cells at a root, strictly inside the domain as the parameter moves."""
        unions = [root.cells]
        for c in self.atlas.domain:
            if self.parameter in c.symbols and c.op not in ("=", "!="):
                strict = Condition(c.lhs, c.op[0], c.rhs)
                unions.append(tuple(self.atlas.union(strict)))
        found = list(cells)
        for union in unions:
            found = self.atlas.meeting(found, union)
        return found

    def _row(self, name: str, begins: bool, parts: Sequence[tuple[Root, Edge]]) -> Threshold:
        root = parts[0][0]
        region = self._region([(r, e.cell) for r, e in parts])
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
        )

    def _successors(self, name: str, begins: bool, parts: Sequence[tuple[Root, Edge]]) -> Iterator[Successor]:
        """Who exists where ``name`` does not, at this value; those that begin or end with it come first."""
        found: dict[tuple[str, bool], list[tuple[Root, Signs]]] = {}
        for root, edge in parts:
            for other, new, cells in edge.far:
                found.setdefault((other, new), []).extend((root, cell) for cell in cells)
        for (other, new), cells in sorted(found.items(), key=lambda item: not item[0][1]):
            covered = all(self.atlas.covers([c for _, c in cells], edge.cell) for _, edge in parts)
            region = ALWAYS if covered else self._narrowed(cells, parts)
            outcome = self.formulas[other]
            yield Successor(other, new, region, outcome, self._jumps(name, other, parts[0][0].index))

    def _narrowed(self, cells: Sequence[tuple[Root, Signs]], parts: Sequence[tuple[Root, Edge]]) -> Region:
        """Cells as a region, without what the row's own region says where that is one conjunction."""
        region, own = self._region(cells), self._region([(r, e.cell) for r, e in parts]).disjuncts
        if len(own) != 1:
            return region
        return Region(tuple(tuple(c for c in d if c not in own[0]) for d in region.disjuncts))

    def _jumps(self, name: str, other: str, index: int) -> bool:
        """Whether no value of the outcome on one side is one on the other, at the zeros of the factor."""
        ring = self.atlas.ring
        for a in self.formulas[name]:
            for b in self.formulas[other]:
                if a is None or b is None:
                    continue
                gap = ring.quotient(a - b).num
                if gap == 0 or index in (i for i, _ in ring.factor(gap)[1]):
                    return False
        return True

    # -- the region in the other parameters -----------------------------------------------------------
    def _region(self, cells: Sequence[tuple[Root, Signs]]) -> Region:
        """The cells as conditions on the other parameters: the root is put in for the parameter."""
        exact: list[Signs] = []
        mixed: list[tuple[Condition, ...]] = []
        for root, cell in cells:
            for part in self._projected(cell, root):
                rest = {i: m for i, m in part.items() if not self._uses(i)}
                texts = self._texts(part, root)
                if texts:
                    mixed.append(self._with_texts(self._conditions(rest), texts))
                else:
                    exact.append(rest)
        found = self.atlas.region(exact).disjuncts if exact else ()
        return ALWAYS if () in found else Region(tuple(dict.fromkeys((*found, *mixed))))

    def _uses(self, i: int) -> bool:
        return bool(self.own & self.atlas.ring.variables(self.atlas.ring.factors[i]))

    def _with_texts(
        self, conditions: tuple[Condition, ...], texts: Sequence[Condition]
    ) -> tuple[Condition, ...]:
        """The conditions and those of the texts that they do not imply."""
        from .symbolic.proof import prove

        given = [*(c for c in self.atlas.domain if self.parameter not in c.symbols), *conditions]
        seconds = max(0.05, min(5, self.atlas.deadline - time.monotonic()))
        return (*conditions, *(c for c in texts if not prove(c, given, seconds, certify=False)))

    def _conditions(self, cell: Signs) -> tuple[Condition, ...]:
        (found,) = self.atlas.region([cell]).disjuncts
        return found

    def _projected(self, cell: Signs, root: Root) -> list[Signs]:
        """Replace the literals on the root's symbol, if the root is rational, by literals on the others."""
        if root.fraction is None:
            return [cell]
        ring, found = self.atlas.ring, [cell]
        replaced = [i for i in cell if i != root.index and root.generator in ring.variables(ring.factors[i])]
        for i in replaced:
            numerator = put(ring.factors[i], root.generator, *root.fraction)
            for k, _ in () if numerator.is_constant() else ring.factor(numerator)[1]:
                found = self.atlas.meeting(found, [{k: NEG}, {k: POS}])
        gone = {root.index, *replaced}
        return [{i: m for i, m in part.items() if i not in gone} for part in found]

    @cached_property
    def _others(self) -> Any:
        """An oracle on the other parameters' domain: what it says of the parameter is said of the root."""
        domain = [c for c in self.atlas.domain if self.parameter not in c.symbols]
        return self.atlas.oracle_on(domain)

    def _texts(self, cell: Signs, root: Root) -> list[Condition]:
        """The literals that still hold the parameter, with the root put in; not those the rest implies."""
        found, rest = [], dict(cell)
        for i in [i for i in cell if self._uses(i) and i != root.index]:
            if root.alone and len(self.atlas.ring.variables(self.atlas.ring.factors[i])) == 1:
                continue  # decided: it holds all around the root
            others = {k: m for k, m in rest.items() if k != i}
            if self._others.possible_in(others, i) & ~cell[i] == 0:
                rest = others
                continue
            c = self.atlas.oracle.condition((i, cell[i]))
            found.append(c if isinstance(root.value, str) else c.subs({self.parameter: root.value}))
        return found


def put(p: Any, generator: int, numerator: Any, denominator: Any) -> Any:
    """Return the numerator of p with numerator/denominator in place of one of its symbols."""
    parts = coefficients(p, generator)
    degree = len(parts) - 1
    total = parts[0] * denominator**degree
    for k in range(1, degree + 1):
        total = total + parts[k] * numerator**k * denominator ** (degree - k)
    return total
