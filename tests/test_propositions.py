"""What a proposition says is what is claimed of it, and what is only tested is not called proved."""

from fractions import Fraction as F

import pytest

import defiance_games as dg
from defiance_games.games.definition import Claim
from defiance_games.symbolic.parser import parse_condition

ITEMS = [(name, p) for name in dg.models() for p in dg.load(name).contents.propositions]
IDS = [f"{name}-{p.name}" for name, p in ITEMS]


@pytest.mark.parametrize(("name", "proposition"), ITEMS, ids=IDS)
def test_what_is_only_tested_is_not_called_proved(name, proposition):
    if "in the tests" in proposition.statement:
        assert proposition.in_part or not proposition.claims
    if proposition.in_part or not proposition.claims:
        assert "in the tests" in proposition.statement


@pytest.mark.parametrize(("name", "proposition"), ITEMS, ids=IDS)
def test_no_claim_compares_a_thing_with_itself(name, proposition):
    """Neither side of a claim is the other, and no claim is one of its own conditions."""
    contents = dg.load(name).contents
    for claim in proposition.claims:
        if not isinstance(claim, Claim):
            continue
        names = [*(p.name for p in contents.symbols), *contents.closed_forms, *claim.unknowns, "slope"]
        conditions = [c for text in claim.given for c in parse_condition(text, names)]
        for c in parse_condition(claim.text, names):
            assert c.lhs != c.rhs, claim.text
            assert c not in conditions, claim.text


def test_the_zigzag_needs_room_on_both_sides_of_kappa_star():
    """P19.3: without its conditions the intensity stays where it is, or never reaches a frenzy."""
    model = dg.load("overreact_or_immobile")
    stuck = model.ask("zigzag", kappa_c="1/4", step="9/10")
    assert stuck["kappa_star"] == F(1, 4) and set(stuck["acts"]) == {"immobile"} and stuck["cycle"] is None
    tame = model.ask("zigzag", eps="9/10", c=1, kappa_c="1/2")
    assert tame["kappa_star"] > 1 and set(tame["acts"]) == {"immobile"} and tame["cycle"] is None
    for claim in model.contents.propositions[2].claims:
        if isinstance(claim, Claim) and "step" in claim.unknowns:
            assert "step < kappa_star < 1 - step" in claim.given


def test_short_tenure_controls_only_where_root_causes_are_dearer():
    """P21.1: with R < c they are tackled at once, however short the tenure."""
    model = dg.load("grievance_response")
    assert model.ask("finite", R="1/2", T=1)["best_pure"] == "root"
    assert model.ask("finite", R="3/2", T=1)["best_pure"] == "control"
