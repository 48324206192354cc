"""``defiance ask MODEL QUESTION``: the answer to one of a model's questions."""

from __future__ import annotations

import click

from .common import prints, reads_model
from .complete import questions_of_model
from .progress import working


@click.command(short_help="Answer one of a model's questions.")
@reads_model
@click.argument("question", shell_complete=questions_of_model)
@click.option("--exact", is_flag=True, help="Print exact values (1/3) where there are any, not decimals.")
@prints
def command(model, values, question, exact):
    """Answer QUESTION of MODEL (see: defiance show MODEL). What is not --set takes its default."""
    from ..report.answer import Answer

    with working(f"Asking {model.name}: {question}"):
        return Answer(model.ask(question, **values), exact, f"{model.name}: {question}"), 0
