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
    from ..model import load, models
    from ..report.catalogue import Catalogue

    return Catalogue(tuple(load(name) for name in models())), 0
