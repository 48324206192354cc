"""``defiance show MODEL``: what a model says before it is solved."""

from __future__ import annotations

import click

from .common import prints, reads_model


@click.command(short_help="Describe a model.")
@reads_model
@prints
def command(model, values):
    """Describe MODEL: players, timing, payoffs, parameters, source, and what can be asked of it.

    \b
    Example:
      $ defiance show inspection_game
        ...
        parameters
        parameter  domain          default  unit     meaning
        ...
        B          0 < B < Lambda  2        utility  gain from undetected defiance
        ...
    """
    from ..report.model import Description

    return Description(model, model.at(**values)), 0
