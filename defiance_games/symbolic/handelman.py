"""The search for certificates: products of what is known that sum to zero, by linear programming.

Sets of products are tried from small to large. The linear program is solved in floating point; its support
is then solved for exactly, and what comes out is checked by :meth:`Certificate.verify`.
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from .certificate import Case, Certificate, Term
from .condition import Condition
from .expression import ZERO
from .linear import Linear, best
from .polynomials import Clause, Literal, Poly, Reader

MOST_COLUMNS = 3000
MOST_EXACT_COLUMNS = 30
MOST_CASES = 32


def find(
    claim: Condition,
    given: tuple[Condition, ...],
    lemmas: tuple[Certificate, ...],
    reader: Reader,
    denial: Clause,
    clauses: Sequence[Clause],
    deadline: float,
) -> Certificate | None:
    """Return a certificate that ``clauses``, which are true, exclude ``denial``; None if none is found."""
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
            terms = _contradiction(
                reader, [*units, *suppose[1:]], suppose[0], deadline, _LEVELS if last else _LEVELS[:1]
            )
        if terms is not None:
            cases.append(Case(tuple(map(reader.condition, suppose)), terms))
        return terms is not None or (
            not last and len(cases) < MOST_CASES and all(close((*suppose, lit)) for lit in splits[depth])
        )

    if not close(()):
        return None
    written = tuple(tuple(map(reader.condition, s)) for s in splits)
    return Certificate(claim, given, written, tuple(cases), lemmas)


def excluded(reader: Reader, known: Sequence[Clause], literal: Literal, deadline: float) -> bool:
    """Whether what is ``known`` excludes a literal by a sum alone: the quick case, where z3 can be slow."""
    units = [clause[0] for clause in known if len(clause) == 1 and clause[0].op != "!="]
    return literal.op != "!=" and _contradiction(reader, units, literal, deadline, _LEVELS[:1]) is not None


Column = tuple[tuple[int, ...], Poly]  # which hypotheses, their product
# how many hypotheses in a product, how many variables of known sign besides, how far past the highest degrees
Level = tuple[int, int, int]
_LEVELS: tuple[Level, ...] = ((1, 0, 0), (2, 0, 1), (1, 4, 0), (2, 4, 0), (3, 0, 1), (3, 1, 1), (4, 0, 0))


def _contradiction(
    reader: Reader, hypotheses: list[Literal], denied: Literal, deadline: float, levels: Sequence[Level]
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
    """Variables of known sign: number -> (hypothesis, sign); the strict hypothesis where there are two."""
    found: dict[int, tuple[int, int]] = {}
    for i, lit in enumerate(unequal):
        if len(lit.poly) == 1 and lit.poly.total_degree() == 1:
            (monomial,), (c,) = lit.poly.monoms(), lit.poly.coeffs()
            k = monomial.index(1)
            if k not in found or lit.op == ">":
                found[k] = (i, 1 if c > 0 else -1)
    return found


def _term_by_term(
    reader: Reader, unequal: Sequence[Literal], denied: Literal, target: int | None
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
    reader: Reader, unequal: Sequence[Literal], denied: Literal, target: int | None, levels: Sequence[Level]
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
    layer: Sequence[Column],
    unequal: Sequence[Literal],
    pool: Sequence[int],
    limits: Sequence[int],
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
    reader: Reader, unequal: Sequence[Literal], equal: Sequence[Literal], columns: Sequence[Column]
) -> tuple[Term, ...] | None:
    """Solve for coefficients under which the columns, and multiples of what is zero, sum to zero."""
    monomials = {m for _, p in columns for m in p.monoms()}
    zeros = [
        (lit, m, lit.poly * reader.context.from_dict({m: 1}))
        for lit in equal
        for m in sorted(monomials)
        if sum(m) <= 2
    ][:MOST_COLUMNS]
    strict = [all(unequal[i].op == ">" for i in used) for used, _ in columns]
    if not any(strict):
        return None
    rows: dict[Any, int] = {}
    entries = [
        (rows.setdefault(m, len(rows)), j, int(c))
        for j, p in enumerate([*(p for _, p in columns), *(p for _, _, p in zeros)])
        for m, c in zip(p.monoms(), p.coeffs(), strict=True)
    ]
    entries += [(len(rows), j, 1) for j, s in enumerate(strict) if s]
    costs = [1 + len(used) for used, _ in columns]
    solve = _weights_exactly if len(costs) + 2 * len(zeros) <= MOST_EXACT_COLUMNS else _weights
    weights = solve(entries, costs, len(zeros), len(rows))
    if weights is None:
        return None
    scale = Fraction(math.lcm(*(x.denominator for x in weights.values())))
    scale /= math.gcd(*(int(x * scale) for x in weights.values()))
    conditions = [reader.condition(lit) for lit in unequal]
    terms = []
    for k, x in weights.items():
        if k < len(columns):
            terms.append(Term(x * scale, tuple(conditions[i] for i in columns[k][0])))
        else:
            lit, monomial, _ = zeros[k - len(columns)]
            multiplier = reader.expression(reader.context.from_dict({monomial: 1}))
            factor = Condition(reader.factored(lit.poly), "=", ZERO)
            terms.append(Term(x * scale, (factor,), multiplier))
    return tuple(terms)


Entry = tuple[int, int, int]  # row, column, coefficient
Weights = dict[int, Fraction]  # column -> coefficient, where not zero


def _weights_exactly(entries: Sequence[Entry], costs: Sequence[int], free: int, last: int) -> Weights | None:
    """Return weights with which each row sums to 0, the ``last`` to 1; ``free`` more may be negative."""
    n = len(costs) + free
    table = [[Fraction(0)] * (n + free) for _ in range(last + 1)]
    for i, j, c in entries:
        table[i][j] += c
        if j >= len(costs):
            table[i][j + free] -= c
    goal = [Fraction(-c) for c in costs] + [Fraction(0)] * (2 * free)
    found = best(goal, [Linear(row, Fraction(-(i == last)), "=") for i, row in enumerate(table)])
    if found is None:
        return None
    x = found[1]
    whole = [*x[: len(costs)], *(x[j] - x[j + free] for j in range(len(costs), n))]
    return {j: w for j, w in enumerate(whole) if w}


def _weights(entries: Sequence[Entry], costs: Sequence[int], free: int, last: int) -> Weights | None:
    """The same for larger programs: solved in floating point, then exactly for the columns that are used."""
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix

    if any(abs(c) > 1e15 for _, _, c in entries):
        return None
    i, j, c = zip(*entries, strict=True)
    matrix = csr_matrix((np.array(c, dtype=float), (i, j)), shape=(last + 1, len(costs) + free))
    right = np.zeros(last + 1)
    right[last] = 1
    cost = np.array([*map(float, costs), *([0.0] * free)])
    bounds = [(0, None)] * len(costs) + [(None, None)] * free
    answer = linprog(cost, A_eq=matrix, b_eq=right, bounds=bounds, method="highs-ds")
    if answer.x is None:
        return None
    support = [k for k, x in enumerate(answer.x) if abs(x) > 1e-9]
    exact = _solved(entries, support, last)
    if exact is None or any(x < 0 for k, x in zip(support, exact, strict=True) if k < len(costs)):
        return None
    return {k: x for k, x in zip(support, exact, strict=True) if x}


def _solved(entries: Sequence[Entry], support: Sequence[int], last: int) -> list[Fraction] | None:
    """Solve the equations exactly for the columns in ``support``."""
    from flint import fmpq_mat

    place = {j: k for k, j in enumerate(support)}
    kept = [(i, place[j], c) for i, j, c in entries if j in place]
    row = {i: k for k, i in enumerate(sorted({i for i, _, _ in kept} | {last}))}
    table = [[0] * (len(support) + 1) for _ in row]
    for i, k, c in kept:
        table[row[i]][k] = c
    table[row[last]][-1] = 1
    reduced, rank = fmpq_mat(table).rref()
    if rank != len(support) or any(reduced[k, k] != 1 for k in range(rank)):
        return None
    values = [reduced[k, len(support)] for k in range(rank)]
    return [Fraction(int(v.p), int(v.q)) for v in values]
