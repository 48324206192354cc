"""Where does an autocrat put its police, and how many does it dare to keep?

Site j is as dangerous as its distance from the regime times its potential to mobilize: ``w_j``. An autocrat
spreads coverage c_j in [0, 1] over the sites, at most ``C`` in sum; the opposition sees it and mobilizes
where it achieves most. The game is zero-sum::

    loss of the autocrat, gain of the opposition    y = max over j of w_j*(1 - c_j)

Before that the autocrat chooses C so that y + kappa_c*C is least: every unit of coercion is a risk
``kappa_c`` of a coup, the security dilemma of those who arm others to protect them.

Coverage fills up like water: with the m most dangerous sites active, w_j*(1 - c_j) is the same y for all of
them, and the other sites, which are less dangerous than that, get nothing. The formulas are for three sites,
``w1`` >= ``w2`` >= ``w3``; the questions take any number of sites, ``w``.

Source: [KT] conference panel "Keeping in Touch: Tools and Strategies for Chinese Local Cadres to Avoid
Disconnection From Citizens": coercive resources are clustered near groups that are distant and can
mobilize, and held back by the fear of the coercive apparatus itself. Related: Powell (2007), Tambe (2011),
Svolik (2013).
"""

from itertools import pairwise

from ..errors import InputError
from ..games.definition import Claim, Definition, Formula, Proposition, SignTable
from ..problems.security_game import SecurityGame
from ..symbolic.condition import parameter

THREAT, UTILITY = "threat of the {} site: distance times mobilization potential", "utility"
PARAMETERS = (
    parameter("w", "w > 0", "4, 2, 1", THREAT.format("j-th"), UTILITY, source="illustrative", many=True),
    parameter("C", "C > 0", "1", "coercive resources", "units of coverage", source="illustrative"),
    parameter(
        "kappa_c", "kappa_c > 0", "1", "coup risk per unit of coercion", "utility per unit", "illustrative"
    ),
    *(
        parameter(name, domain, default, THREAT.format(which), UTILITY, source="illustrative")
        for name, domain, default, which in (
            ("w1", "w1 >= w2", "4", "most dangerous"),
            ("w2", "w1 >= w2 >= w3", "2", "second"),
            ("w3", "w3 > 0", "1", "third"),
        )
    ),
)


def policing(w, C):
    """The opposition mobilizes where the police are too few."""
    sites = len(w)
    if sites <= C:
        raise InputError(
            f"coercion_allocation: C (coercive resources) must be less than the number of sites, {sites}, "
            f"got {C}. So much covers every site in full."
        )
    return SecurityGame.zero_sum(w, budget=C)


def recruitment(w, kappa_c):
    """The same with as many police as seem worth their risk."""
    return SecurityGame.zero_sum(w, marginal_cost=kappa_c)


def y_one(w1, C):
    """Loss while only the most dangerous site is covered."""
    return w1 * (1 - C)


def y_two(w1, w2, C):
    """Loss while two sites are covered."""
    return (2 - C) / (1 / w1 + 1 / w2)


def y(w1, w2, w3, C):
    """Loss while all three sites are covered."""
    return (3 - C) / (1 / w1 + 1 / w2 + 1 / w3)


def c1(y, w1):
    """Coverage of the most dangerous site (all three covered)."""
    return 1 - y / w1


def c2(y, w2):
    """Coverage of the second site (all three covered)."""
    return 1 - y / w2


def c3(y, w3):
    """Coverage of the third site (all three covered)."""
    return 1 - y / w3


def C_two(w1, w2):
    """Resources beyond which the second site is covered."""
    return 1 - w2 / w1


def C_three(w1, w2, w3):
    """Resources beyond which all three sites are covered."""
    return 2 - w3 * (1 / w1 + 1 / w2)


def allocate(policing):
    """Where the coercive resources go; active is the number of sites that get any."""
    return {
        "y": policing.attacker_value,
        "coverage": policing.coverage,
        "active": sum(1 for c in policing.coverage if c),
        "knife_edge": len(policing.targets) > sum(1 for c in policing.coverage if c),
    }


def size(recruitment, kappa_c):
    """How large the coercive apparatus is: the least size with the least sum of loss and risk."""
    corners = list(zip(recruitment.budgets, recruitment.worths, strict=True))
    slopes = [(after - before) / (high - low) for (low, before), (high, after) in pairwise(corners)]
    return {
        "C_star": recruitment.spent,
        "y": recruitment.attacker_value,
        "coverage": recruitment.coverage,
        "kinks": recruitment.budgets,
        "knife_edge": kappa_c in slopes,
    }


COVERAGE = ("0 <= x1 <= 1", "0 <= x2 <= 1", "0 <= x3 <= 1", "x1 + x2 + x3 <= C")
LOSS = "max(w1*(1 - x1), w2*(1 - x2), w3*(1 - x3))"
ALL = ("w3 > y", "C < 3")  # all three sites are covered
TWO = ("w3 <= y_two < w2",)
ONE = ("w2 <= y_one",)
SHARE_TWO, SHARE = "1/(1/w1 + 1/w2)", "1/(1/w1 + 1/w2 + 1/w3)"


def least(loss, *given):
    """The claim that every coverage leaves at least this loss."""
    return Claim(f"{LOSS} >= {loss}", given=(*given, *COVERAGE), unknowns=("x1", "x2", "x3"))


def sized(total, *given):
    """The claim that no size x is better than this; the loss is at least that of any number of sites."""
    loss = f"max(w1*(1 - x), (2 - x)*{SHARE_TWO}, (3 - x)*{SHARE}, 0)"
    return Claim(f"{loss} + kappa_c*x >= {total}", given=(*given, "x >= 0"), unknowns=("x",))


PROPOSITIONS = (
    Proposition(
        "P13.1",
        "Water-filling: c_j = max(0, 1 - y/w_j), and with the m most dangerous sites active y = (m - C) "
        "over the sum of their 1/w_j. Sites of low threat get nothing. (For three sites; any number in the "
        "tests.)",
        (
            least("y_one"),
            least("y_two"),
            least("y"),
            # each is attained where it says: coverages are possible, use C, and leave that loss everywhere
            Claim("c1 + c2 + c3 = C"),
            Claim("0 < c3 <= c2", given=ALL),
            Claim("c2 <= c1 < 1", given=ALL),
            Claim("w1*(1 - c1) = y"),
            Claim("w2*(1 - c2) = y"),
            Claim("w3*(1 - c3) = y"),
            Claim("1 - y_two/w1 + 1 - y_two/w2 = C"),
            Claim("0 < 1 - y_two/w2 <= 1 - y_two/w1", given=TWO),
            Claim("1 - y_two/w1 < 1", given=TWO),
            Claim("0 < C <= 1", given=ONE),
        ),
        in_part=True,
    ),
    Proposition(
        "P13.2",
        "The loss is convex and piecewise linear in C with slope -1 over the sum of 1/w_j of the active "
        "sites. So C_star is the least C at which the slope is at most kappa_c: coercion grows to a kink "
        "and stops, leaving whole sites uncovered; it is 0 if w_1 <= kappa_c. (For three sites; any number "
        "in the tests.)",
        (
            Claim("slope = -w1", slope=("y_one", "C")),
            Claim(f"slope = -{SHARE_TWO}", slope=("y_two", "C")),
            Claim(f"slope = -{SHARE}", slope=("y", "C")),
            Claim(f"w1 > {SHARE_TWO}"),
            Claim(f"{SHARE_TWO} > {SHARE}"),
            Claim("y_two = w2", given=("C = C_two",)),
            Claim("y_one = w2", given=("C = C_two",)),
            Claim("y = w3", given=("C = C_three",)),
            Claim("y_two = w3", given=("C = C_three",)),
            sized("w1", "w1 <= kappa_c"),
            sized("w2 + kappa_c*C_two", f"{SHARE_TWO} <= kappa_c", "kappa_c < w1"),
            sized("w3 + kappa_c*C_three", f"{SHARE} <= kappa_c", f"kappa_c < {SHARE_TWO}"),
            sized("3*kappa_c", f"kappa_c < {SHARE}"),
        ),
        in_part=True,
    ),
    Proposition(
        "P13.3",
        "A site that becomes more dangerous takes coverage from all other active sites, which become more "
        "exposed though nothing about them changed. (For three active sites; any number in the tests.)",
        (
            *(
                Claim(
                    f"slope {'>' if site == threat else '<'} 0", slope=(f"c{site}", f"w{threat}"), given=ALL
                )
                for threat in (1, 2, 3)
                for site in (1, 2, 3)
            ),
            *(Claim("slope > 0", slope=("y", f"w{threat}"), given=ALL) for threat in (1, 2, 3)),
        ),
        in_part=True,
    ),
)


def known(query, params, **expect):
    """A published answer."""
    params = {"w": [4.0, 2.0, 1.0], **params}
    return {"model": "coercion_allocation", "query": query, "params": params, "expect": expect, "tol": 1e-6}


KNOWN = (
    known("allocate", {"C": 1.0}, y=1.333333333, coverage=[0.6666666667, 0.3333333333, 0.0], active=2),
    known(
        "allocate", {"C": 2.0}, y=0.5714285714, coverage=[0.8571428571, 0.7142857143, 0.4285714286], active=3
    ),
    known("size", {"kappa_c": 1.0}, C_star=1.25),
)

SIGNS = (
    SignTable(
        rows={"C": {"y": "-", "c1": "+", "c2": "+"}, "w1": {"y": "+", "c1": "+", "c2": "-"}}, given=ALL
    ),
)

MODEL = Definition(
    source="[KT]: coercion near the distant and mobilizable, held back by the fear of coercion itself",
    parameters=PARAMETERS,
    problems=(policing, recruitment),
    formulas=(
        Formula(y_one, where=ONE),
        Formula(y_two, where=TWO),
        *(Formula(f, where=ALL) for f in (y, c1, c2, c3)),
        C_two,
        C_three,
    ),
    questions=(allocate, size),
    propositions=PROPOSITIONS,
    known=KNOWN,
    signs=SIGNS,
    references=("KeepingInTouch", "Powell2007", "Tambe2011", "Svolik2013"),
)
