"""Cases: what happened, as values for the models, each with its source. One file is one case.

A case file holds one constant, ``CASE``. A value is a number, or the name of a model's formula, as in
``career_calculus.p_star``: what that formula is in the same case, exactly. What a case does not say has the
default of the model. :data:`ROWS` are the questions that every case is asked.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..errors import InputError, escaped, nearest

ILLUSTRATIVE = "illustrative"


@dataclass(frozen=True)
class Value:
    """A value of a parameter in a case: a number, and where it is from; or a link ``model.formula``."""

    text: str
    source: str = ILLUSTRATIVE


@dataclass(frozen=True)
class Case:
    """What happened in one case.

    Parameters
    ----------
    title : as it is called in a table
    facts : label of a row that no model answers -> what the source says
    values : model -> parameter -> Value
    """

    title: str
    facts: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One line of a comparison: a question of a model, which results to show, and what they mean.

    Parameters
    ----------
    question : of ``model``; a row without one shows the fact of its label
    shows : parameters, results of the question and formulas of the model
    says : condition on such quantities -> the words for it, which may hold quantities in braces
    exchange : parameters that a check of robustness takes from the other cases
    instead : parameter -> link that a check of robustness puts in its place
    """

    label: str
    model: str = ""
    question: str = ""
    shows: tuple[str, ...] = ()
    says: Mapping[str, str] = field(default_factory=dict)
    exchange: tuple[str, ...] = ()
    instead: Mapping[str, str] = field(default_factory=dict)


TOLERATED = "career_calculus.p_star"
FIRST_STAGE = ("exemplary_sanction", "first_stage")
ROWS = (
    Row(
        "what defiance earns",
        "career_calculus",
        "decide",
        ("g",),
        {"g = 0": "no promotion", "g > 0": "growth counts for promotion"},
    ),
    Row("tolerated risk", "career_calculus", "decide", ("p_star",)),
    Row("sanctions"),
    Row("follow-through", *FIRST_STAGE, ("p_R",)),
    Row(
        "belief that deters",
        *FIRST_STAGE,
        ("mu_star",),
        {"mu_star > 1": "no signal can deter"},
        exchange=("p_R",),
    ),
    Row(
        "official 2",
        *FIRST_STAGE,
        ("q", "D2_after_defiance"),
        {
            "D2_after_defiance = 0": "complies",
            "D2_after_defiance = 1": "defies",
            "0 < D2_after_defiance < 1": "mixes: semi-separating",
        },
        exchange=("p_R",),
    ),
    Row(
        "global game",
        "capacity_defiance",
        "global_game",
        ("K", "N", "p_G"),
        {"p_G > p_star": "above p_star: comply", "p_G < p_star": "below p_star: defy"},
        exchange=("N", "K"),
    ),
    Row(
        "routine enforcement",
        "sanction_reputation",
        "infinite",
        ("delta_c",),
        {"delta_c <= delta": "sustainable at delta = {delta}", "delta_c > 1": "impossible"},
        instead={"p_star": TOLERATED},
    ),
    Row(
        "belief after the news",
        "belief_diffusion",
        "posterior",
        ("m", "M", "p_hat"),
        {
            "p_hat > prior_mean": "up from {prior_mean}",
            "p_hat < prior_mean": "down from {prior_mean}",
            "p_hat > p_star": "above p_star: comply",
            "p_hat < p_star": "below p_star: defy",
        },
        exchange=("m", "M"),
    ),
    Row(
        "mean field",
        "belief_diffusion",
        "mean_field",
        ("kappa", "kappa_c"),
        {
            "kappa > kappa_c": "dies out",
            "kappa < kappa_c": "x_high = {x_high}, a purge of more than {purge_min} needed",
        },
        exchange=("pbar",),
    ),
)


def cases() -> tuple[str, ...]:
    """Return the names of the cases.

    >>> cases()
    ('sars_2003', 'tieben_2003_04')
    """
    return tuple(sorted(m.name for m in pkgutil.iter_modules(__path__)))


def load_case(name: str) -> Case:
    """Return a case by its name; raises InputError, with the nearest names, if there is none."""
    if name not in cases():
        raise InputError(f"No case '{escaped(name)}'. {nearest(name, cases())}")
    return importlib.import_module(f"{__name__}.{name}").CASE
