"""The LaTeX that the package writes, as MathML.

Only what :mod:`defiance_games.symbolic.latex` and derivations use is understood: fractions, roots, indices,
accents, brackets, Greek letters, relations and words.
"""

from __future__ import annotations

import re
from html import escape

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[0-9]+(?:\.[0-9]+)?|\s+|.", re.S)
_GREEK = dict(
    zip(
        [
            "alpha",
            "beta",
            "gamma",
            "delta",
            "epsilon",
            "zeta",
            "eta",
            "theta",
            "iota",
            "kappa",
            "lambda",
            "mu",
            "nu",
            "xi",
            "pi",
            "rho",
            "sigma",
            "tau",
            "upsilon",
            "phi",
            "chi",
            "psi",
            "omega",
            "varepsilon",
            "Gamma",
            "Delta",
            "Theta",
            "Lambda",
            "Xi",
            "Pi",
            "Sigma",
            "Phi",
            "Psi",
            "Omega",
            "Upsilon",
            "ell",
        ],
        "αβγδϵζηθικλμνξπρστυϕχψωεΓΔΘΛΞΠΣΦΨΩΥℓ",
        strict=True,
    )
)
_SIGNS = {
    "le": "≤",
    "ge": "≥",
    "ne": "≠",
    "iff": "⟺",
    "cdot": "·",
    "mid": "|",
    "implies": "⟹",
    "prime": "′",
    "partial": "∂",
}
_SPACES = {",": "0.17em", ";": "0.28em", " ": "0.25em", "quad": "1em"}
_ACCENTS = {"bar": "¯", "hat": "^", "tilde": "~"}
_WORDS = ("text", "mathit", "mathrm", "operatorname")
_EDGES = {"lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉"}


def mathml(latex: str, display: bool = False) -> str:
    """Return LaTeX mathematics as a MathML element.

    >>> mathml("k_{W}")
    '<math><mrow><msub><mi>k</mi><mrow><mi>W</mi></mrow></msub></mrow></math>'
    """
    block = ' display="block"' if display else ""
    return f"<math{block}>{_Reader(latex).row()}</math>"


class _Reader:
    def __init__(self, text: str):
        self.tokens, self.at = _TOKEN.findall(text), 0

    def row(self) -> str:
        """What stands up to the closing brace, as one row."""
        found: list[str] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token == "}":
                break
            if token in "_^":
                tag = "msub" if token == "_" else "msup"
                base, script = found.pop() if found else "<mrow></mrow>", self.argument()
                found.append(f"<{tag}>{base}{script}</{tag}>")
            elif not token.isspace():
                found.append(self.atom(token))
        return f"<mrow>{''.join(found)}</mrow>"

    def atom(self, token: str) -> str:
        """One symbol, or a command with its arguments."""
        if token == "{":
            return self.row()
        if token in "()[]":
            return f'<mo stretchy="false" lspace="0" rspace="0">{token}</mo>'
        if not token.startswith("\\"):
            tag = "mi" if token.isalpha() else "mn" if token[0].isdigit() else "mo"
            return f"<{tag}>{'−' if token == '-' else escape(token)}</{tag}>"
        name = token[1:]
        if name in _WORDS:
            word = escape(self.words())
            return f"<mtext>{word}</mtext>" if name == "text" else f"<mi>{word}</mi>"
        if name == "frac":
            return f"<mfrac>{self.argument()}{self.argument()}</mfrac>"
        if name == "binom":
            inside = f'<mfrac linethickness="0">{self.argument()}{self.argument()}</mfrac>'
            return f"<mrow><mo>(</mo>{inside}<mo>)</mo></mrow>"
        if name == "sqrt":
            return f"<msqrt>{self.argument()}</msqrt>"
        if name in _ACCENTS:
            return f"<mover>{self.argument()}<mo>{_ACCENTS[name]}</mo></mover>"
        if name in ("left", "right"):
            edge = self.tokens[self.at]
            self.at += 1
            return f'<mo lspace="0" rspace="0">{_EDGES.get(edge[1:], edge)}</mo>'
        if name in _SPACES:
            return f'<mspace width="{_SPACES[name]}"/>'
        if name in _SIGNS:
            return f"<mo>{_SIGNS[name]}</mo>"
        return f"<mi>{_GREEK.get(name, escape(name))}</mi>"

    def argument(self) -> str:
        """The next symbol or braced group."""
        while self.tokens[self.at].isspace():
            self.at += 1
        token = self.tokens[self.at]
        self.at += 1
        return self.atom(token)

    def words(self) -> str:
        """A braced group as plain words."""
        depth, found = 0, []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            depth += {"{": 1, "}": -1}.get(token, 0)
            if token == "}" and depth == 0:
                break
            if token not in "{}":
                found.append(token[1:] if token.startswith("\\") else token)
        return "".join(found)
