"""Who comes to the meeting that decides on the budget?

``n`` residents attend (A), at cost ``c``, or stay at home (H), at once. If at least ``Q`` attend (the quorum)
their own project, worth ``v`` to each resident, replaces the one of the local elite. Payoff of a resident::

    v*[at least Q attend] - c*[the resident attends]

Attending pays only for who is pivotal. So in a pure equilibrium nobody attends, or exactly Q do; where
all attend with the same probability a, the chance of being pivotal is f(a) = c/v with

    f(a) = binomial(n - 1, Q - 1)*a**(Q - 1)*(1 - a)**(n - Q),

which has one peak, at (Q - 1)/(n - 1). A fixed group of Q volunteers decides for all; nothing says who
they are.

Source: [KT] conference panel 1386, "Keeping in Touch: Tools and Strategies for Chinese Local Cadres to Avoid
Disconnection From Citizens": who takes part in participatory budgeting, and whose interests count. Related:
Palfrey & Rosenthal (1984), Osborne, Rosenthal & Turner (2000).
"""

from itertools import product

from ..errors import InputError
from ..games.definition import BranchClaim, Claim, Definition, Exhaustive, Formula, Proposition, SignTable
from ..games.normal_form import NormalForm
from ..problems.symmetric_game import SymmetricGame
from ..symbolic.condition import parameter
from ..symbolic.functions import binomial

LARGEST = 5  # residents in the game that is written out
PARAMETERS = tuple(
    parameter(name, domain, default, meaning, unit, source="illustrative", integer=unit == "count")
    for name, domain, default, unit, meaning in (
        ("n", "n >= 3", "10", "count", "residents"),
        ("Q", "1 <= Q <= n", "4", "count", "quorum to overturn the default"),
        ("c", "c > 0", "0.1", "utility", "cost of attending"),
        ("v", "v > 0", "1", "utility", "value of the residents' project"),
    )
)


def game(n, Q, c, v):
    """The game of n residents, written out."""
    if n > LARGEST:
        where = f"participatory_budgeting: a game of {n} residents is too large to write out"
        raise InputError(f"{where}: n must be at most {LARGEST}. The question solve takes any n.")
    return NormalForm.build(
        players=[f"Resident {i}" for i in range(1, n + 1)],
        strategies=(("H", "A"),) * n,
        payoffs={
            acts: tuple((v if acts.count("A") >= Q else 0) - (c if act == "A" else 0) for act in acts)
            for acts in product("HA", repeat=n)
        },
        parameters=PARAMETERS,
    )


def meeting(n, Q, c, v):
    """The same game for any n: attending gains v if Q - 1 others attend, and costs c."""
    return SymmetricGame(gains=[(v if m == Q - 1 else 0) - c for m in range(n)], some_mix=False)


def a_peak(n, Q):
    """Probability of attending at which a resident is most often pivotal."""
    return (Q - 1) / (n - 1)


def cost_ratio_max(n, Q, a_peak):
    """Greatest probability of being pivotal: no symmetric mixed equilibrium where c/v is above it."""
    return binomial(n - 1, Q - 1) * a_peak ** (Q - 1) * (1 - a_peak) ** (n - Q)


def solve(meeting, cost_ratio_max, n, Q, c, v):
    """Symmetric mixed equilibria (the lower and the higher probability of attending), and the pure ones."""
    found = [e for e in meeting.symmetric if e.probability is not None]
    mixed, success = [e.probability for e in found], [e.at_least(Q) for e in found]
    two = len(found) == 2
    return {
        "mixed": mixed,
        "success": success,
        "a_low": mixed[0] if two else None,
        "a_high": mixed[1] if two else None,
        "success_high": success[1] if two else None,
        "pure_zero": 0 in meeting.pure,
        "pure_Q_count": int(binomial(n, Q).value) if Q in meeting.pure else 0,
        "cost_ratio_max": cost_ratio_max,
        "knife_edge": c == v or (1 < Q < n and c == v * cost_ratio_max),
    }


def view(equilibrium):
    """How many surely attend."""
    shares = [mixture["A"] for mixture in equilibrium.strategies.values()]
    count = sum(share == 1 for share in shares)
    sure = all(share in (0, 1) for share in shares)
    return {"label": f"{count} attend" if sure else "mixed"}


# Three residents and a quorum of two: a resident whose neighbors attend with probabilities a and b is pivotal
# with probability a*(1 - b) + b*(1 - a).
CHANCES = ("0 <= a", "a <= 1", "n > Q", "Q > 1")
PROPOSITIONS = (
    Proposition(
        "P11.1",
        "Pure equilibria: nobody attends (iff Q >= 2 or c >= v) and, iff c <= v, any Q residents attend. "
        "(Claimed of three residents and a quorum of two; every n and Q: by enumeration in the tests.)",
        (
            Exhaustive(("0 attend", "2 attend", "mixed"), given=("c != v",)),
            BranchClaim("0 attend", region=((),), given=("c != v",)),
            BranchClaim("2 attend", region=(("c < v",),), given=("c != v",)),
        ),
        in_part=True,
    ),
    Proposition(
        "P11.2",
        "The chance f(a) of being pivotal rises up to a_peak and falls beyond, so for 1 < Q < n there are "
        "two symmetric mixed equilibria if c/v < cost_ratio_max, none above; for Q = 1 it is 1 - "
        "(c/v)**(1/(n - 1)), for Q = n (c/v)**(1/(n - 1)). (Counted with certainty in the tests.)",
        (
            # the sign of f'(a) is that of (Q - 1)*(1 - a) - (n - Q)*a
            Claim("(Q - 1)*(1 - a) > (n - Q)*a", given=(*CHANCES, "a < a_peak"), unknowns=("a",)),
            Claim("(Q - 1)*(1 - a) < (n - Q)*a", given=(*CHANCES, "a > a_peak"), unknowns=("a",)),
            Claim("2*a*(1 - a) = c/v", given=("a = 1/2 - sqrt(1 - 2*c/v)/2", "2*c <= v"), unknowns=("a",)),
            Claim("2*a*(1 - a) = c/v", given=("a = 1/2 + sqrt(1 - 2*c/v)/2", "2*c <= v"), unknowns=("a",)),
            Claim("2*a*(1 - a) < c/v", given=("2*c > v",), unknowns=("a",)),
        ),
        in_part=True,
    ),
    Proposition(
        "P11.3",
        "Rising cost erodes the meeting of all alike, and then breaks it: past cost_ratio_max no symmetric "
        "mixed equilibrium is left, while any Q residents can still be the volunteers until c = v. (In the "
        "example the chance of success falls from 0.92 to 0.45. Claimed of three residents and a quorum of "
        "two; any number in the tests.)",
        (
            # three residents, quorum two: success is 3*a**2 - 2*a**3 at the higher root of 2*a*(1 - a) = c/v,
            # and its derivative in c is 6*a*(1 - a) times that of a, which is 1/(v*(2 - 4*a))
            Claim(
                "slope_high < 0",
                given=("a > 1/2", "a < 1", "slope_high*(2 - 4*a) = 6*a*(1 - a)/v"),
                unknowns=("a", "slope_high"),
            ),
            BranchClaim("2 attend", region=(("c < v",),), given=("c != v",)),
        ),
        in_part=True,
    ),
)


def known(cost, **expect):
    """A published answer at this cost."""
    params = {"n": 10, "Q": 4, "c": cost, "v": 1.0}
    return {
        "model": "participatory_budgeting",
        "query": "solve",
        "params": params,
        "expect": expect,
        "tol": 1e-6,
    }


REST = {"pure_zero": True, "pure_Q_count": 210, "cost_ratio_max": 0.2731290962}
KNOWN = (
    known(0.1, mixed=[0.1449696936, 0.5680606574], success=[0.04476573433, 0.9175004975], **REST),
    known(0.3, mixed=[], success=[], **REST),
)

SIGNS = (
    SignTable(
        rows={"c": {"solve.a_low": "+", "solve.a_high": "-", "solve.success_high": "-"}},
        values={"n": 10, "Q": 4},
    ),
)

MODEL = Definition(
    source="[KT]: who takes part in participatory budgeting; new representatives appear",
    parameters=PARAMETERS,
    game=game,
    shape={"n": 3, "Q": 2},
    outcomes={"attendance": "P(Resident 1 = A)"},
    formulas=(a_peak, Formula(cost_ratio_max, where=("1 < Q < n",))),
    problems=(meeting,),
    questions=(solve,),
    view=view,
    propositions=PROPOSITIONS,
    known=KNOWN,
    signs=SIGNS,
    references=("KeepingInTouch", "PalfreyRosenthal1984", "OsborneEtAl2000"),
)
