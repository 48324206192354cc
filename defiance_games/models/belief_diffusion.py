"""How fast does defiance spread among officials who watch each other, and can a purge stop it?

Beliefs. An official believes that defiers are sanctioned with a probability that has a Beta(``a0``, ``b0``)
prior. Having seen ``M`` defiers, ``m`` of them sanctioned, it perceives p_hat = (a0 + m)/(a0 + b0 + M), and
defies (D) iff p_hat < p_star, the probability that it tolerates; else it complies (C).

Networks. ``N`` localities watch their neighbors on a graph of some ``kind`` (a ring; a complete graph; a
star with the source in the hub or in a leaf). Each period all act, then add what their neighbors did to
their counts, then decide for the next period; D is for ever. ``seeds`` localities defy from period 0, and
the first ``m`` defiances of each are sanctioned. With d = ``delay`` = M_crit at m = 0 and d_1 = M_crit
everybody defies after::

    ring, one source, N odd     d_1 + d*((N - 1)/2 - 1)
    ring, one source, N even    d_1 + d*(N/2 - 2) + ceiling(d/2)
    complete, no sanction       ceiling(d/seeds)
    star, no sanction           d from the hub, 2*d from a leaf

periods (on an even ring the last locality is watched from both sides).

Mean field. Tolerances are spread evenly over [0, ``pbar``]. The center can sanction a share ``kappa`` of all
localities, so that of a share x that defies each is sanctioned with probability min(1, kappa/x); a share
``lam`` (lambda) revises each period what it does in view of that risk, from the share ``x0`` on::

    x' = (1 - lam)*x + lam*max(0, 1 - kappa/(pbar*x))

Source: [MP] Ciqi Mei and Margaret Pearson, chapter on the diffusion of policy defiance among Chinese local
officials, in a volume on policy diffusion in China: selective sanctions, seen again and again, make a
sanction look improbable; defiance diffuses sideways. Related: Sah (1991), Granovetter (1978), Lochner
(2007), Morris (2000).
"""

from typing import Annotated, Any

from ..games.definition import Claim, Definition, Formula, Proposition, Question, SignTable
from ..problems.contagion import Contagion
from ..problems.fixed_points import FixedPoints
from ..symbolic.condition import parameter
from ..symbolic.expression import symbol
from ..symbolic.functions import ceiling, floor, largest, sqrt

NETWORKS = ("ring", "complete", "star_hub", "star_leaf")
EIGHT = "[MP]: eight officials sanctioned"
GROWTH = "illustrative, echoes the 20 % a year of [MP]"
COUNT, SHARE, CHANCE = "count", "share", "probability"
TOLERATED = "tolerated sanction probability"
PARAMETERS = (
    parameter("a0", "a0 > 0", "2", "prior count of sanctions", "pseudo-counts", "illustrative"),
    parameter("b0", "b0 > 0", "8", "prior count of impunity", "pseudo-counts", "illustrative"),
    parameter("m", "0 <= m <= M", "8", "sanctions observed", COUNT, EIGHT, integer=True),
    parameter("M", "M >= 0", "100", "defiers observed", COUNT, "illustrative", integer=True),
    parameter("p_star", "0 < p_star < 1", "0.1048", TOLERATED, CHANCE, "career_calculus"),
    parameter("kind", (), "ring", "network", "word", "illustrative", choices=NETWORKS),
    parameter("N", "N >= 3", "21", "localities", COUNT, "illustrative", integer=True),
    parameter("seeds", "1 <= seeds <= N - 1", "1", "initial defiers", COUNT, "illustrative", integer=True),
    parameter("kappa", "0 < kappa < 1", "0.08", "sanctions per locality", SHARE, "[MP]: eight, of 100"),
    parameter("pbar", "0 < pbar <= 1", "0.5", "largest tolerated", CHANCE, "illustrative; 0.1 for SARS"),
    parameter("lam", "0 < lam <= 1", "0.2", "share that revises", "per period", GROWTH),
    parameter("x0", "0 <= x0 <= 1", "0.25", "share that defies at first", SHARE, "illustrative"),
)
UNAFRAID = "0 < p_star <= a0/(a0 + b0)"  # nobody defies before it has seen anything
WATCHED = (
    parameter("m", "m >= 0", "0", "sanctions of each seed", COUNT, "illustrative", integer=True),
    parameter("N", "3 <= N <= 1000000", "21", "localities", COUNT, "illustrative", integer=True),
    parameter("p_star", UNAFRAID, "0.1048", TOLERATED, CHANCE, "career_calculus"),
)
DATES = parameter(
    "t", "0 <= t <= 1000000", "5, 10, 20, 40", "dates", "periods", "illustrative", integer=True, many=True
)


# -- beliefs ----------------------------------------------------------------------------------------
def prior_mean(a0, b0):
    """Perceived sanction probability before anything is seen."""
    return a0 / (a0 + b0)


def p_hat(a0, m, b0, M):
    """Perceived sanction probability."""
    return (a0 + m) / (a0 + b0 + M)


def M_crit_real(a0, m, p_star, b0):
    """Number of observed defiers at which an official is indifferent, fractions allowed."""
    return (a0 + m) / p_star - a0 - b0


def M_crit(M_crit_real):
    """Least number of observed defiers that makes defiance rational."""
    return floor(M_crit_real) + 1


def posterior(p_hat, prior_mean, M_crit, m, p_star):
    """What an official believes and does (M_crit is never below m: who is sanctioned has defied)."""
    return {
        "p_hat": p_hat,
        "prior_mean": prior_mean,
        "M_crit": largest(m, M_crit),
        "action": "D" if p_hat < p_star else "C",  # a tie deters
        "knife_edge": p_hat == p_star,
    }


# -- networks ---------------------------------------------------------------------------------------
def delay(a0, b0, p_star):
    """Periods until a locality follows one neighbor that defies unpunished."""
    return floor(a0 / p_star - a0 - b0) + 1


def ring_time(M_crit, delay, N):
    """Periods until everybody defies on a ring with one source."""
    even = 1 + 2 * floor(N / 2) - N
    return M_crit + delay * (floor((N - 1) / 2) - 1) + even * ceiling(delay / 2)


def complete_time(delay, seeds):
    """Periods until everybody defies on a complete graph, without sanctions."""
    return ceiling(delay / seeds)


def star_leaf_time(delay):
    """Periods until everybody defies on a star with the source in a leaf, without sanctions."""
    return 2 * delay


def spread(kind, N, seeds, a0, b0, p_star, m):
    """The network; localities that are alike stand as one, seen as many times as there are of them."""
    sources = 1 if kind != "complete" else seeds
    if kind == "ring":
        watches = [((i - 1) % N, (i + 1) % N) for i in range(N)]
    elif kind == "complete":  # 0 is the seeds, 1 all others
        watches = [(), ((0, sources),)]
    elif kind == "star_hub":  # 0 is the hub, 1 the leaves
        watches = [(), ((0, 1),)]
    else:  # 0 is the leaf that defies, 1 the hub, 2 the other leaves
        watches = [(), ((0, 1),), ((1, 1),)]
    return Contagion(watches=watches, sources=(0,), tolerance=p_star, prior=(a0, b0), sanctions={0: m})


def network(spread, kind, delay, M_crit):
    """When everybody defies; on a ring also how long each locality takes, and the first."""
    found = {"full_time": spread.full_time}
    return found | ({"delay": delay, "first_delay": M_crit} if kind == "ring" else {})


# -- mean field -------------------------------------------------------------------------------------
def kappa_c(pbar):
    """Sanction capacity above which defiance dies out."""
    return pbar / 4


def x_low(kappa, pbar):
    """Tipping point: the share above which defiance spreads."""
    return (1 - sqrt(1 - 4 * kappa / pbar)) / 2


def x_high(kappa, pbar):
    """Share that defies in the stable steady state with defiance."""
    return (1 + sqrt(1 - 4 * kappa / pbar)) / 2


def purge_min(kappa, pbar):
    """Share of all localities that a campaign must convert to end defiance."""
    return sqrt(1 - 4 * kappa / pbar)


def steady_states(kappa, pbar, lam):
    """The shares that reproduce themselves: the fixed points of the map."""
    x = symbol("x")
    return FixedPoints((1 - lam) * x + lam * largest(0, 1 - kappa / (pbar * x)), 0, 1)


def mean_field(steady_states, kappa, pbar, kappa_c):
    """Every steady state and its stability, and the purge needed (0: defiance dies out anyway)."""
    stability = [point.stability for point in steady_states.points]
    bistable = stability.count("stable") == 2
    return {
        "steady": steady_states.numbers,
        "stability": stability,
        "bistable": bistable,
        "kappa_c": kappa_c,
        "purge_min": purge_min(kappa, pbar) if bistable else 0,
        "knife_edge": kappa == kappa_c,
    }


def path(kappa, pbar, lam, x0, t):
    """Share that defies at each date, in floats: exact fractions double their digits every period."""
    from ..diffusion.mean_field import MeanField

    return {"x": MeanField(kappa, pbar, lam).path(x0, [int(date) for date in t])}


# -- simulation -------------------------------------------------------------------------------------
def counts(
    a0,
    b0,
    m,
    p_star,
    seeds,
    belief: Annotated[Any, "a0", "b0"] = None,  # what it takes the place of
    policy: Annotated[Any, "m"] = None,
    observation=None,
):
    """Each learns from what it sees how likely a sanction is, and defies for ever once that is below p_star.

    Unless a policy is given, the first m defiances of each seed are sanctioned.
    """
    from .. import diffusion

    return diffusion.ThresholdLearning(
        belief or diffusion.Beta(a0, b0),
        p_star,
        seeds=seeds,
        policy=policy or diffusion.FirstDefiances(None, m),
        observation=observation or diffusion.Observation(),
    )


def true_risk(kappa, pbar, lam, x0):
    """All know the risk, min(1, kappa/x) when a share x defies; a share lam revises each period.

    Tolerances are drawn evenly from [0, pbar]. The graph does not matter.
    """
    from .. import diffusion

    return diffusion.ThresholdLearning(
        diffusion.TrueRisk(kappa),
        diffusion.Uniform(pbar),
        seeds=diffusion.Share(x0),
        policy=diffusion.RandomSanctions(diffusion.Share(kappa)),
        revision=diffusion.Share(lam),
        forever=False,
    )


BISTABLE = ("kappa < kappa_c",)
TARGET = "1 - kappa/(pbar*x)"  # the share that is willing when a share x defies, where it is positive
QUADRATIC = "x**2 - x + kappa/pbar"
X, INSIDE = ("x",), ("0 < x", "x <= 1")
PROPOSITIONS = (
    Proposition(
        "P5.1",
        "Selective sanction is good news for defiers: seeing m of M sanctioned lowers the perceived "
        "probability iff m/M < a0/(a0 + b0).",
        (
            Claim("p_hat < prior_mean", given=("M > 0", "m/M < prior_mean")),
            Claim("m/M < prior_mean", given=("M > 0", "p_hat < prior_mean")),
        ),
    ),
    Proposition(
        "P5.2",
        "Defiance is rational from M_crit observed defiers on. Each further sanction buys 1/p_star "
        "observations. While m/M stays at or above p_star (and the prior mean is) p_hat never falls below "
        "it; if m/M converges to less than p_star the official defies in the end.",
        (
            Claim("p_hat < p_star", given=("M > M_crit_real",)),
            Claim("M > M_crit_real", given=("p_hat < p_star",)),
            Claim("M_crit > M_crit_real"),
            Claim("M_crit - 1 <= M_crit_real"),
            Claim("M_crit_real >= m", given=("prior_mean >= p_star",)),
            Claim("slope = 1/p_star", slope=("M_crit_real", "m")),
            Claim("p_hat >= p_star", given=("m >= p_star*M", "prior_mean >= p_star")),
            Claim(
                "p_hat < p_star",
                given=("0 <= f", "f < p_star", "m <= f*M", "M > (a0 - p_star*(a0 + b0))/(p_star - f)"),
                unknowns=("f",),
            ),
        ),
    ),
    Proposition(
        "P5.3",
        "A locality follows one neighbor that defies unpunished after delay periods, and one of whose "
        "defiances the first m were sanctioned after M_crit: later by about m/p_star. So everybody defies "
        "after ring_time, complete_time, delay (star, from the hub) or star_leaf_time periods, and "
        "sanctions of the pioneer leave the later speed of the front, 1/delay, as it is. (The times on "
        "networks are checked against the exact solution and against simulation in the tests.)",
        (
            # the belief after y observations of one neighbor
            Claim("a0/(a0 + b0 + y) < p_star", given=("y >= delay",), unknowns=("y",)),
            Claim("a0/(a0 + b0 + y) >= p_star", given=("0 <= y", "y <= delay - 1"), unknowns=("y",)),
            Claim("(a0 + m)/(a0 + b0 + y) < p_star", given=("y >= M_crit", "y >= 0"), unknowns=("y",)),
            Claim("(a0 + m)/(a0 + b0 + y) >= p_star", given=("0 <= y", "y <= M_crit - 1"), unknowns=("y",)),
            Claim("m/p_star - 1 < M_crit - delay"),
            Claim("M_crit - delay < m/p_star + 1"),
        ),
        in_part=True,
    ),
    Proposition(
        "P5.4",
        "With kappa > kappa_c only x = 0 is steady. With kappa < kappa_c there are three steady states: 0 "
        "(stable), x_low (unstable, the tipping point) and x_high (stable).",
        (
            Claim(f"{TARGET} < x", given=(*INSIDE, "kappa > kappa_c"), unknowns=X),
            Claim(f"{QUADRATIC} = 0", given=(*INSIDE, f"{TARGET} = x"), unknowns=X),
            Claim("(x - x_low)*(x - x_high) = 0", given=(*BISTABLE, *INSIDE, f"{TARGET} = x"), unknowns=X),
            Claim(f"{TARGET} = x", given=(*BISTABLE, "x = x_low"), unknowns=X),
            Claim(f"{TARGET} = x", given=(*BISTABLE, "x = x_high"), unknowns=X),
            Claim("0 < x_low", given=BISTABLE),
            Claim("x_low < x_high", given=BISTABLE),
            Claim("x_high < 1", given=BISTABLE),
            Claim("x_low*x_high = kappa/pbar", given=BISTABLE),
            # the slope of the map is below 1 iff x**2 > kappa/pbar, and never negative
            Claim("1 - lam + lam*kappa/(pbar*x**2) < 1", given=(*BISTABLE, "x = x_high"), unknowns=X),
            Claim("1 - lam + lam*kappa/(pbar*x**2) > 0", given=(*BISTABLE, "x = x_high"), unknowns=X),
            Claim("1 - lam + lam*kappa/(pbar*x**2) > 1", given=(*BISTABLE, "x = x_low"), unknowns=X),
            Claim(
                f"{TARGET} <= 0", given=(*INSIDE, "x <= kappa/pbar"), unknowns=X
            ),  # near 0 nobody is willing
        ),
    ),
    Proposition(
        "P5.5",
        "From x_high a campaign that converts a share xi of all localities ends defiance iff xi > "
        "purge_min; a smaller one is undone.",
        (
            Claim("x_high - x_low = purge_min", given=BISTABLE),
            Claim("x_high - xi < x_low", given=(*BISTABLE, "xi > purge_min"), unknowns=("xi",)),
            Claim("xi > purge_min", given=(*BISTABLE, "x_high - xi < x_low"), unknowns=("xi",)),
            Claim(f"max(0, {TARGET}) < x", given=(*BISTABLE, "0 < x", "x < x_low"), unknowns=X),
            Claim(f"{TARGET} > x", given=(*BISTABLE, "x_low < x", "x < x_high"), unknowns=X),
            Claim(f"{TARGET} < x_high", given=(*BISTABLE, "0 < x", "x < x_high"), unknowns=X),
        ),
    ),
)


def known(query, expect, **params):
    """A published answer."""
    return {"model": "belief_diffusion", "query": query, "params": params, "expect": expect, "tol": 1e-6}


PRIOR = {"a0": 2.0, "b0": 8.0}
WATCHING = {**PRIOR, "p_star": 0.15}
TIEBEN = {"p_hat": 0.09090909091, "prior_mean": 0.2, "M_crit": 86, "action": "D"}
SARS = {"p_hat": 0.2857142857, "prior_mean": 0.2, "M_crit": 199, "action": "C"}
THREE = {"steady": [0.0, 0.2, 0.8], "bistable": True, "kappa_c": 0.125, "purge_min": 0.6}
ONE = {"steady": [0.0], "bistable": False, "kappa_c": 0.025, "purge_min": 0.0}
PATH = {"x": [0.4101412789, 0.5906078626, 0.754235193, 0.7981858172]}
LAMBDA = {"lambda": 0.2}
KNOWN = (
    known("posterior", TIEBEN, **PRIOR, m=8, M=100, p_star=0.104803),
    known("posterior", SARS, **PRIOR, m=2, M=4, p_star=0.019139),
    known("network", {"full_time": 40, "delay": 4, "first_delay": 4}, kind="ring", N=21, **WATCHING, m=0),
    known("network", {"full_time": 47, "delay": 4, "first_delay": 11}, kind="ring", N=21, **WATCHING, m=1),
    known("network", {"full_time": 2}, kind="complete", N=21, **WATCHING, seeds=2),
    known("network", {"full_time": 8}, kind="star_leaf", N=21, **WATCHING),
    known("mean_field", THREE, kappa=0.08, pbar=0.5),
    known("mean_field", ONE, kappa=0.08, pbar=0.1),
    known("path", PATH, kappa=0.08, pbar=0.5, **LAMBDA, x0=0.25, t=[5, 10, 20, 40]),
)

SIGNS = (
    SignTable(
        rows={
            "a0": {"p_hat": "+", "M_crit_real": "+"},
            "b0": {"p_hat": "-", "M_crit_real": "-"},
            "m": {"p_hat": "+", "M_crit_real": "+"},
            "M": {"p_hat": "-", "M_crit_real": "0"},
            "p_star": {"p_hat": "0", "M_crit_real": "-"},
        }
    ),
    SignTable(
        rows={
            "kappa": {"x_low": "+", "x_high": "-", "purge_min": "-"},
            "pbar": {"x_low": "-", "x_high": "+", "purge_min": "+"},
        },
        given=BISTABLE,
    ),
)

MODEL = Definition(
    source="[MP]: officials learn from each other's sanctions; defiance diffuses horizontally",
    parameters=PARAMETERS,
    game=None,
    formulas=(
        prior_mean,
        p_hat,
        M_crit_real,
        Formula(M_crit, where=("p_star <= prior_mean",)),
        Formula(delay, where=("p_star <= prior_mean",)),
        Formula(ring_time, where=("p_star <= prior_mean",)),
        Formula(complete_time, where=("p_star <= prior_mean",)),
        Formula(star_leaf_time, where=("p_star <= prior_mean",)),
        kappa_c,
        Formula(x_low, where=BISTABLE),
        Formula(x_high, where=BISTABLE),
        Formula(purge_min, where=BISTABLE),
    ),
    questions=(
        posterior,
        Question(network, parameters=WATCHED),
        mean_field,
        Question(path, parameters=(DATES,)),
    ),
    problems=(spread, steady_states),
    process=(counts, true_risk),
    propositions=PROPOSITIONS,
    known=KNOWN,
    signs=SIGNS,
    references=("MeiPearson", "Sah1991", "Granovetter1978", "Lochner2007", "Morris2000"),
)
