"""Which pieces lie in others: an entry is a maximal one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...symbolic.deciding import Claim
from ...symbolic.expression import Expression
from ...symbolic.number_field import NumberField
from ...symbolic.ring import Poly
from .setting import Piece, Setting, negated


def maximal(setting: Setting, found: list[Piece]) -> list[Piece]:
    """Drop the pieces that lie in another one, and ties at which they do."""
    kept = sorted(found, key=lambda p: -len(p.demands.unknowns))
    for piece in sorted(found, key=lambda p: len(p.demands.unknowns)):
        rivals = [p for p in kept if p is not piece and _wider(p, piece)]
        if any(_inside(setting, piece, rival) for rival in rivals):
            kept = [p for p in kept if p is not piece]
        elif piece.point is None and piece.ends is None:
            _without_ties(setting, piece, rivals)
    return [p for p in found if any(p is q for q in kept)]


def _wider(a: Piece, b: Piece) -> bool:
    """Whether b could lie in a: a set of wider support, or one like it."""
    pairs = list(zip(a.demands.faces, b.demands.faces, strict=True))
    return all(g <= f for f, g in pairs) and (a.point is None or b.point is not None)


def _inside(setting: Setting, piece: Piece, rival: Piece) -> bool:
    """Whether a piece lies in a piece of wider support (or is the same point)."""
    if rival.point is not None:
        return piece.demands is rival.demands and _closed(piece) == _closed(rival)
    if piece.point is not None:
        values = _values(setting, piece, rival)
        number_field = piece.point.field
        if any(number_field.sign(number_field.value(e, values)) for e in rival.equalities):
            return False
        if rival.ends is None:
            return all(_claimed(number_field, c, values) for c in rival.claims)
        i = rival.free[0]
        x = number_field.ball(values[i], 512)
        ends = [NumberField(*root) for root in rival.ends]
        low, high = (f.ball(f.generator, 512) for f in ends)
        return not (x < low or x > high)
    if piece.ends is not None and rival.ends is not None:
        return False
    differences = [(_carried(setting, e, piece, rival), "!=") for e in rival.equalities]
    exact = piece.ends is not None or (setting.numeric and not piece.equations)
    if exact and any(d != 0 for d, _ in differences):
        return False
    outside = [*differences, *(negated((_carried(setting, p, piece, rival), op)) for p, op in rival.claims)]
    return all(setting.decider.possible([*piece.claims, claim], confirm=True) is False for claim in outside)


def _claimed(number_field: NumberField, claim: Claim, values: Mapping[int, Any]) -> bool:
    sign = number_field.sign(number_field.value(claim[0], values))
    return {">": sign > 0, ">=": sign >= 0, "=": sign == 0, "!=": sign != 0}[claim[1]]


def _without_ties(setting: Setting, piece: Piece, rivals: Sequence[Piece]) -> None:
    """Make a condition on parameters strict where the piece lies in another one at the tie."""
    for k, (p, op) in enumerate(piece.claims):
        if op != ">=" or any(p.degrees()[: setting.count]):
            continue
        tie: list[Claim] = [*piece.claims, (p, "=")]
        for rival in rivals:
            outside: list[Claim] = [(_carried(setting, e, piece, rival), "!=") for e in rival.equalities]
            outside += [negated((_carried(setting, q, piece, rival), o)) for q, o in rival.claims]
            if all(setting.decider.possible([*tie, c], confirm=True) is False for c in outside):
                piece.claims[k] = (p, ">")
                break


def _values(setting: Setting, piece: Piece, rival: Piece) -> dict[int, Any]:
    """The values, at a point, of the unknowns of a wider face."""
    assert piece.point is not None
    number_field, found = piece.point.field, {}
    for i, s in rival.demands.weights:
        if s:
            p = piece.demands.weights.get((i, s))
            value = 0 * number_field.one if p is None else number_field.value(p, piece.point.values)
            found[setting.payoffs.variable[i, s]] = number_field.reduced(value)
    return found


def _carried(setting: Setting, p: Poly, piece: Piece, rival: Piece) -> Poly:
    """A polynomial in the unknowns of a wider face, at a piece: in what is not solved there."""
    gens = list(setting.ring.context.gens())
    for i, s in rival.demands.weights:
        if s:
            gens[setting.payoffs.variable[i, s]] = piece.demands.weights.get((i, s), setting.ring.zero)
    return setting.put_in(p.compose(*gens), piece.component, piece.demands)


def _free(self, piece: Piece) -> list[int]:
    solved = {i for i, _, _ in piece.solved}
    return [i for i in piece.demands.unknowns if i not in solved]


def _closed(piece: Piece) -> list[Expression]:
    assert piece.point is not None
    number_field, values = piece.point.field, piece.point.values
    return [number_field.expression(number_field.value(p, values)) for p in piece.demands.weights.values()]
