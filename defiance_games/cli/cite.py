"""``defiance cite MODEL``: BibTeX of its sources, of related literature, and of the method."""

from __future__ import annotations

import click

from ..report import FORMATS
from .common import names, write
from .complete import files_and_models


@click.command(short_help="Print what to cite for a model and its method, as BibTeX.")
@click.argument("model", shell_complete=files_and_models)
@click.option(
    "--method",
    metavar="NAME,...",
    help="What was used: concepts, refinements, families of problems; if not given, what solves MODEL.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("bibtex", *FORMATS)),
    default="bibtex",
    show_default=True,
    help="How to print the references.",
)
@click.option("-o", "--output", metavar="FILE", help="Write the result to FILE, whole or not at all.")
def command(model, method, form, output):
    """Print what to cite for MODEL: its sources, related literature, its method, the package.

    \b
    Example:
      $ defiance cite career_calculus
        ...
        @article{Becker1968,
          author = {Becker, Gary S.},
          title = {Crime and Punishment: An Economic Approach},
        ...
    """
    from ..cite import cite
    from ..report import render

    result = cite(model, names(method))
    write(result.to_bibtex() if form == "bibtex" else render(result, form), output)
    return 0
