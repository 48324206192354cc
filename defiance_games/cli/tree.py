"""``defiance tree MODEL``: the game as a drawing, with an equilibrium on it."""

from __future__ import annotations

import click

from .common import limits_time, reads_model, takes_concept, write
from .progress import working


@click.command(short_help="Draw a game: its tree or its payoff matrix.")
@reads_model
@click.option(
    "--equilibrium",
    metavar="NAME|NUMBER",
    help="Draw this equilibrium on it, by its name or its number in what solve lists.",
)
@click.option("--down", is_flag=True, help="Let the tree grow downwards.")
@takes_concept
@limits_time
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write it to FILE: .svg, .png, .pdf, .tex, .html, .md or .txt. Without it: text.",
)
def command(model, values, equilibrium, down, concept, time_limit, output):
    """Draw the game of MODEL: information sets, payoffs, beliefs, what an equilibrium plays.

    Payoff tables are matrices with the best responses underlined. What is not --set stays a symbol.
    Pictures need matplotlib; .tex is TikZ source for the package istgame.

    \b
    Example:
      $ defiance tree inspection_game
        ...
        Official  C        D
        ...
        I         -k, [0]  [-k - h + a], B - Lambda
        O         [0], 0   -h, [B]
        ...
      $ defiance tree exemplary_sanction --equilibrium 1 -o tree.svg
    """
    from ..draw import draw
    from ..report.drawing import ending

    if output not in (None, "-"):
        ending(output)
    with working(f"Drawing {model.name}"):
        drawing = draw(model, equilibrium, concept, time_limit, down, **values)
        if output not in (None, "-"):
            drawing.save(output)
            return 0
    write(str(drawing), None)
    return 0
