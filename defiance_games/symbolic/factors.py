"""Factors of a polynomial, whatever the size of its coefficients."""

from __future__ import annotations

import math
from typing import Any


def factored(p: Any) -> tuple[int, list[tuple[Any, int]]]:
    """Return (constant, [(irreducible factor, multiplicity)]) of an integer polynomial of python-flint.

    flint's own ``factor`` of integer polynomials fails in sorting factors with coefficients beyond 64 bits;
    over the rational numbers it does not.

    >>> from flint import Ordering, fmpz_mpoly_ctx
    >>> context = fmpz_mpoly_ctx.get(("x", "y"), Ordering.degrevlex)
    >>> x, y = context.gens()
    >>> factored((10**30 * x + 1) * (10**30 * x + 7) * y**2)[0]
    1
    """
    try:
        constant, parts = p.factor()
        return int(constant), [(f, int(n)) for f, n in parts]
    except OverflowError:
        return _over_rationals(p)


def _over_rationals(p: Any) -> tuple[int, list[tuple[Any, int]]]:
    from flint import fmpq_mpoly_ctx

    context = p.context()
    wide: Any = fmpq_mpoly_ctx.get(context.names(), context.ordering())
    terms = dict(zip(p.monoms(), p.coeffs(), strict=True))
    found = []
    leading = int(p.leading_coefficient())
    for f, n in wide.from_dict(terms).factor()[1]:
        scale = math.lcm(*(int(c.q) for c in f.coeffs()))
        whole = {m: int((c * scale).p) for m, c in zip(f.monoms(), f.coeffs(), strict=True)}
        common = math.gcd(*whole.values())
        factor = context.from_dict({m: c // common for m, c in whole.items()})
        leading //= int(factor.leading_coefficient()) ** int(n)
        found.append((factor, int(n)))
    return leading, found
