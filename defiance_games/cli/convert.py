"""``defiance convert SOURCE -o TARGET``: a game in another file format."""

from __future__ import annotations

import click

from .common import reads_model, write


@click.command(short_help="Write a game in another file format.")
@reads_model
@click.option(
    "--to",
    "form",
    type=click.Choice(["toml", "nfg"]),
    help="The format; by the ending of TARGET if not given.",
)
@click.option("-o", "--output", metavar="TARGET", help="Write to TARGET, whole or not at all.")
def command(model, values, form, output):
    """Write the game of MODEL (a catalogue name or a file) as TOML or as Gambit's .nfg.

    An .nfg file holds numbers only: fix every parameter with --set or --defaults.
    """
    from ..games import files

    game = model.at(**values)
    if output in (None, "-"):
        write(files.dumps(game, form or "toml"), None)
    else:
        files.write(game, output, form)
