"""Conditions ``lhs op rhs``, parameters with domains, and regions (a disjunction of conjunctions)."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..shown import Shown
from .expression import Expression, as_expression, symbol

OPERATORS = ("<", "<=", ">", ">=", "=", "!=")
_LATEX = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "=": "=", "!=": r"\ne"}
_COMPARE = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
_NEGATION = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}


@dataclass(frozen=True)
class Condition:
    """One comparison, e.g. ``h > k_R``.

    >>> from defiance_games.symbolic.expression import symbol
    >>> Condition(symbol("h"), ">", symbol("k_R"))
    h > k_R
    """

    lhs: Expression
    op: str
    rhs: Expression

    @property
    def symbols(self) -> frozenset[str]:
        """Names of the symbols in it."""
        return self.lhs.symbols | self.rhs.symbols

    @property
    def difference(self) -> Expression:
        """lhs - rhs."""
        return self.lhs - self.rhs

    def subs(self, values: Mapping[str, Any]) -> Condition:
        """Return it with symbols replaced."""
        return Condition(self.lhs.subs(values), self.op, self.rhs.subs(values))

    def negated(self) -> Condition:
        """Return its negation."""
        return Condition(self.lhs, _NEGATION[self.op], self.rhs)

    def holds(self, values: Mapping[str, Any] | None = None) -> bool:
        """Whether it holds at ``values`` (exact where the values are)."""
        a, b = self.lhs.evaluate(values), self.rhs.evaluate(values)
        return compare(a, self.op, b)

    def __str__(self) -> str:
        return f"{self.lhs} {self.op} {self.rhs}"

    __repr__ = __str__

    def latex(self) -> str:
        """Return it as LaTeX mathematics."""
        return f"{self.lhs.latex()} {_LATEX[self.op]} {self.rhs.latex()}"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"


def compare(a: Any, op: str, b: Any) -> bool:
    """Return ``a op b``."""
    return _COMPARE[op](a, b)


@dataclass(frozen=True)
class Parameter:
    """A declared symbol: its domain (conditions, which may name other parameters) and meaning.

    ``default`` may be None (``--defaults`` then asks for it) or an expression in other parameters.
    ``integer`` marks counts and periods. Only questions can be given what is no single number: one of the
    words in ``choices``, or ``many`` numbers, each in the domain.
    """

    name: str
    domain: tuple[Condition, ...] = ()
    default: Any = None  # an Expression; a word; a tuple of Expressions
    meaning: str = ""
    unit: str = ""
    source: str = ""
    integer: bool = False
    choices: tuple[str, ...] = ()
    many: bool = False

    @property
    def is_symbol(self) -> bool:
        """Whether it stands for one number."""
        return not (self.choices or self.many)


class Parameters(tuple[Parameter, ...], Shown):
    """Parameters in order; a tuple that shows itself as a table.

    >>> print(Parameters([parameter("p", "0 <= p <= 1", "1/2", "sanction probability")]))
    parameter  domain       default  unit  meaning
    ───────────────────────────────────────────────────────────
    p          0 <= p <= 1  1/2            sanction probability
    """

    __slots__ = ()


def parameter(
    name: str,
    domain: Iterable[str] | str = (),
    default: Any = None,
    meaning: str = "",
    unit: str = "",
    source: str = "",
    integer: bool = False,
    choices: Iterable[str] = (),
    many: bool = False,
) -> Parameter:
    """Return a Parameter from text.

    >>> parameter("p", "0 <= p <= 1", "0.08", "sanction probability").domain
    (0 <= p, p <= 1)
    >>> parameter("w", "w > 0", "4, 2, 1", "threat of each site", many=True).default
    (4, 2, 1)
    """
    from .parser import check_name, parse_condition

    texts = [domain] if isinstance(domain, str) else list(domain)
    conditions = tuple(c for t in texts for c in parse_condition(t, where=f"domain of {name}"))
    if many and default is not None:
        parts = default.split(",") if isinstance(default, str) else default
        value = tuple(as_expression(v.strip() if isinstance(v, str) else v) for v in parts)
    else:
        value = default if choices or default is None else as_expression(default)
    return Parameter(
        check_name(name), conditions, value, meaning, unit, source, integer, tuple(choices), many
    )


@dataclass(frozen=True)
class Region:
    """A set of parameter values: ``disjuncts`` is a disjunction of conjunctions of conditions.

    ``((),)`` is always, ``()`` never.
    """

    disjuncts: tuple[tuple[Condition, ...], ...] = field(default=((),))

    @property
    def always(self) -> bool:
        """Whether it is everything."""
        return any(len(d) == 0 for d in self.disjuncts)

    @property
    def never(self) -> bool:
        """Whether it is empty by form."""
        return not self.disjuncts

    @property
    def symbols(self) -> frozenset[str]:
        """Names of the symbols in it."""
        return frozenset(s for d in self.disjuncts for c in d for s in c.symbols)

    def contains(self, values: Mapping[str, Any]) -> bool:
        """Whether the point ``values`` lies in it (exact)."""
        return any(all(c.holds(values) for c in d) for d in self.disjuncts)

    def subs(self, values: Mapping[str, Any]) -> Region:
        """Return it with symbols replaced; conditions that become numbers are decided."""
        kept = []
        for d in self.disjuncts:
            rest = []
            for c in (c.subs(values) for c in d):
                if c.symbols:
                    rest.append(c)
                elif not c.holds():
                    break
            else:
                kept.append(tuple(rest))
        return Region(((),)) if any(not d for d in kept) else Region(tuple(kept))

    def to_list(self) -> list[list[str]]:
        """Return the JSON form."""
        return [[str(c) for c in d] for d in self.disjuncts]

    def __str__(self) -> str:
        if self.never:
            return "never"
        if self.always:
            return "always"
        return " or ".join(" and ".join(map(str, d)) for d in self.disjuncts)

    __repr__ = __str__

    def latex(self) -> str:
        """Return it as LaTeX mathematics."""
        if self.never:
            return r"\text{never}"
        if self.always:
            return r"\text{always}"
        return r" \;\text{or}\; ".join(",\\; ".join(c.latex() for c in d) for d in self.disjuncts)

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"


ALWAYS, NEVER = Region(((),)), Region(())


def equals(name: str, value: Any) -> Condition:
    """Return the condition name = value."""
    return Condition(symbol(name), "=", as_expression(value))
