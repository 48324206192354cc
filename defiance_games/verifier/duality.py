"""No belief serves a reply iff some multipliers prove it: existence without a quantifier.

Source: Farkas (1902); Motzkin (1936).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..symbolic.condition import Condition
from ..symbolic.expand import is_zero
from ..symbolic.expression import ONE, ZERO, Expression, add, symbol

Row = tuple[list[Expression], Expression, str]  # coefficients of the beliefs, constant, op: >= > =


def coefficients(conjunction: Sequence[Condition], mu: Sequence[Expression]) -> list[Row] | None:
    """Return conditions on beliefs as rows; None where they are not linear in the beliefs."""
    found: list[Row] = []
    names = [x.args[0] for x in mu]
    for c in conjunction:
        e = -c.difference if c.op in ("<", "<=") else c.difference
        constant = e.subs(dict.fromkeys(names, ZERO))
        units = [e.subs({n: ONE if n == name else ZERO for n in names}) - constant for name in names]
        rest = e - constant - add(*(a * x for a, x in zip(units, mu, strict=True)))
        if c.op == "!=" or not is_zero(rest):
            return None
        found.append((units, constant, {"<": ">", "<=": ">="}.get(c.op, c.op)))
    return found


def infeasible(losses: Sequence[Sequence[Expression]], rows: Sequence[Row], tag: str) -> Iterator[Condition]:
    """Yield conditions on multipliers that can be met iff no distribution mu satisfies the rows and losses.

    ``losses[b] . mu >= 0`` is wanted for each b. The multipliers y of the losses and z of the rows weigh them
    to a sum whose coefficient is at most v for each type, and whose value is then negative for every mu.
    ``tag`` keeps the names of several systems apart.
    """
    y = [symbol(f"y{i} {tag}") for i in range(len(losses))]
    z = [symbol(f"z{i} {tag}") for i in range(len(rows))]
    v = symbol(f"v {tag}")
    yield from (Condition(x, ">=", ZERO) for x in y)
    yield from (Condition(x, ">=", ZERO) for x, (_, _, op) in zip(z, rows, strict=True) if op != "=")
    for t in range(len(losses[0])):
        terms = [x * row[t] for x, row in zip(y, losses, strict=True)]
        terms += [x * a[t] for x, (a, _, _) in zip(z, rows, strict=True)]
        yield Condition(add(*terms), "<=", v)
    whole = add(v, *(x * c for x, (_, c, _) in zip(z, rows, strict=True)))
    strict = [x for x, (_, _, op) in zip(z, rows, strict=True) if op == ">"]
    if strict:  # the value is negative, or zero with weight on a strict row; scaled so that these sum to one
        gap = symbol(f"gap {tag}")
        yield from (Condition(gap, ">=", ZERO), Condition(whole + gap, "<=", ZERO))
        yield Condition(gap + add(*strict), "=", ONE)
    else:
        yield Condition(whole, "<", ZERO)
