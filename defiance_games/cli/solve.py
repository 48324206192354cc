"""``defiance solve MODEL``: every equilibrium, as formulas with regions."""

from __future__ import annotations

from dataclasses import replace

import click

from .common import limits_time, prints, reads_model, takes_concept, takes_refinement
from .progress import working

EXIT = {"solved": 0, "none-exists": 0, "not-found": 3, "undecided": 4}


@click.command(short_help="Print every equilibrium and where it holds.")
@reads_model
@takes_concept
@takes_refinement
@click.option(
    "--find",
    type=click.Choice(["all", "one"]),
    default="all",
    show_default=True,
    help="How many to look for.",
)
@click.option("--generic", is_flag=True, help="Leave out ties of parameters, and say which.")
@click.option("--ties", is_flag=True, help="Print also what exists only at ties between parameters.")
@click.option("--numeric", is_flag=True, help="Print numbers as decimals.")
@limits_time
@prints
def command(model, values, concept, refine, find, generic, ties, numeric, time_limit):
    """Print every equilibrium of MODEL: where it holds, strategies, beliefs, payoffs, outcomes.

    What is not --set stays a symbol. JSON and CSV always have what exists only at ties, the other formats
    with --ties.

    \b
    Example:
      $ defiance solve inspection_game
        ...
        mixed
          holds where  everywhere on the domain
          Center       I with probability B/Lambda, otherwise O
          Official     C with probability (a - k)/a, otherwise D
        ...
    """
    from ..solve import solve

    with working(f"Solving {model.name}"):
        solution = solve(
            model.at(**values),
            concept=concept,
            refine=refine,
            find=find,
            generic=generic,
            time_limit=time_limit,
        )
    solution = replace(solution, model=model.name)
    return solution, EXIT[solution.status.word]
