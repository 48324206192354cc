"""Models 6, 7, 12, 14, 15, 16 and 20 by brute force: populations, trees, grids, every deviation."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction

import pytest

from defiance_games import ExtensiveForm, chance, end, move
from defiance_games.errors import InputError
from defiance_games.model import load
from defiance_games.solve import solve
from defiance_games.threshold import threshold

F = Fraction


def draws(seed, count):
    """Yield functions that draw a fraction a/b between two numbers."""
    draw = random.Random(seed)
    for _ in range(count):
        yield lambda low, high, parts=20: F(low) + (F(high) - F(low)) * F(draw.randint(1, parts - 1), parts)


# -- 6 inspection_game ------------------------------------------------------------------------------
def test_commitment_is_the_best_on_a_grid_and_what_the_formula_says():
    model = load("inspection_game")
    for between in draws(6, 12):
        B, h = between(0, 3), between(1, 4)
        Lambda, a = B + between(0, 3), between(0, h)
        values = {"B": B, "Lambda": Lambda, "h": h, "a": a, "k": between(0, a)}
        got = model.ask("stackelberg", **values)
        assert got["U_center"] == model.formulas["U_commit"].evaluate(values)
        assert got["p_inspect"] == B / Lambda

        def worth(x, v=values):
            comply, defy = -x * v["k"], -v["h"] + x * (v["a"] - v["k"])
            gain = v["B"] - x * v["Lambda"]
            return defy if gain > 0 else comply if gain < 0 else max(comply, defy)

        assert max(worth(F(n, 60)) for n in range(61)) <= got["U_center"] == worth(got["p_inspect"])


def test_the_symbolic_commitment_is_unique():
    model = load("inspection_game")
    (found,) = solve(model.at(), concept="stackelberg")
    assert found.region.always and found.strategies["Official"]["C"] == 1
    assert str(found.strategies["Center"]["I"]) == "B/Lambda"


# -- 7 rival_explanations ---------------------------------------------------------------------------
ACCOUNTS = ("mei_pearson", "information_asymmetry", "factional_patronage", "declining_authority")


def test_all_accounts_start_alike():
    model = load("rival_explanations")
    for account in ACCOUNTS:
        got = model.ask("share", account=account)
        assert (got["p"], got["Y"]) == (F(1, 5), F(155, 1000))


@pytest.mark.parametrize("account", ACCOUNTS)
def test_the_share_is_that_of_a_population(account):
    """Officials with local gains on a fine grid, each of whom compares its two payoffs."""
    model, size = load("rival_explanations"), 400
    for between in draws(7, 8):
        career = {"bbar": between(0, 4), "g": between(0, "1/4"), "V": between(0, 9), "s": between(0, 4)}
        career |= {"L": between(0, 9), "rho": between(0, 1), "pi0": between(0, "3/4")}
        own = {
            "mei_pearson": {"a0": between(0, 3), "b0": between(0, 9), "m": 3, "M": 11},
            "information_asymmetry": {"eta": between(0, 1), "phi": between(0, 1)},
            "factional_patronage": {"phi": between(0, 1), "psi": between(0, 1), "f": between(0, 1)},
            "declining_authority": {"q": between(0, 1), "ell": between(1, 4), "m": 3, "p_L": F(1, 9)},
        }[account]
        got = model.ask("share", account=account, **career, **own)
        V, L, g, pi0 = (career[n] for n in ("V", "L", "g", "pi0"))
        comply = L + pi0 * V
        defiers = 0
        for i in range(size):
            b = career["bbar"] * F(2 * i + 1, 2 * size)
            caught = -career["s"] + career["rho"] * L
            defiers += b + (1 - got["p"]) * (L + (pi0 + g) * V) + got["p"] * caught > comply
        assert abs(F(defiers, size) - got["Y"]) <= F(1, 2 * size)


def test_a_wave_of_selective_sanctions_parts_the_accounts():
    model, draw = load("rival_explanations"), random.Random(8)
    for _ in range(30):
        m, extra = draw.randint(1, 12), draw.randint(1, 40)
        M = 4 * m + extra  # fewer than the prior fifth were sanctioned
        moved = {a: model.ask("share", account=a, m=m, M=M)["p"] - F(1, 5) for a in ACCOUNTS}
        assert (moved[ACCOUNTS[0]] < 0) == (5 * m < M)
        assert moved[ACCOUNTS[1]] == moved[ACCOUNTS[2]] == 0 < moved[ACCOUNTS[3]]


def test_a_severe_enough_sanction_ends_defiance():
    model = load("rival_explanations")
    for name, account in (("s_req_MP", ACCOUNTS[0]), ("s_req_IA", ACCOUNTS[1])):
        s = model.formulas[name].evaluate(model.defaults)
        assert model.ask("share", account=account, s=s)["Y"] == 0
        assert model.ask("share", account=account, s=s - F(1, 100))["Y"] > 0


# -- 12 crowd_screening -----------------------------------------------------------------------------
def protest(eta0, R, c, d, g, m, e_H, e_L):
    """The tree with quitting and escalating. The government yields to that, as a crackdown costs more."""

    def group(name, e):
        contained = {"quit": end(-m, -c), "escalate": end(g - m - e, -c - d - R)}
        after = move("Group", contained, at=f"{name} contained")
        petition = move("Government", {"resolve": end(g - m, -R), "contain": after}, at="petition")
        return move("Group", {"petition": petition, "quiet": end(0, 0)}, at=name)

    return ExtensiveForm.build(
        players=("Group", "Government"),
        tree=chance({"H": (eta0, group("H", e_H)), "L": (1 - eta0, group("L", e_L))}),
        outcomes={"escalation": "P(escalate)"},
    )


@pytest.mark.parametrize("seed", range(6))
def test_the_whole_protest_has_the_equilibrium_of_the_reduced_game(seed):
    (between,) = draws(seed, 1)
    c, g = between(0, 2), between(1, 4)
    R, e_H = c + between(0, 3), between(0, g)
    values = {"R": R, "c": c, "d": between(0, 2), "g": g, "m": between(0, g - e_H), "e_H": e_H}
    model = load("crowd_screening")
    eta_star = model.formulas["eta_star"].evaluate(values)
    for eta0 in (eta_star / 2, (1 + eta_star) / 2):
        got = model.ask("solve", eta0=eta0, **values)
        found = solve(protest(eta0, **values, e_L=g + between(0, 2)), concept="subgame-perfect")
        assert found.complete is True and len(found) == 1
        for e in found:
            assert e.strategies["Group"]["H"]["petition"] == 1
            assert e.strategies["Government"]["petition"]["resolve"] == got["y"]
            assert e.strategies["Group"]["L"]["petition"] == got["ell"]
            assert e.outcomes["escalation"] == got["escalation"]
            assert e.payoffs["Government"] == got["U_gov"]
        if eta0 < eta_star:
            at = {**values, "eta0": eta0}
            assert all(got[n] == model.formulas[n].evaluate(at) for n in ("y", "ell", "escalation", "U_gov"))


def test_at_the_knife_edge_the_government_may_mix():
    got = load("crowd_screening").ask("solve", eta0="1/2")
    assert got["knife_edge"] and got["regime"] == "indifferent"
    assert (got["y"], got["ell"], got["escalation"], got["U_gov"]) == (None, 1, None, -4)


# -- 14 two_audience_cadre --------------------------------------------------------------------------
def announced(v, w, prior):
    """The announcement as a game of three: superior and residents choose apart."""

    def heard(state, said):
        def residents(action):
            return {
                a: end(
                    (v[state] if action == state else 0) + (w[state] if a == state else 0),
                    int(action == state),
                    int(a == state),
                )
                for a in (1, 2)
            }

        after = {
            str(a): move("Residents", {str(b): e for b, e in residents(a).items()}, at=said) for a in (1, 2)
        }
        return move("Superior", after, at=said)

    says = {
        state: move("Cadre", {said: heard(state, said) for said in ("x", "y")}, at=str(state))
        for state in (1, 2)
    }
    return ExtensiveForm.build(
        players=("Cadre", "Superior", "Residents"),
        tree=chance({"1": (prior, says[1]), "2": (1 - prior, says[2])}),
    )


def learned(e):
    """Whether at some end of the piece the cadre says different things and both audiences act on them."""
    for corner in e.extreme_points or (e.strategies,):
        said = [corner["Cadre"][state]["x"] for state in "12"]
        if said in ([1, 0], [0, 1]):
            state = "1" if said == [1, 0] else "2"
            return all(corner[who]["x"][state] == 1 for who in ("Superior", "Residents"))
    return False


@pytest.mark.parametrize("seed", range(8))
def test_the_game_of_three_says_the_same(seed):
    draw, model = random.Random(seed), load("two_audience_cadre")
    v1, v2, w1, w2 = (draw.choice((-2, -1, 1, 3)) for _ in range(4))
    got = model.ask("credibility", v1=v1, v2=v2, w1=w1, w2=w2)
    if got["knife_edge"]:
        v1 = v1 + F(1, 2)
        got = model.ask("credibility", v1=v1, v2=v2, w1=w1, w2=w2)
    found = solve(announced({1: v1, 2: v2}, {1: w1, 2: w2}, F(2, 5)), concept="sequential")
    assert any(map(learned, found)) == got["public"]


def test_credibility_for_every_pattern_of_signs():
    model, seen = load("two_audience_cadre"), set()
    ties = [(0, 1, 2, 0), (0, -1, 2, 1), (1, 1, -1, 0), (0, 0, 0, 0)]
    for v1, v2, w1, w2 in [*ties, *itertools.product((-2, 1, 3), repeat=4)]:
        if (v1, v2) > (w1, w2) and 0 not in (v1, v2):  # the two audiences stand alike
            continue
        got = model.ask("credibility", v1=v1, v2=v2, w1=w1, w2=w2)
        up, down, public = min(v1, v2) >= 0, min(w1, w2) >= 0, min(v1 + w1, v2 + w2) >= 0
        assert (got["up"], got["down"], got["public"]) == (up, down, public), (v1, v2, w1, w2)
        assert got["knife_edge"] == (0 in (min(v1, v2), min(w1, w2), min(v1 + w1, v2 + w2)))
        seen.add(got["label"])
    assert len(seen) == 5


@pytest.mark.parametrize("prior", ["1/10", "49/100"])
def test_how_likely_a_state_is_changes_nothing(prior):
    for known in load("two_audience_cadre").known:
        got = load("two_audience_cadre").ask("credibility", **known["params"], prior=prior)
        assert got["label"] == known["expect"]["label"]


# -- 15 fire_alarm_media ----------------------------------------------------------------------------
def test_openness_is_the_best_on_a_grid():
    model = load("fire_alarm_media")
    for between in draws(15, 40):
        ratio, h, u = between(0, 2), between(0, 2), between(0, 6)
        got = model.ask("openness", Lambda_over_Bbar=ratio, h=h, u=u)

        def loss(o, ratio=ratio, h=h, u=u):
            return max(0, 1 - o * ratio) * (o * u + (1 - o) * h)

        grid = [F(n, 100) for n in range(101)]
        assert min(map(loss, grid)) >= got["loss"]
        if not got["knife_edge"]:
            assert loss(got["o"]) == got["loss"] and got["D"] == max(0, 1 - got["o"] * ratio)
            assert all(loss(o) > got["loss"] for o in grid if o < got["o"])
        assert (got["u_star"] is None) == (ratio >= 1)


def test_at_the_knife_edge_none_and_full_openness_are_equally_good():
    got = load("fire_alarm_media").ask("openness", u=2)
    assert got["knife_edge"] and got["o"] is got["D"] is None and got["loss"] == 1


def test_adoption_is_the_best_of_the_four_plans():
    model = load("fire_alarm_media")
    for between in draws(16, 25):
        o0 = between(0, 1)
        values = {"B": between(0, 5), "Lambda": between(0, 9), "o": (1 + o0) / 2, "o0": o0}
        values |= {"beta": between(0, 3), "a": between(0, 1)}
        got = model.ask("adoption", **values)
        plans = got["payoffs"]
        assert got["best"] == [p for p in plans if plans[p] == max(plans.values())]
        if o0 * values["Lambda"] < values["B"] < values["o"] * values["Lambda"]:
            net = values["beta"] - values["a"] - values["B"] + o0 * values["Lambda"]
            assert ("adopt/comply" in got["best"]) == (net >= 0) and "adopt/defy" not in got["best"]


def test_indifferent_officials_have_several_best_plans():
    got = load("fire_alarm_media").ask("adoption", beta="17/10")
    assert got["best"] == ["adopt/comply", "refuse/defy"] and got["knife_edge"]


# -- 16 integrative_partnership ---------------------------------------------------------------------
def test_the_partnership_by_backward_induction():
    model, forms = load("integrative_partnership"), set()
    for between in draws(17, 40):
        values = {"A": between(0, 3), "gamma": between(0, 1)}
        values |= {f"{letter}_{form}": between(0, 1) for letter in "ex" for form in "cI"}
        got = model.ask("solve", **values)
        worth = {}
        for form, more in (("c", 0), ("I", values["gamma"])):
            share, yields = values[f"e_{form}"], (1 - values[f"x_{form}"]) * values["A"] * (1 + more)
            grid = [got[f"i_{form}"] + F(n, 50) for n in range(-20, 21)]
            best = max(grid, key=lambda i, up=share * yields: up * i - i**2 / 2)
            assert best == got[f"i_{form}"]
            worth[form] = (share * yields * best - best**2 / 2, (1 - share) * yields * best)
            assert worth[form] == (got[f"UE_{form}"], got[f"UG_{form}"])
        gains = worth["I"][0] > worth["c"][0] and worth["I"][1] >= worth["c"][1]
        assert got["form"] == ("integrative" if gains else "cooperative")
        assert (values["e_I"] > got["eI_min"]) == (worth["I"][0] > worth["c"][0])
        forms.add(got["form"])
    assert len(forms) == 2


def test_ties_of_the_partnership():
    model = load("integrative_partnership")
    same = {"gamma": 0, "x_I": "1/2", "x_c": "1/2"}
    got = model.ask("solve", **same, e_c="1/3", e_I="1/3")  # the enterprise gains nothing
    assert got["form"] == "cooperative" and got["knife_edge"]
    got = model.ask("solve", **same, e_c="1/4", e_I="3/4")  # the government loses nothing
    assert got["form"] == "integrative" and got["knife_edge"]


# -- 20 collusion_chain -----------------------------------------------------------------------------
def covered(values, offered):
    """Backward induction over the line: whether all cover, where an indifferent superior does."""
    n, d, s_S, phi = (values[name] for name in ("n", "d", "s_S", "phi"))
    favor = values["k_c"] * (1 - d) * values["Lambda"] / n if offered else 0
    rest_cover = True
    for _ in range(n):  # from the last in line
        silent = favor - d * (s_S + phi) if rest_cover else -phi - s_S
        rest_cover = rest_cover and silent >= values["w"] - phi
    return rest_cover


def test_a_chain_colludes_as_backward_induction_says():
    model, seen = load("collusion_chain"), set()
    for i, between in enumerate(draws(20, 60)):
        values = {"Lambda": between(0, 12), "w": between(0, 5), "phi": between(0, 3), "d": between(0, 1)}
        values |= {"s_S": between(0, 3), "k_c": between(0, 1), "n": 1 + i % 4}
        got = model.ask("solve", **values)
        collude = covered(values, True) or covered(values, False)
        assert got["collude"] == collude == (values["w"] <= got["w_chain"])
        assert collude == (got["n_max"] is None or values["n"] <= got["n_max"])
        assert covered(values, False) == (got["price"] == 0)
        seen.add((collude, got["price"] == 0, values["n"]))
    assert len(seen) >= 8


def test_the_longest_chain():
    model = load("collusion_chain")
    for between in draws(21, 10):
        values = {"Lambda": between(0, 12), "w": between(1, 3), "k_c": between(0, 1)}
        longest = model.ask("solve", **values)["n_max"]
        chains = [n for n in range(1, 9) if model.ask("solve", **values, n=n)["collude"]]
        assert chains == list(range(1, min(8, int(longest)) + 1))


def test_ties_favor_collusion():
    got = load("collusion_chain").ask("solve", n=3, w="22/15")
    assert got["collude"] and got["knife_edge"] and got["w_chain"] == F(22, 15)


@pytest.mark.parametrize("n", [1, 2])
def test_the_solver_finds_the_thresholds(n):
    """The reward at which a branch that covers gives way to one that reports is the closed form."""
    model, draw = load("collusion_chain"), random.Random(n)
    view = model.contents.view
    assert view is not None
    found = solve(model.at(n=n))
    assert found.complete is True
    labels = [(view(e)["label"], e.region) for e in found]
    for _ in range(40):
        point = {name: F(draw.randint(1, 19), 20) for name in ("Lambda", "w", "phi", "d", "s_S", "k_c")}
        point = point | {"Lambda": 6 * point["Lambda"], "w": 3 * point["w"], "n": F(n)}
        here = {label for label, region in labels if region.contains(point)}
        breaks, free = (model.formulas[f].evaluate(point) for f in ("w_chain", "price"))
        assert here == {"reported" if point["w"] > breaks else "free" if free == 0 else "bought"}


def test_the_threshold_in_the_reward_is_w_star():
    model = load("collusion_chain")
    values = {name: v for name, v in model.defaults.items() if name not in ("w", "n", "h", "a")}
    rows = threshold(model, parameter="w", values=values).rows
    assert "18/5" in {str(row.value) for row in rows}


def test_looking_away_is_the_center_s_better_choice():
    """P20.3 with the reward that breaks this chain: the book's w_star is that of one superior alone."""
    model = load("collusion_chain")
    for between in draws(22, 30):
        values = {"Lambda": between(0, 12), "phi": between(0, 3), "d": between(0, 1), "s_S": between(0, 3)}
        values |= {"h": between(0, 6), "a": between(0, 2), "n": 2}
        got = model.ask("solve", **values)
        breaks = max(0, got["w_chain"])
        assert not model.ask("solve", **values | {"w": breaks + F(1, 1000)})["collude"]
        assert model.ask("solve", **values | {"w": breaks})["collude"] == (got["w_chain"] >= 0)
        assert got["acquiesce"] == (breaks > (1 - values["d"]) * (values["h"] - values["a"]))
    single, pair = (model.ask("solve", n=n) for n in (1, 2))  # a reward of 2 parts two superiors, 3.6 one
    assert single["w_star"] == pair["w_star"] == F(18, 5) and pair["w_chain"] == 2
    assert single["acquiesce"] and not pair["acquiesce"]


# -- bad input --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "question", "values", "names"),
    [
        ("rival_explanations", "share", {"account": "mei_pearsn"}, "mei_pearson"),
        ("rival_explanations", "share", {"m": 3, "M": 2}, "M"),
        ("rival_explanations", "share", {"m": "1/2"}, "integer"),
        ("rival_explanations", "share", {"p_H": "1/20", "ell": 1}, "ell"),
        ("crowd_screening", "solve", {"m": 2}, "m"),
        ("crowd_screening", "solve", {"R": 1}, "R"),
        ("two_audience_cadre", "credibility", {"v1": "x"}, "v1"),
        ("two_audience_cadre", "credibility", {"prior": "3/5"}, "prior"),
        ("fire_alarm_media", "adoption", {"o": "1/20"}, "o0"),
        ("fire_alarm_media", "openness", {"h": 0}, "h"),
        ("integrative_partnership", "solve", {"x_c": 1}, "x_c"),
        ("collusion_chain", "solve", {"n": 0}, "n"),
        ("collusion_chain", "solve", {"n": "3/2", "d": 1}, "d"),
    ],
)
def test_bad_input_is_told(name, question, values, names):
    with pytest.raises(InputError) as told:
        load(name).ask(question, **values)
    assert name in str(told.value) and names in str(told.value)
