"""Models of crowds: propositions by enumeration, formulas against the solvers, knife edges, bad input."""

from __future__ import annotations

import itertools
import math
import random
from fractions import Fraction

import pytest

from defiance_games.errors import InputError
from defiance_games.model import load
from defiance_games.problems.symmetric_game import SymmetricGame
from defiance_games.solve import solve
from defiance_games.symbolic.enclosure import Enclosure

F = Fraction


def chance_of(n, p, k):
    return math.comb(n, k) * p**k * (1 - p) ** (n - k)


# -- capacity_defiance --------------------------------------------------------------------------------
CAPACITY = load("capacity_defiance")


def risk(n, k, p):
    """Sanction probability of a defier whose n - 1 colleagues defy with probability p."""
    return sum(chance_of(n - 1, p, m) * min(1, k / (m + 1)) for m in range(n))


def test_p3_1_by_all_profiles():
    """Pure equilibria of the definition; with the mixed one exactly three in the middle."""
    draw = random.Random(1)
    for _ in range(120):
        n = draw.randint(2, 6)
        k, p = draw.randint(1, n - 1), F(draw.randint(1, 30), 20)
        stable = set()
        for acts in itertools.product((0, 1), repeat=n):
            m = sum(acts)
            keep = all(p >= min(1, F(k, m)) if a else p <= min(1, F(k, m + 1)) for a in acts)
            stable |= {m} if keep else set()
        got = CAPACITY.ask("equilibria", N=n, K=k, p_star=p)
        assert set(got["pure_defier_counts"]) == stable and got["complete"]
        if not got["knife_edge"]:
            wanted = {0} if p < F(k, n) else {n} if p > 1 else {0, n}
            assert stable == wanted and (got["sigma_mixed"] is not None) == (len(wanted) == 2)
        if got["sigma_mixed"] is not None:
            assert abs(risk(n, k, float(got["sigma_mixed"])) - p) < 1e-12


@pytest.mark.parametrize(("n", "k"), [(3, 1), (3, 2), (4, 1), (4, 2)])
def test_p3_1_by_the_general_solver(n, k):
    p = (F(k, n) + 1) / 2
    found = solve(CAPACITY.at(N=n, K=k, p_star=p))
    got = CAPACITY.ask("equilibria", N=n, K=k, p_star=p)
    assert len(found) == 3 and found.complete is True
    shares = sorted((tuple(m["D"] for m in e.strategies.values()) for e in found), key=lambda s: float(s[0]))
    assert shares == [(0,) * n, (got["sigma_mixed"],) * n, (1,) * n]


def test_p3_2_the_mixed_one_is_unstable_and_coalitions():
    got = CAPACITY.ask("equilibria", N=100, K=8, p_star="0.3")
    sigma = float(got["sigma_mixed"])
    assert risk(100, 8, sigma - 1e-3) > 0.3 > risk(100, 8, sigma + 1e-3)
    assert abs(sigma - 8 / 30) < 1e-6 and isinstance(got["sigma_mixed"], Enclosure)
    for k, p in ((8, F(3, 10)), (2, F(1, 3)), (3, F(2)), (1, F(1))):
        smallest = next(m for m in itertools.count(1) if min(F(1), F(k, m)) <= p)
        assert CAPACITY.ask("equilibria", N=50, K=k, p_star=p)["m_crit"] == smallest


def test_p3_3_thresholds():
    before = {}
    for n in range(2, 25):
        for k in range(1, n):
            got = CAPACITY.ask("global_game", N=n, K=k)["p_G"]
            assert got == CAPACITY.formulas["p_G"].evaluate({"N": n, "K": k})
            assert F(k, n) < got < 1
            assert got > before.get((n, k - 1), 0) and got < before.get((n - 1, k), 2)
            before[n, k] = got
    for kappa in (F(1, 100), F(1, 3), F(1)):
        got = CAPACITY.ask("continuum", kappa=kappa)["p_G"]
        assert abs(float(got) - float(CAPACITY.formulas["p_G_continuum"].evaluate({"kappa": kappa}))) < 1e-14
    assert abs(float(CAPACITY.ask("continuum", kappa="1/10")["p_G"]) - float(before[20, 2])) < 0.05
    assert CAPACITY.ask("global_game", N=2, K=1, p_star="3/4")["action"] == "indifferent"


def test_p3_4_how_little_is_enough():
    assert abs(float(CAPACITY.ask("kappa_needed", p_star="1/2")["kappa"]) - 0.1866823089) < 1e-9
    for p in (F(1, 100), F(1, 3), F(9, 10), F(999, 1000)):
        kappa = float(CAPACITY.ask("kappa_needed", p_star=p)["kappa"])
        assert abs(kappa * (1 - math.log(kappa)) - p) < 1e-12
    assert CAPACITY.ask("kappa_needed", p_star=1)["kappa"] == 1
    assert CAPACITY.ask("kappa_needed", p_star="11/10")["kappa"] is None
    for k, p in ((8, F(104803, 10**6)), (1, F(3, 4)), (1, F(1, 2)), (3, F(5))):
        n = CAPACITY.ask("N_critical", K=k, p_star=p)["N_critical"]
        threshold = {m: CAPACITY.ask("global_game", N=m, K=k)["p_G"] for m in (n, n - 1) if m > k}
        assert threshold[n] < p and threshold.get(n - 1, p) >= p
    far = CAPACITY.ask("N_critical", K=8, p_star="1/10**7")["N_critical"]
    assert abs(8 / far * (1 + math.log(far / 8.5)) - 1e-7) < 1e-11


def test_p3_5_correlated_equilibria():
    for n, k in ((2, 1), (3, 1), (4, 2), (4, 3), (100, 8)):
        for p in (F(k, n) / 2, F(k, n), (F(k, n) + 1) / 2, F(1)):
            got = CAPACITY.ask("correlated", N=n, K=k, p_star=p)
            assert (got["min_defiers"], got["max_defiers"]) == (0, n if p >= F(k, n) else 0), (n, k, p)


@pytest.mark.parametrize("p", ["1/4", "1/2", "1"])
def test_p3_5_by_the_general_solver(p):
    found = solve(CAPACITY.at(N=3, K=1, p_star=p), concept="correlated")
    shares = [e.outcomes["defiance"] for e in found if e.kind != "continuum" and not e.free_variables]
    got = CAPACITY.ask("correlated", N=3, K=1, p_star=p)
    assert {3 * share.value for share in shares if share is not None} == {
        got["min_defiers"],
        got["max_defiers"],
    }


def test_p3_6_the_announced_list():
    for n, k, hard in itertools.product((1, 2, 5, 50), (1, 2, 7), (0, 1, 2, 7)):
        if n <= k or hard > n:
            continue
        for p in (F(1, 10), F(99, 100)):
            got = CAPACITY.ask("priority_list", N=n, K=k, p_star=p, n_hard=hard)
            assert got == {"defiers": hard if hard < k else n, "knife_edge": False}
        assert CAPACITY.ask("priority_list", N=n, K=k, p_star=2, n_hard=hard)["defiers"] == n
    assert CAPACITY.ask("priority_list", N=5, K=2, p_star=1) == {"defiers": None, "knife_edge": True}


def test_the_announced_list_by_all_profiles():
    """The only equilibrium of the list game is what iterated dominance leaves."""
    for n, k, hard in itertools.product((3, 4, 5), (1, 2), (0, 1, 2, 3)):
        if n <= k or hard > n:
            continue
        stable = []
        for free in itertools.product((0, 1), repeat=n - hard):
            acts = (1,) * hard + free
            gains = [F(1, 2) - (sum(acts[:i]) < k) for i in range(n)]
            if all((g > 0) == bool(a) for g, a in list(zip(gains, acts))[hard:]):
                stable.append(sum(acts))
        assert stable == [CAPACITY.ask("priority_list", N=n, K=k, p_star="1/2", n_hard=hard)["defiers"]]


def test_knife_edges_of_capacity():
    tie = CAPACITY.ask("equilibria", N=4, K=2, p_star="1/2")
    assert tie["knife_edge"] and tie["pure_defier_counts"] == [0, 4] and tie["sigma_mixed"] is None
    tie = CAPACITY.ask("equilibria", N=4, K=2, p_star=1)
    assert tie["knife_edge"] and tie["pure_defier_counts"] == [0, 1, 4]


@pytest.mark.parametrize(
    ("question", "values", "match"),
    [
        ("equilibria", {"N": 3, "K": 3}, "K"),
        ("equilibria", {"N": "7/2", "K": 1}, "integer"),
        ("equilibria", {"p_star": 0}, "p_star"),
        ("continuum", {"kappa": 2}, "kappa"),
        ("priority_list", {"N": 5, "K": 1, "n_hard": 6}, "n_hard"),
        ("equilibrium", {}, "equilibria"),
    ],
)
def test_bad_values_of_capacity(question, values, match):
    with pytest.raises(InputError, match=match):
        CAPACITY.ask(question, **values)


@pytest.mark.parametrize(
    ("name", "size"),
    [("capacity_defiance", "N"), ("participatory_budgeting", "n"), ("coproduction_ignition", "N")],
)
def test_games_too_large_to_write_out_say_what_to_ask(name, size):
    with pytest.raises(InputError, match="takes any"):
        load(name).at(**{size: 50})


# -- participatory_budgeting ---------------------------------------------------------------------
MEETING = load("participatory_budgeting")


def test_p11_1_by_all_profiles():
    draw = random.Random(3)
    for _ in range(80):
        n = draw.randint(3, 7)
        quorum = draw.randint(1, n)
        c, v = F(draw.randint(1, 8), 4), F(draw.randint(1, 8), 4)
        stable = []
        for acts in itertools.product((0, 1), repeat=n):
            m = sum(acts)
            pivotal = {1: m == quorum, 0: m == quorum - 1}
            if all((v * pivotal[1] >= c) if a else (v * pivotal[0] <= c) for a in acts):
                stable.append(m)
        got = MEETING.ask("solve", n=n, Q=quorum, c=c, v=v)
        assert got["pure_zero"] == (0 in stable) == (quorum >= 2 or c >= v)
        assert got["pure_Q_count"] == stable.count(quorum) == (math.comb(n, quorum) if c <= v else 0)
        assert set(stable) <= {0, quorum}


def test_p11_2_mixed_equilibria():
    draw = random.Random(4)
    for _ in range(60):
        n = draw.randint(3, 12)
        quorum, ratio = draw.randint(1, n), F(draw.randint(1, 40), 41)
        got = MEETING.ask("solve", n=n, Q=quorum, c=ratio, v=1)
        peak = max(chance_of(n - 1, k / 2000, quorum - 1) for k in range(2001))
        assert abs(float(got["cost_ratio_max"]) - peak) < 1e-5
        wanted = 1 if quorum in (1, n) else 2 if ratio < got["cost_ratio_max"] else 0
        assert len(got["mixed"]) == wanted
        for a, success in zip(got["mixed"], got["success"]):
            assert abs(chance_of(n - 1, float(a), quorum - 1) - ratio) < 1e-9
            tail = sum(chance_of(n, float(a), k) for k in range(quorum, n + 1))
            assert abs(float(success) - tail) < 1e-9
        if quorum == 1:
            assert abs(float(got["mixed"][0]) - (1 - float(ratio) ** (1 / (n - 1)))) < 1e-12
        if quorum == n:
            assert abs(float(got["mixed"][0]) - float(ratio) ** (1 / (n - 1))) < 1e-12


def test_p11_3_the_meeting_erodes_and_breaks():
    got = MEETING.ask("solve", c="0.2731")
    assert abs(float(got["success_high"]) - 0.45) < 0.01 and len(got["mixed"]) == 2
    assert MEETING.ask("solve", c="0.2732")["mixed"] == []
    assert (
        MEETING.ask("solve", c=1)["pure_Q_count"] == 210
        and MEETING.ask("solve", c="1.01")["pure_Q_count"] == 0
    )
    # what is gone is the meeting of all alike: a few can still mix while others surely come, or stay at home
    gains = [(1 if m == 3 else 0) - F(3, 10) for m in range(10)]
    some = solve(SymmetricGame(gains=gains))
    assert some.symmetric == () and any((e.acting, e.mixing, e.abstaining) == (3, 2, 5) for e in some.mixed)
    edge = MEETING.ask("solve", c="1792/6561")
    assert edge["knife_edge"] and edge["mixed"] == [F(1, 3)]


def test_the_meeting_by_the_general_solver():
    for quorum, c in ((2, F(1, 3)), (1, F(1, 4)), (3, F(1, 4))):
        found = solve(MEETING.at(n=3, Q=quorum, c=c, v=1))
        alike = {
            str(shares[0])
            for e in found
            if len(set(map(str, shares := [m["A"] for m in e.strategies.values()]))) == 1
            and str(shares[0]) not in "01"
        }
        got = MEETING.ask("solve", n=3, Q=quorum, c=c, v=1)
        assert alike == set(map(str, got["mixed"])) and found.complete is True


def test_a_large_meeting():
    got = MEETING.ask("solve", n=300, Q=100, c="1/50")
    low, high = map(float, got["mixed"])
    assert low < 99 / 299 < high and abs(chance_of(299, low, 99) - 0.02) < 1e-12
    assert isinstance(got["success_high"], Enclosure)


# -- coproduction_ignition -----------------------------------------------------------------------
RESIDENTS = load("coproduction_ignition")


def test_p23_1_by_all_profiles():
    draw = random.Random(5)
    for _ in range(100):
        n = draw.randint(2, 6)
        beta, c, tau = F(draw.randint(1, 8), 3), F(draw.randint(1, 8), 3), F(draw.randint(0, 8), 3)
        stable = set()
        for acts in itertools.product((0, 1), repeat=n):
            m = sum(acts)
            worth = {a: beta * F(m - a, n - 1) + tau - c for a in (0, 1)}  # m - a others take part
            if all(worth[1] >= 0 if a else worth[0] <= 0 for a in acts):
                stable.add(m)
        got = RESIDENTS.ask("solve", N=n, beta=beta, c=c, tau=tau)
        assert got["none_NE"] == (0 in stable) == (tau <= c)
        assert got["all_NE"] == (n in stable) == (beta + tau >= c)
        tip = (c - tau) / beta
        assert got["a_mix"] == (tip if 0 < tip < 1 else None)
        assert stable <= {0, n} or got["knife_edge"] or tip * (n - 1) == int(tip * (n - 1))


def unique(transfers, beta, c):
    """Whether all taking part is what iterated dominance leaves (complementarities: the only equilibrium)."""
    n, joined = len(transfers), 0
    while any(t + beta * joined / (n - 1) > c + 1e-9 for t in sorted(transfers, reverse=True)[joined:]):
        joined += 1
    return joined == n


def test_p23_2_the_cheapest_transfers():
    for beta, c in ((1.0, 1.0), (2.0, 1.5), (0.5, 1.0)):
        grid = [k * 0.1 for k in range(18)]
        cheapest = min(sum(t) for t in itertools.combinations_with_replacement(grid, 3) if unique(t, beta, c))
        got = RESIDENTS.ask("solve", N=3, beta=beta, c=c)
        assert -1e-9 < cheapest - float(got["divide_cost"]) <= 0.3 + 1e-9
        assert got["uniform_cost"] == 3 * F(str(c))
    half = RESIDENTS.ask("solve", N=7, beta=1, c=1)
    assert 2 * half["divide_cost"] == half["uniform_cost"] and half["T_ignite"] is None


def test_p23_3_periods_of_subsidy():
    draw = random.Random(6)
    for _ in range(60):
        beta, lam = F(draw.randint(2, 9), 3), F(draw.randint(1, 9), 10)
        c, x0 = beta * F(draw.randint(1, 9), 10), F(draw.randint(0, 9), 10)
        periods = RESIDENTS.ask("solve", beta=beta, c=c, lam=lam, x0=x0)["T_ignite"]
        x = x0
        for t in itertools.count():
            if beta * x >= c:
                assert periods == t
                break
            x += lam * (1 - x)


def test_uniform_subsidy_of_one_resident_less_is_not_enough():
    got = RESIDENTS.ask("solve", tau="99/100")
    assert got["none_NE"] and not RESIDENTS.ask("solve", tau="101/100")["none_NE"]
    assert RESIDENTS.ask("solve", tau=1)["knife_edge"]


# -- innovation_contest ---------------------------------------------------------------------------
CONTEST = load("innovation_contest")


def test_p10_1_and_p10_2_formulas_are_what_the_solver_finds():
    draw = random.Random(7)
    for n in range(2, 12):
        values = {"N": n, "V": F(draw.randint(1, 40), 3)}
        got = CONTEST.ask("symmetric", **values)
        assert all(got[name] == CONTEST.formulas[name].evaluate(values) for name in ("e", "total", "payoff"))
        e, others = float(got["e"]), float((n - 1) * got["e"])
        best = max(
            (float(values["V"]) * x / (x + others) - x, x) for x in (e * k / 500 for k in range(1, 1500))
        )
        assert abs(best[1] - e) <= e / 250
    for _ in range(20):
        values = {"V": draw.randint(1, 9), "c1": F(draw.randint(1, 9), 4), "c2": F(draw.randint(1, 9), 4)}
        got = CONTEST.ask("two_player", **values)
        assert all(got[name] == CONTEST.formulas[name].evaluate(values) for name in ("e1", "e2", "p1"))


def test_p10_3_greedy_filling_and_all_profiles():
    draw = random.Random(8)
    for _ in range(100):
        n, width = draw.randint(2, 5), draw.randint(1, 4)
        attention = [F(draw.randint(1, 30), draw.randint(1, 7)) for _ in range(width)]
        stable = set()
        for choice in itertools.product(range(width), repeat=n):
            counts = [choice.count(j) for j in range(width)]
            if all(
                attention[j] / counts[j] >= attention[k] / (counts[k] + 1)
                for j in set(choice)
                for k in range(width)
                if k != j
            ):
                stable.add(tuple(counts))
        greedy = [0] * width
        for _ in range(n):
            greedy[max(range(width), key=lambda j: (attention[j] / (greedy[j] + 1), -j))] += 1
        got = CONTEST.ask("niches", N=n, A=attention)
        assert got["counts"] == greedy and tuple(greedy) in stable
        assert got["knife_edge"] == (len(stable) > 1) and got["distinct"] == sum(m > 0 for m in greedy)
        for j in range(width):
            if not got["knife_edge"]:
                crowded = all(a / m >= attention[j] for a, m in zip(attention, greedy) if m)
                assert (greedy[j] == 0) == crowded or width == 1 or greedy[j] > 0


def test_many_localities_and_bad_attention():
    got = CONTEST.ask("niches", N=1000, A="6,4,1")
    assert sum(got["counts"]) == 1000 and got["distinct"] == 3
    with pytest.raises(InputError, match="A"):
        CONTEST.ask("niches", A=[1, 0])
    with pytest.raises(InputError, match="N"):
        CONTEST.ask("symmetric", N=1)
