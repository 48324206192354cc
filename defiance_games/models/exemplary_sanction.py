"""When does an exemplary sanction deter the next official, and when is it empty?

The center is resolute (R, probability ``q``) or weak (W) and knows which. After an official has defied it
sanctions in public (S) or not (N). Official 2 sees that and defies (D) or complies (C); if it defies, a center
of type t sanctions it with probability ``p_t``, and ``p_star`` is the probability that it tolerates. Payoffs::

    center of type t    -k_t if it plays S,  -h if official 2 defies
    official 2          p_star - p_t from D,  0 from C          (per unit of what a sanction costs it)

so official 2 defies iff it believes in a resolute center less than mu_star = (p_star - p_W)/(p_R - p_W). With
k_R <= -h the center is "commitment-resolute": R sanctions whatever follows.

Strategies: a_R, a_W are the probabilities of S by type; d_S, d_N those that official 2 defies after S and N;
mu_S, mu_N its beliefs that the center is resolute.

Source: [MP], on a center that makes an example of a few, in view of all. Related: Spence (1973), Milgrom &
Roberts (1982), Backus & Driffill (1985), Cho & Kreps (1987), Banks & Sobel (1987).
"""

from ..games.definition import Branch, Claim, Definition, Exhaustive, Formula, Proposition, Question
from ..games.signaling import SignalingGame
from ..symbolic.condition import parameter

PARAMETERS = (
    parameter("q", ["q > 0", "q < 1"], "0.25", "prior that the center is resolute", "probability",
              source="illustrative"),
    parameter("h", ["h > 0"], "2", "harm to the center if official 2 defies", "utility", source="illustrative"),
    parameter("k_R", ["k_R < k_W"], "0.5", "resolute type's cost of a sanction", "utility",
              source="illustrative; at or below -h: commitment-resolute"),
    parameter("k_W", ["k_W > 0"], "1", "weak type's cost of a sanction", "utility", source="illustrative"),
    parameter("p_star", ["p_star > 0"], "0.5", "official 2's tolerated sanction probability", "probability",
              source="career_calculus"),
    parameter("p_R", ["p_R > p_W", "p_R <= 1"], "1", "resolute type's later sanction probability", "probability",
              source="min(1, K/m) links to capacity_defiance"),
    parameter("p_W", ["p_W >= 0", "p_W < p_R"], "0", "weak type's later sanction probability", "probability",
              source="illustrative"),
)

LABELS = {  # what (R, W) play: 1 is S for sure, 0 is N for sure, None is both
    (1, 0): "separating", (1, None): "semi_separating", (1, 1): "pooling_sanction",
    (0, 0): "pooling_leniency", (None, 0): "resolute_mixes",
}


def game(q, h, k_R, k_W, p_star, p_R, p_W):
    """The signalling game that starts when official 1 has defied."""
    cost, follow = {"R": k_R, "W": k_W}, {"R": p_R, "W": p_W}
    return SignalingGame.build(
        players=("Center", "Official 2"), types={"R": q, "W": 1 - q}, messages=("S", "N"), responses=("D", "C"),
        payoffs={
            (t, message, response): (
                (-cost[t] if message == "S" else 0) - (h if response == "D" else 0),
                p_star - follow[t] if response == "D" else 0,
            )
            for t in "RW" for message in "SN" for response in "DC"
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


def informativeness(q, mu_star):
    """Variance of official 2's posterior (semi-separating)."""
    return q * (mu_star - q)


def view(equilibrium):
    """The book's label and quantities; None where official 2 never sees the message, or a mixture varies."""
    center, official = equilibrium.strategies["Center"], equilibrium.strategies["Official 2"]
    a_R, a_W = center["R"]["S"], center["W"]["S"]
    seen = {"S": (a_R, a_W) != (0, 0), "N": (a_R, a_W) != (1, 1)}
    d, mu = ({m: of(m) if seen[m] else None for m in "SN"} for of in (
        lambda m: official[m]["D"], lambda m: equilibrium.beliefs[m]["R"]))
    sanction, defiance = (equilibrium.outcomes[name] for name in ("sanction", "defiance"))
    posterior = [(weight, mu[m]) for m, weight in (("S", sanction), ("N", 1 - sanction)) if seen[m]]
    return {
        "label": LABELS.get((sure(a_R), sure(a_W)), "other"), "a_R": a_R, "a_W": a_W,
        "d_S": d["S"], "d_N": d["N"], "mu_S": mu["S"], "mu_N": mu["N"], "sanction": sanction, "defiance": defiance,
        "spread": sum(w * x**2 for w, x in posterior) - sum(w * x for w, x in posterior) ** 2,
    }


def sure(probability):
    """Return 0 or 1 where the probability is that number, else None."""
    return next((n for n in (0, 1) if probability == n), None)


def equilibria(solution, mu_star, q, h, k_R, k_W):
    """Every equilibrium outcome, with the range of replies off the path that sustains it."""
    found = [outcome(entries, mu_star) for entries in classes(solution)]
    found.sort(key=lambda e: [*LABELS.values(), e["label"]].index(e["label"]))
    tie = on_tie(mu_star, q, h, k_R, k_W)
    return {"mu_star": mu_star, "count": len(found), "knife_edge": tie, "equilibria": found}


def on_tie(mu_star, q, h, k_R, k_W):
    """Whether the values lie where two regions meet."""
    if not 0 <= mu_star <= 1:
        return k_R == 0
    return 0 in (mu_star, mu_star - 1, q - mu_star, h - k_W, h - k_R, k_R) or (q > mu_star and h + k_R == 0)


def classes(solution):
    """The entries that share an outcome, as lists."""
    groups = {}
    for index, entry in enumerate(solution):
        key = ("entry", index) if entry.outcome_class is None else entry.outcome_class
        groups.setdefault(key, []).append(entry)
    return list(groups.values())


def outcome(entries, mu_star):
    """One outcome as the book reports it, from its entries (one for each support of the replies off the path)."""
    found = {name: view(entries[0])[name] for name in ("label", "a_R", "a_W", "d_S", "d_N", "mu_S", "mu_N")}
    unseen = next((m for m in "SN" if found[f"d_{m}"] is None), None)
    points = [point for e in entries for point in (e.extreme_points or (e.strategies,))]
    off_path = None
    if unseen:
        replies = [point["Official 2"][unseen]["D"].value for point in points]
        off_path = {"which": f"d_{unseen}", "lo": min(replies), "hi": max(replies)}
    if not 0 <= mu_star <= 1:  # official 2 acts alike whatever it sees
        found["label"] = "deterrence_impossible" if mu_star > 1 else "deterrence_superfluous"
        found["d_S"] = found["d_N"] = 1 if mu_star > 1 else 0
        off_path = None
    elif any(len({point["Center"][t]["S"] for point in points}) > 1 for t in "RW"):
        found["label"] = "continuum"  # only at a knife edge
    flags = {key: entries[0].refinements[name] for key, name in (("intuitive", "intuitive"), ("D1", "d1"))}
    return {key: number(value) for key, value in found.items()} | {"off_path": off_path} | flags


def number(value):
    """Return an expression's number, or None where it is not one (it varies inside a continuum)."""
    if hasattr(value, "is_number"):
        return value.value if value.is_number else None
    return value


def first_stage(solution, mu_star, q, h, k_W, p_star_1):
    """The commitment-resolute version, official 1 included; None where several equilibria disagree (knife edge)."""
    paths = [view(entry) for entry in solution if entry.strategies["Center"]["R"]["S"] == 1]
    found = {
        name: common(number(path[key]) for path in paths)
        for name, key in (("bluff_prob", "a_W"), ("P_sanction", "sanction"), ("D2_after_defiance", "defiance"))
    }
    sanction = found["P_sanction"]
    gap = None if sanction is None else sanction - p_star_1
    official = None if gap is None else "D" if gap < 0 else "C" if gap > 0 else "indifferent"
    tie = 0 in (q - mu_star, h - k_W, mu_star, mu_star - 1) or gap == 0
    return {"mu_star": mu_star, **found, "official1": official, "knife_edge": tie}


def common(values):
    """Return the one value that all share, else None."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


INTERIOR = ("0 < mu_star", "mu_star < 1")
GENERIC = (*INTERIOR, "q != mu_star", "h != k_W", "h != k_R", "h + k_R != 0", "k_R != 0")
RESOLUTE = (*GENERIC, "k_R < -h")
SEMI = ("h > k_W", "q < mu_star", "mu_star < 1")
BASE = {"q": 0.25, "h": 2.0, "k_R": 0.5, "k_W": 1.0, "p_star": 0.5}


def known(query, params, **expect):
    """A published answer."""
    return {"model": "exemplary_sanction", "query": query, "params": params, "expect": expect, "tol": 1e-6}


def row(label, a_R, a_W, d_S, d_N, mu_S, mu_N, off_path=None, intuitive=True, D1=True):
    """One equilibrium of a published answer; ``off_path`` is (which, lo, hi)."""
    return {
        "label": label, "a_R": a_R, "a_W": a_W, "d_S": d_S, "d_N": d_N, "mu_S": mu_S, "mu_N": mu_N,
        "off_path": off_path and dict(zip(("which", "lo", "hi"), off_path, strict=True)),
        "intuitive": intuitive, "D1": D1,
    }


MODEL = Definition(
    source="[MP]: hold-to-account as a trump card played on a few, in view of all; defaults illustrative",
    parameters=PARAMETERS,
    game=game,
    outcomes={
        "defiance": "P(D)", "sanction": "P(S)", "bluff": "P(S | W)",
        "defiance_after_sanction": "P(D | S)", "defiance_after_leniency": "P(D | N)",
    },
    formulas=(mu_star, *(Formula(f, where=SEMI) for f in (bluff_prob, P_sanction, D2_after_defiance, informativeness))),
    questions=(
        equilibria,
        Question(first_stage, parameters=(
            parameter("k_R", ["k_R <= -h"], "-2*h", "resolute type's cost of a sanction", "utility",
                      source="commitment-resolute: sanctions whatever follows"),
            parameter("p_star_1", ["p_star_1 > 0"], "p_star", "official 1's tolerated sanction probability",
                      "probability", source="career_calculus"),
        )),
    ),
    view=view,
    propositions=(
        Proposition("P2.1", "Off the ties, with 0 < mu_star < 1, these are all equilibrium outcomes, where they exist, "
                            "what is played and believed, and which refinements they pass.", (
            Exhaustive(tuple(LABELS.values()), given=GENERIC),
            Branch("separating", region=(("k_R < h", "h < k_W"),), given=GENERIC,
                   values={"d_S": "0", "d_N": "1", "mu_S": "1", "mu_N": "0"},
                   passes={"intuitive": ((),), "d1": ((),)}),
            Branch("semi_separating", region=(("h > k_W", "q < mu_star"),), given=GENERIC,
                   values={"a_W": "bluff_prob", "d_S": "1 - k_W/h", "d_N": "1", "mu_S": "mu_star", "mu_N": "0"},
                   passes={"intuitive": ((),), "d1": ((),)}),
            Branch("pooling_sanction", region=(("h > k_W", "q > mu_star"),), given=GENERIC,
                   values={"d_S": "0", "mu_S": "q"},
                   passes={"intuitive": ((),), "d1": ((),)}),
            Branch("pooling_leniency", region=(("k_R > 0",), ("k_R > -h", "q > mu_star")), given=GENERIC,
                   values={"mu_N": "q"},
                   passes={"intuitive": (("q < mu_star", "h < k_R"), ("q < mu_star", "h > k_W"), ("q > mu_star", "k_R > 0")),
                           "d1": (("q < mu_star", "h < k_R"), ("q > mu_star", "k_R > 0"))}),
            Branch("pooling_leniency", values={"d_N": "1"}, given=(*GENERIC, "q < mu_star")),
            Branch("pooling_leniency", values={"d_N": "0"}, given=(*GENERIC, "q > mu_star")),
            Branch("resolute_mixes", region=(("h > k_R", "k_R > 0", "q > mu_star"),), given=GENERIC,
                   values={"a_R": "1 - (1 - q)*mu_star/(q*(1 - mu_star))", "d_S": "0", "d_N": "k_R/h", "mu_S": "1",
                           "mu_N": "mu_star"},
                   passes={"intuitive": ((),), "d1": ((),)}),
        )),
        Proposition("P2.2", "With k_R < -h the outcome is unique: separating, semi-separating or pooling on the sanction. "
                            "Semi-separating, P(S | D) = q/mu_star, and with p_R = 1, p_W = 0 and equal tolerance "
                            "official 1 defies iff q < p_star**2: two officials in line deter more than one.", (
            Exhaustive(("separating", "semi_separating", "pooling_sanction"), given=RESOLUTE),
            Branch("separating", region=(("h < k_W",),), given=RESOLUTE),
            Branch("semi_separating", region=(("h > k_W", "q < mu_star"),), given=RESOLUTE,
                   values={"sanction": "P_sanction"}),
            Branch("pooling_sanction", region=(("h > k_W", "q > mu_star"),), given=RESOLUTE),
            Claim("q < p_star**2", given=("P_sanction < p_star", "p_R = 1", "p_W = 0")),
            Claim("P_sanction < p_star", given=("q < p_star**2", "p_R = 1", "p_W = 0")),
            Claim("p_star**2 < p_star", given=INTERIOR),
        )),
        Proposition("P2.3", "Semi-separating, official 2 defies with probability 1 - (q/mu_star)*(k_W/h): less the dearer "
                            "the weak type's sanction, more the greater the harm; more than when separating iff "
                            "k_W/h < mu_star. Cheaper sanctions can deter less.", (
            Branch("semi_separating", values={"defiance": "D2_after_defiance"}, given=GENERIC),
            Claim("slope < 0", slope=("D2_after_defiance", "k_W"), given=SEMI),
            Claim("slope > 0", slope=("D2_after_defiance", "h"), given=SEMI),
            Branch("separating", values={"defiance": "1 - q"}, given=GENERIC),
            Claim("D2_after_defiance > 1 - q", given=(*SEMI, "k_W/h < mu_star")),
            Claim("k_W/h < mu_star", given=(*SEMI, "D2_after_defiance > 1 - q")),
            Claim("P_sanction > q", given=SEMI),
        )),
        Proposition("P2.4", "The variance of official 2's posterior is q*(1 - q) when separating, q*(mu_star - q) when "
                            "semi-separating, 0 when pooling: a sanction that everybody issues is not news.", (
            Branch("separating", values={"spread": "q*(1 - q)"}, given=GENERIC),
            Branch("semi_separating", values={"spread": "informativeness"}, given=GENERIC),
            Branch("pooling_sanction", values={"spread": "0"}, given=GENERIC),
            Claim("informativeness < q*(1 - q)", given=SEMI),
        )),
        Proposition("P2.5", "If p_R < p_star even a center known to be resolute cannot deter: official 2 defies for sure.", (
            Branch(None, values={"defiance": "1"}, given=("p_R < p_star",)),
        )),
    ),
    known=(
        known("equilibria", BASE, mu_star=0.5, count=2, equilibria=[
            row("semi_separating", 1.0, 0.3333333333, 0.5, 1.0, 0.5, 0.0),
            row("pooling_leniency", 0.0, 0.0, None, 1.0, None, 0.25, ("d_S", 0.75, 1.0), D1=False),
        ]),
        known("equilibria", BASE | {"q": 0.75}, mu_star=0.5, count=3, equilibria=[
            row("pooling_sanction", 1.0, 1.0, 0.0, None, 0.75, None, ("d_N", 0.5, 1.0)),
            row("pooling_leniency", 0.0, 0.0, None, 0.0, None, 0.75, ("d_S", 0.0, 1.0)),
            row("resolute_mixes", 0.6666666667, 0.0, 0.0, 0.25, 1.0, 0.5),
        ]),
        known("equilibria", BASE | {"h": 0.75}, mu_star=0.5, count=2, equilibria=[
            row("separating", 1.0, 0.0, 0.0, 1.0, 1.0, 0.0),
            row("pooling_leniency", 0.0, 0.0, None, 1.0, None, 0.25, ("d_S", 0.3333333333, 1.0), False, False),
        ]),
        known("equilibria", BASE | {"k_R": -2.0}, mu_star=0.5, count=1, equilibria=[
            row("semi_separating", 1.0, 0.3333333333, 0.5, 1.0, 0.5, 0.0),
        ]),
        known("first_stage", {"q": 0.2, "h": 2.0, "k_W": 1.0, "p_star": 0.5},
              mu_star=0.5, bluff_prob=0.25, P_sanction=0.4, D2_after_defiance=0.8, official1="D"),
        known("first_stage", {"q": 0.3, "h": 2.0, "k_W": 1.0, "p_star": 0.5},
              mu_star=0.5, bluff_prob=0.4285714286, P_sanction=0.6, D2_after_defiance=0.7, official1="C"),
        # SARS: p_star of career_calculus without the growth dividend; even a weak center sanctions
        known("first_stage", {"q": 0.1, "h": 4.0, "k_W": 1.0, "p_star": 0.019139, "p_R": 0.5},
              mu_star=0.038278, bluff_prob=1.0, P_sanction=1.0, D2_after_defiance=0.0, official1="C"),
        # Tieben: mu_star > 1, nobody is deterred
        known("first_stage", {"q": 0.1, "h": 4.0, "k_W": 1.0, "p_star": 0.104803, "p_R": 0.08},
              mu_star=1.3100375, bluff_prob=0.0, P_sanction=0.1, D2_after_defiance=1.0, official1="D"),
    ),
)
