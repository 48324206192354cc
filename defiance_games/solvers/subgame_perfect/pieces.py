"""Pieces of solved subgames, and expected payoffs in numbers or formulas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ...symbolic.expression import Expression, add, multiply, number
from ...symbolic.parametric.workbench import EVERYWHERE, Conjunction, Union, Value
from ...symbolic.ring import simplify

Mixture = tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Equilibria of a subgame that are alike.

    Parameters
    ----------
    payoffs : of the players, in the parameters and free variables
    own : information set -> probabilities, in this subgame outside the subgames inside it
    parts : the pieces of the subgames inside it
    region : conditions on parameters alone
    limits : conditions with free variables, as far as payoffs depend on them
    new : the limits that were added here
    solved : free variables that limits determine here, with their values
    """

    payoffs: tuple[Value, ...]
    own: tuple[tuple[int, Mixture], ...] = ()
    parts: tuple[Piece, ...] = ()
    region: Union = EVERYWHERE
    limits: Conjunction = ()
    new: Conjunction = ()
    solved: tuple[tuple[str, Expression], ...] = ()


def value(e: Expression) -> Value:
    """Return a number as a Fraction, any other expression as it is."""
    return e.args[0] if e.op == "number" else e


def values(payoffs: Iterable[Expression]) -> tuple[Value, ...]:
    """Return numbers as Fractions, other expressions as they are."""
    return tuple(e.args[0] if e.op == "number" else e for e in payoffs)


def text(x: Value) -> Expression:
    """Return a value as an expression."""
    return number(x) if isinstance(x, Fraction) else x


def put(u: Value, name: str, e: Expression) -> Value:
    """Return a value with an expression in place of a symbol."""
    if isinstance(u, Fraction) or name not in u.symbols:
        return u
    return value(simplify(u.subs({name: e})))


def expected(probabilities: Sequence[Expression], payoffs: Sequence[Sequence[Value]]) -> tuple[Value, ...]:
    """Return expected payoffs.

    >>> half = number(Fraction(1, 2))
    >>> expected([half, half], [[Fraction(1)], [Fraction(2)]])
    (Fraction(3, 2),)
    """
    weights = values(probabilities)
    found: list[Value] = []
    for column in zip(*payoffs, strict=True):
        if all(isinstance(x, Fraction) for x in (*weights, *column)):
            found.append(sum((w * x for w, x in zip(weights, column, strict=True)), Fraction(0)))
        else:
            terms = (multiply(text(w), text(x)) for w, x in zip(weights, column, strict=True))
            found.append(value(simplify(add(*terms))))
    return tuple(found)
