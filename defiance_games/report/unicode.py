"""The mathematics of a page in Unicode, for terminals: ``p_star <= lam**2/2`` becomes ``p* ≤ λ²/2``."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ..symbolic.tokens import tokens
from .page import MATH, Cell, Note, Page, mapped

_SPELLED = {"lam": "λ", "eps": "ε", "ell": "ℓ"}
_SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠", "-": "−", "*": "·", "**": "^"}
_SMALL = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MARKS = {"star": "*", "prime": "′"}
_DIGITS = 10**6  # more than any number that was read has


@dataclass(frozen=True, repr=False)
class Spelled:
    """Mathematics as it is printed; not text, so that no line is broken inside."""

    text: str

    def __str__(self) -> str:
        return self.text

    __repr__ = __str__


def unicode(page: Page) -> Page:
    """Return ``page`` with its mathematics in Unicode; a last note says how to type what is not plain."""
    changed: dict[str, str] = {}

    def spelled(cell: Cell) -> Cell:
        return Spelled(formula(str(cell), changed)) if isinstance(cell, MATH) else cell

    told = mapped(page, spelled)
    if not changed:
        return told
    typed = ", ".join(f"{shown} as {typed}" for typed, shown in changed.items())
    return Page((*told.blocks, Note(f"Type {typed}.")))


def formula(text: str, changed: dict[str, str] | None = None) -> str:
    """Return what the parser could read in Unicode; ``changed`` learns names that one could not guess.

    >>> formula("1 - 2*q*k_W/(mu_star*h**2) <= delta**(n - 1)")
    '1 − 2q·k_W/(μ*·h²) ≤ δ^(n − 1)'
    """
    out, before, end = "", "", 0
    for token in tokens(text, "", _DIGITS):
        kind, word = token.kind, token.text
        out += text[end : token.start]
        end = token.end
        if kind == "name":
            shown = name(word)
            if changed is not None and not {*_SPELLED, *_MARKS}.isdisjoint(word.split("_")):
                changed.setdefault(word, shown)
            out += "√" if word == "sqrt" else shown
        elif kind == "number" and before == "**" and word.isdigit():
            out = out[:-1] + word.translate(_RAISED)
        elif kind == "*" and _glued(text, token.start):
            pass
        else:
            out += _SIGNS.get(kind, word)
        before = kind
    return out


def _glued(text: str, at: int) -> bool:
    """Whether the product is of a whole number and a letter, as in ``2*q``, which is written ``2q``."""
    head = text[:at]
    digits = len(head) - len(head.rstrip("0123456789"))
    before = head[: len(head) - digits][-1:]
    word = re.match(r"\w*\(?", text[at + 1 :])
    letter = word is not None and word[0][:1].isalpha() and not word[0].endswith("(")
    return digits > 0 and not (before.isalnum() or before in ("_", ".")) and letter


def name(text: str) -> str:
    """Return a name with Greek letters, stars and small digits.

    >>> print(*map(name, ["p_star", "p_star_1", "mu_S", "k_R", "a0", "Lambda", "delta_c", "omega_bar"]))
    p* p*₁ μ_S k_R a0 Λ δ_c ω_bar
    """
    first, *rest = text.split("_")
    out = _greek(first)
    for part in rest:
        out += _MARKS.get(part) or (part.translate(_SMALL) if part.isdigit() else "_" + _greek(part))
    return out


def _greek(word: str) -> str:
    if word in _SPELLED:
        return _SPELLED[word]
    case = "CAPITAL" if word[:1].isupper() else "SMALL"
    spelled = word.upper() if word[1:].islower() else ""
    try:
        return unicodedata.lookup(f"GREEK {case} LETTER {'LAMDA' if spelled == 'LAMBDA' else spelled}")
    except KeyError:
        return word
