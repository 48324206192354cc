"""Delegation: every permitted set by brute force, ties, the uniform case on ever finer grids, bad input."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest

from defiance_games import load, solve, verify
from defiance_games.errors import InputError
from defiance_games.problems.delegation import Delegation

F = Fraction


def drawn(seed: int) -> Delegation:
    random.seed(seed)
    n, m = random.randint(1, 5), random.randint(1, 7)
    weights = [random.randint(1, 5) for _ in range(n)]
    span = random.choice([1, 2, 9])  # small numbers make ties

    def table():
        return [[random.randint(-span, span) for _ in range(m)] for _ in range(n)]

    prior = [F(w, sum(weights)) for w in weights]
    states, actions = [f"s{i}" for i in range(n)], [f"a{i}" for i in range(m)]
    return Delegation(states, prior, actions, table(), table(), random.choice(["any", "intervals"]))


def worth(problem, permitted):
    total = F(0)
    for p, u, v in zip(problem.prior, problem.principal, problem.delegate):
        liked = max(v[a] for a in permitted)
        total += p * max(u[a] for a in permitted if v[a] == liked)
    return total


@pytest.mark.parametrize("seed", range(80))
def test_every_permitted_set(seed):
    problem = drawn(seed)
    actions = range(len(problem.actions))
    if problem.sets == "any":
        sets = [c for k in actions for c in combinations(actions, k + 1)]
    else:
        sets = [tuple(range(i, j + 1)) for i in actions for j in actions[i:]]
    worths = {c: worth(problem, c) for c in sets}
    found = solve(problem)
    best = max(worths.values())
    assert found.verified and found.value == best
    assert len(found.permitted) == min(len(c) for c, x in worths.items() if x == best)
    assert found.value_central == max(worth(problem, (a,)) for a in actions)
    assert found.value_full == worth(problem, actions)
    assert found.value >= max(found.value_central, found.value_full)


def test_a_delegate_with_the_same_payoffs_is_given_all_it_needs():
    problem = replace(drawn(3), sets="any")
    problem = replace(problem, delegate=problem.principal)
    assert solve(problem).value == solve(problem).value_full


def test_the_uniform_case_tends_to_the_cap():
    """The distance from the book's cap and losses shrinks with the grid."""
    model = load("delegation_paradox")
    for beta in ("0.2", "0.6"):
        exact = model.ask("solve", beta=beta)
        for n in (10, 20, 60):
            found = model.ask("on_grid", beta=beta, n=n)
            for name in ("cap", "loss_cap", "loss_central", "loss_full"):
                assert abs(found[name] - exact[name]) <= F(2, n), (beta, n, name)
    # at 1 the best interval is a single act
    assert model.ask("on_grid", beta=1, n=20)["cap"] == model.ask("on_grid", beta=1, n=20)["lowest"] == 0


@pytest.mark.parametrize("beta", [F(1, 5), F(3, 5)])
@pytest.mark.parametrize("acts", [5, 8, 11])
def test_no_set_is_better_than_an_interval_in_the_uniform_case(beta, acts):
    """Melumad & Shibano (1991), with acts on a grid and conditions on a much finer one."""
    conditions = [F(2 * i - 119, 120) for i in range(120)]
    grid = [F(2 * k - acts + 1, acts - 1) for k in range(acts)]
    problem = Delegation(
        states=[str(t) for t in conditions],
        prior=[F(1, 120)] * 120,
        actions=[str(x) for x in grid],
        principal=[[-((x - t) ** 2) for x in grid] for t in conditions],
        delegate=[[-((x - t - beta) ** 2) for x in grid] for t in conditions],
    )
    assert solve(problem).value == solve(replace(problem, sets="intervals")).value


TEMPTED = Delegation(
    states=("low", "high"),
    prior=("1/2", "1/2"),
    actions=("0", "1", "2"),
    principal=((0, -1, -4), (-1, 0, -1)),
    delegate=((-1, 0, -1), (-4, -1, 0)),
)


@pytest.mark.parametrize(
    "change",
    [
        {"permitted": ("0", "1")},
        {"permitted": ("1",)},
        {"permitted": ()},
        {"permitted": ("3",)},
        {"choices": {"low": "0", "high": "1"}},
        {"choices": {"low": "0"}},
        {"choices": {"low": "0", "high": "x"}},
        {"value": F(0)},
        {"value": F(-1)},
        {"delegate_value": F(0)},
        {"central_action": "2"},
        {"central_action": "9"},
        {"value_central": F(0)},
        {"value_full": F(0)},
    ],
)
def test_the_verifier_refuses_what_is_wrong(change):
    found = solve(TEMPTED)
    assert verify(TEMPTED, found).ok and not verify(TEMPTED, replace(found, **change)).ok


def test_the_verifier_knows_a_better_or_smaller_set():
    full = replace(
        solve(TEMPTED),
        permitted=("0", "1", "2"),
        choices={"low": "1", "high": "2"},
        value=F(-1),
        delegate_value=F(0),
    )
    (reason,) = verify(TEMPTED, full).reasons
    assert reason == "Permitting 0 is worth -1/2, and it is 1 actions."
    gap = replace(TEMPTED, sets="intervals")
    skipped = replace(solve(gap), permitted=("0", "2"))
    assert any("no interval" in reason for reason in verify(gap, skipped).reasons)


def test_bad_input_is_told_at_once():
    with pytest.raises(InputError) as caught:
        Delegation(["s"], ["1/2"], ["a", "b"], [[1]], [[1, "x"]], sets="some")
    assert len(caught.value.faults) == 3
    with pytest.raises(InputError, match="sum to 1"):
        replace(TEMPTED, prior=("1/2", "1/4"))
    many = [str(i) for i in range(15)]
    with pytest.raises(InputError, match="14 at most, got 15. Give sets='intervals'"):
        Delegation(["s"], [1], many, [range(15)], [range(15)])
    assert solve(Delegation(["s"], [1], many, [range(15)], [range(15)], "intervals")).permitted == ("14",)
