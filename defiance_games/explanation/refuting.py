"""Whether conditions contradict each other on a domain, asked again and again.

The terms of a condition are made once, and most conditions that are possible hold at a point that was met
before, so that the prover is rarely asked in vain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..symbolic.condition import Condition
from ..symbolic.expression import Expression, number
from ..symbolic.smt import Translator, holds, satisfy

MOST_POINTS = 120


class Refuter:
    """Asks one question after another about one domain.

    >>> from defiance_games.symbolic.parser import parse_condition
    >>> refuter = Refuter(parse_condition("a > 1"))
    >>> refuter.refuted(parse_condition("a < 0"), 1), refuter.refuted(parse_condition("a < 2"), 1)
    (True, False)
    """

    def __init__(self, domain: Iterable[Condition], integers: Iterable[str] = ()):
        self.domain, self.integers = tuple(domain), frozenset(integers)
        self._translator: Translator | None = None
        self._terms: dict[Condition, Any] = {}  # None where a condition needs variables of its own
        self._points: list[dict[str, Expression]] = []
        self._at: dict[tuple[Condition, int], bool] = {}

    def refuted(self, asked: Sequence[Condition], time_limit: float) -> bool:
        """Whether the conditions are proved to hold nowhere on the domain."""
        if self._met(asked):
            return False
        terms = [self._term(c) for c in (*self.domain, *asked)]
        if self.integers or any(t is None for t in terms):
            word, point = satisfy([*self.domain, *asked], time_limit, self.integers, tries=0)
            self._keep(point)
            return word == "unsat"
        import z3

        solver = z3.Tactic("qfnra-nlsat").solver()
        solver.set(timeout=max(1, int(time_limit * 1000)), ctrl_c=False)
        solver.add(*terms)
        found = solver.check()
        if found == z3.sat:
            names = sorted({s for c in (*self.domain, *asked) for s in c.symbols})
            model: Any = solver.model()
            values = {n: model.eval(z3.Real(n), model_completion=True) for n in names}
            if all(map(z3.is_rational_value, values.values())):
                self._keep({n: number(v.as_fraction()) for n, v in values.items()}, asked)
        return found == z3.unsat

    def _term(self, c: Condition) -> Any:
        if c not in self._terms:
            self._translator = self._translator or Translator()
            term = self._translator.condition(c)
            if self._translator.side_conditions or not self._translator.exact:
                term, self._translator = None, None
            self._terms[c] = term
        return self._terms[c]

    def _met(self, asked: Sequence[Condition]) -> bool:
        """Whether the conditions hold together at a point that was met before."""
        return any(all(self._holds(c, k) for c in asked) for k in reversed(range(len(self._points))))

    def _holds(self, c: Condition, k: int) -> bool:
        if (c, k) not in self._at:
            point = self._points[k]
            self._at[c, k] = c.symbols <= point.keys() and holds(c, point)
        return self._at[c, k]

    def _keep(self, point: dict[str, Expression] | None, asked: Sequence[Condition] = ()) -> None:
        """Take up a point of the domain, once it is seen to be one."""
        if point is not None and len(self._points) < MOST_POINTS:
            if all(holds(c, point) for c in (*self.domain, *asked) if c.symbols):
                self._points.append(point)
