"""When does the weaker partner give up share for protection?

A social enterprise works with a local government.

1. The enterprise proposes a form: integrative or cooperative. The government accepts or not; if not, the
   form is cooperative.

2. The enterprise invests i, at cost i**2/2.

3. The project is shut or squeezed out with a probability that depends on the form, ``x_c`` or ``x_I``; else
   each unit invested yields ``A``, with integration A*(1 + gamma), and the enterprise gets the share ``e_c``
   or ``e_I`` of that, the government the rest.

At stage 2 the enterprise invests what it expects to get back per unit, i_c or i_I, so that the forms are
worth UE_c or UE_I to it and UG_c or UG_I to the government::

    i_c = e_c*(1 - x_c)*A                  i_I = e_I*(1 - x_I)*A*(1 + gamma)
    UE_c = i_c**2/2                        UE_I = i_I**2/2
    UG_c = (1 - e_c)/e_c*i_c**2            UG_I = (1 - e_I)/e_I*i_I**2

The game is stage 1 with these payoffs.

Source: [KT] conference panel 1386, Keeping in Touch: Tools and Strategies for Chinese Local Cadres to Avoid
Disconnection From Citizens: a microfinance social enterprise turned a cooperative partnership with the
government into an integrative one, easing constraints that came from unequal power. Related: Grossman & Hart
(1986), Hart & Moore (1990), Besley & Ghatak (2001).
"""

from ..games.definition import BranchClaim, Claim, Definition, Exhaustive, Proposition, SignTable
from ..games.extensive_form import ExtensiveForm
from ..games.tree import end, move
from ..symbolic.condition import parameter

PARAMETERS = tuple(
    parameter(name, domain, default, meaning, unit, source="illustrative")
    for name, domain, default, unit, meaning in (
        ("A", "A > 0", "1", "utility per unit", "productivity"),
        ("e_c", "0 < e_c < 1", "0.4", "share", "enterprise's share if cooperative"),
        ("e_I", "0 < e_I < 1", "0.3", "share", "enterprise's share if integrative"),
        ("x_c", "0 <= x_c < 1", "0.5", "probability", "risk of being shut or squeezed if cooperative"),
        ("x_I", "0 <= x_I < 1", "0.1", "probability", "risk of being shut or squeezed if integrative"),
        ("gamma", "gamma >= 0", "0.2", "ratio", "resource gain from integration"),
    )
)


def i_c(e_c, x_c, A):
    """Investment if cooperative."""
    return e_c * (1 - x_c) * A


def i_I(e_I, x_I, A, gamma):
    """Investment if integrative."""
    return e_I * (1 - x_I) * A * (1 + gamma)


def UE_c(i_c):
    """Enterprise's payoff if cooperative."""
    return i_c**2 / 2


def UE_I(i_I):
    """Enterprise's payoff if integrative."""
    return i_I**2 / 2


def UG_c(e_c, x_c, A):
    """Government's payoff if cooperative."""
    return (1 - e_c) * e_c * ((1 - x_c) * A) ** 2


def UG_I(e_I, x_I, A, gamma):
    """Government's payoff if integrative."""
    return (1 - e_I) * e_I * ((1 - x_I) * A * (1 + gamma)) ** 2


def eI_min(e_c, x_c, x_I, gamma):
    """Share above which the enterprise prefers integration."""
    return e_c * (1 - x_c) / ((1 - x_I) * (1 + gamma))


def game(A, e_c, e_I, x_c, x_I, gamma):
    """The choice of the form."""
    cooperative = end(UE_c(i_c(e_c, x_c, A)), UG_c(e_c, x_c, A))
    integrative = end(UE_I(i_I(e_I, x_I, A, gamma)), UG_I(e_I, x_I, A, gamma))
    answer = move("Government", {"accept": integrative, "refuse": cooperative})
    return ExtensiveForm.build(
        players=("Enterprise", "Government"),
        tree=move("Enterprise", {"integrative": answer, "cooperative": cooperative}),
        parameters=PARAMETERS,
    )


def view(equilibrium):
    """The form that results; at a tie it may be mixed."""
    integrative = equilibrium.outcomes["integrative"]
    return {
        "label": "integrative" if integrative == 1 else "cooperative" if integrative == 0 else "indifferent"
    }


def solve(solution, i_c, i_I, UE_c, UE_I, UG_c, UG_I, eI_min):
    """Investments and payoffs by form, and the form: integrative iff one gains by it and the other agrees."""
    agreed = any(view(e)["label"] != "cooperative" for e in solution)
    return {
        "i_c": i_c,
        "i_I": i_I,
        "UE_c": UE_c,
        "UE_I": UE_I,
        "UG_c": UG_c,
        "UG_I": UG_I,
        "form": "integrative" if agreed and UE_c < UE_I else "cooperative",
        "eI_min": eI_min,
        "knife_edge": agreed and (UE_c == UE_I or UG_c == UG_I),
    }


OFF_TIES = ("e_I != eI_min", "UG_I != UG_c")
SAFER = ("x_I <= x_c",)


def every(text, *given):
    """A claim about every investment, or share, y."""
    return Claim(text, given=given, unknowns=("y",))


PROPOSITIONS = (
    Proposition(
        "P16.1",
        "The enterprise invests i_c or i_I, by form, and gets half its square. It prefers integration iff "
        "e_I > eI_min. Off the ties the form is integrative iff the enterprise gains and the government "
        "does not lose.",
        (
            every("e_c*(1 - x_c)*A*y - y**2/2 < UE_c", "y != i_c"),
            every("e_I*(1 - x_I)*A*(1 + gamma)*y - y**2/2 < UE_I", "y != i_I"),
            Claim("UE_I = (e_I*(1 - x_I)*A*(1 + gamma))**2/2"),
            Claim("UG_c = (1 - e_c)*(1 - x_c)*A*i_c"),
            Claim("UG_I = (1 - e_I)*(1 - x_I)*A*(1 + gamma)*i_I"),
            Claim("i_I > i_c", given=("e_I > eI_min",)),
            Claim("i_I < i_c", given=("e_I < eI_min",)),
            Claim("UE_I - UE_c = (i_I - i_c)*(i_I + i_c)/2"),
            Exhaustive(("integrative", "cooperative"), given=OFF_TIES),
            BranchClaim("integrative", region=(("e_I > eI_min", "UG_I > UG_c"),), given=OFF_TIES),
            BranchClaim("cooperative", region=(("e_I < eI_min",), ("UG_I < UG_c",)), given=OFF_TIES),
        ),
    ),
    Proposition(
        "P16.2",
        "Where integration is no riskier and it is safer or brings resources, the weaker side takes a "
        "smaller share of its own will: eI_min < e_c. The more arbitrary the environment (x_c), the cheaper "
        "it is for the government to absorb the enterprise. The government's own optimum is a share of 1/2: "
        "even a predator leaves half.",
        (
            Claim("eI_min < e_c", given=(*SAFER, "gamma > 0")),
            Claim("eI_min < e_c", given=("x_I < x_c",)),
            Claim("slope < 0", slope=("eI_min", "x_c")),
            every("(1 - y)*y*((1 - x_I)*A*(1 + gamma))**2 < ((1 - x_I)*A*(1 + gamma)/2)**2", "y != 1/2"),
            Claim("UG_I = ((1 - x_I)*A*(1 + gamma)/2)**2", given=("e_I = 1/2",)),
        ),
    ),
)

SIGNS = SignTable(
    rows={
        row: dict(zip(("eI_min", "i_c", "i_I"), signs, strict=True))
        for row, signs in {"e_c": "++0", "x_c": "--0", "x_I": "+0-", "gamma": "-0+", "e_I": "00+"}.items()
    }
)


def known(risk, **expect):
    """A published answer at this risk of being shut if cooperative."""
    params = {"A": 1.0, "e_c": 0.4, "x_c": risk, "e_I": 0.3, "x_I": 0.1, "gamma": 0.2}
    expect = {"i_I": 0.324, "UE_I": 0.052488, "UG_I": 0.244944, **expect}
    model, query = "integrative_partnership", "solve"
    return {"model": model, "query": query, "params": params, "expect": expect, "tol": 1e-6}


KNOWN = (
    known(0.5, i_c=0.2, UE_c=0.02, UG_c=0.06, form="integrative", eI_min=0.1851851852),
    known(0.1, i_c=0.36, UE_c=0.0648, UG_c=0.1944, form="cooperative", eI_min=0.3333333333),
)

MODEL = Definition(
    source="[KT]: social enterprise moves from a cooperative to an integrative form",
    references=("KeepingInTouch", "GrossmanHart1986", "HartMoore1990", "BesleyGhatak2001"),
    parameters=PARAMETERS,
    game=game,
    outcomes={"integrative": "P(integrative and accept)"},
    formulas=(i_c, i_I, UE_c, UE_I, UG_c, UG_I, eI_min),
    questions=(solve,),
    view=view,
    signs=(SIGNS,),
    propositions=PROPOSITIONS,
    known=KNOWN,
)
