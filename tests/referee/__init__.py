"""A brute-force referee: every equilibrium of a small numeric game, from the definitions, in exact rationals.

It shares no code and no method with ``defiance_games``: it solves every square subsystem of the
best-reply conditions with Python integers, then takes the maximal products of what it finds.
"""

from .bimatrix import Bimatrix, bimatrix_pieces, is_nash
from .linear import feasible, vertices
from .piece import Piece, extreme
from .refinements import passes_d1, passes_intuitive
from .signaling import Signaling, is_perfect_bayesian, outcome_classes, posterior, signaling_pieces, supports

__all__ = [
    "Bimatrix",
    "Piece",
    "Signaling",
    "bimatrix_pieces",
    "extreme",
    "feasible",
    "is_nash",
    "is_perfect_bayesian",
    "outcome_classes",
    "passes_d1",
    "passes_intuitive",
    "posterior",
    "signaling_pieces",
    "supports",
    "vertices",
]
