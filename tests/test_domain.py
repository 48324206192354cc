"""Domains: values, consistency, denominators, probabilities, and conditions as z3 terms."""

import random
import subprocess
import sys
import time
from contextlib import suppress
from fractions import Fraction as F

import pytest

from defiance_games.errors import InputError
from defiance_games.symbolic.condition import OPERATORS, Condition, Region, parameter
from defiance_games.symbolic.domain import (
    Domain,
    check_consistent,
    check_denominators,
    check_probabilities,
    check_values,
    denominators,
    rule,
)
from defiance_games.symbolic.expand import is_zero, size
from defiance_games.symbolic.parser import parse, parse_condition
from defiance_games.symbolic.smt import Translator, holds, satisfy

PARAMETERS = (
    parameter("p", ["p >= 0", "p <= 1"], "0.08", "sanction probability"),
    parameter("f", "f > 0"),
    parameter("g", ["g > 0", "g < f"]),
    parameter("tau", "tau >= 0", 2, "periods until rehabilitation", integer=True),
    parameter("lam", "0 < lam < 1"),
)


def conditions(*texts: str) -> list[Condition]:
    return [c for text in texts for c in parse_condition(text)]


def faults(call, *args, **options) -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        call(*args, **options)
    return caught.value.faults


# -- values -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"p": "3/2"}, "m: p (sanction probability) must be in [0, 1], got 3/2."),
        ({"p": -0.1}, "m: p (sanction probability) must be in [0, 1], got -1/10."),
        ({"tau": 2.5}, "m: tau (periods until rehabilitation) must be an integer >= 0, got 5/2."),
        ({"tau": -1}, "m: tau (periods until rehabilitation) must be an integer >= 0, got -1."),
        ({"tau": "f/2"}, "m: tau (periods until rehabilitation) must be an integer >= 0, got f/2."),
        ({"f": 0}, "m: f must be > 0, got 0."),
        ({"g": 4, "f": 3}, "m: g must be in (0, f), got 4 (with f = 3)."),
        ({"lambda": 2}, "m: lam must be in (0, 1), got 2."),
        ({"lambda": "1/2", "lam": "1/2"}, "m: lam must be given once, got it as 'lam' and as 'lambda'."),
        ({"tua": 2}, "m: there is no parameter 'tua'. Did you mean 'tau'?"),
        ({"p": float("nan")}, "m: p (sanction probability) must be a finite real number, got nan."),
        ({"p": None}, "m: p (sanction probability) must be a finite real number, got None."),
        ({"p": True}, "m: p (sanction probability) must be a finite real number, got True."),
        ({"f": "g", "g": "f"}, "m: values must not be defined by each other, got a circle: f, g."),
        ({"f": "2*f"}, "m: values must not be defined by each other, got a circle: f."),
        ({"\u202e": 1}, "m: there is no parameter '\\u202e'. Known: p, f, g, tau, lam."),
    ],
)
def test_values_outside_the_domain(values, expected):
    assert faults(check_values, PARAMETERS, values, "m") == (expected,)


def test_all_faults_at_once():
    got = faults(check_values, PARAMETERS, {"p": 2, "x": 1, "f": "1/0", "tau": "1 +"}, "m")
    assert [g.split("\n")[0][:40] for g in got] == [
        "m: there is no parameter 'x'. Known: p, ",
        "m: f: column 3: a denominator must not b",
        "m: tau: column 4: a number, a name or a ",
        "m: p (sanction probability) must be in [",
    ]


def test_good_values_are_exact():
    got = check_values(PARAMETERS, {"p": 0.1, "tau": "2", "lambda": F(1, 3), "f": 2, "g": "f/2"})
    assert got == {"p": F(1, 10), "tau": 2, "lam": F(1, 3), "f": 2, "g": 1}
    assert check_values(PARAMETERS, {"p": "p", "g": "f/2"}) == {"g": parse("f/2")}
    assert check_values(PARAMETERS, {"lam": "sqrt(2)/2"}) == {"lam": parse("sqrt(2)/2")}
    assert faults(check_values, PARAMETERS, {"lam": "sqrt(2)"})


def test_rules_in_words():
    said = {
        rule(parameter("x", texts, integer=whole))
        for texts, whole in [
            ((), False),
            ((), True),
            (["x >= 0", "x <= 1 - y"], False),
            (["0 < x"], False),
            (["x > 0", "x > y"], False),
            (["x*y > 1"], False),
            (["x != 0"], False),
            (["1 <= x", "x < 5"], True),
        ]
    }
    assert said == {
        "a real number",
        "an integer",
        "in [0, 1 - y]",
        "> 0",
        "> 0 and > y",
        "such that x*y > 1",
        "!= 0",
        "an integer in [1, 5)",
    }


def test_a_domain_with_values_fixed():
    domain = Domain(PARAMETERS, tuple(conditions("p < lam"))).at({"f": 1, "tau": 3})
    assert domain.names == ("p", "g", "lam") and domain.integers == frozenset()
    expected = conditions("p >= 0", "p <= 1", "g > 0", "g < 1", "0 < lam < 1", "p < lam")
    assert domain.conditions == tuple(expected)
    assert all(holds(c, domain.point()) for c in domain.conditions)


# -- consistency --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given", "core"),
    [
        (["q > 0", "0 <= p <= 1", "p > 2", "q < 1"], ["p <= 1", "p > 2"]),
        (
            ["p_X < p_R", "0 <= p_X", "p_R <= 1", "p_R > 2*p_X", "p_X >= 1/2"],
            ["p_R > 2*p_X", "p_R <= 1", "p_X >= 1/2"],
        ),
        (["x*x < 0", "y > 0"], ["x*x < 0"]),
        (["a/b > 1", "a < b", "b > 0", "a > 0"], ["a/b > 1", "a < b", "b > 0"]),
        (["1/x > 0", "x <= 0"], ["1/x > 0", "x <= 0"]),
        (["1/x = 0"], ["1/x = 0"]),
        (["sqrt(x) < 0"], ["sqrt(x) < 0"]),
        (["sqrt(x) >= 2", "x < 4"], ["sqrt(x) >= 2", "x < 4"]),
        (["min(a, b) > max(a, b)"], ["min(a, b) > max(a, b)"]),
        (["exp(x) <= 0"], ["exp(x) <= 0"]),
        (["exp(-d) > 1", "d > 0"], ["exp(-d) > 1", "d > 0"]),
        (["log(x) > 0", "x < 1"], ["log(x) > 0", "x < 1"]),
        (
            ["delta**tau > 1", "0 < delta < 1", "tau > 0"],
            ["delta**tau > 1", "0 < delta", "delta < 1", "tau > 0"],
        ),
        (["delta**(tau + 1) > delta**tau", "0 < delta", "delta < 1"], None),
        (["x = 1", "x = 2"], ["x = 1", "x = 2"]),
        (["0 < 1", "1 < 0"], ["1 < 0"]),
    ],
)
def test_contradictions_name_a_minimal_set(given, core):
    given = conditions(*given)
    (fault,) = faults(check_consistent, given, "game.toml")
    assert fault.startswith("game.toml: ")
    named = [c for c in given if str(c) in fault.replace(", which", ";").replace(".", ";").split(": ", 1)[1]]
    if core is not None:
        assert {str(c) for c in named} >= set(core)
        assert fault.count(";") == len(core) - 1
    named = conditions(*(core or ()))
    assert all(satisfy([d for d in named if d != c])[0] != "unsat" for c in named)


def test_integers_may_contradict():
    assert check_consistent(conditions("1 < tau < 2"))
    (fault,) = faults(check_consistent, conditions("1 < tau < 2"), integers=["tau"])
    assert "1 < tau; tau < 2 (with tau an integer)" in fault
    assert check_consistent(conditions("1 < tau < 3", "x*tau > 7"), integers=["tau"])["tau"] == 2


@pytest.mark.parametrize(
    "texts",
    [
        ["0 <= p_X", "p_X < p_R", "p_R <= 1"],
        ["x*x < 2", "x > 7/5"],
        ["a + b = 1/7", "a > 0", "b > a"],
        ["exp(-d) > 1/3", "d > 0"],
        ["x**3 > 1000", "x < 10.01"],
        ["a/b < -5", "a > 100"],
        [],
        ["1 < 2"],
        ["x != 1/2"],
    ],
)
def test_consistent_conditions_have_a_point(texts):
    point = check_consistent(conditions(*texts))
    assert all(c.holds(point) for c in conditions(*texts))


def test_a_point_that_no_rational_gives_is_no_contradiction():
    assert check_consistent(conditions("x*x = 2")) == {}


# -- denominators -------------------------------------------------------------------------------
def test_denominators():
    assert denominators(parse("a/(b*c) + 1/(1 - d)**2 - a/2 + exp(1/(b + 1))")) == [
        parse(t) for t in ("b", "c", "1 - d", "b + 1")
    ]
    assert denominators(parse("log(x)/sqrt(y) + 2*x")) == [parse("sqrt(y)")]


DOMAIN = conditions("0 <= p <= 1", "h > c", "c > 0", "0 < delta <= 1", "g > 0", "g < f")


@pytest.mark.parametrize(
    "text",
    [
        "1/c",
        "h/(h - c)",
        "c/(c + h*p)",
        "1/(f - g)**3",
        "sqrt(p*(1 - p))",
        "p**(1/3)",
        "1/(exp(-c) - 1)",
        "1/min(c, h)",
        "delta**h",
        "log(h/c)",
        "1/(p**2 - p + 1/3)",
        "1/(3 - exp(1))",
        "p/2",
        "1/(2 - p)/(3 - p)",
        "1/sqrt(c)",
    ],
)
def test_denominators_that_are_never_zero(text):
    check_denominators([("x", parse(text))], DOMAIN)


@pytest.mark.parametrize(
    ("text", "rule", "found"),
    [
        ("k/(1 - delta)", "the denominator 1 - delta must not be zero on the domain", "0 at delta = 1"),
        (
            "1/(p**2 - p + 1/4)",
            "the denominator p**2 - p + 1/4 must not be zero on the domain",
            "0 at p = 1/2",
        ),
        ("1/(2*p*p - 1)", "the denominator 2*p*p - 1 must not be zero", "-1/2 at p = 1/2 and 1 at p = 1"),
        ("log(c - 1)", "c - 1 must be > 0 on the domain (its logarithm is taken)", "-1/2 at c = 1/2"),
        ("sqrt(c - 1)", "c - 1 must be >= 0 on the domain (its root is taken)", "-1/2 at c = 1/2"),
        ("(c - 1)**(1/3)", "c - 1 must be >= 0 on the domain (its root is taken)", "-1/2 at c = 1/2"),
        ("(c - 1)**p", "c - 1 must be >= 0 on the domain (its power (c - 1)**p is taken)", "-1/2 at c = 1/2"),
        ("p**(-c)", "p must not be zero on the domain where -c is negative (its power p**(-c)", "0 at p = 0"),
        ("delta**h/(1 - delta**h)", "the denominator 1 - delta**h must not be zero", "0 at delta = 1, h = 1"),
        ("1/(2 - exp(p))", "the denominator 2 - exp(p) must not be zero", "-0.718282 at p = 1 and "),
        (
            "1/(c + (f - g)*p - h)",
            "the denominator c + (f - g)*p - h must not be zero on the domain",
            "0 at ",
        ),
        ("1/(sqrt(c)**2 - c)", "the denominator sqrt(c)**2 - c must not be zero on the domain", "0 at c = 1"),
    ],
)
def test_denominators_that_can_be_zero(text, rule, found):
    (fault,) = faults(check_denominators, [("payoffs", parse(text))], DOMAIN, "game.toml")
    assert fault.startswith(f"game.toml: payoffs: {rule}")
    assert f", but is {found}" in fault and fault.endswith(".")


def test_denominators_that_are_undecided_say_what_to_state():
    (fault,) = faults(check_denominators, [("x", parse("1/(exp(-h) + exp(-c) - exp(-2*c) - 1/5)"))], DOMAIN)
    assert "could not be proved. State it as a condition" in fault or "but is" in fault


def test_integer_exponents_allow_negative_bases():
    t = parameter("t", "t >= 0", integer=True)
    check_denominators([("x", parse("(c - 1)**t"))], Domain((t, parameter("c", "c > 0"))))


# -- probabilities ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "texts",
    [
        ["p", "1 - p"],
        ["p*p", "1 - p*p"],
        ["1/3", "2/3"],
        ["c/(c + h)", "h/(c + h)"],
        ["exp(-c)", "1 - exp(-c)"],
        ["p*delta", "p*(1 - delta)", "1 - p"],
        ["1"],
    ],
)
def test_probabilities(texts):
    check_probabilities({str(i): parse(t) for i, t in enumerate(texts)}, DOMAIN)


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (
            ["c", "1 - c"],
            [
                "g: prior of t0 must be in [0, 1] on the domain, got c, which is 2 at c = 2.",
                "g: prior of t1 must be in [0, 1] on the domain, got 1 - c, which is -1 at c = 2.",
            ],
        ),
        (["p", "p"], ["g: the values of prior must sum to one, got p + p, which is"]),
        (["1/2", "1/3"], ["g: the values of prior must sum to one, got 5/6."]),
        (
            ["2", "-1"],
            [
                "g: prior of t0 must be in [0, 1] on the domain, got 2.",
                "g: prior of t1 must be in [0, 1] on the domain, got -1.",
            ],
        ),
        (["p/2", "1/2"], ["g: the values of prior must sum to one, got p/2 + 1/2, which is"]),
    ],
)
def test_what_is_no_probability(texts, said):
    got = faults(check_probabilities, {f"t{i}": parse(t) for i, t in enumerate(texts)}, DOMAIN, "g", "prior")
    assert len(got) == len(said) and all(g.startswith(s) for g, s in zip(got, said))


def test_probabilities_may_sum_to_one_by_the_domain():
    given = conditions("a >= 0", "b >= 0", "c >= 0", "a + b + c = 1")
    check_probabilities({name: parse(name) for name in "abc"}, given)
    assert faults(check_probabilities, {name: parse(name) for name in "ab"}, given)


# -- expansion ----------------------------------------------------------------------------------
def test_zero_is_recognized():
    for text in (
        "(p + q)**3 - p**3 - 3*p**2*q - 3*p*q**2 - q**3",
        "1/(p - q) - 1/((p - q)**2)*(p - q)",
        "exp(p)*2 - exp(p) - exp(p)",
        "(1 + x)**200*(1 + x)**100 - (1 + x)**300",
        "(a + b)/(a*b) - 1/a - 1/b",
    ):
        assert is_zero(parse(text)), text
    for text in ("p", "p - q", "exp(p) - exp(q)", "(p + q)**2 - p**2 - q**2", "1/p - 1/q"):
        assert not is_zero(parse(text)), text


def test_sizes_bound_what_expansion_gives():
    sympy = pytest.importorskip("sympy")
    for text in (
        "(a + b + c)**5",
        "(1 - p)**12*(1 - p)",
        "1/(a + b) + 1/(a - b) + a/(a + b)",
        "(a + 1)*(b + 1)*(c + 1)/(a*b)",
    ):
        above, _ = sympy.fraction(sympy.together(parse(text).to_sympy()))
        terms = len(sympy.Add.make_args(sympy.expand(above)))
        assert terms <= size(parse(text)).terms <= 3 * terms


# -- z3 -----------------------------------------------------------------------------------------
def random_condition(rng: random.Random) -> Condition:
    def grow(depth: int) -> str:
        if depth == 0:
            return rng.choice(["x", "y", "t", "1", "2", "1/2", "-1"])
        a, b = grow(depth - 1), grow(rng.randrange(depth))
        return rng.choice(
            [
                f"({a}+{b})",
                f"({a}-{b})",
                f"({a}*{b})",
                f"({a})/({b})",
                f"({a})**2",
                f"({a})**-1",
                f"sqrt({a})",
                f"exp({a})",
                f"log({a})",
                f"min({a},{b})",
                f"max({a},{b})",
                f"({a})**({b})",
                f"({a})**(1/3)",
                f"({a})**(-3/2)",
            ]
        )

    while True:
        with suppress(InputError):
            lhs, rhs = parse(grow(rng.randrange(1, 4))), parse(grow(rng.randrange(2)))
            return Condition(lhs, rng.choice(["<", "<=", ">", ">="]), rhs)


def test_a_condition_that_holds_is_never_called_unsatisfiable():
    """Put a point where the condition holds into its translation: z3 must not refute it."""
    rng, tried, start = random.Random(3), 0, time.perf_counter()
    while tried < 250 and time.perf_counter() - start < 40:
        c = random_condition(rng)
        point = {s: parse(rng.choice(["1/3", "1/2", "2", "3/2", "-1/2", "-2", "1", "0"])) for s in c.symbols}
        if not holds(c, point):
            continue
        tried += 1
        at = [Condition(parse(s), "=", v) for s, v in point.items()]
        assert satisfy([c, *at], time_limit=1, tries=0)[0] != "unsat", (c, point)
    assert tried > 50


def test_rational_conditions_translate_exactly():
    rng = random.Random(5)
    import z3

    for _ in range(150):
        numbers = [str(F(rng.randrange(-3, 4), rng.randrange(1, 3))) for _ in range(4)]
        text = rng.choice(
            [
                "({0}*x + {1})/(x - {2}) {op} {3}",
                "1/(x + {0})/(x - {1})**2 {op} {2}",
                "({0} + x)**-3 {op} {1}",
                "x/(1/(x + {0}) - {1}) {op} {3}",
                "min(1/x, {0}) {op} x",
            ]
        )
        (c,) = conditions(text.format(*(f"({n})" for n in numbers), op=rng.choice(OPERATORS)))
        x = F(rng.randrange(-6, 7), 2)
        translator = Translator()
        solver = z3.Solver()
        solver.add(translator.condition(c), translator.real("x") == translator.value(x))
        solver.add(*translator.side_conditions)
        assert translator.exact
        try:
            expected = c.holds({"x": x})
        except ZeroDivisionError:
            expected = False
        assert (solver.check() == z3.sat) == expected, (c, x)


def test_regions():
    region = Region((tuple(conditions("p < q", "q < 1")), tuple(conditions("p > 2"))))
    assert region.contains({"p": F(1, 4), "q": F(1, 2)}) and not region.contains({"p": 1, "q": 0})
    assert region.subs({"p": 3}).always and str(region.subs({"p": 1})) == "1 < q and q < 1"
    assert region.subs({"q": 2}).to_list() == [["p > 2"]] and region.symbols == {"p", "q"}
    assert region.latex() == r"p < q,\; q < 1 \;\text{or}\; p > 2"


def test_reading_loads_no_heavy_library():
    code = (
        "import sys\n"
        "from defiance_games.symbolic.domain import Domain, check_values\n"
        "from defiance_games.symbolic.condition import parameter\n"
        "domain = Domain((parameter('c', 'c > 0'), parameter('h', 'h > c')))\n"
        "assert domain.point() and domain.at({'c': 1}).point()\n"
        "print([m for m in ('z3', 'sympy', 'numpy', 'scipy', 'flint', 'rich') if m in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
