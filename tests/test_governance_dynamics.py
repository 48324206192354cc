"""The models of reputation, rotation, campaigns and grievances: what cannot be stated over the reals.

Brute force, simulation with fixed seeds, and the closed forms of the book against what the solvers find.
"""

from __future__ import annotations

import itertools
import math
import random
from fractions import Fraction

import pytest

from defiance_games.errors import InputError
from defiance_games.model import load
from defiance_games.solve import solve

F = Fraction


def drawn(draw, **ranges):
    """Random fractions: name -> (least, greatest), in steps of a twelfth."""
    return {n: F(draw.randint(math.ceil(12 * a), math.floor(12 * b)), 12) for n, (a, b) in ranges.items()}


def formula(model, name, values):
    """A closed form at these values, as a number."""
    return model.formulas[name].evaluate({**model.defaults, **values})


# -- 4 sanction_reputation ------------------------------------------------------------------------
def test_two_localities_left_are_the_exemplary_sanction():
    """At n = 2 the stage is exemplary_sanction with h replaced by delta*h."""
    stage, signal, draw = load("sanction_reputation"), load("exemplary_sanction"), random.Random(42)
    for _ in range(25):
        p, delta = (F(draw.randint(2, 11), 12) for _ in "pd")
        h = F(draw.randint(4, 20), 4)
        k = delta * h * F(draw.randint(1, 11), 12)
        mu = p * F(draw.randint(1, 11), 12)
        got = stage.ask("stage", n=2, mu=mu, p_star=p, k=k, h=h, delta=delta)
        same = signal.ask("first_stage", q=mu, h=delta * h, k_W=k, p_star=p)
        assert got["weak_sanction_prob"] == same["bluff_prob"]
        assert got["total_sanction_prob"] == same["P_sanction"] and got["posterior"] == same["mu_star"] == p
        assert got["weak_sanction_prob"] == formula(stage, "bluff", {"q": mu, "p_star": p})


def test_how_long_deterrence_lasts():
    """P4.2: the first T - n_bar + 1 localities comply, whatever T; n_bar is exact also on a cutoff."""
    model, draw = load("sanction_reputation"), random.Random(43)
    for _ in range(40):
        p, q, T = F(draw.randint(1, 11), 12), F(draw.randint(1, 29), 30), draw.randint(1, 40)
        got = model.ask("horizon", T=T, q=q, p_star=p)
        least = next(n for n in itertools.count(1) if p**n <= q)
        assert got["n_bar"] == least and got["knife_edge"] == (p**least == q and least <= T)
        assert got["honeymoon"] == max(0, T - least + (not got["knife_edge"]))
    assert [model.ask("horizon", T=5, q="0.1", p_star=p)["n_bar"] for p in ("0.5", "0.9")] == [4, 22]
    on = model.ask("horizon", T=5, q="1/8", p_star="1/2")
    assert on["n_bar"] == 3 and on["knife_edge"]


def test_belief_climbs_on_the_decay_path():
    """P4.3: each sanction lifts the belief to the next power; defiance goes on with the same probability."""
    model, p = load("sanction_reputation"), F(1, 2)
    beliefs = [F(1, 20)]
    for n in range(4, 1, -1):
        got = model.ask("stage", n=n, mu=beliefs[-1], p_star=p)
        assert got["total_sanction_prob"] == beliefs[-1] / p ** (n - 1)
        beliefs.append(got["posterior"])
        comply = model.ask("stage", n=n - 1, mu=beliefs[-1], p_star=p)["comply_prob"]
        assert comply == formula(model, "y_mix", {}) == F(10, 27)
    assert beliefs[1:] == [p**3, p**2, p]


def test_reputation_refuses_what_is_outside():
    model = load("sanction_reputation")
    for question, values in (
        ("stage", {"k": 3}),
        ("stage", {"n": 0}),
        ("horizon", {"q": 1}),
        ("infinite", {"phi": "0.1"}),
    ):
        with pytest.raises(InputError):
            model.ask(question, **values)
    assert model.ask("infinite", k=5, delta="0.1")["delta_c"] is not None  # no bound on k there
    with pytest.raises(InputError, match="must be at most 6 in the tree, got 30"):
        model.at(T=30)


# -- 9 leader_rotation ------------------------------------------------------------------------------
def rotation(draw):
    values = drawn(draw, omega=(0.1, 1), eps=(0.1, 1), delta=(0.1, 0.95), l=(0.1, 3), c=(0.1, 8), R=(0, 3))
    return {**values, "v_n": 3, "c_n": 1, "v_k": 1}


def test_rotation_against_value_iteration():
    """P9.2 and P9.3 at 200 points: value iteration in floats, and the thresholds of the tree."""
    model, draw = load("leader_rotation"), random.Random(9)
    closed = {n: model.formulas[n] for n in ("c_star", "omega_star", "legacy", "life_plain", "life_lasting")}
    for turn in range(200):
        v = rotation(draw)
        omega, eps, delta, flow = (float(v[n]) for n in ("omega", "eps", "delta", "l"))
        legacy = office = 0.0
        for _ in range(700):
            office = delta * (omega * legacy + (1 - omega) * office)
            legacy = flow + delta * (1 - eps) * legacy
        assert abs(office - float(closed["c_star"].evaluate(v))) < 1e-9
        if turn % 5:
            continue
        got = model.ask("solve", **v)
        assert got["c_star"] == closed["c_star"].evaluate(v)
        lasting = v["R"] >= 1 and v["c"] < got["c_star"]
        if not got["knife_edge"]:
            assert got["institutionalise"] is lasting
            assert got["life"] == closed["life_lasting" if lasting else "life_plain"].evaluate(v)
            enough = got["omega_star"] is not None and v["omega"] > got["omega_star"]
            assert (v["c"] < got["c_star"]) == enough
        assert (got["omega_star"] is None) == (closed["legacy"].evaluate(v) <= v["c"])


@pytest.mark.parametrize(("omega", "lasting"), [("0.05", False), ("0.2", True), ("0.5", True)])
def test_expected_life_by_simulation(omega, lasting):
    """P9.3: Monte Carlo with a fixed seed, within four standard errors."""
    got, draw = load("leader_rotation").ask("solve", omega=omega), random.Random(95)
    assert got["institutionalise"] is lasting
    lives = []
    for _ in range(20000):
        life = 1
        while draw.random() >= float(omega):
            life += 1
        if lasting:
            life += 1
            while draw.random() >= 0.1:
                life += 1
        lives.append(life)
    mean = sum(lives) / len(lives)
    error = (sum((x - mean) ** 2 for x in lives) / len(lives) ** 2) ** 0.5
    assert abs(mean - float(got["life"])) < 4 * error


def test_rotation_at_knife_edges():
    model = load("leader_rotation")
    tie = model.ask("solve", c="450/133")
    assert tie["knife_edge"] and tie["institutionalise"] == "indifferent" and tie["life"] is None
    tie = model.ask("solve", R=1)
    assert tie["knife_edge"] and tie["institutionalise"] == "indifferent"
    assert model.ask("solve", R=0)["institutionalise"] is False
    assert model.ask("solve", c=30)["omega_star"] is None
    with pytest.raises(InputError, match="v_n"):
        model.ask("solve", v_k=3)


# -- 18 campaign_cycle -------------------------------------------------------------------------------
def test_cycles_against_brute_force():
    """P18.1 at 300 points over n < 200; P18.2."""
    model, draw = load("campaign_cycle"), random.Random(18)
    for turn in range(300):
        v = drawn(draw, A=(0.1, 9), h=(0.1, 3), k=(0.1, 9))
        averages = [(n * v["A"] - v["h"] * n * (n - 1) / 2 - v["k"]) / (n + 1) for n in range(200)]
        best = max(averages)
        n = formula(model, "n", v)
        assert averages.index(best) == n and formula(model, "avg", v) == best
        if turn % 5 == 0:
            got = model.ask("average", **v)
            assert (got["n"], got["period"], got["avg"]) == (n, n + 1, best)
            assert got["knife_edge"] == (averages.count(best) == 2)
            moved = model.ask("average", A=v["A"] + v["k"] / 2, h=v["h"], k=v["k"] / 2)
            assert moved["n"] == n
    assert model.ask("average", A=1, h=1, k=1)["knife_edge"]  # f(1) = f(2) = 0


def test_bounded_deviation_against_the_formulas_and_value_iteration():
    """P18.3 at 300 points: the best cycle against never, and value iteration."""
    model, draw, never = load("campaign_cycle"), random.Random(183), 0
    for turn in range(300):
        v = drawn(draw, A=(0.1, 6), h=(0.1, 2), k=(0.1, 6), delta=(0.2, 0.95))
        A, h, k, delta, Z = *(v[n] for n in ("A", "h", "k", "delta")), draw.randint(1, 8)

        def flow(n, A=A, h=h, delta=delta):
            return sum(delta**j * (A - h * j) for j in range(n))

        cycles = [(flow(n) - delta**n * k) / (1 - delta ** (n + 1)) for n in range(Z + 1)]
        tolerated = flow(Z) + delta**Z * (A - h * Z) / (1 - delta)
        got = model.ask("discounted", **v, Z=Z)
        assert got["V0"] == max(*cycles, tolerated)
        if not got["knife_edge"]:
            assert got["campaigns"] == (max(cycles) > tolerated)
            assert got["n"] == (cycles.index(max(cycles)) if got["campaigns"] else None)
        never += not got["campaigns"]
        if turn < 30:
            values = [0.0] * (Z + 1)
            for _ in range(700):
                values = [
                    max(
                        float(A - h * z) + float(delta) * values[min(z + 1, Z)],
                        -float(k) + float(delta) * values[0],
                    )
                    for z in range(Z + 1)
                ]
            assert abs(values[0] - float(got["V0"])) < 1e-9
    assert 50 < never < 250


def test_one_unit_of_deviation():
    """P18.3 with Z = 1: no campaign iff A + k >= (1 + delta)*h."""
    model, draw = load("campaign_cycle"), random.Random(181)
    for _ in range(60):
        v = drawn(draw, A=(0.1, 3), h=(0.1, 6), k=(0.1, 3), delta=(0.2, 0.95))
        got = model.ask("discounted", **v, Z=1)
        edge = v["A"] + v["k"] - (1 + v["delta"]) * v["h"]
        assert got["knife_edge"] == (edge == 0) or got["n"] == 0
        if edge:
            assert got["campaigns"] == (edge < 0)


# -- 21 grievance_response ---------------------------------------------------------------------------
def test_responses_against_dynamic_programming():
    """P21.1 and P21.2 at 400 points: the dynamic program over (t, controls, compensations)."""
    model, draw = load("grievance_response"), random.Random(21)
    names, answers = ("control", "compensation"), set()
    for turn in range(400):
        v = drawn(draw, c=(0.2, 3), chi=(0.1, 1), m=(0.2, 3), alpha=(0, 1), R=(1, 25))
        T = draw.randint(1, 7)
        control, compensation = (formula(model, f"{n}_cost", {**v, "T": T}) for n in names)
        assert (control > v["R"]) == (formula(model, "T_star", v) < T) or control == v["R"]
        mixed = {n: spent(v, n, T - n) for n in range(T + 1)}
        cheapest = min(mixed.values())
        assert cheapest <= min(control, compensation) and control == mixed[T] and compensation == mixed[0]
        assert greedy(v, T) == cheapest
        assert program(v, T) == min(v["R"], cheapest)
        if turn % 4:
            continue
        got = model.ask("finite", **v, T=T)
        assert got["mix_cost"] == cheapest
        assert got["mix_control_periods"] == min(n for n, cost in mixed.items() if cost == cheapest)
        costs = {"control": control, "compensation": compensation, "root": v["R"]}
        assert got["costs"] == costs
        best = [n for n, cost in costs.items() if cost == min(costs.values())]
        assert got["best_pure"] == (best[0] if len(best) == 1 else "indifferent")
        better = "root" if v["R"] < cheapest else "mix" if v["R"] > cheapest else "indifferent"
        assert got["overall"] == better
        answers.add((got["best_pure"], better))
    assert len(answers) >= 4


def spent(v, controls, compensations):
    """The cost of so many uses of each instrument."""
    first = sum(v["c"] * (1 + v["chi"] * i) for i in range(controls))
    return first + sum(v["m"] * (1 + v["alpha"] * j) for j in range(compensations))


def greedy(v, T):
    """Use in each period the instrument with the lower current cost (P21.2)."""
    i = j = 0
    for _ in range(T):
        if v["c"] * (1 + v["chi"] * i) < v["m"] * (1 + v["alpha"] * j):
            i += 1
        else:
            j += 1
    return spent(v, i, j)


def program(v, T):
    """The least cost with root causes allowed in every period."""
    values = {(i, T - i): F(0) for i in range(T + 1)}
    for t in range(T - 1, -1, -1):
        values = {
            (i, t - i): min(
                v["R"],
                v["c"] * (1 + v["chi"] * i) + values[i + 1, t - i],
                v["m"] * (1 + v["alpha"] * (t - i)) + values[i, t - i + 1],
            )
            for i in range(t + 1)
        }
    return values[0, 0]


def test_the_turn_against_a_grid_of_dates():
    """P21.3 against every date up to 400; impatient officials turn later."""
    model, draw = load("grievance_response"), random.Random(213)
    for _ in range(60):
        v = drawn(draw, c=(0.2, 3), chi=(0.1, 2), R=(1, 30), delta=(0.2, 0.95))
        got = model.ask("switch", **v)
        costs, paid = [], F(0)
        for t in range(160):
            costs.append(paid + v["delta"] ** t * v["R"])
            paid += v["delta"] ** t * v["c"] * (1 + v["chi"] * t)
        assert costs.index(min(costs)) == got["t_switch"] == formula(model, "t_switch", v)
        assert got["knife_edge"] == (costs.count(min(costs)) > 1)
        later = model.ask("switch", **{**v, "delta": v["delta"] * F(9, 10)})
        assert later["t_switch"] >= got["t_switch"]
    assert model.ask("switch", c=1, chi=1, R=10, delta="0.8") == {"t_switch": 1, "knife_edge": True}


def test_no_compensation_appetite_and_bad_values():
    model = load("grievance_response")
    flat = model.ask("finite", alpha=0, m=1, c=1, chi=1, T=6, R=100)
    assert flat["mix_cost"] == 6 and flat["mix_control_periods"] == 0
    for values in ({"T": 0}, {"T": "5/2"}, {"chi": 0}, {"R": -1}, {"tenure": 3}):
        with pytest.raises(InputError):
            model.ask("finite", **values)


def test_problems_of_the_models_can_be_solved_by_themselves():
    model = load("campaign_cycle")
    found = solve(model.problem("bounded", Z=2))
    assert found.verified and found.value[0][0] == F(129, 10)
    assert solve(load("sanction_reputation").problem("routine", e="0.5")).verified
