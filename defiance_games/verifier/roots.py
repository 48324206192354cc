"""Verification with algebraic numbers: every comparison exact, in one field that holds all the numbers.

One root a generates the field. Another root b lies in it if b = p(a) for a polynomial p with rational
coefficients; p is guessed from decimals (LLL) and then proved: the minimal polynomial of b vanishes at
p(a), and no other of its roots is so near.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from ..symbolic.algebraic import precision
from ..symbolic.expression import ONE, Expression
from .claimed import Claimed
from .consistency import NotDecided, requirements
from .exactly import OutOfReach
from .findings import Findings
from .play import play_of
from .rationality import Requirement, distributions
from .ways import MANY_WAYS, TooManyWays

BITS = (256, 1024, 4096)
MOST_DEGREE = 40


def check(game: Any, claimed: Claimed) -> Findings:
    """Return what is wrong with one profile in algebraic numbers; OutOfReach where this is not one."""
    if claimed.ranges or claimed.extreme or claimed.belief_sets or claimed.concept == "stackelberg":
        raise OutOfReach
    leaves = [x for row in (*claimed.profile, *claimed.beliefs.values()) for x in row or ()]
    field = Field([*leaves, *(e for _, e in game.expressions())])
    one = field.element(ONE)
    play = play_of(game, claimed.concept, field.element, one - one, one)
    rows = [None if row is None else [field.element(x) for x in row] for row in claimed.profile]
    beliefs = {m: [field.element(x) for x in belief] for m, belief in claimed.beliefs.items()}
    findings = Findings()

    def require(asked: Iterator[Requirement]) -> None:
        for r in asked:
            if r.value and (r.op == "=" or r.value.sign() < 0):
                findings.fail(r.text)

    require(distributions(claimed.sets, rows, one - one, one))
    require(play.complete(rows))
    if findings.failed:
        return findings
    try:
        require(play.requirements(rows))
        for m, belief in beliefs.items():
            if m in play.places:
                need = play.need(rows, m)
                require(play.believed(m, belief))
                require(play.bayes(need, belief))
                require(play.supported(need, belief) if not need.chance else iter(()))
            else:
                require(play.aside(rows, m, belief))
        if any(m not in beliefs and not play.need(rows, m).chance for m in play.places):
            raise OutOfReach
        if claimed.concept == "sequential" and not findings.failed:
            mixes, believed = play.assessment(rows, beliefs)
            require(requirements(game, mixes, believed, one))
    except TooManyWays:
        findings.doubts.append(MANY_WAYS)
    except NotDecided as why:
        findings.doubts.append(f"Consistency was not decided: {why}.")
    return findings


class Root:
    """A real root of an irreducible polynomial, given as a root of any polynomial with rational coefficients.

    >>> from ..symbolic.parser import parse
    >>> Root(parse("root_of(x**4 - 5*x**2 + 6, 3)")).minimal
    x^2 + (-3)
    """

    def __init__(self, e: Expression):
        from flint import fmpq, fmpq_poly

        if e.op == "sqrt":
            value = e.args[0].value
            coefficients, self.index = [-value, Fraction(0), Fraction(1)], 1
        else:
            *coefficients, k = (x.value for x in e.args)
            self.index = int(k)
        self.whole = fmpq_poly([fmpq(c.numerator, c.denominator) for c in coefficients]).numer()
        factors = [f for f, _ in self.whole.factor()[1]]
        self.distinct = factors[0]
        for f in factors[1:]:
            self.distinct = self.distinct * f
        for bits in BITS:
            ball = self.ball(bits)
            with precision(bits):
                near = [f for f in factors if any(r.overlaps(ball) for r in _real(f))]
            if len(near) == 1:
                self.minimal = near[0]
                return
        raise OutOfReach

    def ball(self, bits: int) -> Any:
        """Return a ball around it."""
        with precision(bits):
            roots = _real(self.distinct)
            if not 0 <= self.index < len(roots):
                raise OutOfReach
            return roots[self.index]


def _real(f: Any) -> list[Any]:
    """The real roots in ascending order, as balls at the working precision; ``f`` has no double root."""
    found = [r.real for r, _ in f.complex_roots() if r.imag == 0]
    return sorted(found, key=lambda r: r.mid())


class Field:
    """The field of one root that holds the others; OutOfReach where none is found to do so.

    >>> from ..symbolic.parser import parse
    >>> whole = parse("root_of(x**4 - 10*x**2 + 1, 3)")  # sqrt(2) + sqrt(3)
    >>> two = parse("sqrt(2)")
    >>> field = Field([whole, two])
    >>> bool(field.element(two * two - 2)), field.element(whole - 2 * two).sign()
    (False, 1)
    """

    def __init__(self, expressions: Sequence[Expression]):
        from flint import fmpq_poly

        leaves: dict[Expression, None] = {}

        def visit(node: Expression, _: list[None]) -> None:
            if node.op == "symbol":
                raise OutOfReach
            if node.op == "root_of" or (node.op == "sqrt" and node.args[0].is_number):
                leaves[node] = None

        memo: dict[Expression, None] = {}
        for e in expressions:
            e.fold(visit, memo)
        roots = {e: Root(e) for e in leaves}
        if not roots:
            raise OutOfReach
        self.generator = max(roots.values(), key=lambda r: r.minimal.degree())
        if self.generator.minimal.degree() > MOST_DEGREE:
            raise OutOfReach
        self.modulus: Any = fmpq_poly(self.generator.minimal)
        self._balls: dict[int, Any] = {}
        self._known = {e: Element(self, self._written(root)) for e, root in roots.items()}
        self._memo: dict[Expression, Element] = {}

    def ball(self, bits: int) -> Any:
        """Return a ball around the generator."""
        if bits not in self._balls:
            self._balls[bits] = self.generator.ball(bits)
        return self._balls[bits]

    def element(self, e: Expression) -> Element:
        """Return a number of the field; OutOfReach where it is none."""
        return e.fold(self._visit, self._memo)

    def _visit(self, e: Expression, parts: list[Element]) -> Element:
        from flint import fmpq, fmpq_poly

        if e in self._known:
            return self._known[e]
        if e.op == "number":
            return Element(self, fmpq_poly([fmpq(e.value.numerator, e.value.denominator)]))
        if e.op == "+":
            return sum(parts[1:], parts[0])
        if e.op == "*":
            total = parts[0]
            for x in parts[1:]:
                total = total * x
            return total
        if e.op == "**" and e.args[1].is_number and e.args[1].value.denominator == 1:
            return parts[0] ** int(e.args[1].value)
        raise OutOfReach

    def _written(self, root: Root) -> Any:
        """The root as a polynomial in the generator."""
        from flint import fmpq_poly, fmpz_mat

        n = self.modulus.degree()
        if root is self.generator:
            return fmpq_poly([0, 1]) % self.modulus
        for bits in BITS:
            at, value = self.ball(2 * bits), root.ball(2 * bits)
            with precision(2 * bits):
                numbers = [value, *(at**k for k in range(n))]
                digits = [(x * 2**bits).mid().floor().unique_fmpz() for x in numbers]
            if any(d is None for d in digits):
                continue
            rows = [[int(i == j) for j in range(n + 1)] + [int(d)] for i, d in enumerate(digits)]
            first, *rest = (int(x) for x in fmpz_mat(rows).lll().table()[0][: n + 1])
            if first:
                guess = fmpq_poly([-x for x in rest]) / first
                if self._is(guess, root, bits):
                    return guess
        raise OutOfReach

    def _is(self, guess: Any, root: Root, bits: int) -> bool:
        """Whether a polynomial in the generator is a root: proved."""
        from flint import arb_poly, fmpq_poly

        value = fmpq_poly([0])
        for c in reversed(root.minimal.coeffs()):
            value = (value * guess + c) % self.modulus
        if value != 0:
            return False
        at = self.ball(bits)
        with precision(bits):
            there = arb_poly(guess)(at)
            near = [r for r in _real(root.minimal) if r.overlaps(there)]
            return len(near) == 1 and near[0].overlaps(root.ball(bits))


class Element:
    """A number of a field: a polynomial in the generator, reduced."""

    __slots__ = ("field", "poly")

    def __init__(self, field: Field, poly: Any):
        self.field, self.poly = field, poly

    def __bool__(self) -> bool:
        return bool(self.poly != 0)

    def __add__(self, other: Element) -> Element:
        return Element(self.field, self.poly + other.poly)

    def __sub__(self, other: Element) -> Element:
        return Element(self.field, self.poly - other.poly)

    def __neg__(self) -> Element:
        return Element(self.field, -self.poly)

    def __mul__(self, other: Element) -> Element:
        return Element(self.field, self.poly * other.poly % self.field.modulus)

    def __pow__(self, n: int) -> Element:
        from flint import fmpq_poly

        base = self
        if n < 0:
            if not self:
                raise ZeroDivisionError
            g, s, _ = self.poly.xgcd(self.field.modulus)
            base = Element(self.field, s / g[0] % self.field.modulus)
        total = Element(self.field, fmpq_poly([1]))
        for _ in range(abs(n)):
            total = total * base
        return total

    def __repr__(self) -> str:
        return str(self.poly)

    def sign(self) -> int:
        """Return -1, 0 or 1."""
        from flint import arb_poly

        if not self:
            return 0
        for bits in (64, *BITS, 4 * BITS[-1]):
            at = self.field.ball(bits)
            with precision(bits):
                ball = arb_poly(self.poly)(at)
                if ball > 0:
                    return 1
                if ball < 0:
                    return -1
        raise OutOfReach
