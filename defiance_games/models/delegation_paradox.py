"""Why announce a uniform policy and tolerate deviation from it?

The center announces the uniform policy 0 and, tacitly, the set of acts that it will not punish. A local
official learns the conditions theta, uniform on [-1, 1], and picks an act x in that set. Payoffs::

    center    -(x - theta)**2
    local     -(x - theta - beta)**2,      beta >= 0: a bias towards growth

There are no transfers; the center keeps its word. It tolerates every x up to a *cap*, 1 - beta if beta <= 1
and else 0: then the policy is uniform. Losses (expected, of the center): ``loss_cap`` under that toleration,
``loss_central`` under strict uniformity (x = 0), ``loss_full`` if everything is permitted (x = theta + beta).

Before that the local may choose the probability E of learning theta, at the cost gamma*E**2/2, and else pick
the best act permitted. Then E = min(1, G/gamma), where G is what information is worth to it: ``effort_gain``
under the cap, ``effort_gain_full`` under full delegation, 0 under strict uniformity.

Source: [Z] interview with Zhou Xueguang on The Logic of Governance in China: formally the center decides
everything; in practice local officials deviate, with acquiescence. Related: Holmström (1984), Melumad &
Shibano (1991), Alonso & Matouschek (2008), Aghion & Tirole (1997).
"""

import math
from fractions import Fraction

from ..games.definition import Claim, Definition, Formula, Proposition, Question, SignTable
from ..problems.delegation import Delegation
from ..symbolic.condition import parameter
from ..symbolic.functions import smallest


def bias(domain):
    """The only parameter, on this domain."""
    unit = "policy units (support half-width 1)"
    return parameter("beta", domain, "0.2", "local bias", unit, source="illustrative")


PARAMETERS = (bias("beta >= 0"),)


def cap(beta):
    """Highest act tolerated."""
    return 1 - beta


def loss_cap(beta):
    """Center's expected loss under the tolerated cap."""
    return beta**2 - 2 * beta**3 / 3


def loss_central():
    """Center's expected loss under strict uniformity: the variance of local conditions."""
    return Fraction(1, 3)


def loss_full(beta):
    """Center's expected loss under full delegation."""
    return beta**2


def gain_vs_central(loss_central, loss_cap):
    """What toleration gains over strict uniformity."""
    return loss_central - loss_cap


def gain_vs_full(loss_full, loss_cap):
    """What toleration gains over full delegation."""
    return loss_full - loss_cap


def effort_gain(beta):
    """Value of information to the local, under the tolerated cap."""
    return Fraction(1, 3) + smallest(0, 1 - 2 * beta) ** 2 - 4 * beta**3 / 3


def effort_gain_full():
    """Value of information to the local, under full delegation."""
    return Fraction(1, 3)


def solve(beta, cap, loss_cap, loss_central, loss_full, effort_gain, effort_gain_full):
    """What the center tolerates, and what it and the local official gain by it."""
    biased = beta >= 1
    return {
        "cap": 0 if biased else cap,
        "loss_cap": loss_central if biased else loss_cap,
        "loss_central": loss_central,
        "loss_full": loss_full,
        "effort_gain": 0 if biased else effort_gain,
        "effort_gain_full": effort_gain_full,
        "knife_edge": beta == 1,
    }


def grid(beta, n):
    """The same with n equally likely conditions, and acts 2/n apart."""
    conditions = [Fraction(2 * i + 1 - n, n) for i in range(n)]
    most = n + math.ceil(beta * n / 2)  # up to what the most biased local could want
    acts = [Fraction(2 * k - n, n) for k in range(most + 1)]
    return Delegation(
        states=[str(theta) for theta in conditions],
        prior=[Fraction(1, n)] * n,
        actions=[str(x) for x in acts],
        principal=[[-((x - theta) ** 2) for x in acts] for theta in conditions],
        delegate=[[-((x - theta - beta) ** 2) for x in acts] for theta in conditions],
        sets="intervals",
    )


def on_grid(grid):
    """The best interval of acts to permit, if conditions and acts lie on a grid; it tends to ``solve``."""
    return {
        "lowest": Fraction(grid.permitted[0]),
        "cap": Fraction(grid.permitted[-1]),
        "loss_cap": -grid.value,
        "loss_central": -grid.value_central,
        "loss_full": -grid.value_full,
    }


# the center's loss under a cap y: theta <= y - beta gets what the local wants, the rest gets y
LOSS = "(beta**2*(y - beta + 1) + (beta**3 + (1 - y)**3)/3)/2"
MIXED = ("beta - 1 <= y", "y <= 1 + beta")
INSIDE = ("beta <= 1",)
HALF = ("1/2 <= beta", "beta <= 1")

PROPOSITIONS = (
    Proposition(
        "P17.1",
        "It is best to tolerate every x up to 1 - beta if beta <= 1, and else none but the announced "
        "policy. The center then loses beta**2 - 2*beta**3/3; under strict uniformity 1/3, under full "
        "delegation beta**2. (Among intervals; the integrals behind the losses are checked by quadrature in "
        "the tests.)",
        (
            Claim(f"{LOSS} >= loss_cap", given=(*INSIDE, *MIXED), unknowns=("y",)),
            Claim("y**2 + 1/3 >= loss_cap", given=INSIDE, unknowns=("y",)),  # the local is always at the cap
            Claim("beta**2 >= loss_cap"),  # or never
            Claim(f"{LOSS} = loss_cap", given=("y = cap",), unknowns=("y",)),
            Claim(f"{LOSS} >= 1/3", given=("beta >= 1", *MIXED), unknowns=("y",)),
            Claim("beta**2 >= 1/3", given=("beta >= 1",)),
            # a lower bound l replaces beta**2 by (l - theta)**2 where theta + beta < l: it never helps
            Claim(
                "((l + 1)**3 - beta**3)/3 >= beta**2*(l + 1 - beta)",
                given=("l >= beta - 1",),
                unknowns=("l",),
            ),
        ),
        in_part=True,
    ),
    Proposition(
        "P17.2",
        "The paradox, where beta < 1: the tolerated cap beats strict uniformity by (1 - beta)**2*(1 + "
        "2*beta)/3 and full delegation by 2*beta**3/3. Yet almost every act departs from the announced "
        "policy, because the cap is above it, and the center prefers it so.",
        (
            Claim("gain_vs_central = (1 - beta)**2*(1 + 2*beta)/3"),
            Claim("gain_vs_central >= 0"),
            Claim("gain_vs_central > 0", given=("beta < 1",)),
            Claim("gain_vs_full = 2*beta**3/3"),
            Claim("gain_vs_full >= 0"),
            Claim("cap > 0", given=("beta < 1",)),
        ),
    ),
    Proposition(
        "P17.3",
        "Full delegation beats strict uniformity iff beta**2 < 1/3, the variance of local conditions: "
        "diversity, not trust, decides.",
        (
            Claim("loss_full < loss_central", given=("beta**2 < 1/3",)),
            Claim("beta**2 < 1/3", given=("loss_full < loss_central",)),
        ),
    ),
    Proposition(
        "P17.4",
        "Centralization weakens problem-solving: the local learns with probability min(1, G/gamma), and G "
        "falls from 1/3 at beta = 0 to 0 at beta = 1. (The loss 4*beta**3/3 of an informed local's acts is "
        "an integral: by quadrature in the tests.)",
        (
            Claim(
                "x*G - gamma*x**2/2 <= min(1, G/gamma)*G - gamma*min(1, G/gamma)**2/2",
                given=("gamma > 0", "G >= 0", "0 <= x", "x <= 1"),
                unknowns=("x", "G", "gamma"),
            ),
            # uninformed it picks min(beta, 1 - beta); informed it loses 4*beta**3/3
            Claim(
                "(x - beta)**2 >= (min(beta, cap) - beta)**2", given=(*INSIDE, "x <= cap"), unknowns=("x",)
            ),
            Claim("effort_gain = (min(beta, cap) - beta)**2 + 1/3 - 4*beta**3/3", given=INSIDE),
            Claim("effort_gain = 1/3 - 4*beta**3/3", given=("beta <= 1/2",)),
            Claim("effort_gain = 1/3 + (1 - 2*beta)**2 - 4*beta**3/3", given=HALF),
            Claim("effort_gain < 1/3 - 4*x**3/3", given=("0 <= x < beta", "beta <= 1/2"), unknowns=("x",)),
            Claim(
                "effort_gain < 1/3 + (1 - 2*x)**2 - 4*x**3/3",
                given=(*HALF, "1/2 <= x < beta"),
                unknowns=("x",),
            ),
            Claim("effort_gain = effort_gain_full", given=("beta = 0",)),
            Claim("effort_gain = 0", given=("beta = 1",)),
        ),
        in_part=True,
    ),
)


def known(beta, **expect):
    """A published answer."""
    constant = {"loss_central": 0.3333333333, "effort_gain_full": 0.3333333333}
    expect = expect | constant
    params = {"beta": beta}
    return {"model": "delegation_paradox", "query": "solve", "params": params, "expect": expect, "tol": 1e-6}


KNOWN = (
    known(0.2, cap=0.8, loss_cap=0.03466666667, loss_full=0.04, effort_gain=0.3226666667),
    known(0.6, cap=0.4, loss_cap=0.216, loss_full=0.36, effort_gain=0.08533333333),
)

SIGNS = (
    SignTable(
        rows={
            "beta": {
                "cap": "-",
                "loss_cap": "+",
                "gain_vs_full": "+",
                "gain_vs_central": "-",
                "effort_gain": "-",
            }
        },
        given=("0 < beta", "beta < 1"),
    ),
)

MODEL = Definition(
    source="[Z]: uniform policy in form, deviation in practice, with the center's acquiescence",
    parameters=PARAMETERS,
    problems=(grid,),
    formulas=(
        Formula(cap, where=INSIDE),
        Formula(loss_cap, where=INSIDE),
        loss_central,
        loss_full,
        Formula(gain_vs_central, where=INSIDE),
        Formula(gain_vs_full, where=INSIDE),
        Formula(effort_gain, where=INSIDE),
        effort_gain_full,
    ),
    questions=(
        solve,
        Question(
            on_grid,
            parameters=(
                bias("0 <= beta <= 1"),
                parameter(
                    "n",
                    "2 <= n <= 200",
                    "40",
                    "number of conditions on the grid",
                    "count",
                    source="illustrative",
                    integer=True,
                ),
            ),
        ),
    ),
    propositions=PROPOSITIONS,
    known=KNOWN,
    signs=SIGNS,
    references=("Zhou", "Holmstrom1984", "MelumadShibano1991", "AlonsoMatouschek2008", "AghionTirole1997"),
)
