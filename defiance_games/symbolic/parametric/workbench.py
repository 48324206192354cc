"""Signs in parameters and free variables alike: how a continuum in one place bears on choices elsewhere.

Where a player is indifferent, the probabilities of the tied actions are *free variables*. What is decided
earlier in the game depends on them as it does on the parameters, so that they are treated alike: as symbols
with a domain. What is found is told apart again: conditions on parameters alone make a *region*, the
others are *limits* on the free variables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from ..condition import Condition
from ..expression import FUNCTIONS, Expression, symbol
from ..ring import Poly
from .explore import Case, Pruned
from .oracle import Cell
from .search import Search, Signs
from .signs import ANY, FLIP, MASK, ZERO_, bit

Conjunction = tuple[Condition, ...]
Union = tuple[Conjunction, ...]
Value = Fraction | Expression
EVERYWHERE: Union = ((),)
_FUNCTIONS = {*FUNCTIONS, "root_of"}


class Asked:
    """Signs in one cell. Parameters are split before free variables, so that regions come out whole."""

    def __init__(self, bench: Workbench, search: Search, case: Case):
        self.bench, self.search, self.case = bench, search, case

    def sign(self, value: Value) -> int:
        """Return the sign of a value in this cell; splits the cell where it varies."""
        if isinstance(value, Expression) and value.is_number:
            value = value.value
        if isinstance(value, Fraction):
            return (value > 0) - (value < 0)
        if self.search.ring is None:
            return self.case.sign(self.search.polynomials([value])[0])
        q = self.search.ring.quotient(value)
        sign = self._sign(q.num)
        return sign * self._sign(q.den) if sign else 0

    def _sign(self, p: Poly) -> int:
        if p == 0 or p.is_constant():
            return self.case.sign(p)
        ring, oracle = self.search.ring, self.search.oracle
        parts = [i for i, _ in ring.factor(p)[1]]
        assert self.case.cell is not None
        zero = [i for i in parts if oracle.possible(self.case.cell, i) == ZERO_]
        if zero:
            return 0 if self._given_zero(zero) else self.bench.tie(self.search, zero[0])
        for i in parts:
            if not self.bench.is_limit(self.search, i):
                self.case.sign(ring.factors[i])
        return self.case.sign(p)

    def _given_zero(self, factors: Iterable[int]) -> bool:
        """Whether one of the factors is zero by free variables or everywhere, and not by a tie."""
        oracle = self.search.oracle
        return any(self.bench.is_limit(self.search, i) or oracle.possible_in({}, i) == ZERO_ for i in factors)

    def masks(self, conditions: Iterable[Condition]) -> tuple[tuple[int, int], ...]:
        """Return conditions on products as conditions on one factor each, given the others' signs."""
        ring, found = self.search.ring, []
        for c in conditions:
            q = ring.quotient(c.difference)
            constant, parts = ring.factor(q.num * q.den) if not q.num.is_constant() else (1, ())
            odd = [i for i, m in parts if m % 2]
            if not odd:
                if not MASK[c.op] & bit(self.sign(c.difference)):
                    raise Pruned("condition", c)
                continue
            main = max(odd, key=lambda i: (self.bench.is_limit(self.search, i), len(ring.factors[i]), i))
            sign = constant
            for i, m in parts:
                if i != main and sign:
                    sign *= self._sign(ring.factors[i]) ** m
            if sign:
                found.append((main, MASK[c.op] if sign > 0 else FLIP[MASK[c.op]]))
            elif not MASK[c.op] & ZERO_:
                raise Pruned("condition", c)
        return tuple(found)


class Workbench:
    """The searches of one solve, one for each set of symbols that occur together.

    Parameters
    ----------
    parameters, domain : of the game
    expressions : its payoffs and chance probabilities
    generic : leave out the ties between parameters (never those between free variables)
    """

    def __init__(
        self,
        parameters: Sequence[str],
        domain: Sequence[Condition],
        expressions: Iterable[Expression],
        generic: bool = False,
        deadline: float | None = None,
    ):
        self.parameters, self.domain = tuple(parameters), tuple(domain)
        self.generic, self.deadline = generic, deadline
        self._expressions = [e for e in dict.fromkeys(expressions) if not e.is_number]
        self._searches: dict[frozenset[str], Search] = {}
        self._lenient = False
        self.ranges: dict[str, Conjunction] = {}  # free variable -> its domain
        self._naming: dict[str, dict[Condition, None]] = {}
        self.base = self._new(parameters, domain, self._expressions)
        self.others: list[Any] = []  # searches made elsewhere on behalf of this one
        self._ties: dict[Condition, None] = {}

    # -- free variables ---------------------------------------------------------------------------
    def fresh(self) -> str:
        """Return a name for a new free variable, its range still to be declared in ``ranges``."""
        number = len(self.ranges) + 1
        while f"free{number}_" in self.parameters:
            number += 1
        name = f"free{number}_"
        self.ranges[name] = ()
        return name

    def declare(self, name: str, conditions: Conjunction) -> None:
        """Add conditions to the range of a free variable; they may name others."""
        self.ranges[name] += conditions
        for c in conditions:
            for x in c.symbols:
                self._naming.setdefault(x, {})[c] = None

    def naming(self, name: str) -> Conjunction:
        """Return the conditions in ranges that name a free variable."""
        return tuple(self._naming.get(name, ()))

    def free(self, symbols: Iterable[str]) -> list[str]:
        """Return the free variables among symbols, in the order in which they were made."""
        found = {s for s in symbols if s in self.ranges}
        return sorted(found, key=lambda name: int(name.removeprefix("free").removesuffix("_")))

    def ranges_of(self, symbols: Iterable[str]) -> list[Condition]:
        """Return the ranges of the free variables among symbols."""
        return [c for x in self.free(symbols) for c in self.ranges[x]]

    # -- searches ---------------------------------------------------------------------------------
    def search(self, parts: Iterable[Expression], ranged: bool = True) -> Search:
        """Return a search that reads these expressions; its domain knows the ranges of free variables."""
        parts = [e for e in parts if not e.is_number]
        if not parts:
            return self._searches.setdefault(frozenset(), self._new([], [], []))
        names = frozenset().union(*(e.symbols for e in parts))
        names |= {s for x in self.free(names) for c in self.ranges[x] for s in c.symbols}
        if names <= self.base_names and all(map(self._reads, parts)):
            return self.base
        plain = not any(map(_has_functions, parts))
        key = names if ranged else names | {""}
        if plain and key in self._searches:
            return self._searches[key]
        variables = self.free(names)
        domain = [*self.domain, *(c for x in variables if ranged for c in self.ranges[x])]
        found = self._new([*self.parameters, *variables], domain, [*map(symbol, sorted(names)), *parts])
        self._searches[key if plain else frozenset(("", str(len(self._searches))))] = found
        return found

    def _new(self, names: Sequence[str], domain: Sequence[Condition], parts: Sequence[Expression]) -> Search:
        found = Search(names, parts, domain, False, self.deadline)
        if self._lenient:
            _let_go(found)
        return found

    @property
    def base_names(self) -> frozenset[str]:
        """The symbols that the search over parameters alone knows."""
        return frozenset() if self.base.ring is None else frozenset(self.base.ring.names)

    def _reads(self, e: Expression) -> bool:
        return self.base.ring is not None and self.base.ring.reads(e)

    def is_limit(self, search: Search, factor: int) -> bool:
        """Whether a factor holds free variables."""
        ring = search.ring
        return any(ring.symbols[i] in self.ranges for i in ring.variables(ring.factors[factor]))

    def tie(self, search: Search, factor: int) -> int:
        """What to do where a factor in parameters alone vanishes: go on, or leave it out and say so."""
        if self.generic:
            self._ties[search.oracle.condition((factor, ZERO_))] = None
            raise Pruned("tie")
        return 0

    # -- cases ------------------------------------------------------------------------------------
    def cases(
        self,
        procedure: Callable[[Asked], Any],
        parts: Iterable[Value],
        region: Union = EVERYWHERE,
        limits: Conjunction = (),
    ) -> Iterator[tuple[Conjunction, Conjunction, Any]]:
        """Run a procedure that asks for signs; yield region, limits and result of each part.

        ``parts``: the expressions whose signs it asks for. Limits that do not bear on them pass unchanged.
        """
        asked = [e for e in parts if isinstance(e, Expression)]
        near = linked({s for e in asked for s in e.symbols}, limits)
        far = tuple(c for c in limits if c not in near)
        asked += [e for c in near for e in (c.lhs, c.rhs)]
        asked += [e for d in region for c in d for e in (c.lhs, c.rhs)]
        search = self.search(asked)

        def run(case: Case) -> Any:
            return procedure(Asked(self, search, case))

        for conjunction in region:
            for signs in self.parts(search, (*conjunction, *near)):
                for cell, result in search.explorer(run, Cell(signs) if signs else None):
                    there, within = self.told_apart(search, cell.signs)
                    yield there, (*within, *far), result

    def within(self, region: Union, limits: Conjunction) -> list[tuple[Union, Conjunction]]:
        """Return conditions told apart, in single factors, where they can hold together."""
        search = self.search([e for c in (*limits, *(c for d in region for c in d)) for e in (c.lhs, c.rhs)])
        parts = [part for d in region for part in self.parts(search, (*d, *limits))]
        if search.oracle is not None:
            parts = [part for part in parts if search.oracle.feasible(part)]
        found = self.grouped((*self.told_apart(search, part), None) for part in parts)
        return [(union, conditions) for union, conditions, _ in found]

    def holds(
        self, asked: Callable[[Asked], bool], parts: Sequence[Value], region: Union, limits: Conjunction
    ) -> bool:
        """Whether something holds on the whole region, within the limits."""

        def fails(here: Asked) -> bool:
            if asked(here):
                raise Pruned("holds")
            return True

        return not any(True for _ in self.cases(fails, parts, region, limits))

    def grouped(
        self, found: Iterable[tuple[Conjunction, Conjunction, Any]]
    ) -> list[tuple[Union, Conjunction, Any]]:
        """Unite the parts that differ in their regions only."""
        groups: dict[tuple[frozenset[Condition], Any], tuple[list[Conjunction], Conjunction]] = {}
        for region, limits, result in found:
            groups.setdefault((frozenset(limits), result), ([], limits))[0].append(region)
        return [(self.short(u), limits, result) for (_, result), (u, limits) in groups.items()]

    def parts(self, search: Search, conditions: Conjunction) -> list[Signs]:
        """Return the cells of a search on which all conditions hold."""
        signs, rest = literals(search, conditions)
        if signs is None or not rest:
            return [] if signs is None else [signs]
        found = []
        for cell, masks in search.explorer(lambda case: Asked(self, search, case).masks(rest), Cell(signs)):
            part = dict(cell.signs)
            for i, mask in masks:
                part[i] = part.get(i, ANY) & mask
            if all(part.values()) and search.oracle.feasible(part):
                found.append(part)
        return found

    def told_apart(self, search: Search, signs: Signs) -> tuple[Conjunction, Conjunction]:
        """Return a cell's conditions on parameters alone, and its limits on free variables."""
        region, limits = [], []
        for i, mask in signs.items():
            c = search.oracle.condition((i, mask))
            (limits if any(s in self.ranges for s in c.symbols) else region).append(c)
        return tuple(region), tuple(limits)

    # -- regions ----------------------------------------------------------------------------------
    def cells(self, region: Iterable[Conjunction]) -> list[Signs]:
        """Return a region as cells of the search over parameters alone."""
        union = list(region)
        strange = [
            e
            for d in union
            for c in d
            for e in (c.lhs, c.rhs)
            if not (e.symbols <= self.base_names and (e.is_number or self._reads(e)))
        ]
        if strange:
            self._expressions += strange
            self.others.append(self.base)
            self.base = self._new(self.parameters, self.domain, self._expressions)
        found: list[Signs] = []
        for d in union:
            found += self.parts(self.base, d)
        return found

    def short(self, region: Iterable[Conjunction]) -> Union:
        """Return a region in few words."""
        union = tuple(region)
        if any(not d for d in union):
            return EVERYWHERE
        cells = self.cells(union)  # this may begin a new search
        return self.base.region(self.base.short(cells)).disjuncts

    def joint(self, a: Union, b: Union) -> Union:
        """Return where two regions hold together."""
        first, second = self.cells(a), self.cells(b)
        both = self.base.joint(first, second)
        return self.base.region(self.base.short(both)).disjuncts if both else ()

    def wind_up(self) -> None:
        """From now on answer "possible" past the deadline, so that what was found can be written down."""
        self._lenient = True
        for search in (self.base, *self._searches.values()):
            _let_go(search)

    # -- what solve asks --------------------------------------------------------------------------
    @property
    def ring(self) -> Any:
        """The ring of the parameters."""
        return self.base.ring

    @property
    def excepted(self) -> tuple[Condition, ...]:
        """The ties between parameters that were left out."""
        more = (c for s in self.others for c in s.excepted)
        return tuple(dict.fromkeys((*self._ties, *more)))

    def unconfirmed(self, deadline: float | None) -> list[str]:
        """Return what was left out on the word of one engine only, after asking the second."""
        searches = (self.base, *self._searches.values(), *self.others)
        return list(dict.fromkeys(fault for s in searches for fault in s.unconfirmed(deadline)))


def linked(symbols: Iterable[str], conditions: Iterable[Condition]) -> Conjunction:
    """Return the conditions that bear on the symbols, through chains of shared symbols."""
    naming: dict[str, list[Condition]] = {}
    for c in conditions:
        for s in c.symbols:
            naming.setdefault(s, []).append(c)
    reached, found = list(symbols), dict[Condition, None]()
    seen = set(reached)
    while reached:
        for c in naming.get(reached.pop(), ()):
            if c not in found:
                found[c] = None
                more = c.symbols - seen
                seen |= more
                reached += more
    return tuple(found)


def literals(search: Search, conditions: Iterable[Condition]) -> tuple[Signs | None, list[Condition]]:
    """Return conditions as signs of single factors (None where they contradict), and those that are not."""
    signs: Signs = {}
    rest: list[Condition] = []
    for c in conditions:
        found = search.oracle.literals(c) if search.oracle is not None else None
        if found is None:
            rest.append(c)
        for i, mask in found or ():
            signs[i] = signs.get(i, ANY) & mask
    return (signs if all(signs.values()) else None), rest


def _let_go(search: Search) -> None:
    search.wind_up()
    search.explorer.deadline = None


def _has_functions(e: Expression) -> bool:
    stack = [e]
    while stack:
        node = stack.pop()
        if node.op in _FUNCTIONS or (node.op == "**" and not _whole(node.args[1])):
            return True
        if node.op not in ("number", "symbol"):
            stack.extend(node.args)
    return False


def _whole(e: Expression) -> bool:
    return e.is_number and e.value.denominator == 1
