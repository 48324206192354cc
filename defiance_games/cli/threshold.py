"""``defiance threshold MODEL --parameter p``: where behavior changes, solved for one parameter."""

from __future__ import annotations

import click

from .common import limits_time, prints, reads_model, solution_for, takes_concept
from .complete import names_of_parameters
from .progress import working


@click.command(short_help="Print where behavior changes, solved for a parameter.")
@reads_model
@click.option(
    "--parameter",
    required=True,
    metavar="P",
    shell_complete=names_of_parameters,
    help="The parameter to solve for.",
)
@click.option("--outcome", help="The outcome to report below and above.")
@click.option("--given", multiple=True, metavar="COND", help="A condition to assume. Repeatable.")
@takes_concept
@limits_time
@prints
def command(model, values, parameter, outcome, given, concept, time_limit):
    """Print the values of --parameter at which an equilibrium of MODEL begins or ends, in closed form.

    \b
    Example:
      $ defiance threshold career_calculus --parameter b
        ...
        b = p*g*V + p*pi0*V + p*L + p*s - p*L*r*delta**tau - g*V
          begins         D
          below          does not exist
          above          defiance = 1
        ...
    """
    from ..threshold import threshold

    with working(f"Thresholds of {model.name}"):
        solution = solution_for(concept, model, values, time_limit)
        result = threshold(
            model,
            outcome=outcome,
            parameter=parameter,
            given=given,
            time_limit=time_limit,
            solution=solution,
            values=values,
        )
    return result, 4 if result.undecided else 0
