"""``defiance dominance MODEL``: which strategies are dominated, round by round."""

from __future__ import annotations

from dataclasses import replace

import click

from .common import limits_time, prints, reads_model
from .progress import working


@click.command(short_help="Print which strategies are dominated, and what is left.")
@reads_model
@click.option(
    "--weak", is_flag=True, help="Remove weakly dominated strategies too, all at once in each round."
)
@click.option("--rounds", type=click.IntRange(min=1), metavar="N", help="Stop after N rounds.")
@click.option("--ties", is_flag=True, help="Print also what happens only at ties between parameters.")
@click.option("--numeric", is_flag=True, help="Print numbers as decimals.")
@limits_time
@prints
def command(model, values, weak, rounds, ties, numeric, time_limit):
    """Print the dominated strategies of MODEL: what dominates them, where, and what is left.

    What is not --set stays a symbol: then there is an answer for each region of the parameters.

    \b
    Example:
      $ defiance dominance inspection_game
        ...
          round 1         nothing is dominated
          left: Center    I, O
          left: Official  C, D
    """
    from ..dominance import dominance

    with working(f"Dominance in {model.name}"):
        found = dominance(model.at(**values), weak=weak, rounds=rounds, time_limit=time_limit)
    return replace(found, model=model.name), 4 if found.undecided else 0
