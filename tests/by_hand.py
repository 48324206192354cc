"""Solutions typed in from the book, so that the verbs that read solutions are tested without a solver."""

from __future__ import annotations

import defiance_games as dg
from defiance_games.solution import Equilibrium, Solution, Status
from defiance_games.symbolic.condition import Region
from defiance_games.symbolic.expression import as_expression
from defiance_games.symbolic.parser import parse_condition

MU = "(p_star - p_W)/(p_R - p_W)"
LESS, MORE = "q*(p_R - p_W) < p_star - p_W", "q*(p_R - p_W) > p_star - p_W"
INSIDE = ("p_star > p_W", "p_star < p_R")


def region(*disjuncts: tuple[str, ...]) -> Region:
    """A region from text."""
    return Region(tuple(tuple(c for text in d for c in parse_condition(text)) for d in disjuncts))


def equilibrium(game, name, where, center, official, points=()) -> Equilibrium:
    """A signalling equilibrium from the probabilities of S by type and of D by message."""

    def strategies(a, d):
        return {
            "Center": {
                t: {"S": as_expression(x), "N": 1 - as_expression(x)} for t, x in zip("RW", a, strict=True)
            },
            "Official 2": {
                m: {"D": as_expression(x), "C": 1 - as_expression(x)} for m, x in zip("SN", d, strict=True)
            },
        }

    profile = strategies(center, official)
    outcomes = {o.name: o.evaluate(game, profile) for o in game.outcomes}
    return Equilibrium(
        name,
        "mixed",
        profile,
        region(*where),
        outcomes=outcomes,
        extreme_points=tuple(strategies(a, d) for a, d in points),
    )


def exemplary_sanction() -> tuple[dg.Model, Solution]:
    """Table P2.1 of the book, generic parameters with 0 < mu_star < 1."""
    model = dg.load("exemplary_sanction")
    game = model.at()
    x = f"q*(1 - {MU})/((1 - q)*{MU})"
    y = f"1 - (1 - q)*{MU}/(q*(1 - {MU}))"
    rows = [
        ("separating", [("k_R < h", "h < k_W", *INSIDE)], ("1", "0"), ("0", "1"), ()),
        ("semi_separating", [("h > k_W", LESS, *INSIDE)], ("1", x), ("1 - k_W/h", "1"), ()),
        (
            "pooling_sanction",
            [("h > k_W", MORE, *INSIDE)],
            ("1", "1"),
            ("0", "1"),
            [(("1", "1"), ("0", "k_W/h")), (("1", "1"), ("0", "1"))],
        ),
        ("pooling_leniency_defied", [("k_R >= 0", LESS, *INSIDE)], ("0", "0"), ("1", "1"), ()),
        ("pooling_leniency_obeyed", [("k_R >= -h", MORE, *INSIDE)], ("0", "0"), ("1", "0"), ()),
        ("resolute_mixes", [("h > k_R", "k_R > 0", MORE, *INSIDE)], (y, "0"), ("0", "k_R/h"), ()),
    ]
    found = tuple(equilibrium(game, *row) for row in rows)
    return model, Solution(game, "perfect-bayesian", found, Status.SOLVED, "generic", model=model.name)


def inspection_game() -> tuple[dg.Model, Solution]:
    """The one equilibrium of P6.1."""
    model = dg.load("inspection_game")
    game = model.at()
    p, d = as_expression("B/Lambda"), as_expression("k/a")
    profile = {"Official": {"C": 1 - d, "D": d}, "Center": {"I": p, "O": 1 - p}}
    outcomes = {"defiance": d, "inspection": p, "caught": p * d}
    found = Equilibrium("mixed", "mixed", profile, outcomes=outcomes)
    return model, Solution(game, "nash", (found,), Status.SOLVED, True, model=model.name)
