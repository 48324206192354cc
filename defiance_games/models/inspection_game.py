"""Why do harsher penalties not lower the rate of hidden offences?

An official complies (C) or defies (D) while the center inspects (I) or not (O), at once. Defiance is worth
``B``; if caught it costs ``Lambda``. Inspecting costs the center ``k``; defiance harms it by ``h``, of which
catching it recovers ``a``. Payoffs (center, official)::

           C             D
    I      -k, 0         -k - h + a, B - Lambda
    O      0, 0          -h, B

With 0 < B < Lambda and 0 < k < a <= h best replies run in a circle: the only equilibrium is mixed, and the
center's own costs fix how often the official defies. A center that can commit (stackelberg) announces how
likely it is to inspect; the official sees that and, if indifferent, does as the center likes.

Source: [MP] Ciqi Mei and Margaret Pearson, chapter on the diffusion of policy defiance among Chinese local
officials, in a volume on policy diffusion in China: a center that cannot observe everything. Also [Z]
interview with Zhou Xueguang on The Logic of Governance in China. Related: Tsebelis (1989),
Graetz, Reinganum & Wilde (1986), Avenhaus, von Stengel & Zamir (2002).
"""

from ..games.definition import BranchClaim, Claim, Definition, Exhaustive, Proposition, SignTable
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


def game(B, Lambda, k, a, h):
    """The 2x2 game; the center, named first, is the one that leads if it can commit."""
    return NormalForm.build(
        players=("Center", "Official"),
        strategies=(("I", "O"), ("C", "D")),
        payoffs={
            ("I", "C"): (-k, 0),
            ("I", "D"): (-k - h + a, B - Lambda),
            ("O", "C"): (0, 0),
            ("O", "D"): (-h, B),
        },
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


def stackelberg(stackelberg_solution, solution):
    """The center's best commitment, and what it gains by it over the Nash equilibrium; both are unique."""
    ((commitment,), (equilibrium,)) = (stackelberg_solution, solution)
    committed, alone = view(commitment), view(equilibrium)
    gain = committed["U_center"] - alone["U_center"]
    return {"p_inspect": committed["p_inspect"], "U_center": committed["U_center"], "gain_over_nash": gain}


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


SIGNS = SignTable(
    rows={
        row: dict(zip(("p_inspect", "d_defy", "U_center", "U_commit"), signs, strict=True))
        for row, signs in {"B": "+00-", "Lambda": "-00+", "k": "0+--", "a": "0-+0", "h": "00-0"}.items()
    }
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
    references=("MeiPearson", "Zhou", "Tsebelis1989", "GraetzEtAl1986", "AvenhausEtAl2002"),
    parameters=PARAMETERS,
    game=game,
    outcomes={"defiance": "P(Official = D)", "inspection": "P(Center = I)", "caught": "P(D and I)"},
    formulas=(p_inspect, d_defy, U_center, U_commit),
    questions=(nash, stackelberg),
    signs=(SIGNS,),
    view=view,
    propositions=PROPOSITIONS,
    known=KNOWN,
)
