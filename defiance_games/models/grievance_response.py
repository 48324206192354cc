"""Which response to grievances: control, compensation, or their root causes; and who turns late?

An official in office for ``T`` periods meets an unresolved grievance in each of them by control or by
compensation; or it deals with the root causes, once and for all, at cost ``R``. Each instrument breeds its
own resistance::

    control         c*(1 + chi*n_c)       after n_c controls       (dissatisfaction)
    compensation    m*(1 + alpha*n_m)     after n_m compensations  (appetite)

A finite horizon is not discounted. Over an infinite one, with control or root causes only, the official
discounts by ``delta``. Solution: dynamic programming, the least cost.

Source: [LF] Bingqin Li and Lijie Fang, Policy Process Diffusion: Transforming the Governance Model in
Chinese Cities, UNRISD Working Paper 2018-15: control deepens dissatisfaction, compensation feeds the appetite
for more, and localities turn to root causes less willingly than the center. Related: optimal stopping;
Acemoglu & Robinson (2006) on repression and concession.
"""

from ..games.definition import Claim, Definition, Proposition, SignTable
from ..problems.decision_process import DecisionProcess
from ..problems.stopping_time import StoppingTime
from ..symbolic.condition import parameter
from ..symbolic.expression import symbol
from ..symbolic.functions import ceiling, largest, sqrt

MADE_UP = "illustrative"
PARAMETERS = (
    parameter("T", "T >= 1", "5", "official's horizon (tenure)", "periods", MADE_UP, integer=True),
    *(
        parameter(name, domain, default, meaning, unit, MADE_UP)
        for name, domain, default, unit, meaning in (
            ("c", "c > 0", "1", "utility", "cost of the first control"),
            ("chi", "chi > 0", "0.5", "per use", "growth of the cost of control (dissatisfaction)"),
            ("m", "m > 0", "1.5", "utility", "cost of the first compensation"),
            ("alpha", "alpha >= 0", "0.1", "per use", "growth of the cost of compensation (appetite)"),
            ("R", "R > 0", "12", "utility", "cost of dealing with root causes"),
            ("delta", "0 < delta < 1", "0.8", "per period", "discount factor (infinite horizon)"),
        )
    ),
)
CONTROL, COMPENSATE, ROOT, RESOLVED = "control", "compensate", "root", "resolved"


def _palliatives(T, c, chi, m, alpha):
    """(controls, compensations) so far -> what can be done beside root causes."""
    return {
        (i, j): {CONTROL: (-c * (1 + chi * i), (i + 1, j)), COMPENSATE: (-m * (1 + alpha * j), (i, j + 1))}
        if i + j < T
        else {}
        for i in range(T + 1)
        for j in range(T + 1 - i)
    }


def mixture(T, c, chi, m, alpha):
    """The best mixture of control and compensation over T periods."""
    return DecisionProcess(_palliatives(T, c, chi, m, alpha), "finite", horizon=T, initial=(0, 0))


def response(T, c, chi, m, alpha, R):
    """Control, compensation or root causes in each of T periods."""
    choices = _palliatives(T, c, chi, m, alpha)
    free = {place: {**moves, ROOT: (-R, RESOLVED)} if moves else moves for place, moves in choices.items()}
    return DecisionProcess({**free, RESOLVED: {}}, "finite", horizon=T, initial=(0, 0))


def turn(c, chi, R, delta):
    """When to stop control and deal with root causes, over an infinite horizon."""
    return StoppingTime(flow=-c * (1 + chi * symbol("t")), stop=-R, delta=delta)


def finite(mixture, response, control_cost, compensation_cost, R, T_star):
    """What each program costs over T periods, and what is best."""
    costs = {"control": control_cost, "compensation": compensation_cost, "root": R}
    cheapest = [name for name, cost in costs.items() if cost == min(costs.values())]
    now = response.best[0][0, 0]
    overall = "mix" if ROOT not in now else "root" if now == (ROOT,) else "indifferent"
    return {
        "costs": costs,
        "best_pure": cheapest[0] if len(cheapest) == 1 else "indifferent",
        "T_star": T_star,
        "mix_cost": -mixture.value[0][0, 0],
        "mix_control_periods": fewest_controls(mixture),
        "overall": overall,
        "knife_edge": len(cheapest) > 1 or overall == "indifferent",
    }


def fewest_controls(mixture):
    """Return the least number of controls in a best mixture."""
    places = {(0, 0)}
    for best in mixture.best[:-1]:
        controlled = {(i + 1, j) for i, j in places if CONTROL in best[i, j]}
        places = controlled | {(i, j + 1) for i, j in places if COMPENSATE in best[i, j]}
    return min(i for i, _ in places)


def switch(turn):
    """Periods of control before root causes are dealt with."""
    return {"t_switch": turn.dates[0], "knife_edge": len(turn.dates) > 1}


def control_cost(c, T, chi):
    """Cost of control in all T periods."""
    return c * (T + chi * T * (T - 1) / 2)


def compensation_cost(m, T, alpha):
    """Cost of compensation in all T periods."""
    return m * (T + alpha * T * (T - 1) / 2)


def T_star(chi, R, c):
    """Horizon beyond which root causes are cheaper than control."""
    return ((chi / 2 - 1) + sqrt((1 - chi / 2) ** 2 + 2 * chi * R / c)) / chi


def t_switch_real(delta, R, c, chi):
    """Periods of control over an infinite horizon, before rounding and cutting off at 0."""
    return ((1 - delta) * R / c - 1) / chi


def t_switch(t_switch_real):
    """Periods of control over an infinite horizon."""
    return largest(0, ceiling(t_switch_real))


STEEPER = ("c < m", "chi*c > alpha*m")
CONTROLS = "c*({0} + chi*{0}*({0} - 1)/2)"  # their cost, by their number
COMPENSATIONS = "m*({0} + alpha*{0}*({0} - 1)/2)"
MIXTURE = f"{CONTROLS.format('x')} + {COMPENSATIONS.format('(T - x)')}"
ONE_MORE = f"{CONTROLS.format('(x + 1)')} + {COMPENSATIONS.format('(T - x - 1)')}"
CHEAPER = "c*(1 + chi*x) < m*(1 + alpha*(T - x - 1))"
PROPOSITIONS = (
    Proposition(
        "P21.1",
        "Root causes beat control iff T > T_star; not discounted, they are tackled at once or never. Of the "
        "three pure programs, with c < m, c < R and chi*c > alpha*m, short tenure controls, long tenure "
        "resolves, and in between, if R is large enough, it pays compensation.",
        (
            Claim("control_cost > R", given=("T > T_star",)),
            Claim("control_cost < R", given=("T < T_star",)),
            # after x controls and y compensations, not both 0, root causes cost more than at once
            Claim(
                f"{CONTROLS.format('x')} + {COMPENSATIONS.format('y')} + R > R",
                given=("x*(x - 1) >= 0", "y*(y - 1) >= 0", "x >= 0", "y >= 0", "x + y > 0"),
                unknowns=("x", "y"),
            ),
            Claim("control_cost < min(compensation_cost, R)", given=(*STEEPER, "c < R", "T = 1")),
            Claim(
                "compensation_cost < min(control_cost, R)",
                given=(*STEEPER, "(T - 1)*(chi*c - alpha*m) > 2*(m - c)", "R > compensation_cost"),
            ),
            Claim("control_cost > R", given=("T > R/c",)),
            Claim("compensation_cost > R", given=("T > R/m",)),
        ),
    ),
    Proposition(
        "P21.2",
        "Mixing is never dearer than either instrument alone, and cheaper as soon as the last use of one "
        "costs more than the first of the other: use in each period the one with the lower current cost. "
        "(That this is best is checked in the tests.)",
        (
            Claim(f"{CONTROLS.format('(T - 1)')} + m < control_cost", given=("m < c*(1 + chi*(T - 1))",)),
            Claim(
                f"{COMPENSATIONS.format('(T - 1)')} + c < compensation_cost",
                given=("c < m*(1 + alpha*(T - 1))",),
            ),
            # of x controls and T - x compensations one more control is better iff it costs less
            Claim(f"{ONE_MORE} < {MIXTURE}", given=(CHEAPER,), unknowns=("x",)),
            Claim(CHEAPER, given=(f"{ONE_MORE} < {MIXTURE}",), unknowns=("x",)),
        ),
        in_part=True,
    ),
    Proposition(
        "P21.3",
        "Over an infinite horizon control lasts t_switch periods. To wait one period more saves "
        "(1 - delta)*R and costs c*(1 + chi*t), so it pays iff t < t_switch_real. Impatient officials turn "
        "later than a patient center: the conflict is about when, not whether.",
        (
            Claim("(1 - delta)*R > c*(1 + chi*x)", given=("x < t_switch_real",), unknowns=("x",)),
            Claim("(1 - delta)*R < c*(1 + chi*x)", given=("x > t_switch_real",), unknowns=("x",)),
            Claim("t_switch >= t_switch_real"),
            Claim("t_switch - 1 < t_switch_real", given=("t_switch > 0",)),
            Claim("slope < 0", slope=("t_switch_real", "delta")),
        ),
    ),
)

SIGNS = (
    SignTable(
        rows={
            "c": {"T_star": "-", "t_switch_real": "-"},
            "R": {"T_star": "+", "t_switch_real": "+"},
            "delta": {"T_star": "0", "t_switch_real": "-"},
        }
    ),
    SignTable(rows={"chi": {"T_star": "-", "t_switch_real": "-"}}, given=("(1 - delta)*R > c",)),
)


def known(query, params, **expect):
    """A published answer."""
    return {"model": "grievance_response", "query": query, "params": params, "expect": expect, "tol": 1e-6}


def over(periods, costs, **expect):
    """A published answer over this horizon; costs of control, compensation and root causes."""
    params = {"T": periods, "c": 1.0, "chi": 0.5, "m": 1.5, "alpha": 0.1, "R": 12.0}
    named = dict(zip(("control", "compensation", "root"), costs, strict=True))
    return known("finite", params, costs=named, T_star=5.588723439, **expect)


PATIENCE = {"c": 1.0, "chi": 0.5, "R": 12.0}
KNOWN = (
    over(3, (4.5, 4.95, 12.0), best_pure="control", mix_cost=4.0, mix_control_periods=2, overall="mix"),
    over(5, (10.0, 9.0, 12.0), best_pure="compensation", mix_cost=7.45, mix_control_periods=2, overall="mix"),
    over(10, (32.5, 21.75, 12.0), best_pure="root", mix_cost=18.15, mix_control_periods=3, overall="root"),
    known("switch", {**PATIENCE, "delta": 0.8}, t_switch=3),
    known("switch", {**PATIENCE, "delta": 0.95}, t_switch=0),
)

MODEL = Definition(
    source="[LF]: control, compensation, root causes",
    parameters=PARAMETERS,
    formulas=(control_cost, compensation_cost, T_star, t_switch_real, t_switch),
    problems=(mixture, response, turn),
    questions=(finite, switch),
    propositions=PROPOSITIONS,
    signs=SIGNS,
    known=KNOWN,
    references=("LiFang2018", "AcemogluRobinson2006"),
)
