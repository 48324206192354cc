"""How long is the cycle of local deviation and campaigns?

The center inherits an accumulated deviation z = 0, 1, ..., ``Z``. In each period it either tolerates, which
pays A - h*z and lets z grow to min(z + 1, Z), or runs a campaign, which pays -k, leaves no room for
adaptation and takes z back to 0. ``A`` is the gain from local adaptation, ``h`` the harm per unit of
deviation, ``k`` the cost of a campaign. Localities are myopic: they deviate while tolerated and comply in a
campaign, which is a Markov-perfect equilibrium with what the center does here.

The center maximizes its average payoff per period (Z infinite) or the sum discounted by ``delta``. With n
tolerated periods before each campaign the average is::

    f(n) = (n*A - h*n*(n - 1)/2 - k)/(n + 1)

Source: [Z] interview with Zhou Xueguang on The Logic of Governance in China: collusion and local adaptation
ease the tension up to a point, then a campaign reins deviation in: perpetual cycles. Related: (S, s) impulse
control; Nickerson & Zenger (2002) for the organizational argument.
"""

import math

from ..errors import InputError
from ..games.definition import Claim, Definition, Proposition, SignTable
from ..problems.decision_process import DecisionProcess
from ..symbolic.condition import parameter
from ..symbolic.functions import ceiling, sqrt

MADE_UP = "illustrative"
LARGEST = 2_000  # deviation
PARAMETERS = (
    parameter("A", "A > 0", "3", "gain from local adaptation", "utility per period", MADE_UP),
    parameter("h", "h > 0", "1", "harm of accumulated deviation", "utility per period and unit", MADE_UP),
    parameter("k", "k > 0", "4", "cost of a campaign", "utility", MADE_UP),
    parameter("delta", "0 < delta < 1", "0.9", "discount factor", "per period", MADE_UP),
    parameter("Z", "Z >= 1", "20", "largest deviation", "units", MADE_UP, integer=True),
)
TOLERATE, CAMPAIGN = "tolerate", "campaign"


def _choices(A, h, k, Z):
    """Deviation -> what the center can do."""
    if Z > LARGEST:
        raise InputError(
            f"campaign_cycle: the largest deviation that matters must be at most {LARGEST}, got {Z}. "
            "The formulas n_real and n have no such bound."
        )
    return {z: {TOLERATE: (A - h * z, min(z + 1, Z)), CAMPAIGN: (-k, 0)} for z in range(Z + 1)}


def cycle(A, h, k):
    """The average criterion, up to a deviation Z at which to tolerate pays less than the best average.

    There h*Z*(Z + 3)/2 > A + k, that is A - h*Z < f(Z): a longer toleration would lower the average.
    """
    Z = math.isqrt(math.ceil(2 * (A + k) / h)) + 1
    return DecisionProcess(_choices(A, h, k, Z), criterion="average", initial=0)


def bounded(A, h, k, delta, Z):
    """The discounted criterion with deviation up to Z."""
    return DecisionProcess(_choices(A, h, k, Z), criterion="discounted", delta=delta, initial=0)


def first_campaign(policy):
    """Return the first deviation at which a campaign is best (None: never), and whether it only ties."""
    for z, actions in sorted(policy.best[0].items()):
        if CAMPAIGN in actions:
            return z, TOLERATE in actions
    return None, False


def average(cycle):
    """Tolerated periods, length of the cycle, and the average payoff."""
    n, tie = first_campaign(cycle)
    assert n is not None  # to tolerate for ever is worse than any cycle
    return {"n": n, "period": n + 1, "avg": cycle.gains[0], "knife_edge": tie}


def discounted(bounded):
    """Deviation at which a campaign is run, and the value of starting without any."""
    n, tie = first_campaign(bounded)
    return {"n": n, "V0": bounded.value[0][0], "campaigns": n is not None, "knife_edge": tie}


def n_real(A, k, h):
    """Tolerated periods before rounding up."""
    return (-3 + sqrt(9 + 8 * (A + k) / h)) / 2


def n(n_real):
    """Tolerated periods in each cycle (average criterion)."""
    return ceiling(n_real)


def avg(A, h, k, n):
    """Average payoff per period of the best cycle."""
    return (n * A - h * n * (n - 1) / 2 - k) / (n + 1)


NOW, NEXT = "(x*A - h*x*(x - 1)/2 - k)/(x + 1)", "((x + 1)*A - h*(x + 1)*x/2 - k)/(x + 2)"
ENOUGH = "A + k <= h*x*(x + 3)/2"
EVER = "(A - delta*k)/(1 - delta**2)"  # Z = 1: a campaign every second period
NEVER = "A + delta*(A - h)/(1 - delta)"
PROPOSITIONS = (
    Proposition(
        "P18.1",
        "One more tolerated period does not raise the average, f(x + 1) <= f(x), iff A + k <= "
        "h*x*(x + 3)/2, which is increasing in x and an equality at n_real: the best n is n_real rounded up. "
        "The cycle never ends.",
        (
            Claim(f"{NEXT} <= {NOW}", given=("x >= 0", ENOUGH), unknowns=("x",)),
            Claim(ENOUGH, given=("x >= 0", f"{NEXT} <= {NOW}"), unknowns=("x",)),
            Claim("h*x*(x + 3) < h*y*(y + 3)", given=("0 <= x", "x < y"), unknowns=("x", "y")),
            Claim("h*n_real*(n_real + 3)/2 = A + k"),
            Claim("n_real > 0"),
        ),
    ),
    Proposition(
        "P18.2",
        "A more valuable adaptation lengthens the cycle just as a costlier campaign does: only A + k "
        "matters, because a campaign costs both.",
        (
            Claim("slope*h*(2*n_real + 3) = 2", slope=("n_real", "A")),
            Claim("slope*h*(2*n_real + 3) = 2", slope=("n_real", "k")),
        ),
    ),
    Proposition(
        "P18.3",
        "With bounded deviation and discounting there may be no campaign at all: a society that tolerates "
        "limited deviation has no cycles. With Z = 1 there is none iff A + k >= (1 + delta)*h. (Any Z: by "
        "value iteration in the tests.)",
        (
            Claim(f"{EVER} <= {NEVER}", given=("A + k >= (1 + delta)*h",)),
            Claim("A + k >= (1 + delta)*h", given=(f"{EVER} <= {NEVER}",)),
        ),
        in_part=True,
    ),
)

SIGNS = (SignTable(rows={"A": {"n_real": "+"}, "h": {"n_real": "-"}, "k": {"n_real": "+"}}),)


def known(query, params, **expect):
    """A published answer."""
    params = {"A": 3.0, "h": 1.0, "k": 4.0, **params}
    return {"model": "campaign_cycle", "query": query, "params": params, "expect": expect, "tol": 1e-6}


KNOWN = (
    known("average", {}, n=3, period=4, avg=0.5),
    known("average", {"h": 0.25}, n=7, period=8, avg=1.46875),
    known("discounted", {"delta": 0.9, "Z": 20}, n=3, V0=7.833672579, campaigns=True),
    known("discounted", {"delta": 0.9, "Z": 2}, n=None, V0=12.9, campaigns=False),
)

MODEL = Definition(
    source="[Z]: campaigns rein in deviation; an endless cycle of centralization and decentralization",
    parameters=PARAMETERS,
    formulas=(n_real, n, avg),
    problems=(cycle, bounded),
    questions=(average, discounted),
    propositions=PROPOSITIONS,
    signs=SIGNS,
    known=KNOWN,
    references=("Zhou", "NickersonZenger2002"),
)
