"""``defiance explore MODEL -o page.html``: a page to play with, in one file."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import InputError, escaped
from .common import limits_time, reads_model, takes_concept, takes_refinement, write
from .progress import working


@click.command(short_help="Write a page to play with: sliders, region map, curves.")
@reads_model
@takes_concept
@takes_refinement
@limits_time
@click.option(
    "-o", "--output", metavar="FILE", required=True, help="Where to write the page: it must end in .html."
)
def command(model, values, concept, refine, time_limit, output):
    """Write a page with sliders for the parameters of MODEL, a map of where each equilibrium holds, the
    equilibria at the point with strategies, beliefs and payoffs, outcome curves, and the game.

    It is one file that needs no network: open it in a browser, project it, send it. What is --set is fixed;
    the rest can be moved. The address in the browser holds the setting, so that it can be shared.

    \b
    Example:
      $ defiance explore exemplary_sanction -o sanction.html
        Written to sanction.html. Open it in a browser.
    """
    from ..explore import explore
    from ..report import render

    target = _target(output)
    with working(f"Solving {model.name}"):
        found = explore(model, values, concept=concept, refine=refine, time_limit=time_limit)
    write(render(found, "html"), target)
    if target is not None:
        click.echo(f"Written to {escaped(target)}. Open it in a browser.", err=True)
    return 4 if found.undecided else 0


def _target(output: str) -> str | None:
    """The file to write, None for standard output; a page goes to a file that a browser will open."""
    if output != "-" and Path(output).suffix.lower() not in (".html", ".htm"):
        raise InputError(f"-o must end in .html, got '{escaped(output)}'.")
    return None if output == "-" else output
