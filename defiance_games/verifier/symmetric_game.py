"""Whether a list of the equilibria of a crowd is right, from the definition, and none is missing.

Expected gains are summed over binomial probabilities as they stand. How many symmetric ones there must be
is told by monotonicity where gains rise, else by Sturm's theorem; those in which only some players mix are
looked for in floating point.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from ..problems.symmetric_game import CrowdEquilibria, MixedEquilibrium, SymmetricGame
from ..symbolic.balls import sign_at
from ..symbolic.enclosure import Enclosure
from ..symbolic.expression import Expression, symbol

_EVERY = 10  # players up to which every number of mixing players is looked at
_STURM = 60  # players up to which Sturm's theorem is used
_NEAR, _APART = 1e-6, 1e-3  # what floating point calls a root, and another one


def faults(problem: SymmetricGame, found: CrowdEquilibria) -> list[str]:
    """Return a sentence for everything that is wrong with the equilibria found; none if they are right."""
    gains, n = problem.gains, problem.players
    stays = [a for a in range(n + 1) if not (a > 0 and gains[a - 1] < 0) and not (a < n and gains[a] > 0)]
    wrong = []
    if list(found.pure) != stays:
        wrong.append(f"Pure equilibria are those in which {stays} players act, not {list(found.pure)}.")
    for e in found.mixed:
        wrong += _of_one(gains, e)
    wrong += _count(gains, [e for e in found.mixed if e.mixing == n])
    if problem.some_mix and n <= _EVERY:
        for k in range(1, n):
            for i in range(n - k + 1):
                wrong += _missing(gains, i, k, [e for e in found.mixed if (e.acting, e.mixing) == (i, k)])
    if found.complete and found.left_out:
        wrong.append("A complete list leaves nothing out.")
    return wrong


def _of_one(gains: Sequence[Fraction], e: MixedEquilibrium) -> list[str]:
    where = f"{e.acting} act, {e.mixing} mix with {e.probability}, {e.abstaining} abstain: "
    if min(e.acting, e.mixing - 1, e.abstaining) < 0 or e.acting + e.mixing + e.abstaining != len(gains):
        return [where + f"these are not {len(gains)} players, of whom some mix."]
    i, k, p = e.acting, e.mixing, e.probability
    if p is None:
        fine = _free(gains, i, k) and e.slope == "0"
        return [] if fine else [where + "somebody is not indifferent, or would change."]
    wrong = []
    if not _inside(p):
        return [where + "this is no probability between 0 and 1."]
    if (slope := _slope(gains[i : i + k], p)) not in (e.slope, None):
        wrong.append(where + f"the gain crosses zero with the slope {slope}, not {e.slope}.")
    if _sign(gains[i : i + k], p) not in (0, None):
        wrong.append(where + "those who mix are not indifferent.")
    if i and _sign(gains[i - 1 : i + k], p) == -1:
        wrong.append(where + "somebody who acts would gain by abstaining.")
    if e.abstaining and _sign(gains[i : i + k + 1], p) == 1:
        wrong.append(where + "somebody who abstains would gain by acting.")
    return wrong


def _inside(p: Expression | Enclosure) -> bool:
    if isinstance(p, Enclosure):
        return 0 < p.low <= p.high < 1
    return not p.symbols and sign_at(p, {}) == 1 and sign_at(p - 1, {}) == -1


def _slope(values: Sequence[Fraction], p: Expression | Enclosure) -> str | None:
    """How the expected value crosses zero at p: by its values on both sides; None where that is not told.

    Of an exact p the first derivative that is not zero tells: its Bernstein coefficients are differences.
    """
    if isinstance(p, Enclosure):
        signs = [_sign_of_expected(values, x) for x in (p.low, p.high)]
        return {(-1, 1): "+", (1, -1): "-"}.get((signs[0], signs[1]))
    row = tuple(values)
    for order in range(1, len(values)):
        row = tuple(b - a for a, b in zip(row, row[1:]))
        if sign := _sign(row, p):
            return "0" if order % 2 == 0 else "+" if sign > 0 else "-"
    return None


def _free(gains: Sequence[Fraction], i: int, k: int) -> bool:
    """Whether k players may mix as they like while i act and the rest abstain."""
    calm = (i == 0 or gains[i - 1] >= 0) and (i + k == len(gains) or gains[i + k] <= 0)
    return calm and not any(gains[i : i + k])


def _sign(values: Sequence[Fraction], p: Expression | Enclosure) -> int | None:
    """Sign of the expected value where each of the others acts with probability p; None where p is too vague.

    A change of sign inside an enclosure counts as zero.
    """
    if isinstance(p, Enclosure):
        low, high = (_sign_of_expected(values, x) for x in (p.low, p.high))
        return 0 if low * high < 0 else low if low == high else None
    if p.is_number:
        return _sign_of_expected(values, p.value)
    x, n = symbol("x"), len(values) - 1
    terms = [v * math.comb(n, k) * x**k * (1 - x) ** (n - k) for k, v in enumerate(values)]
    return sign_at(sum(terms[1:], terms[0]).subs({"x": p}), {})


@lru_cache(maxsize=64)
def _sign_of_expected(values: Sequence[Fraction], x: Fraction) -> int:
    """Sign of the mean of values[X], X binomial; in integers, so that a thousand players are no trouble."""
    n, scale = len(values) - 1, math.lcm(*(v.denominator for v in values))
    act, abstain = x.numerator, x.denominator - x.numerator
    total, power, ways = 0, abstain**n, 1
    for k, v in enumerate(values):
        total += v.numerator * (scale // v.denominator) * ways * power
        ways = ways * (n - k) // (k + 1)
        power = power * act // abstain if k < n else 0  # abstain divides it: x < 1
    return (total > 0) - (total < 0)


def _count(gains: Sequence[Fraction], own: list[MixedEquilibrium]) -> list[str]:
    """Whether the symmetric equilibria listed are as many as there are."""
    n = len(gains)
    if not any(gains):
        wanted = 1
    elif all(a <= b for a, b in zip(gains, gains[1:])):
        wanted = int(gains[0] < 0 < gains[-1])
    elif n <= _STURM:
        wanted = _sturm(gains)
    else:
        wanted = len(own)
    if len(own) == wanted == len({str(e.probability) for e in own}):
        return []
    return [f"There are {wanted} equilibria in which all mix alike, not {len(own)}."]


def _sturm(values: Sequence[Fraction]) -> int:
    """How many distinct roots the expected value has in (0, 1)."""
    from flint import fmpq, fmpq_poly

    p = _power_form(values)
    for end in (fmpq_poly([0, 1]), fmpq_poly([-1, 1])):
        while p % end == 0:
            p = p // end
    chain: list[Any] = [p, p.derivative()]
    while chain[-1] != 0:
        chain.append(-(chain[-2] % chain[-1]))
    signs = [[q(fmpq(x)) > 0 for q in chain[:-1] if q(fmpq(x)) != 0] for x in (0, 1)]
    before, after = (sum(a != b for a, b in zip(row, row[1:])) for row in signs)
    return before - after


def _power_form(values: Sequence[Fraction]) -> Any:
    """The expected value as a polynomial in the probability: its coefficients are finite differences."""
    from flint import fmpq, fmpq_poly

    n, row, coefficients = len(values) - 1, list(values), []
    for k in range(n + 1):
        c = row[0] * math.comb(n, k)
        coefficients.append(fmpq(c.numerator, c.denominator))
        row = [b - a for a, b in zip(row, row[1:])]
    return fmpq_poly(coefficients)


def _missing(gains: Sequence[Fraction], i: int, k: int, own: list[MixedEquilibrium]) -> list[str]:
    """Whether there is an equilibrium with i acting and k mixing players that is clear and not listed."""
    import numpy as np

    if not any(gains[i : i + k]):
        listed = len(own) == 1 and own[0].probability is None
        return [] if listed == _free(gains, i, k) else [f"{k} players may mix as they like while {i} act."]
    near = [float(e.probability) for e in own if e.probability is not None]
    roots = np.roots(
        [float(Fraction(int(c.p), int(c.q))) for c in _power_form(gains[i : i + k]).coeffs()][::-1]
    )
    for root in (float(r.real) for r in roots if abs(r.imag) < _NEAR**2 and _NEAR < r.real < 1 - _NEAR):
        x = Fraction(root)
        acts = i == 0 or _mean(gains[i - 1 : i + k], x) > _NEAR
        abstains = i + k == len(gains) or _mean(gains[i : i + k + 1], x) < -_NEAR
        if acts and abstains and all(abs(root - p) > _APART for p in near):
            return [f"While {i} act, {k} can mix with a probability of about {root:.6f}: not listed."]
    return []


def _mean(values: Sequence[Fraction], x: Fraction) -> float:
    n, q = len(values) - 1, float(x)
    return sum(float(v) * math.comb(n, k) * q**k * (1 - q) ** (n - k) for k, v in enumerate(values))
