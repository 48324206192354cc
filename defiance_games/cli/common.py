"""What the commands share: reading MODEL and its values, the options, printing a result."""

from __future__ import annotations

import functools
import math
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from ..errors import InputError, TimeLimitReached, escaped
from ..refinements import REFINEMENTS
from ..report import FORMATS
from ..solution import CONCEPTS
from .complete import files_and_models, parameters_of_model

Command = Callable[..., Any]
_SAID = {  # exit code -> why it is not 0
    3: "No equilibrium was found, but the search was not complete (exit code 3).",
    4: "Not everything was settled within the limits (exit code 4). A larger --time-limit may help.",
}
_CONCEPTS = list(dict.fromkeys(concept for known in CONCEPTS.values() for concept in known))
_LONGEST = 1e8  # seconds that an alarm can be set to


def _pair(text: str, option: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (equals and name.strip() and value.strip()):
        raise InputError(f"{option} must be NAME=VALUE, got '{escaped(text)}'.")
    return name.strip(), value.strip()


def pairs(texts: Iterable[str], option: str) -> dict[str, str]:
    """Return NAME=VALUE texts as a mapping; every fault is reported.

    >>> pairs(["q=1/5", "h = 2"], "--set")
    {'q': '1/5', 'h': '2'}
    """
    found: dict[str, str] = {}
    faults: list[str] = []
    for text in texts:
        try:
            name, value = _pair(text, option)
        except InputError as error:
            faults += error.faults
            continue
        if found.setdefault(name, value) != value:
            faults.append(
                f"{option} gives {escaped(name)} twice: {escaped(found[name])} and {escaped(value)}."
            )
    if faults:
        raise InputError(faults)
    return found


def fail_if_options(values: Iterable[str], options: Iterable[str]) -> None:
    """Refuse --set of what is an option of the command and no parameter.

    >>> fail_if_options({"p": "1/2", "seed": "3"}, ["seed", "runs"])
    Traceback (most recent call last):
    ...
    defiance_games.errors.InputError: seed is no parameter but an option: write --seed, not --set.
    """
    known = set(options)
    found = [n for n in values if n in known]
    if found:
        raise InputError(f"{n} is no parameter but an option: write --{n}, not --set." for n in found)


def names(text: str | None) -> list[str] | None:
    """Return comma-separated names as a list; None where not given."""
    return None if text is None else [n.strip() for n in text.split(",") if n.strip()]


def _fills_in(model: Any, options: dict[str, Any]) -> bool:
    """Whether the defaults are taken anyway: by tables and runs, and by questions, which have their own."""
    outcomes = names(options.get("outcome")) or [""]
    asks = all(o.partition(".")[0] in model.questions for o in outcomes)
    return asks or not {"question", "vary", "periods"}.isdisjoint(options)


def _left_free(options: dict[str, Any]) -> set[str]:
    """Return the parameters that a command moves or solves for."""
    free = {options.get("parameter") or "", *(names(options.get("wrt")) or ())}
    return {"lam" if name == "lambda" else name for name in free}


def reads_model(function: Command) -> Command:
    """Add MODEL, --set and --defaults; the command receives ``model`` and ``values``."""

    @click.argument("model", shell_complete=files_and_models)
    @click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="NAME=VALUE",
        shell_complete=parameters_of_model,
        help="Fix a parameter, exactly: 0.1 is 1/10. Repeatable.",
    )
    @click.option("--defaults", is_flag=True, help="Fix all other parameters at their defaults.")
    @functools.wraps(function)
    def run(model: str, settings: tuple[str, ...], defaults: bool, **options: Any) -> Any:
        from ..model import load

        values = pairs(settings, "--set")
        loaded = load(model)
        if defaults and not _fills_in(loaded, options):
            values = loaded.completed(values, _left_free(options))
        return function(model=loaded, values=values, **options)

    return run


def _seconds(_: click.Context, __: click.Parameter, value: float) -> float:
    if math.isnan(value) or value <= 0:
        raise click.BadParameter("must be more than 0 seconds.")
    return value


def takes_concept(function: Command) -> Command:
    """Add --concept."""
    return click.option(
        "--concept",
        type=click.Choice(_CONCEPTS),
        metavar="CONCEPT",
        help=f"Solution concept: {', '.join(_CONCEPTS)}; chosen by the kind of game if not given.",
    )(function)


def takes_refinement(function: Command) -> Command:
    """Add --refine."""
    return click.option(
        "--refine",
        type=click.Choice(REFINEMENTS),
        metavar="R",
        help=f"Keep only equilibria that pass this refinement: {', '.join(REFINEMENTS)}.",
    )(function)


def solution_for(concept: str | None, model: Any, values: Any, seconds: float) -> Any:
    """Return what a model is solved to for a concept that was asked for; None for the usual one."""
    if concept is None:
        return None
    from ..solve import solve

    return solve(model.at(**values), concept=concept, time_limit=seconds)


def limits_time(function: Command) -> Command:
    """Add --time-limit; a command that does not keep it is stopped a little later."""

    @functools.wraps(function)
    def run(*arguments: Any, **options: Any) -> Any:
        with stopped_after(1.2 * options["time_limit"] + 3):
            return function(*arguments, **options)

    return click.option(
        "--time-limit",
        type=float,
        default=60,
        show_default=True,
        metavar="SECONDS",
        callback=_seconds,
        help="Stop there and say what is undecided.",
    )(run)


@contextmanager
def stopped_after(seconds: float) -> Iterator[None]:
    """Raise TimeLimitReached after so many seconds, in the main thread of a system that has alarms."""

    def stop(*_: Any) -> None:
        raise TimeLimitReached("Undecided: the time limit was reached.")

    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, min(seconds, _LONGEST))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def prints(function: Command) -> Command:
    """Add --format and -o, and print what the command returns: (result, exit code)."""

    @click.option(
        "--format",
        "form",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help="How to print the result.",
    )
    @click.option("-o", "--output", metavar="FILE", help="Write the result to FILE, whole or not at all.")
    @click.option(
        "--unicode/--ascii",
        "pretty",
        default=None,
        help="Mathematics as p* ≤ λ, or everything in plain characters. If not given: the first in a "
        "terminal, else as it is typed.",
    )
    @functools.wraps(function)
    def run(form: str, output: str | None, pretty: bool | None, **options: Any) -> int:
        from ..report import render

        result, code = function(**options)
        here = output in (None, "-")
        terminal = here and sys.stdout is not None and sys.stdout.isatty()
        width = min(max(shutil.get_terminal_size().columns, 40), 120) if terminal else 80
        color = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        how = {name: bool(options.get(name)) for name in ("numeric", "ties")}
        letters = {True: "unicode", False: "ascii", None: "unicode" if terminal and _spells() else "typed"}
        text = render(result, form, **how, width=width, color=color, letters=letters[pretty])
        write(text, None if here else output)
        if code in _SAID and form in ("json", "csv"):  # the others say it in words
            click.echo(_SAID[code], err=True)
        return code

    return run


def write(text: str, output: str | None) -> None:
    """Write ``text`` to standard output, or to a file: whole or not at all."""
    from ..games.files import save

    if output is None:
        _to_standard_output(text.rstrip("\n") + "\n")
    else:
        save(text.rstrip("\n") + "\n", output)


def _spells() -> bool:
    """Whether standard output takes the letters and signs of mathematics."""
    try:
        "λ*≤√·₁²".encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _to_standard_output(text: str) -> None:
    if sys.stdout is None:  # closed by the shell: nobody reads
        sys.exit(141)
    encoding = sys.stdout.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        from ..report.text import ascii_only

        text = ascii_only(text, encoding)
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has left: nothing to say, and nothing more to flush at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
