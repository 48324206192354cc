"""SARS, 2003: officials hid an epidemic; two top officials were removed, and the others complied.

Source: [MP] Ciqi Mei and Margaret Pearson, chapter on the diffusion of policy defiance among Chinese local
officials. What is marked illustrative is a teaching choice, not a measurement.
"""

from . import TOLERATED, Case, Value

REMOVED = "[MP]: two top officials removed"
CASE = Case(
    title="SARS 2003",
    facts={"sanctions": "two top officials removed"},
    values={
        "career_calculus": {"g": Value("0", "[MP]: hiding an epidemic earns no promotion")},
        "exemplary_sanction": {
            "p_star": Value(TOLERATED),
            "p_R": Value("0.5"),
            "q": Value("0.1"),
            "h": Value("4"),
            "k_W": Value("1"),
        },
        "capacity_defiance": {"p_star": Value(TOLERATED), "K": Value("2", REMOVED), "N": Value("30")},
        "sanction_reputation": {
            "p_star": Value("0.02"),
            "k": Value("1"),
            "h": Value("4"),
            "e": Value("0.05"),
            "delta": Value("0.5"),
        },
        "belief_diffusion": {
            "p_star": Value(TOLERATED),
            "m": Value("2", REMOVED),
            "M": Value("4"),
            "kappa": Value("0.08"),
            "pbar": Value("0.1"),
        },
    },
)
