"""Claims proved, refuted and undecided; the two engines; certificates that anybody can check."""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defiance_games.errors import InputError
from defiance_games.symbolic import prover
from defiance_games.symbolic.balls import Root, holds_at, sign_at, vanishes
from defiance_games.symbolic.certificate import Certificate, Term
from defiance_games.symbolic.condition import Condition, Region
from defiance_games.symbolic.engines import SAT, UNKNOWN, UNSAT, Z3, Answer, cvc5
from defiance_games.symbolic.expression import ZERO, number, symbol
from defiance_games.symbolic.linear import Linear, affine, best, feasible, vertices
from defiance_games.symbolic.parser import parse, parse_condition
from defiance_games.symbolic.polynomials import Reader, obligations
from defiance_games.symbolic.proof import prove, sign

F = Fraction

PROVED = [
    ("x >= 0", ["x > 0"]),
    ("x**2 + y**2 >= 2*x*y", []),
    ("x**2 + y**2 > 2*x*y", ["x != y"]),
    ("(a + b)**2 = a**2 + 2*a*b + b**2", []),
    ("(x**2 - 1)/(x - 1) = x + 1", ["x > 1"]),
    ("V*(1 - r) > 0", ["V > 0", "0 < r < 1"]),
    ("x/y > 0", ["x > 0", "y > 0"]),
    ("x/y < 0", ["x > 0", "y < 0"]),
    ("1/x + 1/y >= 4/(x + y)", ["x > 0", "y > 0"]),
    ("x*y <= 1/4", ["x + y = 1"]),
    ("x**3 != 0", ["x**5 != 0"]),
    ("x = 0", ["x**2 <= 0"]),
    ("x*y > 0", ["x > 0", "x + y > 10", "x < 1"]),
    ("0 < x*y < 1", ["0 < x < 1", "0 < y < 1"]),
    ("2 > 1", []),
    ("sqrt(x) <= (1 + x)/2", ["x >= 0"]),
    ("sqrt(x**2 + 1) > x", []),
    ("x**(1/2)*x**(1/2) = x", ["x >= 0"]),
    ("min(a, b) <= (a + b)/2", []),
    ("max(a, b) + min(a, b) = a + b", []),
    ("exp(x) >= 1 + x", []),
    ("exp(-x) <= 1", ["x >= 0"]),
    ("exp(2*x) = exp(x)**2", []),
    ("exp(x - y)*exp(y) = exp(x)", []),
    ("log(1 + x) <= x", ["x >= 0"]),
    ("delta**tau <= 1", ["0 < delta < 1", "tau >= 0"]),
    ("delta**(tau + 1) < delta**tau", ["0 < delta < 1"]),
    ("a**tau < b**tau", ["0 < a < b", "tau > 0"]),
    ("(1 - exp(-delta*T))/delta < T", ["delta > 0", "T > 0"]),
    ("x*exp(-x) < 0.37", []),
    ("exp(x) > x**2", ["x >= 0"]),
    ("exp(x) < 3", ["0 <= x <= 1"]),
    ("2.71828 < exp(1) < 2.71829", []),
]

REFUTED = [
    ("(x - 1)**2 > 0", [], {"x": 1}),
    ("x > 0", [], None),
    ("x*y >= 0", ["x > 0"], None),
    ("x = y", ["x**2 = y**2"], None),
    ("x**2 + y**2 != 0", [], {"x": 0, "y": 0}),
    ("(x - y)**2 + (x + y - 2)**2 > 0", [], {"x": 1, "y": 1}),
    ("x**2 + y**2 > 1", ["x*y = 1/2"], None),
    ("x/y > 0", ["x > 0"], None),
    ("1 > 2", [], {}),
    ("exp(-x) < 1", ["x >= 0"], {"x": 0}),
    ("exp(x) < 2.7", ["0 <= x <= 1"], None),
    ("delta**tau < 1", ["0 < delta < 1", "tau >= 0"], None),
    ("max(a, b) > a", [], None),
    ("sqrt(x) < x", ["x > 0"], None),
]


@pytest.mark.parametrize(("claim", "assumed"), PROVED, ids=[c for c, _ in PROVED])
def test_true_claims_are_proved(claim, assumed):
    proof = prove(claim, assumed, time_limit=30)
    assert proof.status == "proved", proof
    assert bool(proof) and proof.witness is None and not proof.reason
    for part in proof.parts or (proof,):
        assert part.method in ("identity", "certificate", "z3 and cvc5")
        assert (part.certificate is not None) == (part.method == "certificate")
        assert part.certificate is None or part.certificate.verify()


@pytest.mark.parametrize(("claim", "assumed", "where"), REFUTED, ids=[c for c, _, _ in REFUTED])
def test_false_claims_are_refuted_at_a_point_that_was_checked_exactly(claim, assumed, where):
    proof = prove(claim, assumed, time_limit=30)
    assert proof.status == "refuted", proof
    assert proof.method == "witness" and proof.witness is not None
    assert where is None or proof.witness == where
    assert holds_at(parse_condition(claim)[0], proof.witness) is False
    for text in assumed:
        assert all(holds_at(c, proof.witness) for c in parse_condition(text))


def test_witnesses_that_cannot_be_rational_are_exact():
    assert str(prove("x**2 != 2").witness) == "{'x': -sqrt(2)}"
    assert str(prove("x**3 != 2").witness) == "{'x': root_of(x**3 - 2, 0)}"
    assert str(prove("x < 0", ["x**2 - x = 1"]).witness) == "{'x': 1/2 + sqrt(5)/2}"
    proof = prove("x*y <= 2", ["x**2 = 2", "y**2 = 3"])
    assert proof.status == "refuted" and str(proof.witness) == "{'x': -sqrt(2), 'y': -sqrt(3)}"


def test_rational_witnesses_are_looked_for_near_others():
    witness = prove("x >= 0", ["x**2 = y", "1 < y < 4"]).witness
    assert witness is not None and all(isinstance(v, Fraction) for v in witness.values())


def test_a_denominator_must_be_known_not_to_vanish():
    proof = prove("x**2/x**2 = 1")
    assert proof.status == "undecided" and "defined only where" in proof.reason and "x = 0" in proof.reason
    assert prove("1/x > 0", ["x >= 0"]).status == "undecided"
    assert prove("log(x) <= x - 1").status == "undecided"
    assert prove("log(x) <= x - 1", ["x > 0"]).status == "proved"
    assert prove("sqrt(x) >= 0").status == "undecided"
    assert prove("x**y >= 0", ["x >= 0"]).status == "undecided"
    with pytest.raises(InputError):
        prove("1/(x - x) > 0")


def test_what_one_claim_presupposes_does_not_prove_another():
    proof = prove(["sqrt(x) >= 0", "x >= 0"])
    assert [p.status for p in proof.parts] == ["undecided", "refuted"] and proof.status == "refuted"
    assert prove(["x >= 0", "sqrt(x) >= 0"], ["x**3 >= 0"]).status == "proved"


def test_assumptions_mean_that_they_are_defined():
    assert prove("y != 0", ["x/y > 1"]).status == "proved"
    assert prove("x > 0", ["log(x) > -7"]).status == "proved"


def test_inconsistent_assumptions_are_named():
    with pytest.raises(InputError, match="x > 1; x < 0") as error:
        prove("x > 0", ["x > 1", "y < x", "x < 0", "z > 3"])
    assert "z > 3" not in str(error.value)
    with pytest.raises(InputError):
        sign("x", ["x > 1", "x < 1"])


def test_bad_claims_are_input_errors():
    for bad in ("x >", "x + 1", "x > y > ", "__import__('os') > 0"):
        with pytest.raises(InputError):
            prove(bad)
    with pytest.raises(InputError, match="got none"):
        prove([])
    with pytest.raises(InputError, match="one conjunction"):
        prove(Region(((), ())), [])


def test_several_claims_are_one_conjunction():
    proof = prove(["x > 0", "x < 2"], ["x = 1"])
    assert proof.status == "proved" and len(proof.parts) == 2
    proof = prove(["x > 0", "x < 1", "x < 3"], ["x = 1"])
    assert proof.status == "refuted" and proof.witness == {"x": 1} and len(proof.parts) == 2


def test_nothing_rests_on_one_engine(monkeypatch):
    claim, assumed = "x**4 + y**4 >= x**3*y + x*y**3", ["x*y >= -1"]
    assert prove(claim, assumed).status == "proved"
    prover._prover.cache_clear()
    monkeypatch.setattr(prover, "find", lambda *_: None)
    assert prove(claim, assumed).method == "z3 and cvc5"
    prover._prover.cache_clear()
    monkeypatch.setattr(prover, "cvc5", lambda *_: Answer(UNKNOWN))
    proof = prove(claim, assumed)
    assert proof.status == "undecided" and "cvc5 gave no answer" in proof.reason
    assert prove(claim, assumed, certify=False).method == "z3"
    prover._prover.cache_clear()
    monkeypatch.setattr(prover, "cvc5", lambda *_: Answer(SAT))
    assert "cvc5 finds it satisfiable" in prove(claim, assumed).reason
    prover._prover.cache_clear()


def test_a_wrong_satisfiable_is_no_refutation(monkeypatch):
    wrong = Answer(SAT, {"x": F(3)})
    monkeypatch.setattr(Z3, "ask", lambda self, clauses, seconds: wrong)
    prover._prover.cache_clear()
    proof = prove("x > 1", ["x > 2"])
    prover._prover.cache_clear()
    assert proof.status == "undecided" and "could be written down exactly" in proof.reason


def test_a_certificate_that_does_not_verify_is_not_used(monkeypatch):
    monkeypatch.setattr(Certificate, "verify", lambda self: False)
    prover._prover.cache_clear()
    assert prove("x*y > 0", ["x > 0", "y > 0"]).method == "z3 and cvc5"
    prover._prover.cache_clear()


def test_the_time_limit_ends_in_undecided():
    proof = prove(
        "a**4*b + b**4*c + c**4*a >= a*b*c*(a**2 + b*c) - d*e*f*a",
        ["a*b > c", "d**3 < e*f - a"],
        time_limit=0,
    )
    assert proof.status == "undecided" and proof.reason


def test_an_answer_out_of_time_is_not_remembered():
    claim, assumed = "sqrt(x - y)/(x - y + 1) >= 0", ["x > 5*y", "y > 1"]
    assert prove(claim, assumed, time_limit=0).status == "undecided"
    assert prove(claim, assumed).status == "proved"


def test_counterexamples_are_searched_where_bounds_do_not_help():
    for claim in ("a**b < 2", "a**b != 8", "log(a)*b < 1"):
        assert prove(claim, ["a > 1", "b > 0"]).status == "refuted"


def test_integers_are_respected_in_witnesses():
    assert prove("delta**tau < 1", ["0 < delta < 1", "tau > 0"], integers=["tau"]).status == "proved"
    assert prove("tau*(tau - 1) >= 0", ["tau >= 0"]).status == "refuted"
    assert prove("tau*(tau - 1) >= 0", ["tau >= 0"], integers=["tau"]).status == "undecided"
    proof = prove("delta**tau > delta", ["0 < delta < 1", "tau >= 0"], integers=["tau"])
    assert proof.status == "refuted" and proof.witness is not None
    assert getattr(proof.witness["tau"], "denominator", 0) == 1


def test_answers_do_not_depend_on_what_was_asked_before():
    questions = [("x*y <= 1/4", ["x + y >= 1", "x > 0"]), ("x**2 + y**2 != 2", ["x > y"])]
    before = [str(prove(*q).witness) for q in questions]
    prover._prover.cache_clear()
    for k in range(20):
        prove(f"x*y + {k}*z > {k}*x", [f"z > {k}"])
    assert [str(prove(*q).witness) for q in questions] == before


# -- certificates -----------------------------------------------------------------------------------
def _certificate() -> Certificate:
    found = prove("B/Lambda < 1", ["0 < B", "B < Lambda", "Lambda < 5"]).certificate
    assert found is not None
    return found


def test_a_certificate_prints_as_identities():
    text = str(prove("B*(Lambda - B) > 0", ["0 < B", "B < Lambda"]).certificate)
    assert text.splitlines() == [
        "B*(Lambda - B) > 0, given 0 < B, B < Lambda: else",
        "  suppose B*(B - Lambda) >= 0:  0 = [B*(B - Lambda)] + [B]*[Lambda - B]",
        "a sum of nonnegative terms, one of them positive.",
    ]
    data = _certificate().to_dict()
    assert data["claim"] == "B/Lambda < 1" and data["lemmas"] and data["cases"][0]["terms"]


def test_changed_certificates_do_not_verify():
    good = _certificate()
    assert good.verify()
    case = good.cases[0]
    assert not replace(good, given=good.given[:1]).verify()
    assert not replace(good, claim=parse_condition("B/Lambda < 1/2")[0]).verify()
    assert not replace(good, claim=parse_condition("B/Lambda > 1")[0]).verify()
    assert not replace(good, lemmas=()).verify()
    assert not replace(good, cases=()).verify()
    assert not replace(good, splits=()).verify()
    for k, term in enumerate(case.terms):
        for changed in (
            replace(term, coefficient=-term.coefficient),
            replace(term, coefficient=term.coefficient + 1),
        ):
            terms = (*case.terms[:k], changed, *case.terms[k + 1 :])
            assert not replace(good, cases=(replace(case, terms=terms),)).verify()
    assert not replace(good, cases=(replace(case, terms=()),)).verify()
    foreign = Term(F(1), (parse_condition("-B > 0")[0],))
    assert not replace(good, cases=(replace(case, terms=(*case.terms, foreign)),)).verify()


def test_a_certificate_of_nonnegative_terms_without_a_positive_one_does_not_verify():
    claim, assumed = parse_condition("x > 0")[0], (parse_condition("x >= 0")[0],)
    denied, known = Condition(-symbol("x"), ">=", ZERO), Condition(symbol("x"), ">=", ZERO)
    good = prove("x >= 0", ["x > 0"]).certificate
    assert good is not None
    case = replace(good.cases[0], suppose=(denied,), terms=(Term(F(1), (denied,)), Term(F(1), (known,))))
    assert not Certificate(claim, assumed, ((denied,),), (case,)).verify()


def test_case_splits_must_cover_everything():
    good = prove("max(a, b) + min(a, b) = a + b").certificate
    assert good is not None and len(good.cases) > 2 and good.verify()
    assert not replace(good, cases=good.cases[:-1]).verify()
    assert not replace(good, splits=(good.splits[0][:1], *good.splits[1:])).verify()


# -- signs ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "assumed", "word", "strict"),
    [
        ("x", ["x > 0"], "+", True),
        ("x", ["x >= 0"], "+", False),
        ("-x", ["x > 0"], "-", True),
        ("-x**2", [], "-", False),
        ("x", [], "mixed", False),
        ("x - x", [], "0", False),
        ("x", ["x = 0"], "0", False),
        ("x*y", ["x > 0", "y >= 0"], "+", False),
        ("1/x", ["x > 0"], "+", True),
        ("1/x", ["x != 0"], "mixed", False),
        ("x**2 + 1", [], "+", True),
        ("(x - 1)**2", [], "+", False),
        ("x - y", ["x >= y", "y >= x"], "0", False),
        ("log(delta)*delta**tau", ["0 < delta < 1", "tau >= 0"], "-", True),
        ("1/x**2", [], "undecided", False),
        ("1/x", [], "mixed", False),
    ],
)
def test_signs(text, assumed, word, strict):
    found = sign(text, assumed)
    assert (found.sign, found.strict) == (word, strict), found
    e = parse(text)
    for point, value in ((found.positive_at, 1), (found.negative_at, -1), (found.zero_at, 0)):
        assert point is None or sign_at(e, point) == value
    assert word != "mixed" or (found.positive_at is not None and found.negative_at is not None)
    assert word != "undecided" or found.reason
    assert found.to_dict()["sign"] == word


# -- the statements of the model book -----------------------------------------------------------------
CAREER = [
    "0 <= p <= 1",
    "b >= 0",
    "g >= 0",
    "0 <= pi0 <= 1",
    "g + pi0 <= 1",
    "V >= 0",
    "L >= 0",
    "s > 0",
    "0 <= r <= 1",
    "0 < delta < 1",
    "tau >= 0",
]
B, LAMBDA = "(b + g*V)", "(s + (1 - r*delta**tau)*L + (pi0 + g)*V)"
NET = "(b + (1 - p)*(L + (pi0 + g)*V) + p*(-s + r*delta**tau*L) - L - pi0*V)"
P_STAR = f"({B}/{LAMBDA})"


def test_p1_1_threshold():
    assert prove(f"{NET} = {B} - p*{LAMBDA}", CAREER).method == "identity"
    assert prove(f"{LAMBDA} > 0", CAREER).status == "proved"
    assert prove(f"{NET} > 0", [*CAREER, f"p < {P_STAR}"]).status == "proved"
    assert prove(f"p < {P_STAR}", [*CAREER, f"{NET} > 0"]).status == "proved"


def test_p1_2_rehabilitation():
    more = [*CAREER, "p*L > 0"]
    r_star = "((p*(s + L + (pi0 + g)*V) - b - g*V)/(p*delta**tau*L))"
    assert prove(f"{NET} > 0", [*more, f"r > {r_star}"]).status == "proved"
    assert prove(f"r > {r_star}", [*more, f"{NET} > 0"]).status == "proved"


def test_p1_3_promotion_paradox():
    slope = parse(P_STAR).diff("V")
    rule = parse("g*(s + (1 - r*delta**tau)*L) - (pi0 + g)*b")
    squared = parse(LAMBDA) ** 2
    assert prove(Condition(slope * squared, "=", rule), CAREER).status == "proved"
    assert sign(slope, CAREER).sign == "mixed"
    assert sign(slope, [*CAREER, "g = 0"]).sign == "-"
    assert sign(slope, [*CAREER, "b = 0"]).sign == "+"


def test_p1_4_severity_is_a_weak_lever():
    assert prove(Condition(parse(NET).diff("s"), "=", parse("-p")), CAREER).method == "identity"
    elasticity = parse(LAMBDA).diff("s") * parse("s") / parse(LAMBDA)
    assert prove(Condition(elasticity, "<=", parse("1")), CAREER).status == "proved"


@pytest.mark.parametrize(
    ("name", "word"),
    [("b", "+"), ("g", "+"), ("pi0", "-"), ("L", "-"), ("s", "-"), ("r", "+"), ("delta", "+")],
)
def test_comparative_statics_of_the_tolerated_probability(name, word):
    assumed = [*CAREER, f"{P_STAR} < 1"] if name == "g" else CAREER
    found = sign(parse(P_STAR).diff(name), assumed, certify=True)
    assert found.sign == word and all(p.method != "z3" for p in found.proofs)


MU = "((p_star - p_W)/(p_R - p_W))"
SEMI = [
    "0 < q < 1",
    "h > 0",
    "k_W > 0",
    "k_R < k_W",
    "0 <= p_W",
    "p_W < p_R",
    "p_R <= 1",
    "p_W < p_star",
    "p_star < p_R",
    "h > k_W",
    f"q < {MU}",
]
DEFIES = f"(1 - q*k_W/({MU}*h))"


def test_p2_3_cheap_sanction_paradox():
    assert sign(parse(DEFIES).diff("k_W"), SEMI, certify=True).sign == "-"
    assert sign(parse(DEFIES).diff("h"), SEMI, certify=True).sign == "+"
    assert prove(f"{DEFIES} > 1 - q", [*SEMI, f"k_W/h < {MU}"]).status == "proved"
    assert prove(f"k_W/h < {MU}", [*SEMI, f"{DEFIES} > 1 - q"]).status == "proved"
    assert prove(f"{DEFIES} > 1 - q", SEMI).status == "refuted"


def test_p2_4_a_sanction_that_everybody_issues_is_no_news():
    sent = f"(q/{MU})"  # the chance of a sanction; the posterior is mu_star after it and 0 after none
    variance = f"({sent}*({MU} - q)**2 + (1 - {sent})*q**2)"
    assert prove(f"{variance} = q*({MU} - q)", SEMI).status == "proved"
    assert prove(f"{variance} < q*(1 - q)", SEMI).status == "proved"
    assert prove("q*(1 - q)**2 + (1 - q)*q**2 = q*(1 - q)").method == "identity"


INSPECTION = ["0 < B", "B < Lambda", "0 < k", "k < a", "a <= h"]


def test_p6_inspection():
    assert prove(["0 < B/Lambda < 1", "0 < k/a < 1"], INSPECTION).status == "proved"
    assert prove("(k/a)*(a - h - k) + (1 - k/a)*(-k) = -h*k/a", INSPECTION).status == "proved"  # P6.1
    assert sign(parse("k/a").diff("Lambda"), INSPECTION).sign == "0"  # P6.2
    assert sign(parse("B/Lambda").diff("Lambda"), INSPECTION).sign == "-"
    gain = "(-k*B/Lambda + h*k/a)"
    assert prove([f"{gain} = k*(h/a - B/Lambda)", f"{gain} > 0"], INSPECTION).status == "proved"  # P6.3
    assert sign(parse("-k*B/Lambda").diff("Lambda"), INSPECTION, certify=True).sign == "+"


# -- how it shows -----------------------------------------------------------------------------------
def test_a_proof_shows_itself():
    proof = prove("x > 1", ["x > 0"])
    data = proof.to_dict()
    assert data["schema"] == "defiance-games/proof/1" and data["status"] == "refuted"
    assert data["claim"] == ["x > 1"] and set(data["witness"]) == {"x"}
    assert isinstance(proof.to_dict(numeric=True)["witness"]["x"], float)
    assert "fails at" in str(proof) and "tabular" in proof.to_latex() and "<table" in proof._repr_html_()
    assert repr(proof) == "<refuted: x > 1>"
    assert "sqrt(2)" in str(prove("x**2 != 2")) and "certificate" in str(prove("x > 0", ["x > 1"]))


# -- properties -------------------------------------------------------------------------------------
coefficients = st.integers(-3, 3)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(coefficients, min_size=6, max_size=6),
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=5),
)
def test_quadratics_on_the_unit_square_agree_with_their_values(c, points):
    x, y = symbol("x"), symbol("y")
    e = c[0] + c[1] * x + c[2] * y + c[3] * x * y + c[4] * x**2 + c[5] * y**2
    proof = prove(Condition(number(0) + e, ">=", ZERO), ["0 <= x <= 1", "0 <= y <= 1"])
    values = [(number(0) + e).evaluate({"x": F(i, 4), "y": F(j, 4)}) for i, j in points]
    assert proof.status != "undecided"
    if proof.status == "proved":
        assert min(values) >= 0
        assert proof.certificate is None or proof.certificate.verify()
    else:
        assert holds_at(proof.claim[0], proof.witness or {}) is False


@settings(max_examples=40, deadline=None)
@given(st.lists(coefficients, min_size=4, max_size=4), st.lists(coefficients, min_size=4, max_size=4))
def test_the_engines_agree(c, d):
    x, y = symbol("x"), symbol("y")
    first = number(0) + c[0] + c[1] * x * y + c[2] * x**3 + c[3] * y**2
    second = number(0) + d[0] + d[1] * x + d[2] * y * x**2 + d[3] * y
    reader = Reader([first, second, x, y])
    clauses = [(reader.literal(first, ">"),), (reader.literal(second, "="), reader.literal(y - x, "<"))]
    answers = {Z3(reader.names, []).ask(clauses, 5).word, cvc5(reader.names, clauses, 5).word}
    assert answers <= {UNKNOWN, SAT} or answers <= {UNKNOWN, UNSAT}


# -- the parts --------------------------------------------------------------------------------------
def test_quotients_are_in_lowest_terms():
    reader = Reader([parse("a + b + exp(T) + delta**tau")])
    assert str(reader.quotient(parse("(a**2 - b**2)/(b - a)"))) == "(-a - b)/(1)"
    assert str(reader.quotient(parse("exp(2*T)*exp(-T)"))) == "(exp(T))/(1)"
    assert str(reader.quotient(parse("delta**(tau - 1)"))) == "(delta**tau)/(delta)"
    with pytest.raises(InputError, match="zero everywhere"):
        reader.quotient(
            symbol("a") / (symbol("a") - symbol("a") + 0 * symbol("b") + (symbol("b") - symbol("b")))
        )


def test_obligations():
    found = obligations(parse("log(x)/(1 - y) + sqrt(z) + a**b + c**(1/3) + 1/2"))
    assert {(str(e), op) for e, op in found} == {
        ("x", ">"),
        ("1 - y", "!="),
        ("z", ">="),
        ("a", ">="),
        ("max(a, b)", ">"),
        ("c", ">="),
    }


def test_signs_at_algebraic_points():
    r2, r3 = Root((-2, 0, 1), 1), Root((-3, 0, 1), 1)
    assert sign_at(parse("x*y - sqrt(6)"), {"x": r2, "y": r3}) == 0
    assert sign_at(parse("(x + y)**2 - 5 - 2*sqrt(6) + 1/10**40"), {"x": r2, "y": r3}) == 1
    assert vanishes(parse("max(x, 1) - x"), {"x": r2}) and not vanishes(parse("x - y"), {"x": r2, "y": r3})
    assert sign_at(parse("exp(log(x)) - x"), {"x": F(3)}) is None
    assert sign_at(parse("1/x"), {"x": F(0)}) is None and sign_at(parse("log(x)"), {"x": F(-1)}) is None
    assert str(Root((-1, -1, 1), 0)) == "1/2 - sqrt(5)/2" and float(Root((-1, 0, 0, 1, 1), 0)) < 0


def test_linear_programs():
    assert affine(parse("2*(x - y)/3 + 1"), ["x", "y"]) == ([F(2, 3), F(-2, 3)], F(1))
    assert affine(parse("x*y"), ["x", "y"]) is None and affine(parse("z"), ["x"]) is None
    square = [Linear([F(-1), F(0)], F(1), ">="), Linear([F(0), F(-1)], F(1), ">=")]
    assert best([F(1), F(2)], square) == (3, [1, 1])
    assert best([F(0)], [Linear([F(1)], F(1), "=")]) is None
    with pytest.raises(ValueError, match="bound"):
        best([F(1)], [])
    assert feasible(1, [Linear([F(1)], F(-1), ">"), Linear([F(-1)], F(1), ">=")]) is None
    assert feasible(1, [Linear([F(1)], F(-1), ">="), Linear([F(-1)], F(1), ">=")]) == [1]
    sides = [*square, Linear([F(1), F(0)], F(0), ">="), Linear([F(0), F(1)], F(0), ">=")]
    assert sorted(vertices(2, sides) or []) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert vertices(2, square) is None
    assert vertices(1, [Linear([F(1)], F(-1), ">="), Linear([F(-1)], F(0), ">=")]) == []


@pytest.mark.parametrize(
    ("claim", "assumed"),
    [
        ("log(x*y) = log(x) + log(y)", ["x > 0", "y > 0"]),
        ("log(x**2) = 2*log(x)", ["x > 0"]),
        ("exp(log(x)) = x", ["x > 0"]),
    ],
)
def test_laws_of_logarithms_do_not_crash(claim, assumed):
    assert prove(claim, given=assumed, time_limit=5).status in ("proved", "undecided")


def test_powers_of_zero():
    assert prove("0**x = 0", given=["x > 0"]).status == "proved"
    assert prove("d**t >= 0", given=["d >= 0", "t > 0"]).status == "proved"
    assert prove("d**t < 1", given=["0 <= d < 1", "t > 0"]).status == "proved"
    assert dict(prove("d**t > 0", given=["d >= 0", "t > 0"]).witness or {})["d"] == 0
    assert prove("d**s >= d**t", given=["0 <= d <= 1", "0 < s < t"]).status == "proved"
    assert prove("d**s > d**t", given=["0 <= d < 1", "0 < s < t"]).status == "refuted"
    assert prove("d**(t - 1) >= 0", given=["d >= 0", "t > 1"]).status == "undecided"
    assert prove("d**t >= 0", given=["d >= 0"]).status == "undecided"


def test_a_certificate_about_unknown_functions_is_not_one():
    certificate = prove("V*(1 - r) > 0", given=["V > 0", "r < 1"]).certificate
    assert certificate is not None
    other = Term(Fraction(1), (parse_condition("max(a, b) > 0")[0],))
    case = replace(certificate.cases[0], terms=(*certificate.cases[0].terms, other))
    assert replace(certificate, cases=(case,)).verify() is False


def test_cvc5_heeds_its_time_limit_without_coverings():
    x = [symbol(f"x{i}") for i in range(8)]
    reader = Reader(x)
    total = sum((a**2 * b**3 for a, b in zip(x, x[1:] + x[:1], strict=True)), number(-1))
    clauses = [(reader.literal(a**3 + b - a * b, ">"),) for a in x for b in x]
    clauses.append((reader.literal(total, "="),))
    begun = time.monotonic()
    cvc5(reader.names, clauses, 1, covered=2)
    assert time.monotonic() - begun < 6
