"""``defiance prove MODEL`` or ``prove --claim C --given G``: claims, each proved, refuted or undecided."""

from __future__ import annotations

import click

from .common import limits_time, prints
from .complete import files_and_models
from .progress import working


@click.command(short_help="Prove or refute claims: a model's own, or yours.")
@click.argument("model", required=False, shell_complete=files_and_models)
@click.option("--claim", help="A comparison to prove, such as \"V*(1 - r) > 0\".")
@click.option("--given", multiple=True, metavar="COND", help="What the claim may assume. Repeatable.")
@limits_time
@prints
def command(model, claim, given, time_limit):
    """Prove every proposition of MODEL, or one --claim wherever all that is --given holds.

    With both, the claim is about MODEL's parameters and may assume its domain.
    """
    from ..model import load
    from ..prove import prove

    if claim is None and model is None:
        raise click.UsageError("Give a MODEL, or a --claim.")
    if claim is None:
        with working(f"Proving the propositions of {model}"):
            result = prove(load(model), given=given, time_limit=time_limit)
    else:
        domain = () if model is None else load(model).at().domain
        with working("Proving"):
            result = prove(claim, given=(*domain, *given), time_limit=time_limit)
    statuses = set(result.statuses) if claim is None else {result.status}
    return result, 1 if "refuted" in statuses else 4 if "undecided" in statuses else 0
