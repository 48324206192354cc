"""When is the adoption of a new model S-shaped, and where does it stop?

A new policy model reaches localities from above, when higher levels endorse it, and from the side, when
localities learn from those that have adopted it; it works only in a share ``X`` of them, those rich enough.
``v`` is the vertical push, ``u`` the horizontal learning. The share x of adopters starts at x(0) = 0 and
follows::

    dx/dt = (v + u*x)*(X - x)

    x(t) = X*(1 - E)/(1 + (u*X/v)*E)    with    E = exp(-(v + u*X)*t)

so endorsement changes the speed of adoption and never its reach X. The curve is S-shaped iff u*X > v; it
then turns at ``t_inflect``, when the share is ``x_inflect``. Of N localities (``simulate``) each in which
the model works adopts at the rate v + u*x, where x is the share of adopters among those that it learns from.

Parameters besides these: ``t``, dates at which the share is asked for.

Source: [LF] Bingqin Li and Lijie Fang, Policy Process Diffusion: Transforming the Governance Model in
Chinese Cities, UNRISD Working Paper 2018-15: diffusion downward and among peers, pushed by higher levels.
Also [A] Oscar Almén, essay on local innovation and political reform in China: study visits, endorsement by a
party congress, a model born of wealth that does not fit poor places. Related: Bass (1969), Volden, Ting &
Carpenter (2008), Young (2009).
"""

from fractions import Fraction

from ..games.definition import Claim, Definition, Formula, Proposition, SignTable
from ..symbolic.condition import parameter
from ..symbolic.functions import exp, log

STEPS = 50  # of a simulation, per period
FIT = "share of localities where the model fits"
PARAMETERS = (
    parameter("v", "v > 0", "0.03", "vertical push", "per period", "illustrative"),
    parameter("u", "u > 0", "0.5", "horizontal learning", "per period", "illustrative"),
    parameter("X", "0 < X <= 1", "0.8", FIT, "share", "illustrative"),
    parameter("t", "t >= 0", "2, 5, 10, 20", "dates", "periods", "illustrative", many=True),
)


def t_inflect(u, X, v):
    """Date at which adoption is fastest."""
    return log(u * X / v) / (v + u * X)


def x_inflect(u, X, v):
    """Share of adopters when adoption is fastest."""
    return X * (u * X - v) / (2 * u * X)


def path(v, u, X, t):
    """Share of adopters at each date."""

    def share(date):
        left = exp(-(v + u * X) * date)
        return X * (1 - left) / (1 + u * X / v * left)

    return {"x": [share(date) for date in t]}


def inflection(v, u, X, t_inflect, x_inflect):
    """Whether the curve is S-shaped, and where it turns (0 if it is concave from the start)."""
    s_curve = u * X > v
    return {
        "s_curve": s_curve,
        "t_inflect": t_inflect if s_curve else 0,
        "x_inflect": x_inflect if s_curve else 0,
        "knife_edge": u * X == v,
    }


def adoption(v, u, X):
    """Where the model fits, localities adopt at the rate v + u*x.

    x is the share of adopters among those that a locality observes. A period has fifty steps.
    """
    from .. import diffusion

    return diffusion.TwoChannelAdoption(v, u, X, dt=Fraction(1, STEPS))


S_SHAPED = ("u*X > v",)
SHARE = "X*(1 - E)/(1 + (u*X/v)*E)"  # of adopters, by what is left of the distance: E falls from 1 to 0
RATE, LATER = "(v + u*x)*(X - x)", "(v + u*y)*(X - y)"
PROPOSITIONS = (
    Proposition(
        "P24.1",
        "x(t) = X*(1 - E)/(1 + (u*X/v)*E) with E = exp(-(v + u*X)*t) solves dx/dt = (v + u*x)*(X - x), x(0) "
        "= 0; it rises to X, the only steady state: endorsement changes the speed, never the reach.",
        (
            # dE/dt = -(v + u*X)*E, and dx/dE by the quotient rule
            Claim(
                f"(v + u*({SHARE}))*(X - {SHARE}) = (v + u*X)*E*X*(1 + u*X/v)/(1 + (u*X/v)*E)**2",
                given=("0 < E", "E <= 1"),
                unknowns=("E",),
            ),
            Claim(f"{SHARE} = 0", given=("E = 1",), unknowns=("E",)),
            Claim(f"{SHARE} < X", given=("0 < E", "E <= 1"), unknowns=("E",)),
            Claim(f"X - {SHARE} <= (X + u*X**2/v)*E", given=("0 < E", "E <= 1"), unknowns=("E",)),
            Claim("x = X", given=(f"{RATE} = 0", "x >= 0"), unknowns=("x",)),
        ),
    ),
    Proposition(
        "P24.2",
        "The curve is S-shaped iff u*X > v, and turns at t_inflect, at the share x_inflect < X/2. A curve "
        "that is concave from the start means orders, not learning; poor fit (small X) can by itself remove "
        "the S. (That the share is x_inflect at t_inflect: in the tests.)",
        (
            Claim("t_inflect > 0", given=S_SHAPED),
            Claim("x_inflect > 0", given=S_SHAPED),
            Claim("x_inflect < X/2"),
            Claim(f"{LATER} > {RATE}", given=("0 <= x", "x < y", "y <= x_inflect"), unknowns=("x", "y")),
            Claim(f"{LATER} < {RATE}", given=("x_inflect <= x", "x < y", "y <= X"), unknowns=("x", "y")),
            Claim(f"{SHARE} = x_inflect", given=("E = v/(u*X)",), unknowns=("E",)),
            # where the model fits no more than v/u of them, the rate of adoption falls from the start
            Claim(f"{LATER} < {RATE}", given=("X <= v/u", "0 <= x", "x < y", "y <= X"), unknowns=("x", "y")),
        ),
        in_part=True,
    ),
)


def known(query, expect, **params):
    """A published answer."""
    return {"model": "two_channel_diffusion", "query": query, "params": params, "expect": expect, "tol": 1e-6}


KNOWN = (
    known(
        "path",
        {"x": [0.06947593221, 0.2768424874, 0.6682494005, 0.7978940897]},
        v=0.03,
        u=0.5,
        X=0.8,
        t=[2.0, 5.0, 10.0, 20.0],
    ),
    known("inflection", {"s_curve": True, "t_inflect": 6.023877129, "x_inflect": 0.37}, v=0.03, u=0.5, X=0.8),
    known("inflection", {"s_curve": False, "t_inflect": 0.0, "x_inflect": 0.0}, v=0.3, u=0.2, X=0.8),
)

SIGNS = (
    SignTable(
        rows={
            "v": {"t_inflect": "-", "x_inflect": "-"},
            "u": {"t_inflect": "ambiguous", "x_inflect": "+"},
            "X": {"t_inflect": "ambiguous", "x_inflect": "+"},
        },
        given=S_SHAPED,
    ),
)

MODEL = Definition(
    source="[LF]: diffusion downward and among peers, pushed from above; [A]: study visits",
    parameters=PARAMETERS,
    game=None,
    formulas=(Formula(t_inflect, where=S_SHAPED), Formula(x_inflect, where=S_SHAPED)),
    questions=(path, inflection),
    process=adoption,
    propositions=PROPOSITIONS,
    known=KNOWN,
    signs=SIGNS,
    references=("LiFang2018", "Almen", "Bass1969", "VoldenEtAl2008", "Young2009"),
)
