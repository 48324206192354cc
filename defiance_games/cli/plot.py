"""``defiance plot MODEL -o FILE``: a picture."""

from __future__ import annotations

import click

from ..errors import InputError, UnsupportedError, escaped
from .common import fail_if_options, limits_time, pairs, reads_model, takes_concept, takes_refinement
from .complete import names_of_parameters, parameters_of_model
from .progress import working

KINDS = ("regions", "curves", "heat", "best-responses", "payoffs", "beliefs", "spread", "phase", "network")


@click.command(short_help="Draw regions, curves, best responses, beliefs, diffusion.")
@reads_model
@click.option(
    "--over",
    metavar="X[,Y]",
    shell_complete=names_of_parameters,
    help="Parameters on the axes: two for a region map, one for curves. With a range: q=0:1,h=0:3.",
)
@click.option(
    "--vary",
    multiple=True,
    metavar="NAME=START:STOP:COUNT",
    shell_complete=parameters_of_model,
    help="A grid: one for curves, two for a heat map.",
)
@click.option("--outcome", metavar="O", help="An outcome, a formula or question.result.")
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    metavar="KIND",
    help=f"What to draw: {', '.join(KINDS)}; chosen by what is given if not said.",
)
@takes_concept
@takes_refinement
@click.option("--nodes", metavar="N", help="Diffusion: how many localities.")
@click.option("--graph", metavar="G", help="Diffusion: the graph, as in simulate.")
@click.option("--periods", metavar="T", help="Diffusion: how many periods.")
@click.option("--seed", metavar="S", help="Diffusion: of everything that is drawn.")
@click.option("--runs", metavar="R", help="Diffusion: how many runs; 20 if not given.")
@click.option("--belief", metavar="B", help="Diffusion: as in simulate.")
@click.option("--policy", metavar="P", help="Diffusion: who is sanctioned, as in simulate.")
@click.option("--observe", metavar="O,...", help="Diffusion: what is observed, as in simulate.")
@click.option("--width", metavar="INCHES", help="How wide: 3.4 for one column of a paper.")
@limits_time
@click.option("-o", "--output", metavar="FILE", help="Write it to FILE: .png, .svg or .pdf.")
def command(model, values, over, vary, outcome, kind, concept, refine, width, time_limit, output, **settings):
    """Draw a picture of MODEL and write it to a file.

    \b
    Examples:
      $ defiance plot exemplary_sanction --over q,h -o map.pdf
      $ defiance plot exemplary_sanction --over h --outcome defiance -o curves.svg
      $ defiance plot inspection_game -o best_responses.png
      $ defiance plot belief_diffusion --kind phase -o phase.png

    What is neither --set nor on an axis takes its default.
    """
    from ..plot import plot

    faults = []
    if output in (None, "-"):
        faults.append("plot: give a file to write the picture to, such as -o picture.png (or .svg, .pdf).")
    else:
        faults += _faults(lambda: _ending(output))
    faults += _faults(lambda: fail_if_options(values, settings))
    grids = {}
    faults += _faults(lambda: grids.update(pairs(vary, "--vary")))
    if faults:
        raise InputError(faults)
    chosen = {name: value for name, value in settings.items() if value is not None}
    with working(f"Drawing {model.name}"):
        try:
            picture = plot(
                model,
                kind,
                over=over,
                vary=grids,
                outcome=outcome,
                values=values,
                concept=concept,
                refine=refine,
                time_limit=time_limit,
                width=width,
                **chosen,
            )
        except ImportError as error:
            raise UnsupportedError(str(error)) from error
        picture.save(output)
    if picture.unknown_letters:
        found = escaped(picture.unknown_letters)
        click.echo(f"No font that was found has these letters: {found}. Noto Serif CJK SC has.", err=True)
    return 0


def _ending(output):
    from ..report.pictures.style import ending

    return ending(output)


def _faults(check):
    """What a check says is wrong."""
    try:
        check()
    except InputError as error:
        return error.faults
    return ()
