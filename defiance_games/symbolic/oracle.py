"""What signs can these polynomials have together? The question every exact parametric solver asks.

A *literal* is (factor index, mask): the sign of an irreducible polynomial is in the mask, a union of
``NEG``, ``ZERO``, ``POS``. A *cell* is a conjunction of literals on top of the domain. The oracle
answers in layers, cheapest first: a pool of exact rational witness points; the conflicts met so far;
z3's decision procedure for real polynomials, whose witnesses and conflicts feed the first two.
"""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import z3
from flint import fmpq

from ..errors import TimeLimitReached
from .condition import Condition, Region
from .expression import ZERO, Expression
from .ring import Poly, Ring

NEG, ZERO_, POS, ANY = 1, 2, 4, 7
_MASK = {"<": NEG, "<=": NEG | ZERO_, ">": POS, ">=": POS | ZERO_, "=": ZERO_, "!=": NEG | POS}
_OP = {m: op for op, m in _MASK.items()}
_FLIP = {m: ((m & NEG) << 2) | (m & ZERO_) | ((m & POS) >> 2) for m in range(8)}
Literal = tuple[int, int]


class Cell:
    """A conjunction of literals; immutable."""

    __slots__ = ("signs", "known")

    def __init__(self, signs: Mapping[int, int]):
        self.signs = dict(signs)
        self.known: dict[int, int] = {}  # implied masks, remembered

    def extended(self, index: int, mask: int) -> Cell:
        """Return the cell with one literal more."""
        signs = dict(self.signs)
        signs[index] = signs.get(index, ANY) & mask
        child = Cell(signs)
        child.known = {k: m for k, m in self.known.items() if m in (NEG, ZERO_, POS)}
        return child


class Oracle:
    """Decides which sign vectors are possible on a domain. One per solve."""

    def __init__(self, ring: Ring, domain: Iterable[Condition] = (), deadline: float | None = None, seed: int = 0):
        self.ring = ring
        self.deadline = deadline
        self.lenient = False  # past the deadline: "possible" in place of TimeLimitReached
        self.undecided = 0  # questions that no layer answered in time
        self.calls = 0  # calls of z3
        self._random = random.Random(seed)
        self._reals = [z3.Real(n) for n in ring.symbols]
        self._solver = z3.SimpleSolver()
        self._terms: dict[int, Any] = {}
        self._formulas: dict[Literal, Any] = {}
        self._complements: dict[frozenset[Literal], Any] = {}
        self._cells: dict[frozenset[Literal], Cell] = {}
        self._proxies: dict[Literal, Any] = {}
        self._conflicts: list[frozenset[Literal]] = []
        self._cache: dict[frozenset[Literal], bool] = {}
        self._columns: list[list[int]] = []  # per factor, bit sets of the points: negative, zero, positive
        self._compiled: list[list[tuple[float, tuple[tuple[int, int], ...]]]] = []
        self._fixed: dict[int, int] = {}  # signs that the domain alone leaves open, as far as known
        self._given: dict[int, int] = {}  # literals of the domain on one factor
        self._clauses: list[list[tuple[Poly, int]]] = []  # the rest of the domain
        for c in domain:
            self._clauses.append([self._literal_polynomial(c)])
        for clause in ring.facts:
            self._clauses.append([self._literal_polynomial(c) for c in clause])
        for clause in self._clauses:
            self._solver.add(z3.Or([self._comparison(self._z3(p), mask) for p, mask in clause]))
        for clause in self._clauses:
            if len(clause) == 1 and clause[0][0] != 0:
                sign, parts = ring.factor(clause[0][0])
                if len(parts) == 1 and parts[0][1] % 2:
                    index, mask = parts[0][0], clause[0][1] if sign > 0 else _FLIP[clause[0][1]]
                    self._given[index] = self._given.get(index, ANY) & mask
        self.points: list[tuple[fmpq, ...]] = []
        self._floats: list[tuple[float, ...]] = []
        self._add_points(self._sample())
        self.root = Cell({})

    # -- translation ------------------------------------------------------------------------------
    def _literal_polynomial(self, c: Condition) -> tuple[Poly, int]:
        """Return (polynomial, mask) equivalent to the condition; denominators multiplied in."""
        q = self.ring.quotient(self.ring.flat(c.lhs) - self.ring.flat(c.rhs))
        return (q.num if q.den.is_constant() else q.num * q.den), _MASK[c.op]

    def literals(self, c: Condition) -> list[Literal] | None:
        """Return the condition as literals on single factors, or None where that is not possible."""
        p, mask = self._literal_polynomial(c)
        if p == 0 or p.is_constant():
            sign = 0 if p == 0 else (1 if p.leading_coefficient() > 0 else -1)
            return [] if mask & bit(sign) else None
        sign, parts = self.ring.factor(p)
        if len(parts) != 1:
            return None
        index, multiplicity = parts[0]
        mask = mask if sign > 0 else _FLIP[mask]
        if multiplicity % 2 == 0:
            mask = (POS | NEG if mask & POS else 0) | (mask & ZERO_)
        return [(index, mask)]

    def _z3(self, p: Poly) -> Any:
        terms = []
        for monomial, coefficient in p.terms():
            term: Any = z3.RealVal(int(coefficient))
            for x, d in zip(self._reals, monomial, strict=False):
                for _ in range(int(d)):
                    term = term * x
            terms.append(term)
        return z3.Sum(terms) if terms else z3.RealVal(0)

    @staticmethod
    def _comparison(term: Any, mask: int) -> Any:
        return {
            NEG: lambda: term < 0, ZERO_: lambda: term == 0, POS: lambda: term > 0, NEG | ZERO_: lambda: term <= 0,
            POS | ZERO_: lambda: term >= 0, NEG | POS: lambda: term != 0, ANY: lambda: z3.BoolVal(True),
            0: lambda: z3.BoolVal(False),
        }[mask]()

    def formula(self, literal: Literal) -> Any:
        """Return the z3 formula of a literal."""
        got = self._formulas.get(literal)
        if got is None:
            index, mask = literal
            if index not in self._terms:
                self._terms[index] = self._z3(self.ring.factors[index])
            got = self._formulas[literal] = self._comparison(self._terms[index], mask)
        return got

    def _outside(self, signs: Mapping[int, int]) -> Any:
        """Return the z3 formula of the complement of a conjunction."""
        key = frozenset(signs.items())
        got = self._complements.get(key)
        if got is None:
            parts = [self.formula((i, ANY & ~m)) for i, m in signs.items()]
            got = self._complements[key] = z3.Or(parts) if len(parts) != 1 else parts[0]
        return got

    # -- the pool ---------------------------------------------------------------------------------
    def _sample(self, wanted: int = 1000) -> list[tuple[fmpq, ...]]:
        """Rational points of the domain, small and dyadic so that ties are common."""
        symbols = self.ring.symbols
        if not symbols or self.ring.atoms:
            return []  # atoms have no rational values; z3 supplies what is needed
        low, high = self._boxes()
        rng = np.random.default_rng(self._random.randrange(1 << 30))
        equations = [c[0][0] for c in self._clauses if len(c) == 1 and c[0][1] == ZERO_]
        kept: list[tuple[fmpq, ...]] = []
        for scale in (2, 8) if equations else (8, 2, 8, 64, 8, 2, 8, 64):
            n = 60 if equations else 6000
            columns = []
            for a, b in zip(low, high, strict=True):
                lo = -4 if a is None else float(a)
                hi = lo + 8 if b is None else float(b)
                lo = hi - 8 if a is None and b is not None else lo
                if hi - lo < 1e-9:
                    columns.append(np.full(n, lo))
                else:
                    step = min(1 / scale, (hi - lo) / 8)
                    columns.append(lo + step * rng.integers(0, int((hi - lo) / step) + 1, n))
            grid = np.column_stack(columns)
            if equations:
                solved = (self._solved(row, equations) for row in grid)
                kept += [point for point in solved if point is not None and self._in_domain(point)]
            else:
                good, close = np.ones(n, dtype=bool), np.zeros(n, dtype=bool)
                for clause in self._clauses:
                    ok = np.zeros(n, dtype=bool)
                    for p, mask in clause:
                        value, size = self._evaluate(p, grid)
                        near = np.abs(value) <= 1e-9 * size
                        close |= near
                        sides = ((value > 0) & bool(mask & POS)) | ((value < 0) & bool(mask & NEG))
                        ok |= np.where(near, bool(mask & ZERO_), sides)
                    good &= ok
                for row, check in zip(grid[good][:wanted], close[good][:wanted], strict=True):
                    point = tuple(fmpq(*float(x).as_integer_ratio()) for x in row)
                    if not check or self._in_domain(point):
                        kept.append(point)
            if len(kept) >= wanted:
                break
        return list(dict.fromkeys(kept))

    def _solved(self, row: Any, equations: Sequence[Poly]) -> tuple[fmpq, ...] | None:
        """Change a point so that it satisfies the equations, each solved for a symbol of degree one."""
        point = [fmpq(*float(x).as_integer_ratio()) for x in row]
        used: set[int] = set()
        for p in equations:
            linear = [i for i, d in enumerate(p.degrees()[: len(point)]) if d == 1 and i not in used]
            if not linear:
                return None
            i = self._random.choice(linear)
            used.add(i)
            point[i] = fmpq(0)
            base = self.ring.value(p, point)
            point[i] = fmpq(1)
            slope = self.ring.value(p, point) - base
            if slope == 0:
                return None
            point[i] = -base / slope
        return tuple(point)

    def _boxes(self) -> tuple[list, list]:
        """Bounds of each symbol from the domain's conditions on one symbol."""
        n = len(self.ring.symbols)
        low: list[Fraction | None] = [None] * n
        high: list[Fraction | None] = [None] * n
        for index, mask in self._given.items():
            f = self.ring.factors[index]
            variables = self.ring.variables(f)
            if len(variables) != 1 or f.total_degree() != 1:
                continue
            (i,) = variables
            terms = {tuple(m): int(c) for m, c in f.terms()}
            slope = next(c for m, c in terms.items() if any(m))
            edge = Fraction(-terms.get((0,) * n, 0), slope)
            mask = mask if slope > 0 else _FLIP[mask]
            if not mask & NEG:
                low[i] = edge if low[i] is None else max(low[i], edge)  # type: ignore[type-var]
            if not mask & POS:
                high[i] = edge if high[i] is None else min(high[i], edge)  # type: ignore[type-var]
        return low, high

    def _in_domain(self, point: Sequence[fmpq]) -> bool:
        return all(
            any(mask & bit(sign_of(self.ring.value(p, point))) for p, mask in clause) for clause in self._clauses
        )

    @staticmethod
    def _evaluate(p: Poly, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the float values of p at the points, and the sums of the absolute terms."""
        value, size = np.zeros(len(points)), np.zeros(len(points))
        for monomial, coefficient in p.terms():
            term = np.full(len(points), float(int(coefficient)))
            for i, d in enumerate(monomial[: points.shape[1]]):
                if d:
                    term *= points[:, i] ** int(d)
            value += term
            size += np.abs(term)
        return value, size

    def _add_points(self, points: Sequence[tuple[fmpq, ...]]) -> None:
        start = len(self.points)
        self.points += points
        self._floats += [tuple(int(x.p) / int(x.q) for x in pt) for pt in points]
        for index, columns in enumerate(self._columns):
            self._fill(index, columns, start)

    def _fill(self, index: int, columns: list[int], start: int) -> None:
        """Set the bits of the points from ``start`` on: floats where they are safe, else exactly."""
        f, terms = self.ring.factors[index], self._compiled[index]
        found = [0, 0, 0]
        for k in range(start, len(self.points)):
            x = self._floats[k]
            value = size = 0.0
            for term, powers in terms:
                for i, d in powers:
                    term *= x[i] ** d if d != 1 else x[i]
                value += term
                size += abs(term)
            if abs(value) > 1e-9 * size:
                sign = 1 if value > 0 else -1
            else:
                sign = sign_of(self.ring.value(f, self.points[k]))
            found[sign + 1] |= 1 << k
        for s in range(3):
            columns[s] |= found[s]

    def bits(self, index: int) -> list[int]:
        """Return, for the signs -1, 0, 1, the bit set of the pool points at which a factor has it."""
        while len(self._columns) <= index:
            k = len(self._columns)
            f = self.ring.factors[k]
            self._compiled.append(
                [(float(int(c)), tuple((i, int(d)) for i, d in enumerate(m) if d)) for m, c in f.terms()]
            )
            columns = [0, 0, 0]
            self._fill(k, columns, 0)
            self._columns.append(columns)
            self._add_points(self._points_on(f))
        return self._columns[index]

    def _points_on(self, f: Poly, wanted: int = 10) -> list[tuple[fmpq, ...]]:
        """Points of the domain on f = 0, by solving for a symbol in which f is linear."""
        if not self.points or self.ring.atoms:
            return []
        found = []
        linear = [i for i, d in enumerate(f.degrees()[: len(self.ring.symbols)]) if d == 1]
        for _ in range(3 * wanted if linear else 0):
            point = list(self._random.choice(self.points))
            i = self._random.choice(linear)
            at = list(point)
            at[i] = fmpq(0)
            base = self.ring.value(f, at)
            at[i] = fmpq(1)
            slope = self.ring.value(f, at) - base
            if slope == 0:
                continue
            point[i] = -base / slope
            if self._in_domain(point):
                found.append(tuple(point))
            if len(found) == wanted:
                break
        return found

    def witness(self, signs: Mapping[int, int]) -> int:
        """Return the bit set of the pool points at which the literals hold."""
        for index in signs:
            if index >= len(self._columns):
                self.bits(index)
        inside = (1 << len(self.points)) - 1
        for index, mask in signs.items():
            negative, zero, positive = self._columns[index]
            inside &= (negative if mask & NEG else 0) | (zero if mask & ZERO_ else 0) | (positive if mask & POS else 0)
            if not inside:
                break
        return inside

    def point(self, signs: Mapping[int, int]) -> dict[str, Fraction] | None:
        """Return a rational point where the literals hold, where one is known."""
        inside = self.witness(signs)
        if not inside and self._satisfiable(signs, None):
            inside = self.witness(signs)
        if not inside:
            return None
        pt = self.points[(inside & -inside).bit_length() - 1]
        return {n: Fraction(int(x.p), int(x.q)) for n, x in zip(self.ring.symbols, pt, strict=True)}

    # -- questions --------------------------------------------------------------------------------
    def possible(self, cell: Cell, index: int) -> int:
        """Return the mask of the signs that a factor can have in the cell."""
        mask = cell.signs.get(index, ANY) & self._fixed.get(index, ANY)
        if mask in (NEG, ZERO_, POS):
            return mask
        known = cell.known.get(index)
        if known is not None:
            return known & mask
        found = self._seen(index, cell.signs) & mask
        for b in (ZERO_, NEG, POS):
            if mask & b and not found & b and self._satisfiable(cell.signs, (index, b)):
                found |= b
        cell.known[index] = found
        return found

    def possible_in(self, signs: Mapping[int, int], index: int) -> int:
        """Return the mask of the signs that a factor can have where the literals hold."""
        key = frozenset(signs.items())
        if key not in self._cells:
            self._cells[key] = Cell(signs)
        return self.possible(self._cells[key], index)

    def _seen(self, index: int, signs: Mapping[int, int]) -> int:
        """Return the mask of the signs that a factor has at the pool points where the literals hold."""
        columns = self.bits(index)
        inside = self.witness(signs)
        return sum(b for b, c in zip((NEG, ZERO_, POS), columns, strict=True) if c & inside)

    def feasible(self, signs: Mapping[int, int]) -> bool:
        """Whether the literals hold somewhere (True also where that could not be decided)."""
        return bool(self.witness(signs)) or self._satisfiable(signs, None)

    def _satisfiable(self, signs: Mapping[int, int], extra: Literal | None) -> bool:
        signs = dict(signs)
        if extra is not None:
            signs[extra[0]] = signs.get(extra[0], ANY) & extra[1]
        literals = frozenset((i, m) for i, m in signs.items() if m != ANY)
        got = self._cache.get(literals)
        if got is not None:
            return got
        if any(m & self._fixed.get(i, ANY) == 0 for i, m in literals):
            return False
        for conflict in self._conflicts:
            if all(signs.get(i, ANY) & ~m == 0 for i, m in conflict):
                self._cache[literals] = False
                return False
        got = self._ask(literals)
        self._cache[literals] = got
        return got

    def _ask(self, literals: frozenset[Literal], negations: Sequence[Mapping[int, int]] = ()) -> bool:
        """Ask z3 whether the literals hold somewhere outside every conjunction in ``negations``."""
        if self.deadline is not None and time.monotonic() > self.deadline:
            if not self.lenient:
                raise TimeLimitReached("the time limit was reached")
            self.undecided += 1
            return True
        self.calls += 1
        solver = self._solver
        solver.push()
        names = {}
        for literal in sorted(literals):
            proxy = self._proxies.setdefault(literal, z3.Bool(f"l{literal[0]}_{literal[1]}"))
            solver.add(z3.Implies(proxy, self.formula(literal)))
            names[proxy.get_id()] = literal
        for conjunction in negations:
            solver.add(self._outside(conjunction))
        solver.set("timeout", self._budget(1000))
        answer = solver.check(*[self._proxies[lit] for lit in literals])
        if answer == z3.unsat:
            if not negations:
                self._remember(frozenset(names[b.get_id()] for b in solver.unsat_core()))
            solver.pop()
            return False
        model = solver.model() if answer == z3.sat else None
        solver.pop()
        if model is None:
            answer, model = self._ask_nlsat(literals, negations)
            if answer == z3.unsat:
                return False
        if model is None:
            self.undecided += 1
            return True
        self._learn(model)
        return True

    def _remember(self, conflict: frozenset[Literal]) -> None:
        if len(conflict) == 1:
            ((index, mask),) = conflict
            self._fixed[index] = self._fixed.get(index, ANY) & ~mask
        else:
            self._conflicts.append(conflict)

    def _ask_nlsat(self, literals: frozenset[Literal], negations: Sequence[Mapping[int, int]]) -> tuple[Any, Any]:
        """Ask again with the complete procedure, where the quick one gave up."""
        solver = z3.Tactic("qfnra-nlsat").solver()
        solver.add(self._solver.assertions())
        solver.add([self.formula(lit) for lit in sorted(literals)])
        solver.add([self._outside(c) for c in negations])
        solver.set("timeout", self._budget(5000))
        answer = solver.check()
        return answer, solver.model() if answer == z3.sat else None

    def _budget(self, most: int) -> int:
        if self.deadline is None:
            return most
        return max(1, min(most, int(1000 * (self.deadline - time.monotonic()))))

    def _learn(self, model: Any) -> None:
        """Add the model's point to the pool, where it is rational (and exactly in the domain)."""
        if self.ring.atoms:
            return
        point = []
        for x in self._reals:
            value = model.eval(x, model_completion=True)
            if not z3.is_rational_value(value):
                return
            point.append(fmpq(value.numerator_as_long(), value.denominator_as_long()))
        if self._in_domain(point):
            self._add_points([tuple(point)])

    # -- unions of cells --------------------------------------------------------------------------
    def inside_union(self, signs: Mapping[int, int], union: Sequence[Mapping[int, int]]) -> bool:
        """Whether the conjunction ``signs`` lies in the union (False where undecided)."""
        left = self.witness(signs)
        for d in union:
            if not left:
                break
            left &= ~self.witness(d)
        if left:
            return False
        if any(all(signs.get(i, ANY) & ~m == 0 for i, m in d.items()) for d in union):
            return True
        literals = frozenset((i, m) for i, m in signs.items() if m != ANY)
        return not self._ask(literals, union)

    def linked(self, indices: Iterable[int]) -> frozenset[int]:
        """Return the symbols in the factors, and all that the domain links to them."""
        reached = frozenset().union(*(self.ring.variables(self.ring.factors[i]) for i in indices))
        groups = [frozenset().union(*(self.ring.variables(p) for p, _ in clause)) for clause in self._clauses]
        while True:
            more = frozenset().union(*(g for g in groups if g & reached)) - reached
            if not more:
                return reached
            reached |= more

    # -- out --------------------------------------------------------------------------------------
    def condition(self, literal: Literal) -> Condition:
        """Return a literal as a readable condition, no minus signs where that can be avoided."""
        index, mask = literal
        f = self.ring.factors[index]
        left, right = [], []
        for t in _terms(self.ring.expression(f)):
            negative = _is_negative(t)
            (right if negative else left).append(-t if negative else t)
        if not left or (len(right) > len(left)):
            left, right, mask = right, left, _FLIP[mask]
        if len(left) == 1 and left[0].is_number and right:
            left, right, mask = right, left, _FLIP[mask]
        return Condition(_sum(left), _OP[mask], _sum(right))

    def region(self, cells: Iterable[Mapping[int, int]]) -> Region:
        """Return a union of cells as a Region."""
        out = []
        for signs in cells:
            literals = [(i, m) for i, m in signs.items() if m != ANY]
            literals.sort(key=lambda lit: (len(self.ring.factors[lit[0]]), lit[0]))
            out.append(tuple(self.condition(lit) for lit in literals))
        return Region(tuple(out))


def bit(sign: int) -> int:
    """Return the mask bit of a sign."""
    return (NEG, ZERO_, POS)[sign + 1]


def sign_of(x: Any) -> int:
    """Return -1, 0 or 1."""
    return (x > 0) - (x < 0)


def conjunctions(*unions: Sequence[Mapping[int, int]]) -> Iterator[dict[int, int]]:
    """Yield the conjunctions of one disjunct from each union that are not empty by form."""
    for choice in itertools.product(*unions):
        signs: dict[int, int] = {}
        for part in choice:
            for i, m in part.items():
                signs[i] = signs.get(i, ANY) & m
        if all(signs.values()):
            yield signs


def _terms(e: Expression) -> tuple[Expression, ...]:
    return e.args if e.op == "+" else (e,)


def _is_negative(e: Expression) -> bool:
    head = e.args[0] if e.op == "*" else e
    return head.op == "number" and head.value < 0


def _sum(terms: list[Expression]) -> Expression:
    total = ZERO
    for t in terms:
        total = total + t
    return total
