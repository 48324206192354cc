"""Expressions and names as LaTeX mathematics."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from .expression import Expression, divides

_SMALL = re.findall(
    r"\w+",
    """alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi o
    pi rho varsigma sigma tau upsilon varphi chi psi omega""",
)
_LARGE = {
    "Γ": "Gamma",
    "Δ": "Delta",
    "Θ": "Theta",
    "Λ": "Lambda",
    "Ξ": "Xi",
    "Π": "Pi",
    "Σ": "Sigma",
    "Φ": "Phi",
    "Ψ": "Psi",
    "Ω": "Omega",
    "ϒ": "Upsilon",
}
_UNICODE = {chr(0x3B1 + i): name for i, name in enumerate(_SMALL)} | _LARGE
_GREEK = frozenset({*_SMALL, *_LARGE.values(), "phi"} - {"o", "varsigma", "varepsilon", "varphi"})
_SPELLED = {"lam": r"\lambda", "eps": r"\varepsilon", "ell": r"\ell", "epsilon": r"\varepsilon"}
_STARS = {"star": "*", "prime": r"\prime"}
_MARKS = {"bar": r"\bar", "hat": r"\hat", "tilde": r"\tilde"}


class Piece(NamedTuple):
    """The LaTeX of a node: its text, or for products the sign and the factors above and below the bar."""

    kind: str
    text: str = ""
    sign: str = ""
    above: tuple[Piece, ...] = ()
    below: tuple[Piece, ...] = ()

    def __str__(self) -> str:
        if self.kind != "product":
            return self.sign + self.text
        top = _joined(self.above) or "1"
        return self.sign + (f"\\frac{{{top}}}{{{_joined(self.below)}}}" if self.below else top)

    @property
    def bracketed(self) -> str:
        """Text that may carry an exponent."""
        return str(self) if self.kind in ("atom", "word") and not self.sign else rf"\left({self}\right)"


def _joined(factors: tuple[Piece, ...]) -> str:
    if len(factors) == 1:
        return str(factors[0])
    gap = r" \, " if any(f.kind == "word" for f in factors) else " "
    return gap.join(f.bracketed if f.kind == "sum" else str(f) for f in factors)


def latex(e: Expression) -> str:
    r"""Return ``e`` as LaTeX.

    >>> from defiance_games.symbolic.parser import parse
    >>> print(latex(parse("1 - q*k_W/(mu_star*h)")))
    1 - \frac{q k_{W}}{\mu^{*} h}
    """
    return str(e.fold(_piece))


def latex_name(name: str) -> str:
    r"""Return a name as LaTeX: Greek letters by name, ``_star`` as a star, what follows ``_`` as an index.

    >>> print(*map(latex_name, ["p_star_1", "mu_S", "k_R", "a0", "pbar", "lam"]))
    p^{*}_{1} \mu_{S} k_{R} a_{0} \bar{p} \lambda
    """
    first, *rest = [part for part in name.split("_") if part]
    match = re.fullmatch(r"(.*?[^\W\d])(\d+)", first)
    if match:
        first, rest = match.group(1), [match.group(2), *rest]
    stars = "".join(_STARS[r] for r in rest if r in _STARS)
    marks = [_MARKS[r] for r in rest if r in _MARKS]
    below = ",".join(_letter(r, upright=True) for r in rest if r not in _STARS and r not in _MARKS)
    base = _letter(first)
    for mark in marks:
        base = f"{mark}{{{base}}}"
    return base + (f"^{{{stars}}}" if stars else "") + (f"_{{{below}}}" if below else "")


def _letter(word: str, upright: bool = False) -> str:
    if word in _SPELLED:
        return _SPELLED[word]
    if word in _GREEK:
        return f"\\{word}"
    if word in _UNICODE:
        return f"\\{_UNICODE[word]}"
    mark = re.fullmatch(r"([^\W\d])(bar|hat|tilde)", word)
    if mark:
        return f"{_MARKS[mark.group(2)]}{{{_letter(mark.group(1))}}}"
    if not word.isascii():
        return rf"\text{{{word}}}"
    if len(word) == 1 or word.isdigit():
        return word
    return rf"\mathrm{{{word}}}" if upright else rf"\mathit{{{word}}}"


def _piece(e: Expression, parts: list[Piece]) -> Piece:
    if e.op == "symbol":
        text = latex_name(e.args[0])
        kind = "starred" if "^" in text else "word" if text.startswith((r"\mathit", r"\text")) else "atom"
        return Piece(kind, text)
    if e.op == "number":
        return _number(e.args[0])
    if e.op == "+":
        terms = [f" {'-' if p.sign else '+'} {p._replace(sign='')}" for p in parts[1:]]
        return Piece("sum", str(parts[0]) + "".join(terms))
    if e.op == "*":
        factors = [(p.above, p.below) if p.kind == "product" else ((p._replace(sign=""),), ()) for p in parts]
        if e.args[0] == -1:
            factors = factors[1:]
        return Piece(
            "product",
            "",
            parts[0].sign,
            tuple(x for a, _ in factors for x in a),
            tuple(x for _, b in factors for x in b),
        )
    if e.op == "**":
        base, exponent = parts
        if not divides(e):
            return Piece("power", f"{base.bracketed}^{{{exponent}}}")
        if e.args[1] != -1:
            base = Piece("power", f"{base.bracketed}^{{{exponent._replace(sign='')}}}")
        return Piece("product", below=(Piece("power", base.bracketed) if base.kind == "product" else base,))
    if e.op == "sqrt":
        return Piece("atom", rf"\sqrt{{{parts[0]}}}")
    if e.op == "exp":
        return Piece("power", rf"e^{{{parts[0]}}}")
    if e.op in ("floor", "ceiling"):
        edge = "floor" if e.op == "floor" else "ceil"
        return Piece("atom", rf"\left\l{edge} {parts[0]} \right\r{edge}")
    if e.op == "harmonic":
        return Piece("starred", f"H_{{{parts[0]}}}")
    if e.op == "binomial":
        return Piece("atom", rf"\binom{{{parts[0]}}}{{{parts[1]}}}")
    if e.op == "root_of":
        from .algebraic import bound_name, polynomial

        inside = latex(polynomial(e, bound_name(e)))
        return Piece("function", rf"\operatorname{{root}}_{{{parts[-1]}}}\left({inside}\right)")
    return Piece("function", rf"\{e.op}\left({', '.join(map(str, parts))}\right)")


def _number(x: Fraction) -> Piece:
    sign = "-" if x < 0 else ""
    above = Piece("atom", str(abs(x.numerator)))
    if x.denominator == 1:
        return above._replace(sign=sign)
    below = (Piece("atom", str(x.denominator)),)
    return Piece("product", "", sign, () if abs(x.numerator) == 1 else (above,), below)
