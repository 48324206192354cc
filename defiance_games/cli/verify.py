"""``defiance verify MODEL --equilibrium FILE``: is it an equilibrium, and who gains by deviating if not?"""

from __future__ import annotations

import click

from .common import limits_time, prints, reads_model
from .progress import working


@click.command(short_help="Check an equilibrium without the solver.")
@reads_model
@click.option(
    "--equilibrium",
    "file",
    required=True,
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    help="JSON: an entry of solve --format json, or the whole of it; - reads standard input.",
)
@click.option(
    "--concept",
    metavar="CONCEPT",
    help="Solution concept: nash, subgame-perfect, perfect-bayesian, sequential, correlated, stackelberg or "
    "quantal-response; if not given, the one that FILE names, else the usual one of the kind of game.",
)
@limits_time
@prints
def command(model, values, file, concept, time_limit):
    """Say whether what is in FILE is an equilibrium of MODEL, by code that no solver shares.

    A whole solution is checked entry by entry, at the values for which it was found.

    \b
    Example:
      $ defiance solve inspection_game --format json -o found.json
      $ defiance verify inspection_game --equilibrium found.json
          equilibrium  yes (nash)
          regret       0
    """
    from ..verify import verify

    with working(f"Verifying {file}"):
        verdict = verify(model.at(**values), file, time_limit=time_limit, concept=concept)
    return verdict, {True: 0, False: 1, None: 4}[verdict.ok]
