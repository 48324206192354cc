"""``defiance explain MODEL``: the derivation behind an answer."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import InputError, escaped
from ..report.derivation import ENDINGS, FORMATS
from .common import limits_time, names, reads_model, takes_concept, takes_refinement, write
from .complete import names_of_parameters
from .progress import working


@click.command(short_help="Print why: each equilibrium, sign or proposition with its proof.")
@reads_model
@click.option("--equilibrium", metavar="NAME|NUMBER", help="Explain this equilibrium only.")
@click.option("--outcome", metavar="O,...", help="Explain how outcomes move with parameters.")
@click.option("--wrt", metavar="P,Q,...", shell_complete=names_of_parameters, help="Parameters to move.")
@click.option("--proposition", metavar="P1.1", help="Explain the proof of this proposition of MODEL.")
@click.option(
    "--level",
    type=click.Choice(["student", "paper"]),
    default="paper",
    show_default=True,
    help="student: a sentence for each step, with numbers; paper: terse.",
)
@takes_concept
@takes_refinement
@limits_time
@click.option(
    "--format",
    "form",
    type=click.Choice([*FORMATS, "json"]),
    help="How to print it; by the ending of FILE (.md .tex .html) if not given, else table.",
)
@click.option("-o", "--output", metavar="FILE", help="Write it to FILE, whole or not at all.")
def command(
    model, values, equilibrium, outcome, wrt, proposition, level, concept, refine, time_limit, form, output
):
    """Print the derivation of every equilibrium of MODEL, of a sign, or of a proposition.

    Every inequality that is printed was confirmed first. A .tex FILE is a document with amsthm propositions
    and proofs that compiles as it is (run LaTeX twice, for the references), an .html FILE a page that needs
    no network.

    \b
    Example:
      $ defiance explain inspection_game
        ...
          * If Center plays I and Official plays only C, then Center would gain by O:
            -k < 0.
        ...
      $ defiance explain exemplary_sanction --level student -o proof.tex
    """
    from ..explain import explain
    from ..report import render
    from ..report.derivation import written

    form = _format(form, output)
    with working(f"Explaining {model.name}"):
        found = explain(
            model,
            equilibrium=equilibrium,
            outcome=names(outcome),
            wrt=names(wrt),
            proposition=proposition,
            level=level,
            concept=concept,
            refine=refine,
            time_limit=time_limit,
            **values,
        )
    whole = output not in (None, "-")
    text = render(found, "json") if form == "json" else written(found, form, whole)
    write(text, output if whole else None)
    return 4 if found.left_out else 0


def _format(form: str | None, output: str | None) -> str:
    """The format: as asked for, or by the ending of the file."""
    if form is not None or output in (None, "-"):
        return form or "table"
    ending = Path(output).suffix.lower()
    if ending not in ENDINGS:
        rule = f"-o FILE must end in {', '.join(ENDINGS)} where --format is not given"
        raise InputError(f"explain: {rule}, got '{escaped(output)}'.")
    return ENDINGS[ending]
