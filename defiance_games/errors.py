"""Errors that people can act on: what, where, which rule, what was given, what to do."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any


class DefianceError(Exception):
    """Base of every error this package raises on purpose."""


class InputError(DefianceError, ValueError):
    """Bad input. ``faults`` holds one sentence per fault; all are reported at once.

    >>> raise InputError(["p must be in [0, 1], got 3/2.", "No player 'X'."])
    Traceback (most recent call last):
    ...
    defiance_games.errors.InputError: p must be in [0, 1], got 3/2.
    No player 'X'.
    """

    def __init__(self, faults: str | Iterable[str]):
        self.faults: tuple[str, ...] = (faults,) if isinstance(faults, str) else tuple(faults)
        super().__init__("\n".join(self.faults))


class TimeLimitReached(DefianceError):
    """The time limit was reached; whoever catches it reports what is done and what is not."""


class Faults:
    """Collects the faults of one input, so that all are told at once.

    >>> faults = Faults()
    >>> with faults:
    ...     raise InputError("p must be in [0, 1], got 3/2.")
    >>> with faults:
    ...     raise InputError("No outcome 'x'.")
    >>> faults.of(lambda: 1), faults.of(faults.tell)
    (1, None)
    >>> faults.tell()
    Traceback (most recent call last):
    ...
    defiance_games.errors.InputError: p must be in [0, 1], got 3/2.
    No outcome 'x'.
    """

    def __init__(self) -> None:
        self.found: list[str] = []

    def __enter__(self) -> Faults:
        return self

    def add(self, sentence: str) -> None:
        """Note a fault in words."""
        self.found.append(sentence)

    def of(self, make: Callable[[], Any]) -> Any:
        """Return what ``make`` returns; None where its input is faulty, and then the faults are noted."""
        with self:
            return make()
        return None

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> bool:
        if isinstance(error, InputError):
            self.found += error.faults
        return isinstance(error, InputError)

    def tell(self) -> None:
        """Raise InputError if there are faults."""
        if self.found:
            raise InputError(dict.fromkeys(self.found))


class NotVerified(DefianceError):
    """The verifier refused what a solver found: a fault of the package; the message says what is wrong."""


class UnsupportedError(DefianceError):
    """The request is meaningful but outside what the package can do; the message says why."""


def escaped(text: object) -> str:
    """Return ``text`` with control, zero-width and bidirectional characters spelled out.

    >>> escaped("a\\u202eb")
    'a\\\\u202eb'
    """
    return "".join(
        ch if ch == " " or unicodedata.category(ch)[0] not in "CZ" else ch.encode("unicode_escape").decode()
        for ch in str(text)
    )


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a remedy naming the known names nearest to ``name``.

    >>> nearest("exemplary_sancton", ["exemplary_sanction", "inspection_game"])
    "Did you mean 'exemplary_sanction'?"
    >>> nearest("zzz", ["a", "b"])
    'Known: a, b.'
    >>> nearest("zzz", ["a, b", "c"])
    'Known: a, b; c.'
    """
    known = list(known)
    close = difflib.get_close_matches(name, known, n=2, cutoff=0.6)
    if close:
        return "Did you mean " + " or ".join(f"'{escaped(c)}'" for c in close) + "?"
    between = "; " if any("," in k for k in known) else ", "
    shown = between.join(escaped(k) for k in known[:20]) + (f"{between}..." if len(known) > 20 else "")
    return f"Known: {shown}." if known else "None are declared."
