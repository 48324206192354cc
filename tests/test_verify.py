"""The verifier refuses what is not an equilibrium and passes what is, with numbers and with symbols."""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import sys
import time
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defiance_games.errors import InputError, UnsupportedError
from defiance_games.games.normal_form import NormalForm
from defiance_games.games.signaling import SignalingGame
from defiance_games.solution import Equilibrium
from defiance_games.symbolic.condition import Region, parameter
from defiance_games.symbolic.expression import number
from defiance_games.symbolic.parser import parse, parse_condition
from defiance_games.verifier import everywhere, exactly
from defiance_games.verifier.claimed import read
from defiance_games.verify import verify

F = Fraction


def profile(*mixtures, players=("Player 1", "Player 2")):
    """Strategies of a normal form whose strategies are called 1, 2, ..."""
    return {p: {str(k + 1): x for k, x in enumerate(m)} for p, m in zip(players, mixtures, strict=True)}


def claim(*mixtures, **more):
    return {"strategies": profile(*mixtures), **more}


# -- normal form, numbers ---------------------------------------------------------------------------
DILEMMA = NormalForm.from_arrays([[3, 0], [5, 1]], [[3, 5], [0, 1]])
PENNIES = NormalForm.from_arrays([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
BATTLE = NormalForm.from_arrays([[2, 0], [0, 1]], [[1, 0], [0, 2]])


def test_pure_and_mixed_equilibria_pass():
    assert verify(DILEMMA, claim([0, 1], [0, 1])).ok is True
    assert verify(PENNIES, claim(["1/2", "1/2"], ["1/2", "1/2"])).ok is True
    for x, y in (([1, 0], [1, 0]), ([0, 1], [0, 1]), (["2/3", "1/3"], ["1/3", "2/3"])):
        verdict = verify(BATTLE, claim(x, y))
        assert verdict and verdict.regret == 0 and not verdict.reasons and verdict.concept == "nash"


def test_others_are_refused_with_who_gains_what():
    verdict = verify(DILEMMA, claim([1, 0], [1, 0]))
    assert verdict.ok is False and verdict.regret == 2 and not verdict
    assert verdict.reasons == ("Player 1 gains 2 by playing 2.", "Player 2 gains 2 by playing 2.")
    assert verify(PENNIES, claim(["2/3", "1/3"], ["1/2", "1/2"])).reasons == (
        "Player 2 gains 1/3 by playing 2.",
    )
    near = verify(BATTLE, claim(["666666/1000000", "333334/1000000"], ["1/3", "2/3"]))
    assert near.ok is False and near.regret is not None and 0 < near.regret.value < F(1, 10**5)


def test_what_is_not_a_distribution_is_refused():
    assert "do not sum to one" in verify(DILEMMA, claim([0, 1], [0, "9/10"])).reasons[0]
    verdict = verify(DILEMMA, claim([-1, 2], [0, 1]))
    assert verdict.ok is False and "negative" in verdict.reasons[0]
    assert verify(DILEMMA, claim(["3/2", "-1/2"], ["1/2", "1/2"])).ok is False


def test_what_cannot_be_read_is_an_input_error_that_lists_every_fault():
    bad = {"strategies": {"Player 1": {"1": "z", "3": 1}, "Player 3": {"1": 1}}}
    with pytest.raises(InputError) as error:
        verify(DILEMMA, bad)
    text = str(error.value)
    assert "'3'" in text and "'Player 3'" in text and "Player 2 must be a table" in text and "z" in text
    for bad in (
        {},
        {"strategies": 3},
        {"strategies": profile([object(), 1], [1, 0])},
        claim([1, 0], [1, 0], region=[["h >"]]),
        claim([1, 0], [1, 0], free_variables={"x": ["y > 0"]}),
        claim([1, 0], [1, 0], free_variables=["x"]),
        claim([1, 0], [1, 0], region="h > 0"),
        claim([1, 0], [1, 0], region=[3]),
        claim([1, 0], [1, 0], extreme_points=7),
        claim([1, 0], [float("nan"), 0]),
        claim([1, 0], ["1" * 400, 0]),
    ):
        with pytest.raises(InputError):
            verify(DILEMMA, bad)
    with pytest.raises(UnsupportedError):
        verify("prisoner", claim([1, 0], [1, 0]))


def test_three_players():
    """Each wants to be the odd one out: two alike and one apart is an equilibrium, all alike is not."""
    payoff = {
        tuple(p): tuple(number(int(p.count(p[i]) == 1)) for i in range(3))
        for p in itertools.product(range(2), repeat=3)
    }
    game = NormalForm(("A", "B", "C"), (("1", "2"),) * 3, payoff)
    names = ("A", "B", "C")
    assert verify(game, {"strategies": profile([1, 0], [1, 0], [0, 1], players=names)}).ok is True
    assert verify(game, {"strategies": profile([1, 0], [1, 0], [1, 0], players=names)}).regret == 1
    half = ["1/2", "1/2"]
    assert verify(game, {"strategies": profile(half, half, half, players=names)}).ok is True
    assert (
        verify(
            game,
            {
                "strategies": profile([1, 0], [0, 1], ["x", "1 - x"], players=names),
                "free_variables": {"x": ["0 <= x", "x <= 1"]},
            },
        ).ok
        is True
    )


def test_irrational_strategies_are_exact():
    """A payoff with a square root: the column player mixes irrationally, and only one mixture will do."""
    game = NormalForm.from_arrays([["sqrt(2)", 0], [0, 1]], [[1, 0], [0, 1]])
    y = "1/(1 + sqrt(2))"
    assert verify(game, claim(["1/2", "1/2"], [y, f"1 - {y}"])).ok is True
    verdict = verify(game, claim(["1/2", "1/2"], ["414/1000", "586/1000"]))
    assert verdict.ok is False and verdict.reasons


def test_continua():
    game = NormalForm.from_arrays([[1, 1], [0, 2]], [[0, 0], [0, 0]])
    ends = [profile([1, 0], [1, 0]), profile([1, 0], ["1/2", "1/2"])]
    whole = claim([1, 0], ["1 - x", "x"], free_variables={"x": ["0 <= x", "x <= 1/2"]}, extreme_points=ends)
    assert verify(game, whole).ok is True
    assert verify(game, {**whole, "free_variables": {"x": ["0 <= x", "x <= 3/4"]}}).regret == F(1, 2)
    assert verify(game, {**whole, "extreme_points": [*ends, profile([0, 1], [1, 0])]}).ok is False
    assert verify(game, {**whole, "free_variables": {"x": ["0 <= x"]}}).ok is False  # no upper end
    curved = {**whole, "strategies": profile([1, 0], ["1 - x**2", "x**2"])}
    assert verify(game, {**curved, "free_variables": {"x": ["0 <= x", "2*x**2 <= 1"]}}).ok is True
    assert verify(game, {**curved, "free_variables": {"x": ["0 <= x", "x <= 3/4"]}}).ok is False


def test_a_variable_that_players_share_is_no_product():
    same = NormalForm.from_arrays([[0, 1], [1, 0]], [[0, 1], [1, 0]])
    shared = claim(["1 - x", "x"], ["1 - x", "x"], free_variables={"x": ["0 <= x", "x <= 1"]})
    assert verify(same, shared).ok is False
    zero = NormalForm.from_arrays([[0, 0], [0, 0]], [[0, 0], [0, 0]])
    assert verify(zero, shared).ok is True


def test_regions_without_points_are_refused():
    assert verify(DILEMMA, claim([0, 1], [0, 1], region=[])).ok is False
    assert verify(DILEMMA, claim([0, 1], [0, 1], region=[["1 > 2"]])).ok is False
    assert verify(DILEMMA, claim([1, 0], [1, 0], region=[["1 < 2"]])).ok is False


def test_equilibrium_objects_and_json_agree(tmp_path):
    e = Equilibrium(
        "defect",
        "pure",
        {p: {k: number(x) for k, x in m.items()} for p, m in profile([0, 1], [0, 1]).items()},
    )
    assert verify(DILEMMA, e).ok is True and verify(DILEMMA, e).name == "defect"
    assert verify(DILEMMA, e.to_dict()).ok is True
    path = tmp_path / "found.json"
    path.write_text(json.dumps(e.to_dict()))
    assert verify(DILEMMA, path).ok is True
    path.write_text(json.dumps({"equilibria": [e.to_dict(), {"name": "both", **claim([1, 0], [1, 0])}]}))
    verdict = verify(DILEMMA, str(path))
    assert (
        verdict.ok is False
        and verdict.reasons[0].startswith("both: Player 1 gains 2")
        and verdict.regret == 2
    )
    for text in ("{", "[1]"):
        path.write_text(text)
        with pytest.raises(InputError, match="found.json"):
            verify(DILEMMA, path)
    with pytest.raises(InputError, match="readable"):
        verify(DILEMMA, tmp_path / "absent.json")


def test_a_verdict_shows_itself():
    data = verify(DILEMMA, claim([1, 0], [1, 0])).to_dict()
    assert data == {
        "schema": "defiance-games/verdict/1",
        "ok": False,
        "concept": "nash",
        "regret": "2",
        "reasons": ["Player 1 gains 2 by playing 2.", "Player 2 gains 2 by playing 2."],
        "witness": None,
    }
    assert "gains 2" in str(verify(DILEMMA, claim([1, 0], [1, 0])))


def test_numbers_are_fast_and_load_no_solver():
    zeros = [[0] * 3 for _ in range(4)]
    game = NormalForm.from_arrays(zeros, zeros)
    points = [
        profile([F(1 + a, 4 + a), *[F(1, 4 + a)] * 3], [F(1 + b, 3 + b), *[F(1, 3 + b)] * 2])
        for a in range(5)
        for b in range(2)
    ]
    seconds = []
    for _ in range(5):
        begun = time.perf_counter()
        assert verify(game, {"strategies": points[0], "extreme_points": points}).ok is True
        seconds.append(time.perf_counter() - begun)
    assert min(seconds) < 0.05
    code = (
        "import sys; from defiance_games.games.normal_form import NormalForm;"
        "from defiance_games.verify import verify;"
        "g = NormalForm.from_arrays([[3, 0], [5, 1]], [[3, 5], [0, 1]]);"
        "assert verify(g, {'strategies': {'Player 1': {'2': 1}, 'Player 2': {'2': 1}}}).ok;"
        "bad = [m for m in ('z3', 'cvc5', 'flint', 'scipy', 'sympy', 'numpy') if m in sys.modules];"
        "own = ('solve', 'symbolic.parametric', 'symbolic.ring', 'symbolic.oracle');"
        "bad += [m for m in sys.modules if m.startswith(tuple('defiance_games.' + n for n in own))];"
        "assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_regret_is_the_largest_gain(data):
    rows, columns = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 3))
    table = st.lists(
        st.lists(st.integers(-3, 3), min_size=columns, max_size=columns), min_size=rows, max_size=rows
    )
    a, b = data.draw(table), data.draw(table)

    def mixture(n):
        weights = data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n).filter(any))
        return [F(w, sum(weights)) for w in weights]

    x, y = mixture(rows), mixture(columns)
    row_values = [sum(a[i][j] * y[j] for j in range(columns)) for i in range(rows)]
    column_values = [sum(b[i][j] * x[i] for i in range(rows)) for j in range(columns)]
    gains = (
        max(row_values) - sum(v * w for v, w in zip(row_values, x, strict=True)),
        max(column_values) - sum(v * w for v, w in zip(column_values, y, strict=True)),
    )
    verdict = verify(NormalForm.from_arrays(a, b), claim(x, y))
    assert verdict.ok is (max(gains) == 0) and verdict.regret == max(gains)


# -- signalling, numbers ----------------------------------------------------------------------------
def sanction(**values):
    """Model 2 of the book as a signalling game: the center sanctions (S) or not (N), the local replies."""
    payoffs = {
        t: {
            m: {
                "comply": (f"-{k}" if m == "S" else 0, 0),
                "defy": (f"-{k} - h" if m == "S" else "-h", f"p_star - p_{t}"),
            }
            for m in ("S", "N")
        }
        for t, k in (("R", "k_R"), ("W", "k_W"))
    }
    game = SignalingGame.build(
        ["Center", "Local"],
        {"R": "q", "W": "1 - q"},
        ["S", "N"],
        ["comply", "defy"],
        payoffs,
        parameters=[
            parameter("q", ["0 < q", "q < 1"]),
            parameter("h", "h > 0"),
            parameter("k_R", "k_R < k_W"),
            parameter("k_W", "k_W > 0"),
            parameter("p_star", "p_star > 0"),
            parameter("p_R", ["p_R <= 1", "p_W < p_R"]),
            parameter("p_W", "p_W >= 0"),
        ],
    )
    return game.with_values(values) if values else game


def play(a_R, a_W, d_S, d_N):
    def mix(first, second, x):
        return {first: f"{x}", second: f"1 - ({x})"}

    return {
        "Center": {"R": mix("S", "N", a_R), "W": mix("S", "N", a_W)},
        "Local": {"S": mix("defy", "comply", d_S), "N": mix("defy", "comply", d_N)},
    }


def believe(**posteriors):
    return {m: {"R": f"{x}", "W": f"1 - ({x})"} for m, x in posteriors.items()}


POINT = {"q": "1/4", "h": 2, "k_R": "1/2", "k_W": 1, "p_star": "1/2", "p_R": 1, "p_W": 0}
GAME = sanction(**POINT)


def test_the_worked_example_of_the_book():
    assert verify(GAME, {"strategies": play(1, "1/3", "1/2", 1)}).ok is True
    assert verify(GAME, {"strategies": play(1, "1/3", "1/2", 1), "beliefs": believe(S="1/2", N=0)}).ok is True
    for d_S in ("3/4", "7/8", 1):
        assert verify(GAME, {"strategies": play(0, 0, d_S, 1)}).ok is True
    assert verify(GAME, {"strategies": play(0, 0, "1/2", 1)}).reasons == (
        "Center of type R gains 1/2 by sending S.",
    )
    assert verify(GAME, {"strategies": play(1, 0, 0, 1)}).ok is False


def test_beliefs_on_the_path_are_what_bayes_says():
    verdict = verify(GAME, {"strategies": play(1, "1/3", "1/2", 1), "beliefs": believe(S="1/3", N=0)})
    assert verdict.ok is False and "Bayes' rule" in verdict.reasons[0] and "after S" in verdict.reasons[0]
    verdict = verify(
        GAME, {"strategies": play(1, "1/3", "1/2", 1), "beliefs": {"S": {"R": "1/2", "W": "1/3"}}}
    )
    assert any("does not sum to one" in r for r in verdict.reasons)
    verdict = verify(GAME, {"strategies": play(0, 0, 1, 1), "beliefs": {"S": {"R": "-1", "W": 2}}})
    assert any("negative" in r for r in verdict.reasons)


def test_replies_off_the_path_need_a_belief():
    """A mixed reply to S is best to mu_R = 1/2 only."""
    pooling = play(0, 0, "3/4", 1)
    assert verify(GAME, {"strategies": pooling, "beliefs": believe(S="1/2")}).ok is True
    verdict = verify(GAME, {"strategies": pooling, "beliefs": believe(S="1/3")})
    assert verdict.reasons == ("Local gains 1/24 by playing defy after S at the stated belief.",)


def test_incredible_threats_are_refused():
    """Defying is strictly dominated after S, so no belief makes that threat credible."""
    payoffs = {
        t: {"S": {"comply": (2, 1), "defy": (-5, 0)}, "N": {"comply": (1, 0), "defy": (1, 0)}}
        for t in ("R", "W")
    }
    game = SignalingGame.build(
        ["Center", "Local"], {"R": "1/2", "W": "1/2"}, ["S", "N"], ["comply", "defy"], payoffs
    )
    verdict = verify(game, {"strategies": play(0, 0, 1, 0)})
    assert verdict.ok is False and verdict.regret == 1
    assert verdict.reasons == ("The reply of Local to S is best to no belief: it gives up at least 1.",)
    assert verify(game, {"strategies": play(0, 0, 1, 0), "beliefs": believe(S="1/2")}).ok is False
    assert verify(game, {"strategies": play(1, 1, 0, 0)}).ok is True


def test_a_reply_that_is_never_best_though_not_dominated_by_a_pure_one():
    """Three replies; the middle one is beaten by mixtures of the others at every belief."""
    replies = {"left": (0, 4), "middle": (0, 1), "right": (0, 0)}
    other = {"left": (0, 0), "middle": (0, 1), "right": (0, 4)}
    stay = dict.fromkeys(replies, (0, 0))
    game = SignalingGame.build(
        ["A", "B"],
        {"s": "1/2", "t": "1/2"},
        ["go", "stay"],
        list(replies),
        {"s": {"go": replies, "stay": stay}, "t": {"go": other, "stay": stay}},
    )
    strategies = {"A": {"s": {"stay": 1}, "t": {"stay": 1}}, "B": {"go": {"middle": 1}, "stay": {"left": 1}}}
    verdict = verify(game, {"strategies": strategies})
    assert verdict.ok is False and verdict.regret == 1
    assert verify(
        game,
        {"strategies": {**strategies, "B": {"go": {"left": "1/2", "right": "1/2"}, "stay": {"left": 1}}}},
    ).ok


def test_types_without_prior_probability_must_be_rational_too():
    game = sanction(**{**POINT, "q": "1/2"})
    sure = replace(game, priors=(number(1), number(0)))
    good = {"strategies": play(1, 0, 0, 1)}
    assert verify(sure, good).ok is False  # W would gain by S: h = 2 > k_W = 1
    assert "type W" in verify(sure, good).reasons[0]
    assert verify(sure, {"strategies": play(1, 1, 0, 1)}).ok is True


def test_belief_sets():
    pooling = {"strategies": play(0, 0, 1, 1)}
    half, most = [["mu_R <= 1/2", "mu_R + mu_W = 1"]], [["mu_R <= 3/4"]]
    assert verify(GAME, {**pooling, "belief_sets": {"S": half}, "beliefs": believe(S="1/4")}).ok is True
    assert verify(GAME, {**pooling, "belief_sets": {"S": half}}).ok is True
    verdict = verify(GAME, {**pooling, "belief_sets": {"S": most}})
    assert verdict.ok is False and "too large" in verdict.reasons[0] and "mu_R" in verdict.reasons[0]
    outside = verify(GAME, {**pooling, "belief_sets": {"S": [["mu_R < 1/4"]]}, "beliefs": believe(S="1/4")})
    assert "not in the belief set" in outside.reasons[0]
    none = verify(GAME, {**pooling, "belief_sets": {"S": [["mu_R > 1/2"]]}})
    assert any("no belief in the stated set" in r for r in none.reasons)
    empty = verify(GAME, {**pooling, "belief_sets": {"S": [["mu_R > 2"]]}})
    assert empty.ok is False and "empty" in empty.reasons[0]
    parts = [["mu_R < 1/4"], ["mu_W < 1/4"]]
    assert verify(GAME, {**pooling, "belief_sets": {"S": parts}, "beliefs": believe(S="1/8")}).ok is False
    assert verify(GAME, {**pooling, "belief_sets": {"S": [["mu_R < 1/4"], ["mu_R = 1/3"]]}}).ok is True


def test_continua_of_replies_off_the_path():
    ends = [play(0, 0, "3/4", 1), play(0, 0, 1, 1)]
    whole = {
        "strategies": play(0, 0, "x", 1),
        "extreme_points": ends,
        "beliefs": believe(S="1/2"),
        "free_variables": {"x": ["3/4 <= x", "x <= 1"]},
        "belief_sets": {"S": [["0 <= mu_R", "mu_R <= 1/2", "mu_R + mu_W = 1"]]},
    }
    assert verify(GAME, whole).ok is True  # beliefs below 1/2 serve the end x = 1
    assert verify(GAME, {**whole, "beliefs": {}}).ok is True
    assert verify(GAME, {**whole, "beliefs": believe(S="1/4")}).ok is False  # serves x = 1 only
    assert verify(GAME, {**whole, "free_variables": {"x": ["1/2 <= x", "x <= 1"]}}).ok is False
    assert verify(GAME, {**whole, "belief_sets": {"S": [["mu_R <= 3/4"]]}}).ok is False


def test_beliefs_that_vary_in_a_continuum():
    """Nobody cares: the weak type mixes freely, and the belief after S follows."""
    nothing = dict.fromkeys(("comply", "defy"), (0, 0))
    game = SignalingGame.build(
        ["Center", "Local"],
        {"R": "1/2", "W": "1/2"},
        ["S", "N"],
        ["comply", "defy"],
        {t: {"S": nothing, "N": nothing} for t in ("R", "W")},
    )
    free = {"x": ["0 <= x", "x <= 1"]}
    claimed = {
        "strategies": play(0, "x", 0, 0),
        "free_variables": free,
        "beliefs": believe(S="0", N="1/(2 - x)"),
    }
    assert verify(game, claimed).ok is True
    assert verify(game, {**claimed, "beliefs": believe(S="0", N="1/2")}).ok is False
    assert verify(game, {**claimed, "beliefs": believe(N="1/(1 + x)")}).ok is False
    assert (
        verify(
            game, {**claimed, "strategies": play(1, "x", 0, 0), "beliefs": believe(N="0", S="1/(1 + x)")}
        ).ok
        is True
    )


def test_messages_with_their_own_responses():
    game = SignalingGame.build(
        ["A", "B"],
        {"s": "1/3", "t": "2/3"},
        ["go", "stay"],
        {"go": ["yes", "no"], "stay": ["wait"]},
        {
            "s": {"go": {"yes": (1, 1), "no": (-1, 0)}, "stay": {"wait": (0, 0)}},
            "t": {"go": {"yes": (1, -1), "no": (-1, 0)}, "stay": {"wait": (0, 0)}},
        },
    )
    stay = {"A": {"s": {"stay": 1}, "t": {"stay": 1}}, "B": {"go": {"no": 1}, "stay": {"wait": 1}}}
    assert verify(game, {"strategies": stay}).ok is True
    go = {"A": {"s": {"go": 1}, "t": {"go": 1}}, "B": {"go": {"yes": 1}, "stay": {"wait": 1}}}
    assert verify(game, {"strategies": go}).reasons == ("B gains 1/3 by playing no after go.",)
    with pytest.raises(InputError, match="'yes'"):
        verify(game, {"strategies": {**stay, "B": {"go": {"no": 1}, "stay": {"yes": 1}}}})


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**9))
def test_signalling_profiles_agree_with_the_definition(seed):
    """Two types: whether some belief makes a reply best is settled at the ends of intervals."""
    rng = random.Random(seed)
    types, messages, replies = ("s", "t"), ("m", "n"), ("a", "b", "c")[: rng.choice((2, 3))]
    top = rng.choice((1, 2, 6))
    pay = {
        t: {m: {a: (rng.randint(0, top), rng.randint(0, top)) for a in replies} for m in messages}
        for t in types
    }
    weight = rng.choice((F(0), F(1, 2), F(1, 3), F(1)))
    prior = {"s": weight, "t": 1 - weight}
    game = SignalingGame.build(["A", "B"], prior, messages, replies, pay)

    def mixture(names):
        weights = [rng.choice((0, 0, 1, 2)) for _ in names]
        weights = weights if any(weights) else [1] + [0] * (len(names) - 1)
        return {n: F(w, sum(weights)) for n, w in zip(names, weights, strict=True)}

    sent, given_ = {t: mixture(messages) for t in types}, {m: mixture(replies) for m in messages}
    gains = []
    for t in types:
        value = {m: sum(given_[m][a] * pay[t][m][a][0] for a in replies) for m in messages}
        gains.append(max(value.values()) - sum(sent[t][m] * value[m] for m in messages))
    for m in messages:
        joint = {t: prior[t] * sent[t][m] for t in types}

        def gain(mu, m=m):
            value = {a: sum(mu[t] * pay[t][m][a][1] for t in types) for a in replies}
            return max(value.values()) - sum(given_[m][a] * value[a] for a in replies)

        if sum(joint.values()):
            gains.append(gain({t: x / sum(joint.values()) for t, x in joint.items()}))
        else:
            ends = {F(0), F(1)}
            for a, b in itertools.combinations(replies, 2):
                at0, at1 = (pay[t][m][a][1] - pay[t][m][b][1] for t in ("t", "s"))
                if at0 != at1:
                    ends.add(F(at0, at0 - at1))
            gains.append(min(gain({"s": x, "t": 1 - x}) for x in ends if 0 <= x <= 1))
    verdict = verify(game, {"strategies": {"A": sent, "B": given_}})
    assert verdict.ok is (max(gains) == 0) and verdict.regret == max(gains)


# -- symbols ----------------------------------------------------------------------------------------
MU = "((p_star - p_W)/(p_R - p_W))"
LOW, HIGH = "q*(p_R - p_W) <= p_star - p_W", "q*(p_R - p_W) >= p_star - p_W"
INSIDE = ["p_W < p_star", "p_star < p_R"]
TABLE = {  # P2.1, with its ties
    "separating": {
        "strategies": play(1, 0, 0, 1),
        "beliefs": believe(S=1, N=0),
        "region": [["k_R <= h", "h <= k_W", "p_W <= p_star", "p_star <= p_R"]],
    },
    "semi_separating": {
        "strategies": play(1, f"q*(1 - {MU})/((1 - q)*{MU})", "1 - k_W/h", 1),
        "beliefs": believe(S=MU, N=0),
        "region": [["h >= k_W", LOW.replace("<=", "<"), *INSIDE]],
    },
    "pooling_sanction": {
        "strategies": play(1, 1, 0, "x"),
        "beliefs": believe(S="q", N=MU),
        "free_variables": {"x": ["k_W/h <= x", "x <= 1"]},
        "extreme_points": [play(1, 1, 0, "k_W/h"), play(1, 1, 0, 1)],
        "belief_sets": {"N": [["mu_R >= 0", f"mu_R <= {MU}", "mu_R + mu_W = 1"]]},
        "region": [["h >= k_W", HIGH, "p_W <= p_star", "p_star <= p_R"]],
    },
    "pooling_leniency": {
        "strategies": play(0, 0, 1, 1),
        "beliefs": believe(S=0, N="q"),
        "region": [["k_R >= -h", LOW, "k_R >= 0"]],
    },
    "pooling_leniency, obeyed": {
        "strategies": play(0, 0, "x", 0),
        "free_variables": {"x": ["-k_R/h <= x", "0 <= x", "x <= 1"]},
        "beliefs": believe(S=MU, N="q"),
        "region": [["k_R >= -h", HIGH, "p_W <= p_star", "p_star <= p_R"]],
    },
    "resolute_mixes": {
        "strategies": play(f"1 - (1 - q)*{MU}/(q*(1 - {MU}))", 0, 0, "k_R/h"),
        "beliefs": believe(S=1, N=MU),
        "region": [["h >= k_R", "k_R >= 0", HIGH.replace(">=", ">"), *INSIDE]],
    },
}
SYMBOLIC = sanction()


@pytest.mark.parametrize("label", TABLE)
def test_the_table_of_the_book_is_proved(label):
    verdict = verify(SYMBOLIC, TABLE[label])
    assert verdict.ok is True and verdict.regret == 0, verdict.reasons
    unstated = {k: v for k, v in TABLE[label].items() if k not in ("beliefs", "belief_sets")}
    assert verify(SYMBOLIC, unstated).ok is True


@pytest.mark.parametrize("label", TABLE)
def test_two_engines_pass_the_table(label):
    assert verify(SYMBOLIC, TABLE[label], certify=True).ok is True


@pytest.mark.parametrize("label", TABLE)
def test_regions_that_are_too_large_are_refused(label):
    """Drop any condition that the domain does not imply: somewhere in the larger region it fails."""
    entry = TABLE[label]
    (conjunction,) = entry["region"]
    refused = 0
    for k in range(len(conjunction)):
        verdict = verify(SYMBOLIC, {**entry, "region": [[*conjunction[:k], *conjunction[k + 1 :]]]})
        assert verdict.ok is not None
        if verdict.ok is False:
            refused += 1
            assert verdict.witness and verdict.reasons and " at " in verdict.reasons[0]
            point = {p.name: (verdict.witness or {})[p.name] for p in SYMBOLIC.parameters}
            if not entry.get("free_variables", {}).keys() <= (verdict.witness or {}).keys():
                assert "have no point" in verdict.reasons[0]  # there is no continuum there
                continue
            assert (
                verify(sanction(**{k: str(v) for k, v in point.items()}), _at(entry, verdict.witness)).ok
                is False
            )
    assert refused >= 2


def _at(entry, values):
    """An entry at one point: text with numbers put in."""

    def put(x):
        if isinstance(x, dict):
            return {k: put(v) for k, v in x.items()}
        return parse(str(x)).subs(values)

    return {"strategies": put(entry["strategies"]), "beliefs": put(entry["beliefs"])}


@pytest.mark.parametrize("label", TABLE)
def test_the_table_holds_at_lattice_points_too(label):
    """Numbers and symbols agree: at small rational points, ties included, the entry passes in its region."""
    rng = random.Random(label)
    entry = TABLE[label]
    region = Region(tuple(tuple(c for text in d for c in parse_condition(text)) for d in entry["region"]))
    inside = 0
    for _ in range(4000):
        low, high = sorted(rng.sample(range(5), 2))
        costs = sorted(rng.sample(range(-4, 9), 2))
        point = {
            "q": F(rng.randint(1, 3), 4),
            "h": F(rng.randint(1, 8), 4),
            "k_R": F(costs[0], 4),
            "k_W": F(costs[1], 4),
            "p_star": F(rng.randint(1, 5), 4),
            "p_R": F(high, 4),
            "p_W": F(low, 4),
        }
        if not all(c.holds(point) for c in SYMBOLIC.domain) or not region.contains(point):
            continue
        ranges = [c for text in entry.get("free_variables", {}).get("x", ()) for c in parse_condition(text)]
        for x in (F(0), F(1, 4), F(1, 2), F(1)):
            whole = {**point, "x": x}
            if all(c.holds(whole) for c in ranges):
                inside += 1
                game = sanction(**{k: str(v) for k, v in point.items()})
                assert verify(game, _at(entry, whole)).ok is True
        if inside > 25:
            break
    assert inside


def test_wrong_formulas_are_refused():
    semi = TABLE["semi_separating"]
    wrong = {**semi, "strategies": play(1, f"q*(1 - {MU})/((1 - q)*{MU})", "k_W/h", 1)}
    verdict = verify(SYMBOLIC, wrong)
    assert verdict.ok is False and verdict.regret is not None and verdict.regret.value > 0
    assert (
        "type W" in " ".join(verdict.reasons)
        and "type R" not in verdict.reasons[0].split(",")[0]
        or verdict.reasons
    )
    assert "Bayes" in " ".join(verify(SYMBOLIC, {**semi, "beliefs": believe(S="q", N=0)}).reasons)
    assert "sum to one" in " ".join(
        verify(
            SYMBOLIC,
            {
                **semi,
                "strategies": {
                    **semi["strategies"],
                    "Local": {"S": {"defy": "1 - k_W/h", "comply": "k_R/h"}, "N": {"defy": 1}},
                },
            },
        ).reasons
    )


def test_a_region_may_leave_out_ties_but_formulas_need_values_in_it():
    open_ = {**TABLE["separating"], "region": [["k_R < h", "h < k_W", "p_W < p_star", "p_star < p_R"]]}
    assert verify(SYMBOLIC, open_).ok is True
    whole = {
        "Official": {"defy": "k/a*(h - a)/(h - a)", "comply": "1 - k/a"},
        "Center": {"inspect": "B/Lambda", "trust": "1 - B/Lambda"},
    }
    assert verify(INSPECTION, {"strategies": whole, "region": [["h > a"]]}).ok is True
    verdict = verify(INSPECTION, {"strategies": whole})
    assert verdict.ok is False and "no value" in verdict.reasons[0]


def test_threats_that_are_incredible_only_somewhere():
    threat = {"strategies": play(1, 1, 0, 1), "region": [["h >= k_W", HIGH]]}
    verdict = verify(SYMBOLIC, threat)
    assert verdict.ok is False and any("best to no belief" in r for r in verdict.reasons)
    assert verify(SYMBOLIC, {**threat, "region": [["h >= k_W", HIGH, "p_star >= p_W"]]}).ok is True


def test_belief_sets_with_symbols():
    pooling = TABLE["pooling_sanction"]
    whole = {**pooling, "belief_sets": {"N": [["mu_R >= 0", "mu_R + mu_W = 1"]]}}
    verdict = verify(SYMBOLIC, whole)
    assert verdict.ok is False and "too large" in verdict.reasons[0]
    apart = {**pooling, "belief_sets": {"N": [[f"mu_R < {MU}", "mu_R + mu_W = 1"]]}}
    assert "not in the belief set" in " ".join(verify(SYMBOLIC, apart).reasons)
    union = {**pooling, "belief_sets": {"N": [[f"mu_R < {MU}"], [f"mu_R = {MU}", "mu_R + mu_W = 1"]]}}
    assert verify(SYMBOLIC, union).ok is True
    assert verify(SYMBOLIC, {**union, "beliefs": {}}).ok is True
    never = {**pooling, "beliefs": {}, "belief_sets": {"N": [[f"mu_R > {MU}"]]}}
    assert verify(SYMBOLIC, never).ok is False


def test_free_variables_with_symbols():
    pooling = {k: v for k, v in TABLE["pooling_sanction"].items() if k != "extreme_points"}
    assert verify(SYMBOLIC, pooling).ok is True
    wide = verify(SYMBOLIC, {**pooling, "free_variables": {"x": ["k_R/h <= x", "0 <= x", "x <= 1"]}})
    assert wide.ok is False and wide.witness and "x" in wide.witness
    beyond = verify(SYMBOLIC, {**TABLE["pooling_sanction"], "extreme_points": [play(1, 1, 0, 0)]})
    assert beyond.ok is False


def test_free_variables_are_no_parameters():
    with pytest.raises(InputError, match="'q'"):
        verify(SYMBOLIC, {**TABLE["separating"], "free_variables": {"q": ["q > 0"]}})


def test_regions_of_several_parts():
    both = {"strategies": play(0, 0, 1, 1), "region": [["k_R >= 0", LOW], ["k_R > h", "p_star > p_R"]]}
    assert verify(SYMBOLIC, both).ok is True
    assert verify(SYMBOLIC, {**both, "region": [*both["region"], ["k_R >= -h", LOW]]}).ok is False
    assert verify(SYMBOLIC, {**both, "region": [["q > 2"]]}).ok is False  # no point


INSPECTION = NormalForm.build(
    ["Official", "Center"],
    {"Official": ["comply", "defy"], "Center": ["inspect", "trust"]},
    {
        "comply, inspect": [0, "-k"],
        "comply, trust": [0, 0],
        "defy, inspect": ["B - Lambda", "a - k - h"],
        "defy, trust": ["B", "-h"],
    },
    parameters=[
        parameter("B", "B > 0"),
        parameter("Lambda", "Lambda > B"),
        parameter("k", "k > 0"),
        parameter("a", "a > k"),
        parameter("h", "h >= a"),
    ],
)


def test_the_inspection_game():
    mixed = {
        "strategies": {
            "Official": {"defy": "k/a", "comply": "1 - k/a"},
            "Center": {"inspect": "B/Lambda", "trust": "1 - B/Lambda"},
        }
    }
    assert verify(INSPECTION, mixed).ok is True
    for change in ({"Official": {"defy": "k/h", "comply": "1 - k/h"}}, {"Center": {"inspect": 1}}):
        verdict = verify(INSPECTION, {"strategies": {**mixed["strategies"], **change}})
        assert verdict.ok is False and verdict.regret is not None and verdict.regret.value > 0
    tie = verify(
        INSPECTION,
        {
            "strategies": {**mixed["strategies"], "Official": {"defy": "k/h", "comply": "1 - k/h"}},
            "region": [["a = h"]],
        },
    )
    assert tie.ok is True


def test_functions_in_payoffs():
    game = NormalForm.from_arrays(
        [["exp(-d*T)", 0], [1, "delta**tau"]],
        [[1, 0], [0, 1]],
        parameters=[
            parameter("d", "d > 0"),
            parameter("T", "T > 0"),
            parameter("delta", ["delta > 0", "delta < 1"]),
            parameter("tau", "tau >= 0", integer=True),
        ],
    )
    assert verify(game, claim([0, 1], [0, 1])).ok is True
    assert verify(game, claim([1, 0], [1, 0])).ok is False
    y = "delta**tau/(exp(-d*T) - 1 + delta**tau)"
    mixed = claim(["1/2", "1/2"], [y, f"1 - {y}"], region=[["delta**tau > 1 - exp(-d*T)"]])
    assert verify(game, mixed).ok is False  # y is no probability: it exceeds 1
    assert verify(game, {**mixed, "region": []}).ok is False


def test_roots_must_exist():
    """That sqrt(a) squares to a is known only once a >= 0 is."""
    zero = NormalForm.from_arrays(
        [["a - a", 0], [0, 0]], [[0, 0], [0, 0]], parameters=[parameter("a", "a <= 1")]
    )
    root = claim(["sqrt(a)", "1 - sqrt(a)"], [1, 0])
    verdict = verify(zero, root)
    assert verdict.ok is False and "no value" in verdict.reasons[0] and (verdict.witness or {})["a"] < 0
    assert verify(zero, {**root, "region": [["a >= 0"]]}).ok is True
    assert verify(zero, {**root, "region": [["a < 0"]]}).ok is False
    assert verify(zero, {**root, "region": [["sqrt(a) <= 1"]]}).ok is True
    both = claim(["sqrt(a)/(1 + a)", "1 - sqrt(a)/(1 + a)"], [1, 0])
    assert verify(zero, both).ok is False
    assert verify(zero, {**both, "region": [["a >= 0"]]}).ok is True


def test_maxima_in_payoffs():
    game = NormalForm.from_arrays([["max(a, 0)", "max(a, 0)"], ["a", "a"]], [[0, 0], [0, 0]])
    assert verify(game, claim([1, 0], [1, 0])).ok is True
    assert verify(game, claim([0, 1], [1, 0], region=[["a >= 0"]])).ok is True
    verdict = verify(game, claim([0, 1], [1, 0]))
    assert verdict.ok is False and (verdict.witness or {"a": 0})["a"] < 0


def test_values_that_are_fixed_may_be_named():
    game = INSPECTION.with_values({"B": 2, "Lambda": 5, "k": "1/2", "a": 2, "h": 2})
    mixed = {
        "strategies": {
            "Official": {"defy": "k/a", "comply": "1 - k/a"},
            "Center": {"inspect": "B/Lambda", "trust": "1 - B/Lambda"},
        }
    }
    assert verify(game, mixed).ok is True


def test_the_time_limit_ends_in_undecided():
    verdict = verify(SYMBOLIC, TABLE["semi_separating"], time_limit=0)
    assert verdict.ok is None and verdict.reasons and verdict.regret is None
    assert verdict.to_dict()["ok"] is None


def test_scaling_payoffs_changes_nothing():
    def scaled(game):
        return replace(game, payoffs={p: tuple(3 * u + 7 for u in us) for p, us in game.payoffs.items()})

    for label, entry in TABLE.items():
        assert verify(scaled(SYMBOLIC), entry).ok is True, label
    wrong = {**TABLE["separating"], "region": [["k_R <= h", "p_W <= p_star", "p_star <= p_R"]]}
    assert verify(scaled(SYMBOLIC), wrong).ok is False


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9))
def test_the_two_courts_agree(seed):
    """What is decided in Fractions and what is decided by proof are the same, where both can decide."""
    rng = random.Random(seed)
    types, messages, replies = ("s", "t", "u")[: rng.choice((2, 3))], ("m", "n"), ("a", "b")
    pay = {
        t: {m: {a: (rng.randint(0, 1), rng.randint(0, 2)) for a in replies} for m in messages} for t in types
    }
    game = SignalingGame.build(["A", "B"], {t: F(1, len(types)) for t in types}, messages, replies, pay)
    half = rng.choice(([1, 0], [0, 1], ["1/2", "1/2"], ["x", "1 - x"]))
    strategies = {
        "A": {t: dict(zip(messages, rng.choice(([1, 0], [1, 0], [0, 1])), strict=True)) for t in types},
        "B": {
            "m": dict(zip(replies, rng.choice(([1, 0], [0, 1])), strict=True)),
            "n": dict(zip(replies, half, strict=True)),
        },
    }
    entry: dict = {"strategies": strategies}
    if "x" in half:
        entry["free_variables"] = {"x": ["0 <= x", "x <= 1"]}
    if rng.random() < 0.5:
        bound = f"mu_s {rng.choice(('<=', '<', '>=', '='))} {rng.choice(('0', '1/4', '1/2', '2/3'))}"
        entry["belief_sets"] = {"n": [[bound]]}
    claimed = read(game, entry)
    found = everywhere.check(game, claimed, time.monotonic() + 20, certify=False)
    assert found.ok is exactly.check(game, claimed).ok


def test_a_belief_set_on_the_path_holds_what_bayes_rule_gives_and_nothing_else():
    pooling = play(0, 0, 1, 1)
    symbolic = sanction(**{k: v for k, v in POINT.items() if k != "q"})
    for game, q in ((GAME, "1/4"), (symbolic, "q")):
        for said, ok, words in (
            ([[f"mu_R = {q}"]], True, ""),
            ([["mu_R <= 1/2"]], False, "too large"),
            ([["mu_R = 1/3"]], False, "lacks"),
            ([["mu_R > 2"]], False, "lacks"),
            ([[f"mu_R = {q}"], ["mu_R = 1"]], False, "too large"),
        ):
            entry = {"strategies": pooling, "belief_sets": {"N": said}, "region": [[f"{q} <= 1/2"]]}
            verdict = verify(game, entry)
            assert verdict.ok is ok and (ok or words in " ".join(verdict.reasons)), (game, said, verdict)


def test_a_claim_about_no_point_is_refused():
    outside = verify(DILEMMA, claim([0, 1], [0, 1], region=[["1 > 2", "0 = 0"]]))
    assert outside.ok is False and outside.regret is None
    assert outside.reasons == (
        "The stated region does not contain the values of the game (it asks for 1 > 2 and 0 = 0).",
    )
    game = NormalForm.from_arrays([["a", 0], [0, 1]], [[1, 0], [0, 1]], parameters={"a": {"domain": "a > 0"}})
    empty = verify(game, claim([1, 0], [1, 0], region=[["a < 0"], ["a > 2", "a < 1"]]))
    assert empty.ok is False and empty.reasons == ("The stated region is empty.",)
    assert verify(game, claim([1, 0], [1, 0], region=[["a < 0"], ["a > 2"]])).ok is True
    free = {"x": ["x >= 1", "x <= 1/2"]}
    assert verify(BATTLE, claim(["x", "1 - x"], [1, 0], free_variables=free)).ok is False
    assert verify(game, claim(["x", "1 - x"], [1, 0], free_variables=free)).ok is False


def test_powers_may_have_the_base_zero_where_the_exponent_is_positive():
    domain = {"d": {"domain": ["0 <= d", "d < 1"]}, "t": {"domain": "t > 0"}}
    game = NormalForm.from_arrays([["d**t", 0], ["1/2", 1]], [[1, 0], [0, 1]], parameters=domain)
    assert verify(game, claim([1, 0], [1, 0], region=[["2*d**t >= 1"]])).ok is True
    assert verify(game, claim([1, 0], [1, 0])).ok is False


def test_no_gain_is_told_of_what_is_no_distribution():
    verdict = verify(DILEMMA, claim([2, 0], [0, 1]))
    assert verdict.ok is False and verdict.regret is None
    assert verdict.reasons == ("The probabilities of Player 1 do not sum to one.",)
