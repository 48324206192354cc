"""``defiance models``: the catalogue."""

from __future__ import annotations

import click

from .common import prints


@click.command(short_help="List the models of the catalogue.")
@prints
def command():
    """List the models of the catalogue, each with the question it answers.

    \b
    Example:
      $ defiance models
        model                    question
        ...
        career_calculus          When is defiance rational for one official?
        ...
    """
    from ..errors import Faults
    from ..model import load, models
    from ..report.catalogue import Catalogue

    faults = Faults()
    found = [faults.of(lambda name=name: load(name)) for name in models()]
    for fault in faults.found:  # of a file that is left out
        click.echo(fault, err=True)
    return Catalogue(tuple(model for model in found if model is not None)), 0
