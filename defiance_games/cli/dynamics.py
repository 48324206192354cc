"""``defiance dynamics MODEL --kind replicator``: how players learn or imitate in a game of two."""

from __future__ import annotations

import click

from ..dynamics import KINDS, prepare
from ..errors import Faults, UnsupportedError, escaped
from .common import fail_if_options, pairs, prints, reads_model
from .progress import working


@click.command(short_help="Print how two players learn: replicator, fictitious play, logit.")
@reads_model
@click.option("--kind", type=click.Choice(KINDS), default=KINDS[0], show_default=True, help="Which dynamic.")
@click.option("--periods", default="100", show_default=True, metavar="T", help="How many periods.")
@click.option(
    "--start",
    "starts",
    multiple=True,
    metavar="PLAYER:STRATEGY=P,...",
    help="Where a player starts, such as Official:C=0.6,D=0.4; evenly if not given. Repeatable.",
)
@click.option("--noise", metavar="X", help="Noise of logit, in units of payoff; 0.1 if not given.")
@click.option("--seed", default="0", show_default=True, metavar="S", help="Seed of what is drawn.")
@prints
def command(model, values, kind, periods, starts, noise, seed):
    """Print a path of mixed strategies of MODEL, which must be a game of two players.

    What is not --set takes its default. CSV and JSON have every period, the other formats the
    first ones and some of the rest.

    \b
    Example:
      $ defiance dynamics inspection_game --kind replicator
        ...
        average      0.4002     0.5998     0.7522       0.2478
        equilibrium  0.4000     0.6000     0.7500       0.2500
    """
    faults = Faults()
    settings = {"kind": kind, "periods": periods, "noise": noise, "seed": seed}
    faults.of(lambda: fail_if_options(values, [*settings, "start"]))
    settings["start"] = _starts(starts, faults)
    values = {n: v for n, v in values.items() if n not in settings}
    compute = faults.of(lambda: prepare(model, **settings, **values))
    faults.tell()
    with working(f"Dynamics of {model.name}"):
        try:
            return compute(), 0
        except ImportError as error:  # it names the extra
            raise UnsupportedError(str(error)) from error


def _starts(texts, faults):
    """PLAYER:STRATEGY=P,... texts as player -> strategy -> text; what is wrong is noted."""
    found = {}
    for text in texts:
        player, colon, rest = text.rpartition(":")
        if not colon or player.strip() in found:
            faults.add(f"--start must be PLAYER:STRATEGY=P,..., once per player, got '{escaped(text)}'.")
            continue
        with faults:
            found[player.strip()] = pairs(rest.split(","), "--start")
    return found
