"""A setting: parameters without a finite game, for models whose questions and formulas are all there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ..symbolic.expression import Expression
from .game import Game
from .outcome import Event, Shape


@dataclass(frozen=True, repr=False)
class Setting(Game):
    """The parameters of a model that is no finite game; there is nobody to play and nothing to solve.

    >>> from defiance_games.symbolic.condition import parameter
    >>> setting = Setting((), parameters=(parameter("v", "v > 0"),), title="two_channel_diffusion")
    >>> setting.with_values({"v": "1/2"}).values
    {'v': 1/2}
    """

    kind = "none"

    @property
    def shape(self) -> Shape:
        """There are no events."""
        return Shape((), ())

    def expressions(self) -> Iterator[tuple[tuple[str, ...], Expression]]:
        """There are no payoffs."""
        return iter(())

    def _mapped(self, change: Callable[[Expression], Expression]) -> dict[str, Any]:
        return {}

    def probability(self, event: Event, given: Event, strategies: Any) -> Expression | None:
        """No event has a probability."""
        return None

    def expectation(self, player: str, given: Event, strategies: Any) -> Expression | None:
        """No player has a payoff."""
        return None

    def _layout(self) -> dict[str, Any]:
        return {}
