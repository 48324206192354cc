"""Text to tokens, and faults that point into the text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from ..errors import InputError, escaped
from .names import character

_TOKEN = re.compile(
    r"[ \t\r\n]+"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<sign>\*\*|<=|>=|==|!=|[-+*/()<>=,≤≥≠])"
)
_QUOTES = "text in quotes is not an expression"
_INSTEAD = {
    "^": "a power is written **",
    "²": "a square is written **2",
    "³": "a cube is written **3",
    "√": "a root is written sqrt(x)",
    "½": "one half is written 1/2",
    "÷": "a quotient is written /",
    "%": "a percentage is written as a quotient, 5/100",
    "∞": "only finite numbers are allowed",
    "!": "unequal is written !=",
    ".": "names have no dots and decimals have digits",
    ";": "one expression is given at a time",
    "'": _QUOTES,
    '"': _QUOTES,
    **dict.fromkeys("×·⋅∙", "a product is written *"),
    **dict.fromkeys("−–—", "minus is written -"),
    **dict.fromkeys("[]{}", "only round brackets are used"),
}


@dataclass(frozen=True)
class Token:
    """A token; ``kind`` is 'number', 'name', 'end' or the sign itself."""

    kind: str
    text: str
    start: int
    value: Fraction = Fraction(0)

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def fault_at(text: str, column: int, sentence: str, where: str = "") -> InputError:
    """Return an InputError: the sentence, headed by where and column, above the text with a caret."""
    start = max(0, column - 40)
    shown = ("..." if start else "") + escaped(text[start:column])
    rest = escaped(text[column : column + 30]) + ("..." if len(text) > column + 30 else "")
    head = f"{escaped(where)}: " if where else ""
    sentence += "" if sentence.endswith((".", "?")) else "."
    return InputError(f"{head}column {column + 1}: {sentence}\n    {shown}{rest}\n    {' ' * len(shown)}^")


def tokens(text: str, where: str, max_digits: int) -> list[Token]:
    """Return the tokens of ``text``, an 'end' token last; InputError at the first character of none."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise fault_at(text, at, _stray(text, at), where)
        kind, piece = match.lastgroup, match.group()
        if kind == "number":
            found.append(Token("number", piece, at, _number(text, at, piece, where, max_digits)))
        elif kind == "name" and any(unicodedata.category(ch) == "No" for ch in piece):
            at += next(i for i, ch in enumerate(piece) if unicodedata.category(ch) == "No")
            raise fault_at(text, at, _stray(text, at), where)
        elif kind is not None:
            found.append(Token(piece if kind == "sign" else "name", piece, at))
        at = match.end()
    return [*found, Token("end", "", len(text))]


def too_long(x: Fraction, max_digits: int) -> bool:
    """Whether numerator or denominator has more than ``max_digits`` digits."""
    return max(abs(x.numerator), x.denominator) >= 10**max_digits


def _number(text: str, at: int, piece: str, where: str, max_digits: int) -> Fraction:
    mantissa, _, exponent = piece.lower().partition("e")
    if len(mantissa) <= 2 * max_digits and len(exponent) <= 5 and abs(int(exponent or 0)) <= 2 * max_digits:
        value = Fraction(mantissa) * Fraction(10) ** int(exponent or 0)
        if not too_long(value, max_digits):
            return value
    shown = piece if len(piece) <= 40 else piece[:37] + "..."
    rule = f"a number must have at most {max_digits} digits above and below the fraction bar"
    raise fault_at(text, at, f"{rule}, got '{shown}'. Use a smaller one", where)


def _stray(text: str, at: int) -> str:
    """What is wrong with a character that begins no token."""
    ch = text[at]
    given = f"'{escaped(ch)}'" if ch.isascii() and ch.isprintable() else character(ch)
    if unicodedata.category(ch)[0] in "CZ":
        return f"an expression must have no invisible or malformed characters, got {given}. Remove it"
    if ch == "_":
        return "a name must begin with a letter, got '_'. Rename it"
    if ch in _INSTEAD:
        return f"an expression must keep to + - * / ** ( ) , got {given}; {_INSTEAD[ch]}"
    if ch.isdigit() or ch.isnumeric():
        return f"a number must be written in the digits 0 to 9, got {given}. Type it anew"
    return f"an expression must be numbers, names, + - * / ** and round brackets, got {given}. Remove it"
