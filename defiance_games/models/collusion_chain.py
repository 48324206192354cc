"""Why does severity breed collusion, and when does the center look away?

A local official has deviated; ``n`` superiors in a line know it. The center pays ``w`` for a report.

1. The local official offers its superiors favors for their silence, or nothing. At stake is its loss
   ``Lambda`` if it is reported or discovered; as a covered deviation is discovered anyway with probability
   ``d``, silence is worth (1 - d)*Lambda to it, of which the part ``k_c`` reaches the superiors.

2. Each superior, from the lowest, reports or covers; a report ends the play.

If the deviation comes out each superior loses ``phi``, because the failure of a subordinate is held against
it, and ``s_S`` more if it covered. Favors are paid if all cover. Payoffs::

                            official     superior
    all cover, for favors   -Lambda      k_c*(1 - d)*Lambda/n - d*(s_S + phi)
    all cover, for nothing  -d*Lambda    -d*(s_S + phi)
    one reports             -Lambda      w - phi
      those who covered                  -s_S - phi
      those who come later               -phi

Having offered everything the local official is as well off as reported: indifferent, it offers, for it could
keep a little. An indifferent superior covers.

The center loses h - a by a covered deviation that is not discovered: harm ``h`` less its adaptive value
``a``. It looks away where that, (1 - d)*(h - a), is less than the least reward that breaks the chain:
``w_chain``, of which the source's formula ``w_star`` is the case of one superior.

Source: [Z] interview with Zhou Xueguang on The Logic of Governance in China: officials answer to the
immediate superior, who shares their fate; collusion covers the gap between one-size-fits-all policy and
local fact; higher levels know, acquiesce and take part. Related: Tirole (1986), Kofman & Lawarrée (1993),
Laffont & Tirole (1991).
"""

from ..games.definition import BranchClaim, Claim, Definition, Exhaustive, Formula, Proposition, SignTable
from ..games.extensive_form import ExtensiveForm
from ..games.tree import end, move
from ..symbolic.condition import parameter
from ..symbolic.functions import floor, largest

PARAMETERS = tuple(
    parameter(name, domain, default, meaning, unit, source="illustrative", integer=name == "n")
    for name, domain, default, unit, meaning in (
        ("Lambda", "Lambda > 0", "8", "utility", "local official's loss if reported"),
        ("w", "w >= 0", "2", "utility", "reward per report"),
        ("phi", "phi >= 0", "1", "utility", "superior's joint accountability"),
        ("d", "0 < d < 1", "0.2", "probability", "independent discovery"),
        ("s_S", "s_S >= 0", "2", "utility", "penalty for covering"),
        ("k_c", "0 <= k_c <= 1", "0.5", "ratio", "efficiency of favors"),
        ("h", "h > 0", "4", "utility", "harm of a covered deviation"),
        ("a", "a >= 0", "1", "utility", "adaptive value of the deviation"),
        ("n", "n >= 1", "1", "count", "superiors who must agree"),
    )
)


def superior(number):
    """The name of a superior; the first is the lowest."""
    return f"Superior {number}"


def game(Lambda, w, phi, d, s_S, k_c, n):
    """The tree: the local official offers, then the superiors answer one after the other."""

    def answers(at, loss, favor):
        after = end(-loss, *[favor - d * (s_S + phi)] * n)
        for j in reversed(range(n)):
            report = end(-Lambda, *[-phi - s_S] * j, w - phi, *[-phi] * (n - 1 - j))
            after = move(superior(j + 1), {"cover": after, "report": report}, at=at)
        return after

    offers = {
        "offer": answers("offered", Lambda, k_c * (1 - d) * Lambda / n),
        "nothing": answers("not offered", d * Lambda, 0),
    }
    players = ("Local", *(superior(j + 1) for j in range(n)))
    return ExtensiveForm.build(players=players, tree=move("Local", offers), parameters=PARAMETERS)


def w_star(Lambda, phi, d, s_S, k_c):
    """Collusion-proof reward: one superior covers below it."""
    return (1 - d) * (k_c * Lambda + phi) - d * s_S


def w_chain(Lambda, phi, d, s_S, k_c, n):
    """Collusion-proof reward of a chain of n: all of them cover below it."""
    return (1 - d) * (k_c * Lambda / n + phi) - d * s_S


def price(w, phi, d, s_S):
    """The least favors for which a superior covers."""
    return largest(0, w - (1 - d) * phi + d * s_S)


def n_max(Lambda, d, k_c, price):
    """The longest chain that colludes."""
    return floor(k_c * (1 - d) * Lambda / price)


def looking_away(w_chain, d, h, a):
    """What the center saves by looking away: the collusion-proof reward less the harm that stays covered."""
    return largest(0, w_chain) - (1 - d) * (h - a)


def view(equilibrium):
    """Whether all superiors cover, at an end of the continuum at least: for nothing, for favors, or not."""
    corners = equilibrium.extreme_points or (equilibrium.strategies,)

    def covered(at):
        return any(
            all(places[at]["cover"] == 1 for player, places in corner.items() if player != "Local")
            for corner in corners
        )

    return {"label": "free" if covered("not offered") else "bought" if covered("offered") else "reported"}


def solve(solution, w_star, w_chain, price, n, w, Lambda, d, k_c, looking_away):
    """Rewards, price, whether this chain colludes, the longest that does (None: any), the center's choice."""
    return {
        "w_star": w_star,
        "w_chain": w_chain,
        "price": price,
        "collude": any(view(e)["label"] != "reported" for e in solution),
        "n_max": None if price == 0 else n_max(Lambda, d, k_c, price),
        "acquiesce": looking_away > 0,
        "knife_edge": w == w_chain or looking_away == 0,
    }


OFF_TIES = ("w != w_star", "w != (1 - d)*phi - d*s_S")
FAVORS = "k_c*(1 - d)*Lambda"
COVERING = f"{FAVORS}/n - d*(s_S + phi)"  # what a superior gets if all cover, at the greatest favors


PROPOSITIONS = (
    Proposition(
        "P20.1",
        "One superior covers iff w <= w_star = (1 - d)*(k_c*Lambda + phi) - d*s_S. A superior's price is "
        "max(0, w - (1 - d)*phi + d*s_S); a chain of n colludes iff k_c*(1 - d)*Lambda >= n*price, that is "
        "up to n_max, and iff w is at most w_chain. (One superior as a tree; of a chain what each gets by "
        "covering and by reporting. Longer chains as trees: in the tests.)",
        (
            Exhaustive(("free", "bought", "reported"), given=OFF_TIES),
            BranchClaim("reported", region=(("w > w_star",),), given=OFF_TIES),
            BranchClaim("bought", region=(("w < w_star", "price > 0"),), given=OFF_TIES),
            BranchClaim("free", region=(("w < (1 - d)*phi - d*s_S",),), given=OFF_TIES),
            Claim(f"{COVERING} >= w - phi", given=(f"{FAVORS} >= n*price",)),
            Claim(f"{FAVORS} >= n*price", given=(f"{COVERING} >= w - phi",)),
            Claim("w <= w_chain", given=(f"{FAVORS} >= n*price",)),
            Claim(f"{FAVORS} >= n*price", given=("w <= w_chain",)),
            Claim(f"n_max + 1 > {FAVORS}/price", given=("price > 0",)),  # so does no longer chain
            Claim(f"{FAVORS} >= n*price", given=("price > 0", "n <= n_max")),
        ),
        in_part=True,
    ),
    Proposition(
        "P20.2",
        "Severity breeds collusion: w_star rises in the local official's loss and in the superior's joint "
        "accountability. If w <= (1 - d)*phi - d*s_S the price is zero: superiors cover for free, however "
        "many.",
        (
            Claim("slope > 0", slope=("w_star", "Lambda"), given=("k_c > 0",)),
            Claim("slope > 0", slope=("w_star", "phi")),
            Claim("price = 0", given=("w <= (1 - d)*phi - d*s_S",)),
            Claim("-d*(s_S + phi) >= w - phi", given=("price = 0",)),
        ),
    ),
    Proposition(
        "P20.3",
        "The reward that breaks a chain is w_chain, which is w_star for one superior and less for more. The "
        "center looks away iff max(0, w_chain) exceeds (1 - d)*(h - a): it tolerates collusion where the "
        "one-size policy fits badly (a large) and pursues it where harm is large.",
        (
            Claim("y >= max(0, w_chain)", given=("y >= 0", f"y - phi >= {COVERING}"), unknowns=("y",)),
            Claim(f"y - phi > {COVERING}", given=("y > w_chain",), unknowns=("y",)),
            Claim("max(0, w_chain) > (1 - d)*(h - a)", given=("looking_away > 0",)),
            Claim("looking_away > 0", given=("max(0, w_chain) > (1 - d)*(h - a)",)),
            Claim("w_chain = w_star", given=("n = 1",)),
            Claim("w_chain < w_star", given=("n > 1", "k_c > 0")),
            Claim("slope > 0", slope=("looking_away", "a")),
            Claim("slope < 0", slope=("looking_away", "h")),
        ),
    ),
)

SIGNS = SignTable(
    rows={
        "Lambda": {"w_star": "+"},
        "phi": {"w_star": "+"},
        "d": {"w_star": "-"},
        "s_S": {"w_star": "-"},
        "k_c": {"w_star": "+"},
    },
    given=("k_c > 0",),
)


def known(harm, more=(), **expect):
    """A published answer at this harm."""
    params = {"Lambda": 8.0, "w": 2.0, "phi": 1.0, "d": 0.2, "s_S": 2.0, "k_c": 0.5, "h": harm, "a": 1.0}
    expect = {"w_star": 3.6, "price": 1.6, "collude": True, "n_max": 2, **expect}
    params |= dict(more)
    return {"model": "collusion_chain", "query": "solve", "params": params, "expect": expect, "tol": 1e-6}


KNOWN = (known(4.0, acquiesce=True), known(8.0, {"n": 2}, acquiesce=False))

MODEL = Definition(
    source="[Z]: collusion up the hierarchy, known and tolerated",
    references=("Zhou", "Tirole1986", "KofmanLawarree1993", "LaffontTirole1991"),
    parameters=PARAMETERS,
    game=game,
    shape={"n": 1},
    outcomes={"offer": "P(offer)", "reported": "P(report)"},
    formulas=(w_star, w_chain, price, Formula(n_max, where=("price > 0",)), looking_away),
    questions=(solve,),
    view=view,
    signs=(SIGNS,),
    propositions=PROPOSITIONS,
    known=KNOWN,
)
