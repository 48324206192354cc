"""Logit quantal responses, checked numerically: balls that surely hold the response to a profile.

At precision lam every action is played with the probability ``exp(lam*u(a)) / sum over b of exp(lam*u(b))``,
u(a) being what it pays against the profile, in a tree given that its information set is reached. Source:
McKelvey and Palfrey (1995, 1998).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ..errors import UnsupportedError, escaped
from ..games.extensive_form import ExtensiveForm
from ..games.normal_form import NormalForm
from .claimed import Claimed, InformationSet
from .findings import Findings
from .rationality import NormalFormPlay, distributions
from .trees import TreePlay

TOLERANCE = Fraction(1, 10**6)
ZERO, ONE = Fraction(0), Fraction(1)


def check(game: Any, claimed: Claimed, precision: Fraction) -> Findings:
    """Return where a profile is not the logit response to itself, to within a tolerance."""
    findings = Findings()
    numbers = [x for row in claimed.profile if row is not None for x in row]
    numbers += [e for _, e in game.expressions()]
    if claimed.ranges or claimed.extreme or any(e.symbols for e in numbers):
        raise UnsupportedError(
            f"{game.name}: cannot verify quantal-response here: this is because it takes a profile and "
            "payoffs in numbers. Fix the parameters."
        )
    rows = [None if row is None else [Fraction(x.evaluate()) for x in row] for row in claimed.profile]
    for s, row in zip(claimed.sets, rows, strict=True):
        if row is None:
            findings.fail(f"The behavior of {s.who} must be given.")
    for r in distributions(claimed.sets, rows, ZERO, ONE):
        if abs(r.value) > TOLERANCE and (r.op == "=" or r.value < 0):
            findings.fail(r.text)
    if findings.failed:
        return findings
    for s, row, values in _values(game, claimed, rows):
        for action, x, ball in zip(s.actions, row, _responses(values, precision), strict=True):
            if not abs(ball - _ball(x)) < _ball(TOLERANCE):
                findings.fail(
                    f"{s.who} plays {escaped(action)} with probability {float(x):.6g}, the response is "
                    f"{float(ball.mid()):.6g}."
                )
    return findings


def _values(
    game: Any, claimed: Claimed, rows: list[Any]
) -> Iterator[tuple[InformationSet, list[Fraction], list[Fraction]]]:
    """Each information set with its mixture and what each action pays."""
    if isinstance(game, NormalForm):
        normal = NormalFormPlay(game, _number, ZERO)
        for i, s in enumerate(claimed.sets):
            yield s, rows[i], normal.values(rows, i)
        return
    assert isinstance(game, ExtensiveForm)
    tree = TreePlay(game, "nash", _number, ZERO, ONE)
    course = tree.course(rows)
    for s, m, row in zip(claimed.sets, tree.own, rows, strict=True):
        there = game.information_sets[m]
        chance = sum((course.reach[k] for k in there.nodes), ZERO)
        if chance:
            paid = [
                sum(
                    (
                        course.reach[k] * course.worth[game.nodes[k].children[a]][there.player]
                        for k in there.nodes
                    ),
                    ZERO,
                )
                for a in range(len(there.actions))
            ]
            yield s, row, [u / chance for u in paid]


def _number(e: Any) -> Fraction:
    return Fraction(e.evaluate())


def _ball(x: Fraction) -> Any:
    from flint import arb, fmpq

    return arb(fmpq(x.numerator, x.denominator))


def _responses(values: list[Fraction], precision: Fraction) -> list[Any]:
    """The logit response, as balls; the largest exponent is zero."""
    top = max(values)
    weights = [_ball(precision * (u - top)).exp() for u in values]
    whole = sum(weights[1:], weights[0])
    return [w / whole for w in weights]
