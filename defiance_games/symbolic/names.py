"""Which names a symbol may have: letters, digits and ``_``, written so that no two look alike."""

from __future__ import annotations

import re
import unicodedata

from ..errors import InputError, escaped
from .expression import FUNCTIONS

MAX_NAME = 100
_WORDS = ("and", "or", "not")
_NOT_FINITE = frozenset(("nan", "inf", "infinity", "oo"))
_LOOKALIKES = dict(
    zip("аеорсухіјѕԁԛԝһӏАВЕКМНОРСТХУІЈЅԚԜΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "aeopcyxijsdqwhlABEKMHOPCTXYIJSQWABEZHIKMNOPTYXo")
)


def check_name(name: str, where: str = "") -> str:
    """Return ``name`` if a symbol may be called so (``lambda`` becomes ``lam``), else raise InputError.

    >>> check_name("p_star")
    'p_star'
    >>> check_name("p\\u0430y")
    Traceback (most recent call last):
    ...
    defiance_games.errors.InputError: a name must keep to one alphabet, got 'p\u0430y' with
    CYRILLIC SMALL LETTER A (U+0430), which looks like the Latin a. Type the Latin letter.
    """
    prefix = f"{where}: " if where else ""
    if not isinstance(name, str):
        raise InputError(f"{prefix}a name must be text, got {escaped(repr(name))}.")
    name = "lam" if name == "lambda" else name
    fault = name_fault(name)
    if fault:
        raise InputError(f"{prefix}{fault}.")
    return name


def name_fault(name: str) -> str | None:
    """Return what is wrong with ``name``, a sentence without its full stop, or None."""
    shown = f"'{escaped(name[:MAX_NAME])}'"
    if len(name) > MAX_NAME:
        return f"a name must have at most {MAX_NAME} characters, got {len(name)}. Use a shorter one"
    for ch in name:
        if unicodedata.category(ch)[0] in "CZ" and ch != " ":
            return f"a name must have no invisible characters, got {shown} with {character(ch)}. Remove it"
    normal = unicodedata.normalize("NFKC", name)
    if normal != name:
        ch = next((c for c in name if unicodedata.normalize("NFKC", c) != c), name[0])
        remedy = f"Write '{escaped(normal)}'"
        return f"a name must be in Unicode's normal form (NFKC), got {shown} with {character(ch)}. {remedy}"
    if not name or not name[0].isalpha() or not name.isidentifier():
        return f"a name must be a letter followed by letters, digits or _, got {shown}. Rename it"
    if name in (*FUNCTIONS, "root_of") or name in _WORDS:
        return f"a name must not be that of a function or a logical word, got {shown}. Rename it"
    if name.casefold() in _NOT_FINITE:
        return f"a number must be finite, got {shown}. Only real, finite numbers are allowed"
    return _mixed(name, shown)


def _mixed(name: str, shown: str) -> str | None:
    """Each part between ``_`` and digits must keep to one alphabet and not pass for a Latin word."""
    for part in re.split(r"[_\d]+", name):
        letters = [ch for ch in part if ch.isalpha()]
        alphabets = {unicodedata.name(ch, "UNNAMED").split()[0] for ch in letters}
        like = next((ch for ch in letters if ch in _LOOKALIKES), None)
        if len(alphabets) > 1 or (letters and all(ch in _LOOKALIKES for ch in letters)):
            odd = like or next(ch for ch in letters if not unicodedata.name(ch, "").startswith("LATIN"))
            remedy = ". Use one"
            if like:
                remedy = f", which looks like the Latin {_LOOKALIKES[odd]}. Type the Latin letter"
            return f"a name must keep to one alphabet, got {shown} with {character(odd)}{remedy}"
    return None


def character(ch: str) -> str:
    """Return the Unicode name and code of a character, for messages.

    >>> character("\\u200b")
    'ZERO WIDTH SPACE (U+200B)'
    """
    names = {"\0": "NULL", "\n": "LINE FEED", "\r": "CARRIAGE RETURN", "\t": "TAB", "\x1b": "ESCAPE"}
    kind = {"Cs": "SURROGATE", "Cc": "CONTROL CHARACTER"}.get(unicodedata.category(ch), "UNNAMED CHARACTER")
    return f"{unicodedata.name(ch, names.get(ch, kind))} (U+{ord(ch):04X})"
