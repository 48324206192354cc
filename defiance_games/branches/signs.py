"""The sign of a formula on a region, proved: factor by factor where that decides, else as a product.

A region is a union of cells (conjunctions). Where the sign is not the same throughout, the factors that
change sign are named: the sign is constant where their product is positive, and where it is negative.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..symbolic.condition import Condition, Region
from ..symbolic.expression import Expression, add, function, multiply, number, power

Cell = tuple[Condition, ...]
TWO = number(2)
_FLIP = {"+": "-", "-": "+"}


@dataclass(frozen=True)
class Signed:
    """A sign (``+ - 0 mixed undecided``) on a region.

    ``strict``: it is never 0 there; else ``zero_where`` is the polynomial at whose zeros it is 0. Where it is
    mixed, it has the sign of the polynomial ``changes`` (but is 0 at the zeros of ``zero_where`` too).
    """

    sign: str
    strict: bool = True
    zero_where: Expression | None = None
    positive_at: Mapping[str, Any] | None = None
    negative_at: Mapping[str, Any] | None = None
    changes: Expression | None = None


class Signs:
    """Proves signs on the domain within a time limit; remembers what it proved."""

    def __init__(
        self,
        domain: Iterable[Condition],
        integers: Collection[str] = (),
        deadline: float | None = None,
        order: Sequence[str] = (),
    ):
        self.order = order  # in which symbols are written
        self.domain = tuple(domain)
        self.integers = frozenset(integers)
        self.deadline = time.monotonic() + 60 if deadline is None else deadline
        self._memo: dict[tuple[Expression, Cell], Any] = {}
        self._points: dict[Cell, bool] = {}

    @property
    def seconds(self) -> float:
        """What is left of the time limit."""
        return self.deadline - time.monotonic()

    def cells(self, region: Region) -> list[Cell]:
        """Return the disjuncts of the region that have a point in the domain."""
        return [d for d in region.disjuncts if self._has_point(d)]

    def _has_point(self, disjunct: Cell) -> bool:
        from ..symbolic.smt import satisfy

        if disjunct not in self._points:
            found, _ = satisfy([*self.domain, *disjunct], max(0.05, min(10, self.seconds)), self.integers)
            self._points[disjunct] = found != "unsat"
        return self._points[disjunct]

    def of(self, e: Expression, cells: Sequence[Cell]) -> Signed:
        """Return the sign of ``e`` on the union of the cells."""
        constant, factors = factors_of(e, self.order)
        if constant == 0:
            return Signed("0")
        fixed = "+" if constant > 0 else "-"
        unsettled: list[Expression] = []
        zeros: list[Expression] = []
        for factor, odd, below in factors:
            if not odd:
                if not below and not self._never_zero(factor, cells):
                    zeros.append(factor)
                continue
            found = self._sign(factor, cells)
            if found.sign in ("+", "-"):
                fixed = fixed if found.sign == "+" else _FLIP[fixed]
                zeros += [] if found.strict or below else [factor]
            elif found.sign == "0":
                return Signed("0")
            else:
                unsettled.append(factor)
        if not unsettled:
            return Signed(fixed, not zeros, multiply(*zeros) if zeros else None)
        return self._with_product(multiply(*unsettled), fixed, zeros, cells)

    def _with_product(
        self, product: Expression, fixed: str, zeros: list[Expression], cells: Sequence[Cell]
    ) -> Signed:
        """The sign where one factor or several, taken alone, are not known to keep theirs."""
        whole = self._sign(product, cells)
        if whole.sign in ("+", "-"):
            zeros = zeros if whole.strict else [*zeros, product]
            sign = fixed if whole.sign == "+" else _FLIP[fixed]
            return Signed(sign, not zeros, multiply(*zeros) if zeros else None)
        if whole.sign == "0":
            return Signed("0")
        if whole.sign == "mixed" and zeros:  # the witnesses must lie where the other factors do not vanish
            whole = self._sign(multiply(product, *(power(z, TWO) for z in zeros)), cells)
        if whole.sign != "mixed":
            return Signed("undecided")
        above, below = whole.positive_at, whole.negative_at
        if fixed == "-":
            above, below, product = below, above, -product
        return Signed("mixed", not zeros, multiply(*zeros) if zeros else None, above, below, product)

    def witnesses(self, e: Expression, cells: Sequence[Cell]) -> tuple[Any, Any]:
        """Return a point where ``e`` is positive and one where it is negative; None where none is known."""
        above, below = None, None
        for cell in cells:
            found = self._on(e, cell)
            if above is None and found.positive_at is not None:
                above = self._completed(found.positive_at, cell)
            if below is None and found.negative_at is not None:
                below = self._completed(found.negative_at, cell)
        return above, below

    def _sign(self, e: Expression, cells: Sequence[Cell]) -> Signed:
        """The sign of ``e`` on the union, without factoring."""
        found = [self._on(e, cell) for cell in cells]
        words = {f.sign for f in found} - {"0"}
        positive = next((i for i, f in enumerate(found) if f.positive_at is not None), None)
        negative = next((i for i, f in enumerate(found) if f.negative_at is not None), None)
        if positive is not None and negative is not None:
            above = self._completed(found[positive].positive_at, cells[positive])
            below = self._completed(found[negative].negative_at, cells[negative])
            return Signed("mixed", False, None, above, below)
        if "undecided" in words or len(words) > 1:
            return Signed("undecided", False)
        if not words:
            return Signed("0")
        (word,) = words
        strict = all(f.sign == word and f.strict for f in found)
        return Signed(word, strict, None if strict else e)

    def _on(self, e: Expression, cell: Cell) -> Any:
        """The sign on one cell; what the domain alone settles is not asked again with its conditions."""
        if cell:
            found = self._given(e, self.domain)
            if found.sign == "0" or (found.sign in ("+", "-") and found.strict):
                return found
        return self._given(e, (*self.domain, *cell))

    def _given(self, e: Expression, conditions: Sequence[Condition]) -> Any:
        """The sign wherever the conditions hold, from those that are linked to the symbols of ``e``."""
        from ..symbolic.proof import Sign, sign

        given = tuple(dict.fromkeys(linked(e.symbols, conditions)))
        if (e, given) not in self._memo:
            if self.seconds <= 0:
                return Sign("undecided", reason="the time limit was reached")
            share = max(1.0, self.seconds / 10)  # one hard question must not take the time of all others
            limit = min(self.seconds, share)
            integers = self.integers & e.symbols.union(*(c.symbols for c in given))
            self._memo[e, given] = sign(e, given, limit, certify=True, integers=integers)
        return self._memo[e, given]

    def _completed(self, point: Mapping[str, Any], cell: Cell) -> dict[str, Any]:
        """A point with values for the symbols that the conditions linked to it do not name."""
        from ..symbolic.smt import satisfy

        others = [c for c in (*self.domain, *cell) if not c.symbols <= point.keys()]
        _, rest = satisfy(others, max(0.05, min(10, self.seconds)), self.integers) if others else ("", {})
        return {**{n: v.value for n, v in (rest or {}).items()}, **point}

    def _never_zero(self, e: Expression, cells: Sequence[Cell]) -> bool:
        found = self._sign(e, cells)
        return found.sign in ("+", "-") and found.strict


def linked(symbols: Iterable[str], conditions: Sequence[Condition]) -> list[Condition]:
    """Return the conditions that share a symbol with ``symbols``, directly or through each other.

    >>> from defiance_games.symbolic.parser import parse_condition
    >>> linked(["p"], parse_condition("p < q") + parse_condition("0 < q < 1") + parse_condition("h > 0"))
    [p < q, 0 < q, q < 1]
    """
    reached, left = frozenset(symbols), list(conditions)
    while more := [c for c in left if c.symbols & reached]:
        left = [c for c in left if c not in more]
        reached = reached.union(*(c.symbols for c in more))
    return [c for c in conditions if c not in left]


def factors_of(e: Expression, order: Sequence[str] = ()) -> tuple[int, list[tuple[Expression, bool, bool]]]:
    """Return the sign of the constant, and the irreducible factors: (factor, odd power, in the denominator).

    >>> from defiance_games.symbolic.parser import parse
    >>> factors_of(parse("-2*(a**2 - b**2)*c**2/d"))
    (-1, [(c, False, False), (a + b, True, False), (a - b, True, False), (d, True, True)])
    """
    from ..symbolic.ring import Ring, in_order

    ring = Ring(in_order(e.symbols, order), [e])
    quotient = ring.quotient(e)
    constant, above = ring.product(quotient.num)
    divisor, below = ring.product(quotient.den)
    sign = (constant > 0) - (constant < 0)
    parts = [(f, False) for f in above] + [(f, True) for f in below]
    return sign * (1 if divisor > 0 else -1), [(*_base(f), under) for f, under in parts]


def _base(e: Expression) -> tuple[Expression, bool]:
    """The base of a whole power, and whether the power is odd."""
    if e.op == "**" and e.args[1].is_number and e.args[1].value.denominator == 1:
        return e.args[0], e.args[1].value % 2 == 1
    return e, True


def derivative(e: Expression, name: str, order: Sequence[str] = ()) -> Expression:
    """Return the derivative in lowest terms (ValueError through min or max).

    >>> from defiance_games.symbolic.parser import parse
    >>> derivative(parse("r*delta**tau/(1 + r)"), "r"), derivative(parse("delta**tau"), "delta")
    (delta**tau/(r + 1)**2, delta**tau*tau/delta)
    """
    from ..symbolic.ring import simplify

    return simplify(_split_powers(e.diff(name)), order)


def _split_powers(e: Expression) -> Expression:
    """x**(t - 1) as x**t/x, so that a power and its derivative share one atom."""

    def visit(node: Expression, parts: list[Expression]) -> Expression:
        if node.op in ("number", "symbol"):
            return node
        if node.op == "**" and node.args[1].op == "+":
            base, exponent = parts
            whole = [t for t in exponent.args if t.is_number and t.value.denominator == 1]
            if whole:
                return multiply(power(base, exponent - whole[0]), power(base, whole[0]))
        return _rebuilt(node, parts)

    return e.fold(visit, {})


def _rebuilt(node: Expression, parts: Sequence[Expression]) -> Expression:
    build = {"+": add, "*": multiply, "**": power}.get(node.op)
    return build(*parts) if build else function(node.op, *parts)


def pieces(e: Expression) -> Iterator[tuple[Cell, Expression]]:
    """Yield ``e`` without min and max, piece by piece: (where, what it is there).

    >>> from defiance_games.symbolic.parser import parse
    >>> list(pieces(parse("1 - min(p, q)")))
    [((p <= q,), 1 - p), ((q <= p,), 1 - q)]
    """
    extreme = _innermost(e)
    if extreme is None:
        yield (), e
        return
    order = "<=" if extreme.op == "min" else ">="
    for chosen in dict.fromkeys(extreme.args):
        others = (other for other in dict.fromkeys(extreme.args) if other != chosen)
        where = tuple(Condition(chosen, order, other) for other in others)
        for more, piece in pieces(_replaced(e, extreme, chosen)):
            yield (*where, *more), piece


def _replaced(e: Expression, old: Expression, new: Expression) -> Expression:
    def visit(node: Expression, parts: list[Expression]) -> Expression:
        return new if node == old else _rebuilt(node, parts) if parts else node

    return e.fold(visit, {})


def _innermost(e: Expression) -> Expression | None:
    if e.op in ("number", "symbol"):
        return None
    inside = next((found for a in e.args if (found := _innermost(a)) is not None), None)
    return inside if inside is not None or e.op not in ("min", "max") else e
