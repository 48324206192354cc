"""The verb ``compare``: the competing accounts of a model, or cases."""

from __future__ import annotations

from typing import Any

from .cases import Case, cases, load_case
from .comparison.accounts import AccountComparison, compare_accounts
from .comparison.cases import CaseComparison, compare_cases
from .errors import InputError, escaped, nearest
from .model import Model, load, models


def compare(
    *subjects: Any, robustness: bool = False, time_limit: float = 60
) -> AccountComparison | CaseComparison:
    """Return a comparison of the competing accounts of one model, or of cases: all if none is named.

    Parameters
    ----------
    subjects : a model (or its name) that declares competing accounts; or cases (or their names)
    robustness : also make the rows of cases again with inputs that are choices taken from elsewhere
    time_limit : seconds for the proofs of accounts

    Raises InputError for what is neither, and for models that declare no accounts.

    Examples
    --------
    >>> compare("sars_2003", "tieben_2003_04")["global game"].cells["tieben_2003_04"].words
    ('below p_star: defy',)
    """
    faults = [_unknown(s) for s in subjects if not isinstance(s, (Case, Model)) and str(s) not in _names()]
    if faults:
        raise InputError(faults)
    read = [_read(s) for s in subjects or cases()]
    told = {name: subject for name, subject in read if isinstance(subject, Case)}
    given = [subject for _, subject in read if isinstance(subject, Model)]
    if not given:
        return compare_cases(told, robustness)
    model = given[0]
    if len(read) > 1:
        raise InputError("Compare one model, whose accounts compete, or cases; not both, and no two models.")
    if not model.contents.accounts:
        having = [name for name in models() if load(name).contents.accounts]
        raise InputError(f"{model.name} declares no competing accounts. Models that do: {', '.join(having)}.")
    if robustness:
        raise InputError("Checks of robustness are made of cases; the signs of accounts are proved.")
    return compare_accounts(model, time_limit)


def _names() -> tuple[str, ...]:
    return (*cases(), *models())


def _read(subject: Any) -> tuple[str, Case | Model]:
    """A subject and its name."""
    if isinstance(subject, (Case, Model)):
        return subject.title, subject
    return str(subject), load_case(str(subject)) if subject in cases() else load(subject)


def _unknown(subject: Any) -> str:
    return f"No model or case '{escaped(subject)}'. {nearest(str(subject), _names())}"
