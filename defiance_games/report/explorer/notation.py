"""Mathematics for the page: an expression as text with subscripts, superscripts, fractions and roots.

What comes out is data (lists of texts and of one-entry mappings ``sub``, ``sup``, ``frac``, ``root``) from
which the page makes elements; it is never read as HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from ...symbolic.condition import Condition
from ...symbolic.expression import Expression, divides
from ..page import Between
from ..page import conditions as together

Runs = list[Any]
_LETTERS = re.findall(
    r"\w+",
    """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi chi psi
    omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega lam eps ell""",
)
_GREEK: dict[str, str] = dict(zip(_LETTERS, "αβγδεζηθικλμνξπρστφχψωΓΔΘΛΞΠΣΦΨΩλεℓ", strict=True))
_MARKS = {"bar": "\N{COMBINING MACRON}", "hat": "\N{COMBINING CIRCUMFLEX ACCENT}"}  # over a letter
_SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠", "<": "<", ">": ">", "=": "="}
_MINUS, _THIN = "\N{MINUS SIGN}", "\N{THIN SPACE}"
_NAMES = {"ceiling": "⌈⌉", "floor": "⌊⌋", "min": "min", "max": "max", "exp": "exp", "log": "ln"}


class _Piece(NamedTuple):
    """A node in parts, as in :mod:`defiance_games.symbolic.text`: sign, factors above and below the bar."""

    kind: str  # atom | power | product | sum
    sign: str
    above: tuple[Runs, ...]
    below: tuple[Runs, ...] = ()

    @property
    def runs(self) -> Runs:
        top = _product(self.above) or ["1"]
        body = [{"frac": [_bare(top), _bare(_product(self.below))]}] if self.below else top
        return [self.sign, *body] if self.sign else body

    @property
    def bracketed(self) -> Runs:
        return self.runs if self.kind == "atom" else ["(", *self.runs, ")"]


def math(e: Expression) -> Runs:
    """Return the formula as runs.

    >>> from defiance_games.symbolic.parser import parse
    >>> math(parse("p_star - lam**2/k"))
    [{'i': 'p'}, {'sup': ['*']}, ' − ', {'frac': [[{'i': 'λ'}, {'sup': ['2']}], [{'i': 'k'}]]}]
    """
    return _merged(e.fold(_piece).runs)


def condition(c: Condition) -> Runs:
    """Return the comparison as runs.

    >>> from defiance_games.symbolic.parser import parse_condition
    >>> condition(parse_condition("h >= 2*k")[0])
    [{'i': 'h'}, ' ≥ 2\\u2009', {'i': 'k'}]
    """
    return _merged([*math(c.lhs), f" {_SIGNS[c.op]} ", *math(c.rhs)])


def listed(conditions: Iterable[Condition]) -> Runs:
    """Return conditions in a row; two bounds of one thing are read together.

    >>> from defiance_games.symbolic.parser import parse_condition
    >>> listed(parse_condition("0 < q <= 1"))
    ['0 < ', {'i': 'q'}, ' ≤ 1']
    """
    found = together(conditions, "")
    out: Runs = []
    for c in found if isinstance(found, tuple) else (found,):
        if isinstance(c, Between):
            out += [*math(c.lower.rhs), f" {_SIGNS[c.lower.op.replace('>', '<')]} ", *condition(c.upper)]
        else:
            out += condition(c) if isinstance(c, Condition) else [c]
    return _merged(out)


def name(text: str) -> Runs:
    """Return the name of a symbol as runs: ``p_star`` is p*, ``k_R`` has a subscript, ``lam`` is Greek.

    >>> name("mu_star"), name("pi0")
    ([{'i': 'μ'}, {'sup': ['*']}], [{'i': 'π'}, {'sub': ['0']}])
    """
    base, *rest = text.split("_")
    digits = re.fullmatch(r"([A-Za-z]+?)(\d+)", base)
    if digits:
        base, rest = digits[1], [digits[2], *rest]
    marked = re.fullmatch(rf"(.|{'|'.join(_GREEK)})({'|'.join(_MARKS)})", base)
    letter = (
        _GREEK.get(base, base) if marked is None else _GREEK.get(marked[1], marked[1]) + _MARKS[marked[2]]
    )
    runs: Runs = [{"i": letter}]
    below = [_GREEK.get(r, r) for r in rest if r and r != "star"]
    if below:
        runs.append({"sub": [("," if max(map(len, below)) <= 2 else " ").join(below)]})
    if "star" in rest:
        runs.append({"sup": ["*"]})
    return runs


def plain(runs: Runs) -> str:
    """Return runs as one line of text.

    >>> plain(name("k_R"))
    'k_R'
    """
    out = []
    for r in runs:
        if isinstance(r, str):
            out.append(r)
        elif "frac" in r:
            out.append(f"({plain(r['frac'][0])})/({plain(r['frac'][1])})")
        else:
            kind, inner = next(iter(r.items()))
            inside = inner if isinstance(inner, str) else plain(inner)
            mark = {"sub": "_", "sup": "" if inside == "*" else "^", "root": "√", "i": ""}[kind]
            out.append(mark + (f"({inside})" if kind == "root" or " " in inside else inside))
    return "".join(out)


def _piece(e: Expression, parts: list[_Piece]) -> _Piece:
    if e.op == "symbol":
        return _Piece("atom", "", (name(e.args[0]),))
    if e.op == "number":
        x = e.args[0]
        above: tuple[Runs, ...] = ([str(abs(x.numerator))],) if abs(x.numerator) != 1 else ()
        below: tuple[Runs, ...] = ([str(x.denominator)],) if x.denominator != 1 else ()
        return _Piece("atom" if x >= 0 and not below else "product", _MINUS if x < 0 else "", above, below)
    if e.op == "+":
        runs = list(parts[0].runs)
        for p in parts[1:]:
            runs += [f" {_MINUS if p.sign else '+'} ", *p._replace(sign="").runs]
        return _Piece("sum", "", (runs,))
    if e.op == "*":
        sign = _MINUS if sum(bool(p.sign) for p in parts) % 2 else ""
        above = tuple(x for p in parts for x in ((p.bracketed,) if p.kind == "sum" else p.above))
        return _Piece("product", sign, above, tuple(x for p in parts for x in p.below))
    if e.op == "**":
        base, exponent = parts
        under = base.runs if base.kind == "atom" and not _raised(base.runs) else ["(", *base.runs, ")"]
        if not divides(e):
            return _Piece("power", "", ([*under, {"sup": exponent.runs}],))
        if e.args[1] == -1:
            return _Piece("product", "", (), (base.bracketed,))
        return _Piece("product", "", (), ([*under, {"sup": exponent._replace(sign="").runs}],))
    return _Piece("atom", "", (_function(e, parts),))


def _function(e: Expression, parts: list[_Piece]) -> Runs:
    if e.op == "sqrt":
        return [{"root": parts[0].runs}]
    if e.op in ("floor", "ceiling"):
        left, right = _NAMES[e.op]
        return [left, *parts[0].runs, right]
    if e.op == "harmonic":
        return [{"i": "H"}, {"sub": parts[0].runs}]
    if e.op == "root_of":
        from ...symbolic.algebraic import bound_name, polynomial

        x = bound_name(e)
        whole = polynomial(e, x).fold(_piece).runs
        return ["root ", *parts[-1].runs, " of ", *whole, " in ", *name(x)]
    inside: Runs = []
    for p in parts:
        inside += [", ", *p.runs] if inside else p.runs
    return [_NAMES.get(e.op, e.op), "(", *inside, ")"]


def _raised(runs: Runs) -> bool:
    return any(isinstance(r, dict) and "sup" in r for r in runs)


def _product(factors: tuple[Runs, ...]) -> Runs:
    out: Runs = []
    for f in factors:
        out += [_THIN, *f] if out else f
    return out


def _bare(runs: Runs) -> Runs:
    """Runs without brackets around all of them: a bar groups what is above and below it."""
    merged = _merged(runs)
    first, last = merged[0], merged[-1]
    if not (isinstance(first, str) and isinstance(last, str) and first[:1] == "(" and last[-1:] == ")"):
        return merged
    depth = 0
    for k, r in enumerate(merged):
        for j, mark in enumerate(r if isinstance(r, str) else ""):
            depth += {"(": 1, ")": -1}.get(mark, 0)
            if depth == 0 and (k, j) != (len(merged) - 1, len(last) - 1):
                return merged
    if len(merged) == 1:
        return [first[1:-1]]
    return [x for x in (first[1:], *merged[1:-1], last[:-1]) if x]


def _merged(runs: Runs) -> Runs:
    """Runs in which neighboring texts are one."""
    out: Runs = []
    for r in runs:
        if isinstance(r, str) and out and isinstance(out[-1], str):
            out[-1] += r
        elif r:
            out.append(r)
    return out
