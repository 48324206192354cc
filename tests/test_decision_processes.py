"""Decision processes and stopping: against brute force over policies and dates; bad answers, bad input."""

from __future__ import annotations

import itertools
import random
import time
from dataclasses import replace
from fractions import Fraction

import pytest

from defiance_games import problems
from defiance_games.errors import InputError, TimeLimitReached, UnsupportedError
from defiance_games.model import load
from defiance_games.problems.decision_process import DecisionProcess
from defiance_games.problems.stopping import Stopping
from defiance_games.problems.stopping_time import StoppingTime
from defiance_games.solve import solve
from defiance_games.solvers import decision_process, stopping, stopping_time
from defiance_games.symbolic.components import components
from defiance_games.symbolic.equations import solve_linear
from defiance_games.verifier import decision_process as check_process
from defiance_games.verifier import stopping as check_stopping
from defiance_games.verifier import stopping_time as check_time
from defiance_games.verify import verify


# -- linear algebra and graphs --------------------------------------------------------------------
def test_linear_systems_against_their_definition():
    draw = random.Random(1)
    solved = 0
    for _ in range(200):
        n = draw.randint(1, 6)
        rows = [{j: Fraction(draw.randint(-2, 2)) for j in range(n) if draw.random() < 0.6} for _ in range(n)]
        right = [Fraction(draw.randint(-3, 3), draw.randint(1, 3)) for _ in range(n)]
        if determinant([[row.get(j, Fraction(0)) for j in range(n)] for row in rows]) == 0:
            with pytest.raises(ValueError, match="exactly one solution"):
                solve_linear(rows, right)
            continue
        x = solve_linear(rows, right)
        assert [sum(c * x[j] for j, c in row.items()) for row in rows] == right
        solved += 1
    assert solved > 30 and solve_linear([], []) == []


def determinant(m):
    if not m:
        return 1
    minors = ([row[:j] + row[j + 1 :] for row in m[1:]] for j in range(len(m)))
    return sum((-1) ** j * m[0][j] * determinant(minor) for j, minor in enumerate(minors))


def test_components_against_reachability():
    draw = random.Random(2)
    for _ in range(100):
        n = draw.randint(1, 7)
        arrows = {v: [w for w in range(n) if draw.random() < 0.25] for v in range(n)}
        reach = {v: {v} for v in arrows}
        for _ in range(n):
            reach = {v: set().union(r, *(arrows[w] for w in r)) for v, r in reach.items()}
        found = list(components(arrows))
        assert sorted(v for c in found for v in c) == list(range(n))
        assert all({w for w in reach[v] if v in reach[w]} == c for c in found for v in c)
        for k, c in enumerate(found):  # each after all that it leads to
            assert set().union(*(reach[v] for v in c)) <= set().union(*found[: k + 1])


# -- decision processes ---------------------------------------------------------------------------
def random_choices(draw, states, deterministic):
    choices = {}
    for s in range(states):
        choices[s] = {}
        for action in "abc"[: draw.randint(1, 3)]:
            weights = [draw.choice([0, 0, 1, 2]) for _ in range(states)]
            weights[draw.randrange(states)] += 1
            lottery = {t: Fraction(w, sum(weights)) for t, w in enumerate(weights)}
            to = draw.randrange(states) if deterministic else lottery
            choices[s][action] = (draw.randint(-2, 2), to)
    return choices


def policies(process):
    names = [list(moves) for moves in process.choices.values()]
    return (dict(zip(process.choices, chosen)) for chosen in itertools.product(*names))


def average_of(process, policy, start, periods=2000):
    """The mean payoff of a policy over many periods, in floats."""
    at, total = {start: 1.0}, 0.0
    for _ in range(periods):
        after: dict = {}
        for s, weight in at.items():
            payoff, to = process.choices[s][policy[s]]
            total += weight * float(payoff)
            for t, p in to.items():
                after[t] = after.get(t, 0.0) + weight * float(p)
        at = after
    return total / periods


@pytest.mark.parametrize("deterministic", [True, False])
def test_averages_against_every_policy(deterministic):
    draw = random.Random(3)
    for _ in range(15):
        process = DecisionProcess(random_choices(draw, 3, deterministic), criterion="average")
        found = solve(process)
        for s in process.choices:
            best = max(average_of(process, policy, s) for policy in policies(process))
            assert abs(best - float(found.gains[s])) < 0.02
        for pick in (0, -1):  # any selection from the actions listed is optimal
            policy = {s: actions[pick] for s, actions in found.best[0].items()}
            assert all(abs(average_of(process, policy, s) - float(g)) < 0.02 for s, g in found.gains.items())


def test_deterministic_averages_are_the_best_cycle_mean():
    """From each state the gain is the largest mean of a simple cycle that can be reached."""
    draw = random.Random(4)
    for _ in range(60):
        choices = random_choices(draw, 4, deterministic=True)
        found = solve(DecisionProcess(choices, criterion="average"))
        for s in choices:
            assert found.gains[s] == max(cycle_means(choices, [s], []))


def cycle_means(choices, path, payoffs):
    """The means of the cycles in which simple paths end."""
    for payoff, t in choices[path[-1]].values():
        if t in path:
            part = [*payoffs, payoff][path.index(t) :]
            yield Fraction(sum(part), len(part))
        else:
            yield from cycle_means(choices, [*path, t], [*payoffs, payoff])


def test_discounted_values_against_every_policy():
    draw = random.Random(5)
    for _ in range(25):
        delta = Fraction(draw.randint(1, 9), 10)
        process = DecisionProcess(random_choices(draw, 3, draw.random() < 0.3), delta=delta)
        found = solve(process)
        worths = [discounted_of(process, policy) for policy in policies(process)]
        optimal = [p for p, w in zip(policies(process), worths) if w == found.value[0]]
        assert all(found.value[0][s] == max(w[s] for w in worths) for s in process.choices)
        for s, actions in found.best[0].items():
            assert set(actions) == {p[s] for p in optimal}


def discounted_of(process, policy):
    states = list(process.choices)
    rows, right = [], []
    for s in states:
        payoff, to = process.choices[s][policy[s]]
        rows.append({j: Fraction(s == t) - process.delta * to.get(t, 0) for j, t in enumerate(states)})
        right.append(payoff)
    return dict(zip(states, solve_linear(rows, right)))


def test_finite_horizons_against_every_plan():
    draw = random.Random(6)
    for _ in range(20):
        choices, delta = random_choices(draw, 3, False), Fraction(draw.randint(1, 4), 4)
        final = {0: 3, 2: -1}
        process = DecisionProcess(choices, "finite", delta=delta, horizon=3, final=final, initial=0)
        whole = DecisionProcess(choices, "finite", delta=delta, horizon=3, final=final)

        def best(s, left, process=process):
            if not left:
                return process.final.get(s, Fraction(0))
            return max(
                payoff + process.delta * sum(p * best(t, left - 1) for t, p in to.items())
                for payoff, to in process.choices[s].values()
            )

        found, every = solve(process), solve(whole)
        assert found.value[0] == {0: best(0, 3)}
        assert all(every.value[3 - n][s] == best(s, n) for n in range(4) for s in choices)
        assert all(found.value[k][s] == every.value[k][s] for k in range(4) for s in found.value[k])


def test_ends_and_ties():
    process = DecisionProcess(
        {"on": {"take": (1, "end"), "leave": (0, "end"), "wait": (0, "on")}, "end": {}},
        delta="1/2",
        final={"end": 4},
    )
    found = solve(process)
    assert found.value[0] == {"on": 3, "end": 4} and found.best[0] == {"on": ("take",), "end": ()}
    same = DecisionProcess({0: {"a": (1, 0), "b": (1, 1)}, 1: {"c": (1, 0)}}, criterion="average")
    assert solve(same).best[0] == {0: ("a", "b"), 1: ("c",)}
    apart = DecisionProcess({0: {"a": (5, 1), "b": (0, 0)}, 1: {"c": (-1, 1)}}, criterion="average")
    assert solve(apart).gains == {0: 0, 1: -1}  # several recurrent classes
    only = DecisionProcess({0: {"a": (1, 0)}, 1: {"a": (2, 1)}}, criterion="average", initial=1)
    assert solve(only).gains == {1: 2}


def test_wrong_policies_are_refused():
    choices = {0: {"a": (1, 1), "b": (0, 0)}, 1: {"a": (-1, 1), "b": (0, 0)}}
    for options in ({"criterion": "average"}, {"delta": "1/2"}, {"criterion": "finite", "horizon": 2}):
        process = DecisionProcess(choices, **options)
        right = decision_process.solve(process)
        assert not check_process.faults(process, right)
        table, best = right.value[0], right.best[0]
        wrong = [
            replace(right, value=({**table, 0: table[0] + 1}, *right.value[1:])),
            replace(right, best=({**best, 0: ("b",)}, *right.best[1:])),
            replace(right, best=({**best, 1: ()}, *right.best[1:])),
            replace(right, value=({0: table[0]}, *right.value[1:])),
            replace(right, value=()),
        ]
        if right.gains:
            wrong += [replace(right, gains={0: Fraction(1), 1: Fraction(1)}), replace(right, gains=None)]
        assert all(check_process.faults(process, answer) for answer in wrong)


def test_bad_processes():
    with pytest.raises(InputError) as told:
        DecisionProcess(
            {0: {"a": (1, 2), "b": 5, "c": ("x", {0: "1/2"})}, 1: 3}, delta=1, final={7: 0}, initial=9
        )
    assert len(told.value.faults) == 8
    with pytest.raises(InputError, match="unknown 'averge'. Did you mean 'average'"):
        DecisionProcess({0: {"a": (0, 0)}}, criterion="averge")
    with pytest.raises(InputError, match="must have an action"):
        DecisionProcess({0: {}}, criterion="average")
    with pytest.raises(InputError, match="horizon: must be a whole number"):
        DecisionProcess({0: {}}, criterion="finite", horizon="1/2")
    with pytest.raises(InputError, match="as an average does not discount"):
        DecisionProcess({0: {"a": (0, 0)}}, criterion="average", delta="1/2")
    with pytest.raises(InputError, match="with one state or more"):
        DecisionProcess({})
    process = DecisionProcess({0: {"a": (0, 0)}}, delta="1/2")
    for options in ({"delta": "1/2"}, {"criterion": "average"}, {"criterion": "finite", "horizon": 2}):
        process = DecisionProcess({0: {"a": (0, 0)}}, **options)
        with pytest.raises(TimeLimitReached):
            decision_process.solve(process, deadline=0)


# -- stopping a chain -----------------------------------------------------------------------------
def random_stopping(draw):
    n, acyclic = draw.randint(1, 5), draw.random() < 0.3
    stop, onward = {}, {}
    for s in range(n):
        targets = list(range(s + 1, n)) if acyclic else list(range(n))
        if draw.random() < 0.85 or not targets:
            stop[s] = draw.randint(-3, 3)
        if targets and (s not in stop or draw.random() < 0.85):
            weights = [draw.choice([0, 1, 2]) for _ in targets]
            weights[0] += not sum(weights)
            to = {t: Fraction(w, sum(weights)) for t, w in zip(targets, weights)}
            onward[s] = (draw.randint(-2, 2), to)
    return Stopping(stop, onward, 1 if acyclic else Fraction(draw.randint(1, 9), 10))


def test_stopping_is_a_decision_process():
    draw, monotone = random.Random(7), 0
    for _ in range(120):
        problem = random_stopping(draw)
        found = solve(problem)
        choices: dict = {s: {} for s in problem.states}
        for s, payoff in problem.stop.items():
            choices[s]["stop"] = (payoff, "stopped")
        for s, move in problem.onward.items():
            choices[s]["go on"] = tuple(move)
        process = DecisionProcess({**choices, "stopped": {}}, "finite", delta=problem.delta, horizon=6)
        if problem.delta < 1:
            process = DecisionProcess({**choices, "stopped": {}}, delta=problem.delta)
        same = solve(process)
        assert all(same.value[0][s] == v for s, v in found.value.items())
        assert {s for s in problem.states if "stop" in same.best[0][s]} == set(found.stop)
        assert {s for s in problem.states if "go on" in same.best[0][s]} == set(found.go_on)
        monotone += found.monotone is True
    assert 20 < monotone < 110


def test_the_secretary_problem():
    """The best of ten in a random order: pass the first three, then take the first that is best so far."""
    n, stop, onward = 10, {}, {}
    for t in range(1, n + 1):
        stop[t, "best"], stop[t, "not"] = Fraction(t, n), 0
        if t < n:
            after = {(t + 1, "best"): Fraction(1, t + 1), (t + 1, "not"): Fraction(t, t + 1)}
            onward |= dict.fromkeys([(t, "best"), (t, "not")], (0, after))
    found = solve(Stopping(stop, onward))
    assert min(t for t, best in found.stop if best == "best") == 4
    assert found.value[1, "best"] == Fraction(3, 10) * sum(Fraction(1, k) for k in range(3, 10))


def test_wrong_rules_are_refused_and_bad_chains():
    problem = Stopping({"low": 1, "high": 3}, {"low": (0, {"low": "1/2", "high": "1/2"})}, "9/10")
    right = stopping.solve(problem)
    assert not check_stopping.faults(problem, right)
    assert right.value["low"] == Fraction(27, 11) and right.monotone and right.one_step == ("high",)
    wrong = [
        replace(right, value={"low": Fraction(2), "high": Fraction(3)}),
        replace(right, value={}),
        replace(right, stop=("low", "high")),
        replace(right, go_on=()),
        replace(right, one_step=("low", "high")),
        replace(right, monotone=False),
    ]
    assert all(check_stopping.faults(problem, answer) for answer in wrong)
    with pytest.raises(InputError, match="must be below 1, as state low may come back"):
        Stopping({"low": 1}, {"low": (0, "low")})
    with pytest.raises(InputError) as told:
        Stopping({"low": "x"}, {"low": 3, "up": (0, "hgih")}, 2)
    assert len(told.value.faults) == 4
    with pytest.raises(InputError, match="there must be a state or more"):
        Stopping({}, {})
    with pytest.raises(TimeLimitReached):
        stopping.solve(problem, deadline=0)


# -- stopping in time -----------------------------------------------------------------------------
def text(coefficients):
    return " + ".join(f"({c})*t**{k}" for k, c in enumerate(coefficients))


def test_stopping_times_against_sums():
    draw, seen = random.Random(9), set()
    for _ in range(150):
        flow, stop = (
            [Fraction(draw.randint(-6, 6), draw.randint(1, 3)) for _ in range(draw.randint(1, 4))]
            for _ in "fs"
        )
        delta = Fraction(draw.randint(1, 9), 10)
        found = solve(StoppingTime(text(flow), text(stop), delta))
        total, factor, worths = Fraction(0), Fraction(1), []
        for t in range(260):
            worths.append(total + factor * sum(c * t**k for k, c in enumerate(stop)))
            total += factor * sum(c * t**k for k, c in enumerate(flow))
            factor *= delta
        if not found.never:
            assert max(worths) == found.value
            assert found.dates == tuple(t for t, w in enumerate(worths) if w == found.value)
        else:
            assert max(worths) <= found.value and abs(float(found.value - total)) < 1e-3
        seen.add((found.never, found.monotone))
    assert len(seen) == 3


def test_late_dates_ties_and_indifference():
    late = solve(StoppingTime("-(1 + t/1000000)", -(10**9), "4/5"))
    assert late.dates == (199999999000000, 199999999000001) and late.monotone and late.value is None
    same = solve(StoppingTime(1, 2, "1/2"))
    assert same.dates == (0,) and same.never and same.value == 2
    with pytest.raises(UnsupportedError, match="Cannot compare dates as late as"):
        stopping_time.solve(StoppingTime("-(t - 10)*(t - 20)*(t - 40000)", 0, "1/2"))


def test_wrong_dates_are_refused():
    problem = StoppingTime("-(1 + t/2)", -12, "4/5")
    right = stopping_time.solve(problem)
    assert not check_time.faults(problem, right) and right.dates == (3,)
    wrong = [
        replace(right, dates=(2,)),
        replace(right, dates=(3, 4)),
        replace(right, dates=()),
        replace(right, value=Fraction(0)),
        replace(right, one_step=2),
        replace(right, monotone=False),
        replace(right, never=True),
    ]
    assert all(check_time.faults(problem, answer) for answer in wrong)
    two_peaks = StoppingTime("-(t - 2)*(t - 4)*(t - 7)*(t + 1)/9", 0, "9/10")
    right = stopping_time.solve(two_peaks)
    assert not check_time.faults(two_peaks, right) and not right.monotone
    other = replace(right, dates=(right.dates[0] + 1,), value=None)
    assert check_time.faults(two_peaks, other)
    for bad in ("1/t", "x", "sqrt(t)"):
        with pytest.raises(InputError, match="must be a polynomial in t"):
            StoppingTime(bad, 0, "1/2")
    with pytest.raises(InputError, match="delta: must be in"):
        StoppingTime(0, 0, 1)


# -- answers that were altered ----------------------------------------------------------------------
STAGE = {"on": {("C",): ((2,), "on"), ("D",): ((3,), "off")}, "off": {("D",): ((0,), "off")}}
TABLE = ((1, 0), (0, 1))
PROBLEMS = (
    problems.FixedPoints("max(0, 1 - 4/(25*x))", 0, 1),
    problems.FixedPoints("exp(-x)", 0, 1),
    problems.SymmetricGame(gains=("-1/2", 0, "1/6")),
    problems.CorrelatedCount(gains=("-1/2", 0, "1/6")),
    problems.GlobalGame(gains=(-1, "-1/2")),
    problems.Congestion(values=[(6, 3), (4, 2)], players=2),
    problems.Contest(costs=(1, 2), prizes=9),
    problems.Contagion(watches=([1], [0]), sources=[0], tolerance="0.15", prior=(2, 8)),
    problems.Delegation(("low", "high"), ("1/2", "1/2"), ("a", "b"), TABLE, TABLE),
    problems.Persuasion(("s", "t"), ("0.7", "0.3"), ("a", "b"), receiver=TABLE, sender=((0, 1), (0, 1))),
    problems.Repeated(("A", "C"), (3, 3), (5, 4), (1, 1), delta="2/3"),
    problems.Reputation(horizon=2, prior="1/5", tolerance="1/2", cost=1, harm=3, delta="9/10"),
    problems.SecurityGame.zero_sum((4, 2, 1), budget=1),
    problems.StochasticGame(["A"], STAGE, "1/2"),
    problems.Stopping({"low": 1, "high": 3}, {"low": (0, {"low": "1/2", "high": "1/2"})}, "9/10"),
    problems.StoppingTime(flow="-(1 + t/2)", stop=-12, delta="4/5"),
    problems.DecisionProcess({0: {"a": (1, 0), "b": (0, 0)}}, "discounted", delta="1/2"),
    problems.DecisionProcess({0: {"a": (1, 0), "b": (0, 0)}}, "finite", horizon=2),
    problems.DecisionProcess({0: {"a": (1, 0), "b": (0, 0)}}, "average"),
)


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda p: p.kind)
def test_an_altered_answer_is_refused_in_words(problem):
    right = solve(problem)
    assert verify(problem, right).ok
    for name, value in right.values.items():
        others = [
            (),
            {},
            None,
            "Cx",
            Fraction(1, 3),
            Fraction(-7),
            ("Cx", "Cx"),
            {"Cx": Fraction(1)},
            (Fraction(1),) * 5,
            ((),),
            True,
        ]
        if isinstance(value, tuple):
            others += [value[1:], value[:-1], value + value, value + value[:1]]
        if isinstance(value, dict):
            others += [dict(list(value.items())[1:]), {**value, "Cx": Fraction(0)}]
        for other in others:
            if other != value or type(other) is not type(value):
                verdict = verify(problem, replace(right, **{name: other}))
                assert not verdict.ok and verdict.reasons, (name, other)


def test_the_one_step_rule_is_silent_where_one_cannot_stop():
    found = solve(problems.Stopping({0: 0}, {0: (-2, 1), 1: (-1, 1)}, "99/100"))
    assert found.monotone is None and found.verified


def test_a_deviation_that_goes_too_far_is_refused_at_once():
    for question, values in (
        ("average", {"A": "1e50"}),
        ("average", {"h": "1e-30"}),
        ("discounted", {"Z": 10**5}),
    ):
        with pytest.raises(InputError, match="at most 2000"):
            load("campaign_cycle").ask(question, **values)


def test_a_large_process_obeys_the_deadline():
    chain = {s: {"on": (1, (s + 1) % 4000), "back": (0, 0)} for s in range(4000)}
    start = time.monotonic()
    with pytest.raises(TimeLimitReached):
        solve(problems.DecisionProcess(chain, "discounted", delta="9/10"), time_limit=0.2)
    assert time.monotonic() - start < 5
