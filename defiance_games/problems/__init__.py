"""Problems beside finite games, one family a file: ``GlobalGame`` is in ``problems/global_game.py``."""

from __future__ import annotations

import re
from importlib import import_module
from pkgutil import iter_modules
from typing import Any


def _files() -> list[str]:
    return sorted(m.name for m in iter_modules(__path__) if m.name != "problem")


def __getattr__(name: str) -> Any:
    file = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    if name[:1].isupper() and file in _files():
        return getattr(import_module(f".{file}", __name__), name)
    raise AttributeError(f"module 'defiance_games.problems' has no attribute '{name}'")


def __dir__() -> list[str]:
    return [file.title().replace("_", "") for file in _files()]
