"""``defiance compare``: the competing accounts of a model, or cases."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from .common import limits_time, prints
from .progress import working


def _subjects(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from ..cases import cases
    from ..model import models

    return [CompletionItem(name) for name in (*cases(), *models()) if name.startswith(incomplete)]


@click.command(short_help="Compare the accounts of a model, or cases across models.")
@click.argument("what", nargs=-1, shell_complete=_subjects)
@click.option("--robustness", is_flag=True, help="Make rows again with inputs taken from elsewhere.")
@limits_time
@prints
def command(what, robustness, time_limit):
    """Compare cases, all of them if none is named; or the competing accounts of one model.

    Cases: what the models answer at the values of each. Accounts: which observation tells them apart, each
    sign with its proof. Try: defiance compare, then: defiance compare rival_explanations

    \b
    Example:
      $ defiance compare rival_explanations
        ...
          Y_MP  mei_pearson
                Share that defies: the public record
          Y_IA  information_asymmetry
                Share that defies: detection
        ...
    """
    from ..compare import compare

    with working("Comparing"):
        result = compare(*what, robustness=robustness, time_limit=time_limit)
    return result, 4 if getattr(result, "undecided", False) else 0
