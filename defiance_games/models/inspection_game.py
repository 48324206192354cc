"""Why do harsher penalties not lower the rate of hidden offences?

An official complies (C) or defies (D) while the center inspects (I) or not (O), at once. Defiance is worth
``B``; if caught it costs ``Lambda``. Inspecting costs the center ``k``; defiance harms it by ``h``, of which
catching it recovers ``a``. Payoffs (official, center)::

           I                          O
    C      0, -k                      0, 0
    D      B - Lambda, -k - h + a     B, -h

With 0 < B < Lambda and 0 < k < a <= h best replies run in a circle: the only equilibrium is mixed, and the
center's own costs fix how often the official defies.

Source: [MP] Ciqi Mei and Margaret Pearson, chapter on the diffusion of policy defiance among Chinese local
officials, in a volume on policy diffusion in China: a center that cannot observe everything. Also [Z]
interview with Zhou Xueguang on The Logic of Governance in China. Related: Tsebelis (1989),
Graetz, Reinganum & Wilde (1986), Avenhaus, von Stengel & Zamir (2002).
"""

from fractions import Fraction

from ..games.definition import BranchClaim, Claim, Definition, Exhaustive, Proposition
from ..games.normal_form import NormalForm
from ..symbolic.condition import parameter

PARAMETERS = (
    parameter("B", "0 < B < Lambda", "2", "gain from undetected defiance", "utility", source="illustrative"),
    parameter("Lambda", "Lambda > B", "5", "loss if caught", "utility", source="illustrative"),
    parameter("k", "0 < k < a", "0.5", "inspection cost", "utility", source="illustrative"),
    parameter(
        "a", "k < a <= h", "2", "harm recovered when defiance is caught", "utility", source="illustrative"
    ),
    parameter("h", "h >= a", "2", "harm of defiance", "utility", source="illustrative"),
)


def payoffs(B, Lambda, k, a, h):
    """(official's action, center's action) -> payoffs of (official, center)."""
    return {
        ("C", "I"): (0, -k),
        ("C", "O"): (0, 0),
        ("D", "I"): (B - Lambda, -k - h + a),
        ("D", "O"): (B, -h),
    }


def game(B, Lambda, k, a, h):
    """The 2x2 game."""
    return NormalForm.build(
        players=("Official", "Center"),
        strategies=(("C", "D"), ("I", "O")),
        payoffs=payoffs(B, Lambda, k, a, h),
        parameters=PARAMETERS,
    )


def p_inspect(B, Lambda):
    """Probability that the center inspects, in equilibrium."""
    return B / Lambda


def d_defy(k, a):
    """Probability that the official defies, in equilibrium."""
    return k / a


def U_center(h, k, a):
    """Center's payoff in equilibrium."""
    return -h * k / a


def U_commit(k, B, Lambda):
    """Center's payoff when it can commit to a probability of inspecting."""
    return -k * B / Lambda


def view(equilibrium):
    """The probabilities of inspecting and of defying, and the payoffs."""
    official, center = equilibrium.strategies["Official"], equilibrium.strategies["Center"]
    return {
        "label": equilibrium.kind,
        "p_inspect": center["I"],
        "d_defy": official["D"],
        "U_center": equilibrium.payoffs["Center"],
        "U_official": equilibrium.payoffs["Official"],
    }


def nash(solution):
    """The Nash equilibrium; there is only one."""
    (equilibrium,) = solution
    return {name: value for name, value in view(equilibrium).items() if name != "label"}


def stackelberg(solution, B, Lambda, k, a, h):
    """The center's best commitment; the official sees it and, if indifferent, does as the center likes."""
    inspect, payoff = best_commitment(payoffs(B, Lambda, k, a, h))
    gain = payoff - nash(solution)["U_center"].value
    return {"p_inspect": inspect, "U_center": payoff, "gain_over_nash": gain}


def best_commitment(table):
    """Return the column player's best probability of its first action, and its payoff, in a 2x2 game.

    The row player's best reply changes only where it is indifferent, and between such points the column
    player's payoff is linear: so an end or a point of indifference is best. Exact.

    >>> best_commitment({("C", "I"): (0, -1), ("C", "O"): (0, 0), ("D", "I"): (-3, -1), ("D", "O"): (2, -2)})
    (Fraction(2, 5), Fraction(-2, 5))
    """
    rows, columns = (tuple(dict.fromkeys(profile[i] for profile in table)) for i in (0, 1))

    def payoff(player, row, first):
        return first * table[row, columns[0]][player] + (1 - first) * table[row, columns[1]][player]

    def value(first):
        top = max(payoff(0, row, first) for row in rows)
        return max(payoff(1, row, first) for row in rows if payoff(0, row, first) == top)

    ends = Fraction(0), Fraction(1)
    low, high = (payoff(0, rows[0], x) - payoff(0, rows[1], x) for x in ends)
    points = [*ends, low / (low - high)] if low * high < 0 else ends
    best = max(points, key=value)
    return best, value(best)


PROPOSITIONS = (
    Proposition(
        "P6.1",
        "The equilibrium is unique: the center inspects with probability B/Lambda, the official defies "
        "with probability k/a, and the center gets -h*k/a.",
        (
            Exhaustive(("mixed",)),
            BranchClaim(
                "mixed",
                region=((),),
                values={"p_inspect": "B/Lambda", "d_defy": "k/a", "U_center": "-h*k/a", "U_official": "0"},
            ),
        ),
    ),
    Proposition(
        "P6.2",
        "A harsher penalty leaves the rate of defiance as it is and only lowers the rate of inspection; "
        "only the center's costs and stakes move defiance.",
        (
            Claim("slope = 0", slope=("d_defy", "Lambda")),
            Claim("slope = 0", slope=("d_defy", "B")),
            Claim("slope < 0", slope=("p_inspect", "Lambda")),
            Claim("slope > 0", slope=("d_defy", "k")),
            Claim("slope < 0", slope=("d_defy", "a")),
        ),
    ),
    Proposition(
        "P6.3",
        "A center that can commit inspects with probability B/Lambda, the official complies, and the "
        "center gets -k*B/Lambda: more than in Nash by k*(h/a - B/Lambda) > 0, and the more the harsher "
        "the penalty.",
        (
            # inspecting less often invites defiance, inspecting more often only costs more
            Claim("-h + y*(a - k) < U_commit", given=("0 <= y", "y < B/Lambda"), unknowns=("y",)),
            Claim("-k*y <= U_commit", given=("B/Lambda <= y", "y <= 1"), unknowns=("y",)),
            Claim("U_commit - U_center = k*(h/a - B/Lambda)"),
            Claim("U_commit > U_center"),
            Claim("slope > 0", slope=("U_commit", "Lambda")),
        ),
    ),
)


def known(query, penalty, **expect):
    """A published answer at this penalty."""
    params = {"B": 2.0, "Lambda": penalty, "k": 0.5, "a": 2.0, "h": 2.0}
    return {"model": "inspection_game", "query": query, "params": params, "expect": expect, "tol": 1e-6}


KNOWN = (
    known("nash", 5.0, p_inspect=0.4, d_defy=0.25, U_center=-0.5, U_official=0.0),
    known("nash", 10.0, p_inspect=0.2, d_defy=0.25, U_center=-0.5, U_official=0.0),
    known("stackelberg", 5.0, p_inspect=0.4, U_center=-0.2, gain_over_nash=0.3),
    known("stackelberg", 10.0, p_inspect=0.2, U_center=-0.1, gain_over_nash=0.4),
)

MODEL = Definition(
    source="[MP]: information asymmetry in supervising a continental nation; also [Z]",
    parameters=PARAMETERS,
    game=game,
    outcomes={"defiance": "P(Official = D)", "inspection": "P(Center = I)", "caught": "P(D and I)"},
    formulas=(p_inspect, d_defy, U_center, U_commit),
    questions=(nash, stackelberg),
    view=view,
    propositions=PROPOSITIONS,
    known=KNOWN,
)
