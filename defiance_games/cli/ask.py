"""``defiance ask MODEL QUESTION``: the answer to one of a model's questions."""

from __future__ import annotations

import click

from ..errors import escaped
from .common import limits_time, prints, reads_model
from .complete import questions_of_model
from .progress import working


@click.command(short_help="Answer one of a model's questions.")
@reads_model
@click.argument("question", required=False, shell_complete=questions_of_model)
@click.option("--exact", is_flag=True, help="Print exact values (1/3) where there are any, not decimals.")
@limits_time
@prints
def command(model, values, question, exact, time_limit):
    """Answer QUESTION of MODEL (see: defiance show MODEL).

    What is not --set takes its default. A question may have parameters and defaults of its own, which take
    the place of the model's; the line "values" says what was used.

    \b
    Example:
      $ defiance ask inspection_game nash --set Lambda=10
        ...
          p_inspect   1/5 (0.2)
          d_defy      1/4 (0.25)
        ...
    """
    from ..report.answer import Answer

    if question is None:
        known = ", ".join(model.questions) or "it has none"
        raise click.UsageError(f"Give a QUESTION of {escaped(model.name)}: {known}.")
    with working(f"Asking {model.name}: {question}"):
        used = model.used(question, **values)
        answer = model.ask(question, time_limit=time_limit, **values)
    return Answer(answer, exact, f"{model.name}: {question}", used), 0
