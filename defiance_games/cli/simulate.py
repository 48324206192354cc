"""``defiance simulate MODEL``: what happens on a graph, period by period."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import click

from ..errors import Faults, InputError, UnsupportedError, escaped
from .common import fail_if_options, prints, reads_model
from .period_file import PeriodFile
from .progress import counting

INTERRUPTED = 130


@click.command(short_help="Run a model on a graph, period by period.")
@reads_model
@click.option("--nodes", metavar="N", help="How many localities; 1000 if the graph does not say.")
@click.option(
    "--graph",
    default="small-world",
    show_default=True,
    metavar="G",
    help="ring, grid, small-world, scale-free, hierarchy, star, complete or random, with options such as "
    "small-world:degree=6,rewire=0.2; or a file of edges.",
)
@click.option("--directed", is_flag=True, help="Edge i, j of a file: only i observes j.")
@click.option("--labels", is_flag=True, help="Whole numbers in a file are names, not positions 0, 1, ...")
@click.option("--periods", default="200", show_default=True, metavar="T", help="How many after period 0.")
@click.option("--seed", default="0", show_default=True, metavar="S", help="Of everything that is drawn.")
@click.option("--runs", default="1", show_default=True, metavar="R", help="Runs, with seeds S, S+1, ...")
@click.option(
    "--belief", metavar="B", help="counts, true-risk or types:high=...,low=...,prior=..., as the model has."
)
@click.option(
    "--policy",
    metavar="P",
    help="Who is sanctioned: none, first:m=8, random:K=8, list:K=8, visible:K=2%, campaign:every=5,K=8.",
)
@click.option("--observe", metavar="O,...", help="What is observed: neighbors, own, news=0.1.")
@click.option(
    "--periods-file",
    metavar="FILE",
    help="Write every period to FILE, which can be read at any time, whatever ends the program: .csv has "
    "each period as it happens, .parquet (rewritten every 5 seconds) those up to 5 seconds ago.",
)
@prints
def command(model, values, periods_file, **settings):
    """Run MODEL on a graph of localities and print what comes of it.

    What is not --set takes its default. The same seed gives the same run. Ctrl-C stops, prints what is done
    so far and leaves the file of the periods whole; the exit code is then 130.

    \b
    Example:
      $ defiance simulate belief_diffusion --nodes 100 --seed 1 --set seeds=3
        ...
        share defying in period 200  1.0000
        perceived p                  0.0039
        sanctions so far             24
        ...
    """
    from ..simulate import prepare

    faults = Faults()
    faults.of(lambda: fail_if_options(values, settings))
    file = faults.of(lambda: _file(periods_file)) if periods_file else None
    values = {n: v for n, v in values.items() if n not in settings}
    plan = faults.of(lambda: prepare(model, **settings, **values))
    faults.tell()
    rows, code = [], 0
    total = plan.runs * (plan.periods + 1)
    try:
        with file or nullcontext(), _stops(), counting(f"Simulating {model.name}", total) as count:
            for row in plan.rows():
                rows.append(row)
                if file:
                    file.write(row)
                count(len(rows))
    except MemoryError as error:
        raise UnsupportedError(f"{model.name}: there is not enough memory for so many localities.") from error
    except KeyboardInterrupt:
        click.echo("Interrupted: here is what was done.", err=True)
        code = INTERRUPTED
    return plan.result(rows), code


def _file(path):
    """The file of the periods; not one that is read, or that the result is written to."""
    given = click.get_current_context().params
    for name, what in (("output", "-o"), ("graph", "--graph"), ("model", "MODEL")):
        if os.path.realpath(str(given.get(name))) == os.path.realpath(path):
            raise InputError(f"--periods-file and {what} name the same file, '{escaped(path)}'.")
    return PeriodFile(path)


@contextmanager
def _stops() -> Iterator[None]:
    """A request to terminate is as Ctrl-C."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
