"""What Gambit's file formats share: text in quotes, exact numbers, names that tell things apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from ...errors import InputError, escaped
from ..game import Game

MAX_DIGITS = 300
STRING = r'"(?:[^"\\]|\\.)*+"'
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?(?:/[0-9]+)?")


def unquoted(text: str) -> str:
    r"""Return the text in quotes.

    >>> unquoted(r'"say \"no\""')
    'say "no"'
    """
    inside = text[1:-1]
    return re.sub(r'\\(["\\])', r"\1", inside) if "\\" in inside else inside


def quoted(text: str) -> str:
    r"""Return text in quotes.

    >>> print(quoted('say "no"'))
    "say \"no\""
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def exact(text: str) -> Fraction | None:
    """Return the value of a number; None where it has too many digits, or divides by zero.

    >>> exact("-1.5e1"), exact("1/0")
    (Fraction(-15, 1), None)
    """
    above, _, below = text.partition("/")
    mantissa, _, exponent = above.lower().partition("e")
    if len(mantissa) > MAX_DIGITS or len(below) > MAX_DIGITS or abs(int(exponent or 0)) > MAX_DIGITS:
        return None
    if not int(below or 1):
        return None
    value = Fraction(above) / int(below or 1)
    return value if max(abs(value.numerator), value.denominator) < 10**MAX_DIGITS else None


def named(names: Sequence[str]) -> tuple[str, ...]:
    """Return names, those that are empty or there twice replaced by their number.

    >>> named(["left", "", "up", "up"])
    ('left', '2', '3', '4')
    """
    found = [name.strip() or str(i) for i, name in enumerate(names, 1)]
    while len(set(found)) < len(found):
        times = Counter(found)
        found = [name if times[name] == 1 else str(i) for i, name in enumerate(found, 1)]
    return tuple(found)


def fail_unless_numbers(game: Game, what: str) -> None:
    """Raise InputError where a payoff or a probability is no rational number; ``what`` must hold them."""
    where = game.name
    symbols = sorted({s for _, e in game.expressions() for s in e.symbols})
    if symbols:
        raise InputError(
            f"{where}: {what} must hold numbers only, got the symbols {', '.join(symbols)}. "
            "Fix them (--set NAME=VALUE, --defaults), or write a .toml file."
        )
    faults = [
        f"{where}: '{escaped('.'.join(path))}' must be a rational number in {what}, "
        f"got {e}. Write a .toml file."
        for path, e in game.expressions()
        if not e.is_number
    ]
    if faults:
        raise InputError(faults)
