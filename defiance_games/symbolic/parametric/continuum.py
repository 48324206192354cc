"""Write a set of free variables for the reader: region, closed ranges in few words, and the ends.

A search finds where conditions hold strictly. In an equilibrium weak ones will do, and the points they add
belong to the same continuum: ``x > 1/3`` becomes ``x >= 1/3``. The region is the projection: the parameters
for which the free variables have a value.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from fractions import Fraction

from ..condition import Condition
from ..expression import Expression, number, symbol
from ..ring import Quotient, Ring
from .parametrize import Parametrizer
from .projection import NotLinear, coefficients, without
from .simplify import simplified
from .workbench import Conjunction, Union, Workbench, linked, literals

Row = tuple[list[Quotient], Quotient, bool]  # coefficients and constant of a form >= 0, or = 0
Point = dict[str, Expression]
Ranges = dict[str, Conjunction]
MAX_ENDS = 64
_WEAK = {"<": "<=", ">": ">="}
_FLIPPED = {"<=": ">=", ">=": "<="}


def projected(
    bench: Workbench, region: Union, conditions: Sequence[Condition], names: Sequence[str]
) -> list[tuple[Union, Conjunction]]:
    """Return where the variables ``names`` have values that satisfy the conditions; NotLinear where unknown.

    Each part of the answer is a region with conditions on the free variables that are left.
    """
    parts = [e for c in conditions for e in (c.lhs, c.rhs)]
    parts += [e for d in region for c in d for e in (c.lhs, c.rhs)]
    search = bench.search(parts)
    found = []
    for d in region:
        cells = bench.parts(search, (*d, *conditions))
        found += [(*bench.told_apart(search, part), None) for part in without(search, cells, names)]
    return [(union, limits) for union, limits, _ in bench.grouped(found)]


def where(bench: Workbench, region: Union, conditions: Sequence[Condition]) -> tuple[Union, bool]:
    """Return the region on which the conditions have a solution, and whether that is exact."""
    touched = {s for c in conditions for s in c.symbols if s not in bench.ranges}
    if not touched:
        return region, True
    bearing = linked(touched, conditions)
    names = bench.free(s for c in bearing for s in c.symbols)
    if not names:
        return region, True
    try:
        found = projected(bench, region, bearing, names)
    except NotLinear:
        return region, False
    return bench.short(d for union, _ in found for d in union) if found else (), True


def closed(bench: Workbench, region: Union, conditions: Sequence[Condition], names: Sequence[str]) -> Ranges:
    """Return the closed range of each free variable, without what the rest implies."""
    weak = list(dict.fromkeys(_closed(c) for c in conditions if c.op != "!="))
    ranges: dict[str, list[Condition]] = {name: [] for name in names}
    naming: dict[str, list[Condition]] = {name: [] for name in names}
    for c in weak:
        for x in c.symbols & naming.keys():
            naming[x].append(c)
    for component in _components(names, weak):
        plain = [c for x in component for c in bench.ranges[x]]
        own = list(dict.fromkeys(c for x in component for c in naming[x]))
        found = own if set(own) <= set(plain) else _short(bench, region, own)
        for c in sorted(
            found, key=lambda c: (len(c.symbols & ranges.keys()), len(c.symbols), c.op[0] == "<")
        ):
            c = _solved_for(c)
            named = [x for x in component if x in c.symbols]
            bare = [x for x in named if not ranges[x]]
            ranges[bare[-1] if bare and len(named) > 1 else named[-1]].append(c)
    return {x: tuple(cs) or bench.ranges[x] for x, cs in ranges.items()}


def _solved_for(c: Condition) -> Condition:
    """A bound by a number as a bound on the variable itself: 3*x <= 1 as x <= 1/3."""
    if len(c.symbols) == 1 and c.op in _FLIPPED:
        (x,) = c.symbols
        ring = Ring([x])
        p = ring.quotient(c.difference).num
        if p.total_degree() == 1:
            a, b = (int(q.leading_coefficient()) if q != 0 else 0 for q in coefficients(p, 0, x))
            return Condition(symbol(x), c.op if a > 0 else _FLIPPED[c.op], number(Fraction(-b, a)))
    return c


def _closed(c: Condition) -> Condition:
    return Condition(c.lhs, _WEAK.get(c.op, c.op), c.rhs)


def _components(names: Sequence[str], conditions: Iterable[Condition]) -> list[list[str]]:
    """The free variables in groups that no condition links."""
    leader = {x: x for x in names}

    def find(x: str) -> str:
        while leader[x] != x:
            leader[x] = leader[leader[x]]
            x = leader[x]
        return x

    for c in conditions:
        members = [x for x in c.symbols if x in leader]
        for x in members[1:]:
            leader[find(x)] = find(members[0])
    groups: dict[str, list[str]] = {}
    for x in names:
        groups.setdefault(find(x), []).append(x)
    return list(groups.values())


def _short(bench: Workbench, region: Union, conditions: Sequence[Condition]) -> list[Condition]:
    """The conditions without those that the region and the others imply."""
    parts = [e for c in conditions for e in (c.lhs, c.rhs)]
    parts += [e for d in region for c in d for e in (c.lhs, c.rhs)]
    search = bench.search(parts, ranged=False)
    signs, kept = literals(search, conditions)
    care = [literals(search, d)[0] or {} for d in region]
    (found,) = simplified(search.oracle, [signs or {}], care=care)
    return [*kept, *(search.oracle.condition(literal) for literal in found.items())]


# -- the ends -------------------------------------------------------------------------------------
def ends(bench: Workbench, tools: Parametrizer, ranges: Ranges) -> list[Point]:
    """Return the vertices of the free variables' polytope; none where it is curved or varies in shape."""
    conditions = list(dict.fromkeys(c for cs in ranges.values() for c in cs))
    if any(c.op in ("<", ">", "!=") for c in conditions):
        return []
    found: list[list[Point]] = []
    for component in _components(list(ranges), conditions):
        own = [c for c in conditions if c.symbols & set(component)]
        points = _vertices(bench, tools, component, own)
        if not points:
            return []
        found.append(points)
        if len(found) > 6:
            return []
    total = [{}]
    for points in found:
        total = [{**a, **b} for a in total for b in points]
        if len(total) > MAX_ENDS:
            return []
    return total


def _vertices(
    bench: Workbench, tools: Parametrizer, names: list[str], conditions: list[Condition]
) -> list[Point]:
    try:
        rows = [_row(bench, tools, names, c) for c in conditions]
    except NotLinear:
        return []
    fixed = [r for r in rows if r[2]]
    loose = [r for r in rows if not r[2]]
    wanted = len(names) - len(fixed)
    if wanted < 0 or len(loose) > 12 or wanted > 4:
        return []
    points: dict[tuple[Expression, ...], None] = {}
    for chosen in itertools.combinations(loose, wanted):
        solved = _solved(tools, [*fixed, *chosen], len(names))
        if solved is None:
            return []
        if not solved:
            continue
        values = [_at(tools, r, solved) for r in rows]
        signs = [tools.sign(v) for v in values]
        if -1 in signs or any(s != 0 and r[2] for s, r in zip(signs, rows, strict=True)):
            continue
        if any(s is None and not tools.nonnegative(v) for s, v in zip(signs, values, strict=True)):
            return []
        points[tuple(tools.formula(q) for q in solved)] = None
    return [dict(zip(names, p, strict=True)) for p in points]


def _row(bench: Workbench, tools: Parametrizer, names: list[str], c: Condition) -> Row:
    ring = bench.search([c.lhs, c.rhs], ranged=False).ring
    q = ring.quotient(c.difference)
    if not q.den.is_constant():
        raise NotLinear(names[0])
    rest = q.num
    row = []
    for x in names:
        a = ring.zero
        if x in ring.symbols:
            a, rest = coefficients(rest, ring.symbols.index(x), x)
        if bench.free(ring.expression(a).symbols):
            raise NotLinear(x)
        row.append(tools.ring.quotient(ring.expression(a)))
    constant = tools.ring.quotient(ring.expression(rest))
    if c.op in ("<", "<="):
        row, constant = [_negative(x) for x in row], _negative(constant)
    return row, constant, c.op == "="


def _negative(q: Quotient) -> Quotient:
    return Quotient(-q.num, q.den)


def _solved(tools: Parametrizer, rows: Sequence[Row], n: int) -> list[Quotient] | None:
    """The point where all rows vanish; [] where there is none or more than one, None where that varies."""
    work = [[*row, constant] for row, constant, _ in rows]
    order: list[list[Quotient]] = []
    for column in range(n):
        if any(r[column].num != 0 and tools.sign(r[column]) is None for r in work):
            return None
        pivot = next((r for r in work if r[column].num != 0 and tools.sign(r[column])), None)
        if pivot is None:
            return []
        pivot_row = [tools.over(x, pivot[column]) for x in pivot]

        def swept(r: list[Quotient], by: list[Quotient] = pivot_row, k: int = column) -> list[Quotient]:
            return [tools.minus(x, tools.times(r[k], y)) for x, y in zip(r, by, strict=True)]

        work = [swept(r) for r in work if r is not pivot]
        order = [swept(r) for r in order] + [pivot_row]
    return [_negative(r[n]) for r in order]


def _at(tools: Parametrizer, row: Row, point: Sequence[Quotient]) -> Quotient:
    total = row[1]
    for a, x in zip(row[0], point, strict=True):
        total = tools.minus(total, _negative(tools.times(a, x)))
    return total
