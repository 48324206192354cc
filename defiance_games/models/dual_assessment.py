"""How do two assessors who do not coordinate distort a local official's effort?

A hierarchical assessor pays the official a bonus ``a`` per unit of effort e1, a horizontal one (residents)
a bonus ``b`` per unit of e2. Bonuses are set at once, a, b >= 0; then the official chooses e1, e2 >= 0. The
tasks are incompatible to the degree ``c``: effort in one makes the other dearer. Payoffs::

    official                  a*e1 + b*e2 - (e1**2 + e2**2)/2 - c*e1*e2
    hierarchical assessor     (v1 - a)*e1
    horizontal assessor       (v2 - b)*e2

A solution is a subgame-perfect equilibrium in which no assessor offers more than the effort is worth to it
(offers above that, which are never called upon, would only add equilibria with e2 = 0 and a higher a).
There are three regimes: ``interior``; ``limit_bonus``, in which the hierarchy pays just enough to shut the
other task out; ``blockaded``, in which it need not even care. The formulas a, b, e1, e2 are for the
interior.

Source: [LF] Bingqin Li and Lijie Fang, Policy Process Diffusion: Transforming the Governance Model in Chinese
Cities, UNRISD Working Paper 2018-15: local officials are judged by two systems, hierarchical and horizontal,
which have not been compatible. Related: Bernheim & Whinston (1986), Holmström & Milgrom (1991), Dixit (1996).
"""

from ..games.definition import Claim, Definition, Formula, Proposition, SignTable
from ..symbolic.condition import parameter

PARAMETERS = (
    parameter(
        "v1",
        "v1 >= v2",
        "2",
        "hierarchical assessor's value of effort",
        "utility per unit",
        source="illustrative",
    ),
    parameter(
        "v2",
        "v2 > 0",
        "1",
        "horizontal assessor's value of effort",
        "utility per unit",
        source="illustrative",
    ),
    parameter("c", "0 <= c < 1", "0.5", "incompatibility of the tasks", "ratio", source="illustrative"),
)


def a(v1, v2, c):
    """Hierarchical bonus (interior)."""
    return (2 * v1 + c * v2) / (4 - c**2)


def b(v1, v2, c):
    """Horizontal bonus (interior)."""
    return (2 * v2 + c * v1) / (4 - c**2)


def e1(a, b, c):
    """Effort for the hierarchy (interior)."""
    return (a - c * b) / (1 - c**2)


def e2(a, b, c):
    """Effort for the residents (interior)."""
    return (b - c * a) / (1 - c**2)


def a_joint(v1):
    """Hierarchical bonus if the assessors coordinated (interior if v2 > c*v1)."""
    return v1 / 2


def b_joint(v2):
    """Horizontal bonus if the assessors coordinated (interior if v2 > c*v1)."""
    return v2 / 2


def solve(v1, v2, c, a, b, e1, e2, a_joint, b_joint):
    """The bonuses and efforts in equilibrium; blockaded, any lower b would do as well."""
    if v2 * (2 - c**2) > c * v1:
        found = {"regime": "interior", "a": a, "b": b, "e1": e1, "e2": e2}
    elif 2 * v2 > c * v1:
        found = {"regime": "limit_bonus", "a": v2 / c, "b": v2, "e1": v2 / c, "e2": 0}
    else:
        found = {"regime": "blockaded", "a": v1 / 2, "b": v2, "e1": v1 / 2, "e2": 0}
    knife_edge = c * v1 in (2 * v2, v2 * (2 - c**2))
    joint = {"a_joint": a_joint, "b_joint": b_joint, "joint_interior": v2 > c * v1}
    return {**found, **joint, "knife_edge": knife_edge}


INTERIOR = ("v2*(2 - c**2) > c*v1",)
LIMIT = ("c*v1 < 2*v2", "v2*(2 - c**2) <= c*v1", "c > 0")
BLOCKADED = ("2*v2 <= c*v1", "c > 0")
OFFICIAL = "A*x1 + B*x2 - (x1**2 + x2**2)/2 - c*x1*x2"
EFFORTS = ("A >= 0", "B >= 0", "x1 >= 0", "x2 >= 0")
JOINT = "(v1**2 + v2**2 - 2*c*v1*v2)/(4*(1 - c**2))"


def chosen(payoff, *given):
    """The claim that no efforts x1, x2 pay the official more, at bonuses A, B."""
    return Claim(f"{OFFICIAL} <= {payoff}", given=(*given, *EFFORTS), unknowns=("A", "B", "x1", "x2"))


def best_reply(payoff, value, rival, *given, unknowns=()):
    """The claims that no bonus y pays an assessor more, against this bonus of its rival.

    Its task gets no effort if y <= c*rival, all of it if c*y >= rival, and a share in between.
    """
    names, y = ("y", *unknowns), (*given, "y >= 0")
    idle = (Claim(f"0 <= {payoff}", given=given, unknowns=unknowns),) if payoff != "0" else ()
    return (
        *idle,
        Claim(
            f"({value} - y)*(y - c*({rival}))/(1 - c**2) <= {payoff}",
            given=(*y, f"c*({rival}) <= y", f"c*y <= {rival}"),
            unknowns=names,
        ),
        Claim(f"({value} - y)*y <= {payoff}", given=(*y, f"c*y >= {rival}"), unknowns=names),
    )


PROPOSITIONS = (
    Proposition(
        "P22.1",
        "The official works on both tasks iff c*a < b < a/c: e1 = (a - c*b)/(1 - c**2), e2 = (b - c*a)/(1 - "
        "c**2); if b <= c*a on the first only, e1 = a. Raising the hierarchical bonus crowds out the other "
        "task, to zero at a = b/c.",
        (
            chosen("(A**2 + B**2 - 2*c*A*B)/(2*(1 - c**2))", "c*A < B", "c*B < A"),
            chosen("A**2/2", "B <= c*A"),
            chosen("B**2/2", "A <= c*B"),
            Claim(
                f"{OFFICIAL} = (A**2 + B**2 - 2*c*A*B)/(2*(1 - c**2))",
                given=("x1 = (A - c*B)/(1 - c**2)", "x2 = (B - c*A)/(1 - c**2)"),
                unknowns=("A", "B", "x1", "x2"),
            ),
            Claim(
                "(B - c*y)/(1 - c**2) < (B - c*A)/(1 - c**2)",
                given=("c > 0", "y > A"),
                unknowns=("A", "B", "y"),
            ),
        ),
    ),
    Proposition(
        "P22.2",
        "Three regimes. interior if v2/v1 > c/(2 - c**2): a = (2*v1 + c*v2)/(4 - c**2), b = (2*v2 + "
        "c*v1)/(4 - c**2). limit_bonus if c/2 < v2/v1 <= c/(2 - c**2): a = v2/c, b = v2, e2 = 0. blockaded "
        "if v2/v1 <= c/2: a = v1/2, e2 = 0, and any b <= v2 will do. No other equilibrium has b <= v2.",
        (
            Claim("c*a < b", given=INTERIOR),
            Claim("c*b < a", given=INTERIOR),
            *best_reply("(v1 - a)*e1", "v1", "b", *INTERIOR),
            *best_reply("(v2 - b)*e2", "v2", "a", *INTERIOR),
            *best_reply("(v1 - v2/c)*v2/c", "v1", "v2", *LIMIT),
            *best_reply("0", "v2", "v2/c", *LIMIT),
            *best_reply("v1**2/4", "v1", "B", *BLOCKADED, "0 <= B <= v2", unknowns=("B",)),
            *best_reply("0", "v2", "v1/2", *BLOCKADED),
            # no other: with both efforts positive marginal gains are zero only in the interior
            Claim("A = a", given=("2*A = v1 + c*B", "2*B = v2 + c*A"), unknowns=("A", "B")),
            Claim("B = b", given=("2*A = v1 + c*B", "2*B = v2 + c*A"), unknowns=("A", "B")),
            Claim(INTERIOR[0], given=("c*a < b",)),
            # the first task is never shut out
            Claim("v1 > c*B", given=("0 <= B <= v2",), unknowns=("B",)),
            # with e2 = 0, if v2 > c*A assessor 2 would enter; A above B/c can only be v1/2
            Claim(
                "(v2 - y)*(y - c*A) > 0",
                given=("v2 > c*A", "A >= 0", "y = (v2 + c*A)/2"),
                unknowns=("A", "y"),
            ),
            Claim("(v1 - A)*A < v1**2/4", given=("A != v1/2",), unknowns=("A",)),
            # and a = v2/c is too much where letting the other task live pays more
            Claim("((v1 - c*v2)/2)**2/(1 - c**2) > (v1 - v2/c)*v2/c", given=(*INTERIOR, "c > 0")),
        ),
    ),
    Proposition(
        "P22.3",
        "Uncoordinated assessors bid against each other: a and b exceed v1/2 and v2/2, which they would "
        "agree on. A strong hierarchy does not merely dominate: it over-pays on purpose to keep the "
        "residents' assessment irrelevant.",
        (
            Claim("a > a_joint", given=("c > 0",)),
            Claim("b > b_joint", given=("c > 0",)),
            Claim("v2/c > v1/2", given=LIMIT),
            Claim(
                f"((v1 - A)*(A - c*B) + (v2 - B)*(B - c*A))/(1 - c**2) <= {JOINT}",
                given=("A >= 0", "B >= 0"),
                unknowns=("A", "B"),
            ),
            Claim(f"(v1 - A)*A <= {JOINT}", unknowns=("A",)),
            Claim(f"(v2 - B)*B <= {JOINT}", unknowns=("B",)),
            Claim("c*a_joint < b_joint", given=("v2 > c*v1",)),
        ),
    ),
)


def known(v2, regime, a, b, e1, e2, b_joint):
    """A published answer."""
    params = {"v1": 2.0, "v2": v2, "c": 0.5}
    expect = {"regime": regime, "a": a, "b": b, "e1": e1, "e2": e2, "a_joint": 1.0, "b_joint": b_joint}
    return {"model": "dual_assessment", "query": "solve", "params": params, "expect": expect, "tol": 1e-6}


KNOWN = (
    known(1.0, "interior", 1.2, 0.8, 1.066666667, 0.2666666667, 0.5),
    known(0.54, "limit_bonus", 1.08, 0.54, 1.08, 0.0, 0.27),
    known(0.4, "blockaded", 1.0, 0.4, 1.0, 0.0, 0.2),
)

SIGNS = (
    SignTable(
        rows={
            "v1": {"a": "+", "b": "+", "e1": "+", "e2": "-"},
            "v2": {"a": "+", "b": "+", "e1": "-", "e2": "+"},
            # with v1 = v2 the second effort is 1/((2 - c)*(1 + c)), which rises beyond c = 1/2
            "c": {"a": "+", "b": "+", "e1": "ambiguous", "e2": "ambiguous"},
        },
        given=(*INTERIOR, "c > 0"),
    ),
    SignTable(rows={"c": {"e2": "-"}}, given=(*INTERIOR, "0 < c", "c < 1/2")),
)

MODEL = Definition(
    source="[LF]: officials are judged by two systems, hierarchical and horizontal, which are not compatible",
    parameters=PARAMETERS,
    formulas=(*(Formula(f, where=INTERIOR) for f in (a, b, e1, e2)), a_joint, b_joint),
    questions=(solve,),
    propositions=PROPOSITIONS,
    known=KNOWN,
    signs=SIGNS,
    references=("LiFang2018", "BernheimWhinston1986", "HolmstromMilgrom1991", "Dixit1996"),
)
