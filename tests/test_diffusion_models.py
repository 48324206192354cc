"""Models 5, 19 and 24, and the family ``contagion``: propositions by brute force, formulas by solver."""

from __future__ import annotations

import random
from fractions import Fraction as F
from math import ceil

import pytest

import defiance_games as dg
from defiance_games.errors import InputError
from defiance_games.problems.contagion import Contagion, Spread
from defiance_games.verifier.contagion import faults


# -- contagion --------------------------------------------------------------------------------------
def run_by_definition(problem: Contagion, periods: int) -> tuple[int | None, ...]:
    """Act, observe, decide, period by period."""
    n = len(problem.watches)
    begins: list[int | None] = [0 if i in problem.sources else None for i in range(n)]
    seen, sanctioned = [0] * n, [0] * n
    for t in range(periods):
        for i, row in enumerate(problem.watches):
            for j, weight in row:
                start = begins[j]
                if start is not None and start <= t:
                    seen[i] += weight
                    sanctioned[i] += weight if t - start < problem.sanctions.get(j, 0) else 0
        for i, (a, b) in enumerate(problem.prior):
            if begins[i] is None and (a + sanctioned[i]) / (a + b + seen[i]) < problem.tolerance[i]:
                begins[i] = t + 1
    return tuple(begins)


def drawn_problem(draw: random.Random) -> Contagion:
    n = draw.randint(1, 7)
    return Contagion(
        watches=[
            [(j, draw.choice([1, 1, 2])) for j in range(n) if j != i and draw.random() < 0.4]
            for i in range(n)
        ],
        sources=draw.sample(range(n), draw.randint(1, max(1, n // 3))),
        tolerance=[F(draw.randint(1, 19), 20) for _ in range(n)],
        prior=[(F(draw.randint(1, 6), 2), F(draw.randint(1, 16), 2)) for _ in range(n)],
        sanctions={j: draw.randint(0, 5) for j in range(n) if draw.random() < 0.5},
    )


def test_contagion_is_what_the_definition_says():
    draw = random.Random(5)
    for _ in range(300):
        problem = drawn_problem(draw)
        found = dg.solve(problem)
        assert found.verified
        assert found.begins == run_by_definition(problem, 300)


def test_the_verifier_refuses_every_other_date():
    draw = random.Random(6)
    for _ in range(300):
        problem = drawn_problem(draw)
        begins = list(dg.solve(problem).begins)
        i = draw.randrange(len(begins))
        other = draw.choice([d for d in (None, 0, 1, (begins[i] or 0) + 1, -1) if d != begins[i]])
        begins[i] = other
        dates = [d for d in begins if d is not None]
        full = max(dates) if len(dates) == len(begins) else None
        assert faults(problem, Spread(tuple(begins), full)), (problem, begins)
    pair = Contagion(watches=([1], [0]), sources=[0], tolerance="0.15", prior=(2, 8))
    assert faults(pair, Spread((0, 4), 5)) == ["Everybody defies from period 4, not 5."]
    assert faults(pair, Spread((0,), 0)) == ["There must be a date for each of 2 localities, got 1."]


def test_who_watches_nobody_never_begins():
    found = dg.solve(Contagion(watches=([], []), sources=[0], tolerance="0.1", prior=(2, 8)))
    assert (found.begins, found.full_time) == ((0, None), None)


def test_faults_of_a_contagion_are_told_at_once():
    with pytest.raises(InputError) as error:
        Contagion(watches=([0], [5], "x"), sources=[], tolerance="y", prior=(0, 1), sanctions={0: -1})
    assert len(error.value.faults) == 7


# -- belief_diffusion -------------------------------------------------------------------------------
BELIEFS = dg.load("belief_diffusion")


def test_m_crit_is_the_least_number_of_observed_defiers():
    draw = random.Random(1)
    for _ in range(300):
        a0, b0 = F(draw.randint(1, 8), 2), F(draw.randint(1, 20), 2)
        p_star, m = F(draw.randint(1, 29), 30), draw.randint(0, 6)
        got = BELIEFS.ask("posterior", a0=a0, b0=b0, m=m, M=m, p_star=p_star)["M_crit"]
        assert got == next(M for M in range(m, 10_000) if (a0 + m) / (a0 + b0 + M) < p_star)


def test_a_tie_deters():
    got = BELIEFS.ask("posterior", a0=2, b0=8, m=0, M=0, p_star="1/5")
    assert got["action"] == "C" and got["knife_edge"] is True and got["M_crit"] == 1


def test_times_of_p5_3_are_what_the_solver_finds():
    draw = random.Random(3)
    for _ in range(60):
        a0, b0 = F(draw.randint(1, 6), 2), F(draw.randint(2, 20), 2)
        p_star = a0 / (a0 + b0) * F(draw.randint(1, 10), 10)
        N, m = draw.randint(3, 24), draw.randint(0, 3)
        at = {"a0": a0, "b0": b0, "p_star": p_star, "N": N, "m": m}
        d, first = (BELIEFS.formulas[n].evaluate(BELIEFS.defaults | at) for n in ("delay", "M_crit"))
        ring = BELIEFS.ask("network", kind="ring", **at)
        assert (ring["delay"], ring["first_delay"]) == (d, first)
        last = d * (N // 2 - 2) + ceil(d / 2) if N % 2 == 0 else d * ((N - 1) // 2 - 1)
        assert ring["full_time"] == first + last
        at["m"] = 0
        seeds = draw.randint(1, N - 1)
        complete = BELIEFS.ask("network", kind="complete", seeds=seeds, **at)["full_time"]
        assert complete == ceil(d / seeds)
        assert BELIEFS.ask("network", kind="star_hub", **at)["full_time"] == d
        assert BELIEFS.ask("network", kind="star_leaf", **at)["full_time"] == 2 * d
        values = BELIEFS.defaults | at | {"seeds": seeds}
        assert BELIEFS.formulas["complete_time"].evaluate(values) == complete
        assert BELIEFS.formulas["star_leaf_time"].evaluate(values) == 2 * d
        assert BELIEFS.formulas["ring_time"].evaluate(values | {"m": m}) == ring["full_time"]


def test_localities_that_are_alike_may_stand_as_one():
    N, seeds = 9, 2
    everyone = [[j for j in range(N) if j != i] for i in range(N)]
    whole = dg.solve(Contagion(watches=everyone, sources=range(seeds), tolerance="0.15", prior=(2, 8)))
    assert (
        whole.full_time
        == BELIEFS.ask("network", kind="complete", N=N, seeds=seeds, p_star="0.15")["full_time"]
    )
    star = [list(range(1, N)), *([0] for _ in range(N - 1))]
    for source, kind in ((0, "star_hub"), (3, "star_leaf")):
        whole = dg.solve(Contagion(watches=star, sources=[source], tolerance="0.15", prior=(2, 8)))
        assert whole.full_time == BELIEFS.ask("network", kind=kind, N=N, p_star="0.15")["full_time"]


def test_a_network_needs_officials_who_are_afraid_at_first():
    with pytest.raises(InputError, match=r"p_star .* must be in \(0, a0/\(a0 \+ b0\)\], got 1/2"):
        BELIEFS.ask("network", p_star="1/2")


def test_steady_states_are_where_the_map_rests():
    draw = random.Random(2)
    for _ in range(8):
        kappa, pbar = F(draw.randint(1, 30), 100), F(draw.randint(5, 100), 100)
        lam = F(draw.randint(1, 10), 10)
        got = BELIEFS.ask("mean_field", kappa=kappa, pbar=pbar, lam=lam)
        assert got["bistable"] == (kappa < pbar / 4) and got["kappa_c"] == pbar / 4
        assert len(got["steady"]) == (3 if got["bistable"] else 1 + (kappa == pbar / 4))
        if not got["bistable"]:
            assert got["purge_min"] == 0
            continue
        zero, low, high = map(float, got["steady"])
        values = {"kappa": kappa, "pbar": pbar}
        assert [zero, low, high] == pytest.approx(
            [0, *(float(BELIEFS.formulas[n].evaluate(values)) for n in ("x_low", "x_high"))]
        )
        assert got["stability"] == ["stable", "unstable", "stable"]
        assert float(got["purge_min"]) == pytest.approx(high - low)
        for x0, end in ((low - 1e-6, 0), (low + 1e-6, high), (1, high), (high - (high - low) / 2, high)):
            (x,) = BELIEFS.ask("path", **values, lam=lam, x0=F(x0), t=[20_000])["x"]
            assert x == pytest.approx(end, abs=1e-6)


def test_the_knife_edge_of_the_mean_field():
    got = BELIEFS.ask("mean_field", kappa="1/8", pbar="1/2")
    assert got["knife_edge"] is True and got["bistable"] is False
    assert got["steady"] == [0, F(1, 2)] and got["stability"] == ["stable", "neutral"]


# -- overreact_or_immobile --------------------------------------------------------------------------
ZEAL = dg.load("overreact_or_immobile")


def test_the_answer_is_the_act_that_costs_least():
    draw = random.Random(4)
    for _ in range(60):
        at = {
            "kappa_c": F(draw.randint(1, 19), 20),
            "eps": F(draw.randint(1, 19), 20),
            "Lambda": F(draw.randint(1, 20), 2),
            "c": F(draw.randint(0, 10), 4),
            "upsilon": F(draw.choice([0, 0, draw.randint(0, 10)]), 10),
        }
        got = ZEAL.ask("best_response", **at)
        losses = {a: got[f"loss_{a}"] for a in ("immobile", "measured", "overreact")}
        best = [a for a, loss in losses.items() if loss == min(losses.values())]
        assert got["action"] == (best[0] if len(best) == 1 else "indifferent")
        assert got["knife_edge"] == (len(best) > 1)
        if at["upsilon"] == 0:
            assert got["action"] != "measured"
        if got["action"] in ("measured", "indifferent") or at["upsilon"] != got["upsilon_star"]:
            assert (got["action"] == "measured") == (at["upsilon"] > got["upsilon_star"])


def test_the_zigzag_ends_in_freeze_and_frenzy_by_turns():
    draw = random.Random(9)
    ended = 0
    for _ in range(100):
        at = {
            "kappa_c": F(draw.randint(1, 19), 20),
            "eps": F(draw.randint(1, 9), 20),
            "Lambda": F(draw.randint(4, 20), 2),
            "c": F(draw.randint(0, 5), 4),
            "step": F(draw.randint(2, 4), 40),
            "periods": 40,
        }
        got = ZEAL.ask("zigzag", **at)
        assert "measured" not in got["acts"] and len(got["intensity"]) == 40
        if got["kappa_star"] + at["step"] >= 1 or got["kappa_star"] <= at["step"]:
            continue  # where the intensity would have to leave (0, 1)
        ended += 1
        low, high = got["cycle"]
        assert low <= got["kappa_star"] < high == low + at["step"]
        assert all(x != y for x, y in zip(got["acts"][20:], got["acts"][21:]))
        assert set(got["intensity"][20:]) == {low, high}
    assert ended > 30


def test_no_cycle_where_nobody_would_ever_overreact():
    got = ZEAL.ask("zigzag", c=10, Lambda=1)
    assert got["cycle"] is None and set(got["acts"]) == {"immobile"}


# -- two_channel_diffusion --------------------------------------------------------------------------
CHANNELS = dg.load("two_channel_diffusion")


def test_the_path_solves_the_differential_equation():
    draw = random.Random(8)
    for _ in range(10):
        v, u, X = (draw.uniform(0.01, 0.5), draw.uniform(0.01, 1), draw.uniform(0.1, 1))
        x, dt = 0.0, 0.01

        def rate(x, v=v, u=u, X=X):
            return (v + u * x) * (X - x)

        for _ in range(1000):  # Runge-Kutta to t = 10
            a = rate(x)
            b = rate(x + dt * a / 2)
            c = rate(x + dt * b / 2)
            x += dt * (a + 2 * b + 2 * c + rate(x + dt * c)) / 6
        (got,) = CHANNELS.ask("path", v=F(v), u=F(u), X=F(X), t=[10])["x"]
        assert float(got) == pytest.approx(x, abs=1e-9)


def test_the_inflection_is_where_adoption_is_fastest():
    draw = random.Random(7)
    for _ in range(10):
        v, u, X = (F(draw.randint(1, 50), 100) for _ in range(3))
        got = CHANNELS.ask("inflection", v=v, u=u, X=X)
        assert got["s_curve"] == (u * X > v)
        if not got["s_curve"]:
            assert got["t_inflect"] == got["x_inflect"] == 0
            continue
        date = float(got["t_inflect"])
        shares = [
            float(x)
            for x in CHANNELS.ask(
                "path", v=v, u=u, X=X, t=[F(date) + F(k, 100) for k in range(-1, 2) if date + k / 100 >= 0]
            )["x"]
        ]
        assert float(got["x_inflect"]) == pytest.approx(shares[-2], abs=1e-9)
        step = F(1, 1000)
        rates = [(v + u * x) * (X - x) for x in (got["x_inflect"] + k * step for k in (-1, 0, 1))]
        assert rates[1] > max(rates[0], rates[2])
