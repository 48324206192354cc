"""When does an exemplary sanction deter the next official, and when is it empty?

The center is resolute (R, probability ``q``) or weak (W) and knows which. After an official has defied it
sanctions in public (S) or not (N). Official 2 sees that and defies (D) or complies (C); if it defies, a
center of type t sanctions it with probability ``p_t``; ``p_star`` is the probability that it tolerates.
Payoffs::

    center of type t    -k_t if it plays S,  -h if official 2 defies
    official 2          p_star - p_t from D,  0 from C

Official 2's payoffs are per unit of what a sanction costs it; it defies iff it believes in a resolute
center less than mu_star = (p_star - p_W)/(p_R - p_W). With k_R <= -h the center is
"commitment-resolute": R sanctions whatever follows.

Strategies: a_R, a_W are the probabilities of S by type; d_S, d_N those that official 2 defies after S and N;
mu_S, mu_N its beliefs that the center is resolute.

Source: [MP] Ciqi Mei and Margaret Pearson, chapter on the diffusion of policy defiance among Chinese local
officials, in a volume on policy diffusion in China: a center that makes an example of a few, in view of
all. Related: Spence (1973), Milgrom & Roberts (1982), Backus & Driffill (1985), Cho & Kreps (1987),
Banks & Sobel (1987).
"""

import json

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
from ..games.signaling import SignalingGame
from ..symbolic.condition import parameter
from ..symbolic.expression import symbol

K_R_SOURCE = "illustrative; at or below -h: commitment-resolute"
P_R_SOURCE = "min(1, K/m) links to capacity_defiance"
TOLERATED, LATER = "official {}'s tolerated sanction probability", "{} type's later sanction probability"
PARAMETERS = tuple(
    parameter(name, domain, default, meaning, unit, source=source)
    for name, domain, default, unit, meaning, source in (
        ("q", "0 < q < 1", "0.25", "probability", "prior that the center is resolute", "illustrative"),
        ("h", "h > 0", "2", "utility", "harm to the center if official 2 defies", "illustrative"),
        ("k_R", "k_R < k_W", "0.5", "utility", "resolute type's cost of a sanction", K_R_SOURCE),
        ("k_W", "k_W > 0", "1", "utility", "weak type's cost of a sanction", "illustrative"),
        ("p_star", "p_star > 0", "0.5", "probability", TOLERATED.format(2), "career_calculus"),
        ("p_R", "p_W < p_R <= 1", "1", "probability", LATER.format("resolute"), P_R_SOURCE),
        ("p_W", "0 <= p_W < p_R", "0", "probability", LATER.format("weak"), "illustrative"),
    )
)

LABELS = {  # what (R, W) play: 1 is S for sure, 0 is N for sure, None is both
    (1, 0): "separating",
    (1, None): "semi_separating",
    (1, 1): "pooling_sanction",
    (0, 0): "pooling_leniency",
    (None, 0): "resolute_mixes",
}
PLACES = {  # player, information set, action
    "a_R": ("Center", "R", "S"),
    "a_W": ("Center", "W", "S"),
    "d_S": ("Official 2", "S", "D"),
    "d_N": ("Official 2", "N", "D"),
}


def game(q, h, k_R, k_W, p_star, p_R, p_W):
    """The signalling game that starts when official 1 has defied."""
    cost, follow = {"R": k_R, "W": k_W}, {"R": p_R, "W": p_W}
    return SignalingGame.build(
        players=("Center", "Official 2"),
        types={"R": q, "W": 1 - q},
        messages=("S", "N"),
        responses=("D", "C"),
        payoffs={
            (t, message, response): (
                (-cost[t] if message == "S" else 0) - (h if response == "D" else 0),
                p_star - follow[t] if response == "D" else 0,
            )
            for t in "RW"
            for message in "SN"
            for response in "DC"
        },
        parameters=PARAMETERS,
    )


def mu_star(p_star, p_R, p_W):
    """Belief in a resolute center at which official 2 is indifferent."""
    return (p_star - p_W) / (p_R - p_W)


def bluff_prob(q, mu_star):
    """Probability that the weak center sanctions (semi-separating)."""
    return q * (1 - mu_star) / ((1 - q) * mu_star)


def P_sanction(q, mu_star):
    """Probability of a sanction after defiance (semi-separating)."""
    return q / mu_star


def D2_after_defiance(q, k_W, mu_star, h):
    """Probability that official 2 defies, given that official 1 did (semi-separating)."""
    return 1 - q * k_W / (mu_star * h)


def mu_S(mu_star):
    """Official 2's belief in a resolute center after a sanction (semi-separating)."""
    return mu_star


def d_S(k_W, h):
    """Probability that official 2 defies after a sanction (semi-separating)."""
    return 1 - k_W / h


def informativeness(q, mu_star):
    """Variance of official 2's posterior (semi-separating)."""
    return q * (mu_star - q)


def view(equilibrium):
    """Label and quantities, as in P2.1; None after a message that is never sent, where d_off is the reply."""
    center, official = equilibrium.strategies["Center"], equilibrium.strategies["Official 2"]
    a_R, a_W = center["R"]["S"], center["W"]["S"]
    sent = [m for m, off in (("S", (0, 0)), ("N", (1, 1))) if (a_R, a_W) != off]
    d = {f"d_{m}": official[m]["D"] for m in sent}
    unsent = next((m for m in "SN" if m not in sent), None)
    mu = {f"mu_{m}": equilibrium.beliefs[m]["R"] for m in sent}
    sanction, defiance = (equilibrium.outcomes[name] for name in ("sanction", "defiance"))
    weight = {"mu_S": sanction, "mu_N": 1 - sanction}
    mean = sum(weight[m] * belief for m, belief in mu.items())
    return {
        "label": LABELS.get((sure(a_R), sure(a_W)), "other"),
        "a_R": a_R,
        "a_W": a_W,
        **dict.fromkeys(("d_S", "d_N", "mu_S", "mu_N")),
        **d,
        **mu,
        "d_off": official[unsent]["D"] if unsent else None,
        "off": unsent,
        "sanction": sanction,
        "defiance": defiance,
        "spread": sum(weight[m] * (belief - mean) ** 2 for m, belief in mu.items()),
    }


def sure(probability):
    """Return 0 or 1 where the probability is that number, else None."""
    return next((n for n in (0, 1) if probability == n), None)


def equilibria(solution, mu_star, q, h, k_R, k_W):
    """Every equilibrium outcome, with the range of replies off the path that sustains it."""
    order = [*LABELS.values(), "other", "continuum", "deterrence_impossible", "deterrence_superfluous"]
    classes = {}
    for index, entry in enumerate(solution):
        alone = ("entry", index)
        classes.setdefault(alone if entry.outcome_class is None else entry.outcome_class, []).append(entry)
    found = [outcome(entries, mu_star) for entries in classes.values()]
    found.sort(key=lambda e: order.index(str(e["label"])))
    tie = on_tie(mu_star, q, h, k_R, k_W)
    return {"mu_star": mu_star, "count": len(found), "knife_edge": tie, "equilibria": found}


def on_tie(mu_star, q, h, k_R, k_W):
    """Whether the values lie where two regions meet."""
    if not 0 <= mu_star <= 1:
        return k_R == 0
    return 0 in (mu_star, mu_star - 1, q - mu_star, h - k_W, h - k_R, k_R) or (q > mu_star and h + k_R == 0)


def outcome(entries, mu_star):
    """One outcome in the words of P2.1, from its entries (one per support of the replies off the path).

    Inside a continuum, at a knife edge, what varies is None; ``ranges`` and the refinements say how.
    """
    seen = view(entries[0])
    found = {name: constant(seen[name]) for name in ("label", "a_R", "a_W", "d_S", "d_N", "mu_S", "mu_N")}
    corners = [corner for e in entries for corner in (e.extreme_points or (e.strategies,))]

    def span(name):
        player, place, action = PLACES[name]
        values = [corner[player][place][action].value for corner in corners]
        return {"which": name, "lo": min(values), "hi": max(values)}

    varying = [name for name in PLACES if found[name] is None and seen[name] is not None]
    off_path = span(f"d_{seen['off']}") if seen["off"] else None
    if not 0 <= mu_star <= 1:  # official 2 acts alike whatever it sees
        found["label"] = "deterrence_impossible" if mu_star > 1 else "deterrence_superfluous"
        found["d_S"] = found["d_N"] = 1 if mu_star > 1 else 0
        off_path = None
    elif "a_R" in varying or "a_W" in varying:
        found["label"] = "continuum"
    words = {str(seen[name]): symbol(name) for name in varying}
    intuitive, d1 = (where(entries[0].refinements[name], words) for name in ("intuitive", "d1"))
    found |= {"off_path": off_path, "intuitive": intuitive, "D1": d1}
    return found | ({"ranges": [span(name) for name in varying]} if varying else {})


def constant(value):
    """Return a number or a word as it is; None for what varies inside a continuum."""
    return value if getattr(value, "is_number", True) else None


def where(passes, words):
    """Return whether a refinement is passed; of a continuum the part that passes, in these words."""
    return passes if isinstance(passes, bool) else passes.subs(words).to_list()


def first_stage(solution, mu_star, q, h, k_W, p_star_1):
    """The commitment-resolute version, official 1 included; no value if equilibria disagree (knife edge)."""
    paths = [view(entry) for entry in solution if entry.strategies["Center"]["R"]["S"] == 1]
    bluff, sanction, defiance = (
        common(constant(path[name]) for path in paths) for name in ("a_W", "sanction", "defiance")
    )
    gap = None if sanction is None else sanction.value - p_star_1
    official = None if gap is None else "D" if gap < 0 else "C" if gap > 0 else "indifferent"
    tie = 0 in (mu_star, mu_star - 1, gap) or (0 < mu_star < 1 and 0 in (q - mu_star, h - k_W))
    return {
        "mu_star": mu_star,
        "bluff_prob": bluff,
        "P_sanction": sanction,
        "D2_after_defiance": defiance,
        "official1": official,
        "knife_edge": tie,
    }


def common(values):
    """Return the one value that all share, else None."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


INTERIOR = ("0 < mu_star < 1",)
GENERIC = (*INTERIOR, "q != mu_star", "h != k_W", "h != k_R", "h + k_R != 0", "k_R != 0")
RESOLUTE = (*GENERIC, "k_R < -h")
SEMI = ("h > k_W", "q < mu_star < 1")
BOTH = {"intuitive": ((),), "d1": ((),)}  # passes both refinements wherever it exists
LENIENT = (("q < mu_star", "h < k_R"), ("q > mu_star", "k_R > 0"))  # where pooling on N passes both
QUIET = {"intuitive": (("q < mu_star", "h > k_W"), *LENIENT), "d1": LENIENT}
POOLS = ("h > k_W", "q > mu_star")
DOUBT, TRUST = (*GENERIC, "q < mu_star"), (*GENERIC, "q > mu_star")
BLUFF = {"a_W": "bluff_prob", "d_S": "1 - k_W/h", "d_N": "1", "mu_S": "mu_star", "mu_N": "0"}
R_MIXES = "1 - (1 - q)*mu_star/(q*(1 - mu_star))"
RARELY = {"a_R": R_MIXES, "d_S": "0", "d_N": "k_R/h", "mu_S": "1", "mu_N": "mu_star"}


def branch(label, *region, given=GENERIC, passes=None, spans=None, **values):
    """A claim about the equilibria of one label: where they exist (if said), and what is so in them."""
    return BranchClaim(
        label, given=given, region=region or None, passes=passes or {}, values=values, spans=spans or {}
    )


PROPOSITIONS = (
    Proposition(
        "P2.1",
        "Off the ties, with 0 < mu_star < 1, these are all equilibrium outcomes: where they exist, what "
        "is played and believed, and which refinements they pass.",
        (
            Exhaustive(tuple(LABELS.values()), given=GENERIC),
            branch("separating", ("k_R < h < k_W",), passes=BOTH, d_S="0", d_N="1", mu_S="1", mu_N="0"),
            branch("semi_separating", ("h > k_W", "q < mu_star"), passes=BOTH, **BLUFF),
            branch(
                "pooling_sanction", POOLS, passes=BOTH, spans={"d_off": ("k_W/h", "1")}, d_S="0", mu_S="q"
            ),
            branch("pooling_leniency", ("k_R > 0",), ("k_R > -h", "q > mu_star"), passes=QUIET, mu_N="q"),
            branch("pooling_leniency", given=DOUBT, spans={"d_off": ("max(0, 1 - k_R/h)", "1")}, d_N="1"),
            branch("pooling_leniency", given=TRUST, spans={"d_off": ("max(0, -k_R/h)", "1")}, d_N="0"),
            branch("resolute_mixes", ("0 < k_R < h", "q > mu_star"), passes=BOTH, **RARELY),
        ),
    ),
    Proposition(
        "P2.2",
        "With k_R < -h the outcome is unique: separating, semi-separating or pooling on the sanction. "
        "Semi-separating, P(S | D) = q/mu_star; with p_R = 1, p_W = 0 and equal tolerance official 1 then"
        " defies iff q < p_star**2: two officials in line deter more than one.",
        (
            Exhaustive(("separating", "semi_separating", "pooling_sanction"), given=RESOLUTE),
            branch("separating", ("h < k_W",), given=RESOLUTE),
            branch("semi_separating", ("h > k_W", "q < mu_star"), given=RESOLUTE, sanction="P_sanction"),
            branch("pooling_sanction", POOLS, given=RESOLUTE),
            Claim("q < p_star**2", given=("P_sanction < p_star", "p_R = 1", "p_W = 0")),
            Claim("P_sanction < p_star", given=("q < p_star**2", "p_R = 1", "p_W = 0")),
            Claim("p_star**2 < p_star", given=INTERIOR),
        ),
    ),
    Proposition(
        "P2.3",
        "Semi-separating, official 2 defies with probability 1 - (q/mu_star)*(k_W/h): less the dearer the"
        " weak type's sanction, more the greater the harm; more than when separating iff k_W/h < mu_star."
        " Cheaper sanctions can deter less.",
        (
            branch("semi_separating", defiance="D2_after_defiance"),
            Claim("slope < 0", slope=("D2_after_defiance", "k_W"), given=SEMI),
            Claim("slope > 0", slope=("D2_after_defiance", "h"), given=SEMI),
            branch("separating", defiance="1 - q"),
            Claim("D2_after_defiance > 1 - q", given=(*SEMI, "k_W/h < mu_star")),
            Claim("k_W/h < mu_star", given=(*SEMI, "D2_after_defiance > 1 - q")),
            Claim("P_sanction > q", given=SEMI),
        ),
    ),
    Proposition(
        "P2.4",
        "The variance of official 2's posterior is q*(1 - q) when separating, q*(mu_star - q) when semi-"
        "separating, 0 when pooling: a sanction that everybody issues is not news.",
        (
            branch("separating", spread="q*(1 - q)"),
            branch("semi_separating", spread="informativeness"),
            branch("pooling_sanction", spread="0"),
            Claim("informativeness < q*(1 - q)", given=SEMI),
        ),
    ),
    Proposition(
        "P2.5",
        "If p_R < p_star even a center known to be resolute cannot deter: official 2 defies for sure.",
        (branch(None, given=("p_R < p_star",), defiance="1"),),
    ),
)

# Published answers. Of each equilibrium: label, a_R, a_W, d_S, d_N, mu_S, mu_N, the replies off the path, and
# whether it passes the intuitive criterion and D1. The last two of the first stage: SARS (p_star of
# career_calculus without the growth dividend; even a weak center sanctions), Tieben (nobody is deterred).
EQUILIBRIA = """[
[{}, [
  ["semi_separating", 1.0, 0.3333333333, 0.5, 1.0, 0.5, 0.0, null, true, true],
  ["pooling_leniency", 0.0, 0.0, null, 1.0, null, 0.25, {"which": "d_S", "lo": 0.75, "hi": 1.0},
   true, false]]],
[{"q": 0.75}, [
  ["pooling_sanction", 1.0, 1.0, 0.0, null, 0.75, null, {"which": "d_N", "lo": 0.5, "hi": 1.0}, true, true],
  ["pooling_leniency", 0.0, 0.0, null, 0.0, null, 0.75, {"which": "d_S", "lo": 0.0, "hi": 1.0}, true, true],
  ["resolute_mixes", 0.6666666667, 0.0, 0.0, 0.25, 1.0, 0.5, null, true, true]]],
[{"h": 0.75}, [
  ["separating", 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, null, true, true],
  ["pooling_leniency", 0.0, 0.0, null, 1.0, null, 0.25, {"which": "d_S", "lo": 0.3333333333, "hi": 1.0},
   false, false]]],
[{"k_R": -2.0}, [
  ["semi_separating", 1.0, 0.3333333333, 0.5, 1.0, 0.5, 0.0, null, true, true]]]
]"""
FIRST_STAGE = """[
[{"q": 0.2, "h": 2.0, "k_W": 1.0, "p_star": 0.5}, [0.5, 0.25, 0.4, 0.8, "D"]],
[{"q": 0.3, "h": 2.0, "k_W": 1.0, "p_star": 0.5}, [0.5, 0.4285714286, 0.6, 0.7, "C"]],
[{"q": 0.1, "h": 4.0, "k_W": 1.0, "p_star": 0.019139, "p_R": 0.5}, [0.038278, 1.0, 1.0, 0.0, "C"]],
[{"q": 0.1, "h": 4.0, "k_W": 1.0, "p_star": 0.104803, "p_R": 0.08}, [1.3100375, 0.0, 0.1, 1.0, "D"]]
]"""


def known():
    """Yield the published answers."""
    base = {"q": 0.25, "h": 2.0, "k_R": 0.5, "k_W": 1.0, "p_star": 0.5}
    columns = ("label", "a_R", "a_W", "d_S", "d_N", "mu_S", "mu_N", "off_path", "intuitive", "D1")
    for changed, rows in json.loads(EQUILIBRIA):
        entries = [dict(zip(columns, row, strict=True)) for row in rows]
        yield answer("equilibria", base | changed, mu_star=0.5, count=len(entries), equilibria=entries)
    columns = ("mu_star", "bluff_prob", "P_sanction", "D2_after_defiance", "official1")
    for params, row in json.loads(FIRST_STAGE):
        yield answer("first_stage", params, **dict(zip(columns, row, strict=True)))


def answer(query, params, **expect):
    """A published answer."""
    return {"model": "exemplary_sanction", "query": query, "params": params, "expect": expect, "tol": 1e-6}


SIGNS = SignTable(  # semi-separating, commitment-resolute; p_star moves mu_star
    {
        "q": {"P_sanction": "+", "mu_S": "0", "d_S": "0", "D2_after_defiance": "-"},
        "p_star": {"P_sanction": "-", "mu_S": "+", "d_S": "0", "D2_after_defiance": "+"},
        "k_W": {"P_sanction": "0", "mu_S": "0", "d_S": "-", "D2_after_defiance": "-"},
        "h": {"P_sanction": "0", "mu_S": "0", "d_S": "+", "D2_after_defiance": "+"},
    },
    given=(*SEMI, "k_R <= -h"),
)

MODEL = Definition(
    source="[MP]: hold-to-account as a trump card played on a few, in view of all",
    parameters=PARAMETERS,
    game=game,
    outcomes={
        "defiance": "P(D)",
        "sanction": "P(S)",
        "bluff": "P(S | W)",
        "defiance_after_sanction": "P(D | S)",
        "defiance_after_leniency": "P(D | N)",
    },
    formulas=(
        mu_star,
        *(
            Formula(f, where=SEMI)
            for f in (bluff_prob, P_sanction, D2_after_defiance, mu_S, d_S, informativeness)
        ),
    ),
    questions=(
        equilibria,
        Question(
            first_stage,
            parameters=(
                parameter(
                    "k_R",
                    "k_R <= -h",
                    "-2*h",
                    "resolute type's cost of a sanction",
                    "utility",
                    source="commitment-resolute: sanctions whatever follows",
                ),
                parameter(
                    "p_star_1",
                    "p_star_1 > 0",
                    "p_star",
                    TOLERATED.format(1),
                    "probability",
                    source="career_calculus",
                ),
            ),
        ),
    ),
    view=view,
    propositions=PROPOSITIONS,
    known=tuple(known()),
    signs=(SIGNS,),
    references=(
        "MeiPearson",
        "Spence1973",
        "MilgromRoberts1982",
        "BackusDriffill1985",
        "ChoKreps1987",
        "BanksSobel1987",
    ),
)
