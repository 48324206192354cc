"""Who builds lasting institutions, and does rotation help or hurt?

A leader with an innovation may institutionalize it at the start, at cost ``c``. It leaves office with
probability ``omega`` after each period (rotation). A successor then keeps the innovation, which is worth
``v_k`` to it over its own term, or replaces it by a brand of its own: ``v_n - c_n``, less ``R`` if what it
replaces is institutionalized. A kept innovation pays the departed founder a legacy of ``l`` per period,
starting in the period after it left, and dies with probability ``eps`` after each of them. The founder
discounts by ``delta``; what it enjoys while in office comes either way and is left out.

Payoffs (founder, successor), with c_star the value of a legacy to come::

                            keep                     replace
    institutionalize        c_star - c, v_k          -c, v_n - c_n - R
    do not                  c_star, v_k              0,  v_n - c_n

    legacy = l + delta*(1 - eps)*legacy
    c_star = delta*(omega*legacy + (1 - omega)*c_star)

Domain: v_n - c_n > v_k, everybody prefers a brand of its own. Solution: subgame-perfect equilibrium.

Source: [A] Oscar Almén, essay on local innovation and political reform in China: leaders stay a few years,
and an innovation lasts where rules and several actors carry it. Related: Glazer (1989), durability under
turnover.
"""

from ..games.definition import BranchClaim, Claim, Definition, Formula, Proposition, SignTable
from ..games.extensive_form import ExtensiveForm
from ..games.tree import end, move
from ..problems.decision_process import DecisionProcess
from ..symbolic.condition import parameter

MADE_UP = "illustrative"
PARAMETERS = tuple(
    parameter(name, domain, default, meaning, unit, source)
    for name, domain, default, unit, meaning, source in (
        (
            "omega",
            "0 < omega <= 1",
            "0.2",
            "per period",
            "rotation hazard",
            "[A]: a few years; value illustrative",
        ),
        ("c", "c > 0", "2", "utility", "cost of institutionalizing", MADE_UP),
        ("l", "l > 0", "1", "utility per period", "legacy flow", MADE_UP),
        ("eps", "0 < eps <= 1", "0.1", "per period", "death rate of a kept innovation", MADE_UP),
        ("delta", "0 < delta < 1", "0.9", "per period", "discount factor", MADE_UP),
        ("v_n", "v_n - c_n > v_k", "3", "utility", "value of a brand of one's own", MADE_UP),
        ("c_n", "v_n - c_n > v_k", "1", "utility", "cost of a brand of one's own", MADE_UP),
        ("v_k", "v_n - c_n > v_k", "1", "utility", "value of keeping the innovation", MADE_UP),
        ("R", "R >= 0", "2", "utility", "extra cost of replacing institutions", MADE_UP),
    )
)
LASTING, PLAIN = "institutionalize", "do not"


def legacy(l, delta, eps):
    """Value of a legacy when it begins."""
    return l / (1 - delta * (1 - eps))


def c_star(delta, omega, legacy):
    """Value in office of a legacy to come: the founder institutionalizes below this cost."""
    return delta * omega / (1 - delta * (1 - omega)) * legacy


def omega_star(c, delta, legacy):
    """Rotation above which the founder institutionalizes (above 1: never)."""
    return c * (1 - delta) / (delta * (legacy - c))


def R_star(v_n, c_n, v_k):
    """Extra cost of replacing from which a successor keeps the innovation."""
    return v_n - c_n - v_k


def life_plain(omega):
    """Expected life of an innovation that is not institutionalized, in periods."""
    return 1 / omega


def life_lasting(omega, eps):
    """Expected life of an innovation that is institutionalized and kept, in periods."""
    return 1 / omega + 1 / eps


def game(omega, c, l, eps, delta, v_n, c_n, v_k, R):
    """The founder institutionalizes or does not; then the first successor keeps or replaces."""
    worth = c_star(delta, omega, legacy(l, delta, eps))

    def successor(at, cost, extra):
        return move(
            "Successor", {"keep": end(worth - cost, v_k), "replace": end(-cost, v_n - c_n - extra)}, at=at
        )

    founder = {LASTING: successor("institutions", c, R), PLAIN: successor("no institutions", 0, 0)}
    return ExtensiveForm.build(
        players=("Founder", "Successor"), tree=move("Founder", founder, at="start"), parameters=PARAMETERS
    )


def view(equilibrium):
    """What the founder does, and the successor after it."""
    founder, successor = equilibrium.strategies["Founder"], equilibrium.strategies["Successor"]
    builds, kept = founder["start"][LASTING], successor["institutions"]["keep"]
    labels = {(1, 1): "lasting", (0, 1): "forgone", (0, 0): "futile"}
    return {
        "label": next((word for pair, word in labels.items() if pair == (builds, kept)), "tie"),
        "institutionalize": builds,
        "kept_with": kept,
        "kept_without": successor["no institutions"]["keep"],
    }


def founder(omega, c, l, eps, delta):
    """The founder's decision over time, given that successors keep institutions and nothing else."""
    leaving = {"office": 1 - omega, "legacy": omega}
    return DecisionProcess(
        {
            "start": {LASTING: (-c, leaving), PLAIN: (0, "nothing")},
            "office": {"serve": (0, leaving)},
            "legacy": {"watch": (l, {"legacy": 1 - eps, "nothing": eps})},
            "nothing": {"watch": (0, "nothing")},
        },
        criterion="discounted",
        delta=delta,
    )


def solve(solution, founder, omega_star, legacy, c, R_star, R, life_plain, life_lasting):
    """Whether lasting institutions are built, the thresholds, and how long the innovation lives."""
    c_star = founder.value[0]["office"]
    seen = {view(e)["label"] for e in solution}
    builds = True if seen == {"lasting"} else "indifferent" if seen & {"lasting", "tie"} else False
    return {
        "c_star": c_star,
        "omega_star": omega_star if legacy > c else None,
        "R_star": R_star,
        "institutionalise": builds,
        "life": None if builds == "indifferent" else life_lasting if builds else life_plain,
        "knife_edge": c_star == c or R_star == R,
    }


FACTOR = "delta*(legacy - c)/(1 - delta*(1 - omega))"
OFF_TIES = ("R != R_star", "c != c_star")
PROPOSITIONS = (
    Proposition(
        "P9.1",
        "Without institutions a successor replaces the innovation; with them it keeps it iff R >= R_star.",
        (
            BranchClaim(None, values={"kept_without": "0"}),
            BranchClaim(None, given=("R > R_star",), values={"kept_with": "1"}),
            BranchClaim(None, given=("R < R_star",), values={"kept_with": "0"}),
        ),
    ),
    Proposition(
        "P9.2",
        "Where successors keep institutions the founder builds them iff c < c_star, the value of a legacy to "
        "come; where they do not, it never does.",
        (
            BranchClaim("lasting", region=(("R > R_star", "c < c_star"),), given=OFF_TIES),
            BranchClaim("futile", region=(("R < R_star",),), given=OFF_TIES),
            Claim("legacy = l + delta*(1 - eps)*legacy"),
            Claim("c_star = delta*(omega*legacy + (1 - omega)*c_star)"),
        ),
    ),
    Proposition(
        "P9.3",
        "Rotation builds institutions: c_star rises in omega, and they appear iff omega > omega_star. The "
        "expected life is 1/omega below omega_star and 1/omega + 1/eps above: it falls in omega on both "
        "sides and jumps up between them.",
        (
            Claim("slope > 0", slope=("c_star", "omega")),
            Claim(f"c_star - c = {FACTOR}*(omega - omega_star)", given=("legacy != c",)),
            Claim(f"{FACTOR} > 0", given=("legacy > c",)),
            Claim("c > c_star", given=("legacy <= c",)),
            Claim("slope < 0", slope=("life_plain", "omega")),
            Claim("slope < 0", slope=("life_lasting", "omega")),
            Claim("life_lasting > life_plain"),
            # after each period the founder leaves with probability omega; then 1/eps more are left, or none
            Claim("life_plain = 1 + (1 - omega)*life_plain"),
            Claim("life_lasting = 1 + (1 - omega)*life_lasting + omega/eps"),
        ),
    ),
)

SIGNS = (
    SignTable(
        rows={
            name: {"c_star": s} for name, s in zip(("omega", "l", "eps", "delta", "c"), "++-+0", strict=True)
        }
    ),
)


def known(omega, **expect):
    """A published answer at this rotation hazard."""
    params = {"omega": omega, "c": 2.0, "l": 1.0, "eps": 0.1, "delta": 0.9}
    return {"model": "leader_rotation", "query": "solve", "params": params, "expect": expect, "tol": 1e-6}


KNOWN = (
    known(0.2, c_star=3.383458647, omega_star=0.06810035842, R_star=1.0, institutionalise=True, life=15.0),
    known(0.05, c_star=1.633393829, omega_star=0.06810035842, R_star=1.0, institutionalise=False, life=20.0),
)

MODEL = Definition(
    source="[A]: leaders are moved on and innovations fade unless institutionalized",
    parameters=PARAMETERS,
    game=game,
    outcomes={"institutions": f"P({LASTING})", "kept": "P(keep)"},
    formulas=(legacy, c_star, Formula(omega_star, where=("legacy > c",)), R_star, life_plain, life_lasting),
    problems=(founder,),
    questions=(solve,),
    view=view,
    propositions=PROPOSITIONS,
    signs=SIGNS,
    known=KNOWN,
    references=("Almen", "Glazer1989"),
)
