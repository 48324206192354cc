"""How long does a reputation for sanctioning deter, and when is a credible routine impossible?

Finite horizon. A center meets ``T`` localities, one after another, in view of all. With probability ``q`` it
is resolute (R) and sanctions every defiance; else it is weak (W) and free to choose. Each locality complies
(C) or defies (D); after D the center sanctions (S) or not (N). Payoffs of a meeting::

    weak center    0 after C,   -h after D and N,   -h - k after D and S    (discount factor delta)
    locality       0 from C,    p_star - P(S) from D, per unit of what a sanction costs it

so that a locality defies iff it expects a sanction with a probability below ``p_star``. With ``n`` localities
left the public belief in R is ``mu``. Domain: k < delta*h, one more compliance is worth a sanction. Solution:
sequential equilibrium; the game is the tree with T localities, in which only the weak center moves.

Infinite horizon. A center known to be weak, a continuum of localities in every period. A share ``e`` defies
whatever happens; the others comply as long as the center sanctions a share ``phi`` >= p_star of the defiers.
If it ever sanctions fewer, everybody defies for ever, unsanctioned. It loses h*e + k*phi*e per period in the
routine, and h after its collapse.

Source: [MP] Ciqi Mei and Margaret Pearson, chapter on the diffusion of policy defiance among Chinese local
officials, in a volume on policy diffusion in China: sanctions are selective and not sustainable. Related:
Selten (1978), Kreps & Wilson (1982), Milgrom & Roberts (1982); Abreu (1988) for the infinite horizon.
"""

from ..errors import InputError
from ..games.definition import (
    BranchClaim,
    Claim,
    Definition,
    Exhaustive,
    Formula,
    Proposition,
    Question,
    SignTable,
)
from ..games.extensive_form import ExtensiveForm
from ..games.tree import chance, end, move
from ..problems.repeated import Repeated
from ..problems.reputation import Reputation
from ..symbolic.condition import parameter
from ..symbolic.expression import as_expression
from ..symbolic.functions import ceiling, log

LARGEST = 6  # number of localities in a tree
K_MEANING, MADE_UP = "weak type's cost of a sanction", "illustrative"
PARAMETERS = (
    parameter("T", "T >= 1", "5", "localities in sequence", "periods", MADE_UP, integer=True),
    *(
        parameter(name, domain, default, meaning, unit, MADE_UP)
        for name, domain, default, unit, meaning in (
            ("q", "0 < q < 1", "0.2", "probability", "prior that the center is resolute"),
            ("p_star", "0 < p_star < 1", "0.5", "probability", "tolerated sanction probability"),
            ("k", "k > 0", "1", "utility", K_MEANING),
            ("h", "h > 0", "3", "utility", "harm per defiance"),
            ("delta", "0 < delta < 1", "0.9", "per period", "center's discount factor"),
            ("e", "0 < e < 1", "0.05", "share", "localities that always defy (infinite horizon)"),
        )
    ),
)
COST = parameter("k", "0 < k < delta*h", "1", K_MEANING, "utility", MADE_UP)  # finite horizon
LEFT = parameter("n", "1 <= n", "4", "localities left, this one included", "periods", MADE_UP, integer=True)
BELIEF = parameter("mu", "0 < mu < 1", "0.05", "belief that the center is resolute", "probability", MADE_UP)
SHARE = parameter(
    "phi",
    "p_star <= phi <= 1",
    "p_star",
    "share of defiers sanctioned",
    "probability",
    "the least that deters",
)


# -- finite horizon -----------------------------------------------------------------------------
def game(T, q, p_star, k, h, delta):
    """The tree with T localities; it has 3**T plays of the weak center."""
    if T > LARGEST:
        raise InputError(
            f"sanction_reputation: T (localities in sequence) must be at most {LARGEST} in the tree, "
            f"got {T}. Ask the question horizon, which has no such limit."
        )

    def onward(history, center, localities, weak):
        """What follows a history of what each locality met with: C, S or N."""
        met = len(history)
        if met == T:
            return end(center, *localities)
        now = delta**met

        def after(met_with, loss, gain):
            paid = center - now * loss if weak else 0
            return onward(history + met_with, paid, (*localities, gain), weak)

        sanction = after("S", h + k, p_star - 1)
        defied = sanction
        if weak:
            actions = {"S": sanction, "N": after("N", h, p_star)}
            defied = move("Center", actions, at=f"D after {history or 'nothing'}")
        return move(
            f"Locality {met + 1}", {"C": after("C", 0, 0), "D": defied}, at=f"after {history or 'nothing'}"
        )

    return ExtensiveForm.build(
        players=("Center", *(f"Locality {i}" for i in range(1, T + 1))),
        tree=chance({"R": (q, onward("", 0, (), False)), "W": (1 - q, onward("", 0, (), True))}),
        parameters=PARAMETERS,
    )


def view(equilibrium):
    """What the first two localities and the weak center do."""
    center, first = equilibrium.strategies["Center"]["D after nothing"]["S"], "Locality 1"
    comply = equilibrium.strategies[first]["after nothing"]["C"]
    second = equilibrium.strategies.get("Locality 2")
    label = "honeymoon" if center == 1 else "no_reputation" if center == 0 else "decay"
    if label == "decay" and comply == 1:
        label = "last_defies"
    return {
        "label": label if comply in (0, 1) else "tie",
        "comply": comply,
        "weak_sanction": center,
        "comply_after_sanction": second and second["after S"]["C"],
        "comply_after_leniency": second and second["after N"]["C"],
    }


def spell(n, mu, p_star, k, h, delta):
    """The game from a belief on."""
    return Reputation(horizon=n, prior=mu, tolerance=p_star, cost=k, harm=h, delta=delta)


def stage(spell):
    """What is done with n localities left at belief mu, and the belief after a sanction."""
    now = spell.first
    return {
        "comply_prob": now.comply,
        "weak_sanction_prob": now.weak_sanction,
        "total_sanction_prob": now.total_sanction,
        "posterior": now.posterior,
        "cutoff": spell.cutoffs[-1],
        "knife_edge": now.belief == spell.cutoffs[-1],
    }


def sequence(T, q, p_star, k, h, delta):
    """The game from the prior on."""
    return Reputation(horizon=T, prior=q, tolerance=p_star, cost=k, harm=h, delta=delta)


def horizon(sequence, n_bar):
    """How long deterrence lasts: everybody complies while n_bar localities or more are left."""
    return {
        "n_bar": int(as_expression(n_bar).evaluate()),
        "honeymoon": sequence.honeymoon,
        "expected_defiances": sequence.first.expected_defiances,
        "U_weak": sequence.first.value,
        "knife_edge": sequence.knife_edge,
    }


def n_bar_real(q, p_star):
    """Localities left at which the prior is just enough, before rounding."""
    return log(q) / log(p_star)


def n_bar(n_bar_real):
    """Least number of localities left with which everybody complies."""
    return ceiling(n_bar_real)


def y_mix(k, delta, h):
    """Probability of compliance where the belief is just at the cutoff."""
    return k / (delta * h)


def bluff(q, p_star):
    """Probability that the weak center sanctions when two localities are left (below the cutoff)."""
    return q * (1 - p_star) / ((1 - q) * p_star)


# -- infinite horizon ---------------------------------------------------------------------------
def routine(k, h, e, phi, delta):
    """The center's side of the routine: to keep it, to save the sanctions once, and the collapse."""
    return Repeated(
        players=("Center",),
        cooperation=(-h * e - k * phi * e,),
        deviation=(-h * e,),
        punishment=(-h,),
        delta=delta,
    )


def infinite(routine, delta, e_max):
    """Whether the routine can be sustained; e_max is always that of phi = p_star."""
    return {
        "delta_c": routine.critical,
        "sustainable": routine.sustained,
        "e_max": e_max,
        "knife_edge": delta == routine.critical,
    }


def delta_c(k, p_star, e, h):
    """Least discount factor of a sustainable routine with phi = p_star; from 1 on there is none."""
    return k * p_star * e / (h * (1 - e))


def e_max(delta, h, k, p_star):
    """Largest share of the undeterred with which the routine is sustainable."""
    return delta * h / (k * p_star + delta * h)


CHEAP = ("k < delta*h",)
GENERIC = (*CHEAP, "q != p_star", "q != p_star**2")
PLACE = ("0 < z", "z < 1", "0 < mu", "mu < z")  # a belief below z = p_star**(n - 1), with n left
X = "mu*(1 - z)/((1 - mu)*z)"
PHI = ("0 < phi", "phi <= 1")
KEPT = "k*phi*e <= delta/(1 - delta)*(h - (h*e + k*phi*e))"  # a deviation saves less than it costs
PROPOSITIONS = (
    Proposition(
        "P4.1",
        "With n left and belief mu a locality complies above p_star**n, defies below, and complies with "
        "probability k/(delta*h) at the cutoff. The weak center sanctions for sure from p_star**(n - 1) up, "
        "else so that a sanction lifts the belief to just that, never with n = 1; N reveals it, and then "
        "everybody defies. (With two localities proved to be all equilibria off the ties; in general the "
        "indifferences, with z = p_star**(n - 1). Any horizon: one-shot deviations, in the tests.)",
        (
            Exhaustive(("honeymoon", "last_defies", "decay"), given=GENERIC),
            BranchClaim(
                "honeymoon",
                given=GENERIC,
                region=(("q > p_star",),),
                values={"comply": "1", "comply_after_sanction": "1", "comply_after_leniency": "0"},
            ),
            BranchClaim(
                "last_defies",
                given=GENERIC,
                region=(("p_star**2 < q", "q < p_star"),),
                values={"weak_sanction": "bluff", "comply_after_sanction": "y_mix"},
            ),
            BranchClaim(
                "decay",
                given=GENERIC,
                region=(("q < p_star**2",),),
                values={"comply": "0", "weak_sanction": "bluff", "comply_after_sanction": "y_mix"},
            ),
            Claim(f"mu/(mu + (1 - mu)*{X}) = z", given=PLACE, unknowns=("mu", "z")),
            Claim(f"mu + (1 - mu)*{X} = mu/z", given=PLACE, unknowns=("mu", "z")),
            Claim(f"{X} < 1", given=PLACE, unknowns=("mu", "z")),
            Claim("mu/z < p_star", given=(*PLACE, "mu < p_star*z"), unknowns=("mu", "z")),
            Claim("mu/z > p_star", given=(*PLACE, "mu > p_star*z"), unknowns=("mu", "z")),
            Claim("delta*y_mix*h = k"),
        ),
        in_part=True,
    ),
    Proposition(
        "P4.2",
        "All localities comply while n >= n_bar, the first T - n_bar + 1 of T; then the reputation is spent. "
        "n_bar rises in p_star without bound, and falls in q. (The claims compare the logarithms of "
        "p_star**x and q, before rounding; who complies with n left is P4.1, in the tests.)",
        (
            Claim("x*log(p_star) < log(q)", given=("x > n_bar_real",), unknowns=("x",)),
            Claim("x*log(p_star) > log(q)", given=("x < n_bar_real",), unknowns=("x",)),
            Claim("slope > 0", slope=("n_bar_real", "p_star")),
            Claim("slope < 0", slope=("n_bar_real", "q")),
            Claim("n_bar_real*(1 - p_star) >= -p_star*log(q)"),
        ),
        in_part=True,
    ),
    Proposition(
        "P4.3",
        "On the decay path each sanction that is seen lifts the belief from one cutoff to the next, while "
        "defiance still happens with probability 1 - k/(delta*h): visible resolve and visible defiance rise "
        "together. (That a locality complies with k/(delta*h) with more than two: in the tests.)",
        (
            Claim(
                f"mu/(mu + (1 - mu)*{X}) = mu/p_star", given=(*PLACE, "mu = p_star*z"), unknowns=("mu", "z")
            ),
            BranchClaim("decay", given=GENERIC, values={"comply_after_sanction": "k/(delta*h)"}),
            Claim("1 - y_mix > 0", given=CHEAP),
        ),
        in_part=True,
    ),
    Proposition(
        "P4.4",
        "The routine is an equilibrium iff delta >= k*phi*e/(h*(1 - e)); with phi = p_star iff e <= e_max. "
        "Where that is above 1 no patience suffices.",
        (
            Claim(KEPT, given=(*PHI, "delta >= k*phi*e/(h*(1 - e))"), unknowns=("phi",)),
            Claim("delta >= k*phi*e/(h*(1 - e))", given=(*PHI, KEPT), unknowns=("phi",)),
            Claim("e <= e_max", given=("delta >= delta_c",)),
            Claim("delta >= delta_c", given=("e <= e_max",)),
        ),
    ),
    Proposition(
        "P4.5",
        "The threshold is proportional to the share that is sanctioned: to sanction everybody is harder to "
        "sustain than to select, by the factor 1/p_star.",
        (
            Claim("k*e/(h*(1 - e)) = delta_c/p_star"),
            Claim("slope*p_star = delta_c", slope=("delta_c", "p_star")),
            Claim("slope > 0", slope=("delta_c", "e")),
        ),
    ),
)

SIGNS = (
    SignTable(
        rows={
            "k": {"delta_c": "+", "e_max": "-"},
            "h": {"delta_c": "-", "e_max": "+"},
            "e": {"delta_c": "+", "e_max": "0"},
            "p_star": {"delta_c": "+", "e_max": "-"},
            "delta": {"delta_c": "0", "e_max": "+"},
        }
    ),
    SignTable(rows={"q": {"n_bar_real": "-"}, "p_star": {"n_bar_real": "+"}}),
)


def known(query, params, **expect):
    """A published answer."""
    return {"model": "sanction_reputation", "query": query, "params": params, "expect": expect, "tol": 1e-6}


CENTER = {"k": 1.0, "h": 3.0, "delta": 0.9}
KNOWN = (
    known(
        "stage",
        {"n": 4, "mu": 0.05, "p_star": 0.5, **CENTER},
        comply_prob=0.0,
        weak_sanction_prob=0.3684210526,
        total_sanction_prob=0.4,
        posterior=0.125,
    ),
    known(
        "stage",
        {"n": 2, "mu": 0.25, "p_star": 0.5, **CENTER},
        comply_prob=0.3703703704,
        weak_sanction_prob=0.3333333333,
        total_sanction_prob=0.5,
        posterior=0.5,
    ),
    known("horizon", {"T": 5, "q": 0.2, "p_star": 0.5, **CENTER}, n_bar=3, expected_defiances=1.851851852),
    known("horizon", {"T": 30, "q": 0.1, "p_star": 0.9, **CENTER}, n_bar=22, expected_defiances=18.9854749),
    known(
        "infinite",
        {"k": 1.0, "h": 4.0, "e": 0.05, "p_star": 0.02, "delta": 0.5},
        delta_c=0.0002631578947,
        sustainable=True,
        e_max=0.9900990099,
    ),  # SARS
    known(
        "infinite",
        {"k": 4.0, "h": 1.0, "e": 0.5, "p_star": 0.5, "delta": 0.9},
        delta_c=2.0,
        sustainable=False,
        e_max=0.3103448276,
    ),  # Tieben
)

MODEL = Definition(
    source="[MP]: sanctioning is necessarily selective and not sustainable",
    parameters=PARAMETERS,
    game=game,
    shape={"T": 2},
    concept="sequential",
    outcomes={"first_defiance": "P(Locality 1 = D)", "weak_sanction": "P(Center = S)"},
    formulas=(
        n_bar_real,
        n_bar,
        Formula(y_mix, where=CHEAP),
        Formula(bluff, where=("q < p_star",)),
        delta_c,
        e_max,
    ),
    problems=(spell, sequence, routine),
    questions=(
        Question(stage, parameters=(LEFT, BELIEF, COST)),
        Question(horizon, parameters=(COST,)),
        Question(infinite, parameters=(SHARE,)),
    ),
    view=view,
    propositions=PROPOSITIONS,
    signs=SIGNS,
    known=KNOWN,
    references=("MeiPearson", "Selten1978", "KrepsWilson1982", "MilgromRoberts1982", "Abreu1988"),
)
