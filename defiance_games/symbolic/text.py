"""Expressions as plain text that the parser reads back to an equal expression."""

from __future__ import annotations

from typing import NamedTuple

from .expression import Expression, divides


class Piece(NamedTuple):
    """The text of a node in parts: sign, factors above and below the bar; a sum is one unbracketed factor."""

    kind: str
    sign: str
    above: tuple[str, ...]
    below: tuple[str, ...] = ()

    def __str__(self) -> str:
        top = self.sign + ("*".join(self.above) or "1")
        if not self.below:
            return top
        return f"{top}/{self.below[0]}" if len(self.below) == 1 else f"{top}/({'*'.join(self.below)})"

    @property
    def bracketed(self) -> str:
        """Text that binds more tightly than ``**``."""
        return str(self) if self.kind == "atom" else f"({self})"


def text(e: Expression) -> str:
    """Return ``e`` as text.

    >>> from defiance_games.symbolic.expression import symbol
    >>> a, b = symbol("a"), symbol("b")
    >>> text((a + 1) / (-2 * b**2) - (a - b)**b)
    '-(a + 1)/(2*b**2) - (a - b)**b'
    """
    return str(e.fold(_piece))


def _piece(e: Expression, parts: list[Piece]) -> Piece:
    if e.op == "symbol":
        return Piece("atom", "", (e.args[0],))
    if e.op == "number":
        x = e.args[0]
        above = (str(abs(x.numerator)),) if abs(x.numerator) != 1 else ()
        below = (str(x.denominator),) if x.denominator != 1 else ()
        return Piece("atom" if x >= 0 and not below else "product", "-" if x < 0 else "", above, below)
    if e.op == "+":
        terms = [f" {'-' if p.sign else '+'} {p._replace(sign='')}" for p in parts[1:]]
        return Piece("sum", "", (str(parts[0]) + "".join(terms),))
    if e.op == "*":
        signs = "".join(p.sign for p in parts)
        above = tuple(x for p in parts for x in ((p.bracketed,) if p.kind == "sum" else p.above))
        return Piece("product", signs, above, tuple(x for p in parts for x in p.below))
    if e.op == "**":
        base, exponent = parts
        if not divides(e):
            return Piece("power", "", (f"{base.bracketed}**{exponent.bracketed}",))
        if e.args[1] == -1:
            return Piece("product", "", (), (str(base) if base.kind == "power" else base.bracketed,))
        positive = exponent._replace(sign="", kind="product" if exponent.below else "atom")
        return Piece("product", "", (), (f"{base.bracketed}**{positive.bracketed}",))
    if e.op == "root_of":
        from .algebraic import bound_name, polynomial

        x = bound_name(e)
        named = "" if x == "x" else f", {x}"
        return Piece("atom", "", (f"root_of({text(polynomial(e, x))}, {parts[-1]}{named})",))
    return Piece("atom", "", (f"{e.op}({', '.join(map(str, parts))})",))
