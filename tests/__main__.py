"""``python -m tests``: every check in order, the tests last; stops at the first that fails."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
PYTHON = [sys.executable, "-X", "utf8"]


def _tool(name: str) -> str:
    return shutil.which(name, path=str(BIN)) or name


def _checks() -> list[list[str]]:
    return [
        [_tool("ruff"), "check", "."],
        [_tool("ruff"), "format", "--check", "."],
        [_tool("pyright"), "--pythonpath", sys.executable],
        [_tool("lint-imports")],
        [*PYTHON, "-m", "benchmarks", "--smoke"],
        [*PYTHON, "-m", "pytest", "-n", str(min(os.cpu_count() or 1, 8)), *sys.argv[1:]],
    ]


def main() -> int:
    """Run every check; return the exit code of the first that fails, else 0."""
    begun = time.monotonic()
    for command in _checks():
        words = [Path(word).name if Path(word).is_absolute() else word for word in command]
        print(f"\n[{time.monotonic() - begun:.0f} s] $", *words, flush=True)
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        if code:
            return code
    return 0


sys.exit(main())
