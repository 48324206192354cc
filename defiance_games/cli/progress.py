"""A spinner on standard error, for people who wait longer than a second."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 1.0  # seconds before it appears


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show ``what`` and the time it takes while the body runs, if standard error is a terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield
        return
    finished = threading.Event()
    thread = threading.Thread(target=_spin, args=(what, finished), daemon=True)
    thread.start()
    try:
        yield
    finally:
        finished.set()
        thread.join()


def _spin(what: str, finished: threading.Event) -> None:
    begun = time.monotonic()
    if finished.wait(PATIENCE):
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        progress.add_task(what, total=None)
        progress.tasks[0].start_time = begun
        finished.wait()


@contextmanager
def counting(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show how many of ``total`` are done, after a second; the body says it to what it receives."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    progress = Progress(*columns, console=Console(stderr=True), transient=True)
    task, begun = progress.add_task(what, total=total), time.monotonic()

    def count(done: int) -> None:
        if not progress.live.is_started and time.monotonic() - begun >= PATIENCE:
            progress.start()
        progress.update(task, completed=done)

    try:
        yield count
    finally:
        progress.stop()
