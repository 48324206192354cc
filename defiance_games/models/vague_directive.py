"""When is vagueness the center's best signal?

The center's tolerance line is conservative or, with probability ``lam``, liberal; only the center knows
which. It issues a directive (a message: caution or encouragement, which cost nothing); a local leader hears
it and does nothing, reforms cautiously, or boldly. Payoffs (center, local)::

                    nothing    cautious     bold
    conservative    0, 0       w1, v1       w2 - zeta, -z
    liberal         0, 0       w1, v1       w2, v2

Bold reform beyond the line brings the local criticism ``z`` and costs the center ``zeta`` at the top. Told
nothing, the local is bold iff lam >= lambda_star = (v1 + z)/(v2 + z).

Two versions: the center *commits* to what it says under which line (persuasion: encouragement always if the
line is liberal, with probability y_opt if it is conservative), or it says what it likes (cheap talk: the
game). A cheap-talk equilibrium is informative if what the local does depends on the message.

Source: [A] Oscar Almén, essay on local innovation and political reform in China: central statements are vague
partly on purpose, to leave local leaders room, who cannot know how far they may go. Related: Crawford & Sobel
(1982), Kamenica & Gentzkow (2011), Staton & Vanberg (2008), Callander (2011).
"""

from ..games.definition import BranchClaim, Claim, Definition, Exhaustive, Formula, Proposition, SignTable
from ..games.signaling import SignalingGame
from ..problems.persuasion import Persuasion
from ..symbolic.condition import parameter

PARAMETERS = tuple(
    parameter(name, domain, default, meaning, unit, source="illustrative")
    for name, domain, default, unit, meaning in (
        ("lam", "0 < lam < 1", "0.3", "probability", "prior of the liberal line"),
        ("v1", "0 < v1 < v2", "1", "utility", "local gain, cautious reform"),
        ("v2", "v2 > v1", "2", "utility", "local gain, bold reform tolerated"),
        ("z", "z > 0", "1", "utility", "criticism for going too far"),
        ("w1", "0 < w1 < w2", "1", "utility", "center's gain, cautious reform"),
        ("w2", "w2 > w1", "3", "utility", "center's gain, bold reform"),
        ("zeta", "zeta > 0", "1", "utility", "center's political cost of bold reform beyond the line"),
    )
)
LINES = ("conservative", "liberal")
MESSAGES = ("caution", "encouragement")
BOLDNESS = ("nothing", "cautious", "bold")


def payoffs(v1, v2, z, w1, w2, zeta):
    """Line -> boldness -> payoffs of (center, local)."""
    return {
        "conservative": {"nothing": (0, 0), "cautious": (w1, v1), "bold": (w2 - zeta, -z)},
        "liberal": {"nothing": (0, 0), "cautious": (w1, v1), "bold": (w2, v2)},
    }


def game(lam, v1, v2, z, w1, w2, zeta):
    """Cheap talk: payoffs do not depend on the message."""
    table = payoffs(v1, v2, z, w1, w2, zeta)
    return SignalingGame.build(
        players=("Center", "Local"),
        types={"conservative": 1 - lam, "liberal": lam},
        messages=MESSAGES,
        responses=BOLDNESS,
        payoffs={line: dict.fromkeys(MESSAGES, table[line]) for line in LINES},
        parameters=PARAMETERS,
    )


def directive(lam, v1, v2, z, w1, w2, zeta):
    """Commitment: what a center that keeps its word tells the local under either line."""
    table = payoffs(v1, v2, z, w1, w2, zeta)
    center, local = ([[table[line][a][i] for a in BOLDNESS] for line in LINES] for i in (0, 1))
    return Persuasion(LINES, (1 - lam, lam), BOLDNESS, receiver=local, sender=center)


def lambda_star(v1, v2, z):
    """Prior of the liberal line at which a local who is told nothing is indifferent to boldness."""
    return (v1 + z) / (v2 + z)


def y_opt(lam, v1, v2, z):
    """Probability of encouragement under the conservative line (partial vagueness)."""
    return lam * (v2 - v1) / ((1 - lam) * (v1 + z))


def U_clear(lam, w1, w2):
    """Center's payoff from full clarity."""
    return (1 - lam) * w1 + lam * w2


def U_bold(lam, w2, zeta):
    """Center's payoff if the local is bold whatever the line."""
    return w2 - (1 - lam) * zeta


def U_opt(lam, y_opt, w1, w2, zeta):
    """Center's payoff from the optimal directive (partial vagueness)."""
    return (1 - lam) * ((1 - y_opt) * w1 + y_opt * (w2 - zeta)) + lam * w2


def view(equilibrium):
    """Informative iff the local acts differently after two messages that are both sent; its boldness."""
    center, local = equilibrium.strategies["Center"], equilibrium.strategies["Local"]
    sent = all(any(center[line][m] != 0 for line in LINES) for m in MESSAGES)
    differs = any(local["caution"][a] != local["encouragement"][a] for a in BOLDNESS)
    label = "informative" if sent and differs else "babbling"
    return {"label": label, "boldness": equilibrium.outcomes["boldness"]}


def solve(directive, solution, lambda_star, lam, w1, w2, zeta):
    """The optimal directive under commitment, and whether cheap talk can be informative."""
    informative = any(view(e)["label"] == "informative" for e in solution)
    return {
        "lambda_star": lambda_star,
        "U_clear": directive.value_informed,
        "U_vague": directive.value_uninformed,
        "vague_action": BOLDNESS.index(directive.uninformed),
        "y_opt": directive.rule["conservative"]["bold"],
        "U_opt": directive.value,
        "cheap_talk": "informative_exists" if informative else "babbling_only",
        "knife_edge": lam == lambda_star or w2 - w1 == zeta,
    }


KEEN = "w2 - w1 > zeta"  # the center likes boldness whatever the line
GENERIC = ("w2 - w1 != zeta", "lam != lambda_star")
PARTIAL = ("lam < lambda_star", KEEN)
# encouragement is sent with probability x under the liberal line, y under the conservative; it is obeyed
RULE = ("0 <= x <= 1", "0 <= y <= 1", "lam*x*v2 - (1 - lam)*y*z >= v1*(lam*x + (1 - lam)*y)")
WORTH = "lam*(w1 + x*(w2 - w1)) + (1 - lam)*(w1 + y*(w2 - zeta - w1))"


def bounded(by, *given):
    """The claim that no directive that is obeyed pays the center more than this."""
    return Claim(f"{WORTH} <= {by}", given=(*given, *RULE), unknowns=("x", "y"))


PROPOSITIONS = (
    Proposition(
        "P8.1",
        "Told nothing, the local goes bold iff lam >= lambda_star = (v1 + z)/(v2 + z).",
        (
            Claim("lam*v2 - (1 - lam)*z >= v1", given=("lam >= lambda_star",)),
            Claim("lam*v2 - (1 - lam)*z < v1", given=("lam < lambda_star",)),
            Claim("0 < lambda_star < 1"),
        ),
    ),
    Proposition(
        "P8.2",
        "The optimal directive: full clarity if w2 - w1 <= zeta; else complete vagueness if lam >= "
        "lambda_star, and partial vagueness below, with encouragement sent under the conservative line just "
        "so often (y_opt) that the encouraged local is indifferent.",
        (
            bounded("U_clear", "w2 - w1 <= zeta"),
            bounded("U_bold", KEEN, "lam >= lambda_star"),
            bounded("U_opt", *PARTIAL),
            Claim("y <= y_opt", given=("x <= 1", *RULE), unknowns=("x", "y")),
            Claim("0 < y_opt < 1", given=PARTIAL),
            Claim("lam*v2 - (1 - lam)*y_opt*z = v1*(lam + (1 - lam)*y_opt)"),
            Claim("y_opt = lam*(1 - lambda_star)/((1 - lam)*lambda_star)"),
            Claim("U_opt > U_clear", given=PARTIAL),
            Claim("U_opt > w1", given=PARTIAL),
        ),
    ),
    Proposition(
        "P8.3",
        "Without commitment, with two statements to choose from: if w2 - w1 > zeta the conservative center "
        "wants boldness too, so both send what induces most of it and no cheap-talk equilibrium is "
        "informative; if zeta > w2 - w1 an informative one exists. The more the center likes reform, the "
        "emptier its statements.",
        (
            Exhaustive(("babbling",), given=(KEEN, "lam != lambda_star")),
            BranchClaim("babbling", region=((),), given=GENERIC),
            BranchClaim(
                "informative", region=(("zeta > w2 - w1",),), values={"boldness": "lam"}, given=GENERIC
            ),
        ),
    ),
    Proposition(
        "P8.4",
        "Harsher criticism z raises lambda_star and lowers y_opt: to get experiments at all, the center "
        "must then speak more clearly.",
        (Claim("slope > 0", slope=("lambda_star", "z")), Claim("slope < 0", slope=("y_opt", "z"))),
    ),
)


def known(lam, zeta, **expect):
    """A published answer."""
    params = {"lambda": lam, "v1": 1.0, "v2": 2.0, "z": 1.0, "w1": 1.0, "w2": 3.0, "zeta": zeta}
    expect = {"lambda_star": 0.6666666667} | expect
    return {"model": "vague_directive", "query": "solve", "params": params, "expect": expect, "tol": 1e-6}


KNOWN = (
    known(
        0.3,
        1.0,
        U_clear=1.6,
        U_vague=1.0,
        y_opt=0.2142857143,
        U_opt=1.75,
        vague_action=1,
        cheap_talk="babbling_only",
    ),
    known(
        0.7, 1.0, U_clear=2.4, U_vague=2.7, y_opt=1.0, U_opt=2.7, vague_action=2, cheap_talk="babbling_only"
    ),
    known(
        0.3,
        3.0,
        U_clear=1.6,
        U_vague=1.0,
        y_opt=0.0,
        U_opt=1.6,
        vague_action=1,
        cheap_talk="informative_exists",
    ),
)

SIGNS = (
    SignTable(
        rows={
            "lam": {"lambda_star": "0", "y_opt": "+", "U_opt": "+"},
            "z": {"lambda_star": "+", "y_opt": "-", "U_opt": "-"},
            "zeta": {"lambda_star": "0", "y_opt": "0", "U_opt": "-"},
            "v1": {"lambda_star": "+", "y_opt": "-", "U_opt": "-"},
        },
        given=PARTIAL,
    ),
)

MODEL = Definition(
    source="[A]: central statements are vague partly on purpose, to leave local leaders room",
    parameters=PARAMETERS,
    game=game,
    problems=(directive,),
    outcomes={
        "boldness": "P(bold)",
        "boldness_encouraged": "P(bold | encouragement)",
        "criticism": "P(conservative and bold)",
    },
    formulas=(lambda_star, Formula(y_opt, where=PARTIAL), U_clear, U_bold, Formula(U_opt, where=PARTIAL)),
    questions=(solve,),
    view=view,
    propositions=PROPOSITIONS,
    known=KNOWN,
    signs=SIGNS,
    references=("Almen", "CrawfordSobel1982", "KamenicaGentzkow2011", "StatonVanberg2008", "Callander2011"),
)
