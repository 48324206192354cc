"""Tieben, 2003-04: steel makers expanded against orders; eight officials were disciplined, and it went on.

Source: [MP] Ciqi Mei and Margaret Pearson, chapter on the diffusion of policy defiance among Chinese local
officials. What is marked illustrative is a teaching choice, not a measurement.
"""

from . import TOLERATED, Case, Value

DISCIPLINED = "[MP]: eight officials disciplined"
CASE = Case(
    title="Tieben 2003-04",
    facts={"sanctions": "eight officials disciplined"},
    values={
        "career_calculus": {"g": Value("0.1")},
        "exemplary_sanction": {
            "p_star": Value(TOLERATED),
            "p_R": Value("0.08"),
            "q": Value("0.1"),
            "h": Value("4"),
            "k_W": Value("1"),
        },
        "capacity_defiance": {"p_star": Value(TOLERATED), "K": Value("8", DISCIPLINED), "N": Value("400")},
        "sanction_reputation": {
            "p_star": Value("0.5"),
            "k": Value("4"),
            "h": Value("1"),
            "e": Value("0.5"),
            "delta": Value("0.9"),
        },
        "belief_diffusion": {
            "p_star": Value(TOLERATED),
            "m": Value("8", DISCIPLINED),
            "M": Value("100"),
            "kappa": Value("0.08"),
            "pbar": Value("0.5"),
        },
    },
)
