"""How much effort, and how much variety, comes of competing to be noticed?

(a) Effort. Leaders choose efforts e_i >= 0 at unit costs c_i; leader i is noticed, which is worth ``V``, with
probability e_i/(e_1 + ... + e_N)::

    payoff of leader i = V*e_i/(e_1 + ... + e_N) - c_i*e_i

``N`` leaders with unit cost 1 (question ``symmetric``), or two with costs ``c1`` and ``c2`` (``two_player``).

(b) Variety. ``N`` localities choose one of several themes each. Theme j has the attention ``A``_j; the n_j
localities that choose it share it: each gets A_j/n_j (``niches``).

Source: [A] Oscar Almen, essay on local innovation and political reform in China: innovation stands
outside the formal evaluation, but a local model that is the first of its kind is noticed. Related:
Tullock (1980), Lazear & Rosen (1981), Rosenthal (1973).
"""

from ..games.definition import Claim, Definition, Proposition, SignTable
from ..problems.congestion import Congestion
from ..problems.contest import Contest
from ..symbolic.condition import parameter

PARAMETERS = (
    parameter("N", "N >= 2", "4", "localities", "count", source="illustrative", integer=True),
    parameter("V", "V > 0", "16", "value of being noticed", "utility", source="illustrative"),
    parameter(
        "c1", "c1 > 0", "1", "first leader's cost of effort", "utility per unit", source="illustrative"
    ),
    parameter(
        "c2", "c2 > 0", "2", "second leader's cost of effort", "utility per unit", source="illustrative"
    ),
    parameter(
        "A", "A > 0", "6, 4, 1", "attention of each theme", "utility", source="illustrative", many=True
    ),
)


def alike(N, V):
    """The contest of N leaders with unit cost 1."""
    return Contest(costs=(1,) * N, prizes=V)


def pair(V, c1, c2):
    """The contest of two leaders."""
    return Contest(costs=(c1, c2), prizes=V)


def themes(A, N):
    """The choice of themes: each is worth its attention, shared."""
    return Congestion(values=[[a / n for n in range(1, N + 1)] for a in A], players=N)


def e(N, V):
    """Effort of each of N leaders with unit cost 1."""
    return (N - 1) * V / N**2


def total(N, e):
    """Effort of all of them."""
    return N * e


def payoff(V, N, e):
    """Payoff of each of them."""
    return V / N - e


def e1(V, c1, c2):
    """First leader's effort, of two."""
    return V * c2 / (c1 + c2) ** 2


def e2(V, c1, c2):
    """Second leader's effort, of two."""
    return V * c1 / (c1 + c2) ** 2


def p1(c1, c2):
    """Probability that the first leader is noticed, of two."""
    return c2 / (c1 + c2)


def symmetric(alike):
    """Effort and payoff of each leader, and the effort of all."""
    return {"e": alike.efforts[0], "total": alike.total, "payoff": alike.payoffs[0]}


def two_player(pair):
    """Efforts of two leaders, and the probability that the first is noticed."""
    first, second = pair.efforts
    return {"e1": first, "e2": second, "p1": pair.win_probabilities[0]}


def niches(themes):
    """How many choose each theme (of ties, the earlier themes first), and how many themes are chosen."""
    counts = themes.counts[0]
    return {
        "counts": list(counts),
        "distinct": sum(n > 0 for n in counts),
        "knife_edge": len(themes.counts) > 1,
    }


PROPOSITIONS = (
    Proposition(
        "P10.1",
        "Of N alike leaders each chooses (N - 1)*V/N**2: the more they are the less each tries, while the "
        "whole prize is dissipated: all efforts together are V - V/N.",
        (
            Claim("V*x/(x + (N - 1)*e) - x <= payoff", given=("x >= 0",), unknowns=("x",)),
            Claim("slope < 0", slope=("e", "N"), given=("N > 2",)),
            Claim("total = V - V/N"),
            Claim("slope > 0", slope=("total", "N")),
            Claim("payoff = V/N**2"),
        ),
    ),
    Proposition(
        "P10.2",
        "Two leaders: e_i = V*c_j/(c1 + c2)**2 and p1 = c2/(c1 + c2). A rise in the rival's cost raises own "
        "effort iff the rival is the stronger (has the lower cost).",
        (
            Claim("V*x/(x + e2) - c1*x <= V*p1 - c1*e1", given=("x >= 0",), unknowns=("x",)),
            Claim("V*x/(x + e1) - c2*x <= V*(1 - p1) - c2*e2", given=("x >= 0",), unknowns=("x",)),
            Claim("p1 = e1/(e1 + e2)"),
            Claim("slope > 0", slope=("e1", "c2"), given=("c2 < c1",)),
            Claim("slope <= 0", slope=("e1", "c2"), given=("c2 >= c1",)),
            Claim("slope > 0", slope=("e2", "c1"), given=("c1 < c2",)),
            Claim("slope <= 0", slope=("e2", "c1"), given=("c1 >= c2",)),
        ),
    ),
    Proposition(
        "P10.3",
        "Where no themes tie the counts are unique, and found by adding localities one at a time to the "
        "theme with the highest A_j/(n_j + 1): popular themes are copied before unattractive ones are "
        "tried. (Checked by enumeration in the tests.)",
        (),
    ),
)


def known(query, params, **expect):
    """A published answer."""
    return {"model": "innovation_contest", "query": query, "params": params, "expect": expect, "tol": 1e-6}


KNOWN = (
    known("symmetric", {"N": 4, "V": 16.0}, e=3.0, total=12.0, payoff=1.0),
    known("two_player", {"V": 9.0, "c1": 1.0, "c2": 2.0}, e1=2.0, e2=1.0, p1=0.6666666667),
    known("niches", {"A": [6.0, 4.0, 1.0], "N": 5}, counts=[3, 2, 0], distinct=2),
)

SIGNS = (
    SignTable(
        rows={
            "V": {"e1": "+", "e2": "+", "p1": "0"},
            "c1": {"e1": "-", "e2": "ambiguous", "p1": "-"},
            "c2": {"e1": "ambiguous", "e2": "-", "p1": "+"},
        }
    ),
)

MODEL = Definition(
    source="[A]: localities compete for attention with models that are the first of their kind",
    parameters=PARAMETERS,
    formulas=(e, total, payoff, e1, e2, p1),
    problems=(alike, pair, themes),
    questions=(symmetric, two_player, niches),
    propositions=PROPOSITIONS,
    known=KNOWN,
    signs=SIGNS,
    references=("Almen", "Tullock1980", "LazearRosen1981", "Rosenthal1973"),
)
