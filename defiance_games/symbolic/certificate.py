"""A proof that a reader can check by hand: an identity of polynomials that contradicts the denial of a claim.

To prove ``p > 0`` on ``g_1 >= 0, ..., g_n >= 0`` suppose ``-p >= 0``. If there are numbers ``c_k > 0`` and
products ``P_k`` of the ``g_i`` and ``-p`` with ``sum c_k P_k = 0`` as polynomials, one ``P_k`` being surely
positive, then 0 > 0: the supposition is absurd. The numbers are found by a linear program and made exact;
checking them is multiplying out.
Source: Handelman (1988); Krivine (1964).
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .condition import Condition
from .expression import ONE, ZERO, Expression
from .polynomials import Clause, Literal, Poly, Reader

MOST_COLUMNS = 3000
MOST_CASES = 32


@dataclass(frozen=True)
class Term:
    """``coefficient`` times ``multiplier`` times the product of what ``factors`` compare with 0."""

    coefficient: Fraction
    factors: tuple[Condition, ...]
    multiplier: Expression = ONE

    @property
    def strict(self) -> bool:
        """Whether it is surely positive."""
        return all(f.op == ">" for f in self.factors)

    def __str__(self) -> str:
        parts = [f"[{f.lhs}]" for f in self.factors]
        if self.multiplier != ONE:
            parts.insert(0, f"({self.multiplier})")
        if self.coefficient != 1 or not parts:
            parts.insert(0, str(self.coefficient))
        return "*".join(parts)


@dataclass(frozen=True)
class Case:
    """Under what is supposed, the terms sum to zero, though none is negative and one is positive."""

    suppose: tuple[Condition, ...]
    terms: tuple[Term, ...]

    def __str__(self) -> str:
        return f"suppose {', '.join(map(str, self.suppose))}:  0 = {' + '.join(map(str, self.terms))}"


@dataclass(frozen=True)
class Certificate:
    """A contradiction in every case of the denial of ``claim``.

    Examples
    --------
    >>> from .proof import prove
    >>> certificate = prove("V*(1 - r) > 0", given=["V > 0", "r < 1"]).certificate
    >>> print(certificate)
    V*(1 - r) > 0, given V > 0, r < 1: else
      suppose V*(r - 1) >= 0:  0 = [V*(r - 1)] + [V]*[1 - r]
    a sum of nonnegative terms, one of them positive.
    >>> certificate.verify()
    True
    """

    claim: Condition
    given: tuple[Condition, ...]
    splits: tuple[tuple[Condition, ...], ...]  # the denial, then what else is true: in each, one condition holds
    cases: tuple[Case, ...]
    lemmas: tuple[Certificate, ...] = ()

    def verify(self) -> bool:
        """Return whether it proves its claim: everything is read and multiplied out anew, without a solver."""
        return all(lemma.verify() for lemma in self.lemmas) and _Check(self).holds()

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "claim": str(self.claim), "given": [str(c) for c in self.given],
            "lemmas": [lemma.to_dict() for lemma in self.lemmas],
            "cases": [
                {"suppose": [str(c) for c in case.suppose],
                 "terms": [{"coefficient": str(t.coefficient), "multiplier": str(t.multiplier),
                            "factors": [str(f) for f in t.factors]} for t in case.terms]}
                for case in self.cases
            ],
        }

    def __str__(self) -> str:
        lemmas = [f"lemma: {line}" if i == 0 else line
                  for lemma in self.lemmas for i, line in enumerate(str(lemma).split("\n"))]
        given = f", given {', '.join(map(str, self.given))}" if self.given else ""
        return "\n".join([*lemmas, f"{self.claim}{given}: else", *(f"  {case}" for case in self.cases),
                          "a sum of nonnegative terms, one of them positive."])

    __repr__ = __str__


class _Check:
    """Rereads a certificate from its conditions alone."""

    def __init__(self, certificate: Certificate):
        self.certificate = certificate
        known = [*certificate.given, *(lemma.claim for lemma in certificate.lemmas)]
        read = [certificate.claim, *known]
        self.reader = Reader([c.difference for c in read])
        self.allowed = [clause for c in known for clause in self.reader.clauses(c)] + self.reader.facts
        self.positive = [c[0].poly for c in self.allowed if len(c) == 1 and c[0].op == ">"]

    def holds(self) -> bool:
        certificate = self.certificate
        lemmas_hold_here = all(set(lemma.given) <= set(certificate.given) for lemma in certificate.lemmas)
        denial = self.reader.literal(certificate.claim.difference, certificate.claim.op).negated()
        splits = [tuple(map(self._read, s)) for s in certificate.splits]
        return (
            lemmas_hold_here and self._covered() and bool(splits) and self._same(splits[0], denial)
            and all(self._is_allowed(s) for s in splits[1:])
            and all(self._contradicts(case) for case in certificate.cases)
        )

    def _covered(self) -> bool:
        """Whether the cases, in order, are the leaves of a tree that branches as the splits say."""
        splits, left = self.certificate.splits, [case.suppose for case in reversed(self.certificate.cases)]

        def walk(suppose: tuple[Condition, ...]) -> bool:
            if left and left[-1] == suppose:
                left.pop()
                return True
            return len(suppose) < len(splits) and all(walk((*suppose, c)) for c in splits[len(suppose)])

        return walk(()) and not left

    def _read(self, c: Condition) -> Literal:
        num, den = self.reader.quotient(c.difference)
        return Literal(num, c.op) if den.is_constant() else Literal(num * den, c.op)

    def _is_allowed(self, clause: Clause) -> bool:
        if any(self._same(clause, a) for a in self.allowed):
            return True
        nonzero = len(clause) == 2 and all(lit.op == ">" for lit in clause) and clause[0].poly + clause[1].poly == 0
        return nonzero and any(self._same((Literal(clause[0].poly, "!="),), a) for a in self.allowed)

    def _same(self, clause: Clause, other: Clause) -> bool:
        return len(clause) == len(other) and all(map(self._equivalent, clause, other))

    def _equivalent(self, a: Literal, b: Literal) -> bool:
        """Whether a says what b says: b's polynomial is a's times something known to be positive."""
        if a.op != b.op or a.poly == 0:
            return False
        quotient, rest = divmod(b.poly, a.poly)
        if rest != 0:
            quotient, rest = divmod(b.poly * int(a.poly.term_content().leading_coefficient()), a.poly)
        if rest != 0 or quotient == 0:
            return False
        constant, factors = quotient.factor()
        sign = 1 if constant > 0 else -1
        for f, n in factors:
            if f in self.positive or -f in self.positive:
                sign *= 1 if f in self.positive else (-1) ** int(n)
            else:
                return False
        return sign > 0 or a.op in ("=", "!=")

    def _contradicts(self, case: Case) -> bool:
        total, strict = self.reader.context.constant(0), False
        units = [c for c in self.allowed if len(c) == 1] + [(self._read(c),) for c in case.suppose]
        for term in case.terms:
            factors = [self._read(f) for f in term.factors]
            if not all(_is_square(f) or any(self._same((f,), u) for u in units) for f in factors):
                return False
            if not any(f.op == "=" for f in factors):
                if term.coefficient <= 0 or term.multiplier != ONE or not all(f.op in (">", ">=") for f in factors):
                    return False
                strict = strict or term.strict
            top, below = self.reader.quotient(term.multiplier)
            if not below.is_constant():
                return False
            scale = math.lcm(*(t.coefficient.denominator for t in case.terms))
            total += math.prod((f.poly for f in factors), start=top * int(term.coefficient * scale))
        return strict and total == 0


def _is_square(lit: Literal) -> bool:
    constant, factors = lit.poly.factor()
    return lit.op == ">=" and constant > 0 and all(n % 2 == 0 for _, n in factors)


# -- the search -----------------------------------------------------------------------------------
def find(
    claim: Condition, given: tuple[Condition, ...], lemmas: tuple[Certificate, ...],
    reader: Reader, denial: Clause, clauses: Sequence[Clause], deadline: float,
) -> Certificate | None:
    """Return a certificate that ``clauses`` (true, few) exclude ``denial`` (one of these literals), if there is one."""
    splits: list[Clause] = [denial]
    units: list[Literal] = []
    for clause in clauses:
        if len(clause) == 1 and clause[0].op == "!=":
            splits.append((Literal(clause[0].poly, ">"), Literal(-clause[0].poly, ">")))
        elif len(clause) == 1:
            units.append(clause[0])
        else:
            splits.append(clause)
    if any(lit.op == "!=" for s in splits for lit in s):
        return None
    cases: list[Case] = []

    def close(suppose: tuple[Literal, ...]) -> bool:
        """Contradict what is supposed, splitting further where that is needed."""
        depth = len(suppose)
        last = depth == len(splits)
        terms = None
        if depth:
            terms = _contradiction(reader, [*units, *suppose[1:]], suppose[0], deadline, _LEVELS if last else _LEVELS[:1])
        if terms is not None:
            cases.append(Case(tuple(map(reader.condition, suppose)), terms))
        return terms is not None or (
            not last and len(cases) < MOST_CASES and all(close((*suppose, lit)) for lit in splits[depth]))

    if not close(()):
        return None
    written = tuple(tuple(map(reader.condition, s)) for s in splits)
    return Certificate(claim, given, written, tuple(cases), lemmas)


Column = tuple[tuple[int, ...], Poly]  # which hypotheses, their product
# how many hypotheses in a product, how many variables of known sign besides, how far past the highest degrees
Level = tuple[int, int, int]
_LEVELS: tuple[Level, ...] = ((1, 0, 0), (2, 0, 1), (1, 4, 0), (2, 4, 0), (3, 0, 1), (3, 1, 1), (4, 0, 0))


def _contradiction(
    reader: Reader, hypotheses: list[Literal], denied: Literal, deadline: float, levels: Sequence[Level],
) -> tuple[Term, ...] | None:
    """Return terms that contradict the hypotheses and what is denied."""
    equal = [lit for lit in (*hypotheses, denied) if lit.op == "="]
    target = None if denied.op == "=" else sum(lit.op != "=" for lit in hypotheses)
    plain = [lit for lit in (*hypotheses, denied) if lit.op != "="]
    quick = _term_by_term(reader, plain, denied, target)
    if quick is not None:
        return quick
    even = [f for f, n in _factors(denied.poly) if n % 2 == 0]
    more = _forms(reader, hypotheses, denied) if len(levels) > 1 else []
    for chosen, roots in ((levels, even), (levels[:2] if more else (), [*even, *more])):
        unequal = plain + [Literal(f * f, ">=") for f in roots]
        for columns in _levels(reader, unequal, denied, target, chosen):
            if time.monotonic() > deadline:
                return None
            found = None if len(columns) > MOST_COLUMNS else _combine(reader, unequal, equal, columns)
            if found is not None:
                return found
    return None


def _forms(reader: Reader, hypotheses: Sequence[Literal], denied: Literal) -> list[Poly]:
    """Simple linear forms, whose squares may help: x, x - 1, x + 1, x - y, x + y."""
    degrees = zip(*(lit.poly.degrees() for lit in (*hypotheses, denied)), strict=True)
    used = [x for x, d in zip(reader.generators.values(), degrees, strict=False) if any(d)]
    if len(used) > 5:
        return []
    one = reader.one
    pairs = [f for x, y in itertools.combinations(used, 2) for f in (x - y, x + y)]
    return [f for x in used for f in (x, x - one, x + one)] + pairs


def _factors(poly: Poly) -> list[tuple[Poly, int]]:
    return [] if poly == 0 or poly.is_constant() else [(f, int(n)) for f, n in poly.factor()[1]]


def _definite(reader: Reader, unequal: Sequence[Literal]) -> dict[int, tuple[int, int]]:
    """Variables of known sign: generator number -> (hypothesis, sign); the strict hypothesis where there are two."""
    found: dict[int, tuple[int, int]] = {}
    for i, lit in enumerate(unequal):
        if len(lit.poly) == 1 and lit.poly.total_degree() == 1:
            (monomial,), (c,) = lit.poly.monoms(), lit.poly.coeffs()
            k = monomial.index(1)
            if k not in found or lit.op == ">":
                found[k] = (i, 1 if c > 0 else -1)
    return found


def _term_by_term(
    reader: Reader, unequal: Sequence[Literal], denied: Literal, target: int | None,
) -> tuple[Term, ...] | None:
    """The case that needs no search: by the signs of the variables, no term of what is denied is positive."""
    if target is None:
        return None
    signs = _definite(reader, unequal)
    conditions = [reader.condition(lit) for lit in unequal]
    terms, strict = [Term(Fraction(1), (conditions[target],))], denied.op == ">"
    for monomial, coefficient in zip(denied.poly.monoms(), denied.poly.coeffs(), strict=True):
        used, value = [], -Fraction(int(coefficient))
        for k, d in enumerate(monomial):
            if d and k not in signs:
                return None
            if d:
                i, s = signs[k]
                used += [i] * int(d)
                value *= s ** int(d) / abs(Fraction(int(unequal[i].poly.coeffs()[0]))) ** int(d)
        if value < 0:
            return None
        terms.append(Term(value, tuple(conditions[i] for i in used)))
        strict = strict or terms[-1].strict
    return tuple(terms) if strict else None


def _levels(
    reader: Reader, unequal: Sequence[Literal], denied: Literal, target: int | None, levels: Sequence[Level],
) -> Iterator[list[Column]]:
    """Larger and larger sets of products: plain ones, and ones with monomials in variables of known sign."""
    highest = [max(d) for d in zip(*(lit.poly.degrees() for lit in (*unequal, denied)), strict=True)]
    signs = {i for i, _ in _definite(reader, unequal).values()}
    wide = [i for i in range(len(unequal)) if i not in signs]
    for plain, monomials, box in levels:
        narrow = sorted(signs) if monomials else []
        pool = wide if monomials else list(range(len(unequal)))
        columns: list[Column] = []
        limits = [h + box for h in highest]
        starts: list[Column] = [((), reader.one)]
        for _ in range(monomials):
            starts += [c for c in _times(starts, unequal, narrow, limits) if c not in starts]
        columns += starts
        layer = starts
        for _ in range(plain):
            layer = _times(layer, unequal, pool, limits, target)
            columns += layer
            if len(columns) > MOST_COLUMNS:
                break
        yield columns


def _times(
    layer: Sequence[Column], unequal: Sequence[Literal], pool: Sequence[int], limits: Sequence[int],
    target: int | None = None,
) -> list[Column]:
    """Multiply each column by hypotheses not before its last one (of this pool), within the degree limits."""
    found: list[Column] = []
    for used, poly in layer:
        last = max((i for i in used if i in pool), default=-1)
        for i in pool:
            if i < last or (i == target and target in used):
                continue
            degrees = [a + b for a, b in zip(poly.degrees(), unequal[i].poly.degrees(), strict=True)]
            if all(d <= limit for d, limit in zip(degrees, limits, strict=True)):
                found.append(((*used, i), poly * unequal[i].poly))
    return found


def _combine(
    reader: Reader, unequal: Sequence[Literal], equal: Sequence[Literal], columns: Sequence[Column],
) -> tuple[Term, ...] | None:
    """Return coefficients under which the columns (and multiples of what is zero) sum to zero: a linear program."""
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix

    monomials = {m for _, p in columns for m in p.monoms()}
    zeros = [(k, m, lit.poly * reader.context.from_dict({m: 1}))
             for k, lit in enumerate(equal) for m in sorted(monomials) if sum(m) <= 2][:MOST_COLUMNS]
    polys = [p for _, p in columns] + [p for _, _, p in zeros]
    strict = [all(unequal[i].op == ">" for i in used) for used, _ in columns]
    if not any(strict):
        return None
    rows: dict[Any, int] = {}
    entries = [(rows.setdefault(m, len(rows)), j, int(c)) for j, p in enumerate(polys)
               for m, c in zip(p.monoms(), p.coeffs(), strict=True)]
    last = len(rows)
    entries += [(last, j, 1) for j, s in enumerate(strict) if s]
    if any(abs(c) > 1e15 for _, _, c in entries):
        return None
    i, j, c = zip(*entries, strict=True)
    matrix = csr_matrix((np.array(c, dtype=float), (i, j)), shape=(last + 1, len(polys)))
    right = np.zeros(last + 1)
    right[last] = 1
    cost = np.array([1.0 + len(used) for used, _ in columns] + [0.0] * len(zeros))
    bounds = [(0, None)] * len(columns) + [(None, None)] * len(zeros)
    answer = linprog(cost, A_eq=matrix, b_eq=right, bounds=bounds, method="highs-ds")
    if answer.x is None:
        return None
    support = [k for k, x in enumerate(answer.x) if abs(x) > 1e-9]
    exact = _solved(entries, support, last)
    if exact is None or any(x < 0 for k, x in zip(support, exact, strict=True) if k < len(columns)):
        return None
    scale = math.lcm(*(x.denominator for x in exact))
    shrink = math.gcd(*(int(x * scale) for x in exact))
    conditions = [reader.condition(lit) for lit in unequal]
    terms = []
    for k, x in zip(support, exact, strict=True):
        value = x * scale / shrink
        if k < len(columns):
            terms.append(Term(value, tuple(conditions[i] for i in columns[k][0])))
        else:
            number_, monomial, _ = zeros[k - len(columns)]
            lit = equal[number_]
            multiplier = reader.expression(reader.context.from_dict({monomial: 1}))
            terms.append(Term(value, (Condition(reader.factored(lit.poly), "=", ZERO),), multiplier))
    return tuple(t for t in terms if t.coefficient)


def _solved(entries: Sequence[tuple[int, int, int]], support: Sequence[int], last: int) -> list[Fraction] | None:
    """Solve the equations exactly for the columns in ``support``."""
    from flint import fmpq_mat

    place = {j: k for k, j in enumerate(support)}
    kept = [(i, place[j], c) for i, j, c in entries if j in place]
    used = sorted({i for i, _, _ in kept} | {last})
    row = {i: k for k, i in enumerate(used)}
    table = [[0] * (len(support) + 1) for _ in used]
    for i, k, c in kept:
        table[row[i]][k] = c
    table[row[last]][-1] = 1
    reduced, rank = fmpq_mat(table).rref()
    if rank != len(support):
        return None
    if any(reduced[k, k] != 1 for k in range(rank)):
        return None
    values = [reduced[k, len(support)] for k in range(rank)]
    return [Fraction(int(v.p), int(v.q)) for v in values]
