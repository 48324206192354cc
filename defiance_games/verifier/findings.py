"""What a court found: why a claim is false, what was left undecided, the largest gain seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

MOST_REASONS = 12


@dataclass
class Findings:
    """``failed`` refutes the claim: texts and gains; ``doubts`` could be neither proved nor refuted."""

    failed: list[tuple[str, Fraction | None]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    witness: Mapping[str, Any] | None = None  # of the largest gain; else of the first failure
    failures: list[str] = field(default_factory=list)  # the sentences
    regret: Fraction = Fraction(0)  # the largest gain seen

    @property
    def ok(self) -> bool | None:
        """True, False, or None where undecided."""
        return False if self.failed else None if self.doubts else True

    def fail(
        self, text: str | Callable[[], str], gain: Fraction | None = None, at: Mapping[str, Any] | None = None
    ) -> None:
        """Note a failure, once."""
        if self.witness is None or (gain is not None and gain > self.regret):
            self.witness = at
        if gain is not None:
            self.regret = max(self.regret, gain)
        if len(self.failures) >= MOST_REASONS:
            return
        sentence = text if isinstance(text, str) else text()
        sentence = sentence.replace(" {gain}", "" if gain is None else f" {gain}")
        bare = sentence
        if at:
            sentence = f"{sentence[:-1]}, at {', '.join(f'{k} = {v}' for k, v in at.items())}."
        if sentence not in self.failures:
            self.failures.append(sentence)
            self.failed.append((bare, gain))
