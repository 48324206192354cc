"""The mean field: how the share that defies moves where there are very many localities.

Tolerances are spread evenly over [0, pbar]; the center can sanction a share kappa of all localities, so that
of a share x that defies a locality is sanctioned with probability min(1, kappa/x); each period a share lam
of the localities, drawn anew, revises what it does in view of that risk::

    x' = f(x) = (1 - lam)*x + lam*max(0, 1 - kappa/(pbar*x)),    f(0) = 0

Paths are computed in floats: exact fractions double their digits every period. The steady states, which are
the fixed points of f, are found exactly by the problem family ``fixed_points``.

Source: model book, 5c; thresholds: Granovetter (1978).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..symbolic.expression import as_expression


@dataclass(frozen=True)
class MeanField:
    """The map f, for sanction capacity ``kappa``, largest tolerance ``pbar``, share ``lam`` that revises.

    >>> tieben = MeanField("0.08", "0.5", "0.2")
    >>> tieben.path("0.25", [5, 40])
    [0.410141..., 0.798185...]
    >>> round(tieben.slope(0.2), 6), round(tieben.slope(0.8), 6)  # the tipping point, the stable steady state
    (1.6, 0.85)
    """

    kappa: Any
    pbar: Any
    lam: Any

    @cached_property
    def _lam(self) -> float:
        return _number(self.lam)

    @cached_property
    def _reach(self) -> float:
        """Up to this share nobody is willing."""
        return _number(self.kappa) / _number(self.pbar)

    def step(self, x: float) -> float:
        """The share one period after ``x``."""
        return (1 - self._lam) * x + self._lam * self.willing(x)

    def willing(self, x: float) -> float:
        """The share that would defy at the risk that a share ``x`` makes."""
        return max(0.0, 1 - self._reach / x) if x > 0 else 0.0

    def slope(self, x: float) -> float:
        """The slope of f: below 1 at a stable steady state."""
        return 1 - self._lam + (self._lam * (1 - self.willing(x)) / x if self.willing(x) > 0 else 0)

    def path(self, x0: Any, dates: Sequence[int]) -> list[float]:
        """The shares at these dates, from ``x0`` at date 0."""
        shares = [_number(x0)]
        for _ in range(max(dates, default=0)):
            shares.append(self.step(shares[-1]))
        return [shares[date] for date in dates]


def _number(x: Any) -> float:
    return float(as_expression(x))
