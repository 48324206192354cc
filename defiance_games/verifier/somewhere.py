"""Whether a continuum has a point wherever it is claimed: for all parameters there are some free variables.

z3 is asked for parameters without any; what it answers is checked with these parameters put in.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Any

from ..symbolic.engines import formula
from ..symbolic.polynomials import Clause


def lacking(
    names: Sequence[str],
    inner: Collection[str],
    outer: Sequence[Clause],
    inside: Sequence[Clause],
    seconds: float,
) -> tuple[str, dict[str, Fraction] | None]:
    """Return whether "outer, and no values of the ``inner`` variables satisfy inside" can be, and where.

    The answer is sat, unsat or unknown; the point holds the other variables if they are rational.

    >>> from ..symbolic.expression import symbol
    >>> from ..symbolic.polynomials import Reader
    >>> x, p = symbol("x"), symbol("p")
    >>> reader = Reader([x, p])
    >>> square = (reader.literal(x**2 - p, "="),)
    >>> lacking(reader.names, ["x"], [(reader.literal(p, ">="),)], [square], 1)
    ('unsat', None)
    >>> lacking(reader.names, ["x"], [(reader.literal(p + 1, ">="),)], [square], 1)[0]
    'sat'
    """
    import z3

    context = z3.Context()
    solver = z3.Solver(ctx=context)
    solver.set(timeout=max(1, int(1000 * seconds)), ctrl_c=False)
    index = {name: f"x{i}" for i, name in enumerate(names)}
    declared = "".join(f"(declare-const {x} Real)" for n, x in index.items() if n not in inner)
    bound = " ".join(f"({index[n]} Real)" for n in names if n in inner)
    asked = "".join(f"(assert {formula(c)})" for c in outer)
    body = " ".join(map(formula, inside))
    solver.from_string(f"{declared}{asked}(assert (forall ({bound}) (not (and true {body}))))")
    try:
        said = solver.check()
    except z3.Z3Exception:
        return "unknown", None
    if said != z3.sat:
        return str(said), None
    point: dict[str, Fraction] = {}
    model: Any = solver.model()
    for n, x in index.items():
        if n not in inner:
            value = model.eval(z3.Real(x, context), model_completion=True)
            if not z3.is_rational_value(value):
                return "sat", None
            point[n] = Fraction(value.numerator_as_long(), value.denominator_as_long())
    return "sat", point
