"""Checks of what is given to the parts of a process: every fault is noted, and all are told at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from ..errors import Faults, escaped
from ..symbolic.exact import exact

RULES: dict[str, Callable[[Fraction], bool]] = {
    "> 0": lambda x: x > 0,
    ">= 0": lambda x: x >= 0,
    "in (0, 1)": lambda x: 0 < x < 1,
    "in [0, 1]": lambda x: 0 <= x <= 1,
    "in (0, 1]": lambda x: 0 < x <= 1,
    "a number": lambda x: True,
}


class Checks(Faults):
    """The faults of one object, each beginning with its name.

    >>> checks = Checks("Beta")
    >>> checks.number("a0", "prior count of sanctions", "-1", "> 0"), checks.whole("K", "capacity", "2.5", 0)
    (Fraction(-1, 1), 0)
    >>> checks.tell()
    Traceback (most recent call last):
    ...
    defiance_games.errors.InputError: Beta: a0 (prior count of sanctions) must be > 0, got -1.
    Beta: K (capacity) must be an integer of at least 0, got 2.5.
    """

    def __init__(self, where: str):
        super().__init__()
        self.where = where

    def add(self, sentence: str) -> None:
        """Note a fault in words."""
        super().add(f"{self.where}: {sentence}")

    def number(self, name: str, meaning: str, value: Any, rule: str) -> Fraction:
        """Return the number, exact (a float is the shortest decimal that prints as it)."""
        unread: list[str] = []
        found = exact(value, name, unread)
        if unread:
            self.add(f"{name} ({meaning}) must be a number {rule}, got {escaped(value)}.")
        elif not RULES[rule](found):
            self.add(f"{name} ({meaning}) must be {rule}, got {escaped(value)}.")
        return found

    def whole(self, name: str, meaning: str, value: Any, least: int) -> int:
        """Return the integer; ``least`` is returned in place of a faulty one."""
        text = str(value).strip()
        if not isinstance(value, bool) and re.fullmatch(r"[+-]?[0-9]{1,18}", text) and int(text) >= least:
            return int(text)
        self.add(f"{name} ({meaning}) must be an integer of at least {least}, got {escaped(value)}.")
        return least

    def word(self, name: str, meaning: str, value: Any, words: tuple[str, ...]) -> None:
        """Note a fault unless the value is one of the words."""
        if value not in words:
            self.add(f"{name} ({meaning}) must be one of {', '.join(words)}, got {escaped(value)}.")
