"""When is defiance rational for one official?

An official complies (C) or defies (D). Defiance brings ``b`` at once and raises the probability of promotion
by ``g``, from ``pi0`` to ``pi0 + g``; promotion is worth ``V`` on top of the career ``L``. With probability
``p`` the center sanctions it: the official pays ``s``, loses career and promotion, and with probability ``r``
comes back ``tau`` periods later, at discount factor ``delta``::

    U(C) = L + pi0*V
    U(D) = b + (1 - p)*(L + (pi0 + g)*V) + p*(-s + r*delta**tau*L)

so that U(D) - U(C) = B - p*Lambda with the gain B = b + g*V and the loss
Lambda = s + (1 - rho)*L + (pi0 + g)*V, rho = r*delta**tau. Defiance is rational iff p < p_star = B/Lambda.

Source: [MP] Ciqi Mei and Margaret Pearson, chapter on the diffusion of policy defiance among Chinese local
officials, in a volume on policy diffusion in China: officials who weigh a small short-run risk against a
long-run career. Related: Becker (1968), Allingham & Sandmo (1972), Becker & Stigler (1974).
"""

from ..games.definition import BranchClaim, Claim, Definition, Formula, Proposition, SignTable
from ..games.normal_form import NormalForm
from ..symbolic.condition import parameter

PARAMETERS = (
    parameter(
        "p",
        "0 <= p <= 1",
        "0.08",
        "sanction probability",
        "probability",
        source="[MP]: eight sanctioned; out of an illustrative 100",
    ),
    parameter(
        "b",
        "b >= 0",
        "0.2",
        "immediate local gain from defiance",
        "utility",
        source="[MP]: growth above 20 % a year; one utility per 100 % is illustrative",
    ),
    parameter(
        "g",
        "0 <= g <= 1 - pi0",
        "0.1",
        "promotion lift from defiance",
        "probability",
        source="illustrative; 0 for SARS, as hiding an epidemic earns no promotion",
    ),
    parameter(
        "pi0",
        "0 <= pi0 <= 1",
        "0.25",
        "promotion probability after compliance",
        "probability",
        source="illustrative",
    ),
    parameter("V", "V >= 0", "10", "promotion value", "utility", source="illustrative"),
    parameter("L", "L >= 0", "10", "long-term career payoff", "utility", source="illustrative"),
    parameter(
        "s",
        "s >= 0",
        "2",
        "short-run sanction cost",
        "utility",
        source="illustrative; [MP]: from public apology to forced resignation",
    ),
    parameter("r", "0 <= r <= 1", "0.5", "rehabilitation probability", "probability", source="illustrative"),
    parameter(
        "tau",
        "tau >= 0",
        "2",
        "delay until rehabilitation",
        "periods",
        source="illustrative: years",
        integer=True,
    ),
    parameter("delta", "0 < delta < 1", "0.9", "discount factor", "per period", source="illustrative"),
)


def rho(r, delta, tau):
    """Effective rehabilitation factor."""
    return r * delta**tau


def B(b, g, V):
    """Gross gain from defiance."""
    return b + g * V


def Lambda(s, rho, L, pi0, g, V):
    """Total loss if sanctioned."""
    return s + (1 - rho) * L + (pi0 + g) * V


def p_star(B, Lambda):
    """Tolerated sanction probability: defiance is rational below it."""
    return B / Lambda


def U_C(L, pi0, V):
    """Expected payoff of complying."""
    return L + pi0 * V


def U_D(p, b, L, pi0, g, V, s, rho):
    """Expected payoff of defying."""
    return b + (1 - p) * (L + (pi0 + g) * V) + p * (-s + rho * L)


def net(U_D, U_C):
    """Net gain from defiance, U(D) - U(C)."""
    return U_D - U_C


def r_star(p, s, L, pi0, g, V, b, delta, tau):
    """Rehabilitation probability above which defiance is rational (not clipped to [0, 1])."""
    return (p * (s + L + (pi0 + g) * V) - b - g * V) / (p * delta**tau * L)


def expected_loss(p, Lambda):
    """Expected loss from being sanctioned."""
    return p * Lambda


def paradox(g, s, rho, L, pi0, b):
    """Has the sign of the derivative of p_star in V: positive where promotion rewards defiance."""
    return g * (s + (1 - rho) * L) - (pi0 + g) * b


def game(p, b, g, pi0, V, L, s, r, tau, delta):
    """One player: the official, with the expected payoffs of the tree."""
    defy = U_D(p, b, L, pi0, g, V, s, rho(r, delta, tau))
    comply = U_C(L, pi0, V)
    return NormalForm.build(
        players=("Official",),
        strategies=(("D", "C"),),
        payoffs={("D",): (defy,), ("C",): (comply,)},
        parameters=PARAMETERS,
    )


def view(equilibrium):
    """The action played for sure."""
    mixture = equilibrium.strategies["Official"]
    return {"label": next((action for action in "DC" if mixture[action] == 1), "indifferent")}


def decide(rho, B, Lambda, p_star, net, r_star, paradox):
    """What the official does, and how far from indifference; V_sign is the sign of dp_star/dV."""
    return {
        "rho": rho,
        "B": B,
        "Lambda": Lambda,
        "p_star": p_star,
        "net": net,
        "action": "D" if net > 0 else "C" if net < 0 else "indifferent",
        "r_star": r_star,
        "V_sign": "+" if paradox > 0 else "-" if paradox < 0 else "0",
        "knife_edge": net == 0,
    }


PROPOSITIONS = (
    Proposition(
        "P1.1",
        "Defiance is rational iff p < p_star = B/Lambda.",
        (
            Claim("net = B - p*Lambda"),
            Claim("p < p_star", given=("Lambda > 0", "net > 0")),
            Claim("net > 0", given=("Lambda > 0", "p < p_star")),
            BranchClaim("D", region=(("p*Lambda < B",),), given=("p*Lambda != B",)),
            BranchClaim("C", region=(("p*Lambda > B",),), given=("p*Lambda != B",)),
        ),
    ),
    Proposition(
        "P1.2",
        "Where a sanction is possible and a career at stake, defiance is rational iff r > r_star. Below 0 "
        "that is so even with no way back; above 1 it is not, even with certain return.",
        (
            Claim("r > r_star", given=("p > 0", "L > 0", "net > 0")),
            Claim("net > 0", given=("p > 0", "L > 0", "r > r_star")),
            Claim("net > 0", given=("p > 0", "L > 0", "r_star < 0")),
            Claim("net < 0", given=("p > 0", "L > 0", "r_star > 1")),
        ),
    ),
    Proposition(
        "P1.3",
        "A more valuable promotion raises p_star iff g*(s + (1 - rho)*L) > (pi0 + g)*b, and p_star tends "
        "to g/(pi0 + g) as V grows; where defiance earns no promotion it lowers p_star.",
        (
            Claim("slope*Lambda**2 = paradox", slope=("p_star", "V"), given=("Lambda > 0",)),
            Claim("slope <= 0", slope=("p_star", "V"), given=("Lambda > 0", "g = 0")),
            Claim("slope >= 0", slope=("p_star", "V"), given=("Lambda > 0", "b = 0")),
            # the distance from the limit is a constant over Lambda, which grows without bound in V
            Claim("(p_star - g/(pi0 + g))*(pi0 + g)*Lambda = -paradox", given=("Lambda > 0", "pi0 + g > 0")),
            Claim("Lambda >= (pi0 + g)*V"),
        ),
    ),
    Proposition(
        "P1.4",
        "One percent more p raises the expected loss by one percent, one percent more s only by s/Lambda "
        "percent; s counts only in proportion to the probability of paying it.",
        (
            Claim("slope*p = expected_loss", slope=("expected_loss", "p")),
            Claim("slope*s*Lambda = s*expected_loss", slope=("expected_loss", "s")),
            Claim("s <= Lambda"),
            Claim("slope = -p", slope=("net", "s")),
        ),
    ),
)


def known(changed, **expect):
    """A published answer: the values of the Tieben case with some changed, and what is to come out."""
    tieben = {
        "p": 0.08,
        "b": 0.2,
        "g": 0.1,
        "pi0": 0.25,
        "V": 10.0,
        "L": 10.0,
        "s": 2.0,
        "r": 0.5,
        "tau": 2,
        "delta": 0.9,
    }
    params = tieben | changed
    return {"model": "career_calculus", "query": "decide", "params": params, "expect": expect, "tol": 1e-6}


KNOWN = (
    known(
        {},
        rho=0.405,
        B=1.2,
        Lambda=11.45,
        p_star=0.1048034934,
        net=0.284,
        action="D",
        r_star=0.06172839506,
        V_sign="+",
    ),  # defy
    known(
        {"r": 0.0},
        rho=0.0,
        B=1.2,
        Lambda=15.5,
        p_star=0.07741935484,
        net=-0.04,
        action="C",
        r_star=0.06172839506,
        V_sign="+",
    ),  # no rehabilitation: comply
    known(
        {"g": 0.0},
        rho=0.405,
        B=0.2,
        Lambda=10.45,
        p_star=0.01913875598,
        net=-0.636,
        action="C",
        r_star=1.481481481,
        V_sign="-",
    ),  # SARS, no growth dividend: comply
)

SIGNS = SignTable(
    {
        "p": {"p_star": "0", "net": "-", "B": "0", "Lambda": "0"},
        "b": {"p_star": "+", "net": "+", "B": "+", "Lambda": "0"},
        "g": {"p_star": "+", "net": "+", "B": "+", "Lambda": "+"},
        "pi0": {"p_star": "-", "net": "-", "B": "0", "Lambda": "+"},
        "V": {"p_star": "ambiguous", "net": "ambiguous", "B": "+", "Lambda": "+"},
        "L": {"p_star": "-", "net": "-", "B": "0", "Lambda": "+"},
        "s": {"p_star": "-", "net": "-", "B": "0", "Lambda": "+"},
        "r": {"p_star": "+", "net": "+", "B": "0", "Lambda": "-"},
        "delta": {"p_star": "+", "net": "+", "B": "0", "Lambda": "-"},
    },
    given=("Lambda > 0", "p_star < 1"),
)

MODEL = Definition(
    source="[MP]: a small short-run risk weighed against a long-run career",
    parameters=PARAMETERS,
    game=game,
    outcomes={"defiance": "P(D)"},
    formulas=(
        rho,
        B,
        Lambda,
        Formula(p_star, where=("Lambda > 0",)),
        U_C,
        U_D,
        net,
        Formula(r_star, where=("p > 0", "L > 0")),
        expected_loss,
        paradox,
    ),
    questions=(decide,),
    view=view,
    propositions=PROPOSITIONS,
    known=KNOWN,
    signs=(SIGNS,),
    references=("MeiPearson", "Becker1968", "AllinghamSandmo1972", "BeckerStigler1974"),
)
