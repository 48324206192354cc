"""How much subsidy ignites co-production, for whom and for how long?

``N`` residents take part (J) or stay out (O), at once. Taking part costs ``c``, earns the subsidy ``tau``
and is worth the more the more others take part (complementarity ``beta``). Payoffs, where m residents
take part::

    J    beta*(m - 1)/(N - 1) + tau - c
    O    0

So nobody and everybody can both be equilibria, with the tipping point a_mix between. To make full
participation the only equilibrium a uniform subsidy must be c each; a graded one pays the i-th resident
in some order only max(0, c - beta*(i - 1)/(N - 1)). While all are subsidized the share x that takes part
grows from ``x0`` by the fraction ``lam`` of the rest each period; when the subsidy ends, participation
survives iff beta*x >= c.

Source: [LF] Bingqin Li and Lijie Fang, Policy Process Diffusion: Transforming the Governance Model in Chinese
Cities, UNRISD Working Paper 2018-15: higher levels finance co-production and partly sustain it, yet residents
hold back. Related: Segal (2003), Winter (2004), Ostrom (1996).
"""

from fractions import Fraction
from itertools import product

from ..errors import InputError
from ..games.definition import BranchClaim, Claim, Definition, Exhaustive, Formula, Proposition, SignTable
from ..games.normal_form import NormalForm
from ..problems.symmetric_game import SymmetricGame
from ..symbolic.condition import parameter
from ..symbolic.functions import ceiling, largest, log

LARGEST = 5  # residents in the game that is written out
PARAMETERS = tuple(
    parameter(name, domain, default, meaning, unit, source="illustrative", integer=unit == "count")
    for name, domain, default, unit, meaning in (
        ("N", "N >= 2", "5", "count", "residents"),
        ("beta", "beta > 0", "2", "utility", "complementarity"),
        ("c", "c > 0", "1", "utility", "cost of taking part"),
        ("tau", "tau >= 0", "0", "utility", "uniform subsidy"),
        ("lam", "0 < lam < 1", "0.25", "per period", "speed of joining while subsidized"),
        ("x0", "0 <= x0 < 1", "0", "share", "initial participation"),
    )
)


def game(N, beta, c, tau):
    """The game of N residents, written out."""
    if N > LARGEST:
        where = f"coproduction_ignition: a game of {N} residents is too large to write out"
        raise InputError(f"{where}: N must be at most {LARGEST}. The question solve takes any N.")
    join = {m: beta * Fraction(m - 1, N - 1) + tau - c for m in range(1, N + 1)}
    return NormalForm.build(
        players=[f"Resident {i}" for i in range(1, N + 1)],
        strategies=(("O", "J"),) * N,
        payoffs={
            acts: tuple(join[acts.count("J")] if act == "J" else 0 for act in acts)
            for acts in product("OJ", repeat=N)
        },
        parameters=PARAMETERS,
    )


def residents(N, beta, c, tau):
    """The same game for any N."""
    return SymmetricGame(gains=[beta * Fraction(m, N - 1) + tau - c for m in range(N)])


def a_mix(c, tau, beta):
    """Tipping point: the share of the others at which taking part is worth its cost."""
    return (c - tau) / beta


def uniform_cost(N, c):
    """Cost of making full participation the only equilibrium by the same subsidy for all."""
    return N * c


def T_ignite(c, beta, x0, lam):
    """Periods of subsidy after which participation survives without."""
    return largest(0, ceiling(log((1 - c / beta) / (1 - x0)) / log(1 - lam)))


def solve(residents, uniform_cost, N, beta, c, tau, x0, lam):
    """The equilibria; what full participation as the only one costs, all alike or graded; how long to pay."""
    mixed = [e.probability for e in residents.symmetric if e.probability is not None]
    graded = [max(Fraction(0), c - beta * Fraction(i, N - 1)) for i in range(N)]
    return {
        "none_NE": 0 in residents.pure,
        "all_NE": N in residents.pure,
        "a_mix": mixed[0] if mixed else None,
        "uniform_cost": uniform_cost,
        "divide_cost": sum(graded, Fraction(0)),
        "T_ignite": int(T_ignite(c, beta, x0, lam).evaluate()) if c < beta else None,
        "knife_edge": c in (tau, beta + tau),
    }


def view(equilibrium):
    """Who takes part; a is the first resident's probability."""
    shares = [mixture["J"] for mixture in equilibrium.strategies.values()]
    words = {0: "nobody", 1: "everybody"}
    label = next((word for n, word in words.items() if all(share == n for share in shares)), None)
    return {"label": label or equilibrium.kind, "a": shares[0]}


GENERIC = ("tau != c", "beta + tau != c")
# Of three residents: transfers t1 >= t2 >= t3 >= 0 under which all taking part is the only equilibrium
GRADED = ("t1 >= c", "t2 >= c - beta/2", "t3 >= c - beta", "t2 >= 0", "t3 >= 0")
LEFT = "(1 - c/beta)/(1 - x0)"  # of those out at first, the greatest share that may still be out
ENOUGH = f"log({LEFT})/log(1 - lam)"  # T_ignite before rounding
PROPOSITIONS = (
    Proposition(
        "P23.1",
        "Nobody is an equilibrium iff tau <= c, everybody iff beta + tau >= c, and all mix with a_mix iff "
        "that is a probability; there are no others. (Claimed of three residents; any N in the tests.)",
        (
            Exhaustive(("nobody", "everybody", "mixed"), given=GENERIC),
            BranchClaim("nobody", region=(("tau < c",),), given=GENERIC),
            BranchClaim("everybody", region=(("beta + tau > c",),), given=GENERIC),
            BranchClaim(
                "mixed", region=(("tau < c", "beta + tau > c"),), values={"a": "a_mix"}, given=GENERIC
            ),
        ),
        in_part=True,
    ),
    Proposition(
        "P23.2",
        "Full participation as the only equilibrium costs N*c with a uniform subsidy; graded, the i-th "
        "resident gets max(0, c - beta*(i - 1)/(N - 1)): half as much in all where beta = c. (The minimum: "
        "claimed of three residents, and searched for in the tests.)",
        (
            # somebody must join alone, a second with the first, and so on: less is not enough
            Claim(
                "t1 + t2 + t3 >= c + max(0, c - beta/2) + max(0, c - beta)",
                given=GRADED,
                unknowns=("t1", "t2", "t3"),
            ),
            Claim("c + max(0, c - beta/2) + max(0, c - beta) < 3*c"),
            Claim("N*c - beta*N/2 = uniform_cost/2", given=("beta = c",)),  # i - 1 adds up to N*(N - 1)/2
        ),
        in_part=True,
    ),
    Proposition(
        "P23.3",
        "From x0, T_ignite periods of subsidy are enough and one fewer is not; if c > beta participation "
        "collapses whatever was spent. (Before rounding; whole periods: by simulation in the tests.)",
        (
            # who is still out after a period, and so after y of them (1 - x0)*(1 - lam)**y
            Claim("1 - (x + lam*(1 - x)) = (1 - lam)*(1 - x)", unknowns=("x",)),
            # participation survives without iff (1 - lam)**y = z is at most (1 - c/beta)/(1 - x0)
            Claim("beta*(1 - (1 - x0)*z) >= c", given=("z > 0", f"z <= {LEFT}"), unknowns=("z",)),
            Claim("beta*(1 - (1 - x0)*z) < c", given=("z > 0", f"z > {LEFT}"), unknowns=("z",)),
            # and the logarithm of z is at most that of the bound
            Claim(f"y*log(1 - lam) <= log({LEFT})", given=("c < beta", f"y >= {ENOUGH}"), unknowns=("y",)),
            Claim(f"y*log(1 - lam) > log({LEFT})", given=("c < beta", f"y < {ENOUGH}"), unknowns=("y",)),
            Claim("beta*x < c", given=("c > beta", "0 <= x", "x <= 1"), unknowns=("x",)),
        ),
        in_part=True,
    ),
)


def known(changed, a_mix):
    """A published answer: five residents, beta = 2, c = 1."""
    expect = {"none_NE": True, "all_NE": True, "uniform_cost": 5.0, "divide_cost": 1.5, "T_ignite": 3}
    return {
        "model": "coproduction_ignition",
        "query": "solve",
        "params": {"N": 5, "beta": 2.0, "c": 1.0} | changed,
        "expect": expect | {"a_mix": a_mix},
        "tol": 1e-6,
    }


KNOWN = (known({}, 0.5), known({"tau": 0.4}, 0.3))

SIGNS = (
    SignTable(
        rows={
            "beta": {"a_mix": "-", "solve.divide_cost": "-"},
            "c": {"a_mix": "+", "solve.divide_cost": "+"},
            "tau": {"a_mix": "-", "solve.divide_cost": "0"},
        },
        given=("0 < a_mix < 1",),
        values={"N": 5},
    ),
)

MODEL = Definition(
    source="[LF]: co-production is ignited and partly sustained from above; residents hold back",
    parameters=PARAMETERS,
    game=game,
    shape={"N": 3},
    outcomes={"participation": "P(Resident 1 = J)"},
    formulas=(Formula(a_mix, where=("0 < a_mix < 1",)), uniform_cost, Formula(T_ignite, where=("c < beta",))),
    problems=(residents,),
    questions=(solve,),
    view=view,
    propositions=PROPOSITIONS,
    known=KNOWN,
    signs=SIGNS,
    references=("LiFang2018", "Segal2003", "Winter2004", "Ostrom1996"),
)
