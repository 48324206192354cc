"""``defiance table MODEL --vary p=0:1:11``: outcomes along a grid."""

from __future__ import annotations

import click

from .common import limits_time, names, pairs, prints, reads_model
from .complete import parameters_of_model
from .progress import working


@click.command(short_help="Print outcomes along a grid of parameters.")
@reads_model
@click.option(
    "--vary",
    multiple=True,
    required=True,
    metavar="NAME=START:STOP:COUNT",
    shell_complete=parameters_of_model,
    help="A grid, both ends included, or a list: p=0,1/2,1. Give it once or twice.",
)
@click.option(
    "--outcome", metavar="O,...", help="Outcomes, formulas or question.result; every outcome if not given."
)
@limits_time
@prints
def command(model, values, vary, outcome, time_limit):
    """Print outcomes of MODEL along one or two grids, a block for each equilibrium.

    What is neither --set nor varied takes its default. "–" means that the equilibrium does not exist there.

    \b
    Example:
      $ defiance table inspection_game --vary k=1/2:3/2:3 --outcome defiance
        ...
        k    defiance
        ...
        0.5  0.25
        1    0.5
        1.5  0.75
    """
    from ..table import table

    with working(f"Table of {model.name}"):
        result = table(
            model, vary=pairs(vary, "--vary"), outcomes=names(outcome), values=values, time_limit=time_limit
        )
    return result, 4 if result.undecided else 0
