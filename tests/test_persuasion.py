"""Bayesian persuasion: against concavification, against scipy, in degenerate cases, and bad input."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import linprog

from defiance_games import solve, verify
from defiance_games.errors import InputError
from defiance_games.problems.persuasion import Persuasion
from defiance_games.verifier.persuasion import faults

F = Fraction


def drawn(seed: int, states: int | None = None) -> Persuasion:
    random.seed(seed)
    n, m = states or random.randint(1, 4), random.randint(1, 4)
    weights = [random.randint(1, 5) for _ in range(n)]
    span = random.choice([1, 2, 9])  # small numbers make ties

    def table():
        return [[random.randint(-span, span) for _ in range(m)] for _ in range(n)]

    prior = [F(w, sum(weights)) for w in weights]
    return Persuasion([f"s{i}" for i in range(n)], prior, [f"a{i}" for i in range(m)], table(), table())


def indirect(problem, belief):
    """The sender's payoff when the receiver believes in the second state so much."""
    weights = (1 - belief, belief)
    worth = [
        tuple(sum(p * t[s][a] for s, p in enumerate(weights)) for t in (problem.receiver, problem.sender))
        for a in range(len(problem.actions))
    ]
    return max(worth)[1]


@pytest.mark.parametrize("seed", range(60))
def test_two_states_against_concavification(seed):
    problem = drawn(seed, states=2)
    prior = problem.prior[1]
    kinks = {F(0), F(1), prior}
    for a, b in combinations(range(len(problem.actions)), 2):
        low, high = (problem.receiver[s][a] - problem.receiver[s][b] for s in (0, 1))
        if low * high < 0:
            kinks.add(low / (low - high))
    best = indirect(problem, prior)
    for x in kinks:
        for y in kinks:
            if x < prior < y:
                weight = (prior - x) / (y - x)
                best = max(best, (1 - weight) * indirect(problem, x) + weight * indirect(problem, y))
    found = solve(problem)
    assert found.value == best and found.value_uninformed == indirect(problem, prior)
    assert found.value_informed == (1 - prior) * indirect(problem, F(0)) + prior * indirect(problem, F(1))


@pytest.mark.parametrize("seed", range(60))
def test_against_scipy(seed):
    problem = drawn(seed)
    n, m = len(problem.states), len(problem.actions)
    u, v = (np.array(t, dtype=float) for t in (problem.receiver, problem.sender))
    obey = []
    for a in range(m):
        for b in range(m):
            row = np.zeros((n, m))
            row[:, a] = u[:, b] - u[:, a]
            obey.append(row.ravel())
    every = np.kron(np.eye(n), np.ones(m))
    prior = [float(p) for p in problem.prior]
    found = solve(problem)
    value = -linprog(-v.ravel(), np.array(obey), np.zeros(m * m), every, prior).fun
    assert float(found.value) == pytest.approx(value, abs=1e-7)
    # among the best rules: what the receiver can get, and whether there is more than one
    among = np.vstack([obey, -v.ravel()[None]])
    room = np.append(np.full(m * m, 1e-9), -value + 1e-9)
    receiver = -linprog(-u.ravel(), among, room, every, prior).fun
    assert float(found.receiver_value) == pytest.approx(receiver, abs=1e-6)
    rng = np.random.default_rng(seed)
    widths = []
    for _ in range(6):
        goal = rng.normal(size=n * m)
        ends = [linprog(sign * goal, among, room, every, prior).x @ goal for sign in (1, -1)]
        widths.append(ends[1] - ends[0])
    assert found.unique == (max(widths) < 1e-6)


@pytest.mark.parametrize("seed", range(20))
def test_friends_tell_all_and_foes_nothing(seed):
    p = drawn(seed)
    friend = solve(replace(p, sender=p.receiver))
    assert friend.value == friend.value_informed == friend.receiver_value
    foe = solve(replace(p, sender=[[-x for x in row] for row in p.receiver]))
    assert foe.value == foe.value_uninformed == -foe.receiver_value


def test_one_state_or_one_action_leaves_nothing_to_tell():
    found = solve(Persuasion(["s"], [1], ["a", "b"], [[0, 0]], [[1, 2]]))
    assert found.rule == {"s": {"a": 0, "b": 1}} and found.value == 2 and found.unique
    found = solve(Persuasion(["s", "t"], ["1/3", "2/3"], ["a"], [[0], [1]], [[3], [0]]))
    assert found.value == 1 and found.posteriors == {"a": {"s": F(1, 3), "t": F(2, 3)}}


def test_of_rules_as_good_for_the_sender_the_receivers_best_is_taken():
    found = solve(Persuasion(["s", "t"], ["1/2", "1/2"], ["a", "b"], [[1, 0], [0, 1]], [[1, 1], [1, 1]]))
    assert not found.unique and found.receiver_value == 1 and found.value == 1


COURT = Persuasion(
    ("innocent", "guilty"),
    ("0.7", "0.3"),
    ("acquit", "convict"),
    receiver=((1, 0), (0, 1)),
    sender=((0, 1), (0, 1)),
)


def rule(innocent, guilty=1):
    """The rule that says convict so often."""
    return {
        "innocent": {"acquit": 1 - F(innocent), "convict": F(innocent)},
        "guilty": {"acquit": 1 - F(guilty), "convict": F(guilty)},
    }


def test_the_court():
    found = solve(COURT)
    assert found.rule == rule("3/7") and found.value == F(3, 5) and found.unique
    assert found.receiver_value == F(7, 10) and found.uninformed == "acquit"


@pytest.mark.parametrize(
    "change",
    [
        {"rule": rule("1/2")},
        {"rule": rule("2/7")},
        {"rule": rule("-1/7")},
        {"rule": {"innocent": {"acquit": F(1)}, "guilty": {"acquit": F(1)}}},
        {"rule": {}},
        {"posteriors": {}},
        {"value": F(1, 2)},
        {"receiver_value": F(1, 2)},
        {"uninformed": "convict"},
        {"uninformed": "flee"},
        {"value_uninformed": F(1)},
        {"value_informed": F(1)},
        {"unique": False},
    ],
)
def test_the_verifier_refuses_what_is_wrong(change):
    found = solve(COURT)
    assert verify(COURT, found).ok and not verify(COURT, replace(found, **change)).ok


def test_the_verifier_knows_a_better_rule():
    told = {"acquit": {"innocent": F(1), "guilty": F(0)}, "convict": {"innocent": F(0), "guilty": F(1)}}
    clear = replace(
        solve(COURT), rule=rule(0), posteriors=told, value=F(3, 10), receiver_value=F(1), unique=True
    )
    (fault,) = faults(COURT, clear)
    assert fault == "Some obedient rule pays the sender 3/5, more than 3/10."


def test_bad_input_is_told_at_once():
    with pytest.raises(InputError) as caught:
        Persuasion(["s", "s"], ["1/2"], [], [[1]], [["x"]])
    assert len(caught.value.faults) >= 4
    with pytest.raises(InputError, match="prior: must sum to 1, got 3/4"):
        replace(COURT, prior=("1/2", "1/4"))
    with pytest.raises(InputError, match="prior: must be positive, got 1, 0"):
        replace(COURT, prior=(1, 0))
    with pytest.raises(InputError, match="there must be 2 rows, got 1"):
        replace(COURT, sender=[(0, 1)])
