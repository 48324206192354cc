"""Deadlines: points of the monotonic clock at which a search stops."""

from __future__ import annotations

import time

from ..errors import TimeLimitReached


def fail_if_late(deadline: float | None, rest: str) -> None:
    """Raise TimeLimitReached, naming what is left, where the deadline has passed; None is never.

    >>> fail_if_late(None, "nothing")
    """
    if deadline is not None and time.monotonic() > deadline:
        raise TimeLimitReached(f"The time limit was reached; left: {rest}.")
