"""How open should an alarm be that anybody can ring, and which officials adopt it?

(a) Openness. The center sets the probability ``o`` with which misconduct becomes public; the official then
loses ``Lambda``. The official's gain from misconduct is private, uniform on [0, Bbar]: misconduct follows
where it exceeds o*Lambda. Misconduct that is exposed costs the center unrest ``u``, other misconduct harm
``h``. With the penalty relative to the largest gain, Lambda/Bbar, called ``Lambda_over_Bbar``, the center's
loss is::

    loss(o) = max(0, 1 - o*Lambda_over_Bbar)*(o*u + (1 - o)*h)

It chooses o in [0, 1] first; where several do equally well by deterring everybody, the least of them.

(b) Adoption. An official with gain ``B`` adopts the channel or refuses it, and complies or defies. The
channel costs ``a``, gives it the use ``beta`` of what citizens tell, and exposes defiance with probability
``o`` instead of ``o0``::

               comply      defy
    adopt      beta - a    beta - a + B - o*Lambda
    refuse     0           B - o0*Lambda

Source: [KT] conference panel 1386, Keeping in Touch: Tools and Strategies for Chinese Local Cadres to Avoid
Disconnection From Citizens: officials adopt or refuse mobile social media in their work; the state governs
with them; citizens find and discuss political information there. Related: McCubbins & Schwartz (1984),
Egorov, Guriev & Sonin (2009), Lorentzen (2014), Milgrom (1981).
"""

from ..games.definition import BranchClaim, Claim, Definition, Exhaustive, Formula, Proposition, SignTable
from ..games.normal_form import NormalForm
from ..symbolic.condition import parameter
from ..symbolic.functions import largest

PARAMETERS = tuple(
    parameter(name, domain, default, meaning, unit, source="illustrative")
    for name, domain, default, unit, meaning in (
        ("Lambda_over_Bbar", "Lambda_over_Bbar > 0", "0.5", "ratio", "penalty relative to the largest gain"),
        ("h", "h > 0", "1", "utility", "cost of unexposed misconduct"),
        ("u", "u > 0", "1.5", "utility", "unrest from exposed misconduct"),
        ("B", "B >= 0", "2", "utility", "official's gain (adoption)"),
        ("Lambda", "Lambda > 0", "5", "utility", "loss if exposed"),
        ("o", "o0 < o <= 1", "0.6", "probability", "exposure with the channel"),
        ("o0", "0 <= o0 < o", "0.1", "probability", "exposure without the channel"),
        ("beta", "beta >= 0", "1", "utility", "use of citizens' information"),
        ("a", "a >= 0", "0.2", "utility", "cost of running the channel"),
    )
)


def payoffs(B, Lambda, o, o0, beta, a):
    """The official's payoff from each of its four plans."""
    return {
        "adopt/comply": beta - a,
        "adopt/defy": beta - a + B - o * Lambda,
        "refuse/comply": 0,
        "refuse/defy": B - o0 * Lambda,
    }


def game(B, Lambda, o, o0, beta, a):
    """Adoption: one player, the official."""
    table = payoffs(B, Lambda, o, o0, beta, a)
    return NormalForm.build(
        players=("Official",),
        strategies=(tuple(table),),
        payoffs={(plan,): (payoff,) for plan, payoff in table.items()},
        parameters=PARAMETERS,
    )


def u_star(h, Lambda_over_Bbar):
    """Unrest below which full openness is best."""
    return h / (1 - Lambda_over_Bbar)


def D(o, Lambda_over_Bbar):
    """Probability of misconduct at openness o."""
    return largest(0, 1 - o * Lambda_over_Bbar)


def loss(D, o, u, h):
    """Center's loss at openness o."""
    return D * (o * u + (1 - o) * h)


def view(equilibrium):
    """The plan that is chosen for sure."""
    mixture = equilibrium.strategies["Official"]
    return {"label": next((plan for plan in mixture if mixture[plan] == 1), "indifferent")}


def adoption(solution, B, Lambda, o, o0, beta, a):
    """The best plans of the official, and what each plan pays."""
    plans = payoffs(B, Lambda, o, o0, beta, a)
    best = [plan for plan in plans if any(e.strategies["Official"][plan] != 0 for e in solution)]
    return {"best": best, "payoffs": plans, "knife_edge": len(best) > 1}


def openness(Lambda_over_Bbar, h, u):
    """The best openness (None: none and full are equally good), the loss and the probability of misconduct.

    The loss is concave wherever misconduct remains, so that the best is 0, or the least openness that deters,
    or 1 where none does.
    """
    ends = {}
    for end in (0, min(1, 1 / Lambda_over_Bbar)):
        misconduct = D(end, Lambda_over_Bbar).value
        ends[end] = loss(misconduct, end, u, h), misconduct
    least = min(ends.values())[0]
    best = [end for end, (value, _) in ends.items() if value == least]
    tie = len(best) > 1
    return {
        "o": None if tie else best[0],
        "loss": least,
        "D": None if tie else ends[best[0]][1],
        "u_star": u_star(h, Lambda_over_Bbar) if Lambda_over_Bbar < 1 else None,
        "knife_edge": tie,
    }


ANYWHERE = "max(0, 1 - x*Lambda_over_Bbar)*(x*u + (1 - x)*h)"  # the loss at any openness x
WEAK = "Lambda_over_Bbar < 1"
BETWEEN = ("o0*Lambda < B", "B < o*Lambda")
OFF_TIE = (*BETWEEN, "beta - a != B - o0*Lambda")


def everywhere(text, *given):
    """A claim about every openness x."""
    return Claim(text, given=given, unknowns=("x",))


PROPOSITIONS = (
    Proposition(
        "P15.1",
        "All or nothing: a penalty at least as large as the largest gain deters everybody at o = "
        "1/Lambda_over_Bbar, and nothing is lost. Below that the best is o = 1 if u < u_star = "
        "h/(1 - Lambda_over_Bbar) and o = 0 if u > u_star; never in between.",
        (
            everywhere(f"{ANYWHERE} >= 0", "0 <= x", "x <= 1"),
            everywhere(f"{ANYWHERE} = 0", "x*Lambda_over_Bbar = 1"),
            everywhere(f"{ANYWHERE} > 0", "0 <= x", "x <= 1", "x*Lambda_over_Bbar < 1"),
            everywhere(f"{ANYWHERE} > (1 - Lambda_over_Bbar)*u", WEAK, "u < u_star", "0 <= x", "x < 1"),
            everywhere(f"{ANYWHERE} > h", WEAK, "u > u_star", "0 < x", "x <= 1"),
            everywhere(f"{ANYWHERE} > h", WEAK, "u = u_star", "0 < x", "x < 1"),
        ),
    ),
    Proposition(
        "P15.2",
        "The alarm rings in clean houses: an official that the channel would deter and that would defy "
        "without it (o0*Lambda < B < o*Lambda) adopts, and then complies, where beta - a > B - o0*Lambda; "
        "where it is less, it refuses and defies. What is adopted freely detects nothing; it changes the "
        "conduct of those who use it.",
        (
            Exhaustive(("adopt/comply", "refuse/defy"), given=OFF_TIE),
            BranchClaim("adopt/comply", region=(("beta - a > B - o0*Lambda",),), given=OFF_TIE),
            BranchClaim("refuse/defy", region=(("beta - a < B - o0*Lambda",),), given=OFF_TIE),
        ),
    ),
)

SIGNS = SignTable(
    rows={"Lambda_over_Bbar": {"u_star": "+"}, "h": {"u_star": "+"}, "u": {"u_star": "0"}}, given=(WEAK,)
)


def known(query, params, **expect):
    """A published answer."""
    return {"model": "fire_alarm_media", "query": query, "params": params, "expect": expect, "tol": 1e-6}


def opened(ratio, unrest, **expect):
    """A published answer on openness."""
    return known("openness", {"Lambda_over_Bbar": ratio, "h": 1.0, "u": unrest}, **expect)


def adopted(use, best, *paid):
    """A published answer on adoption."""
    params = {"B": 2.0, "Lambda": 5.0, "o": 0.6, "o0": 0.1, "beta": use, "a": 0.2}
    plans = ("adopt/comply", "adopt/defy", "refuse/comply", "refuse/defy")
    return known("adoption", params, best=[best], payoffs=dict(zip(plans, paid, strict=True)))


KNOWN = (
    opened(0.5, 1.5, o=1.0, loss=0.75, D=0.5, u_star=2.0),
    opened(0.5, 3.0, o=0.0, loss=1.0, D=1.0, u_star=2.0),
    opened(1.25, 3.0, o=0.8, loss=0.0, D=0.0),
    adopted(1.0, "refuse/defy", 0.8, -0.2, 0.0, 1.5),
    adopted(2.0, "adopt/comply", 1.8, 0.8, 0.0, 1.5),
)

MODEL = Definition(
    source="[KT]: social media as an information channel that officials adopt or refuse",
    references=("KeepingInTouch", "McCubbinsSchwartz1984", "EgorovEtAl2009", "Lorentzen2014", "Milgrom1981"),
    parameters=PARAMETERS,
    game=game,
    outcomes={"adopted": "P(adopt/comply) + P(adopt/defy)", "defiance": "P(adopt/defy) + P(refuse/defy)"},
    formulas=(Formula(u_star, where=(WEAK,)), D, loss),
    questions=(openness, adoption),
    view=view,
    signs=(SIGNS,),
    propositions=PROPOSITIONS,
    known=KNOWN,
)
