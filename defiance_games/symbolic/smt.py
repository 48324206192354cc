"""Expressions and conditions as z3 terms, and a satisfying point of conditions.

Quotients are cleared soundly: ``a/b > c`` becomes ``(a - b*c)*b > 0`` with ``b != 0``, so a translated
condition holds only where both its sides are defined (translate ``c.negated()``, never negate the z3 term).
``sqrt``, ``min``, ``max`` and rational powers become variables with their exact defining conditions; ``exp``,
``log`` and ``x**y`` become variables with true bounds, so that *unsatisfiable* is always right, and
*satisfiable* is right when :attr:`Translator.exact`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from .condition import Condition, compare
from .expand import integer_exponent, is_zero
from .expression import COUNTING, Expression, number, power

MAX_ROOT = 6
Quotient = tuple[Any, dict[Any, int], frozenset[Any]]  # numerator, factors below, all divisors
_PLAIN = tuple(map(Fraction, ("1/2", "1", "2", "1/4", "3/4", "3", "1/5", "4", "5", "10", "1/10", "0", "-1")))


class Translator:
    """Turns expressions into z3 terms; collects what is known of the variables it makes on the way.

    >>> from defiance_games.symbolic.parser import parse_condition
    >>> translator = Translator()
    >>> translator.condition(parse_condition("a/b > 1")[0])
    And((a + -1*b)*b > 0, b != 0)
    >>> translator.exact, translator.side_conditions
    (True, [])
    """

    def __init__(self, integers: Iterable[str] = ()) -> None:
        import z3

        self.z3 = z3
        self.integers = frozenset(integers)
        self.exact = True
        self.side_conditions: list[Any] = []
        self._one = z3.RealVal(1)
        self._atoms: dict[Expression, Any] = {}
        self._quotients: dict[Expression, Quotient] = {}
        self._defined: frozenset[Any] = frozenset()

    def real(self, name: str) -> Any:
        """Return the variable of a symbol."""
        return self.z3.ToReal(self.z3.Int(name)) if name in self.integers else self.z3.Real(name)

    def value(self, x: Fraction) -> Any:
        """Return a rational constant."""
        return self.z3.Q(x.numerator, x.denominator)

    def expression(self, e: Expression) -> Any:
        """Return the term of ``e``; a quotient becomes a variable with a side condition."""
        above, below, divisors = self.quotient(e)
        self._define(divisors)
        if not below:
            return above
        if e not in self._atoms:
            self._atoms[e] = y = self.z3.Real(f"({e})")
            self.side_conditions.append(y * self._product(below) == above)
        return self._atoms[e]

    def _define(self, divisors: frozenset[Any]) -> None:
        """An atom stands for a number, so what its parts divide by is not zero."""
        self.side_conditions += [b != 0 for b in divisors if b not in self._defined]
        self._defined |= divisors

    def condition(self, c: Condition) -> Any:
        """Return the Boolean term of ``c``, true only where every denominator in it is nonzero."""
        above, below, divisors = self.quotient(c.difference)
        if c.op in ("=", "!="):
            sign = above == 0 if c.op == "=" else above != 0
        else:
            odd = self._product({b: 1 for b, n in below.items() if n % 2})
            left = above if odd is None else above * odd
            sign = {"<": left < 0, "<=": left <= 0, ">": left > 0, ">=": left >= 0}[c.op]
        return self.z3.And(sign, *(b != 0 for b in divisors)) if divisors else sign

    def quotient(self, e: Expression) -> Quotient:
        """Return the numerator of ``e``, the factors of its denominator, and all that it divides by."""
        return e.fold(self._visit, self._quotients)

    # -- one node -------------------------------------------------------------------------------
    def _visit(self, e: Expression, parts: list[Quotient]) -> Quotient:
        if e.op == "number":
            return self.value(e.args[0]), {}, frozenset()
        if e.op == "symbol":
            return self.real(e.args[0]), {}, frozenset()
        divisors = frozenset().union(*(d for _, _, d in parts))
        if e.op == "+":
            common: dict[Any, int] = {}
            for _, below, _ in parts:
                for b, n in below.items():
                    common[b] = max(n, common.get(b, 0))
            terms = []
            for above, below, _ in parts:
                missing = self._product({b: n - below.get(b, 0) for b, n in common.items()})
                terms.append(above if missing is None else above * missing)
            return self.z3.Sum(terms), common, divisors
        if e.op == "*":
            total, factors = self._one, {}
            for above, below, _ in parts:
                total = above if total.eq(self._one) else total if above.eq(self._one) else total * above
                for b, n in below.items():
                    factors[b] = factors.get(b, 0) + n
            return total, factors, divisors
        n = integer_exponent(e)
        if n is None:
            return (self._split(e) if e.op == "**" else self._atom(e)), {}, divisors
        above, below, _ = parts[0]
        if n > 0:
            return (above**n if n > 1 else above), {b: m * n for b, m in below.items()}, divisors
        top = self._product({b: -m * n for b, m in below.items()})
        return self._one if top is None else top, {above: -n}, divisors | {above}

    def _product(self, factors: dict[Any, int]) -> Any:
        terms = [b**n if n > 1 else b for b, n in factors.items() if n]
        return None if not terms else math.prod(terms[1:], start=terms[0])

    # -- atoms ----------------------------------------------------------------------------------
    def _split(self, e: Expression) -> Any:
        """x**(t + 2) as x**t * x**2, so that equal powers are one variable."""
        base, exponent = e.args
        if exponent.op == "+":
            whole = [t for t in exponent.args if t.is_number and t.value.denominator == 1 and t.value > 0]
            if whole:
                rest = self.expression(power(base, exponent - whole[0]))
                return rest * self.expression(power(base, whole[0]))
        return self._atom(e)

    def _atom(self, e: Expression) -> Any:
        if e not in self._atoms:
            y = self.z3.Real(str(e))
            facts = {
                "min": self._extreme,
                "max": self._extreme,
                "sqrt": self._root,
                "root_of": self._root_of,
                "exp": self._exp,
                "log": self._log,
                "**": self._power,
                **dict.fromkeys(COUNTING, self._counting),
            }[e.op](e, y)
            self._atoms[e] = y
            self.side_conditions += facts + self._enclosure(e, y)
            if e.op in ("exp", "log"):
                self._compare(e, y)
        return self._atoms[e]

    def _enclosure(self, e: Expression, y: Any) -> list[Any]:
        """A constant lies near its floating-point value."""
        if e.symbols:
            return []
        try:
            near = Fraction(float(e))
        except (ArithmeticError, ValueError):  # not a real number: its conditions say so
            return []
        error = abs(near) / 10**9
        return [y >= self.value(near - error), y <= self.value(near + error)]

    def _extreme(self, e: Expression, y: Any) -> list[Any]:
        args = [self.expression(a) for a in e.args]
        return [*(y <= a if e.op == "min" else y >= a for a in args), self.z3.Or(*(y == a for a in args))]

    def _root(self, e: Expression, y: Any) -> list[Any]:
        x = self.expression(e.args[0])
        return [y >= 0, y * y == x]

    def _counting(self, e: Expression, y: Any) -> list[Any]:
        self.exact = False
        x = self.expression(e.args[0])
        known = {"floor": [y <= x, x < y + 1], "ceiling": [x <= y, y < x + 1]}
        return known.get(e.op, [y >= 0])

    def _root_of(self, e: Expression, y: Any) -> list[Any]:
        self.exact = self.exact and not e.symbols
        terms = (self.expression(c) * y**k if k else self.expression(c) for k, c in enumerate(e.args[:-1]))
        return [self.z3.Sum(list(terms)) == 0]

    def _exp(self, e: Expression, y: Any) -> list[Any]:
        self.exact = False
        x, implies = self.expression(e.args[0]), self.z3.Implies
        tangents = [implies(x < 1, y * (1 - x) <= 1), implies(x > 0, y > 1 + x), implies(x < 0, y < 1)]
        return [y > 0, y >= 1 + x, *tangents]

    def _log(self, e: Expression, y: Any) -> list[Any]:
        self.exact = False
        x, implies = self.expression(e.args[0]), self.z3.Implies
        return [x > 0, y <= x - 1, y * x >= x - 1, implies(x > 1, y > 0), implies(x < 1, y < 0)]

    def _compare(self, e: Expression, y: Any) -> None:
        """exp and log increase, and exp(-u) = 1/exp(u)."""
        x = self.expression(e.args[0])
        for other, z in list(self._atoms.items()):
            if other.op == e.op and other != e:
                w = self.expression(other.args[0])
                self.side_conditions += [(x < w) == (y < z), (x == w) == (y == z)]
                if e.op == "exp" and is_zero(e.args[0] + other.args[0]):
                    self.side_conditions.append(y * z == 1)

    def _power(self, e: Expression, y: Any) -> list[Any]:
        x, exponent = self.expression(e.args[0]), e.args[1]
        n = exponent.value if exponent.is_number else None
        if n is not None and n.denominator <= MAX_ROOT:
            raised = y**n.denominator
            if n > 0:
                return [x >= 0, y >= 0, raised == x**n.numerator]
            return [x > 0, y > 0, raised * x**-n.numerator == 1]
        self.exact = False
        t, when, both = self.expression(exponent), self.z3.Implies, self.z3.And
        small, large, chord = both(x > 0, x < 1), x > 1, 1 + t * (x - 1)
        facts = [
            when(x > 0, y > 0),
            when(both(x == 0, t > 0), y == 0),
            when(x == 1, y == 1),
            when(t == 0, y == 1),
            when(t == 1, y == x),
            when(both(large, t > 0), y > 1),
            when(both(large, t < 0), y < 1),
            when(both(small, t > 0), y < 1),
            when(both(small, t < 0), y > 1),
            when(both(small, t > 1), y < x),
            when(both(small, t < 1), y > x),
            when(both(large, t > 1), y > x),
            when(both(large, t < 1), y < x),
            when(both(x >= 0, t >= 1), y >= chord),
            when(both(x > 0, t >= 0, t <= 1), y <= chord),
        ]
        return facts if n is None else [x >= 0, *facts]


def satisfy(
    conditions: Iterable[Condition], time_limit: float = 10, integers: Iterable[str] = (), tries: int = 200
) -> tuple[str, dict[str, Expression] | None]:
    """Return ``("sat", point)``, ``("unsat", None)`` or ``("unknown", None)``.

    The point is rational and has been put into the conditions exactly; it is None where z3 finds points but
    no rational one was found (equalities may have none). With exp, log or x**y only "unsat" is claimed, or
    a point that satisfies the conditions clearly in floating point. Up to ``tries`` plain numbers are tried
    first.
    """
    conditions, integers = list(conditions), frozenset(integers)
    point = _guess(conditions, integers, tries)
    if point is not None:
        return "sat", point
    import z3

    translator = Translator(integers)
    terms = [translator.condition(c) for c in conditions]
    solver = z3.Solver() if integers else z3.Tactic("qfnra-nlsat").solver()
    solver.set(
        timeout=max(1, int(time_limit * 1000)), ctrl_c=False
    )  # an interruption is for Python to handle
    solver.add(*terms, *translator.side_conditions)
    found = solver.check()
    if found != z3.sat:
        return ("unsat" if found == z3.unsat else "unknown"), None
    point = _rational_point(solver, translator, conditions)
    return ("sat" if point or translator.exact else "unknown"), point


def _guess(conditions: list[Condition], integers: frozenset[str], tries: int) -> dict[str, Expression] | None:
    """A point of plain numbers by backtracking, which spares many calls of z3 and reads well."""
    names = sorted({s for c in conditions for s in c.symbols})
    due: list[list[Condition]] = [[] for _ in range(len(names) + 1)]
    for c in conditions:
        due[max((names.index(s) + 1 for s in c.symbols), default=0)].append(c)
    if not all(holds(c, {}) for c in due[0]):
        return None
    point: dict[str, Fraction] = {}
    choices = [iter(_PLAIN)]
    while choices and len(point) < len(names):
        name = names[len(point)]
        for x in choices[-1]:
            tries -= 1
            if tries < 0:
                return None
            if (name not in integers or x.denominator == 1) and all(
                holds(c, {**point, name: x}) for c in due[len(point) + 1]
            ):
                point[name] = x
                choices.append(iter(_PLAIN))
                break
        else:
            choices.pop()
            if point:
                point.popitem()
    return {name: number(x) for name, x in point.items()} if choices else None


def _rational_point(
    solver: Any, translator: Translator, conditions: list[Condition]
) -> dict[str, Expression] | None:
    """A rational point near the model: coordinates are fixed one by one, irrational ones near their value."""
    import z3

    point: dict[str, Fraction] = {}
    for name in sorted({s for c in conditions for s in c.symbols}):
        term = translator.real(name)
        value = solver.model().eval(term, model_completion=True)
        candidates = (
            [value.as_fraction()]
            if z3.is_rational_value(value)
            else [value.approx(digits).as_fraction() for digits in (1, 3, 8)]
        )
        for candidate in candidates:
            solver.push()
            solver.add(term == translator.value(candidate))
            if solver.check() == z3.sat:
                point[name] = candidate
                break
            solver.pop()
        else:
            return None
    if not all(holds(c, point) for c in conditions):
        return None
    return {name: number(x) for name, x in point.items()}


def holds(c: Condition, point: Mapping[str, Any]) -> bool:
    """Whether ``c`` is defined and holds at ``point``: exactly, or clearly where floats are needed."""
    try:
        difference = c.difference.evaluate(point)
    except (ZeroDivisionError, ValueError, OverflowError):
        return False
    if isinstance(difference, float) and abs(difference) < 1e-9:
        return False
    return compare(difference, c.op, 0)
