"""Models 8, 13, 17, 22: closed forms against solvers, and the book's propositions by grids and quadrature."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import cache
from itertools import product

import numpy as np
import pytest

from defiance_games import load, solve
from defiance_games.errors import InputError

F = Fraction
VAGUE, COERCION = load("vague_directive"), load("coercion_allocation")
TOLERANCE, DUAL = load("delegation_paradox"), load("dual_assessment")


def value(model, formula, **values):
    """A formula of a model in numbers."""
    return model.formulas[formula].evaluate({**model.defaults, **values})


# -- 8 vague_directive ----------------------------------------------------------------------------
def directive(seed):
    """Values of the parameters of model 8, and the probability that the liberal line is encouraged."""
    random.seed(seed)
    v1, w1, z, zeta = (F(random.randint(1, 12), 4) for _ in range(4))
    lam = F(random.randint(1, 19), 20)
    more = [F(random.randint(1, 12), 4) for _ in range(2)]
    return {"lam": lam, "v1": v1, "v2": v1 + more[0], "z": z, "w1": w1, "w2": w1 + more[1], "zeta": zeta}


@pytest.mark.parametrize("seed", range(60))
def test_the_optimal_directive_by_regime(seed):
    at = directive(seed)
    found = VAGUE.ask("solve", **at)
    keen, trusting = at["w2"] - at["w1"] > at["zeta"], at["lam"] >= found["lambda_star"]
    assert found["vague_action"] == (2 if trusting else 1)
    assert found["U_clear"] == value(VAGUE, "U_clear", **at)
    assert found["U_vague"] == (value(VAGUE, "U_bold", **at) if trusting else at["w1"])
    if not keen:
        assert found["y_opt"] == 0 and found["U_opt"] == found["U_clear"]
    elif trusting:
        assert found["y_opt"] == 1 and found["U_opt"] == found["U_vague"]
    else:
        assert found["y_opt"] == value(VAGUE, "y_opt", **at)
        assert found["U_opt"] == value(VAGUE, "U_opt", **at)
    assert found["U_opt"] >= max(found["U_clear"], found["U_vague"])
    edge = at["lam"] == found["lambda_star"] or at["w2"] - at["w1"] == at["zeta"]
    assert found["knife_edge"] == edge


@pytest.mark.parametrize("seed", range(30))
def test_cheap_talk_on_a_grid_of_replies(seed):
    """P8.3: messages are informative iff different replies make the types send different ones."""
    at = directive(seed)
    gap = at["w2"] - at["w1"]
    informative = False
    for x, y in product([F(k, 10) for k in range(11)], repeat=2):  # boldness after the two messages
        if x <= y:
            continue
        conservative = [at["w1"] + b * (gap - at["zeta"]) for b in (x, y)]
        liberal = [at["w1"] + b * gap for b in (x, y)]
        # only a type that does not prefer boldness sends the second message
        apart = conservative[0] <= conservative[1] and liberal[0] >= liberal[1]
        # told apart, the local is bold (x = 1) under the liberal line, cautious (y = 0) under the other
        informative = informative or (apart and (x, y) == (1, 0))
    talk = VAGUE.ask("solve", **at)["cheap_talk"]
    assert talk == ("informative_exists" if informative else "babbling_only")


def test_knife_edges_of_the_directive():
    tie = VAGUE.ask("solve", lam="2/3")  # the local is indifferent when told nothing
    assert tie["knife_edge"] and tie["y_opt"] == 1
    tie = VAGUE.ask("solve", zeta=2)  # the center is indifferent to boldness under the conservative line
    assert tie["knife_edge"] and tie["y_opt"] == 0 and tie["cheap_talk"] == "informative_exists"


def test_the_encouraged_local_is_indifferent():
    found = solve(VAGUE.contents.problem_table["directive"](**VAGUE.completed({})))
    assert found.posteriors["bold"]["liberal"] == F(2, 3) and found.unique


def test_the_greek_letter_is_an_alias():
    assert VAGUE.ask("solve", **{"lambda": "0.7"}) == VAGUE.ask("solve", lam="0.7")


# -- 13 coercion_allocation -----------------------------------------------------------------------
@pytest.mark.parametrize("seed", range(40))
def test_formulas_for_three_sites(seed):
    random.seed(seed)
    w = sorted((F(random.randint(1, 12), random.choice([1, 2])) for _ in range(3)), reverse=True)
    C = F(random.randint(1, 23), 8)
    found = COERCION.ask("allocate", w=w, C=C)
    at = {"w1": w[0], "w2": w[1], "w3": w[2], "C": C}
    levels = [value(COERCION, name, **at) for name in ("y_one", "y_two", "y")]
    assert found["y"] == max(levels)
    active = 1 + sum(value(COERCION, name, **at) < C for name in ("C_two", "C_three"))
    assert found["active"] == active and levels[active - 1] == found["y"]
    if active == 3:
        assert found["coverage"] == [value(COERCION, name, **at) for name in ("c1", "c2", "c3")]
    assert found["knife_edge"] == (C in (value(COERCION, "C_two", **at), value(COERCION, "C_three", **at)))


def test_water_filling_for_many_sites():
    """P13.1: what the program finds is what the rule says, whatever the order of the sites."""
    random.seed(5)
    for n in range(1, 8):
        w = [F(random.randint(1, 20)) for _ in range(n)]
        C = F(random.randint(1, 4 * n - 1), 4)
        found = COERCION.ask("allocate", w=w, C=C)
        assert found["coverage"] == [max(F(0), 1 - found["y"] / x) for x in w]
        top = sorted(w, reverse=True)[: found["active"]]
        assert found["y"] == (len(top) - C) / sum(1 / x for x in top)


@cache
def loss_of(size):
    return COERCION.ask("allocate", C=size)["y"]


@pytest.mark.parametrize("kappa", ["1/10", "4/7", "1", "4/3", "3", "4", "9"])
def test_size_on_a_grid(kappa):
    """P13.2: no size on a grid is better, and every smaller one is worse."""
    kappa = F(kappa)
    found = COERCION.ask("size", kappa_c=kappa)
    best, star = found["y"] + kappa * found["C_star"], found["C_star"]
    for size in (F(k, 8) for k in range(1, 24)):
        total = loss_of(size) + kappa * size
        assert total > best if star > size else total >= best
    assert star in found["kinks"] and (star == 0) == (kappa >= 4)
    assert found["knife_edge"] == (kappa in (F(4, 7), F(4, 3), 4))


def test_a_more_dangerous_site_exposes_the_others():
    """P13.3, by differences."""
    before, after = (COERCION.ask("allocate", w=[x, 4, 3, 2], C=2) for x in (5, 6))
    assert before["active"] == after["active"] == 4 and after["y"] > before["y"]
    assert after["coverage"][0] > before["coverage"][0]
    assert all(a < b for a, b in zip(after["coverage"][1:], before["coverage"][1:]))


def test_so_many_police_are_refused():
    with pytest.raises(InputError, match="must be less than the number of sites, 2, got 2"):
        COERCION.ask("allocate", w=[1, 2], C=2)
    with pytest.raises(InputError, match="every number of w"):
        COERCION.ask("size", w=[1, 0])


# -- 17 delegation_paradox ------------------------------------------------------------------------
CONDITIONS = (2 * np.arange(4000) + 1) / 4000 - 1  # midpoints


def losses(beta, low, high):
    """The center's and an informed local's loss if acts in [low, high] are permitted, by quadrature."""
    x = np.clip(CONDITIONS + beta, low, high)
    return np.mean((x - CONDITIONS) ** 2), np.mean((x - CONDITIONS - beta) ** 2)


@pytest.mark.parametrize("beta", [0.0, 0.1, 0.2, 0.5, 0.6, 0.9, 1.0, 1.5])
def test_losses_by_quadrature(beta):
    found = TOLERANCE.ask("solve", beta=beta)
    cap = float(found["cap"])
    assert losses(beta, -9, cap)[0] == pytest.approx(float(found["loss_cap"]), abs=1e-4)
    assert losses(beta, 0, 0)[0] == pytest.approx(float(found["loss_central"]), abs=1e-4)
    assert losses(beta, -9, 9)[0] == pytest.approx(float(found["loss_full"]), abs=1e-4)
    # P17.1: no cap and no lower bound is better
    for high in np.linspace(-1, 2.5, 141):
        assert losses(beta, -9, high)[0] >= float(found["loss_cap"]) - 1e-4
    for low in np.linspace(-2, cap, 41):
        assert losses(beta, low, cap)[0] >= float(found["loss_cap"]) - 1e-6
    assert found["knife_edge"] == (beta == 1.0)


@pytest.mark.parametrize("beta", [0.0, 0.2, 0.4, 0.5, 0.6, 0.8, 1.0])
def test_what_information_is_worth_to_the_local(beta):
    """P17.4: the best uninformed act is searched on a grid."""
    found = TOLERANCE.ask("solve", beta=beta)
    for high, expected in ((float(found["cap"]), "effort_gain"), (9, "effort_gain_full")):
        acts = np.append(np.linspace(-1, min(high, 2), 301), min(high, beta))
        uninformed = min(np.mean((x - CONDITIONS - beta) ** 2) for x in acts)
        assert uninformed - losses(beta, -9, high)[1] == pytest.approx(float(found[expected]), abs=1e-4)


def test_almost_every_act_departs_from_the_announced_policy():
    """P17.2: no act has a positive probability but the cap, and the cap is not the policy."""
    found = TOLERANCE.ask("solve")
    acts = np.clip(CONDITIONS + 0.2, -9, float(found["cap"]))
    assert np.mean(np.abs(acts) < 1e-3) < 2e-3 and found["cap"] > 0


# -- 22 dual_assessment ---------------------------------------------------------------------------
def efforts(a, b, c):
    """The official's efforts, as in P22.1 (arrays allowed)."""
    inner1, inner2 = (a - c * b) / (1 - c**2), (b - c * a) / (1 - c**2)
    first = np.where(b <= c * a, a, np.where(a <= c * b, 0, inner1))
    second = np.where(a <= c * b, b, np.where(b <= c * a, 0, inner2))
    return first, second


def test_efforts_on_a_grid():
    """P22.1."""
    grid = np.linspace(0, 4, 401)
    x1, x2 = np.meshgrid(grid, grid, indexing="ij")
    rng = np.random.default_rng(1)
    for _ in range(40):
        a, b, c = rng.uniform(0, 2), rng.uniform(0, 2), rng.uniform(0, 0.9)
        e1, e2 = efforts(a, b, c)
        best = a * e1 + b * e2 - (e1**2 + e2**2) / 2 - c * e1 * e2
        assert (a * x1 + b * x2 - (x1**2 + x2**2) / 2 - c * x1 * x2).max() <= best + 1e-12


def assessed(seed):
    random.seed(seed)
    v1 = F(random.randint(1, 20), 5)
    return {"v1": v1, "v2": v1 * F(random.randint(1, 20), 20), "c": F(random.randint(0, 19), 20)}


@pytest.mark.parametrize("seed", range(100))
def test_no_bonus_on_a_grid_is_better(seed):
    """P22.2."""
    at = assessed(seed)
    found = DUAL.ask("solve", **at)
    v1, v2, c = (float(at[n]) for n in ("v1", "v2", "c"))
    a, b = float(found["a"]), float(found["b"])
    e1, e2 = (float(x) for x in efforts(a, b, c))
    assert (e1, e2) == pytest.approx((float(found["e1"]), float(found["e2"])))
    y = np.linspace(0, 2 * v1 / max(c, 0.3), 3001)
    assert ((v1 - y) * efforts(y, b, c)[0]).max() <= (v1 - a) * e1 + 1e-12
    assert ((v2 - y) * efforts(a, y, c)[1]).max() <= (v2 - b) * e2 + 1e-12


@pytest.mark.parametrize("seed", range(20))
def test_the_joint_optimum_on_a_grid(seed):
    """P22.3: v_i/2 each, where both tasks then get effort."""
    at = assessed(seed)
    found = DUAL.ask("solve", **at)
    v1, v2, c = (float(at[n]) for n in ("v1", "v2", "c"))
    a, b = np.meshgrid(np.linspace(0, v1, 201), np.linspace(0, v1, 201), indexing="ij")
    first, second = efforts(a, b, c)
    totals = (v1 - a) * first + (v2 - b) * second
    e1, e2 = efforts(float(found["a_joint"]), float(found["b_joint"]), c)
    joint = (v1 - v1 / 2) * e1 + (v2 - v2 / 2) * e2
    if found["joint_interior"]:
        assert totals.max() <= joint + 1e-12
    assert found["joint_interior"] == (at["v2"] > at["c"] * at["v1"])


def test_offers_beyond_their_worth_would_add_equilibria():
    """The book's list is complete only among bonuses that do not exceed what the effort is worth."""
    v1, v2, c, b = 2.0, 0.54, 0.5, 0.56  # limit bonus; b > v2 is never paid
    a = b / c
    y = np.linspace(0, 4, 4001)
    assert ((v1 - y) * efforts(y, b, c)[0]).max() <= (v1 - a) * a + 1e-12
    assert ((v2 - y) * efforts(a, y, c)[1]).max() <= 0


def test_the_second_effort_can_rise_with_incompatibility():
    """The book has it fall throughout the interior: it does below c = 1/2, not beyond."""
    rising = [DUAL.ask("solve", v1=1, v2=1, c=c) for c in ("0.6", "0.8")]
    assert {x["regime"] for x in rising} == {"interior"} and rising[0]["e2"] < rising[1]["e2"]
    falling = [DUAL.ask("solve", v1=1, v2=1, c=c) for c in ("0.2", "0.4")]
    assert falling[0]["e2"] > falling[1]["e2"]


def test_knife_edges_between_the_regimes():
    assert DUAL.ask("solve", v1=7, v2=2, c="1/2")["knife_edge"]  # v2*(2 - c**2) = c*v1
    edge = DUAL.ask("solve", v1=4, v2=1, c="1/2")  # v2 = c*v1/2: the two regimes agree
    assert edge["knife_edge"] and edge["a"] == 2 and edge["e2"] == 0
    assert DUAL.ask("solve", v1=1, v2=1, c=0) == {
        "regime": "interior",
        **dict.fromkeys(("a", "b", "e1", "e2", "a_joint", "b_joint"), F(1, 2)),
        "joint_interior": True,
        "knife_edge": False,
    }
