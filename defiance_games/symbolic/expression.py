"""An exact expression: what users write in payoffs and read in answers.

An :class:`Expression` is an immutable tree of rational numbers, symbols, sums, products, powers and
functions (:data:`FUNCTIONS`, ``root_of``). It costs nothing to import, prints as the formula it is (a
text that the parser reads back to an equal expression) and becomes a SymPy expression on demand
(``sympy.sympify(e)`` or ``e.to_sympy()``). Polynomial algebra is done elsewhere
(:mod:`~defiance_games.symbolic.ring`).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Union

from ..errors import InputError, escaped
from .values import VALUE, power_value

Like = Union["Expression", int, Fraction, float, str, Any]
COUNTING = ("floor", "ceiling", "harmonic", "binomial")
FUNCTIONS = ("exp", "log", "sqrt", "min", "max", *COUNTING)


class Expression:
    """A node: ``op`` is 'number', 'symbol', '+', '*', '**' or a function name; ``args`` its parts.

    Build with :func:`number`, :func:`symbol` and arithmetic; never call the constructor directly.

    >>> p, L = symbol("p"), symbol("L")
    >>> 1 - p * L
    1 - p*L
    >>> (1 - p * L).evaluate({"p": "1/2", "L": 3})
    Fraction(-1, 2)
    """

    __slots__ = ("op", "args", "_hash")

    def __init__(self, op: str, args: tuple):
        self.op, self.args = op, args
        self._hash = hash(args[0]) if op == "number" else hash((op, args))

    # -- identity -------------------------------------------------------------------------------
    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple:
        return Expression, (self.op, self.args)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Expression):
            return self is other or (
                self._hash == other._hash and self.op == other.op and self.args == other.args
            )
        if isinstance(other, (int, Fraction)):
            return self.op == "number" and self.args[0] == other
        return NotImplemented

    @property
    def is_number(self) -> bool:
        """Whether it is a rational number."""
        return self.op == "number"

    @property
    def value(self) -> Fraction:
        """The rational value of a number node (ValueError otherwise)."""
        if self.op != "number":
            raise ValueError(f"{self} is not a rational number")
        return self.args[0]

    @property
    def symbols(self) -> frozenset[str]:
        """Names of the symbols in it."""
        found: set[str] = set()
        stack = [self]
        while stack:
            node = stack.pop()
            if node.op == "symbol":
                found.add(node.args[0])
            elif node.op != "number":
                stack.extend(node.args)
        return frozenset(found)

    # -- arithmetic -----------------------------------------------------------------------------
    def __add__(self, other: Like) -> Expression:
        other = _operand(other)
        return NotImplemented if other is None else add(self, other)

    def __radd__(self, other: Like) -> Expression:
        other = _operand(other)
        return NotImplemented if other is None else add(other, self)

    def __sub__(self, other: Like) -> Expression:
        other = _operand(other)
        return NotImplemented if other is None else add(self, -other)

    def __rsub__(self, other: Like) -> Expression:
        other = _operand(other)
        return NotImplemented if other is None else add(other, -self)

    def __mul__(self, other: Like) -> Expression:
        other = _operand(other)
        return NotImplemented if other is None else multiply(self, other)

    def __rmul__(self, other: Like) -> Expression:
        other = _operand(other)
        return NotImplemented if other is None else multiply(other, self)

    def __truediv__(self, other: Like) -> Expression:
        other = _operand(other)
        return NotImplemented if other is None else multiply(self, power(other, MINUS_ONE))

    def __rtruediv__(self, other: Like) -> Expression:
        other = _operand(other)
        return NotImplemented if other is None else multiply(other, power(self, MINUS_ONE))

    def __pow__(self, other: Like) -> Expression:
        other = _operand(other)
        return NotImplemented if other is None else power(self, other)

    def __rpow__(self, other: Like) -> Expression:
        other = _operand(other)
        return NotImplemented if other is None else power(other, self)

    def __neg__(self) -> Expression:
        return multiply(MINUS_ONE, self)

    def __pos__(self) -> Expression:
        return self

    # -- use ------------------------------------------------------------------------------------
    def fold(
        self, visit: Callable[[Expression, list[Any]], Any], memo: dict[Expression, Any] | None = None
    ) -> Any:
        """Return ``visit(node, results of its parts)``, from the leaves up, each distinct node once.

        There is no recursion, so depth is no limit. Leaves (numbers and symbols) have no parts.
        """
        memo = {} if memo is None else memo
        stack = [self]
        while stack:
            node = stack[-1]
            parts = () if node.op in ("number", "symbol") else node.args
            missing = [a for a in parts if a not in memo]
            if missing:
                stack.extend(reversed(missing))
                continue
            if node not in memo:
                memo[node] = visit(node, [memo[a] for a in parts])
            stack.pop()
        return memo[self]

    def subs(self, values: Mapping[str, Like]) -> Expression:
        """Return it with symbols replaced by expressions or numbers."""
        if len(values) > len(self.symbols) and all(type(k) is str for k in itertools.islice(values, 1)):
            values = {s: values[s] for s in self.symbols if s in values}
            if not values:
                return self
        table = {str(k): as_expression(v) for k, v in values.items()}
        return self.map(lambda leaf: table.get(leaf.args[0], leaf) if leaf.op == "symbol" else leaf)

    def map(self, leaf: Callable[[Expression], Expression]) -> Expression:
        """Rebuild it with every leaf (number or symbol) passed through ``leaf``."""
        return self.fold(lambda e, parts: _BUILD[e.op](*parts) if parts else leaf(e))

    def evaluate(self, values: Mapping[str, Any] | None = None) -> Fraction | float:
        """Return its value: a Fraction where every step is exact, else a float.

        Raises KeyError for a symbol without value, ZeroDivisionError, ValueError (log of 0, ...) and
        OverflowError.
        """
        given = values or {}

        def visit(e: Expression, parts: list[Any]) -> Fraction | float:
            if e.op == "number":
                return e.args[0]
            if e.op == "symbol":
                v = given[e.args[0]]
                return v if isinstance(v, (Fraction, float)) else as_expression(v).evaluate()
            if e.op in ("floor", "ceiling") and isinstance(parts[0], float):
                from .whole import rounded

                return rounded(e.op, e.args[0].subs(given), parts[0])
            return VALUE[e.op](*parts)

        return self.fold(visit)

    def __float__(self) -> float:
        return float(self.evaluate())

    def diff(self, name: str) -> Expression:
        """Return its derivative with respect to ``name`` (ValueError through min or max)."""
        from .derivative import derivative

        return derivative(self, name)

    # -- views ----------------------------------------------------------------------------------
    def __str__(self) -> str:
        from .text import text

        return text(self)

    __repr__ = __str__

    def latex(self) -> str:
        """Return it as LaTeX mathematics (no dollar signs)."""
        from .latex import latex

        return latex(self)

    def _repr_latex_(self) -> str:
        return f"${self.latex()}$"

    def to_sympy(self) -> Any:
        """Return the SymPy expression; symbols are plain ``sympy.Symbol(name)``."""
        from .sympy_border import to_sympy

        return to_sympy(self)

    _sympy_ = to_sympy


# -- construction -------------------------------------------------------------------------------
def number(value: int | Fraction) -> Expression:
    """Return the expression of a rational number."""
    return Expression("number", (Fraction(value),))


def symbol(name: str) -> Expression:
    """Return the expression of a symbol. Names from users are checked by the parser, not here."""
    return Expression("symbol", (name,))


ZERO, ONE, MINUS_ONE = number(0), number(1), number(-1)


def as_expression(value: Like) -> Expression:
    """Return ``value`` as an Expression: int, Fraction, float (shortest decimal), text, SymPy.

    Raises InputError where it is none of these, or not finite.

    >>> as_expression(0.1), as_expression("2*(1 - q)")
    (1/10, 2*(1 - q))
    """
    if isinstance(value, str):
        from .parser import parse

        return parse(value)
    found = _operand(value)
    if found is None:
        raise InputError(f"a value must be a real number or an expression, got {escaped(repr(value))[:60]}.")
    return found


def _operand(value: Any) -> Expression | None:
    """``value`` as an Expression, or None where it is not a number or an expression."""
    if isinstance(value, Expression):
        return value
    library = type(value).__module__.split(".")[0]
    if library == "numpy" and getattr(value, "shape", None) == () and value.dtype.kind in "iuf":
        value = int(value) if value.dtype.kind in "iu" else float(str(value))
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, Fraction)):
        return number(value)
    if isinstance(value, (float, Decimal)):
        if not math.isfinite(value):
            raise InputError(f"a number must be finite, got {value}.")
        return number(Fraction(repr(float(value)) if isinstance(value, float) else value))
    if library != "sympy":
        return None
    from .sympy_border import from_sympy

    return from_sympy(value)


def add(*terms: Expression) -> Expression:
    """Return the sum, flattened, with numbers folded."""
    flat: list[Expression] = []
    constant = Fraction(0)
    place: int | None = None
    for term in _flatten("+", terms):
        if term.op == "number":
            if place is None:
                place = len(flat)
            constant += term.args[0]
        else:
            flat.append(term)
    if constant:
        flat.insert(place or 0, number(constant))
    if not flat:
        return ZERO
    return flat[0] if len(flat) == 1 else Expression("+", tuple(flat))


def multiply(*factors: Expression) -> Expression:
    """Return the product, flattened: a number first, divisors last; minus one is carried into a lone sum."""
    above: list[Expression] = []
    below: list[Expression] = []
    constant = Fraction(1)
    for factor in _flatten("*", factors):
        if factor.op == "number":
            constant *= factor.args[0]
        else:
            (below if divides(factor) else above).append(factor)
    if constant == 0:
        return ZERO
    flat = above + below
    if not flat:
        return number(constant)
    if constant == -1 and len(flat) == 1 and flat[0].op == "+":
        return Expression("+", tuple(multiply(MINUS_ONE, t) for t in flat[0].args))
    if constant != 1:
        flat.insert(0, number(constant))
    return flat[0] if len(flat) == 1 else Expression("*", tuple(flat))


def divides(e: Expression) -> bool:
    """Whether ``e`` is a power with a negative number as exponent, which prints below the bar."""
    return e.op == "**" and e.args[1].op == "number" and e.args[1].args[0] < 0


def power(base: Expression, exponent: Expression) -> Expression:
    """Return base ** exponent; 0 ** -1 raises ZeroDivisionError, a power that is not real ValueError."""
    if exponent.op == "number":
        n = exponent.args[0]
        if n == 0:
            return ONE
        if n == 1:
            return base
        if base.op == "number":
            try:
                value = power_value(base.args[0], n)
            except OverflowError:  # beyond floating point: it stays as it is
                value = None
            if isinstance(value, Fraction):
                return number(value)
        if n.denominator == 2:
            return power(function("sqrt", base), number(n.numerator))
        if n.denominator == 1:
            inner = base.args[1].args[0] if base.op == "**" and base.args[1].is_number else None
            if inner is not None and (inner.denominator == 1 or (inner * n).denominator != 1):
                return power(base.args[0], number(inner * n))
            if base.op == "*":
                return multiply(*(power(f, exponent) for f in base.args))
    elif base == ONE:
        return ONE
    return Expression("**", (base, exponent))


def function(name: str, *args: Expression) -> Expression:
    """Return a function of its arguments, folded where exact."""
    if name == "root_of":
        from .algebraic import root_of

        return root_of(args[:-1], args[-1])
    if name in ("min", "max") and len(args) == 1:
        return args[0]
    if name in ("floor", "ceiling") and not (args[0].is_number or args[0].symbols):
        return _rounded(name, args[0])
    if all(a.op == "number" for a in args):
        try:
            value = VALUE[name](*(a.args[0] for a in args))
        except OverflowError:  # beyond floating point: it stays as it is
            return Expression(name, args)
        if isinstance(value, Fraction):
            return number(value)
    return Expression(name, tuple(args))


def _rounded(name: str, e: Expression) -> Expression:
    """The floor or ceiling of a constant, as an integer where that is settled."""
    from .whole import rounded

    try:
        return number(rounded(name, e, float(e)))
    except (ArithmeticError, ValueError):  # not a real number, or too large, or not settled
        return Expression(name, (e,))


_BUILD: dict[str, Callable[..., Expression]] = {
    "+": add,
    "*": multiply,
    "**": power,
    **{name: (lambda *a, _n=name: function(_n, *a)) for name in (*FUNCTIONS, "root_of")},
}


def _flatten(op: str, items: Iterable[Expression]) -> Iterable[Expression]:
    for item in items:
        if item.op == op:
            yield from item.args
        else:
            yield item
