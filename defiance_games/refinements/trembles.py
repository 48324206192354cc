"""Trembles as curves: fully mixed profiles that tend to a profile as e tends to 0.

Every agent gives an action the weight ``s + e*t1 + e**2*t2`` (s its probability in the profile; t2 only where
t1 alone will not do). What an agent gains by one action over another is then a polynomial in e (times
something positive), whose sign for small e > 0 is that of its first coefficient that is not 0. z3 proposes
the trembles t at a sample point; that they serve is checked exactly, on a whole region of the parameters and
the free variables.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction as F
from typing import Any

from ..symbolic.condition import Condition
from ..symbolic.expression import ZERO, Expression, add, multiply, number, symbol
from ..symbolic.parametric.search import Search, Signs
from .agents import Agents

ORDERS = (1, 2)
MAX_UNKNOWNS = 40
MAX_ROUNDS = 12
MILLISECONDS = 1000  # a proposal
Series = list[Expression]  # coefficients of the powers of e
Trembles = list[list[list[Expression]]]  # agent -> action -> t1, t2


def perfect_cells(
    agents: Agents, search: Search, domain: Sequence[Condition], start: Signs
) -> tuple[list[Signs], list[Signs]]:
    """Return the parts of a cell where curves were found that show the profile perfect, and the others."""
    left = [start]
    perfect: list[Signs] = []
    others: list[Signs] = []
    large = sum(len(mix) for mix in agents.mixes) * ORDERS[-1] > MAX_UNKNOWNS
    for _ in range(0 if large else MAX_ROUNDS):
        if not left:
            break
        cell = left.pop()
        point = _sample(search, domain, cell)
        here = None if point is None else _at(agents, point)
        trembles = None if here is None else next(filter(None, (_proposed(here, k) for k in ORDERS)), None)
        passed: list[Signs] = []
        failed = [cell]
        if trembles is not None:
            passed, failed = search.divided([cell], _Check(agents, trembles, search))
        perfect += passed
        if passed:
            left += failed
        else:
            others += failed
    return perfect, others + left


def _sample(search: Search, domain: Sequence[Condition], cell: Signs) -> dict[str, Expression] | None:
    """Return a point of a cell, of plain numbers where that can be."""
    from ..symbolic.smt import satisfy

    if search.numeric:
        return {}
    found = search.oracle.point(cell)
    _, plain = satisfy([*domain, *search.region([cell]).disjuncts[0]], MILLISECONDS / 1000)
    return found and {**{name: number(x) for name, x in found.items()}, **(plain or {})}


class _Check:
    """Whether a curve shows the profile perfect, asked of a case."""

    def __init__(self, agents: Agents, trembles: Trembles, search: Search):
        self.trembles = trembles
        self.mixes = [search.polynomials(list(mix)) for mix in agents.mixes]
        self.gains = {
            (j, b, a): search.polynomials(_gain(agents, j, b, a, trembles))
            for j, mix in enumerate(agents.mixes)
            for b, a in itertools.permutations(range(len(mix)), 2)
        }

    def __call__(self, case: Any) -> bool:
        for j, mix in enumerate(self.mixes):
            used = [a for a, s in enumerate(mix) if case.sign(s) > 0]
            for a in range(len(mix)):
                if a not in used and next((x for x in self.trembles[j][a] if x != ZERO), ZERO).value <= 0:
                    return False
            for a, b in itertools.product(used, range(len(mix))):
                if b != a and next(filter(None, map(case.sign, self.gains[j, b, a])), 0) > 0:
                    return False
        return True


def _gain(agents: Agents, agent: int, b: int, a: int, trembles: Trembles) -> Series:
    """The coefficients, by powers of e, of what the agent gains by action b over action a.

    All of it times the sum of each other agent's weights, so that every term is a product of weights.
    """
    order = len(trembles[0][0])
    curves = [
        [[s, *t] for s, t in zip(mix, ts, strict=True)]
        for mix, ts in zip(agents.mixes, trembles, strict=True)
    ]
    sums = [[add(*power) for power in zip(*curve, strict=True)] for curve in curves]
    terms = {k: u for k, u in agents.view.terms.items() if k[agent] in (a + 1, b + 1)}
    others = [i for i in range(len(curves)) if i != agent and any(key[i] for key in terms)]
    total: list[list[Expression]] = [[] for _ in range(order * len(others) + 1)]
    for key, paid in terms.items():
        series = [paid[agent] if key[agent] == b + 1 else -paid[agent]]
        for i in others:
            series = _times(series, curves[i][key[i] - 1] if key[i] else sums[i])
        for k, x in enumerate(series):
            total[k].append(x)
    return [add(*coefficients) for coefficients in total]


def _times(f: Series, g: Series) -> Series:
    terms: list[list[Expression]] = [[] for _ in range(len(f) + len(g) - 1)]
    for (i, x), (j, y) in itertools.product(enumerate(f), enumerate(g)):
        if x != ZERO and y != ZERO:
            terms[i + j].append(multiply(x, y))
    return [add(*ts) for ts in terms]


def _proposed(here: Agents, order: int) -> Trembles | None:
    """Trembles that serve in a profile of numbers, as z3 proposes them; None if it has no rational ones."""
    import z3

    from ..symbolic.smt import Translator

    unknown = [
        [[symbol(f"t_{i}_{a}_{k}") for k in range(order)] for a in range(len(mix))]
        for i, mix in enumerate(here.mixes)
    ]
    translator = Translator()
    solver = z3.Tactic("qfnra-nlsat").solver()
    solver.set(timeout=MILLISECONDS, ctrl_c=False)
    for j, mix in enumerate(here.mixes):
        used = [a for a, s in enumerate(mix) if s != ZERO]
        for a in range(len(mix)):
            if a not in used:
                solver.add(_first_positive([translator.expression(x) for x in unknown[j][a]], False))
        for a, b in itertools.product(used, range(len(mix))):
            if b != a:
                series = [translator.expression(x) for x in _gain(here, j, a, b, unknown)]
                solver.add(*(x == 0 for x in series) if b in used else (_first_positive(series, True),))
    return _simple(solver, translator, unknown)


def _first_positive(series: Sequence[Any], zero: bool) -> Any:
    """That the first coefficient that is not 0 is positive (or, where ``zero``, all are 0)."""
    import z3

    found = z3.BoolVal(zero)
    for x in reversed(series):
        found = z3.Or(x > 0, z3.And(x == 0, found))
    return found


def _simple(solver: Any, translator: Any, unknown: Trembles) -> Trembles | None:
    """A solution in small rational numbers: one thing after the other is fixed where the rest allows it.

    First that an agent's weights sum to one, then each unknown.
    """
    import z3

    end = time.monotonic() + 5 * MILLISECONDS / 1000
    if solver.check() != z3.sat:
        return None
    model = solver.model()
    solver.set(timeout=MILLISECONDS // 4)

    def fixed(term: Any, x: F) -> bool:
        nonlocal model
        solver.push()
        solver.add(term == z3.Q(x.numerator, x.denominator))
        if time.monotonic() < end and solver.check() == z3.sat:
            model = solver.model()
            return True
        solver.pop()
        return False

    def settled(t: Expression) -> Expression | None:
        term = translator.expression(t)
        value = model.eval(term, model_completion=True)
        near = (value if z3.is_rational_value(value) else value.approx(4)).as_fraction()
        values = dict.fromkeys((F(0), F(1), F(-1), near.limit_denominator(4), near))
        return next((number(x) for x in values if fixed(term, x)), None)

    for agent in unknown:
        for power in zip(*agent, strict=True):
            fixed(translator.expression(add(*power)), F(0))
    found = [[[settled(t) for t in action] for action in agent] for agent in unknown]
    whole = [[[x for x in action if x is not None] for action in agent] for agent in found]
    return whole if whole == found else None


def _at(agents: Agents, values: Mapping[str, Expression]) -> Agents | None:
    """The same with numbers in place of parameters and free variables; None where they are not rational."""
    terms = {k: tuple(x.subs(values) for x in paid) for k, paid in agents.view.terms.items()}
    e = agents.equilibrium
    strategies = {n: {a: x.subs(values) for a, x in mix.items()} for n, mix in e.strategies.items()}
    everything: Iterator[Expression] = itertools.chain(
        *terms.values(), *(mix.values() for mix in strategies.values())
    )
    if not all(x.is_number for x in everything):
        return None
    return Agents(replace(agents.view, terms=terms), replace(e, strategies=strategies))
