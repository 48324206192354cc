"""What a run tells of each period: a record, and the state of every locality behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np


class State:
    """The localities at a date, in arrays of shape (n,).

    A state holds until the next record is asked for; copy what is to be kept.
    ``acting``: who defies (or has adopted), bool. ``seen``, ``sanctions_seen``: the defiances and sanctions
    that each has observed up to and with this period (None where nothing is learned); ``perceived``: the
    sanction probability that each then expects (None for adoption).
    """

    def __init__(
        self,
        acting: np.ndarray,
        counts: Callable[[], tuple[np.ndarray, np.ndarray]] | None = None,
        perceived: Callable[[], np.ndarray] | None = None,
    ):
        self.acting = acting
        self._counts = counts
        self._perceived = perceived

    @property
    def seen(self) -> np.ndarray | None:
        """Defiances that each has observed."""
        return self._counts()[0] if self._counts else None

    @property
    def sanctions_seen(self) -> np.ndarray | None:
        """Sanctions that each has observed."""
        return self._counts()[1] if self._counts else None

    @property
    def perceived(self) -> np.ndarray | None:
        """The sanction probability that each expects."""
        return self._perceived() if self._perceived else None


@dataclass(frozen=True)
class Record:
    """One period: who acts, how many began and ceased, what is expected, who was sanctioned.

    ``share`` = ``acting``/N; ``new`` and ``ceased`` against the period before; ``perceived``: mean perceived
    sanction probability at the end of the period (None for adoption); ``sanctions`` in this period,
    ``sanctions_total`` up to and with it; ``time`` = period * length of a period.
    """

    period: int
    time: float
    acting: int
    share: float
    new: int
    ceased: int
    perceived: float | None
    sanctions: int
    sanctions_total: int
    state: State = field(repr=False, compare=False)

    COLUMNS: ClassVar[tuple[str, ...]] = (
        "period",
        "time",
        "acting",
        "share",
        "new",
        "ceased",
        "perceived",
        "sanctions",
        "sanctions_total",
    )

    def to_dict(self) -> dict[str, Any]:
        """Return the columns by name."""
        return {name: getattr(self, name) for name in self.COLUMNS}
