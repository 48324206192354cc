"""Games built in Python: friendly input, every fault told at once, values put in exactly, outcomes."""

from __future__ import annotations

import copy
import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defiance_games.errors import InputError
from defiance_games.games.normal_form import NormalForm
from defiance_games.games.outcome import Outcome, parse_outcome
from defiance_games.games.reading import MAX_FAULTS
from defiance_games.games.signaling import SignalingGame
from defiance_games.symbolic.condition import parameter
from defiance_games.symbolic.expression import ONE, ZERO, as_expression, number, symbol

INSPECTION = {
    ("inspect", "comply"): ("-c", 0),
    ("inspect", "defy"): ("f - c", "g - f"),
    ("trust", "comply"): (0, 0),
    ("trust", "defy"): ("-h", "g"),
}
DOMAINS = {
    "c": {"domain": ["c > 0"], "default": 1, "meaning": "cost of inspecting", "unit": "utility"},
    "f": {"domain": "f > 0", "default": "3"},
    "h": {"domain": ["h > c"], "default": 2},
    "g": {"domain": ["0 < g < f"], "default": 1},
}


def inspection(**changes) -> NormalForm:
    fields = {
        "players": ["Center", "Local"],
        "strategies": [["inspect", "trust"], ["comply", "defy"]],
        "payoffs": INSPECTION,
        "parameters": DOMAINS,
        "outcomes": {"defiance": "P(Local = defy)"},
        "title": "Inspection game",
    }
    return NormalForm.build(**{**fields, **changes})


def display(**changes) -> SignalingGame:
    fields = {
        "players": ["Center", "Local"],
        "types": {"resolute": "q", "lax": "1 - q"},
        "messages": ["display", "silence"],
        "responses": ["comply", "defy"],
        "payoffs": {
            (t, m, r): (f"-k_{t[0]}*{int(m == 'display')} - h*{int(r == 'defy')}", "V" if r == "defy" else 0)
            for t in ("resolute", "lax")
            for m in ("display", "silence")
            for r in ("comply", "defy")
        },
        "parameters": {"q": {"domain": ["0 < q < 1"]}},
    }
    return SignalingGame.build(**{**fields, **changes})


def faults(build, *args, **kwargs) -> str:
    with pytest.raises(InputError) as error:
        build(*args, **kwargs)
    return str(error.value)


# -- building -----------------------------------------------------------------------------------
def test_all_ways_to_give_payoffs_make_the_same_game():
    nested = [[INSPECTION[r, c] for c in ("comply", "defy")] for r in ("inspect", "trust")]
    by_index = {(i, j): nested[i][j] for i in range(2) for j in range(2)}
    by_text = {", ".join(k): v for k, v in INSPECTION.items()}
    by_player = {k: {"Local": v[1], "Center": v[0]} for k, v in INSPECTION.items()}
    for payoffs in (nested, by_index, by_text, by_player):
        game = inspection(payoffs=payoffs)
        assert game == inspection() and hash(game) == hash(inspection())
    plans = {"Local": ["comply", "defy"], "Center": ["inspect", "trust"]}
    assert inspection(strategies=plans) == inspection()
    assert inspection(payoffs={**INSPECTION, ("trust", "defy"): ("-2*h", "g")}) != inspection()


def test_payoffs_are_exact_whatever_they_are_given_as():
    import numpy
    import sympy

    tenth = Fraction(1, 10)
    for value in (0.1, "0.1", "1/10", tenth, sympy.Rational(1, 10), numpy.float64(0.1), number(tenth)):
        game = NormalForm.build(["A"], [["x"]], {"x": [value]})
        assert game.payoff(["x"]) == (Fraction(1, 10),)
    game = NormalForm.from_arrays(numpy.array([[1.5, 0], [0, 1]]), numpy.eye(2), title="arrays")
    assert game.payoff([0, 0]) == (Fraction(3, 2), 1) and game.players == ("Player 1", "Player 2")
    game = NormalForm.from_arrays(sympy.Matrix([[sympy.Symbol("a"), 0]]), [[0, 1]])
    assert game.symbols == {"a"} and game.strategies == (("1",), ("1", "2"))


def test_any_number_of_players():
    alone = NormalForm.build(["Official"], [["D", "C"]], {("D",): ["b - p*L"], ("C",): [0]})
    assert alone.symbols == {"b", "p", "L"} and "payoffs" in str(alone)
    cube = [[[i, j, k] for k in range(2)] for i in range(2) for j in range(2)]
    three = NormalForm.build(["A", "B", "C"], [["x", "y"]] * 3, [cube[:2], cube[2:]])
    assert three.payoff(["y", "x", "y"]) == (1, 0, 1)
    assert len(list(three.profiles)) == 8


def test_undeclared_symbols_are_declared():
    game = inspection(parameters={})
    assert [p.name for p in game.parameters] == ["c", "f", "g", "h"] and not game.domain
    priors = display(parameters={}).domain
    assert {str(c) for c in priors} == {"q > 0", "1 - q > 0"}


def test_names_may_be_any_printable_text():
    names = ["a, b", 'say "x"', "反抗", "P(x | y)", "and", "=", "-1", "école", "x.y", "[z]"]
    game = NormalForm.build(["A"], [names], {(s,): [i] for i, s in enumerate(names)})
    assert [game.payoff([s]) for s in names] == [(i,) for i in range(len(names))]
    assert "反抗" in str(game)


def test_all_faults_are_told_at_once():
    told = faults(
        NormalForm.build,
        ["A", "A", ""],
        [["x", "x\u202e"], ["y", "y "], [3]],
        {},
        parameters={"1p": {}, "k": {"domain": ["k > z"], "defalt": 1, "meaning": 3}, "lambda": {}, "lam": {}},
        title="T",
    )
    for part in (
        "players: 'A' is there twice",
        "must not be empty",
        "\\u202e",
        "OVERRIDE (U+202E)",
        "must not begin or end with a space",
        "got 3",
        "1p",
        "got 'z'",
        "defalt",
        "Did you mean 'default'?",
        "meaning: must be text",
        "declared twice",
    ):
        assert part in told, part
    assert "\u202e" not in told


@pytest.mark.parametrize(
    ("payoffs", "part"),
    [
        (
            {("inspect", "comply"): ("-c",)},
            "must be 2 payoffs, in the order [Center, Local], got a list of 1",
        ),
        ({("inspect", "comply"): "-c"}, "must be 2 payoffs"),
        ({("inspect", "comly"): (0, 0)}, "unknown strategy 'comly' of 'Local'. Did you mean 'comply'?"),
        ({("inspect",): (0, 0)}, "must name one strategy for each of 2 players, separated by commas, got 1"),
        ({("trust", "comply"): (0, 0), (1, 0): (0, 0)}, "this profile is there twice"),
        ({("trust", "comply"): (0, 0)}, "the profile 'inspect, comply' is missing"),
        ({(0, 7): (0, 0)}, "unknown strategy 7"),
        ([[(0, 0)]], "nested as 2 x 2"),
        (None, "nested as 2 x 2"),
        ({(0, 0): (math.nan, math.inf)}, 'comply": a number must be finite, got nan'),
        ({(0, 0): (None, True)}, "got None"),
        ({(0, 0): ("__import__('os')", "2p")}, "payoffs"),
        ({(0, 0): ("c/0", 0)}, "denominator"),
        ({(0, 0): (10**400, Fraction(1, 10**400))}, "at most 300 digits"),
        ({(0, 0): ("1/(c - c)", 0)}, "denominator"),
        ({(0, 0): ("1/(c - f)", 0)}, "must not be zero on the domain"),
        ({(0, 0): ("log(g - f)", 0)}, "must be > 0"),
        ({(0, 0): (1j, 0)}, 'comply": a value must be a real number or an expression, got 1j'),
    ],
)
def test_bad_payoffs(payoffs, part):
    assert part in faults(inspection, payoffs=payoffs)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"players": ["A"]}, "one list for each of 1 players, got 2"),
        ({"players": []}, "players: must have at least one name"),
        ({"players": 3}, "must be a list of names, got 3"),
        ({"strategies": [["a", "b"], []]}, "at least one name"),
        ({"strategies": {"Center": ["a"], "Locl": ["b"]}}, "Did you mean 'Local'?"),
        ({"strategies": "ab"}, "must be a table"),
        (
            {"parameters": {**DOMAINS, "c": {"domain": ["c > 3", "c < 2"]}}},
            "contradict each other: c > 3; c < 2",
        ),
        ({"parameters": {**DOMAINS, "g": {"domain": ["g > 0"], "default": "-1"}}}, "g must be > 0, got -1"),
        ({"parameters": {**DOMAINS, "g": 7}}, "must be a table such as"),
        ({"parameters": {**DOMAINS, "g": {"domain": [4]}}}, "must be a list of conditions"),
        ({"parameters": {**DOMAINS, "g": {"integer": "yes"}}}, "must be true or false"),
        ({"outcomes": {"x": "P(defi)"}}, "unknown event 'defi'. Did you mean 'defy'?"),
        ({"outcomes": {"x": 3}}, "must be text"),
        ({"outcomes": {"": "P(defy)"}}, "must not be empty"),
        ({"title": "a\u200bb"}, "ZERO WIDTH SPACE (U+200B)"),
        ({"title": None}, "title: must be text"),
        ({"values": {"c": 1}}, "is a parameter and a value"),
        ({"values": {"z": "y + 1"}}, "a number or a formula in the parameters"),
    ],
)
def test_bad_fields(changes, part):
    assert part in faults(inspection, **changes)


def test_size_is_refused_before_anything_is_built():
    names = [str(k) for k in range(100)]
    assert "at most 200,000 payoffs" in faults(NormalForm.build, names[:20], [names] * 20, {})
    assert "more than" in faults(NormalForm.build, names, [names] * 100, {})


def test_very_many_faults_are_cut():
    with pytest.raises(InputError) as error:
        NormalForm.build(["A"], [[str(k) for k in range(500)]], {})
    assert len(error.value.faults) == MAX_FAULTS + 1 and "more faults" in error.value.faults[-1]


def test_the_strict_constructor_checks_its_shape():
    game = NormalForm(("A",), (("x",),), {(0,): (number(1),)})
    assert game.payoffs[0,] == (ONE,)
    assert "NormalForm.build" in faults(NormalForm, ("A",), (("x",),), {})
    assert "SignalingGame.build" in faults(SignalingGame, ("A", "B"), ("t",), (1,), ("m",), (("r",),), {})
    assert copy.deepcopy(inspection()) == inspection()


# -- signalling games ---------------------------------------------------------------------------
def test_signaling_payoffs_flat_or_nested():
    game = display()
    nested: dict = {}
    for t, m, r in game.plays:
        cell = nested.setdefault(game.types[t], {}).setdefault(game.messages[m], {})
        cell[game.responses[m][r]] = game.payoffs[t, m, r]
    assert display(payoffs=nested, parameters=game.parameters) == game
    assert display(responses={"display": ["comply", "defy"], "silence": ["comply", "defy"]}) == game


def test_responses_may_differ():
    game = SignalingGame.build(
        ["S", "R"],
        {"t": 1},
        ["a", "b"],
        {"a": ["x", "y"], "b": ["z"]},
        {"t": {"a": {"x": (1, 2), "y": (3, 4)}, "b": {"z": (5, 6)}}},
        outcomes={"o": "P(z)", "n": "P(x | b)"},
    )
    assert list(game.plays) == [(0, 0, 0), (0, 0, 1), (0, 1, 0)]
    strategies = {"S": {"t": {"a": ZERO, "b": ONE}}, "R": {"a": {"x": ONE, "y": ZERO}, "b": {"z": ONE}}}
    assert [o.evaluate(game, strategies) for o in game.outcomes] == [1, 0]


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"players": ["A"]}, "must be the sender and the receiver, got 1"),
        ({"types": {"resolute": "q", "lax": "q"}}, "must sum to one"),
        ({"types": {"resolute": "1/2", "lax": "1/3"}}, "must sum to one"),
        ({"types": {"resolute": "2*q", "lax": "1 - 2*q"}}, "must be in [0, 1] on the domain"),
        ({"types": {"resolute": "3/2", "lax": "-1/2"}}, "must be in [0, 1]"),
        ({"types": ["resolute"]}, "types: must be a table, got a list of 1"),
        ({"types": {"resolute": "q", "Resolute": "1 - q"}}, "payoffs.lax: is unknown here"),
        ({"messages": []}, "messages: must have at least one name"),
        ({"responses": {"display": ["comply", "defy"]}}, "the responses to 'silence' are missing"),
        ({"responses": ["comply"]}, "defy: is unknown here. Known: comply."),
        ({"payoffs": {}}, "the payoffs of 'resolute' are missing"),
        ({"payoffs": {"resolute": {"display": 3}}}, "must be a table, got 3"),
        ({"payoffs": {("resolute", "display"): (0, 0)}}, "a key must be (type, message, response)"),
    ],
)
def test_bad_signaling_games(changes, part):
    assert part in faults(display, **changes)


# -- values -------------------------------------------------------------------------------------
def test_values_are_put_in_and_recorded():
    game = inspection().with_values({"c": "0.5", "f": 3})
    assert game.values == {"c": Fraction(1, 2), "f": 3}
    assert game.payoff(["inspect", "defy"]) == (Fraction(5, 2), as_expression("g - 3"))
    assert [str(c) for c in game.domain] == ["h > 1/2", "0 < g", "g < 3"]
    assert inspection().with_values({}) == inspection()
    step = inspection().with_values({"f": 3}).with_values({"c": "1/2"})
    assert (step.payoffs, step.domain, step.values) == (game.payoffs, game.domain, game.values)


def test_a_condition_moves_to_the_parameter_that_is_left():
    game = inspection().with_values({"h": 2})
    assert [str(c) for c in game.domain] == ["c > 0", "2 > c", "f > 0", "0 < g", "g < f"]
    assert "c > 0; 3 > c" not in faults(game.with_values, {"c": 3})
    assert "c (cost of inspecting) must be" in faults(game.with_values, {"c": 3})


def test_a_value_may_be_a_formula():
    game = inspection().with_values({"h": "c + 1"}).with_values({"c": 2})
    assert game.values == {"h": 3, "c": 2} and game.payoff([1, 1])[0] == -3


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"c": 0}, "Inspection game: c (cost of inspecting) must be > 0, got 0."),
        ({"c": 3, "h": 2}, "h must be > c, got 2 (with c = 3)"),
        ({"k": 1}, "there is no parameter 'k'"),
        ({"c": "nan"}, "c"),
        ({"c": "x"}, "x"),
        ({"c": symbol("zeta")}, "a value must name parameters only, got 'zeta'"),
    ],
)
def test_bad_values(values, part):
    assert part in faults(inspection().with_values, values)


def test_values_at_which_a_payoff_has_none():
    game = NormalForm(
        ("A",), (("x",),), {(0,): (as_expression("1/(a - b)"),)}, parameters=(parameter("a"), parameter("b"))
    )
    assert "must have a value, got none at a = 1, b = 1" in faults(game.with_values, {"a": 1, "b": 1})


# -- outcomes -----------------------------------------------------------------------------------
X, Y = symbol("x"), symbol("y")
MIXED = {"Center": {"inspect": X, "trust": 1 - X}, "Local": {"comply": 1 - Y, "defy": Y}}


def value(game, text: str, strategies) -> Any:
    return parse_outcome("o", text, game).evaluate(game, strategies)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P(Local = defy)", "y"),
        ("P(defy)", "y"),
        ("P( 'defy' )", "y"),
        ("1 - P(defy)*h", "1 - y*h"),
        ("P(inspect and defy)", "x*y"),
        ("P(inspect | defy)", "x"),
        ("P(defy | defy)", "1"),
        ("P(comply | defy)", "0"),
        ("P(comply and defy)", "0"),
        ("E(Local)", "x*y*(g - f) + (1 - x)*y*g"),
        ("E(Center | defy)", "x*(f - c) + (1 - x)*(-h)"),
        ("P(inspect and defy)/P(defy)", "x*y/y"),
    ],
)
def test_outcomes_of_a_normal_form(text, expected):
    game, at = inspection(), {"x": "1/3", "y": "2/7", "c": 5, "f": 11, "g": 3, "h": 7}
    assert value(game, text, MIXED).evaluate(at) == as_expression(expected).evaluate(at)


def test_conditions_on_null_events():
    never = {**MIXED, "Local": {"comply": ONE, "defy": ZERO}}
    hidden = {**MIXED, "Local": {"comply": ONE, "defy": X - X}}
    for strategies in (never, hidden):
        assert value(inspection(), "P(inspect | defy)", strategies) is None
        assert value(inspection(), "1 + E(Center | defy)", strategies) is None
    assert value(inspection(), "1/P(defy)", never) is None


SENT = {
    "Center": {"resolute": {"display": ONE, "silence": ZERO}, "lax": {"display": X, "silence": 1 - X}},
    "Local": {"display": {"comply": 1 - Y, "defy": Y}, "silence": {"comply": ZERO, "defy": ONE}},
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P(defy)", "q*y + (1 - q)*(x*y + 1 - x)"),
        ("P(defy | display)", "y"),
        ("P(display)", "q + (1 - q)*x"),
        ("P(display | lax)", "x"),
        ("P(Center = display | Center = lax)", "x"),
        ("P(message = display | type = lax)", "x"),
        ("P(lax | display)", "(1 - q)*x/(q + (1 - q)*x)"),
        ("P(lax)", "1 - q"),
        ("P(lax and display and defy)", "(1 - q)*x*y"),
        ("P(defy | lax)", "x*y + 1 - x"),
        ("P(defy | lax and display)", "y"),
        ("P(lax | display and defy)", "(1 - q)*x*y/(q*y + (1 - q)*x*y)"),
        ("P(lax and defy | display)", "(1 - q)*x*y/(q + (1 - q)*x)"),
        ("P(display | defy)", "(q*y + (1 - q)*x*y)/(q*y + (1 - q)*(x*y + 1 - x))"),
        ("P(display | display)", "1"),
        ("P(resolute | lax)", "0"),
        ("E(Local)", "V*(q*y + (1 - q)*(x*y + 1 - x))"),
        ("E(Center | lax)", "x*(-k_l - h*y) - (1 - x)*h"),
        ("E(Local | display)", "V*y"),
        ("E(Local | display and defy)", "V"),
    ],
)
def test_outcomes_of_a_signaling_game(text, expected):
    at = {"x": "1/3", "y": "2/7", "q": "1/5", "h": 7, "k_l": 3, "k_r": 2, "V": 11}
    assert value(display(), text, SENT).evaluate(at) == as_expression(expected).evaluate(at)


def test_off_path_is_null():
    pooled = {**SENT, "Center": {t: {"display": ZERO, "silence": ONE} for t in ("resolute", "lax")}}
    assert value(display(), "P(lax | display)", pooled) is None
    assert value(display(), "P(defy | display)", pooled) is None
    assert value(display(), "P(defy | silence)", pooled) == 1


def test_outcomes_see_the_values():
    game = inspection(outcomes={"harm": "h*P(defy)"}).with_values({"h": 2, "c": 1})
    assert value(game, game.outcomes[0].text, MIXED).evaluate({"y": "1/2"}) == 1


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("P(defy", "must end with ')'"),
        ("P()", "must name a move"),
        ("P(defy | comply | inspect)", "at most one '|'"),
        ("P(Locl = defy)", "unknown player 'Locl'. Did you mean 'Local'?"),
        ("P(Local = inspect)", "unknown event 'inspect'. Known: comply, defy."),
        ("P(a = b = c)", "must be one label"),
        ("P(inspect | comply and defy)", "can never happen"),
        ("E(Centre)", "Did you mean 'Center'?"),
        ("P(defy)*hh", "unknown name 'hh'"),
        ("P(defy) P(comply)", "got 'P(defy) P(comply)'"),
        ("__import__('os')", "column"),
        ("P(__import__('os').system('x'))", "unknown event"),
        ("P(\u202edefy)", "\\u202e"),
        ("", "column"),
    ],
)
def test_bad_outcomes(text, part):
    told = faults(parse_outcome, "o", text, inspection())
    assert part in told and "\u202e" not in told


def test_ambiguous_words():
    game = NormalForm.build(["A", "B"], [["x", "y"]] * 2, [[(0, 0)] * 2] * 2)
    assert "Write 'A = x' or 'B = x'." in faults(parse_outcome, "o", "P(x)", game)
    odd = NormalForm.build(["A"], [["a and b", "c | d", "P(e)", "f = g"]], [[k] for k in range(4)])
    for k, name in enumerate(odd.strategies[0]):
        strategies = {"A": {s: number(int(s == name)) for s in odd.strategies[0]}}
        assert value(odd, f'P("{name}")', strategies) == 1
        assert value(odd, "E(A)", strategies) == k


# -- views --------------------------------------------------------------------------------------
def test_views_fit_and_are_escaped():
    game = inspection(source="somewhere <b>", title="<script>")
    assert max(map(len, str(game).splitlines())) <= 80
    assert "<script>" not in game._repr_html_() and "&lt;script&gt;" in game._repr_html_()
    assert "outcome defiance = P(Local = defy)" in str(game)
    assert "lax (1 - q)" in str(display()) and "defy" in display()._repr_html_()
    wide = NormalForm.build(["A", "B"], [["x"], [f"y{k}" for k in range(20)]], [[("alpha", "beta")] * 20])
    assert max(map(len, str(wide).splitlines())) <= 80


# -- properties ---------------------------------------------------------------------------------
@settings(max_examples=50, deadline=None)
@given(st.data())
def test_probabilities_of_events_agree_with_counting(data):
    """P and E of a signalling game against sums over all plays, at random rational strategies."""
    weights = st.lists(st.integers(0, 3), min_size=2, max_size=2).filter(any)

    def draw(names):
        w = data.draw(weights)
        return {n: number(Fraction(x, sum(w))) for n, x in zip(names, w, strict=True)}

    game = display(types=draw(("resolute", "lax"))).with_values({"h": 2, "k_r": 1, "k_l": 3, "V": 5})
    sender, receiver = (
        {s: draw(game.messages) for s in game.types},
        {m: draw(("comply", "defy")) for m in game.messages},
    )
    plays = {
        names: game.priors[p[0]].value * sender[names[0]][names[1]].value * receiver[names[1]][names[2]].value
        for p in game.plays
        for names in [game._names(p)]
    }
    payoff = {game._names(p): u[0].value for p, u in game.payoffs.items()}
    word = st.sampled_from(["resolute", "lax", "display", "silence", "comply", "defy"])
    event = data.draw(st.lists(word, min_size=1, max_size=2))
    condition = data.draw(st.lists(word, max_size=2))

    def weight(*words):
        return sum(w for names, w in plays.items() if set(words) <= set(names))

    bar = f" | {' and '.join(condition)}" if condition else ""
    if {"resolute", "lax"} <= {*condition} or {"display", "silence"} <= {*condition}:
        return
    if {"comply", "defy"} <= {*condition}:
        return
    got = value(game, f"P({' and '.join(event)}{bar})", {"Center": sender, "Local": receiver})
    mean = value(game, f"E(Center{bar})", {"Center": sender, "Local": receiver})
    if not weight(*condition):
        assert got is None and mean is None
        return
    assert got == weight(*event, *condition) / weight(*condition)
    total = sum(w * payoff[n] for n, w in plays.items() if set(condition) <= set(n))
    assert mean == total / weight(*condition)


def test_outcome_is_plain_data():
    assert Outcome("a", "P(x)") == Outcome("a", "P(x)") != Outcome("a", "P(y)")


def test_names_that_look_the_same_and_symbols_of_domains():
    assert "there twice" in faults(NormalForm.build, ["A"], [["caf\u00e9", "cafe\u0301"]], [[1], [2]])
    game = NormalForm.build(["A"], [["x"]], [["h"]], [parameter("h", "h > c")])
    assert game.symbols == {"h", "c"}
