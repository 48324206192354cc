"""What signs can these polynomials have together? The question every exact parametric solver asks.

A *literal* is (factor index, mask): the sign of an irreducible polynomial is in the mask, a union of
``NEG``, ``ZERO``, ``POS``. A *cell* is a conjunction of literals on top of the domain. The oracle
answers in layers, cheapest first: a pool of exact rational witness points; the conflicts met so far;
z3's decision procedure for real polynomials, whose witnesses and conflicts feed the first two.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import z3
from flint import fmpq

from ...errors import TimeLimitReached
from ..balls import sign_at
from ..condition import Condition, Region
from ..expression import ZERO, Expression
from ..ring import Poly, Ring
from .signs import ANY, FLIP, MASK, NEG, OPERATOR, POS, ZERO_, Literal, bit
from .witnesses import Witnesses


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

    def __init__(
        self, ring: Ring, domain: Iterable[Condition] = (), deadline: float | None = None, seed: int = 0
    ):
        self.ring = ring
        self.deadline = deadline
        self.lenient = False  # past the deadline: "possible" in place of TimeLimitReached
        self.undecided = 0  # questions that no layer answered in time
        self.calls = 0  # calls of z3
        self._reals = [z3.Real(n) for n in ring.symbols]
        self._solver = z3.SimpleSolver()
        self._solver.set("ctrl_c", False)  # an interruption is for Python to handle
        self._terms: dict[int, Any] = {}
        self._formulas: dict[Literal, Any] = {}
        self._complements: dict[frozenset[Literal], Any] = {}
        self._cells: dict[frozenset[Literal], Cell] = {}
        self._proxies: dict[Literal, Any] = {}
        self._conflicts: list[frozenset[Literal]] = []
        self._cache: dict[frozenset[Literal], bool] = {}
        self._impossible: list[Literal] = []  # conflicts of one literal with the domain
        self._fixed: dict[int, int] = {}  # signs that the domain alone leaves open, as far as known
        self._given: dict[int, int] = {}  # literals of the domain on one factor
        self.clauses: list[list[tuple[Poly, int]]] = []  # the rest of the domain
        for c in domain:
            self.clauses.append([self._literal_polynomial(c)])
        for clause in ring.facts:
            self.clauses.append([self._literal_polynomial(c) for c in clause])
        for clause in self.clauses:
            self._solver.add(z3.Or([self._comparison(self._z3(p), mask) for p, mask in clause]))
        for clause in self.clauses:
            if len(clause) == 1 and clause[0][0] != 0:
                sign, parts = ring.factor(clause[0][0])
                if len(parts) == 1 and parts[0][1] % 2:
                    index, mask = parts[0][0], clause[0][1] if sign > 0 else FLIP[clause[0][1]]
                    self._given[index] = self._given.get(index, ANY) & mask
        self.witnesses = Witnesses(ring, self.clauses, self._given, seed)
        self.root = Cell({})

    # -- translation ------------------------------------------------------------------------------
    def _literal_polynomial(self, c: Condition) -> tuple[Poly, int]:
        """Return (polynomial, mask) equivalent to the condition; denominators multiplied in."""
        q = self.ring.quotient(self.ring.flat(c.lhs) - self.ring.flat(c.rhs))
        return (q.num if q.den.is_constant() else q.num * q.den), MASK[c.op]

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
        mask = mask if sign > 0 else FLIP[mask]
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
            NEG: lambda: term < 0,
            ZERO_: lambda: term == 0,
            POS: lambda: term > 0,
            NEG | ZERO_: lambda: term <= 0,
            POS | ZERO_: lambda: term >= 0,
            NEG | POS: lambda: term != 0,
            ANY: lambda: z3.BoolVal(True),
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

    # -- questions --------------------------------------------------------------------------------
    def possible(self, cell: Cell, index: int) -> int:
        """Return the mask of the signs that a factor can have in the cell."""
        if index not in self._fixed and self.ring.atoms:
            self._fixed[index] = self._of_constants(index)
        mask = cell.signs.get(index, ANY) & self._fixed.get(index, ANY)
        if mask in (NEG, ZERO_, POS):
            return mask
        known = cell.known.get(index)
        if known is not None:
            return known & mask
        found = self.witnesses.seen(index, cell.signs) & mask
        for b in (ZERO_, NEG, POS):
            if mask & b and not found & b and self._satisfiable(cell.signs, (index, b)):
                found |= b
        cell.known[index] = found
        return found

    def _of_constants(self, index: int) -> int:
        """Return the sign of a factor that is a number, as sqrt(2) - 1, by rigorous intervals; else ANY."""
        e = self.ring.expression(self.ring.factors[index])
        sign = None if e.symbols else sign_at(e, {})
        return ANY if sign is None else bit(sign)

    def possible_in(self, signs: Mapping[int, int], index: int) -> int:
        """Return the mask of the signs that a factor can have where the literals hold."""
        key = frozenset(signs.items())
        if key not in self._cells:
            self._cells[key] = Cell(signs)
        return self.possible(self._cells[key], index)

    def point(self, signs: Mapping[int, int]) -> dict[str, Fraction] | None:
        """Return a rational point where the literals hold, where one is known."""
        found = self.witnesses.point(signs)
        if found is None and self._satisfiable(signs, None):
            found = self.witnesses.point(signs)
        return found

    def feasible(self, signs: Mapping[int, int]) -> bool:
        """Whether the literals hold somewhere (True also where that could not be decided)."""
        return bool(self.witnesses.where(signs)) or self._satisfiable(signs, None)

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
        solver.set("timeout", self._budget(400))
        answer = solver.check(*[self._proxies[lit] for lit in literals])
        if answer == z3.unsat:
            if not negations:
                self._remember(frozenset(names[b.get_id()] for b in _members(solver.unsat_core())))
            solver.pop()
            return False
        model = solver.model() if answer == z3.sat else None
        solver.pop()
        if model is None:
            answer, model = self._ask_nlsat(literals, negations)
            if answer == z3.unsat:
                if not negations:
                    self._remember(literals)
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
            self._impossible.append((index, mask))
        else:
            self._conflicts.append(conflict)

    def conflicts(self) -> list[frozenset[Literal]]:
        """Return the sets of literals found to contradict each other on the domain."""
        return [*(frozenset([lit]) for lit in self._impossible), *self._conflicts]

    def _ask_nlsat(
        self, literals: frozenset[Literal], negations: Sequence[Mapping[int, int]]
    ) -> tuple[Any, Any]:
        """Ask again with the complete procedure, where the quick one gave up."""
        solver = z3.Tactic("qfnra-nlsat").solver()
        solver.add(self._solver.assertions())
        solver.add([self.formula(lit) for lit in sorted(literals)])
        solver.add([self._outside(c) for c in negations])
        solver.set(timeout=self._budget(1500), ctrl_c=False)
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
            try:
                point.append(fmpq(value.numerator_as_long(), value.denominator_as_long()))
            except ValueError:  # thousands of digits, more than Python reads: no use as a witness
                return
        self.witnesses.learn(point)

    # -- unions of cells --------------------------------------------------------------------------
    def inside_union(self, signs: Mapping[int, int], union: Sequence[Mapping[int, int]]) -> bool:
        """Whether the conjunction ``signs`` lies in the union (False where undecided)."""
        left = self.witnesses.where(signs)
        for d in union:
            if not left:
                break
            left &= ~self.witnesses.where(d)
        if left:
            return False
        if any(all(signs.get(i, ANY) & ~m == 0 for i, m in d.items()) for d in union):
            return True
        literals = frozenset((i, m) for i, m in signs.items() if m != ANY)
        return not self._ask(literals, union)

    def linked(self, indices: Iterable[int]) -> frozenset[int]:
        """Return the symbols in the factors, and all that the domain links to them."""
        reached = frozenset().union(*(self.ring.variables(self.ring.factors[i]) for i in indices))
        groups = [frozenset().union(*(self.ring.variables(p) for p, _ in clause)) for clause in self.clauses]
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
            left, right, mask = right, left, FLIP[mask]
        if len(left) == 1 and left[0].is_number and right:
            left, right, mask = right, left, FLIP[mask]
        return Condition(_sum(left), OPERATOR[mask], _sum(right))

    def region(self, cells: Iterable[Mapping[int, int]]) -> Region:
        """Return a union of cells as a Region."""
        out = []
        for signs in cells:
            literals = [(i, m) for i, m in signs.items() if m != ANY]
            literals.sort(key=lambda lit: (len(self.ring.factors[lit[0]]), lit[0]))
            out.append(tuple(self.condition(lit) for lit in literals))
        return Region(tuple(out))


def _members(vector: Any) -> list[Any]:
    return [vector[k] for k in range(len(vector))]


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
