"""``defiance prove MODEL`` or ``prove --claim C --given G``: claims, each proved, refuted or undecided."""

from __future__ import annotations

from typing import Any

import click

from ..errors import Faults, InputError, escaped
from .common import limits_time, prints
from .complete import files_and_models
from .progress import working


@click.command(short_help="Prove or refute claims: a model's own, or yours.")
@click.argument("model", required=False, shell_complete=files_and_models)
@click.option("--claim", help='A comparison to prove, such as "V*(1 - r) > 0".')
@click.option("--given", multiple=True, metavar="COND", help="What the claim may assume. Repeatable.")
@limits_time
@prints
def command(model, claim, given, time_limit):
    """Prove every proposition of MODEL, or one --claim wherever all that is --given holds.

    With both, the claim is about MODEL's parameters and may assume its domain.

    \b
    Example:
      $ defiance prove --claim "V*(1 - r) > 0" --given "V > 0" --given "r <= 1"
          refuted   V*(1 - r) > 0
          given     V > 0, r <= 1
          fails at  V = 1, r = 1
    """
    from ..model import load
    from ..prove import prove

    if claim is None and model is None:
        raise click.UsageError("Give a MODEL, or a --claim.")
    loaded = None if model is None else load(model)
    if claim is None and loaded is not None and not loaded.propositions:
        none = f"{escaped(loaded.name)} declares no propositions."
        raise InputError(f"{none} Give a claim about it with --claim.")
    subject: Any = loaded if claim is None else claim
    assumed: Any = given
    if claim is not None and loaded is not None:
        read, faults = loaded.contents.conditions, Faults()
        with faults:
            subject = read([claim], where="claim")
        with faults:
            assumed = (*loaded.setting.domain, *read(given, where="given"))
        faults.tell()
    with working("Proving"):
        result = prove(subject, given=assumed, time_limit=time_limit)
    statuses = getattr(result, "statuses", None) or (result.status,)
    return result, 1 if "refuted" in statuses else 4 if "undecided" in statuses else 0
