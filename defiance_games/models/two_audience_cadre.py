"""To whom can a cadre tell the truth, and in public or in private?

A cadre knows whether the state is 1 or 2, such as slack or strain; its superior and the residents do not. It
says which it is, at no cost, to one of them in private or to both in public. Each audience takes the action
that fits the state it believes in. If the superior's action fits state 1 or 2 the cadre gets ``v1`` or
``v2``, if the residents' does ``w1`` or ``w2``, and otherwise 0; where a number is negative it would rather
be misread. A report is credible if there is an equilibrium in which the audience learns the state.

The game is the announcement to both. They hear the same words and want the same, to be right, so that one
player, the audience, stands for both. Payoffs (cadre, audience)::

                 act 1           act 2
    state 1      v1 + w1, 1      0, 0
    state 2      0, 0            v2 + w2, 1

whatever is said. A report to one of them in private is the same game without the payoffs of the other. How
likely each state is changes nothing in what is credible; call 1 the one that is less likely, by ``prior``.

Source: [KT] conference panel 1386, Keeping in Touch: Tools and Strategies for Chinese Local Cadres to Avoid
Disconnection From Citizens: grassroots cadres are subordinates to superiors and leaders to residents, and
perform for both. Related: Farrell & Gibbons (1989).
"""

from ..games.definition import BranchClaim, Claim, Definition, Proposition
from ..games.signaling import SignalingGame
from ..symbolic.condition import parameter
from ..symbolic.functions import smallest

READ_RIGHT = "gain in state {} if {} right"
PARAMETERS = (
    *(
        parameter(f"{letter}{i}", (), default, READ_RIGHT.format(i, who), "utility", source="illustrative")
        for letter, who, defaults in (
            ("v", "the superior reads the cadre", ("2", "-1")),
            ("w", "the residents read the cadre", ("-1", "2")),
        )
        for i, default in enumerate(defaults, 1)
    ),
    parameter(
        "prior",
        "0 < prior < 1/2",
        "0.4",
        "how likely state 1 is",
        "probability",
        source="illustrative; nothing depends on it",
    ),
)


def game(v1, v2, w1, w2, prior):
    """The announcement to both audiences."""
    fits = {"1": (v1 + w1, 1), "2": (v2 + w2, 1)}
    return SignalingGame.build(
        players=("Cadre", "Audience"),
        types={"1": prior, "2": 1 - prior},
        messages=("say 1", "say 2"),
        responses=("act 1", "act 2"),
        payoffs={
            (state, said, action): fits[state] if action == f"act {state}" else (0, 0)
            for state in "12"
            for said in ("say 1", "say 2")
            for action in ("act 1", "act 2")
        },
        parameters=PARAMETERS,
    )


def to_superior(v1, v2, prior):
    """The report to the superior in private."""
    return game(v1, v2, 0, 0, prior)


def to_residents(w1, w2, prior):
    """The report to the residents in private."""
    return game(0, 0, w1, w2, prior)


def up_margin(v1, v2):
    """What the truth gains over a lie, where it gains least: to the superior in private."""
    return smallest(v1, v2)


def down_margin(w1, w2):
    """What the truth gains over a lie, where it gains least: to the residents in private."""
    return smallest(w1, w2)


def public_margin(v1, v2, w1, w2):
    """What the truth gains over a lie, where it gains least: in public."""
    return smallest(v1 + w1, v2 + w2)


def view(equilibrium):
    """Whether the audience learns the state: the cadre says different things for sure, at an end at least."""
    corners = equilibrium.extreme_points or (equilibrium.strategies,)
    said = [tuple(corner["Cadre"][state]["say 1"] for state in "12") for corner in corners]
    return {"label": "informative" if any(s in ((1, 0), (0, 1)) for s in said) else "uninformative"}


def credible(solution):
    """Whether some equilibrium tells the audience the state."""
    return any(view(equilibrium)["label"] == "informative" for equilibrium in solution)


LABELS = {  # credible in public, how many of the two in private
    (True, 2): "full_communication",
    (True, 1): "one_sided_discipline",
    (True, 0): "mutual_discipline",
    (False, 1): "subversion",
    (False, 0): "no_communication",
}


def credibility(to_superior, to_residents, solution, up_margin, down_margin, public_margin):
    """To whom the truth is credible in private, and whether it is in public."""
    up, down, public = credible(to_superior), credible(to_residents), credible(solution)
    return {
        "up": up,
        "down": down,
        "public": public,
        "label": LABELS[public, up + down],
        "knife_edge": 0 in (up_margin, down_margin, public_margin),
    }


MUTUAL = ("up_margin < 0", "down_margin < 0", "public_margin >= 0")


def informative(*region, given=()):
    """The claim that there is an informative equilibrium exactly there."""
    return BranchClaim("informative", region=(region,), given=given)


PROPOSITIONS = (
    Proposition(
        "P14.1",
        "The truth is credible to the superior in private iff v1, v2 >= 0, to the residents in private iff "
        "w1, w2 >= 0, and in public iff v1 + w1 >= 0 and v2 + w2 >= 0. What is credible to each in private "
        "is credible in public, so that five cases are left: full communication, one-sided and mutual "
        "discipline, subversion, no communication.",
        (
            informative("v1 >= 0", "v2 >= 0", given=("w1 = 0", "w2 = 0")),
            informative("w1 >= 0", "w2 >= 0", given=("v1 = 0", "v2 = 0")),
            informative("v1 + w1 >= 0", "v2 + w2 >= 0"),
            Claim("public_margin >= 0", given=("up_margin >= 0", "down_margin >= 0")),
        ),
    ),
    Proposition(
        "P14.2",
        "Mutual discipline: a cadre whom neither would believe in private can be believed by both in "
        "public; then it would rather be misread by one of them in one state and by the other in the other "
        "state. Subversion: opening a credible private report to the other audience can destroy it; then "
        "that audience would not be told the truth in private. Transparency is not monotone. (That both "
        "occur: the published answers, in the tests.)",
        (
            *(Claim(f"{product} < 0", given=MUTUAL) for product in ("v1*v2", "w1*w2", "v1*w1", "v2*w2")),
            Claim("down_margin < 0", given=("up_margin >= 0", "public_margin < 0")),
            Claim("up_margin < 0", given=("down_margin >= 0", "public_margin < 0")),
        ),
        in_part=True,
    ),
)


def known(v1, v2, w1, w2, **expect):
    """A published answer."""
    params = {"v1": v1, "v2": v2, "w1": w1, "w2": w2}
    query = "credibility"
    return {"model": "two_audience_cadre", "query": query, "params": params, "expect": expect, "tol": 1e-6}


KNOWN = (
    known(2, -1, -1, 2, up=False, down=False, public=True, label="mutual_discipline"),
    known(1, 1, -2, 1, up=True, down=False, public=False, label="subversion"),
)

MODEL = Definition(
    source="[KT]: grassroots cadres are both governing and governed",
    references=("KeepingInTouch", "FarrellGibbons1989"),
    parameters=PARAMETERS,
    game=game,
    problems=(to_superior, to_residents),
    outcomes={"fitting": "E(Audience)"},
    formulas=(up_margin, down_margin, public_margin),
    questions=(credibility,),
    view=view,
    propositions=PROPOSITIONS,
    known=KNOWN,
)
