"""Exact polynomials and rational functions of the parameters, on top of python-flint.

A :class:`Ring` fixes the symbols. Functions that are not polynomial (``exp(x)``, ``delta**tau``,
``sqrt(u)``, ``max(a, b)``) become *atoms*: extra symbols, with the facts about them that are sound
(:attr:`Ring.facts`), so that the algebra stays polynomial and every answer stays exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any

from flint import Ordering, fmpq, fmpz_mpoly_ctx

from .algebraic import bounds_of
from .condition import Condition
from .expression import FUNCTIONS, ONE, ZERO, Expression, add, multiply, number, power, symbol
from .factors import factored

Signs = Callable[[int], "int | None"]
Poly = Any  # flint.fmpz_mpoly, or int where there are no symbols


class Quotient:
    """num / den in lowest terms, den != 0; just enough arithmetic for closed forms."""

    __slots__ = ("num", "den")

    def __init__(self, num: Poly, den: Poly):
        self.num, self.den = num, den


class Ring:
    """Polynomials with integer coefficients in ``names`` and the atoms of ``expressions``.

    >>> ring = Ring(["p", "L"])
    >>> from .expression import symbol
    >>> p, L = symbol("p"), symbol("L")
    >>> ring.simplified((p**2 - L**2) / (p - L))
    p + L
    """

    def __init__(self, names: Iterable[str], expressions: Iterable[Expression] = ()):
        self.names: tuple[str, ...] = tuple(names)
        self.atoms: dict[Expression, str] = {}
        for e in expressions:
            self._collect(e)
        gens = self.names + tuple(self.atoms.values())
        self.context = fmpz_mpoly_ctx.get(gens or ("_",), Ordering.degrevlex)
        self.symbols = gens
        self._gens = dict(zip(gens, self.context.gens(), strict=False))
        self._atom_of = {name: e for e, name in self.atoms.items()}
        self._factored: dict[str, tuple[int, tuple[tuple[int, int], ...]]] = {}
        self.factors: list[Poly] = []  # canonical irreducible factors met so far
        self._factor_index: dict[str, int] = {}
        self._memo: dict[Expression, Quotient] = {}
        self.one = self.context.constant(1)
        self.zero = self.context.constant(0)

    def _collect(self, e: Expression) -> None:
        """Register the atoms of ``e``, innermost first."""
        if e.op in ("number", "symbol"):
            return
        for a in e.args:
            self._collect(a)
        atom = self._as_atom(e)
        if atom is not None and atom not in self.atoms:
            self.atoms[atom] = f"atom{len(self.atoms)}_"

    def reads(self, e: Expression) -> bool:
        """Whether every function in ``e`` is one of the ring's atoms."""
        atom = self._as_atom(e)
        if atom is not None:
            return atom in self.atoms
        return e.op in ("number", "symbol") or all(map(self.reads, e.args))

    @staticmethod
    def _as_atom(e: Expression) -> Expression | None:
        if e.op in (*FUNCTIONS, "root_of"):
            return e
        if e.op == "**":
            base, exponent = e.args
            if not exponent.is_number:
                return e
            if exponent.value.denominator != 1:
                return power(base, number(Fraction(1, exponent.value.denominator)))
        return None

    # -- facts about atoms ------------------------------------------------------------------------
    @property
    def facts(self) -> list[list[Condition]]:
        """Sound facts about the atoms: a list (conjunction) of lists (disjunctions) of conditions."""
        found: list[list[Condition]] = []
        for e, name in self.atoms.items():
            y = symbol(name)
            if e.op == "exp":
                found += [[Condition(y, ">", ZERO)], [Condition(y, ">=", ONE + self.flat(e.args[0]))]]
            elif e.op == "sqrt":
                found += [[Condition(y, ">=", ZERO)], [Condition(y * y, "=", self.flat(e.args[0]))]]
            elif e.op == "root_of":
                terms = (self.flat(c) * power(y, number(k)) for k, c in enumerate(e.args[:-1]))
                found.append([Condition(add(*terms), "=", ZERO)])
                if not e.symbols:
                    low, high = map(number, bounds_of(e))
                    found += [[Condition(y, ">=", low)], [Condition(y, "<=", high)]]
            elif e.op in ("min", "max"):
                order = "<=" if e.op == "min" else ">="
                args = [self.flat(a) for a in e.args]
                found += [[Condition(y, order, a)] for a in args]
                found.append([Condition(y, "=", a) for a in args])
            elif e.op == "log":
                found.append([Condition(y, "<=", self.flat(e.args[0]) - 1)])
            elif e.op == "**":
                base, exponent = map(self.flat, e.args)
                found.append([Condition(y, ">", ZERO), Condition(base, "<=", ZERO)])
                for small, sign in ((True, "<="), (False, ">=")):
                    # base in (0, 1): y <= 1 iff exponent >= 0;  base >= 1: the other way round
                    edge = Condition(base, ">=" if small else "<", ONE)
                    found.append(
                        [
                            Condition(base, "<=", ZERO),
                            edge,
                            Condition(exponent, "<", ZERO),
                            Condition(y, sign, ONE),
                        ]
                    )
                    found.append(
                        [
                            Condition(base, "<=", ZERO),
                            edge,
                            Condition(exponent, ">", ZERO),
                            Condition(y, ">=" if small else "<=", ONE),
                        ]
                    )
        return found

    def flat(self, e: Expression) -> Expression:
        """Return ``e`` with its atoms replaced by their symbols (a rational expression)."""
        if e.op in ("number", "symbol"):
            return e
        atom = self._as_atom(e)
        if atom is not None:
            y = symbol(self.atoms[atom])
            return power(y, number(e.args[1].value.numerator)) if atom != e else y
        args = [self.flat(a) for a in e.args]
        return {"+": add, "*": multiply, "**": power}[e.op](*args)

    # -- in ---------------------------------------------------------------------------------------
    def quotient(self, e: Expression) -> Quotient:
        """Return ``e`` as num/den in lowest terms (ZeroDivisionError where den is identically zero)."""
        got = self._memo.get(e)
        if got is None:
            got = self._memo[e] = self._quotient(e)
        return got

    def _quotient(self, e: Expression) -> Quotient:
        if e.op == "number":
            return Quotient(self.constant(e.value.numerator), self.constant(e.value.denominator))
        if e.op == "symbol":
            return Quotient(self._gens[e.args[0]], self.one)
        atom = self._as_atom(e)
        if atom is not None:
            gen = self._gens[self.atoms[atom]]
            return self._raise(Quotient(gen, self.one), e.args[1].value.numerator if atom != e else 1)
        if e.op == "**":
            return self._raise(self.quotient(e.args[0]), int(e.args[1].value))
        parts = [self.quotient(a) for a in e.args]
        num, den = parts[0].num, parts[0].den
        for part in parts[1:]:
            if e.op == "*":
                num, den = num * part.num, den * part.den
            elif part.den == den:
                num = num + part.num
            else:
                num, den = num * part.den + part.num * den, den * part.den
        return self.reduced(num, den)

    def _raise(self, q: Quotient, n: int) -> Quotient:
        if n < 0:
            if q.num == 0:
                raise ZeroDivisionError("division by an expression that is identically zero")
            q, n = Quotient(q.den, q.num), -n
        return self.reduced(q.num**n, q.den**n)

    def constant(self, n: int) -> Poly:
        """Return the constant polynomial n."""
        return self.context.constant(n)

    def reduced(self, num: Poly, den: Poly) -> Quotient:
        """Return num/den in lowest terms, the leading coefficient of den positive."""
        if num == 0:
            return Quotient(self.zero, self.one)
        if den.is_constant() and num.is_constant():
            g = math.gcd(int(num.leading_coefficient()), int(den.leading_coefficient()))
            g = self.constant(g)
        else:
            g = num.gcd(den)
        if den.leading_coefficient() < 0:
            g = -g
        return Quotient(num / g, den / g) if g != 1 else Quotient(num, den)

    # -- factors ----------------------------------------------------------------------------------
    def factor(self, p: Poly) -> tuple[int, tuple[tuple[int, int], ...]]:
        """Return (sign of the constant, ((factor index, multiplicity), ...)); p != 0."""
        key = str(p)
        got = self._factored.get(key)
        if got is None:
            constant, parts = factored(p)
            sign = 1 if constant > 0 else -1
            found = []
            for f, m in parts:
                if f.leading_coefficient() < 0:
                    f = -f
                    sign *= -1 if m % 2 else 1
                found.append((self._index(f), m))
            got = self._factored[key] = (sign, tuple(sorted(found)))
        return got

    def _index(self, f: Poly) -> int:
        key = str(f)
        got = self._factor_index.get(key)
        if got is None:
            got = self._factor_index[key] = len(self.factors)
            self.factors.append(f)
        return got

    def variables(self, p: Poly) -> frozenset[int]:
        """Return the indices of the symbols in p."""
        return frozenset(i for i, d in enumerate(p.degrees()) if d > 0)

    # -- out --------------------------------------------------------------------------------------
    def expression(self, p: Poly) -> Expression:
        """Return the polynomial expanded as an expression, atoms written out."""
        if isinstance(p, int):
            return number(p)
        names = self.symbols
        terms = []
        for monomial, coefficient in p.terms():
            factors = [number(int(coefficient))]
            for name, d in zip(names, monomial, strict=False):
                if d:
                    factors.append(power(self._atom_of.get(name, symbol(name)), number(int(d))))
            terms.append(multiply(*factors))
        if len(terms) > 1 and _starts_with_minus(terms[0]):  # begin with a positive term, where there is one
            terms.sort(key=lambda t: (_starts_with_minus(t), not t.is_number))
        elif len(terms) > 1 and terms[-1].is_number and any(map(_starts_with_minus, terms[:-1])):
            terms.insert(0, terms.pop())
        return add(*terms) if terms else ZERO

    def product(self, p: Poly, sign_of: Signs | None = None) -> tuple[int, list[Expression]]:
        """Return p as (integer constant, factors), each factor a power of an irreducible one."""
        if p.is_constant():
            return int(p.leading_coefficient()) if p != 0 else 0, []
        constant, parts = factored(p)
        sign = int(constant)
        out = []
        for f, m in sorted(parts, key=lambda fm: (fm[0].total_degree(), len(fm[0]), str(fm[0]))):
            known = sign_of(self.factor(f)[1][0][0]) if sign_of else None
            if _upside_down(f) if not known else known * self.factor(f)[0] < 0:
                f = -f
                sign *= -1 if m % 2 else 1
            out.append(power(self.expression(f), number(m)))
        return sign, out

    def formula(self, q: Quotient, sign_of: Signs | None = None) -> Expression:
        """Return a rational function as a readable formula: factored, minus signs up front.

        ``sign_of`` (factor index -> sign, or None) says which way round a factor is positive.
        """
        if q.num == 0:
            return ZERO
        a, above = self.product(q.num, sign_of)
        b, below = self.product(q.den, sign_of)
        if sign_of is None and (a < 0) != (b < 0):  # write -(x - y)/z as (y - x)/z
            for i, f in enumerate(above):
                parts = f.args if f.op == "+" else ()
                if any(map(_starts_with_minus, parts)) and not any(t.is_number for t in parts):
                    above[i] = add(*sorted((-t for t in parts), key=_starts_with_minus))
                    a = -a
                    break
        expanded = len(above) > 1 and not below and sum(f.op == "+" for f in above) == 0
        value = Fraction(a, b)
        if expanded or not below:
            return multiply(number(value), *above)
        return multiply(number(value), *above) * power(multiply(*below), number(-1))

    def simplified(self, e: Expression, sign_of: Signs | None = None) -> Expression:
        """Return ``e`` in lowest terms, factored."""
        return self.formula(self.quotient(e), sign_of)

    # -- numbers ----------------------------------------------------------------------------------
    def value(self, p: Poly, point: Sequence[fmpq]) -> fmpq:
        """Return the exact value of p at a point (one rational per symbol)."""
        total = fmpq(0)
        for monomial, coefficient in p.terms():
            term = fmpq(coefficient)
            for x, d in zip(point, monomial, strict=False):
                if d:
                    term *= x ** int(d)
            total += term
        return total


def _upside_down(f: Poly) -> bool:
    """Whether a factor reads better with its signs changed (1 - q rather than q - 1)."""
    coefficients = [int(c) for c in f.coeffs()]
    if len(coefficients) < 2:
        return coefficients[0] < 0
    if all(d == 0 for d in f.monoms()[-1]):
        return coefficients[-1] < 0
    balance = sum(1 if c > 0 else -1 for c in coefficients)
    return balance < 0 or (balance == 0 and coefficients[0] < 0)


def _starts_with_minus(e: Expression) -> bool:
    head = e.args[0] if e.op == "*" else e
    return head.op == "number" and head.value < 0


def simplify(e: Expression, order: Sequence[str] = ()) -> Expression:
    """Return any expression in lowest terms, factored, in its own symbols, written in this ``order``.

    >>> from .expression import symbol
    >>> q = symbol("q")
    >>> simplify((1 - q) * q / (q - q**2))
    1
    """
    ring = Ring(in_order(e.symbols, order), [e])
    return ring.simplified(e)


def in_order(symbols: Iterable[str], order: Sequence[str] = ()) -> list[str]:
    """Return symbols in this ``order``, those that it does not name last.

    >>> in_order({"a", "b", "q"}, ["q", "p"])
    ['q', 'a', 'b']
    """
    found = frozenset(symbols)
    return [*(n for n in order if n in found), *sorted(found.difference(order))]
