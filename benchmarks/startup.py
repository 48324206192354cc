"""Start-up: the command line, cold, against the least that its library costs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from .measure import line, seconds


def figures(smoke: bool) -> Iterator[str]:
    """Yield a line a figure."""
    repeats = 2 if smoke else 9
    python = [sys.executable]
    base, _ = seconds(lambda: _run([*python, "-c", "import click"]), repeats)
    took, _ = seconds(lambda: _run([*python, "-m", "defiance_games", "--help"]), repeats)
    yield line("defiance --help / import click (cold)", f"{took / base:.2f} x", "2.5 x")
    took, _ = seconds(lambda: _run([*python, "-m", "defiance_games", "solve", "inspection_game"]), repeats)
    yield line("defiance solve inspection_game (cold)", f"{took:.2f} s", "2 s")


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)
