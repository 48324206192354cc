"""Numbers that are roots: what an unknown is where a game without symbols leaves one equation for it."""

from __future__ import annotations

from ...symbolic.algebraic import real_roots
from ...symbolic.expression import Expression
from ...symbolic.number_field import NumberField
from ...symbolic.parametric.signs import ZERO_, bit
from ...symbolic.ring import Quotient
from .pieces import Piece, Pieces


class Root:
    """One root, as the value of the unknown that a piece leaves."""

    def __init__(self, field: NumberField, unknown: int):
        self.field, self.at = field, {unknown: field.generator}
        self.known = {field.expression(field.generator): field.generator}

    def formula(self, q: Quotient) -> Expression:
        """Return the value of a rational function in its simplest closed form."""
        above, below = self.field.value(q.num, self.at), self.field.value(q.den, self.at)
        return self.field.expression(self.field.reduced(above * self.field.inverse(below)))

    def simplified(self, e: Expression) -> Expression:
        """Return an expression in such values in its simplest closed form."""
        return e if e.symbols else self.field.simplified(e, self.known)


def roots_of(pieces: Pieces, piece: Piece) -> list[Root] | None:
    """Return the roots that satisfy every condition; None where no equation settles one unknown."""
    signs = piece.part.signs
    if pieces.game.symbols or len(piece.owners) != 1:
        return None
    (unknown,) = piece.owners
    variables = frozenset().union(*(pieces.ring.variables(pieces.ring.factors[i]) for i in signs))
    equation = next((i for i, mask in signs.items() if mask == ZERO_), None)
    if equation is None or variables != {unknown}:
        return None
    factor = pieces.system.coefficients(pieces.ring.factors[equation], unknown)
    coefficients = [0 if c == 0 else int(c.leading_coefficient()) for c in factor]
    found = []
    for k in range(len(real_roots(coefficients))):
        field = NumberField(coefficients, k)
        root = Root(field, unknown)
        inside = field.sign(field.generator) >= 0 and field.sign(field.generator - 1) <= 0
        held = (bit(field.sign(field.value(pieces.ring.factors[i], root.at))) & m for i, m in signs.items())
        if inside and all(held):
            found.append(root)
    return found
