"""When does limited sanction capacity deter everybody, and when nobody?

``N`` officials comply (C) or defy (D) at once. The center can sanction ``K`` < N of them: of m who defy it
sanctions min(K, m), drawn evenly. ``p_star`` is the sanction probability that an official tolerates. Payoffs,
per unit of what a sanction costs::

    C    0
    D    p_star - min(1, K/m)    where m officials defy in total

Defying is safer the more others do: for K/N < p_star < 1 both "nobody defies" and "everybody defies" are
equilibria, with an unstable mixed one between. What tips the balance: a rumor (correlated equilibrium), a
little uncertainty about everybody's gain (global game: defy iff p_star > p_G), or a list announced
beforehand, by whose order the first K who defy are sanctioned and whose first ``n_hard`` officials defy
whatever happens. In the continuum ``kappa`` = K/N is the share that can be sanctioned.

Source: [MP] Ciqi Mei and Margaret Pearson, chapter on the diffusion of policy defiance among Chinese
local officials, in a volume on policy diffusion in China: sanctions are selective, and a shared belief
that the risk is low makes defiance rational for all. Related: Carlsson & van Damme (1993), Morris & Shin
(1998, 2003), Bassetto & Phelan (2008), Kleiman & Kilmer (2009), Segal (2003).
"""

from fractions import Fraction
from itertools import product

from ..errors import InputError
from ..games.definition import Claim, Definition, Formula, Proposition, SignTable
from ..games.normal_form import NormalForm
from ..problems.correlated_count import CorrelatedCount
from ..problems.fixed_points import FixedPoints
from ..problems.global_game import GlobalGame
from ..problems.symmetric_game import SymmetricGame
from ..symbolic.condition import parameter
from ..symbolic.functions import ceiling, harmonic, log
from ..symbolic.harmonic import harmonic_sign

LARGEST = 5  # officials in the game that is written out
CROWD = 2_000  # in a game of a crowd
LISTED = 1_000_000  # whose gains are listed
PARAMETERS = (
    parameter(
        "N",
        "N > K",
        "100",
        "localities, by their leading officials",
        "count",
        source="illustrative",
        integer=True,
    ),
    parameter(
        "K",
        "1 <= K < N",
        "8",
        "sanction capacity per round",
        "count",
        source="[MP]: eight officials disciplined, all of one city: K = 1 is the reading by locality",
        integer=True,
    ),
    parameter(
        "p_star",
        "p_star > 0",
        "0.3",
        "tolerated sanction probability",
        "probability",
        source="illustrative; career_calculus gives 0.1048",
    ),
    parameter("kappa", "0 < kappa <= 1", "0.08", "K/N in the continuum", "share", source="8/100"),
    parameter(
        "n_hard",
        "0 <= n_hard <= N",
        "0",
        "officials who defy whatever happens, at the head of the list",
        "count",
        source="illustrative",
        integer=True,
    ),
)


def game(N, K, p_star):
    """The game of N officials, written out."""
    if N > LARGEST:
        where = f"capacity_defiance: a game of {N} officials is too large to write out"
        raise InputError(f"{where}: N must be at most {LARGEST}. The question equilibria takes any N.")
    defy = {m: p_star - Fraction(min(K, m), m) for m in range(1, N + 1)}
    return NormalForm.build(
        players=[f"Official {i}" for i in range(1, N + 1)],
        strategies=(("C", "D"),) * N,
        payoffs={
            acts: tuple(defy[acts.count("D")] if a == "D" else 0 for a in acts)
            for acts in product("CD", repeat=N)
        },
        parameters=PARAMETERS,
    )


def gains(N, K, p_star, most=CROWD):
    """What an official gains by defying when m = 0, ..., N - 1 others do."""
    fail_if_over(N, most)
    return [p_star - Fraction(min(K, m + 1), m + 1) for m in range(N)]


def crowd(N, K, p_star):
    """The same game for any N."""
    return SymmetricGame(gains=gains(N, K, p_star))


def mediated(N, K, p_star):
    """The same game with a mediator."""
    return CorrelatedCount(gains=gains(N, K, p_star))


def signals(N, K):
    """The same game with noisy signals of the gain, whose threshold is the question."""
    return GlobalGame(gains=gains(N, K, 0, LISTED))


def continuum_signals(kappa):
    """The same with a continuum of officials, of whom the share x defies."""
    rest = [] if kappa == 1 else [(1, f"-{kappa}/x")]
    return GlobalGame(pieces=[(kappa, -1), *rest])


def enough_capacity(p_star):
    """Where the threshold of the continuum is p_star; it is at most 2*sqrt(kappa)."""
    return FixedPoints(
        f"kappa*(1 - log(kappa)) - {p_star}", min(p_star, 1) ** 2 / 4, 1, variable="kappa", zero=True
    )


def p_G(K, N):
    """Sanction probability, tolerated, above which officials with noisy signals defy."""
    return K / N * (1 + harmonic(N) - harmonic(K))


def p_G_continuum(kappa):
    """The same in the continuum."""
    return kappa * (1 - log(kappa))


def margin(p_star, p_G_continuum):
    """By how much tolerance exceeds the threshold of the continuum: defiance where positive."""
    return p_star - p_G_continuum


def m_crit(K, p_star):
    """Size of the smallest coalition whose members do not lose by defying together (where p_star < 1)."""
    return ceiling(K / p_star)


def view(equilibrium):
    """Who defies; sigma is the first official's probability."""
    shares = [mixture["D"] for mixture in equilibrium.strategies.values()]
    label = next(
        (word for n, word in ((0, "all comply"), (1, "all defy")) if all(s == n for s in shares)), None
    )
    return {"label": label or equilibrium.kind, "sigma": shares[0]}


def equilibria(crowd, m_crit, N, K, p_star):
    """How many defy in the pure equilibria, the mixed one, and the smallest self-protecting coalition."""
    mixed = [e.probability for e in crowd.symmetric if e.probability is not None]
    return {
        "pure_defier_counts": list(crowd.pure),
        "sigma_mixed": mixed[0] if mixed else None,
        "m_crit": int(m_crit) if p_star < 1 else 1,
        "complete": crowd.complete,
        "knife_edge": p_star == 1 or p_star * N == K,
    }


def global_game(signals, N, K, p_star):
    """The threshold under noisy signals of everybody's gain, and what is played."""
    below = harmonic_sign(K, N, Fraction(p_star * N, K) - 1)  # of p_G - p_star, exactly
    return {"p_G": signals.threshold, "action": action(-below)}


def continuum(continuum_signals):
    """The threshold in the continuum."""
    return {"p_G": continuum_signals.threshold}


def kappa_needed(enough_capacity):
    """Share that the center must be able to sanction to deter these officials; None if none does."""
    return {"kappa": next(iter(enough_capacity.numbers), None)}


def N_critical(K, p_star):
    """Smallest number of localities that K sanctions do not deter."""

    def deterred(n):  # K/n*(1 + harmonic(n) - harmonic(K)) >= p_star
        return harmonic_sign(K, n, Fraction(p_star * n, K) - 1) >= 0

    low, high = K, K + 1
    while deterred(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if deterred(middle) else (low, middle)
    return {"N_critical": high}


def correlated(mediated):
    """Least and greatest expected number of defiers in correlated equilibria."""
    return {"min_defiers": mediated.least, "max_defiers": mediated.greatest}


def priority_list(N, K, p_star, n_hard):
    """How many defy when the first K defiers on an announced list are sanctioned, by iterated dominance.

    It is None where indifference (p_star = 1) leaves several ways to play.
    """
    fail_if_over(N, LISTED)
    acts = ["D"] * n_hard + [""] * (N - n_hard)
    changed = True
    while changed:
        changed, sure, possible = False, 0, 0  # defiers further ahead
        for i, act in enumerate(acts):
            if not act:
                worst, best = (p_star - (ahead < K) for ahead in (sure, possible))
                acts[i] = act = "D" if worst > 0 else "C" if best < 0 else ""
                changed = changed or act != ""
            sure, possible = sure + (act == "D"), possible + (act != "C")
    return {"defiers": None if "" in acts else acts.count("D"), "knife_edge": "" in acts}


def fail_if_over(N, most):
    """Raise InputError where there are more officials than can be dealt with one by one."""
    if most < N:
        raise InputError(
            f"capacity_defiance: N (localities) must be at most {most} here, got {N}. "
            "The questions continuum and N_critical have no such bound."
        )


def action(gain):
    """What is played where defying gains this much."""
    return "D" if gain > 0 else "C" if gain < 0 else "indifferent"


# Three officials, one sanction: the risk of an official who defies while two others do so with probabilities
# a and b, independently.
RISK = "(1 - (a + b)/2 + a*b/3)"
CHANCES = ("0 <= a", "a <= 1", "0 <= b", "b <= 1")
OTHERS = ("a", "b")
# all mix with sigma and are indifferent; then all defy with probability a instead
MIXED = ("0 < sigma", "sigma < 1", "p_star = 1 - sigma + sigma**2/3")
TIPPED_DOWN, TIPPED_UP = (*MIXED, "0 <= a", "a < sigma"), (*MIXED, "sigma < a", "a <= 1")

PROPOSITIONS = (
    Proposition(
        "P3.1",
        "Defying gains more the more others defy. For p_star < K/N all comply, for p_star > 1 all defy; "
        "between there are exactly three equilibria: all comply, all defy, and all mix with the same "
        "probability. (Claimed of three officials and one sanction; any N and K in the tests.)",
        (
            Claim("min(1, K/m) >= min(1, K/(m + 1))", given=("m >= 1",), unknowns=("m",)),
            Claim(f"p_star < {RISK}", given=("p_star < 1/3", *CHANCES), unknowns=OTHERS),
            Claim(f"p_star > {RISK}", given=("p_star > 1", *CHANCES), unknowns=OTHERS),
            # officials 2 and 3 mix with a and b: official 1, if it complies, would rather defy ...
            Claim(
                f"p_star > {RISK}", given=(*CHANCES, "a > 0", "b > 0", "p_star = 1 - b/2"), unknowns=OTHERS
            ),
            # ... and if it defies, would rather comply
            Claim(
                f"p_star < {RISK}",
                given=(*CHANCES, "a < 1", "b < 1", "p_star = 1 - (1 + b)/2 + b/3"),
                unknowns=OTHERS,
            ),
            # official 1 mixes and is indifferent against a and b; officials 2 and 3 against c and the other
            Claim(
                "a = b",
                given=(
                    *CHANCES,
                    "0 < c",
                    "c < 1",
                    "p_star = 1 - (a + c)/2 + a*c/3",
                    "p_star = 1 - (b + c)/2 + b*c/3",
                ),
                unknowns=("a", "b", "c"),
            ),
            Claim(
                "p_star = 1 - a + a**2/3",
                given=("a = (3 - sqrt(12*p_star - 3))/2", "1/3 < p_star", "p_star < 1"),
                unknowns=("a",),
            ),
        ),
        in_part=True,
    ),
    Proposition(
        "P3.2",
        "The mixed equilibrium is unstable: where all defy with less than its probability complying is "
        "better, with more defying is. It is near K/(N*p_star) where the cap is rarely slack, and where "
        "p_star < 1 m_crit = ceiling(K/p_star) is the smallest coalition that protects itself. (Instability "
        "is claimed of three officials and one sanction; the rest is in the tests.)",
        (
            Claim("1 - a + a**2/3 > p_star", given=TIPPED_DOWN, unknowns=("a", "sigma")),
            Claim("1 - a + a**2/3 < p_star", given=TIPPED_UP, unknowns=("a", "sigma")),
            Claim("K/m_crit <= p_star"),
            Claim("K/(m_crit - 1) > p_star", given=("m_crit > 1",)),
        ),
        in_part=True,
    ),
    Proposition(
        "P3.3",
        "With noisy signals officials defy iff p_star > p_G, the average of min(1, K/m) over m = 1, ..., "
        "N; in the continuum p_G = kappa*(1 - log(kappa)), above kappa, below 1 and rising in kappa. "
        "(Finite N, iterated dominance from both ends: in the tests.)",
        (
            Claim("p_G_continuum > kappa", given=("kappa < 1",)),
            Claim("p_G_continuum < 1", given=("kappa < 1",)),
            Claim("slope > 0", slope=("p_G_continuum", "kappa"), given=("kappa < 1",)),
        ),
        in_part=True,
    ),
    Proposition(
        "P3.4",
        "Little capacity is enough: 18.67 percent deter p_star = 0.5. But with K fixed p_G falls to 0 as N "
        "grows. (Sums: in the tests.)",
        (
            Claim("p_G_continuum > 1/2", given=("kappa = 0.1867",)),
            Claim("p_G_continuum < 1/2", given=("kappa = 0.1866",)),
        ),
        in_part=True,
    ),
    Proposition(
        "P3.5",
        "For K/N <= p_star <= 1 the expected number of defiers in correlated equilibria is anything from 0 "
        "to N, below K/N it is 0. (Checked by linear programs in the tests.)",
        (),
    ),
    Proposition(
        "P3.6",
        "Where an announced list is followed and p_star < 1, iterated dominance leaves exactly n_hard "
        "defiers if n_hard < K, and all N if n_hard >= K. (Checked by enumeration in the tests.)",
        (),
    ),
)


def known(query, params, **expect):
    """A published answer."""
    return {"model": "capacity_defiance", "query": query, "params": params, "expect": expect, "tol": 1e-6}


THREE, HUNDRED = {"N": 3, "K": 1, "p_star": 0.5}, {"N": 100, "K": 8, "p_star": 0.3}
KNOWN = (
    known("equilibria", THREE, pure_defier_counts=[0, 3], sigma_mixed=0.6339745962, m_crit=2),
    known("equilibria", HUNDRED, pure_defier_counts=[0, 100], sigma_mixed=0.2666666433, m_crit=27),
    known("global_game", HUNDRED, p_G=0.27756163, action="D"),
    known("global_game", {"N": 400, "K": 8, "p_star": 0.104803}, p_G=0.09704145097, action="D"),
    known("global_game", {"N": 30, "K": 2, "p_star": 0.019139}, p_G=0.2329991421, action="C"),
    known("continuum", {"kappa": 0.08}, p_G=0.2820582915),
    known("kappa_needed", {"p_star": 0.5}, kappa=0.1866823089),
    known("N_critical", {"K": 8, "p_star": 0.104803}, N_critical=363),
    known("correlated", THREE, min_defiers=0, max_defiers=3),
    known("priority_list", {"N": 50, "K": 1, "p_star": 0.9, "n_hard": 0}, defiers=0),
)

SIGNS = (
    SignTable(
        rows={
            "kappa": {"p_G_continuum": "+", "margin": "-"},
            "p_star": {"p_G_continuum": "0", "margin": "+"},
        },
        given=("kappa < 1",),
    ),
    SignTable(rows={"p_star": {"equilibria.sigma_mixed": "-"}}, values={"N": 10, "K": 2}),
)

MODEL = Definition(
    source="[MP]: sanctions are selective; a shared belief about low risk makes defiance rational for all",
    parameters=PARAMETERS,
    game=game,
    shape={"N": 3, "K": 1},
    outcomes={"defiance": "P(Official 1 = D)"},
    formulas=(p_G, p_G_continuum, margin, Formula(m_crit, where=("p_star < 1",))),
    problems=(crowd, mediated, signals, continuum_signals, enough_capacity),
    questions=(equilibria, global_game, continuum, kappa_needed, N_critical, correlated, priority_list),
    view=view,
    propositions=PROPOSITIONS,
    known=KNOWN,
    signs=SIGNS,
    references=(
        "MeiPearson",
        "CarlssonVanDamme1993",
        "MorrisShin1998",
        "MorrisShin2003",
        "BassettoPhelan2008",
        "KleimanKilmer2009",
        "Segal2003",
    ),
)
