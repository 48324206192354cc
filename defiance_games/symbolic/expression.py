"""An exact expression: what users write in payoffs and read in answers.

An :class:`Expression` is an immutable tree of rational numbers, symbols, sums, products, powers and
the functions ``exp log sqrt min max``. It costs nothing to import, prints as the formula it is,
and becomes a SymPy expression on demand (``sympy.sympify(e)`` or ``e.to_sympy()``).
Polynomial algebra is done elsewhere (:mod:`~defiance_games.symbolic.ring`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any, Union

Number = Union[int, Fraction]
Like = Union["Expression", int, Fraction, float, str, Any]
FUNCTIONS = ("exp", "log", "sqrt", "min", "max")


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
        self._hash = hash((op, args))

    # -- identity -------------------------------------------------------------------------------
    def __hash__(self) -> int:
        return self._hash

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
    def __add__(self, other: Like):
        other = _operand(other)
        return NotImplemented if other is None else add(self, other)

    def __radd__(self, other: Like):
        other = _operand(other)
        return NotImplemented if other is None else add(other, self)

    def __sub__(self, other: Like):
        other = _operand(other)
        return NotImplemented if other is None else add(self, -other)

    def __rsub__(self, other: Like):
        other = _operand(other)
        return NotImplemented if other is None else add(other, -self)

    def __mul__(self, other: Like):
        other = _operand(other)
        return NotImplemented if other is None else multiply(self, other)

    def __rmul__(self, other: Like):
        other = _operand(other)
        return NotImplemented if other is None else multiply(other, self)

    def __truediv__(self, other: Like):
        other = _operand(other)
        return NotImplemented if other is None else multiply(self, power(other, MINUS_ONE))

    def __rtruediv__(self, other: Like):
        other = _operand(other)
        return NotImplemented if other is None else multiply(other, power(self, MINUS_ONE))

    def __pow__(self, other: Like):
        other = _operand(other)
        return NotImplemented if other is None else power(self, other)

    def __rpow__(self, other: Like):
        other = _operand(other)
        return NotImplemented if other is None else power(other, self)

    def __neg__(self) -> Expression:
        return multiply(MINUS_ONE, self)

    def __pos__(self) -> Expression:
        return self

    # -- use ------------------------------------------------------------------------------------
    def fold(self, visit: Callable[[Expression, list[Any]], Any], memo: dict[Expression, Any] | None = None) -> Any:
        """Return ``visit(node, results of its parts)``, computed from the leaves up, each node once.

        No recursion, so depth is no limit. Leaves (numbers and symbols) have no parts.
        """
        memo = {} if memo is None else memo
        stack = [self]
        while stack:
            node = stack[-1]
            if node in memo:
                stack.pop()
                continue
            parts = () if node.op in ("number", "symbol") else node.args
            missing = [a for a in parts if a not in memo]
            if missing:
                stack.extend(missing)
            else:
                memo[node] = visit(node, [memo[a] for a in parts])
                stack.pop()
        return memo[self]

    def subs(self, values: Mapping[str, Like]) -> Expression:
        """Return it with symbols replaced by expressions or numbers."""
        table = {str(k): as_expression(v) for k, v in values.items()}

        def leaf(node: Expression) -> Expression:
            return table.get(node.args[0], node) if node.op == "symbol" else node

        return self.map(leaf)

    def map(self, leaf: Callable[[Expression], Expression]) -> Expression:
        """Rebuild it with every leaf (number or symbol) passed through ``leaf``."""
        if self.op in ("number", "symbol"):
            return leaf(self)
        return _BUILD[self.op](*(a.map(leaf) for a in self.args))

    def evaluate(self, values: Mapping[str, Any] | None = None) -> Fraction | float:
        """Return its value: a Fraction where every step is exact, else a float.

        Raises KeyError for a symbol without value, ZeroDivisionError, ValueError (log of 0, ...).
        """
        values = values or {}
        op, args = self.op, self.args
        if op == "number":
            return args[0]
        if op == "symbol":
            v = values[args[0]]
            return v if isinstance(v, (Fraction, float)) else as_expression(v).evaluate()
        got = [a.evaluate(values) for a in args]
        if op == "+":
            return _fold(lambda a, b: a + b, got)
        if op == "*":
            return _fold(lambda a, b: a * b, got)
        if op == "**":
            return _power_value(got[0], got[1])
        if op in ("min", "max"):
            return min(got) if op == "min" else max(got)
        (x,) = got
        if op == "sqrt":
            root = _exact_root(x, 2) if isinstance(x, Fraction) else None
            return root if root is not None else math.sqrt(x)
        if isinstance(x, Fraction) and x == (0 if op == "exp" else 1):
            return Fraction(1 if op == "exp" else 0)
        return math.exp(x) if op == "exp" else math.log(x)

    def __float__(self) -> float:
        return float(self.evaluate())

    def diff(self, name: str) -> Expression:
        """Return its derivative with respect to ``name`` (ValueError through min or max)."""
        op, args = self.op, self.args
        if name not in self.symbols:
            return ZERO
        if op == "symbol":
            return ONE
        if op == "+":
            return add(*(a.diff(name) for a in args))
        if op == "*":
            return add(*(multiply(*args[:i], a.diff(name), *args[i + 1:]) for i, a in enumerate(args)))
        if op == "**":
            base, exponent = args
            if exponent.is_number:
                return exponent * power(base, exponent - 1) * base.diff(name)
            return exponent.diff(name) * function("log", base) * self + (
                exponent * power(base, exponent - 1) * base.diff(name)
            )
        inner = args[0].diff(name)
        if op == "exp":
            return self * inner
        if op == "log":
            return inner / args[0]
        if op == "sqrt":
            return inner / (2 * self)
        raise ValueError(f"{op} has no derivative everywhere")

    # -- views ----------------------------------------------------------------------------------
    def __str__(self) -> str:
        return _text(self, 0)

    __repr__ = __str__

    def latex(self) -> str:
        """Return it as LaTeX mathematics (no dollar signs)."""
        from .latex import latex

        return latex(self)

    def _repr_latex_(self) -> str:
        return f"${self.latex()}$"

    def to_sympy(self) -> Any:
        """Return the SymPy expression; symbols are plain ``sympy.Symbol(name)``."""
        import sympy

        op, args = self.op, self.args
        if op == "number":
            return sympy.Rational(args[0].numerator, args[0].denominator)
        if op == "symbol":
            return sympy.Symbol(args[0])
        got = [a.to_sympy() for a in args]
        table: dict[str, Any] = {
            "+": sympy.Add, "*": sympy.Mul, "**": sympy.Pow, "exp": sympy.exp,
            "log": sympy.log, "sqrt": sympy.sqrt, "min": sympy.Min, "max": sympy.Max,
        }
        return table[op](*got)

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

    >>> as_expression(0.1), as_expression("2*(1 - q)")
    (1/10, 2*(1 - q))
    """
    if isinstance(value, Expression):
        return value
    if isinstance(value, str):
        from .parser import parse

        return parse(value)
    found = _operand(value)
    if found is None:
        raise TypeError(f"cannot read {type(value).__name__} as an exact expression")
    return found


def _operand(value: Any) -> Expression | None:
    if isinstance(value, Expression):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, Fraction)):
        return number(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"only finite numbers are payoffs, got {value}")
        return number(Fraction(repr(float(value))))
    if type(value).__module__.split(".")[0] == "numpy" and getattr(value, "ndim", 1) == 0:
        return _operand(value.item())
    if type(value).__module__.split(".")[0] == "sympy":
        return _from_sympy(value)
    return None


def _from_sympy(value: Any) -> Expression:
    import sympy

    if isinstance(value, sympy.Symbol):
        return symbol(value.name)
    if isinstance(value, sympy.Rational):
        return number(Fraction(int(value.p), int(value.q)))
    if isinstance(value, sympy.Float):
        return number(Fraction(str(value)))
    if isinstance(value, sympy.exp):
        return function("exp", _from_sympy(value.args[0]))
    table = {sympy.Add: add, sympy.Mul: multiply, sympy.Pow: power}
    if value.func in table:
        return table[value.func](*(_from_sympy(a) for a in value.args))
    names = {sympy.log: "log", sympy.Min: "min", sympy.Max: "max"}
    if value.func in names:
        return function(names[value.func], *(_from_sympy(a) for a in value.args))
    raise TypeError(f"cannot read the SymPy expression {value} exactly")


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
    """Return the product, flattened, with numbers folded to the front."""
    flat: list[Expression] = []
    constant = Fraction(1)
    for factor in _flatten("*", factors):
        if factor.op == "number":
            constant *= factor.args[0]
        else:
            flat.append(factor)
    if constant == 0:
        return ZERO
    if not flat:
        return number(constant)
    if constant != 1:
        if len(flat) == 1 and flat[0].op == "+" and constant == -1:
            return Expression("+", tuple(multiply(MINUS_ONE, t) for t in flat[0].args))
        flat.insert(0, number(constant))
    return flat[0] if len(flat) == 1 else Expression("*", tuple(flat))


def power(base: Expression, exponent: Expression) -> Expression:
    """Return base ** exponent; 0 ** -1 raises ZeroDivisionError."""
    if exponent.op == "number":
        n = exponent.args[0]
        if n == 0:
            return ONE
        if n == 1:
            return base
        if n == Fraction(1, 2):
            return function("sqrt", base)
        if base.op == "number":
            value = _power_value(base.args[0], n)
            if isinstance(value, Fraction):
                return number(value)
        if base.op == "**" and n.denominator == 1 and base.args[1].is_number:
            return power(base.args[0], number(base.args[1].args[0] * n))
        if base.op == "*" and n.denominator == 1:
            return multiply(*(power(f, exponent) for f in base.args))
    elif base.op == "number" and base.args[0] == 1:
        return ONE
    return Expression("**", (base, exponent))


def function(name: str, *args: Expression) -> Expression:
    """Return exp, log, sqrt, min or max of its arguments, folded where exact."""
    if all(a.op == "number" for a in args):
        value = Expression(name, tuple(args)).evaluate()
        if isinstance(value, Fraction):
            return number(value)
    if name in ("min", "max") and len(args) == 1:
        return args[0]
    return Expression(name, tuple(args))


_BUILD: dict[str, Callable[..., Expression]] = {
    "+": add, "*": multiply, "**": power,
    **{name: (lambda *a, _n=name: function(_n, *a)) for name in FUNCTIONS},
}


def _flatten(op: str, items: Iterable[Expression]) -> Iterable[Expression]:
    for item in items:
        if item.op == op:
            yield from item.args
        else:
            yield item


def _fold(step: Callable, values: list) -> Fraction | float:
    total = values[0]
    for v in values[1:]:
        total = step(float(total), v) if isinstance(v, float) else step(total, v)
    return total


def _exact_root(x: Fraction, k: int) -> Fraction | None:
    if x < 0 or k != 2:
        return None
    a, b = math.isqrt(x.numerator), math.isqrt(x.denominator)
    return Fraction(a, b) if a * a == x.numerator and b * b == x.denominator else None


def _power_value(x: Fraction | float, n: Fraction | float) -> Fraction | float:
    if isinstance(x, Fraction) and isinstance(n, Fraction):
        if n.denominator == 1:
            return x ** int(n)
        if n.denominator == 2:
            root = _exact_root(x, 2)
            if root is not None:
                return root ** int(n.numerator)
    if x < 0:
        raise ValueError(f"{x}**{n} is not real")
    return float(x) ** float(n)


# -- printing -----------------------------------------------------------------------------------
def _text(e: Expression, level: int) -> str:
    """Text of ``e``; level 0 sum, 1 product, 2 power: brackets where ``e`` binds more loosely."""
    op, args = e.op, e.args
    if op == "symbol":
        return args[0]
    if op == "number":
        text = str(args[0])
        loose = (args[0] < 0 and level > 0) or (args[0].denominator != 1 and level > 1)
        return f"({text})" if loose else text
    if op == "+":
        parts = [_text(args[0], 0)]
        for term in args[1:]:
            negated = _negated(term)
            parts.append(f" - {_text(negated, 1)}" if negated is not None else f" + {_text(term, 0)}")
        text = "".join(parts)
        return f"({text})" if level > 0 else text
    if op == "*":
        text = _product_text(args)
        return f"({text})" if level > 1 or (level > 0 and text.startswith("-")) else text
    if op == "**":
        base, exponent = args
        if exponent.is_number and exponent.value < 0:
            text = _product_text((e,))
            return f"({text})" if level > 1 else text
        text = f"{_text(base, 3)}**{_text(exponent, 3)}"
        return f"({text})" if level > 2 else text
    return f"{op}({', '.join(_text(a, 0) for a in args)})"


def _negated(term: Expression) -> Expression | None:
    """-term where term carries a minus sign, else None."""
    if term.op == "number" and term.args[0] < 0:
        return number(-term.args[0])
    if term.op == "*" and term.args[0].op == "number" and term.args[0].args[0] < 0:
        return multiply(number(-term.args[0].args[0]), *term.args[1:])
    return None


def _product_text(factors: tuple[Expression, ...]) -> str:
    above: list[Expression] = []
    below: list[Expression] = []
    sign = ""
    for f in factors:
        if f.op == "**" and f.args[1].is_number and f.args[1].value < 0:
            below.append(power(f.args[0], number(-f.args[1].value)))
        elif f.op == "number":
            value = f.args[0]
            if value < 0:
                sign, value = "-", -value
            if value.numerator != 1:
                above.insert(0, number(value.numerator))
            if value.denominator != 1:
                below.insert(0, number(value.denominator))
        else:
            above.append(f)
    top = "*".join(_text(f, 2 if f.op == "+" else 1) for f in above) or "1"
    if not below:
        return sign + top
    bottom = "*".join(_text(f, 2) for f in below)
    if len(below) > 1 or below[0].op in ("*",):
        bottom = f"({bottom})" if not bottom.startswith("(") or len(below) > 1 else bottom
    return f"{sign}{top}/{bottom}"
