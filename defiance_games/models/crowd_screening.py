"""Why is containment the first resort even of a government that will yield?

A group has a problem that is worth ``g`` to it if resolved. It is of high resolve (H, with probability
``eta0``) or of low resolve (L) and knows which. It petitions, at cost ``m``, or stays quiet. After a petition
the government resolves the problem, at cost ``R``, or contains the group, at cost ``c``. A contained group
quits or escalates, which costs ``e_H < g`` to H and e_L > g to L. After an escalation the government bears
disorder ``d``; it resolves after all, or cracks down, at cost Z > R.

The last two stages solve themselves: the government yields to an escalation because Z > R, so that H, for
whom e_H < g, escalates, and L, for whom e_L > g, quits. What is left is a signalling game, in which the
petition is the signal. Payoffs (group, government)::

                 petition, resolve    petition, contain           quiet
    H            g - m, -R            g - m - e_H, -c - d - R     0, 0
    L            g - m, -R            -m, -c                      0, 0

Source: [KT] conference panel 1386, Keeping in Touch: Tools and Strategies for Chinese Local Cadres to Avoid
Disconnection From Citizens: the first resort to collective action is containment; only when it aggravates
does the government turn to the root of the problem. Related: Lohmann (1993), Lorentzen (2013).
"""

from ..games.definition import BranchClaim, Claim, Definition, Exhaustive, Formula, Proposition, SignTable
from ..games.signaling import SignalingGame
from ..symbolic.condition import parameter

PARAMETERS = tuple(
    parameter(name, domain, default, meaning, unit, source="illustrative")
    for name, domain, default, unit, meaning in (
        ("eta0", "0 < eta0 < 1", "0.1", "probability", "prior that the group is of high resolve"),
        ("R", "R > c", "4", "utility", "cost of resolving the root of the problem"),
        ("c", "0 < c < R", "1", "utility", "cost of containment"),
        ("d", "d >= 0", "2", "utility", "disorder after an escalation"),
        ("g", "g > m + e_H", "2", "utility", "group's gain if the problem is resolved"),
        ("m", "0 < m < g - e_H", "0.5", "utility", "cost of petitioning"),
        ("e_H", "0 < e_H < g", "0.5", "utility", "cost of escalating to a group of high resolve"),
    )
)


def game(eta0, R, c, d, g, m, e_H):
    """The signalling game up to containment; what follows is solved backwards in the docstring above."""
    quiet = dict.fromkeys([("H", "quiet", "wait"), ("L", "quiet", "wait")], (0, 0))
    return SignalingGame.build(
        players=("Group", "Government"),
        types={"H": eta0, "L": 1 - eta0},
        messages=("petition", "quiet"),
        responses={"petition": ("resolve", "contain"), "quiet": ("wait",)},
        payoffs={
            ("H", "petition", "resolve"): (g - m, -R),
            ("H", "petition", "contain"): (g - m - e_H, -c - d - R),
            ("L", "petition", "resolve"): (g - m, -R),
            ("L", "petition", "contain"): (-m, -c),
            **quiet,
        },
        parameters=PARAMETERS,
    )


def eta_star(R, c, d):
    """Belief in a group of high resolve at which the government resolves at once."""
    return (R - c) / (R + d)


def y(m, g):
    """Probability that a petition is resolved at once (containment first)."""
    return m / g


def ell(eta0, eta_star):
    """Probability that a group of low resolve petitions (containment first)."""
    return eta0 * (1 - eta_star) / ((1 - eta0) * eta_star)


def escalation(y, eta0):
    """Probability that the group escalates (containment first)."""
    return (1 - y) * eta0


def U_gov(eta0, ell, R):
    """Government's payoff (containment first)."""
    return -(eta0 + (1 - eta0) * ell) * R


def view(equilibrium):
    """The regime, and the quantities of P12.1; at the knife edge the government may mix."""
    petition, answer = equilibrium.strategies["Group"], equilibrium.strategies["Government"]["petition"]
    low = petition["L"]["petition"]
    at_once = "resolve_at_once" if answer["resolve"] == 1 else "indifferent"
    return {
        "label": at_once if low == 1 else "containment_first",
        "y": answer["resolve"],
        "high": petition["H"]["petition"],
        "ell": low,
        "escalation": equilibrium.outcomes["escalation"],
        "U_gov": equilibrium.payoffs["Government"],
    }


def solve(solution, eta_star, eta0):
    """The regime with what is played in it; None for what varies, at the knife edge."""
    (equilibrium,) = solution
    seen = view(equilibrium)
    found = {name: seen[name] if seen[name].is_number else None for name in COLUMNS}
    return {"eta_star": eta_star, "regime": seen["label"], **found, "knife_edge": eta0 == eta_star}


COLUMNS = ("y", "ell", "escalation", "U_gov")
CONTAINED, RESOLVED = "containment_first", "resolve_at_once"
FIRST = ("eta0 < eta_star",)
COSTS = ("R", "c", "d")

PROPOSITIONS = (
    Proposition(
        "P12.1",
        "The government resolves at once iff it believes in a group of high resolve at least eta_star. Off "
        "the tie eta0 = eta_star the equilibrium is unique and H always petitions: above it so does "
        "everybody, and the government resolves at once; below it the government does so with probability "
        "m/g, L petitions with probability ell, things escalate with probability (1 - m/g)*eta0, and the "
        "government gets -(eta0 + (1 - eta0)*ell)*R.",
        (
            Claim("-R > -c - mu*(d + R)", given=("mu > eta_star",), unknowns=("mu",)),
            Claim("-R < -c - mu*(d + R)", given=("mu < eta_star",), unknowns=("mu",)),
            Exhaustive((CONTAINED, RESOLVED), given=("eta0 != eta_star",)),
            BranchClaim(
                CONTAINED,
                region=(FIRST,),
                values={"high": "1", **{name: name for name in COLUMNS}},
                given=("eta0 != eta_star",),
            ),
            BranchClaim(
                RESOLVED,
                region=(("eta0 > eta_star",),),
                values={"high": "1", "y": "1", "ell": "1", "escalation": "0", "U_gov": "-R"},
                given=("eta0 != eta_star",),
            ),
        ),
    ),
    Proposition(
        "P12.2",
        "Below eta_star neither how often the government yields at once nor how often things escalate "
        "depends on its own costs R, c, d. They only change how many groups of low resolve turn up: more of "
        "them the dearer containment and disorder, fewer the dearer the solution.",
        (
            *(Claim("slope = 0", slope=(name, cost)) for name in ("y", "escalation") for cost in COSTS),
            Claim("slope > 0", slope=("ell", "c")),
            Claim("slope > 0", slope=("ell", "d")),
            Claim("slope < 0", slope=("ell", "R")),
        ),
    ),
)

SIGNS = SignTable(
    rows={
        row: dict(zip(("eta_star", "y", "ell", "escalation"), signs, strict=True))
        for row, signs in {
            "eta0": "00++",
            "R": "+0-0",
            "c": "-0+0",
            "d": "-0+0",
            "g": "0-0+",
            "m": "0+0-",
        }.items()
    },
    given=FIRST,
)


def known(eta0, **expect):
    """A published answer at this prior."""
    params = {"eta0": eta0, "R": 4.0, "c": 1.0, "d": 2.0, "g": 2.0, "m": 0.5, "e_H": 0.5}
    expect = {"eta_star": 0.5, **expect}
    return {"model": "crowd_screening", "query": "solve", "params": params, "expect": expect, "tol": 1e-6}


KNOWN = (
    known(0.1, regime=CONTAINED, y=0.25, ell=0.1111111111, escalation=0.075, U_gov=-0.8),
    known(0.6, regime=RESOLVED, y=1.0, ell=1.0, escalation=0.0, U_gov=-4.0),
)

MODEL = Definition(
    source="[KT]: containment first, root cause only after escalation",
    references=("KeepingInTouch", "Lohmann1993", "Lorentzen2013"),
    parameters=PARAMETERS,
    game=game,
    outcomes={"petition": "P(petition)", "resolved_at_once": "P(resolve)", "escalation": "P(H and contain)"},
    formulas=(eta_star, *(Formula(f, where=FIRST) for f in (y, ell, escalation, U_gov))),
    questions=(solve,),
    view=view,
    signs=(SIGNS,),
    propositions=PROPOSITIONS,
    known=KNOWN,
)
