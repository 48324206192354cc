"""Finite-horizon reputation: against the tree, against the published formulas, by simulation; bad answers."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from defiance_games.errors import InputError
from defiance_games.model import load
from defiance_games.problems.reputation import Reputation
from defiance_games.solve import solve
from defiance_games.solvers.reputation import solve as propose
from defiance_games.verifier.reputation import faults

VALUES = {"cost": 1, "harm": 3, "delta": "9/10"}
SETS = [("1/2", 1, 3, "9/10"), ("9/10", 1, 3, "9/10"), ("1/5", 2, 3, "4/5"), ("3/4", "1/10", 1, 1)]


def published(n, mu, p, k, h, delta):
    """P4.1: probability of complying, of a sanction by the weak type and in all, and the belief after it."""
    cutoff, reached = p**n, p ** (n - 1)
    comply = k / (delta * h) if mu == cutoff else Fraction(mu > cutoff)
    weak = Fraction(1) if mu >= reached else mu * (1 - reached) / ((1 - mu) * reached)
    return comply, weak, mu + (1 - mu) * weak, max(mu, reached)


@pytest.mark.parametrize("values", SETS)
def test_the_published_strategies_at_many_beliefs(values):
    """At 101 beliefs and every n <= 8; each answer also passes the verifier's one-shot deviations."""
    p, k, h, delta = map(Fraction, values)
    beliefs = {Fraction(i, 102) for i in range(1, 102)} | {p**j for j in range(1, 9)}
    for n in range(1, 9):
        for mu in beliefs:
            problem = Reputation(n, mu, p, k, h, delta)
            found = propose(problem)
            first = found.first
            assert (first.comply, first.weak_sanction, first.total_sanction, first.posterior) == published(
                n, mu, p, k, h, delta
            )
            assert found.knife_edge == any(mu == p**j for j in range(1, n + 1))
        assert not faults(problem, found)


def test_random_games_pass_the_verifier():
    draw = random.Random(4)
    for _ in range(60):
        p, delta = Fraction(draw.randint(1, 11), 12), Fraction(draw.randint(1, 8), 8)
        h = Fraction(draw.randint(1, 9), 2)
        k = delta * h * Fraction(draw.randint(1, 19), 20)
        q = draw.choice([Fraction(draw.randint(1, 29), 30), p ** draw.randint(1, 6)])
        found = solve(Reputation(draw.randint(1, 9), q, p, k, h, delta))
        assert found.verified and len({(m.left, m.belief) for m in found.meetings}) == len(found.meetings)


@pytest.mark.parametrize("q", ["3/5", "7/20", "1/5", "1/10"])
def test_two_localities_are_the_sequential_equilibrium_of_the_tree(q):
    model = load("sanction_reputation")
    (equilibrium,) = solve(model.at(T=2, q=q, p_star="1/2", k=1, h=3, delta="9/10"))
    found = solve(Reputation(2, q, "1/2", **VALUES))
    center, second = equilibrium.strategies["Center"], equilibrium.strategies["Locality 2"]
    prior = Fraction(q)
    assert equilibrium.concept == "sequential"
    assert center["D after nothing"]["S"] == found.weak_sanction(2, prior)
    assert equilibrium.strategies["Locality 1"]["after nothing"]["C"] == found.comply(2, prior)
    assert second["after S"]["C"] == found.comply(1, found.posterior(2, prior))
    assert second["after C"]["C"] == found.comply(1, prior) and second["after N"]["C"] == 0
    value = {m.left: m for m in found.meetings}[2].value
    weak = equilibrium.payoffs["Center"].evaluate()  # the resolute type's payoffs are 0 in the tree
    assert weak == value * (1 - prior)


def test_three_localities_are_the_sequential_equilibrium_of_the_tree():
    model, q = load("sanction_reputation"), Fraction(1, 5)  # between the second and the third cutoff
    (equilibrium,) = solve(model.at(T=3, q=q, p_star="1/2", k=1, h=3, delta="9/10"))
    found = solve(Reputation(3, q, "1/2", **VALUES))
    center, second = equilibrium.strategies["Center"], equilibrium.strategies["Locality 2"]
    third = equilibrium.strategies["Locality 3"]
    assert equilibrium.strategies["Locality 1"]["after nothing"]["C"] == 1 == found.comply(3, q)
    assert second["after C"]["C"] == 0 == found.comply(2, q)
    assert center["D after C"]["S"] == found.weak_sanction(2, q)
    assert third["after CS"]["C"] == found.comply(1, found.posterior(2, q)) == Fraction(10, 27)
    assert third["after CN"]["C"] == 0


def test_expected_defiances_by_simulation():
    """Monte Carlo with a fixed seed; the exact mean lies within four standard errors."""
    found, draw = solve(Reputation(6, "1/5", "1/2", **VALUES)), random.Random(7)
    plans = {}
    for m in found.meetings:
        plans[m.left, m.belief] = (float(m.comply), float(m.weak_sanction), m.posterior)
    counts = []
    for _ in range(20000):
        resolute, belief, defiances = draw.random() < 0.2, Fraction(1, 5), 0
        for left in range(6, 0, -1):
            if not belief:
                defiances += left
                break
            comply, weak, posterior = plans[left, belief]
            if draw.random() >= comply:
                defiances += 1
                belief = posterior if resolute or draw.random() < weak else Fraction(0)
        counts.append(defiances)
    mean = sum(counts) / len(counts)
    error = (sum((c - mean) ** 2 for c in counts) / len(counts) ** 2) ** 0.5
    assert abs(mean - float(found.first.expected_defiances)) < 4 * error


def test_reputation_is_spent_in_a_fixed_number_of_periods():
    lengths = {solve(Reputation(n, "1/10", "1/2", **VALUES)).honeymoon - n for n in (4, 10, 60)}
    assert lengths == {-3}
    assert solve(Reputation(3, "1/10", "1/2", **VALUES)).honeymoon == 0
    assert solve(Reputation(200, "1/10", "9/10", **VALUES)).honeymoon == 200 - 22 + 1


def test_a_prior_on_a_cutoff_is_told_from_one_beside_it():
    p, tiny = Fraction(9, 10), Fraction(1, 10**40)
    on, above, below = (solve(Reputation(20, p**20 + e, p, **VALUES)) for e in (0, tiny, -tiny))
    assert (on.first.comply, above.first.comply, below.first.comply) == (Fraction(10, 27), 1, 0)
    assert on.knife_edge and not above.knife_edge and not below.knife_edge
    assert on.first.power == 20 and above.first.power is None


def test_wrong_answers_are_refused():
    problem = Reputation(4, "1/20", "1/2", **VALUES)
    right = propose(problem)
    assert not faults(problem, right)
    first, *rest = right.meetings
    wrong = [
        replace(right, mixing=(Fraction(1, 2),) * 4),
        replace(right, cutoffs=(*right.cutoffs[:-1], Fraction(1, 20))),
        replace(right, meetings=(replace(first, value=Fraction(0)), *rest)),
        replace(right, meetings=(replace(first, expected_defiances=Fraction(1)), *rest)),
        replace(right, meetings=(replace(first, power=1), *rest)),
        replace(right, meetings=right.meetings[:-1]),
        replace(right, honeymoon=1),
        replace(right, knife_edge=True),
        replace(right, mixing=()),
        replace(right, cutoffs=(Fraction(1, 2), *right.cutoffs[1:])),
    ]
    assert all(faults(problem, answer) for answer in wrong)


def test_all_faults_are_told_at_once():
    with pytest.raises(InputError) as told:
        Reputation(horizon="3/2", prior=1, tolerance=0, cost=5, harm=3, delta="9/10")
    assert len(told.value.faults) == 4 and "cost: must be in (0, delta*harm), got 5." in str(told.value)
    with pytest.raises(InputError, match="prior: must be a rational number, got x"):
        Reputation(2, "x", "1/2", 1, 3)
