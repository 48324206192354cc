"""Why is the measured response never chosen under arbitrary power?

In a campaign of intensity ``kappa_c`` an official chooses its zeal: immobile (0), measured (1/2, the
center's ideal) or overreact (1). Whoever shows no zeal is punished with probability ``kappa_c``, at half
that risk if measured; whoever acts at all is blamed with probability ``eps``. Punishment and blame cost
``Lambda``, full zeal costs ``c``. Rules protect with probability ``upsilon``, but only the measured act.
Losses::

    immobile     kappa_c*Lambda
    measured     (1 - upsilon)*(kappa_c/2 + eps)*Lambda + c/2
    overreact    eps*Lambda + c

Without rules the measured act loses the average of the other two and eps*Lambda/2 on top of it: it is never
best. The official is immobile up to the intensity kappa_star = eps + c/Lambda and overreacts above it. So a
center that raises the intensity after immobility and lowers it after overreaction ends in a cycle of two
periods (question ``zigzag``): changing the dose never yields the measured act.

Source: [Z] interview with Zhou Xueguang on The Logic of Governance in China: with political mechanisms in
the place of stable rules, officials overreact to mobilization or freeze, and the center has to change
course. Related: Prendergast (2003), Leaver (2009).
"""

from fractions import Fraction

from ..diffusion.zigzag import zigzag as adjusted
from ..games.definition import BranchClaim, Claim, Definition, Exhaustive, Proposition, Question, SignTable
from ..games.normal_form import NormalForm
from ..symbolic.condition import parameter
from ..symbolic.functions import smallest

INTENSITY = "campaign intensity: risk of being punished for no zeal"
ZEAL = ("immobile", "measured", "overreact")
PARAMETERS = tuple(
    parameter(name, domain, default, meaning, unit, source="illustrative")
    for name, domain, default, unit, meaning in (
        ("kappa_c", "0 < kappa_c < 1", "0.2", "probability", INTENSITY),
        ("eps", "0 < eps < 1", "0.15", "probability", "risk of blame for acting"),
        ("Lambda", "Lambda > 0", "5", "utility", "loss if punished"),
        ("c", "c >= 0", "0.5", "utility", "cost of full zeal"),
        ("upsilon", "0 <= upsilon <= 1", "0", "probability", "protection by rules"),
    )
)
STEP = parameter(
    "step", "0 < step < 1", "0.1", "change of intensity per period", "probability", "illustrative"
)
PERIODS = parameter(
    "periods", "2 <= periods <= 1000", "12", "length", "periods", "illustrative", integer=True
)


def loss_immobile(kappa_c, Lambda):
    """Expected loss of showing no zeal."""
    return kappa_c * Lambda


def loss_measured(upsilon, kappa_c, eps, Lambda, c):
    """Expected loss of the measured act."""
    return (1 - upsilon) * (kappa_c / 2 + eps) * Lambda + c / 2


def loss_overreact(eps, Lambda, c):
    """Expected loss of full zeal."""
    return eps * Lambda + c


def kappa_star(eps, c, Lambda):
    """Intensity above which an official without protection overreacts."""
    return eps + c / Lambda


def upsilon_star(kappa_c, eps, Lambda, c):
    """Protection above which the measured act is best."""
    return 1 - (smallest(kappa_c * Lambda, eps * Lambda + c) - c / 2) / ((kappa_c / 2 + eps) * Lambda)


def game(kappa_c, eps, Lambda, c, upsilon):
    """One player: the official, with losses as negative payoffs."""
    losses = (
        loss_immobile(kappa_c, Lambda),
        loss_measured(upsilon, kappa_c, eps, Lambda, c),
        loss_overreact(eps, Lambda, c),
    )
    return NormalForm.build(
        players=("Official",),
        strategies=(ZEAL,),
        payoffs={(zeal,): (-loss,) for zeal, loss in zip(ZEAL, losses)},
        parameters=PARAMETERS,
    )


def view(equilibrium):
    """The zeal chosen for sure."""
    mixture = equilibrium.strategies["Official"]
    return {"label": next((zeal for zeal in ZEAL if mixture[zeal] == 1), "indifferent")}


def best_response(solution, loss_immobile, loss_measured, loss_overreact, kappa_star, upsilon_star):
    """What the official does, what each act costs it, and the thresholds of intensity and protection."""
    labels = {view(equilibrium)["label"] for equilibrium in solution}
    action = labels.pop() if len(labels) == 1 else "indifferent"
    return {
        "loss_immobile": loss_immobile,
        "loss_measured": loss_measured,
        "loss_overreact": loss_overreact,
        "kappa_star": kappa_star,
        "upsilon_star": upsilon_star,
        "action": action,
        "knife_edge": action == "indifferent",
    }


def zigzag(kappa_c, step, periods, eps, Lambda, c, kappa_star):
    """Without rules: intensity and act by period when the center answers each act; the cycle it ends in."""

    def act(intensity):
        costs = (
            loss_immobile(intensity, Lambda),
            loss_measured(0, intensity, eps, Lambda, c),
            loss_overreact(eps, Lambda, c),
        )
        return ZEAL[costs.index(min(costs))]

    path = adjusted(
        act, {"immobile": step, "overreact": -step}, kappa_c, periods, within=(Fraction(0), Fraction(1))
    )
    return {"intensity": path.doses, "acts": path.acts, "cycle": path.cycle, "kappa_star": kappa_star}


ARBITRARY = ("upsilon = 0",)
GENERIC = (*ARBITRARY, "kappa_c != kappa_star")
BELOW = "kappa_star - step < kappa_c"


def stepped(text, *given):
    """What a step of the center does where kappa_star and its neighbors by one step are probabilities."""
    return Claim(text, given=("step > 0", "step < kappa_star < 1 - step", *given), unknowns=("step",))


PROPOSITIONS = (
    Proposition(
        "P19.1",
        "Without rules (upsilon = 0) the measured act loses the average of the other two and eps*Lambda/2 "
        "more, so it is never best; the official is immobile iff kappa_c <= kappa_star, else it overreacts.",
        (
            Claim("loss_measured = (loss_immobile + loss_overreact)/2 + eps*Lambda/2", given=ARBITRARY),
            Claim("loss_measured > min(loss_immobile, loss_overreact)", given=ARBITRARY),
            Exhaustive(("immobile", "overreact"), given=GENERIC),
            BranchClaim("immobile", region=(("kappa_c < kappa_star",),), given=GENERIC),
            BranchClaim("overreact", region=(("kappa_c > kappa_star",),), given=GENERIC),
            Claim("loss_immobile = loss_overreact", given=("kappa_c = kappa_star",)),
        ),
    ),
    Proposition(
        "P19.2",
        "Rules make the measured act the only best one iff upsilon > upsilon_star.",
        (
            Claim("loss_measured < min(loss_immobile, loss_overreact)", given=("upsilon > upsilon_star",)),
            Claim("upsilon > upsilon_star", given=("loss_measured < min(loss_immobile, loss_overreact)",)),
        ),
    ),
    Proposition(
        "P19.3",
        "The zigzag: let the center raise the intensity by a step after immobility and lower it by as much "
        "after overreaction, and let kappa_star and its neighbors by one step lie between 0 and 1. Then "
        "intensity ends in a cycle of two periods around kappa_star, freeze and frenzy by turns. (From "
        "farther off every period brings it a step nearer; that it arrives is run in the tests.)",
        (
            # within a step below kappa_star: frozen now, in frenzy after the step, which is then taken back
            Claim("loss_immobile <= loss_overreact", given=("kappa_c <= kappa_star",)),
            stepped("(kappa_c + step)*Lambda > loss_overreact", BELOW),
            stepped("kappa_c + step < 1", BELOW, "kappa_c <= kappa_star"),
            # within a step above: in frenzy now, frozen after the step
            Claim("loss_immobile > loss_overreact", given=("kappa_c > kappa_star",)),
            stepped("(kappa_c - step)*Lambda <= loss_overreact", "kappa_c <= kappa_star + step"),
            stepped("kappa_c - step > 0", "kappa_c > kappa_star"),
            # farther off the step does not reach beyond kappa_star
            stepped("(kappa_c + step)*Lambda <= loss_overreact", "kappa_c <= kappa_star - step"),
            stepped("(kappa_c - step)*Lambda > loss_overreact", "kappa_c > kappa_star + step"),
            # and the measured act is never best
            Claim(
                "(y/2 + eps)*Lambda + c/2 > min(y*Lambda, loss_overreact)", given=("y > 0",), unknowns=("y",)
            ),
        ),
        in_part=True,
    ),
)


def known(changed, *losses, kappa_star, upsilon_star, action):
    """A published answer: the values that differ from kappa_c = 0.2 without rules, and what comes out."""
    expect = dict(zip(("loss_immobile", "loss_measured", "loss_overreact"), losses))
    return {
        "model": "overreact_or_immobile",
        "query": "best_response",
        "params": {"kappa_c": 0.2, "eps": 0.15, "Lambda": 5.0, "c": 0.5} | changed,
        "expect": expect | {"kappa_star": kappa_star, "upsilon_star": upsilon_star, "action": action},
        "tol": 1e-6,
    }


KNOWN = (
    known({}, 1.0, 1.5, 1.25, kappa_star=0.25, upsilon_star=0.4, action="immobile"),
    known({"kappa_c": 0.4}, 2.0, 2.0, 1.25, kappa_star=0.25, upsilon_star=0.4285714286, action="overreact"),
    known(
        {"kappa_c": 0.4, "upsilon": 0.6},
        2.0,
        0.95,
        1.25,
        kappa_star=0.25,
        upsilon_star=0.4285714286,
        action="measured",
    ),
)

SIGNS = (
    SignTable(
        rows={
            "kappa_c": {"kappa_star": "0", "upsilon_star": "ambiguous"},
            "eps": {"kappa_star": "+", "upsilon_star": "ambiguous"},
            "Lambda": {"kappa_star": "-", "upsilon_star": "ambiguous"},
            "c": {"kappa_star": "+", "upsilon_star": "ambiguous"},
        },
        values={"upsilon": 0},
    ),
)

MODEL = Definition(
    source="[Z]: officials overreact to mobilization or freeze when they sense risk",
    parameters=PARAMETERS,
    game=game,
    outcomes={"measured": "P(measured)", "immobile": "P(immobile)", "overreact": "P(overreact)"},
    formulas=(loss_immobile, loss_measured, loss_overreact, kappa_star, upsilon_star),
    questions=(best_response, Question(zigzag, parameters=(STEP, PERIODS))),
    view=view,
    propositions=PROPOSITIONS,
    known=KNOWN,
    signs=SIGNS,
    references=("Zhou", "Prendergast2003", "Leaver2009"),
)
