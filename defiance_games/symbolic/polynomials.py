"""Expressions as quotients of integer polynomials, conditions as signs of polynomials.

What is not rational (``sqrt(u)``, ``min(a, b)``, ``exp(u)``, ``delta**tau``, ...) becomes an *atom*: one more
variable, with true facts about it (:attr:`Reader.facts`). Used by proofs, certificates and
the verifier; it shares no code with the solver's ring.
"""

from __future__ import annotations

import functools
import itertools
import math
import operator
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from ..errors import InputError
from .atoms import EULER, Atom, Fact, compared, facts
from .condition import Condition, compare
from .expression import COUNTING, ONE, ZERO, Expression, add, function, multiply, number, power, symbol
from .factors import factored

Poly = Any  # flint.fmpz_mpoly


class Literal(NamedTuple):
    """``poly op 0`` with op one of ``> >= = !=``."""

    poly: Poly
    op: str

    @property
    def key(self) -> tuple[str, str]:
        """What makes it equal to another one."""
        return str(self.poly), self.op

    @property
    def truth(self) -> bool | None:
        """Whether it holds everywhere (True), nowhere (False), or depends (None); by form only."""
        if not self.poly.is_constant():
            return None
        value = int(self.poly.leading_coefficient()) if self.poly != 0 else 0
        return {">": value > 0, ">=": value >= 0, "=": value == 0, "!=": value != 0}[self.op]

    def negated(self) -> tuple[Literal, ...]:
        """Return literals of which one holds where this one does not."""
        if self.op == "=":
            return Literal(self.poly, ">"), Literal(-self.poly, ">")
        if self.op == "!=":
            return (Literal(self.poly, "="),)
        return (Literal(-self.poly, ">=" if self.op == ">" else ">"),)


Clause = tuple[Literal, ...]  # one of them holds


class Quotient:
    """``num/den`` in lowest terms, the leading coefficient of ``den`` positive."""

    __slots__ = ("num", "den")

    def __init__(self, num: Poly, den: Poly):
        if num == 0:
            den = den.context().constant(1)
        elif den != 1:
            g = num.gcd(den)
            if (den.leading_coefficient() < 0) != (g.leading_coefficient() < 0):
                g = -g
            if g != 1:
                num, den = num / g, den / g
        self.num: Poly = num
        self.den: Poly = den

    def __iter__(self) -> Iterator[Poly]:
        return iter((self.num, self.den))

    def __bool__(self) -> bool:
        return bool(self.num != 0)

    def __add__(self, other: Quotient) -> Quotient:
        if self.den == other.den:
            return Quotient(self.num + other.num, self.den)
        return Quotient(self.num * other.den + other.num * self.den, self.den * other.den)

    def __sub__(self, other: Quotient) -> Quotient:
        return self + -other

    def __neg__(self) -> Quotient:
        return Quotient(-self.num, self.den)

    def __mul__(self, other: Quotient) -> Quotient:
        return Quotient(self.num * other.num, self.den * other.den)

    def __pow__(self, n: int) -> Quotient:
        return Quotient(self.num**n, self.den**n) if n >= 0 else Quotient(self.den**-n, self.num**-n)

    def __repr__(self) -> str:
        return f"({self.num})/({self.den})"


class Reader:
    """Reads expressions in the symbols and atoms of ``expressions``.

    >>> from .parser import parse
    >>> reader = Reader([parse("(a**2 - b**2)/(a - b) + sqrt(a)")])
    >>> reader.quotient(parse("(a**2 - b**2)/(a - b)")), reader.quotient(parse("sqrt(a)/b"))
    ((a + b)/(1), (sqrt(a))/(b))
    """

    def __init__(self, expressions: Iterable[Expression]):
        from flint import Ordering, fmpz_mpoly_ctx

        expressions = list(expressions)
        self.atoms: dict[str, Atom] = {}
        self._flat: dict[Expression, Expression] = {}
        self._quotients: dict[Expression, Quotient] = {}
        for e in expressions:
            self.flat(e)
        self.symbols = tuple(sorted({s for e in expressions for s in e.symbols}))
        self.names = self.symbols + tuple(self.atoms)
        self.context = fmpz_mpoly_ctx.get(self.names or ("_",), Ordering.degrevlex)
        self.generators = dict(zip(self.names, self.context.gens(), strict=False))
        self.one = self.context.constant(1)
        self.transcendental = any(a.kind in ("power", "log", *COUNTING) for a in self.atoms.values())

    # -- atoms ----------------------------------------------------------------------------------
    def flat(self, e: Expression) -> Expression:
        """Return ``e`` with variables for its atoms: numbers, symbols, + * and integer powers are left."""
        return e.fold(self._flatten, self._flat)

    def original(self, e: Expression) -> Expression:
        """Return a flat expression with its atoms written out."""
        return e.subs({name: self.atoms[name].expression for name in e.symbols & self.atoms.keys()})

    def _flatten(self, e: Expression, parts: list[Expression]) -> Expression:
        if e.op in ("number", "symbol"):
            return e
        if e.op == "+":
            return add(*parts)
        if e.op == "*":
            return multiply(*parts)
        if e.op in ("min", "max", "root_of", *COUNTING):
            return self._atom(e.op, *parts)
        if e.op == "log":
            return self._atom("log", parts[0])
        if e.op == "sqrt":
            return self._atom("root", parts[0], number(2))
        base, exponent = (EULER, parts[0]) if e.op == "exp" else parts
        if not exponent.is_number or e.op == "exp":
            return self._power(base, exponent)
        n = exponent.value
        root = base if n.denominator == 1 else self._atom("root", base, number(n.denominator))
        return power(root, number(n.numerator))

    def _power(self, base: Expression, exponent: Expression) -> Expression:
        """base**exponent as a product of atoms base**monomial, so that exp(2*T) is exp(T)**2."""
        local = Reader([exponent])
        above, below = local.quotient(exponent)
        if not below.is_constant():
            sign = -1 if above.leading_coefficient() < 0 else 1
            unit = local.expression(sign * above) / local.expression(below)
            return power(self._atom("power", base, unit), number(sign))
        factors = []
        for term, coefficient in zip(above.monoms(), above.coeffs(), strict=True):
            c = Fraction(int(coefficient), int(below.leading_coefficient()))
            unit = local.expression(local.context.from_dict({term: 1}))
            if unit == ONE and base != EULER:
                factors.append(self._flatten(power(base, number(c)), [base, number(c)]))
                continue
            if c.denominator > 1:
                self._atom("power", base, unit)
            atom = self._atom("power", base, unit * Fraction(1, c.denominator))
            factors.append(power(atom, number(c.numerator)))
        return multiply(*factors) if factors else ONE

    def _atom(self, kind: str, *args: Expression) -> Expression:
        written = [self.original(a) for a in args]
        if kind == "root":
            whole = power(written[0], number(1 / args[1].value))
        elif kind == "power":
            whole = function("exp", written[1]) if args[0] == EULER else power(*written)
        else:
            whole = function(kind, *written)
        if whole.is_number:
            return whole
        name = str(whole)
        if name not in self.atoms:
            self.atoms[name] = Atom(name, kind, args, whole)
        return symbol(name)

    # -- polynomials ----------------------------------------------------------------------------
    def quotient(self, e: Expression) -> Quotient:
        """Return ``e`` as a quotient of polynomials; InputError where it divides by zero everywhere."""
        return self.flat(e).fold(self._quotient, self._quotients)

    def _quotient(self, e: Expression, parts: Sequence[Quotient]) -> Quotient:
        if e.op == "number":
            return Quotient(
                self.context.constant(e.value.numerator), self.context.constant(e.value.denominator)
            )
        if e.op == "symbol":
            return Quotient(self.generators[e.args[0]], self.one)
        if e.op == "**":
            n = int(e.args[1].value)
            if n < 0 and not parts[0]:
                raise InputError(
                    f"an expression must not divide by what is zero everywhere, got {self.original(e)}."
                )
            return parts[0] ** n
        step = operator.mul if e.op == "*" else operator.add
        return functools.reduce(step, parts)

    def literal(self, e: Expression, op: str) -> Literal:
        """Return ``e op 0`` for any comparison, where ``e`` is defined: its denominators multiplied in."""
        return literal(self.quotient(e), op)

    def clause(self, e: Expression, op: str) -> Clause:
        """Return ``e op 0``; a maximum is positive where one of its arguments is: no atom is needed."""
        either = e.args if e.op == "max" and op == ">" else (e,)
        return tuple(self.literal(a, op) for a in either)

    def clauses(self, c: Condition) -> list[Clause]:
        """Return what ``c`` says, that its sides are defined included."""
        found = [(self.literal(c.difference, c.op),)]
        found += [self.clause(n, op) for n, op in obligations(c.difference)]
        return [clause for clause in found if not any(lit.truth for lit in clause)]

    def expression(self, poly: Poly) -> Expression:
        """Return a polynomial as an expression, atoms written out, positive terms first."""
        terms = []
        for monomial, coefficient in zip(poly.monoms(), poly.coeffs(), strict=True):
            powers = [
                power(symbol(n), number(int(d))) for n, d in zip(self.names, monomial, strict=False) if d
            ]
            terms.append((int(coefficient) < 0, multiply(number(int(coefficient)), *powers)))
        terms.sort(key=lambda t: t[0])
        return self.original(add(*(t for _, t in terms)))

    def factored(self, poly: Poly) -> Expression:
        """Return a polynomial as a product, atoms written out."""
        if poly == 0 or poly.is_constant():
            return self.expression(poly)
        constant, factors = factored(poly)
        value, chosen = int(constant), []
        for f, n in sorted(factors, key=lambda fn: (fn[0].total_degree(), len(fn[0]), str(fn[0]))):
            minus = sum(c < 0 for c in f.coeffs())
            if 2 * minus > len(f) or (2 * minus == len(f) and f.coeffs()[-1] < 0):
                f, value = -f, value * (-1) ** int(n)
            chosen.append((f, int(n)))
        for k, (f, n) in enumerate(chosen):
            if value < 0 and n % 2 and len(f) > 1:  # V*(r - 1) rather than -V*(1 - r)
                chosen[k], value = (-f, n), -value
        return multiply(number(value), *(power(self.expression(f), number(n)) for f, n in chosen))

    def condition(self, literal: Literal) -> Condition:
        """Return a literal as a condition, its polynomial factored."""
        return Condition(self.factored(literal.poly), literal.op, ZERO)

    # -- facts ----------------------------------------------------------------------------------
    @property
    def facts(self) -> list[Clause]:
        """True clauses about the atoms (where they are defined)."""
        found: list[Fact] = []
        for a in self.atoms.values():
            found += facts(a)
        for a, b in itertools.combinations(self.atoms.values(), 2):
            found += compared(a, b)
        clauses = [tuple(self.literal(e, op) for e, op in clause) for clause in found]
        for a in self.atoms.values():
            if not a.expression.symbols and a.kind in ("power", "log", "root_of"):
                clauses += self._enclosed(a)
        return [
            tuple(lit for lit in c if lit.truth is None) for c in clauses if not any(lit.truth for lit in c)
        ]

    def _enclosed(self, a: Atom) -> list[Clause]:
        """Rational bounds, 12 digits apart, of an atom that is a constant."""
        from .balls import enclosure

        ball = enclosure(a.expression, {})
        if ball is None or not ball.is_finite() or math.isinf(float(ball.mid())):
            return []
        middle = Fraction(float(ball.mid()))
        scale = max(1, 10**12 // max(1, math.ceil(abs(middle))))  # a float has 15 digits
        margin = 2 + math.ceil(abs(middle) * scale / 10**14)
        low, high = math.floor(middle * scale) - margin, math.ceil(middle * scale) + margin
        y = self.generators[a.name]
        return [(Literal(scale * y - low, ">"),), (Literal(high - scale * y, ">"),)]


def literal(q: Quotient, op: str) -> Literal:
    """Return ``q op 0`` where q is defined: denominators multiplied in, f**3 lowered to f, f**4 to f**2."""
    poly, den = q
    if op in ("<", "<="):
        poly, op = -poly, ">" if op == "<" else ">="
    if poly == 0 or (poly.is_constant() and den.is_constant()):
        return Literal(poly, op)
    constant, factors = factored(poly)
    signed = op in (">", ">=")
    if den.is_constant() and all(n == 1 for _, n in factors):
        return Literal(poly / abs(int(constant)), op) if abs(constant) != 1 else Literal(poly, op)
    total = poly.context().constant(-1 if constant < 0 else 1)
    for f, n in factors:
        total = total * (f if n % 2 or not signed else f * f)
    if signed:
        for f, n in factored(den)[1]:
            total = total * f if n % 2 else total
    return Literal(total, op)


def resolved(clauses: list[Clause]) -> list[Clause]:
    """Return the clauses without the literals that a strict one, which is sure, rules out or makes idle."""
    sure = {str(c[0].poly) for c in clauses if len(c) == 1 and c[0].op == ">"}
    signed = (">", ">=")
    found = [
        c if len(c) == 1 else tuple(x for x in c if x.op not in signed or str(-x.poly) not in sure)
        for c in clauses
        if len(c) == 1 or not any(x.op in signed and str(x.poly) in sure for x in c)
    ]
    sure |= {str(c[0].poly) for c in found if len(c) == 1 and c[0].op == ">"}
    return [c for c in found if not (len(c) == 1 and c[0].op == ">=" and str(c[0].poly) in sure)]


def obligations(e: Expression) -> list[tuple[Expression, str]]:
    """Return what must hold for ``e`` to be defined: pairs (expression, comparison with 0), innermost first.

    >>> from .parser import parse
    >>> obligations(parse("log(x)/(1 - y)"))
    [(x, '>'), (1 - y, '!=')]
    >>> obligations(parse("d**t"))
    [(d, '>='), (max(d, t), '>')]
    """
    found: dict[tuple[Expression, str], None] = {}

    def visit(node: Expression, _: list[None]) -> None:
        if node.op == "log":
            found[node.args[0], ">"] = None
        elif node.op in ("sqrt", "harmonic", "binomial"):
            found[node.args[0], ">="] = None
        elif node.op == "**":
            base, exponent = node.args
            if not exponent.is_number and _rising(exponent):  # 0**t = 0 for t > 0
                found[base, ">="] = None
                if not base.is_number or base.value <= 0:
                    found[function("max", base, exponent), ">"] = None
            elif not exponent.is_number:
                found[base, ">"] = None
            elif exponent.value.denominator > 1:
                found[base, ">" if exponent.value < 0 else ">="] = None
            elif exponent.value < 0:
                found[base, "!="] = None

    e.fold(visit, {})
    return [(a, op) for a, op in found if not (a.is_number and compare(a.value, op, 0))]


def _rising(exponent: Expression) -> bool:
    """Whether a power with it is read without dividing by other powers of the same base."""
    above, below = Reader([exponent]).quotient(exponent)
    return all(c > 0 for c in above.coeffs()[: None if below.is_constant() else 1])
