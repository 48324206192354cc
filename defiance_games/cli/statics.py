"""``defiance statics MODEL``: how outcomes move with parameters, with proofs."""

from __future__ import annotations

import click

from .common import limits_time, names, prints, reads_model, solution_for, takes_concept
from .complete import names_of_parameters
from .progress import working


@click.command(short_help="Print how outcomes move with parameters: signs with proofs.")
@reads_model
@click.option(
    "--outcome", metavar="O,...", help="Outcomes, formulas or question.result; every outcome if not given."
)
@click.option(
    "--wrt",
    metavar="P,Q,...",
    shell_complete=names_of_parameters,
    help="Parameters to move; all if not given.",
)
@click.option(
    "--given", multiple=True, metavar="COND", help='A condition to assume, such as "h > k_W". Repeatable.'
)
@takes_concept
@limits_time
@prints
def command(model, values, outcome, wrt, given, concept, time_limit):
    """Print the sign table of MODEL: a row for each equilibrium, a column for each parameter.

    + and − are proved wherever the equilibrium exists; 0 means that the parameter does not matter; where
    the sign changes, a note says where.

    \b
    Example:
      $ defiance statics inspection_game --outcome defiance
        ...
        equilibrium  B  Lambda  k  a  h
        ...
        mixed        0  0       +  −  0
    """
    from ..statics import statics

    with working(f"Comparative statics of {model.name}"):
        solution = solution_for(concept, model, values, time_limit)
        result = statics(
            model,
            outcome=names(outcome),
            wrt=names(wrt),
            given=given,
            time_limit=time_limit,
            solution=solution,
            values=values,
        )
    return result, 4 if result.undecided else 0
