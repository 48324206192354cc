"""What a court found: why a claim is false, what was left undecided, the largest gain seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

MOST_REASONS = 12


@dataclass
class Findings:
    """``failures`` refute the claim; ``doubts`` are what could be neither proved nor refuted."""

    failures: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    regret: Fraction = Fraction(0)
    witness: Mapping[str, Any] | None = None

    @property
    def ok(self) -> bool | None:
        """True, False, or None where undecided."""
        return False if self.failures else None if self.doubts else True

    def fail(self, text: str, gain: Fraction | None = None, at: Mapping[str, Any] | None = None) -> None:
        """Note a failure, once."""
        sentence = text.replace("{gain}", str(gain))
        if at:
            sentence = f"{sentence[:-1]}, at {', '.join(f'{k} = {v}' for k, v in at.items())}."
        if sentence not in self.failures and len(self.failures) < MOST_REASONS:
            self.failures.append(sentence)
        if gain is not None and gain > self.regret:
            self.regret, self.witness = gain, at
        if self.witness is None:
            self.witness = at
