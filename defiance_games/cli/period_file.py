"""A file that grows while a simulation runs, and can be read at any time, whatever ends the program.

CSV is written line by line, each on disk before the next period. Parquet cannot be read until it is
finished; so the file is written anew every few seconds, beside the old one, and takes its place when it is
whole.
"""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from ..errors import InputError, UnsupportedError, escaped

EVERY = 5.0  # seconds between two versions of a Parquet file
ENDINGS = (".csv", ".parquet")


class PeriodFile:
    """Rows of a simulation in a file, by its ending; use it in ``with``, which finishes it."""

    def __init__(self, path: str):
        self.path = Path(os.path.realpath(path))
        self.ending = self.path.suffix.lower()
        if self.ending not in ENDINGS:
            raise InputError(
                f"--periods-file must end in {' or '.join(ENDINGS)}, got '{escaped(self.path.name)}'."
            )
        if self.path.is_dir() or not self.path.parent.is_dir():
            problem = "is a folder" if self.path.is_dir() else "is in a folder that does not exist"
            raise InputError(f"--periods-file '{escaped(path)}' {problem}.")
        self._rows: list[Mapping[str, Any]] = []  # of a Parquet file
        self._saved = -EVERY
        self._csv: Any = None
        if self.ending == ".parquet":
            self._pyarrow, self._parquet = _pyarrow()

    def __enter__(self) -> PeriodFile:
        return self

    def __exit__(self, *_: object) -> None:
        if self._csv:
            self._csv.close()
        if self._rows:
            self._save()

    def write(self, row: Mapping[str, Any]) -> None:
        """Add a row."""
        if self.ending == ".parquet":
            self._rows.append(row)
            if time.monotonic() - self._saved >= EVERY:
                self._save()
            return
        if self._csv is None:
            self._csv = self.path.open("w", newline="", encoding="utf-8")
            csv.writer(self._csv, lineterminator="\n").writerow(row)
        csv.writer(self._csv, lineterminator="\n").writerow(row.values())
        self._csv.flush()

    def _save(self) -> None:
        """Write every row so far, beside the file, and put it in its place."""
        beside = self.path.with_name(f".{self.path.name}.{os.getpid()}.part")
        try:
            self._parquet.write_table(self._pyarrow.Table.from_pylist(self._rows), beside)
            os.replace(beside, self.path)
        finally:
            beside.unlink(missing_ok=True)
        self._saved = time.monotonic()


def _pyarrow() -> tuple[Any, Any]:
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise UnsupportedError(
            'Parquet files need an extra: python -m pip install "defiance-games[simulate]". CSV needs none.'
        ) from error
