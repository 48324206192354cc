"""The reader: what it accepts, what it refuses and how it says so, and that it always ends."""

import random
import time
from contextlib import suppress
from fractions import Fraction as F

import pytest

from defiance_games.errors import InputError
from defiance_games.symbolic.condition import Condition
from defiance_games.symbolic.expression import number, symbol
from defiance_games.symbolic.parser import check_name, parse, parse_condition

p, q = symbol("p"), symbol("q")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1", number(F(1, 10))),
        (".5", number(F(1, 2))),
        ("5.", number(5)),
        ("1e-3", number(F(1, 1000))),
        ("2.5E2", number(250)),
        ("-2**2", number(-4)),
        ("2**-1", number(F(1, 2))),
        ("2**3**2", number(512)),
        ("1/2/2", number(F(1, 4))),
        ("- -3", number(3)),
        ("p - -q", p + q),
        ("+p", p),
        ("-p**2", -(p**2)),
        ("p*-q", -p * q),
        ("lambda", symbol("lam")),
        ("(((p)))", p),
        (" p\n+\tq ", p + q),
        ("max(p)", p),
        ("p/4*2", p / 2),
        ("a_1", symbol("a_1")),
        ("μ_S", symbol("μ_S")),
        ("1/3 + 1/6", number(F(1, 2))),
    ],
)
def test_reads(text, expected):
    assert parse(text) == expected


def test_reads_conditions():
    assert parse_condition("0 <= p <= 1") == (Condition(number(0), "<=", p), Condition(p, "<=", number(1)))
    assert parse_condition("p == q") == parse_condition("p = q") == (Condition(p, "=", q),)
    assert parse_condition("p ≤ q ≠ 1") == parse_condition("p <= q != 1")


REFUSED = [  # text, the column, words of the sentence
    ("", 1, "the text ends"),
    ("p +", 4, "the text ends"),
    ("(p", 1, "each ( must be closed"),
    ("p)", 2, "each ) must close"),
    ("()", 2, "each ) must close"),
    ("2p", 1, "Write 2*p"),
    ("p q", 1, "Write p*q"),
    ("p(q)", 1, "a function must be one of exp, log, sqrt, min, max"),
    ("f(q)", 1, "a function must be one of"),
    ("squrt(q)", 1, "Did you mean 'sqrt'?"),
    ("(p)(q)", 3, "a product must be written with *"),
    ("p^2", 2, "a power is written **"),
    ("p**", 4, "the text ends"),
    ("p*/q", 3, "must stand here, got '/'"),
    ("1,5", 2, "Write decimals with a point"),
    ("10%", 3, "5/100"),
    ("p < q", 3, "a comparison belongs in a condition"),
    ("p and q", 3, "Give several as a list"),
    ("exp", 1, "must not be that of a function"),
    ("exp(p, q)", 1, "exp must have one argument"),
    ("1/0", 3, "a denominator must not be zero, got '0'"),
    ("q + 1/(p - p)", 7, "a denominator must not be zero, got '(p - p)'"),
    ("1/((p + 1)**2 - p**2 - 2*p - 1)", 3, "a denominator must not be zero"),
    ("0**-1", 1, "a denominator must not be zero"),
    ("(p - p)**-2", 1, "a denominator must not be zero"),
    ("sqrt(-1)", 1, "a constant must be real"),
    ("sqrt(1 - sqrt(2))", 1, "a constant must be real"),
    ("log(0)", 1, "a constant must be real"),
    ("log(-1)", 1, "a constant must be real"),
    ("(-1)**(1/2)", 1, "a negative number must have an integer exponent"),
    ("(-2)**p", 1, "a negative number must have an integer exponent"),
    ("exp(1000)", 1, "a constant must be real, finite"),
    ("1e200*exp(600)", 1, "a constant must be real, finite"),
    ("exp(exp(exp(exp(1))))", 1, "a constant must be real, finite"),
    ("nan", 1, "a number must be finite"),
    ("1 + Infinity", 5, "a number must be finite"),
    ("oo", 1, "a number must be finite"),
    ("∞", 1, "only finite numbers are allowed"),
    ("1 + 2j", 5, "a number must be real, got '2j'"),
    ("1e400", 1, "at most 300 digits"),
    ("1e-99999999999999999999", 1, "at most 300 digits"),
    ("1" * 400, 1, "at most 300 digits"),
    ("9**9**9**9", 7, "an exponent must be at most 1,000"),
    ("2**1000*2**1000", 1, "at most 300 digits"),
    ("(p + q + h)**50", 1, "at most 1,200 terms"),
    ("((((p + 1)**10)**10)**10)**10", 1, "terms"),
    ("p**1000*p", 1, "degree at most 1,000"),
    ("(" * 65 + "p" + ")" * 65, 65, "nested at most 64 deep"),
    ("__import__('os').system('true')", 12, "text in quotes is not an expression"),
    ("p.real", 2, "names have no dots"),
    ("p[0]", 2, "only round brackets"),
    ("lambda: 3", 7, "an expression must be numbers, names"),
    ("p; q", 2, "one expression is given at a time"),
    ("p if q else h", 1, "a product must be written with *, got 'p if'"),
    ("eval(p)", 1, "a function must be one of"),
    ("{p}", 1, "only round brackets"),
    ("_p", 1, "must be a letter followed by"),
    ("p−q", 2, "minus is written -"),
    ("p × q", 3, "a product is written *"),
    ("p²", 2, "a square is written **2"),
    ("½", 1, "one half is written 1/2"),
    ("１", 1, "FULLWIDTH DIGIT ONE"),
    ("p\u200bq", 2, "ZERO WIDTH SPACE"),
    ("p\u202eq", 2, "RIGHT-TO-LEFT OVERRIDE"),
    ("p\x00", 2, "NULL"),
    ("p\x1b[31m", 2, "ESCAPE"),
    ("p\u00a0+ q", 2, "NO-BREAK SPACE"),
    ("p\ud800", 2, "SURROGATE"),
    ("pаy", 1, "CYRILLIC SMALL LETTER A (U+0430), which looks like the Latin a"),
    ("а", 1, "CYRILLIC SMALL LETTER A"),
    ("Α", 1, "GREEK CAPITAL LETTER ALPHA"),
    ("µ", 1, "MICRO SIGN (U+00B5). Write 'μ'"),
    ("ﬁ", 1, "LATIN SMALL LIGATURE FI"),
    ("x" * 101, 1, "at most 100 characters"),
    ("p" * 10_001, 1, "at most 10,000 characters"),
]


@pytest.mark.parametrize(("text", "column", "words"), REFUSED, ids=[repr(t)[:30] for t, _, _ in REFUSED])
def test_refuses_with_place_rule_and_remedy(text, column, words):
    with pytest.raises(InputError) as caught:
        parse(text, where="game.toml: payoffs")
    sentence, shown, caret = caught.value.faults[0].split("\n")
    assert sentence.startswith(f"game.toml: payoffs: column {column}: ")
    assert words in sentence
    assert sentence.endswith((".", "?"))
    assert caret.endswith("^") and len(caret) <= len(shown) + 1
    assert str(caught.value).replace("\n", "").isprintable()


def test_the_caret_stands_under_the_column():
    with pytest.raises(InputError) as caught:
        parse("p + 1/(p - p)")
    assert caught.value.faults[0].split("\n")[1:] == ["    p + 1/(p - p)", "          ^"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("p", "a condition must compare two expressions"),
        ("p <", "the text ends"),
        ("p => 1", "must be one of < <= > >= = !="),
        ("p <> 1", "must be one of < <= > >= = !="),
        ("p > 0 and p < 1", "Give several as a list"),
        ("p > 0, p < 1", "a comma separates"),
        ("p ! 1", "unequal is written !="),
        ("p > nan", "a number must be finite"),
    ],
)
def test_refuses_conditions(text, words):
    with pytest.raises(InputError, match=words):
        parse_condition(text)


def test_unknown_names_are_listed_together_with_the_nearest():
    with pytest.raises(InputError) as caught:
        parse("p_stra + h*i + zz + p_stra + (", ["p_star", "h"], "f")
    first, second, third, last = caught.value.faults
    assert "a name must be declared, got 'p_stra'. Did you mean 'p_star'?" in first
    assert "Only real numbers are allowed" in second
    assert "got 'zz'. Known: p_star, h." in third
    assert "the text ends" in last
    with pytest.raises(InputError) as caught:
        parse(" + ".join(f"a{i}" for i in range(300)), ["p"])
    assert len(caught.value.faults) == 11 and "290 more names" in caught.value.faults[-1]


def test_a_declared_name_that_is_called_is_a_product():
    with pytest.raises(InputError, match=r"a product must be written with \*, got 'p\('"):
        parse("p(1 - q)", ["p", "q"])


GOOD = ["p", "k_R", "p_star_1", "Lambda", "μ_S", "Λ", "é", "价格", "цена", "e", "i", "pi0"]
BAD = ["", "1p", "p q", "p-q", "_p", "exp", "and", "nan", "p\u200d", "рр_x", "p\n", "\u2126", "p²", 7]


@pytest.mark.parametrize("name", GOOD)
def test_good_names(name):
    assert check_name(name) == name


@pytest.mark.parametrize("name", BAD)
def test_bad_names(name):
    with pytest.raises(InputError, match="^game: a n"):
        check_name(name, "game")


def test_lambda_is_lam():
    assert check_name("lambda") == "lam"


@pytest.mark.parametrize("value", [None, 3, b"p"])
def test_text_that_is_not_text(value):
    with pytest.raises(InputError, match="must be text"):
        parse(value)


BOMBS = {
    "brackets": "(" * 5_000 + "1" + ")" * 4_999,
    "minuses": "-" * 9_999 + "1",
    "products": "*".join(f"(1 - p{i})" for i in range(900)),
    "quotients": "+".join(f"1/(a{i} + b)" for i in range(700)),
    "one variable": "+".join(f"1/(a + {i})" for i in range(700)),
    "powers": "**".join(["9"] * 3_000),
    "power of powers": "((((p + 1)**10)**10)**10)**10",
    "hidden zero": "1/((1 + x)**500*(1 + x)**499 - (1 + x)**999)",
    "many denominators": "+".join(["1/((1 + x)**500*(1 + x)**499 - 1)"] * 250),
    "numbers": "*".join(["999999999"] * 900),
    "fractions": "+".join(f"1/{i}" for i in range(1, 1_500)),
    "roots": "+".join(["123456789**(1/997)"] * 400),
    "nested roots": "sqrt(" * 60 + "p" + ")" * 60,
    "nested quotients": "1/(1 + " * 60 + "p" + ")" * 60,
    "long": "p" * 5_000_000,
    "blank": " " * 10_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_end_quickly(name):
    start = time.perf_counter()
    try:
        str(parse(BOMBS[name]))
    except InputError as error:
        assert len(str(error)) < 2_000
    assert time.perf_counter() - start < 5


def random_texts(count: int, seed: int):
    rng = random.Random(seed)
    pieces = [
        "p",
        "q",
        "lam",
        "1",
        "0",
        "2",
        "1/2",
        "0.1",
        "1e5",
        "1e300",
        "**",
        "*",
        "/",
        "+",
        "-",
        "(",
        ")",
        "(",
        "exp(",
        "log(",
        "sqrt(",
        "min(",
        "max(",
        ",",
        "<",
        "<=",
        "=",
        "≤",
        " ",
        "\n",
        "^",
        "[",
        "'",
        "x.y",
        "__import__",
        "nan",
        "\u200b",
        "а",
        "½",
        "\ud800",
        "\x00",
        "if",
        ":",
        "1j",
        ".",
        "e",
        "_",
        "**2",
        "**(1/3)",
        "**p",
        "1000",
        "**-",
    ]
    exponents = ["2", "-1", "(1/2)", "(-3/2)", "q", "(1/3)", "0", "60"]

    def valid(depth: int) -> str:
        if depth == 0:
            return rng.choice(["p", "q", "1", "0", "2", "1/2", "0.25", "-1"])
        a, b = valid(depth - 1), valid(rng.randrange(depth))
        return rng.choice(
            [
                f"{a}+{b}",
                f"{a}-({b})",
                f"({a})*({b})",
                f"({a})/({b})",
                f"-({a})",
                f"exp({a})",
                f"sqrt({a})",
                f"({a})**{rng.choice(exponents)}",
                f"max({a},{b})",
            ]
        )

    for i in range(count):
        kind = i % 10
        if kind == 0:
            yield "".join(chr(rng.randrange(0x110000)) for _ in range(rng.randrange(30)))
        elif kind == 1:
            yield "".join(chr(rng.randrange(32, 127)) for _ in range(rng.randrange(40)))
        elif kind < 8:
            yield "".join(rng.choice(pieces) for _ in range(rng.randrange(1, 25)))
        else:
            yield valid(rng.randrange(1, 6))


def test_twenty_thousand_random_texts_are_read_or_refused():
    start, read = time.perf_counter(), 0
    for text in random_texts(20_000, seed=2):
        try:
            e = parse(text)
        except InputError as error:
            assert all(f.isprintable() for f in str(error).split("\n"))
        else:
            read += 1
            assert parse(str(e)) == e
        with suppress(InputError):
            parse_condition(text, ["p", "q"])
    assert read > 1_000
    assert time.perf_counter() - start < 60
