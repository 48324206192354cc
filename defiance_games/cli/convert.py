"""``defiance convert SOURCE -o TARGET``: a game in another file format."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import escaped
from .common import reads_model, write


@click.command(short_help="Write a game in another file format.")
@reads_model
@click.option(
    "--to",
    "form",
    type=click.Choice(["toml", "nfg", "efg"]),
    help="The format; by the ending of TARGET if not given.",
)
@click.option("-o", "--output", metavar="TARGET", help="Write to TARGET, whole or not at all.")
def command(model, values, form, output):
    """Write the game of MODEL (a catalogue name or a file) as TOML or as Gambit's .nfg or .efg.

    .nfg and .efg files hold numbers only: fix every parameter with --set or --defaults. A tree is written as
    .nfg in its reduced normal form, other games as .efg as the tree that plays them.

    \b
    Example:
      $ defiance convert inspection_game --defaults -o inspection.nfg
    """
    from ..games import files

    game = model.at(**values)
    if output in (None, "-"):
        form = form or "toml"
        write(files.dumps(game, form), None)
    else:
        files.write(game, output, form)
        form = form or Path(output).suffix.lower().removeprefix(".")
    if form != "toml" and game.outcomes:
        lost = ", ".join(outcome.name for outcome in game.outcomes)
        click.echo(escaped(f"An .{form} file has no place for outcomes; left out: {lost}."), err=True)
