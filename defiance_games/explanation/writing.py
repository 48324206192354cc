"""How formulas and conditions are written: shortly, and in the model's own closed forms where it has them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from ..symbolic.condition import Condition
from ..symbolic.expression import ONE, ZERO, Expression, add, multiply, power, symbol
from ..symbolic.ring import simplify
from .checking import Court
from .steps import Cell, Formula, Items, Statement, Step, joined

_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}


class Writer:
    """Writes for one game; ``contents`` is the definition of its model, where it has one with formulas."""

    def __init__(self, court: Court, contents: Any = None, student: bool = False):
        self.court, self.student = court, student
        self.table = dict(contents.formula_table) if contents is not None else {}
        self.forms: Mapping[str, Expression] = contents.closed_forms if contents is not None else {}
        arguments = [a for f in self.table.values() for a in f.arguments]
        self.building = [n for n in self.forms if n in arguments and n not in court.names]
        self.used: dict[str, None] = {}
        self.prefer: frozenset[str] = frozenset()  # what a condition is solved for where that can be done
        self._values: dict[Expression, Expression] = {}
        self._known: dict[Expression, tuple[str, Expression, bool]] | None = None

    # -- formulas ---------------------------------------------------------------------------------
    def value(self, e: Expression) -> Expression:
        """Return a formula in lowest terms, or in the model's own closed form where it is one of them."""
        if e.op in ("number", "symbol"):
            return e
        if e not in self._values:
            short = _turned(_positive_first(self.court.tidy(e)))
            self._values[e] = self._own(short) or self._through(short) or short
        found = self._values[e]
        self._uses(found.symbols)
        return found

    def plain(self, e: Expression) -> Expression:
        """A payoff as it was given, with terms that have no minus first."""
        return _turned(_positive_first(e)) if self.court.rational(e) else e

    def _own(self, e: Expression) -> Expression | None:
        if e.op in ("number", "symbol"):
            return None
        for name, form in self.forms.items():
            if form.symbols != e.symbols or not self.court.same(form, e):
                continue
            if name in self.building:
                return symbol(name)
            own = self.table[name].function(**{a: symbol(a) for a in self.table[name].arguments})
            return own if isinstance(own, Expression) else None
        return None

    def _through(self, e: Expression) -> Expression | None:
        """A formula by way of a closed form of the model, if it needs fewer symbols then."""
        for name in self.building:
            form = self.forms[name]
            if not form.symbols <= e.symbols:
                continue
            for s in sorted(form.symbols):
                slope = simplify(form.diff(s))
                if s in slope.symbols or slope == ZERO:
                    continue
                there = symbol(s) + (symbol(name) - form) / slope
                found = simplify(e.subs({s: there}))
                fewer = len(found.symbols & form.symbols) < len(form.symbols) - 1
                if name in found.symbols and fewer and self.court.same(found.subs({name: form}), e):
                    return found
        return None

    def isolated(self, c: Condition, names: Iterable[str]) -> Condition:
        """A condition that is linear in one of the names, solved for it."""
        for name in sorted(c.symbols & set(names)):
            if not self.court.rational(c.difference):
                return c
            slope = simplify(c.difference.diff(name))
            if name in slope.symbols:
                continue
            sign = next((s for s in (">", "<") if self.court.follows(Condition(slope, s, ZERO))), None)
            if sign is not None:
                bound = self.value(symbol(name) - c.difference / slope)
                return Condition(symbol(name), c.op if sign == ">" else _FLIPPED[c.op], bound)
        return c

    def _uses(self, names: Iterable[str]) -> None:
        for name in names:
            if name in self.forms and name not in self.court.names and name not in self.used:
                self._uses(self.table[name].arguments)
                self.used[name] = None

    # -- conditions -------------------------------------------------------------------------------
    def condition(self, c: Condition) -> Condition:
        """Return an equivalent condition: a bound on a closed form of the model, if it is one."""
        if len(c.symbols) == 1 and c.op != "!=" and c.lhs.op != "symbol" and c.rhs.op != "symbol":
            c = self.isolated(c, c.symbols)
        if self.prefer & c.symbols and c.op != "!=" and _length(c.lhs) + _length(c.rhs) > 2:
            c = self._by_form(c)
            return c if c.symbols & self.forms.keys() else self.isolated(c, self.prefer)
        return self._by_form(c)

    def _by_form(self, c: Condition) -> Condition:
        if not self.forms or max(_length(c.lhs), _length(c.rhs)) < 2 or c.op == "!=":
            return c
        found = self._bounds().get(_unsigned(c.difference)) or self._bounds().get(_unsigned(-c.difference))
        if found is None:
            return c
        name, other, same_way = found
        turned = (_unsigned(c.difference) in self._bounds()) == same_way
        first = Condition(other, c.op if turned else _FLIPPED[c.op], symbol(name))
        meant = first.subs(self.forms)
        if c == meant:
            return c
        if not (self.court.follows(meant, [c]) and self.court.follows(c, [meant])):
            return c
        self._uses([name, *other.symbols])
        return first

    def _bounds(self) -> dict[Expression, tuple[str, Expression, bool]]:
        """Polynomial -> the closed form and what it is compared with, whose difference has its sign."""
        if self._known is None:
            self._known = {}
            parameters, numbers = [symbol(n) for n in self.court.names], [ZERO, ONE]
            rest = [n for n in self.forms if n not in self.building and n not in self.court.names]
            for names, seconds in ((self.building, parameters), (self.building, numbers), (rest, parameters)):
                for name, other in itertools.product(names, seconds):
                    self._compare(name, other)
            for first, name in itertools.combinations(self.building, 2):
                self._compare(name, symbol(first))
        return self._known

    def conditions(self, cs: Iterable[Condition]) -> tuple[Condition, ...]:
        """Return conditions so written, each once."""
        return tuple(dict.fromkeys(map(self.condition, cs)))

    def _compare(self, name: str, other: Expression) -> None:
        """Take up which polynomial has the sign of a closed form's distance to something."""
        assert self._known is not None
        c = self.court.shortened(Condition(other.subs(self.forms), ">=", self.forms[name]))
        if c is not None and c.symbols and c.op in (">=", "<="):
            self._known.setdefault(_unsigned(c.difference), (name, other, c.op == ">="))

    def conjunction(self, cs: Iterable[Condition]) -> Cell:
        """Return conditions so written, joined by commas and "and"."""
        return chained(self.conditions(cs)) or "always"

    # -- what the letters mean --------------------------------------------------------------------
    def definitions(self) -> list[Step]:
        """Return a sentence that defines the closed forms used so far."""
        found: list[Cell] = []
        for name in self.used:
            own = self.table[name].function(**{a: symbol(a) for a in self.table[name].arguments})
            meaning = self.table[name].meaning
            words = f" ({meaning[0].lower()}{meaning[1:]})" if meaning else ""
            found.append((Formula((symbol(name), "=", own)), words))
        if len(found) > 1:
            return [Statement("Write:"), Items(tuple(found))]
        return [Statement(("Write ", *found, "."))] if found else []


def chained(conditions: Iterable[Condition]) -> Cell:
    """Return conditions joined; two bounds of one thing are read together: ``0 < q < 1``."""
    left: list[Condition] = []
    for c in conditions:
        c = _swapped(c) if c.lhs.is_number else c
        if c not in left and _swapped(c) not in left:
            left.append(c)
    cells: list[Cell] = []
    while left:
        c = left.pop(0)
        other, between = next(((d, f) for d in left if (f := _between(c, d)) is not None), (None, None))
        if other is not None:
            left.remove(other)
        cells.append(between or c)
    return joined(cells, last=" and ")


def _between(c: Condition, d: Condition) -> Formula | None:
    """A lower and an upper bound of one thing as one formula; None where they are not."""
    for a, b in itertools.product((c, _swapped(c)), (d, _swapped(d))):
        if a.lhs == b.lhs and not a.lhs.is_number and a.op[0] == ">" and b.op[0] == "<":
            return Formula((a.rhs, _FLIPPED[a.op], a.lhs, b.op, b.rhs))
        if a.lhs == b.lhs and not a.lhs.is_number and a.op[0] == "<" and b.op[0] == ">":
            return Formula((b.rhs, _FLIPPED[b.op], a.lhs, a.op, a.rhs))
    return None


def _swapped(c: Condition) -> Condition:
    return Condition(c.rhs, _FLIPPED[c.op], c.lhs)


def _negative(e: Expression) -> bool:
    head = e.args[0] if e.op == "*" else e
    return head.op == "number" and head.value < 0


def _turned(e: Expression) -> Expression:
    """-(x - y)*z as (y - x)*z."""
    if e.op != "*" or not _negative(e):
        return e
    for k, f in enumerate(e.args):
        if f.op == "+" and any(map(_negative, f.args)):
            turned = add(*sorted((-t for t in f.args), key=_negative))
            return multiply(-e.args[0], *(turned if j == k else a for j, a in enumerate(e.args) if j))
    return e


def _positive_first(e: Expression) -> Expression:
    """Sums that begin with a term that has no minus, where there is one."""

    def visit(e: Expression, parts: list[Expression]) -> Expression:
        if e.op == "+":
            return add(*sorted(parts, key=_negative)) if _negative(parts[0]) else add(*parts)
        if e.op == "*":
            return multiply(*parts)
        return power(*parts) if e.op == "**" else e

    return e.fold(visit)


def _length(e: Expression) -> int:
    return len(e.args) if e.op == "+" else 2 if e.op in ("*", "**") and len(e.symbols) > 1 else 1


def _unsigned(e: Expression) -> Expression:
    """A polynomial as a key: expanded, in one order."""
    return simplify(e)
